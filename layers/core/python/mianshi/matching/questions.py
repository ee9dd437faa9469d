"""Questions for one person from their résumé (F97, F123): bounded, neutral, with the line each comes from.

They ask about work and nothing else. A gap between two employments is never asked about: what fills gaps is, more
often than not, a birth, an illness or somebody to care for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import (
    Match,
    PersonalQuestion,
    Posting,
    Requirement,
    RequirementKind,
    RequirementMatch,
    Verdict,
)
from mianshi.contracts.resumes import FactKind, Profile, Quoted

MOST = 6
"""Offered at most; how many are asked a job says, the same for everybody."""
LONGEST_QUOTE = 60
"""Characters of a quote inside a question."""
_ASKS: dict[FactKind, tuple[str, str]] = {
    FactKind.RESULT: (
        "这个结果是怎么量出来的？哪些是你自己做的？",
        "How was that measured, and which part of it did you do yourself?",
    ),
    FactKind.TEAM_SIZE: (
        "你怎么分工、怎么跟进？请讲一次没按计划走的情况。",
        "How did you share out and follow up the work? Tell of a time it did not go to plan.",
    ),
    FactKind.LED: ("你当时负责哪一部分，别人负责哪一部分？", "Which part was yours, and which was others'?"),
    FactKind.AMOUNT: (
        "这个数字里，你经手的是哪一块？怎么核对的？",
        "Which share of that figure passed through your hands, and how was it checked?",
    ),
    FactKind.SCALE: (
        "在这样的规模下，最先出问题的是什么？你做了什么？",
        "At that scale, what went wrong first, and what did you do?",
    ),
}
"""One neutral question for each kind of fact: none of them suggests its answer."""
_ASKED_ABOUT = (RequirementKind.SKILL, RequirementKind.EXPERIENCE, RequirementKind.IMPLIED)
"""Whoever lacks a degree, a certificate or a language says so once, in the résumé; a sentence that is compared by
meaning may be about anything."""
Findings = Callable[[str], Sequence[object]]
"""Protected topics in a text (`scoring.protected.lint_text`)."""


def from_resume(
    profile: Profile, posting: Posting | None, match: Match | None, findings: Findings
) -> list[PersonalQuestion]:
    """At most `MOST` questions, what the job requires first: required and not found, only listed, then what is told as
    a number or as somebody's part. Equal input gives equal questions in equal order.

    None is made of a line of schooling, and none in which `findings` has a protected topic.
    """
    schooling = {one.quote.line for one in profile.education}
    found: dict[str, PersonalQuestion] = {}
    for question in (*_of_match(posting, match, schooling), *_of_facts(profile, schooling)):
        if not any(findings(words) for words in (question.text.zh, question.text.en, question.quote)):
            found.setdefault(question.quote or question.text.zh, question)  # a line is asked about once
    return [one.model_copy(update={"id": f"pq{n}"}) for n, one in enumerate(list(found.values())[:MOST], start=1)]


def _of_match(posting: Posting | None, match: Match | None, schooling: set[int]) -> Iterator[PersonalQuestion]:
    if posting is None or match is None:
        return
    known = {one.requirement: one for one in match.requirements}
    asked_about = [one for one in posting.requirements if one.kind in _ASKED_ABOUT]
    by_need = sorted(asked_about, key=lambda one: (not one.must, -one.weight))
    for requirement in by_need:
        verdict = known.get(requirement.id)
        if verdict is None or verdict.verdict is Verdict.MET:
            continue
        if verdict.verdict is Verdict.NOT_FOUND:
            yield _not_found(requirement)
        else:
            quote = next((one for one in verdict.quotes if one.line not in schooling), None)
            if quote is not None:
                yield _half_found(requirement, verdict, quote)


def _not_found(requirement: Requirement) -> PersonalQuestion:
    asked = _cut(requirement.text)
    return PersonalQuestion(
        id="",
        kind="resume",
        text=Bilingual(
            zh=f"职位要求写到“{asked}”。请讲一次与它最接近的经历：当时的情况、你做了什么、结果怎样。",
            en=f'The job asks for "{asked}". Tell of the experience that comes closest: the situation, what you did, '
            "what came of it.",
        ),
        why=Bilingual(
            zh="职位要求这一条，简历里没有找到。", en="The job asks for it and the résumé does not tell of it."
        ),
        requirement=requirement.id,
    )


def _half_found(requirement: Requirement, verdict: RequirementMatch, quote: Quoted) -> PersonalQuestion:
    said = _cut(quote.text)
    return PersonalQuestion(
        id="",
        kind="resume",
        text=Bilingual(
            zh=f"简历写到“{said}”。请讲一件具体的事：要解决什么，你做了什么，结果怎样。",
            en=f'Your résumé says "{said}". Tell of one piece of work: what was to be solved, what you did, what came '
            "of it.",
        ),
        why=verdict.told,
        quote=quote.text,
        requirement=requirement.id,
    )


def _of_facts(profile: Profile, schooling: set[int]) -> Iterator[PersonalQuestion]:
    told: set[str] = set()
    for kind, (zh, en) in _ASKS.items():
        open_ = (one for one in profile.facts if one.quote.text not in told and one.quote.line not in schooling)
        fact = next((one for one in open_ if one.kind is kind), None)
        if fact is None:
            continue
        told.add(fact.quote.text)
        said = _cut(fact.quote.text)
        yield PersonalQuestion(
            id="",
            kind="resume",
            text=Bilingual(zh=f"简历写到“{said}”。{zh}", en=f'Your résumé says "{said}". {en}'),
            why=Bilingual(
                zh="简历里的一处数字或职责，值得核实。",
                en="A figure or a part in the résumé that is worth hearing about.",
            ),
            quote=fact.quote.text,
        )


def _cut(text: str) -> str:
    """`text` on one line and not too long for a question."""
    line = " ".join(text.split()).lstrip("•·-–*▪◦ ")
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"
