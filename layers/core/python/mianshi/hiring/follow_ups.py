"""Follow-up questions: to what stayed general. The same number for everyone whose answers can be scored, in neutral
words that suit the kind of question (F97).

Bounded and alike, as structured interviews ask for it: a probe is allowed where everybody gets the same number, in
words that were written before anybody was heard (Campion, Palmer & Campion 1997, on limiting prompts and follow-ups).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from mianshi.contracts.base import Bilingual
from mianshi.contracts.follow_ups import FollowUp
from mianshi.contracts.matching import PersonalQuestion
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Scorecard

SUGGESTED = 3
"""To people who interview, about every candidate."""
LONGEST_QUOTE = 60
Kind = Literal["behavioural", "situational", "knowledge"]
PROBES: dict[Kind | None, tuple[Bilingual, ...]] = {
    "behavioural": (
        Bilingual(zh="请再讲具体一点：你当时做了什么？", en="Please be more concrete: what did you do then?"),
        Bilingual(zh="结果怎样？你怎么知道的？", en="What came of it, and how did you know?"),
        Bilingual(
            zh="当时还考虑过别的做法吗？为什么这样选？", en="Were there other ways, and why did you choose this one?"
        ),
    ),
    "situational": (
        Bilingual(zh="你会先做哪一步？为什么？", en="What would you do first, and why?"),
        Bilingual(zh="你会怎么判断这样做有没有效果？", en="How would you know whether it works?"),
        Bilingual(zh="如果行不通，你会怎么办？", en="What would you do if it did not work?"),
    ),
    "knowledge": (
        Bilingual(zh="请再讲具体一点，举一个例子。", en="Please be more concrete: give an example."),
        Bilingual(zh="为什么是这样？", en="Why is that so?"),
        Bilingual(zh="什么情况下会不一样？", en="When would it be different?"),
    ),
    None: (
        Bilingual(zh="请再讲具体一点：一步一步怎么做？", en="Please be more concrete: how, step by step?"),
        Bilingual(zh="怎么看得出有没有效果？", en="How can one tell whether it works?"),
        Bilingual(zh="还有别的做法吗？为什么选这一种？", en="Are there other ways, and why this one?"),
    ),
}
"""By the kind of the question that the answer was to; None: not known. What somebody would do has not happened, so
nobody is asked what came of it. To behavioural questions the role's own neutral follow-ups go before these."""
NEVER_HEARD = Bilingual(
    zh="请讲一件你做过的事，或讲讲你会怎么做。", en="Please tell of something you did, or of what you would do."
)
"""On a competency on which nothing was said: there is no answer to go on from."""
_TURNS_WRITING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def kinds(asked: Mapping[int, str], role: Role) -> dict[int, Kind]:
    """The kind of the role's question that each answer is to, where its words are the role's own.

    Args:
        asked: the question as it was put, by number of the answer.
        role: the same version's.
    """
    known = {text: q.kind for c in role.competencies for q in c.questions for text in (q.text.zh, q.text.en)}
    return {answer: known[text] for answer, text in asked.items() if text in known}


def follow_ups(
    card: Scorecard, role: Role, most: int, first: int = 0, asked: Mapping[int, Kind] | None = None
) -> list[FollowUp]:
    """Exactly `most` questions (fewer only where the scorecard has fewer competencies): to the passages that weakened a
    level most, then to the competencies that were shown least surely.

    Args:
        card: of the answers so far.
        role: the same version's.
        most: how many.
        first: number of the answer to the first of them.
        asked: `kinds` of the questions that were answered.
    """
    return [
        _question(score, evidence, role, asked or {}, (n, first + n))
        for n, (score, evidence) in enumerate(_chosen(card, most))
    ]


def suggested(card: Scorecard, role: Role, asked: Mapping[int, Kind] | None = None) -> list[PersonalQuestion]:
    """The same questions as people may put them: with the words they refer to, and why each is asked."""
    weak = {score.id: evidence for score, evidence in _chosen(card, SUGGESTED)}
    return [
        _for_people(n, question, weak[question.competency])
        for n, question in enumerate(follow_ups(card, role, SUGGESTED, asked=asked), start=1)
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


def _question(
    score: CompetencyScore, evidence: Evidence | None, role: Role, asked: Mapping[int, Kind], place: tuple[int, int]
) -> FollowUp:
    """`place`: which of the questions it is, and the number of the answer to it."""
    of = evidence.answer if evidence else _bears_most(score.evidence)
    probe = NEVER_HEARD if of is None else _probe(asked.get(of) or _only_kind(score.id, role), role, place[0])
    return FollowUp(
        answer=place[1],
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


def _probe(kind: Kind | None, role: Role, turn: int) -> Bilingual:
    probes = (role.probes if kind == "behavioural" else []) or PROBES[kind]
    return probes[turn % len(probes)]


def _only_kind(competency: str, role: Role) -> Kind | None:
    """The kind that all questions of a competency are of."""
    found = {question.kind for one in role.competencies if one.id == competency for question in one.questions}
    return found.pop() if len(found) == 1 else None


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
    """At most `LONGEST_QUOTE` characters in one line, never ending within a word that spaces set apart, and without
    the marks that would turn what stands around them."""
    line = " ".join(_TURNS_WRITING.sub("", text).split())
    if len(line) <= LONGEST_QUOTE:
        return line
    kept = line[: LONGEST_QUOTE - 1]
    at = kept.rfind(" ")
    within_a_word = (kept[-1] + line[len(kept)]).isascii() and kept[-1] != " " != line[len(kept)]
    return (kept[:at] if within_a_word and at > LONGEST_QUOTE // 2 else kept).rstrip() + "…"
