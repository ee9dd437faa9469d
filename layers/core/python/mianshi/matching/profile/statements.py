"""What people say of their health, birth, belief, family, origin and school's rank in words that no label announces.

Found by kinds, as a clause of its own ("高血压", "deaf", "Mrs.") or as something said of oneself ("I use a
wheelchair"): the same words inside a clause about work (高血压患者的护理, a school for the deaf) are a trade.
"""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile.persons import END, PLACES, SEPARATORS, cut

NATIONS = (
    "汉|蒙古|回|藏|维吾尔|维|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|"
    "独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_BEGINS = (
    rf"(?:^[^\w\u3400-\u9fff（(【\[]{{0,4}}|(?<=[{SEPARATORS}(（【\[:：。.!！\x00])"
    rf"|(?<=[{SEPARATORS}(（:：。.!！\x00] ))"
)
"""The first word of a clause."""
_I = r"(?:我|本人|自己)?(?:也)?(?:是|为|系|属于?)?(?:一[名位个])?"
_IN_BRACKETS = r"\s*(?:[（(][^（）()]{0,12}[)）])?"
_ILLNESS = (
    r"(?:高血压|高血脂|高血糖|糖尿病|心脏病|冠心病|心肌炎|心律不齐|哮喘|癫痫|[甲乙丙丁]型?肝(?:炎)?(?:病毒)?"
    r"|HIV(?:病毒|阳性)?|肝硬化|脂肪肝|甲亢|甲减|"
    r"肾病|肾炎|尿毒症|白血病|血友病|贫血|红斑狼疮|类风湿(?:关节炎)?|关节炎|强直性?脊柱炎|痛风|帕金森(?:病)?"
    r"|色盲|色弱|夜盲|"
    r"白癜风|银屑病|牛皮癣|腰椎间盘突出|腰突|中风|脑梗|脑瘫|偏瘫|截瘫|小儿麻痹(?:症)?|肺结核|尘肺(?:病)?|矽肺"
    r"|艾滋病?|梅毒|"
    r"[\u4e00-\u9fff]{0,3}癌症?|抑郁症?|焦虑症|强迫症|双相(?:情感障碍)?|躁郁症|精神分裂症?|精神病|自闭症|孤独症|"
    r"阿斯伯格(?:综合[征症])?|多动症|侏儒症?|先心病)"
)
_DISABILITY = (
    r"(?:(?:视力?|听力?|肢体?|言语?|语言|智力?|心智|精神|行动|身体|听觉|视觉|阅读)(?:障碍|障|残疾?|受损|受限"
    r"|不便)|残障|残疾|"
    r"失明|失聪|双目失明|盲|聋|聋哑|截肢|跛脚|跛足|腿脚不便|弱视|重听|伤残)"
)
_HELD_UP = (
    r"(?:佩戴|戴有?|装有?|安装了?|植入了?|使用|坐|乘|靠|拄)(?:着)?(?:助听器|人工耳蜗|电子耳蜗|假肢|义肢|义眼"
    r"|起搏器|支架|轮椅|双?拐|"
    r"拐杖|盲杖|导盲犬)|轮椅(?:使用者|人士|代步|出行)?|导盲犬使用者"
)
_HEALTH_ZH = re.compile(
    rf"{_BEGINS}(?:{_I}(?:患有?|有|曾患|曾得|得过|确诊|查出)?(?:轻度|中度|重度|早期|晚期|慢性|先天性?|后天"
    rf"|[一二12]型|原发性|妊娠期?)?"
    rf"(?:{_ILLNESS}|{_DISABILITY}){_IN_BRACKETS}"
    rf"(?:人士?|者|患者|病人|病史|史|携带者?|证|军人|康复(?:者|期)?|痊愈|治愈|缓解|多年|\d{{1,2}}年|"
    rf"已?经?(?:控制|康复|治愈|痊愈|稳定)|服药控制|术后|手术后)*{_IN_BRACKETS}"
    rf"|{_I}(?:{_HELD_UP}){_IN_BRACKETS}|(?:成功)?(?:抗癌|战胜癌症|战胜病魔)(?:成功|康复|者"
    rf"|[\d一二三四五六七八九十]年)*"
    rf"|(?:有|持有?|办有)?(?:肢体|听力|视力|言语|智力|精神)?(?:残疾|伤残)(?:人|军人)?(?:证书?){_IN_BRACKETS}"
    rf"|(?:心脏|腰椎?|膝盖?|胃|肺|肾|肝|甲状腺)?(?:手术|移植|搭桥)术?后(?:已)?(?:恢复|康复|良好|正常)*){END}"
)
_FAITH_ZH = (
    r"(?:从?不(?:吃|食|沾)(?:猪肉|荤|大荤)|(?:只|仅)?(?:吃|食)?清真(?:饮食|餐|食品)?|忌(?:食)?猪肉"
    r"|每[日天周]?(?:做)?礼拜|"
    r"(?:日常)?(?:佩?戴|裹)(?:头巾|希贾布|面纱|十字架|佛珠|白帽)|信(?:佛|教|主|耶稣|天主|道|基督|真主)"
    r"|吃斋(?:念佛)?|吃素|"
    r"(?:虔诚的?)?(?:佛教|居家)?居士|回民|(?:基督|天主|佛|伊斯兰|道)教家庭)"
)
_FAMILY_ZH = (
    r"(?:(?:刚)?(?:待?产假|哺乳期|孕期|月子)(?:刚|已经?|即将|马上)?(?:结束|休完|期满|归来)|(?:刚)?休完产假"
    r"|(?:孩子|娃|[大小二]宝)(?:刚|正|现|马上|今年|还小|都已|[在读上]+(?:小学|初中|高中|幼儿园|大学|中学)|可以"
    r"|有人|交给?|不用)[^，。；,;|｜]{0,12}"
    r"|随军(?:家属)?|军嫂|军属|军人家属|烈士?(?:属|子女|家属)|已?(?:绝育|结扎|上环)|(?:目前|现|已)?(?:寡居|丧偶"
    r"|守寡|鳏居|再婚|二婚|复婚|离过婚|"
    r"离[异婚](?:单身|带娃)|单身(?:未育|母亲|父亲)?|独居|婚育已完成|丁克)|(?:准备|计划|近期|暂不|暂无|无|不"
    r"|没有)(?:结婚|生育|婚育|要孩子)(?:计划|打算|需求)?"
    r"|(?:我)?(?:的)?(?:丈夫|妻子|爱人|老公|老婆|公婆|配偶|男友|女友|男朋友|女朋友|婆婆|岳父母?)(?:也|已|均"
    r"|都)?(?:是|在|从事|为|帮|能|随|支持|工作)[^，。；,;|｜]{0,14})"
)
_BORN_ZH = (
    r"(?:(?:[〇零一二五六七八九][〇零五])后|00后|(?:19|20)?\d{2}年生人|(?:年过|年近|已过)(?:半百|五十|四十|花甲"
    r"|不惑)|(?:已|即将|刚)退休|退休(?:返聘|在家)(?:[，,、 ]{0,2}[5-8]\d岁?)?|"
    r"退休[，,、 ]{0,2}[5-8]\d岁?)"
)
_ORIGIN_ZH = (
    rf"(?:(?:{PLACES}|[\u4e00-\u9fff]{{2,4}})(?:老乡|同乡)|(?:(?:老?家)(?:就|住)?在|老家(?:是|为)?|祖籍(?:是|为"
    rf"|在)?)[\u4e00-\u9fff]{{2,8}}(?<!办公)(?<!公司)"
    rf"|(?:{NATIONS})族(?:[正镶][黄白红蓝]旗|同胞|人|后裔|血统|姑娘|小伙|男性?|女性?|青年)+|(?:农村|外地|本地"
    rf"|城市)(?:人|户籍|户口))"
)
_CLAUSE_ZH = re.compile(rf"{_BEGINS}{_I}(?:{_FAITH_ZH}|{_FAMILY_ZH}|{_BORN_ZH}|{_ORIGIN_ZH}){END}")
_AGE_AND_NATION = re.compile(
    rf"{_BEGINS}\s*[1-6]\d\s*[{SEPARATORS}]\s*(?:{NATIONS})族?{END}"
    rf"|{_BEGINS}(?:{NATIONS})族?\s*[{SEPARATORS}]\s*[1-6]\d{END}"
)
_TITLE_ZH = re.compile(
    r"(?:(?<=^[\u4e00-\u9fff]{2})|(?<=^[\u4e00-\u9fff]{3})|(?<=^[\u4e00-\u9fff]))(?:先生|女士|小姐)(?=$|[\s|｜，,])"
)
_CLUBS = (
    r"(?:清北(?:复交)?(?:浙|人|科|南|华科)*|华五|复交|华东五校|国防七子|两电一邮|五院四系|建筑老八校|八大美院"
    r"|常[春青]藤(?:盟校?)?|藤校|"
    r"牛剑|C9联盟|C9(?=高校|院校|大学|名校)|双一流|985|211|双非|四非|名校|重本)"
)
_CLUB = re.compile(
    rf"{_BEGINS}(?:毕业于|就读于|出身)?(?:[国海]?内外?|国外)?{_CLUBS}(?:\s*[/、和及]\s*{_CLUBS})*(?:联盟|高校"
    rf"|院校|大学|学校)?"
    rf"(?:本硕博?|毕业生?|出身|学历|背景|学霸|校友|学子|保研)*{END}|清北复交(?:浙)?(?:毕业生?|出身|背景)?"
    rf"|{_CLUBS}(?:联盟|高校|院校|大学|学校)?(?:毕业生?|出身|背景|学霸|校友)"
    r"|(?i:\b(?:oxbridge|ivy[- ]league|russell group|golden triangle|group of eight|big ten|hypsm?)\b"
    r"(?: (?:graduate|educated|alumn\w{1,3}|universit(?:y|ies)|schools?|degree|background))?)"
)
_LAST = rf"(?=\s*(?:$|[{SEPARATORS})）】\].。!！\x00]))"
"""Of English words, which stand apart by spaces: nothing follows."""
_ILL = (
    r"(?:(?:(?:type [12] )?diabetes|epilepsy|asthma|hypertension|high blood pressure|(?:[a-z]{3,12} )?cancer"
    r"|leuk(?:a)?emia|lymphoma|depression|"
    r"anxiety|bipolar|schizophrenia|ptsd|ocd|adhd|autism|asperger['’]?s|dyslexia|dyspraxia|dyscalculia"
    r"|crohn['’]?s|colitis|ibs|multiple sclerosis|"
    r"parkinson['’]?s|lupus|arthritis|fibromyalgia|endometriosis|cerebral palsy|cystic fibrosis|sickle cell"
    r"|ha?emophilia|hiv|hepatitis [a-c]|"
    r"heart (?:disease|condition|attack|failure)|strokes?|chronic (?:pain|fatigue|illness|condition)|long covid"
    r"|hearing (?:loss|aids?|impairment)|"
    r"low vision|(?:visual|sight|mobility) impairment|wheelchair|guide dog|cochlear implant|crutches"
    r"|prosthe(?:sis|tic)(?: (?:leg|arm|limb))?|"
    r"(?:physical |learning |hidden |invisible )?disabilit(?:y|ies)|limb difference|stoma|pacemaker"
    r"|dwarfism)(?: (?:disorder|disease|condition|syndrome))?)"
)
"""What somebody has: told of oneself only with a word that says so."""
_IS_ILL = (
    r"(?:insulin[- ]dependent|(?:type [12] )?diabetic|epileptic|asthmatic|bipolar|schizophrenic|autistic"
    r"|dyslexic|dyspraxic|neurodivergent|neurodiverse|"
    r"hiv[- ]positive|deaf(?:blind)?|blind|hard of hearing|(?:hearing|visually|sight|mobility"
    r"|physically)[- ](?:impaired|disabled)|"
    r"partially (?:sighted|deaf)|colou?r[- ]?blind|amputee|(?:para|quadri|tetra|hemi)plegic"
    r"|wheelchair[- ](?:user|bound)|(?:bsl|asl) user|"
    r"guide dog (?:user|owner))"
)
_ILL_END = (
    r"(?:,? ?(?:user|survivor|patient|sufferer|warrior|owner|bound|spectrum|(?:now |fully "
    r"|well )?(?:under control|in remission|controlled|managed"
    r"|recovered)|since (?:birth|\d{4})|from birth|by medication|with medication|\(?(?:type )?[12i]{1,2}\)?))"
)
_HAS = (
    r"(?:i am|i['’]m|i have|i['’]ve|i use|i wear|i need|i live with|i was born with|i was diagnosed with"
    r"|i suffer from|living with|"
    r"diagnosed with|born with|recover(?:ing|ed) from|history of|survivor of|registered|uses?|wears?|have|has"
    r"|suffers? from)"
)
_DEGREE = (
    r"(?:an? |my |the )?(?:registered |profoundly |severely |mild(?:ly)? |severe |chronic |type [12i]{1,2} |legally |"
    r"partially )?"
)
_HEALTH_EN = re.compile(
    rf"(?i:{_BEGINS}(?:(?:{_HAS}|as) )?{_DEGREE}{_IS_ILL}{_ILL_END}*{_LAST}"
    rf"|{_BEGINS}{_HAS} {_DEGREE}{_ILL}{_ILL_END}*{_LAST}"
    rf"|{_BEGINS}{_DEGREE}{_ILL}{_ILL_END}+{_LAST}"
    rf"|{_BEGINS}(?:veteran|person|woman|man|adult|professional|someone|mother"
    rf"|father) (?:living )?with (?:an? )?{_ILL}{_ILL_END}*{_LAST}"
    rf"|\bi (?:am|use|have|need|wear|live with|was born with|was diagnosed with"
    rf"|suffer from)(?: in)? {_DEGREE}(?:{_ILL}|{_IS_ILL}){_ILL_END}*\b"
    rf"(?! (?:software|research|stud|experience|nurs|knowledge|train|qualif|certif|awareness|support|lead)))"
)
_WHO = (
    r"(?:black|white|asian|latin[aox]|hispanic|arab|african|caribbean|african[- ]american|afro[- ]caribbean"
    r"|native american|indigenous|"
    r"aboriginal|m[aā]ori|roma|gypsy|gay|lesbian|bi(?:sexual)?|trans(?:gender)?|queer|lgbtq?(?:ia)?\+?"
    r"|non[- ]?binary|straight|muslim|"
    r"jewish|christian|hindu|sikh|buddhist|catholic|mormon|disabled|deaf|blind|autistic|immigrant|single"
    r"|married|young|older|proud|out|openly)"
)
_PEOPLE = r"(?:wom[ae]n|m[ae]n|person|female|male|mother|father|mum|mom|dad|girl|guy|lady|immigrant|veteran)"
_KIN = r"(?:wife|husband|spouse|fianc[ée]e?|kids?|child(?:ren)?|sons?|daughters?|twins|girlfriend|boyfriend|in-laws)"
_PERSON_EN = re.compile(
    rf"(?i:{_BEGINS}(?:(?:as|i am|i['’]m) )?(?:an? )?(?:{_WHO}[ -]){{1,3}}{_PEOPLE}(?: (?:in"
    rf"|of) (?:tech(?:nology)?|stem|colou?r|engineering|"
    r"business|it|science|finance|construction|trades?))?"
    rf"|{_BEGINS}(?:(?:as|i am|i['’]m) )?(?:an? )?(?:proud |openly )?(?:latin[aox]|hispanic|caucasian"
    rf"|african[- ]american|afro[- ]caribbean|bame|poc|bipoc|"
    r"(?:wom[ae]n|person|people) of colou?r|native american|first nations|lesbian|gay|bisexual|transgender"
    r"|trans|queer|non[- ]?binary|lgbtq?(?:ia)?\+?"
    r"|hijabi|atheist|agnostic|mormon|sikh|vegan for religious reasons)"
    rf"|{_BEGINS}(?:i )?(?:wear(?:s|ing)?|keep(?:s|ing)?) (?:an? |my |the )?(?:hijab|head ?scarf|niqab|burqa"
    rf"|veil|turban|kippah|yarmulke|kirpan|cross|kosher|"
    r"sabbath|shabbat|halal)"
    rf"|{_BEGINS}(?:strictly )?(?:kosher|halal|shabbat|sabbath)[- ](?:household|diet|eater|home|only|observant"
    rf"|observer)"
    rf"|{_BEGINS}(?:church|mosque|synagogue|temple|parish) (?:elder|deacon|member|goer|warden)"
    rf"|{_BEGINS}church[- ]?goer"
    rf"|{_BEGINS}(?:me and )?my {_KIN}(?: and (?:i|me))?(?: (?:is|are|was|has|have|works?|lives?|stays?|can"
    rf"|will|supports?)\b[^,;|.]{{0,40}})?"
    rf"|{_BEGINS}(?:recently |newly |happily |twice |now )?(?:widow(?:ed|er)?|divorc(?:ed|ee)|remarried"
    rf"|newlywed|unmarried|married|childless|child-free|empty[- ]nester)"
    rf"|{_BEGINS}(?:on (?:an? |my )?(?:spous(?:e|al)|depend[ae]nt|partner|family|marriage|fianc[ée]e?) visa"
    rf"|(?:spous(?:e|al)|depend[ae]nt) visa holder)"
    rf"|{_BEGINS}(?:an? )?(?:first|second|third)[- ]gen(?:eration)? (?:(?:im)?migrant|american|canadian|british"
    rf"|asian|chinese|indian|college student|student|graduate)|{_BEGINS}(?:an? )?(?:immigrant|refugee"
    rf"|asylum seeker|migrant)"
    rf"|{_BEGINS}(?:an? )?(?:gen(?:eration)?[ -][xyz]|millennial|(?:baby[ -])?boomer)"
    rf"|{_BEGINS}(?:(?:i am|i['’]m|aged) )?(?:well )?over (?:[3-6]0|fifty|forty|sixty)(?: and [a-z ]{{3,30}}"
    rf"|(?<=m over \d0)|(?<=d over \d0))"
    rf"|{_BEGINS}(?:enrolled |registered )?(?:tribal )?member,?(?: of)?(?: the)? [a-z]{{3,20}} (?:nation|tribe|band)"
    rf"|{_BEGINS}[1-6]\d ?y/?o){_LAST}|(?i:\bmy (?:wife|husband) and (?:i|me)\b)"
)
_HONORIFIC = re.compile(
    rf"{_BEGINS}(?:(?:Mrs|Mr|Ms|Mx|Miss)\b\.?)(?=\s*(?:$|[{SEPARATORS}])"
    rf"|\s+[A-Z][a-z]+(?:\s+[A-Z][\w'’-]+){{1,3}}\s*(?:$|[{SEPARATORS}]))"
)
_DASHED = re.compile(
    rf"{_BEGINS}(?:(?i:gender|sex|age|marital status|date of birth|birth ?date|nationality|ethnicity|race|religion)"
    rf"(?:\s*\([^()]{{1,9}}\))?(?:\s+[-–—]\s+|\s*[—:：]\s*)|(?:性别|年龄|民族|婚姻状况|婚否|籍贯|国籍|政治面貌"
    rf"|健康状况|出生年月)\s*[-–—]+\s*)"
    rf"[^{SEPARATORS}\-–—]{{1,20}}{END}"
)
_TREATED = re.compile(
    r"护理|治疗|服务|社工|救助|福利|儿童|教学|训练|诊[断疗治]|临床|随访|筛查|管理|用药|宣教|病房|科室|病区|研究"
    r"|药品|擅长|接诊|康复(?:训练|科|治疗)|特教|"
    r"(?i:\bnurs|\bclinic|\btreat|\bcare\b|\bcarer|\btherap|\bresearch|\btrial|\bwards?\b|\bdiagnos(?!ed with)"
    r"|\bcounsel|\bpsycholog|"
    r"\bspeciali|\bcbt\b|\bclients?\b|\bpatients\b|\bawareness\b|\btraining\b|\bteach|\bcharity\b)"
)
"""Somebody whose work it is to heal, to teach or to help."""
_ADMITS = re.compile(
    r"申请|录取|学员|学生|辅导|[Oo]ffer|客户|留学|招聘|猎头|校招|(?i:\badmission|\bapplicants|\bstudents"
    r"|\bclients|\brecruit)"
)
"""Somebody whose work it is to bring others to schools."""
_MANY = 3
"""From here on illnesses on one line are those that somebody treats."""


def without_statements(text: str, gap: str) -> str:
    """`text` with `gap` for everything of this kind."""
    for pattern in (_DASHED, _HONORIFIC, _TITLE_ZH, _AGE_AND_NATION, _CLAUSE_ZH, _PERSON_EN):
        text = cut(pattern, text, gap)
    if not _ADMITS.search(simplified(text)):
        text = cut(_CLUB, text, gap)
    if _heals(simplified(text)):
        return text
    return cut(_HEALTH_EN, cut(_HEALTH_ZH, text, gap), gap)


def _heals(text: str) -> bool:
    told = len(_HEALTH_ZH.findall(text)) + len(_HEALTH_EN.findall(text))
    return told >= _MANY or (told > 0 and _TREATED.search(text) is not None)
