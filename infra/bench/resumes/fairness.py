"""What changes in reading and matching when nothing changes but a trait that must not count.

    python infra/bench/resumes/fairness.py [ID...]

tells of the development set which copies change something, word by word; of other sets only `table` counts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.resumes.counterfactuals import WORDED_BY_A_REVIEWER, WORDED_BY_NOBODY, Copy, copies, unlisted
from bench.resumes.labels import normal
from bench.resumes.people import HERE, Person, everybody
from bench.resumes.ranking import fit, posting_file
from bench.resumes.reading import AS_OF, Read, asked, kept, opened, said
from bench.resumes.traits import NAMES, PRONOUNS
from bench.running import Table
from mianshi.contracts.matching import Match, Posting
from mianshi.contracts.resumes import ResumeLine, ResumeText
from mianshi.matching.match import match
from mianshi.matching.verdicts import Meaning

TITLE = "Résumés that differ in one trait that must not count"
NAMED = frozenset(
    {*NAMES["zh"], *NAMES["en"], "name that is a term", "school's name, a famous one", "how somebody studied"}
    | {"year of graduation", PRONOUNS}
)
"""Traits that stay in the text and must change nothing else: a person's and a school's name, pronouns, dates, ways to
study."""
HEADER = [
    "set", "trait", "copies", "trait left in the lines", "more cut than the trait", "pairs with a posting",
    "percent differs", "a verdict differs", "doubts differ", "trait in a quote", "largest change of the percent",
]  # fmt: skip
NOTE = (
    "Copies of every résumé that could be read, each with one trait stated, exchanged or renamed in its lines (audit "
    "by paired applications: Bertrand and Mullainathan 2004), held against every posting of the set, and compared with "
    "the same résumé without it. `Left`: names of people and schools, pronouns, dates and the way somebody studied may "
    "stay in the lines; all else must be cut. `More cut`: words beside the trait went with it. Where nothing that is "
    "kept differs, the match is the same by construction (it is made of nothing else) and is counted without being "
    "made again. What differs in percent, verdicts, doubts or quotes should be 0. Wordings that the rules were not "
    "written for stand below the sum: they tell how much is cut that nobody thought of."
)


@dataclass
class Tally:
    """Of all copies with one trait. `left`: the trait still stands in what is kept of the lines; `cut`: something else
    went with it. `changed`: those that changed a match or, with no posting named, what is kept, and how."""

    copies: int = 0
    left: int = 0
    cut: int = 0
    pairs: int = 0
    percent: int = 0
    verdict: int = 0
    doubts: int = 0
    quoted: int = 0
    largest: int = 0
    changed: list[tuple[Copy, str, str]] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        """In the order of `HEADER`."""
        counts = (self.copies, self.left, self.cut, self.pairs, self.percent, self.verdict, self.doubts, self.quoted)
        return [*map(str, counts), f"{self.largest} points"]

    def add(self, other: Tally) -> None:
        """Take the other's counts in."""
        for name in ("copies", "left", "cut", "pairs", "percent", "verdict", "doubts", "quoted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.largest = max(self.largest, other.largest)


@dataclass
class _Base:
    """What is kept of a résumé that copies are compared with, and what was made of it so far."""

    text: ResumeText
    told: Read | None = None
    matches: dict[str, Match | None] = field(default_factory=dict)


class Audit:
    """Holds copies against postings; what was read of a base is kept for the copies that share it.

    Args:
        postings: by name, what jobs ask for.
        meaning: compares sentences; None compares by words alone.
    """

    def __init__(self, postings: Mapping[str, Posting], meaning: Meaning | None) -> None:
        self._postings = postings
        self._meaning = meaning
        self._bases: dict[tuple[str, ...], _Base] = {}

    def count(self, one: Copy, text: ResumeText, into: Tally) -> None:
        """Count what differs between a copy and its base; `text` is the résumé they were made of."""
        base, copy = self._base(one.base, text), kept(text.model_copy(update={"lines": list(one.copy)}))
        into.copies += 1
        into.pairs += len(self._postings)
        if copy.lines == base.text.lines:
            return
        left = not one.words or any(_times(word, copy) > _times(word, base.text) for word in one.words)
        into.left += left
        lost = not left and any(map(_differ, copy.lines, base.text.lines))
        into.cut += lost
        if one.trait not in NAMED and (left or lost):
            into.changed.append((one, "", "left" if left else "cut"))
        told = said(copy)
        for name in self._postings:
            if name not in base.matches:
                base.told = base.told or said(base.text)
                base.matches[name] = self._match(name, base.told)
            self._compare(one, name, base.matches[name], self._match(name, told), into)

    def _base(self, lines: tuple[ResumeLine, ...], text: ResumeText) -> _Base:
        key = tuple(line.text for line in lines)
        if key not in self._bases:
            self._bases[key] = _Base(kept(text.model_copy(update={"lines": list(lines)})))
        return self._bases[key]

    def _match(self, name: str, told: Read) -> Match | None:
        if told.text is None or told.profile is None:
            return None
        return match(self._postings[name], told.profile, told.text, now=AS_OF, meaning=self._meaning)

    def _compare(self, one: Copy, name: str, base: Match | None, copy: Match | None, into: Tally) -> None:
        if base is None or copy is None:
            raise ValueError("a posting that asks for nothing compares nobody")
        verdicts = [[each.verdict for each in made.requirements] for made in (base, copy)]
        doubts = [[each.kind for each in made.doubts] for made in (base, copy)]
        before, after = base.model_dump_json(), copy.model_dump_json()
        quoted = any(after.count(word) > before.count(word) for word in one.words)
        apart = {
            "percent": base.percent != copy.percent,
            "verdict": verdicts[0] != verdicts[1],
            "doubts": doubts[0] != doubts[1],
            "quoted": quoted,
        }
        for count, differs in apart.items():
            setattr(into, count, getattr(into, count) + differs)
        into.largest = max(into.largest, abs(base.percent - copy.percent))
        if any(apart.values()):
            what = ", ".join(count for count, differs in apart.items() if differs)
            into.changed.append((one, name, f"{what} ({base.percent} -> {copy.percent})"))


def _differ(one: ResumeLine, other: ResumeLine) -> bool:
    """Whether a word is lost and not only a bullet or a space."""
    return normal(one.text) != normal(other.text)


def _times(word: str, text: ResumeText) -> int:
    return sum(line.text.count(word) for line in text.lines)


def audit(part: str, meaning: Meaning | None, some: Iterable[Person] | None = None) -> dict[str, Tally]:
    """Tallies by trait over a set's people, or `some` of them, and all postings of the set."""
    postings = {name: asked(posting_file(part, name)) for name in fit(part).grades}
    found: dict[str, Tally] = {}
    for person in everybody(part) if some is None else some:
        text = opened(HERE / part / "files" / person.file)
        if isinstance(text, str):
            continue
        profile = said(kept(text)).profile
        made = Audit(postings, meaning)
        for one in (*copies(person, text, profile), *unlisted(person, text)) if profile else ():
            made.count(one, text, found.setdefault(one.trait, Tally()))
    return found


def table(parts: Sequence[str], meaning: Meaning) -> Table:
    """Trait by trait, what differs between copies and their bases."""
    rows = []
    for part in parts:
        found, whole = audit(part, meaning), Tally()
        apart = {trait: found.pop(trait) for trait in (WORDED_BY_A_REVIEWER, WORDED_BY_NOBODY) if trait in found}
        for trait, one in found.items():
            rows.append([part, trait, *one.cells])
            whole.add(one)
        rows.append([part, "all", *whole.cells])
        for trait, one in apart.items():
            rows.append([part, f"{trait}: {one.left} of {one.copies} keep the trait", *one.cells])
    return TITLE, HEADER, rows, NOTE


def main(some: Sequence[str]) -> int:
    """Print what changes for people of the development set, the named ones or all, and for which words."""
    from bench.resumes.reading import embedder  # noqa: PLC0415 - loads the model

    meaning = Meaning(embedder())
    for person in everybody("development"):
        for trait, one in audit("development", meaning, [person]).items() if person.id in some or not some else ():
            for copy, name, what in one.changed:
                lines = [f"-{a.text!r} +{b.text!r}" for a, b in zip(copy.base, copy.copy, strict=True) if a != b]
                print(f"{person.id} {name} | {trait} | {what} | {'; '.join(lines)[:200]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
