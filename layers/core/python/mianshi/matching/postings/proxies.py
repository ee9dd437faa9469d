"""What a job text may not count beside the protected topics themselves, and what no résumé can show.

Form of study and study abroad: Overall Plan for Deepening the Reform of Education Evaluation (PRC, 2020) item 20.
Everything else is product policy: a year of graduation stands for an age, a party or a nationality for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.contracts.base import Bilingual


@dataclass(frozen=True)
class Proxy:
    """`topic` as it is kept; `words` are looked for, and never count; `reason` is shown."""

    topic: str
    words: re.Pattern[str]
    reason: Bilingual


def _proxy(topic: str, words: str, zh: str, en: str) -> Proxy:
    return Proxy(topic, re.compile(words, re.IGNORECASE), Bilingual(zh=zh, en=en))


_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
PROXIES: tuple[Proxy, ...] = (
    _proxy(
        "age",
        r"\b(?:(?:be|are|aged?|at least|over|above) )*(?:16|18|21)(?: ?years?(?: of age| old)?)? (?:or"
        r"|and) (?:older|over"
        r"|above)\b|\b(?:16|18|21)\+(?! ?(?:years?|yrs?))|\b(?:at least|over|must be) (?:16|18|21)(?: years?(?: old"
        r"| of age)?)?\s*$"
        r"|\blegal working age\b|(?:达到?)?法定(?:工作)?年龄",
        "法定最低工作年龄在录用手续中核验证件，不写进匹配，也不从简历里看年龄。",
        "A legal minimum age is checked on papers when hiring; nothing about age is read or matched.",
    ),
    _proxy(
        "age",
        rf"(?:(?:工作|从业)?(?:经验|年限|工龄)?)(?:不超过|不多于|不高于|最多|(?<!不)少于|(?<!不)低于)\s*{_N}\s*年"
        rf"|(?<!\d)(?:{_N}\s*[-—–~～至到]\s*)?{_N}\s*年\s*(?:及)?(?:以下|以内|之内)|毕业.{{0,4}}{_N}\s*年(?:以?内"
        rf"|以下|之内)"
        rf"|\b(?:up to|not more than|no more than|at most|less than|under|a maximum of"
        rf"|max(?:imum)?\.?)\s+{_N}\s*(?:years?"
        r"|yrs?)\b(?!\s*-?\s*old)",
        "经验的上限等同于年龄上限，不作为条件；只看至少需要多少。",
        "An upper bound of years of work stands for an age and does not count; only what is needed at least does.",
    ),
    _proxy(
        "age",
        r"\bmature (?:candidate|person|individual|applicant|worker|student|lady|woman|man|adult)s?\b|\b(?:candidates?"
        r"|applicants?) (?:should be |must be )?mature\b",
        "“成熟”常指年龄，不作为条件；请写明需要多少经验，或在面试中用行为问题了解。",
        "“Mature” is read as an age and does not count. State how much experience is needed, or ask about behaviour in "
        "the interview.",
    ),
    _proxy(
        "children",
        r"(?:不(?:接受|招|要|录用?)|非|无|未)(?:怀?孕|备孕|哺乳)(?:妇|期|中)?(?:女性?)?|孕妇(?:勿|除外|不)|(?:不在"
        r"|非)(?:孕期|哺乳期)"
        r"|\b(?:not |no |non-)pregnan(?:t|cy)\b(?: women| candidates?)?|\bpregnant (?:women|candidates?|applicants?)\b",
        "怀孕和生育状况不作为条件（就业促进法第 27 条、妇女权益保障法第 43 条）。",
        "Pregnancy does not count (PRC Employment Promotion Law art. 27; Women's Rights and Interests Law art. 43).",
    ),
    _proxy(
        "health",
        r"(?:裸眼)?视力.{0,12}|(?:高度)?近视.{0,10}|(?:无|非)?色[盲弱]|[左右](?:利手|撇子)|惯用[左右]手|(?:非"
        r"|无)?疫区(?:人员)?|无慢性病"
        r"|\b(?:eye ?sight|vision 20/20|20/20 vision|colou?r[- ]?blind\w*|(?:right|left)-?handed)\b",
        "身体状况不作为条件（就业促进法第 29、30 条）；法律对某类岗位有体检标准的，由录用时的法定体检判断。",
        "Physical condition does not count (PRC Employment Promotion Law art. 29, 30). Where the law sets standards "
        "for "
        "some work, the medical check at hiring decides.",
    ),
    _proxy(
        "photo",
        r"\bclean[- ]?shaven\b|\bwell[- ]groomed\b|\bno (?:visible )?(?:tattoos?|piercings?|beards?)\b|不留(?:胡须"
        r"|长发)"
        r"|(?:不|无)染发|五官端正|面容.{0,4}|\b(?:good|pleasant|attractive|presentable)[- ](?:looking|appearance)\b",
        "长相和打扮不作为条件；确有着装或卫生规定的，入职后按制度执行。",
        "Looks do not count. Rules for dress or hygiene that the work needs are for after hiring.",
    ),
    _proxy(
        "criminal record",
        r"(?:无|没有)?(?:任何)?(?:违法|犯罪|刑事|不良)+(?:犯罪)?(?:记录|前科|案底)|无前科|无案底"
        r"|\b(?:no |clean |clear |without (?:a )?)?criminal (?:records?|history|background|convictions?)\b"
        r"|\b(?:clean|clear) (?:police )?record\b|\b(?:dbs|police|background) (?:check|clearance)s?\b",
        "有无犯罪记录，只有法律规定的岗位可以查，由录用前的法定核查完成；简历说明不了，不作为匹配条件。",
        "A criminal record may be asked about only where the law says so, by the lawful check before hiring. A résumé "
        "shows nothing of it, so it does not count.",
    ),
    _proxy(
        "residence",
        r"(?:家住|居住在?|住在|住址).{0,10}|(?:附近|本区|周边)(?:居民|居住)(?:者)?|\b(?:must |should )?(?:live"
        r"|reside|living"
        r"|residing) (?:with)?in\b.{0,24}|\bwithin \d+ (?:miles?|km|kilomet\w+|minutes?)\b",
        "住在哪里说明不了能否胜任；写明上班地点和时间，由应聘者自己决定。",
        "Where somebody lives says nothing about doing the job. State place and hours, and let people decide.",
    ),
    _proxy(
        "exception",
        r".{0,16}(?:可(?:以)?(?:适当)?放宽|放宽至|可破格).*|\b.{0,40}\bexceptions? (?:may|can) be made\b.*",
        "放宽条件由人判断，没有参与匹配；缺少的要求只作提示，不会淘汰任何人。",
        "Exceptions are for a person to make and are left out. What is missing is only shown; it rejects nobody.",
    ),
    _proxy(
        "age",
        r"(?:仅限|限|只招|必须为|须为)?(?:20\d\d\s*(?:届|年)\s*)?(?:应届|往届)(?:本科|硕士"
        r"|大专)?(?:毕业)?生?(?!.{0,3}(?:亦可|也可|均可|可|皆可|欢迎"
        r"|不限))|20\d\d\s*届"
        r"|(?:recent|new|fresh) (?:college |university )?grad(?:uate)?s?\b(?! (?:welcome|may|can|are welcome"
        r"|considered))|class of 20\d\d|\b(?:graduated )?within \w+ years? of graduat\w+"
        r"|\b(?:you(?:'re| are)|candidates?|applicants?|aged?) (?:should be |must be )?(?:under|over|below"
        r"|above) [2-6]\d\b",
        "毕业年份等同于年龄，不作为条件；可以写明需要多少经验，或没有经验也可以。",
        "A year of graduation stands for an age and does not count. State how much experience is needed, or that "
        "none is.",
    ),
    _proxy(
        "school rank",
        r"\btop[- ]?\d+ (?:universit|school|college)\w*|\b(?:QS|US ?News)\b.{0,12}\d+|\btarget schools?\b"
        r"|\b(?:prestigious|elite) (?:universit|school|college)\w*|[一二三]本(?=院校|及?以上|毕业|学历|大学)",
        "毕业院校不作为条件（深化新时代教育评价改革总体方案第 20 条）；只看学历层次。",
        "The school somebody went to does not count (PRC education evaluation plan of 2020, item 20); only the "
        "level does.",
    ),
    _proxy(
        "form of study",
        r"(?:非)?全日制(?=.{0,6}(?:本|专|硕|博|研|学|院|统|教|普))|第一学历|自考|成人高考|函授",
        "学习形式不作为条件（深化新时代教育评价改革总体方案第 20 条）；只看学历层次。",
        "How somebody studied does not count (PRC education evaluation plan of 2020, item 20); only the level does.",
    ),
    _proxy(
        "study abroad",
        r"(?:海外|国外|境外|出国)(?:留学|学历|院校|求学|教育)(?:背景|经历|经验)?|留学(?:生|背景|经历)|海归"
        r"|studied abroad|overseas (?:degree|education)",
        "国（境）外学习经历不作为条件（深化新时代教育评价改革总体方案第 20 条）；需要的语言或能力可以直接写。",
        "Studying abroad does not count (PRC education evaluation plan of 2020, item 20); name the language or "
        "skill instead.",
    ),
    _proxy(
        "political membership",
        r"中共党员|党员(?!管理|发展|教育|活动)|团员|政治面貌|民主党派",
        "政治面貌说明不了能否胜任工作，不作为匹配条件。",
        "Membership of a party says nothing about doing the job and does not count.",
    ),
    _proxy(
        "origin",
        r"[京沪粤津渝]籍|本省人|本市人|(?<!本)本地人|\b(?:us|u\.s\.|uk|eu|chinese|native)? ?(?:citizens?"
        r"|nationals?)(?:hip)?\b(?: only| required)?",
        "国籍和籍贯不作为条件；可以问是否有在当地工作的许可。",
        "Nationality and origin do not count; a permit to work in the country may be asked about.",
    ),
    _proxy(
        "children",
        r"已育|未育|育龄|已婚已育|单身",
        "婚姻和生育状况不作为条件（妇女权益保障法第 43 条）。",
        "Marriage and children do not count (PRC Law on the Protection of Women's Rights and Interests, art. 43).",
    ),
)

TRAITS = Proxy(
    "trait",
    re.compile(
        r"性格|开朗|外向|内向|乐观|活泼|阳光|诚实|诚信|正直|忠诚|品行|人品|吃苦耐劳|吃苦|踏实|稳重|上进心|进取心"
        r"|事业心|责任心|责任感|敬业|积极主动|主动性|热情|有激情"
        r"|抗压|承受.{0,6}压力|心态|情商|自信|亲和力|耐心|细心|认真|勤奋|有爱心|服从"
        r"|\b(?:positive attitude|can-do|self[- ](?:motivated|starter|driven|confident)|highly motivated|motivated"
        r"|enthusias\w+|passion(?:ate)?|hard[- ]?working|honest\w*"
        r"|integrity|trustworthy|reliable|outgoing|energetic|proactive|go-getter|resilien\w+|work ethic|work(?:s"
        r"|ing)? (?:well )?under pressure|thrives?|attention to detail|detail[- ]oriented)\b",
        re.IGNORECASE,
    ),
    Bilingual(
        zh="性格和态度不是简历能证明的，写上也不算数；请在面试中用行为问题了解。",
        en="A résumé cannot show character or attitude, and claiming it counts for nothing. Ask about behaviour in "
        "the interview.",
    ),
)
"""Claims anybody can write: they are left to the interview."""
