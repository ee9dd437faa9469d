"""The few facts a reader elsewhere needs, in words. Nothing said by a candidate, and nobody's name, is among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.delivery import INTERVIEW_EVENTS, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.money import cents
from mianshi.contracts.news import (
    BudgetNews,
    CandidateNews,
    CostNews,
    DecisionNews,
    DivergenceNews,
    InterviewNews,
    InvitationNews,
    JobNews,
    News,
    PassRateNews,
    ResumeNews,
)
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.terms import MonthClosed
from mianshi.delivery import days
from mianshi.errors import Defect


class Message(NamedTuple):
    """A message, not yet in any platform's shape. `rows`: label and words, in the order a reader wants them."""

    title: str
    rows: list[tuple[str, str]]
    link_text: str
    link: str
    footer: str
    emphasis: tuple[str, str] | None = None
    """The one number, and what it is."""


_HEADINGS: dict[EventKind, Bilingual] = {
    **dict.fromkeys(INTERVIEW_EVENTS, Bilingual(zh="AI 面试已完成", en="AI interview finished")),
    EventKind.CANDIDATE_INVITED: Bilingual(zh="面试邀请已发出", en="Interview invitation sent"),
    EventKind.CANDIDATE_WITHDREW: Bilingual(zh="候选人已退出面试", en="Interview candidate withdrew"),
    EventKind.CANDIDATE_DECIDED: Bilingual(zh="面试决定已作出", en="Interview decision made"),
    EventKind.CANDIDATE_HIRED: Bilingual(zh="面试候选人已录用", en="Interview candidate hired"),
    EventKind.CANDIDATE_ERASED: Bilingual(zh="候选人面试数据已删除", en="Interview data of a candidate were deleted"),
    EventKind.COSTS_BOOKED: Bilingual(zh="面试成本入账", en="Interview costs booked"),
    EventKind.COSTS_CLOSED: Bilingual(zh="面试成本月结", en="Interview costs of a month closed"),
    EventKind.BUDGET_WARNED: Bilingual(zh="面试预算将用完", en="Budget of a job nearly spent"),
    EventKind.BUDGET_SPENT: Bilingual(zh="面试预算已用完", en="Budget of a job spent"),
    EventKind.RESUME_MATCHED: Bilingual(zh="面试候选人简历符合全部必备要求", en="A résumé has all that is required"),
    EventKind.INTERVIEW_DIVERGED: Bilingual(zh="面试评分分歧,请复核", en="Ratings of an interview are far apart"),
    EventKind.JOB_PASS_RATE: Bilingual(zh="面试通过率超出设定范围", en="Interview pass rate of a job left its band"),
    EventKind.CONNECTOR_TEST: Bilingual(zh="面试系统连接测试", en="Test of the interview system"),
    EventKind.CONNECTOR_OFF: Bilingual(
        zh="面试系统连接已停用", en="A connection of the interview system was switched off"
    ),
}
_OUTCOMES: dict[Outcome, Bilingual] = {
    Outcome.SCORED: Bilingual(zh="已评分", en="scored"),
    Outcome.INSUFFICIENT_EVIDENCE: Bilingual(zh="证据不足,未评分", en="not enough evidence, not scored"),
    Outcome.REJECTED: Bilingual(zh="录像无法使用,未评分", en="recording could not be used, not scored"),
    Outcome.FAILED: Bilingual(zh="处理失败,未评分", en="processing failed, not scored"),
}
_RECOMMENDATIONS: dict[str, Bilingual] = {
    "forward": Bilingual(zh="建议进入下一轮", en="suggested for the next round"),
    "review": Bilingual(zh="建议先由人复核", en="suggested for review by a person first"),
}
_DECISIONS: dict[DecisionKind, Bilingual] = {
    DecisionKind.ADVANCE: Bilingual(zh="进入下一轮", en="goes on to the next round"),
    DecisionKind.HOLD: Bilingual(zh="暂缓", en="on hold"),
    DecisionKind.REJECT: Bilingual(zh="不再推进", en="does not go on"),
}
_NEEDS_PERSON = Bilingual(zh="需要人工处理", en="needs a person")
_LABELS = {
    "job": Bilingual(zh="职位", en="Job"),
    "outcome": Bilingual(zh="结果", en="Outcome"),
    "total": Bilingual(zh="总分", en="Total"),
    "advice": Bilingual(zh="建议", en="Advice"),
    "interview": Bilingual(zh="面试编号", en="Interview"),
    "candidate": Bilingual(zh="候选人编号", en="Candidate"),
    "ends": Bilingual(zh="有效期至", en="Valid until"),
    "decision": Bilingual(zh="决定", en="Decision"),
    "by": Bilingual(zh="决定人", en="Decided by"),
    "starts": Bilingual(zh="入职日期", en="Starts on"),
    "month": Bilingual(zh="月份", en="Month"),
    "amount": Bilingual(zh="金额", en="Amount"),
    "spent": Bilingual(zh="已用", en="Spent"),
    "budget": Bilingual(zh="预算", en="Budget"),
    "interviews": Bilingual(zh="面试数", en="Interviews"),
    "reverses": Bilingual(zh="冲销入账", en="Reverses"),
    "match": Bilingual(zh="简历匹配", en="Match"),
    "missing": Bilingual(zh="缺少的要求", en="Missing"),
    "raters": Bilingual(zh="评分人数", en="Raters"),
    "apart": Bilingual(zh="最大相差", en="Apart by"),
    "skills": Bilingual(zh="分歧的能力项", en="Apart in"),
    "passed": Bilingual(zh="通过", en="Passed"),
    "band": Bilingual(zh="设定范围", en="Band"),
    "note": Bilingual(zh="说明", en="Note"),
}
_REPORT = Bilingual(zh="查看报告", en="Open the report")
_DETAILS = Bilingual(zh="查看详情", en="Open the details")
_FOOTER = Bilingual(zh="评分仅供参考,是否录用由人决定。", en="The score is advice; people decide.")

T = TypeVar("T")
Rows = list[tuple[str, str]]


def message(news: News, language: Language) -> Message:
    """A happening in words.

    Raises:
        Defect: ``no_news`` where the parts of this kind of happening are missing.
    """
    interview = news.interview if news.event in INTERVIEW_EVENTS else None
    about = interview.role_name if interview else news.job.title if news.job else None
    heading = _HEADINGS[news.event].in_language(language)
    rows = [(_LABELS[name].in_language(language), words) for name, words in _ROWS[news.event](news, language)]
    total = interview.total if interview and not interview.needs_person else None
    return Message(
        title=heading + _colon(language) + about.in_language(language) if about else heading,
        rows=rows,
        link_text=(_REPORT if interview else _DETAILS).in_language(language),
        link=news.link,
        footer=_FOOTER.in_language(language) if interview else "",
        emphasis=(str(total), _LABELS["total"].in_language(language)) if total is not None else None,
    )


def line(label: str, words: str, language: Language) -> str:
    """``label: words`` with the colon of the language."""
    return label + _colon(language) + words


def amount(micro: int, currency: str) -> str:
    """Money to the cent, such as ``CNY 12.34``; halves of a cent go to the even one."""
    rounded = cents(micro)
    sign, size = "-" if rounded < 0 else "", abs(rounded)
    return f"{currency} {sign}{size // 100}.{size % 100:02d}"


def fit(text: str, most_bytes: int) -> str:
    """At most so many bytes of UTF-8, cut at a character, with an ellipsis where something was cut."""
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: max(0, most_bytes - 3)].decode(errors="ignore") + "…"


def _colon(language: Language) -> str:
    return ":" if language == "zh" else ": "


def _interview(news: News, language: Language) -> Rows:
    told = _need(news.interview, InterviewNews)
    total = _NEEDS_PERSON.in_language(language) if told.needs_person else f"{told.total} / 100"
    rows = [("outcome", _OUTCOMES[told.outcome].in_language(language)), ("total", total)]
    if told.recommendation and not told.needs_person:
        rows.append(("advice", _RECOMMENDATIONS[told.recommendation].in_language(language)))
    return [*rows, ("interview", told.id)]


def _job(news: News, language: Language) -> Rows:
    return [("job", news.job.title.in_language(language))] if news.job else []


def _candidate(news: News, language: Language) -> Rows:
    _need(news.job, JobNews)
    return [*_job(news, language), ("candidate", _need(news.candidate, CandidateNews).id)]


def _invited(news: News, language: Language) -> Rows:
    ends_at = _need(news.invitation, InvitationNews).ends_at
    return [*_candidate(news, language), ("ends", days.minute(ends_at, language))]


def _decided(news: News, language: Language) -> Rows:
    told = _need(news.decision, DecisionNews)
    return [
        *_candidate(news, language),
        ("decision", _DECISIONS[told.kind].in_language(language)),
        ("by", told.by_name),
    ]


def _hired(news: News, language: Language) -> Rows:
    starts = [("starts", news.hire.starts_on)] if news.hire else []
    return [*_candidate(news, language), *starts]


def _costs(news: News, _language: Language) -> Rows:
    told = _need(news.costs, CostNews)
    interviews = sum(entry.interviews for entry in told.lines)
    back = [] if told.reverses is None else [("reverses", str(told.reverses))]
    return [
        ("month", told.month),
        *back,
        ("amount", amount(told.amount_micro, told.currency)),
        ("interviews", str(interviews)),
    ]


def _closed(news: News, _language: Language) -> Rows:
    told = _need(news.closed, MonthClosed)
    sums = [
        ("amount", amount(one.amount_micro or 0, one.currency)) for one in told.totals if one.amount_micro is not None
    ]
    return [("month", told.month), *sums]


def _budget(news: News, _language: Language) -> Rows:
    told = _need(news.budget, BudgetNews)
    return [
        ("spent", amount(told.state.spent_micro, told.currency)),
        ("budget", amount(told.amount_micro, told.currency)),
    ]


def _matched(news: News, language: Language) -> Rows:
    told = _need(news.resume, ResumeNews)
    met = Bilingual(
        zh=f"{told.percent}%,{told.asked} 条要求满足 {told.met} 条",
        en=f"{told.percent}%, {told.met} of {told.asked} requirements met",
    )
    missing = [("missing", str(told.missing))] if told.missing else []
    return [*_candidate(news, language), ("match", met.in_language(language)), *missing]


def _diverged(news: News, language: Language) -> Rows:
    told = _need(news.divergence, DivergenceNews)
    size = Bilingual(
        zh=f"{told.difference:.1f} 级(量表的 {told.percent}%)",
        en=f"{told.difference:.1f} levels ({told.percent}% of the scale)",
    )
    rows = [*_job(news, language), ("raters", str(told.raters)), ("apart", size.in_language(language))]
    if told.apart:
        rows.append(("skills", ("、" if language == "zh" else ", ").join(told.apart)))
    return [*rows, ("interview", _need(news.interview, InterviewNews).id)]


def _passed(news: News, language: Language) -> Rows:
    told = _need(news.pass_rate, PassRateNews)
    share = Bilingual(
        zh=f"{told.weeks} 周内评分 {told.scored} 场,达线 {told.forward} 场({told.forward / told.scored:.0%})",
        en=f"{told.forward} of {told.scored} scored in {told.weeks} weeks ({told.forward / told.scored:.0%})",
    )
    return [*_job(news, language), ("passed", share.in_language(language)), ("band", f"{told.low:.0%}–{told.high:.0%}")]


def _told(news: News, _language: Language) -> Rows:
    return [("note", news.told)]


def _need(part: T | None, kind: type[T]) -> T:
    if part is None:
        raise Defect("no_news", f"{kind.__name__} is missing")
    return part


_ROWS: dict[EventKind, Callable[[News, Language], Rows]] = {
    **dict.fromkeys(INTERVIEW_EVENTS, _interview),
    EventKind.CANDIDATE_INVITED: _invited,
    EventKind.CANDIDATE_WITHDREW: _candidate,
    EventKind.CANDIDATE_DECIDED: _decided,
    EventKind.CANDIDATE_HIRED: _hired,
    EventKind.CANDIDATE_ERASED: _candidate,
    EventKind.COSTS_BOOKED: _costs,
    EventKind.COSTS_CLOSED: _closed,
    EventKind.BUDGET_WARNED: _budget,
    EventKind.BUDGET_SPENT: _budget,
    EventKind.RESUME_MATCHED: _matched,
    EventKind.INTERVIEW_DIVERGED: _diverged,
    EventKind.JOB_PASS_RATE: _passed,
    EventKind.CONNECTOR_TEST: _told,
    EventKind.CONNECTOR_OFF: _told,
}
