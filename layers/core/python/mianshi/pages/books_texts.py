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
    "books_about": ("归属月份", "About"),
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
    "books_wrong_kept": (
        "这张表单先前已经录入，内容与现在填写的不同（见下方列表）。如果现在填写的也要录入，请再勾选一次并提交。",
        "This form was entered before, with other content than it has now (see the list below). If this is to be "
        "entered as well, please tick again and send it.",
    ),
    "books_wrong_again": (
        "月份、金额、币种、职位、部门和原因都相同的调整已经录入过一笔（见下方列表），还没有再次录入。",
        "An adjustment with the same month, amount, currency, job, department and reason is entered already (see the "
        "list below). It was not entered again.",
    ),
    "books_adjust_again": ("这是另外一笔，请再录入一次", "This is another one: enter it as well"),
    "books_adjust_saved": ("调整已录入。", "The adjustment is entered."),
    "books_reconcile_link": ("与 AWS 账单核对", "Compare with the AWS bill"),
    "recon_title": ("与 AWS 账单核对", "Compared with the AWS bill"),
    "recon_lead": (
        "把 AWS 的成本和用量报告 (CUR 2.0) 与账本逐项核对：每一项差额都写明原因，各原因之和正好等于差额。"
        "文件只用于这次核对，不会保存。",
        "Compares a Cost and Usage Report (CUR 2.0) of AWS with the ledger, item by item: every difference has a "
        "cause, and the causes add up to it exactly. The file is used for this and not kept.",
    ),
    "recon_trouble": ("这个文件无法使用：", "This file cannot be used:"),
    "recon_file": ("CUR 2.0 文件", "CUR 2.0 file"),
    "recon_file_hint": (
        "CSV 或 .csv.gz，最大 {mb} MB；更大的请用命令 mianshi costs reconcile。"
        "在 AWS 的“数据导出”里选择 CUR 2.0，并把标签 application 启用为成本分配标签。",
        "A CSV or .csv.gz of up to {mb} MB; for larger ones use the command mianshi costs reconcile. In AWS Data "
        "Exports choose CUR 2.0, and activate the tag application as a cost allocation tag.",
    ),
    "recon_too_large": (
        "文件超过 {mb} MB，请压缩成 .gz，或使用命令行。",
        "The file is larger than {mb} MB: pack it as .gz, or use the command line.",
    ),
    "recon_empty": (
        "这个文件是空的，请重新下载或选择另一个。",
        "This file is empty: download it again, or choose another.",
    ),
    "recon_reading": ("正在读取文件…", "Reading the file…"),
    "recon_script": ("核对需要启用 JavaScript。", "Comparing needs JavaScript."),
    "recon_untagged": (
        "没有标签的行也一起核对（账号里只有本系统时适用）",
        "Compare rows without a tag, too (right where the account holds nothing else)",
    ),
    "recon_button": ("核对", "Compare"),
    "recon_csv": ("下载按天明细 (CSV)", "Day by day as CSV"),
    "recon_tags_used": (
        "已核对带标签 application=mianshi 的 {tagged} 行；{untagged} 行没有标签，没有计入。",
        "Compared: {tagged} rows with the tag application=mianshi; {untagged} rows have no such tag and are left out.",
    ),
    "recon_tags_none": (
        "{untagged} 行都没有标签 application=mianshi，所以全部计入：只有账号里没有其他系统时才准确。",
        "None of the {untagged} rows has the tag application=mianshi, so all are compared: right only if the account "
        "holds nothing else.",
    ),
    "recon_tags_ignored": (
        "已核对带标签的 {tagged} 行和没有标签的 {untagged} 行。",
        "Compared: {tagged} rows with the tag application=mianshi and {untagged} without a tag.",
    ),
    "recon_others": ("{n} 行属于其他应用，没有计入。", "{n} rows belong to another application and are left out."),
    "recon_months": ("其他月份的行没有计入：{months}。", "Rows of other months are left out: {months}."),
    "recon_late": (
        "之后月份录入、与本月有关的 {n} 条已计入。",
        "{n} lines entered later are about this month and are in.",
    ),
    "recon_about_others": (
        "本月录入、与其他月份有关的 {n} 条没有计入。",
        "{n} lines entered in this month are about another one and are left out.",
    ),
    "recon_open": (
        "这个月还没有定稿，账单通常也要到次月初才完整：差额还会变化，现在还不能录为调整。",
        "The month is not final yet, and a bill is complete only early in the next one: differences will still change, "
        "so none is entered as an adjustment yet.",
    ),
    "recon_theirs": ("账单", "Bill"),
    "recon_ours": ("账本", "Ledger"),
    "recon_difference": ("差额（账单 − 账本）", "Difference (bill − ledger)"),
    "recon_causes": ("原因", "Causes"),
    "recon_meaning": ("说明", "What it means"),
    "recon_adds_up": ("以上各项之和", "The sum of the causes"),
    "recon_same": ("账单与账本一致，精确到百万分之一。", "Bill and ledger agree to the millionth."),
    "recon_left_out": (
        "没有标签、没有计入的行合计 {amount}。",
        "Rows without the tag that were left out add up to {amount}.",
    ),
    "recon_adjust": ("把差额 {amount} 录为调整", "Enter the difference of {amount} as an adjustment"),
    "recon_for": ("{month} 与 AWS 账单的差额", "Difference to the AWS bill of {month}"),
    "recon_by_key": ("逐项（{n}）", "Item by item ({n})"),
    "recon_key": ("项目", "Item"),
    "recon_key_people": ("人工评审时间", "People's time"),
    "recon_key_connector": ("连接调用", "Calls to other systems"),
    "recon_key_adjustment": ("人工录入的调整", "Adjustments that people entered"),
    "recon_quantity_theirs": ("账单用量", "Quantity, bill"),
    "recon_quantity_ours": ("账本用量", "Quantity, ledger"),
    "recon_more": ("只显示差额最大的 {n} 项，全部请下载 CSV。", "The {n} largest differences; the CSV has all."),
    "recon_part_quantity": ("用量", "quantity"),
    "recon_why_quantity": (
        "账单与账本的用量不同，按账本的目录价计算",
        "The bill counts another quantity than the ledger; valued at the ledger's list price",
    ),
    "recon_part_price": ("价格", "price"),
    "recon_why_price": (
        "同样的用量，价格不同：费率、免费额度、阶梯价",
        "Another price for the same quantity: rates, free tier, volume tiers",
    ),
    "recon_part_rounding": ("进位", "rounding"),
    "recon_why_rounding": (
        "账本的每条明细向上进到百万分之一，当天定稿后冲回",
        "Each line of the ledger is rounded up to a millionth; credited when its day is final",
    ),
    "recon_part_theirs_only": ("仅账单有", "bill only"),
    "recon_why_theirs_only": (
        "账单上有、系统不计量的用量，或其他区域的用量",
        "On the bill and not metered here, or of another region",
    ),
    "recon_part_ours_only": ("仅账本有", "ledger only"),
    "recon_why_ours_only": (
        "账本里有、账单上没有：免费、记在别的月份或标签下，或账单还不完整",
        "In the ledger and not on the bill: free, under another month or tag, or the bill is not complete yet",
    ),
    "recon_part_unpriced": ("未定价", "unpriced"),
    "recon_why_unpriced": (
        "账本计了量，但价目表没有价格",
        "Metered, and the price book has no price for it",
    ),
    "recon_part_own_price": ("自定价格", "own prices"),
    "recon_why_own_price": (
        "人工时间、连接调用等按您自己的价格计算，AWS 不收费",
        "People's time and calls to other systems at prices of your own: AWS does not bill them",
    ),
    "recon_part_adjustment": ("调整", "adjustments"),
    "recon_why_adjustment": ("由人录入的金额", "Entered by a person"),
    "recon_part_credit": ("抵扣与退款", "credits"),
    "recon_why_credit": ("AWS 的抵扣和退款", "Credits and refunds of AWS"),
    "recon_part_discount": ("折扣", "discounts"),
    "recon_why_discount": ("AWS 的折扣，包括净价与原价之差", "Discounts of AWS, the net cost's included"),
    "recon_part_savings_plan": ("节省计划", "savings plans"),
    "recon_why_savings_plan": ("节省计划与预留", "Savings plans and reservations"),
    "recon_part_tax": ("税", "tax"),
    "recon_why_tax": ("价目表是不含税的价格", "The price book has prices before tax"),
    "recon_part_fee": ("固定收费", "fees"),
    "recon_why_fee": ("一次性或按月的固定收费", "Fees once or by the month"),
    "recon_part_other": ("其他", "other"),
    "recon_why_other": ("其他类型的行", "Rows of another kind"),
    "recon_reason_another_region": (
        "另一方在这个区域没有这一项，请看其他区域",
        "the other side has nothing of it in this region: look at the other regions",
    ),
    "recon_reason_not_counted": (
        "系统会计量这类用量，本月没有记到",
        "metered here, and none was counted in this month",
    ),
    "recon_reason_not_metered": ("系统不计量这类用量", "not metered here"),
    "recon_reason_untagged": (
        "账单里有，但在没有标签、未计入的行里",
        "on the bill in rows without the tag, which were left out",
    ),
    "recon_reason_no_row": ("账单里没有这类行", "the bill has no row of this kind"),
    "recon_reason_free": (
        "AWS 没有收费：免费额度。可在“核算设置”里写明由本系统使用",
        "AWS charged nothing: a free tier, which the accounting settings can say is this system's to use",
    ),
}
