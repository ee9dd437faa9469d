"""Child processes that never outlive the cloud: start, measure, end."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from laptop import guard

PAGE = os.sysconf("SC_PAGE_SIZE")
# Nothing of the user's shell reaches a child but what a process needs to run at all.
PASSED_ON = ("PATH", "LANG", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""The last two name the processor to numpy's algebra, where somebody had to: some builds err on some processors."""


def minimal_environment(home: Path) -> dict[str, str]:
    """Environment of a child: no secrets, no AWS profile, UTC; `home` is also where temporary files go."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "HOME": str(home), "TMPDIR": str(home), "TZ": "UTC", "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def without_foreign_settings() -> Iterator[None]:
    """Hides the user's AWS settings and proxies from this process: everybody it talks to is on this machine."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if _is_foreign(name)}
    ours = {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
        os.environ.update(hidden)


def _is_foreign(name: str) -> bool:
    return name.startswith("AWS_") or name.lower().endswith("_proxy")


class Nursery:
    """Starts children in process groups of their own and makes sure that none survives.

    Call open() before spawn(); close() ends everything that is left. A separate guard process does the same
    when this process is killed.
    """

    def __init__(self) -> None:
        self.mark = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._guard: subprocess.Popen[str] | None = None

    def open(self, scratch: Path) -> None:
        """Starts the guard, which also removes `scratch` when this process is killed: recordings may lie there."""
        self._guard = subprocess.Popen(
            [sys.executable, "-S", "-E", guard.__file__, self.mark, str(scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
            text=True,
        )

    def spawn(self, argv: list[str], env: dict[str, str], cwd: Path, log: Path) -> "Child":
        """Starts a child whose output is appended to `log`."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                argv,
                env={**env, guard.MARK_VARIABLE: self.mark},
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._tell_guard(process.pid, born=True)
        return Child(process, lambda: self._tell_guard(process.pid, born=False))

    def _tell_guard(self, group: int, *, born: bool) -> None:
        with self._lock:
            (self._groups.add if born else self._groups.discard)(group)
            if self._guard and self._guard.stdin:
                try:
                    self._guard.stdin.write(f"{'+' if born else '-'}{group}\n")
                    self._guard.stdin.flush()
                except OSError:
                    self._guard = None

    def close(self) -> None:
        with self._lock:
            groups, guardian, self._guard = set(self._groups), self._guard, None
        for group in groups:
            kill_group(group)
        guard.kill_marked(self.mark)
        if guardian and guardian.stdin:
            guardian.stdin.close()
            try:
                guardian.wait(timeout=5)
            except subprocess.TimeoutExpired:
                guardian.kill()
                guardian.wait()


class Child:
    """One child process and its group; `on_exit` callbacks run in the thread that reaps it."""

    def __init__(self, process: subprocess.Popen[bytes], forget: Callable[[], None]) -> None:
        self.pid = process.pid
        self._process = process
        self._forget = forget
        self._ended = threading.Event()

    def watch(self, on_exit: Callable[[int], None]) -> None:
        """Reaps the child in the background; `on_exit` gets its return code (negative: the signal)."""
        threading.Thread(target=self._reap, args=(on_exit,), name=f"reap-{self.pid}", daemon=True).start()

    def _reap(self, on_exit: Callable[[int], None]) -> None:
        code = self._process.wait()
        kill_group(self.pid)  # what the child started must not linger either
        self._forget()
        self._ended.set()
        on_exit(code)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    def end(self, grace_s: float = 0.0) -> None:
        """SIGTERM, `grace_s` seconds to comply, then SIGKILL for the group; returns when it is reaped."""
        if grace_s and self.alive:
            kill_group(self.pid, signal.SIGTERM)
            self._ended.wait(grace_s)
        if self.alive:
            kill_group(self.pid)
        self._ended.wait(5)

    def resident_bytes(self) -> int:
        """Sum of the resident sets of the process and its descendants; 0 where /proc is missing."""
        return sum(_resident(pid) for pid in [self.pid, *_descendants(self.pid)])


def kill_group(group: int, number: int = signal.SIGKILL) -> None:
    """Signals a process group; nothing happens when it is gone."""
    with contextlib.suppress(OSError):
        os.killpg(group, number)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in path.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found
