"""Entry of the rater: settings from the environment, load the model, serve until told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# SageMaker runs this file by its path, so the folder that holds the packages is not on the search path yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from endpoint.container import BadSetting, address_from, number, run
from rater.engine import Rating
from rater.server import RaterServer, RaterService

CONTEXT = 8192


def engine_from(environment: Mapping[str, str]) -> Callable[[], Rating]:
    """What loads the model: llama.cpp for one GGUF file in the folder, vLLM for safetensors.

    Raises:
        BadSetting: there are no such weights.
    """
    folder = Path(environment.get("MODEL_PATH") or "/opt/ml/model")
    name = environment.get("MODEL_NAME") or folder.name
    context = number(environment, "CONTEXT_TOKENS", CONTEXT)
    files = sorted(folder.glob("*.gguf"))
    if len(files) == 1:
        threads = number(environment, "CPU_THREADS", 2)
        return lambda: _llama(name, files[0], context, threads)
    if any(folder.glob("*.safetensors")):
        share = number(environment, "GPU_MEMORY_PERCENT", 90)
        start = number(environment, "START_SECONDS", 1500)
        return lambda: _vllm(name, folder, context, share, start)
    raise BadSetting("MODEL_PATH holds neither one .gguf file nor .safetensors")


def _llama(name: str, weights: Path, context: int, threads: int) -> Rating:
    from rater.llama import Llama, Options  # noqa: PLC0415  # its package is on a laptop only

    return Llama(Options(name, weights, context, threads))


def _vllm(name: str, folder: Path, context: int, gpu_memory_percent: int, start_seconds: int) -> Rating:
    from rater.vllm import Options, Vllm  # noqa: PLC0415  # one engine is enough

    return Vllm(Options(name, folder, context, gpu_memory_percent, start_seconds))


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Serve until told to stop; returns the exit code."""

    def make() -> tuple[RaterServer, Callable[[], Rating]]:
        load = engine_from(environment)
        service = RaterService(queue_size=number(environment, "QUEUE_SIZE", 4))
        seconds = number(environment, "REQUEST_SECONDS", 840)
        return RaterServer(
            address_from(environment), service, number(environment, "MAX_BODY_BYTES", 1 << 24), seconds
        ), load

    return run(make)


if __name__ == "__main__":
    sys.exit(main())
