"""Employments told in sentences: ``From 2018 to 2020 I was a driver at Acme``, 2015年入职某厂，任质检员."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mianshi.contracts.resumes import Period
from mianshi.matching.profile import dates
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.looks import SURE, beside, chinese, employer_score, job_score
from mianshi.matching.profile.pieces import LEGAL_FORM, sentences

_NAME_WORD = r"(?:[A-Z0-9][\w&'’.\-]*|&|of|the|and|for|de|la|le|du|on)"
_ENGLISH_EMPLOYER = re.compile(
    rf"\b(?P<cue>at|for|with|joined|join|in|by|to|left|into|of|from|called|company|named)\s+(?:the\s+(?=[A-Z]))?"
    rf"(?P<name>[A-Z][\w&'’.\-]*(?:\s{_NAME_WORD}){{0,6}}(?:,? (?:Inc|Ltd|LLC|Corp|GmbH|Limited)\b\.?)?)"
)
_AT_WORK = ("at", "joined", "join")
_ENGLISH_JOB = re.compile(
    r"\b(?:as|am|was(?: made| named| appointed)?|made|promoted to|became|become|been|being|is|start(?:ed)? as|"
    r"role of|position of|job as|post of)\s+"
    r"(?:(?:an?|the|their|its|our|his|her|now|first|currently)\s+){0,2}"
    r"(?P<job>[A-Za-z][\w&/.'’\-]*(?: (?!(?:at|as|for|with|in|from|on|until|till|and|where|since|by|between|who|"
    r"when|after|before)\b)"
    r"[A-Za-z&/][\w&/.'’\-]*){0,6}(?: (?:of|to|in|for|and) [A-Za-z][\w&]*(?= (?:at|for|with|in)\b))?)"
)
_JOB_AT = re.compile(
    r"(?P<job>(?:[A-Z][\w&/.'’\-]*|of|to|de|and|&)(?: (?:[A-Z][\w&/.'’\-]*|of|to|de|and|&)){0,6}),? (?:at|with|for|"
    r"@) (?=(?:the )?[A-Z])"
)
_CHINESE_EMPLOYER = re.compile(
    r"(?:入职了?|加入了?|进入了?|进了?|来到了?|回到|就职于|任职于|供职于|受雇于|跳槽到了?|跳到|转到|调到|调入|调任|"
    r"去了?|到了?|在|于|应聘到?|创办了?|开了?)"
    r"(?P<name>[^，,。；;、\s：:]{2,26}?)"
    r"(?=(?:先后)?(?:担任|任职?|做|当|从事|干|工作|上班|打工|打零工|实习|负责|跑|带|开|的|里|兼|帮|学|干了|管|"
    r"[，,。；;、\s（(]|$))"
)
_CHINESE_JOB = re.compile(
    r"(?:担任过?|历任|任(?!职|务|何)|做(?:了|过|的是)?|当(?:了|过|上了?)?|从事|干(?:了|过|的是)?|(?:职位|岗位|"
    r"职务)(?:是|为)?|升(?:任|为|到|了)?|晋升(?:为|到)?|"
    r"提(?:拔|升)?(?:为|到|成)|转(?:做|为|岗)?|是|开始做|应聘)"
    r"(?:(?:[一二三四五六七八九十两半几\d]+(?:个月|年)多?(?:的)?)|了)?(?:一[名个家]|[一二三两]线)?"
    r"(?P<job>[^，,。；;、（(：:\d]{2,14}?)(?=(?:一职|岗位|岗|职务|职位|工作)?(?:[，,。；;、（(\s]|$|兼|，|直到|"
    r"至今|到现在))"
)
_JOINED = re.compile(
    r"(?i:\b(?:joined|started|began|hired|moved|went|became|promoted|left .{0,30} for)\b)|入职|加入|进入|进了?|"
    r"开始|来到|去了?|跳槽|转到|调到|调入|起在|创办|升|应聘"
)
_PROMOTED = re.compile(r"升任|晋升|升为|升至|提拔|提升为|(?i:\b(?:promoted|became|rose|moved up)\b)")
_STILL = re.compile(
    r"(?i:\b(?:currently|now|still|today|at present|ever since|to this day)\b)|至今|目前|现在|现任|一直"
)
_YEAR_AHEAD = (
    r"(?=(?:(?:early|late|mid|the (?:spring|summer|autumn|fall|winter) of|[A-Z][a-z]{2,8}\.?,?)[ -]){0,2}"
    r"(?:19|20)\d{2})"
)
_BEGUN = re.compile(
    rf"(?i:\b(?:(?P<from>from|since)|in|back in)\s+){_YEAR_AHEAD}|(?:自|从|于)?(?=(?:19|"
    rf"20)\d{{2}}年?(?:\d{{1,2}}月)?(?!\d|底|末))"
)
_ENDED = re.compile(
    rf"(?i:\b(?:until|till|to|left(?: \w+){{0,3}} in|closed in|ended in)\b.{{0,24}}?){_YEAR_AHEAD}|(?:直到|到|至|"
    rf"离职于|干到)(?=(?:19|20)\d{{2}})"
)
_SCHOOL = re.compile(
    r"(?i:\b(?:degree|diploma|graduated|studied|studying|bachelor|master'?s)\b)|毕业于|就读|学习|本科|大专|攻读|"
    r"上学|念书|读书"
)
_DATED_CLAUSE = re.compile(r"(?:^|(?<=[，,；;、]))\s*(?:自|从|于)?(?:19|20)\d{2}年?(?!\d)")
_MOST_LINES, _MOST_SENTENCE, _MOST_CLAUSES, _MOST_SAID = 12, 1_000, 12, 60
"""Lines of a paragraph, characters and clauses of a sentence, and employments that are read."""
_AHEAD = 12
"""A period that begins within so many characters stands before what it dates."""
_NO_NAME = re.compile(
    r"^(?:I|We|My|The|A|An|In|On|From|Since|Until|This|That|There|January|February|March|April|May|June|July|"
    r"August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Monday|Excel|Java|Python|SQL|SAP|English|Chinese|Mandarin|"
    r"German|French|Spanish)$"
)


@dataclass(frozen=True)
class Said:
    """An employment in a sentence; `at` holds the places of its lines in the run."""

    employer: str
    title: str
    period: Period
    lasted: int | None
    at: range


@dataclass(frozen=True)
class _Sentence:
    text: str
    at: range


def told(block: Sequence[Line]) -> list[Said]:
    """Employments that the sentences of `block` tell, in order."""
    found: list[Said] = []
    for sentence in _sentences(block):
        if len(found) >= _MOST_SAID:
            break
        if _SCHOOL.search(sentence.text) and not _JOINED.search(sentence.text):
            continue
        for part in _clauses(sentence.text[:_MOST_SENTENCE])[:_MOST_CLAUSES]:
            said = _said(part, sentence.at)
            if said is not None and not (found and not said.employer and _PROMOTED.search(part)):
                _take(found, said)
    dated = [each for each in found if each.period.start or each.lasted]
    return _followed([each for each in dated if each.employer or each.title])


def _take(found: list[Said], said: Said) -> None:
    """Puts a sentence with the one before where only both together tell who and when."""
    last = found[-1] if found else None
    named = bool(said.employer or said.title)
    if last and not (last.period.start or last.lasted) and not named:
        found[-1] = replace(last, period=said.period, lasted=said.lasted)
    elif last and named and last.period.start and not said.period.start and not said.lasted:
        if not last.title and said.title and not said.employer:
            found[-1] = replace(last, title=said.title)
        elif not last.employer and said.employer and not said.title:
            found[-1] = replace(last, employer=said.employer)
        else:
            found.append(said)
    elif named:
        found.append(said if said.employer or not last else replace(said, employer=last.employer))


def _followed(found: list[Said]) -> list[Said]:
    """Whoever only tells when a job began had it until the next began."""
    ends: list[Said] = []
    for place, each in enumerate(found):
        period = each.period
        after = found[place + 1].period.start if place + 1 < len(found) else None
        if period.start and not period.end and not period.current and after and after >= period.start:
            period = period.model_copy(update={"end": after})
        ends.append(replace(each, period=period))
    return ends


def _sentences(block: Sequence[Line]) -> Iterator[_Sentence]:
    paragraph: list[int] = []
    for at, line in enumerate([*block, None]):
        if (
            line is not None
            and paragraph
            and not line.bullet
            and len(paragraph) < _MOST_LINES
            and _runs_on(block[paragraph[-1]])
        ):
            paragraph.append(at)
            continue
        yield from _cut(block, paragraph)
        paragraph = [at]


def _runs_on(line: Line) -> bool:
    return len(line.text) > 16 and not re.search(r"[。！!；;]$", line.text)


def _cut(block: Sequence[Line], paragraph: list[int]) -> Iterator[_Sentence]:
    text, starts = "", list[int]()
    for at in paragraph:
        gap = "" if not text or chinese(text[-1]) or text[-1] in "，、" else " "
        text += gap
        starts.append(len(text))
        text += block[at].text
    for start, end in sentences(text):
        inside = [
            at
            for at, begin in zip(paragraph, starts, strict=True)
            if begin < end and begin + len(block[at].text) > start
        ]
        if inside:
            yield _Sentence(text[start:end].strip(), range(inside[0], inside[-1] + 1))


def _clauses(text: str) -> list[str]:
    """`text` cut so that each part has one period: before it where the sentence begins with one, else behind it."""
    spans = dates.ranges(text)
    begins = [hit.start() for hit in _DATED_CLAUSE.finditer(text)]
    if len(begins) > 1 and begins[0] <= _AHEAD:
        cuts = begins[1:]
    elif len(spans) < 2:
        return [text]
    elif spans[0].start <= _AHEAD:
        cuts = [each.start for each in spans[1:]]
    else:
        cuts = [_behind(text, each.end) for each in spans[:-1]]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _behind(text: str, at: int) -> int:
    closing = re.match(r"\s*[)）]?[,，、;；]?", text[at:])
    return at + (closing.end() if closing else 0)


def _said(text: str, at: range) -> Said | None:
    period, lasted = _when(text)
    bare = text
    for dated in reversed(dates.ranges(text)):
        bare = f"{bare[: dated.start]} {bare[dated.end :]}"
    bare = re.sub(r"[（(]\s*[)）]", "", bare)
    title = _title(bare)
    employer = _employer(bare, title)
    if not (employer or title or period.start):
        return None
    return Said(employer, title, period, lasted, at)


def _when(text: str) -> tuple[Period, int | None]:
    spans = dates.ranges(text)
    if spans:
        return spans[0].period, None
    begun, ended = _BEGUN.search(text), _ENDED.search(text)
    first = dates.single(text[begun.start() :]) if begun else None
    last = dates.single(text[ended.start() :]) if ended else None
    start, end = (each.period.end if each else None for each in (first, last))
    if (
        (start and not ended and _JOINED.search(text))
        or (start and end and start < end)
        or (begun and begun["from"] and start)
    ):
        return Period(start=start, end=end, current=bool(not end and _STILL.search(text))), None
    if end and start == end:
        return Period(end=end), None
    return Period(), dates.lasted(text) if re.search(r"(?i:years?|months?)|[年月]", text) else None


def _title(text: str) -> str:
    pattern = _CHINESE_JOB if chinese(text) else _ENGLISH_JOB
    found = [re.sub(r"^(?:an?|the)\s+", "", hit["job"]) for hit in pattern.finditer(text)]
    if not chinese(text):
        found += [hit["job"] for hit in _JOB_AT.finditer(text)]
    found = [each.strip(" .'’的") for each in found]
    scored = [(job_score(each), -at, each) for at, each in enumerate(found) if each]
    points, _, best = max(scored, default=(0.0, 0, ""))
    return best if points >= 1.5 else ""


def _employer(text: str, title: str) -> str:
    scored: list[tuple[float, int, str]] = []
    for at, hit in enumerate((_CHINESE_EMPLOYER if chinese(text) else _ENGLISH_EMPLOYER).finditer(text)):
        name = re.sub(r"(?:\s(?:of|the|and|for|de|la|le|du|on|&))+$", "", hit["name"]).strip(" .'’")
        name = re.split(r"(?<=[a-z])\.\s", name)[0]
        if not name or name in title or _NO_NAME.match(name) or (beside(name) and not LEGAL_FORM.search(name)):
            continue
        weak = (
            0.0
            if chinese(text)
            else {"in": 0.5, "to": 0.4, "of": 0.5, "by": 0.3, "from": 0.5, "with": 0.2}.get(hit["cue"], 0.0)
        )
        sure = 1.5 if not chinese(text) and hit["cue"] in _AT_WORK else 0.0
        scored.append((employer_score(name) + sure - weak, -at, name))
    points, _, best = max(scored, default=(0.0, 0, ""))
    return best if points >= (0.5 if title or not chinese(text) else SURE) else ""
