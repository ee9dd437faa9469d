"""Lines of a résumé that are the job's own words: they tell what is asked, not what somebody did."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from mianshi.contracts.resumes import Profile, Skill
from mianshi.matching.profile import Line

COPIED_SHARE = 0.8
"""Share of a line's runs of characters or words that stand in the job text from which on it was copied from there."""
COPIED_LINES = 3
"""So many copied lines are a doubt; one or two are how trades talk."""
RUN_ZH, RUN_EN = 5, 4
SHORTEST_COPIED = 12


def copied(asked: str, lines: Mapping[int, Line]) -> list[Line]:
    """Lines whose runs of characters (Chinese) or words (English) stand in the job text `asked`, where there are at
    least `COPIED_LINES`; else none.
    """
    there = _runs(asked)
    found = [line for line in lines.values() if _share(line.text, there) >= COPIED_SHARE]
    return found if len(found) >= COPIED_LINES else []


def without(profile: Profile, lines: Container[int]) -> Profile:
    """What is left of a profile when nothing on these lines counts; educations and employments stay."""

    def kept(skill: Skill) -> Skill | None:
        listed = [one for one in skill.listed if one.line not in lines]
        shown = [one for one in skill.shown if one.line not in lines]
        return skill.model_copy(update={"listed": listed, "shown": shown}) if listed or shown else None

    works = [one.model_copy(update={"lines": [at for at in one.lines if at not in lines]}) for one in profile.work]
    return profile.model_copy(
        update={
            "work": works,
            "skills": [left for one in profile.skills if (left := kept(one))],
            "languages": [left for one in profile.languages if (left := kept(one))],
            "certificates": [one for one in profile.certificates if one.quote.line not in lines],
            "facts": [one for one in profile.facts if one.quote.line not in lines],
        }
    )


def _share(line: str, asked: set[str]) -> float:
    runs = _runs(line) if len(line.strip()) >= SHORTEST_COPIED else set()
    return len(runs & asked) / len(runs) if runs else 0.0


def _runs(text: str) -> set[str]:
    zh = re.sub(r"[^\u4e00-\u9fff]", "", text)
    words = re.findall(r"[a-z0-9+#]+", text.lower())
    runs = {zh[at : at + RUN_ZH] for at in range(len(zh) - RUN_ZH + 1)}
    return runs | {" ".join(words[at : at + RUN_EN]) for at in range(len(words) - RUN_EN + 1)}
