"""What a decision about a candidate needs, and what it changes. Only people decide; nothing here decides by a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, FunnelStep, Stage
from mianshi.contracts.outcomes import Status
from mianshi.contracts.people import Person
from mianshi.errors import Rejected

LONGEST_REASON = 2000
LONGEST_NAME = 100
NOBODY = "local"
"""Id of whoever uses a portal without accounts: a decision then needs the name of the person who makes it."""
STEPS = {
    DecisionKind.ADVANCE: FunnelStep.ADVANCED,
    DecisionKind.HOLD: FunnelStep.HELD,
    DecisionKind.REJECT: FunnelStep.REJECTED,
}
LEFT = (Stage.WITHDRAWN, Stage.ERASED)
"""Stages after which nobody is rated, decided about or shown to a department any more."""


def kind_of(word: str) -> DecisionKind:
    """The kind a form names.

    Raises:
        Rejected: ``no_decision`` where it names none.
    """
    try:
        return DecisionKind(word)
    except ValueError:
        raise Rejected("no_decision", "neither advance, hold nor reject") from None


def name_of(person: Person, typed: str) -> str:
    """Who decides, by name.

    Raises:
        Rejected: ``no_name`` where nobody is signed in and none was typed.
    """
    name = " ".join(typed.split())[:LONGEST_NAME] if person.id == NOBODY else person.name or person.id
    if not name:
        raise Rejected("no_name", "a decision needs the name of a person")
    return name


def check(candidate: Candidate, kind: DecisionKind, reason: str, *, confirmed: bool) -> None:
    """Whether this may be decided about this candidate.

    Raises:
        Rejected: ``candidate_left`` where they withdrew or their data were deleted, ``no_reason``, ``not_confirmed``
            for a rejection that was not confirmed.
    """
    if candidate.stage in LEFT:
        raise Rejected("candidate_left", candidate.id)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Rejected("no_reason", f"a decision needs a reason of 1 to {LONGEST_REASON} characters")
    if kind is DecisionKind.REJECT and not confirmed:
        raise Rejected("not_confirmed", "a rejection must be confirmed")


def same(standing: Decision | None, kind: DecisionKind, reason: str, by: str) -> bool:
    """Whether exactly this was decided already: the second half of a double click."""
    return standing is not None and (standing.kind, standing.reason, standing.by) == (kind, reason, by)


def may_advance_in_bulk(candidate: Candidate, interview: Interview | None) -> str:
    """``done`` where a candidate can be advanced with others, or why not.

    ``left``: withdrew. ``already``: somebody decided before, and that stands. ``not_ready``: there is nothing yet
    that somebody could have looked at.
    """
    if candidate.stage in LEFT:
        return "left"
    if candidate.decision is not None:
        return "already"
    if candidate.person_only:
        return "done"
    return "done" if interview is not None and interview.status is Status.CLOSED else "not_ready"


def counts(before: Decision | None, after: Decision) -> tuple[list[FunnelStep], list[FunnelStep]]:
    """What the funnel counts for a decision, and what it takes back: a change of mind within one ISO week."""
    if before is not None and before.kind is after.kind:
        return [], []
    changed_mind = before is not None and _week(before.at) == _week(after.at)
    return [STEPS[after.kind]], [STEPS[before.kind]] if before is not None and changed_mind else []


def earlier(history: Sequence[Decision], standing: Decision | None) -> list[Decision]:
    """The decisions that no longer stand, newest first."""
    return [made for made in sorted(history, key=lambda made: made.at, reverse=True) if made != standing]


def _week(at: str) -> tuple[int, int]:
    moment = datetime.fromisoformat(at).isocalendar()
    return moment.year, moment.week
