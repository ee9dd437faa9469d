"""An interview that is done and scored, with everything its page shows, for tests of what people do with it."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.media import AnswerMedia, MediaPlan, Recording, SoundPiece
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import Person, StaffRole
from mianshi.contracts.scorecard import Scorecard
from mianshi.platform import objects
from mianshi.platform.clients import client
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, scorecards
from support.desk import INTERVIEWER, open_job
from support.report_fixture import role, scorecard, transcript

MANAGER = Person(id="zhao", name="Zhao", roles=[StaffRole.HIRING_MANAGER])
TOTAL, NOTE = 73, "a note of the scorecard"


def job(**changes: Any) -> Job:
    """A job of Lin's with an interviewer and a hiring manager on its team."""
    return open_job(**{"team": [INTERVIEWER.id, MANAGER.id], **changes})


def card(interview_id: str, **changes: Any) -> Scorecard:
    """A scorecard with a total and a note that are found nowhere else on a page."""
    ours = {"interview_id": interview_id, "role_version": "v", "total": TOTAL, "recommendation": "forward"}
    made = scorecard("en", **{**ours, **changes})
    noted = [c.model_copy(update={"note": NOTE, "low": 2.0, "high": 5.0}) for c in made.competencies]
    return made.model_copy(update={"competencies": noted})


def interview(
    of: Candidate, *, scores: Scorecard | None = None, outcome: Outcome = Outcome.SCORED, **changes: Any
) -> Interview:
    """A closed interview of a candidate with scorecard, transcript, role and a recording, stored."""
    known = Interview(
        id=new_interview_id(),
        role="retail_store_manager",
        role_version="v",
        role_name=role().name,
        language="en",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[Upload(answer=0, key="uploads/x/0", file_name="a.mp4")],
        created_at=timestamp(),
        job_id=of.job_id,
        candidate_id=of.id,
    ).model_copy(update=changes)
    interviews.create(known, 30)
    interviews.claim(known.id, "run")
    interviews.close(known.id, "run", outcome, [], total=TOTAL if outcome is Outcome.SCORED else None)
    ours = {"interview_id": known.id, "role_version": known.role_version}
    scored = (scores or card(known.id)).model_copy(update=ours)
    scorecards.save(scored, 1, 30)
    objects.put_record(objects.artefact(known.id, "role", 0, "role.json"), role())
    objects.put_record(objects.artefact(known.id, "language", 1, "transcript-0.json"), transcript(0, "en"))
    _record(known)
    latest = candidates.find(of.job_id, of.id)
    assert latest is not None
    if known.appeal_of:
        candidates.change(latest, appeal_ids=[*latest.appeal_ids, known.id])
    else:
        candidates.change(latest, interview_id=known.id, stage=Stage.SUBMITTED)
    return known


def _record(known: Interview) -> None:
    where = Pointer(bucket=settings().uploads, key=known.uploads[0].key)
    client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=b"film")
    picture = Recording(container="mov,mp4,m4a", size_bytes=4, duration_ms=1, readable_ms=1, video=None, audio=None)
    piece = SoundPiece(start_ms=0, end_ms=1, sound=where)
    answer = AnswerMedia(answer=0, original=where, recording=picture, sound=[piece])
    plan = MediaPlan(interview_id=known.id, answers=[answer], segments=[], behaviour=False)
    objects.put_record(objects.artefact(known.id, "ingest", 1, "plan.json"), plan)
