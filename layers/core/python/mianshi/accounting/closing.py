"""The books of the ledger: days become final, budgets are looked at, and a month that is over is closed once."""

from __future__ import annotations

import traceback
from datetime import datetime
from time import monotonic
from typing import NamedTuple

from mianshi.accounting import billing, budgets, month_files, summing, unwritten
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.keys import month_subject
from mianshi.contracts.terms import MonthClosed, MonthTotal
from mianshi.errors import Rejected
from mianshi.finance.months import days, rollup
from mianshi.finance.months.rollup import DaySummary
from mianshi.log import logger
from mianshi.outbound import owing
from mianshi.platform import objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import ledger, terms

_MOST_MONTHS = 12
"""Months back at most that are still open: as long as the books may not have been kept."""
SOFTWARE = "software"
BUDGETS = "budgets"


class Kept(NamedTuple):
    """How far the books are kept: days that became final, and months that were closed. `failed`: what could not be
    done, by name; `open_months`: that are over and not closed."""

    days: int
    months: list[str]
    failed: list[str]
    open_months: int


def keep(deadline: float) -> Kept:
    """Go as far as the time (`monotonic`) allows; the next call goes on. Safe to repeat, and beside another one.

    Budgets are looked at where everything that can be added up is: half a sum would take a warning back. Budgets that
    cannot be looked at hold up no closing.
    """
    finished = {name: summing.finish(name, deadline) for name in open_months(now())}
    failed = [] if _looked(finished, deadline) else [BUDGETS]
    closed: list[str] = []
    for name, each in finished.items():
        if each.over and monotonic() < deadline:
            _close(name, each.whole, SOFTWARE)
            closed.append(name)
    return Kept(sum(each.made for each in finished.values()), closed, failed, len(finished) - 1 - len(closed))


def _looked(finished: dict[str, summing.Finished], deadline: float) -> bool:
    """Look at the budgets; False where that failed."""
    if not all(each.added_up for each in finished.values()):
        return True
    try:
        budgets.look({name: [each.whole, *summing.open_days(each.left, deadline)] for name, each in finished.items()})
    except Exception as error:  # whatever it is: a month is not to stay open because of it
        told = {"family": type(error).__name__, "frames": traceback.format_tb(error.__traceback__)}
        logger.error("budgets not looked at", extra=told)
        return False
    return True


def open_months(moment: datetime) -> list[str]:
    """This month, and those before it that have lines and are not closed, oldest first."""
    found = [f"{moment:%Y-%m}"]
    while len(found) <= _MOST_MONTHS:
        name = days.before(found[0])
        if terms.closed(name) is not None or not ledger.any_in(name):
            break
        found.insert(0, name)
    return found


def _close(name: str, whole: DaySummary, by: str) -> None:
    """Close a month whose days are all final: first what it consists of, then that it is closed, with what is owed to
    other systems. Whoever comes second finds it done."""
    objects.create_record(objects.costs_of(name), whole)
    files, shown = month_files.write(name), month_files.shown_in(name)
    closing = MonthClosed(
        month=name,
        at=timestamp(),
        by=by,
        totals=[
            MonthTotal(
                currency=group.currency,
                amount_micro=group.sum.amount,
                lines=group.sum.lines,
                unpriced=group.sum.unpriced,
            )
            for group in rollup.totals([whole])
        ],
        files=files,
        missing=[f"{day} {part}" for day, left in unwritten.of_month(name, now()).items() for part in left],
        report_currency=shown.currency if shown else None,
        rates=billing.rates(name, terms.every()),
    )
    owed = owing.rows(EventKind.COSTS_CLOSED, month_subject(name), "closed")
    try:
        terms.close(closing, owed)
    except Rejected:
        return
    owing.announce(owed)
