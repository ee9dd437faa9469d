"""What every run on this machine cost, kept after its cloud is gone: one ledger line per text line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from laptop.trouble import Trouble
from mianshi.contracts.terms import MonthClosed, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.months.rollup import DaySummary
from mianshi.platform.store.ledger import lines_of


def home() -> Path:
    """Where this machine keeps what the command line remembers."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "mianshi"


def append(lines: Sequence[LedgerLine]) -> None:
    """Add the lines of a finished run."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "ledger.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(line.model_dump_json() + "\n" for line in lines)


def of_runs() -> Iterator[LedgerLine]:
    """The lines of all runs so far.

    Raises:
        Trouble: a line that cannot be read; leaving it out would make a sum too small.
    """
    path = home() / "ledger.jsonl"
    if path.exists():
        with path.open("rb") as file:
            for number, text in enumerate(file, 1):
                try:
                    yield LedgerLine.model_validate_json(text)
                except ValidationError:
                    raise Trouble(f"{path}: line {number} is damaged; mend or delete it") from None


def of_served(data: Path) -> Iterator[LedgerLine]:
    """The lines in the data folder of ``mianshi serve``: those of the table, and the credits of its final days.

    Raises:
        Trouble: the folder is damaged.
    """
    for index, saved in _index(data):
        try:
            for items in saved["dynamodb"].values():
                for item in items:
                    if item["sk"]["S"].startswith("LEDGER#"):
                        yield from lines_of(item["body"]["S"])
            for body in _bodies(data, saved):
                yield from DaySummary.model_validate_json(body).credits
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise Trouble(f"{index} is damaged") from None


def figures(data: Path) -> list[Terms]:
    """The customer's own figures in the data folder of ``mianshi serve``, every revision.

    Raises:
        Trouble: the folder is damaged.
    """
    found: list[Terms] = []
    for index, saved in _index(data):
        try:
            items = [item for items in saved["dynamodb"].values() for item in items]
            kept = [item for item in items if item["pk"]["S"] == "COSTS" and item["sk"]["S"].startswith("TERMS#")]
            found = [Terms.model_validate_json(item["body"]["S"]) for item in kept]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Trouble(f"{index} is damaged") from None
    return found


def closed(data: Path, month: str) -> MonthClosed | None:
    """How a month (``YYYY-MM``) was closed in the data folder of ``mianshi serve``, or None while it may still change.

    Raises:
        Trouble: the folder is damaged.
    """
    for index, saved in _index(data):
        try:
            items = [item for items in saved["dynamodb"].values() for item in items]
            kept = [item for item in items if (item["pk"]["S"], item["sk"]["S"]) == (f"COSTS#{month}", "CLOSED")]
            return MonthClosed.model_validate_json(kept[0]["body"]["S"]) if kept else None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Trouble(f"{index} is damaged") from None
    return None


def _index(data: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What the folder holds, by service; nothing where nobody served from it."""
    index = data / "index.json"
    if not index.exists():
        return
    try:
        saved = json.loads(index.read_bytes())
    except ValueError:
        raise Trouble(f"{index} is damaged") from None
    yield index, saved


def _bodies(data: Path, saved: dict[str, Any]) -> Iterator[bytes]:
    """The days of the ledger that are final."""
    for objects in saved.get("s3", {}).values():
        for key, entry in objects.items():
            if re.fullmatch(r"costs/20[0-9]{2}-[0-9]{2}/20[0-9]{2}-[0-9]{2}-[0-9]{2}\.json", key):
                yield (data / "objects" / entry["sha256"]).read_bytes()
