"""Use and depth of use in a month, counted from the access log (F103)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from mianshi.accounting import summing
from mianshi.contracts import dates
from mianshi.contracts.people import AuditAction, GuideProgress
from mianshi.finance.months import rollup
from mianshi.pages.guides import GUIDES
from mianshi.pages.operations import PersonUse, UsageView
from mianshi.platform.clock import now
from mianshi.platform.store import audit, plain, reviews

SAMPLE = 20
"""Scored interviews of the month that are looked at for a rating by a person, the newest."""
_MOST_PEOPLE = 100
_AT_ONCE = 8


def month(name: str) -> UsageView:
    """What everybody did in a month (``YYYY-MM``, UTC)."""
    people = [_person(who, of) for who, of in sorted(audit.usage(name).items())]
    scored = _scored(name)
    after = dates.later(name, 1)
    return UsageView(
        month=name,
        before=dates.later(name, -1),
        after=after if after <= f"{now():%Y-%m}" else None,
        people=[_with_guides(person) for person in people[:_MOST_PEOPLE]] + people[_MOST_PEOPLE:],
        sample=len(scored),
        rated=_rated(scored),
    )


def _person(who: str, counts: dict[str, int]) -> PersonUse:
    return PersonUse(
        id=who,
        signed_in=counts.get(AuditAction.SIGNED_IN.value, 0),
        reports=counts.get(AuditAction.REPORT_READ.value, 0),
        recordings=counts.get(AuditAction.RECORDING_READ.value, 0),
        ratings=counts.get(AuditAction.RATED.value, 0),
        comments=counts.get(AuditAction.COMMENTED.value, 0),
        decisions=counts.get(AuditAction.DECIDED.value, 0),
    )


def _with_guides(person: PersonUse) -> PersonUse:
    progress = plain.query(f"PERSON#{person.id}", "GUIDE#", GuideProgress)
    done = [one.guide for one in progress if {point.id for point in GUIDES[one.guide].points} <= set(one.done)]
    return person.model_copy(update={"guides": done})


def _rated(interview_ids: list[str]) -> int:
    """How many of them a person rated; read several at once, since each is a query of its own."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sum(map(bool, pool.map(reviews.ratings, interview_ids)))


def _scored(name: str) -> list[str]:
    """The newest scored interviews of the month; their ids begin with the time they were made."""
    entries = rollup.interviews(summing.month(name).days)
    return sorted({entry.interview_id for entry in entries if entry.outcome == "scored"}, reverse=True)[:SAMPLE]
