"""What it costs to score interviews anew: what was said is judged once more, and nothing is heard or seen."""

from __future__ import annotations

from mianshi.contracts.base import Record
from mianshi.finance.estimates.estimate import Estimate, Row

ONE_AFTER_THE_OTHER = {"wakings_per_day": "1", "busy_days": "1"}
"""Assumptions of a plan whose interviews come all at once: the rater's instance starts once for all of them."""
_ESSENTIAL = frozenset(("language", "rater", "others", "calls", "waiting_rater"))
_NOT_DONE_AGAIN = frozenset(
    ("ingest", "vision", "speech", "pages", "tmp", "http", "replays", "messages", "workflow_more")
)
"""Rows of `work.items` that only a first analysis has, or that are about people who look at it."""


class RescoringCost(Record):
    """Of all interviews of the plan together. An amount above what is billed as a rule: the parts of the run that turn
    out shorter than in a first analysis are counted as long as there."""

    currency: str
    amount_micro: int


def rescoring_cost(found: Estimate) -> RescoringCost | None:
    """Of the interviews that `found` is an estimate of, made with `ONE_AFTER_THE_OTHER`; None where an instance or a
    function has no price, or there are several currencies."""
    rows = [row for row in found.rows if _again(row)]
    priced = {row.name for row in rows if row.micro_month is not None}
    currencies = {row.currency for row in rows}
    if not {row.name for row in rows if row.name in _ESSENTIAL} <= priced or len(currencies) != 1:
        return None
    return RescoringCost(currency=currencies.pop(), amount_micro=sum(row.micro_month or 0 for row in rows))


def _again(row: Row) -> bool:
    if row.name == "waiting_rater":
        return True
    return row.group == "interview" and row.in_ledger and row.name not in _NOT_DONE_AGAIN
