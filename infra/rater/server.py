"""The HTTP side of the rater: OpenAI's completions, at ``/invocations`` for SageMaker and at ``/v1/completions``."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from endpoint.container import ContainerHandler, ContainerServer, Refusal, Service, log_failure
from rater.engine import Deadline, EngineDied, Rating
from rater.wire import Completion, Request, answer_of, request_from


class RaterService(Service[Rating]):
    """An engine that died is not ready."""

    @property
    def is_ready(self) -> bool:
        """Whether requests are served."""
        return super().is_ready and self._model is not None and self._model.is_alive


class RaterServer(ContainerServer[Rating]):
    """Listens at once; `request_seconds` is the most a request may take once it has its turn."""

    def __init__(
        self, address: tuple[str, int], service: RaterService, largest_body: int, request_seconds: float
    ) -> None:
        self.request_seconds = request_seconds
        super().__init__(address, service, largest_body, Handler)


class Handler(ContainerHandler):
    """One body of prompts."""

    server: RaterServer
    server_version = "mianshi-rater"
    paths = ("/invocations", "/v1/completions")

    def invoke(self) -> dict[str, Any]:
        """The completions."""
        if self.kind("application/json") != "application/json":
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid_request_error", "Send application/json.")
        body = io.BytesIO()
        self.receive(body)
        request = request_from(body.getvalue())
        with self.server.service.turn() as engine:
            if request.model not in {None, engine.identity["name"]}:
                raise Refusal(HTTPStatus.NOT_FOUND, "model_not_found", "This endpoint serves another model.")
            started = time.monotonic()
            completions = self._complete(engine, request)
            spent = round((time.monotonic() - started) * 1000)
            return {**answer_of(request, completions, engine.identity), "compute_ms": spent}

    def _complete(self, engine: Rating, request: Request) -> Sequence[Completion]:
        try:
            return engine.complete(request, Deadline(self.server.request_seconds))
        except Refusal:
            raise
        except Exception as error:  # whatever the engine throws, the client gets a named answer
            log_failure(error)
            message = "The engine is gone." if isinstance(error, EngineDied) else "The engine failed on this request."
            raise Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "engine_failed", message) from None

    @classmethod
    def told(cls, code: str, message: str) -> dict[str, Any]:
        """OpenAI's shape of an error."""
        return {"error": {"message": message, "type": code}}
