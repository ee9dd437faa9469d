"""What is written to a candidate, and the times of an invitation.

Mail and short message are in the candidate's language. They say who asks, for what, how long it takes, until when, and
how to take part without a camera; they promise and judge nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from mianshi.contracts.base import Language, Record
from mianshi.contracts.events import FOLLOW_UP_HOURS
from mianshi.contracts.hiring import Candidate, DecisionKind, InterviewRules, Job, Stage

Kind = Literal["invitation", "reminder", "decision", "follow_ups"]
CHINA_HOURS = 8
"""China has one time zone, UTC+8, without summer time."""
_MODES: dict[str, tuple[str, str]] = {
    "video": ("录像", "on video"),
    "audio": ("录音", "as sound only"),
    "text": ("打字", "in writing"),
}


class Times(Record):
    """When an invitation ends and when whoever has not begun is reminded; both UTC. The end where nobody is."""

    ends_at: datetime
    remind_at: datetime


class Letter(Record):
    """A mail: `subject` of one line, `text` as plain text."""

    subject: str
    text: str


def times(invited_at: datetime, rules: InterviewRules) -> Times:
    """The times of an invitation made at `invited_at`. A reminder that would come after the end is none."""
    ends_at = invited_at + timedelta(days=rules.link_days)
    remind_at = invited_at + timedelta(hours=rules.reminder_hours)
    return Times(ends_at=ends_at, remind_at=remind_at if rules.reminder_hours and remind_at < ends_at else ends_at)


class Asker(Record):
    """Who asks, as candidates know them, and whom they can answer; either may be empty."""

    employer: str = ""
    contact: str = ""

    def name(self, job: Job) -> str:
        """The employer, else the job's department, in one line."""
        return _line(self.employer or job.department)


def still_to_begin(candidate: Candidate, now: str) -> bool:
    """Whether somebody was invited, has not begun, and may still begin. `now` is UTC, ISO 8601."""
    waits = candidate.stage is Stage.INVITED and not candidate.person_only
    return waits and (candidate.invitation_ends_at or "") > now


def hears_of_decision(candidate: Candidate, decided_at: str) -> bool:
    """Whether somebody is to be told that a decision was made. One that holds is none yet."""
    made = candidate.decision
    there = candidate.stage is Stage.DECIDED and made is not None
    return there and made is not None and made.at == decided_at and made.kind is not DecisionKind.HOLD


def letter(kind: Kind, job: Job, candidate: Candidate, link: str, asker: Asker, until: str = "") -> Letter:
    """The mail to a candidate. `link` is the whole address that opens their interview; `until` is when follow-up
    questions end, UTC, and of them only.

    A mail about a decision does not say which: it may be read by others, and the page says it with what can be done.
    """
    chinese = candidate.language == "zh"
    if kind == "decision":
        return (_decision_zh if chinese else _decision_en)(job, candidate, link, asker)
    if kind == "follow_ups":
        return (_follow_ups_zh if chinese else _follow_ups_en)(job, candidate, link, asker, until)
    return (_letter_zh if chinese else _letter_en)(kind, job, candidate, link, asker)


def short_message(job: Job, candidate: Candidate, link: str) -> str:
    """The same as a short message, in one line."""
    ends = deadline(candidate.invitation_ends_at, candidate.language)
    name, title = _line(candidate.name), _line(job.title.in_language(candidate.language))
    if candidate.language == "zh":
        until = f"，请在 {ends} 前开始" if ends else ""
        return f"{name}您好，邀请您参加“{title}”的在线面试{until}，手机打开即可：{link}"
    until = f", please begin before {ends}" if ends else ""
    return f"Hello {name}, you are invited to an online interview for “{title}”{until}. Open on your phone: {link}"


def deadline(iso: str | None, language: Language) -> str:
    """The end of an invitation, or of follow-up questions, as a reader takes it: in China's time, and said to be; empty
    without one."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso) + timedelta(hours=CHINA_HOURS)
    if language == "zh":
        return f"{moment.year} 年 {moment.month} 月 {moment.day} 日 {moment:%H:%M}（北京时间）"
    return f"{moment.day} {moment:%B %Y, %H:%M} (China time, UTC+8)"


def _letter_zh(kind: Kind, job: Job, candidate: Candidate, link: str, asker: Asker) -> Letter:
    title, rules, who = _line(job.title.zh), job.rules, asker.name(job)
    opening = (
        f"{who}邀请您参加“{title}”的在线面试。"
        if kind == "invitation"
        else f"{f'{who}邀请过您参加' if who else '您受邀参加'}“{title}”的在线面试，目前还没有开始。"
        "如果已经不考虑这个职位，可以不理会这封邮件。"
    )
    contact = _line(asker.contact) or "邀请您的招聘人员"
    retakes = f"，每题可以重录 {rules.retakes} 次" if rules.retakes else ""
    lines = [
        f"{_line(candidate.name)}，您好：",
        "",
        opening,
        "",
        "打开下面的链接开始，不用安装软件，手机或电脑都可以：",
        link,
        "",
        f"· 截止时间：{deadline(candidate.invitation_ends_at, 'zh')}",
        f"· 一次一题，每题最多回答 {_minutes_zh(rules.answer_seconds)}{retakes}",
        f"· 可以用：{'、'.join(_MODES[mode][0] for mode in rules.modes)}",
        *(["· 打开链接后可以选一个时间段"] if job.slots else []),
        "· 开始前会说明录制和分析什么、保存多久、由谁决定；不想由软件分析，可以改由真人面试，不影响结果",
        "· 链接只属于您，请不要转发",
        "",
        "如有需要（例如听力、视力或口语方面的便利），打开链接后可以提出。",
        "",
        f"此邮件由系统发出，请勿直接回复；有疑问请联系{contact}。",
    ]
    by = f"（{who}）" if who else ""
    subject = f"面试邀请：{title}{by}" if kind == "invitation" else f"提醒：“{title}”的面试还没有开始{by}"
    return Letter(subject=subject, text="\n".join(lines) + "\n")


def _letter_en(kind: Kind, job: Job, candidate: Candidate, link: str, asker: Asker) -> Letter:
    title, rules, who = _line(job.title.en), job.rules, asker.name(job)
    contact = _line(asker.contact) or "the recruiter who invited you"
    opening = (
        f"{f'{who} invites you' if who else 'You are invited'} to an online interview for “{title}”."
        if kind == "invitation"
        else f"{f'{who} invited you' if who else 'You were invited'} to an online interview for “{title}”; "
        "you have not begun yet. "
        "If you are no longer interested, please ignore this mail."
    )
    again = "" if not rules.retakes else "; you may record each answer again " + _times_en(rules.retakes)
    lines = [
        f"Hello {_line(candidate.name)},",
        "",
        opening,
        "",
        "Open this link to begin. There is nothing to install; a phone or a computer will do:",
        link,
        "",
        f"- Begin before: {deadline(candidate.invitation_ends_at, 'en')}",
        f"- One question at a time, up to {_minutes_en(rules.answer_seconds)} for each answer{again}",
        f"- You may answer {_any_of([_MODES[mode][1] for mode in rules.modes])}",
        *(["- After opening the link you choose a time"] if job.slots else []),
        "- Before you begin you are told what is recorded and analysed, how long it is kept and who decides. If you do "
        "not want software to analyse your answers, a person interviews you instead, without disadvantage",
        "- The link is yours alone: please do not pass it on",
        "",
        "If you need an adjustment, such as more time, you can ask for it after opening the link.",
        "",
        f"This mail was sent by a system; please do not reply. For questions, contact {contact}.",
    ]
    by = f" ({who})" if who else ""
    what = "Interview invitation:" if kind == "invitation" else "Reminder: your interview for"
    subject = f"{what} {title}{by}"
    return Letter(subject=subject, text="\n".join(lines) + "\n")


def _decision_zh(job: Job, candidate: Candidate, link: str, asker: Asker) -> Letter:
    title = _line(job.title.zh)
    body = [
        f"您参加的“{title}”面试有了新的进展，决定由人作出。打开下面的链接查看：",
        link,
        "",
        "· 在那里可以看到进展和您的报告（如已开放），也可以申请人工复核、申诉或删除资料",
    ]
    return _told_zh(f"您的面试有新进展：{title}", body, job, candidate, asker)


def _decision_en(job: Job, candidate: Candidate, link: str, asker: Asker) -> Letter:
    title = _line(job.title.en)
    body = [
        f"There is news about your interview for “{title}”, and a person decided. Open this link to read it:",
        link,
        "",
        "- There you see how far it is and your report, once it is released; you can ask for a review by a person, "
        "appeal, or have your data deleted",
    ]
    return _told_en(f"News about your interview: {title}", body, job, candidate, asker)


def _follow_ups_zh(job: Job, candidate: Candidate, link: str, asker: Asker, until: str) -> Letter:
    title = _line(job.title.zh)
    body = [
        f"您的“{title}”面试回答已经读完，现在有追问等您回答。打开下面的链接：",
        link,
        "",
        f"· 截止时间：{deadline(until, 'zh')}",
        f"· 凡是能评分的候选人，追问数量相同，都有 {FOLLOW_UP_HOURS} 小时",
        "· 可以不答；追问的回答只可能提高评分，不会降低",
    ]
    return _told_zh(f"面试追问：{title}", body, job, candidate, asker)


def _follow_ups_en(job: Job, candidate: Candidate, link: str, asker: Asker, until: str) -> Letter:
    title = _line(job.title.en)
    body = [
        f"Your answers for “{title}” have been read, and there is more to ask. Open this link to go on:",
        link,
        "",
        f"- Please answer before {deadline(until, 'en')}",
        f"- Everyone whose answers can be scored gets the same number of follow-up questions and the same "
        f"{FOLLOW_UP_HOURS} hours",
        "- You need not answer; what you add can raise a rating and never lowers one",
    ]
    return _told_en(f"Follow-up to your interview: {title}", body, job, candidate, asker)


def _told_zh(subject: str, body: list[str], job: Job, candidate: Candidate, asker: Asker) -> Letter:
    """A mail about something new: `body` ends with a list, to which the last point is added."""
    who = asker.name(job)
    lines = [
        f"{_line(candidate.name)}，您好：",
        "",
        *body,
        "· 链接只属于您，请不要转发",
        "",
        f"此邮件由系统发出，请勿直接回复；有疑问请联系{_line(asker.contact) or '邀请您的招聘人员'}。",
    ]
    by = f"（{who}）" if who else ""
    return Letter(subject=f"{subject}{by}", text="\n".join(lines) + "\n")


def _told_en(subject: str, body: list[str], job: Job, candidate: Candidate, asker: Asker) -> Letter:
    """The same in English."""
    who = asker.name(job)
    lines = [
        f"Hello {_line(candidate.name)},",
        "",
        *body,
        "- The link is yours alone: please do not pass it on",
        "",
        "This mail was sent by a system; please do not reply. For questions, contact "
        f"{_line(asker.contact) or 'the recruiter who invited you'}.",
    ]
    by = f" ({who})" if who else ""
    return Letter(subject=f"{subject}{by}", text="\n".join(lines) + "\n")


def _line(text: str) -> str:
    """One line: nothing that somebody typed may add a line, or a header, to a mail."""
    return " ".join(text.split())


def _minutes_zh(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return (f"{minutes} 分钟" if minutes else "") + (f"{' ' if minutes else ''}{rest} 秒" if rest else "")


def _minutes_en(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    told = [f"{minutes} minute{'s' if minutes != 1 else ''}"] if minutes else []
    return " ".join(told + ([f"{rest} seconds"] if rest else []))


def _times_en(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _any_of(ways: list[str]) -> str:
    """In English: ``a``, ``a or b``, ``a, b or c``."""
    *first, last = ways
    return f"{', '.join(first)} or {last}" if first else last
