"""Ends a function that uses more memory than the template grants it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from laptop.processes import Child

SAMPLE_SECONDS = 0.1


@dataclass
class Watched:
    """A process under watch: `peak` is the largest resident set seen (bytes)."""

    child: Child
    limit_bytes: int
    on_excess: Callable[[], None]
    peak: int = 0


class MemoryWatch:
    """One thread that samples the busy processes and sleeps while there are none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: list[Watched] = []
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="memory-watch", daemon=True)
        self._thread.start()

    def begin(self, watched: Watched) -> None:
        with self._changed:
            self._watched.append(watched)
            self._changed.notify()

    def finish(self, watched: Watched) -> None:
        """Takes a last sample and lets go of the process."""
        with self._changed:
            if watched in self._watched:
                self._watched.remove(watched)
        watched.peak = max(watched.peak, watched.child.resident_bytes())

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watched and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                current = list(self._watched)
            for watched in current:
                resident = watched.child.resident_bytes()
                watched.peak = max(watched.peak, resident)
                if resident > watched.limit_bytes:
                    watched.on_excess()
            with self._changed:
                if not self._closed:
                    self._changed.wait(SAMPLE_SECONDS)
