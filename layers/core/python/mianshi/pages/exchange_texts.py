"""What the page about the standard file says, in Chinese and in English."""

from __future__ import annotations

EXCHANGE_TEXTS: dict[str, tuple[str, str]] = {
    "ex_title": ("标准文件", "Standard file"),
    "ex_lead": (
        "每位候选人一行：结果、决定、入职、绩效、晋升和笔试。导出和导入用同样的列。",
        "One row for each candidate: results, decisions, hires, performance, promotions and tests. Export and "
        "import have the same columns.",
    ),
    "ex_export": ("导出", "Export"),
    "ex_export_hint": (
        "含姓名和联系方式，会记入访问日志。您还需要先评分的面试，分数留空。",
        "Holds names and contacts, and is noted in the access log. Scores of interviews that you have to rate first "
        "are left out.",
    ),
    "ex_part": ("第 {number} 部分", "Part {number}"),
    "ex_import": ("导入", "Import"),
    "ex_import_hint": (
        "可以添加候选人，登记笔试、入职、绩效、晋升和离职。分数、阶段和决定不会读取。有一处错误就什么也不存入。",
        "Adds candidates and reports tests, hires, performance, promotions and departures. Scores, stages and "
        "decisions are not read. With one mistake nothing is stored.",
    ),
    "ex_stored": (
        "已存入。同一个文件再导入一次，什么也不会改变。",
        "Stored. The same file again would change nothing.",
    ),
    "ex_empty": ("文件里没有内容。", "The file holds no rows."),
    "ex_no_columns": (
        "前十行里没有找到表头。请先导出一份，照着它的列填写。",
        "No row of headings was found among the first ten. Export a file first and use its columns.",
    ),
    "ex_too_many": ("一个文件最多 2,000 行。", "A file has at most 2,000 rows."),
    "ex_unreadable": (
        "无法读取这个文件，请另存为 .xlsx 或 .csv。",
        "The file cannot be read. Save it as .xlsx or .csv.",
    ),
    "ex_checked": ("检查结果", "What was found"),
    "ex_wrong": ("有 {count} 处需要改正，什么也没有存入。", "{count} to be put right; nothing was stored."),
    "ex_first": ("只列出前 {count} 处。", "Only the first {count} are shown."),
    "ex_outcomes": ("登记后来的结果", "Report what became of them"),
    "ex_outcomes_hint": (
        "下载结果表：已有人决定进入下一轮的候选人各占一行，已登记的内容已经填好。补上入职、绩效、晋升、离职，"
        "再从这里导入。",
        "Download the sheet of outcomes: a row for each candidate somebody advanced, with what is known filled in. "
        "Add hires, ratings, promotions and departures, then import it here.",
    ),
    "ex_outcomes_why": ("这些结果用来看面试有没有看准", "What it is for"),
    "ex_columns": ("每一列填什么", "What each column holds"),
    "ex_heading": ("列", "Column"),
    "ex_means": ("填写内容", "What it holds"),
    "ex_promotions": ("晋升", "Promotions"),
    "ex_added": ("新候选人", "New candidates"),
    "ex_known": ("已有的候选人", "Candidates who are there"),
    "ex_hires": ("入职", "Hires"),
    "ex_performance": ("绩效", "Ratings of performance"),
    "ex_departures": ("离职", "Departures"),
    "ex_tests": ("笔试", "Tests"),
    "ex_ignored": ("没有读取的列：{names}", "Columns that are not read: {names}"),
    "ex_nothing": ("文件里的内容都已经存在，不需要存入。", "Everything in the file is there already."),
    "ex_store": ("存入", "Store"),
}
