"""What numbers in a résumé are counted in, and levels of education, as both languages write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.matching import Degree
from mianshi.pages.texts import text

_UNITS: dict[str, tuple[str, str]] = {
    "people": ("人", "people"),
    "percent": ("%", "%"),
    "CNY": ("元", "CNY"),
    "USD": ("美元", "USD"),
    "EUR": ("欧元", "EUR"),
    "GBP": ("英镑", "GBP"),
    "HKD": ("港币", "HKD"),
    "TWD": ("新台币", "TWD"),
    "SGD": ("新加坡元", "SGD"),
    "JPY": ("日元", "JPY"),
    "AUD": ("澳元", "AUD"),
    "CAD": ("加元", "CAD"),
    "stores": ("家门店", "stores"),
    "users": ("名用户", "users"),
    "orders": ("单", "orders"),
    "SKUs": ("个 SKU", "SKUs"),
    "customers": ("位客户", "customers"),
    "followers": ("名粉丝", "followers"),
    "members": ("名会员", "members"),
    "machines": ("台设备", "machines"),
    "devices": ("台设备", "devices"),
    "production lines": ("条产线", "production lines"),
    "servers": ("台服务器", "servers"),
    "QPS": ("次/秒", "requests per second"),
    "requests": ("次请求", "requests"),
    "records": ("条", "records"),
    "square metres": ("平方米", "square metres"),
    "square feet": ("平方英尺", "square feet"),
    "rooms": ("间客房", "rooms"),
    "beds": ("张床位", "beds"),
    "calls": ("通电话", "calls"),
    "tickets": ("个工单或咨询", "tickets or enquiries"),
    "visits": ("人次", "visits"),
    "units": ("件", "units"),
    "sets": ("套", "sets"),
    "suppliers": ("家供应商或经销商", "suppliers or distributors"),
    "views": ("次浏览", "views"),
    "articles": ("篇", "articles"),
    "videos": ("条视频", "videos"),
    "buildings": ("栋", "buildings"),
    "cases": ("例", "cases"),
    "cities": ("个城市或地区", "cities or regions"),
    "companies": ("家", "companies"),
    "contracts": ("份合同", "contracts"),
    "designs": ("份设计", "designs"),
    "documents": ("份", "documents"),
    "events": ("场", "events"),
    "households": ("户", "households"),
    "interfaces": ("个接口", "interfaces"),
    "lessons": ("节课", "lessons"),
    "meals": ("份餐", "meals"),
    "models": ("个模型", "models"),
    "modules": ("个模块", "modules"),
    "positions": ("个岗位", "positions"),
    "processes": ("个流程", "processes"),
    "products": ("款产品", "products"),
    "projects": ("个项目", "projects"),
    "reports": ("份报表", "reports"),
    "samples": ("份样本", "samples"),
    "schools": ("所学校", "schools"),
    "students": ("名学员", "students"),
    "stock": ("件库存", "items in stock"),
    "tables": ("张", "tables"),
    "test cases": ("条用例", "test cases"),
    "times": ("次", "times"),
    "vehicles": ("辆", "vehicles"),
    "warehouses": ("个仓库", "warehouses"),
    "TB": ("TB", "TB"),
    "GB": ("GB", "GB"),
    "PB": ("PB", "PB"),
    "milliseconds": ("毫秒", "milliseconds"),
    "seconds": ("秒", "seconds"),
    "minutes": ("分钟", "minutes"),
    "hours": ("小时", "hours"),
    "days": ("天", "days"),
    "weeks": ("周", "weeks"),
    "months": ("个月", "months"),
}
_COUNTED = re.compile(r"(?P<n>[\d,]+(?:\.\d+)?) (?P<unit>[A-Za-z][A-Za-z ]*)")
_LARGE = 1_000_000


def unit(name: str, language: Language) -> str:
    """A unit as the language writes it; empty for one that is not known, so that no other language shows."""
    return _UNITS[name][language == "en"] if name in _UNITS else ""


def number(value: float) -> str:
    """A number with its thousands parted and no needless decimals."""
    return f"{value:,g}" if value < _LARGE else f"{value:,.0f}"


def counted(value: float, name: str, language: Language) -> str:
    """A number with its unit: ``12 人``, ``1,200 square metres``, ``15%``."""
    written = unit(name, language)
    return f"{number(value)}{'' if written in ('', '%') else ' '}{written}"


def missing(name: str, names: Mapping[str, Bilingual], language: Language) -> str:
    """What a requirement lacks: a term by its name in the language, a level of education, a number with its unit, else
    as it is written."""
    if name in names:
        return names[name].in_language(language)
    hit = _COUNTED.fullmatch(name)
    if hit and hit["unit"] in _UNITS:
        return counted(float(hit["n"].replace(",", "")), hit["unit"], language)
    for degree in Degree:
        if name == text(f"res_degree_{degree.value}", "zh"):
            return text(f"res_degree_{degree.value}", language)
    return name
