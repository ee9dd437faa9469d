"""What the page shows where the interviews of a job are scored anew by its newest version, many at a time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record


class Shown(Record):
    """What a form offers, and brings back when it is sent."""

    version: str = ""
    """Of the job's role, that they are scored by."""
    ready: int = 0
    offered: int = 0
    those: str = ""
    """SHA-256 of the ids of those offered, its first 16 hexadecimal digits."""


class ManyAnew(Record):
    """How the interviews of a job stand towards its newest version."""

    shown: Shown
    ready: int = Field(ge=0)
    """Whose words are kept, and that nobody scores anew yet; as many as are done at once, at most."""
    offered: int = Field(ge=0)
    """Of them, those that there is room for beside those under way, and that the budget allows."""
    more: bool = False
    """Whether there are others beyond those that were looked at."""
    working: int = Field(default=0, ge=0)
    gone: int = Field(default=0, ge=0)
    """What was said is not kept any more."""
    left: int = Field(default=0, ge=0)
    """The candidate withdrew."""
    amount_micro: int | None = None
    """Estimate for those offered; None where a price is missing or the reader sees no costs."""
    currency: str = ""
    budget: Literal["free", "short", "spent"] = "free"


class BegunAnew(Record):
    """What came of asking."""

    begun: int = 0
    gone: int = 0
    left: int = 0
    working: int = 0
    """Somebody else had asked already."""
    broken: bool = False
    """It broke off; those that were not begun can be asked for again."""
