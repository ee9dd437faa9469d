"""``mianshi costs reconcile``: a month of this machine's ledger against an AWS bill (CUR 2.0, one CSV or all parts)."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from laptop.commands import ledger_file
from laptop.commands.estimate import tariff_of
from mianshi.contracts.dates import is_month
from mianshi.contracts.money import decimal_text
from mianshi.errors import Rejected
from mianshi.finance.books import bills
from mianshi.finance.books.ledger_sums import Ours
from mianshi.finance.books.reconcile import Part, Reason, Reconciliation, Row, Section, reconcile
from mianshi.finance.books.reconcile_table import to_csv
from mianshi.finance.tariff import Tariff

_SAID: dict[Part, str] = {
    "quantity": "the bill counts another quantity than the ledger, at the ledger's list price",
    "price": "another price for the same quantity: another rate, free tier and volume tiers",
    "rounding": "each line of the ledger is rounded up to a millionth, until its day is final",
    "theirs_only": "on the bill and not metered by Mianshi (or another region)",
    "ours_only": "in the ledger and not on the bill: free, under another month or tag, or not complete yet",
    "unpriced": "metered, and the price book has no price for it: the bill's amount stands alone",
    "own_price": "prices of your own (people's time, connectors), which AWS does not bill",
    "adjustment": "entered by a person",
    "credit": "credits and refunds of AWS",
    "discount": "discounts of AWS (rows of discounts, and the net cost where the report has it)",
    "savings_plan": "savings plans and reservations",
    "tax": "tax; the price book has prices before tax",
    "fee": "fees",
    "other": "rows of another kind",
}
_KNOWN: dict[Reason, str] = {
    "another_region": "the other side has nothing of it in this region: look at the other regions",
    "not_counted": "Mianshi meters this kind and counted none in the month",
    "not_metered": "Mianshi does not meter this kind",
    "untagged": "the bill has it in rows without the tag, which were left out",
    "no_row": "the bill has no row of this kind",
    "free": "AWS charged nothing: a free tier, which the terms can say is this system's to use",
}
_MOST = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="Cost and Usage Report 2.0: a CSV, plain or .gz; all parts of an export",
    )
    parser.add_argument("--month", required=True, metavar="YYYY-MM")
    parser.add_argument("--data", help="data folder of mianshi serve (default: its default, and all runs)")
    parser.add_argument("--format", choices=("text", "csv", "json"), default="text")
    parser.add_argument("--out", help="file to write (default: the screen)")
    parser.add_argument(
        "--untagged", action="store_true", help="compare rows without the tag application, too, where others have it"
    )


def act(arguments: argparse.Namespace) -> int:
    """Compare and write; 0 also where there are differences, because they are what was asked for.

    Raises:
        Rejected: ``bad_bill`` for a file that is no such report; ``bad_request`` for a month or a file that is none,
            ``no_data`` for a folder that nobody served.
    """
    month, files = str(arguments.month), [Path(name) for name in arguments.files]
    if not is_month(month):
        raise Rejected("bad_request", "--month is a year and a month, such as 2026-11")
    _check(files)
    out = None if arguments.out is None else Path(arguments.out)
    if out is not None and out.is_dir():
        raise Rejected("bad_request", f"--out is a file to write, and {out} is a folder")
    if arguments.data and not (Path(arguments.data) / "index.json").is_file():
        raise Rejected("no_data", f"{arguments.data} is no data folder of mianshi serve")
    bill = _read(files, month)
    served = Path(arguments.data) if arguments.data else ledger_file.home() / "serve"
    runs = () if arguments.data else ledger_file.of_runs()
    ours = Ours(month).add(chain(runs, ledger_file.of_served(served)))
    prices = Tariff(month, [tariff_of(month).book], ledger_file.figures(served))
    told = reconcile(bill, ours, prices, take_untagged=arguments.untagged)
    text = {"text": as_text, "csv": to_csv, "json": as_json}[arguments.format](told)
    if out is None:
        sys.stdout.write(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="")
    return 0


def _check(files: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        if not file.is_file():
            raise Rejected("bad_request", f"there is no file {file}")
        with file.open("rb") as stream:
            same = seen.setdefault(hashlib.file_digest(stream, "sha256").hexdigest(), file)
        if same is not file:
            raise Rejected("bad_request", f"{file} is the same as {same}: it would count twice")


def _read(files: list[Path], month: str) -> bills.Bill:
    now: list[str] = []

    def parts() -> Iterator[BinaryIO]:
        for file in files:
            now[:] = [f"{file.name}: "] if len(files) > 1 else []
            with file.open("rb") as stream:
                yield stream
        now.clear()

    try:
        return bills.read(parts(), month)
    except Rejected as error:
        raise Rejected(error.code, f"{''.join(now)}{error.detail}") from None


def as_json(told: Reconciliation) -> str:
    """Everything, amounts in micro-units."""
    return told.model_dump_json(indent=1) + "\n"


def as_text(told: Reconciliation) -> str:
    """What a person reads first: where the difference comes from, then key by key."""
    said = [f"{told.month}: the ledger against the bill ({told.bill_rows} rows)", *_notes(told)]
    for section in told.sections:
        said += ["", *_section(section)]
    return "\n".join(said) + "\n"


def _notes(told: Reconciliation) -> list[str]:
    tags = {
        "used": f"compared: {told.tagged} rows with the tag application=mianshi; {told.untagged} rows have no such tag "
        "and are left out (--untagged takes them in)",
        "none": f"none of the {told.untagged} rows has the tag application=mianshi, so all are compared: right only if "
        "the account holds nothing else",
        "ignored": f"compared: {told.tagged} rows with the tag application=mianshi and {told.untagged} without a tag",
    }
    notes = [tags[told.tags]]
    if told.of_others:
        notes.append(f"{told.of_others} rows are tagged with another application and left out")
    if told.other_months:
        months = ", ".join(f"{month} ({rows})" for month, rows in told.other_months.items())
        notes.append(f"rows of other months are left out: {months}")
    if told.late:
        notes.append(f"{told.late} lines that were booked later are about this month and are in")
    if told.about_others:
        notes.append(f"{told.about_others} lines of this month are about an earlier one and are left out")
    return notes


def _section(section: Section) -> list[str]:
    money = f"{section.currency[:12]} "
    said = [
        f"bill         {money}{decimal_text(section.theirs_micro):>20}",
        f"ledger       {money}{decimal_text(section.ours_micro):>20}",
        f"difference   {money}{decimal_text(section.difference_micro):>20}",
    ]
    said += [
        f"  {part:<12} {decimal_text(amount):>20}  {_SAID[part]}"
        for part, amount in sorted(section.parts.items(), key=lambda one: (-abs(one[1]), one[0]))
    ]
    if section.untagged_micro:
        said.append(f"rows without the tag, left out: {money}{decimal_text(section.untagged_micro)}")
    rows = [row for row in section.by_key() if row.difference_micro or row.ours_micro or row.theirs_micro]
    for row in rows[:_MOST]:
        said += ["", *_row(row)]
    if len(rows) > _MOST:
        said.append(f"... and {len(rows) - _MOST} more (--format csv has all)")
    return said


def _row(row: Row) -> list[str]:
    name = f"{row.key} {row.region}".strip()
    said = [f"{name}: bill {decimal_text(row.theirs_micro)}, ledger {decimal_text(row.ours_micro)}"]
    if row.unit:
        said.append(f"  quantity: bill {row.theirs}, ledger {row.ours} {row.unit}")
    if row.unpriced:
        said.append(f"  of the ledger's quantity {row.unpriced} has no price")
    if row.reason:
        said.append(f"  {_KNOWN[row.reason]}")
    parts = ", ".join(f"{part} {decimal_text(amount)}" for part, amount in row.parts.items())
    return [*said, f"  difference {decimal_text(row.difference_micro)}{' = ' + parts if parts else ''}"]
