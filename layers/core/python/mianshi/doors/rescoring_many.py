"""The interviews of a job scored anew by its newest version, many at a time: who is to be, what it may cost, and the
start of each by `rescoring`, which begins nothing twice."""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from mianshi.accounting import billing, budgets
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access, rescoring
from mianshi.doors.web import Visit
from mianshi.errors import Rejected, Transient
from mianshi.finance.budgets import period_of
from mianshi.finance.estimates.estimate import estimate
from mianshi.finance.estimates.rescoring import ONE_AFTER_THE_OTHER, RescoringCost, rescoring_cost
from mianshi.finance.estimates.work import MOST_ANSWERS, MOST_MINUTES, Work
from mianshi.hiring import decisions
from mianshi.pages.rescoring import BegunAnew, ManyAnew, Shown
from mianshi.platform import objects
from mianshi.platform.clock import now
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, terms
from mianshi.privacy.rights import Right, may

MOST = 50
"""Interviews of a job at once, those under way among them: each is a run, and a hundred runs at the same moment would
keep new interviews waiting."""
_PAGE = 100
_SECONDS = 10.0
"""For looking, and for starting: a page has 30 s (template.yaml, PortalFunction). What was not reached waits for the
next time."""
_SECONDS_AGAIN = 14.0
"""For looking at what was shown before: longer, so that a slow moment alone does not make it another list."""
_SECONDS_BEYOND = 2.0
"""For what is beyond those that are ready. What is under way was once among the newest that are ready, and so is met
early."""
_COUNTED: dict[str, Literal["gone", "left", "working"]] = {
    "gone": "gone",
    "candidate_left": "left",
    "already_done": "working",
    rescoring.NOT_RESCORABLE: "working",
}


@dataclass
class _Found:
    ready: list[Interview] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    more: bool = False


def look(visit: Visit, job: Job) -> ManyAnew:
    """How the interviews of a job stand, newest candidates first, and how many of them the budget allows."""
    return _told(visit, job, _find(visit, job, MOST, _SECONDS))


def start(visit: Visit, job: Job, shown: Shown, *, reason: str, tells: bool) -> BegunAnew | ManyAnew:
    """Score anew what was shown, each with a line in the access log; nothing where that is not what would be shown now,
    as after a second click: then what would be is returned.

    Raises:
        Rejected: ``no_reason``.
    """
    if not reason.strip():
        raise Rejected("no_reason", "a new score needs a reason")
    found = _find(visit, job, min(MOST, shown.ready), _SECONDS_AGAIN)
    told = _told(visit, job, found)
    if told.shown != shown or not told.offered:
        return look(visit, job)
    done, until = Counter[str](), time.monotonic() + _SECONDS
    for known in found.ready[: told.offered]:
        if time.monotonic() >= until:
            break
        try:
            rescoring.start(visit, job, known, reason=reason, tells=tells)
        except Rejected as error:
            if error.code not in _COUNTED:
                raise
            done[_COUNTED[error.code]] += 1
            continue
        except Transient:
            return BegunAnew(**done, broken=True)
        access.note(visit, AuditAction.RESCORED, job.role_version, about=known)
        done["begun"] += 1
    return BegunAnew(**done)


def _find(visit: Visit, job: Job, most: int, seconds: float) -> _Found:
    """Up to `most` that are ready. Those beyond are looked through for a moment: whoever is under way takes a place."""
    found, until = _Found(), time.monotonic() + seconds
    for candidate, known in _older(visit, job):
        if time.monotonic() >= until:
            found.more = True
            break
        if candidate.stage in decisions.LEFT:
            found.counts["left"] += 1
        elif rescoring.under_way(known) is not None:
            found.counts["working"] += 1
        elif len(found.ready) == most:
            found.more = True
        elif not rescoring.kept(known):
            found.counts["gone"] += 1
        else:
            found.ready.append(known)
            if len(found.ready) == most:
                until = min(until, time.monotonic() + _SECONDS_BEYOND)
    return found


def _older(visit: Visit, job: Job) -> Iterator[tuple[Candidate, Interview]]:
    """Candidates whose interview stands by an older version of the job's role, newest first."""
    after: str | None = None
    while True:
        page, after = candidates.page(job.id, _PAGE, after)
        known = interviews.several([one.interview_id for one in page if one.interview_id])
        for one in page:
            interview = known.get(one.interview_id or "")
            if interview is not None and rescoring.possible(visit, job, interview):
                yield one, interview
        if after is None:
            return


def _told(visit: Visit, job: Job, found: _Found) -> ManyAnew:
    ready, working = len(found.ready), found.counts["working"]
    whole = _cost(job, found.ready) if ready else None
    room, free = _room(job, whole, ready), min(ready, max(0, MOST - working))
    allowed = free if room is None else min(free, max(0, room - working))
    shown = _cost(job, found.ready[:allowed]) if allowed and may(visit.person, Right.SEE_COSTS) else None
    return ManyAnew(
        shown=_shown(job, found.ready, allowed),
        ready=ready,
        offered=allowed,
        more=found.more,
        working=working,
        gone=found.counts["gone"],
        left=found.counts["left"],
        amount_micro=shown.amount_micro if shown else None,
        currency=shown.currency if shown else "",
        budget="free" if allowed == free else "short" if allowed else "spent",
    )


def _shown(job: Job, ready: list[Interview], offered: int) -> Shown:
    those = hashlib.sha256(" ".join(known.id for known in ready[:offered]).encode()).hexdigest()[:16]
    return Shown(version=job.role_version, ready=len(ready), offered=offered, those=those)


def _room(job: Job, whole: RescoringCost | None, ready: int) -> int | None:
    """For how many interviews the job's budget has room, those under way among them, as it stood when last looked at;
    None where it does not say: it stops nothing, or is not spent and in another currency, or there is no price.
    """
    budget = terms.budget(job.id)
    if budget is None or not budget.stop:
        return None
    if budgets.spent(job.id):
        return 0
    if whole is None or whole.currency != budget.currency or not whole.amount_micro:
        return None
    state = terms.budget_state(job.id)
    counts = state is not None and state.period == period_of(budget, f"{now():%Y-%m}")
    left = budget.amount_micro - (state.spent_micro if state and counts else 0)
    return math.floor(Fraction(left * ready, whole.amount_micro))


def _cost(job: Job, found: list[Interview]) -> RescoringCost | None:
    """About what these cost, with the job's expected length of an answer; None where that cannot be told."""
    tariff = billing.tariff(f"{now():%Y-%m}")
    region = settings().aws_region
    role = objects.find_record(objects.job_role(job.id, job.role_version), Role)
    if role is None or region not in tariff.book.regions():
        return None
    answers = min(MOST_ANSWERS, max(1, math.ceil(sum(len(one.uploads) for one in found) / len(found))))
    minutes = min(Fraction(MOST_MINUTES), Fraction(max(6, role.expected_answer_seconds * answers), 60))
    work = Work(
        minutes=f"{float(minutes):.1f}",
        answers=answers,
        per_month=len(found),
        language="zh" if any(one.language != "en" for one in found) else "en",
        assumptions=ONE_AFTER_THE_OTHER,
    )
    try:
        return rescoring_cost(estimate(work, tariff, region, compute=billing.compute_meter()))
    except Rejected:
        return None
