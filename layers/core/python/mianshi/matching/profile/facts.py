"""Facts that a line only implies: people led, money, scale, results, being in charge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mianshi.contracts.resumes import Fact, FactKind
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.numbers import ENGLISH_WORDS, MULTIPLE, NUMBER, multiple, number
from mianshi.matching.profile.results import led, results
from mianshi.matching.profile.units import counted, counted_before, counted_english

_LEADING = (
    r"带领|管理|领导|率领|统筹|下属|下辖|直接汇报|直属|组建|搭建|带教?团队|负责团队|"
    r"团队规模|管辖|领班|手下|带|(?<![主监品保掌物])管(?!理|控|道)"
)
_NOT_LED = (
    r"(?!次|民|气|天|均|群|员工?培训|份|单|日|力|流|生|事|效|月|时|脸|像|口|物|才|体|"
    r"工(?!$|的|[，。,、；;的）) ])|[\u4e00-\u9fff]{0,4}(?:客户|会员|学生|学员|用户|患者|"
    r"候选人|嘉宾|观众|参会|粉丝|消费者|读者|家长|司机师傅))"
)
_TEAM = re.compile(
    rf"(?:{_LEADING})[^，。；;,\d]{{0,14}}?(?<![\d.第])({NUMBER})\s*(?:多|余|几|\+|"
    rf"[-–—~至到]\s*\d+)?\s*(?:人|名|位|个(?=导购|员工|店员|人|销售|下属|徒弟|客服|主播|"
    rf"工人|组员|新人)){_NOT_LED}"
    rf"|({NUMBER})\s*(?:多|余|\+|[-–—~至到]\s*\d+)?\s*(?:人|名|位)(?:的|销售|研发|运营|客服|"
    rf"技术|开发|项目|设计|生产)*(?:团队|班组|小组|队伍)的?(?:管理|负责人|leader)"
    rf"|下属\s*[:：]?\s*({NUMBER})|团队(?:人数|规模)\s*[:：]?\s*({NUMBER})\s*(?:[-–—~至到]\s*\d{{1,4}}\s*)?人"
    rf"|(?:^|(?<=[，,；;、。\s（(]))(?:员工|店员|组员|手下|团队成员)\s*[:：]?\s*({NUMBER})\s*(?:多|余)?\s*[名人位]|(?:负责|"
    rf"管理|带领|统管|主管)[^。；;]{{2,40}}团队(?:共)?\s*({NUMBER})\s*人"
)
_PEOPLE = (
    r"people|staff|employees|direct reports|reports|engineers|developers|associates|"
    r"workers|technicians|cashiers|members"
    r"|operators|agents|representatives|reps|analysts|nurses|designers|recruiters|supervisors|managers|team members"
    r"|subordinates|crew|accountants|clerks|assistants|specialists|teachers|volunteers|"
    r"interns|salespeople|baristas|servers"
    r"|electricians|welders|subcontractors|cooks|housekeepers|coordinators|personnel|drivers|pickers|persons"
)
_LED_WORDS = (
    r"manag\w+|led|lead(?:ing)?|supervis\w+|head(?:ed|ing)|oversaw|overseeing|oversee|"
    r"direct(?:ed|ing)|coach(?:ed|ing)|ran|running"
    r"|buil[td]\w*|responsible for|in charge of|mentor\w+|train(?:ed|ing) and manag\w+"
)
_TEAM_ENGLISH = re.compile(
    rf"\b(?:{_LED_WORDS})\b[^.;]{{0,50}}?\b(?:team|crew|group|staff|department|shift|squad|"
    rf"unit|line)s? of (?:over |about |around |up to |more than |approximately )?({NUMBER})"
    rf"|\b(?:{_LED_WORDS})\b[^.;,]{{0,24}}?\b({NUMBER})[- ](?:person|member|people|strong|"
    rf"man|woman|engineer|head|associate|agent|staff)\b"
    rf"|\b(?:{_LED_WORDS})\b (?:and \w+ )?(?:a |an |the |over |about |up to |more than |"
    rf"total of )*({NUMBER})\+? (?:[a-z-]+ ){{0,2}}?(?:{_PEOPLE})\b"
    rf"|\b({NUMBER})\+? direct reports\b|"
    rf"(?<!in a )(?<!in the )(?<!of a )(?<!with a )(?<!within a )(?<!joined a )\bteam of ({NUMBER})\b"
    rf"|\b(?:led|managed|supervised|coached) ({NUMBER}) (?:[a-z-]+ )?(?!customers|computers|"
    rf"servers|orders|papers|offers|members|users|vendors|suppliers|clusters|containers|"
    rf"restaurants|newsletters)[a-z]+(?:ers|ors|ists|ants|ees)\b",
    re.IGNORECASE,
)
_SYMBOLS = {
    "HK$": "HKD",
    "S$": "SGD",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "NT$": "TWD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "RMB": "CNY",
    "CNY": "CNY",
    "USD": "USD",
    "EUR": "EUR",
    "GBP": "GBP",
    "HKD": "HKD",
    "SGD": "SGD",
    "JPY": "JPY",
    "人民币": "CNY",
    "元": "CNY",
    "块": "CNY",
    "美元": "USD",
    "美金": "USD",
    "美刀": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
    "新币": "SGD",
    "YUAN": "CNY",
    "DOLLARS": "USD",
    "EUROS": "EUR",
    "POUNDS": "GBP",
}
_SIGN = r"HK\$|S\$|US\$|A\$|C\$|NT\$|[$€£¥￥]|(?i:RMB|CNY|USD|EUR|GBP|HKD|SGD|JPY)|人民币"
_UNIT = (
    r"元|美元|美金|欧元|英镑|港币|港元|日元|新币|人民币|块|(?i:RMB|CNY|USD|EUR|GBP|HKD|"
    r"yuan|dollars|euros|pounds)\b"
)
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})\s*(?P<n1>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<x1>{MULTIPLE})?"
    rf"|(?P<n2>(?<![\d,])\d[\d,]{{0,14}}(?:\.\d+)?|[一二三四五六七八九两十百]{{1,4}})\s*(?:多|余|"
    rf"\+)?\s*(?P<x2>{MULTIPLE})?\s*(?:多|余|\+)?\s*(?P<unit>{_UNIT})"
)
_MONEY = (
    r"销售额|营业额|营收|业绩|成交额|交易额|GMV|gmv|预算|合同额|合同|金额|收入|利润|回款|"
    r"成本|节约|节省|产值|流水|融资|投资|项目额|采购额|订单额|毛利|费用|货值|资金|造价|"
    r"总价|价值|销售|应收|开支|支出|"
    r"损失|税额|单价|客单价|贷款|存款|资产|规模|营销额|销量额|消耗|投放|签约|签下|新签|签单|保费|货款|营业"
)
_BARE_AMOUNT = re.compile(
    rf"(?:{_MONEY})[^，。；;,\d]{{0,12}}?(?P<n2>\d[\d,]{{0,14}}(?:\.\d+)?|"
    rf"[一二三四五六七八九两十]{{1,3}})\s*(?:多|余)?\s*(?P<x2>万亿|千万|百万|亿|万|"
    rf"[wWkK](?![A-Za-z]))(?!\s*(?:多|余)?\s*"
    r"(?:人|用户|件|单|粉丝|次|条|台|个|吨|家|名|平|元|美|欧|英|港|日|辆|套|箱|份|公里|米|"
    r"订单|SKU|会员|客户|观看|曝光|点击|级|行))"
)
_NEXT_AMOUNT = re.compile(
    r"(?:万|亿)(?:元)?\s*(?:和|、|及|做到|涨到|增至|提升到|增长到|提高到|到|"
    r"至)\s*(?P<n2>\d[\d,]{0,14}(?:\.\d+)?)\s*(?P<x2>万|亿)(?!\s*(?:人|用户|件|单|粉丝|次))"
)
_DOLLARS = re.compile(r"美金|美元|美刀")
_NEAR = 6
"""Characters before an amount within which a currency may stand."""
_MOST_PEOPLE = 10_000
_PAY = re.compile(r"月薪|年薪|薪资|薪酬要求|期望薪|工资待遇|salary|compensation expect", re.IGNORECASE)
_NOUNS = {
    "stores": r"家?(?:门店|连锁店|直营店|加盟店|分店|店铺)|家店|\b(?i:stores|shops|outlets|branches)\b",
    "users": r"(?:日活|月活|注册|活跃|付费|新增|企业|终端)*用户(?!体验|满意|画像|增长|分层)|日活|"
    r"月活|\bDAU\b|\bMAU\b|\b(?i:(?:daily |monthly |active |registered )*users)\b",
    "orders": r"笔?订单|单(?!位|价|元|独|一|个|品|机|片|点|月|日|词|兵|人|店|体|线|据)|\b(?i:orders)\b",
    "SKUs": r"个?(?i:SKUs?)(?![A-Za-z])|款(?:商品|产品)|个?单品",
    "customers": r"(?:[家名位个]?(?:企业|大|重点|新|老|核心|终端|意向|有效|活跃|B端|门店)*客户(?!满意|"
    r"投诉|关系|服务))|\b(?i:(?:corporate |enterprise |key |new |active )*(?:customers|"
    r"clients|accounts))\b",
    "followers": r"名?粉丝|\b(?i:followers|subscribers|fans)\b",
    "members": r"名?会员|\b(?i:(?:loyalty )?members)\b(?! team)",
    "machines": r"[台套](?:[\u4e00-\u9fff]{0,6}(?:设备|机器|机床|机台|机组|注塑机|加工中心|机器人|"
    r"生产线|冲床|车床))|台(?!阶|式|湾|词|面|账|风)|\b(?i:machines|robots|CNC machines|"
    r"lathes|presses)\b",
    "production lines": r"条(?:生产线|产线|流水线|装配线)|\b(?i:(?:production|assembly) lines)\b",
    "servers": r"台服务器|\b(?i:servers|nodes)\b|个?节点",
    "QPS": r"(?i:QPS)|(?i:TPS)|并发|\b(?i:requests (?:per|a|/) ?second|rps)\b",
    "requests": r"次?(?:请求|调用)|\b(?i:requests|API calls|calls per day)\b",
    "records": r"条(?:数据|记录|信息|日志|评论)|\b(?i:records|rows|data points|transactions)\b|笔交易",
    "square metres": r"平方米|平米|㎡|m²|多平|\b(?i:square met(?:er|re)s|sqm|sq\.? ?m)\b",
    "square feet": r"平方英尺|\b(?i:square feet|sq\.? ?ft)\b",
    "rooms": r"间(?:客房|房)|\b(?i:rooms|guest ?rooms)\b",
    "beds": r"张?床位|张床|\b(?i:beds)\b",
    "calls": r"[通个]电话|通(?:来电|客户来电)|\b(?i:calls)\b",
    "tickets": r"[个件]?工单|\b(?i:tickets|enquiries|inquiries|queries)\b|次咨询|个咨询",
    "visits": r"人次|\b(?i:visits|visitors|patients|guests|attendees|participants|students|learners|"
    r"candidates)\b|名?(?:学员|学生|患者|参会者|候选人|员工|顾客|病人)",
    "units": r"件(?!事)|吨|箱|pcs|台产品|\b(?i:units|parts|pieces|tonnes|tons|parcels|packages|"
    r"pallets|containers)\b|个?集装箱|票(?!据)|包裹",
    "suppliers": r"家供应商|家?经销商|家?代理商|\b(?i:suppliers|vendors|distributors)\b",
    "views": r"次?(?:阅读|播放|曝光|浏览|观看|点击|下载)量?|\b(?i:views|impressions|downloads|installs)\b",
}
_SCALE = re.compile(
    rf"(?<![\d,])(?P<n>\d[\d,]{{0,14}}(?:\.\d+)?|(?<![\u4e00-\u9fff])[一二三四五六七八九两十百]{{1,4}}|"
    rf"(?:{ENGLISH_WORDS})\b)\s*(?:多|余|\+|几)?\s*(?P<x>{MULTIPLE})?\s*(?:多|余|"
    rf"\+)?(?:级别?)?\s*(?:的)?\s*"
    rf"(?:[a-z]+ ){{0,2}}?(?:{'|'.join(f'(?P<u{at}>{words})' for at, words in enumerate(_NOUNS.values()))})"
)
_SCALE_LEVEL = re.compile(
    rf"(?P<x>百万|千万|亿|十万|万)级别?\s*(?:的)?\s*(?P<noun>{_NOUNS['users']}|数据|并发|流量|订单|PV|UV|粉丝)"
)
_SCALE_AFTER = re.compile(
    rf"(?P<noun>日活|月活|DAU|MAU|QPS|TPS|粉丝数?|并发量?|订单量|客流量?|SKU数?|用户数|"
    rf"会员数|日均单量|单量|阅读量|播放量|"
    rf"浏览量)[^，。；;,\d]{{0,8}}?(?P<n>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<x>{MULTIPLE})?(?!\s*[%％])",
    re.IGNORECASE,
)
_FEWEST = 5
_COUNTED = re.compile(
    rf"(?<![\d.,第])(?P<n>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?:多|余|\+)?\s*(?P<x>{MULTIPLE})?\s*(?:多|"
    rf"余)?\s*(?P<measure>家|所|个|条|份|张|套|篇|场|笔|台|辆|间|户|款|座|栋|节|堂|支|项|例|名|位|人|"
    rf"次)"
    r"(?!月|百分点|小时|工作日|星期|季度|阶段|年|点)(?P<noun>[\u4e00-\u9fff]{0,6})"
)
_COUNTED_BEFORE = re.compile(
    rf"(?P<noun>门店|店铺|新店|客户|供应商|经销商|会员|粉丝|涨粉|员工|合同|仓库|学员|阅读|"
    rf"播放|曝光|浏览|样本|问卷|用例|用户|"
    rf"拉新)[^\d，。；]{{0,6}}(?P<n>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<x>{MULTIPLE})?(?![\d.]|"
    rf"\s*[%％年月天元])"
)
_COUNTED_ENGLISH = re.compile(
    rf"(?<![\d.,$€£¥-])\b(?P<n>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<x>{MULTIPLE})?\+? (?:[a-z-]+ ){{0,2}}?"
    r"(?!(?:years|months|weeks|days|hours|minutes|seconds|points|times|hrs|mins|yrs|"
    r"dollars|euros|pounds|stars|percents|details|less|across|plus|versus|this|its|was|has|"
    r"yours|business)\b)(?P<noun>[a-z]{3,}s|TB|GB|PB|staff|people|stock)\b(?! per cent)"
)
_AFTER_UNITS = (
    ("users", r"日活|月活|DAU|MAU|用户"),
    ("QPS", r"QPS|TPS|并发"),
    ("followers", r"粉丝"),
    ("orders", r"订单|单量"),
    ("visits", r"客流|流量|PV|UV"),
    ("SKUs", r"SKU"),
    ("members", r"会员"),
    ("views", r"阅读|播放|浏览"),
    ("records", r"数据"),
)


def facts(line: Line, *, heading: bool) -> list[Fact]:
    """Facts in one line, every kind and value once. `heading`: of an entry, where only being in charge is told."""
    told: list[tuple[FactKind, float | None, str]] = []
    if not heading and not _PAY.search(line.text):
        taken: list[tuple[int, int]] = []
        told += _team(line.text, taken)
        told += _money(line.text)
        told += _scale(line.text)
        told += results(line.text)
        told += _counted(line.text, {value for _, value, _ in told}, taken)
    told += led(line.text, heading=heading)
    return [Fact(kind=kind, value=value, unit=unit, quote=line.quoted()) for kind, value, unit in dict.fromkeys(told)]


def _team(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[FactKind, float | None, str]]:
    """People led; their places in `text` are added to `taken`, so that nobody is counted twice."""
    for pattern in (_TEAM, _TEAM_ENGLISH):
        for hit in pattern.finditer(text):
            value = number(next(filter(None, hit.groups())))
            if value and value < _MOST_PEOPLE:
                taken.append(hit.span())
                yield FactKind.TEAM_SIZE, value, "people"


def _money(text: str) -> Iterator[tuple[FactKind, float | None, str]]:
    taken: list[tuple[int, int]] = []
    for hit in _AMOUNT.finditer(text):
        value = number(hit["n1"] or hit["n2"])
        currency = _SYMBOLS.get((hit["sign"] or hit["unit"]).upper(), "CNY")
        if value is not None:
            taken.append(hit.span())
            yield FactKind.AMOUNT, round(value * multiple(hit["x1"] or hit["x2"]), 2), currency
    bare = list(_BARE_AMOUNT.finditer(text))
    for hit in [*bare, *(_NEXT_AMOUNT.finditer(text) if bare or taken else ())]:
        value = number(hit["n2"])
        if value is not None and not any(first <= hit.start("n2") < last for first, last in taken):
            near = _DOLLARS.search(text[max(0, hit.start() - _NEAR) : hit.end()])
            yield FactKind.AMOUNT, round(value * multiple(hit["x2"]), 2), "USD" if near else "CNY"


def _scale(text: str) -> Iterator[tuple[FactKind, float | None, str]]:
    units = list(_NOUNS)
    for hit in _SCALE.finditer(text):
        value = number(hit["n"])
        named = next(at for at in range(len(units)) if hit[f"u{at}"])
        if value is not None and not _is_date(text, hit):
            yield FactKind.SCALE, round(value * multiple(hit["x"]), 2), units[named]
    for hit in _SCALE_LEVEL.finditer(text):
        if not re.search(r"\d\s*$", text[: hit.start()]):
            yield FactKind.SCALE, multiple(hit["x"]), _after_unit(hit["noun"])
    for hit in _SCALE_AFTER.finditer(text):
        value = number(hit["n"])
        if value is not None:
            yield FactKind.SCALE, round(value * multiple(hit["x"]), 2), _after_unit(hit["noun"])


def _counted(
    text: str, known: set[float | None], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[FactKind, float | None, str]]:
    """Numbers of other things in a unit that we know, five or more of them; those at places that are `taken` aside."""
    for hit, unit in _units(text):
        value = number(hit["n"])
        if not unit or value is None or _is_date(text, hit):
            continue
        if any(first < hit.end("n") and hit.start("n") < last for first, last in taken):
            continue
        value = round(value * multiple(hit["x"]), 2)
        if value >= _FEWEST and value not in known:
            known.add(value)
            yield FactKind.SCALE, value, unit


def _units(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for hit in _COUNTED_BEFORE.finditer(text):
        yield hit, counted_before(hit["noun"])
    for hit in _COUNTED.finditer(text):
        yield hit, counted(hit["measure"], hit["noun"])
    for hit in _COUNTED_ENGLISH.finditer(text):
        yield hit, counted_english(hit["noun"])


def _is_date(text: str, hit: re.Match[str]) -> bool:
    return bool(re.search(r"[\d.]$", text[: hit.start()])) or bool(
        re.fullmatch(r"(?:19|20)\d\d", hit["n"]) and not hit["x"]
    )


def _after_unit(noun: str) -> str:
    return next((unit for unit, words in _AFTER_UNITS if re.search(words, noun, re.IGNORECASE)), "users")
