"""Verdicts on single requirements against what a reader of both pages would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.resumes.labels import normal
from mianshi.contracts.matching import Match, Posting, Requirement, Verdict


@dataclass
class Judged:
    """Of all labelled pairs of a person and a phrase of the job text."""

    pairs: int = 0
    right: int = 0
    unread: int = 0
    """No requirement was read from the phrase; counts as wrong."""
    clear: int = 0
    clear_right: int = 0
    """Of pairs for which one verdict alone is right."""
    too_good: int = 0
    """`met`, where that is wrong."""
    too_bad: int = 0
    """Not `met`, where nothing else is right."""
    quotable: int = 0
    quoted: int = 0
    """Of right verdicts other than `not_found`, those that quote the expected words."""
    labels: dict[str, int] = field(default_factory=dict)
    """How many pairs each verdict alone would have right."""


def judge(asked: Posting, made: Match | None, gold: Mapping[str, Mapping[str, Any]], into: Judged) -> None:
    """Count one person's labelled phrases of one posting."""
    by_id = {each.requirement: each for each in made.requirements} if made else {}
    for phrase, right in gold.items():
        found = [by_id[each.id] for each in requirements(asked, phrase) if each.id in by_id]
        verdict = together([each.verdict for each in found])
        allowed = right["is"]
        is_right = verdict is not None and verdict.value in allowed
        into.pairs += 1
        into.right += is_right
        into.unread += verdict is None
        into.clear += len(allowed) == 1
        into.clear_right += is_right and len(allowed) == 1
        into.too_good += verdict is Verdict.MET and not is_right
        into.too_bad += verdict is not Verdict.MET and allowed == ["met"]
        for each in allowed:
            into.labels[each] = into.labels.get(each, 0) + 1
        if is_right and verdict is not Verdict.NOT_FOUND and right.get("words"):
            quotes = normal("".join(quote.text for each in found for quote in each.quotes))
            into.quotable += 1
            into.quoted += any(normal(words) in quotes for words in right["words"])


def requirements(asked: Posting, phrase: str) -> list[Requirement]:
    """The requirements that were read from a phrase: the first that holds it, else those that are parts of it."""
    words = normal(phrase)
    holding = [each for each in asked.requirements if words in normal(each.text)]
    return holding[:1] or [each for each in asked.requirements if normal(each.text) in words]


def together(verdicts: Sequence[Verdict]) -> Verdict | None:
    """One verdict for a phrase that was read as several requirements: theirs where they agree, else partly."""
    if not verdicts:
        return None
    return verdicts[0] if len(set(verdicts)) == 1 else Verdict.PARTLY


def counted(asked: Posting, words: Sequence[str]) -> list[str]:
    """Words that must not count and yet stand in a requirement, or are not told as left out."""
    asking = normal(" ".join(each.text for each in asked.requirements))
    said = normal(" ".join(each.text for each in asked.not_considered))
    return [each for each in words if normal(each) in asking or normal(each) not in said]
