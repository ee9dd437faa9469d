"""The entries as they stand in the data files, and the spellings by which each is found."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from mianshi.contracts.base import Bilingual
from mianshi.matching.lexicon.traditional import simplified

Kind = Literal["skill", "certificate", "language", "field", "major"]

_CJK = "\u3400-\u9fff"
_SEAM = re.compile(rf"(?<=[{_CJK}]) (?=[a-z0-9.#+])|(?<=[a-z0-9.#+]) (?=[{_CJK}])")
_TIGHT = re.compile(rf"(?<=[{_CJK}])(?=[a-z0-9.])|(?<=[a-z0-9.#+])(?=[{_CJK}])")


@dataclass(frozen=True)
class Entry:
    """One thing with a name. `within`: the names of the wider things it belongs to."""

    name: str
    zh: str
    kinds: tuple[Kind, ...]
    spellings: tuple[str, ...]
    within: tuple[str, ...]


@dataclass(frozen=True)
class Spelling:
    """How an entry may be written. `exact`: the same letters in another case are another word. `name` is empty for
    words that only look like an entry.
    """

    name: str
    exact: str = ""


def folded(text: str) -> str:
    """`text` in one case, width, script and kind of hyphen, character by character, so that places stay as they are."""
    return text.translate(_FOLD) if text.isascii() else "".join(_fold(each) for each in text)


@cache
def _fold(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        character = chr(code - 0xFEE0)
    if character in "-‐‑‒–—−_\t\xa0\u3000·•":
        return " "
    lower = simplified(character).lower()
    return lower if len(lower) == 1 else character


_FOLD = {code: _fold(chr(code)) for code in range(128)}


@cache
def entries() -> dict[str, Entry]:
    """Every entry by its name."""
    found: dict[str, Entry] = {}
    for path in sorted(Path(__file__).parent.glob("*.json")):
        if path.stem == "lookalikes":
            continue
        for row in json.loads(path.read_text(encoding="utf-8")):
            name = str(row["en"]).removeprefix("=")
            found[name] = Entry(
                name=name,
                zh=str(row["zh"]).removeprefix("="),
                kinds=tuple(row["kinds"]),
                spellings=(row["en"], *((row["zh"],) if row["zh"] != name else ()), *row.get("also", ())),
                within=tuple(row.get("in", ())),
            )
    return found


@cache
def spellings() -> dict[str, tuple[Spelling, ...]]:
    """Every folded spelling with what it names."""
    table: dict[str, set[Spelling]] = {}
    for entry in entries().values():
        for written in entry.spellings:
            _add(table, written, entry.name)
    for written in json.loads((Path(__file__).parent / "lookalikes.json").read_text(encoding="utf-8")):
        _add(table, written, "")
    return {key: tuple(sorted(value, key=lambda each: each.name)) for key, value in table.items()}


def _add(table: dict[str, set[Spelling]], written: str, name: str) -> None:
    bare = written.removeprefix("=")
    exact = bare if written.startswith("=") or len(bare) == 1 else ""
    for variant in _variants(folded(bare)):
        table.setdefault(variant, set()).add(Spelling(name, exact))


def _variants(word: str) -> set[str]:
    """`word` with and without the space between Chinese and Latin letters, and between letters and a number."""
    tight = _SEAM.sub("", word)
    loose = _TIGHT.sub(" ", tight)
    return {word, tight, loose, re.sub(r"(?<=[a-z]) (?=\d+$)", "", word)}


def broader(name: str) -> set[str]:
    """Names of everything wider that `name` belongs to, over all steps, without itself. Empty for an unknown name."""
    return set(_wider(name))


@cache
def _wider(name: str) -> frozenset[str]:
    wider: set[str] = set()
    waiting = [name]
    while waiting:
        entry = entries().get(waiting.pop())
        fresh = set(entry.within) - wider - {name} if entry else set()
        wider |= fresh
        waiting.extend(sorted(fresh))
    return frozenset(wider)


def kinds(name: str) -> tuple[Kind, ...]:
    """What kinds of thing `name` is; empty for a name that is in no file."""
    entry = entries().get(name)
    return entry.kinds if entry else ()


def label(name: str) -> Bilingual:
    """`name` in both languages, a major without its mark ``(major)``; as it is where it is in no file."""
    entry = entries().get(name)
    plain = name.removesuffix(" (major)")
    return Bilingual(zh=entry.zh, en=plain) if entry else Bilingual(zh=name, en=name)
