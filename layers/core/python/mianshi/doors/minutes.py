"""The minutes that people say a review took them: asked for, read and billed where the customer named an hourly rate.

Without a rate nothing is asked, nothing is billed and nothing is kept: who names none wants none counted. The line says
which interview it was for and never whose minutes they were; it is written once for what was stored, so opening the
page again and sending what stands there already costs nothing.
"""

from __future__ import annotations

from mianshi.accounting import billing
from mianshi.contracts.usage import Meter, Tags, Usage
from mianshi.doors.web import Visit
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.pages.reviews import LONGEST_MINUTES, MinutesField
from mianshi.platform import signing


def field() -> MinutesField | None:
    """The field of a new form; None where nothing is asked."""
    return MinutesField() if billing.priced(Meter.REVIEW.value) else None


def typed(visit: Visit) -> MinutesField | None:
    """The field as it came in; None where the form had none."""
    return MinutesField(typed=visit.form("minutes").strip()[:8]) if "minutes" in visit.whole_form() else None


def check(found: MinutesField | None) -> None:
    """Whether what was typed can be counted. Nothing typed can.

    Raises:
        Rejected: ``bad_minutes``.
    """
    if found is not None and found.typed and found.minutes is None:
        raise Rejected("bad_minutes", f"not a whole number from 1 to {LONGEST_MINUTES}")


def bill(stored: str, tags: Tags, found: MinutesField | None) -> None:
    """Add the minutes to what the interview cost. What was saved stays saved where the ledger cannot be written.

    Args:
        stored: names what the minutes brought about: subject, person, and what it took the place of. Two requests that
            stored it at once are one line. It becomes a keyed hash, which tells nobody whose minutes they were.
        tags: whose cost it is.
        found: the field as it came in.
    """
    if found is None or found.minutes is None:
        return
    spent = Usage(meter=Meter.REVIEW, quantity=found.minutes * 60_000)
    try:
        billing.bill("review", tags, signing.pseudonym(f"minutes:{stored}"), "ok", [spent])
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})
