"""Words that may not stand in a role: protected traits are never asked about and never count (product policy 7).

Sources: Law on the Protection of Women's Rights and Interests art. 43 and the Employment Promotion Law (PRC), which
forbid questions on marriage and childbirth and discrimination by sex, ethnicity, religion, disability or infection;
Directive 2000/78/EC and the US Civil Rights Act for age, religion, disability and origin.

The lists name words, so they cannot know what is meant. Terms of trade that merely contain such a word ("health check
endpoint", "race condition", "盘点照片") are taken out first. A rare wrong refusal costs a rewording; a wrong pass
costs a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mianshi.contracts.role import Role


@dataclass(frozen=True)
class Topic:
    """A protected topic: `name` for the sentence, `words` that name it, `harmless` terms that only look like it."""

    name: str
    words: re.Pattern[str]
    harmless: re.Pattern[str] | None = None

    def find(self, text: str) -> str | None:
        """The first word in `text` that names the topic, or None."""
        cleared = self.harmless.sub(" ", text) if self.harmless else text
        found = self.words.search(cleared)
        return found.group(0) if found else None


@dataclass(frozen=True)
class Finding:
    """A protected topic in a role. `where` is the path of the text, such as ``competencies.0.questions.0.text.zh``."""

    topic: str
    where: str
    word: str


def _pattern(zh: str, en: str) -> re.Pattern[str] | None:
    """Chinese fragments match anywhere, English ones as whole words; ASCII rules make `\\b` hold beside Chinese too."""
    parts = [part for part in (zh, rf"\b(?:{en})\b" if en else "") if part]
    return re.compile("|".join(parts), re.IGNORECASE | re.ASCII) if parts else None


def _topic(name: str, zh: str, en: str, harmless_zh: str = "", harmless_en: str = "") -> Topic:
    words = _pattern(zh, en)
    if words is None:
        raise ValueError(f"topic {name} names no words")
    return Topic(name, words, _pattern(harmless_zh, harmless_en))


TOPICS: tuple[Topic, ...] = (
    _topic(
        "age",
        r"年龄|年纪|几岁|多大岁数|[你您]多大|多少岁|\d\s*岁|周岁|岁以[上下]|出生(?:日期|年月|年份|于)|生日|生肖|属相|[5-9]0\s*后",
        r"ages?|aged|how old|years? old|date of birth|birthdays?|were you born|millennials?|gen z"
        r"|young(?:er)? (?:person|people|candidates?|staff|team)",
        r"生日(?:蛋糕|礼券|促销|优惠|会员)|会员生日",
        r"aged (?:stock|inventory|goods|debt|receivables)|birthday (?:cake|voucher)s?"
        r"|age of (?:the |an? )?(?:stock|inventory|cache|data|tickets?|orders?|invoices?|accounts?|machines?)"
        r"|how old (?:is |are )?(?:the|this|that|these) (?:stock|cache|data|goods|machines?)",
    ),
    _topic(
        "sex",
        r"性别|男性|女性|男生|女生|男女|性取向|限男|限女|同性恋",
        r"genders?|sex|sexual\w*|males?|females?|(?:wo)?m[ae]n or (?:a )?(?:wo)?m[ae]n|transgender",
        r"[男女]性(?:用品|服装|鞋|内衣)|性骚扰",
        r"sexual harassment",
    ),
    _topic(
        "marriage",
        r"结婚|婚姻|已婚|未婚|离婚|离异|婚育|婚恋|婚否|配偶|丈夫|妻子|老公|老婆|男朋友|女朋友|谈恋爱",
        r"marri\w+|marital|spouses?|husbands?|wi(?:fe|ves)|boyfriends?|girlfriends?|divorce\w*|engaged to",
        r"结婚(?:用品|礼服|喜糖)",
    ),
    _topic(
        "children",
        r"孩子|小孩|子女|生育|怀孕|孕期|备孕|育儿|产假|生娃|二胎|三胎|几胎|带娃",
        r"child|children|kids?|pregnan\w+|maternity|paternity|childcare|start a family|family plans?",
        "",
        r"child[- ](?:process(?:es)?|nodes?|class(?:es)?|components?|elements?|tables?|workflows?|spans?)"
        r"|(?:children|kid)'?s'? (?:wear|cloth\w*|toys?|books?|departments?|shoes)|maternity (?:wear|clothes|range)",
    ),
    _topic(
        "health",
        r"健康|病史|疾病|患病|残疾|残障|乙肝|传染病|体检|抑郁|慢性病",
        r"health\w*|illness(?:es)?|diseases?|disabilit\w+|disabled (?:person|people|candidates?|employees?)|handicap\w*"
        r"|medical (?:history|conditions?|records?|exam\w*)|hiv|hepatitis|depression",
        r"健康(?:检查接口|检查脚本|探针|度监控)|服务健康|系统健康|职业健康",
        r"health[- ]?(?:check (?:endpoint|script|route|probe)|endpoint|probe|dashboard)s?|health and safety"
        r"|(?:service|system|cluster|pipeline) health|healthcare (?:client|customer|sector|industry)s?"
        r"|healthy (?:pipeline|margin|instance)s?",
    ),
    _topic(
        "ethnicity",
        r"民族|种族|汉族|肤色|国籍|人种",
        r"ethnic\w*|races?|racial\w*|nationalit\w+|skin colou?r|native speakers?|country of origin",
        "",
        r"(?:data )?race (?:conditions?|detector)|data races?",
    ),
    _topic(
        "religion",
        r"宗教|信教|信仰|佛教|基督|伊斯兰|穆斯林|清真寺|教徒|做礼拜",
        r"religio\w+|church\w*|mosques?|muslims?|christians?|buddhis\w+|jewish|pray(?:er|ers|ing)?",
    ),
    _topic(
        "hukou",
        r"户口|户籍|籍贯|祖籍|本地人|外地人|农村户|城镇户|老家",
        r"hukou|household registration|hometown|birthplace",
        r"户籍(?:系统|业务)",
    ),
    _topic(
        "photo",
        r"照片|证件照|自拍|长相|外貌|颜值|五官|身高|体重",
        r"photos?|photographs?|headshots?|selfies?|good[- ]looking|physical appearance|attractive (?:person|looks)",
        r"(?:产品|商品|货架|现场|陈列|盘点|破损|故障|票据|库存|设备)照片",
        r"(?:product|shelf|damage|stock|site) photos?|photo (?:library|upload|service|storage|album)s?"
        r"|photos? of (?:the |our |a )?(?:shel(?:f|ves)|goods|products?|damage|stock|machines?|parts?|floor|displays?)",
    ),
    _topic(
        "school rank",
        r"(?<!\d)(?:985|211)(?!\d)|双一流|名校|重点大学|一本院校|(?:学校|院校|大学)排名|毕业院校|第一学历|哪所(?:大学|学校)",
        r"(?:school|university) rank\w*|(?:top|elite|prestigious)[- ](?:tier )?(?:school|universit|college)\w*"
        r"|ivy league|rank of (?:your|the) (?:school|university|college)"
        r"|which (?:school|university|college) (?:did|do) you|double first[- ]class",
    ),
)


def lint(role: Role) -> list[Finding]:
    """Every protected topic in the texts of `role`, in the order of the file; an empty list means none was found."""
    findings = []
    for where, text in texts(role):
        for topic in TOPICS:
            word = topic.find(text)
            if word is not None:
                findings.append(Finding(topic=topic.name, where=where, word=word.strip()))
    return findings


def texts(role: Role) -> Iterator[tuple[str, str]]:
    """(path, text) of everything in `role` that people read or a judge uses, ids left out, in the order of the file."""
    return _texts(role.model_dump(mode="json", exclude={"id", "delivery_weight_reason"}), "")


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not where.endswith(".id"):
            yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{where}.{place}")
