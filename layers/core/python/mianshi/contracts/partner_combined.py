"""The combined report beside a candidate, as a partner reads it. As `partner_api`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.combination import Combined, CombinedPart
from mianshi.contracts.scorecard import Score


class NoTotal(StrEnum):
    """Why there is no total."""

    NO_WEIGHTS = "no_weights"
    TOO_LITTLE = "too_little"
    SCOPES = "scopes"
    """The key may not read what it is made of."""


_SENTENCES = {
    NoTotal.NO_WEIGHTS: Bilingual(zh="还没有人为这个职位设权重。", en="Nobody has set weights for this job."),
    NoTotal.TOO_LITTLE: Bilingual(
        zh="现有各部分的权重合计不到一半，不算总分；这不是低分。",
        en="The parts that are there weigh less than half together, so there is no total; that is no low score.",
    ),
    NoTotal.SCOPES: Bilingual(
        zh="这个密钥还需要 interviews:read 和 outcomes:read。",
        en="The key needs interviews:read and outcomes:read as well.",
    ),
}


class CombinedTold(Record):
    """What interview, people, résumé and written test say together, by the weights of the job. It ranks nobody and
    rejects nobody."""

    total: Score | None = Field(description="0-100; null: see `reason`.", examples=[86])
    reason: NoTotal | None = Field(
        description="Why there is no total. `no_weights`: nobody has set weights for the job. `too_little`: what is "
        "there weighs less than half. `scopes`: the key needs `interviews:read` and `outcomes:read` as well.",
        examples=["too_little"],
    )
    sentence: Bilingual | None = Field(description="The same for people.")
    covered: int | None = Field(
        description="Weight of the parts that are there, 0-100; null where no part is told.", examples=[70]
    )
    parts: list[CombinedPart] = Field(
        description="Each part: its `value` (0-100; null where it is missing, and `note` says why), its `weight`, the "
        "weight that was `used` once the missing ones were left out, and whether it is `older` than the job is now."
    )
    rule: Bilingual | None = Field(description="How the total came about, with the numbers.")


def combined_told(found: Combined | None, reason: NoTotal | None = None) -> CombinedTold:
    """The report as it is told; `reason`: why there is none to tell."""
    if found is None:
        why = reason or NoTotal.NO_WEIGHTS
        return CombinedTold(total=None, reason=why, sentence=_SENTENCES[why], covered=None, parts=[], rule=None)
    why_none = NoTotal.TOO_LITTLE if found.total is None else None
    return CombinedTold(
        total=found.total,
        reason=why_none,
        sentence=_SENTENCES[why_none] if why_none else None,
        covered=found.covered,
        parts=found.parts,
        rule=found.rule,
    )
