"""The files of a finished interview in a folder of the user's choice."""

from __future__ import annotations

import base64
import json
import mimetypes
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from mianshi.contracts.usage import LedgerLine
from mianshi.finance.files.exports import to_json
from mianshi.finance.reports import report as cost_report

EMBEDDED_BYTES = 24_000_000
"""Up to here recordings go into the report itself, so that it is one file; larger ones lie beside it."""


def write_json(folder: Path, name: str, value: Any) -> None:
    """One part, readable by people and the same bytes for the same content."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def write_costs(folder: Path, lines: Sequence[LedgerLine]) -> None:
    """The ledger with its totals."""
    (folder / "costs.json").write_text(to_json(cost_report(lines)) + "\n", encoding="utf-8")


def place_of(recordings: Mapping[int, Path]) -> Literal["embedded", "beside"]:
    """Where the recordings of a saved report go."""
    return "embedded" if sum(file.stat().st_size for file in recordings.values()) <= EMBEDDED_BYTES else "beside"


def write_report(folder: Path, html: str, recordings: Mapping[int, Path]) -> None:
    """The report with its recordings inside, or beside it where they are large."""
    for answer, file in recordings.items():
        if place_of(recordings) == "embedded":
            html = html.replace(f'"data:recordings/{answer}"', f'"{_data_uri(file)}"')
        else:
            html = html.replace(f'"recordings/{answer}"', f'"{_beside(folder, answer, file)}"')
    (folder / "report.html").write_text(html, encoding="utf-8")


def write_candidate_report(folder: Path, html: str) -> None:
    """The candidate's own report; it holds no recording."""
    (folder / "candidate_report.html").write_text(html, encoding="utf-8")


def _data_uri(file: Path) -> str:
    return f"data:{_media_type(file)};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _beside(folder: Path, answer: int, file: Path) -> str:
    suffix = file.suffix if file.suffix.isascii() and file.suffix[1:].isalnum() else ""
    target = folder / "recordings" / f"{answer}{suffix}"
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(file, target)
    return f"recordings/{answer}{suffix}"


def _media_type(file: Path) -> str:
    guessed = mimetypes.guess_type(file.name)[0] or ""
    return guessed if guessed.startswith(("video/", "audio/")) else "video/mp4"
