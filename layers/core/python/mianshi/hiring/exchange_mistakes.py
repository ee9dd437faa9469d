"""What is wrong with a cell of the standard file, in one sentence."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.exchange import ExchangeMistake, MistakeKind
from mianshi.hiring.exchange_columns import COLUMNS

SENTENCES: dict[MistakeKind, Bilingual] = {
    "no_key": Bilingual(
        zh="这一行没有说明是谁：请填写候选人编号、外部候选人编号、邮箱或手机之一。",
        en="The row does not say who it is: give a candidate ID, an external ID, a mail address or a phone number.",
    ),
    "name_missing": Bilingual(zh="新候选人需要姓名。", en="A new candidate needs a name."),
    "name_long": Bilingual(zh="姓名超过 100 个字符。", en="The name is longer than 100 characters."),
    "email": Bilingual(zh="这不是邮箱地址。", en="This is no mail address."),
    "phone": Bilingual(zh="这不是电话号码。", en="This is no telephone number."),
    "phone_shortened": Bilingual(
        zh="表格程序截断了这个号码，最后几位已丢失：请把整列设为文本后重新填写。",
        en="A spreadsheet program has cut this number: make the column text and type it again.",
    ),
    "source_long": Bilingual(zh="来源超过 60 个字符。", en="The source is longer than 60 characters."),
    "language": Bilingual(zh="请填写 zh 或 en。", en="Write zh or en."),
    "too_long": Bilingual(zh="内容太长。", en="This is too long."),
    "number": Bilingual(zh="这不是数字。", en="This is no number."),
    "date": Bilingual(zh="这不是日期，请写成 2026-11-28 的样子。", en="This is no date: write it like 2026-11-28."),
    "yes_no": Bilingual(zh="请填写“是”或“否”。", en="Write yes or no."),
    "choice": Bilingual(
        zh="请填写主动、被动、合同到期或其他。",
        en="Write voluntary, involuntary, end_of_contract or other.",
    ),
    "incomplete": Bilingual(
        zh="相关的列填了，这一列却是空的。", en="Columns that belong to it are filled in, and it is empty."
    ),
    "out_of_range": Bilingual(zh="数值超出范围。", en="The number is out of its range."),
    "other_job": Bilingual(zh="这一行属于另一个职位。", en="The row belongs to another job."),
    "unknown_candidate": Bilingual(zh="这个职位没有这个编号的候选人。", en="This job has no candidate of this ID."),
    "two_candidates": Bilingual(
        zh="这一行的编号和联系方式指向不同的候选人。",
        en="The IDs and contacts of this row belong to different candidates.",
    ),
    "left": Bilingual(zh="这位候选人已退出，或数据已删除。", en="The candidate withdrew, or the data were deleted."),
    "not_advanced": Bilingual(
        zh="还没有人决定让这位候选人进入下一轮，不能登记入职。",
        en="Nobody has advanced this candidate yet, so no hire can be reported.",
    ),
    "not_hired": Bilingual(zh="这位候选人没有入职记录。", en="No hire is reported for this candidate."),
    "told_twice": Bilingual(
        zh="同一项内容在文件里有两个不同的值。", en="The file tells the same thing twice, with different values."
    ),
    "taken": Bilingual(
        zh="这个外部候选人编号属于另一个职位的候选人。",
        en="This external ID belongs to a candidate of another job.",
    ),
    "not_offered": Bilingual(
        zh="这个职位的面试不提供这种语言。", en="Interviews for this job are not held in this language."
    ),
    "too_much": Bilingual(
        zh="一个文件最多登记 300 项新内容、添加 300 位带外部编号的新候选人：请从这一行起另存一个文件。",
        en="A file takes up to 300 new reports and 300 new candidates with an external ID: begin another file here.",
    ),
}
HEADINGS = {column.field: column.heading for column in COLUMNS}


def place(mistake: ExchangeMistake) -> Bilingual:
    """Where it stands: row, letters of the column, and what the column is called."""
    heading = HEADINGS.get(mistake.field, Bilingual(zh=mistake.field, en=mistake.field))
    column = f"{mistake.column} " if mistake.column else ""
    return Bilingual(zh=f"第 {mistake.row} 行，{column}{heading.zh}", en=f"row {mistake.row}, {column}{heading.en}")
