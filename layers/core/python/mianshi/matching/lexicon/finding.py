"""Where a text names something of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mianshi.matching.lexicon.entries import Kind, Spelling, entries, folded, spellings

_LISTED_BEFORE = re.compile(
    r"(?:^|[、,，;；/／|｜(（:：\[【&+]|[\u3400-\u9fff]|\b(?:in|with|and|or|using|of|skills?))\s*$", re.IGNORECASE
)
_LISTED_AFTER = re.compile(
    r"\s*(?:$|[、,，;；/／|｜)）:：.。\]】]|and\b|or\b|language|program|for\b|script|语言|"
    r"编程|程序|等|与|和|及|进行|开发)",
    re.IGNORECASE,
)
_IN_A_LIST = re.compile(r"^\s*(?:$|[、,，;；/／|｜)）.。\]】]|[\u3400-\u9fff])")
_VERSION = re.compile(r" ?\d+(?:\.[\dx]+)*(?![A-Za-z0-9])")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_NEAR = 12


@dataclass(frozen=True)
class Found:
    """`name` as the lexicon calls it, at ``text[start:end]``. A thing of two kinds is found as both."""

    name: str
    kind: Kind
    start: int
    end: int


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Lengths of the spellings that begin with a character, longest first."""
    table: dict[str, set[int]] = {}
    for word in spellings():
        table.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in table.items()}


def find(text: str) -> list[Found]:
    """Everything of the lexicon that `text` names, in order; of overlapping names the longest that begins first.

    Latin names stand at word boundaries (a version may follow: ``Python3``, ``HTML5``), Chinese names anywhere.
    """
    flat = folded(text)
    lengths, table = _lengths(), spellings()
    found: list[Found] = []
    at = 0
    while at < len(flat):
        if (flat[at] in _WORD and at and flat[at - 1] in _WORD) or flat[at] not in lengths:
            at += 1
            continue
        at = _here(text, flat, at, lengths[flat[at]], table, found)
    return found


def _here(
    text: str, flat: str, at: int, lengths: tuple[int, ...], table: dict[str, tuple[Spelling, ...]], found: list[Found]
) -> int:
    """Adds what begins at `at`; gives the place to go on from."""
    for length in lengths:
        named = table.get(flat[at : at + length])
        if named is None or at + length > len(flat):
            continue
        end = _end(flat, at, at + length)
        if end is None:
            continue
        fits = dict.fromkeys(each.name for each in named if not each.exact or _cased(text, at, at + length, each.exact))
        if not fits:
            continue
        for name in filter(None, fits):
            found.extend(Found(name, kind, at, end) for kind in entries()[name].kinds)
        return end
    return at + 1


def _end(flat: str, start: int, end: int) -> int | None:
    """Where the name ends, a plural's s counted in; None where it is only part of another word."""
    if flat[start] in _WORD and start and flat[start - 1] in "@.#" and start > 1 and flat[start - 2] in _WORD:
        return None
    last = flat[end - 1]
    if last not in _WORD and last not in "+#":
        return end
    following = flat[end : end + 1]
    if following in ("+", "#"):
        return None if last in _WORD and end - start <= 2 else end
    if following == "." and flat[end + 1 : end + 2] in _WORD and flat[end + 1 : end + 2]:
        return None
    if following not in _WORD or not following:
        return end
    return _plural_or_version(flat, start, end)


def _plural_or_version(flat: str, start: int, end: int) -> int | None:
    if end - start < 3 or not flat[end - 1].isalpha():
        return None
    if flat[end] == "s" and end - start > 4 and flat[end + 1 : end + 2] not in tuple(_WORD):
        return end + 1
    return end if _VERSION.match(flat, end) else None


def _cased(text: str, start: int, end: int, exact: str) -> bool:
    """Whether the letters at hand are the name `exact` and not an everyday word."""
    written = text[start:end]
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if len(exact) == 1:
        return written == exact and bool(_LISTED_BEFORE.search(before) and _LISTED_AFTER.match(after))
    if written == exact or (written.isupper() and len(exact) > 2):
        return True
    return len(exact) > 2 and bool(_LISTED_BEFORE.search(before) and _IN_A_LIST.match(after))
