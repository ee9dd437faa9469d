"""A PDF: what its pages show, read by pdfium in a process of its own (`apart`)."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.resumes import HiddenWhy, ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import apart
from mianshi.matching.documents.gathered import Gathered

MANY_PAGES = 40


def read_pdf(data: bytes) -> ResumeText:
    """The visible lines of a PDF.

    Raises:
        Rejected: damaged, encrypted, all pictures, a bomb, or nothing to read.
    """
    return gather(data, apart.answer("pdf", data))


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
