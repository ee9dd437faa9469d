"""The minutes that people say a review took them: asked for, read and billed where the customer named an hourly rate.

Without a rate nothing is asked, nothing is billed and nothing is kept: who names none wants none counted. The line says
which interview it was for and never whose minutes they were; its name comes from the form, so that the same form twice
is one line.
"""

from __future__ import annotations

import hashlib
import re

from mianshi.accounting import billing
from mianshi.contracts.usage import Meter, Tags, Usage
from mianshi.doors.web import Visit
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.pages.reviews import LONGEST_MINUTES, MinutesField
from mianshi.platform import signing

_ONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def field() -> MinutesField | None:
    """The field of a new form; None where nothing is asked."""
    return MinutesField(once=signing.chance(12)) if billing.priced(Meter.REVIEW.value) else None


def typed(visit: Visit) -> MinutesField | None:
    """The field as it came in; None where the form had none."""
    once = visit.form("minutes_once")
    return MinutesField(once=once, typed=visit.form("minutes").strip()[:8]) if _ONCE.fullmatch(once) else None


def check(found: MinutesField | None) -> None:
    """Whether what was typed can be counted. Nothing typed can.

    Raises:
        Rejected: ``bad_minutes``.
    """
    if found is not None and found.typed and found.minutes is None:
        raise Rejected("bad_minutes", f"not a whole number from 1 to {LONGEST_MINUTES}")


def bill(about: str, tags: Tags, found: MinutesField | None) -> None:
    """Add the minutes to what the interview cost. What was saved stays saved where the ledger cannot be written."""
    if found is None or found.minutes is None:
        return
    this_form = hashlib.sha256(f"{about}:{found.once}".encode()).hexdigest()[:16]
    spent = Usage(meter=Meter.REVIEW, quantity=found.minutes * 60_000)
    try:
        billing.bill("review", tags, this_form, "ok", [spent])
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})
