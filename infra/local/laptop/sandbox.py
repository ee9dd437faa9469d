"""One process of one function, started through AWS's own runtime interface client."""

import json
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from laptop.memory import MemoryWatch, Watched
from laptop.processes import Child, Nursery, minimal_environment
from laptop.runtime_api import Invocation, RuntimeApi, Signal

INIT_SECONDS = 10.0  # AWS's limit of the init phase
MIB = 1024 * 1024
SIGNAL_NAMES = {9: "killed", 15: "terminated", 11: "segmentation fault", 6: "aborted"}


class ProcessGone(Exception):
    """A warm process ended before it took the invocation: nothing was run, another process may."""


@dataclass(frozen=True)
class FunctionSpec:
    """A deployed function. `environment` is resolved; `folder` is its CodeUri, `layers` the local layer folders."""

    logical_id: str
    name: str
    arn: str
    handler: str
    folder: Path
    layers: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 3.0
    memory_mb: int = 128
    concurrency: int | None = None
    retries: int = 2
    dead_letter_arn: str | None = None
    json_log: bool = False


@dataclass(frozen=True)
class Outcome:
    """What an invocation gave: JSON bytes, and whether they describe an unhandled error."""

    payload: bytes
    failed: bool = False
    request_id: str = ""
    milliseconds: float = 0.0
    """From the moment the process took the event, as AWS measures `Duration`: without the start of the process."""


def failure(error_type: str, message: str, request_id: str = "") -> Outcome:
    """An outcome in the shape AWS gives errors that the function itself did not report."""
    return Outcome(json.dumps({"errorType": error_type, "errorMessage": message}).encode(), True, request_id)


class Sandbox:
    """Runs one invocation at a time; `on_gone` is called once, when the process has ended."""

    def __init__(
        self,
        spec: FunctionSpec,
        nursery: Nursery,
        memory: MemoryWatch,
        home: Path,
        log: Path,
        on_gone: Callable[["Sandbox"], None],
    ) -> None:
        self.spec = spec
        self.state = "starting"
        self.idle_since = time.monotonic()
        self._nursery, self._memory, self._home, self._log, self._on_gone = nursery, memory, home, log, on_gone
        self._api = RuntimeApi(spec.arn, spec.timeout_s)
        self._child: Child | None = None
        self._warm = False
        self._gone = threading.Event()

    def start(self) -> None:
        self._api.start()
        argv = [sys.executable, "-m", "awslambdaric", self.spec.handler]
        self._child = self._nursery.spawn(argv, self._environment(), self.spec.folder, self._log)
        self._child.watch(self._exited)

    @property
    def pid(self) -> int:
        return self._child.pid if self._child else 0

    @property
    def alive(self) -> bool:
        return not self._gone.is_set()

    def kill(self) -> None:
        if self._child:
            self._child.end()

    def invoke(self, payload: bytes) -> Outcome:
        """Runs one invocation to its end. Raises ProcessGone if a warm process ended before taking it."""
        if self._child is None:
            raise ProcessGone
        self.state = "busy"
        self._taken: float | None = None
        invocation = Invocation(payload)
        watched = Watched(self._child, self.spec.memory_mb * MIB, self._over_memory)
        self._memory.begin(watched)
        started = time.monotonic()
        try:
            self._api.hand_out(invocation)
            outcome = self._await(invocation)
            return replace(outcome, milliseconds=1000 * (time.monotonic() - (self._taken or time.monotonic())))
        finally:
            self._memory.finish(watched)
            self._report(invocation, time.monotonic() - started, watched.peak)
            self._warm = True
            self.state = "idle"
            self.idle_since = time.monotonic()

    def _await(self, invocation: Invocation) -> Outcome:
        request_id = invocation.request_id
        picked = False
        limit = time.monotonic() + INIT_SECONDS + self.spec.timeout_s
        while True:
            try:
                signal = self._api.signals.get(timeout=max(0.0, limit - time.monotonic()))
            except queue.Empty:
                self.kill()
                text = f"RequestId: {request_id} Error: Task timed out after {self.spec.timeout_s:.2f} seconds"
                return failure("Sandbox.Timedout", text, request_id)
            if signal.kind == "picked":
                picked = True
                self._taken = time.monotonic()
                limit = time.monotonic() + self.spec.timeout_s
            elif signal.kind == "exit" and self._warm and not picked:
                raise ProcessGone
            else:
                return self._conclude(signal, request_id)

    def _conclude(self, signal: Signal, request_id: str) -> Outcome:
        if signal.kind == "response":
            return Outcome(signal.body, False, request_id)
        if signal.kind == "error":
            return Outcome(signal.body, True, request_id)
        self.kill()
        if signal.kind == "init_error":
            return Outcome(signal.body, True, request_id)
        reason = "with error: signal: killed" if signal.kind == "memory" else _exit_reason(signal.code)
        text = f"RequestId: {request_id} Error: Runtime exited {reason}"
        return failure("Runtime.ExitError", text, request_id)

    def _over_memory(self) -> None:
        self._api.signals.put(Signal("memory"))
        if self._child:
            self._child.end()

    def _exited(self, code: int) -> None:
        self._gone.set()
        self._api.signals.put(Signal("exit", code=code))
        self._api.close()
        self._on_gone(self)

    def _report(self, invocation: Invocation, seconds: float, peak: int) -> None:
        used = -(-peak // MIB)
        line = (
            f"REPORT RequestId: {invocation.request_id} Duration: {seconds * 1000:.2f} ms "
            f"Memory Size: {self.spec.memory_mb} MB Max Memory Used: {used} MB\n"
        )
        with self._log.open("a") as log:
            log.write(line)

    def _environment(self) -> dict[str, str]:
        spec = self.spec
        python_path = [spec.folder, *(layer / "python" for layer in spec.layers)]
        return {
            **minimal_environment(self._home),
            **spec.environment,
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_LAMBDA_FUNCTION_NAME": spec.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory_mb),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{spec.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": f"[$LATEST]{self._home.name}",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
            **({"AWS_LAMBDA_LOG_FORMAT": "JSON"} if spec.json_log else {}),
            "LAMBDA_TASK_ROOT": str(spec.folder),
            "_HANDLER": spec.handler,
            "PYTHONPATH": ":".join(str(path) for path in python_path if path.is_dir()),
        }


def _exit_reason(code: int) -> str:
    if code == 0:
        return "without providing a reason"
    if code < 0:
        return f"with error: signal: {SIGNAL_NAMES.get(-code, str(-code))}"
    return f"with error: exit status {code}"
