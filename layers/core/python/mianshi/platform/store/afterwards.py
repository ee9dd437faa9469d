"""What became of candidates: hires, performance, departures, written tests."""

from __future__ import annotations

from typing import TypeVar

from pynamodb.transactions import TransactWrite

from mianshi.contracts.afterwards import Departure, Hire, Performance, TestScore
from mianshi.contracts.base import Record
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, job_pk

R = TypeVar("R", bound=Record)
_KINDS: dict[type[Record], str] = {Performance: "PERFORMANCE", Departure: "DEPARTURE", TestScore: "TEST"}


def hired(job_id: str, candidate_id: str) -> Hire | None:
    """How a candidate was hired, or None."""
    return plain.get(job_pk(job_id), _hire(candidate_id), Hire)


def hiring(transaction: TransactWrite, job_id: str, candidate_id: str, hire: Hire, keep_days: int) -> None:
    """Make a hire part of a transaction, in place of what was reported before."""
    row = PlainRow(job_pk(job_id), _hire(candidate_id), body=hire.model_dump_json(), expires_at=expiry(keep_days))
    transaction.save(row)


def report(job_id: str, candidate_id: str, outcome: Performance | Departure | TestScore, keep_days: int) -> None:
    """Add to what became of a candidate. The same key (day, and measure or name) replaces what was reported before."""
    plain.put(job_pk(job_id), f"{_prefix(candidate_id, type(outcome))}{_own(outcome)}", outcome, expiry(keep_days))


def reported(job_id: str, candidate_id: str, kind: type[R]) -> list[R]:
    """Everything of one kind, in the order of its days."""
    return plain.query(job_pk(job_id), _prefix(candidate_id, kind), kind)


def _own(outcome: Performance | Departure | TestScore) -> str:
    if isinstance(outcome, Performance):
        return f"{outcome.period_ends_on}#{outcome.measure}"
    return outcome.left_on if isinstance(outcome, Departure) else f"{outcome.taken_on}#{outcome.name}"


def _hire(candidate_id: str) -> str:
    return f"HIRE#{candidate_id}"


def _prefix(candidate_id: str, kind: type[Record]) -> str:
    return f"OUTCOME#{candidate_id}#{_KINDS[kind]}#"
