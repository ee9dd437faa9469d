"""The transitions of the invitation workflow, billed by the function it calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mianshi.contracts.usage import Meter
from mianshi.errors import Rejected
from mianshi.hiring.invitations import Kind
from mianshi.platform import meter, transitions

_WAYS = {
    "invitation": (transitions.CALLED, transitions.INVITED, transitions.ADDRESS_REFUSED),
    "reminder": (transitions.CALLED, transitions.REMINDED, transitions.REMINDED),
    "decision": (0, 0, 0),
    "follow_ups": (0, 0, 0),
}
"""For the call; beside it where it ended well; beside it where the address was refused. The messages about a decision
and about follow-up questions are called for by events, without a workflow."""


@contextmanager
def workflow_paid(kind: Kind) -> Iterator[None]:
    """Count what belongs to the call that is made inside. One that is tried again counts itself only."""
    called, well, refused = _WAYS[kind]
    meter.add(Meter.STATE_TRANSITIONS, called)
    try:
        yield
    except Rejected:
        meter.add(Meter.STATE_TRANSITIONS, refused)
        raise
    meter.add(Meter.STATE_TRANSITIONS, well)
