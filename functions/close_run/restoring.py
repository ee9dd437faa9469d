"""An interview that was to be scored anew and could not be: it is again as it was before."""

from __future__ import annotations

import paying
from mianshi import attempt
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.tasks import CloseTask
from mianshi.log import logger
from mianshi.platform import history
from mianshi.platform.store import interviews, scorecards


def came_to_nothing(interview: Interview, task: CloseTask) -> bool:
    """Whether a scoring anew has no result of its own: the run failed, or the rater did not answer."""
    if not interview.rescoring or not interview.earlier:
        return False
    if task.outcome in (Outcome.REJECTED, Outcome.FAILED):
        return True
    made = scorecards.find(interview.id, interview.attempt)
    return made is not None and made.reason == interviews.RATER_UNAVAILABLE


def restore(interview: Interview, task: CloseTask, events: list[history.Event]) -> int:
    """Go back to the result there was, and pay for the run; how many lines of the ledger."""
    attempt.came_to("failed")
    if interviews.unrescore(interview, task.execution):
        logger.warning("scored anew without a result", extra={"failed_state": history.failed_state(events)})
    return paying.bill_run(interview, task, events)
