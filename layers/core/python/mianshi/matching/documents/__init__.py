"""A résumé's bytes as a reader of its pages sees them: line by line in reading order, and what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mianshi.errors import Rejected

if TYPE_CHECKING:
    from mianshi.contracts.resumes import ResumeText

LARGEST_BYTES = 10_000_000


def read(data: bytes) -> ResumeText:
    """What a reader of the file sees. PDF, DOCX or text is told by the first bytes.

    Args:
        data: the whole file.

    Returns:
        Lines in reading order with page, size and place; hidden passages apart, which are in no line.

    Raises:
        Rejected: code is a `ResumeReason`; the file cannot be read, and trying again changes nothing.
    """
    if len(data) > LARGEST_BYTES:
        raise Rejected("resume_too_large", f"the file has more than {LARGEST_BYTES} bytes")
    # The process that reads a file apart imports this package too: it starts sooner without contracts.
    from mianshi.matching.documents import kinds  # noqa: PLC0415

    kind = kinds.kind(data)
    if kind == "pdf":
        from mianshi.matching.documents.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(data)
    if kind == "zip":
        from mianshi.matching.documents.word import read_word  # noqa: PLC0415

        return read_word(data)
    from mianshi.matching.documents.plain import read_text  # noqa: PLC0415

    return read_text(data)
