"""What became of each hostile file against what must."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.resumes.labels import normal
from bench.resumes.people import HERE

POSTING = HERE / "postings" / "zh_java.txt"
"""What all of them are held against: the hidden words are its."""
LONGEST_SECONDS = 120
MOST_BYTES = 1_000_000_000
"""Of memory, the sentence model included."""


@dataclass(frozen=True)
class Case:
    """`must`: README.md describes its fields."""

    file: str
    told: str
    must: Mapping[str, Any]


def cases() -> list[Case]:
    """All hostile files, the honest one first."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "hostile").glob("*.json"))]
    return sorted((Case(**each) for each in told), key=lambda case: "honest" not in case.file)


def outcome(case: Case) -> dict[str, Any]:
    """What a process of its own made of the file; `failed` says how it ended where it made nothing."""
    script = [sys.executable, str(HERE / "reading.py"), str(POSTING), str(HERE / "hostile" / case.file)]
    try:
        done = subprocess.run(script, check=True, capture_output=True, text=True, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return {"failed": f"took more than {LONGEST_SECONDS} s"}
    except subprocess.CalledProcessError as error:
        return {"failed": (error.stderr.strip().splitlines() or ["ended"])[-1][:80]}
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return {**told["became"][0], "seconds": told["seconds"][0], "peak_bytes": told["peak_bytes"]}


def wrong(case: Case, became: Mapping[str, Any], percents: Mapping[str, int | None]) -> list[str]:
    """What is not as it must be, in words; nothing where all is."""
    if "failed" in became:
        return [str(became["failed"])]
    must = case.must
    found = []
    if became["peak_bytes"] > MOST_BYTES:
        found.append(f"took {became['peak_bytes'] / 1e6:.0f} MB")
    if must["refused"] or became["refused"]:
        right = became["refused"] in must["refused"]
        return found + ([] if right else [f"refused: {became['refused'] or 'no'}"])
    return [*found, *_words(must, became), *_signs(must, became), *_percent(must, became, percents)]


def _words(must: Mapping[str, Any], became: Mapping[str, Any]) -> list[str]:
    text = normal(became["text"])
    lost = [f"lost: {words}" for words in must.get("in_text", []) if normal(words) not in text]
    return lost + [f"read as text: {words}" for words in must.get("not_in_text", []) if normal(words) in text]


def _signs(must: Mapping[str, Any], became: Mapping[str, Any]) -> list[str]:
    found = []
    any_of = set(must.get("hidden", []))
    if any_of and not any_of & set(became["hidden"]):
        found.append(f"hidden: {', '.join(became['hidden']) or 'none'}")
    found += [f"no doubt: {each}" for each in must.get("doubts", []) if each not in became["doubts"]]
    found += [f"no note: {each}" for each in must.get("notes", []) if each not in became["notes"]]
    if must.get("no_doubts") and became["doubts"]:
        found.append(f"doubts an honest one: {', '.join(became['doubts'])}")
    if must.get("pages", became["pages"]) != became["pages"]:
        found.append(f"{became['pages']} pages")
    return found


def _percent(must: Mapping[str, Any], became: Mapping[str, Any], percents: Mapping[str, int | None]) -> list[str]:
    mine = became["percent"] or 0
    found = []
    if "percent_as" in must and mine != percents.get(must["percent_as"]):
        found.append(f"{mine} %, the honest one {percents.get(must['percent_as'])} %")
    if "percent_at_most" in must and mine > (percents.get(must["percent_at_most"]) or 0):
        found.append(f"{mine} %, {must['percent_at_most']} {percents.get(must['percent_at_most'])} %")
    if mine >= must.get("percent_below", 101):
        found.append(f"{mine} %")
    return found


def outcomes() -> list[tuple[Case, dict[str, Any], list[str]]]:
    """Every file with what became of it, and what of that is wrong."""
    became = {case.file: outcome(case) for case in cases()}
    percents = {file: each.get("percent") for file, each in became.items()}
    return [(case, became[case.file], wrong(case, became[case.file], percents)) for case in cases()]
