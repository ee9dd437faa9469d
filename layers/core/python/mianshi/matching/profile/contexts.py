"""What of a line is not the person's own doing: what was planned or denied, and what the firm is."""

from __future__ import annotations

import re

REACH = 160
"""Characters before a number in which a sentence may bear on it."""
_SENTENCES = re.compile(r"[。；;！!？?]|\.\s|(?<=[a-z)])\.$")
_CLAUSES = re.compile(r"[，,。；;！!？?|｜]|\.\s")
_FIRM = re.compile(
    r"^\W*(?:公司|集团|本公司|该公司|企业|单位|医院|学校|酒店|工厂|项目|客户|品牌|平台)(?:简介|介绍|描述|背景|概况"
    r"|规模|性质)"
    r"|^\W*(?:我?(?:公司|集团)|本公司|该(?:公司|企业|集团|厂|院|校)|(?:总)?公司|企业|集团|医院|学校|酒店|工厂|全厂"
    r"|全司|全集团)"
    r"(?:成立|创立|创办|始建|现有|拥有|共有|目前有?|是一?家?|为一?家?|系|属于?|主营|专注|旗下|下设|总部|在全[国球]"
    r"|年产|年营|有(?!效)|员工|规模|注册|占地)"
    r"|^\W*(?:一家|某)[^，。；]{0,24}(?:公司|企业|集团|厂|机构|连锁)"
    r"|^\W*(?:我[司院校厂]|我们?(?:公司|集团)|(?:我?所在的?)?(?:事业部|分公司|子公司))"
    r"(?:现有|拥有|共|目前|总|有(?!效)|员工|人员|规模|约|为?\d)"
    r"|^\W*(?:the|our) (?:[\w&'-]+ ){0,2}(?:division|department|business unit|arm|branch)"
    r" (?:of|has|had|with|employs|employed)\b"
    r"|^\W*(?:the |a |an |our )?(?:[\w&'-]+ ){0,3}(?:company|group|firm|employer|chain|hospital|bank|factory|plant"
    r"|school|hotel|agency|"
    r"manufacturer|retailer|start-?up|subsidiary|provider|distributor|organi[sz]ation|charity|trust|business)"
    r"(?: \w+){0,2}? (?:has|had|with|employs|employed|employing|operates|operating|is|was|serves|turns over|runs|of)\b"
    r"|^\W*(?:an? )?(?:listed |private |family |leading |global |international )*[\d,.]+\+?[- ](?:employee|person"
    r"|people|staff)[- ]"
    r"(?:[\w-]+ ){0,3}(?:company|group|firm|manufacturer|retailer|business|agency|chain|start-?up)\b",
    re.IGNORECASE,
)
_FIRM_MONEY = re.compile(
    r"^\W*(?:(?:我?所在的?|我们?|本|该|母|总|子|分)?(?:公司|集团|企业|事业部|总部)|我[司院厂])的?"
    r"(?:整体|合并|全年|上年|去年|每年|当年|目前|累计|年度|年均|年|总|月)*"
    r"(?:营业收入|营业额|营收|销售额|销售收入|交易额|流水|产值|收入|利润|净利|市值|估值|融资|资产|规模|GMV|ARR)"
    r"|^\W*(?:the|our|this|my(?: current| former| previous)?) (?:[\w&'-]+ ){0,2}(?:company|division|group|firm"
    r"|employer|parent|subsidiary|corporation|business|organi[sz]ation|hospital|hotel|chain|bank)(?:'s)? "
    r"(?:(?:had|has|with|of|is|was|employs|employed|makes|made|earns|earned|posted|recorded|reported|turns over"
    r"|turned over)\b|(?:annual |yearly |total )?(?:revenues?|turnover|sales|profits?|assets)\b)",
    re.IGNORECASE,
)
_FIRM_NAMED = re.compile(
    r"(?:\b(?:Ltd|Limited|plc|PLC|Inc|LLC|GmbH|Corp|Group)\b\.?|公司|集团)\s?"
    r"[（(][^（()）]{0,48}$"
)
_FIRM_STAFF = re.compile(r"\s?(?:多|余|\+)?\s?(?:名|位)?(?:employees|staff|people|员工|职工|人(?=[，,；;、）)]))")
_FIRM_SIZE = re.compile(
    r"[- ]?(?:annual |turnover |revenue )*(?:company|group|firm|business|corporation|manufacturer|retailer|plc)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"^\W*(?:全年|去年|年度?|annual )*(?:营业收入|营业额|营收|销售额|产值|收入|利润|市值|估值|资产|revenues?|turnover"
    r"|sales|profits?)",
    re.IGNORECASE,
)
_TURNOVER = re.compile(r" (?:annual )?(?:turnover|revenues?|sales)\b", re.IGNORECASE)
_TEAM = re.compile(r"team|团队|下属|带", re.IGNORECASE)
_OWN_AFTER = re.compile(
    r"向我汇报|归我管|由我|\b(?:reporting|reported) to me\b|\bunder me\b|\bi (?:ran|led|managed)\b", re.IGNORECASE
)
_OWN = re.compile(
    r"负责|管理|带领|主导|我(?![司院校厂们]|所在|公司|集团)|本人|担任|分管"
    r"|\b(?:i|my(?! (?:current |former |previous )?(?:employer|company|firm|group|division))|built"
    r"|grew|grown|founded|scaled"
    r"|managed|manage|managing|led|lead|leading|responsible|ran|run|oversaw|supervised|headed)\b",
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
    if _told_of(_FIRM, text, start) or (_FIRM_STAFF.match(text, end) and _named(before)):
        return True
    clause = _CLAUSES.split(before)[-1]
    planned = _PLANNED.search(clause)
    return bool(planned and not _DONE.search(clause))


def money_of_the_firm(text: str, start: int, end: int) -> bool:
    """Whether the amount at ``text[start:end]`` is that of a firm, with no deed of the person before it."""
    before = text[max(0, start - REACH) : start]
    figure = _FIGURE.match(re.split(r"[（(]", _CLAUSES.split(before)[-1])[-1])
    if _told_of(_FIRM_MONEY, text, start) or (figure and _told_of(_FIRM, text, start)):
        return True
    if _named(before) and (figure or _TURNOVER.match(text, end)):
        return True
    return bool(_FIRM_SIZE.match(text, end) and not _OWN.search(_SENTENCES.split(before)[-1]))


def _named(before: str) -> bool:
    """Whether brackets behind a firm's name are open at the end of `before`, and tell of no team."""
    named = _FIRM_NAMED.search(before)
    return bool(named and not _OWN.search(named[0]) and not _TEAM.search(named[0]))


def _told_of(firm: re.Pattern[str], text: str, start: int) -> bool:
    """Whether the sentence or the clause around ``text[start]`` is about a firm, and not about what somebody did."""
    before = text[max(0, start - REACH) : start]
    after = _CLAUSES.split(text[start : start + REACH], maxsplit=1)[0]
    for breaks in (_SENTENCES, _CLAUSES):
        told = breaks.split(before)[-1]
        if firm.match(told + after) and not _OWN.search(told) and not _OWN_AFTER.search(after):
            return True
    return False


def denied(text: str, start: int) -> bool:
    """Whether the clause around ``text[start]`` denies that somebody was led."""
    near = max(0, start - REACH)
    begin = max((hit.end() for hit in _CLAUSES.finditer(text, near, start)), default=near)
    far = start + REACH
    stop = _CLAUSES.search(text, start, far)
    return bool(_DENIED.search(text, begin, stop.start() if stop else far))
