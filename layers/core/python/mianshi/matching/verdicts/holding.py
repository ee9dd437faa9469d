"""Whether a certificate that a résumé names is held: not yet, no longer, or failed is not."""

from __future__ import annotations

import re

CET_PASS = 425
"""Points of 710 from which on CET-4 and CET-6 give leave for the next step (the examination committee's report)."""
_N = r"[一二两三四五六七八九十\d]+"
_STOP = re.compile(r"[,，;；。、|｜]|\.\s")
_AFTER = re.compile(
    rf"(?<!未)(?<!没有)(?:已?过期|失效|吊销|注销|作废)|(?:办理|申请|申领|考取|报考|备考|学习|考试|审核|换证|等待|复审)(?:之)?中"
    rf"|待(?:领取?|发证?|考|办理?|出证)|(?:拟|计划|准备|打算|正在?|即将)(?:考|办|报|申请|领)|已?报名|在考|在读|在学"
    rf"|未(?:通过|取得|过(?!期)|拿到|获得|办理?)|没有?(?:通?过|取得|拿到|办|考)|挂科|科目[一二三四]|驾校|学车"
    rf"|(?:已经?|通?过了?|剩余?|还差|完成)\s*{_N}\s*(?:门|科|个?科目|项)|{_N}\s*(?:门|科|个?科目)(?:已|均|都)?(?:通过|过|合格)"
    rf"|(?:笔试|面试|理论)(?:已|成绩)?(?:通过|合格|已过)|(?:部分|单科)(?:科目)?(?:通过|合格)"
    r"|(?<!not )\b(?:expired|lapsed|revoked|suspended|withdrawn|cancelled)\b|\b(?:in progress|pending|candidate"
    r"|expected|ongoing|planned|scheduled|applied for|to be obtained|studying|preparing|failed|incomplete"
    r"|not (?:yet )?(?:passed|obtained|completed|held|issued|valid))\b"
    r"|\b(?:passed|completed|cleared)\s+(?:\w+|\d+)\s+(?:of|out of)\b|\b\d+\s*(?:of|/)\s*\d+\s+(?:exams?|papers?|parts?"
    r"|sections?|modules?)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:备战|备考|报考|拟考|(?:正在|准备|计划|打算|即将)(?:考|报考|备考|办理|申请)取?|已?报名)\s*$"
    rf"|\b(?:studying|sitting|preparing|registered|enrolled|scheduled)\s+(?:for|in)\s+(?:the |my )?$"
    rf"|\b(?:passed|completed|cleared)\s+(?:\w+|\d+)\s+(?:of|out of)\s+(?:\w+|\d+)\s+(?:the )?$"
    rf"|\b(?:expired|lapsed|revoked|suspended|failed)\s+$|(?:过了|通过了?)\s*{_N}\s*(?:门|科)\s*$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"全科(?:合格|通过)|全部(?:科目)?(?:通过|合格)|\ball (?:exams?|papers?|parts?) passed\b", re.IGNORECASE
)
_POINTS = re.compile(r"^\D{0,8}?(?<!\d)([1-7]\d\d)(?!\d)(?:\s*分|\s*$|\s*[)）,，;；。、/|])")


def unheld(text: str, start: int, end: int, name: str) -> bool:
    """Whether ``text[start:end]``, the certificate `name`, is in progress, expired, or below the mark that passes."""
    after = _own(text[end:])
    if _HELD.search(after):
        return False
    points = _POINTS.match(after) if name in ("CET-4", "CET-6") else None
    if points and int(points[1]) < CET_PASS:
        return True
    before = text[max(0, start - 48) : start]
    return bool(_AFTER.search(after) or _BEFORE.search(_STOP.split(before)[-1]))


def _own(after: str) -> str:
    """What follows a name and is said of it: up to the next item, brackets behind it whole."""
    bracket = re.match(r"^\s*(?:证书?|资格证书?)?\s*[（(][^）)]{0,40}[)）]", after)
    begin = bracket.end() if bracket else 0
    stop = _STOP.search(after, begin)
    return after[: stop.start() if stop else len(after)][:60]
