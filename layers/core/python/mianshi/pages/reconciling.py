"""The page that compares the ledger with AWS's bill."""

from __future__ import annotations

from functools import partial

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.money import decimal_text
from mianshi.finance.books.reconcile import Reconciliation
from mianshi.finance.money import format_money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text


class ReconcileView(Record):
    """The ledger against a bill, or the form alone. `trouble`: why a file cannot be used, one sentence."""

    month: str
    most: int
    """Bytes that a file may have."""
    told: Reconciliation | None = None
    trouble: Bilingual | None = None
    untagged: bool = False
    open_days: bool = False
    """Whether the month may still grow: nothing is entered as an adjustment then."""
    may_adjust: bool = False
    shown: int = 200


def render_reconcile(view: ReconcileView, frame: Frame) -> str:
    """The form, and what came of the file."""
    return render_page(
        "finance/reconcile.html",
        frame,
        view=view,
        told=view.told,
        exact=partial(format_money, language=frame.language),
        decimal=decimal_text,
        count=_count,
        script_data={
            "most": view.most,
            "too_large": text("recon_too_large", frame.language, mb=view.most // 1_000_000),
            "empty": text("recon_empty", frame.language),
            "reading": text("recon_reading", frame.language),
        },
    )


def _count(quantity: int | str) -> str:
    """A quantity with its thousands marked; decimals stay as they are."""
    whole, dot, part = str(quantity).partition(".")
    return f"{int(whole):,}{dot}{part}"
