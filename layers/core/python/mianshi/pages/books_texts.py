"""What the accountants' pages say: taking a booking back, adjustments, the bill; in Chinese and in English."""

from __future__ import annotations

BOOKS_TEXTS: dict[str, tuple[str, str]] = {
    "books_reverses": ("冲销第 {n} 次入账", "takes booking {n} back"),
    "books_reversed": ("已由第 {n} 次入账冲销", "taken back by booking {n}"),
    "books_reason": ("原因", "Reason"),
    "books_reason_hint": (
        "最多 200 字，会显示在本页并留在账上，不会发给其他系统。请不要写人名。",
        "Up to 200 characters. It stands on this page and stays in the books; no other system is told. Please name "
        "nobody.",
    ),
    "books_journal": ("下载会计分录 (CSV)", "Journal entry (CSV)"),
    "books_take_back": ("冲销这次入账", "Take this booking back"),
    "books_take_back_lead": (
        "会生成一次新的红字入账，金额相反，注明冲销 {number}；原来的入账保留不变。"
        "接收过原入账的系统，在原凭证到账之后才会收到红字凭证。冲销后，这些金额可以重新入账。",
        "Makes a new booking with the opposite amounts that names {number}; the original stays as it is. A system that "
        "got the original gets the red entry only after the original has arrived. Afterwards the amounts can be booked "
        "again.",
    ),
    "books_take_back_confirm": ("我确认要冲销，冲销本身不能再撤回", "Yes, take it back; this itself cannot be undone"),
    "books_take_back_button": ("冲销 {amount}", "Take back {amount}"),
    "books_adjustments": ("调整", "Adjustments"),
    "books_adjustments_lead": (
        "由人录入的金额，例如云厂商的退款或账单上的差额。它们计入录入当月，不会改动已关账的月份；下面也列出之后录入、与本月有关的调整。",
        "Amounts that people entered, such as a refund or a difference to the bill. They count in the month they were "
        "entered in and never change a closed one; those entered later about this month are listed, too.",
    ),
    "books_adjustments_none": ("没有与本月有关的调整。", "There are no adjustments in or about this month."),
    "books_about": ("关于", "About"),
    "books_counts_in": ("计入 {month}", "counts in {month}"),
    "books_adjust_new": ("录入调整", "Enter an adjustment"),
    "books_adjust_title": ("录入调整", "Enter an adjustment about"),
    "books_adjust_lead": (
        "金额会成为账上的一条明细，之后不能修改或删除；要改正，请再录入一条相反的。",
        "The amount becomes a line of the ledger that can neither be changed nor deleted; to correct it, enter the "
        "opposite.",
    ),
    "books_adjust_closed": (
        "{month} 已关账，不再变化：这笔调整计入 {now}，并注明与 {month} 有关。",
        "{month} is closed and does not change: the adjustment counts in {now} and says that it is about {month}.",
    ),
    "books_adjust_past": (
        "这笔调整计入 {now}，并注明与 {month} 有关。",
        "The adjustment counts in {now} and says that it is about {month}.",
    ),
    "books_amount": ("金额", "Amount"),
    "books_amount_hint": (
        "增加费用为正，减少费用为负，例如 -12.50；最多六位小数。",
        "Above zero adds costs, below zero takes them away, such as -12.50; up to six decimals.",
    ),
    "books_currency": ("币种", "Currency"),
    "books_department_hint": ("选了职位时，以职位的部门为准。", "Where a job is chosen, its department counts."),
    "books_adjust_confirm": ("我已核对金额、币种和月份", "I have checked amount, currency and month"),
    "books_adjust_button": ("录入", "Enter"),
    "books_wrong": ("有 {n} 处需要改正，还没有录入。", "Nothing was entered yet: {n} to mend."),
    "books_wrong_amount": (
        "请填写不为零的金额，例如 12.50 或 -12.50，九位整数以内，最多六位小数。",
        "Please give an amount other than zero, such as 12.50 or -12.50, with at most nine digits and six decimals.",
    ),
    "books_wrong_currency": ("请选择币种。", "Please choose a currency."),
    "books_wrong_reason": ("请写明原因，最多 200 字。", "Please give a reason of up to 200 characters."),
    "books_wrong_confirm": ("请勾选已核对。", "Please tick that you have checked it."),
    "books_wrong_nonce": ("页面已过期，请再提交一次。", "The page was out of date: please send it again."),
    "books_reconcile_link": ("与 AWS 账单核对", "Compare with the AWS bill"),
}
