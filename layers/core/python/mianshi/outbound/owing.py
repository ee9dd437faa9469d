"""What is owed to other systems because something happened. Rows are written together with what happened."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.delivery import DeliveriesOwed, Delivery, DeliveryState, EventKind
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import candidate_subject
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.errors import Rejected, Transient
from mianshi.log import logger
from mianshi.outbound import listening, reversing
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import connectors, outbox


def rows(event: EventKind, subject: str, occurrence: str, job_id: str | None = None) -> list[Delivery]:
    """The outbox rows of one happening, to be stored in the same transaction as the happening itself.

    Args:
        event: what happened.
        subject: to what, as `contracts.keys` writes it.
        occurrence: which time, such as ``closed-1`` or ``decided-7``: the same time twice owes nothing twice.
        job_id: of the job concerned, if any.
    """
    return kinds.plan(listening.to(event, subject, job_id), event, subject, occurrence, timestamp(), job_id)


def about(candidate: Candidate, event: EventKind) -> list[Delivery]:
    """The rows of what happens to a candidate by the change that is about to be stored."""
    occurrence = f"{event.value.partition('.')[2]}-{candidate.revision + 1}"
    return rows(event, candidate_subject(candidate.job_id, candidate.id), occurrence, candidate.job_id)


def announce(owed: Sequence[Delivery]) -> None:
    """Store the rows for which the transaction had no room, and wake the delivery workflow for all."""
    complete(owed)
    wake(owed)


def complete(owed: Sequence[Delivery]) -> None:
    """Store the rows for which the transaction of their happening had no room.

    They are not safe from a crash between the two, unless the caller is run again, as closing a run is. How many that
    were stands in the log.
    """
    beyond = owed[outbox.IN_TRANSACTION :]
    if beyond:
        logger.warning("deliveries beyond the transaction", extra={"rows": len(beyond)})
    outbox.add(beyond)


def wake(owed: Sequence[Delivery]) -> None:
    """Start the delivery workflow for stored rows. What happened has happened: where the event cannot be sent, that is
    noted, and the sweep finds the rows later."""
    for subject in dict.fromkeys(delivery.subject for delivery in owed):
        try:
            workflow.announce("deliveries.owed", DeliveriesOwed(subject=subject))
        except Transient as error:
            logger.warning("deliveries wait for the sweep", extra={"code": error.code})


def owe(event: EventKind, subject: str, occurrence: str, job_id: str | None = None) -> list[Delivery]:
    """Store and announce the rows of a happening that is written nowhere else; what was new."""
    new = outbox.add(rows(event, subject, occurrence, job_id))
    wake(new)
    return new


def resend(subject: str, connector: str, action: str) -> Delivery:
    """Put a parked row back to its first try and wake the delivery workflow; the row as it was.

    The right to do so, and the line in the access log, are the caller's.

    Raises:
        Rejected: ``not_found``, or ``already_done`` where it is parked no more, or tells of a booking that was taken
            back meanwhile.
    """
    row = outbox.find(subject, connector, action)
    if row is None:
        raise Rejected("not_found", "there is no such delivery")
    if row.state is not DeliveryState.PARKED:
        raise Rejected("already_done", "the delivery is parked no more")
    if reversing.settled(row):
        raise Rejected("already_done", "the booking was taken back before it arrived")
    known = connectors.find(connector)
    again = rules.redeliver(row, kinds.platform_of(known.kind).repeat(row.deed) if known else "person", timestamp())
    try:
        outbox.change(row, again)
    except Transient:
        raise Rejected("already_done", "somebody else was quicker") from None
    wake([again])
    return row
