"""What a stage says about the attempt at hand, for its line in the ledger, where having ended well is not all of it.

A stage that returns has done its work (`ok`) and one that raises has not (`failed`), unless it says otherwise in here:
`duplicate` where the work had been done before, `cancelled` where nobody waits for it any more, `failed` where it ended
as it should and what it tried did not succeed, such as a message that its receiver refused. What raises is always
`failed`.

A process works on one event at a time, so there is one attempt at hand.
"""

from __future__ import annotations

from mianshi.contracts.usage import LineOutcome

_outcome: LineOutcome = "ok"


def begin() -> None:
    """An attempt begins; nothing has been said about it."""
    global _outcome  # noqa: PLW0603 - one process, one attempt at hand
    _outcome = "ok"


def came_to(outcome: LineOutcome) -> None:
    """Say how the attempt at hand counts in the ledger, if it ends well."""
    global _outcome  # noqa: PLW0603 - as above
    _outcome = outcome


def outcome() -> LineOutcome:
    """How the attempt counts if it ends well."""
    return _outcome
