"""What a résumé says, line by line, as the verdicts ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mianshi.contracts.matching import Profile, Quoted, ResumeText, Skill
from mianshi.matching.instructions import instructs
from mianshi.matching.lexicon import broader, find, label
from mianshi.matching.verdicts.meaning import Meaning
from mianshi.matching.verdicts.negation import denies, negated

LONGEST_QUOTE = 160
"""Characters of a quote; of a longer line the sentence at hand is quoted."""
_NEVER = re.compile(
    r"性别|年龄|出生|生日|\d岁|婚|已育|未育|民族|汉族|籍贯|户[籍口]|政治面貌|党员|团员|健康状况|身高|体重|信仰|照片"
    r"|电话|手机|邮箱|微信|地址|求职意向|期望|意向|到岗|薪资|@|\d{7,}"
    r"|\b(?:gender|sex|male|female|age|born|date of birth|birthday|marital|married|single|children|nationality"
    r"|ethnicity|religion|health|height|weight"
    r"|phone|mobile|e-?mail|address|objective|expected salary|availability)\b\s*[:：]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sighting:
    """A place where something is named. `shown`: where something was done, not in a list of claims."""

    quote: Quoted
    shown: bool


@dataclass(frozen=True)
class Evidence:
    """A résumé, ready to be asked. `now`: the month the match is made for, ``YYYY-MM``."""

    profile: Profile
    text: ResumeText
    now: str
    meaning: Meaning | None
    done: frozenset[int]
    """Lines that tell what was done, in an employment or a project."""
    named: dict[str, tuple[Sighting, ...]] = field(repr=False)
    """By name of the lexicon: where the lines name it and do not deny it, its own name only."""

    def sightings(self, term: str) -> list[Sighting]:
        """Where `term`, or something narrower, is named; those where something was done come first."""
        found = [one for name, ones in self.named.items() if name == term or term in broader(name) for one in ones]
        if not found:
            found = list(self.written(term))
        return _best(found)

    def wider(self, term: str) -> list[Sighting]:
        """Where something directly wider than `term` is named: near, and not the thing itself."""
        around = broader(term)
        return _best([one for name, ones in self.named.items() if name in around for one in ones])

    def count(self, term: str, at: int) -> int:
        """How often line `at` names `term` or something narrower."""
        line = self.text.lines[at].text
        named = sum(hit.name == term or term in broader(hit.name) for hit in find(line))
        return named or len(shape_of(term).findall(line))

    def compares(self, at: int) -> bool:
        """Whether line `at` may be compared by meaning: not what denies something, what is wished for, whom to call,
        nor anything that must not count (age, sex, marriage, origin and the like).
        """
        line = self.text.lines[at]
        return line.place != "header" and not (denies(line.text) or _NEVER.search(line.text) or instructs(line.text))

    def written(self, term: str) -> Iterator[Sighting]:
        """Where a name that no lexicon knows stands as it is written."""
        shape = shape_of(term)
        for at, line in enumerate(self.text.lines):
            hit = shape.search(line.text)
            if hit is not None and not negated(line.text, hit.start(), hit.end()):
                yield Sighting(quoted(self.text, at, hit.start()), at in self.done)


def evidence(profile: Profile, text: ResumeText, now: str, meaning: Meaning | None) -> Evidence:
    """A résumé made ready.

    Args:
        profile: what was read of it.
        text: its lines; what is hidden is not among them.
        now: the month of the match, ``YYYY-MM``.
        meaning: compares sentences, where there is a model.
    """
    done = frozenset(at for work in profile.work for at in [*work.lines, work.quote.line])
    named: dict[str, list[Sighting]] = {}
    for at, line in enumerate(text.lines):
        for hit in find(line.text):
            if not negated(line.text, hit.start, hit.end):
                named.setdefault(hit.name, []).append(Sighting(quoted(text, at, hit.start), at in done))
    for skill in (*profile.skills, *profile.languages):
        _add(named, skill)
    for certificate in profile.certificates:
        quote = certificate.quote
        if certificate.name not in named and not _denied(quote.text, certificate.name):
            named[certificate.name] = [Sighting(quote, shown=True)]
    return Evidence(profile, text, now, meaning, done, {name: tuple(ones) for name, ones in named.items()})


def _add(named: dict[str, list[Sighting]], skill: Skill) -> None:
    """What the profile knows of a skill that its lines alone do not tell."""
    known = {one.quote.line for one in named.get(skill.name, ())}
    for quotes, shown in ((skill.shown, True), (skill.listed, False)):
        for quote in quotes:
            if quote.line not in known and not _denied(quote.text, skill.name):
                named.setdefault(skill.name, []).append(Sighting(quote, shown))


def _denied(text: str, name: str) -> bool:
    places = [hit for hit in find(text) if hit.name == name]
    return bool(places) and all(negated(text, hit.start, hit.end) for hit in places)


def _best(found: Sequence[Sighting]) -> list[Sighting]:
    once = {(one.quote.line, one.shown): one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (not one.shown, one.quote.line))


def quoted(text: ResumeText, at: int, place: int = 0) -> Quoted:
    """Line `at` word by word; of a long one the part around the character at `place`."""
    line = text.lines[at]
    words = line.text
    if len(words) > LONGEST_QUOTE:
        ends = [hit.end() for hit in re.finditer(r"[。；;！!]|\.\s", words)]
        start = max((end for end in ends if end <= place), default=0)
        start = max(start, place - LONGEST_QUOTE // 2)
        stop = min((end for end in ends if end > place), default=len(words))
        words = words[start : min(stop, start + LONGEST_QUOTE)]
    return Quoted(text=words.strip() or line.text[:LONGEST_QUOTE], page=line.page, line=at)


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
