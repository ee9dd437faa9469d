"""What only meaning can compare, within bands that were measured (docs/matching.md)."""

from __future__ import annotations

import re

from mianshi.contracts.matching import Requirement, RequirementMatch, Verdict
from mianshi.matching.verdicts.evidence import Evidence
from mianshi.matching.verdicts.telling import LISTED, not_found, told

_HARD = re.compile(
    r"\d|[一二三四五六七八九十百千万亿]+(?:年|人|名|万|亿|%)|证书?$|\b(?:certified|licen[cs]ed?)\b", re.IGNORECASE
)


def verdict(asked: Requirement, said: Evidence) -> RequirementMatch:
    """Only a line that tells what was done can meet it, only above the upper band, never where a number is asked."""
    if said.meaning is None:
        return not_found(
            asked, (), "没有句子模型，无法按意思比较。", "Without a sentence model nothing is compared by meaning."
        )
    best = said.meaning.nearest(asked.text, said)
    if best is None or not best.close:
        return not_found(asked)
    if best.same and best.shown and not _HARD.search(asked.text):
        return told(
            asked, Verdict.MET, 1.0, "简历里有意思相同的做法。", "The résumé tells of doing this.", [best.quote]
        )
    return told(
        asked,
        Verdict.PARTLY,
        LISTED,
        "有意思相近的说法，请人看一眼。",
        "Something close in meaning; a person should look.",
        [best.quote],
    )
