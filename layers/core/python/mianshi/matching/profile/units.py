"""What numbers of things are counted in: a fixed list, so that no stray word is ever taken for a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

OTHER = "items"
"""Unit of things that are no unit we know; it is never what a job asks for."""
LED, SERVED = "led", "served"


@dataclass(frozen=True)
class Counted:
    """What a number counts, up to ``text[end]``. `people`: whether they may be led (staff) or are served (customers,
    pupils); empty for things. `named`: the words themselves name it, not only a measure word.
    """

    unit: str
    end: int
    people: str = ""
    named: bool = True

    @property
    def staff(self) -> bool:
        """People whom somebody may lead."""
        return self.people == LED


_STAFF = (
    r"员工|职工|下属|店员|导购|营业员|服务员|组员|队员|成员|工人|技工|普工|焊工|电工|钳工|木工|瓦工|操作工|操作员"
    r"|技术员|工程师"
    r"|开发|研发|测试|设计师|专员|主管|经理|组长|班长|班组长|领班|督导|店长|店助|司机|驾驶员|骑手|快递员|配送员"
    r"|分拣员|拣货员|仓管员?|库管"
    r"|客服|坐席|销售|业务员|业代|代表|顾问|主播|场控|运营|会计|出纳|财务|审计员?|护士|护理员|护工|护理|医生|医师"
    r"|教师|老师|助教|讲师|教练"
    r"|厨师|厨工|帮厨|传菜|打荷|保安|保洁|保洁员|安保|施工员|安全员|资料员|测量员|质检员?|检验员|品管|文员|助理|干事"
    r"|志愿者|社员|新人|徒弟|学徒"
    r"|实习生|管培生|储备干部|人员|同事|人马|兼职|临时工|外包|劳务|作业员|维修工|维修员|调度员?|跟单员?|采购员?"
    r"|招聘专员|猎头|分析师|产品经理|架构师|编辑"
    r"|师傅|摄影师|剪辑师?|美工|研究员|律师|理财经理|柜员|收银员?|理货员|促销员|地推|讲解员|客房服务员|前台|辅导员"
    r"|班主任"
)
_CHINESE = (
    ("", r"小组(?!长)|班组(?!长)|部门"),
    ("customers", (
        r"(?:新|老|大|重点|企业|核心|终端|意向|有效|活跃|存量|签约|合作|头部|B端|KA|VIP|高净值|私行|对公|个人|海外"
        r"|外贸)*(?:客户(?!满意|投诉|关系|服务|经理|代表|群体?画像|总监|成功)|商户|商家|顾客|买家|房东|租户|业主方"
        r"|甲方)")),
    ("suppliers", r"(?:核心|新|合格|战略)*(?:供应商|经销商|代理商|分销商|分包商?|承运商|渠道商|加盟商|批发商)"),
    ("students", r"(?:学员|学生|儿童|幼儿|孩子|新生|考生|本科生|研究生|同学)"),
    ("users", r"(?:日活|月活|注册|活跃|付费|新增|企业|终端|个人|私域)*用户(?!体验|满意|画像|增长|分层)"),
    ("members", r"(?:付费|新增|活跃|家庭)*会员"),
    ("followers", r"(?:全网|真实|精准)*粉丝"),
    ("visits", (
        r"患者|病人|病患|住院|门诊|产妇|老人|旅客|乘客|游客|宾客|客人|嘉宾|观众|参会者?|参赛|选手|纳税人|群众|居民"
        r"|犯人|囚犯|罪犯|嫌疑人|服刑人员|在押人员|戒毒人员"
        r"|来访者?|访客|家长|读者|听众|受众|听课")),
    ("people", r"候选人|应聘者|求职者|人才|新员工|入职|毕业生|受训"),
    ("stores", (
        r"(?:连锁|直营|加盟|线下|线上|新|分|社区|标杆|样板|终端|下辖)*(?:门店|店铺|专柜|网点|店(?!长|员|助|主|面"
        r"|内)|商场|超市|餐厅|药房|分行|支行|营业部|校区|分校)")),
    ("production lines", (
        r"(?:自动化?|全自动|新|装配|组装|包装|焊接|SMT|贴片|冲压|注塑)*(?:生产线|产线|流水线|装配线|拉线)")),
    ("servers", r"(?:物理|云|虚拟)*(?:服务器|主机|虚拟机)|节点|容器|Pod"),
    ("vehicles", (
        r"(?:自有|冷藏|厢式|新能源|运输|配送|电动|重型|大型|9.6米)*(?:车辆|货车|叉车|汽车|卡车|重卡|挂车|客车|公交"
        r"|出租车|网约车|牵引车|冷藏车|配送车|新车|二手车|车(?!间|床|位|型|主|险|次))")),
    ("warehouses", r"(?:冷|常温|保税|区域|前置|海外|中心|自营|云)*(?:仓库|仓(?!管|储)|冷库|库房|分拨中心|配送中心)"),
    ("machines", (
        r"(?:大型|关键|主要|生产|注塑|数控|加工|冲压|检测|医疗|网络|监控|自动化|制冷)*(?:设备|机器|机床|机台|机组"
        r"|注塑机|加工中心|机器人|机械手|冲床|车床|电梯|空调|锅炉|变压器|配电柜|压缩机|泵|塔吊|挖掘机|仪器|传感器"
        r"|摄像头|信号机|终端机|电脑|交换机|路由器|打印机|POS机)")),
    ("contracts", r"(?:\w{0,4})?(?:合同|协议|订单合同)"),
    ("orders", r"(?:有效|日均|外贸|线上|大额)*(?:订单|运单|工单合并|快件|单量|单子|保单|交易(?!额|日|所))"),
    ("tickets", r"工单|报修|咨询|投诉|客诉|故障|报障|缺陷|bug|Bug|BUG|问题单"),
    ("calls", r"电话|来电|呼叫|外呼"),
    ("projects", r"(?:[\u4e00-\u9fffA-Za-z]{0,6}?)(?:项目|工程|标段|楼盘)"),
    ("reports", r"(?:[\u4e00-\u9fffA-Za-z]{0,6}?)(?:报表|报告|看板|周报|月报|日报)"),
    ("articles", r"(?:[\u4e00-\u9fff]{0,4}?)(?:文章|推文|稿件|文案|笔记|软文|新闻|论文|推送|图文)"),
    ("videos", r"(?:[\u4e00-\u9fff]{0,4}?)(?:视频|短片|片子)"),
    ("lessons", r"(?:[\u4e00-\u9fff]{0,4}?)(?:课时|课程|课)"),
    ("events", (
        r"(?:[\u4e00-\u9fff]{0,6}?)(?:活动|会议|培训|直播|讲座|沙龙|展会|路演|促销|演练|宣讲会?|招聘会|比赛|大促"
        r"|演出|婚礼|宴会|说明会)")),
    ("test cases", r"(?:[\u4e00-\u9fff]{0,4}?)(?:用例|测试点)"),
    ("samples", r"(?:[\u4e00-\u9fff]{0,4}?)(?:样本|样品|问卷|标本|批次|检材)"),
    ("documents", (
        r"(?:[\u4e00-\u9fff]{0,4}?)(?:文件|资料|单据|凭证|发票|档案|文档|图纸|简历|病历|标书|报关单|制度|SOP"
        r"|作业指导书|教案|试卷|专利|证书)")),
    ("cities", r"(?:[\u4e00-\u9fff]{0,2}?)(?:城市|省份?|地市|区县|县|国家|乡镇|市场|站点|国)"),
    ("schools", r"(?:[\u4e00-\u9fff]{0,2}?)(?:学校|高校|大学|院校|中小学|幼儿园|中职)"),
    ("positions", r"(?:[\u4e00-\u9fff]{0,4}?)(?:岗位|职位|编制)"),
    ("interfaces", r"(?:[\u4e00-\u9fff]{0,4}?)接口"),
    ("modules", r"(?:[\u4e00-\u9fffA-Za-z]{0,4}?)(?:模块|功能|组件|页面|微服务|系统|服务(?!员|台)|子系统|应用)"),
    ("models", r"(?:[\u4e00-\u9fff]{0,4}?)模型"),
    ("processes", r"(?:[\u4e00-\u9fff]{0,4}?)(?:流程|工序|工艺|标准|提案|改善)"),
    ("designs", r"(?:[\u4e00-\u9fff]{0,4}?)(?:设计|海报|图片|方案|主图|详情页|效果图)"),
    ("households", r"业主|家庭|住户|户(?!外|型|口)"),
    ("SKUs", r"(?i:SKUs?)(?![A-Za-z])|单品|货号"),
    ("products", r"(?:[\u4e00-\u9fff]{0,4}?)(?:产品|商品|药品|品类|新品|款式|菜品|菜式|零件|零部件|备件|模具|物料)"),
    ("rooms", r"客房|房间|房(?!产|源|东|屋)|教室|会议室|手术室|直播间"),
    ("beds", r"床位|病床|床(?!垫|品)"),
    ("meals", r"餐位|份餐|餐|便当|盒饭|早餐"),
    ("tables", r"桌|台面"),
    ("cases", r"手术|病例|案件|案例|理赔|化验|检验|接生|分娩"),
    ("records", r"(?:[\u4e00-\u9fff]{0,3}?)(?:数据|记录|信息|日志|评论|线索|内容)"),
    ("QPS", r"(?i:QPS|TPS)|并发"),
    ("requests", r"请求|调用|消息"),
    ("views", r"(?:总|累计)?(?:阅读|播放|曝光|浏览|观看|点击|下载|访问|互动|点赞)量?|PV|UV|pv|uv"),
    ("companies", (
        r"(?:上市|国有|中小|关联|子|分|医药|物流)*(?:企业|公司|单位|医院|银行|机构|药店|酒店|工厂|科室|事务所|法人)")),
    ("buildings", r"楼栋|栋|厂房|建筑|桥梁|隧道|小区|楼"),
    ("units", r"集装箱|标箱|货柜|包裹|邮件|成品|产量|货物|托盘"),
)  # fmt: skip
_NOUNS = tuple((unit, re.compile(words)) for unit, words in _CHINESE)
_STAFFED = re.compile(_STAFF)
_STAFF_BEFORE = re.compile(rf"(?:{_STAFF})\s*(?:共|约|有|:|：)?\s*$")
SQUARE = re.compile(
    r"\s*(?:多|余)?\s*(?:(?P<metres>平方米|平米|㎡|m²|m2\b|平方(?!英|公里|千米)|平(?![均时台安等日面常]|方)"
    r"|(?i:sq(?:uare|\.)? ?met(?:er|re)s?|sqm|sq\.? ?m\b|m\^2))"
    r"|(?P<feet>平方英尺|尺(?!寸)|(?i:square[ -]f(?:ee|oo)t|sq\.? ?(?:ft|feet)|ft²|sqft)))"
)
_MEASURE = (
    "家|所|个人(?![\u4e00-\u9fff]{0,2}(?:客户|用户|账户|贷款))|个|条|份|张|套|篇|场|笔|台|辆|部|间|户|款|座|栋|幢|节"
    "|堂|支|项|例|名|位|号人|号|人|次|件|吨|箱|票|单|桌"
    "|席|餐|盘|株|亩|公里|千米|米|公斤|斤|千克|只|头|架|组|班"
    "|车|趟|柜|瓶|双|批|枚|颗|块|片|期|处|路|套|口|标箱|TEU|门|层|盒|包|袋|卷|版|稿|字|多人|余人|亿次|人次|通|台套"
    "|台次|床|条次|轮|届|站|根|户次|艘|列|盏|樘|立方米|立方|方(?!案|式|面|向|法)"
)
_MEASURED = re.compile(
    rf"\s*(?:多|余|来|几|\+)?\s*(?P<measure>{_MEASURE})?(?P<more>以上|左右|多|余|级)?\s*(?:的"
    rf"|以上的)?\s*(?P<rest>[\u4e00-\u9fffA-Za-z0-9/.]{{0,12}})"
)
_ONE_THING = re.compile(r"\d|共|和|及|与")
_DEFAULT = {
    "名": "people", "位": "people", "人": "people", "号人": "people", "个人": "people", "多人": "people",
    "余人": "people",
    "户": "households",
    "台": "machines", "台套": "machines", "辆": "vehicles", "部": "machines", "场": "events", "篇": "articles",
    "节": "lessons",
    "堂": "lessons", "座": "buildings", "栋": "buildings", "幢": "buildings", "款": "products", "笔": "orders",
    "单": "orders",
    "票": "orders", "间": "rooms", "所": "schools", "例": "cases", "家": "companies", "次": "times", "套": "sets",
    "张": "documents",
    "份": "documents", "条": "records", "人次": "visits", "件": "units", "吨": "units", "箱": "units", "标箱": "units",
    "TEU": "units",
    "柜": "units", "桌": "tables", "通": "calls", "床": "beds", "台次": "machines",
}  # fmt: skip
"""What a measure word alone counts."""
_STAFF_WITHIN = {"名": 6, "位": 6, "人": 6, "个": 6, "号": 2, "号人": 2, "多人": 6, "余人": 6, "": 0}
"""Characters behind a measure word of people within which they are named; other measure words count no people."""
_OF_PEOPLE = ("名", "位", "人", "多人", "余人", "号人")
_SERVED = ("customers", "students", "users", "members", "followers", "visits", "people")
_NO_COUNT = re.compile(
    r"\s*(?:[人名位个家项次条件]?(?:月|百分点|小时|工作日|星期|季度|学期|阶段|年级|世纪|交易日|自然日|点(?!位|餐)"
    r"|层次|方面|维度|级别|等级|班次|环节|步骤|角度|步|新台阶)"
    r"|年(?!级)|月|日(?!均)|天|周|小时|分(?!店|公司|钟?片)|秒|时(?!段)|点|岁|级|度|倍|折|本|寸|英寸|毫米|厘米|码|赫"
    r"|伏|瓦|安|线城市|甲|类|等奖|维|流|代|届|期(?!项目|工程)|号(?!人)|室|楼层|字头|股|角|款式感|对一|字?/分|字/"
    r"|线(?!路|上)|手(?!机|术)|心|对[一多]|者|同|切|定|些|般|直|起|致|贯|旦|样|体|次性|把手|举|并|路(?=从|走|做|带|升))"
)
_ALONE = re.compile(
    r"人(?:民|气|均|事|力|才(?!招|引|梯|储)|工(?:成|智|费|审|客)|员?工?培训(?!$)|像|脸|物|体|机|效|性|群|际|脉|设|生)"
)
_FIRM_OF = re.compile(
    r"\s*(?:多|余)?(?:人|名员工)(?:以上|左右)?(?:规模)?的[\u4e00-\u9fff]{0,6}?(?:公司|企业|集团|工厂|厂|医院|学校"
    r"|机构|酒店|单位)"
)
_BEFORE = (
    ("square metres", r"面积|平效"), ("members", "会员"),
    ("followers", "粉丝群?|涨粉|关注|社群|微信群|群友|群成员"), ("visits", (
        r"患者|病人|病患|产妇|老人|旅客|乘客|游客|宾客|客人|观众|犯人|囚犯|罪犯|嫌疑人|服刑人员|在押人员|戒毒人员")),
    ("households", "住户|业主"), ("SKUs", "(?i:SKU)|单品"),
    ("QPS", "(?i:QPS|TPS)|并发"), ("users", (
        r"日活|月活|(?i:DAU|MAU)|用户|拉新|装机")), ("stores", r"门店|店铺|新店|网点"),
    ("customers", r"客户|商户|商家"), ("suppliers", r"供应商|经销商|代理商"),
    ("students", "学员|学生|考生|儿童|幼儿|班级|班额|全班"),
    ("beds", r"床位|病床"),
    ("visits", (
        r"客流|流量|PV|UV|pv|uv|访问|场观|接诊|门诊量|接待"
        r"|人次|参会")), ("views", "阅读|播放|曝光|浏览|观看|点击|下载|点赞"),
    ("orders", r"订单|单量|保单|运单|交易量|件量|票量|出单"), ("tickets", "工单|咨询量|报修"), ("samples", "样本|问卷"),
    ("test cases", "用例"), ("contracts", "合同(?!额|金额|总额)"), ("warehouses", "仓库"), ("machines", "设备|机台"),
    ("units", (
        "产量|产能|吞吐量|发货量|箱量|库存|货量")),
    ("records", "数据量?|线索"), ("vehicles", "车辆|车队"), ("meals", "餐位|餐量"), ("rooms", "客房|房量"),
    ("people", "员工|人员|人数"),
)  # fmt: skip
_NAMED_BEFORE = re.compile(
    rf"(?P<noun>{'|'.join(f'(?:{words})' for _, words in _BEFORE)})(?:数量?|量|总数|规模|人数)?"
    r"[（(]?[约共近超达过从由到至有为逾增涨计均稳:：\s]{0,6}(?:突破|累计|合计|总计|最高|高达|最多)?$"
)


def counted_chinese(text: str, start: int, end: int) -> Counted | None:
    """What the number at ``text[start:end]`` counts, by its measure word and noun, or the noun before."""
    if area := SQUARE.match(text, end):
        return Counted("square metres" if area["metres"] else "square feet", area.end())
    if _NO_COUNT.match(text, end) or _ALONE.match(text, end) or _FIRM_OF.match(text, end):
        return None
    hit = _MEASURED.match(text, end)
    measure, rest = (hit["measure"] or "", _ONE_THING.split(hit["rest"])[0]) if hit else ("", "")
    behind = hit.start("rest") if hit else end
    named = _noun(measure, rest)
    if named:
        return Counted(named[0], behind + named[1], named[2])
    return _by_measure(text, start, behind, measure)


def _by_measure(text: str, start: int, end: int, measure: str) -> Counted | None:
    """A measure word alone, after the noun that it counts (门店 12 家), or that noun and a bare number (SKU 3000)."""
    noun = _NAMED_BEFORE.search(text, max(0, start - 24), start)
    unit = next(unit for unit, words in _BEFORE if re.fullmatch(words, noun["noun"])) if noun else ""
    staff = _STAFF_BEFORE.search(text, max(0, start - 12), start) and measure in _STAFF_WITHIN
    if measure and staff and unit not in ("visits", "students"):
        return Counted("people", end, LED)
    if unit:
        return Counted(unit, end, LED if unit == "people" else "")
    if not measure:
        return None
    unit = _DEFAULT.get(measure, OTHER)
    return Counted(unit, end, LED if unit == "people" else "", named=False)


def _noun(measure: str, rest: str) -> tuple[str, int, str] | None:
    """Unit, length and kind of people of the first known noun in `rest`; measure words of people want people."""
    found: list[tuple[int, int, str, str]] = []
    staff = _STAFFED.search(rest)
    if staff and staff.start() <= _STAFF_WITHIN.get(measure, -1):
        found.append((staff.start(), -staff.end(), "people", LED))
    for unit, words in _NOUNS:
        hit = words.search(rest)
        people = SERVED if unit in _SERVED else ""
        if measure in _OF_PEOPLE and not people and unit not in ("suppliers", "households"):
            continue
        if hit and unit and hit.start() <= (3 if measure else 0):
            found.append((hit.start(), -hit.end(), unit, people))
    if not found:
        return None
    _, end, unit, people = min(found)
    return unit, -end, people
