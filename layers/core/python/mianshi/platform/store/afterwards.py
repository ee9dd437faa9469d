"""What became of candidates: hires, performance, promotions, departures, written tests."""

from __future__ import annotations

from typing import TypeVar

from pydantic import Field
from pynamodb.transactions import TransactWrite

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Record
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, job_pk, table

R = TypeVar("R", bound=Record)
_KINDS: dict[type[Record], str] = {
    Performance: "PERFORMANCE",
    Promotion: "PROMOTION",
    Departure: "DEPARTURE",
    TestScore: "TEST",
}
_LISTS = {"PERFORMANCE": "performance", "PROMOTION": "promotions", "DEPARTURE": "departures", "TEST": "tests"}
Told = Performance | Promotion | Departure | TestScore
"""What is reported once, and again for another day."""


def hired(job_id: str, candidate_id: str) -> Hire | None:
    """How a candidate was hired, or None."""
    return plain.get(job_pk(job_id), _hire(candidate_id), Hire)


def hiring(transaction: TransactWrite, job_id: str, candidate_id: str, hire: Hire, keep_days: int) -> None:
    """Make a hire part of a transaction, in place of what was reported before."""
    row = PlainRow(job_pk(job_id), _hire(candidate_id), body=hire.model_dump_json(), expires_at=expiry(keep_days))
    transaction.save(row)


def correct(job_id: str, candidate_id: str, hire: Hire, keep_days: int) -> None:
    """Keep a hire with something more in it; other systems are told nothing new."""
    plain.put(job_pk(job_id), _hire(candidate_id), hire, expiry(keep_days))


class Afterwards(Record):
    """Everything that was reported about one candidate, each kind in the order of its days."""

    hire: Hire | None = None
    performance: list[Performance] = Field(default_factory=list)
    promotions: list[Promotion] = Field(default_factory=list)
    departures: list[Departure] = Field(default_factory=list)
    tests: list[TestScore] = Field(default_factory=list)


def of_candidate(job_id: str, candidate_id: str) -> Afterwards:
    """What was reported about a candidate."""
    return Afterwards(
        hire=hired(job_id, candidate_id),
        performance=reported(job_id, candidate_id, Performance),
        promotions=reported(job_id, candidate_id, Promotion),
        departures=reported(job_id, candidate_id, Departure),
        tests=reported(job_id, candidate_id, TestScore),
    )


def of_job(job_id: str) -> dict[str, Afterwards]:
    """What was reported about the candidates of a job, by candidate; whoever has no report is not in it."""
    hires: dict[str, Hire] = {}
    others: dict[str, dict[str, list[Record]]] = {}
    kinds = {name: kind for kind, name in _KINDS.items()}
    with table():
        for row in PlainRow.query(job_pk(job_id), PlainRow.sk.startswith(_hire(""))):
            hires[row.sk.removeprefix(_hire(""))] = Hire.model_validate_json(row.body)
        for row in PlainRow.query(job_pk(job_id), PlainRow.sk.startswith("OUTCOME#")):
            _, candidate_id, name, _ = row.sk.split("#", 3)
            found = others.setdefault(candidate_id, {}).setdefault(_LISTS[name], [])
            found.append(kinds[name].model_validate_json(row.body))
    return {
        known: Afterwards.model_validate({"hire": hires.get(known), **others.get(known, {})})
        for known in {**hires, **others}
    }


def report(job_id: str, candidate_id: str, outcome: Told, keep_days: int) -> None:
    """Add to what became of a candidate. The same key (day, and measure or name) replaces what was reported before, but
    for when that was first said: corrections do not change the order in which outcomes came in."""
    key = f"{_prefix(candidate_id, type(outcome))}{_own(outcome)}"
    before = plain.get(job_pk(job_id), key, type(outcome))
    first = (before.first_at or before.at) if before is not None else outcome.at
    plain.put(job_pk(job_id), key, outcome.model_copy(update={"first_at": first}), expiry(keep_days))


def reported(job_id: str, candidate_id: str, kind: type[R]) -> list[R]:
    """Everything of one kind, in the order of its days."""
    return plain.query(job_pk(job_id), _prefix(candidate_id, kind), kind)


def _own(outcome: Told) -> str:
    if isinstance(outcome, Performance):
        return f"{outcome.period_ends_on}#{outcome.measure}"
    if isinstance(outcome, Promotion):
        return outcome.promoted_on
    return outcome.left_on if isinstance(outcome, Departure) else f"{outcome.taken_on}#{outcome.name}"


def _hire(candidate_id: str) -> str:
    return f"HIRE#{candidate_id}"


def _prefix(candidate_id: str, kind: type[Record]) -> str:
    return f"OUTCOME#{candidate_id}#{_KINDS[kind]}#"
