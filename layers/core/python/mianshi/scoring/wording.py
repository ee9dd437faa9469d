"""The sentences of a scorecard, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.assessment import Flag
from mianshi.contracts.base import Language
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.contracts.scorecard import Gate

_FLAGS: dict[Flag, tuple[str, str]] = {
    "recited": ("有些话与本职位的评分材料几乎相同", "some words are nearly those of the role's own scoring texts"),
    "instructs": ("有些话是说给评分者听的指令", "some words tell the scorer what to do"),
    "list_of_words": ("有些部分只是词语罗列", "some parts are lists of words"),
    "off_topic": ("回答看起来与题目无关", "the answer seems to be about something else than was asked"),
    "too_long": (
        "回答太长，语言模型只读了前面的部分",
        "the language model read only the first part of so long an answer",
    ),
    "too_little": ("说得太少", "too little was said"),
    "uncalibrated": ("评分所用的语言模型尚未校准", "the language model that read it was never calibrated"),
}


def flagged(language: Language, flags: Sequence[Flag]) -> str:
    """Why a person should rate a competency, flag by flag. Words that are no answer were left out of the level."""
    if language == "zh":
        return f"请由人来评这一项：{'；'.join(_FLAGS[flag][0] for flag in flags)}。"
    return f"A person should rate this: {'; '.join(_FLAGS[flag][1] for flag in flags)}."


def unsure(language: Language) -> str:
    """The confidence is too low to go by the level."""
    if language == "zh":
        return "系统对这个等级把握不足，请由人来评这一项。"
    return "The software is not sure of this level: a person should rate it."


def gamed(language: Language) -> str:
    """Why nothing is put forward before a person has looked."""
    if language == "zh":
        return "有回答背诵评分材料、罗列词语或对评分者下指令；这些话没有计入等级，须由人查看后才能推进。"
    return (
        "An answer recites scoring texts, lists words or instructs the scorer. Those words count for nothing, and a "
        "person has to look before the interview is put forward."
    )


def insufficient(language: Language, failed: Gate | None) -> str:
    """Why nothing was scored: a deciding gate, or no answer that bears on the role."""
    if failed is None:
        if language == "zh":
            return "回答没有涉及本职位的任何一项能力，因此不打分，请人工查看。"
        return "No answer bears on any competency of the role, so nothing is scored; a person should look at it."
    if language == "zh":
        return f"材料不足以评分，请人工查看。{failed.detail}"
    return f"There is not enough to judge by, so nothing is scored; a person should look at it. {failed.detail}"


def closed(language: Language, outcome: Outcome, reason: str) -> str:
    """Why an interview was closed without being judged."""
    if reason in {known.value for known in Reason}:
        return REASON_SENTENCES[Reason(reason)].in_language(language)
    if outcome == Outcome.FAILED:
        if language == "zh":
            return f"系统处理失败（{reason}），与候选人无关，可以重新处理。"
        return f"Processing failed on our side ({reason}), not through the candidate; it can be tried again."
    if language == "zh":
        return f"没有评分（{reason}），请人工查看。"
    return f"Nothing was scored ({reason}); a person should look at it."


def not_rated(language: Language, *, has_evidence: bool) -> str:
    """Why one competency has no level."""
    if has_evidence:
        return "材料不足，只列出原话。" if language == "zh" else "Quotes only: there was not enough to judge by."
    return "没有回答涉及这项能力。" if language == "zh" else "No answer bears on this competency."


def only_followed(language: Language, *, gamed: bool) -> str:
    """Why one competency has no level although something was said on it to a follow-up question."""
    if gamed:
        if language == "zh":
            return "只在追问里说到；那段话像是背诵评分材料、罗列词语或对评分者下指令，因此没有计入。"
        return (
            "It was said only to a follow-up question, in words that recite scoring texts, list words or instruct the "
            "scorer, so it was left out."
        )
    if language == "zh":
        return "只在追问里说到；会拉低总分，因此没有计入。"
    return "It was said only to a follow-up question and would have lowered the total, so it was left out."


def renormalised(language: Language, missing: Sequence[str], left_out: Sequence[str], addressed: int) -> str:
    """What the total leaves out, and by what rule.

    Args:
        language: of the sentence.
        missing: names of the competencies on which nothing was said.
        left_out: of those on which something was said to a follow-up question alone, which does not count.
        addressed: weight of the rest, of 100.
    """
    if language == "zh":
        parts = [f"未涉及：{'、'.join(missing)}"] if missing else []
        parts += [f"只在追问里说到、没有计入：{'、'.join(left_out)}"] if left_out else []
        return f"总分只按回答涉及到的能力计算：它们占权重 {addressed}%，按各自权重重新折算为 100%；{'；'.join(parts)}。"
    parts = [f"not addressed: {', '.join(missing)}"] if missing else []
    parts += [f"said only to a follow-up question and left out: {', '.join(left_out)}"] if left_out else []
    return (
        f"The total covers only the competencies that were addressed, {addressed}% of the weight, rescaled to 100%; "
        f"{'; '.join(parts)}."
    )


def unmatched(language: Language, answers: Sequence[int]) -> str:
    """Which answers belong to none of the role's questions."""
    if language == "zh":
        return f"第 {_numbers(answers, '、')} 个回答对应的问题不在本职位题目中，只按其内容涉及到的能力评分。"
    return (
        f"Answer {_numbers(answers, ', ')} matches none of the role's questions and was judged on its competencies "
        "as far as it bears on them."
    )


def unasked(language: Language, answers: Sequence[int]) -> str:
    """Which answers came without the question they answer."""
    if language == "zh":
        return f"第 {_numbers(answers, '、')} 个回答没有注明题目，按其内容涉及到的能力评分。"
    return f"Answer {_numbers(answers, ', ')} came without its question and was judged on what it bears on."


def follow_ups(language: Language, answers: Sequence[int]) -> str:
    """Which answers were given to follow-up questions, and how they count."""
    if language == "zh":
        return f"第 {_numbers(answers, '、')} 个回答是对追问的回答：只可能提高、不会降低等级。"
    if len(answers) == 1:
        return f"Answer {_numbers(answers, '')} is to a follow-up question: it can raise a level and never lowers one."
    numbers = f"{_numbers(answers[:-1], ', ')} and {_numbers(answers[-1:], '')}"
    return f"Answers {numbers} are to follow-up questions: they can raise a level and never lower one."


def gamed_follow_up(language: Language, answers: Sequence[int]) -> str:
    """Which answers to follow-up questions read like an attempt at the scorer. It is told and held against nobody."""
    if language == "zh":
        return (
            f"第 {_numbers(answers, '、')} 个回答（追问）里有像是背诵评分材料、罗列词语或对评分者下指令的话："
            "整个回答没有计入，也不影响评分和建议。"
        )
    return (
        f"Answer {_numbers(answers, ', ')}, to a follow-up question, holds words that recite scoring texts, list words "
        "or instruct the scorer: all of it was left out, which changes neither score nor advice."
    )


def unjudged(language: Language, answers: Sequence[int]) -> str:
    """Which answers were not judged at all."""
    if language == "zh":
        return f"第 {_numbers(answers, '、')} 个回答没有可评的内容。"
    return f"Answer {_numbers(answers, ', ')} holds nothing that could be judged."


def forward_withheld(language: Language, addressed: int, needed: int) -> str:
    """Why a high total is not put forward."""
    if language == "zh":
        return f"总分达到推进线，但只涉及 {addressed}% 的权重（至少需要 {needed}%），因此建议先由人查看。"
    return (
        f"The total reaches the forward line, but only {addressed}% of the weight was addressed ({needed}% is needed)."
    )


def below_review(language: Language, review: int) -> str:
    """A low total is no rejection."""
    if language == "zh":
        return f"总分低于 {review} 分，系统不给建议；是否淘汰只能由人决定。"
    return f"The total is below {review}: the software gives no advice, and only a person may reject."


def delivery_not_applied(language: Language, weight: int) -> str:
    """The employer's delivery weight has no effect in this version."""
    if language == "zh":
        return f"职位设置了表达方式权重 {weight}，本版本没有采用：总分只来自回答内容。"
    return f"The role sets a delivery weight of {weight}; this version does not apply it: the total is content only."


def _numbers(answers: Sequence[int], between: str) -> str:
    """People count answers from 1."""
    return between.join(str(answer + 1) for answer in answers)
