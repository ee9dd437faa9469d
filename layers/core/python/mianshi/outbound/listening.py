"""Which connectors may be told about something: all of the company's own, and of partners those whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from mianshi.contracts.delivery import INTERVIEW_EVENTS, Connector, Delivery, EventKind
from mianshi.contracts.hiring import Job
from mianshi.contracts.keys import Subject, subject_of
from mianshi.contracts.partner import Partner, Scope
from mianshi.platform.clock import timestamp
from mianshi.platform.store import connectors, interviews, jobs, partners

_NEEDS: dict[EventKind, frozenset[Scope]] = {
    **dict.fromkeys(INTERVIEW_EVENTS, frozenset({Scope.INTERVIEWS_READ})),
    **dict.fromkeys(
        (EventKind.CANDIDATE_INVITED, EventKind.CANDIDATE_WITHDREW, EventKind.CANDIDATE_DECIDED),
        frozenset({Scope.CANDIDATES_READ}),
    ),
    EventKind.RESUME_MATCHED: frozenset({Scope.CANDIDATES_READ}),
    EventKind.INTERVIEW_DIVERGED: frozenset({Scope.INTERVIEWS_READ}),
    EventKind.JOB_PASS_RATE: frozenset({Scope.JOBS_READ}),
    EventKind.CANDIDATE_HIRED: frozenset({Scope.CANDIDATES_READ, Scope.INTERVIEWS_READ, Scope.OUTCOMES_READ}),
    **dict.fromkeys(
        (EventKind.COSTS_BOOKED, EventKind.COSTS_CLOSED, EventKind.BUDGET_WARNED, EventKind.BUDGET_SPENT),
        frozenset({Scope.COSTS_READ}),
    ),
}


def needs(event: EventKind) -> frozenset[Scope]:
    """What a partner's keys must be good for to be told of an event: whoever may not ask is not told either.

    Deletions, tests and connectors that were switched off need nothing.
    """
    return _NEEDS.get(event, frozenset())


def to(event: EventKind, subject: str, job_id: str | None) -> list[Connector]:
    """The connectors that may hear of something that happened to a subject. Whether they want to is theirs to say.

    A partner's subscription reaches as far as the partner sees now: a job of theirs that was made after it is in it,
    and nothing is told any more once the partner is switched off or no valid key of theirs reads such things.
    """
    every = connectors.every()
    known = {known: partners.find(known) for known in {connector.partner for connector in every} if known}
    if not known:
        return every
    job = jobs.find(job_id) if job_id else None
    about = subject_of(subject)
    return [
        connector
        for connector in every
        if connector.partner is None or _may_hear(known[connector.partner], event, about, job)
    ]


def still(connector: Connector, rows: Iterable[Delivery]) -> Iterator[Delivery]:
    """Those rows of a connector that it may be told about now, whatever it could see when they were written.

    That something was deleted stays among them: whoever was told of it has it (GDPR art. 19).
    """
    partner = partners.find(connector.partner) if connector.partner else None
    job_of = _jobs()
    for row in rows:
        told_anyway = connector.partner is None or row.event is EventKind.CANDIDATE_ERASED
        if told_anyway or _may_hear(partner, row.event, subject_of(row.subject), job_of(row.subject)):
            yield row


def _jobs() -> Callable[[str], Job | None]:
    """What finds the job of a subject, each but once."""
    find = cache(jobs.find)

    @cache
    def of(subject: str) -> Job | None:
        kind, known, job_id = subject_of(subject)
        if kind == "interview":
            interview = interviews.find(known)
            job_id = interview.job_id or "" if interview else ""
        return find(job_id) if job_id else None

    return of


def _may_hear(partner: Partner | None, event: EventKind, subject: Subject, job: Job | None) -> bool:
    if partner is None or not partner.active or not needs(event) <= _scopes(partner):
        return False
    if subject.kind == "connector":
        other = connectors.find(subject.id)
        return other is not None and other.partner == partner.id
    return partner.sees(job) if job else partner.jobs == "all"


def _scopes(partner: Partner) -> set[Scope]:
    """What the partner's keys that are good now may be used for, taken together."""
    now = timestamp()
    good = (key for key in partner.keys if key.revoked_at is None and (key.expires_at is None or key.expires_at > now))
    return {scope for key in good for scope in key.scopes}
