"""What a clause asks for as a number or as somebody's part in something: people led, money, scale, results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.matching import Requirement, RequirementKind
from mianshi.contracts.resumes import FactKind
from mianshi.matching.postings.numbers import Money, N, money, quantity
from mianshi.matching.profile.numbers import number

_TEAM = re.compile(
    rf"(?P<a>{N})\s*(?:[-—–~～至到]\s*{N}\s*)?\+?\s*(?:人|名|位)(?:\s*(?:以上|及以上|或以上|左右|规模"
    rf"|级))*(?:的)?[^,，;；]{{0,12}}?(?:团队"
    rf"|下属|员工|队伍|班组|人员|店员|销售|研发|技术)"
    rf"|(?:团队|下属|管理|带领?|带过"
    rf"|领导)(?:规模)?(?:过)?[^,，;；\d]{{0,8}}?(?P<b>{N})\s*(?:[-—–~～至到]\s*{N}\s*)?\+?\s*(?:人|名)"
    rf"|\bteams? of (?:at least |over |more than |up to )?(?P<c>{N})"
    rf"|(?P<d>{N})\s*\+?\s*(?:or more )?(?:[a-z-]+ ){{0,2}}(?:direct reports|reports|team members|people|engineers"
    rf"|employees|staff|staff members|sales ?people|reps)\b"
    rf"|(?P<e>{N})\s*[-+]?\s*(?:person|member|people) (?:[a-z]+ ){{0,2}}team",
    re.IGNORECASE,
)
_MANAGES = re.compile(r"团队|管理|带|领导|下属|\b(?:manag\w+|lead\w*|led|supervis\w+|team|reports?)\b", re.IGNORECASE)
_SCALE = re.compile(
    r"(?P<n>\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十百]+(?![万千亿]))?\s*(?P<f>十万|百万|千万|亿|万|千|百|k"
    r"|m|million"
    r"|thousand)?\s*(?:级|级别|\+|以上|余|多)*\s*(?:的)?"
    r"(?P<u>日活|月活|用户|粉丝|会员|家?门店|家店|订单|SKU|QPS|台|设备|并发|DAU|MAU|users|customers|stores|orders"
    r"|followers|servers"
    r"|requests|平方米|平米|㎡|m²|square met(?:re|er)s?|square feet|square foot|sq\.? ?(?:m|ft)\b|sqm)",
    re.IGNORECASE,
)
_SCALE_BEHIND = re.compile(
    r"(?P<u>日活|月活|DAU|MAU|用户(?:数|量)?|粉丝(?:数|量)?|QPS|并发)\s*(?:量|数)?(?:达到?|超过|在|≥|>"
    r"|过)?\s*(?P<n>\d+(?:\.\d+)?)?\s*(?P<f>十万|百万|千万|亿|万|千|k|m)",
    re.IGNORECASE,
)
UNITS: dict[str, str] = {
    "日活": "users", "月活": "users", "用户": "users", "粉丝": "followers", "会员": "users", "门店": "stores",
    "店": "stores",
    "订单": "orders", "sku": "SKUs", "qps": "requests", "台": "machines", "设备": "machines", "并发": "requests",
    "请求": "requests", "dau": "users", "mau": "users", "customers": "customers", "servers": "machines",
    "followers": "followers", "平方米": "square metres", "平米": "square metres", "㎡": "square metres",
    "m²": "square metres", "square met": "square metres", "sqm": "square metres", "sq m": "square metres",
    "sq. m": "square metres", "square f": "square feet", "sq ft": "square feet",
}  # fmt: skip
_LED = re.compile(
    r"带过(?:团队|队伍|人|项目)|主导|牵头|负责人|带团队|带队|带领团队|独立负责|操盘|从\s*[0零]\s*到\s*[1一]|(?:团队"
    r"|人员|项目"
    r"|部门)管理(?:经验|经历|能力)|管理(?:岗位?|类)?(?:工作)?经[验历]|统筹"
    r"|\b(?:led|lead|leading|managed|managing|owned|spearheaded|supervis\w+)\b (?:a |an |the |cross|multiple"
    r"|projects?|teams?|people|others|end)"
    r"|^(?:has |have )?(?:led|managed|supervised)\b|\b(?:leadership|managerial|management|supervisory"
    r"|people[- ]management|team[- ]lead\w*) (?:role|experience"
    r"|position)"
    r"|\bexperience (?:in )?(?:leading|managing|supervising)\b|\bproject (?:lead|leader)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"业绩(?:突出|优秀|增长|达成|提升)|成功案例|达成.{0,6}(?:目标|指标|业绩)|(?:提升|增长|降低|下降).{0,8}\d+\s*%"
    r"|\btrack record\b"
    r"|\bproven (?:results|success)\b"
    r"|\b(?:exceed|exceeding|achiev\w+|meeting|hitting) (?:\w+ ){0,2}(?:targets?|quotas?|goals?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_ABOUT_MONEY = re.compile(
    r"合同|金额|签约|订单|预算|销售额|业绩|营收|收入|流水|产值|GMV|采购额|规模|项目|资金|budget|revenue|sales|P&L"
    r"|quota|turnover"
    r"|portfolio|spend|deals?"
    r"|contracts?|accounts?",
    re.IGNORECASE,
)


def requirements(text: str, subjects: Sequence[str]) -> list[Requirement]:
    """What `text` implies, at most one requirement of each kind.

    Args:
        text: one clause.
        subjects: what the lexicon finds in it; kept as terms where somebody led something.
    """
    found = [*_team(text), *_scale(text), *_money(text)]
    found = found or _results(text)
    if not found and _LED.search(text):
        found = [_one(text, FactKind.LED, None, list(subjects))]
    return found


def _one(text: str, fact: FactKind, amount: float | None, terms: list[str]) -> Requirement:
    return Requirement(id="", text=text, kind=RequirementKind.IMPLIED, fact=fact, amount=amount, terms=terms)


def _team(text: str) -> list[Requirement]:
    hit = _TEAM.search(text) if _MANAGES.search(text) else None
    written = next((value for value in hit.groups() if value), None) if hit else None
    value = number(written) if written else None
    return [] if value is None else [_one(text, FactKind.TEAM_SIZE, value, ["people"])]


def _scale(text: str) -> list[Requirement]:
    hit = _SCALE_BEHIND.search(text) or next((one for one in _SCALE.finditer(text) if one["n"] or one["f"]), None)
    value = quantity(hit["n"] or "", hit["f"]) if hit else None
    if hit is None or value is None:
        return []
    unit = hit["u"].lower()
    around = text[max(0, hit.start() - 4) : hit.end() + 8].lower()
    area = next((known for word, known in UNITS.items() if known.startswith("square") and word in unit), None)
    named = [area] if area else list(dict.fromkeys(known for word, known in UNITS.items() if word in around)) or [unit]
    return [_one(text, FactKind.SCALE, value, named)]


def _money(text: str) -> list[Requirement]:
    amount: Money | None = money(text) if _ABOUT_MONEY.search(text) and not _SCALE_BEHIND.search(text) else None
    if amount is None or _scale(text):
        return []
    currency = amount.currency or ("" if text.isascii() else "CNY")
    return [_one(text, FactKind.AMOUNT, amount.value, [currency] if currency else [])]


def _results(text: str) -> list[Requirement]:
    if not _RESULT.search(text):
        return []
    percent = _PERCENT.search(text)
    return [_one(text, FactKind.RESULT, float(percent.group(1)) if percent else None, ["percent"] if percent else [])]
