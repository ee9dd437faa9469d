"""Amounts of money: a number with a currency before or behind it, or with words that tell of money."""

from __future__ import annotations

import re

from mianshi.matching.profile.quantities import Quantity

_CODES = [
    "RMB",
    "CNY",
    "USD",
    "EUR",
    "GBP",
    "HKD",
    "SGD",
    "JPY",
    "AUD",
    "CAD",
    "NZD",
    "TWD",
    "CHF",
    "INR",
    "AED",
    "MYR",
    "THB",
    "KRW",
    "VND",
    "IDR",
    "PHP",
    "SAR",
    "ZAR",
    "BRL",
    "MXN",
    "SEK",
    "PLN",
]
_CURRENCIES = {code.lower(): code for code in _CODES} | {
    "rmb": "CNY", "hk$": "HKD", "s$": "SGD", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "cdn$": "CAD", "nz$": "NZD", "nt$": "TWD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY",
    "₹": "INR", "₩": "KRW", "rs": "INR", "rs.": "INR", "人民币": "CNY", "元": "CNY", "块": "CNY", "块钱": "CNY",
    "圆": "CNY",
    "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD", "欧元": "EUR", "欧": "EUR", "英镑": "GBP", "镑": "GBP",
    "港币": "HKD",
    "港元": "HKD", "港幣": "HKD", "日元": "JPY", "新币": "SGD", "新加坡元": "SGD", "澳元": "AUD", "加元": "CAD",
    "韩元": "KRW",
    "卢比": "INR", "台币": "TWD", "新台币": "TWD", "瑞郎": "CHF", "yuan": "CNY", "renminbi": "CNY", "dollars": "USD",
    "dollar": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "pound": "GBP", "sterling": "GBP", "rupees": "INR",
    "dirhams": "AED", "dh": "AED", "rm": "MYR", "yen": "JPY",
}  # fmt: skip
_WRITTEN = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_SIGN = re.compile(
    rf"(?:(?<![A-Za-z])|(?=[$€£¥￥₹₩]))(?P<sign>{_WRITTEN})\s?(?:约|近|~|≈|about |over |nearly )?$", re.IGNORECASE
)
_UNIT = re.compile(
    rf"\s?(?:Mio\.?|Mrd\.?)?\s?(?P<unit>{_WRITTEN})(?![A-Za-z])(?!件|素|旦|宵|器|组|角|点数)", re.IGNORECASE
)
_MIO = re.compile(r"\s?(?:(?P<mio>Mio)|Mrd)\b\.?", re.IGNORECASE)
_LAKH = re.compile(r"\s?L\b")
UNNAMED = "currency not named"
"""Unit of money without a currency: it is never what a job asks for, so that a person looks."""
_BIG = 1_000.0
_WORDS = re.compile(
    r"销售额?|[月日年]销|省了?下?(?=[^，。；份市会级内外直])|营业额|营收|业绩|成交|交易额|GMV|预算|合同额?|金额|收入"
    r"|利润|回款|成本|节约|节省|产值|流水|融资|投资"
    r"|项目额|采购额?|订单额|毛利"
    r"|费用|货值|资金|造价|总价|价值|应收|应付|开支|支出|损失|税额|税款|节税|单价|贷款|存款|资产|营销额|消耗|投放"
    r"|签约|签下|新签|签单|保费|货款|营业"
    r"|赞助|标的|欠款|坏账|库存额|订单|中标|(?:管理|资产|基金|资金|授信|合同)规模|AUM|ARR|MRR|推广费|奖金池|卖了"
    r"|卖到|卖出|做到|花了|概算|结算|授信|放款|募集|募捐|筹款|捐款",
    re.IGNORECASE,
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:sales|revenue|turnover|budget|p&l|gmv|arr|mrr|profit|margin|cost|costs|savings?|spend|spending|deals?"
    r"|contracts?"
    r"|pipeline|portfolio|assets|aum|funding|raised|procurement|purchases|payroll|invoices|receivables|debt|loans"
    r"|quota)\b",
    re.IGNORECASE,
)
_DOLLARS = re.compile(r"美金|美元|美刀|\$")
_NOT_MONEY = re.compile(
    r"\s*(?:多|余)?\s*(?:级别?)?的?(?:人(?!民币)|用户|件|单|粉丝|次|条|台|个|吨|家|名|平|辆|套|箱|份|公里|米|订单"
    r"|SKU|会员|客户|观看|曝光|点击|级|行|户"
    r"|播放|阅读|浏览|下载|访问|字|票|张|公斤|亩|笔|位|师生|学员|场|方|册|株|头|只|千瓦|度|PV|UV|QPS|数据|[%％]|小时"
    r"|天|年|月|日)"
)
_CHINESE_REACH, _ENGLISH_REACH = 16, 40
_BREAKS = re.compile(r"[。；;]")


def currency(text: str, one: Quantity) -> str | None:
    """The code of the currency of the number `one`; `UNNAMED` where words tell that it is money in none that is named;
    None where it is no money.
    """
    if unit := _UNIT.match(text, one.end):
        return _CURRENCIES[unit["unit"].lower()]
    if sign := _SIGN.search(text, max(0, one.start - 12), one.start):
        return _CURRENCIES[sign["sign"].lower()]
    return _told_by_words(text, one)


def value(text: str, one: Quantity) -> float:
    """The amount, with the factors that only amounts have (4.5 Mio., ₹45 L)."""
    if mio := _MIO.match(text, one.end):
        return round(one.value * (1e6 if mio["mio"] else 1e9), 2)
    sign = _SIGN.search(text, max(0, one.start - 12), one.start)
    if sign and _CURRENCIES[sign["sign"].lower()] == "INR" and _LAKH.match(text, one.end):
        return round(one.value * 1e5, 2)
    return round(one.value, 2)


def _told_by_words(text: str, one: Quantity) -> str | None:
    if one.value < _BIG or _NOT_MONEY.match(text, one.end):
        return None
    near = _BREAKS.split(text[max(0, one.start - _CHINESE_REACH) : one.start])[-1]
    great = one.factor >= _BIG or one.words
    if great and _WORDS.search(near) and not re.search(r"[\u4e00-\u9fff]{2}率", near[-4:]):
        return "USD" if _DOLLARS.search(near) else "CNY"
    near = re.split(r"[.;,]\s", text[max(0, one.start - _ENGLISH_REACH) : one.start])[-1]
    if one.factor >= _BIG and _ENGLISH_WORDS.search(near) and not re.match(r"[ -]?[A-Za-z]{3,}s\b", text[one.end :]):
        return UNNAMED
    return None
