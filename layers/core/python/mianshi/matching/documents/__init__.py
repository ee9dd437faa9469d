"""A résumé's bytes as a reader of its pages sees them: line by line in reading order, and what is hidden."""

from __future__ import annotations

from mianshi.contracts.matching import ResumeReason, ResumeText
from mianshi.errors import Rejected

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
        raise Rejected(ResumeReason.TOO_LARGE, f"the file has more than {LARGEST_BYTES} bytes")
    from mianshi.matching.documents import kinds  # noqa: PLC0415 - the process that reads a PDF needs none of this

    kind = kinds.kind(data)
    if kind == "pdf":
        from mianshi.matching.documents.pdf import read_pdf  # noqa: PLC0415 - brings a library of 8 MB

        return read_pdf(data)
    if kind == "zip":
        from mianshi.matching.documents.docx import read_docx  # noqa: PLC0415 - zipfile and XML for this format only

        return read_docx(data)
    from mianshi.matching.documents.plain import read_text  # noqa: PLC0415 - as above

    return read_text(data)
