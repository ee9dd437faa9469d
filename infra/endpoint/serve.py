"""Entry of the container: settings from the environment, load the model, serve until told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

# SageMaker runs this file by its path, so the folder that holds the package is not on the search path yet.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from endpoint.recogniser import Recogniser
from endpoint.server import EndpointServer, Hearing, Service, log
from endpoint.whisper import LANGUAGE_CODES, Options

ENDING = {signal.SIGTERM, signal.SIGINT}


class BadSetting(ValueError):
    """An environment variable that cannot be used; the message names it."""


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    try:
        value = int(environment.get(name) or default)
    except ValueError:
        raise BadSetting(f"{name} is not a whole number") from None
    if value < 0:
        raise BadSetting(f"{name} is below 0")
    return value


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
        cpu_threads=_number(environment, "CPU_THREADS", 1),
        beam_size=_number(environment, "BEAM_SIZE", 0) or None,
        batch_size=_number(environment, "BATCH_SIZE", 0) or None,
        longest_seconds=_number(environment, "MAX_AUDIO_SECONDS", 7200),
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
    service = Service(queue_size=_number(environment, "QUEUE_SIZE", 4))
    # The container's own network is the only one it listens on; a laptop passes 127.0.0.1.
    address = (environment.get("BIND_HOST") or "0.0.0.0", _number(environment, "BIND_PORT", 8080))  # noqa: S104
    return EndpointServer(
        address, service, _number(environment, "MAX_BODY_BYTES", 1 << 28), languages_from(environment)
    )


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code (2 for a bad setting, 1 for a model that will not load)."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # before any thread starts: each inherits it, only sigwait hears
    try:
        options, server = options_from(environment), _server_from(environment)
    except (BadSetting, OSError, OverflowError) as error:
        log("stopped", reason=str(error))
        return 2
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    log("listening", host=server.server_address[0], port=server.server_address[1])
    if not _load(options, server.service):
        return 1
    signal.sigwait(ENDING)
    server.shutdown()
    server.service.drain()
    server.server_close()
    log("stopped", reason="asked to")
    return 0


def _load(options: Options, service: Service) -> bool:
    started = time.monotonic()
    try:
        recogniser = _recogniser(options)
    except Exception as error:  # any failure ends the container, which is how SageMaker learns of it
        log("stopped", reason=f"the model cannot be loaded: {error}")
        return False
    service.ready(recogniser)
    log("ready", ms=round((time.monotonic() - started) * 1000), **recogniser.identity)
    return True


def _recogniser(options: Options) -> Hearing:
    """The engine that the weights are for: CTranslate2 keeps them in ``model.bin``, Qwen3-ASR in safetensors."""
    if not any(options.folder.glob("*.safetensors")):
        return Recogniser(options)
    from endpoint.qwen_recogniser import QwenRecogniser  # noqa: PLC0415  # its packages are in the image for GPUs only

    return QwenRecogniser(options)


if __name__ == "__main__":
    sys.exit(main())
