"""The inference container of one endpoint, as a process: started when needed, ended when idle."""

import http.client
import shutil
import socket
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from laptop.loopback import HOST
from laptop.processes import Child, Nursery, minimal_environment

START_SECONDS = 180.0
GRACE_SECONDS = 3.0


class ServerDied(Exception):
    """The process ended, or never answered its health check."""


class ServerTooSlow(Exception):
    """No answer within the time the request allows."""


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes


class InferenceServer:
    """Runs `argv` with BIND_PORT in its environment and speaks SageMaker's container protocol with it."""

    def __init__(
        self, argv: list[str], environment: Mapping[str, str], nursery: Nursery, home: Path, log: Path
    ) -> None:
        self._argv, self._environment = argv, environment
        self._nursery, self._home, self._log = nursery, home, log
        self._child: Child | None = None
        self._port = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the running process; None while the endpoint is at zero."""
        return self._child.pid if self._child and self._child.alive else None

    def ensure(self) -> None:
        """Starts the server if it does not run and waits until it is healthy. Raises ServerDied."""
        if self.pid is not None:
            return
        self._port = _free_port()
        folder = Path(tempfile.mkdtemp(prefix="inference-", dir=self._home))
        env = {
            **minimal_environment(folder),
            **self._environment,
            "BIND_PORT": str(self._port),
            "SAGEMAKER_BIND_TO_PORT": str(self._port),
        }
        child = self._nursery.spawn(self._argv, env, folder, self._log)
        child.watch(lambda _code: shutil.rmtree(folder, ignore_errors=True))
        self._child = child
        until = time.monotonic() + START_SECONDS
        while not self._healthy():
            if not child.alive or time.monotonic() > until:
                self.stop()
                raise ServerDied("the inference server did not become healthy")
            time.sleep(0.1)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self._port}/ping", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def invoke(self, body: IO[bytes], length: int, headers: dict[str, str], timeout_s: float) -> Answer:
        """POST /invocations. Raises ServerDied when the connection breaks, ServerTooSlow after `timeout_s`."""
        connection = http.client.HTTPConnection(HOST, self._port, timeout=timeout_s)
        try:
            connection.request("POST", "/invocations", body=body, headers={**headers, "Content-Length": str(length)})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Content-Type") or "application/octet-stream", answer.read())
        except TimeoutError as e:
            raise ServerTooSlow from e
        except (OSError, http.client.HTTPException) as e:
            raise ServerDied("the inference server hung up") from e
        finally:
            connection.close()

    def stop(self) -> None:
        """SIGTERM, a moment of grace, SIGKILL."""
        with self._lock:
            if self._child:
                self._child.end(GRACE_SECONDS)
            self._child = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
