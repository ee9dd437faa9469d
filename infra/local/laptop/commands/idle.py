"""``mianshi costs idle``: what a system is billed in a month in which nobody interviews."""

from __future__ import annotations

import argparse
import sys
from typing import get_args

from laptop.commands.estimate import known_region, rows, standing, tariff_of, totals
from mianshi.contracts.base import Language
from mianshi.errors import Rejected
from mianshi.finance.estimates.estimate import idle
from mianshi.finance.estimates.work import measured
from mianshi.finance.overheads.standing import Thing

_LEFT_OUT = (
    "CloudWatch: the hourly bookkeeper's questions (GetMetricData) and the custom metrics of whatever ran",
    "what the bookkeeper reads and writes more than usual once a day, when a day becomes final",
    "what is kept in the table, the buckets and the logs already",
)
"""What an idle system is billed beside the rows, and nobody measured."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--region", required=True, help="such as cn-north-1")
    parser.add_argument("--month", metavar="YYYY-MM", help="whose prices (default: this one)")
    parser.add_argument("--lang", choices=get_args(Language), default="en", help="of the table")
    parser.add_argument("--with", dest="conditions", nargs="+", action="extend", default=[], metavar="CONDITION")


def act(arguments: argparse.Namespace) -> int:
    """Print the charges of the template, line by line, and their total.

    Raises:
        Rejected: ``bad_request`` for a month, region or condition nobody knows.
    """
    found, tariff = standing(), tariff_of(arguments.month)
    region = known_region(arguments.region, tariff)
    known = {thing.when for thing in found.things} - {""}
    for condition in arguments.conditions:
        if condition not in known:
            raise Rejected("bad_request", f"the template has no charge under {condition[:40]!r}, only {sorted(known)}")
    charges, sums = idle(found, tariff, region, conditions=arguments.conditions)
    language = arguments.lang
    lines = [f"{region}, {tariff.book.id}, {tariff.month}", "", rows(charges, language, months_only=True), ""]
    lines += totals(sums, language)
    lines += [_thing(thing) for thing in found.things if not thing.when or thing.when in arguments.conditions]
    left_out = sorted({thing.when for thing in found.things} - {"", *arguments.conditions})
    lines += [f"  not counted: what comes with {each} (--with {each})" for each in left_out]
    ms = measured()["idle_run_ms"]
    lines += [
        f"  {each.resource}: {each.runs_per_day} runs a day, {ms[each.function]} ms each"
        for each in found.schedules
        if each.function in ms
    ]
    lines += ["not in it:", *(f"  {each}" for each in (*found.outside, *_LEFT_OUT)), ""]
    sys.stdout.write("\n".join(lines))
    return 0


def _thing(thing: Thing) -> str:
    return f"  {thing.meter.value} x {thing.count}: {', '.join(thing.resources)}"
