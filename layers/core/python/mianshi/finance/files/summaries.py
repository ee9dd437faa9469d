"""A month added up, by whatever its days tell apart, as CSV and JSON.

In every file the amounts of one currency add up to the month's total. What belongs to no interview (overhead of the
whole system, free tiers, discounts) is a row of its own wherever rows are interviews or candidates.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from mianshi.contracts.cells import harmless
from mianshi.contracts.money import decimal_text
from mianshi.finance.files.shown import SHOWN_COLUMNS, Shown, told
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import Cell, DaySummary, Group, InterviewSum, Sum

By = Literal["job", "department", "source", "service", "kind", "day", "candidate"]
_SUM_COLUMNS = ["amount", "currency", "lines", "unpriced_lines", "failed_amount", "failed_lines"]
_CELL_COLUMNS = ["day", "job_id", "job", "department", "service", "source", "kind"]
_INTERVIEW_COLUMNS = ["interview_id", "job_id", "job", "outcome", "candidate_id", "department", "source"]


def groups(days: Sequence[DaySummary], by: By) -> list[Group]:
    """Totals of a month by one thing, the dearest first; days in the order of time."""
    return _GROUPS[by](days)


def cells_csv(days: Iterable[DaySummary], job_names: Mapping[str, str], shown: Shown | None = None) -> str:
    """One row per day, job, department, AWS service, source, kind and currency, English column names.

    `amount` has six decimals and is empty where nothing in it has a price. With `shown` there are columns for the
    amount in that currency; they are empty where no rate is known.
    """
    found = [(day.day, cell) for day in days for cell in day.cells]
    rows = _with_sums(
        ((_cell(day, cell, job_names), cell.currency, cell.sum) for day, cell in found),
        converted([(cell.currency, cell.sum) for _, cell in found], shown),
        shown,
    )
    return _csv([*_CELL_COLUMNS, *_sum_columns(shown)], rows)


def interviews_csv(
    entries: Iterable[InterviewSum],
    job_names: Mapping[str, str],
    left: Iterable[Group] = (),
    shown: Shown | None = None,
) -> str:
    """One row per interview and currency, and one without an interview for each of `left`
    (`rollup.beside_interviews`): what a candidate cost beyond interviews, and what belongs to nobody."""
    found: list[tuple[list[str], str, Sum]] = [(_interview(e, job_names), e.currency, e.sum) for e in entries]
    found += [
        ([group.key if name == "candidate_id" else "" for name in _INTERVIEW_COLUMNS], group.currency, group.sum)
        for group in left
    ]
    return _table(_INTERVIEW_COLUMNS, found, shown)


def groups_csv(days: Sequence[DaySummary], by: By, job_names: Mapping[str, str], shown: Shown | None = None) -> str:
    """One row per group and currency. Jobs have their title beside their id."""
    names = ["job_id", "job"] if by == "job" else ["candidate_id" if by == "candidate" else by]
    found: list[tuple[list[str], str, Sum]] = [
        ([harmless(g.key), *([harmless(job_names.get(g.key, ""))] if by == "job" else [])], g.currency, g.sum)
        for g in groups(days, by)
    ]
    return _table(names, found, shown)


def to_json(month: str, days: Sequence[DaySummary], job_names: Mapping[str, str], shown: Shown | None = None) -> str:
    """The month by everything, and each interview; amounts are integers in millionths, null where unpriced."""
    told: dict[str, Any] = {
        "month": month,
        "final": all(day.state == "final" for day in days),
        "totals": _groups_told(rollup.totals(days), shown),
        **{f"by_{by}": _groups_told(groups(days, by), shown) for by in _GROUPS},
        "job_titles": dict(sorted(job_names.items())),
        "interviews": [
            {
                **entry.model_dump(mode="json", exclude={"sum", "currency"}),
                **_told(entry.currency, entry.sum),
            }
            for entry in rollup.interviews(days)
        ],
        "without_interview": _groups_told(rollup.beside_interviews(days), shown),
        "report_currency": shown.currency if shown else None,
        "rates": [
            rate.entry.model_dump(mode="json")
            for total in rollup.totals(days)
            if shown and (rate := shown.rate(total.currency))
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def converted(sums: Sequence[tuple[str, Sum]], shown: Shown | None) -> list[int | None]:
    """Amounts in the currency shown, in the order given; None without a price, without a rate or with none shown."""
    return shown.each([(currency, total.amount) for currency, total in sums]) if shown else [None] * len(sums)


_GROUPS: dict[By, Callable[[Sequence[DaySummary]], list[Group]]] = {
    "job": rollup.by_job,
    "department": rollup.by_department,
    "source": rollup.by_source,
    "service": rollup.by_service,
    "kind": rollup.by_kind,
    "day": rollup.by_day,
    "candidate": rollup.by_candidate,
}


def _groups_told(found: Sequence[Group], shown: Shown | None) -> list[dict[str, Any]]:
    amounts = converted([(group.currency, group.sum) for group in found], shown)
    return [
        {"key": group.key, **_told(group.currency, group.sum), **({"report_micro": amount} if shown else {})}
        for group, amount in zip(found, amounts, strict=True)
    ]


def _told(currency: str, total: Sum) -> dict[str, Any]:
    return {
        "currency": currency,
        "amount_micro": total.amount,
        "lines": total.lines,
        "unpriced": total.unpriced,
        "failed_micro": total.failed_amount,
        "failed_lines": total.failed_lines,
    }


def _cell(day: str, cell: Cell, job_names: Mapping[str, str]) -> list[str]:
    job = harmless(job_names.get(cell.job_id, ""))
    return [day, cell.job_id, job, harmless(cell.department), cell.service, harmless(cell.source), cell.kind]


def _interview(entry: InterviewSum, job_names: Mapping[str, str]) -> list[str]:
    job = harmless(job_names.get(entry.job_id, ""))
    department, source = harmless(entry.department), harmless(entry.source)
    return [entry.interview_id, entry.job_id, job, entry.outcome, entry.candidate_id, department, source]


def _table(names: list[str], found: Sequence[tuple[list[str], str, Sum]], shown: Shown | None) -> str:
    amounts = converted([(currency, total) for _, currency, total in found], shown)
    return _csv([*names, *_sum_columns(shown)], _with_sums(found, amounts, shown))


def _sum_columns(shown: Shown | None) -> list[str]:
    return [*_SUM_COLUMNS, *(SHOWN_COLUMNS if shown else [])]


def _with_sums(
    found: Iterable[tuple[list[str], str, Sum]], amounts: Iterable[int | None], shown: Shown | None
) -> Iterator[list[str]]:
    for (words, currency, total), amount in zip(found, amounts, strict=True):
        row = [*words, *_amounts(currency, total)]
        if shown:
            row += told(shown, currency, amount)
        yield row


def _amounts(currency: str, total: Sum) -> list[str]:
    amount = "" if total.amount is None else decimal_text(total.micro)
    failed = "" if total.failed_amount is None else decimal_text(total.failed_micro)
    return [amount, currency, str(total.lines), str(total.unpriced), failed, str(total.failed_lines)]


def _csv(columns: list[str], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
