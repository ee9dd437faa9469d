"""An interview scored anew by the newest version of its job's role: who may ask for it, and what came of it.

It is a run of its own that nobody sees; the interview stays as it is until that run has a result (`interviews.adopt`).
"""

from __future__ import annotations

from datetime import timedelta

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview, Rescoring
from mianshi.contracts.hiring import Job
from mianshi.contracts.keys import upload_key
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.role import Role
from mianshi.doors import access, reading
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.reviews import EarlierScoring, RescoringView, ScoreChange, named
from mianshi.platform import objects, workflow
from mianshi.platform.clock import new_interview_id, now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, scorecards
from mianshi.privacy.policies import load_policy
from mianshi.privacy.rights import Right, may
from mianshi.scoring.rescored import changes

NOT_RESCORABLE = "not_rescorable"
LONGEST_REASON = 600
_RESULTS = (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE)
_LOST = timedelta(minutes=10)
"""A run that nobody took up by then was never started."""


def possible(visit: Visit, job: Job | None, known: Interview) -> bool:
    """Whether this person may have this interview scored anew, and there is a newer version to score it by."""
    if job is None or not may(visit.person, Right.EDIT_JOB):
        return False
    ended = known.status is Status.CLOSED and known.outcome in _RESULTS and known.reason != interviews.RATER_UNAVAILABLE
    return ended and known.role_version != job.role_version and known.role == job.role


def start(visit: Visit, job: Job, known: Interview, *, reason: str, tells: bool) -> None:
    """Score an interview anew. Safe to ask twice: it runs once.

    Raises:
        Rejected: ``not_rescorable``, ``no_reason``, ``candidate_left``, ``gone`` where what was said has expired, or
            ``already_done`` where it is being scored anew.
    """
    if not possible(visit, job, known):
        raise Rejected(NOT_RESCORABLE, "there is no newer version, or no result to begin with")
    if not reason.strip():
        raise Rejected("no_reason", "a new score needs a reason")
    candidate = access.candidate_of(known)
    if candidate is not None and candidate.stage in decisions.LEFT:
        raise Rejected("candidate_left", candidate.id)
    if under_way(known) is not None:
        raise Rejected("already_done", "it is being scored anew")
    if not kept(known):
        raise Rejected("gone", "what was said is not kept any more")
    run = _run(visit, job, known, reason.strip()[:LONGEST_REASON], tells=tells)
    role = objects.get_record(objects.job_role(job.id, job.role_version), Role)
    for place in (objects.role_of(run), objects.artefact(known.id, "role", known.scorecard + 1, "role.json")):
        objects.put_record(place, role)
    if not interviews.rescore(known, run, load_policy(known.policy).retention.score_days):
        raise Rejected("already_done", "somebody else was quicker")
    upload = Pointer(bucket=settings().uploads, key=run.uploads[0].key)
    workflow.start(upload.bucket, upload.key, f"anew-{run.id}")


def under_way(known: Interview) -> Interview | None:
    """The run that scores an interview anew just now, or None."""
    begun = interviews.rescoring(known)
    run = interviews.find(begun.run) if begun else None
    if begun is None or run is None or run.status is Status.CLOSED:
        return None
    lost = run.status is Status.AWAITING_UPLOAD and begun.at < timestamp(now() - _LOST)
    return None if lost else run


def _run(visit: Visit, job: Job, known: Interview, reason: str, *, tells: bool) -> Interview:
    run_id, at = new_interview_id(), timestamp()
    wish = Rescoring(
        of=known.id,
        attempt=known.attempt,
        number=known.scorecard + 1,
        by=visit.person.id,
        by_name=visit.person.name or visit.person.id,
        reason=reason,
        at=at,
        tells=tells,
    )
    uploads = [upload.model_copy(update={"key": upload_key(run_id, upload.answer)}) for upload in known.uploads]
    return known.model_copy(
        update={
            "id": run_id,
            "role_version": job.role_version,
            "uploads": uploads,
            "created_at": at,
            "status": Status.AWAITING_UPLOAD,
            "rescoring": wish,
            "number": 0,
            "attempt": 0,
            "earlier": [],
            **dict.fromkeys(("asking", "outcome", "reason", "failed_state", "execution", "total", "closed_at")),
        }
    )


def as_scored(known: Interview, number: int) -> Interview:
    """The interview as it stood after an earlier scoring.

    Raises:
        Rejected: ``not_found``.
    """
    before = next((one for one in known.earlier if one.number == number), None)
    if before is None:
        raise Rejected("not_found", "there was no such scoring")
    return known.before(before)


def view(visit: Visit, job: Job | None, known: Interview, *, hides: bool) -> RescoringView | None:
    """What the page of an interview shows of it; None where there is nothing to show or to do."""
    offered = possible(visit, job, known)
    if not offered and not known.earlier:
        return None
    newest = job.role_version if job else ""
    run = under_way(known) if offered else None
    shown = RescoringView(offered=offered, working=run is not None, version=known.role_version, newest=newest)
    if hides:
        return shown
    failed = _failed(known) if offered and run is None else None
    earlier = [
        EarlierScoring(
            number=one.number, version=one.role_version, total=one.total, outcome=one.outcome, at=one.closed_at or ""
        )
        for one in reversed(known.earlier)
    ]
    return shown.model_copy(
        update={
            "failed_at": failed,
            "earlier": earlier,
            "standing": known.rescoring,
            "total": known.total,
            "changes": _changes(visit, known),
        }
    )


def _changes(visit: Visit, known: Interview) -> list[ScoreChange]:
    now = scorecards.find(known.id, known.scorecard) if known.earlier else None
    before = scorecards.find(known.id, known.earlier[-1].number) if now else None
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


def _failed(known: Interview) -> str:
    """When scoring anew came to nothing last, where that was after the scorecard that stands; else empty."""
    begun = interviews.rescoring(known)
    stands = known.rescoring.at if known.rescoring else ""
    return begun.at if begun and begun.at > stands and begun.role_version != known.role_version else ""


def kept(known: Interview) -> bool:
    """Whether everything is still there that was said, but for answers that the interview can do without."""
    plan = objects.find_record(objects.artefact(known.id, "ingest", known.attempt, "plan.json"), MediaPlan)
    if plan is None or not known.uploads:
        return False
    needed = known.core(plan.numbers)
    places = (objects.artefact(known.id, "language", known.attempt, f"transcript-{n}.json") for n in needed)
    return all(objects.stored(place) is not None for place in places)
