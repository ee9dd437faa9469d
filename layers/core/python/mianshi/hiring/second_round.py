"""What to ask in a second round, of what the first left open: competencies that stayed weak (F136)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import PersonalQuestion
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.scorecard import CompetencyScore, Scorecard

SECOND_ROUND = 5
_OPEN = Bilingual(
    zh="请再讲一件与“{name}”有关的事：当时的情况、你做了什么、结果怎样。",
    en='Tell of one more situation to do with "{name}": what it was, what you did, what came of it.',
)


def second_round(card: Scorecard, role: Role, asked: Collection[str]) -> list[PersonalQuestion]:
    """At most `SECOND_ROUND` questions: the competencies without a level first, then those furthest below what the job
    asks for, then those a person should rate.

    Args:
        card: of the first round.
        role: the same version's.
        asked: the words of the questions that were asked already; one of the role that was not is preferred.
    """
    weak = [score for score in card.competencies if _is_open(score)]
    defined = {competency.id: competency for competency in role.competencies}
    found = [_next(score, defined[score.id], asked) for score in sorted(weak, key=_distance) if score.id in defined]
    return [one.model_copy(update={"id": f"sr{n}"}) for n, one in enumerate(found[:SECOND_ROUND], start=1)]


def _is_open(score: CompetencyScore) -> bool:
    below = score.level is not None and score.required_level is not None and score.level < score.required_level
    return score.level is None or below or score.ask_person


def _distance(score: CompetencyScore) -> float:
    if score.level is None:
        return -9.0
    return score.level - (score.required_level or 3.0)


def _next(score: CompetencyScore, competency: Competency, asked: Collection[str]) -> PersonalQuestion:
    fresh = next((q.text for q in competency.questions if not {q.text.zh, q.text.en} & set(asked)), None)
    name = competency.name
    text = fresh or Bilingual(zh=_OPEN.zh.format(name=name.zh), en=_OPEN.en.format(name=name.en))
    return PersonalQuestion(id="", kind="second_round", text=text, why=_why(score, competency), competency=score.id)


def _why(score: CompetencyScore, competency: Competency) -> Bilingual:
    """How the competency stands and which key points were not heard, for whoever asks: the question names none."""
    points = {point.id: point.name for point in competency.key_points}
    missing = [points[one.id] for one in score.missing_key_points if one.id in points]
    if score.level is None and score.evidence:
        zh, en = "第一轮只在追问里说到，没有计入", "said only to a follow-up in the first round, and left out"
    elif score.level is None:
        zh, en = "第一轮没有答到", "not answered in the first round"
    else:
        required = "" if score.required_level is None else f"{score.required_level:.1f}"
        zh = f"第一轮 {score.level:.1f} 级" + (f"，要求 {required} 级" if required else "")
        en = f"level {score.level:.1f} in the first round" + (f", {required} asked for" if required else "")
    if missing:
        zh += "；还没听到：" + _joined([point.zh for point in missing], "、")
        en += "; not heard yet: " + _joined([point.en for point in missing], ", ")
    return Bilingual(zh=zh + "。", en=en[0].upper() + en[1:] + ".")


def _joined(names: Sequence[str], comma: str) -> str:
    return comma.join(names)
