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


PROXIES: tuple[Proxy, ...] = (
    _proxy(
        "age",
        r"(?:仅限|限|只招|必须为|须为)?(?:20\d\d\s*(?:届|年)\s*)?(?:应届|往届)(?:本科|硕士"
        r"|大专)?(?:毕业)?生?(?!.{0,3}(?:亦可|也可|均可|可|皆可|欢迎"
        r"|不限))|20\d\d\s*届"
        r"|(?:recent|new|fresh) (?:college |university )?grad(?:uate)?s?\b(?! (?:welcome|may|can|are welcome"
        r"|considered))|class of 20\d\d"
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
