"""``mianshi costs``: a month's ledger of this machine as CSV, XLSX or JSON."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

from laptop.commands import ledger_file
from mianshi.errors import Rejected
from mianshi.finance.exports import to_csv, to_json, to_xlsx
from mianshi.finance.reports import report


def write_costs(month: str, kind: str, out: Path | None, data: str | None) -> None:
    """Write the month to `out`, or to the screen.

    Raises:
        Rejected: ``needs_file`` for a workbook without a place to go, ``no_data`` for a folder that nobody served.
    """
    if data:
        if not (Path(data) / "index.json").is_file():
            raise Rejected("no_data", f"{data} is no data folder of mianshi serve")
        lines = ledger_file.of_served(Path(data))
    else:
        lines = chain(ledger_file.of_runs(), ledger_file.of_served(ledger_file.home() / "serve"))
    found = report((line for line in lines if line.at.startswith(month)), month)
    if kind == "xlsx":
        if out is None:
            raise Rejected("needs_file", "a workbook needs a file: add --out costs.xlsx")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(to_xlsx(found))
        return
    text = to_csv(found) if kind == "csv" else to_json(found) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="")
