"""``mianshi costs estimate``: what interviews will cost, before anybody uploads."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

from laptop.house import ROOT
from mianshi.contracts.base import Language
from mianshi.contracts.dates import is_month
from mianshi.errors import Rejected
from mianshi.finance.estimates.estimate import Estimate, Row, Total, estimate
from mianshi.finance.estimates.managed import FACES
from mianshi.finance.estimates.sensitivity import Swings, swings
from mianshi.finance.estimates.work import Work, measured
from mianshi.finance.money import format_money
from mianshi.finance.overheads.standing import Standing, standing_of
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff
from mianshi.pages.calculator_rows import (
    COLUMNS,
    MONTH_COLUMNS,
    crowded,
    in_total,
    label,
    names,
    price,
    quantity,
    reach,
    say,
)
from mianshi.pages.charts import columns

PRICES = ROOT / "infra" / "prices"
_SWINGS = 6
_WHOLE = re.compile(r"[0-9]{1,9}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--minutes", required=True, help="of one interview, all answers together")
    parser.add_argument("--answers", required=True, help="recordings of one interview")
    parser.add_argument(
        "--follow-ups", default="0", help="follow-up questions of one interview, as long as its answers"
    )
    parser.add_argument("--per-month", required=True, help="interviews a month")
    parser.add_argument("--region", required=True, help="such as cn-north-1")
    parser.add_argument("--lang", choices=get_args(Language), default="zh", help="of the table")
    parser.add_argument("--spoken", choices=get_args(Language), default="zh", help="in the interviews")
    parser.add_argument("--month", metavar="YYYY-MM", help="whose prices (default: this one)")
    parser.add_argument("--assume", nargs="+", action="extend", default=[], metavar="name=value")
    parser.add_argument("--json", action="store_true", help="everything, amounts in whole millionths")


def act(arguments: argparse.Namespace) -> int:
    """Estimate and print.

    Raises:
        Rejected: ``bad_request`` for a figure that cannot be used; the detail is one sentence.
    """
    work = Work(
        minutes=arguments.minutes,
        answers=_whole("--answers", arguments.answers),
        per_month=_whole("--per-month", arguments.per_month),
        follow_ups=_whole("--follow-ups", arguments.follow_ups),
        language=arguments.spoken,
        assumptions=_assumed(arguments.assume),
    )
    tariff = tariff_of(arguments.month)
    region, stands = known_region(arguments.region, tariff), standing()
    found = estimate(work, tariff, region, standing=stands)
    if arguments.json:
        sys.stdout.write(found.canonical_json())
    else:
        sys.stdout.write(table(found, swings(work, tariff, region, standing=stands), arguments.lang))
    return 0


def tariff_of(month: str | None) -> Tariff:
    """The shipped prices of a month (``YYYY-MM``), this one where none is named.

    Raises:
        Rejected: ``bad_request`` for a month that is none.
    """
    if month is not None and not is_month(month):
        raise Rejected("bad_request", "--month is a year and a month, such as 2026-11")
    books = [PriceBook.from_dict(json.loads(file.read_text())) for file in sorted(PRICES.glob("20*.json"))]
    return Tariff(month or f"{datetime.now(UTC):%Y-%m}", books)


def known_region(region: str, tariff: Tariff) -> str:
    """The region, if the price book has it.

    Raises:
        Rejected: ``bad_request`` with the regions that it has.
    """
    known = tariff.book.regions()
    if region not in known:
        raise Rejected("bad_request", f"there are no prices for {region[:40]!r}; there are some for {', '.join(known)}")
    return region


def standing() -> Standing:
    """The charges that stand in the template of this version."""
    return standing_of(json.loads((PRICES / "standing.json").read_text()))


def _whole(name: str, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise Rejected("bad_request", f"{name} is a whole number")
    return int(text)


def _assumed(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Rejected("bad_request", f"--assume takes name=value, not {pair[:40]!r}")
        found[name] = value
    return found


def table(found: Estimate, moved: Swings, language: Language) -> str:
    """The estimate as text, in columns."""
    own = f"{found.region}, {say('calc_book', language, book=found.price_book, month=found.month)}"
    parts = [own, "", rows(found.rows, language), "", *_whole_cost(found, language), *_unpriced(found, language)]
    parts += [*crowded(found, language), reach(found, language)]
    parts += ["", *_managed(found, language), "", *_moved(moved, found.managed.currency, language)]
    parts += ["", *_assumptions(found, language), ""]
    return "\n".join(parts)


def rows(found: Sequence[Row], language: Language, *, months_only: bool = False) -> str:
    """One line for each row: item, quantity, unit price, amount of one interview (unless months only) and of the month.

    Widths are those of a terminal, where a Chinese character takes two columns.
    """
    lines = [[say(name, language) for name in (MONTH_COLUMNS if months_only else COLUMNS)]]
    group = ""
    for row in found:
        if row.group != group:
            lines.append([say(f"calc_group_{row.group}", language)])
            group = row.group
        lines.append([f"  {label(row, language)}", *_figures(row, language, months_only=months_only)])
    widths = [max(columns(line[at]) for line in lines if len(line) > 1) for at in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def totals(found: Sequence[Total], language: Language) -> list[str]:
    """The totals of a month, each "at least" where something has no price."""
    return [
        f"{say('calc_total', language)} {each.currency}: {_amount(each, each.micro_month, language)}" for each in found
    ]


def _whole_cost(found: Estimate, language: Language) -> list[str]:
    lines = []
    for total in found.totals:
        amounts = [in_total(found, total, micro, language) for micro in (total.micro_one, total.micro_month)]
        lines.append(f"{say('calc_total', language)} {total.currency}: {' / '.join(dict.fromkeys(amounts))}")
    return lines


def _figures(row: Row, language: Language, *, months_only: bool) -> list[str]:
    shown = [row.micro_month] if months_only else [row.micro_one, row.micro_month]
    amounts = [format_money(micro, row.currency, language) for micro in shown]
    return [quantity(row, language), price(row, language), *amounts]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cells[0] + " " * max(0, widths[0] - columns(cells[0]))]
    padded += [" " * (width - columns(cell)) + cell for cell, width in zip(cells[1:], widths[1:], strict=False)]
    return "  ".join(padded).rstrip()


def _amount(total: Total, micro: int | None, language: Language) -> str:
    amount = format_money(micro, total.currency, language)
    return say("calc_at_least", language, amount=amount) if total.unpriced and micro is not None else amount


def _unpriced(found: Estimate, language: Language) -> list[str]:
    if not found.unpriced:
        return []
    if not found.lacks:
        return [say("calc_unpriced", language, region=found.region, names=names(found.unpriced, language))]
    return [
        say("calc_cannot", language, region=found.region, names=names(found.lacks, language)),
        say("calc_own_prices_command", language),
    ]


def _managed(found: Estimate, language: Language) -> list[str]:
    lines = [say("calc_managed", language)]
    compared, currency = found.managed, found.managed.currency
    for row in compared.rows:
        name = say("calc_managed_rekognition" if row.key == FACES else "calc_managed_transcribe", language)
        if row.micro_month is None:
            lines.append(f"  {name}: {say('calc_managed_missing', language, region=found.region)}")
            continue
        amounts = [format_money(micro, currency, language) for micro in (row.micro_one, row.micro_month)]
        lines.append(f"  {name}: {' / '.join(amounts)}  ({row.price} / {row.per} {row.unit}; {row.source})")
        if row.times:
            ours = format_money(row.ours_month, currency, language)
            lines.append(f"    {say('calc_managed_part', language, ours=ours, times=row.times)}")
    lines.append(f"  {say('calc_managed_least', language)}")
    if compared.times is None:
        return [*lines, f"  {say('calc_managed_unknown', language)}"]
    one, month = (format_money(micro, currency, language) for micro in (compared.micro_one, compared.micro_month))
    return [*lines, f"  {say('calc_managed_times', language, one=one, month=month, times=compared.times)}"]


def _moved(moved: Swings, currency: str, language: Language) -> list[str]:
    lines = [say("calc_swings", language)]
    if not moved.found:
        return [*lines, f"  {say('calc_swings_none', language)}"]
    for each in moved.found[:_SWINGS]:
        half, double = (format_money(micro, currency, language) for micro in (each.micro_half, each.micro_double))
        lines.append(f"  {each.name}: {each.half} -> {half}, {each.double} -> {double}")
    if moved.unweighed:
        lines.append(f"  {say('calc_unweighed', language, names=', '.join(moved.unweighed))}")
    return lines


def _assumptions(found: Estimate, language: Language) -> list[str]:
    lines = [say("calc_assumed", language)]
    for each in found.assumptions:
        basis = say(f"calc_basis_{each.basis}", language)
        unit = say(f"calc_unit_{each.unit}", language) if each.unit else ""
        lines.append(f"  {each.name}={each.value} {unit} [{basis}] {each.source.in_language(language)}")
    facts = measured()
    said = say("calc_measured", language, day=facts["measured_on"], band=facts["band_percent"], **facts["fitted"])
    return [*lines, f"  {said}", f"  {say('calc_not_counted', language)}"]
