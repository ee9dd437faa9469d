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
from laptop.commands.price_list import Attributes, Offer, address, fetch
from laptop.trouble import Trouble
from mianshi.contracts.dates import later
from mianshi.contracts.usage import Meter
from mianshi.errors import Rejected
from mianshi.finance.prices import PriceBook

SHIPPED = Path(__file__).resolve().parents[3] / "prices"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: the regions to read, where the book goes, and where the list is."""
    parser.add_argument("--region", action="append", required=True, metavar="REGION", help="such as cn-northwest-1")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="the book to write, such as prices/2027-01-31.json"
    )
    parser.add_argument("--list", metavar="URL", help="where the price list is (default: AWS's, by region)")


def act(arguments: argparse.Namespace) -> int:
    """Read the list of every region and write the book.

    Raises:
        Rejected: a region that is no code, or a file that is there already.
        Trouble: the list cannot be reached or read.
    """
    out = Path(arguments.out)
    for region in arguments.region:
        if not _REGION.fullmatch(region):
            raise Rejected("bad_region", f"{region} is no code of a region, such as cn-northwest-1")
    if out.exists():
        raise Rejected("book_is_there", f"{out} is there already, and a book that was published never changes")
    today = datetime.now(UTC).date().isoformat()
    before = _newest()
    found = {region: _region(region, before, arguments.list, today) for region in dict.fromkeys(arguments.region)}
    book = _book(found, before, today)
    PriceBook.from_dict(book)
    _write(out, book)
    for region, reading in found.items():
        _say(f"{region}: {len(reading.prices) + len(reading.peers)} prices, {len(reading.missing)} without")
        for key, why in reading.missing.items():
            _say(f"  {key}: {why}")
    _say(f"{out} prices the months from {book['effective_from']} on")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Reading(NamedTuple):
    currency: str
    prices: dict[str, dict[str, Any]]
    peers: dict[str, dict[str, Any]]
    missing: dict[str, str]


def _region(region: str, before: dict[str, Any], base: str | None, today: str) -> _Reading:
    currency = "CNY" if region.startswith("cn-") else "USD"
    table = rows(_instances(before))
    offers = {name: _offer(name, table, region, base) for name in dict.fromkeys(row.offer for row in table)}
    if not any(offers.values()):
        raise Trouble(f"the price list has nothing about {region}: {address(region, table[0].offer, base)}")
    known = before["regions"].get(region, {}).get("prices", {})
    reading = _Reading(currency, {}, {}, {})
    for row in table:
        try:
            into = reading.peers if row.peer else reading.prices
            into[row.key] = _price(row, offers[row.offer], currency, known.get(row.key, {}), region, today)
        except Unpriced as why:
            reading.missing[row.key] = str(why)
    return reading


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


def _book(found: dict[str, _Reading], before: dict[str, Any], today: str) -> dict[str, Any]:
    """A book has every region: those that were not read again stand as they did, with their sources and days. It
    prices months that have not begun, for what has been used has been priced."""
    kept = {region: prices for region, prices in before["regions"].items() if region not in found}
    return {
        "as_of": today,
        "effective_from": later(today[:7], 1),
        "notes": [
            "Published on-demand list prices before tax, free units and discounts, read from AWS's price list.",
            f"As in the book of {before['as_of']}: {', '.join([*kept, 'peers that were not found'])}.",
            *(
                f"Without a price in {region}: {_told(reading.missing)}."
                for region, reading in found.items()
                if reading.missing
            ),
        ],
        "regions": kept | {region: {"currency": one.currency, "prices": one.prices} for region, one in found.items()},
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


def _instances(before: dict[str, Any]) -> Iterable[str]:
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
