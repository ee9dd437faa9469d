"""Runs the template's Lambda functions as processes: warm reuse, concurrency, asynchronous retries."""

import json
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from laptop.memory import MemoryWatch
from laptop.processes import Nursery
from laptop.sandbox import FunctionSpec, Outcome, ProcessGone, Sandbox, failure

LOG = logging.getLogger(__name__)
REQUEST_LIMIT = RESPONSE_LIMIT = 6 * 1024 * 1024


class TooManyRequests(Exception):
    """Every process of the function stayed busy for as long as we were willing to queue."""


class UnknownFunction(Exception):
    """No function of that name or ARN is deployed."""


class RequestTooLarge(Exception):
    """The payload is above 6 MiB."""


@dataclass
class _Function:
    spec: FunctionSpec
    limit: int
    changed: threading.Condition = field(default_factory=threading.Condition)
    idle: list[Sandbox] = field(default_factory=list)
    all: set[Sandbox] = field(default_factory=set)
    busy: int = 0
    logged: int = 0


class FunctionPool:
    """Every function of the stack.

    Synchronous invocations queue at the function's concurrency limit; idle processes are reused last in, first out,
    and end after `idle_seconds`. Asynchronous ones are retried (`retry_delays`, seconds) and then go to `dead_letter`,
    which gets the queue's ARN, the event and the message attributes AWS adds. `count` gets what Lambda and its logs
    publish as metrics: namespace, name, dimensions, value.
    """

    def __init__(
        self,
        nursery: Nursery,
        home: Path,
        logs: Path,
        *,
        concurrency: int,
        idle_seconds: float,
        queue_seconds: float = 900.0,
        retry_delays: tuple[float, ...] = (1.0, 2.0),
        dead_letter: Callable[[str, bytes, dict[str, str]], None] = lambda _arn, _body, _attributes: None,
        count: Callable[[str, str, Mapping[str, str], float], None] = lambda _namespace, _name, _dimensions, _value: (
            None
        ),
    ) -> None:
        self._nursery, self._home, self._logs = nursery, home, logs
        self._concurrency, self._idle_seconds, self._queue_seconds = concurrency, idle_seconds, queue_seconds
        self._retry_delays, self._dead_letter = retry_delays, dead_letter
        self._count = count
        self._functions: dict[str, _Function] = {}
        self._memory = MemoryWatch()
        self._background = ThreadPoolExecutor(max_workers=64, thread_name_prefix="async-invoke")
        self._stopping = threading.Event()
        self._idlers = threading.Condition()
        self._reaper = threading.Thread(target=self._end_idle, name="idle-functions", daemon=True)

    def deploy(self, specs: list[FunctionSpec]) -> None:
        for spec in specs:
            limit = min(self._concurrency, spec.concurrency or self._concurrency)
            self._functions[spec.name] = _Function(spec, max(1, limit))
        self._reaper.start()

    # -- invoking

    def invoke(self, reference: str, payload: bytes) -> Outcome:
        """Runs a function (by name or ARN) to its end. Raises UnknownFunction, TooManyRequests, RequestTooLarge."""
        if len(payload) > REQUEST_LIMIT:
            raise RequestTooLarge
        function = self._find(reference)
        while True:
            sandbox = self._acquire(function)
            try:
                outcome = sandbox.invoke(payload or b"{}")
                break
            except ProcessGone:
                continue  # it ended between two invocations; the next one gets another process
            finally:
                self._release(function, sandbox)
        self._measure(function, outcome)
        if len(outcome.payload) > RESPONSE_LIMIT:
            text = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
            return failure("Function.ResponseSizeTooLarge", text)
        return outcome

    def _measure(self, function: _Function, outcome: Outcome) -> None:
        where = {"FunctionName": function.spec.name}
        self._count("AWS/Lambda", "Invocations", where, 1)
        self._count("AWS/Lambda", "Duration", where, outcome.milliseconds)
        log = self._logs / f"{function.spec.logical_id}.log"
        with function.changed:
            size = log.stat().st_size if log.exists() else 0
            written, function.logged = size - function.logged, size
        self._count("AWS/Logs", "IncomingBytes", {"LogGroupName": f"/aws/lambda/{function.spec.name}"}, written)

    def invoke_async(self, reference: str, payload: bytes) -> None:
        """Accepts an event: retries when the function fails, then hands it to the dead-letter queue."""
        function = self._find(reference)
        if not self._stopping.is_set():
            self._background.submit(self._deliver, function, payload)

    def _deliver(self, function: _Function, payload: bytes) -> None:
        delays = self._retry_delays[: function.spec.retries]
        outcome = Outcome(b"")
        for delay in (0.0, *delays):
            if self._stopping.wait(delay):
                return
            try:
                outcome = self.invoke(function.spec.name, payload)
            except TooManyRequests:
                outcome = failure("TooManyRequestsException", "Rate exceeded")
            if not outcome.failed:
                return
        LOG.warning("%s gave up an event after %d attempts", function.spec.logical_id, len(delays) + 1)
        if function.spec.dead_letter_arn:
            message = json.loads(outcome.payload).get("errorMessage", "")
            self._dead_letter(
                function.spec.dead_letter_arn,
                payload,
                {"RequestID": outcome.request_id, "ErrorCode": "200", "ErrorMessage": str(message)[:1024]},
            )

    def _find(self, reference: str) -> _Function:
        name = reference.rsplit(":function:", maxsplit=1)[-1].split(":", maxsplit=1)[0]
        if name not in self._functions:
            raise UnknownFunction(reference)
        return self._functions[name]

    def _acquire(self, function: _Function) -> Sandbox:
        until = time.monotonic() + self._queue_seconds
        with function.changed:
            while function.busy >= function.limit:
                if self._stopping.is_set() or not function.changed.wait(until - time.monotonic()):
                    raise TooManyRequests(function.spec.logical_id)
            if self._stopping.is_set():
                raise TooManyRequests(function.spec.logical_id)
            function.busy += 1
            while function.idle:
                sandbox = function.idle.pop()
                if sandbox.alive:
                    return sandbox
        try:
            return self._start(function)
        except BaseException:
            with function.changed:
                function.busy -= 1
                function.changed.notify()
            raise

    def _start(self, function: _Function) -> Sandbox:
        home = Path(tempfile.mkdtemp(prefix=f"{function.spec.logical_id}-", dir=self._home))
        log = self._logs / f"{function.spec.logical_id}.log"

        def forget(gone: Sandbox) -> None:
            with function.changed:
                function.all.discard(gone)
                if gone in function.idle:
                    function.idle.remove(gone)
            shutil.rmtree(home, ignore_errors=True)

        sandbox = Sandbox(function.spec, self._nursery, self._memory, home, log, forget)
        with function.changed:
            function.all.add(sandbox)
        sandbox.start()
        return sandbox

    def _release(self, function: _Function, sandbox: Sandbox) -> None:
        with function.changed:
            function.busy -= 1
            if sandbox.alive:
                function.idle.append(sandbox)
            function.changed.notify()
        with self._idlers:
            self._idlers.notify()

    def _end_idle(self) -> None:
        while not self._stopping.is_set():
            now = time.monotonic()
            next_end: float | None = None
            for function in self._functions.values():
                with function.changed:
                    expired = [s for s in function.idle if now - s.idle_since >= self._idle_seconds]
                    function.idle = [s for s in function.idle if s not in expired]
                    ends = [s.idle_since + self._idle_seconds for s in function.idle]
                for sandbox in expired:
                    sandbox.kill()
                next_end = min([*ends, *([next_end] if next_end is not None else [])], default=None)
            with self._idlers:
                self._idlers.wait(None if next_end is None else max(0.05, next_end - time.monotonic()))

    # -- looking and ending

    def processes(self) -> list[tuple[str, int, str]]:
        """(logical id, pid, "starting" | "busy" | "idle") of every living process."""
        found = []
        for function in self._functions.values():
            with function.changed:
                found += [(s.spec.logical_id, s.pid, s.state) for s in function.all if s.alive]
        return found

    def kill(self, logical_id: str) -> int:
        """Kills every process of a function, as a crash would; how many there were."""
        found = [s for f in self._functions.values() if f.spec.logical_id == logical_id for s in list(f.all)]
        for sandbox in found:
            sandbox.kill()
        return len(found)

    def spec(self, logical_id: str) -> FunctionSpec:
        """The deployed function of that logical id; KeyError when there is none."""
        return {f.spec.logical_id: f.spec for f in self._functions.values()}[logical_id]

    def logical_ids(self) -> list[str]:
        return [f.spec.logical_id for f in self._functions.values()]

    def log(self, logical_id: str) -> str:
        """What the function has written so far (empty when it never ran)."""
        path = self._logs / f"{logical_id}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self) -> None:
        self._stopping.set()
        with self._idlers:
            self._idlers.notify_all()
        for function in self._functions.values():
            with function.changed:
                function.changed.notify_all()
                living = list(function.all)
            for sandbox in living:
                sandbox.kill()
        self._background.shutdown(wait=False, cancel_futures=True)
        self._memory.close()
