"""What the page of a customer's own figures says, in Chinese and in English."""

from __future__ import annotations

TERMS_TEXTS: dict[str, tuple[str, str]] = {
    "terms_title": ("核算设置", "Accounting settings"),
    "terms_lead": (
        "价目表不可能知道的数字：您自己的折扣、时薪、汇率，以及以前的做法花多少。每次保存都新增一版，旧版永远保留。"
        "已经记下的明细不会改价：新版只影响保存之后的用量和还没有定稿的日子。",
        "Figures no price list can know: your discounts, hourly rates, exchange rates, and what the former way cost. "
        "Each saving adds a revision; earlier ones are kept for ever. Lines that are written keep their price: a "
        "revision counts for what is used after it, and for days that are not final yet.",
    ),
    "terms_none": (
        "还没有填过。空着的数字不会被当作 0，依赖它的结果显示“未知”。",
        "Nothing has been filled in yet. A figure left empty is never taken for 0; what depends on it is "
        "shown as not known.",
    ),
    "terms_read_only": ("您可以查看；修改需要“入账”权限。", "You may read this; changing it takes the right to book."),
    "terms_saved": ("已保存为新的一版。", "Saved as a new revision."),
    "terms_refused": (
        "没有保存：请改正标出的 {n} 处。您填写的内容都还在。",
        "Not saved: please put the {n} marked entries right. Everything you typed is still here.",
    ),
    "terms_meanwhile": (
        "没有保存：您填写期间，{name} 保存了第 {n} 版（改动见页面下方）。您填写的内容都还在；"
        "再次保存会在第 {n} 版之上新增一版，以您填写的为准。",
        "Not saved: while you were typing, {name} saved revision {n} (see its changes below). Everything you typed is "
        "still here; saving again adds a revision on top of it, with what you typed.",
    ),
    "terms_when": ("从哪个月起", "From when on"),
    "terms_effective_from": ("生效月份", "In force from"),
    "terms_effective_from_hint": (
        "格式 2026-11。必须是还没有关账的月份，之后也不能有已关账的月份。",
        "Such as 2026-11. It must be a month that is not closed, and no later month may be closed either.",
    ),
    "terms_report_currency": ("报表另以哪种币种合计", "Totals also shown in"),
    "terms_report_currency_hint": (
        "用下面的汇率换算；没有汇率的币种单独列出。",
        "By the rates below; a currency without a rate stands for itself.",
    ),
    "terms_no_currency": ("不换算", "no conversion"),
    "terms_cloud": ("云厂商的优惠", "What the cloud grants you"),
    "terms_free_tiers": ("本系统使用账号的每月免费额度", "The account's monthly free tiers are this system's to use"),
    "terms_free_tiers_hint": (
        "同一账号里有其他系统时不要勾选，否则额度会被算两遍。",
        "Leave it out where other systems share the account: the free units would be counted twice.",
    ),
    "terms_discounts": ("折扣", "Discounts"),
    "terms_discounts_hint": ("按目录价优惠的百分比，空着表示没有。", "Percent off the list price; empty: none."),
    "terms_others": ("其余所有服务", "Every other service"),
    "terms_each_service": ("逐项填写", "Service by service"),
    "terms_people": ("人和连接的价格", "Prices of people and connections"),
    "terms_review": ("人工评审每小时", "An hour of review"),
    "terms_review_hint": (
        "评审面试的人每小时的工资和附加成本。不填，人工评审时间就没有价格，不会按 0 计。",
        "Wages and charges of whoever reviews interviews. Left empty, their time has no price; it is not counted as 0.",
    ),
    "terms_calls": ("连接“{name}”每次调用", "A call to the connection “{name}”"),
    "terms_calls_none": ("还没有连接。", "There are no connections yet."),
    "terms_calls_hint": (
        "包含在年费里就填 0；不知道就空着。",
        "0 where a yearly fee covers it; empty where you do not know.",
    ),
    "terms_price": ("单价", "Price"),
    "terms_currency": ("币种", "Currency"),
    "terms_source": ("来源", "Source"),
    "terms_source_hint": ("例如：人事部 2026 年薪酬表。", "Such as: HR, salary table of 2026."),
    "terms_rates": ("汇率", "Exchange rates"),
    "terms_rates_hint": (
        "1 单位左边的币种等于多少右边的币种。换算用当时最近的一天；汇率、日期和来源都印在结果旁。清空一行就是删除。",
        "How much of the right currency one unit of the left one is worth. The newest day up to then is used; rate, "
        "day and source are printed beside the result. Empty a row to remove it.",
    ),
    "terms_day": ("日期", "Day"),
    "terms_base": ("1 单位", "One unit of"),
    "terms_quote": ("等于多少", "is worth, in"),
    "terms_rate": ("汇率", "Rate"),
    "terms_row": ("第 {n} 行", "Row {n}"),
    "terms_former": ("以前的做法", "The former way"),
    "terms_former_hint": (
        "这些是您的估计，我们不提供默认值。每个数字都会印在由它得出的结果旁边；空着，依赖它的结果就是“未知”。",
        "These are your own estimates; we have no defaults. Each is printed beside what it yields; left empty, what "
        "depends on it is not known.",
    ),
    "terms_former_currency": ("以上金额的币种", "Currency of these amounts"),
    "terms_former_minutes_per_application": ("每份简历的人工分钟", "Minutes for one application"),
    "terms_former_minutes_per_application_hint": (
        "一个人看一份简历并打一次电话。例如 100 份 10 小时就是 6 分钟。",
        "Of one person, to read one résumé and ring up once. 10 hours for 100 are 6 minutes.",
    ),
    "terms_former_minutes_per_interview": ("每场初面的人工分钟", "Minutes for one first interview"),
    "terms_former_minutes_per_interview_hint": (
        "所有面试官合计，含准备和写记录。以前没有初面就填 0。",
        "Of all interviewers together, preparing and writing up included. 0 where there was none.",
    ),
    "terms_former_hourly_rate": ("以前做这些事的人每小时", "An hour of whoever did that"),
    "terms_former_hourly_rate_hint": ("工资加附加成本。", "Wages and charges."),
    "terms_former_other_per_hire": ("每录用一人的其他费用", "Other costs of one hire"),
    "terms_former_other_per_hire_hint": ("猎头、差旅、场地。", "Agencies, travel, rooms."),
    "terms_former_interviews_per_hire": ("每录用一人要几场初面", "First interviews for one hire"),
    "terms_former_interviews_per_hire_hint": ("按以前的经验。", "By your experience from before."),
    "terms_former_value_per_hire": ("一名员工每月带来多少", "What a hire brings per month"),
    "terms_former_value_per_hire_hint": ("例如毛利。只有您知道。", "Such as gross profit. Only you can know."),
    "terms_former_months_counted": ("算几个月", "Months that count"),
    "terms_former_months_counted_hint": ("用于投入产出比。", "For the return."),
    "terms_former_source": ("这些数字的来源", "Source of these figures"),
    "terms_accounts": ("通用凭证文件的科目", "Accounts of the generic journal file"),
    "terms_accounts_hint": ("空着，文件里写 unassigned，意思是“未指定”。", "Left empty, the file says unassigned."),
    "terms_accounts_costs": ("借方（费用）", "Debit (costs)"),
    "terms_accounts_counter": ("贷方（如其他应付款）", "Credit (such as other payables)"),
    "terms_save": ("保存为新的一版", "Save as a new revision"),
    "terms_yes": ("是", "yes"),
    "terms_no": ("否", "no"),
    "terms_history": ("所有版本", "Revisions"),
    "terms_revision": ("第 {n} 版", "Revision {n}"),
    "terms_from": ("{month} 起", "from {month} on"),
    "terms_in_force": ("本月有效", "in force this month"),
    "terms_unchanged": ("内容与上一版相同。", "Nothing differs from the one before."),
    "terms_figure": ("数字", "Figure"),
    "terms_before": ("之前", "Before"),
    "terms_after": ("之后", "After"),
    "terms_change_discount": ("折扣：{service}", "Discount: {service}"),
    "terms_change_calls": ("调用单价：{name}", "Price of a call: {name}"),
    "terms_change_rate": ("汇率 {pair}", "Rate of {pair}"),
    "terms_wrong_month": ("请填一个月份，例如 2026-11。", "Please name a month, such as 2026-11."),
    "terms_wrong_closed_month": (
        "这个月或之后的某个月已经关账，不能再改。请填第一个没有关账的月份。",
        "This month, or one after it, is closed and does not change any more. Name the first month that is not closed.",
    ),
    "terms_wrong_far_month": (
        "请填最近三年到明年之间的月份。",
        "Name a month from the last three years or the next one.",
    ),
    "terms_wrong_number": ("请填 0 或更大的数字，例如 12.5。", "Please type a number of 0 or more, such as 12.5."),
    "terms_wrong_percent": ("折扣在 0 到 100 之间。", "A discount is between 0 and 100."),
    "terms_wrong_currency": ("请选 CNY、USD 或 EUR。", "Choose CNY, USD or EUR."),
    "terms_wrong_day": ("请填日期，例如 2026-11-01。", "Please name a day, such as 2026-11-01."),
    "terms_wrong_pair": ("两边的币种要不同。", "The two currencies must differ."),
    "terms_wrong_rate": ("请填大于 0 的汇率，例如 7.1。", "Please type a rate above 0, such as 7.1."),
    "terms_wrong_source": ("请写明汇率的来源。", "Please say who states the rate."),
    "terms_wrong_long": (
        "太长了：来源最多 200 字，科目最多 60 字。",
        "Too long: a source has at most 200 characters, an account 60.",
    ),
}
