"""The words of each protected topic, why it is protected, and what may be asked instead.

Sources: Law on the Protection of Women's Rights and Interests (PRC, revised 2022) art. 43; Employment Promotion Law
(PRC) art. 3 and 26-31; Labour Contract Law (PRC) art. 8; Personal Information Protection Law (PRC) art. 6 and 28;
Overall Plan for Deepening the Reform of Education Evaluation (PRC, 2020) item 20; Directives 2000/43/EC, 2000/78/EC and
2006/54/EC; Title VII of the Civil Rights Act, the Age Discrimination in Employment Act and the Americans with
Disabilities Act (US). A topic that no statute names is protected by product policy 7.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mianshi.contracts.base import Bilingual


@dataclass(frozen=True)
class Topic:
    """A protected topic.

    `name` and `label` name it; `words` are those that touch it, `harmless` terms that only look like it, `reason` the
    law or policy, `instead` what may be asked.
    """

    name: str
    label: Bilingual
    words: re.Pattern[str]
    harmless: re.Pattern[str] | None
    reason: Bilingual
    instead: Bilingual

    def find(self, text: str) -> str | None:
        """The first word in `text` that names the topic, or None. Width and script of the characters do not matter."""
        plain = plain_text(text)
        cleared = self.harmless.sub(" ", plain) if self.harmless else plain
        found = self.words.search(cleared)
        return found.group(0).strip() if found else None


def plain_text(text: str) -> str:
    """`text` as the patterns expect it: half-width, simplified where they have such words, no gaps between Chinese."""
    folded = unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).replace("\u2019", "'")
    return _GAPS.sub("", folded)


_SIMPLIFIED = str.maketrans(
    "齡別結離懷戶體貫歲幾個對愛產視殘種國顏長學歷裡裏親嗎嬰兒婦膚優鄉證貌",
    "龄别结离怀户体贯岁几个对爱产视残种国颜长学历里里亲吗婴儿妇肤优乡证貌",
)
"""Traditional characters of the words below, so that a text from Hong Kong or Taiwan is read alike."""

_GAPS = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u200b]+(?=[\u4e00-\u9fff])")


def _pattern(zh: str, en: str) -> re.Pattern[str] | None:
    """Chinese fragments match anywhere, English ones as whole words; ASCII rules make `\\b` hold beside Chinese too."""
    parts = [part for part in (zh, rf"\b(?:{en})\b" if en else "") if part]
    return re.compile("|".join(parts), re.IGNORECASE | re.ASCII) if parts else None


def _topic(
    name: str,
    label: str,
    zh: str,
    en: str,
    reason_zh: str,
    reason_en: str,
    instead_zh: str,
    instead_en: str,
    harmless_zh: str = "",
    harmless_en: str = "",
) -> Topic:
    words = _pattern(zh, en)
    if words is None:
        raise ValueError(f"topic {name} names no words")
    return Topic(
        name=name,
        label=Bilingual(zh=label, en=name),
        words=words,
        harmless=_pattern(harmless_zh, harmless_en),
        reason=Bilingual(zh=reason_zh, en=reason_en),
        instead=Bilingual(zh=instead_zh, en=instead_en),
    )


_PLACES = (
    "东北|河南|河北|山东|山西|安徽|江苏|浙江|福建|江西|湖北|湖南|广东|广西|海南|四川|贵州|云南|陕西|甘肃|青海|宁夏|新疆|西藏|内蒙古?|辽宁|吉林|黑龙江"
    "|上海|北京|天津|重庆|台湾|香港|南方|北方|外省|外地"
)

TOPICS: tuple[Topic, ...] = (
    _topic(
        "age",
        "年龄",
        r"年龄|年纪|几岁|岁数|今年多大|[你您]多大|多少岁|贵庚|\d+\s*岁|[一二两三四五六七八九十]周?岁"
        r"|周岁|岁以[上下]"
        r"|出生(?:日期|年月|年份|于|在)|哪一?年(?:出)?生(?![产效])|生日|生肖|属相|属什么(?![类性级])"
        r"|属[鼠牛虎兔龙蛇马羊猴鸡狗猪](?:的|吗)|星座"
        r"|(?<!\d)(?:[5-9][05]|0[05])\s*后(?![台端续面])|(?:离|距)退休|[你您].{0,6}退休"
        r"|[你您].{0,4}[二三四五六]十[几多](?=[?了]|$)|[五六七八九零]零后|[你您]是哪一?年"
        r"|年轻(?:有|化|貌|的?团队|人优先)",
        r"ages?|aged|how old|years? old|date of birth|year of birth|birthdays?|(?:were|was|are) you born"
        r"|what year were you|born (?:before|after)|(?:when|what year) did you (?:graduate|leave school|finish)"
        r"|millennials?|gen z|digital natives?|zodiac|star signs?|youthful"
        r"|(?:over|under|below) (?:the age of )?[2-6]\d only"
        r"|young(?:er)? (?:person|people|candidates?|staff|team)|young(?:,| and) \w+"
        r"|(?:are you|anyone|candidates?|applicants?|graduates?) (?:over|under|below|above) [2-6]\d"
        r"|(?:you|they) turn(?:ed)? \d\d"
        r"|(?:plan|want|going|hope|intend) to retire(?! (?:a|an|the|old|this|that)\b)|your retirement",
        "《就业促进法》第 26 条：用人单位不得实施就业歧视；年龄与能否胜任无关。"
        "欧盟 2000/78/EC 指令和美国《就业年龄歧视法》明文禁止年龄歧视。",
        "Employment Promotion Law (PRC) art. 26: employers do not discriminate; age says nothing about doing the job. "
        "Directive 2000/78/EC and the US Age Discrimination in Employment Act forbid it to count.",
        "可以问：做过多少次、最近一次怎么做的；法定最低工作年龄在录用手续中核实。",
        "Ask how often and how recently the work was done; a legal minimum age is verified when hiring.",
        harmless_zh=(r"生日(?:蛋糕|礼券|促销|优惠|会员)|会员生日|多大(?:程度|规模|面积|金额|功率)"),
        harmless_en=(
            r"birthdays? in (?:a|the|our) (?:loyalty|crm|member)\w*|aged (?:stock|inventory|goods|debt|receivables)"
            r"|birthday (?:cake|voucher)s?|(?:for|takes?|took) ages"
            r"|(?:cache|stock|inventory|data|invoice|account|order|ticket) ages?"
            r"|(?:machine|equipment|session|record|token|file|asset|tyre|battery) ages?"
            r"|age of (?:the |an? )?(?:stock|inventory|cache|data|tickets?)"
            r"|age of (?:the |an? )?(?:orders?|invoices?|accounts?|machines?)"
            r"|how old (?:is |are )?(?:the|this|that|these) (?:stock|cache|data|goods|machines?)"
            r"|(?:birth dates?|dates? of birth) (?:fields?|columns?|safely|in a (?:database|table|form))"
            r"|(?:birthday|age) (?:fields?|columns?)|missing birth dates?"
        ),
    ),
    _topic(
        "sex",
        "性别",
        r"性别|男性|女性|男生|女生|男女|性取向|性向|[仅只]?限(?:招)?[男女]|同性恋|[男女]士?优先"
        r"|招.{0,6}(?:美女|帅哥|小姐姐|小哥哥|女孩|男孩)"
        r"|女孩子?(?:做|能|可以|行|适合|干)|是[男女]的|[男女]的(?:能|可以|行|来|做|干)"
        r"|要求[:]?[男女](?![装鞋款士])|(?:招|要)[男女]的",
        r"genders?|sex|sexual\w*|males?|females?|(?:wo)?m[ae]n or (?:a )?(?:wo)?m[ae]n|transgender|gay|lesbians?"
        r"|bisexual|lgbt\w*|your pronouns"
        r"|(?:wo)?men only|(?:ladies|gentlemen|girls|boys) only"
        r"|(?:lady|ladies|girls?|women|men) (?:preferred|wanted)|(?:can|could|should) an? (?:wo)?man"
        r"|(?:a|pretty|nice) (?:girl|boy) (?:at|for)|mostly (?:wo)?men|working (?:with|for) an? (?:wo)?man"
        r"|(?:sales|door|fore)m[ae]n wanted",
        "《妇女权益保障法》第 43 条：招聘不得限定男性或规定男性优先；《就业促进法》第 27 条；欧盟 20"
        "06/54/EC；美国《民权法》第七章。",
        "Law on the Protection of Women's Rights and Interests (PRC) art. 43: no job may be kept for men or prefer"
        " them; Employment Promotion Law art. 27; Directive 2006/54/EC; Title VII (US).",
        "可以问工作本身的要求，对每个人问法相同，例如能否按班次表上夜班。",
        "Ask about the work itself, in the same words to everybody, such as whether the shift plan can be met.",
        harmless_zh=(
            r"[男女]性(?:用品|服装|服饰|鞋|内衣|护肤|化妆|顾客|客户|用户|客群|消费者)|男女(?:装|鞋|款)|性骚扰"
        ),
        harmless_en=(
            r"sexual harassment|male[- ]to[- ]female|(?:fe)?male (?:connector|plug|socket|thread|end|adapter|header)s?"
            r"|gender[- ](?:neutral|inclusive|pay)(?: (?:gap|report))?|(?:fe)?male (?:customers?|shoppers?|users?)"
        ),
    ),
    _topic(
        "marriage",
        "婚姻",
        r"结婚|婚姻|已婚|未婚|离婚|离异|婚育|婚恋|婚否|配偶|丈夫|妻子|老公|老婆|男朋友|女朋友|谈(?:恋爱|朋友)"
        r"|成家|另一半(?!的)"
        r"|(?:有|找|处|谈)(?:了)?对象(?!存储)|[你您]的?(?:爱人|太太|对象(?!存储))|[你您]的?先生(?![成产])"
        r"|爱人(?:是|做|在)|单身(?!公寓|宿舍)",
        r"marri\w+|marital|spouses?|husbands?|wi(?:fe|ves)|boyfriends?|girlfriends?|divorce\w*|engaged to"
        r"|fiancee?|significant other|maiden name"
        r"|(?:are|were) you (?:still |currently )?single|single or|are you engaged(?! (?:in|with|by|on)\b)"
        r"|in a relationship"
        r"|your partner (?:do|does|work|works|think|feel|live|earn|agree|mind)",
        "《妇女权益保障法》第 43 条：不得进一步询问女性婚育情况；《劳动合同法》第 8 条只许了解与合同直接相关的情况；"
        "美国《民权法》第七章和欧盟 2006/54/EC 同样视为性别歧视。",
        "Law on the Protection of Women's Rights and Interests (PRC) art. 43 forbids questions on marriage; Labour "
        "Contract Law (PRC) art. 8 allows only what bears on the contract; Title VII (US) and Directive 2006/54/EC "
        "treat them as sex discrimination.",
        "可以直接问工作安排：能否出差、能否按班次到岗，对每个人都问。",
        "Ask about the work arrangement itself, of everybody: can you travel, can you work these shifts.",
        harmless_zh=(r"结婚(?:用品|礼服|喜糖)|婚姻登记系统"),
        harmless_en=(r"married (?:couples' )?(?:data|names? field)|single or (?:multi\w*|double|several|bulk)"),
    ),
    _topic(
        "children",
        "子女与生育",
        r"(?<![男女])孩子|小孩|子女|生育|怀孕|孕期|备孕|身孕|育儿|产假|哺乳|生娃|二胎|三胎|几胎|带娃"
        r"|(?:要|生|有|带|怀)(?:了|过|个)?(?:宝宝|娃(?!娃))"
        r"|[生养]了?几个|小朋友要(?:照顾|带|接)|当(?:妈|爸)",
        r"child|children|kids?|pregnan\w+|maternity|paternity|parental leave|childcare|start a family"
        r"|family plans?|little ones"
        r"|(?:have|having|had|planning|want) (?:a |any )?bab(?:y|ies)"
        r"|are you (?:a |already a )?(?:mother|mom|mum|father|dad|parent)\b(?! company)"
        r"|are you expecting(?=\s*(?:[?.!]|$)| an? (?:baby|child))",
        "《妇女权益保障法》第 43 条：不得询问生育情况，不得以限制生育为录用条件，不得要求孕检；美国《怀孕歧视法》同。",
        "Law on the Protection of Women's Rights and Interests (PRC) art. 43: no questions on childbearing, no "
        "condition on it and no pregnancy test; the US Pregnancy Discrimination Act says the same.",
        "可以直接问：工作时间、出差、到岗日期是否可行，对每个人都问。",
        "Ask of everybody whether the hours, the travel and the starting date are possible.",
        harmless_zh=(
            r"老人(?:和|、|与)(?:小孩|孩子)|(?:小孩|孩子)走失|走失的(?:小孩|孩子)"
            r"|(?:顾客|客人|客户|家长).{0,4}(?:孩子|小孩)"
        ),
        harmless_en=(
            r"(?:parent|master)(?:[- /]| and )child(?: records?)?"
            r"|child[- ](?:process(?:es)?|nodes?|class(?:es)?|components?|elements?)"
            r"|child[- ](?:tables?|records?|rows?|workflows?|spans?)"
            r"|(?:children|kid)'?s'? (?:wear|cloth\w*|toys?|books?|departments?|shoes)"
            r"|maternity (?:wear|clothes|range)|child[- ]?(?:safety|proof) ?(?:locks?|caps?)?|lost child(?:ren)?"
            r"|customers? (?:\w+ ){0,3}(?:child(?:ren)?|kids?)|kids'? (?:corner|area|menu)"
        ),
    ),
    _topic(
        "family",
        "家庭",
        r"几口人|[你您](?:爸|妈|父|母)|[你您]家里?(?:人|经济|是|有)|家里(?:是)?(?:做|干)什么|家里?经济|独生"
        r"|兄弟姐妹|家境|家庭(?:情况|条件|背景|状况|成员|出身|负担|环境|关系)"
        r"|家里人?(?:的)?(?:条件|情况|同意|支持|反对|负担)|家里有(?:老人|病人)"
        r"|(?:父母|爸妈|爸爸|妈妈|父亲|母亲)亲?(?:的)?(?:是|做|在|从事|职业|工作|干|支持|同意|身体)",
        r"your (?:parents?|father|mother|dad|mum|mom|brothers?|sisters?|siblings?)(?:'s?)?|your family(?! of)"
        r"|brothers (?:and|or) sisters|any siblings"
        r"|you live (?:alone|with)|(?:wealthy|rich|poor) famil(?:y|ies)|only child"
        r"|family (?:background|situation|status|circumstances)",
        "《劳动合同法》第 8 条和《个人信息保护法》第 6 条：只能了解与合同直接相关的情况；家庭会暴露婚育、出身和民族。",
        "Labour Contract Law art. 8 and Personal Information Protection Law art. 6 (PRC): only what bears directly"
        " on the contract; the family reveals marriage, children and origin.",
        "可以问：能否按要求的时间和地点工作。",
        "Ask whether the hours and the place of work are possible.",
        harmless_en=(r"family (?:pack|meal|ticket|restaurant)s?"),
    ),
    _topic(
        "health",
        "健康",
        r"健康|病史|疾病|患病|残疾|残障|乙肝|传染病|体检|抑郁|慢性病|大病|遗传病|艾滋|癌症|血型"
        r"|得过.{0,4}(?:病|新冠|炎)|[你您].{0,4}近视|住过?院|(?:做|动)过手术|心理(?:问题|医生|咨询)|色盲|色弱"
        r"|身体(?:怎么样|如何|好|状况|素质|条件|健|强|有)|(?:[你您]|平时|长期|正在).{0,3}吃.{0,3}药|长期服药"
        r"|例假|月经|痛经|生理期|[你您].{0,8}(?:病假|视力)|[你您](?:经常|容易|常|是否)?生病",
        r"health\w*|illness(?:es)?|diseases?|disabilit\w+|disabled (?:person|people|candidates?|employees?)"
        r"|handicap\w*|able-bodied|you (?:use|need) a wheelchair|your blood type|are you (?:over|under)weight"
        r"|(?:your|any) medical (?:history|conditions?|records?)|medical exam\w*"
        r"|(?:you|ever) had (?:a )?(?:cancer|stroke|covid)|hiv|hepatitis|depression|hospitali[sz]\w+"
        r"|chronic (?:pain|conditions?|fatigue)"
        r"|(?:on|take|taking) (?:any |regular )?(?:prescription )?(?:medications?|medicines?|meds)"
        r"|(?:how many|your|any) sick (?:days|leave)|you (?:often |been |ever )?(?:off )?sick"
        r"|(?:had|have|undergone|any) (?:any )?surger(?:y|ies)"
        r"|(?:see|seen|seeing) a (?:therapist|psychiatrist|psychologist|doctor)|physically (?:fit|able|strong)"
        r"|menstrua\w+|do you (?:smoke|drink)",
        "《就业促进法》第 29、30 条：不得歧视残疾人和传染病病原携带者；《个人信息保护法》第 28 条；2"
        "000/78/EC；《美国残疾人法》禁止录用前询问。",
        "Employment Promotion Law (PRC) art. 29 and 30 protect disabled people and carriers of infections; "
        "Personal Information Protection Law art. 28; Directive 2000/78/EC; the Americans with Disabilities Act "
        "forbids the question before an offer.",
        "可以说明岗位必须完成的动作，问能否完成、需要什么便利；法定体检在录用后按规定做。",
        "Name what the job must do and ask whether it can be done and with what adjustment; examinations the law "
        "demands come after the offer.",
        harmless_zh=(
            r"(?:接口|服务|节点|实例|容器|集群|数据库|系统)的?健康(?:检查|状态|度|状况)?"
            r"|(?:业务|财务|库存|店铺|账号)的?健康|健康(?:检查接口|检查脚本|探针|度监控|码|食品|险)|职业健康"
            r"|(?:客户|顾客|用户|会员)的?(?:体检|健康)(?:报告|数据|档案|信息)?|健康的(?:现金流|增长|库存)"
        ),
        harmless_en=(
            r"health[- ]?(?:check (?:endpoint|script|route|probe)|endpoint|probe|dashboard|score)s?"
            r"|health (?:and|&) safety|safety and health"
            r"|(?:service|system|cluster|pipeline|server|node|disk|battery) health"
            r"|(?:customer|account|project) health(?: scores?)?|healthcare (?:client|customer|sector|industry)s?"
            r"|healthy (?:pipeline|margin|instance|backlog)s?"
            r"|(?:pipeline|system|service|cluster|backlog|margin|network|machine|line)s? healthy"
        ),
    ),
    _topic(
        "ethnicity",
        "民族与来源",
        r"民族|种族|汉族|肤色|国籍|人种|什么族|[你您]是.{1,3}族|混血|哪国人|[你您].{0,6}口音|母语",
        r"ethnic\w*|races?|racial\w*|nationalit\w+|skin colou?r|native (?:english |chinese |mandarin )?speakers?"
        r"|country of origin|citizenship|you an? (?:\w+ )?citizen"
        r"|(?:chinese|foreign|unusual|arabic|indian|jewish) name|natural hair"
        r"|where (?:are|were|do|did) you(?: (?:originally|really|actually))? (?:from|born|come from)"
        r"|where (?:are|is) your (?:parents|family|ancestors) from|you originally from"
        r"|your accent|mother tongue|your (?:first|native) language|immigrants?",
        "《就业促进法》第 3、28 条：不因民族、种族受歧视；2000/43/EC；美国《民权法》第七章（含来源国）。",
        "Employment Promotion Law (PRC) art. 3 and 28: nobody is disadvantaged for ethnicity or race; Directive "
        "2000/43/EC; Title VII (US), national origin included.",
        "可以问：岗位需要的语言能做到什么程度，是否可以合法在此工作。",
        "Ask how well the language that the job needs is used, and whether there is a right to work here.",
        harmless_zh=(r"民族(?:品牌|服饰|风|企业|乐器|工艺)"),
        harmless_en=(
            r"(?:data )?race (?:conditions?|detector)|data races?|race (?:to|against|track)"
            r"|country of origin (?:of|for|on) (?:the |our |all )?(?:goods|products?|parts?|items?|labels?)"
        ),
    ),
    _topic(
        "religion",
        "宗教",
        r"宗教|信教|信什么教|信仰|信佛|拜佛|念佛|吃斋|佛教|基督|伊斯兰|穆斯林|回民|清真寺|教徒|做礼拜|去教堂"
        r"|[你您].{0,3}吃素",
        r"religio\w+|church\w*|mosques?|muslims?|christians?|catholics?|hindus?|atheists?|buddhis\w+|jewish"
        r"|pray(?:er|ers|ing)?|ramadan|sabbath|bible|quran"
        r"|believe in god|holidays do you (?:celebrate|observe|keep)|(?:what|which) faith|your faith",
        "《就业促进法》第 3 条：不因宗教信仰受歧视；《个人信息保护法》第 28 条列为敏感信息；2000/7"
        "8/EC；美国《民权法》第七章。",
        "Employment Promotion Law (PRC) art. 3: nobody is disadvantaged for religious belief; Personal Information"
        " Protection Law art. 28 calls it sensitive; Directive 2000/78/EC; Title VII (US).",
        "可以说明班次，问能否到岗，对每个人都问。",
        "Name the shifts and ask everybody whether they can be worked.",
    ),
    _topic(
        "hukou",
        "户籍与籍贯",
        r"户口|户籍|[你您](?:是)?来自(?!己)|籍贯|祖籍|本地人|外地人|农村户|城镇户|老家"
        r"|哪(?:里|儿)的?人(?=[?吗呢啊吧,。\s]|$)|哪个(?:省|市|县|城市|地方)的?人"
        r"|(?:是|不)(?:外地|本地)的(?=[?吗,。\s]|$)|农村的?(?:还是|出来)|限本(?:市|地|省)"
        rf"|[你您]是(?:{_PLACES})人|(?:不要|不招|谢绝|仅?限)(?:{_PLACES})(?:籍|人)|(?:{_PLACES})(?:籍|人)(?:勿扰|勿投|除外|优先)",
        r"hukou|household registration|hometown|birthplace|you gr[oe]w up|are you (?:a )?locals?(?! to)"
        r"|local residents? only|(?:what|which) (?:village|town|province) (?:are|do|did) you"
        r"|only (?:applicants?|candidates?|people) from",
        "《就业促进法》第 31 条：不得对农村劳动者进城就业设歧视性限制；籍贯与能否胜任无关。",
        "Employment Promotion Law (PRC) art. 31: no discriminatory limits on workers from the countryside; where "
        "somebody comes from says nothing about the work.",
        "可以问：能否在工作地点按时到岗，何时可以到岗。",
        "Ask whether the place of work can be reached on time, and from when.",
        harmless_zh=(r"户籍(?:系统|业务)"),
    ),
    _topic(
        "photo",
        "照片与长相",
        r"照片|证件照|生活照|[一二两]寸照|免冠|自拍|长相|相貌|容貌|外貌|颜值|五官|身高|体重|身材|纹身|(?<![成增])长得"
        r"|形象(?:好|气质|佳|端正|良好)|气质(?:佳|好)",
        r"photos?|photographs?|headshots?|selfies?|good[- ]looking|physical appearance"
        r"|attractive (?:person|looks|appearance|candidates?)|well[- ]groomed"
        r"|how tall are you|do you weigh|your (?:height|weight|looks|appearance)|pictures? of (?:yourself|you)"
        r"|tattoos?",
        "《个人信息保护法》第 6 条：只收集实现目的所需的最少信息；长相与能否胜任无关。",
        "Personal Information Protection Law (PRC) art. 6: only the least that the purpose needs; looks say "
        "nothing about the work.",
        "可以问做过的事；着装要求写在录用后的规定里，对每个人相同。",
        "Ask what was done; a dress code stands in the house rules, the same for everybody.",
        harmless_zh=(
            r"(?:产品|商品|货架|现场|陈列|盘点|破损|故障|票据|库存|设备|门店|工地|事故|维修|施工|缺陷|人脸)照片"
            r"|照片(?:上传|墙|存储|压缩)|体重秤"
        ),
        harmless_en=(
            r"(?:product|shelf|damage|stock|site|defect) photos?|photo (?:library|upload|service|storage|album)s?"
            r"|photos? of (?:the |our |a )?(?:shel(?:f|ves)|goods|products?|damage|stock)"
            r"|photos? of (?:the |our |a )?(?:machines?|parts?|floor|displays?)"
        ),
    ),
    _topic(
        "school rank",
        "学校档次",
        r"(?<!\d)(?:985|211)(?!\d)|双一流|C9(?:院校|高校|联盟)|QS\s*(?:前|排名)|名校|名牌(?:大学|高校|院校)"
        r"|重点(?:大学|院校|高校)|[一二三]本(?:毕业|院校|大学|学校|以上|线)"
        r"|(?:学校|院校|大学)排名|毕业院校|第一学历|统招|专升本|哪所(?:大学|学校)"
        r"|(?:哪个|什么)(?:大学|学校|院校)毕业"
        r"|(?:本科|硕士|研究生|大学|毕业).{0,4}(?:哪个|哪所|什么)(?:学校|大学|院校)",
        r"(?:school|university|college)(?:'s)? rank\w*"
        r"|(?:top|elite|prestigious|renowned|target)[- ](?:tier )?(?:school|universit|college)\w*"
        r"|ivy league|oxbridge|russell group|rank of (?:your|the) (?:school|university|college)"
        r"|(?:school|university|college) in the top"
        r"|(?:which|what) (?:school|university|college) (?:did|do) you|double first[- ]class",
        "《深化新时代教育评价改革总体方案》(2020) 第 20 条：不得把毕业院校、学习方式作为限制性条件。",
        "Overall Plan for Deepening the Reform of Education Evaluation (PRC, 2020) item 20: the school and the "
        "form of study may not be a condition.",
        "可以问：岗位所需的知识在哪里用过、做成了什么；法定资格证书可以要求。",
        "Ask where the knowledge that the job needs was used and what came of it; certificates the law demands may"
        " be asked for.",
    ),
)
