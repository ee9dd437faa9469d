"""Follow-up questions: to what stayed general. As many for everybody as the job says, in the role's own neutral words
(F97).

Bounded and alike, as structured interviews ask for it: a probe is allowed where everybody gets as many, in words that
were written before anybody was heard (Campion, Palmer & Campion 1997, on limiting prompts and follow-ups).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.follow_ups import FollowUp
from mianshi.contracts.matching import PersonalQuestion
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Scorecard

SUGGESTED = 3
"""To people who interview, about every candidate."""
LONGEST_QUOTE = 60
PROBES = (
    Bilingual(zh="请再讲具体一点：你当时做了什么？", en="Please be more concrete: what did you do then?"),
    Bilingual(zh="结果怎样？你怎么知道的？", en="What came of it, and how did you know?"),
    Bilingual(
        zh="当时还考虑过别的做法吗？为什么这样选？", en="Were there other ways, and why did you choose this one?"
    ),
)
"""Where a role brings no neutral follow-ups of its own."""


def follow_ups(card: Scorecard, role: Role, most: int, first: int = 0) -> list[FollowUp]:
    """Exactly `most` questions (fewer only where the scorecard has fewer competencies): to the passages that weakened a
    level most, then to the competencies that were shown least surely.

    Args:
        card: of the answers so far.
        role: the same version's.
        most: how many.
        first: number of the answer to the first of them.
    """
    chosen = _chosen(card, most)
    probes = role.probes or list(PROBES)
    return [
        _question(score, evidence, role, probes[n % len(probes)], first + n)
        for n, (score, evidence) in enumerate(chosen)
    ]


def suggested(card: Scorecard, role: Role) -> list[PersonalQuestion]:
    """The same questions as people may put them: with the words they refer to, and why each is asked."""
    weak = {score.id: evidence for score, evidence in _chosen(card, SUGGESTED)}
    return [
        _for_people(n, question, weak[question.competency])
        for n, question in enumerate(follow_ups(card, role, SUGGESTED), start=1)
    ]


def _chosen(card: Scorecard, most: int) -> list[tuple[CompetencyScore, Evidence | None]]:
    vague = sorted(_vague(card), key=lambda found: found[1].moved or 0.0)
    chosen: list[tuple[CompetencyScore, Evidence | None]] = list(vague[:most])
    told = {score.id for score, _ in chosen}
    unsure = sorted((score for score in card.competencies if score.id not in told), key=lambda one: one.confidence)
    return [*chosen, *((score, None) for score in unsure[: most - len(chosen)])]


def _vague(card: Scorecard) -> Iterator[tuple[CompetencyScore, Evidence]]:
    """Each competency at most once, with the passage that weakened it most."""
    for score in card.competencies:
        weakening = [one for one in score.evidence if one.effect == "weakens" and not one.key_point and one.quote]
        if weakening:
            yield score, min(weakening, key=lambda one: one.moved or 0.0)


def _question(score: CompetencyScore, evidence: Evidence | None, role: Role, probe: Bilingual, number: int) -> FollowUp:
    of = evidence.answer if evidence else _bears_most(score.evidence)
    return FollowUp(
        answer=number,
        competency=score.id,
        of=of,
        text=_about(of, score, role, probe),
        quote=_cut(evidence.quote) if evidence else "",
    )


def _about(of: int | None, score: CompetencyScore, role: Role, probe: Bilingual) -> Bilingual:
    if of is not None:
        return Bilingual(
            zh=f"关于你对第 {of + 1} 题的回答：{probe.zh}", en=f"About your answer to question {of + 1}: {probe.en}"
        )
    name = next((one.name for one in role.competencies if one.id == score.id), Bilingual(zh=score.name, en=score.name))
    return Bilingual(zh=f"关于“{name.zh}”：{probe.zh}", en=f'On "{name.en}": {probe.en}')


def _bears_most(evidence: Sequence[Evidence]) -> int | None:
    """The answer most of the evidence is from, the first of several."""
    answers = [one.answer for one in evidence]
    return min(answers, key=lambda answer: (-answers.count(answer), answer), default=None)


def _for_people(number: int, question: FollowUp, evidence: Evidence | None) -> PersonalQuestion:
    text, why = question.text, _UNSURE
    if evidence is not None:
        probe_zh, probe_en = question.text.zh.partition("：")[2], question.text.en.partition(": ")[2]
        text = Bilingual(zh=f"你说到“{question.quote}”。{probe_zh}", en=f'You said "{question.quote}". {probe_en}')
        why = Bilingual(
            zh=f"第 {evidence.answer + 1} 题这一段说得笼统。",
            en=f"This passage of answer {evidence.answer + 1} stays general.",
        )
    quote = evidence.quote if evidence else ""
    return PersonalQuestion(
        id=f"fu{number}", kind="follow_up", text=text, why=why, quote=quote, competency=question.competency
    )


_UNSURE = Bilingual(zh="这项能力听到的证据较少。", en="There was little evidence on this competency.")


def _cut(text: str) -> str:
    """At most `LONGEST_QUOTE` characters in one line, never ending within a word that spaces set apart."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_QUOTE:
        return line
    kept = line[: LONGEST_QUOTE - 1]
    at = kept.rfind(" ")
    within_a_word = (kept[-1] + line[len(kept)]).isascii() and kept[-1] != " " != line[len(kept)]
    return (kept[:at] if within_a_word and at > LONGEST_QUOTE // 2 else kept).rstrip() + "…"
