"""A Word document, read in a process of its own (`apart`): what it unpacks to costs that process only."""

from __future__ import annotations

from mianshi.contracts.resumes import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import apart


def read_word(data: bytes) -> ResumeText:
    """The visible lines of a .docx.

    Raises:
        Rejected: as `docx.read_docx`, and ``resume_bomb`` where it takes more time or memory than any document.
    """
    told = apart.answer("docx", data)
    if told["refused"]:
        raise Rejected(ResumeReason(told["refused"]), "the document cannot be read")
    return ResumeText.model_validate(told["text"])
