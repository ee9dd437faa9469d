"""The combined report: what interview, people, résumé and written test say together, by the job's weights (F111).

Each part is brought to 0-100 first. The total is the mean of the parts that are there, weighted by the job's weights,
halves up. What is missing is left out, never counted as 0, and its weight goes to the others in proportion; where what
is there weighs less than `LEAST_COVERED`, no total is given. How somebody spoke or looked (`delivery`) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor

from mianshi.contracts.afterwards import TestScore
from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Combination, Combined, CombinedPart, Part
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import HumanRating, Job
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.resumes import RESUME_SENTENCES

LEAST_COVERED = 50
"""Of 100: below it a total would say more about the reweighting than about the person."""
BAND = 20
"""Points of a band: the bounds of one level alone reach about 25 points to either side (`docs/scoring.md`)."""
PART_NAMES: dict[Part, Bilingual] = {
    Part.INTERVIEW: Bilingual(zh="面试（系统）", en="Interview (software)"),
    Part.HUMAN: Bilingual(zh="人工评分", en="People's ratings"),
    Part.RESUME: Bilingual(zh="简历匹配", en="Résumé match"),
    Part.TEST: Bilingual(zh="笔试", en="Written test"),
}
_NO_INTERVIEW = Bilingual(zh="还没有面试", en="no interview yet")
_OPEN_INTERVIEW = Bilingual(zh="面试还没有完成", en="the interview is not finished yet")
_NOT_SCORED: dict[Outcome, Bilingual] = {
    Outcome.INSUFFICIENT_EVIDENCE: Bilingual(
        zh="面试证据不足：算作缺失，不算 0 分", en="not enough evidence in the interview: missing, not 0"
    ),
    Outcome.REJECTED: Bilingual(
        zh="录像无法使用：算作缺失，不算 0 分", en="the recording could not be used: missing, not 0"
    ),
    Outcome.FAILED: Bilingual(
        zh="面试处理失败：算作缺失，不算 0 分", en="processing the interview failed: missing, not 0"
    ),
}
_NO_TOTAL = Bilingual(zh="面试没有总分，由人评定", en="the interview has no total; a person judges it")
_NOBODY = Bilingual(zh="还没有人评分", en="nobody has rated yet")
_UNWEIGHED = Bilingual(
    zh="有人评分，但评的能力项没有权重可用", en="people have rated, but nothing they rated has a weight here"
)
_NO_RESUME = Bilingual(zh="没有简历，或还没有对照职位", en="no résumé, or not held against the job yet")
_NO_POSTING = Bilingual(zh="职位还没有写要求，简历无从对照", en="the job has no text to hold the résumé against")
_NO_TEST = Bilingual(zh="没有笔试成绩", en="no written test")


def interview_part(known: Interview | None, job: Job) -> CombinedPart:
    """The software's total; missing, never 0, where there is none."""
    if known is None:
        return _missing(Part.INTERVIEW, _NO_INTERVIEW)
    if known.status is not Status.CLOSED or known.outcome is None:
        return _missing(Part.INTERVIEW, _OPEN_INTERVIEW)
    if known.total is None or known.outcome is not Outcome.SCORED:
        return _missing(Part.INTERVIEW, _NOT_SCORED.get(known.outcome, _NO_TOTAL))
    return _there(
        Part.INTERVIEW,
        known.total,
        made_at=known.closed_at or "",
        role_version=known.role_version,
        older=known.role_version != job.role_version,
    )


def human_part(
    ratings: Sequence[HumanRating], weights: Mapping[str, int], known: Interview | None, job: Job
) -> CombinedPart:
    """The mean of the people who rated.

    Each person's levels become scores as the software's do, (level - 1) / 4 x 100; their mean by the role's weights,
    over the competencies they rated, is that person's; whoever gives the software's levels gets the software's total.

    Args:
        ratings: of the interview.
        weights: of the role it was rated by, by competency; of the role itself where its scorecard has none.
        known: the interview, if there is one.
        job: as it is now.
    """
    found = [(rating, mean) for rating in ratings if (mean := _person(rating, weights)) is not None]
    if known is None or not ratings:
        return _missing(Part.HUMAN, _NOBODY)
    if not found:
        return _missing(Part.HUMAN, _UNWEIGHED)
    saw = sum(rating.saw_scores for rating, _ in found)
    note = Bilingual(
        zh=f"其中 {saw} 人评分前看过系统的分数", en=f"{saw} of them had seen the software's scores before rating"
    )
    return _there(
        Part.HUMAN,
        half_up(Fraction(sum(mean for _, mean in found), len(found))),
        made_at=max(rating.at for rating, _ in found),
        role_version=known.role_version,
        older=known.role_version != job.role_version or any(_by_another(rating, known) for rating, _ in found),
        people=len(found),
        note=note if saw else None,
    )


def resume_part(note: MatchNote | None, job: Job) -> CombinedPart:
    """The percent of the match with the job's text."""
    if note is None:
        return _missing(Part.RESUME, _NO_RESUME if job.posting else _NO_POSTING)
    if note.percent is None:
        return _missing(Part.RESUME, RESUME_SENTENCES[note.refused] if note.refused else _NO_POSTING)
    return _there(
        Part.RESUME, note.percent, made_at=note.at, role_version=note.posting, older=note.posting != job.posting
    )


def written_part(tests: Sequence[TestScore]) -> CombinedPart:
    """Written tests, each as a share of its highest score, meaned; of a test that was taken again, the newest counts.

    A score under 0 or over the highest counts as 0 or 100.
    """
    newest = {test.name: test for test in sorted(tests, key=lambda test: test.taken_on)}
    if not newest:
        return _missing(Part.TEST, _NO_TEST)
    shares = [
        min(Fraction(1), max(Fraction(0), Fraction(test.score) / Fraction(test.highest))) for test in newest.values()
    ]
    several = Bilingual(zh=f"{len(shares)} 份笔试的平均", en=f"the mean of {len(shares)} tests")
    return _there(
        Part.TEST,
        half_up(100 * sum(shares, Fraction(0)) / len(shares)),
        made_at=max(test.taken_on for test in newest.values()),
        note=several if len(shares) > 1 else None,
    )


def combined(combination: Combination, parts: Iterable[CombinedPart]) -> Combined:
    """The parts together; their order does not matter.

    Args:
        combination: the job's weights.
        parts: at most one of each kind, as the functions above make them. A kind that is not among them is missing.

    Returns:
        The parts that weigh something or have a value, in the order of `Part`; `used` are two-decimal shares that make
        exactly 100 (largest remainders) where there is a total, and 0 where there is none.
    """
    known = {part.part: part for part in parts}
    every = [known.get(kind) or _missing(kind, None) for kind in Part]
    weighed = [one.model_copy(update={"weight": combination.weights.get(one.part, 0)}) for one in every]
    shown = [one for one in weighed if one.weight or one.value is not None]
    counted = [(one.part, one.value, one.weight) for one in shown if one.value is not None and one.weight]
    covered = sum(weight for _, _, weight in counted)
    if covered < LEAST_COVERED:
        return Combined(total=None, parts=shown, rule=_too_little(shown, covered), covered=covered)
    exact = Fraction(sum(value * weight for _, value, weight in counted), covered)
    used = _shares({part: weight for part, _, weight in counted}, covered)
    shown = [one.model_copy(update={"used": used.get(one.part, 0.0)}) for one in shown]
    return Combined(total=half_up(exact), parts=shown, rule=_sum(shown, covered, exact), covered=covered)


def band(total: int) -> tuple[int, int]:
    """The band of a total beside other people's: 0-19, 20-39, 40-59, 60-79 or 80-100."""
    low = min(total // BAND * BAND, 100 - BAND)
    return low, 100 if low == 100 - BAND else low + BAND - 1


def half_up(value: Fraction) -> int:
    """The nearest whole number to a value of 0 or more, halves up."""
    return floor(value + Fraction(1, 2))


def _by_another(rating: HumanRating, known: Interview) -> bool:
    """Whether a rating is older than the scorecard that stands; one without a version is told by its time."""
    anew = known.rescoring.at if known.rescoring else ""
    return rating.at < anew if not rating.role_version else not rating.by_version(known.role_version)


def _person(rating: HumanRating, weights: Mapping[str, int]) -> int | None:
    """One person's mean, 0-100, or None where nothing they rated weighs anything."""
    levels = {known: level for known, level in rating.levels.items() if weights.get(known)}
    if not levels:
        return None
    whole = sum(weights[known] for known in levels)
    return half_up(Fraction(sum(weights[known] * _score(level) for known, level in levels.items()), whole))


def _score(level: float) -> int:
    """(level - 1) / 4 x 100 of a level in tenths, halves up: as `scoring.combine.score_of` has it."""
    return ((round(level * 10) - 10) * 5 + 1) // 2


def _shares(weights: Mapping[Part, int], whole: int) -> dict[Part, float]:
    """Hundredths of a percent that make 100: each is cut, and the largest remainders get what is left."""
    parts = {part: divmod(weight * 10_000, whole) for part, weight in weights.items()}
    left = 10_000 - sum(cut for cut, _ in parts.values())
    order = sorted(parts, key=lambda part: (-parts[part][1], list(Part).index(part)))
    more = set(order[:left])
    return {part: (cut + (part in more)) / 100 for part, (cut, _) in parts.items()}


def _sum(parts: Sequence[CombinedPart], covered: int, exact: Fraction) -> Bilingual:
    counted = [one for one in parts if one.value is not None and one.weight]
    told = {
        language: " + ".join(
            f"{PART_NAMES[one.part].in_language(language)} {one.value} × {one.weight}" for one in counted
        )
        for language in ("zh", "en")
    }
    result = f"{float(exact):.2f}"
    zh = f"（{told['zh']}）÷ {covered} = {result}，四舍五入为 {half_up(exact)}。"
    en = f"({told['en']}) ÷ {covered} = {result}, rounded to {half_up(exact)}."
    missing = _left_out(parts)
    if missing:
        zh += f"缺失：{missing.zh}；其权重 {100 - covered} 按比例分给其余部分，缺失不按 0 分算。"
        en += f" Missing: {missing.en}; its weight of {100 - covered} goes to the others in proportion, never as 0."
    return Bilingual(zh=zh, en=en)


def _too_little(parts: Sequence[CombinedPart], covered: int) -> Bilingual:
    missing = _left_out(parts) or Bilingual(zh="", en="")
    return Bilingual(
        zh=f"现有部分的权重只有 {covered}，不到 {LEAST_COVERED}，所以不给总分。缺失：{missing.zh}。",
        en=f"What is there weighs {covered}, less than {LEAST_COVERED}: no total is given. Missing: {missing.en}.",
    )


def _left_out(parts: Sequence[CombinedPart]) -> Bilingual | None:
    names = [PART_NAMES[one.part] for one in parts if one.value is None and one.weight]
    if not names:
        return None
    return Bilingual(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))


def _there(
    part: Part,
    value: int,
    *,
    made_at: str,
    role_version: str = "",
    older: bool = False,
    people: int = 0,
    note: Bilingual | None = None,
) -> CombinedPart:
    return CombinedPart(
        part=part,
        value=value,
        weight=0,
        used=0,
        made_at=made_at,
        role_version=role_version,
        older=older,
        people=people,
        note=note,
    )


def _missing(part: Part, note: Bilingual | None) -> CombinedPart:
    return CombinedPart(part=part, value=None, weight=0, used=0, note=note)
