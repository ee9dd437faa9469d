"""The few facts a reader elsewhere needs, in words. Nothing said by a candidate, and nobody's name, is among them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Score


class Facts(Record):
    """What any message about a closed interview may say. `closed_at` is UTC, ISO 8601; `report_url` needs a login."""

    interview_id: str = Field(min_length=1)
    role_name: Bilingual
    outcome: Outcome
    total: Score | None
    recommendation: Literal["forward", "review"] | None
    report_url: str
    closed_at: str

    @property
    def needs_person(self) -> bool:
        """True where no total was given, so nothing can go on before somebody has looked."""
        return self.outcome is not Outcome.SCORED or self.total is None


_OUTCOMES: dict[Outcome, Bilingual] = {
    Outcome.SCORED: Bilingual(zh="已评分", en="scored"),
    Outcome.INSUFFICIENT_EVIDENCE: Bilingual(zh="证据不足,未评分", en="not enough evidence, not scored"),
    Outcome.REJECTED: Bilingual(zh="录像无法使用,未评分", en="recording could not be used, not scored"),
    Outcome.FAILED: Bilingual(zh="处理失败,未评分", en="processing failed, not scored"),
}
_RECOMMENDATIONS: dict[str, Bilingual] = {
    "forward": Bilingual(zh="建议进入下一轮", en="suggested for the next round"),
    "review": Bilingual(zh="建议先由人复核", en="suggested for review by a person first"),
}
_NEEDS_PERSON = Bilingual(zh="需要人工处理", en="needs a person")
_HEADING = Bilingual(zh="AI 面试已完成", en="AI interview finished")
_LABELS = {
    "outcome": Bilingual(zh="结果", en="Outcome"),
    "total": Bilingual(zh="总分", en="Total"),
    "advice": Bilingual(zh="建议", en="Advice"),
    "interview": Bilingual(zh="面试编号", en="Interview"),
}
_LINK = Bilingual(zh="查看报告", en="Open the report")
_FOOTER = Bilingual(zh="评分仅供参考,是否录用由人决定。", en="The score is advice; people decide.")


def title(facts: Facts, language: Language) -> str:
    """One line for a notification."""
    colon = ":" if language == "zh" else ": "
    return f"{_HEADING.in_language(language)}{colon}{facts.role_name.in_language(language)}"


def lines(facts: Facts, language: Language) -> list[tuple[str, str]]:
    """The facts as (label, words) pairs, in the order a reader wants them."""
    total = _NEEDS_PERSON.in_language(language) if facts.needs_person else f"{facts.total} / 100"
    rows = [("outcome", _OUTCOMES[facts.outcome].in_language(language)), ("total", total)]
    if facts.recommendation and not facts.needs_person:
        rows.append(("advice", _RECOMMENDATIONS[facts.recommendation].in_language(language)))
    rows.append(("interview", facts.interview_id))
    return [(_LABELS[name].in_language(language), words) for name, words in rows]


def link_text(language: Language) -> str:
    """The words of the link to the report."""
    return _LINK.in_language(language)


def footer(language: Language) -> str:
    """The sentence under every message: a score decides nothing."""
    return _FOOTER.in_language(language)
