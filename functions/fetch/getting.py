"""Getting one promised file, and what became of it, named."""

from __future__ import annotations

from mianshi.contracts.partner_events import FetchProblem, FetchReceipt, FetchState, Wanted
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform import fetching, objects
from mianshi.platform.clock import timestamp
from places import Place

MOST_TRIES = 3
"""Lambda calls a function that raised twice more (docs.aws.amazon.com: invocation-async-error-handling)."""


def get(at: Place, interview_id: str) -> FetchReceipt:
    """Fetch a file and keep how that went. One that was named anew meanwhile has an event of its own: of this address
    nothing is stored and nothing kept.

    Raises:
        Transient: for what may go better the next time; the last time the failure is kept instead.
        Defect: for what is ours to mend; the failure is kept as well.
    """
    there = None if at.limits.replaces else objects.stored(at.where)
    if there is not None:
        at.keep(_ended(at.known, FetchState.STORED, size=there.size_bytes))
        return FetchReceipt(interview_id=interview_id, bytes=there.size_bytes, outcome="already_there")
    begun = at.known.model_copy(
        update={"state": FetchState.FETCHING, "attempts": at.known.attempts + 1, "at": timestamp()}
    )
    if not at.keep(begun):
        return FetchReceipt(interview_id=interview_id, bytes=0, outcome="refused")
    try:
        size = fetching.fetch(begun.url, at.where, at.limits, still_wanted=at.still_wanted)
    except (Rejected, Transient, Defect) as error:
        problem = _final(begun, error)
        ours = at.keep(_ended(begun, FetchState.FAILED, problem) if problem else _later(begun))
        if isinstance(error, Defect) or (ours and problem is None):
            raise
        logger.warning("a file could not be fetched", extra={"problem": problem, "attempts": begun.attempts})
        return FetchReceipt(interview_id=interview_id, bytes=0, outcome="refused")
    at.keep(_ended(begun, FetchState.STORED, size=size))
    return FetchReceipt(interview_id=interview_id, bytes=size)


def _final(begun: Wanted, error: Rejected | Transient | Defect) -> FetchProblem | None:
    """What the fetch failed with for good; None where it is tried again."""
    if isinstance(error, Transient) and begun.attempts < MOST_TRIES:
        return None
    return FetchProblem(error.code) if error.code in set(FetchProblem) else FetchProblem.UNAVAILABLE


def _later(begun: Wanted) -> Wanted:
    return begun.model_copy(update={"state": FetchState.WAITING, "at": timestamp()})


def _ended(known: Wanted, state: FetchState, problem: FetchProblem | None = None, *, size: int | None = None) -> Wanted:
    """What stays: not the address, which is a secret of the partner's."""
    return known.model_copy(update={"url": "", "state": state, "problem": problem, "bytes": size, "at": timestamp()})
