"""Parts of a heading line: what stands between its separators, and what kind of thing each is."""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile.english import school_name

_SPLIT = re.compile(
    r"\s*[|｜,，;；\t·•‖]\s*|\s*[●■◆]\s*|\s{2,}|\u3000+|\s+[-–—/@]+\s+|"
    r"(?<=[\u4e00-\u9fff)）])\s+|\s+(?=[\u4e00-\u9fff(（])|^[-–—/\s]+|[-–—/\s]+$"
    r"|(?<=[\u4e00-\u9fff])\s*[/／—–-]\s*(?=[\u4e00-\u9fff])"
)
LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s|｜,，;；\t/]))([\u4e00-\u9fff]{2,6}|[A-Z][A-Za-z]*(?: [A-Za-z]+){0,2})\s*[:：]\s*"
)
_SCHOOL = re.compile(
    r"[\u4e00-\u9fff（）()·A-Za-z]{1,22}?(?:职业技术大学|大学(?!生|英语|本科|学历|期间|城|"
    r"语文|物理|路)|职业技术学院|学院(?!路|奖|派|级)"
    r"|高级中学|高中(?=$)|中学|学校|职校|技校|卫校|护校|艺校|体校|警校|军校|财校|农校|党校|电大|中专(?=$)|职高|"
    r"职业中专|研究生院|师专|高专|医专)"
    r"(?:[（(][\u4e00-\u9fff]{2,6}[)）])?(?:[\u4e00-\u9fff]{1,6}分校)?"
)
_SCHOOL_LEAD = re.compile(
    r"^(?:毕业于|就读于|毕业院校|毕业学校|本科毕业于|硕士毕业于|就读|于|学校|院校|本科|"
    r"硕士|博士|大专|专科|全日制|统招|我?于?毕业自)+"
)
_ENGLISH_SCHOOL = re.compile(
    r"\b(?:University|College|Institute|Polytechnic|Academy|School|Universit[àéä]\w*|"
    r"Conservatory|Seminary|Lyc[ée]e|(?:Fachh|H)ochschule|Gymnasium|[ÉE]cole|Institut[oe]?|Polit[eé]cnico|TAFE|"
    r"Universi(?:dad|teit|dade|tas)|MIT|UCLA|NYU|LSE|ETH|HKUST|UC [A-Z]\w+)\b"
)
_ORGANISATION = re.compile(
    r"公司|集团|有限|股份|厂(?:区|房)?$|[\u4e00-\u9fff]{2}店$|超市|银行|医院|酒店|学校|"
    r"学院|大学|事务所|中心$|工作室|科技$|研究所|研究院|餐厅|饭店"
    r"|宾馆|企业$|传媒|商场|百货|门诊部?|诊所|商贸|网络$|旗舰店|协会|基金会|委员会|幼儿园|"
    r"机构$|大厦|实业|控股|证券|保险$|基金$|律所|连锁|物流$"
    r"|电商$|教育$|餐饮$|食品$|制造$|建设$|建工|重工|[\u4e00-\u9fff]局$|政府|书店|便利|"
    r"广场$|学生会|社团|信息技术$|小学|中学|卫生院|药房|出版社|报社|部队|海底捞|肯德基|"
    r"麦当劳"
    r"|\b(?:Inc|Ltd|LLC|Co|Corp|Corporation|Company|Group|Bank|Hospital|Hotels?|University|"
    r"School|GmbH|Technolog(?:y|ies)"
    r"|Solutions|Systems|Studios?|Stores?|Supermarkets?|Restaurants?|Clinic|Foundation|"
    r"Agency|Consulting|Labs?|Partners|Industries"
    r"|Logistics|Services|Retail|Holdings|plc|PLC|Cent(?:er|re)|Motors|Foods?|Electronics|Pharma\w*|Software|Mart"
    r"|Limited|Café|Cafe|Bakery|Resort|Inn|Pharmacy|Associates|Brothers|& Sons|LLP|Enterprises|International"
    r"|Manufacturing|Construction|Builders|Contractors|Works|Factory|Mills?|Market|Shop|Boutique|College|Institute"
    r"|Health(?:care)?|Medical|Energy|Capital|Media|Networks?|Digital|Analytics|Ventures|"
    r"Trading|Freight|Airlines?|Airways)\b\.?"
)
_TITLE = re.compile(
    r"(?:经理|主管|总监|专员|工程师|助理|店长|代表|顾问|会计|出纳|文员|客服|操作工|操作员|"
    r"组长|班长|领班|实习生?|主任|秘书|设计师|分析师|运营|开发|测试"
    r"|销售|采购|司机|护士长?|医生|医师|教练|经纪人|店助|柜长|课长|处长|科长|股长|文秘|"
    r"店主|基地主管|场控|中控|教师|老师|讲师|厨师|厨师长|服务员|店员|导购|收银员?|督导|"
    r"培训师|技术员|技师|质检员?|仓管员?|架构师|负责人|总裁|副总|研究员|业务员"
    r"|营业员|跟单员?|施工员|安全员|资料员|造价员|预算员|测量员|调度员?|理货员|拣货员|"
    r"叉车工|叉车司机|电工|焊工|钳工|车工|普工|装配工|维修工|机修工|学徒|编辑|记者|主播|"
    r"策划|美工|剪辑师?|摄影师|翻译"
    r"|主席|部长|会长|社长|干事|队长|志愿者|人事|行政|前台|HR|HRBP|总经理|合伙人|创始人|"
    r"CEO|CTO|技工|检验员|库管|员工|储备干部|管培生|产品经理|项目经理|程序员|律师|法务|"
    r"审计员?|柜员|柜台|辅导员|班主任|家教|助教|配送员|快递员|保安|保洁|客房服务员|礼宾|"
    r"调酒师|咖啡师|面点师|药剂师|导游|监理员?|绘图员|建筑师|操盘手|投放|优化师|文案|招聘|"
    r"大堂副理|副理|领队|主厨|帮厨|训练员|值班经理|接待员?)"
    r"(?:[（(][^)）]{1,14}[)）])?\s*(?:[A-Z]\d?|[IVX一二三]{1,3}级?)?$"
    r"|\b(?i:manager|engineer|developer|analyst|assistant|associate|director|supervisor|specialist|representative"
    r"|coordinator|consultant|designer|accountant|clerk|cashier|intern|internship|(?:team|"
    r"tech|line|shift|project|section) lead(?:er)?|lead|officer|executive"
    r"|administrator|technician|operator|nurse|teacher|driver|buyer|planner|head of|chef|cook|waiter|waitress"
    r"|receptionist|trainee|worker|salesperson|foreman|superintendent|architect|scientist|writer|editor|tutor|agent"
    r"|advis[eo]r|vice president|vp|president|ceo|cto|cfo|coo|founder|co-founder|inspector|"
    r"welder|electrician|mechanic|barista"
    r"|host|hostess|concierge|housekeeper|recruiter|generalist|controller|auditor|"
    r"bookkeeper|secretary|estimator|merchandiser"
    r"|stylist|programmer|machinist|assembler|picker|packer|handler|server|bartender|baker|guide|instructor|lecturer"
    r"|professor|researcher|fellow|apprentice|volunteer|chair(?:man|person)?|treasurer|"
    r"leader|registrar|coder|scheduler"
    r"|promoter|photographer|animator|illustrator|strategist|marketer|copywriter|producer|"
    r"attorney|paralegal|lawyer|counsel|surveyor|dispatcher|storekeeper|keyholder|captain|"
    r"member)s?\b",
)
_LEGAL = re.compile(
    r"\b(?:[A-Z]|Inc|Ltd|Corp|Co|Bros|Sr|Jr|St|Dr|Mr|Ms|Mrs|No|Prof|Dept|Univ|Gen|Col|Capt|Mt|Ave|Sept?|Nov|Dec|Jan|Feb|Mar|Apr|Aug|Oct)\."
)
_LEGAL_FORM = re.compile(r", ((?:Inc|Ltd|LLC|Corp|LLP|GmbH|plc|S\.?A|Limited)\b\.?)")
LEGAL_FORM = re.compile(r"\b(?:Inc|Ltd|LLC|Corp|Corporation|Limited|GmbH|Pte|Pty|Pvt|Bhd|plc|PLC|LLP|KG|AG)\b\.?")
_STOP = re.compile(
    r"[。！!?？；;]|(?<!\b[A-Z])(?<!\b(?:Co|Sr|Jr|St|Dr|Mr|Ms|No))(?<!\b(?:Ltd|Inc|Mrs|Pte|Pty|Pvt))"
    r"(?<!\b(?:Corp|Bros|Dipl))\.(?=\s+[A-Z\"“]|\s*$)"
)
_SENTENCE = re.compile(r"[。；!！]|，[^，|｜]{14,}，|(?:，[^，]+){4}|\.\s+[A-Z]|(?<=[a-z]{2})\.$")
_ACTION_START = re.compile(
    r"^(?:负责|开过|做过|干过|帮[^工厨]|跟(?!单|班|车)|跟着|被评|荣获|获评|获得|主要|参与|协助|完成|通过|利用|基于|使用|根据|对接|"
    r"制定|搭建|优化|提升|带领|"
    r"管理(?!咨询|学|科|集)|组织|推动|独立|设计并|开发并|实现|配合|主导|牵头|编写|撰写"
    r"|熟悉|熟练|掌握|精通|了解|具备|具有|拥有|擅长|维护|跟进|执行|处理|统筹|策划并|建立|"
    r"分析|工作(?:内容|职责|描述|业绩)|项目(?:描述|职责|介绍|简介|背景)|职责|业绩|"
    r"在.{2,12}期间)"
    r"|^(?i:responsib\w+|managed|led|built|developed|designed|created|worked|achieved|increased|reduced|improved"
    r"|supported|handled|maintained|assisted|implemented|coordinated|conducted|delivered|"
    r"analy[sz]ed|trained|supervised"
    r"|launched|introduced|negotiated|operated|prepared|processed|planned|organi[sz]ed|"
    r"wrote|ran|cut|grew|sold|served|helped|performed|oversaw|owned|drove|provided|ensured|"
    r"monitored|resolved|used|migrated|automated|collaborated|set up|took|taught|answered|"
    r"kept|made|was|i)\b"
    r"|^(?i:(?:working|worked|serving|employed|engaged|joined|joining|started|began|moved|promoted|"
    r"graduated) (?:as|at|in|to|with|from)\b)"
    r"|^[A-Z][a-z]{2,}ed (?:[a-z]{2,}|\d|[£$€])"
)


def split(text: str) -> list[str]:
    """The parts of a heading line, without empty ones, labels and brackets around a whole part."""
    text = LABEL.sub("|", _LEGAL_FORM.sub(r" \1", text))
    parts = (part.strip(" \t:：-–—/") for part in _SPLIT.split(text))
    return [part for part in (_unbracketed(each) for each in parts) if part and re.search(r"\w", part)]


def _unbracketed(part: str) -> str:
    hit = re.fullmatch(r"[（(\[【]([^()（）]*)[)）\]】]", part)
    return hit[1].strip() if hit else part


def labelled(text: str) -> dict[str, str]:
    """Values of the labels on a line, by label: ``学历：本科 专业：会计`` has two."""
    hits = list(LABEL.finditer(text))
    ends = [*(hit.start() for hit in hits), len(text)][1:]
    return {hit[1]: text[hit.end() : end].strip(" |｜,，;；\t/") for hit, end in zip(hits, ends, strict=True)}


def school(text: str) -> str:
    """The name of a school in `text`, or an empty string."""
    for part in split(text):
        bare = _SCHOOL_LEAD.sub("", part)
        hit = _SCHOOL.search(simplified(bare))
        if hit:
            return bare[hit.start() : hit.end()].strip("()（）·")
        if _ENGLISH_SCHOOL.search(part) and not _TITLE.search(part):
            return _english_school(text, part)
    return ""


def _english_school(text: str, part: str) -> str:
    part = re.sub(r"^.*?\b(?:at|from)\s+(?=[A-Z])", "", part)
    part = school_name(part) or part
    campus = re.search(rf"{re.escape(part)}, ([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=$|[,|(–—]|\s[-–—|(])", text)
    return f"{part}, {campus[1]}" if campus and part.startswith("University of") else part


def organisation(part: str) -> bool:
    """Whether `part` looks like the name of an employer."""
    return bool(_ORGANISATION.search(part))


def title(part: str) -> bool:
    """Whether `part` looks like the name of a job."""
    return bool(_TITLE.search(part))


def action(text: str) -> bool:
    """Whether `text` begins with what somebody did."""
    return bool(_ACTION_START.match(text))


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` begins and ends; the point of an abbreviation ends none."""
    ends = [hit.end() for hit in _STOP.finditer(text)]
    return [(start, end) for start, end in zip([0, *ends], [*ends, len(text)], strict=True) if text[start:end].strip()]


def sentence(text: str) -> bool:
    """Whether `text` tells something and so is no heading."""
    return bool(_SENTENCE.search(_LEGAL.sub("", text)) or _ACTION_START.match(text))
