"""A PDF: what its pages show, read in a process of its own.

pdfium is C++ that reads what strangers hand in. In a process beside ours with a limit of time and memory, a file that
makes it loop, swell or fall over costs that process only.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

from mianshi.contracts.matching import HiddenWhy, ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents.gathered import Gathered

MANY_PAGES = 40
LONGEST_SECONDS = 200
"""By the wall clock, where processors are shared; the process itself stops after `pdf_process.CPU_SECONDS` of work."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from mianshi.matching.documents.pdf_process import main; main()"
)
_KILLED = (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGTRAP)
"""How it ends where time or memory does; pdfium itself stops where it gets no memory."""
_LIMIT = 3
"""What the process leaves with when it met one of its limits."""


def read_pdf(data: bytes) -> ResumeText:
    """The visible lines of a PDF.

    Raises:
        Rejected: damaged, encrypted, all pictures, a bomb, or nothing to read.
    """
    return gather(data, _examined(data))


def gather(data: bytes, read: dict[str, Any]) -> ResumeText:
    """The text of what `pdf_reading.examine` found, as plain data.

    Raises:
        Rejected: as `read_pdf`.
    """
    if read["refused"]:
        encrypted = read["refused"] == "encrypted"
        raise Rejected(
            ResumeReason.ENCRYPTED if encrypted else ResumeReason.DAMAGED,
            "the PDF has a password" if encrypted else "the PDF is damaged",
        )
    gathered = Gathered("pdf", max(1, read["pages"]))
    for why, page, text in read["hidden"]:
        gathered.hide(HiddenWhy(why), text, page)
    for text, page, size, bold, place, column in read["lines"]:
        gathered.add(text, page, size=size, bold=bold, place=place, column=column)
    if read["pictures"]:
        gathered.note("picture_pages")
        if read["all_pictures"]:
            raise Rejected(ResumeReason.PICTURE, "every page is a picture")
    if read["pages"] >= MANY_PAGES:
        gathered.note("many_pages")
    if read["shortened"]:
        gathered.note("shortened")
    return gathered.result(data)


def _examined(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-c", _START, json.dumps(sys.path)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=LONGEST_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Rejected(ResumeReason.BOMB, "the PDF took longer to read than any résumé does") from error
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode == _LIMIT or done.returncode in _KILLED:
        raise Rejected(ResumeReason.BOMB, "the PDF takes more time or memory than any résumé does")
    raise Rejected(ResumeReason.DAMAGED, "the PDF cannot be read to its end")
