"""What the pages about a job's funnel and its change log say, in Chinese and in English."""

from __future__ import annotations

FUNNEL_TEXTS: dict[str, tuple[str, str]] = {
    "jobs_step_invited": ("已邀请", "Invited"),
    "jobs_step_started": ("已开始", "Begun"),
    "jobs_step_submitted": ("已完成", "Interviewed"),
    "jobs_step_scored": ("已评分", "Scored"),
    "jobs_step_not_scored": ("无法评分", "Not scored"),
    "jobs_step_forward": ("达到推进线", "Forward"),
    "jobs_step_advanced": ("进入下一轮", "Advanced"),
    "jobs_step_held": ("暂缓", "On hold"),
    "jobs_step_rejected": ("不录用", "Rejected"),
    "jobs_step_withdrawn": ("已退出", "Withdrew"),
    "jobs_step_appealed": ("已申诉", "Appealed"),
    "jobs_this_week": ("本周", "This week"),
    "jobs_participation": ("参与情况（十二周）", "Participation (twelve weeks)"),
    "jobs_participation_hint": (
        "按发生的那一周计数，所以某一步可能比前一步多。",
        "Each step is counted in the week it happens, so one may exceed the step before it.",
    ),
    "jobs_of_before": ("（前一步的 {share}）", "({share} of the step before)"),
    "jobs_left": (
        "另有：退出 {withdrawn} 人，申诉 {appealed} 件，无法评分而由人查看 {not_scored} 场。",
        "Besides: {withdrawn} withdrew, {appealed} appealed, {not_scored} could not be scored and went to a person.",
    ),
    "jobs_weeks": ("最近十二周", "The last twelve weeks"),
    "jobs_week": ("周", "Week"),
    "jobs_monday": ("周一", "Monday"),
    "jobs_from": ("{day} 起", "from {day}"),
    "jobs_pass_rate": ("通过率", "Pass rate"),
    "jobs_pass_rate_hint": (
        "通过率 = 达到推进线的场数 ÷ 已评分的场数。它说的是题目和推进线是否合适，不是决定。",
        "Pass rate: interviews that reached the forward line, of those scored. It tells whether questions and line "
        "fit; it decides nothing.",
    ),
    "jobs_csv": ("下载 CSV", "Download CSV"),
    "jobs_history": ("变更记录", "Change log"),
    "jobs_history_lead": (
        "谁、什么时候、改了什么、为什么。只增加，不修改。",
        "Who changed what, when and why. Lines are only ever added.",
    ),
    "jobs_alarm": ("通过率超出设定的范围，请复核", "The pass rate left its band: please review"),
    "jobs_alarm_low": (
        "最近 {weeks} 周评了 {scored} 场，{forward} 场达到推进线（{share}），低于设定的范围 {low}–{high}。",
        "Of {scored} interviews scored in the last {weeks} weeks, {forward} reached the forward line ({share}): "
        "under the band of {low}–{high}.",
    ),
    "jobs_alarm_high": (
        "最近 {weeks} 周评了 {scored} 场，{forward} 场达到推进线（{share}），高于设定的范围 {low}–{high}。",
        "Of {scored} interviews scored in the last {weeks} weeks, {forward} reached the forward line ({share}): "
        "over the band of {low}–{high}.",
    ),
    "jobs_alarm_what_high": (
        "常见原因：推进线过低、题目太容易、题目已经流传。看过几份报告后，写下结论。",
        "Often the line is too low, the questions are too easy, or they have got about. Read a few reports, then "
        "note what you concluded.",
    ),
    "jobs_alarm_what_low": (
        "常见原因：题目没有问到要点、推进线过高、渠道不合适。看过几份报告后，写下结论。",
        "Often the questions miss the key points, the line is too high, or the channel does not fit. Read a few "
        "reports, then note what you concluded.",
    ),
    "jobs_alarm_note": ("复核的结论", "What the review concluded"),
    "jobs_alarm_note_missing": ("请写下复核的结论。", "Please note what the review concluded."),
    "jobs_alarm_done": ("记入变更记录", "Put it into the change log"),
    "jobs_reviewed_on": (
        "上次复核通过率：{day}。从下一周起重新计算。",
        "The pass rate was last reviewed on {day}; it is counted anew from the week after.",
    ),
    "jobs_reviewed": ("复核了通过率", "Reviewed the pass rate"),
    "jobs_slot_has_bookings": (
        "这个时段已有人预约，不能删去。请先和候选人改约。",
        "Somebody booked this time, so it stays. Please agree on another one with them first.",
    ),
}
