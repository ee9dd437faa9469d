"""Lines added to a day. The parts of a day are sums, so it may be added up in any pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeVar

from mianshi.contracts.usage import OWN_METERS, LedgerLine
from mianshi.finance.months.rollup import (
    CandidateSum,
    CellKey,
    DaySummary,
    InterviewSum,
    KeySum,
    Outcome,
    Sum,
    cell_key,
    cells_of,
)
from mianshi.finance.prices import meter_of
from mianshi.finance.reports import service_of

_K = TypeVar("_K")


def add(day: DaySummary, lines: Iterable[LedgerLine], outcomes: Mapping[str, Outcome], upto: str) -> DaySummary:
    """The day with more lines, all of them after `day.upto` and up to `upto`.

    Args:
        outcomes: how each interview of the lines stands; may tell news about the interviews that are in the day
            already.
    """
    new = _New()
    for line in lines:
        new.take(line)
    return day.model_copy(
        update={
            "upto": max(upto, day.upto),
            "cells": cells_of(_with({cell_key(cell): cell.sum for cell in day.cells}, new.cells)),
            "interviews": _interviews(day.interviews, new, outcomes),
            "candidates": [
                CandidateSum(candidate_id=who, currency=currency, sum=total)
                for (who, currency), total in sorted(
                    _with({(c.candidate_id, c.currency): c.sum for c in day.candidates}, new.candidates).items()
                )
            ],
            "keys": _keys([*day.keys, *new.used()]),
        }
    )


def finished(day: DaySummary, credits: Iterable[LedgerLine]) -> DaySummary:
    """The day as it stays, with the credits that it has now that all its lines are in it (`finance.months.credits`)."""
    lines = list(credits)
    with_credits = add(day, lines, {}, day.upto)
    whole = [key.model_copy(update={"job_id": "", "department": "", "source": ""}) for key in with_credits.keys]
    return with_credits.model_copy(update={"state": "final", "credits": lines, "keys": _keys(whole)})


class _Tally:
    """A sum that grows."""

    __slots__ = ("failed_lines", "failed_micro", "failed_unpriced", "lines", "micro", "unpriced")

    def __init__(self) -> None:
        self.micro = self.lines = self.unpriced = self.failed_micro = self.failed_lines = self.failed_unpriced = 0

    def take(self, line: LedgerLine) -> None:
        amount = line.amount_micro
        self.lines += 1
        if amount is None:
            self.unpriced += 1
        else:
            self.micro += amount
        if line.outcome == "failed":
            self.failed_lines += 1
            self.failed_micro += amount or 0
            self.failed_unpriced += amount is None

    def sum(self) -> Sum:
        return Sum(
            micro=self.micro,
            lines=self.lines,
            unpriced=self.unpriced,
            failed_micro=self.failed_micro,
            failed_lines=self.failed_lines,
            failed_unpriced=self.failed_unpriced,
        )


class _New:
    """Lines that are being added up; a million of them pass through here."""

    def __init__(self) -> None:
        self.cells: defaultdict[CellKey, _Tally] = defaultdict(_Tally)
        self.interviews: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
        self.first: dict[tuple[str, str], LedgerLine] = {}
        self.candidates: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
        self._used: defaultdict[tuple[str, str, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])

    def take(self, line: LedgerLine) -> None:
        currency = line.currency
        where = (line.job_id, line.department, line.source)
        self.cells[(*where, service_of(line), line.kind, currency)].take(line)
        if line.interview_id:
            own = (line.interview_id, currency)
            self.first.setdefault(own, line)
            self.interviews[own].take(line)
        elif line.candidate_id:
            self.candidates[line.candidate_id, currency].take(line)
        if line.kind in _TARIFFED and _of_the_cloud(line.price_key):
            used = self._used[(line.price_key, line.region, currency, *where)]
            if line.amount_micro is None:
                used[2] += line.quantity
            else:
                used[0] += line.quantity
                used[1] += line.amount_micro

    def used(self) -> list[KeySum]:
        return [
            KeySum(
                price_key=key,
                region=region,
                currency=currency,
                job_id=job,
                department=department,
                source=source,
                quantity=quantity,
                micro=micro,
                unpriced=unpriced,
            )
            for (key, region, currency, job, department, source), (quantity, micro, unpriced) in self._used.items()
        ]


_TARIFFED = frozenset({"usage", "overhead"})
_SUMS = ("quantity", "micro", "unpriced")
"""What of a `KeySum` adds up."""


@cache
def _of_the_cloud(price_key: str) -> bool:
    return meter_of(price_key) not in OWN_METERS


def _with(before: dict[_K, Sum], new: Mapping[_K, _Tally]) -> dict[_K, Sum]:
    for key, tally in new.items():
        more = tally.sum()
        before[key] = before[key].plus(more) if key in before else more
    return before


def _interviews(before: list[InterviewSum], new: _New, outcomes: Mapping[str, Outcome]) -> list[InterviewSum]:
    found = {(entry.interview_id, entry.currency): entry for entry in before}
    for own, tally in new.interviews.items():
        entry = found.get(own) or _first(new.first[own])
        found[own] = entry.model_copy(update={"sum": entry.sum.plus(tally.sum())})
    for own, entry in found.items():
        outcome = outcomes.get(own[0], entry.outcome)
        if outcome != entry.outcome:
            found[own] = entry.model_copy(update={"outcome": outcome})
    return [entry for _, entry in sorted(found.items())]


def _keys(parts: Iterable[KeySum]) -> list[KeySum]:
    found: dict[tuple[str, str, str, str, str, str], KeySum] = {}
    for part in parts:
        key = (part.price_key, part.region, part.currency, part.job_id, part.department, part.source)
        same = found.get(key)
        found[key] = (
            part if same is None else part.model_copy(update={n: getattr(same, n) + getattr(part, n) for n in _SUMS})
        )
    return [part for _, part in sorted(found.items())]


def _first(line: LedgerLine) -> InterviewSum:
    return InterviewSum(
        interview_id=line.interview_id,
        candidate_id=line.candidate_id,
        job_id=line.job_id,
        department=line.department,
        source=line.source,
        outcome="open",
        currency=line.currency,
        sum=Sum(),
    )
