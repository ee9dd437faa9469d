"""What the page of one interview's costs says, in Chinese and in English."""

from __future__ import annotations

WHY_TEXTS: dict[str, tuple[str, str]] = {
    "why_title": ("为什么是这个费用", "Why it cost that much"),
    "why_with": ("与哪一场面试比较", "Compare with which interview"),
    "why_compare": ("比较", "Compare"),
    "why_choice_cheapest": ("同职位最低", "Cheapest of the job"),
    "why_choice_middle": ("同职位居中", "Middle of the job"),
    "why_choice_dearest": ("同职位最高", "Dearest of the job"),
    "why_more": ("这一场多花了 {amount}。", "This one cost {amount} more."),
    "why_less": ("这一场少花了 {amount}。", "This one cost {amount} less."),
    "why_equal": ("两场的费用相同（{currency}）。", "Both cost the same ({currency})."),
    "why_here": ("这一场", "This one"),
    "why_there": ("另一场", "The other"),
    "why_more_used": ("用量之差", "Difference in use"),
    "why_effect": ("对费用的影响", "Effect on the cost"),
    "why_price_effect": ("其中单价变化 {amount}", "of this, because the price changed: {amount}"),
    "why_reason_failed": ("失败或重复的尝试", "failed or repeated attempts"),
    "why_reason_overhead": ("分摊的公共费用", "its share of common costs"),
    "why_reason_credit": ("优惠", "credit"),
    "why_reason_adjustment": ("调整", "adjustment"),
    "why_unpriced": (
        "有 {n} 条明细未定价，两边的金额都可能偏低。",
        "Lines without a price: {n}. Either amount may be too low.",
    ),
    "why_nothing": (
        "本月同职位没有别的面试可以比较；可以填入任意一场的编号。",
        "There is no other interview of this job in this month; any other one can be named.",
    ),
    "why_unknown": ("没有这个编号的面试。", "There is no interview of this number."),
    "why_same": (
        "这就是本页的这一场，请填另一场的编号。",
        "This is the interview of this page. Please name another one.",
    ),
    "why_no_costs": (
        "那一场面试还没有费用，无法比较。",
        "That interview has no costs yet: there is nothing to compare.",
    ),
    "why_pick": ("从面试列表中选", "Choose from the list"),
    "why_several": (
        "不同币种不能相加。在“核算设置”里选定报表币种、填写汇率后，这里给出一个折算后的结论。",
        "They are not added up. With a report currency and a rate under Terms, one converted verdict is shown here.",
    ),
    "why_note": (
        "各项之和正好等于差额。点开一项，可以看到两场各用了多少。",
        "The rows sum exactly to the difference. Open one to see what each interview used.",
    ),
    "why_size": ("规模", "Size"),
    "why_answers": ("{n} 个回答", "answers: {n}"),
    "why_formula": (
        "每条明细：数量 × 单价（目录价），只在最后向上取整一次，到百万分之一。",
        "Each line is its quantity times the list price, rounded up once, to a millionth.",
    ),
    "why_show_lines": ("显示全部明细", "Show every line"),
    "why_unit_price": ("单价", "Price"),
    "cost_result_duplicate": ("重复", "already done"),
    "cost_result_cancelled": ("已取消", "cancelled"),
}
