"""Gathers what is read of a file, within bounds, whatever its format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

from mianshi.contracts.resumes import (
    MOST_RESUME_CHARACTERS,
    HiddenText,
    HiddenWhy,
    ResumeLine,
    ResumeReason,
    ResumeText,
)
from mianshi.errors import Rejected
from mianshi.matching.documents import letters

Format = Literal["pdf", "docx", "txt"]
Place = Literal["body", "cell", "header", "footer", "box"]
Note = Literal["picture_pages", "shortened", "macros_left_out", "many_pages"]

MOST_HIDDEN = 40
"""Passages of hidden text that are kept; the characters of further ones are added to the last."""
_BEGINNING = 300
LONGEST_LINE = 2_000
"""Characters: no line of a page is as long, and what looks for words in a line may take the square of it."""
MOST_LINES = 3_000
"""Of a file: what fits on forty pages."""
_WHOLE_WORDS = 100
"""Characters before its end in which a long line is parted at a blank, where there is one."""


class Gathered:
    """Lines, hidden passages and notes of one file, in the order in which they are added."""

    def __init__(self, form: Format, pages: int = 1) -> None:
        self._format = form
        self._pages = pages
        self._left = MOST_RESUME_CHARACTERS
        self._lines: list[ResumeLine] = []
        self._hidden: list[HiddenText] = []
        self._notes: set[Note] = set()

    @property
    def full(self) -> bool:
        """Whether nothing more is kept; whoever reads may stop."""
        return self._left <= 0 or len(self._lines) >= MOST_LINES

    @property
    def characters(self) -> int:
        return MOST_RESUME_CHARACTERS - max(0, self._left)

    def add(
        self,
        text: str,
        page: int = 1,
        *,
        size: float | None = None,
        bold: bool = False,
        place: Place = "body",
        column: int = 0,
    ) -> None:
        """One line; a blank one is left out, a very long one is several, what is beyond the limits is cut."""
        tags = letters.smuggled(text)
        if tags:
            self.hide(HiddenWhy.TRANSPARENT, tags, page)
        for part in _parts(letters.clean(text)):
            kept = "" if self.full else part[: self._left].rstrip()
            if len(kept) < len(part):
                self.note("shortened")
            if not kept:
                return
            self._left -= len(kept)
            line = ResumeLine(text=kept, page=page, size=size, bold=bold, place=place, column=column)
            self._lines.append(line)

    def hide(self, why: HiddenWhy, text: str, page: int = 1) -> None:
        """A passage nobody sees; one that goes on from the last is joined to it."""
        text = letters.clean(text)
        if not text:
            return
        last = self._hidden[-1] if self._hidden else None
        if last and ((last.why, last.page) == (why, page) or len(self._hidden) >= MOST_HIDDEN):
            begun = f"{last.text} {text}" if last.page == page else last.text
            update = {"text": begun[:_BEGINNING], "characters": last.characters + len(text)}
            self._hidden[-1] = last.model_copy(update=update)
        else:
            self._hidden.append(HiddenText(why=why, page=page, text=text[:_BEGINNING], characters=len(text)))

    def note(self, note: Note) -> None:
        self._notes.add(note)

    def result(self, data: bytes) -> ResumeText:
        """Everything gathered of the file `data`.

        Raises:
            Rejected: ``resume_empty``, where nothing is to be seen.
        """
        if not self._lines:
            raise Rejected(ResumeReason.EMPTY, "nobody who looks at the file sees any text")
        return ResumeText(
            format=self._format,
            pages=self._pages,
            lines=self._lines,
            hidden=self._hidden,
            notes=sorted(self._notes),
            sha256=hashlib.sha256(data).hexdigest(),
        )


def _parts(text: str) -> Iterator[str]:
    """A clean line in pieces that are no longer than lines may be."""
    while len(text) > LONGEST_LINE:
        blank = text.rfind(" ", LONGEST_LINE - _WHOLE_WORDS, LONGEST_LINE)
        end = blank if blank > 0 else LONGEST_LINE
        yield text[:end]
        text = text[end:].lstrip()
    if text:
        yield text
