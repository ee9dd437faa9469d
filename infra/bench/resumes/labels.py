"""What was read of a résumé against its labels, field by field.

Strings are compared without case, width, spaces and punctuation. Degrees and dates must be the same. Names of schools,
employers, titles and majors must be the same or hold one another, the shorter at least half as long. Skills and
certificates must be the same, or have the same name in the lexicon, or hold one another at the bounds of words. Facts
must have the same kind and number; of a change told as "from 3.2 to 1.9" either number, their difference or the change
in percent will do. What is labelled as optional counts neither when it is found nor when it is not; a skill told in the
lines of work alone counts where it is labelled and is not wrong where it is not, for the labels are complete for lists.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mianshi.contracts.resumes import Education, Fact, FactKind, Period, Profile, Work
from mianshi.matching.lexicon import find

_NOTHING = re.compile(r"[^\w+#]|_")
_CHINESE = re.compile(r"[㐀-鿿]")
_HALF = 0.5
_SAME_NUMBER = 0.005
FIELDS = (
    "school",
    "degree",
    "major",
    "education dates",
    "employer",
    "title",
    "work dates",
    "skills",
    "certificates",
    "facts",
)
"""What is counted, in the order of the tables."""


@dataclass
class Count:
    """Right, wrongly found, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Count) -> None:
        """Take the other's counts in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right; 0 where nothing was found."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of what stands there, the share that was found; 0 where nothing stands there."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979)."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def normal(text: str) -> str:
    """Without case, width, spaces and punctuation."""
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text).casefold())


def alternatives(label: str | list[str] | None) -> list[str]:
    """Ways to write a label; the first is how the page has it."""
    return [label] if isinstance(label, str) else list(label or [])


def names_alike(found: str, label: str | list[str]) -> bool:
    """The same, or one holds the other and is not twice as long."""
    return any(_holds(normal(found), normal(each)) for each in alternatives(label))


def terms_alike(found: str, label: str | list[str]) -> bool:
    """The same skill or certificate."""
    mine = _called(found)
    for each in alternatives(label):
        if normal(found) == normal(each) or mine & _called(each) or _words_held(found, each):
            return True
    return False


def compare(profile: Profile | None, gold: dict[str, Any]) -> dict[str, Count]:
    """Counts per field for one person; None for a file that was not read."""
    counts = {field: Count() for field in FIELDS}
    education = [_labelled(each, ("school", "degree", "major"), "education dates") for each in gold["education"]]
    work = [_labelled(each, ("employer", "title"), "work dates") for each in gold["work"]]
    for pair in (
        *_pairs([_education(each) for each in profile.education] if profile else [], education),
        *_pairs([_work(each) for each in profile.work if not each.project] if profile else [], work),
    ):
        _count(pair, counts)
    spoken = [each.name for each in profile.languages] if profile else []
    skills = [each for each in profile.skills if each.name not in spoken] if profile else []
    certificates = [each.name for each in profile.certificates] if profile else []
    counts["skills"] = _terms(
        [each.name for each in skills],
        gold["skills"],
        [*gold["skills_optional"], *(each.name for each in skills if not each.listed)],
    )
    counts["certificates"] = _terms(certificates, gold["certificates"], gold["certificates_optional"])
    counts["facts"] = facts(profile.facts if profile else [], gold["facts"])
    return counts


def months_right(profile: Profile | None, gold: dict[str, Any]) -> bool:
    """Whether the months of work lie in the labelled range: dates tell a month at each end more or less, or a year."""
    low, high = gold["months"]
    return profile is not None and profile.months is not None and low <= profile.months <= high


def facts(found: Sequence[Fact], gold: Sequence[dict[str, Any]]) -> Count:
    """Facts by kind and number; being in charge counts once per person."""
    count = Count()
    open_ = list(gold)
    taken: list[dict[str, Any]] = []
    told = {(each.kind, each.value) for each in found}
    told = {each for each in told if each[0] is not FactKind.LED} | {(k, None) for k, _ in told if k is FactKind.LED}
    for kind, value in sorted(told, key=str):
        [*fitting] = (each for each in open_ if _same_fact(kind, value, each))
        if fitting:
            open_.remove(fitting[0])
            taken.append(fitting[0])
            count.right += not fitting[0].get("optional", False)
        elif not any(_same_fact(kind, value, each) for each in taken):
            count.wrong += 1
    count.missed = sum(not each.get("optional", False) for each in open_)
    return count


class _Entry(NamedTuple):
    """A school or an employment: per field the ways to write it, or start and end."""

    fields: dict[str, list[str]]
    optional: bool = False


class _Pair(NamedTuple):
    found: _Entry | None
    gold: _Entry | None


def _dates(period: Period) -> list[str]:
    return [period.start or "", "now" if period.current else period.end or ""]


def _education(each: Education) -> _Entry:
    degree = [each.degree.value] if each.degree else []
    return _Entry(
        {"school": [each.school], "degree": degree, "major": [each.major], "education dates": _dates(each.period)}
    )


def _work(each: Work) -> _Entry:
    return _Entry({"employer": [each.employer], "title": [each.title], "work dates": _dates(each.period)})


def _labelled(entry: dict[str, Any], names: Sequence[str], dates: str) -> _Entry:
    when = [entry["start"] or "", "now" if entry.get("current") else entry["end"] or ""]
    fields = {name: alternatives(entry[name]) for name in names}
    return _Entry({**fields, dates: when}, entry.get("optional", False))


def _pairs(found: Sequence[_Entry], gold: Sequence[_Entry]) -> list[_Pair]:
    """Each with the other that it is most alike, most alike first; what has nothing in common stays alone."""
    order = sorted(
        itertools.product(range(len(found)), range(len(gold))), key=lambda p: -_likeness(found[p[0]], gold[p[1]])
    )
    mine, theirs, pairs = set(range(len(found))), set(range(len(gold))), list[_Pair]()
    for one, other in order:
        if one in mine and other in theirs and _likeness(found[one], gold[other]) > 0:
            pairs.append(_Pair(found[one], gold[other]))
            mine.remove(one)
            theirs.remove(other)
    return [*pairs, *(_Pair(found[at], None) for at in mine), *(_Pair(None, gold[at]) for at in theirs)]


def _likeness(found: _Entry, gold: _Entry) -> int:
    return sum(_right(field, found.fields[field], gold.fields[field]) for field in gold.fields)


def _right(field: str, found: list[str], gold: list[str]) -> bool:
    if not _stands(found) or not _stands(gold):
        return False
    if field.endswith("dates"):
        return found == gold
    if field == "degree":
        return found[0] in gold
    return names_alike(found[0], gold)


def _stands(told: Sequence[str]) -> bool:
    return any(map(normal, told))


def _count(pair: _Pair, counts: dict[str, Count]) -> None:
    if pair.gold and pair.gold.optional:
        return
    entry = pair.gold or pair.found
    for field in entry.fields if entry else ():
        found = pair.found.fields[field] if pair.found else []
        gold = pair.gold.fields[field] if pair.gold else []
        right = _right(field, found, gold)
        counts[field].add(Count(right, _stands(found) and not right, _stands(gold) and not right))


def _terms(found: Sequence[str], gold: Sequence[str | list[str]], optional: Sequence[str | list[str]]) -> Count:
    count = Count()
    open_ = list(gold)
    for name in dict.fromkeys(found):
        fitting = [each for each in open_ if terms_alike(name, each)]
        best = next((each for each in fitting if _exactly(name, each)), fitting[0] if fitting else None)
        if best is not None:
            open_.remove(best)
            count.right += 1
        elif not any(terms_alike(name, each) for each in [*optional, *gold]):
            count.wrong += 1
    count.missed = len(open_)
    return count


def _exactly(name: str, label: str | list[str]) -> bool:
    return any(normal(name) == normal(each) for each in alternatives(label))


def _holds(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return bool(short) and (short == long or (short in long and len(short) >= _HALF * len(long)))


def _words_held(first: str, second: str) -> bool:
    """One holds the other at the bounds of words (Chinese: anywhere), and is not twice as long."""
    short, long = sorted((first, second), key=lambda text: len(normal(text)))
    if not _holds(normal(short), normal(long)):
        return False
    if _CHINESE.search(short):
        return True
    return re.search(rf"(?<![a-z0-9]){re.escape(short.casefold())}(?![a-z0-9+#])", long.casefold()) is not None


def _called(text: str) -> set[str]:
    """Names the lexicon has for the whole of a text."""
    whole = normal(text)
    return {each.name for each in find(text) if normal(text[each.start : each.end]) == whole} | {whole}


def _same_fact(kind: FactKind, value: float | None, gold: dict[str, Any]) -> bool:
    if gold["kind"] != kind.value:
        return False
    if kind is FactKind.LED:
        return True
    told = [float(each) for each in [gold["value"], *gold.get("or", [])]]
    pairs = [(old, new) for old, new in itertools.permutations(told, 2) if old] if "or" in gold else []
    known = [*told, *(100 * abs(new / old - 1) for old, new in pairs)]
    return value is not None and any(abs(value - each) <= _SAME_NUMBER * abs(each) for each in known)
