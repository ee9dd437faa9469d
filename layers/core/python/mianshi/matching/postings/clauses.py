"""One line of a job text as clauses: each asks for one thing, or for several that belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from mianshi.matching.lexicon import degree, find
from mianshi.matching.postings.numbers import years

_SENTENCES = re.compile(r"[;；。！!]+|(?<=[a-z0-9)%])\.\s+(?=[A-Z])|\.$")
_NUMBERED = re.compile(r"(?:(?<=\s)|(?<=[\u4e00-\u9fff)）,，]))[（(]?\d{1,2}(?:[、．)）]|\.(?=\s))\s*(?=[^\d\s])")
_ASIDE = re.compile(r"[（(]([^（）()]*)[)）]")
_COMMAS = re.compile(r"\s*(?:，|(?<!\d),|,(?!\d{3}(?!\d)))\s*")
_BEFORE_YEARS = re.compile(
    r"\s*(?:,\s*)?\b(?:and|with|plus)\s+(?=(?:at least |a minimum of |minimum (?:of )?|over "
    r"|more than )?\S{1,12}?(?:\s*[-–to]+\s*\d+)?\+?"
    r"(?: or more)?\s+(?:years?|yrs?)\b)|(?:并且|并|且)(?:具?有)?(?=[^,，]{0,4}\d+\s*年)",
    re.IGNORECASE,
)
_NICE = re.compile(
    r"优先(?!级|股|考虑到)|加分|更佳|尤佳|为佳|者佳|更好|最好|更优"
    r"|\bnice to have\b|\b(?:a|an|big|huge|strong|definite) (?:plus|bonus|advantage|asset)\b|\bis (?:plus"
    r"|advantageous|beneficial|helpful)\b"
    r"|\bpreferred\b|\bpreferabl[ey]\b|\bdesir(?:able|ed)\b|\bideally\b|\bplus\s*[.)]?$|\bbonus\b"
    r"|\badvantage(?:ous)?\b|\bbeneficial\b"
    r"|\bwould be (?:great|good|nice|helpful|an advantage|beneficial)\b|\bnot required\b|\bwelcome\b|欢迎",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"^\s*(?:或者?(?!许)|or\b)", re.IGNORECASE)
_STARTS_ANEW = re.compile(
    r"^(?:(?:并|且|并且|同时|以及|还)?(?:需要?|必须|须|应)?(?:具有|具备|拥有|有|熟悉|熟练|熟知|精通|掌握|了解|能|会"
    r"|擅长|善于|可|持|懂|通过|取得|获得|对|从事|担任|使用|较强"
    r"|良好|优秀|至少|不少于|最少))"
    r"|^(?:and |or |with )?(?:strong|good|excellent|proven|solid|proficien\w+|fluen\w+|familiar\w*|experienced?"
    r"|knowledge|working|hands-on|demonstrated"
    r"|able|ability|understanding|expertise|skilled|comfortable|must|should|at least|a minimum|minimum|willing\w*"
    r"|holds?|certified|valid|current|deep)\b",
    re.IGNORECASE,
)
_TRAIT = re.compile(r"(?:强|佳|好|良好|优秀|能力|意识|精神|心|素质|习惯)(?:者)?(?:优先)?$")
_SCHOOLING = re.compile(r"专业(?:毕业|背景|优先|者|$)|学历")
_GLUE = re.compile(
    r"\b(?:is|are|would be)\b|\b(?:a|an) (?:plus|bonus|advantage)\b|\brequired\b|[\s、,，/和或及与等者有的&+·]|优先"
    r"|经验|相关|以及|\b(?:and|or|etc|preferred|experience|skills?)\b\.?",
    re.IGNORECASE,
)
ALTERNATIVE = "；"
"""Stands between sentences that are alternatives; in no other clause."""
_COVERED = 0.6
"""Share of a clause's letters in names of the lexicon from which on it is only one more item of a list."""
_SHORT_WORDS = 3


@dataclass(frozen=True)
class Clause:
    """Words that ask for something. `nice`: they say themselves that it is an advantage."""

    text: str
    nice: bool


def clauses(line: str) -> list[Clause]:
    """The clauses of a line, in order."""
    found: list[Clause] = []
    for sentence in _sentences(line):
        if ALTERNATIVE in sentence:
            found.append(Clause(sentence, bool(_NICE.search(sentence))))
            continue
        inner: list[str] = []
        outer = _ASIDE.sub(partial(_aside, inner=inner), sentence)
        for text in [*_parts(outer), *inner]:
            bare = text.strip(' \t,，、:：-–—"“”')
            if re.search(r"[A-Za-z\u4e00-\u9fff]", bare):
                found.append(Clause(bare, bool(_NICE.search(bare))))
    return found


def otherwise(text: str) -> bool:
    """Whether `text` is another way to meet what stands before it (``or 5 years ...``)."""
    return bool(_OTHERWISE.match(text))


def _sentences(line: str) -> list[str]:
    """The sentences of a line; one that begins with an ``or`` belongs to the one before it."""
    found: list[str] = []
    for sentence in _SENTENCES.split(_NUMBERED.sub("；", line)):
        if found and otherwise(sentence):
            found[-1] = f"{found[-1].strip()}{ALTERNATIVE}{sentence.strip()}"
        else:
            found.append(sentence)
    return found


def _aside(hit: re.Match[str], inner: list[str]) -> str:
    """What stands in brackets is a clause of its own where it says that it is an advantage."""
    if _NICE.search(hit.group(1)) and not re.fullmatch(
        r"\s*(?:preferred|优先|加分|desirable|a plus)\s*", hit.group(1), re.I
    ):
        inner.append(hit.group(1))
        return " "
    return hit.group(0)


def _parts(sentence: str) -> list[str]:
    parts: list[str] = []
    for piece in _COMMAS.split(sentence):
        for part in _BEFORE_YEARS.split(piece):
            if not part or not part.strip():
                continue
            if parts and _goes_on(parts[-1], part):
                parts[-1] = f"{parts[-1]}, {part.strip()}" if part.isascii() else f"{parts[-1]}，{part.strip()}"
            else:
                parts.append(part)
    return parts


def _goes_on(before: str, part: str) -> bool:
    """Whether a part after a comma is one more item of the list before it."""
    text = part.strip()
    if otherwise(text):
        return True
    if years(text) or degree(text) or any(shape.search(text) for shape in (_STARTS_ANEW, _TRAIT, _SCHOOLING)):
        return False
    hits = find(text)
    if hits and not degree(before) and find(before):
        covered = len({at for hit in hits for at in range(hit.start, hit.end)})
        rest = len(re.sub(r"\s", "", _GLUE.sub("", text)))
        return covered >= _COVERED * max(1, rest)
    return (
        text.isascii()
        and not years(before)
        and not degree(before)
        and len(text.split()) <= _SHORT_WORDS + text.startswith("and ")
    )
