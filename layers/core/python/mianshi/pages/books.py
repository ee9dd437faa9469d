"""The accountants' pages: an adjustment to enter, and those that were entered."""

from __future__ import annotations

from functools import partial

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.money import format_money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import TEXTS


class JobChoice(Record):
    """A job that an adjustment may belong to."""

    id: str
    title: Bilingual


class AdjustmentsView(Record):
    """What people entered in a month, or about it, the newest first."""

    month: str
    may_adjust: bool
    """Whether the links to enter another one and to the bill are shown."""
    saved: bool = False
    """Whether one was just entered."""
    entries: list[LedgerLine]
    titles: dict[str, Bilingual] = Field(default_factory=dict)
    """Of the entries' jobs, by id."""


class AdjustView(Record):
    """The form of an adjustment. `fields`: as typed; `problems`: by field, the end of a text's key."""

    month: str
    counts_in: str
    """The month in which it will count: the current one."""
    closed: bool
    """Whether the month that it is about is closed."""
    nonce: str
    fields: dict[str, str]
    problems: dict[str, str] = Field(default_factory=dict)
    jobs: list[JobChoice]
    listed: AdjustmentsView
    """What was entered so far."""


def render_adjust(view: AdjustView, frame: Frame) -> str:
    """The form; what is wrong stands beside its field."""
    problems = {name: _said(f"books_wrong_{key}") for name, key in view.problems.items()}
    return render_page(
        "finance/adjust.html",
        frame,
        view=view,
        fields=view.fields,
        problems=problems,
        notes={},
        exact=partial(format_money, language=frame.language),
    )


def _said(key: str) -> Bilingual:
    zh, en = TEXTS[key]
    return Bilingual(zh=zh, en=en)
