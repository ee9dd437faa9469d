"""A PDF: what its pages show."""

from __future__ import annotations

import pypdfium2

from mianshi.contracts.matching import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents.gathered import Gathered

MOST_PAGES = 40


def read_pdf(data: bytes) -> ResumeText:
    """The visible lines of a PDF.

    Raises:
        Rejected: damaged, encrypted, or nothing to read.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        reason = ResumeReason.ENCRYPTED if encrypted else ResumeReason.DAMAGED
        raise Rejected(reason, "the PDF cannot be opened") from error
    with document:
        gathered = Gathered("pdf", max(1, len(document)))
        for number in range(min(len(document), MOST_PAGES)):
            for line in document[number].get_textpage().get_text_bounded().splitlines():
                gathered.add(line, number + 1)
        return gathered.result(data)
