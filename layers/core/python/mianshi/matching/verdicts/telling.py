"""How a verdict is put into a record: halves are decided in one place, quotes are few, words come in two languages."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Requirement, RequirementMatch, Verdict
from mianshi.contracts.resumes import Quoted

MOST_QUOTES = 4
LISTED = 0.5
"""What counts of something that is only named in a list, or only claimed: half. Naming all of a job's words reaches
half at most, and only a deed reaches the whole. Chosen by us, as is the next."""
SHORT = 0.5
"""What counts of the part that is there where a number falls short: two years of four are a quarter."""


def told(
    asked: Requirement,
    verdict: Verdict,
    share: float,
    zh: str,
    en: str,
    quotes: Sequence[Quoted] = (),
    missing: Sequence[str] = (),
) -> RequirementMatch:
    """A verdict as a record. What is met counts whole, what is not found not at all."""
    counted = (
        1.0 if verdict is Verdict.MET else 0.0 if verdict is Verdict.NOT_FOUND else round(min(max(share, 0.0), 0.99), 4)
    )
    once = list({(quote.line, quote.text): quote for quote in quotes}.values())
    return RequirementMatch(
        requirement=asked.id,
        verdict=verdict,
        share=counted,
        quotes=once[:MOST_QUOTES] if verdict is not Verdict.NOT_FOUND else [],
        told=Bilingual(zh=zh, en=en),
        missing=list(missing),
    )


def not_found(asked: Requirement, missing: Sequence[str] = (), zh: str = "", en: str = "") -> RequirementMatch:
    """Nothing in the résumé bears on it: that is no statement that the person lacks it."""
    return told(
        asked,
        Verdict.NOT_FOUND,
        0.0,
        zh or "简历里没有找到。",
        en or "Not found in the résumé.",
        missing=missing,
    )


def number(value: float) -> str:
    """A number for a sentence: no needless decimals, thousands parted."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
