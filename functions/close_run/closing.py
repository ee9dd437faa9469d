"""What a closed run leaves: a scorecard in every case, outbox rows and a count."""

from __future__ import annotations

import hashlib

from mianshi import __version__
from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import FunnelStep
from mianshi.contracts.keys import interview_subject
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.tasks import CloseTask
from mianshi.errors import code_of
from mianshi.outbound import owing
from mianshi.platform import history, objects
from mianshi.platform.store import interviews, scorecards
from mianshi.privacy.policies import load_policy, policy_version
from mianshi.scoring.scorecard import closed_without_score


def scorecard(interview: Interview, task: CloseTask, events: list[history.Event]) -> Scorecard:
    """The scorecard Score made, or one that says why there is no score.

    A score that was there before the candidate was asked back stands, whatever became of the answers to that.
    """
    made = scorecards.find(interview.id, interview.attempt)
    asked = interview.asking is not None and interview.asking.attempt == interview.attempt
    if made is not None and (asked or task.outcome not in (Outcome.REJECTED, Outcome.FAILED)):
        return made
    role = objects.get_record(objects.role_of(interview), Role)
    policy = load_policy(interview.policy)
    card = closed_without_score(
        interview_id=interview.id,
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        outcome=Outcome.REJECTED if task.outcome is Outcome.REJECTED else Outcome.FAILED,
        reason=_reason(task, events),
        language=None if interview.language == "auto" else interview.language,
        versions={"code": __version__},
    )
    scorecards.save(card, interview.attempt, policy.retention.score_days)
    return card


def occurrence(interview: Interview, execution: str) -> str:
    """Which closing of the interview this is. A run that failed before it got the interview has no attempt of its own:
    several of them must not owe the same rows."""
    closed = f"closed-{interview.attempt}"
    if interview.execution is not None:
        return closed
    return f"{closed}-{hashlib.sha256(execution.encode()).hexdigest()[:8]}"


def owed(interview: Interview, execution: str, card: Scorecard) -> list[Delivery]:
    """The outbox rows of a run's end."""
    event, subject = EventKind(f"interview.{card.outcome}"), interview_subject(interview.id)
    return owing.rows(event, subject, occurrence(interview, execution), interview.job_id)


def steps(interview: Interview, card: Scorecard) -> list[FunnelStep]:
    """What the job's funnel counts. An appeal was counted when it was made, and who is scored anew was
    counted the first time; what can be scored again counts then."""
    counted = interview.appeal_of or interview.is_rescoring
    if counted or card.outcome is Outcome.FAILED or card.reason == interviews.RATER_UNAVAILABLE:
        return []
    if card.outcome is not Outcome.SCORED:
        return [FunnelStep.NOT_SCORED]
    return [FunnelStep.SCORED, *([FunnelStep.FORWARD] if card.recommendation == "forward" else [])]


def _reason(task: CloseTask, events: list[history.Event]) -> str:
    """The code a stage named; where the workflow lost it on the way here, its history still has it."""
    if task.error is None:
        return "unknown"
    told = (task.error, history.failure(events))
    return next((code for error in told if error and (code := code_of(error.message))), task.error.Error)
