"""The accountants' pages: an adjustment to enter, those that were entered, and the ledger against AWS's bill."""

from __future__ import annotations

from functools import partial

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.money import decimal_text
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.books.reconcile import Reconciliation
from mianshi.finance.money import format_money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import TEXTS, text


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
        exact=partial(exact, language=frame.language),
    )


class ReconcileView(Record):
    """The ledger against a bill, or the form alone. `trouble`: why a file cannot be used, one sentence."""

    month: str
    most: int
    """Bytes that a file may have."""
    told: Reconciliation | None = None
    trouble: str = ""
    untagged: bool = False
    open_days: bool = False
    """Whether the month may still grow."""
    may_adjust: bool = False
    shown: int = 200


def render_reconcile(view: ReconcileView, frame: Frame) -> str:
    """The form, and what came of the file."""
    return render_page(
        "finance/reconcile.html",
        frame,
        view=view,
        told=view.told,
        exact=partial(exact, language=frame.language),
        decimal=decimal_text,
        count=_count,
        script_data={
            "most": view.most,
            "too_large": text("recon_too_large", frame.language, mb=view.most // 1_000_000),
            "reading": text("recon_reading", frame.language),
        },
    )


def exact(micro: int, currency: str, language: Language) -> str:
    """An amount with its sign and every decimal that it has, at least two: what is to add up may not be rounded."""
    return format_money(micro, currency, language).replace("-", "\u2212")


def _count(quantity: int | str) -> str:
    """A quantity with its thousands marked; decimals stay as they are."""
    whole, dot, part = str(quantity).partition(".")
    return f"{int(whole):,}{dot}{part}"


def _said(key: str) -> Bilingual:
    zh, en = TEXTS[key]
    return Bilingual(zh=zh, en=en)
