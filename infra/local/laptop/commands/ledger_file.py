"""What every run on this machine cost, kept after its cloud is gone: one ledger line per text line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from laptop.trouble import Trouble
from mianshi.contracts.usage import LedgerLine
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
    """The lines in the data folder of ``mianshi serve``.

    Raises:
        Trouble: the folder is damaged.
    """
    index = data / "index.json"
    if not index.exists():
        return
    try:
        for items in json.loads(index.read_bytes())["dynamodb"].values():
            for item in items:
                if item["sk"]["S"].startswith("LEDGER#"):
                    yield from lines_of(item["body"]["S"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Trouble(f"{index} is damaged") from None
