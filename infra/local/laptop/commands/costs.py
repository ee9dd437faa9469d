"""``mianshi costs``: a month's ledger of this machine as CSV, XLSX or JSON, line by line or added up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from laptop.commands import ledger_file
from laptop.commands.estimate import PRICES
from mianshi.contracts.terms import ExchangeRate
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Rejected
from mianshi.finance import currencies
from mianshi.finance.files import exports
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import days
from mianshi.finance.reports import Grouping, Report, report, totals


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
        # Without its mark Excel takes UTF-8 for the local code page.
        out.write_text(text, encoding="utf-8-sig" if kind == "csv" else "utf-8", newline="")


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
    """The currency asked for, at the rates that the pages convert by. What none of them converts is named."""
    folder = Path(data) if data else _usual()
    closing = ledger_file.closed(folder, month)
    rates = closing.rates if closing else currencies.rates_of(month, ledger_file.figures(folder), _shipped())
    shown = Shown(currency, days.of_month(month)[-1], rates)
    left = sorted({one.currency for one in found.totals if one.currency != currency and not shown.rate(one.currency)})
    if left and len(left) == len(found.totals):
        known = "none of the rates leads" if rates else "no rate leads"
        raise Rejected("no_rates", f"{known} from {', '.join(left)} to {currency}: enter one on the page of terms")
    if left:
        sys.stderr.write(f"not converted to {currency}, because there is no rate: {', '.join(left)}\n")
    return shown


def _shipped() -> list[ExchangeRate]:
    return [ExchangeRate.model_validate(rate) for rate in json.loads((PRICES / "exchange.json").read_text())["rates"]]
