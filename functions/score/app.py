"""Score: merge what was seen, hold the gates, add findings up to a scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from mianshi import __version__
from mianshi.contracts.assessment import Assessment
from mianshi.contracts.base import Record
from mianshi.contracts.events import Interview, ScoreReceipt
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.observations import Observations, SegmentReadings
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import RunTask
from mianshi.contracts.transcript import Transcript
from mianshi.platform import objects
from mianshi.platform.store import interviews, scorecards
from mianshi.privacy.policies import load_policy, observe_decision, policy_version
from mianshi.scoring.gates import gates, interview_language
from mianshi.scoring.scorecard import score
from mianshi.stage import found, stage
from mianshi.vision.observations import nothing_observed, observe

R = TypeVar("R", bound=Record)


@stage("score", RunTask)
def handler(task: RunTask) -> ScoreReceipt:
    """All artefacts of a run in; observations and the scorecard out."""
    interview = found(interviews.find(task.interview_id))
    policy = load_policy(interview.policy)
    role = objects.get_record(objects.artefact(interview.id, "role", 0, "role.json"), Role)
    plan = objects.get_record(objects.artefact(interview.id, "ingest", task.attempt, "plan.json"), MediaPlan)
    numbers = [answer.answer for answer in plan.answers]
    transcripts = _all(task, "language", (f"transcript-{n}.json" for n in numbers), Transcript)
    assessments = _all(task, "language", (f"assessment-{n}.json" for n in numbers), Assessment)
    readings = _all(task, "vision", (f"segment-{s.index:04d}.json" for s in plan.segments), SegmentReadings)
    observations = _observations(interview, plan, readings)
    objects.put_record(objects.artefact(interview.id, "score", task.attempt, "observations.json"), observations)
    card = score(
        interview_id=interview.id,
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        language=interview_language(transcripts, interview.language),
        transcripts=transcripts,
        assessments=assessments,
        gates=gates(transcripts, [a.recording for a in plan.answers], interview.language, observations),
        versions={"code": __version__} | ({"vision": readings[0].models} if readings else {}),
    )
    scorecards.save(card, task.attempt, policy.retention.score_days)
    return ScoreReceipt(interview_id=interview.id, outcome=card.outcome, total=card.total)


def _all(task: RunTask, stage_name: str, names: Iterable[str], kind: type[R]) -> list[R]:
    """The artefacts of a stage that are there; a segment nobody could read is not, and observations say so."""
    made = (objects.find_record(objects.artefact(task.interview_id, stage_name, task.attempt, n), kind) for n in names)
    return [record for record in made if record is not None]


def _observations(interview: Interview, plan: MediaPlan, readings: list[SegmentReadings]) -> Observations:
    policy = load_policy(interview.policy)
    seen = any(answer.recording.video for answer in plan.answers)
    allowed, why = observe_decision(policy, consent=interview.consent.observations, has_video=seen)
    if not allowed:
        return nothing_observed(policy, policy_version(policy), why)
    if not readings:
        return nothing_observed(policy, policy_version(policy), "vision_failed")
    return observe(readings, plan.segments, policy, policy_version(policy))
