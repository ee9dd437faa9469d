"""What of a line is not the person's own doing: what was planned or denied, and what the firm is."""

from __future__ import annotations

import re

REACH = 160
"""Characters before a number in which a sentence may bear on it."""
_SENTENCES = re.compile(r"[。；;！!？?]|\.\s|(?<=[a-z)])\.$")
_CLAUSES = re.compile(r"[，,。；;！!？?]|\.\s")
_FIRM = re.compile(
    r"^\W*(?:公司|集团|本公司|该公司|企业|单位|医院|学校|酒店|工厂|项目|客户|品牌|平台)(?:简介|介绍|描述|背景|概况"
    r"|规模|性质)"
    r"|^\W*(?:我?(?:公司|集团)|本公司|该(?:公司|企业|集团|厂|院|校)|(?:总)?公司|企业|集团|医院|学校|酒店|工厂|全厂"
    r"|全司|全集团)"
    r"(?:成立|创立|创办|始建|现有|拥有|共有|目前有?|是一?家?|为一?家?|系|属于?|主营|专注|旗下|下设|总部|在全[国球]"
    r"|年产|年营|有(?!效)|员工|规模|注册|占地)"
    r"|^\W*(?:一家|某)[^，。；]{0,24}(?:公司|企业|集团|厂|机构|连锁)"
    r"|^\W*(?:the |a |an |our )?(?:[\w&'-]+ ){0,3}(?:company|group|firm|employer|chain|hospital|bank|factory|plant"
    r"|school|hotel|agency|"
    r"manufacturer|retailer|start-?up|subsidiary|provider|distributor|organi[sz]ation|charity|trust|business)"
    r"(?: \w+){0,2}? (?:has|had|with|employs|employed|employing|operates|operating|is|was|serves|turns over|runs|of)\b"
    r"|^\W*(?:an? )?(?:listed |private |family |leading |global |international )*[\d,.]+\+?[- ](?:employee|person"
    r"|people|staff)[- ]"
    r"(?:[\w-]+ ){0,3}(?:company|group|firm|manufacturer|retailer|business|agency|chain|start-?up)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"负责|管理|带领|主导|我|本人|担任|分管"
    r"|\b(?:i|my|managed|manage|managing|led|lead|leading|responsible|ran|run|oversaw|supervised|headed)\b",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"(?:全司|全公司|全集团|全校|全院|全国|全厂|全省|全区|公司(?:共|总)?|集团(?:共|总)?|company[- ]wide"
    r"|nationwide)\s*(?:共|约|有|员工)?\s*$"
)
_PEOPLE = re.compile(r"\s*(?:多|余)?(?:名|位|人|员工| staff| people| employees)")
_RANKED = re.compile(
    r"(?:\b(?:out of|among|amongst|amid|one of|against)|\b(?:top|best|first|second|third|rank\w*|number one|no\. ?1"
    r"|1st|2nd|3rd)\b[^.;,]{0,24}\b(?:of|in))"
    r"(?: the| over| some)?\s*$|[第前]\s*[\d一二三四五六七八九十]+\s*[/(（]\s*(?:全|共)?$|排名[^，。；]{0,6}$",
    re.IGNORECASE,
)
_RANKED_AFTER = re.compile(
    r"\s*(?:多|余)?(?:人|名|家|位|个)?[\u4e00-\u9fff]{0,6}(?:中|里|当中)?(?:位列|排名|排|位居|名列"
    r"|脱颖而出)?第?[一二三四五\d]名|\s*(?:人|名|家|位)中"
)
_PLANNED = re.compile(
    r"计划|打算|准备在|争取|力争|希望|期望|有望|将在|将要|未来|(?<![虚模])拟(?!定|写|稿|合|人|真)|目标(?:是|为"
    r"|[:：])|预计|想要"
    r"|\b(?:plan(?:s|ned|ning)? to|aim(?:s|ing)? (?:to|for|at)|intend\w*|hope to|hoping|expect(?:s|ed|ing)? to|"
    r"would like|target(?: is| was)?(?: of)?|goal(?: is| was)?(?: of)?|will|seeking|looking (?:for|to))\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"完成|达成|实现|超额|做到|已|获|落地|\b(?:achieved|delivered|hit|beat|exceeded|met|reached|managed|led|grew)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:没有?|未曾?|不曾|从未|无|尚未)(?:正式|直接|单独|实际)?(?:带|管理|负责|领导|下属|下级|团队|主导|牵头|人汇报"
    r"|直接汇报)"
    r"|\b(?:no|not|never|without|didn't|don't|did not|do not|haven't|have not|hasn't|zero)\b(?: \w+){0,3}? ?"
    r"(?:manag\w+|led|lead|leading|supervis\w+|direct reports?|line reports?|reports?|subordinates|team)\b",
    re.IGNORECASE,
)


def not_own(text: str, start: int, end: int) -> bool:
    """Whether the number at ``text[start:end]`` is planned, the whole firm's, or of those among whom somebody ranks."""
    before = text[max(0, start - REACH) : start]
    if _RANKED.search(before) or _RANKED_AFTER.match(text, end):
        return True
    if _EVERYBODY.search(before) and _PEOPLE.match(text, end):
        return True
    sentence = _SENTENCES.split(before)[-1]
    if _FIRM.match(sentence + text[start:]) and not _OWN.search(sentence):
        return True
    clause = _CLAUSES.split(before)[-1]
    planned = _PLANNED.search(clause)
    return bool(planned and not _DONE.search(clause))


def denied(text: str, start: int) -> bool:
    """Whether the clause around ``text[start]`` denies that somebody was led."""
    near = max(0, start - REACH)
    begin = max((hit.end() for hit in _CLAUSES.finditer(text, near, start)), default=near)
    stop = _CLAUSES.search(text, start)
    return bool(_DENIED.search(text, begin, stop.start() if stop else len(text)))
