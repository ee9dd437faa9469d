"""A résumé held against a job, put together."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from mianshi.contracts.matching import METHOD, Match, Posting, RequirementMatch, Verdict
from mianshi.contracts.resumes import Profile, ResumeText
from mianshi.matching.doubts import doubts
from mianshi.matching.verdicts import Meaning, evidence, verdict


def match(posting: Posting, profile: Profile, text: ResumeText, *, now: str, meaning: Meaning | None) -> Match | None:
    """How a résumé meets what a job asks for; None where the job asks for nothing.

    The same posting, résumé, month and models make the same match. Hidden text is in no line and so counts nowhere.

    Args:
        posting: what is asked.
        profile: what the résumé says.
        text: its lines.
        now: the month until which an employment that goes on is counted, ``YYYY-MM``.
        meaning: compares sentences; without one nothing is compared by meaning, and `method` says so.
    """
    if not posting.requirements:
        return None
    said = evidence(profile, text, now, meaning, posting.text)
    made = [verdict(one, said) for one in posting.requirements]
    musts = [given for one, given in zip(posting.requirements, made, strict=True) if one.must]
    return Match(
        posting=posting.content_hash(),
        resume=text.sha256,
        method=f"{METHOD} {now} embedding {meaning.version if meaning else 'none'}",
        percent=percent(posting, made),
        requirements=made,
        missing=[given.requirement for given in musts if given.verdict in (Verdict.NOT_MET, Verdict.NOT_FOUND)],
        unsure=[given.requirement for given in musts if given.verdict is Verdict.PARTLY],
        doubts=doubts(posting, profile, text, said),
    )


def percent(posting: Posting, made: list[RequirementMatch]) -> int:
    """``100 × Σ weight × share / Σ weight``, halves up (`contracts.matching.Match.percent`); exact, in decimals.

    Raises:
        ValueError: where nothing is asked.
    """
    if not posting.requirements:
        raise ValueError("a job that asks for nothing has no percent")
    shares = {one.requirement: Decimal(str(one.share)) for one in made}
    weights = sum(one.weight for one in posting.requirements)
    counted = sum((one.weight * shares.get(one.id, Decimal(0)) for one in posting.requirements), Decimal(0))
    return int((100 * counted / weights).quantize(Decimal(1), rounding=ROUND_HALF_UP))
