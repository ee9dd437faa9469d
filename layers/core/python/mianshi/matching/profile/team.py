"""How many people somebody led: told with a verb that leads, or as the size of a team."""

from __future__ import annotations

import re
from functools import lru_cache

from mianshi.matching.profile.contexts import REACH, denied, not_own
from mianshi.matching.profile.others import by_others
from mianshi.matching.profile.quantities import Quantity
from mianshi.matching.profile.units import Counted

_FEWEST_BARE = 5
"""Staff without a verb ("a £5 m store, 34 staff") are those of whoever writes so; a few may be anybody."""
MOST_PEOPLE = 20_000
"""Whoever claims to have led more than that tells of a firm."""
_LEADS = (
    r"带领|管理|领导|率领|率(?=[^先领])|统筹|统管|统领|分管|主管(?!道)|管辖|管过|下属|下辖|下设|辖|协调|直接?汇报"
    r"|直属|手下|手底下|麾下|领着|下级|下面(?=有)|主持(?=[\u4e00-\u9fff]{0,6}(?:部|科|工作))|组建|搭建|组织|带过"
    r"|带队|带团队?|"
    r"带(?![宽来动货看回])|(?<![主监品保掌物质城库])管(?![控道线材家培网])|领班|指挥|调度|督导(?!员)|安排|排班"
    r"|负责(?=[^。；]{0,30}(?:团队|人员|员工|班组|队伍|小组))"
    r"|\b(?:(?:rotas?|rosters?|shift lead|lead(?:er)?|charge nurse|supervisor|manager|captain|head|foreman|ganger)"
    r" (?:for|of|to|over|with)|manag(?:e|ed|es|ing)|led|lead|leads|leading|supervis(?:e|ed|es|ing|ion of)"
    r"|head(?:ed|ing)?|oversaw|oversee\w*|"
    r"direct(?:ed|ing|s)|coordinat(?:e|ed|es|ing)|ran|run|running|runs|built|build(?:ing)?|gr[eo]w(?:ing)? (?:the|a"
    r"|an|my|our)|"
    r"responsible for|in charge of|leadership of|management of|looking after|looked after|look after|line[- "
    r"]manag\w+(?: for| of)?|"
    r"command(?:ed|ing)?|captain(?:ed|ing)?|chair(?:ed|ing)?|roster(?:ed|ing)?|deputis\w+|"
    r"reports?(?= to me)|under me|employ(?:ed|ing)?)\b"
)
_SERVES = (
    r"服务(?!员(?!工))|接待(?!员)|培训(?!师|讲师|专员|主管)|面试|招聘(?!专员|主管)|招(?!商|标|聘)|录用|入职|覆盖"
    r"|吸引|参训|参赛|参加|参与|教授|授课|任教|辅导(?!员)|护理(?!人员|员|部|组|团队|师)|救治|诊治|配合|协同|对接"
    r"|支持|核算|发放|办理|审核"
    r"|输送|引进|拉新|邀约|拜访|访谈|走访|安置|体检|考核|测评|调研|影响|惠及|帮助|陪同|保障|与|同(?=\d)|和(?=\d)"
    r"|薪酬|工资|社保|考勤|食堂"
    r"|\b(?:serv(?:e|ed|es|ing)|train(?:ed|ing|s)?|teach(?:ing)?|taught|interview\w*|recruit\w*|hir(?:e|ed|ing)"
    r"|support(?:ed|ing|s)|assist(?:ed|ing|s)|"
    r"help(?:ed|ing|s)(?! ?desk)|used by|adopted by|join\w*|car(?:e|ed|ing)|treat\w*|onboard\w*|induct\w*|payroll"
    r"|present\w*|"
    r"(?:work|liais|collaborat|partner|team)\w* with|host(?:ed|ing|s)|guid(?:e|ed|ing) visitors|audience|surveyed"
    r"|screened"
    r"|placed|company of|business of|(?:workshops?|class(?:es)?|courses?|lectures?|seminars?|sessions?|tours?) of|"
    r"office of|reached|cover(?:ed|ing)|working in|worked in|part of|member of|within|in a|in an|attended by)\b"
)
_TEACHES = r"带教|培养|指导(?!书)|带新人|带徒|\b(?:mentor\w*|coach(?:ed|es|ing)?)\b"
_NEAR = r"为(?=[\d约近])|向|跟|供|\b(?:for|(?<!up )(?<!\d )(?<!\d% )to|by|among|between|alongside)\b"
_VERB = re.compile(
    rf"(?P<teaches>{_TEACHES})|(?P<leads>{_LEADS})|(?P<serves>{_SERVES})|(?P<near>{_NEAR})", re.IGNORECASE
)
_LED_BY = {"leads": "led", "teaches": "team", "serves": "", "": ""}
_COMMA = re.compile(r"[,，、]\s?")
_PHRASE = re.compile(
    r"\b(?:with|for|across|including|plus|over) (?:(?:a|an|the|my|our) )?(?:[a-z-]+ ){0,2}$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。；;!！?？]|\.\s(?=[A-Z])")
_SIZE_BEFORE = re.compile(
    r"(?:(?:团队|下属|下级|手下|手底下|班组|项目组|教研组|课题组|部门|队伍|小组|车队|组员|成员|班子)(?:人数|规模|成员|编制)?|员工"
    r"|职工|店员|人员|人数|在编|后厨|前厅|厨房|车间|全店|店内|店里|组里|队里|库区|工地|项目部|科室|病区"
    r"|班里)\s*(?:总数|共计?"
    r"|约|近|有|达|为|:|：|\s|最多|最高|最多时?|一共|总共|合计|峰值|从|由|（|\(|多达|超过?)*$"
    r"|\b(?:team|crew|staff|squad|brigade|gang|workforce|committee|headcount|group|force)s?(?: size)?(?:\s?[:：]| of"
    r"| was| is|,| grew to|(?: (?:grew|grown|growing|expanded|scaled|went|up))? from)? ?"
    r"(?:up to |over |about |around |approximately |roughly |some |nearly |almost |more than |between |at most |~"
    r"|c\. ?|circa )*$"
    r"|\b(?:team|crew|group)s? (?:of )?\w* ?\($|\b(?:direct reports|subordinates|[a-z]{3,}(?:ers|ors|ists|ants|men"
    r"|nurses|staff))(?: \(|: ?)$",
    re.IGNORECASE,
)
_GROUP_AFTER = re.compile(
    r"\s*(?:多|余)?(?:人|名|位)(?:的|左右|以上|规模)*[\u4e00-\u9fffA-Za-z]{0,8}?(?:团队|小组|班组|队伍|车队|部门"
    r"|教研组|项目组|科室)"
    r"|-(?:person|member|people|strong|man|woman|head|staff)\b|[- ](?:person|member|people|strong|man|woman|head"
    r"|staff)s?[ -](?:[\w-]+ ){0,3}?(?:team|crew|group|department|shift|squad|unit|brigade|desk|kitchen)\b"
    r"|\s?(?:direct |line )?reports\b|\s(?:[a-z]+ ){0,2}(?:reporting to me|under me|reported to me)\b",
    re.IGNORECASE,
)
_ALREADY_LEADING = re.compile(
    r"\s?(?:direct |line )?reports\b|\s(?:[a-z]+ ){0,3}(?:reporting|under me|reported to me)\b"
    r"|[^，。；]{0,8}(?:向我汇报|归我管|由我(?:带|管|负责))",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(
    r"[^，。；]{0,8}[，,]\s?我(?:是其中|(?:只|仅|主要)?(?:负责(?!管理|带|排班|全|人)|参与|协助))", re.IGNORECASE
)
_CLASS = re.compile(r"\s*(?:多|余)?[人名]的?[\u4e00-\u9fff]{0,2}(?:班级|教学班|毕业班|大班|小班)")
_LED_SO_MANY = re.compile(
    r"\b(?:led|lead|leading|supervis(?:e|ed|ing)|managed|managing|coached|mentored)(?: a total of| up to| over| "
    r"about| around| some)? $"
    r"|\b(?:lead(?:er)?|manager|head|foreman|supervisor|captain|chief|boss|led|ran|running|manag(?:e|ed|ing)) (?:of "
    r")?(?:(?:a|an|the|my) )?"
    r"(?:(?:[a-z]+ )?(?:kitchen|department|team|crew|shift|shop|branch|ward|section|unit|gang|site|desk|store) of "
    r")?(?:about |around |up to |over |some )?$",
    re.IGNORECASE,
)
_NOBODY_NAMED = re.compile(r"\s*(?:$|[,;.(]| (?:on|in|at|across|and|through|over|during)\b)")
_GREW = re.compile(r"(?:\bfrom|[从由])\s*$", re.IGNORECASE)
_PART = re.compile(r"(?:含|其中|包括|\bincluding|\bincl\.|\bof whom|\bof which)\s*(?:有|a |an )?$", re.IGNORECASE)
_PEERS = re.compile(
    r"\s*(?:多|余)?[名位个]?(?:同事|同学|队友|伙伴)|(?: [a-z]+)?[ -](?:colleagues|teammates|peers|fellow)\b",
    re.IGNORECASE,
)
_IN_A_TEAM = re.compile(
    r"(?:与|和|跟|同|在|作为|加入|所在|参与|隶属|属于|配合|入职|身处|一个|我们|我所在的?)\s*(?:一[个支])?\s*(?:约)?$"
    r"|(?:所在|我们|加入|参与)[^，。；]{0,6}$"
    r"|\b(?:in|with|within|joined|join|of|from|into|inside|alongside|on|between|one of|part of) (?:a|an|the|our"
    r"|my)?\s?(?:[a-z-]+ ){0,3}?$|(?:^|[,.;:]\s?)our (?:[a-z-]+ ){0,2}$",
    re.IGNORECASE,
)


def led_by(text: str, one: Quantity, what: Counted | None) -> str | None:
    """How the number `one` is told as that of people whom somebody led: ``led`` with a verb that leads, ``team``
    without one or with one that teaches; empty for people among whom somebody worked, and None for all else.
    """
    if not 1 < one.value < MOST_PEOPLE or one.value != int(one.value):
        return None
    if denied(text, one.start) or not_own(text, one.start, one.end):
        return None
    if _ALREADY_LEADING.match(text, one.end):
        return "led"
    lead = None if _CLASS.match(text, one.end) else _told(text, one, what)
    if lead == "team" and _ONE_OF_THEM.match(text, one.end):
        return ""
    return "" if lead and by_others(text, one.start) else lead


def _told(text: str, one: Quantity, what: Counted | None) -> str | None:
    """The same, whoever led them."""
    if _object(text, one, what):
        return "led"
    grouped = _grouped(text, one, what)
    if grouped is not None:
        return grouped
    if what is None or not (what.staff or (what.unit == "members" and text.isascii())):
        return None
    if _PART.search(text, max(0, one.start - REACH), one.start):
        return ""
    governed = _last(text, one.start)
    if _PEERS.match(text, one.end) and governed != "leads":
        return ""
    grew = _GREW.search(text, max(0, one.start - REACH), one.start) is not None
    if not governed and not grew and what.staff and what.named and one.value >= _FEWEST_BARE:
        return "team"
    return _LED_BY[governed] or None


def _object(text: str, one: Quantity, what: Counted | None) -> bool:
    """Whether a verb that leads has a bare number as its object (led 8 on the night fill)."""
    if what is not None or not _NOBODY_NAMED.match(text, one.end):
        return False
    return _LED_SO_MANY.search(text, max(0, one.start - REACH), one.start) is not None


def _grouped(text: str, one: Quantity, what: Counted | None) -> str | None:
    """The same for a number that is the size of a team; None where it is no size of a team."""
    before = _SIZE_BEFORE.search(text, max(0, one.start - 48), one.start)
    after = _GROUP_AFTER.match(text, one.end)
    if not (before or after) or (what and not before and (what.people == "served" or not (what.people or after))):
        return None
    if what and what.people == "" and what.named and not after:
        return None
    start = before.start() if before else one.start
    phrase = _PHRASE.search(text, max(0, start - 40), start)
    governed = _last(text, phrase.start() if phrase else start)
    if governed in ("leads", "teaches"):
        return _LED_BY[governed]
    inside = bool(_IN_A_TEAM.search(text, max(0, start - 32), start))
    if governed == "serves" and not inside:
        return None
    return "team" if not inside and (before or governed == "") else ""


def _last(text: str, at: int) -> str:
    """The kind of the last verb of the sentence before `at`: ``leads``, ``teaches``, ``serves``, or empty. A
    preposition counts within its own clause.
    """
    near = max(0, at - REACH)
    begin = max((hit.end() for hit in _SENTENCE.finditer(text, near, at)), default=near)
    clause = max((hit.end() for hit in _COMMA.finditer(text, begin, at)), default=begin)
    last = ""
    for start, end, kind in _verbs(text):
        if end > at:
            break
        if kind != "near" and start >= begin:
            last = kind
        elif start >= clause:
            last = "serves"
    return last


@lru_cache(maxsize=8)
def _verbs(text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and kind of every verb and preposition, found once for all numbers of a line."""
    return tuple((hit.start(), hit.end(), hit.lastgroup or "") for hit in _VERB.finditer(text))
