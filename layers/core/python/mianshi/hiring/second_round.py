"""What to ask next, of what the first round left open: follow-ups to vague answers, and weak competencies (F97 F136).

The same number of follow-ups for everybody, all neutral: nobody gets more chances than others, and none is led.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import PersonalQuestion
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Scorecard

FOLLOW_UPS = 3
"""For every candidate, whatever they said."""
SECOND_ROUND = 5
LONGEST_QUOTE = 60
PROBES = (
    Bilingual(zh="请再讲具体一点：你当时做了什么？", en="Please be more concrete: what did you do then?"),
    Bilingual(zh="结果怎样？你怎么知道的？", en="What came of it, and how did you know?"),
    Bilingual(
        zh="当时还考虑过别的做法吗？为什么这样选？", en="Were there other ways, and why did you choose this one?"
    ),
)
"""Where a role brings no neutral follow-ups of its own."""
_OPEN = Bilingual(
    zh="请再讲一件与“{name}”有关的事：当时的情况、你做了什么、结果怎样。",
    en='Tell of one more situation to do with "{name}": what it was, what you did, what came of it.',
)


def follow_ups(card: Scorecard, role: Role) -> list[PersonalQuestion]:
    """Exactly `FOLLOW_UPS` (fewer only where the scorecard has fewer competencies): to the passages that weakened a
    level most, then to the competencies that were shown least surely.
    """
    probes = role.probes or list(PROBES)
    vague = sorted(_vague(card), key=lambda found: found[1].moved or 0.0)
    chosen: list[PersonalQuestion] = []
    for score, evidence in vague:
        if len(chosen) < FOLLOW_UPS and all(one.competency != score.id for one in chosen):
            chosen.append(_to_words(score, evidence, probes[len(chosen) % len(probes)]))
    for score in sorted(card.competencies, key=lambda one: one.confidence):
        if len(chosen) < FOLLOW_UPS and all(one.competency != score.id for one in chosen):
            chosen.append(_to_competency(score, role, probes[len(chosen) % len(probes)]))
    return [one.model_copy(update={"id": f"fu{n}"}) for n, one in enumerate(chosen, start=1)]


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


def _vague(card: Scorecard) -> Iterator[tuple[CompetencyScore, Evidence]]:
    for score in card.competencies:
        weakening = [one for one in score.evidence if one.effect == "weakens" and not one.key_point and one.quote]
        if weakening:
            yield score, min(weakening, key=lambda one: one.moved or 0.0)


def _is_open(score: CompetencyScore) -> bool:
    below = score.level is not None and score.required_level is not None and score.level < score.required_level
    return score.level is None or below or score.ask_person


def _distance(score: CompetencyScore) -> float:
    if score.level is None:
        return -9.0
    return score.level - (score.required_level or 3.0)


def _to_words(score: CompetencyScore, evidence: Evidence, probe: Bilingual) -> PersonalQuestion:
    said = _cut(evidence.quote)
    return PersonalQuestion(
        id="",
        kind="follow_up",
        text=Bilingual(zh=f"你说到“{said}”。{probe.zh}", en=f'You said "{said}". {probe.en}'),
        why=Bilingual(
            zh=f"第 {evidence.answer + 1} 题这一段说得笼统。",
            en=f"This passage of answer {evidence.answer + 1} stays general.",
        ),
        quote=evidence.quote,
        competency=score.id,
    )


def _to_competency(score: CompetencyScore, role: Role, probe: Bilingual) -> PersonalQuestion:
    name = next((one.name for one in role.competencies if one.id == score.id), Bilingual(zh=score.name, en=score.name))
    return PersonalQuestion(
        id="",
        kind="follow_up",
        text=Bilingual(zh=f"关于“{name.zh}”：{probe.zh}", en=f'On "{name.en}": {probe.en}'),
        why=Bilingual(zh="这项能力听到的证据较少。", en="There was little evidence on this competency."),
        competency=score.id,
    )


def _next(score: CompetencyScore, competency: Competency, asked: Collection[str]) -> PersonalQuestion:
    fresh = next((q.text for q in competency.questions if not {q.text.zh, q.text.en} & set(asked)), None)
    name = competency.name
    text = fresh or Bilingual(zh=_OPEN.zh.format(name=name.zh), en=_OPEN.en.format(name=name.en))
    return PersonalQuestion(id="", kind="second_round", text=text, why=_why(score, competency), competency=score.id)


def _why(score: CompetencyScore, competency: Competency) -> Bilingual:
    """How the competency stands and which key points were not heard, for whoever asks: the question names none."""
    points = {point.id: point.name for point in competency.key_points}
    missing = [points[one.id] for one in score.missing_key_points if one.id in points]
    if score.level is None:
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


def _cut(text: str) -> str:
    """At most `LONGEST_QUOTE` characters in one line, never ending within a word that spaces set apart."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_QUOTE:
        return line
    kept = line[: LONGEST_QUOTE - 1]
    at = kept.rfind(" ")
    within_a_word = (kept[-1] + line[len(kept)]).isascii() and kept[-1] != " " != line[len(kept)]
    return (kept[:at] if within_a_word and at > LONGEST_QUOTE // 2 else kept).rstrip() + "…"
