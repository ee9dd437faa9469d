"""Runs the reader of a file in a process of its own.

What strangers hand in is read by C and C++. In a process beside ours with limits of time and memory, a file that makes
it loop, swell or fall over costs that process only.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any, Literal, cast

from mianshi.contracts.resumes import ResumeReason
from mianshi.errors import Rejected

LONGEST_SECONDS = 200
"""By the wall clock, where processors are shared; the process itself stops after `process.CPU_SECONDS` of work."""
MOST_ANSWER_BYTES = 8_000_000
"""Of what it answers: more than all characters that are kept, each in a line of its own."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from mianshi.matching.documents.process import main; main()"
)
_KILLED = (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGTRAP)
"""How it ends where time or memory does; pdfium itself stops where it gets no memory."""
_LIMIT = 3
"""What the process leaves with when it met one of its limits."""
_LIBRARIES = "LD_LIBRARY_PATH"
"""Where Python's own libraries are in Lambda: all that is passed on of our environment."""


def answer(kind: Literal["pdf", "docx"], data: bytes) -> dict[str, Any]:
    """What the process says of a file; see `process`.

    Raises:
        Rejected: ``resume_bomb`` where it met a limit, ``resume_damaged`` where it fell over.
    """
    command = [sys.executable, "-I", "-B", "-c", _START, json.dumps(sys.path), kind]
    libraries = {_LIBRARIES: os.environ[_LIBRARIES]} if _LIBRARIES in os.environ else {}
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        with subprocess.Popen(  # noqa: S603 - the command is ours
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=libraries
        ) as running:
            told, code = _told(running)
    if len(told) > MOST_ANSWER_BYTES or code == _LIMIT or code in _KILLED:
        raise Rejected(ResumeReason.BOMB, "the file takes more time or memory than any résumé does")
    if code != 0:
        raise Rejected(ResumeReason.DAMAGED, "the file cannot be read to its end")
    found: dict[str, Any] = json.loads(told)
    return found


def _told(running: subprocess.Popen[bytes]) -> tuple[bytes, int]:
    """What it wrote, as far as anybody wants to know, and what it left with."""
    pipe = cast("IO[bytes]", running.stdout)
    timer = threading.Timer(LONGEST_SECONDS, running.kill)
    timer.start()
    try:
        told = pipe.read(MOST_ANSWER_BYTES + 1)
        if len(told) > MOST_ANSWER_BYTES:
            running.kill()
        return told, running.wait()
    finally:
        timer.cancel()
