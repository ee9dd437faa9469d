"""What a résumé says, line by line, as the verdicts ask for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mianshi.contracts.resumes import Profile, Quoted, ResumeText, Skill
from mianshi.matching.copied import copied, without
from mianshi.matching.instructions import instructs
from mianshi.matching.lexicon import broader, find, kinds, label
from mianshi.matching.profile import Line, readable
from mianshi.matching.profile.pieces import title
from mianshi.matching.verdicts.holding import unheld
from mianshi.matching.verdicts.meaning import Meaning
from mianshi.matching.verdicts.negation import denies, negated, weak

LONGEST_QUOTE = 160
"""Characters of a quote; of a longer line the sentence at hand is quoted."""


_CERTIFIES = re.compile(r"证|资格|职称|\b(?:certif|licen[cs]e)", re.IGNORECASE)
_COVER = re.compile(r"\W*(?:个人|求职|我的)?简历\W*|\W*(?:r[eé]sum[eé]|curriculum vitae|cv)\W*", re.IGNORECASE)
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{1,8})*(?=$|[\s|｜,，/（(])"
    r"|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}(?=$| *[|｜,，/（(])"
)
"""Of somebody, where a résumé begins."""
_BULLETS = " \t•●○◦▪■□◆◇★➢➤✓‣∙·*-–—"


@dataclass(frozen=True)
class Sighting:
    """A place where something is named. `shown`: where something was done, not in a list of claims."""

    quote: Quoted
    shown: bool


@dataclass(frozen=True)
class Evidence:
    """A résumé, ready to be asked. `now`: the month the match is made for, ``YYYY-MM``."""

    profile: Profile
    now: str
    meaning: Meaning | None
    lines: dict[int, Line] = field(repr=False)
    """What may be read and quoted, by its place in the résumé: nothing that must not count is in it."""
    done: frozenset[int]
    """Lines that tell what was done, in an employment or a project."""
    named: dict[str, tuple[Sighting, ...]] = field(repr=False)
    """By name of the lexicon: where the lines name it and do not deny it, its own name only."""
    claims: Counter[str] = field(repr=False, default_factory=Counter)
    """By name of the lexicon: how often the lines that tell of nothing done name it, denied or not."""
    unheld: dict[str, Quoted] = field(repr=False, default_factory=dict)
    """By name of a certificate: where the résumé says that it is in progress, no longer valid or not passed."""

    copied: tuple[Line, ...] = field(repr=False, default=())
    """Lines that are the job's own words: they are in none of the others."""

    def sightings(self, term: str) -> list[Sighting]:
        """Where `term`, or something narrower, is named; those where something was done come first."""
        found = [one for name, ones in self.named.items() if name == term or term in broader(name) for one in ones]
        return _best(found or list(self.written(term)))

    def written(self, term: str) -> Iterator[Sighting]:
        """Where a name that no lexicon knows stands as it is written."""
        shape = shape_of(term)
        for at, line in self.lines.items():
            hit = shape.search(line.text)
            if hit is None or negated(line.text, hit.start(), hit.end()):
                continue
            if not _certifies(term) or not unheld(line.text, hit.start(), hit.end(), term):
                yield Sighting(quoted(line, hit.start()), at in self.done and not weak(line.text, *hit.span()))

    def claimed(self, term: str) -> int:
        """How often the lines that tell of nothing done name `term` itself."""
        shape = shape_of(term)
        lines = (line.text for at, line in self.lines.items() if at not in self.done)
        return self.claims[term] or sum(len(shape.findall(line)) for line in lines)

    def compares(self, line: Line) -> bool:
        """Whether a line may be compared by meaning: no heading, nothing that denies something or is wished for, and
        no words to the reader.
        """
        apart = line.heads or bool(line.section & {"personal", "intention"})
        return not (apart or denies(line.text) or (line.at not in self.done and instructs(line.text)))


def evidence(profile: Profile, text: ResumeText, now: str, meaning: Meaning | None, asked: str = "") -> Evidence:
    """A résumé made ready.

    Args:
        profile: what was read of it.
        text: its lines; what is hidden is not among them.
        now: the month of the match, ``YYYY-MM``.
        meaning: compares sentences, where there is a model.
        asked: the job text; lines that are its own words count for nothing.
    """
    lines = _without_names(readable(text), profile)
    echoes = tuple(copied(asked, lines))
    if echoes:
        apart = {line.at for line in echoes}
        lines = {at: line for at, line in lines.items() if at not in apart}
        profile = without(profile, apart)
    done = frozenset(at for work in profile.work for at in [*work.lines, work.quote.line])
    named: dict[str, list[Sighting]] = {}
    missed: dict[str, Quoted] = {}
    claims: Counter[str] = Counter()
    for at, line in lines.items():
        for hit in find(line.text):
            claims[hit.name] += at not in done
            if "certificate" in kinds(hit.name) and unheld(line.text, hit.start, hit.end, hit.name):
                missed.setdefault(hit.name, quoted(line, hit.start))
            elif not negated(line.text, hit.start, hit.end):
                shown = at in done and not weak(line.text, hit.start, hit.end)
                named.setdefault(hit.name, []).append(Sighting(quoted(line, hit.start), shown))
    for skill in (*profile.skills, *profile.languages):
        _add(named, skill)
    for certificate in profile.certificates:
        quote = certificate.quote
        if certificate.name not in named and not _denied(quote.text, certificate.name):
            named[certificate.name] = [Sighting(quote, shown=True)]
    kept = {name: tuple(ones) for name, ones in named.items()}
    return Evidence(profile, now, meaning, lines, done, kept, claims, missed, echoes)


def _without_names(lines: Sequence[Line], profile: Profile) -> dict[int, Line]:
    """The lines by place, to be read without somebody's name at their head and without names of schools: nobody knows
    Ruby by being called Ruby, or English by having been at a school of languages. Quotes stay as they are."""
    found = {line.at: line for line in lines}
    first = next((line for line in lines if not (line.heads or _COVER.fullmatch(line.text))), None)
    hit = _NAME.match(first.text) if first else None
    if hit and not title(hit[0]):
        head = re.compile(re.escape(hit[0]) + r"(?:$|[\s|｜,，、/]+)")
        for line in lines:
            if not line.section - {"personal"}:
                found[line.at] = replace(
                    line, text=head.sub("", line.text, count=1) if head.match(line.text) else line.text
                )
    for one in profile.education:
        if one.school and one.quote.line in found:
            line = found[one.quote.line]
            found[line.at] = replace(line, text=line.text.replace(one.school, " ").strip())
    return {at: line for at, line in found.items() if line.text}


def _add(named: dict[str, list[Sighting]], skill: Skill) -> None:
    """What the profile knows of a skill that its lines alone do not tell."""
    known = {one.quote.line for one in named.get(skill.name, ())}
    for quotes, shown in ((skill.shown, True), (skill.listed, False)):
        for quote in quotes:
            if quote.line not in known and not _denied(quote.text, skill.name):
                named.setdefault(skill.name, []).append(Sighting(quote, shown))


def _denied(text: str, name: str) -> bool:
    places = [(hit.start, hit.end) for hit in find(text) if hit.name == name]
    places = places or [hit.span() for hit in shape_of(name).finditer(text)]
    certifies = _certifies(name)
    return bool(places) and all(negated(text, *place) or (certifies and unheld(text, *place, name)) for place in places)


def _certifies(name: str) -> bool:
    return "certificate" in kinds(name) or bool(_CERTIFIES.search(name))


def _best(found: Sequence[Sighting]) -> list[Sighting]:
    once = {(one.quote.line, one.shown): one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (not one.shown, one.quote.line))


def quoted(line: Line, place: int = 0) -> Quoted:
    """A line word by word; of a long one the part around the character at `place`."""
    words = line.quote.lstrip(_BULLETS) or line.quote
    if len(words) > LONGEST_QUOTE:
        ends = [hit.end() for hit in re.finditer(r"[。；;！!]|\.\s", words)]
        start = max((end for end in ends if end <= place), default=0)
        start = max(start, place - LONGEST_QUOTE // 2)
        stop = min((end for end in ends if end > place), default=len(words))
        words = words[start : min(stop, start + LONGEST_QUOTE)]
    return Quoted(text=words.strip() or line.quote[:LONGEST_QUOTE], page=line.page, line=line.at)


def shape_of(term: str) -> re.Pattern[str]:
    """A name as it may stand in a line: any case, whole words where it is Latin."""
    bare = r"\s*".join(re.escape(part) for part in term.split())
    head = r"(?<![A-Za-z0-9])" if term[:1].isascii() and term[:1].isalnum() else ""
    tail = r"(?![A-Za-z0-9])" if term[-1:].isascii() and term[-1:].isalnum() else ""
    return re.compile(f"{head}{bare}{tail}", re.IGNORECASE)


def named_zh(terms: Sequence[str]) -> str:
    """Names for a Chinese sentence."""
    return "、".join(label(term).zh for term in terms)


def named_en(terms: Sequence[str]) -> str:
    """Names for an English sentence."""
    return ", ".join(label(term).en for term in terms)
