"""Which names a clause lists, and how many of them must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mianshi.matching.lexicon import Found, broader

_OR = re.compile(r"或|/|／|\bor\b|抑或", re.IGNORECASE)
_LIST = re.compile(r"^[\s、,，]*$")
_ANY_OF = re.compile(
    r"至少.{0,40}?(?P<x>[一二两三123])(?:种|门|项|个|款)|中的?(?:任意|任)?(?P<y>[一二两三123])(?:种|门|项|个|款)"
    r"|至少(?:熟悉|掌握|精通|会|了解|具备|使用)?(?:其中)?(?P<n>[一二两三123])(?:种|门|项|个|款|类)|(?:其中)?(?:任意"
    r"|任一|任何)(?P<m>[一二两三123])?(?:种|门|项"
    r"|个|款)?"
    r"|之一|其中(?P<k>[一二两三123])(?:种|门|项|个|款)|[一](?:种|门|项)(?:或(?:几|多)[种门项]|以上|及以上)"
    r"|\b(?:at least (?P<w>one|two|three)|one or more|any|either|one) of\b|\beither\b|\bone or more\b",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"等|例如|比如|诸如|\bsuch as\b|\be\.?g\.?|\bfor example\b|\blike\b|\bsimilar\b|\bor (?:equivalent|comparable"
    r"|other)\b"
    r"|\betc\b",
    re.IGNORECASE,
)
_SURE_EXAMPLES = re.compile(
    r"例如|比如|诸如|类似|\bsuch as\b|\be\.?g\b|\bfor example\b|\bsimilar\b|\bequivalent\b|\bcomparable\b",
    re.IGNORECASE,
)
_ANY_LANGUAGE = re.compile(r"等(?:主流|常用|至少一[种门])?(?:的)?(?:编程|开发|脚本|程序|后端|后台)?语言")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_NUMBERS = {"一": 1, "1": 1, "one": 1, "二": 2, "两": 2, "2": 2, "two": 2, "三": 3, "3": 3, "three": 3}


@dataclass(frozen=True)
class Group:
    """Names of which `at_least` must be found."""

    terms: tuple[str, ...]
    at_least: int


def groups(text: str, hits: Sequence[Found]) -> list[Group]:
    """The names in `text` as its conjunctions group them.

    ``A、B 或 C`` is one group of which one must be there, ``A 和 B`` one of which both must. A wider name beside
    examples of it (``ERP systems such as SAP``) is met by any of them.
    """
    named = _once(hits)
    if not named:
        return []
    names = tuple(hit.name for hit in named)
    stated = _ANY_OF.search(text)
    if len(names) > 1 and _ANY_LANGUAGE.search(text):
        return [Group(_narrow(names), 1)]
    if stated and len(names) > 1:
        wanted = next((value for value in stated.groups() if value), "一").lower()
        return [Group(_narrow(names), min(len(names), _NUMBERS.get(wanted, 1)))]
    aside = _BRACKETS.search(text)
    if aside and any(hit.start < aside.start() for hit in named):
        return _with_aside(named, text, aside)
    wider = {name for name in names if any(name in broader(other) for other in names if other != name)}
    if (wider and _EXAMPLES.search(text)) or (_SURE_EXAMPLES.search(text) and len(names) > 1):
        return [Group(names, 1)]
    return _joined(named, text)


def _with_aside(named: Sequence[Found], text: str, aside: re.Match[str]) -> list[Group]:
    """``AWS (Lambda, ECS or SQS)``: what stands in brackets says what is meant by the name before it, and is asked
    for only where it is a list of which all are meant.
    """
    outer = [hit for hit in named if not aside.start() <= hit.start < aside.end()]
    inner = [hit for hit in named if aside.start() <= hit.start < aside.end()]
    made = _joined(outer, text)
    if not inner or _EXAMPLES.search(aside.group(0)):
        return made
    if _OR.search(aside.group(0)):
        return [*made, Group(tuple(hit.name for hit in inner), 1)] if len(inner) > 1 else made
    return _joined([*outer, *inner], text)


def _once(hits: Sequence[Found]) -> list[Found]:
    seen: dict[str, Found] = {}
    for hit in hits:
        seen.setdefault(hit.name, hit)
    return list(seen.values())


def _narrow(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without what is only the class of the others."""
    kept = tuple(name for name in names if not any(name in broader(other) for other in names if other != name))
    return kept or names


def _joined(hits: Sequence[Found], text: str) -> list[Group]:
    """Runs that ``or`` joins are groups of their own; everything else must all be there."""
    links = [_link(text[one.end : other.start]) for one, other in pairwise(hits)]
    for at in range(len(links) - 1, -1, -1):
        if links[at] == "list":
            links[at] = links[at + 1] if at + 1 < len(links) else "and"
    runs: list[list[str]] = [[hits[0].name]]
    for link, hit in zip(links, hits[1:], strict=True):
        if link == "or":
            runs[-1].append(hit.name)
        else:
            runs.append([hit.name])
    alone = tuple(run[0] for run in runs if len(run) == 1)
    made = [Group(alone, len(alone))] if alone else []
    return made + [Group(tuple(run), 1) for run in runs if len(run) > 1]


def _link(between: str) -> str:
    if _OR.search(between):
        return "or"
    return "list" if _LIST.match(between) else "and"
