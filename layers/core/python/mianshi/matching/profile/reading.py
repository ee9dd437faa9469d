"""The profile of a résumé, put together from its lines."""

from __future__ import annotations

import re
from typing import Literal

from mianshi.contracts.base import Language
from mianshi.contracts.resumes import Profile, ResumeText
from mianshi.matching.profile import dates
from mianshi.matching.profile.education import education
from mianshi.matching.profile.intention import intention
from mianshi.matching.profile.lines import Line, readable
from mianshi.matching.profile.outline import outlined
from mianshi.matching.profile.passages import facts_told
from mianshi.matching.profile.skills import bodies, certificates, skills
from mianshi.matching.profile.work import Told, in_sentences, works

_ELSEWHERE = frozenset({"summary", "other"})
"""Sections whose sentences are read for employments where nothing else tells of any."""
_CHINESE_SHARE, _ENGLISH_SHARE = 0.6, 0.12
"""Chinese characters among them and twice the English words: as many make the same length of text."""


def profile(text: ResumeText, *, until: str | None = None) -> Profile:
    """What `text` says, every part with the line it stands on.

    `until` (``YYYY-MM``) is the month to which an employment that goes on is counted: the month in which the résumé
    was handed in. Without it, the latest date that the résumé names counts. Words addressed to the reader are text
    like any other. Raises nothing; what is not told is empty.
    """
    lines = outlined(readable(text))
    told = works(lines) or _claimed(lines)
    done = bodies(told)
    heads = {line.at for each in told for line in each.head} - done.keys()
    found, spoken = skills(lines, done, heads)
    return Profile(
        language=_language(lines),
        education=education(lines),
        work=[each.work for each in told],
        skills=found,
        certificates=certificates(lines, done, heads),
        languages=spoken,
        facts=facts_told(lines, heads, done),
        intention=intention(lines),
        months=_months(told, until),
    )


def _claimed(lines: list[Line]) -> list[Told]:
    """Employments that sentences outside every section of work date; years without dates are a claim and none."""
    open_ = [line for line in lines if not line.heads and line.section <= _ELSEWHERE]
    return [told for told in in_sentences(open_) if told.work.period.start]


def _months(told: list[Told], until: str | None) -> int | None:
    employed = [each for each in told if not each.work.project]
    periods = [each.work.period for each in employed]
    known = dates.months(periods, until or dates.latest([each.work.period for each in told]))
    lasted = [each.lasted for each in employed if each.lasted]
    return (known or 0) + sum(lasted) if known is not None or lasted else None


def _language(lines: list[Line]) -> Language | Literal["mixed"]:
    whole = " ".join(line.text for line in lines)
    chinese, english = len(re.findall(r"[\u3400-\u9fff]", whole)), len(re.findall(r"[A-Za-z]{3,}", whole))
    share = chinese / max(1, chinese + 2 * english)
    if share >= _CHINESE_SHARE:
        return "zh"
    return "en" if share <= _ENGLISH_SHARE else "mixed"
