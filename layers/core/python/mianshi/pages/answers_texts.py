"""What the pages that answer finance's questions say, and those about budgets, in Chinese and in English."""

from __future__ import annotations

ANSWERS_TEXTS: dict[str, tuple[str, str]] = {
    "ans_title": ("效益分析", "Answers and budgets"),
    "ans_lead": (
        "财务最常问的几个问题。每个数字都写明计算公式和所用的假设；不知道的写“未知”，不写 0。",
        "What finance asks most. Each figure says how it is worked out and what was assumed; what is not known is "
        "called not known, never 0.",
    ),
    "ans_from": ("从", "From"),
    "ans_to": ("到", "To"),
    "ans_all_jobs": ("全部职位", "All jobs"),
    "ans_in_department": ("（{department}）", " ({department})"),
    "ans_life": ("所选职位的全部时间", "The chosen job's whole life"),
    "ans_wrong_period": (
        "这段时间不能用：“从”要早于或等于“到”，最长 {months} 个月。您填写的还在下面；显示的是 {first} 的结果。",
        "This is no period: “From” must not be later than “To”, and {months} months is the longest. What you typed is "
        "still below; the answers are about {first}.",
    ),
    "ans_about": ("{first} 至 {last}", "{first} to {last}"),
    "ans_made": ("生成于 {at}", "made {at}"),
    "ans_unknown": ("未知", "not known"),
    "ans_lacks": ("还缺：", "Missing: "),
    "ans_stop": ("。", "."),
    "ans_to_terms": ("去填写", "Fill it in"),
    "ans_q_cost": ("一场面试、一次录用要花多少？", "What does an interview cost us, and a hire?"),
    "ans_per_interview": ("每场面试", "One interview"),
    "ans_per_scored_interview": ("每场已评分的面试", "One scored interview"),
    "ans_per_qualified": ("每位合格候选人", "One qualified candidate"),
    "ans_per_hire": ("每录用一人", "One hire"),
    "ans_converted": ("（已换算）", " (converted)"),
    "ans_figure_no_costs": ("没有费用。", "No costs."),
    "ans_figure_no_price": ("没有一条明细有价格。", "None of its lines has a price."),
    "ans_figure_unpriced": ("另有 {n} 条明细未定价，不在金额内。", "{n} lines have no price and are not in it."),
    "ans_figure_none_counted": ("这段时间一个也没有。", "None in this period."),
    "ans_figure_below_zero": ("调整之后合计低于 0。", "Adjustments take the total below 0."),
    "ans_by_currency": ("按原币种", "By the currencies paid in"),
    "ans_counted": ("统计口径", "What was counted"),
    "ans_n_applications": ("申请", "Applications"),
    "ans_n_applications_is": (
        "发出首次邀请的候选人；直接交来录像的更多时，取后者",
        "candidates invited for the first time, or who handed in, where those are more",
    ),
    "ans_n_interviews": ("面试", "Interviews"),
    "ans_n_interviews_is": ("在这段时间开始、产生了费用的面试", "begun in the period, with a cost"),
    "ans_n_scored": ("其中已评分", "Of these scored"),
    "ans_n_scored_is": ("到现在为止", "by now"),
    "ans_n_qualified": ("合格候选人", "Qualified candidates"),
    "ans_n_qualified_is": ("由具名的人决定进入下一轮", "whom a named person advanced"),
    "ans_n_hires": ("录用", "Hires"),
    "ans_n_hires_is": (
        "在这段时间登记的；数据已删除的人不在内",
        "recorded in the period; people whose data were deleted are not among them",
    ),
    "ans_cut": ("还有 {n} 个较早的职位没有查录用。", "The hires of {n} older jobs were not looked for."),
    "ans_cost_scope": (
        "合计包括失败的尝试、启动与等待、存储，以及不属于任何职位的公共费用。申请和合格人数按 ISO 周统计，"
        "一周归入它的星期四所在的月份；其余按日（UTC）。",
        "The total has failed attempts, waiting and idle time, storage, and what belongs to no job. Applications and "
        "qualified candidates are counted by ISO week, a week in the month of its Thursday; the rest by day (UTC).",
    ),
    "ans_cost_scope_job": (
        "合计是这个职位的明细，包括失败的尝试、分摊的启动与等待、存储；不属于任何职位的公共费用不在内。"
        "申请和合格人数按 ISO 周统计，一周归入它的星期四所在的月份；其余按日（UTC）。",
        "The total is of this job's lines, with failed attempts, its share of waking and idle time, and storage; what "
        "belongs to no job is not in it. Applications and qualified candidates are counted by ISO week, a week in the "
        "month of its Thursday; the rest by day (UTC).",
    ),
    "ans_q_save": ("和以前相比省了多少？", "What do we save?"),
    "ans_saved_hours": ("每 100 份申请省下的人工", "People's time saved for 100 applications"),
    "ans_saved_money": ("这段时间省下", "Saved in the period"),
    "ans_compare": ("以前和现在", "Before and now"),
    "ans_of": ("单位", "Of one"),
    "ans_former": ("以前", "Before"),
    "ans_now": ("现在", "Now"),
    "ans_saved": ("省下", "Saved"),
    "ans_one_application": ("申请", "application"),
    "ans_one_interview": ("初面", "first interview"),
    "ans_one_hire": ("录用", "hire"),
    "ans_assumptions": ("用了哪些假设", "What was assumed"),
    "ans_assumptions_lead": (
        "这些数字由您填写，不是测量出来的，也不是我们的。",
        "You stated these figures. They were not measured, and they are not ours.",
    ),
    "ans_assumption": ("假设", "Assumption"),
    "ans_value": ("数值", "Value"),
    "ans_since": ("哪一版、哪天填的", "Revision and day"),
    "ans_no_source": ("没有写来源", "no source given"),
    "ans_no_terms": (
        "还没有填以前的做法花多少，所以不知道省了多少。",
        "Nobody has said yet what the former way cost, so what is saved is not known.",
    ),
    "ans_rate": (
        "汇率：1 {base} = {rate} {quote}，{day}，来源：{source}。",
        "Rate: 1 {base} = {rate} {quote}, {day}, by {source}.",
    ),
    "ans_no_rate": (
        "{currency} 没有换算成 {into} 的汇率，依赖它的结果未知。",
        "There is no rate from {currency} into {into}: what depends on it is not known.",
    ),
    "ans_formulas": ("计算公式", "How it is worked out"),
    "ans_former_time": ("以前的分钟：", "minutes before:"),
    "ans_former_cost": ("以前的金额：", "amount before:"),
    "ans_now_formula": (
        "现在 =（系统的全部费用 + 人工评审的费用）÷ 个数；分钟是人工评审时间。",
        "Now = (everything the system cost + people's reviews) ÷ how many; minutes are people's time on reviews.",
    ),
    "ans_now_is": (
        "这段时间：系统 {system}，人工评审 {review}（{time}）。",
        "In the period: system {system}, people's reviews {review} ({time}).",
    ),
    "ans_now_unpriced": (
        "现在的费用里缺 {n} 条未定价的明细，实际省下的会少一些。",
        "{n} lines without a price are missing from the cost now; what is really saved is less by them.",
    ),
    "ans_swing_of_period": ("整段时间", "the period"),
    "ans_swing_of_hire": ("每录用一人", "one hire"),
    "ans_saved_formula": (
        "省下 = 以前 − 现在。整段时间 = 每份申请以前的金额 × 申请数 − 现在的全部费用。",
        "Saved = before − now. The period = the amount before for one application × applications − everything now.",
    ),
    "ans_swings": ("假设偏了一半或一倍会怎样", "What if an assumption were half, or double?"),
    "ans_swings_lead": (
        "每行只改一个假设，其余不变；结果是省下的金额。",
        "Each row changes one assumption and nothing else; the results are what is saved.",
    ),
    "ans_half": ("减半", "Half"),
    "ans_same": ("照填", "As stated"),
    "ans_double": ("加倍", "Double"),
    "ans_no_swings": ("数字不全，算不出来。", "Figures are missing for this."),
    "ans_lack_system": ("系统费用（没有价格或没有汇率）", "what the system cost (no price, or no rate)"),
    "ans_lack_review": (
        "人工评审时间和时薪（评分时填写用时，时薪在“核算设置”）",
        "people's time on reviews and its hourly rate (noted when they rate; the rate stands in the settings)",
    ),
    "ans_lack_below_zero": (
        "不低于 0 的费用（调整之后合计低于 0，省下多少无从谈起）",
        "a cost that is not below 0 (adjustments take it there, so nothing can be saved against it)",
    ),
    "ans_lack_applications": ("这段时间的申请", "applications in the period"),
    "ans_lack_hires": ("这段时间的录用", "hires in the period"),
    "ans_lack_costs": ("费用（没有、没有价格或没有汇率）", "costs (none, no price, or no rate)"),
    "ans_q_back": ("投入产出比是多少？", "What do we get back for what we spend?"),
    "ans_return_value": ("录用带来的价值", "Value of hires"),
    "ans_return_savings": ("省下的金额", "What is saved"),
    "ans_return_value_is": (
        "每人每月 {value} × {months} 个月 × {hires} 人 ÷ 这段时间的全部费用。只有费用是测量的，价值是您的假设。",
        "{value} a month × {months} months × {hires} hires ÷ everything the period cost. Only the cost is measured; "
        "the value is your assumption.",
    ),
    "ans_return_savings_is": (
        "这段时间省下的金额 ÷ 系统的费用（人工评审已在省下的金额里扣除）。",
        "What the period saves ÷ what the system cost (people's reviews are taken off what is saved already).",
    ),
    "ans_departments": ("按部门", "By department"),
    "ans_budget_spent": ("已用 / 预算", "Spent / budget"),
    "ans_departments_note": (
        "录用按职位的部门计。预算只加 {currency} 的；已用是最近一次核算时的数字，按各预算自己的期间。",
        "Hires count for the job's department. Only budgets in {currency} are added up; spent is as of the last look, "
        "over each budget's own period.",
    ),
    "ans_q_wave": ("再做 {n} 场面试要花多少？", "What will {n} interviews cost?"),
    "ans_wave_n": ("场数", "Interviews"),
    "ans_wave_go": ("预测", "Forecast"),
    "ans_wave_each": ("每场 {each} × 场数，依据最近 {n} 场", "{each} each, drawn from the last {n} interviews"),
    "ans_wave_level": ("{level}% 的可能在此范围", "{level}% likely within"),
    "ans_wave_few": (
        "{currency}：最近三个月只有 {n} 场已结束的面试，少于 {least} 场不作预测。请用",
        "{currency}: only {n} interviews ended in the last three months; nothing is forecast from fewer than {least}. "
        "Use the",
    ),
    "ans_wave_none": (
        "最近三个月没有已结束、已定价的面试（至少要 {least} 场）。请用",
        "No priced interview ended in the last three months (it takes {least}). Use the",
    ),
    "ans_to_calculator": ("费用测算", "calculator"),
    "ans_wave_formula": ("N × m ± t × s × √(N + N² ÷ n)", "N × m ± t × s × √(N + N² ÷ n)"),
    "ans_wave_numbers": (
        "N = {total}，平均 m = {mean}，标准差 s = {s}，n = {n}，t = {t80}（80%）、{t95}（95%）",
        "N = {total}, mean m = {mean}, standard deviation s = {s}, n = {n}, t = {t80} (80%), {t95} (95%)",
    ),
    "ans_wave_source": (
        "公式：有 n 个观测时，未来 N 个之和的预测区间（Hahn 等，《Statistical Intervals》第 2 版，2017，第 4 章）。",
        "Formula: prediction interval for the sum of N future values after n observed ones (Hahn, Meeker and Escobar, "
        "Statistical Intervals, 2nd ed. 2017, chapter 4).",
    ),
    "ans_wave_small": (
        "只有 {n} 场作依据。如果少数几场特别贵，范围会偏窄：模拟中标 95% 的范围实际只有 88%–94% 的把握。",
        "Drawn from {n} only. Where a few interviews are very dear the range is too narrow: in simulations the 95% "
        "range held in 88% to 94% of cases.",
    ),
    "ans_wave_left_out": (
        "有 {n} 场含未定价的明细，没有用作依据。",
        "{n} interviews with unpriced lines were not drawn from.",
    ),
    "ans_wave_scope": (
        "依据是最近三个月开始并已结束的面试的目录价：含失败的尝试和分摊到的启动与等待；不含免费额度和折扣、之后每月的存储，"
        "以及不属于任何面试的公共费用。集中进行时，启动与等待由更多场分摊，实际会更低。",
        "Drawn from interviews begun and ended in the last three months, at list price: with failed attempts and their "
        "share of waking and idle time; without free tiers and discounts, storage in later months, and what belongs to "
        "no interview. A dense wave shares each waking among more interviews and costs less.",
    ),
    "ans_q_stay": ("面试之后，有多少人入职并留下？", "Who is hired after the interview, and who stays?"),
    "ans_hired": ("录用 / 面试", "Hires / interviews"),
    "ans_of_n": ("{n} 人中 {part} 人", "{part} of {n}"),
    "ans_stayed": ("入职 {days} 天后仍在", "Still there {days} days after they began"),
    "ans_stay_note": (
        "少于 {enough} 人不给百分比，也不能下结论。留任只数入职已满那么多天的人；没有登记离职的视为仍在。"
        "这些数字不说明面试是原因。",
        "Fewer than {enough} give no percentage and no conclusion. Retention counts only people whose day has come; "
        "whoever has no departure recorded counts as there. None of this shows that the interview is the cause.",
    ),
    "ans_q_budget": ("预算还剩多少？", "Are we within budget?"),
    "ans_no_budgets": ("还没有预算。", "There is no budget yet."),
    "ans_choose_job": ("要设预算，请在上面选一个职位。", "To set a budget, choose a job above."),
    "ans_file_csv": ("全部结果 (CSV)", "Every answer (CSV)"),
    "ans_file_json": ("全部结果 (JSON)", "Every answer (JSON)"),
    "ans_to_print": ("节省报告（可打印）", "Report on savings, to print"),
    "ans_savings_title": ("节省报告", "Report on savings"),
    "ans_print": ("用浏览器的打印功能可存为 PDF。", "Your browser's print command saves it as a PDF."),
    "budget_title": ("预算", "Budget"),
    "budget_back": ("返回这个职位的效益分析", "Back to the answers about this job"),
    "budget_lead": (
        "预算每小时核算一次：快用完时提醒一次，用完时再提醒一次。设为“用完即停”后不再邀请新的候选人；已经邀请的人照常完成。",
        "A budget is looked at every hour: told once when it is nearly spent, and once when it is. If it stops, nobody "
        "new is invited; whoever was invited finishes.",
    ),
    "budget_meanwhile": (
        "没有保存：您打开本页之后，有人设置或取消了这个职位的预算（现在的情况见下）。您填写的内容都还在；再次保存会取代它。",
        "Not saved: somebody set or dropped this job's budget after you opened the page (see how it stands now). "
        "Everything you typed is still here; saving again takes its place.",
    ),
    "budget_saved": ("已保存，下次核算后显示用了多少。", "Saved. What is spent shows after the next look."),
    "budget_now": ("现在", "Now"),
    "budget_none": ("这个职位还没有预算。", "This job has no budget yet."),
    "budget_set": ("设预算", "Set a budget"),
    "budget_change": ("修改预算", "Change the budget"),
    "budget_amount": ("金额", "Amount"),
    "budget_period": ("期间", "Period"),
    "budget_period_all": ("职位的全部时间", "the job's whole life"),
    "budget_period_month": ("每个月", "each month"),
    "budget_warn": ("用到百分之几时提醒", "Tell at so many percent"),
    "budget_warn_hint": ("1 到 100。", "1 to 100."),
    "budget_stop": ("用完即停", "Stop when it is spent"),
    "budget_stop_hint": (
        "不再邀请新的候选人，也不能替他们上传，以前的面试不再成批重评。已经邀请的人不受影响。",
        "Nobody new is invited, nothing is uploaded for them, and earlier interviews are not scored anew by the batch. "
        "Whoever was invited goes on.",
    ),
    "budget_save": ("保存预算", "Save the budget"),
    "budget_drop": ("取消预算", "Drop the budget"),
    "budget_is_within": ("预算内", "within budget"),
    "budget_is_warned": ("快用完", "nearly spent"),
    "budget_is_spent": ("已用完", "spent"),
    "budget_is_unknown": ("尚未核算", "not looked at yet"),
    "budget_spent_of": ("已用 {spent}，预算 {budget}（{percent}%）", "{spent} of {budget} ({percent}%)"),
    "budget_of": ("预算 {budget}", "of {budget}"),
    "budget_for_all": ("全部时间", "whole life"),
    "budget_for_month": ("{month}", "{month}"),
    "budget_stops": ("用完即停", "stops invitations"),
    "budget_goes_on": ("用完不停", "does not stop invitations"),
    "budget_looked": ("核算时间：{at}。", "Looked at {at}."),
    "budget_not_looked": (
        "设定之后尚未核算，一小时内会核算。",
        "Nobody has looked since it was set; it takes an hour at most.",
    ),
    "budget_unpriced": (
        "有 {n} 条明细未定价或没有汇率，不在已用里。",
        "{n} lines without a price or a rate are not in it.",
    ),
    "budget_wrong_amount": ("请填大于 0 的金额，例如 5000。", "Please type an amount above 0, such as 5000."),
    "budget_wrong_currency": ("请选 CNY、USD 或 EUR。", "Choose CNY, USD or EUR."),
    "budget_wrong_period": ("请选一个期间。", "Choose a period."),
    "budget_wrong_percent": ("请填 1 到 100 的整数。", "Please type a whole number from 1 to 100."),
}
