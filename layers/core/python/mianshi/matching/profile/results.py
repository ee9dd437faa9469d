"""Changes for the better, levels that were reached and being in charge, as a line tells them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mianshi.contracts.resumes import FactKind
from mianshi.matching.profile.changes import CHANGE, CHANGE_ENGLISH, REACHED, Measure, measure, pairs
from mianshi.matching.profile.contexts import not_own
from mianshi.matching.profile.numbers import CHINESE_NUMBER, number
from mianshi.matching.profile.others import by_others
from mianshi.matching.profile.quantities import MOST, Quantity

LEVEL = f"percent {REACHED}"
"""Unit of a level, such as 98 % on time, which is no change by so much."""
Told = tuple[FactKind, float | None, str]
"""Kind, value and unit of a fact."""
_CHANGED = re.compile(
    rf"{CHANGE}|(?:高|低|多|少)[了出]?(?:约|近)?\s*$|\b(?:{CHANGE_ENGLISH}|by)\b|[+＋]\s*$|(?:^"
    rf"|[\s（(\u4e00-\u9fff])[-–−]\s*$",
    re.IGNORECASE,
)
_CHANGED_AFTER = re.compile(
    rf"\s*(?:以上|左右)?的?(?:{CHANGE}|同比|环比|增速)"
    r"|(?:[ -][\w-]+){0,3}?[ -](?:increase|growth|reduction|improvement|decrease|rise|drop|decline|faster|fewer|less"
    r"|more|higher|"
    r"lower|savings?|uplift|cut|over|above|up|down|gain|better|quicker|ahead|year[- ]on[- ]year|yoy)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"(?:至|到|达到?|为|维持在|保持在|稳定在|稳居|高达|控制在|在|率)\s*(?:约|近|了)?\s*$|\b(?:to|at|of|reach\w*|hit"
    r"|around|is|was|above|below|held)\s+(?:just |over |about |nearly |around )*$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby (?:over |about |nearly |around |almost |some |a further |more than |up to )*$", re.IGNORECASE)
_RATE = re.compile(
    r"率|占比?|达成|完成|合格|准确|满意|份额|好评|良品|精度|得分|完好|零"
    r"|\b(?:rates?|attainment|retention|accuracy|uptime|availability|satisfaction|on[- ]time|yield|occupancy"
    r"|utili[sz]ation|share|"
    r"compliance|margin|pass|conversion|coverage|fill|quota|target|attendance|completion|churn|nps|csat|score"
    r"|delivered|achieved|hit)\b",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r" (?:of (?:the |my |our |its )?(?:annual |monthly |yearly )?(?:quota|target|plan|goal|budget|sla)|(?:[a-z-]+ "
    r"){0,2}?(?:attainment|retention|accuracy|uptime|"
    r"availability|satisfaction|on[- ]time|yield|occupancy|utili[sz]ation|compliance|pass|coverage|completion"
    r"|attendance|rate|success|delivery|fill|score))\b",
    re.IGNORECASE,
)
_NO_LEVEL = re.compile(
    r"前\s*$|top\s*$|专业|排名|GPA|成绩|奖学金|折|行业|同行|平均水平|(?:industry|regional|national|company|market) "
    r"average|\bscholarship|\bmarks?\b|\bgrade\b|(?<![毛净])利率|税率|股权|持股|打卡",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,。；;！!|]|\.\s|\s和|\band\b|\bwith\b", re.IGNORECASE)
_SAVED = re.compile(
    r"(?:缩短|节省|节约|减少|压缩|降低|下降|提前|加快|快)了?(?:约|近|了)?[^，。；\d]{0,6}$"
    r"|\b(?:sav(?:e[ds]?|ing)|cut(?:ting)?|reduc(?:ed|ing)|shorten(?:ed|ing)|trimm(?:ed|ing)|shav(?:ed|ing)"
    r"|gain(?:ed|ing)|free(?:d|ing))\b[^.;,\d]{0,30}$",
    re.IGNORECASE,
)
_EARLY = re.compile(r"\s(?:early|ahead(?: of)?|sooner|faster|quicker|saved|less)\b", re.IGNORECASE)
_CHINESE_SHARE = re.compile(rf"(?P<of>百|千)分之(?P<n>\d+(?:\.\d+)?|{CHINESE_NUMBER})")
_SHARES = (
    (re.compile(r"\b(?:by|a|one|nearly a|over a) (?:a )?third\b|三分之一"), 33.3),
    (re.compile(r"\btwo[- ]thirds\b|三分之二"), 66.7),
    (re.compile(
        r"\b(?:by (?:a )?half|in half|halv(?:ed|ing))\b|减半|(?:减少|缩短|降低|下降|压缩|省|少|降)了?(?:一|近一"
        r"|将近一)半|砍掉?一半|对半"), 50.0),
    (re.compile(r"\bby a quarter\b|\ba quarter (?:less|fewer|more|faster|up|down)\b|四分之一"), 25.0),
    (re.compile(r"\bby three[- ]quarters\b|四分之三"), 75.0),
    (re.compile(r"\bby a fifth\b|五分之一"), 20.0),
    (re.compile(r"\bby a tenth\b|十分之一"), 10.0),
    (re.compile(
        r"\bdoubl(?:ed|ing)\b|\btwofold\b|翻(?:了)?(?:一)?番|翻倍|翻了?一倍|(?:增长|提升|提高|增加"
        r"|涨)了?近?[1一]倍"), 100.0),
    (re.compile(r"\btripl(?:ed|ing)\b|\bthreefold\b|(?:增长|提升|提高|增加)了?[2两]倍|翻了?[3三]倍"), 200.0),
    (re.compile(r"\bquadrupl(?:ed|ing)\b|\bfourfold\b|(?:增长|提升|提高|增加)了?[3三]倍|翻了?两番"), 300.0),
)  # fmt: skip
_SHARE_CONTEXT = re.compile(rf"{CHANGE}|\b(?:{CHANGE_ENGLISH}|\w+fold)\b|翻|减半|砍|[少多]了", re.IGNORECASE)
_TENTHS = re.compile(
    rf"(?:{CHANGE}|少|多|快)了?[^，。；\d]{{0,6}}?([一二两三四五六七八九])成(?!本|员|功|交|立)"
    rf"|([一二两三四五六七八九])成(?:的)?(?:{CHANGE})"
)
_LED = re.compile(
    r"主导|牵头|带领(?!下)|(?<!被)领导(?!力|管理|带|负责|安排|交办|交代|布置|下|能力|者|好评|认可|小组)|率领|挂帅|操盘|带队|带班"
    r"|挑头|领衔|主持(?!人|了?[^，。]{0,4}(?:节目|晚会))"
    r"|(?:担任|任|兼任|升任|晋升为?|提拔为)[^，。；]{0,12}?(?:组长|经理|主管|队长|负责人|总监|主任|店长|班长|主席"
    r"|部长|会长|社长|厨师长|护士长|科长|站长|课长|领班)(?!助理|秘书|助手)"
    r"|独立负责|全面负责|全面主持|统筹|从\s?0\s?到\s?1|从零到一|(?:项目|技术|团队|小组|产品|活动|区域|部门|现场|工地"
    r"|班组|课题)负责人|总负责|发起人|创办|创立"
)
_LED_ENGLISH = re.compile(
    r"\b(?:[Ll]ed|LED(?= (?:a|the|an)\b))\b(?! to\b| light| lamp| by\b| strip| display| screen| panel)"
    r"|\b(?i:headed(?: up)?|spearheaded|in charge (?:of|when|on)|"
    r"oversaw|overseeing|chaired|captained|directed|took charge|(?:team|tech(?:nical)?|project|shift|line|squad"
    r"|charge) lead(?:er)?\b|charge nurse|founded|"
    r"co-founded|managed (?:a|the|an|my) (?:\w+[ -]){0,3}(?:team|crew|staff|department|store|shop|branch|site"
    r"|project|kitchen|warehouse|ward|desk)|"
    r"supervis(?:ed|e|es|ing)|leadership of|responsible for (?:leading|managing|a team|running)|took the lead|"
    r"lead(?:ing|s)? (?:a |an |the |my )|line[- ]manag(?:e|ed|es|ing)\b|line manager (?:for|of|to)\b"
    r"|ran the (?:place|shop|store|team|floor|kitchen|department"
    r"|site|office|business|project)|"
    r"run (?:the|a) (?:team|shop|store|kitchen|place)|set up and (?:led|ran|managed))"
)
_LED_HEADING = re.compile(
    r"负责人|项目组长|队长|主席|会长|社长|部长|领队|总监|领班|牵头人|厨师长|护士长|发起人|创始人|车间主任"
    r"|\b(?i:head of|(?:team|tech|project|shift|line) lead(?:er)?|director|captain|president|chair(?:man|person)?"
    r"|founder|chief|owner)\b"
)
_NO_LED = re.compile(
    r"(?:未|没有?|不曾|从未)(?:带领|主导|牵头|领导|担任|管理)|在[^，。]{0,8}(?:带领|领导)下|\b(?:never|not|no) "
    r"(?:\w+ )?(?:led|managed|supervised)",
    re.IGNORECASE,
)


@dataclass
class Results:
    """`told`: changes and levels. `used`: numbers that tell nothing else. `counts`: of two counts or amounts, by the
    later one, the earlier one and the change: the later count is a count, and both amounts are amounts, as well.
    """

    told: list[Told] = field(default_factory=list)
    used: list[Quantity] = field(default_factory=list)
    counts: dict[Quantity, tuple[Quantity, Told]] = field(default_factory=dict)


def results(text: str, found: Sequence[Quantity]) -> Results:
    """Changes for the better and levels that were reached, told with the numbers `found` in `text` or with words."""
    made = Results()
    for pair, change, unit in pairs(text, found):
        new = measure(text, pair.new)
        if new.unit and not new.money:
            made.told.append((FactKind.RESULT, change, unit))
            made.used += [pair.old, pair.new]
            continue
        made.counts[pair.new] = (pair.old, (FactKind.RESULT, change, unit))
        made.used += [] if new.money else [pair.old]
    last = 0
    for one in found:
        what = measure(text, one)
        if one not in made.used and what.unit and not what.money:
            made.used.append(one)
            made.told += _single(text, one, what, last)
        last = one.end
    made.told += _shares(text)
    return made


def _single(text: str, one: Quantity, what: Measure, last: int) -> Iterator[Told]:
    """A share or a time that stands alone: a change, a level, or nothing of ours."""
    near = text[max(last, one.start - 60) : one.start]
    clause = _CLAUSE.split(near)[-1]
    if what.unit != "percent":
        if (_SAVED.search(clause) or _EARLY.match(text, what.end)) and not not_own(text, one.start, what.end):
            yield FactKind.RESULT, one.value, what.unit
        return
    if _NO_LEVEL.search(near[-24:]) or not_own(text, one.start, what.end):
        return
    changed = _CHANGED.search(clause) or _CHANGED.search(near[-24:]) if not _REACHED.search(near) else _BY.search(near)
    if changed or _CHANGED_AFTER.match(text, what.end):
        yield FactKind.RESULT, what.value, "percent"
    elif _RATE.search(near) or _RATE_AFTER.match(text, what.end):
        yield FactKind.RESULT, what.value, LEVEL


def _shares(text: str) -> Iterator[Told]:
    """Changes told in words: a third, halved, doubled, 三成, 百分之二十, 3x."""
    for hit in _TENTHS.finditer(text):
        yield FactKind.RESULT, 10 * (number(hit[1] or hit[2]) or 0), "percent"
    for hit in _CHINESE_SHARE.finditer(text):
        value = number(hit["n"]) or 0.0
        unit = "percent" if re.search(CHANGE, text[max(0, hit.start() - 12) : hit.start()]) else LEVEL
        yield FactKind.RESULT, value if hit["of"] == "百" else round(value / 10, 3), unit
    if not _SHARE_CONTEXT.search(text):
        return
    for words, share in _SHARES:
        if words.search(text.lower()):
            yield FactKind.RESULT, share, "percent"


def led(text: str, *, heading: bool) -> Iterator[Told]:
    """Whether the line tells that somebody was in charge."""
    if _NO_LED.search(text):
        return
    if heading:
        told = _LED_HEADING.search(text) is not None
    else:
        hits = itertools.chain(_LED.finditer(text), _LED_ENGLISH.finditer(text))
        told = any(not by_others(text, hit.end()) for hit in itertools.islice(hits, MOST))
    if told:
        yield FactKind.LED, None, ""
