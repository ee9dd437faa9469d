"""Entry of the container: settings from the environment, load the model, serve until told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# SageMaker runs this file by its path, so the folder that holds the package is not on the search path yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from endpoint.container import BadSetting, Service, address_from, number, run
from endpoint.recogniser import Recogniser
from endpoint.server import EndpointServer, Hearing
from endpoint.whisper import LANGUAGE_CODES, Options


def options_from(environment: Mapping[str, str]) -> Options:
    """The model's options; README.md lists the variables.

    Raises:
        BadSetting: a value cannot be used.
    """
    device = environment.get("DEVICE") or "auto"
    if device not in {"auto", "cpu", "cuda"}:
        raise BadSetting("DEVICE is not auto, cpu or cuda")
    folder = Path(environment.get("MODEL_PATH") or "/opt/ml/model")
    return Options(
        name=environment.get("MODEL_NAME") or folder.name,
        folder=folder,
        device=device,
        compute_type=environment.get("COMPUTE_TYPE") or None,
        cpu_threads=number(environment, "CPU_THREADS", 1),
        beam_size=number(environment, "BEAM_SIZE", 0) or None,
        batch_size=number(environment, "BATCH_SIZE", 0) or None,
        longest_seconds=number(environment, "MAX_AUDIO_SECONDS", 7200),
    )


def languages_from(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The languages a request may ask for.

    Raises:
        BadSetting: there is none, or one that no model knows.
    """
    codes = tuple(code.strip().lower() for code in (environment.get("LANGUAGES") or "zh,en").split(","))
    unknown = [code for code in codes if code not in LANGUAGE_CODES]
    if unknown:
        raise BadSetting(f"LANGUAGES names {', '.join(map(repr, unknown))}, which Whisper has no code for")
    return codes


def _server_from(environment: Mapping[str, str]) -> EndpointServer:
    service = Service[Hearing](queue_size=number(environment, "QUEUE_SIZE", 4))
    largest_body = number(environment, "MAX_BODY_BYTES", 1 << 28)
    return EndpointServer(address_from(environment), service, largest_body, languages_from(environment))


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Serve until told to stop; returns the exit code."""

    def make() -> tuple[EndpointServer, Callable[[], Hearing]]:
        options = options_from(environment)
        return _server_from(environment), lambda: _recogniser(options)

    return run(make)


def _recogniser(options: Options) -> Hearing:
    """The engine that the weights are for: CTranslate2 keeps them in ``model.bin``, Qwen3-ASR in safetensors."""
    if not any(options.folder.glob("*.safetensors")):
        return Recogniser(options)
    from endpoint.qwen_recogniser import QwenRecogniser  # noqa: PLC0415  # its packages are in the image for GPUs only

    return QwenRecogniser(options)


if __name__ == "__main__":
    sys.exit(main())
