"""Score: judge by what the rater replied, merge what was seen, hold the gates, add findings up to a scorecard."""

from __future__ import annotations

import gathering
import judging
from mianshi import __version__
from mianshi.accounting import billing
from mianshi.contracts.events import ScoreReceipt
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.observations import SegmentReadings
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import RunTask
from mianshi.contracts.transcript import Transcript
from mianshi.platform import objects
from mianshi.platform.store import interviews, scorecards
from mianshi.privacy.policies import load_policy, policy_version
from mianshi.scoring.gates import gates, interview_language
from mianshi.scoring.left_out import with_left_out
from mianshi.scoring.scorecard import score
from mianshi.stage import found, stage


@stage("score", RunTask)
def handler(task: RunTask) -> ScoreReceipt:
    """All artefacts of a run in; observations and the scorecard out."""
    interview = found(interviews.find(task.interview_id))
    billing.know(interview)
    policy = load_policy(interview.policy)
    role = objects.get_record(objects.role_of(interview), Role)
    said = task.model_copy(update=dict(zip(("interview_id", "attempt"), interview.said_in, strict=True)))
    plan = objects.get_record(objects.artefact(said.interview_id, "ingest", said.attempt, "plan.json"), MediaPlan)
    scored = interview.scored(plan.numbers)  # a candidate's own questions are for people to read
    needed = interview.core(plan.numbers)  # a bad answer to a follow-up closes no gate
    recordings = [a.recording for a in plan.answers if a.answer in needed] or None  # None: every answer was typed
    transcripts = gathering.artefacts(said, "language", (f"transcript-{n}.json" for n in scored), Transcript)
    core = [each for each in transcripts if each.answer in needed]
    judged = judging.judge(task, role, transcripts)
    rated = {answer: replied for answer, replied in judged.rated.items() if answer in needed}
    segments = (f"segment-{s.index:04d}.json" for s in plan.segments)
    readings = gathering.artefacts(said, "vision", segments, SegmentReadings)
    observations = gathering.observations(interview, plan, readings)
    objects.put_record(objects.artefact(interview.id, "score", task.attempt, "observations.json"), observations)
    card = score(
        interview_id=interview.id,
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        language=interview_language(core, interview.language),
        transcripts=transcripts,
        assessments=judged.assessments,
        gates=gates(core, recordings, interview.language, observations, rated),
        versions={"code": __version__} | ({"vision": readings[0].models} if readings else {}),
    )
    card = with_left_out(card, role, judged.left_out)
    scorecards.save(card, task.attempt, policy.retention.score_days)
    unheard = interview.asking is None or (interview.asking.answered_at is None and not interview.asks)
    more = interview.follow_ups if card.outcome is Outcome.SCORED and unheard else 0
    return ScoreReceipt(
        interview_id=interview.id,
        outcome=card.outcome,
        total=card.total,
        follow_ups=0 if interview.is_rescoring else more,
    )
