"""The ledger against AWS's bill: the file comes with the form, is read as it is and kept nowhere."""

from __future__ import annotations

import base64
import binascii
import io

from mianshi.accounting import billing, summing
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.books import bills
from mianshi.finance.books.ledger_sums import Ours
from mianshi.finance.books.reconcile import reconcile
from mianshi.pages.bill_troubles import trouble
from mianshi.pages.reconciling import ReconcileView, render_reconcile
from mianshi.platform.clock import now
from mianshi.platform.store import bookings
from mianshi.privacy.rights import Right, may

MOST_BYTES = 4_000_000
"""As base64 in a form it stays below the 6 MB that Lambda takes (docs.aws.amazon.com: gettingstarted-limits)."""
_MOST_TEXT = 200_000_000
"""Characters of a file that is read: a packed one may hold far more than its size says."""
_SECONDS = 12.0
_REFUSED = 422


def page(visit: Visit) -> Answer:
    """The form."""
    access.require(visit, Right.SEE_COSTS)
    return _page(visit, ReconcileView(month=web.month(visit.query("month") or f"{now():%Y-%m}"), most=MOST_BYTES))


def compare(visit: Visit) -> Answer:
    """Read the file and say where it differs from the ledger, as a page or as a table to download."""
    person = access.require(visit, Right.SEE_COSTS)
    month, untagged = web.month(visit.form("month")), visit.form("untagged") == "yes"
    view = ReconcileView(month=month, most=MOST_BYTES, untagged=untagged, may_adjust=may(person, Right.BOOK_COSTS))
    try:
        bill = bills.read([io.BytesIO(_file(visit.form("sheet")))], month, _MOST_TEXT)
        added = summing.month(month, _SECONDS)
        if added.missing:
            raise Rejected("still_adding_up", month)
        ours = Ours(month).add_days(added.days, bookings.adjustments())
        told = reconcile(bill, ours, billing.tariff(month), take_untagged=untagged)
    except Rejected as error:
        if error.code != bills.BAD_BILL:
            raise
        return _page(visit, view.model_copy(update={"trouble": trouble(error.detail)}), _REFUSED)
    access.note(visit, AuditAction.COSTS_READ, f"{month} against the bill")
    if visit.form("as") == "csv":
        from mianshi.finance.books.reconcile_table import to_csv  # noqa: PLC0415 - only a download needs it

        return web.file(to_csv(told), f"mianshi-bill-{month}.csv", "text/csv; charset=utf-8")
    open_days = any(day.state != "final" for day in added.days)
    return _page(visit, view.model_copy(update={"told": told, "open_days": open_days}))


def _page(visit: Visit, view: ReconcileView, status: int = 200) -> Answer:
    return web.html(visit, render_reconcile(view, staff.frame(visit, "costs")), status)


def _file(sheet: str) -> bytes:
    """The bytes of the file in the form, which are base64url without padding.

    Raises:
        Rejected: ``bad_bill`` where there is none, ``too_large``.
    """
    if len(sheet) > -(-MOST_BYTES * 4 // 3):
        raise Rejected("too_large", "the file is too large for the page")
    try:
        content = base64.urlsafe_b64decode(sheet + "=" * (-len(sheet) % 4))
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise Rejected(bills.BAD_BILL, "no file came along: choose one; the page's script has to run")
    return content
