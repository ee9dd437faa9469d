"""The columns of the standard file: what each is called, what it means, and whether an import reads it."""

from __future__ import annotations

import unicodedata

from mianshi.contracts.base import Bilingual, Record


class Column(Record):
    """One column. `read`: an import takes it; the others only we can know, so an import passes over them."""

    field: str
    """Of `contracts.exchange.ExchangeRow`; also accepted as a heading."""
    heading: Bilingual
    means: Bilingual
    read: bool


def _column(field: str, heading: tuple[str, str], means: tuple[str, str], *, read: bool) -> Column:
    return Column(
        field=field,
        heading=Bilingual(zh=heading[0], en=heading[1]),
        means=Bilingual(zh=means[0], en=means[1]),
        read=read,
    )


COLUMNS: tuple[Column, ...] = (
    _column(
        "job_id",
        ("职位编号", "Job ID"),
        ("本系统的职位编号；填写时必须是当前职位", "Our id of the job; where given, it must be this job"),
        read=True,
    ),
    _column(
        "job_external_id",
        ("外部职位编号", "External job ID"),
        ("贵司系统的职位编号；填写时必须是当前职位", "Your id of the job; where given, it must be this job"),
        read=True,
    ),
    _column("job_title", ("职位名称", "Job title"), ("仅导出", "Export only"), read=False),
    _column("department", ("职位部门", "Job department"), ("仅导出", "Export only"), read=False),
    _column(
        "candidate_id",
        ("候选人编号", "Candidate ID"),
        ("本系统的候选人编号；已有候选人最可靠的识别方式", "Our id of the candidate: the surest way to name one"),
        read=True,
    ),
    _column(
        "candidate_external_id",
        ("外部候选人编号", "External candidate ID"),
        ("贵司系统的申请编号，最多 64 个字符", "Your id of the application, up to 64 characters"),
        read=True,
    ),
    _column(
        "name",
        ("姓名", "Name"),
        ("新候选人必填，最多 100 个字符", "Needed for a new candidate, up to 100 characters"),
        read=True,
    ),
    _column("email", ("邮箱", "Email"), ("电子邮箱", "Mail address"), read=True),
    _column("phone", ("手机", "Phone"), ("电话号码，按文本填写", "Telephone number, typed as text"), read=True),
    _column("source", ("来源", "Source"), ("招聘渠道，最多 60 个字符", "Where they came from, up to 60"), read=True),
    _column("language", ("语言", "Language"), ("面试语言：zh 或 en", "Of the interview: zh or en"), read=True),
    _column(
        "stage",
        ("阶段", "Stage"),
        (
            "added、invited、started、submitted、decided、withdrawn、erased",
            "added, invited, started, submitted, decided, withdrawn or erased",
        ),
        read=False,
    ),
    _column(
        "outcome",
        ("面试结果", "Outcome"),
        (
            "scored、insufficient_evidence、rejected、failed；没有结束时为空",
            "scored, insufficient_evidence, rejected or failed; empty until it ended",
        ),
        read=False,
    ),
    _column(
        "score",
        ("总分", "Score"),
        ("0 到 100；需要人工查看时为空", "0 to 100; empty where a person has to look first"),
        read=False,
    ),
    _column(
        "recommendation",
        ("建议", "Recommendation"),
        ("forward（进入下一轮）或 review（人工查看）", "forward, or review by a person"),
        read=False,
    ),
    _column(
        "competencies",
        ("能力项得分", "Competencies"),
        ("“能力项=得分”，以分号隔开", "name=score for each, separated by semicolons"),
        read=False,
    ),
    _column("decision", ("决定", "Decision"), ("advance、hold 或 reject", "advance, hold or reject"), read=False),
    _column("decided_by", ("决定人", "Decided by"), ("作出决定的人", "Name of the person"), read=False),
    _column("decided_at", ("决定时间", "Decided at"), ("UTC 时间", "In UTC"), read=False),
    _column(
        "hired_on",
        ("入职日期", "Hired on"),
        ("第一天上班的日期；候选人须已被推进", "First day of work; somebody must have advanced the candidate"),
        read=True,
    ),
    _column("position", ("入职岗位", "Position"), ("最多 100 个字符", "Up to 100 characters"), read=True),
    _column(
        "hired_department",
        ("入职部门", "Hired department"),
        ("最多 100 个字符", "Up to 100 characters"),
        read=True,
    ),
    _column("employee_id", ("工号", "Employee ID"), ("最多 64 个字符", "Up to 64 characters"), read=True),
    _column(
        "told_about_scores",
        ("已告知评分入档", "Told about scores"),
        (
            "是或否：本人是否已被告知评分会进入员工档案；否则评分不会入档",
            "yes or no: whether the person was told that scores go into their staff file; else they do not",
        ),
        read=True,
    ),
    _column(
        "performance_until",
        ("绩效截止日期", "Performance until"),
        ("考核周期的最后一天", "Last day of the period that is rated"),
        read=True,
    ),
    _column(
        "performance_measure",
        ("绩效指标", "Performance measure"),
        ("评什么；空为总体", "What is rated; empty: overall"),
        read=True,
    ),
    _column("performance_score", ("绩效得分", "Performance score"), ("数字", "A number"), read=True),
    _column("performance_lowest", ("绩效最低分", "Performance lowest"), ("空为 0", "Empty: 0"), read=True),
    _column("performance_highest", ("绩效最高分", "Performance highest"), ("空为 100", "Empty: 100"), read=True),
    _column(
        "promoted_on",
        ("晋升日期", "Promoted on"),
        ("到更高岗位的第一天；没有晋升就留空", "First day in a higher position; empty where there was none"),
        read=True,
    ),
    _column(
        "promoted_to",
        ("晋升岗位", "Promoted to"),
        ("最多 100 个字符", "Up to 100 characters"),
        read=True,
    ),
    _column("left_on", ("离职日期", "Left on"), ("最后一天", "Last day"), read=True),
    _column(
        "left_how",
        ("离职方式", "Left how"),
        (
            "主动、被动、合同到期或其他（也可写 voluntary、involuntary、end_of_contract、other）",
            "voluntary, involuntary, end_of_contract or other",
        ),
        read=True,
    ),
    _column("test_name", ("笔试名称", "Test name"), ("最多 100 个字符", "Up to 100 characters"), read=True),
    _column("test_taken_on", ("笔试日期", "Test taken on"), ("参加日期", "Day it was taken"), read=True),
    _column("test_score", ("笔试得分", "Test score"), ("0 到满分", "From 0 to the highest"), read=True),
    _column("test_highest", ("笔试满分", "Test highest"), ("空为 100", "Empty: 100"), read=True),
    _column(
        "combined",
        ("综合分", "Combined score"),
        (
            "0 到 100，按职位的权重；没有设权重或现有部分不到一半时为空",
            "0 to 100 by the job's weights; empty without weights, or where less than half of them is there",
        ),
        read=False,
    ),
    _column(
        "combined_parts",
        ("综合分的组成", "Parts of the combined score"),
        (
            "“部分=得分*权重”，以分号隔开；缺失的部分没有得分",
            "part=score*weight for each, separated by semicolons; a missing part has no score",
        ),
        read=False,
    ),
)


OUTCOME_COLUMNS: tuple[Column, ...] = tuple(
    column
    for column in COLUMNS
    if column.field in ("candidate_id", "name")
    or column.field.startswith(("hired_", "position", "employee_", "told_", "performance_", "promoted_", "left_"))
)
"""Who it is, and what became of them: the sheet of outcomes, which an import reads like any other."""


def spelt(heading: str) -> str:
    """A heading without regard to case, width and blanks around it."""
    return " ".join(unicodedata.normalize("NFKC", heading).lower().split())


BY_HEADING: dict[str, Column] = {
    spelt(name): column for column in COLUMNS for name in (column.field, column.heading.zh, column.heading.en)
}
