"""The sheets, columns and words of a month's workbook."""

from __future__ import annotations

from typing import NamedTuple

from mianshi.contracts.base import Bilingual
from mianshi.finance.files.spreadsheet import Column, Kind
from mianshi.finance.files.summaries import By


def column(name: str, zh: str, en: str, width: int = 18, kind: Kind = "text") -> Column:
    """A column with its heading in both languages."""
    return Column(name, kind, width, Bilingual(zh=zh, en=en))


class Sheet(NamedTuple):
    """A sheet of groups: what it tells apart, its name, its own columns and the column of the sums they are in."""

    by: By
    name: Bilingual
    columns: list[Column]
    within: str


NO = column("no", "序号", "No.", 7, "whole")
DAY = column("day", "日期", "Day", 12, "day")
JOB = [column("job", "职位", "Job", 32), column("job_id", "职位编号", "Job id", 32)]
DEPARTMENT = column("department", "部门", "Department", 24)
SOURCE = column("source", "来源", "Source", 24)
SERVICE = column("service", "服务", "Service")
CANDIDATE = column("candidate_id", "候选人编号", "Candidate", 32)
CURRENCY = column("currency", "币种", "Currency", 10)
AMOUNT = column("amount", "金额", "Amount", 18, "money")
LINES = column("lines", "行数", "Lines", 10, "whole")
UNPRICED = column("unpriced", "未定价行数", "Unpriced lines", 14, "whole")
FAILED = column("failed", "其中未成功的尝试", "Of which failed attempts", 20, "money")
MICRO = column("micro", "金额 (百万分之一)", "Amount (millionths)", 20, "whole")
FAILED_MICRO = column("failed_micro", "未成功的尝试 (百万分之一)", "Failed attempts (millionths)", 20, "whole")

SHEETS = [
    Sheet("job", Bilingual(zh="按职位", en="By job"), [NO, *JOB], "job_no"),
    Sheet("department", Bilingual(zh="按部门", en="By department"), [NO, DEPARTMENT], "department_no"),
    Sheet("source", Bilingual(zh="按来源", en="By source"), [NO, SOURCE], "source_no"),
    Sheet("candidate", Bilingual(zh="按候选人", en="By candidate"), [NO, CANDIDATE], "candidate_no"),
    Sheet("service", Bilingual(zh="按服务", en="By service"), [SERVICE], "service"),
    Sheet("day", Bilingual(zh="按天", en="By day"), [DAY], "day"),
]
SUMMARY = Bilingual(zh="汇总", en="Summary")
INTERVIEWS = Bilingual(zh="按面试", en="By interview")
SUMS = Bilingual(zh="明细汇总", en="Sums")
INTERVIEW_COLUMNS = [
    column("interview_id", "面试编号", "Interview", 32),
    *(CANDIDATE, JOB[0], DEPARTMENT, SOURCE),
    column("outcome", "结果", "Outcome", 10),
]
CANDIDATE_NO = column("candidate_no", "候选人序号", "Candidate no.", 12, "whole")
SUMS_COLUMNS = [DAY, *JOB, DEPARTMENT, SOURCE, SERVICE, column("kind", "类别", "Kind", 12)]
NUMBERS = [
    column("job_no", "职位序号", "Job no.", 10, "whole"),
    column("department_no", "部门序号", "Department no.", 14, "whole"),
    column("source_no", "来源序号", "Source no.", 12, "whole"),
]
TOTALS = [
    CURRENCY,
    column("usage", "按目录价的用量", "Usage at list price", 20, "money"),
    column("overhead", "公共开销", "Overhead", 18, "money"),
    column("credit", "免费额度与折扣", "Free tier and discounts", 22, "money"),
    column("adjustment", "调整", "Adjustments", 18, "money"),
    column("net", "净额", "Net", 18, "money"),
    *(LINES, UNPRICED, FAILED),
    column("usage_micro", "用量 (百万分之一)", "Usage (millionths)", 20, "whole"),
    column("overhead_micro", "公共开销 (百万分之一)", "Overhead (millionths)", 20, "whole"),
    column("credit_micro", "免费额度与折扣 (百万分之一)", "Free tier and discounts (millionths)", 20, "whole"),
    column("adjustment_micro", "调整 (百万分之一)", "Adjustments (millionths)", 20, "whole"),
    column("net_micro", "净额 (百万分之一)", "Net (millionths)", 20, "whole"),
    FAILED_MICRO,
]
CHECKS = [
    column("sheet", "核对：工作表", "Check: sheet"),
    CURRENCY,
    column("its", "该表合计 (百万分之一)", "Its total (millionths)", 20, "whole"),
    column("ours", "净额 (百万分之一)", "Net (millionths)", 20, "whole"),
    column("result", "核对结果", "Result"),
]
RATES = [
    column("base", "换算：币种", "Converted: currency"),
    column("net", "净额", "Net", 18, "money"),
    column("rate", "汇率", "Rate"),
    column("rate_day", "汇率日期", "Day of the rate"),
    column("rate_source", "汇率来源", "Source of the rate"),
    column("shown", "折合金额", "Converted amount", 18, "money"),
    column("currency", "折合币种", "Currency shown"),
    column("shown_micro", "折合 (百万分之一)", "Converted (millionths)", 20, "whole"),
]
WORDS = {
    "title": Bilingual(zh="费用", en="Costs"),
    "final": Bilingual(zh="全部日期已定稿", en="every day is final"),
    "open": Bilingual(zh="仍有日期未定稿，数字可能增加", en="some days are not final: figures may grow"),
    "note": Bilingual(
        zh="日期按 UTC。未定价的明细只计行数，不计入任何金额。",
        en="Days are by UTC. Lines without a price are counted and are in no amount.",
    ),
    "total": Bilingual(zh="合计", en="Total"),
    "partly": Bilingual(zh="已换算部分的合计，不含：", en="Total of what was converted; not in it: "),
    "same": Bilingual(zh="一致", en="OK"),
    "differs": Bilingual(zh="不一致", en="differs"),
    "no_rate": Bilingual(zh="没有汇率，不换算", en="no rate known: not converted"),
    "no_interview": Bilingual(zh="(不属于任何面试)", en="(not of an interview)"),
    "none": Bilingual(zh="(未填)", en="(none)"),
}


def kept(shown: str | None) -> list[Column]:
    """The columns of a sum; with amounts in another currency where one is shown."""
    amount, micro = [], []
    if shown:
        amount = [column("shown", f"折合 {shown}", f"In {shown}", 18, "money")]
        micro = [column("shown_micro", f"折合 {shown} (百万分之一)", f"In {shown} (millionths)", 20, "whole")]
    return [CURRENCY, AMOUNT, LINES, UNPRICED, FAILED, *amount, MICRO, FAILED_MICRO, *micro]
