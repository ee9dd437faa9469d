"""What the first page says, in Chinese and in English."""

from __future__ import annotations

HOME_TEXTS: dict[str, tuple[str, str]] = {
    "start_title": ("首页", "Home"),
    "start_hello": ("你好，{name}", "Hello, {name}"),
    "start_lead": ("正在招聘的职位：{n} 个。", "Open jobs: {n}."),
    "start_empty": ("从第一个职位开始", "Begin with your first job"),
    "start_empty_make": (
        "选一个模板，改好题目，发出邀请。候选人用手机就能面试，几分钟后你会得到一份每一分都有出处的评分表。",
        "Choose a template, adjust the questions, send the invitations. Candidates interview on their phone; minutes "
        "later you have a scorecard in which every point names its source.",
    ),
    "start_empty_read": (
        "招聘人员把你加入某个职位的团队后，这里会显示要看的面试。",
        "Once a recruiter adds you to a job's team, the interviews to look at appear here.",
    ),
    "start_guides": ("先看三分钟的入门", "Read the three-minute guide first"),
    "start_requests": ("候选人在等回复（{n}）", "Candidates wait for an answer ({n})"),
    "start_request_human_review": ("要求由人审核", "Asks for a person to review"),
    "start_request_appeal": ("申诉", "Appeal"),
    "start_request_correction": ("要求更正", "Asks for a correction"),
    "start_request_erasure": ("要求删除资料", "Asks for deletion"),
    "start_request_accommodation": ("需要便利安排", "Asks for an accommodation"),
    "start_late": ("已过期限", "Overdue"),
    "start_due": ("{day} 前回复", "due {day}"),
    "start_live": ("最新的面试", "Newest interviews"),
    "start_live_none": ("还没有面试。", "No interviews yet."),
    "start_jobs": ("我的职位", "My jobs"),
    "start_all_jobs": ("全部职位", "All jobs"),
    "start_doors": ("其他", "More"),
    "start_door_costs": ("每场面试、每个职位、每个部门、每个月花了多少。", "By interview, job, department and month."),
    "start_door_operations": ("在运行、在等待、失败的，以及原因。", "What runs, waits or failed, and why."),
    "start_door_log": ("谁看过谁的什么。", "Who looked at whose data."),
    "start_door_usage": ("谁在用，用得多深。", "Who uses it, and how far."),
}
