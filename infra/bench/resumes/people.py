"""The records of the set: what stands on a page, in which layout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
SUFFIXES = {
    "pdf_one_column": "pdf",
    "pdf_two_columns": "pdf",
    "pdf_table": "pdf",
    "docx_plain": "docx",
    "docx_tables": "docx",
    "docx_boxes": "docx",
    "txt_utf8": "txt",
    "txt_gb18030": "txt",
    "pdf_office": "pdf",
    "pdf_designed": "pdf",
}
"""The ten layouts and how their files' names end."""
Item = str | list[str]
"""A line, or the parts of a heading such as dates, employer and title, in the order their writer chose."""
_ASIDE = re.compile(
    r"技能|证书|特长|语言|工具|爱好|兴趣|skill|certificat|language|tools|systems|what i can", re.IGNORECASE
)


@dataclass(frozen=True)
class Section:
    """`aside`: goes into the narrow column of layouts that have one."""

    title: str
    items: list[Item]
    aside: bool


@dataclass(frozen=True)
class Person:
    """`gold`: the labels, as README.md describes them."""

    id: str
    language: Literal["zh", "en", "mixed"]
    field: str
    layout: str
    name: str
    about: list[str]
    sections: list[Section]
    gold: dict[str, Any]
    author: str = "first"
    """Who wrote the person, where somebody else than the first author of the set did."""

    @property
    def number(self) -> int:
        """Varies small things, such as what stands between the parts of a heading."""
        return int(re.sub(r"\D", "", self.id) or 0)

    @property
    def file(self) -> str:
        """Name of the made file."""
        return f"{self.id}.{SUFFIXES[self.layout]}"

    def text(self) -> str:
        """All that stands on the page, in the order it is told."""
        parts = [self.name, *self.about]
        for section in self.sections:
            parts += [section.title, *(each if isinstance(each, str) else " ".join(each) for each in section.items)]
        return "\n".join(part for part in parts if part)


def read(path: Path) -> Person:
    """One person.

    Raises:
        KeyError, ValueError: the record has not the form README.md describes.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
    if told["layout"] not in SUFFIXES:
        raise ValueError(f"{path.name}: {told['layout']} is no layout")
    sections = [
        Section(each["title"], each["items"], bool(each.get("side", _ASIDE.search(each["title"]))))
        for each in told["sections"]
    ]
    return Person(**{**told, "sections": sections})


def everybody(part: str) -> Iterator[Person]:
    """The people of `development` or `held_out`, in the order of their ids, each with the author that `authors.json`
    names for it."""
    listed = HERE / part / "authors.json"
    told = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else {}
    author_of = {person: author for author, persons in told.items() for person in persons}
    for path in sorted((HERE / part / "people").glob("*.json")):
        person = read(path)
        yield replace(person, author=author_of.get(person.id, person.author))
