"""What the page says where many interviews are scored anew, in Chinese and in English."""

from __future__ import annotations

RESCORING_TEXTS: dict[str, tuple[str, str]] = {
    "many_link": ("按现在的版本重评以前的面试…", "Score earlier interviews by today's version…"),
    "many_title": ("按现在的版本重评以前的面试", "Score earlier interviews by today's version"),
    "many_lead": (
        "当时说过的话按版本 {version} 重新评判一次，声音和画面不再处理。之前的评分卡全部保留，差别在每场面试的页面上。",
        "What was said is judged once more, by version {version}; nothing is heard or seen again. Every earlier "
        "scorecard stays, and each interview's page shows the difference.",
    ),
    "many_none": ("没有可以重评的面试。", "There is no interview to score anew."),
    "many_ready": ("可以重评", "Can be scored anew"),
    "many_working": ("正在重评", "Being scored anew"),
    "many_gone": ("说过的话已过保存期，不能重评", "Cannot be: what was said is not kept any more"),
    "many_left": ("候选人已退出，不重评", "Will not be: the candidate withdrew"),
    "many_more": (
        "还有没有数到的。一次最多 {most} 场，做完后再回到本页继续。",
        "There are more that were not counted. At most {most} at a time: come back to this page to go on.",
    ),
    "many_full": (
        "正在重评 {n} 场，同时最多 {most} 场。等它们完成后再回到本页继续。",
        "{n} are being scored anew, and at most {most} at a time: come back to this page once they are done.",
    ),
    "many_changed": (
        "这一次点击没有开始重评：打开本页之后情况变了，可能已经点过一次、有人先开始了，或职位有了新版本。"
        "请看下面的最新情况再确认。",
        "This click began nothing: something changed since the page was opened. It may have been clicked before, "
        "somebody else began, or the job has a new version. Please look at how it stands now, and confirm.",
    ),
    "many_cost": ("费用估算", "Estimated cost"),
    "many_cost_hint": (
        "按这些面试一次做完估算，通常高于实际；实际费用以费用页为准。",
        "Estimated as if they were all done at once, and above what is billed as a rule. The ledger has what it cost.",
    ),
    "many_cost_unknown": (
        "没有价格，或你没有查看费用的权限",
        "not known: a price is missing, or you do not see costs",
    ),
    "many_budget_short": (
        "这个职位的预算“用完即停”，剩下的只够 {n} 场，所以这次只做 {n} 场。",
        "This job's budget stops what goes beyond it, and has room for {n}: only {n} are scored now.",
    ),
    "many_budget_spent": (
        "这个职位的预算“用完即停”，剩下的不够重评。请财务提高预算，或取消“用完即停”。",
        "This job's budget stops what goes beyond it, and has no room left. Ask finance to raise it, or to let it run "
        "on.",
    ),
    "many_reason": ("为什么重评（写进每场面试的记录）", "Why (it is kept with every interview)"),
    "many_tells": ("把新结果也通知已连接的系统", "Tell connected systems the new results, too"),
    "many_start": ("重评 {n} 场面试", "Score {n} interviews anew"),
    "many_hint": (
        "几分钟到几十分钟内完成；在有新结果之前，原来的结果有效。重复点击不会重复重评，也不会多评别的面试。",
        "It takes minutes to an hour; until there is a new result the earlier one stands. Clicking again scores "
        "nothing twice, and no other interviews.",
    ),
    "many_begun": ("已开始重评 {n} 场。", "{n} are being scored anew."),
    "many_not_gone": (
        "{n} 场没有开始：说过的话已过保存期。",
        "{n} were not begun: what was said is not kept any more.",
    ),
    "many_not_left": ("{n} 场没有开始：候选人已退出。", "{n} were not begun: the candidate withdrew."),
    "many_not_working": ("{n} 场没有开始：已有人在重评。", "{n} were not begun: somebody had asked for them already."),
    "many_broken": (
        "中途出错，后面的没有开始；可以再点一次继续。",
        "It broke off before the rest; ask once more to go on.",
    ),
}
