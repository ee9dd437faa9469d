"""What stands in which column of the spreadsheet form of a role, in the words its reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role

Kind = Literal["text", "lines", "id", "whole", "number", "choice"]

YES_NO: dict[object, str] = {True: "是 yes", False: "否 no"}
CHOICES: dict[str, dict[object, str]] = {
    "interview": {"structured": "结构化 structured", "semi_structured": "半结构化 semi-structured"},
    "kind": {"behavioural": "行为 behavioural", "situational": "情景 situational", "knowledge": "知识 knowledge"},
    "core": YES_NO,
    "video_required": YES_NO,
}
"""By the last step of a column's path: the value in a role, and the words for it in a cell."""


@dataclass(frozen=True)
class Column:
    """`path` leads from the row's object to the value; `optional`: blank stands for what a role has by default."""

    path: tuple[str, ...]
    heading: Bilingual
    help: Bilingual
    kind: Kind = "text"
    width: int = 30
    optional: bool = False

    @property
    def title(self) -> str:
        return f"{self.heading.zh}\n{self.heading.en}"


@dataclass(frozen=True)
class Table:
    """One sheet. `list_name` is the list its rows fill; `of_competency` where that list belongs to a competency.

    A `form` has its headings in the first column and one record beside them.
    """

    name: Bilingual
    columns: tuple[Column, ...]
    list_name: str = ""
    of_competency: bool = False
    form: bool = False

    @property
    def title(self) -> str:
        return f"{self.name.zh} {self.name.en}"


COMPETENCY_REFERENCE = Column(
    ("competency",),
    Bilingual(zh="所属能力", en="Competency"),
    Bilingual(
        zh="能力的编号或名称；空着表示与上一行相同。",
        en="Id or name of the competency; blank means as in the row above.",
    ),
    "id",
    20,
)


def _both(
    name: str | tuple[str, ...],
    zh: str,
    en: str,
    help_zh: str,
    help_en: str,
    kind: Kind = "text",
    width: int = 34,
    optional: bool = False,
) -> tuple[Column, Column]:
    """The Chinese and the English column of one thing, side by side."""
    path = (name,) if isinstance(name, str) else name
    hint = Bilingual(zh=help_zh, en=help_en)
    return (
        Column((*path, "zh"), Bilingual(zh=f"{zh}（中文）", en=f"{en} (Chinese)"), hint, kind, width, optional),
        Column((*path, "en"), Bilingual(zh=f"{zh}（英文）", en=f"{en} (English)"), hint, kind, width, optional),
    )


def _one(name: str, zh: str, en: str, help_zh: str, help_en: str, kind: Kind, width: int = 14) -> Column:
    optional = kind in {"choice", "number"} or name == "delivery_weight"
    return Column((name,), Bilingual(zh=zh, en=en), Bilingual(zh=help_zh, en=help_en), kind, width, optional)


def _id(of_zh: str, of_en: str) -> Column:
    return _one(
        "id",
        f"{of_zh}编号",
        f"{of_en} id",
        "不含空格的短名，不重复；空着会自动编一个。",
        "A short name without spaces, used once; left blank, one is made.",
        "id",
        22,
    )


def _threshold(name: str, zh: str, en: str, help_zh: str, help_en: str) -> Column:
    return Column(("thresholds", name), Bilingual(zh=zh, en=en), Bilingual(zh=help_zh, en=help_en), "whole")


_ROLE = Table(
    Bilingual(zh="职位", en="Role"),
    (
        _one("id", "职位编号", "Role id", "不含空格的短名。", "A short name without spaces.", "id"),
        *_both("name", "职位名称", "Job title", "候选人看到的名称。", "As candidates see it."),
        _one(
            "interview",
            "面试方式",
            "Interview",
            "结构化：只问必问题，人人一样。半结构化：另可追加。",
            "Structured: the core questions, the same for everybody. Semi-structured: others may be added.",
            "choice",
        ),
        _threshold(
            "forward",
            "推进线",
            "Put forward from",
            "总分（0–100）达到它，建议推进。",
            "Total (0-100) from which the advice is to put forward.",
        ),
        _threshold(
            "review",
            "查看线",
            "Look at from",
            "总分达到它，建议请人查看；不高于推进线。",
            "Total from which the advice is to look; not above the other.",
        ),
        _one(
            "expected_answer_seconds",
            "预期回答秒数",
            "Expected seconds per answer",
            "一个回答大约多长。",
            "How long an answer usually is.",
            "whole",
        ),
        _one(
            "video_required",
            "必须有画面",
            "Picture required",
            "否：只有声音也接受。",
            "No: sound alone is accepted.",
            "choice",
        ),
        *_both(
            "vocabulary",
            "专有名词",
            "Terms of the job",
            "语音识别应当听懂的词，一行一个。",
            "Words the recogniser should expect, one a line.",
            "lines",
        ),
        _one("delivery_weight", "表达权重", "Delivery weight", "保持为 0。", "Leave at 0.", "whole"),
        Column(
            ("delivery_weight_reason",),
            Bilingual(zh="表达权重的理由", en="Reason for a delivery weight"),
            Bilingual(zh="权重大于 0 时必填。", en="Needed where the weight is above 0."),
            optional=True,
        ),
    ),
    form=True,
)

_COMPETENCIES = Table(
    Bilingual(zh="能力", en="Competencies"),
    (
        _id("能力", "Competency"),
        *_both("name", "能力名称", "Competency name", "要评的一项能力。", "One thing that is judged.", width=20),
        _one("weight", "权重", "Weight", "整数；全部合计 100。", "A whole number; together they make 100.", "whole", 9),
        _one(
            "required_level",
            "要求水平",
            "Required level",
            "1–5，画在候选人水平旁边，不影响分数。",
            "1-5, drawn beside the candidate's level; it moves no score.",
            "number",
            11,
        ),
        *_both(
            ("anchors", "level_1"), "1级的样子", "Level 1", "用一句话写做了什么。", "One sentence on what was done."
        ),
        *_both(
            ("anchors", "level_3"), "3级的样子", "Level 3", "用一句话写做了什么。", "One sentence on what was done."
        ),
        *_both(
            ("anchors", "level_5"), "5级的样子", "Level 5", "用一句话写做了什么。", "One sentence on what was done."
        ),
        *_both(
            "excellence",
            "5级比4级多什么",
            "What lifts 4 to 5",
            "写成一件事；可以空着。",
            "As a happening; may be blank.",
            optional=True,
        ),
        Column(
            ("order",),
            Bilingual(zh="要点先后", en="Order of key points"),
            Bilingual(
                zh="先后重要时，按次序写要点编号，一行一个。",
                en="Where order matters: ids of key points in their order, one a line.",
            ),
            "lines",
            20,
        ),
    ),
    "competencies",
)

_QUESTIONS = Table(
    Bilingual(zh="题目", en="Questions"),
    (
        COMPETENCY_REFERENCE,
        _id("题目", "Question"),
        *_both(
            "text",
            "题目",
            "Question",
            "一题只问一件事，不暗示答案。",
            "One thing at a time, and without suggesting the answer.",
            width=48,
        ),
        _one(
            "kind",
            "题目类型",
            "Kind of question",
            "行为：做过什么。情景：会怎么做。",
            "Behavioural: what was done. Situational: what would be done.",
            "choice",
            20,
        ),
        _one("core", "必问", "Core", "是：问每一个人。", "Yes: put to everybody.", "choice", 10),
    ),
    "questions",
    of_competency=True,
)

_KEY_POINTS = Table(
    Bilingual(zh="要点", en="Key points"),
    (
        COMPETENCY_REFERENCE,
        _id("要点", "Key point"),
        *_both(
            "name", "要点名称", "Key point name", "好的回答会体现的一件事。", "Something a good answer shows.", width=24
        ),
        *_both(
            "shown_when",
            "怎样算体现",
            "Shown when",
            "写成一件事，读的人能答“是”或“否”；可以空着。",
            "As a happening, so that a reader can say yes or no; may be blank.",
            optional=True,
        ),
        *_both(
            "synonyms",
            "说法",
            "Words for it",
            "人们真正会说的词，一行一个。",
            "Words people really use, one a line.",
            "lines",
            24,
        ),
        *_both(
            "examples",
            "例句",
            "Example sentences",
            "第一人称，把事情演出来而不点名，一行一句。",
            "In the first person, showing it without naming it, one a line.",
            "lines",
            48,
        ),
    ),
    "key_points",
    of_competency=True,
)

_WRONG_ACTS = Table(
    Bilingual(zh="错误做法", en="Wrong acts"),
    (
        COMPETENCY_REFERENCE,
        *_both(
            (),
            "错误做法",
            "Wrong act",
            "说得再好也是1级的做法。",
            "What makes an answer level 1 however well it is told.",
            width=56,
        ),
    ),
    "wrong_acts",
    of_competency=True,
)

_NEXT_STEPS = Table(
    Bilingual(zh="提高建议", en="Next steps"),
    (
        COMPETENCY_REFERENCE,
        *_both(
            (),
            "提高建议",
            "Next step",
            "给想做得更好的人，最有用的在前。",
            "For whoever wants to do better, most useful first.",
            width=56,
        ),
    ),
    "next_steps",
    of_competency=True,
)

_PROBES = Table(
    Bilingual(zh="追问", en="Follow-ups"),
    _both((), "追问", "Follow-up", "中性的追问，每题最多用一个。", "Neutral, at most one a question.", width=56),
    "probes",
)


@dataclass(frozen=True)
class Form:
    """The sheets in the order in which they are filled in."""

    role: Table = _ROLE
    competencies: Table = _COMPETENCIES
    of_competency: tuple[Table, ...] = (_QUESTIONS, _KEY_POINTS, _WRONG_ACTS, _NEXT_STEPS)
    probes: Table = _PROBES
    tables: tuple[Table, ...] = field(
        default=(_ROLE, _COMPETENCIES, _QUESTIONS, _KEY_POINTS, _WRONG_ACTS, _NEXT_STEPS, _PROBES)
    )


FORM = Form()


def records(role: Role, table: Table) -> list[dict[str, Any]]:
    """The things that stand on the rows of `table`, each with the competency it belongs to."""
    raw = role.model_dump(mode="json")
    if table.form:
        return [raw]
    if not table.of_competency:
        return list(raw[table.list_name])
    return [
        {**record, COMPETENCY_REFERENCE.path[0]: competency["id"]}
        for competency in raw["competencies"]
        for record in competency[table.list_name]
    ]


def cell_value(record: dict[str, Any], column: Column) -> str | float:
    """What the cell of `record` in `column` shows: words for a choice, phrases on a line each."""
    value: Any = record
    for step in column.path:
        value = None if value is None else value[step]
    if value is None:
        return ""
    if column.kind == "choice":
        return CHOICES[column.path[-1]][value]
    if isinstance(value, list):
        return "\n".join(value)
    return value if isinstance(value, int | float) else str(value)
