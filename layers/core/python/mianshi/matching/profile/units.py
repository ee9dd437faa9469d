"""What numbers of things are counted in: a fixed list, so that no stray word is ever taken for a unit."""

from __future__ import annotations

import re

_CHINESE = (
    ("", r"的?(?:公司|企业|团队|规模|集团|工厂|小组|部门)(?!客户|用户)"),
    ("stores", r"(?:连锁|直营|加盟|线下|新|分)?(?:门店|店铺?|专柜|网点)"),
    ("customers", r"(?:新|老|大|重点|企业|核心)*(?:客户|商户|商家)"),
    ("suppliers", r"(?:核心|新)?(?:供应商|经销商|代理商|分销商)"),
    ("students", r"(?:学员|学生|儿童|新生)"),
    ("people", r"(?:员工|新人|店员|导购|销售|候选人|工人|司机|同事|主播|人才|志愿者|新员工|应聘者|人员)"),
    ("companies", r"(?:企业|公司|单位|医院|银行|上市公司|子公司)"),
    ("contracts", r"(?:\w{0,4})?合同"),
    ("projects", r"(?:\w{0,4})?(?:项目|工程)"),
    ("reports", r"(?:\w{0,4})?(?:报表|报告|看板)"),
    ("articles", r"(?:\w{0,4})?(?:文章|推文|稿件|文案|笔记|软文|新闻)"),
    ("videos", r"(?:\w{0,4})?视频"),
    ("lessons", r"(?:\w{0,4})?课(?:程|时)?"),
    ("events", r"(?:\w{0,4})?(?:活动|会议|培训|直播|讲座|沙龙|展会|路演|促销)"),
    ("test cases", r"(?:\w{0,4})?用例"),
    ("samples", r"(?:\w{0,4})?(?:样本|样品|问卷)"),
    ("documents", r"(?:\w{0,4})?(?:文件|资料|单据|凭证|发票|档案|文档|图纸|简历)"),
    ("warehouses", r"(?:\w{0,4})?仓(?:库)?"),
    ("vehicles", r"(?:\w{0,4})?(?:车辆|货车|叉车|汽车)"),
    ("machines", r"(?:\w{0,4})?(?:设备|机器|电脑|机床|机台|终端)"),
    ("cities", r"(?:\w{0,2})?(?:城市|省份?|地市|区县|国家)"),
    ("schools", r"(?:\w{0,2})?(?:学校|高校|大学|院校)"),
    ("positions", r"(?:\w{0,4})?(?:岗位|职位)"),
    ("interfaces", r"(?:\w{0,4})?接口"),
    ("modules", r"(?:\w{0,4})?(?:模块|功能|组件|页面|微服务|系统)"),
    ("models", r"(?:\w{0,4})?模型"),
    ("processes", r"(?:\w{0,4})?(?:流程|工序|制度)"),
    ("designs", r"(?:\w{0,4})?(?:设计|海报|图片|方案)"),
    ("households", r"(?:业主|家庭|住户)"),
    ("products", r"(?:\w{0,4})?(?:产品|商品|药品|单品)"),
    ("devices", r"(?:\w{0,4})?(?:节点|传感器)"),
)
_MEASURES = {
    "名": "people", "位": "people", "人": "people", "户": "households", "台": "machines", "辆": "vehicles",
    "场": "events", "篇": "articles", "节": "lessons", "堂": "lessons", "座": "buildings", "栋": "buildings",
    "款": "products", "笔": "orders", "间": "rooms", "所": "schools", "例": "cases", "家": "companies", "次": "times",
    "套": "sets", "张": "documents", "份": "documents", "条": "records",
}  # fmt: skip
"""What a measure word alone counts."""
_BEFORE = (
    ("stores", "门店|店铺|新店"), ("customers", "客户"), ("suppliers", "供应商|经销商"), ("members", "会员"),
    ("followers", "粉丝|涨粉"), ("people", "员工"), ("contracts", "合同"), ("warehouses", "仓库"), ("students", "学员"),
    ("views", "阅读|播放|曝光|浏览"), ("samples", "样本|问卷"), ("test cases", "用例"), ("users", "用户|拉新"),
)  # fmt: skip
_ENGLISH = {
    "stores": "stores shops outlets branches sites locations",
    "customers": "customers clients merchants accounts logos",
    "suppliers": "suppliers vendors distributors dealers",
    "students": "students learners pupils",
    "people": "staff people employees hires workers interns applicants candidates volunteers residents guests "
    "delegates members",
    "companies": "companies firms organisations organizations agencies entities grocers businesses",
    "contracts": "contracts agreements leases policies",
    "projects": "projects",
    "reports": "reports dashboards",
    "articles": "articles posts stories newsletters",
    "videos": "videos",
    "lessons": "lessons classes courses modules",
    "cases": "cases claims",
    "events": "events workshops sessions meetings campaigns shows",
    "samples": "samples surveys questionnaires responses",
    "test cases": "tests",
    "documents": "documents invoices vouchers drawings files pages",
    "warehouses": "warehouses",
    "vehicles": "vehicles trucks cars vans",
    "machines": "machines devices laptops sensors computers",
    "cities": "cities countries regions markets",
    "schools": "schools",
    "positions": "positions roles vacancies",
    "interfaces": "apis endpoints interfaces",
    "modules": "features services microservices components screens",
    "models": "models",
    "processes": "processes procedures",
    "designs": "designs posters banners",
    "households": "households homes",
    "products": "products parts",
    "orders": "orders shipments deliveries",
    "meals": "meals covers",
    "tables": "tables",
    "TB": "tb",
    "GB": "gb",
    "PB": "pb",
    "buildings": "buildings",
    "rooms": "rooms",
    "beds": "beds",
    "stock": "stock",
    "calls": "calls",
    "users": "users",
    "requests": "requests messages",
    "followers": "subscribers",
    "visits": "bookings reservations visitors",
}
_NO_PEOPLE = re.compile(
    r"(?:ord|off|pap|lett|numb|cont?ain|serv|clust|lay|comput|print|scann|review|barr|fact|err|fold|driv|hold|quart|lev)"
    r"(?:i?ers|ors)$|newsletters$|^(?:events|percents?)$"
)
_PEOPLE = re.compile(r"^[a-z]{3,}(?:ers|ors|ists|ants|ees|ians|men|reps|aides)$")
_ENGLISH_UNITS = {word: unit for unit, words in _ENGLISH.items() for word in words.split()}


def counted(measure: str, noun: str) -> str:
    """The unit of a number with a Chinese measure word and the noun after it; empty where it is no unit we know."""
    for unit, words in _CHINESE:
        if re.match(words, noun) or (measure == "家" and unit and re.search(words, noun)):
            return unit
    return _MEASURES.get(measure, "")


def counted_before(noun: str) -> str:
    """The unit that a Chinese noun before a number names."""
    return next((unit for unit, words in _BEFORE if re.search(words, noun)), "")


def counted_english(noun: str) -> str:
    """The unit that an English plural names; empty where it is no unit we know."""
    known = _ENGLISH_UNITS.get(noun.lower())
    if known is not None:
        return known
    return "people" if _PEOPLE.match(noun.lower()) and not _NO_PEOPLE.search(noun.lower()) else ""
