"""``mianshi costs``: a month's ledger of this machine as CSV, XLSX or JSON, line by line or added up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from laptop.commands import ledger_file
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Rejected
from mianshi.finance.files import exports
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import days
from mianshi.finance.reports import Grouping, Report, report, totals
from mianshi.finance.tariff import terms_of


def write_costs(
    month: str,
    kind: str,
    out: Path | None,
    data: str | None,
    by: Grouping | None = None,
    currency: str | None = None,
) -> None:
    """Write the month to `out`, or to the screen.

    Args:
        month: ``YYYY-MM``.
        kind: ``csv``, ``xlsx`` or ``json``.
        data: a data folder of ``mianshi serve``.
        by: totals by this; None: every line.
        currency: totals also in this; by month where `by` says nothing else.

    Raises:
        Rejected: ``needs_file`` for a workbook without a place to go, ``no_data`` for a folder that nobody served,
            ``no_rates`` for a currency that nothing can be converted to.
    """
    if data and not (Path(data) / "index.json").is_file():
        raise Rejected("no_data", f"{data} is no data folder of mianshi serve")
    found = report((line for line in _lines(data) if line.at.startswith(month)), month)
    shown = _shown(month, currency, data, found) if currency else None
    if kind == "xlsx":
        if out is None:
            raise Rejected("needs_file", "a workbook needs a file: add --out costs.xlsx")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(exports.to_xlsx(found, by=by, shown=shown))
        return
    text = _text(month, kind, found, by or ("month" if currency else None), shown)
    if out is None:
        sys.stdout.write(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="")


def _text(month: str, kind: str, found: Report, by: Grouping | None, shown: Shown | None) -> str:
    if by is None:
        return exports.to_csv(found) if kind == "csv" else exports.to_json(found) + "\n"
    groups = totals(found.lines, by)
    if kind == "csv":
        return exports.totals_csv(groups, by, shown)
    return exports.totals_json(month, groups, by, found.totals, shown) + "\n"


def _lines(data: str | None) -> Iterator[LedgerLine]:
    if data:
        return ledger_file.of_served(Path(data))
    return chain(ledger_file.of_runs(), ledger_file.of_served(_usual()))


def _usual() -> Path:
    return ledger_file.home() / "serve"


def _shown(month: str, currency: str, data: str | None, found: Report) -> Shown:
    own = terms_of(month, ledger_file.figures(Path(data) if data else _usual()))
    shown = Shown(currency, days.of_month(month)[-1], own.rates if own else [])
    foreign = {total.currency for total in found.totals} - {currency}
    if foreign and not any(shown.rate(one) for one in foreign) and len(foreign) == len(found.totals):
        known = "no rate" if own is None or not own.rates else "none of the rates"
        raise Rejected(
            "no_rates", f"{known} leads from {', '.join(sorted(foreign))} to {currency}: enter one on the page of terms"
        )
    return shown
