"""From a job text to its requirements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.matching import NotConsidered, Posting, Requirement, RequirementKind
from mianshi.errors import Rejected
from mianshi.matching.lexicon import find, label
from mianshi.matching.postings import alternatives, apart, proxies, sections
from mianshi.matching.postings.clauses import ALTERNATIVE, Clause, clauses, otherwise
from mianshi.matching.postings.sections import Section

MOST_REQUIREMENTS = 60
"""Requirements of one posting; what comes after them is not considered, and said."""
MOST_CHARACTERS = 20_000
WEIGHT_FIELD, WEIGHT_NAMED, WEIGHT_COMMON, WEIGHT_NICE = 4, 3, 2, 1
"""Weights until a person changes them: work in the job's own field; skills, certificates and languages; what many jobs
ask for (a degree, years of any work, leading, numbers) and what only meaning compares; an advantage. What only this
job asks for tells more about fitting it. Chosen by us; docs/matching.md says what they do on the development set."""
_WEIGHTS = {
    RequirementKind.SKILL: WEIGHT_NAMED,
    RequirementKind.CERTIFICATE: WEIGHT_NAMED,
    RequirementKind.LANGUAGE: WEIGHT_NAMED,
}
_TOO_MANY = Bilingual(
    zh=f"岗位要求超过 {MOST_REQUIREMENTS} 条，这一条及之后的没有参与匹配；请精简岗位要求。",
    en=f"The job asks for more than {MOST_REQUIREMENTS} things; this one and those after it are left out. Please "
    f"ask for less.",
)
_MARKS = re.compile(
    r"以上学历|学历|本科|大专|硕士|博士|经验|熟悉|精通|掌握|了解|具备|具有|擅长|善于|优先|证书|持有|要求|必须"
    r"|会使用|较强|良好|流利|加分|专业"
    r"|\b(?:required?|must|experience|years?|degree|proficien\w+|familiar\w*|knowledge|ability to|able to|fluent"
    r"|skills|strong|excellent|understanding|prefer\w*"
    r"|plus|certif\w+|desirable|ideally|need)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"^(?:负责|协助|参与|完成|组织|制定|跟进|维护|执行|配合|根据|定期|及时|处理|对接|统筹|推动|收集|撰写|编制)"
)
_MOST_SHARE = 0.9


class Finding(Protocol):
    """A protected topic in a text, as whoever looks for them tells it."""

    @property
    def topic(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def reason(self) -> Bilingual: ...


@dataclass(frozen=True)
class _Part:
    clause: Clause
    section: Section
    labelled: bool

    @property
    def must(self) -> bool:
        return not self.clause.nice and self.section is not Section.NICE


def posting(text: str, protected: Callable[[str], Sequence[Finding]]) -> Posting:
    """What a job text asks for.

    What stands under a heading of requirements counts; where there is none, whatever sounds like one. Duties count only
    where nothing else is asked. A degree counts even where its clause touches what must not (``统招本科``): the level
    stays and the rest is left out.

    Args:
        text: as somebody wrote it, at most 20,000 characters.
        protected: finds protected topics in a text.

    Raises:
        Rejected: ``bad_text``, where the text is longer.
    """
    if len(text) > MOST_CHARACTERS:
        raise Rejected("bad_text", f"the job text is longer than {MOST_CHARACTERS} characters")
    parts = [_Part(clause, line.section, line.labelled) for line in _lines(text) for clause in clauses(line.text)]
    left_out: dict[tuple[str, str], NotConsidered] = {}
    found: list[Requirement] = []
    named = sections.title(text)
    for part in _asked(parts):
        found += _read(part, named, protected, left_out)
    if not found:
        for part in (one for one in parts if one.section is Section.DUTIES):
            found += [one for one in _read(part, named, protected, left_out) if one.kind in _FROM_DUTIES]
    for part in parts:
        _note(part.clause.text, protected, left_out)
    merged = _merged(found)
    for beyond in merged[MOST_REQUIREMENTS : MOST_REQUIREMENTS + 1]:
        left_out[beyond.text, "too many"] = NotConsidered(text=beyond.text, topic="too many", reason=_TOO_MANY)
    numbered = [one.model_copy(update={"id": f"r{at}"}) for at, one in enumerate(merged[:MOST_REQUIREMENTS], start=1)]
    return Posting(text=text, language=language_of(text), requirements=numbered, not_considered=list(left_out.values()))


def _lines(text: str) -> list[sections.Line]:
    """The lines of a job text; one that begins with an ``or`` belongs to the one before it."""
    found: list[sections.Line] = []
    for line in sections.lines(text):
        if found and otherwise(line.text) and found[-1].section is line.section:
            before = found.pop()
            found.append(replace(before, text=f"{before.text.rstrip('；;。. ')}{ALTERNATIVE}{line.text}"))
        else:
            found.append(line)
    return found


_FROM_DUTIES = (RequirementKind.IMPLIED, RequirementKind.OTHER)


def language_of(text: str) -> Language | Literal["mixed"]:
    """Chinese, English, or both: by the share of Chinese characters among its words (a Latin word counts as one)."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text)) / 1.6
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    share = chinese / (chinese + latin) if chinese + latin else 1.0
    return "zh" if share > 0.6 else "en" if share < 1 - _MOST_SHARE else "mixed"


def _asked(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts that ask for something."""
    headed = any(part.section in (Section.ASKED, Section.NICE) for part in parts)
    for part in parts:
        if part.section in (Section.ASKED, Section.NICE) or part.labelled or (not headed and _sounds(part)):
            yield part


def _sounds(part: _Part) -> bool:
    """Whether words that stand under no heading sound like something asked."""
    text = part.clause.text
    return part.section is Section.NONE and bool(_MARKS.search(text)) and not _DUTY.match(text)


def _read(
    part: _Part,
    named: str,
    protected: Callable[[str], Sequence[Finding]],
    left_out: dict[tuple[str, str], NotConsidered],
) -> list[Requirement]:
    text = part.clause.text
    touched = _note(text, protected, left_out)
    rest = text
    for word in touched:
        rest = rest.replace(word, " ")
    found = alternatives.read(proxies.TRAITS.words.sub(" ", rest), named)
    if found is None:
        _leave_out(left_out, text, "alternatives", alternatives.UNCLEAR)
        return []
    told = re.sub(r"\s{2,}", " ", rest).strip(" ，,、") if touched else text
    found = [one.model_copy(update={"text": _told(one, found, told, part)}) for one in found]
    if touched:
        found = [one for one in found if one.kind is not RequirementKind.OTHER]
    if all(one.kind is RequirementKind.OTHER for one in found) and proxies.TRAITS.words.search(text):
        _leave_out(left_out, text, "trait", proxies.TRAITS.reason)
        return []
    if part.section is not Section.DUTIES and any(_beside_work(one) for one in found):
        _leave_out(left_out, text, "not about work", apart.NOT_ABOUT_WORK)
        found = [one for one in found if not _beside_work(one)]
    return [_weighed(one, must=part.must) for one in found]


def _leave_out(left_out: dict[tuple[str, str], NotConsidered], text: str, topic: str, reason: Bilingual) -> None:
    left_out.setdefault((text, topic), NotConsidered(text=text, topic=topic, reason=reason))


def _beside_work(one: Requirement) -> bool:
    return one.kind is RequirementKind.OTHER and not apart.about_work(one.text)


def _told(one: Requirement, beside: Sequence[Requirement], told: str, part: _Part) -> str:
    """The clause; with the names of `one` where others of its kind come from the same clause."""
    twins = [other for other in beside if other.kind is one.kind and other.terms]
    if len(twins) < 2 or not one.terms:
        return told
    if part.clause.text.isascii():
        names = (" or " if one.at_least < len(one.terms) else " and ").join(label(term).en for term in one.terms)
        return f"{told} ({names})"
    return f"{told}（{('或' if one.at_least < len(one.terms) else '、').join(label(term).zh for term in one.terms)}）"


def _weighed(one: Requirement, *, must: bool) -> Requirement:
    weights = [_weight(each) for each in (one, *one.either)]
    return one.model_copy(update={"must": must, "weight": max(weights) if must else WEIGHT_NICE})


def _weight(one: Requirement) -> int:
    in_field = one.kind is RequirementKind.EXPERIENCE and bool(one.terms)
    return WEIGHT_FIELD if in_field else _WEIGHTS.get(one.kind, WEIGHT_COMMON)


def _note(
    text: str, protected: Callable[[str], Sequence[Finding]], left_out: dict[tuple[str, str], NotConsidered]
) -> list[str]:
    """Keep what of `text` must not count; the words that say so."""
    words: list[str] = []
    for finding in protected(_without_certificates(text)):
        _leave_out(left_out, text, finding.topic, finding.reason)
        words.append(finding.word)
    for proxy in proxies.PROXIES:
        hit = proxy.words.search(text)
        if hit is not None:
            _leave_out(left_out, text, proxy.topic, proxy.reason)
            words.append(hit.group(0))
    return [word for word in words if word.strip()]


def _without_certificates(text: str) -> str:
    """`text` without certificates that the law asks of some work, such as 健康证: their names only look like topics."""
    for hit in reversed([hit for hit in find(text) if hit.kind == "certificate"]):
        text = f"{text[: hit.start]} {text[hit.end :]}"
    return text


def _merged(found: Sequence[Requirement]) -> list[Requirement]:
    """Majors that stand alone join the degree before them; what is asked twice is asked once, and must if one must."""
    kept: list[Requirement] = []
    for one in found:
        before = kept[-1] if kept else None
        if (
            _only_majors(one)
            and before is not None
            and before.degree is not None
            and not before.majors
            and before.must == one.must
        ):
            kept[-1] = before.model_copy(update={"majors": one.majors, "text": f"{before.text}，{one.text}"})
            continue
        twin = next((at for at, other in enumerate(kept) if _same(one, other)), None)
        if twin is None:
            kept.append(one)
        elif one.must and not kept[twin].must:
            kept[twin] = one
    return kept


def _only_majors(one: Requirement) -> bool:
    return one.kind is RequirementKind.EDUCATION and one.degree is None


def _same(one: Requirement, other: Requirement) -> bool:
    empty = {"id": "", "text": "", "must": True, "weight": 2}
    if one.kind is RequirementKind.OTHER:
        empty.pop("text")
    return one.model_copy(update=empty) == other.model_copy(update=empty)
