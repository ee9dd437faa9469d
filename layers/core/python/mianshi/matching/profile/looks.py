"""How much a part of a heading looks like an employer, like a job, or like neither.

Scores are points on one scale, so that they may be added: 3 and more for a word that is hardly anything else (a legal
form, the head noun of a job), about 2 for a usual one, under 1 for a name that says nothing, negative for what is
something else. The numbers were set by hand on the development set.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile.english import GOES_BEFORE, JOB_NOUNS, RANKS
from mianshi.matching.profile.pieces import LEGAL_FORM, action, organisation, title
from mianshi.matching.profile.places import place

SURE = 2.0
"""From here a part is taken for what it looks like wherever it stands."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE_SURE = re.compile(
    r"公司|集团|有限|股份|事务所|银行|医院|大学|学院$|研究院|研究所|超市|酒店|幼儿园|卫生院|出版社"
)
_CHINESE_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|店|馆|局|院|所|社|站|校|园|行|坊|场|会|队|矿|库|庄|楼|阁|轩|居|屋|吧|城|港|仓|窑|铺|摊|部队|"
    r"科技|网络|信息|电子|贸易|商贸|物流|快递|速运|货运|教育|培训|餐饮|食品|服饰|制造|建设|建工|重工|置业|物业|"
    r"地产|软件|智能|生物|医药|"
    r"制药|药业|化工|机械|汽车|汽修|能源|电力|传媒|文化|广告|咨询|投资|资本|金融|证券|保险|基金|信托|家居|家具|"
    r"装饰|装修|家政|旅游|航空|航运|"
    r"酒业|农业|牧业|纺织|服装|鞋业|珠宝|美容|美发|健身|口腔|宠物|母婴|眼镜|烘焙|咖啡|茶饮|火锅|烧烤|面馆|食堂|"
    r"工地|车队|驿站|"
    r"网点|工作室|中心|机构|企业|连锁|电商|便利|控股|实业|协会|基金会|委员会|社区|街道|镇政府|村委会|乐园|国际|"
    r"精密|材料|环保|通信|通讯|电器|"
    r"电气|自动化|医疗|健康|养老|影视|游戏|数码|印刷|包装|家纺|纸业|钢铁|铝业|水泥|玻璃|陶瓷|橡塑|塑胶|模具|五金|"
    r"自媒体|旗舰店)"
    r"(?:[（(][^（）()]{1,14}[)）])?$"
)
_SOME = re.compile(r"^(?:某|一家|一个|几家|各)|自由职业|个体|自营|自雇|自己(?:的|开)|老家|亲戚")
_CHINESE_JOB = re.compile(
    r"(?:[员师工长手匠生岗士嫂倌教导秘]|助理|学徒|帮工|小工|零工|杂工|临时工|兼职|实习|管培|跟车|跑堂|打杂|收银|"
    r"理货|分拣|打包|保姆|月嫂|"
    r"护理|看护|带班|值班|管家|主理人|老板|个体户|合伙人|骑手|外卖|代驾|保管|统计|质检|采购|业务|推销|地推|店员|导购|"
    r"厨工|切配|打荷|砧板|炒锅|面点|凉菜|传菜|洗碗|水台|掌勺|师傅|墩子|大厨|二厨|专家|科学家|工程|经纪|策展|统筹|[Pp][Mm]|产品|研发|"
    r"算法|架构|运维|前端|后端|全栈|美术|原画|"
    r"建模|特效|配音|主持人|领班|大堂|礼仪|讲解|救生|裁缝|缝纫|裁剪|打版|电焊|钣金|喷漆|油漆|瓦匠|木匠|泥瓦|钢筋|"
    r"架子|塔吊|挖机|铲车|叉车|吊车)"
    r"(?:[（(][^（）()]{1,14}[)）])?$"
)
_NO_JOB = re.compile(
    r"(?:学生|先生|医生健康|学校|人生|民生|众生|卫生|发生|新生|毕业生|应届生|本科生|研究生|博士|硕士|学士|女士|"
    r"人士|成长|增长|手工|化工|重工|建工|施工|[一-龥]市长)$"
)
_DEPARTMENT = re.compile(
    r"(?:部|部门|事业群|事业部|业务线|科室|车间|班组|工段|条线|生产线|[一二三四五六七八九十]线)$|^\W*(?:所属)?部门"
    r"|(?i:^(?:department|dept)\b|\b(?:department|dept\.?|division|team|desk|ward|unit|floor|shift)$|^(?:ward|unit|"
    r"floor|bay|shift|team|desk|line|zone) \w{1,3}$)"
)
_ASIDE = re.compile(
    r"^(?:全职|兼职|远程|正式|正式工|劳务派遣|派遣|外包|民营|国企|外企|央企|私企|事业单位|上市公司|合资|外资|临时|"
    r"长期|短期|夜班|白班|在职|离职|轮班"
    r"|(?i:full[- ]?time|part[- ]?time|contract(?:ed)?|remote|hybrid|temp(?:orary)?|fixed[- ]term|casual|"
    r"on[- ]?site|zero[- ]hours"
    r"|freelance|permanent|seasonal|perm|relief|agency|weekends?|evenings?|nights?|promoted|ongoing))$"
    r"|^\d|规模|^(?:约)?\d+年|人以上$|^(?i:approx|about|c\.|ca\.)\b"
    r"|(?:行业|性质|税前|月薪|年薪|薪资|离职原因|汇报|下属)"
)
_LEGAL = re.compile(
    r"\b(?:Inc|Ltd|LLC|Corp|Corporation|Limited|GmbH|AG|KG|SE|S\.?A\.?|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V|AB|Oy|ApS|"
    r"A/S|AS|Pte|Pty|Pvt|Bhd|Sdn|plc|PLC|Sp\. z o\.o|S\.?A\.?S|s\.r\.o|d\.o\.o|Ltda|EIRL|K\.?S"
    r"|LLP|LP|PBC|K\.?K|Co(?!-))\b\.?"
)
_ORGANISATIONS = (
    "company group bank infirmary hospital hospitals hotel hotels university school schools academy technology "
    "technologies solutions systems studio studios store stores supermarket supermarkets restaurant restaurants "
    "clinic clinics foundation agency consulting consultants consultancy lab labs laboratories partners partnership "
    "industries logistics services retail retailers holdings centre center motors foods food electronics pharma "
    "pharmaceuticals software mart cafe café bakery bakeries resort resorts inn pharmacy associates bros brothers "
    "sons enterprises international manufacturing construction builders contractors works factory mill mills market "
    "markets shop shops boutique college institute health healthcare medical energy capital media network networks "
    "digital analytics ventures trading freight airlines airways trust council nhs ministry authority commission "
    "society association union church parish library museum gallery theatre theater cinema gym fitness club pub bar "
    "bistro brasserie tavern grill kitchen kitchens diner pizzeria osteria trattoria cantina canteen catering "
    "caterers garage autos automotive engineering engineers dental surgery practice hospice care home homes nursery "
    "kindergarten preschool farm farms estate estates lettings realty properties property developments plumbing "
    "electrical roofing joinery carpentry landscaping cleaning cleaners laundry salon spa barbers transport haulage "
    "couriers lines express shipping produce supplies supply wholesale distribution distributors packaging plastics "
    "steel metals tools textiles apparel clothing fashion shoes jewellers optics opticians insurance assurance mutual "
    "finance financial investments securities accountants accounting solicitors chambers law legal press publishing "
    "books magazine gazette times radio broadcasting productions pictures films entertainment games gaming "
    "interactive creative design designs architects telecom telecommunications mobile wireless cloud data ai robotics "
    "semiconductors biotech biosciences sciences research infosystems infotech infrastructure power utilities water "
    "gas oil petroleum mining rail railways aviation aerospace defence defense army navy force government "
    "municipality county court department office district hostel lodge house warehouse depot terminal port shipyard "
    "dairy brewery winery distillery vineyard butchers fishmongers florist gardens nurseries ranch zoo park parks "
    "leisure cruises travel tours tourism charity mission shelter collective cooperative co-op coop franchise outlet "
    "werk werke werkzeugbau maschinen maschinenbau haus bau klinik krankenhaus"
)
ORGANISATION_WORDS = frozenset(_ORGANISATIONS.split())
"""Lower-case words that the names of employers end in, or have in them."""
_SELF = re.compile(
    r"(?i:self[- ]employed|freelance|own business|family (?:business|farm|shop)|sole trader|various (?:clients|"
    r"employers)|independent)"
)
_NAMELESS = re.compile(
    r"^(?:my|our|an?|own|the|his|her|various|several|different|two|three|local|small)\s.*\b(?i:firm|company|"
    r"business|shop|store|farm|factory|"
    r"restaurant|caf[eé]|pub|hotel|hospital|school|warehouse|agency|practice|family|site|office|garage|household|"
    r"wholesaler|start-?up)s?\b"
)
_TRADE_ENDS = re.compile(
    r"^[a-z-]{2,}(?:ician|ologist|grapher|therapist|keeper|monger|maker|worker|minder|sitter|iatrist)$"
)
_AFTER = "of to for in with and & – - / on at – — i ii iii iv 1 2 3 4 level grade band class trainee ("
_AFTER_NOUN = frozenset(_AFTER.split())
_OWNER = re.compile(r"['’]s\b|^The\s|\s&\s")


_NO_NAME = re.compile(
    r"^(?:带|带领|带教|负责|管理|管)(?:着|过|了)?(?:[一二两三四五六七八九十百\d]+|多)[个名位人]|^(?:演出|出演|主演|参演|创作)《"
    r"|^(?i:(?:prof|dr|start|end|from|to)\.?)$|^(?:Ph\.?D|B\.?Sc|M\.?Sc|BEng|MEng|LLB)\b[^,]{0,40}$"
)
"""A duty, a deed, a degree, an honorific or the name of a date's field: neither employer nor job."""


def chinese(text: str) -> bool:
    """Whether there is a Chinese character in `text`."""
    return bool(_HAN.search(text))


def beside(part: str) -> bool:
    """Whether `part` is a place, a department, a kind of contract: what stands beside employer and job."""
    return bool(_DEPARTMENT.search(part) or _ASIDE.search(part) or place(part))


@lru_cache(maxsize=4096)
def employer_score(part: str) -> float:
    """How much `part` looks like the name of an employer."""
    if len(part) > 60 or not re.search(r"\w{2}|[\u3400-\u9fff]", part) or _NO_NAME.search(part):
        return -3.0
    aside = -2.5 if beside(part) and not _LEGAL.search(part) else 0.0
    part = simplified(part)
    return aside + (_chinese_employer(part) if chinese(part) else _english_employer(part))


def _chinese_employer(part: str) -> float:
    if _CHINESE_SURE.search(part):
        score = 3.5 if len(part) <= 30 else 2.0
    elif _CHINESE_ORGANISATION.search(part) and len(part) <= 24:
        score = 2.4
    elif organisation(part) or _SOME.search(part):
        score = 2.0
    else:
        score = 0.6 if 2 <= len(part) <= 16 else -0.5
    return (
        score
        - (3.0 if title(part) and not re.search(r"(?:公司|集团|店|厂)$", part) else 0.0)
        - (2.0 if action(part) else 0.0)
    )


def _english_employer(part: str) -> float:
    if _SELF.search(part) or _NAMELESS.search(part):
        return 1.6
    words = re.sub(r"\s*\([^()]*\)", "", part).split()
    if not words:
        return -1.0
    bare = [word.strip(",.;:'’").lower() for word in words]
    if _LEGAL.search(part):
        return 3.6 if _LEGAL.sub("", part).strip(" .,") else -3.0
    named = [
        word
        for word in words
        if word[:1].isupper() or word[:1].isdigit() or word in ("of", "the", "and", "&", "for", "de", "at", "by")
    ]
    if not words[0][:1].isalnum() or len(named) < len(words) or len(words) > 8:
        return 0.2 if len(words) <= 5 and words[0][:1].isupper() else -1.0
    score = 0.7
    if all(word in ORGANISATION_WORDS for word in bare):
        score = 1.0
    elif bare[-1] in ORGANISATION_WORDS:
        score = 2.4
    elif any(word in ORGANISATION_WORDS for word in bare) or organisation(part):
        score = 1.8
    elif _OWNER.search(part):
        score = 1.3
    elif re.fullmatch(r"[A-Z]{3,6}", part):
        score = 1.0
    return score - (2.6 if english_job(part) >= SURE else 0.0)


@lru_cache(maxsize=4096)
def job_score(part: str) -> float:
    """How much `part` looks like the name of a job."""
    if len(part) > 70 or not re.search(r"[A-Za-z]{2}|[\u3400-\u9fff]", part) or _NO_NAME.search(part):
        return -3.0
    part = simplified(part)
    score = max(_chinese_job(part), english_job(part)) if chinese(part) else english_job(part)
    if beside(part) and score < 3:
        score -= 2.0
    return score - (2.0 if action(part) else 0.0)


def _chinese_job(part: str) -> float:
    sure = bool(_CHINESE_SURE.search(re.sub(r"[（(].*", "", part)))
    if title(part):
        return 3.0 - (1.5 if sure else 0.0)
    if len(part) <= 10 and _CHINESE_JOB.search(part) and not _NO_JOB.search(part):
        return (2.0 if not _CHINESE_ORGANISATION.search(part) else 0.8) - (2.0 if sure else 0.0)
    return 0.3 if len(part) <= 8 and not sure else -0.5


@lru_cache(maxsize=4096)
def english_job(part: str) -> float:
    """How much the Latin words of `part` look like the name of a job."""
    words = re.sub(r"\([^()]*\)|[\u3400-\u9fff]+", " ", part).replace("/", " / ").split()
    bare = [word.strip(",.;:").lower() for word in words]
    at = next((place for place in range(len(bare) - 1, -1, -1) if job_noun(bare[place])), None)
    if at is None or LEGAL_FORM.search(part):
        if (
            bare
            and bare[0] in RANKS | {"head", "vp", "apprenticeship"}
            and len(bare) > 1
            and not LEGAL_FORM.search(part)
        ):
            return 1.6
        return 0.2 if 1 <= len(bare) <= 5 else -1.0
    ahead = sum(1.0 for word in bare[:at] if not goes_before(word)) * 0.35
    behind = bare[at + 1 :]
    if not behind:
        return 3.0 - min(ahead, 1.4)
    if behind[0] in _AFTER_NOUN or words[at].endswith((",", ":")):
        return 2.7 - min(ahead, 1.4)
    return 1.9 - min(ahead, 1.0) - 0.3 * sum(word in ORGANISATION_WORDS for word in behind)


def job_noun(word: str) -> bool:
    """Whether `word` names who does a job: ``engineer``, ``nurses``, ``phlebotomist``."""
    return (
        word in JOB_NOUNS
        or (word.rstrip("s") in JOB_NOUNS and word not in ORGANISATION_WORDS)
        or bool(_TRADE_ENDS.match(word) and word not in ORGANISATION_WORDS)
    )


def goes_before(word: str) -> bool:
    """Whether `word` usually stands before the noun of a job."""
    return word in GOES_BEFORE or word in ("of", "to", "the", "and", "&", "/", "-", "–", "for", "in", "a") or not word
