"""A booking as a journal that any bookkeeping can read: one balanced double entry, as CSV.

Every amount is on the side where it is positive: what a department gets back is a credit of the costs account, so no
importer has to know red figures. Cents are integers; they become decimal numbers only where the text is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from mianshi.contracts import dates
from mianshi.contracts.base import Language, Record
from mianshi.contracts.cells import harmless
from mianshi.contracts.money import cents
from mianshi.contracts.news import CostLine, CostNews
from mianshi.contracts.terms import Accounts

COLUMNS = (
    *("date", "voucher", "line", "account", "department", "debit", "credit", "currency", "description"),
    "unpriced",
)
"""The first line of the file. Columns may be added at the end: read them by name. `unpriced`: lines of the ledger that
the whole booking left out, because they have no price."""
UNASSIGNED = "unassigned"
_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the local code page."""
_CHINA = timedelta(hours=8)
_WORDS: dict[Language, tuple[str, str, str, str]] = {
    "zh": (
        "{month} AI面试费用 {department} {n}场",
        "未填部门",
        "冲销 {number}：{words}",
        "（{number}；ERP：{others}）",
    ),
    "en": (
        "{month} cost of AI interviews, {department}, {n} interviews",
        "no department",
        "Reversal of {number}: {words}",
        " ({number}; ERP: {others})",
    ),
}
_ALL: dict[Language, str] = {"zh": "合计", "en": "all departments"}


class JournalLine(Record):
    """One line; either `debit` or `credit` is above 0. Cents."""

    account: str
    department: str
    debit: int = 0
    credit: int = 0
    description: str


def number_of(month: str, sequence: int) -> str:
    """Our number of a booking in a journal, such as ``MS-2026-11-0001``."""
    return f"MS-{month}-{sequence:04d}"


def day_of(costs: CostNews) -> str:
    """The date of the voucher: the last day of the month, or the day of booking (in China) where that is earlier. What
    takes a booking back has the day on which it was taken back: the month may be closed in the books by then."""
    last = dates.last_of(costs.month)
    if not costs.at:
        return last
    booked = f"{datetime.fromisoformat(costs.at) + _CHINA:%Y-%m-%d}"
    return booked if costs.reverses is not None else min(last, booked)


def lines(costs: CostNews, accounts: Accounts, language: Language, elsewhere: Sequence[str] = ()) -> list[JournalLine]:
    """The lines of a booking. Each department is a line of the costs account, in whole cents; the last is the other
    side, their sum. Nothing for amounts below half a cent.

    Args:
        elsewhere: what accounting systems call the same booking, so that nobody enters it beside theirs.
    """
    booked = [(line, amount) for line in costs.lines if (amount := cents(line.amount_micro))]
    made = [_line(accounts.costs, line, amount, costs, language, elsewhere) for line, amount in booked]
    total = sum(amount for _, amount in booked)
    if total:
        whole = CostLine(
            department=_ALL[language], interviews=sum(line.interviews for line, _ in booked), amount_micro=0
        )
        other = _line(accounts.counter, whole, -total, costs, language, elsewhere)
        made.append(other.model_copy(update={"department": ""}))
    return made


def to_csv(costs: CostNews, accounts: Accounts, language: Language, elsewhere: Sequence[str] = ()) -> str:
    """The journal of one booking (`lines`): UTF-8 with its mark, commas, CRLF; no cell can become a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    head, currency = (day_of(costs), number_of(costs.month, costs.sequence)), costs.currency
    for number, line in enumerate(lines(costs, accounts, language, elsewhere), 1):
        names = [harmless(line.account), harmless(line.department)]
        sides = (_amount(line.debit), _amount(line.credit), currency)
        row = [*head, number, *names, *sides, harmless(line.description), costs.unpriced]
        table.writerow(row)
    return _MARK + out.getvalue()


def _line(
    account: str, line: CostLine, amount: int, costs: CostNews, language: Language, elsewhere: Sequence[str]
) -> JournalLine:
    words, nobody, back, both = _WORDS[language]
    told = words.format(month=costs.month, department=line.department or nobody, n=abs(line.interviews))
    if costs.reverses is not None:
        told = back.format(number=number_of(costs.month, costs.reverses), words=told)
    if elsewhere:
        told += both.format(number=number_of(costs.month, costs.sequence), others=", ".join(elsewhere))
    return JournalLine(
        account=account or UNASSIGNED,
        department=line.department or nobody,
        debit=max(amount, 0),
        credit=max(-amount, 0),
        description=" ".join(told.split()),
    )


def _amount(in_cents: int) -> str:
    return f"{in_cents // 100}.{in_cents % 100:02d}" if in_cents else ""
