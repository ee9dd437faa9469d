"""The process that reads a PDF: the file comes in, plain data goes out, and limits hold in between."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

CPU_SECONDS = 60
MEMORY_BYTES = 1_400_000_000
LIMIT = 3
_SHIFT = 5


def main() -> None:
    """Read the file from standard input and write what `plain` makes of it; leave with `LIMIT` where memory ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + _SHIFT))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = json.dumps(plain(sys.stdin.buffer.read()))
    except MemoryError:
        sys.exit(LIMIT)
    sys.stdout.write(answer)


def plain(data: bytes) -> dict[str, Any]:
    """What was read of a PDF, in types that JSON knows; see `pdf.gather`."""
    from mianshi.matching.documents.pdf_reading import examine  # noqa: PLC0415 - after the limits are set

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
