"""Cuts what must not count, and what reaches a person, out of a line before anything is read from it or quoted."""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile.dates import ranges
from mianshi.matching.profile.persons import EDGE as _EDGE
from mianshi.matching.profile.persons import END as _END
from mianshi.matching.profile.persons import PLACES as _PLACES
from mianshi.matching.profile.persons import SEPARATORS as _SEPARATORS
from mianshi.matching.profile.persons import cut, without_persons
from mianshi.matching.profile.statements import NATIONS as _NATIONS
from mianshi.matching.profile.statements import without_statements


def _spaced(words: str) -> str:
    """An alternation of Chinese words that may be set with spaces between their characters."""
    return "|".join(r"[ \u3000]*".join(word) for word in words.split())


_CHINESE_LABELS = _spaced(
    "性别 年龄 出生日期 出生年月日 出生年月 出生年份 出生时间 出生地 出生 生日 民族 籍贯 "
    "户口所在地 户口性质 户口 户籍所在地 "
    "户籍地 户籍 生源地 婚姻状况 婚姻状态 婚姻 婚育状况 婚育情况 婚育 婚否 生育状况 "
    "子女情况 子女 政治面貌 政治面目 健康状况 健康情况 身体状况 身高 体重 视力 "
    "血型 毕业院校性质 院校性质 院校类别 学校类别 学校性质 学校层次 院校层次 国籍 "
    "宗教信仰 宗教 照片 星座 生肖 属相 身份证号码 身份证号 身份证 证件号码 护照号 "
    "家庭情况 家庭成员"
)
_CONTACT_LABELS = _spaced(
    "姓名 电话 手机号码 手机号 手机 联系电话 联系方式 电子邮箱 电子邮件 邮箱 微信号 微信 "
    "现居住地 现居地址 现居住址 现居地 居住地 "
    "居住地址 家庭住址 家庭地址 通讯地址 通信地址 联系地址 住址 现住址 邮编 现居"
)
_ENGLISH_LABELS = (
    r"gender|sex|age|date of birth|birth ?date|birthday|d\.?o\.?b\.?|place of birth|birthplace|born|marital status"
    r"|ethnicity|ethnic group|race|religion|nationality|citizenship|hukou|native place|"
    r"political (?:status|affiliation)|pronouns?"
    r"|health(?: status| condition)?|height|weight|blood type|children|number of children|"
    r"family status|photo(?:graph)?"
    r"|(?:national )?id(?: card)?(?: number| no\.?)?|passport(?: number| no\.?)?|identity card"
)
_THINGS = (
    "business|company|employer|organization|organisation|firm|client|customer|brand|product|school|university|college|"
    "project|institute|institution|course|degree|hotel|store|shop|team|department|file"
)
_NOT_OF_A_THING = "".join(rf"(?<!{word} )" for word in _THINGS.split("|"))
_ENGLISH_CONTACTS = (
    rf"(?:full )?{_NOT_OF_A_THING}name|(?:tele)?phone(?: number)?|tel|cell(?:phone)?|"
    r"mobile(?=\s*[:：]\s*(?:$|[+(\d\x00]))|"
    r"e-?mail(?: address)?|wechat(?: id)?|whatsapp"
    r"|(?:home |mailing |current )?address|linkedin|github|skype|qq|website|portfolio link"
)
_STOP = (
    r"(?=\s{2,}|[|｜,，;；\t]|\s+[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,6}[:：]|\s+[A-Z][A-Za-z ]{1,20}:"
    r"|(?<=[\u4e00-\u9fff\d])\s+(?=[A-Z(（]?[\u4e00-\u9fff]{2})|$)"
)
_LABELLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_CHINESE_LABELS}|{_CONTACT_LABELS}|QQ号?)\s*[:：]\s*[^|｜,，;；\t]*?{_STOP}"
    rf"|(?<![A-Za-z])(?i:{_ENGLISH_LABELS}|{_ENGLISH_CONTACTS})\s*[:：]\s*.*?(?=\s{{2,}}|[|｜;；\t·•]|\s+/\s"
    rf"|,? +[A-Z][A-Za-z]+(?: [A-Za-z]+)?:|\s+[\u4e00-\u9fff]{{2,6}}[:：]|$)",
)
_BARE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:性别\s*[男女]性?|年龄\s*\d{{2}}\s*岁?|"
    rf"民族\s*[\u4e00-\u9fff]{{1,4}}族|身高\s*\d{{3}}\s*(?:cm|厘米|CM)?"
    rf"|体重\s*\d+(?:\.\d+)?\s*(?:kg|公斤|KG|斤)?|婚姻状况\s*(?:已婚|未婚|离异)|"
    rf"政治面貌\s*[\u4e00-\u9fff]{{2,5}}){_END}"
)
_BY_SPACE = re.compile(
    rf"(?:(?<=^)|(?<=[{_SEPARATORS}\s]))(?:{_CHINESE_LABELS}|"
    rf"{_spaced('姓名 现居住地 居住地 现居 住址')})[ \u3000]+[^\s|｜,，;；:：]{{1,12}}(?=\s|"
    rf"$)"
)
"""A label and its value with a space between them, as tables give when their lines are lost."""
_ALONE = rf"(?=$|[{_SEPARATORS}\s)）】\].。]|于|出生)"
_DAY = r"(?:19|20)\d{2}\s*[年./\-]\s*\d{1,2}(?:\s*[月./\-]\s*\d{0,2}\s*日?|月)?"
_TOKENS = re.compile(
    rf"{_EDGE}(?:"
    rf"(?:本人)?[男女]性?(?:士|生)?|(?i:male|female|married|unmarried|divorced|widowed)"
    rf"|(?:今年|现年|年龄|年方)?\s*[1-6]\d\s*周?岁|(?:{_NATIONS})族"
    rf"|(?:已婚|未婚|离异|丧偶)(?:已育|未育|有子女|无子女|有一?[子女孩]|育有一[子女])?|已育|未育"
    rf"|中国?共产?党?(?:预备)?党员|中共(?:预备)?党员|预备党员|党员|(?:中国)?共青团员|团员|"
    rf"群众|入党积极分子|民主党派|无党派人士"
    rf"|身体健康|健康|健康良好|健康状况良好|无(?:传染病|重大疾病)|"
    rf"(?:{_PLACES})[省市]?[\u4e00-\u9fff]{{0,6}}(?<!负责)(?<!候选)人"
    rf"|(?:{_PLACES})[\u4e00-\u9fff]{{0,6}}(?:户口|户籍)|(?:城镇|农村|农业|非农业?|本地|外地)户口"
    rf"|{_DAY}\s*(?:出生|生)|(?:19|20)\d{{2}}\s*年?\s*(?:出生|生)|出?生于\s*{_DAY}|[6-9]\d后|[01]\d年?后(?!端)"
    rf"|[（(\[【]?(?:一寸|证件|个人)?照片?[)）\]】]?(?=$)|贴照片处?"
    rf"){_ALONE}(?:出生)?"
)
_PHRASES = re.compile(
    r"(?i:\b[1-6]\d[ -]?(?:years?|yrs?)[ -]?old\b|\baged? [1-6]\d\b(?! *(?:to|-|–|and))|"
    r"\bborn (?:in|on) [\w ,./-]*\d{4}"
    r"|\b(?:single|married)\b(?= *(?:[|,;/]|$))(?<!\w single)|\bCommunist Party member\b|"
    r"\bCPC member\b|\b(?:no|one|two|three|four|\d) (?:child|children|kids)\b|\[photo\]|"
    r"\(photo\))"
    r"|出?生于(?:19|20)\d{2}年?(?:\d{1,2}月)?(?:\d{1,2}日)?|今年[1-6]\d岁|现年[1-6]\d岁"
)
_ABOUT_A_PERSON = re.compile(
    rf"{_EDGE}(?:[12]\.\d{{1,2}}\s*(?:米|m)|1[4-9]\d\s*(?:cm|厘米|CM)|"
    rf"(?:{_PLACES})[省市]?[\u4e00-\u9fff]{{2,6}}){_END}"
)
"""Height and home, which nobody labels, on a line that tells somebody's sex or age."""
_RANKED = r"(?:985|211|C9(?:联盟)?|双一流)(?:工程|重点|建设)?(?:高校|院校|大学|学校|本科)?"
_RANK_WORDS = (
    r"双一流(?:建设)?(?:高校|院校|大学|学校|本科|学科)?|C9联盟(?:高校)?|(?:985|"
    r"211)\s*(?:工程|高校|院校|大学|重点|(?=本科))+(?:建设)?(?:高校|院校)?"
    r"|QS\s*(?i:世界|全球|world|university|大学|rankings?|ranked|排名|top|第|前|#|no\.?|:|"
    r"：|\s)*\d+\+?(?:\s*(?:名|强|位|院校|名校))?"
    r"|(?:软科|泰晤士|U\.?S\.? ?News|THE)\s*(?i:世界|world|大学|rankings?|排名|top|第|前|#|no\.?|\s)+\d+(?:名|位)?"
    r"|世界(?:大学)?排名[第前]?\d+(?:名|位|强)?|(?:世界|全球)(?:百强|前[百\d]+)(?:强|名)?(?:大学|名校|高校|院校)"
    r"|(?i:ivy league(?: school| university)?|russell group(?: university)?|"
    r"top[ -]\d+ (?:global |world )?(?:university|school))"
    r"|(?:全国|国家)?(?:普通(?:高校|高等教育)?)?统招生?|第一学历(?:\s*[:：]|[为是])?\s*"
    r"|(?:全国|国家)?重点(?:大学|本科|高校|院校)|一本(?:院校|大学|高校|线)?(?=$|[\s|"
    r",，、)）])|[二三]本(?:院校|大学|高校)?(?=$|[\s|,，、)）])"
)
_RANK = re.compile(
    rf"[（(\[【]\s*(?:{_RANK_WORDS}|{_RANKED}|[/、,，&和+\s])+\s*[)）\]】]"
    rf"|(?<![\d.,A-Za-z])(?:{_RANKED})(?:\s*[/、,，&和+]\s*(?:{_RANKED}|{_RANK_WORDS}))+"
    rf"|{_EDGE}(?:985|211){_END}(?!\s*(?:家|人|个|台|名|万|元|单|stores|people|users))|(?:{_RANK_WORDS})"
)
_WAY = (
    r"(?:普通)?(?:非)?全日制|高等教育自学考试|自学考试|自考|成人(?:高考|高等教育|教育)|成教|继续教育|函授|网络教育|网教|"
    r"远程教育|在职|业余|夜大|电大|开放教育|脱产"
)
_LEVEL = r"(?:大学)?本科|大专|专科|中专|硕士|博士|研究生|学士|学历|学位|升本"
_ENGLISH_WAY = r"(?i:(?:full|part)[- ]time|distance[- ]learning|online|evenings?|correspondence)(?: (?i:study|course))?"
_WAYS = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=大学|学院|学校|专业|取得|获得))(?:(?:{_WAY})[/、\s]*)+(?={_LEVEL})"
    rf"|[（(\[【]\s*(?:(?:{_WAY})(?:教育|学习|形式)?|[/、,，\s])+[)）\]】]|{_EDGE}(?:{_WAY}){_END}"
    rf"|\s*\({_ENGLISH_WAY}\)|{_EDGE}{_ENGLISH_WAY}(?=$|[{_SEPARATORS}])"
)
"""How somebody studied, on a line that names a level."""
_STUDIES = re.compile(
    rf"{_LEVEL}|\b(?:B\.?Sc|B\.?A|B\.?Eng|B\.?Com|B\.?Ed|BBA|LL\.?[BM]|M\.?Sc|M\.?A|M\.?Eng|MBA|Ph\.?D)\b"
    r"|\b(?i:bachelor|master|diploma|degree)\b"
)
_HOW_LABELLED = re.compile(rf"(?:学习|学历|教育|培养|办学)(?:形式|方式|类型|类别|性质)\s*[:：]\s*(?:{_WAY}|统招)+")
_UPGRADED = re.compile(r"专(?=[升接转]本)")
"""Of a bachelor's after a college only that it is one."""
_REACH = re.compile(
    r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|https?://\S+|www\.\S+|(?:linkedin|github|gitee)\.com/\S+"
    r"|(?<!\d)[1-9]\d{5}\s?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?\d{3}[\dXx](?!\d)"
    r"|(?<![\d.])(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)|(?<!\d)\(?0\d{2,3}\)?[-\s]\d{7,8}(?!\d)"
    r"|\b[\w.-]{0,40}(?:linkedin|github)[\w.-]{0,40}/\S+|(?<![\d.])0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}(?!\d)"
    r"|\+\d{1,3}(?:[-\s.()]{0,2}\d){6,12}(?!\d)|(?<![\dA-Za-z])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)"
)
_LONE_DAY = re.compile(
    rf"{_EDGE}{_DAY}(?=\s*(?:$|[|｜,，;；\t、/·•\x00]|\s{{2,}}|"
    rf"\s[\u4e00-\u9fff]))(?!\s*[-–—~至到])"
)
_ONLY_A_LABEL = re.compile(
    rf"^\W*(?:(?:{_CHINESE_LABELS}|{_CONTACT_LABELS})|(?i:{_ENGLISH_LABELS}|{_ENGLISH_CONTACTS}))\s*[:：]?\s*$"
)
_LABEL_LEFT = re.compile(rf"(?:(?:{_CONTACT_LABELS}|(?i:{_ENGLISH_CONTACTS}))[/\s]*)+[:：]?\s*\x00")
_VERB_LEFT = re.compile(r"(?:毕业于|就读于|毕业自)\s*\x00")
_EMPTY_BRACKETS = re.compile(r"[（(\[【]\s*[/、,，|\s]*[)）\]】]")
_DOUBLED = re.compile(r"(\s*[|｜,，;；、/·•]\s*)(?:[|｜,，;；、/·•]\s*)+")
_EDGES = re.compile(rf"^[\s{_SEPARATORS}:：。]+(?=\S)|[\s|｜,，;；\t/、·•:：]+$")
_AFTER_BULLET = re.compile(rf"^(\s*(?:[-–—•●○▪■◆*·]|\(?\d{{1,2}}[.)、．])\s?)[\s{_SEPARATORS}:：。]+(?=\S)")
_NOTHING = re.compile(r"^[\W_]*$")


def quotable(text: str, *, personal: bool = False) -> str:
    """`text` as it may be read and quoted: as it stands, or with what must not count cut out; empty where nothing else
    is in it.

    `personal`: the line stands among personal details, where a lone date is a birthday.
    """
    left = text
    for pattern in (_REACH, _LABELLED, _BARE, _BY_SPACE):
        left = cut(pattern, left, _GAP)
    left = without_statements(without_persons(left, _GAP), _GAP)
    for pattern in (_TOKENS, _PHRASES, _HOW_LABELLED, _UPGRADED, _RANK):
        left = cut(pattern, left, _GAP)
    if _STUDIES.search(simplified(left)):
        left = cut(_WAYS, left, _GAP)
    told = left != text and _SEX_OR_AGE.search(simplified(text))
    if told:
        left = cut(_ABOUT_A_PERSON, left, _GAP)
    if personal or told:
        left = _without_birthday(left)
    if left == text:
        return text
    return _tidied(left)


def _without_birthday(text: str) -> str:
    """`text` without lone days; the end of a period is none."""
    periods = [(each.start, each.end) for each in ranges(text)]

    def birthday(hit: re.Match[str]) -> str:
        in_a_period = any(start < hit.end() and hit.start() < end for start, end in periods)
        return hit[0] if in_a_period else _GAP

    return _LONE_DAY.sub(birthday, text)


_SEX_OR_AGE = re.compile(
    rf"{_EDGE}[男女]性?{_END}|性\s*别|岁|(?i:\bmale\b|\bfemale\b|\bgender\b|\bage\b)|族{_END}|婚|党员|团员"
)


_GAP = "\x00"


def _tidied(text: str) -> str:
    text = _VERB_LEFT.sub("\x00", _LABEL_LEFT.sub("\x00", text))
    text = _EMPTY_BRACKETS.sub("", text.replace("\x00", " \x00 ").replace("\x00", ""))
    text = _AFTER_BULLET.sub(r"\1", text)
    text = re.sub(r"(?<=[（(【])\s+|\s+(?=[）】])", "", text)
    text = re.sub(r"\s+([,，;；、。])", r"\1", re.sub(r" {2,}", " ", text))
    text = _DOUBLED.sub(r"\1", text)
    text = _EDGES.sub("", _EDGES.sub("", text)).strip()
    return "" if _NOTHING.match(text) else text


def only_a_label(text: str) -> bool:
    """Whether `text` is nothing but the name of something that must not count, so that its value stands elsewhere."""
    return bool(_ONLY_A_LABEL.match(simplified(text)))
