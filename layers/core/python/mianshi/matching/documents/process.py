"""The process that reads a PDF or a Word document: the file comes in, plain data goes out, and limits hold in between.

It begins with an empty environment, so that no credentials are in it, and before it looks at the file it gives up what
it needs no more: it can open no file and no connection, write no file and start no process.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

CPU_SECONDS = 60
MEMORY_BYTES = 700_000_000
"""Of addresses, which is more than is in use. Beside it the function holds the sentence model in its `MemorySize`."""
LIMIT = 3
_SHIFT = 5
_LATE = ("encodings.cp437", "encodings.utf_16", "encodings.utf_16_le", "encodings.idna", "xml.etree.ElementTree")
"""Loaded by others only when they are needed: nothing can be loaded any more once the file is looked at."""


def main() -> None:
    """Read the file from standard input and write what `KINDS` makes of it; leave with `LIMIT` where memory ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + _SHIFT))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for nothing in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(nothing, (0, 0))
    reader = KINDS[sys.argv[2]]
    read = reader()
    for name in _LATE:
        importlib.import_module(name)
    try:
        data = sys.stdin.buffer.read()
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        answer = json.dumps(read(data), ensure_ascii=False).encode("utf-8", "replace")
    except MemoryError:
        sys.exit(LIMIT)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _pdf() -> Callable[[bytes], dict[str, Any]]:
    from mianshi.matching.documents import pdf_page, pdf_reading  # noqa: F401, PLC0415 - loads all that `plain` needs

    pdf_page.start()
    return plain


def _word() -> Callable[[bytes], dict[str, Any]]:
    from mianshi.errors import Rejected  # noqa: PLC0415 - only one of the two kinds is loaded
    from mianshi.matching.documents.docx import read_docx  # noqa: PLC0415

    def read(data: bytes) -> dict[str, Any]:
        try:
            return {"refused": "", "text": read_docx(data).model_dump(mode="json")}
        except Rejected as refused:
            return {"refused": refused.code}

    return read


KINDS: dict[str, Callable[[], Callable[[bytes], dict[str, Any]]]] = {"pdf": _pdf, "docx": _word}
"""What loads the reader of each kind of file."""


def plain(data: bytes) -> dict[str, Any]:
    """What was read of a PDF, in types that JSON knows; see `pdf.gather`."""
    from mianshi.matching.documents.pdf_reading import examine  # noqa: PLC0415 - only one of the two kinds is loaded

    read = examine(data)
    return {
        "refused": read.refused,
        "pages": read.pages,
        "lines": [[x.text, x.page, x.size, x.bold, x.place, x.column] for x in read.lines],
        "hidden": read.hidden,
        "pictures": read.pictures,
        "all_pictures": read.all_pictures,
        "shortened": read.shortened,
    }
