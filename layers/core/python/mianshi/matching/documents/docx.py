"""A Word document (ECMA-376, WordprocessingML): what its pages show."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mianshi.contracts.matching import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents.gathered import Gathered
from mianshi.matching.documents.package import Package, local


def read_docx(data: bytes) -> ResumeText:
    """The visible lines of a .docx.

    Raises:
        Rejected: another kind of archive, damaged, encrypted, a bomb, or nothing to read.
    """
    package = Package(data)
    if not package.is_document:
        raise Rejected(ResumeReason.NOT_A_RESUME_FILE, "the archive holds no Word document")
    gathered = Gathered("docx")
    if package.has_macros:
        gathered.note("macros_left_out")
    for paragraph in package.tree(package.main).iter():
        if local(paragraph) == "p":
            gathered.add("".join(_text(run) for run in paragraph.iter()))
    return gathered.result(data)


def _text(element: Element) -> str:
    name = local(element)
    return element.text or "" if name == "t" else " " if name in ("tab", "br", "cr") else ""
