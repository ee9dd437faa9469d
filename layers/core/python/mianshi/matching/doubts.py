"""What a person should look at before believing a match. None of it lowers or raises anything by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Doubt, DoubtKind, Posting, Requirement
from mianshi.contracts.resumes import Period, Profile, Quoted, ResumeText, Work
from mianshi.matching.instructions import instructs
from mianshi.matching.lexicon import label
from mianshi.matching.profile.dates import months
from mianshi.matching.verdicts.evidence import Evidence, quoted

REPEATED = 12
"""How often lines that tell of nothing done may name one of the job's terms before it looks written for a machine."""
LISTED_SHARE, LEAST_LISTED, LISTED_TIMES = 0.8, 6, 3
"""Stuffing is also: so many of the job's terms are named, this share of them only in lists, and half of those this
often: one list of what somebody knows is honest."""
OVERLAP_MONTHS = 6
"""Two employments that overlap longer than a change of jobs takes."""
MOST_OF_A_KIND = 3
MOST_JOBS = 60
"""Employments that are held against each other, pair by pair: more than anybody had."""


def doubts(posting: Posting, profile: Profile, text: ResumeText, said: Evidence) -> list[Doubt]:
    """Everything worth a look, at most three of a kind."""
    found = [
        *_hidden(text),
        *islice(_instructions(text, said), MOST_OF_A_KIND),
        *_copied(said),
        *_stuffing(posting.requirements, said),
        *islice(_dates(profile, said.now), MOST_OF_A_KIND),
        *_pictures(text),
    ]
    kept: Counter[DoubtKind] = Counter()
    result: list[Doubt] = []
    for doubt in found:
        kept[doubt.kind] += 1
        if kept[doubt.kind] <= MOST_OF_A_KIND:
            result.append(doubt)
    return result


def _hidden(text: ResumeText) -> Iterator[Doubt]:
    if text.hidden:
        letters = sum(one.characters for one in text.hidden)
        yield _doubt(
            DoubtKind.HIDDEN_TEXT,
            f"文件里有 {len(text.hidden)} 处看不见的文字，共 {letters} 个字；都没有参与匹配。",
            f"{len(text.hidden)} hidden passages with {letters} characters are in the file; none of them counts.",
        )


def _instructions(text: ResumeText, said: Evidence) -> Iterator[Doubt]:
    for line in said.lines.values():
        if instructs(line.text):
            yield _doubt(
                DoubtKind.INSTRUCTION,
                "这句话是写给阅读程序的指令，没有人照办。",
                "These words tell the reader what to do; nobody follows them.",
                quoted(line),
            )
    if any(instructs(one.text) for one in text.hidden):
        yield _doubt(
            DoubtKind.INSTRUCTION,
            "看不见的文字里有写给阅读程序的指令，没有人照办。",
            "The hidden text tells the reader what to do; nobody follows it.",
        )


def _copied(said: Evidence) -> Iterator[Doubt]:
    if said.copied:
        yield _doubt(
            DoubtKind.COPIED_POSTING,
            f"有 {len(said.copied)} 行与岗位要求的文字几乎一样；这些行没有参与匹配。",
            f"{len(said.copied)} lines are almost word for word those of the job; none of them counts.",
            quoted(said.copied[0]),
        )


def _stuffing(asked: Sequence[Requirement], said: Evidence) -> Iterator[Doubt]:
    terms = list(dict.fromkeys(term for one in asked if one.kind in ("skill", "experience") for term in one.terms))
    seen = {term: said.sightings(term) for term in terms}
    for term, ones in seen.items():
        times = said.claimed(term)
        if ones and times >= REPEATED:
            yield _doubt(
                DoubtKind.STUFFING,
                f"“{label(term).zh}”出现了 {times} 次；重复只算一次。",
                f"“{label(term).en}” stands there {times} times; repeating it counts once.",
                ones[0].quote,
            )
    named = [term for term, ones in seen.items() if ones]
    listed = [term for term in named if not seen[term][0].shown]
    again = [term for term in listed if said.claimed(term) >= LISTED_TIMES]
    many = len(listed) >= LEAST_LISTED and len(listed) >= LISTED_SHARE * len(named)
    if many and 2 * len(again) >= len(listed):
        yield _doubt(
            DoubtKind.STUFFING,
            f"岗位要求的 {len(named)} 项里有 {len(listed)} 项反复列出，没有写做过什么。",
            f"{len(listed)} of {len(named)} things the job asks for are listed again and again, with nothing done.",
            seen[listed[0]][0].quote,
        )


def _dates(profile: Profile, now: str) -> Iterator[Doubt]:
    jobs = [work for work in profile.work if not (work.project or work.internship)]
    for work in profile.work:
        period = work.period
        backwards = period.start and period.end and not period.current and period.end < period.start[: len(period.end)]
        if backwards or max((period.start or "")[:7], (period.end or "")[:7]) > now:
            yield _doubt(
                DoubtKind.OVERLAP,
                "这段时间不可能：结束早于开始，或还没有到；没有到的时间不计入年限。",
                "These dates cannot be: they end before they begin, or lie ahead. What lies ahead counts for nothing.",
                work.quote,
            )
    for one, other in combinations(jobs[:MOST_JOBS], 2):
        shared = _shared(one.period, other.period, now)
        if shared > OVERLAP_MONTHS:
            yield _doubt(
                DoubtKind.OVERLAP,
                f"两段任职重叠 {shared} 个月（{_name(one)}、{_name(other)}）；年限只算一次。",
                f"Two employments overlap by {shared} months ({_name(one)}, {_name(other)}); the time counts once.",
                other.quote,
            )


def _shared(one: Period, other: Period, now: str) -> int:
    """Months that lie in both periods."""
    alone = (months([one], now) or 0) + (months([other], now) or 0)
    return alone - (months([one, other], now) or 0)


def _name(work: Work) -> str:
    return (work.employer or work.title or work.quote.text)[:40]


def _pictures(text: ResumeText) -> Iterator[Doubt]:
    if "picture_pages" in text.notes:
        yield _doubt(
            DoubtKind.PICTURE_PAGES,
            "有的页是图片，读不到上面的文字，匹配里没有它们。",
            "Some pages are pictures: what stands on them was not read and is not in the match.",
        )


def _doubt(kind: DoubtKind, zh: str, en: str, quote: Quoted | None = None) -> Doubt:
    return Doubt(kind=kind, told=Bilingual(zh=zh, en=en), quote=quote)
