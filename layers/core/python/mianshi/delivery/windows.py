"""Platforms that recognise a repeat for some time only: since when a message may be there, and what is said of it.

The moment of the first attempt that may have arrived is noted in the row as ``since-<milliseconds>``, where it
outlives a parked row: who sends it off again may not know that it could be there.
"""

from __future__ import annotations

from typing import NamedTuple

from mianshi.contracts.delivery import Verdict
from mianshi.delivery.exchange import Attempt
from mianshi.delivery.outbox import MAY_BE_THERE

_SINCE = "since-"


class Doubt(NamedTuple):
    """What is known of earlier attempts. `since`: milliseconds since 1970 of the first one that may have arrived, or
    of now where there is none."""

    since: int
    open: bool
    """Whether one may have arrived of which no person knows yet."""


def doubt_of(attempt: Attempt, unnoted: int) -> Doubt:
    """The doubt about a message.

    Args:
        attempt: what is tried.
        unnoted: since when, where an attempt was killed before it could be noted; milliseconds since 1970.
    """
    noted = (attempt.delivery.remote_id or "").removeprefix(_SINCE)
    known = noted.isascii() and noted.isdigit()
    asked = attempt.delivery.last_status == "data_error"  # a person was told, and sends it again
    if asked or not (known or attempt.uncertain):
        return Doubt(attempt.now_ms, open=False)
    return Doubt(int(noted) if known else unnoted, open=True)


def too_late(doubt: Doubt, now_ms: int, window_ms: int) -> bool:
    """Whether a repeat would not be recognised any more."""
    return doubt.open and now_ms - doubt.since > window_ms


def ask(how_long: str, what: str) -> Verdict:
    """A repeat that is too old to be recognised is not sent: a person does `what`."""
    return Verdict(result="data_error", detail=f"{MAY_BE_THERE}, and a repeat is recognised for {how_long}: {what}")


def noted(attempt: Attempt, doubt: Doubt, verdict: Verdict) -> Verdict:
    """The verdict with the doubt kept: that this attempt did not arrive says nothing about an earlier one."""
    if doubt.open and verdict.result in ("config_error", "data_error") and MAY_BE_THERE not in verdict.detail:
        return verdict.model_copy(update={"detail": f"{verdict.detail} ({MAY_BE_THERE})"})
    earlier = attempt.uncertain or (attempt.delivery.remote_id or "").startswith(_SINCE)
    if verdict.result == "unknown" or (verdict.result == "retry" and earlier):
        return verdict.model_copy(update={"remote_id": f"{_SINCE}{doubt.since}"})
    return verdict
