"""Words about a person that must not count and that no label announces: family, health, birth, belief, party, home."""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified

SEPARATORS = r"|｜,，;；\t/、·•"
EDGE = rf"(?:^|(?<=[{SEPARATORS}\s(（【\[:：。\x00]))"
END = rf"(?=$|[{SEPARATORS}\s)）】\].。!！\x00])"
PLACES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    "湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古"
    "|广西|西藏|宁夏|新疆"
)
_TENS = "[二三四五六]?十[一二三四五六七八九]?"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ ./-]{{1,2}})?(?:(?:{_MONTHS})\.?,?[ ./-]{{1,2}}|\d{{1,2}}[ ./-]{{1,2}})?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?,? )?(?:19|20)?\d{{2}}(?!\d)(?:[./-]\d{{1,2}}){{0,2}}"
)
_LAST = rf"(?=\s*(?:$|[{SEPARATORS}\x00)）】\].。!！]))"
"""Of English words that begin a name or a trade as well: nothing follows."""
_PARENT = "宝妈|宝爸|奶爸|妈妈|爸爸|母亲|父亲"
_ALONE = re.compile(
    rf"{EDGE}(?:"
    rf"(?:我|本人)?(?:就?是|作为)?(?:一[名位个枚])?(?:[5-9]\d年的?)?(?:[一二两三1-3]个?(?:孩子|娃|宝)的?|二胎|单亲|职场)?"
    rf"(?:{_PARENT})(?:一枚|[一二两三]宝)?"
    rf"|(?:目前|现|已|正|在)?(?:怀孕|孕期|已孕|备孕|哺乳期|待产|二胎)(?:中|待产|[一二三四五六七八九十\d]{{1,2}}个?(?:月|周))?"
    rf"|(?:已婚)?(?:已育|育有|育|生有|有)[一二两三\d]?个?(?:子女|孩子|小孩|儿子|女儿|子|女|孩|娃|宝)(?:[一二两]?[子女])?"
    rf"|(?:无|没有)(?:家庭|孩子)(?:负担|拖累)|孩子(?:已经?|由|归)[^，。；,;|｜]{{0,12}}"
    rf"|(?:有|持有?)?(?:肢体|听力|视力|言语|智力|精神|多重|轻度|中度|重度){{0,2}}(?:残疾|伤残)(?:人|军人)?(?:证书?)?"
    rf"\s*[（(]?(?:[一二三四五六七八九十\d]{{1,2}}级)?[)）]?"
    rf"|[大小]三阳"
    rf"|近视(?:眼)?\s*\d{{0,4}}度?"
    rf"|(?:我|本人)?是?(?:[5-9]\d|0\d)年(?:\d{{1,2}}月)?(?:\d{{1,2}}[日号])?出?生(?:人|的)?|[5-9]\d年的"
    rf"|(?:本人)?(?:现年|今年|年龄|年方|年满)?\s*{_TENS}\s*周?岁|年龄\s*{_TENS}|年龄\s*\d{{2}}"
    rf"|(?:本人)?(?:信仰|信奉|皈依)[\u4e00-\u9fff]{{1,6}}|(?:基督|天主|佛|伊斯兰|道)教(?:徒|信徒)?|穆斯林"
    rf"|(?i:muslim|buddhist|catholic|hindu|jewish|(?:practi[sc]ing|devout|born[- ]again) christian){_LAST}"
    rf"|(?:(?:19|20)?\d{{2}}年?(?:\d{{1,2}}月)?\s*)?(?:光荣)?(?:加入|入)(?:中国共产党|中共|共青团|党组织|党)"
    rf"|党龄\s*\d{{0,2}}\s*年?"
    rf"|(?:有|持有?|具有)?(?:{PLACES})[市省]?(?:户口|户籍)|(?:户口|户籍)(?:地?在|为|是|落在)[\u4e00-\u9fff]{{2,8}}"
    rf"|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]"
    rf"|(?:白羊|牡羊|金牛|双子|巨蟹|狮子|处女|天秤|天蝎|射手|人马|摩羯|水瓶|双鱼)座"
    rf"|(?:(?:20)?\d{{2}}届)?\s*应届(?:毕业)?生?\s*(?:(?:20)?\d{{2}}届)?|(?:20)?\d{{2}}届毕业生|少数民族"
    rf"|(?i:she|he|they)\s*/\s*(?i:hers?|him|his|theirs?|them)(?:\s*/\s*(?i:hers|his|theirs))?"
    rf"|(?i:disabled(?: veteran| person)?|pregnant|expecting a (?:baby|child)|photo attached){_LAST}"
    rf"|1[4-9]\d\s*(?i:cm)\s*/\s*\d{{2,3}}\s*(?i:kg)"
    rf"){END}"
)
_ANYWHERE = re.compile(
    rf"(?i:\b(?:date of birth|birth ?date|d\.?o\.?b\.?|born)(?: on| in)?\s*[:：-]?\s*{_DATE}(?: in [a-z]{{2,20}})?"
    r"|\b(?:gender|sex)\s+(?:fe)?male\b|\bmarital status\s+[a-z]+|\bnationality\s+[a-z]+"
    r"|\b(?:(?:i am|i['’]m|as) )?an? (?:(?:[1-6]\d[- ]?(?:years?|yrs?)[- ]?old|young|single|married|divorced|widowed"
    r"|unmarried|pregnant|muslim)[, ]{1,2}){1,4}(?:woman|man|lady|girl|guy|mother|father|mom|mum|dad|wife|husband)\b"
    r"(?!['’])"
    r"|\b(?:i am|i['’]m) (?:an? )?(?:woman|man|mother|father|mom|mum|dad|wife|husband|single|married|pregnant"
    r"|disabled)\b"
    r"(?!['’])|\b[1-6]\d ?y/?o\b(?: (?:woman|man|male|female))?"
    r"|\b(?:(?:single|working|proud|married) )?(?:mother|father|mom|mum|dad|parent) (?:of|to) (?:an? |my )?"
    r"(?:one|two|three|four|five|\d|twins|toddlers?|young children)\b(?: (?:boys?|girls?|kids?|children|sons?"
    r"|daughters?))?"
    r"|\bmarried,? with (?:[a-z\d]+ )?(?:kids?|child(?:ren)?)\b)"
    r"|(?<![\dA-Za-z])[EG]\d{8}(?!\d)"
)
_SCHOOLS = re.compile(
    r"(?i:\bivy[- ]league\b(?: (?:graduate|school|university|education|alumn\w{1,3}))?)"
    r"|(?<![\d.])(?:985|211)(?:[/、](?:985|211))?(?:毕业生?|出身|学历|(?=本硕|硕士|本科))"
    r"|C9(?:联盟)?\s*(?:高校|院校|大学|名校)(?:毕业)?|(?:属于?|原)*(?:985|211)\s*(?:优势学科)?平台(?:大学|高校|院校)?"
    r"|(?:国内|全国|世界|海内外|海外)?(?:顶尖|一流|知名|名牌)(?:985|211|双一流)[/、]?(?:985|211|双一流)?(?:大学|高校|院校|名校)?"
    r"|双一流[A-C]类?(?:建设)?(?:大学|高校|院校)?"
    r"|(?i:\btop[ -]\d{1,3} (?:university|universities|school|college)s?(?: (?:in|of) (?:the )?[a-z]{2,20})?)"
)


def cut(pattern: re.Pattern[str], text: str, gap: str) -> str:
    """`text` with `gap` for every hit of `pattern`, which is sought in simplified characters."""
    plain = simplified(text)
    if plain == text:
        return pattern.sub(gap, text)
    left, at = [], 0
    for hit in pattern.finditer(plain):
        left += [text[at : hit.start()], gap]
        at = hit.end()
    return "".join([*left, text[at:]])


def without_persons(text: str, gap: str) -> str:
    """`text` with `gap` for every word of this kind."""
    for pattern in (_SCHOOLS, _ANYWHERE, _ALONE):
        text = cut(pattern, text, gap)
    return text
