"""AWS's Lambda Runtime API (2018-06-01) for one process: it asks for work, gets it, and posts the result."""

import queue
import select
import socket
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Literal

from laptop.loopback import Handler, LoopbackServer

SignalKind = Literal["picked", "response", "error", "init_error", "exit", "memory"]


@dataclass(frozen=True)
class Signal:
    """Something that happened to the invocation a process works on; `code` is an exit status (negative: a signal)."""

    kind: SignalKind
    body: bytes = b""
    code: int = 0


@dataclass(frozen=True)
class Invocation:
    payload: bytes
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    trace_id: str = field(default_factory=lambda: f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0")


class RuntimeApi:
    """Serves one function process. `signals` tells the invoking thread what the process did."""

    def __init__(self, function_arn: str, timeout_s: float) -> None:
        self.signals: queue.SimpleQueue[Signal] = queue.SimpleQueue()
        self._arn = function_arn
        self._timeout_s = timeout_s
        self._inbox: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._current: str | None = None
        self._lock = threading.Lock()
        self._server = LoopbackServer(_handler_for(self))

    @property
    def address(self) -> str:
        return self._server.url.removeprefix("http://")

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._inbox.put(None)
        self._server.close()

    def hand_out(self, invocation: Invocation) -> None:
        self._inbox.put(invocation)

    def next(self, caller: socket.socket) -> tuple[Invocation, int] | None:
        """Waits for the next invocation; with its deadline in milliseconds since the epoch, None at the end.

        A caller that has gone in the meantime takes nothing: the invocation is then nobody's, and may go elsewhere.
        """
        invocation = self._inbox.get()
        if invocation is None or _hung_up(caller):
            return None
        with self._lock:
            self._current = invocation.request_id
        self.signals.put(Signal("picked"))
        return invocation, int((time.time() + self._timeout_s) * 1000)

    def result(self, request_id: str, kind: Literal["response", "error"], body: bytes) -> bool:
        with self._lock:
            if request_id != self._current:
                return False
            self._current = None
        self.signals.put(Signal(kind, body))
        return True

    @property
    def function_arn(self) -> str:
        return self._arn


def _hung_up(caller: socket.socket) -> bool:
    readable, _, _ = select.select([caller], [], [], 0)
    return bool(readable) and caller.recv(1, socket.MSG_PEEK) == b""


def _handler_for(api: RuntimeApi) -> type[Handler]:
    class RuntimeHandler(Handler):
        def do_GET(self) -> None:
            handed = api.next(self.connection) if self.path.endswith("/runtime/invocation/next") else None
            if handed is None:
                self.close_connection = True
                self.answer(410)
                return
            invocation, deadline = handed
            self.answer(
                200,
                invocation.payload,
                [
                    ("Content-Type", "application/json"),
                    ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
                    ("Lambda-Runtime-Trace-Id", invocation.trace_id),
                    ("Lambda-Runtime-Deadline-Ms", str(deadline)),
                    ("Lambda-Runtime-Invoked-Function-Arn", api.function_arn),
                ],
            )

        def do_POST(self) -> None:
            body = self.read_body()
            known = True
            match self.path.split("/")[2:]:
                case ["runtime", "init", "error"]:
                    api.signals.put(Signal("init_error", body))
                case ["runtime", "invocation", request_id, "response"]:
                    known = api.result(request_id, "response", body)
                case ["runtime", "invocation", request_id, "error"]:
                    known = api.result(request_id, "error", body)
            self.answer_json(202 if known else 400, {"status": "OK"} if known else {"errorType": "InvalidRequestID"})

    return RuntimeHandler
