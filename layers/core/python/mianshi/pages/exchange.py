"""The page about the standard file of a job."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.exchange import ExchangeTold
from mianshi.contracts.hiring import Job
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.people_texts import PEOPLE_TEXTS

SHOWN = 100
"""Mistakes that the page shows."""


class WrongCell(Record):
    """A cell that has to be put right, in words."""

    row: int
    column: str
    heading: Bilingual
    value: str
    sentence: Bilingual


class ColumnTold(Record):
    """A column that an import reads, and what it holds."""

    heading: Bilingual
    means: Bilingual


class ExchangeView(Record):
    """Export and import of a job's standard file. `parts`: ids after which each further part of an export begins."""

    job: Job
    may_export: bool
    may_import: bool
    parts: list[str] = Field(default_factory=list)
    columns: list[ColumnTold] = Field(default_factory=list)
    pasted: str = ""
    trouble: str = ""
    """Why the file cannot be read at all."""
    told: ExchangeTold | None = None
    """What a file that was checked holds."""
    wrong: list[WrongCell] = Field(default_factory=list)
    sheet: str = ""
    """The file that was checked and can be stored, in base64."""
    shown: int = SHOWN


def render_exchange(view: ExchangeView, frame: Frame, *, stored: bool) -> str:
    """The page; `stored` says that a file was just stored."""
    words = {name: PEOPLE_TEXTS[f"people_{name}"][frame.language == "en"] for name in ("file_large", "file_reading")}
    return render_page("people/exchange.html", frame, view=view, stored=stored, script_data=words)
