"""Booking a month's costs, and taking a booking back: kept once, and told to every system that takes bookings."""

from __future__ import annotations

import re

from mianshi.accounting import summing
from mianshi.accounting.billing import terms
from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.keys import month_subject
from mianshi.contracts.news import CostNews
from mianshi.contracts.people import AuditAction, Person
from mianshi.contracts.terms import Accounts
from mianshi.doors import access, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.books import booking, journal
from mianshi.finance.tariff import terms_of
from mianshi.outbound import owing
from mianshi.pages.finance import Booked, BookingView, ToBook
from mianshi.platform.clock import timestamp
from mianshi.platform.store import bookings, connectors, outbox
from mianshi.privacy.rights import Right, may

router = web.router()

_SECONDS = 15.0
"""How long days may be added up before somebody is told to come back."""
_LONGEST_REASON = 200
_VOUCHER = "voucher"
"""The deed of accounting systems."""


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


def reverse(visit: Visit, month: str, sequence: str) -> Answer:
    """Take a booking back; a second click leads to the page and changes nothing."""
    person = access.require(visit, Right.BOOK_COSTS)
    known = _booking(month, sequence)
    before, following = bookings.of_month(month), visit.form("next")
    page = web.see_other(f"/costs?month={month}#booking")
    if known.sequence in booking.taken_back(before):
        return page
    reason = " ".join(visit.form("reason").split())
    if visit.form("confirm") != "yes":
        raise Rejected("not_confirmed", "the reversal was not confirmed")
    if len(reason) > _LONGEST_REASON:
        raise Rejected("bad_request", "the reason is too long")
    if following != str(len(before) + 1):
        raise Rejected("changed_meanwhile", month)
    costs = booking.reversal(before, known.sequence, at=timestamp(), by_name=person.name or person.id, reason=reason)
    owed = owing.rows(EventKind.COSTS_BOOKED, month_subject(month), f"booked-{costs.sequence}")
    try:
        bookings.book(costs, owed)
    except Rejected:
        if known.sequence in booking.taken_back(bookings.of_month(month)):
            return page
        raise
    owing.announce(owed)
    told = f"{month} {costs.sequence} reverses {known.sequence} {costs.currency} {costs.amount_micro}"
    access.note(visit, AuditAction.COSTS_BOOKED, told)
    return page


@router.get("/costs/<month>/bookings/<sequence>/journal.csv")
def journal_file(month: str, sequence: str) -> Answer:
    """One booking as a double entry for any bookkeeping."""
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    costs = _booking(month, sequence)
    known = terms_of(month, terms())
    accounts = known.accounts if known else Accounts()
    access.note(visit, AuditAction.DATA_EXPORTED, f"costs {month} journal {costs.sequence}")
    name = f"mianshi-journal-{month}-{costs.sequence:04d}.csv"
    voucher = f"booked-{costs.sequence}.{_VOUCHER}"
    posted = [row for row in outbox.about(month_subject(month)) if row.action == voucher]
    elsewhere = [row.remote_id for row in posted if row.state is DeliveryState.DONE and row.remote_id]
    return web.file(journal.to_csv(costs, accounts, visit.language, elsewhere), name, "text/csv; charset=utf-8")


def _booking(month: str, sequence: str) -> CostNews:
    """One booking of a month.

    Raises:
        Rejected: ``bad_request`` for a month that is none, ``not_found``.
    """
    found = bookings.find(web.month(month), int(sequence)) if re.fullmatch("[0-9]{1,4}", sequence) else None
    if found is None:
        raise Rejected("not_found", "there is no such booking")
    return found


def view(person: Person, month: summing.Month) -> BookingView:
    """What the page of a month shows about booking it."""
    subject = month_subject(month.month)
    done, rows = bookings.of_month(month.month), outbox.about(subject)
    known, taken_back = connectors.every(), booking.taken_back(done)
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
            Booked(
                costs=one,
                deliveries=[row for row in rows if row.action.startswith(f"booked-{one.sequence}.")],
                taken_back_by=taken_back.get(one.sequence),
            )
            for one in reversed(done)
        ],
        hears=sorted(hears),
        names={one.id: one.name for one in known if one.name},
    )


def _is_done(done: list[CostNews], sequence: int, currency: str) -> bool:
    """Whether exactly this booking was made: by the first of two clicks, or by somebody with the same page."""
    return any(one.sequence == sequence and one.currency == currency for one in done)
