"""Booking a month's costs: kept once, and told to every system that takes bookings."""

from __future__ import annotations

import re

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.keys import month_subject
from mianshi.contracts.news import CostNews
from mianshi.contracts.people import AuditAction, Person
from mianshi.doors import access, summing, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance import booking
from mianshi.outbound import owing
from mianshi.pages.finance import Booked, BookingView, ToBook
from mianshi.platform.clock import timestamp
from mianshi.platform.store import bookings, connectors, outbox
from mianshi.privacy.rights import Right, may

_SECONDS = 15.0
"""How long days may be added up before somebody is told to come back."""


def book(visit: Visit, month: str) -> Answer:
    """Book what the visitor has seen of a month; a second click leads to the page and changes nothing."""
    person = access.require(visit, Right.BOOK_COSTS)
    currency, sequence, seen = visit.form("currency"), visit.form("sequence"), visit.form("seen")
    if not (re.fullmatch("[0-9]{1,4}", sequence) and re.fullmatch("-?[0-9]{1,18}", seen)):
        raise Rejected("bad_request", "no such booking")
    before = bookings.of_month(month)
    page = web.see_other(f"/costs?month={month}#booking")
    if _is_done(before, int(sequence), currency):
        return page
    if int(sequence) != len(before) + 1:
        raise Rejected("changed_meanwhile", month)
    added = summing.month(month, _SECONDS)
    if added.missing:
        raise Rejected("still_adding_up", month)
    owed = owing.rows(EventKind.COSTS_BOOKED, month_subject(month), f"booked-{sequence}")
    confirmed = visit.form("confirm") == "yes"
    costs = booking.to_book(
        month,
        added.days,
        before,
        currency,
        int(seen),
        confirmed=confirmed,
        at=timestamp(),
        by_name=person.name or person.id,
    )
    if not owed and not confirmed:
        raise Rejected("booking_unconfirmed", "no connection takes bookings")
    try:
        bookings.book(costs, owed)
    except Rejected:
        if _is_done(bookings.of_month(month), int(sequence), currency):
            return page
        raise
    owing.announce(owed)
    access.note(visit, AuditAction.COSTS_BOOKED, f"{month} {costs.sequence} {currency} {costs.amount_micro}")
    return page


def view(person: Person, month: summing.Month) -> BookingView:
    """What the page of a month shows about booking it."""
    subject = month_subject(month.month)
    done, rows = bookings.of_month(month.month), outbox.about(subject)
    known = connectors.every()
    hears = {row.connector for row in owing.rows(EventKind.COSTS_BOOKED, subject, f"booked-{len(done) + 1}")}
    return BookingView(
        may_book=may(person, Right.BOOK_COSTS),
        over=booking.over(month.month, month.days),
        sequence=len(done) + 1,
        open=[
            ToBook(
                currency=one.currency,
                lines=one.lines,
                amount=one.amount_micro,
                rest=one.rest_micro,
                unpriced=one.unpriced,
            )
            for one in booking.proposals(month.days, done)
        ],
        done=[
            Booked(costs=one, deliveries=[row for row in rows if row.action.startswith(f"booked-{one.sequence}.")])
            for one in reversed(done)
        ],
        hears=sorted(hears),
        names={one.id: one.name for one in known if one.name},
    )


def _is_done(done: list[CostNews], sequence: int, currency: str) -> bool:
    """Whether exactly this booking was made: by the first of two clicks, or by somebody with the same page."""
    return any(one.sequence == sequence and one.currency == currency for one in done)
