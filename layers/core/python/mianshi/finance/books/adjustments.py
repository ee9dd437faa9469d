"""An adjustment: an amount that a person enters because the ledger is not the whole truth, such as a credit of AWS.

It counts in the month in which it is entered, so that a closed month never changes, and says which one it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from mianshi.contracts.terms import Currency, typed_decimal
from mianshi.contracts.usage import ADJUSTMENT, LedgerLine, Tags
from mianshi.finance.months import days

MICRO_PLACES = 6
LONGEST_REASON = 200
_AMOUNT = re.compile(r"(-?)([0-9]{1,9})(?:[.]([0-9]{1,6}))?")
_NONCE = re.compile(r"[0-9a-f]{32}")
_BOOK = "entered"
"""Stands where other lines name the price book: nothing priced it."""


class Read(NamedTuple):
    """A form that was read: the line, or what is wrong with each field."""

    line: LedgerLine | None
    problems: dict[str, str]


def micro_of(text: str) -> int | None:
    """Millionths of an amount as a person types it, with a sign and up to six decimals; None where it is none, or 0."""
    found = _AMOUNT.fullmatch(typed_decimal(text) or "")
    if found is None:
        return None
    sign, whole, part = found.groups()
    micro = int(whole) * 10**MICRO_PLACES + int((part or "").ljust(MICRO_PLACES, "0"))
    return (-micro if sign else micro) or None


def same(one: LedgerLine, other: LedgerLine) -> bool:
    """Whether two lines say the same: amount, currency, job, department, reason, and the month they are about."""
    return _said(one) == _said(other)


def _said(line: LedgerLine) -> tuple[object, ...]:
    about = line.adjusts or line.at[:7]
    return about, line.amount_micro, line.currency, line.job_id, line.department, line.note


def trouble(line: LedgerLine, entered: Iterable[LedgerLine], *, again: bool) -> dict[str, str]:
    """Why a line is not entered beside those there are, by field as in `Read`; empty where it may be, or is already.

    ``nonce``: the form was entered before with other words, and what it says now would be lost. ``again``: the same is
    entered already, by another form, and nobody confirmed (`again`) that it is meant a second time.
    """
    before = [each for each in entered if each.attempt == line.attempt or same(each, line)]
    own = next((each for each in before if each.attempt == line.attempt), None)
    if own is not None:
        return {} if same(own, line) else {"nonce": "kept"}
    return {"again": "again"} if before and not again else {}


def late_sum(month: str, currency: str, micro: int, at: str, region: str) -> LedgerLine:
    """What came into days of a month (``YYYY-MM``) after they were final, in one currency, as a line of the month of
    `at`. The same of a month is counted once."""
    return LedgerLine(
        stage=ADJUSTMENT,
        attempt=f"late-{month}-{currency}",
        price_key=ADJUSTMENT,
        quantity=0,
        unit="",
        amount_micro=micro,
        currency=currency,
        price_book=_BOOK,
        region=region,
        outcome="ok",
        at=at,
        kind="adjustment",
        adjusts=month,
        note="came after its day was final",
    )


def taken_out(late: LedgerLine) -> LedgerLine:
    """The line that takes such a sum out of the lines of its own month again, as the last one of it."""
    at, note = f"{days.of_month(late.adjusts)[-1]}T23:59:59.999Z", f"{late.note}: counted in {late.at[:7]}"
    return late.model_copy(update={"amount_micro": -(late.amount_micro or 0), "at": at, "adjusts": "", "note": note})


def read(fields: Mapping[str, str], month: str, *, tags: Tags, at: str, region: str) -> Read:
    """The line of an adjustment.

    Args:
        fields: as typed: ``amount``, ``currency``, ``reason``, ``nonce``, ``confirm``.
        month: ``YYYY-MM`` that it is about.
        tags: job and department, as far as they were chosen.
        at: now, UTC, ISO 8601: the day it counts for.
        region: of the system.

    Returns:
        The line, or problems by field: ``amount``, ``currency``, ``reason``, ``confirm``, ``nonce``.
    """
    amount, reason = micro_of(fields.get("amount", "")), " ".join(fields.get("reason", "").split())
    wrong = {
        "amount": amount is None,
        "currency": fields.get("currency") not in get_args(Currency),
        "reason": not 0 < len(reason) <= LONGEST_REASON,
        "confirm": fields.get("confirm") != "yes",
        "nonce": not _NONCE.fullmatch(fields.get("nonce", "")),
    }
    problems = {name: name for name, is_wrong in wrong.items() if is_wrong}
    if problems:
        return Read(None, problems)
    line = LedgerLine(
        **tags.model_dump(),
        stage=ADJUSTMENT,
        attempt=fields["nonce"],
        price_key=ADJUSTMENT,
        quantity=0,
        unit="",
        amount_micro=amount,
        currency=fields["currency"],
        price_book=_BOOK,
        region=region,
        outcome="ok",
        at=at,
        kind="adjustment",
        adjusts="" if month == at[:7] else month,
        note=reason,
    )
    return Read(line, {})
