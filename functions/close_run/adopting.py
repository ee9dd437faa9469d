"""What a run that scored an interview anew comes to: its scorecard stands from now on, and the one before stays."""

from __future__ import annotations

from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.events import Interview
from mianshi.contracts.keys import interview_subject
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.log import logger
from mianshi.outbound import owing
from mianshi.platform.store import erasing, interviews, scorecards
from mianshi.privacy.policies import load_policy

_RESULTS = (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE)


def adopt(run: Interview, card: Scorecard) -> list[Delivery]:
    """Let the result stand for the interview it is about, and say what is owed to whom. A run without a result of its
    own changes nothing: not one that failed, nor one that the rater did not answer. Safe to repeat.
    """
    wish = run.rescoring
    if wish is None or card.outcome not in _RESULTS or card.reason == interviews.RATER_UNAVAILABLE:
        return []
    about = interviews.find(wish.of)
    newest = interviews.rescoring(about) if about else None
    if about is None or erasing.buried(about) or newest is None or newest.run != run.id:
        return []
    own = card.model_copy(update={"interview_id": wish.of})
    scorecards.save(own, wish.number, load_policy(run.policy).retention.score_days)
    event, subject = EventKind(f"interview.{card.outcome}"), interview_subject(wish.of)
    rows = owing.rows(event, subject, f"closed-{wish.number}", run.job_id) if wish.tells else []
    if not interviews.adopt(run, own, rows):
        logger.warning("scored anew in vain")
        return []
    owing.complete(rows)
    return rows
