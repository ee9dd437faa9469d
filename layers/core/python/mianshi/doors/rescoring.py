"""An interview scored anew by the newest version of its job's role: who may ask for it, and what came of it."""

from __future__ import annotations

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview, Rescoring
from mianshi.contracts.hiring import Job
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.role import Role
from mianshi.contracts.transcript import Transcript
from mianshi.doors import access, reading
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.reviews import EarlierScoring, RescoringView, ScoreChange, named
from mianshi.platform import objects, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, scorecards
from mianshi.privacy.rights import Right, may
from mianshi.scoring.rescored import changes

NOT_RESCORABLE = "not_rescorable"
LONGEST_REASON = 600
_RESULTS = (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE)


def possible(visit: Visit, job: Job | None, known: Interview) -> bool:
    """Whether this person may have this interview scored anew, and there is a newer version to score it by."""
    if job is None or not may(visit.person, Right.EDIT_JOB):
        return False
    ended = known.status is Status.CLOSED and known.outcome in _RESULTS
    return ended and known.role_version != job.role_version and known.role == job.role


def start(visit: Visit, job: Job, known: Interview, *, reason: str, tells: bool) -> None:
    """Score an interview anew. Safe to ask twice: it runs once.

    Raises:
        Rejected: ``not_rescorable``, ``no_reason``, ``candidate_left``, ``gone`` where what was said has expired, or
            ``already_done`` where somebody else was quicker.
    """
    if known.rescoring and known.status is not Status.CLOSED and may(visit.person, Right.EDIT_JOB):
        raise Rejected("already_done", "it is being scored anew")
    if not possible(visit, job, known):
        raise Rejected(NOT_RESCORABLE, "there is no newer version, or no result to begin with")
    if not reason.strip():
        raise Rejected("no_reason", "a new score needs a reason")
    candidate = access.candidate_of(known)
    if candidate is not None and candidate.stage in decisions.LEFT:
        raise Rejected("candidate_left", candidate.id)
    if not _kept(known):
        raise Rejected("gone", "what was said is not kept any more")
    role = objects.get_record(objects.job_role(job.id, job.role_version), Role)
    objects.put_record(objects.artefact(known.id, "role", known.attempt + 1, "role.json"), role)
    wish = Rescoring(
        by=visit.person.id,
        by_name=visit.person.name or visit.person.id,
        reason=reason.strip()[:LONGEST_REASON],
        at=timestamp(),
        tells=tells,
    )
    if interviews.rescore(known, wish, job.role_version) is None:
        raise Rejected("already_done", "somebody else was quicker")
    upload = Pointer(bucket=settings().uploads, key=known.uploads[0].key)
    workflow.start(upload.bucket, upload.key)


def as_scored(known: Interview, attempt: int) -> Interview:
    """The interview as it stood after an earlier scoring.

    Raises:
        Rejected: ``not_found``.
    """
    before = next((one for one in known.earlier if one.attempt == attempt), None)
    if before is None:
        raise Rejected("not_found", "there was no such scoring")
    at = known.earlier.index(before)
    return known.model_copy(
        update={
            **before.model_dump(include={"attempt", "role_attempt", "role_version", "outcome", "reason", "total"}),
            "closed_at": before.closed_at,
            "earlier": known.earlier[:at],
            "rescoring": None,
        }
    )


def view(visit: Visit, job: Job | None, known: Interview, *, hides: bool) -> RescoringView | None:
    """What the page of an interview shows of it; None where there is nothing to show or to do."""
    offered = possible(visit, job, known)
    if not offered and not known.earlier:
        return None
    shown = RescoringView(offered=offered, version=known.role_version, newest=job.role_version if job else "")
    if hides:
        return shown
    earlier = [
        EarlierScoring(
            attempt=one.attempt, version=one.role_version, total=one.total, outcome=one.outcome, at=one.closed_at or ""
        )
        for one in reversed(known.earlier)
    ]
    return shown.model_copy(
        update={
            "earlier": earlier,
            "standing": known.rescoring,
            "total": known.total,
            "changes": _changes(visit, known),
        }
    )


def _changes(visit: Visit, known: Interview) -> list[ScoreChange]:
    now = scorecards.find(known.id, known.attempt) if known.status is Status.CLOSED and known.earlier else None
    before = scorecards.find(known.id, known.earlier[-1].attempt) if now else None
    if now is None or before is None:
        return []
    role = reading.role(known)
    defined = role.competencies if role else []
    return [
        ScoreChange(
            name=named(defined, score, visit.language),
            before=change.before.level if change.before else None,
            now=change.now.level if change.now else None,
            weight_before=change.before.weight if change.before else None,
            weight_now=change.now.weight if change.now else None,
            difference=change.difference,
        )
        for change in changes(before, now)
        if (score := change.now or change.before) is not None
    ]


def _kept(known: Interview) -> bool:
    """Whether everything that was said is still there."""
    plan = objects.find_record(objects.artefact(known.id, "ingest", known.attempt, "plan.json"), MediaPlan)
    if plan is None or not known.uploads:
        return False
    places = (objects.artefact(known.id, "language", known.attempt, f"transcript-{n}.json") for n in plan.numbers)
    return all(objects.find_record(place, Transcript) is not None for place in places)
