"""What a role would gain from: advice, where the linter refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Competency, KeyPoint, Question, Role
from mianshi.scoring.protected import texts

FEWEST_KEY_POINTS = 4
FEWEST_EXAMPLES = 2
HEAVIEST, LIGHTEST = 40, 5
"""Weights outside these make one competency decide, or hardly count."""


@dataclass(frozen=True)
class Advice:
    """One sentence about the text at `where` (a path in the role, or ``line 3`` of a job text)."""

    where: str
    sentence: Bilingual


_LEADING = re.compile(
    r"难道|是不是(?:应该|都|也)|[应该会能]吧[?？。]?$|对吧|对不对|不是吗|(?:肯定|一定|当然)(?:会|能|要)"
    r"|\b(?:don't you (?:think|agree)|wouldn't you|shouldn't (?:you|we|one)|isn't it|aren't you|surely|of course"
    r"|would you agree|right\?|you would, (?:of course|surely))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"什么|怎么|怎样|如何|为什么|哪[些个里一]|几[个次]|\b(?:what|how|why|when|which|who|where)\b", re.IGNORECASE
)
_PERSONALITY = (
    (
        re.compile(
            r"内向|外向|性格|开朗|活泼|阳光|\b(?:introver\w+|extrover\w+|outgoing|cheerful|personality|bubbly)\b",
            re.I | re.A,
        ),
        Bilingual(
            zh="写做法：例如“主动向陌生顾客问好并问清需要”“一个人连续排查两小时并记下每一步”",
            en='name an act, such as "greets a stranger first and asks what they need" or "traces a fault alone and '
            'notes every step"',
        ),
    ),
    (
        re.compile(
            r"文化(?:契合|匹配|认同)|合眼缘|气味相投|狼性"
            r"|\b(?:culture fit|cultural fit|right attitude|rock ?star|ninja)\b",
            re.I | re.A,
        ),
        Bilingual(
            zh="把一条价值观写成做法：例如“自己先把差错告诉客户”“替同事补位并交代清楚”",
            en='turn one value into an act, such as "tells the customer about an error before they find it" or "covers '
            'for a colleague and hands back in writing"',
        ),
    ),
    (
        re.compile(
            r"抗压|心理素质|情商|正能量"
            r"|\b(?:stress[- ]resist\w+|thick[- ]skinned|emotional intelligence|positive attitude)\b",
            re.I | re.A,
        ),
        Bilingual(
            zh="写事情：例如“同时来三个投诉时先做哪一个、怎么告诉另外两个”",
            en='name the happening, such as "three complaints at once: which comes first, what the other two are told"',
        ),
    ),
    (
        re.compile(r"星座|血型|九型人格|\b(?:mbti|enneagram|myers[- ]briggs)\b", re.I | re.A),
        Bilingual(zh="人格类型不用于评价；写做法", en="types of personality are not used; name an act"),
    ),
)


def advise(role: Role) -> list[Advice]:
    """Advice on `role`, in the order of the file, then on single words."""
    found = []
    for at, competency in enumerate(role.competencies):
        found += list(_on_competency(competency, f"competencies.{at}"))
    said = (".synonyms.", ".examples.", "vocabulary.")  # what candidates say, not what is asked of them
    asked = [(where, text) for where, text in texts(role) if not any(part in where for part in said)]
    return found + [advice for where, text in asked for advice in _on_words(where, text)]


def advise_text(text: str) -> list[Advice]:
    """Advice on a job text: words about personality, by line, with an act to name instead (behavioural values only)."""
    lines = enumerate(text.splitlines(), start=1)
    return [advice for number, line in lines for advice in _on_words(f"line {number}", line)]


def _on_words(where: str, text: str) -> Iterator[Advice]:
    for words, instead in _PERSONALITY:
        found = words.search(text)
        if found:
            yield Advice(
                where,
                Bilingual(
                    zh=f"“{found[0]}”说的是性格，不是做法，无法用证据核对；{instead.zh}。",
                    en=f'"{found[0]}" speaks of personality, which no evidence can show; {instead.en}.',
                ),
            )


def _on_competency(competency: Competency, path: str) -> Iterator[Advice]:
    if not LIGHTEST <= competency.weight <= HEAVIEST:
        yield _advice(
            f"{path}.weight",
            f"权重 {competency.weight} 过于极端，一般在 {LIGHTEST} 到 {HEAVIEST} 之间。",
            f"a weight of {competency.weight} is extreme; {LIGHTEST} to {HEAVIEST} is usual.",
        )
    if not any(question.core for question in competency.questions):
        yield _advice(
            f"{path}.questions",
            "没有必问题，有的候选人就不会被问到这项能力。",
            "no core question: some candidates will not be asked about it.",
        )
    anchors = competency.anchors
    for language in ("zh", "en"):
        levels = [getattr(anchor, language).strip() for anchor in (anchors.level_1, anchors.level_3, anchors.level_5)]
        if len(set(levels)) < len(levels):
            yield _advice(
                f"{path}.anchors",
                f"两级的描述相同（{language}），无法区分。",
                f"two levels read the same ({language}), so nothing tells them apart.",
            )
    if not competency.wrong_acts:
        yield _advice(
            f"{path}.wrong_acts",
            "没有写错误做法：说得流利的错误做法可能得高分。",
            "no wrong acts: a fluent wrong answer may be rated too high.",
        )
    if competency.excellence is None:
        yield _advice(f"{path}.excellence", "没有写 5 级比 4 级多什么。", "nothing says what lifts a 4 to a 5.")
    if len(competency.key_points) < FEWEST_KEY_POINTS:
        yield _advice(
            f"{path}.key_points",
            f"只有 {len(competency.key_points)} 个要点，至少 {FEWEST_KEY_POINTS} 个才分得出高低。",
            f"only {len(competency.key_points)} key points; it takes {FEWEST_KEY_POINTS} to tell levels apart.",
        )
    for at, question in enumerate(competency.questions):
        yield from _on_question(question, f"{path}.questions.{at}")
    for at, point in enumerate(competency.key_points):
        yield from _on_key_point(point, f"{path}.key_points.{at}")


def _on_question(question: Question, path: str) -> Iterator[Advice]:
    for language in ("zh", "en"):
        text = getattr(question.text, language)
        if _LEADING.search(text):
            yield _advice(
                f"{path}.text.{language}",
                "这样问暗示了答案；请中性地问。",
                "the question suggests its answer; ask neutrally.",
            )
        if len(re.findall("[?？]", text)) > 1 or len(_ASKED.findall(text)) > 2:
            yield _advice(
                f"{path}.text.{language}",
                "一次问了几件事；拆成几题，或放进追问。",
                "it asks several things at once; make it several questions or follow-ups.",
            )


def _on_key_point(point: KeyPoint, path: str) -> Iterator[Advice]:
    if point.shown_when is None:
        yield _advice(
            f"{path}.shown_when",
            f"要点 {point.id} 没有写“怎样算体现”，只能按名称判断。",
            f"key point {point.id} does not say when it is shown, so only its name can be judged by.",
        )
    for language in ("zh", "en"):
        if len(getattr(point.examples, language)) < FEWEST_EXAMPLES:
            yield _advice(
                f"{path}.examples.{language}",
                f"要点 {point.id} 的例句少于 {FEWEST_EXAMPLES} 句（{language}）。",
                f"key point {point.id} has fewer than {FEWEST_EXAMPLES} example sentences ({language}).",
            )
        if not getattr(point.synonyms, language):
            yield _advice(
                f"{path}.synonyms.{language}",
                f"要点 {point.id} 没有常用说法（{language}）。",
                f"key point {point.id} has no words for it ({language}).",
            )


def _advice(where: str, zh: str, en: str) -> Advice:
    return Advice(where, Bilingual(zh=zh, en=en))
