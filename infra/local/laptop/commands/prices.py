"""``mianshi costs prices``: a new book of prices from AWS's published price list."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from laptop.commands.price_keys import Row, Unpriced, ladder, rows
from laptop.commands.price_list import Attributes, Offer, address, fetch, reachable
from laptop.trouble import Trouble
from mianshi.contracts.dates import is_month, later
from mianshi.contracts.usage import Meter
from mianshi.errors import Rejected
from mianshi.finance.prices import PriceBook

SHIPPED = Path(__file__).resolve().parents[3] / "prices"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_INSTANCE = re.compile(r"ml[.][a-z0-9-]+[.][a-z0-9-]+")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: the regions to read, where the book goes, and where the list is."""
    parser.add_argument("--region", action="append", required=True, metavar="REGION", help="such as cn-northwest-1")
    parser.add_argument(
        "--out", metavar="FILE", help="the book to write, or its folder; its name is its day (default: infra/prices)"
    )
    parser.add_argument("--list", metavar="URL", help="where the price list is (default: AWS's, by region)")
    parser.add_argument(
        "--instance", action="append", default=[], metavar="TYPE", help="an instance type that no book has yet"
    )
    parser.add_argument(
        "--from",
        dest="first",
        metavar="YYYY-MM",
        help="first month to price (default: the next); this month: only what had no price gets one",
    )
    parser.add_argument(
        "--drop", action="store_true", help="prices that the list has no more are left out (default: they stay)"
    )


def act(arguments: argparse.Namespace) -> int:
    """Read the list of every region and write the book.

    Raises:
        Rejected: a region, an instance type, a month or an address that is none, a book that is there already.
        Trouble: the list cannot be reached or read.
    """
    today = _today()
    first = _first(arguments.first, today[:7])
    _check(arguments.region, arguments.instance, arguments.list)
    out = _out(arguments.out, today)
    before = _newest()
    if before["effective_from"] > first:
        raise Rejected("bad_month", f"the newest book begins in {before['effective_from']}, after {first}")
    plan = _Plan(today, first, arguments.list, frozenset(arguments.instance), before, arguments.drop)
    found = {region: _region(region, plan) for region in dict.fromkeys(arguments.region)}
    book = _book(found, plan)
    PriceBook.from_dict(book)
    _write(out, book)
    for region, reading in found.items():
        _tell(region, reading)
    _say(f"{out} prices the months from {first} on")
    return 0


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _first(month: str | None, now: str) -> str:
    if month is None:
        return later(now, 1)
    if not is_month(month) or month < now:
        raise Rejected("bad_month", f"--from is this month or a later one, such as {later(now, 1)}")
    return month


def _check(regions: Iterable[str], instances: Iterable[str], base: str | None) -> None:
    for region in regions:
        if not _REGION.fullmatch(region):
            raise Rejected("bad_region", f"{region} is no code of a region, such as cn-northwest-1")
    for name in instances:
        if not _INSTANCE.fullmatch(name):
            raise Rejected("bad_instance", f"{name} is no instance type, such as ml.g5.xlarge")
    if base is not None and not reachable(base):
        raise Rejected("bad_list", f"--list is an address of http, https or file, such as {address('us-east-1', '')}")


def _out(name: str | None, today: str) -> Path:
    """The file to write: a book's name is its day, which every line that it prices names."""
    given = SHIPPED if name is None else Path(name)
    out = given / f"{today}.json" if given.is_dir() else given
    if out.name != f"{today}.json":
        raise Rejected("bad_name", f"a book read today is named {today}.json, not {out.name}")
    if out.exists() or (SHIPPED / out.name).exists():
        raise Rejected("book_is_there", f"a book of {today} is there already, and a published one never changes")
    return out


def _tell(region: str, reading: _Reading) -> None:
    _say(f"{region}: {reading.read} prices were read, {len(reading.kept)} stay, {len(reading.missing)} have none")
    for key, why in reading.kept.items():
        _say(f"  {key}: stays as it was ({why})")
    for key, why in reading.missing.items():
        _say(f"  {key}: {why}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Plan(NamedTuple):
    """What is asked for: the day, the first month, the list's address, more instance types, the newest book, and
    whether prices that are not found are left out."""

    today: str
    first: str
    base: str | None
    instances: frozenset[str]
    before: dict[str, Any]
    drop: bool

    @property
    def begun(self) -> bool:
        """Whether the first month has begun: what it has a price for has been priced."""
        return self.first == self.today[:7]


class _Reading(NamedTuple):
    """`kept`: prices that stay as they were, `missing`: keys without one; both with the reason."""

    currency: str
    prices: dict[str, dict[str, Any]]
    peers: dict[str, dict[str, Any]]
    kept: dict[str, str]
    missing: dict[str, str]
    read: int


def _region(region: str, plan: _Plan) -> _Reading:
    currency = "CNY" if region.startswith("cn-") else "USD"
    table = rows(plan.instances | _instances(plan.before))
    offers = {name: _offer(name, table, region, plan.base) for name in dict.fromkeys(row.offer for row in table)}
    if not any(offers.values()):
        raise Trouble(f"the price list has nothing about {region}: {address(region, table[0].offer, plan.base)}")
    known = plan.before["regions"].get(region, {}).get("prices", {})
    read: dict[str, dict[str, Any]] = {}
    without: dict[str, str] = {}
    for row in table:
        try:
            read[row.key] = _price(row, offers[row.offer], currency, known.get(row.key, {}), region, plan.today)
        except Unpriced as why:
            without[row.key] = str(why)
    peers = {row.key: read.pop(row.key) for row in table if row.peer and row.key in read}
    begun = dict.fromkeys(known.keys() & read.keys(), "the month has begun") if plan.begun else {}
    kept = begun | ({} if plan.drop and not plan.begun else {key: why for key, why in without.items() if key in known})
    prices = {key: known[key] for key in known if key in kept} | {k: v for k, v in read.items() if k not in kept}
    missing = {key: why for key, why in without.items() if key not in kept}
    return _Reading(currency, prices, peers, kept, missing, len(prices) - len(kept) + len(peers))


def _offer(name: str, table: list[Row], region: str, base: str | None) -> Offer | None:
    mine = [row for row in table if row.offer == name]

    def wanted(attributes: Attributes) -> bool:
        where = attributes.get("regionCode") or attributes.get("fromRegionCode") or region
        return where == region and any(row.fits(attributes) or row.frees(attributes) for row in mine)

    return fetch(address(region, name, base), wanted)


def _price(
    row: Row, offer: Offer | None, currency: str, known: dict[str, Any], region: str, today: str
) -> dict[str, Any]:
    if offer is None:
        raise Unpriced(f"{row.offer} is not offered there")
    sku, found = ladder(row, offer.entries, currency)
    free, whose = (found.free, "") if found.free else (known.get("free", 0), ", free units as in the book before")
    if free and found.tiers and found.tiers[0][0] <= free:
        raise Unpriced("its second band begins within the free units")
    price: dict[str, Any] = {
        "price": found.price,
        "per": row.per,
        "unit": row.ours,
        "known": "price_list",
        "source": f"AWS Price List, {row.offer} of {region}, published {offer.published}, SKU {sku}"
        + (whose if free else ""),
        "read_on": today,
    }
    if free:
        price["free"] = free
    if found.tiers:
        price["tiers"] = [{"start": start, "price": each} for start, each in found.tiers]
    return price


def _book(found: dict[str, _Reading], plan: _Plan) -> dict[str, Any]:
    """A book has every region: those that were not read again stand as they did, with their sources and days."""
    before = plan.before
    others = {region: prices for region, prices in before["regions"].items() if region not in found}
    return {
        "as_of": plan.today,
        "effective_from": plan.first,
        "notes": [
            "Published on-demand list prices before tax, free units and discounts, read from AWS's price list.",
            f"As in the book of {before['as_of']}: {', '.join([*others, 'peers that were not found'])}.",
            *(
                f"As in the book of {before['as_of']} in {region}: {_told(reading.kept)}."
                for region, reading in found.items()
                if reading.kept
            ),
            *(
                f"Without a price in {region}: {_told(reading.missing)}."
                for region, reading in found.items()
                if reading.missing
            ),
        ],
        "regions": others | {region: {"currency": one.currency, "prices": one.prices} for region, one in found.items()},
        "peers": _peers(found, before.get("peers", {})),
    }


def _peers(found: dict[str, _Reading], before: dict[str, Any]) -> dict[str, Any]:
    """Services we compare with: what was read, and beside it whatever the list is not read for."""
    read = {
        region: {"currency": one.currency, "prices": before.get(region, {}).get("prices", {}) | one.peers}
        for region, one in found.items()
        if one.peers
    }
    return before | read


def _told(missing: dict[str, str]) -> str:
    return "; ".join(f"{key} ({why})" for key, why in missing.items())


def _instances(before: dict[str, Any]) -> set[str]:
    start = f"{Meter.ENDPOINT_SECONDS}."
    keys = {key for region in before["regions"].values() for key in region["prices"]}
    return {key.removeprefix(start) for key in keys if key.startswith(start)}


def _newest() -> dict[str, Any]:
    book: dict[str, Any] = json.loads(max(SHIPPED.glob("20*.json")).read_text())
    return book


def _write(out: Path, book: dict[str, Any]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(out.name + ".part")
    half.write_text(json.dumps(book, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(out)
