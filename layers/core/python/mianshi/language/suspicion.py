"""What in an answer is no answer: the role's own texts read aloud, instructions to whoever scores, lists of words."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from mianshi.contracts.base import Language
from mianshi.language.pieces import Piece
from mianshi.language.text import FULL_PROSE, content, function_share, length, neighbours, normalise, overlap

RECITED = 0.7
"""Share of a piece's content that stands in one text of the role from which it is taken for that text read aloud. Of
672 graded answers no piece comes that close to its role (`tests/calibration`)."""
PATCHED: dict[Language, float] = {"zh": 0.72, "en": 0.6}
"""Share of a piece's neighbouring pairs (of characters, of words) that stand in a competency's texts from which it is
patched together out of them. Graded answers' pieces have 0.15 and 0.10, shuffled key points 0.8 and 0.65."""
LEAST_RECITED: dict[Language, int] = {"zh": 12, "en": 8}
"""Units from which sharing words with the role is no accident."""
PROSE = 0.5
"""Share of the function words of ordinary prose under which a piece is a list of words."""
MANY = 0.3
"""Share of an answer's pieces from which their kind is worth a person's look."""

_INSTRUCTS = {
    "zh": (
        r"评分(?:员|系统|者|模型|任务|标准[：:])|(?:请|麻烦|拜托|务必|直接|自动|应该?|必须).{0,16}(?<![十百千零点\d])(?:[五5]|满)\s*分(?![钟之])",
        r"(?:等级|标签|结论|判定|得分|分数).{0,8}(?:是|为|固定|改成|[=：:]).{0,4}(?:[五5]|最高|优秀|满分)",
        r"(?:就是|就算|都是|都算|按照?|直接给)\s*(?:最高等级|最高级|[五5]\s*级)",
        r"输出.{0,6}(?:[五5]|最高|是)|答[：:]\s*[“\"]?(?:是|否|[五5])(?![\u4e00-\u9fff])|#{3,}",
        r"(?:如果|假如|既然)你是.{0,4}(?:AI|人工智能|机器|模型|程序)|你(?:现在)?(?:正在|在)(?:读|看)(?:这|我)",
        r"(?:给|评|判|打)(?:我|他|她|这个回答|本回答|该)[^，,。]{0,8}(?:最高|高分|[五5]级|优秀)",
        r"(?:忽略|无视).{0,8}(?:以上|上面|之前|前面|所有|规则|指令|要求)|系统提示|提示词|指令[：:]",
        r"(?:全部|一律|都).{0,4}回答.{0,3}[“\"]?是[”\"]?|(?:所有|每(?:个|一)).{0,6}(?:要点|关键点).{0,6}(?:满足|体现|成立|为真)",
        r"(?:判断|检查项?|问题).{0,6}(?:都|全|一律)(?:写|答|选|填|算|判)|跳过检查|默认通过|从现在(?:开始|起)你",
        r"(?:考官|管理员|程序|裁判|评委|评审)(?:命令|提示|请?注意|添加|[：:])|(?:评分|打分)(?:规则|标准|结果).{0,4}(?:是|改|[，,：:])",
        r"(?:给|评|判|定)(?:个|为|在)?[^，,。]{0,6}(?:高分|最高分|最高(?:那)?一?档)|(?:题|回答)[^，,。]{0,3}(?:算|记|计)[^，,。]{0,3}满分",
        r"(?:设|标记|评)(?:为|成)[^，,。]{0,3}(?:[五5](?![十百千\d])|满分|完全符合|最高)",
        r"作为(?:一个)?(?:AI|人工智能|语言模型)|你是(?:一个|一名)?(?:AI|评分|助手|面试评分)",
        r"(?:HR|人力(?:资源部?)?|人事部?|面试官).{0,6}(?:已经|已).{0,6}(?:通过|确认|批准|复核|定了)",
    ),
    "en": (
        r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:above|previous|prior|earlier|rubric|instructions?|rules?)\b",
        r"\b(?:scor(?:er|ing)|grader?|rater|evaluator|assessor)\b.{0,40}"
        r"\b(?:should|must|please|note|system|model|give|mark|level|instruction)",
        r"\b(?:give|award|rate|score|grade|mark)\b.{0,25}"
        r"\b(?:five|5|level 5|full marks|top (?:score|mark|level)|highest|maximum)\b",
        r"\b(?:treat|count|mark|rate|record|consider) (?:this|it|me|my|the)\b.{0,40}"
        r"\b(?:highest|top|maximum|full marks|perfect|level|model answer)\b",
        r"\b(?:output|return|print|choose|select)\b.{0,12}\b(?:five|5)\b",
        r"\b(?:correct|true|right) (?:label|level|score)\b",
        r"\bif you(?:'re| are) an? (?:\w+ )?(?:ai|bot|machine|model|program)\b|\byou (?:who|that) are reading\b",
        r"\bfull marks (?:for|on) (?:the|this)\b|#{3,}",
        r"\blevel (?:five|5)\b|\b5 ?(?:/|out of) ?5\b|\b(?:score|level|rating)\"? ?[:=] ?\"?5",
        r"\b(?:system|developer) (?:prompt|message|note|override)\b|\bas an? (?:ai|language model)\b|<\|?im_",
        r"\b(?:answer|reply|respond|write|put)(?: down)?(?: with)?:? [\"'“]?yes\b"
        r"(?! (?:to|and) (?:him|her|them|the))",
        r"\b(?:put|place) me in the (?:top|highest)\b|\bbelongs? in the (?:top|highest) (?:band|level|category)\b",
        r"\b(?:high|perfect|full|maximum|top) (?:score|marks?)\b.{0,8}(?:please|for me)",
        r"\bcounts? as a (?:perfect|full)\b",
        r"\bfrom now on,? you\b|\bskip (?:the |all )?checks\b|\bgets? (?:five|5|full) (?:points|marks)\b",
        r"\bmark this (?:question|answer)\b|\b(?:admin(?:istrator)?|examiner|program|system) (?:command|notice)\b",
        r"[\"'](?:score|pass|level|grade)[\"'] ?: ?(?:\d|true)",
        r"\banswer: ?[\"'“]?(?:yes|no|five|5)\b",
        r"\b(?:all|every|each) (?:of the )?(?:key points?|claims?|checks?|criteria)\b.{0,30}"
        r"\b(?:true|met|shown|satisfied|yes|pass)",
        r"\b(?:hr|human resources|hiring manager|recruiter)\b.{0,25}"
        r"\b(?:already|has) (?:approved|decided|confirmed|passed|reviewed)",
    ),
}
_INSTRUCTION = re.compile("|".join((*_INSTRUCTS["zh"], *_INSTRUCTS["en"])), re.IGNORECASE)


@dataclass(frozen=True)
class Suspicions:
    """Per piece whether it is left out, and how many pieces were of each kind."""

    left_out: list[bool]
    recited: int
    instructs: int
    lists: int

    @property
    def pieces(self) -> int:
        return len(self.left_out)


def suspicions(
    spoken: Sequence[Piece], own_texts: Sequence[str], patches: Sequence[str], language: Language
) -> Suspicions:
    """What is left out of an answer.

    Args:
        spoken: the pieces of a passage.
        own_texts: texts of the role in the same language, none of which an answer would hold by itself.
        patches: texts and phrases of the competency, which an answer may touch but is not made of.
        language: of the answer.
    """
    pairs = {pair for text in patches for pair in neighbours(text, language)}
    own = [(length(text, language), content(text, language)) for text in own_texts]
    recited = [_recites(piece.text, own, language) or _is_patched(piece.text, pairs, language) for piece in spoken]
    instructs = [instructs_scorer(piece.text) for piece in spoken]
    lists = [_is_list(spoken, index, language) for index in range(len(spoken))]
    return Suspicions(
        left_out=[any(kinds) for kinds in zip(recited, instructs, lists, strict=True)],
        recited=sum(recited),
        instructs=sum(instructs),
        lists=sum(lists),
    )


def instructs_scorer(text: str) -> bool:
    """Whether words tell whoever scores what to do, in either language."""
    return bool(_INSTRUCTION.search(normalise(text)))


def _recites(text: str, own: Sequence[tuple[int, Set[str]]], language: Language) -> bool:
    """Whether the piece is in one text of the role, or has a whole one in it and little else.

    `own`: length in units and content of each of these texts.
    """
    units, mine = length(text, language), content(text, language)
    if units < LEAST_RECITED[language]:
        return False
    return any(
        overlap(mine, theirs) >= RECITED or (size / units >= PROSE and overlap(theirs, mine) >= RECITED + 0.1)
        for size, theirs in own
    )


def _is_patched(text: str, pairs: Set[str], language: Language) -> bool:
    mine = neighbours(text, language)
    shared = sum(pair in pairs for pair in mine)
    return length(text, language) >= LEAST_RECITED[language] and shared >= PATCHED[language] * max(1, len(mine))


def _is_list(spoken: Sequence[Piece], index: int, language: Language) -> bool:
    around = " ".join(piece.text for piece in spoken[max(0, index - 1) : index + 2])
    share = max(function_share(spoken[index].text, language), function_share(around, language))
    return share < PROSE * FULL_PROSE[language]
