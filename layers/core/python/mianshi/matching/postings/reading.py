"""What one clause of a job text asks for, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mianshi.contracts.matching import Requirement, RequirementKind
from mianshi.contracts.resumes import DEGREES, Degree, FactKind
from mianshi.matching.lexicon import Found, broader, degrees, find
from mianshi.matching.postings import apart, implied
from mianshi.matching.postings.numbers import years
from mianshi.matching.postings.terms import groups

_NO_LIMIT = re.compile(
    r"面议|福利|投递|简历发|不限|无需|不需要?|不必|小白(?:可|亦)|无要求|不作要求|均可|亦可|也可|皆可|\bnot (?:required"
    r"|necessary)\b|\bno (?:experience|degree) (?:needed"
    r"|required)\b",
    re.IGNORECASE,
)
_ANY_DEGREE = re.compile(
    r"^(?:a |university |college )*degree\b|\b(?:university|college) degree\b|大学学历|大学毕业", re.IGNORECASE
)
_MAJOR_ZH = re.compile(
    r"(?P<m>[\u4e00-\u9fffA-Za-z、,，/和或及与 ]{2,60}?)(?:等)?(?:或|及)?(?:相关|类|相近|对口)*(?:的)?"
    r"专业(?![技知能术素精的人服水性级])"
)
_MAJOR_EN = re.compile(
    r"(?:degree|bachelor['’]?s?|master['’]?s?|ph\.?d\.?|diploma|major(?:ed)?|background)\s+(?:degree\s+)?(?:in"
    r"|of)\s+(?P<m>.+)$",
    re.IGNORECASE,
)
_RELATED_EN = re.compile(
    r",?\s*\b(?:or|and)?\s*(?:an?|in an?|other|any)?\s*(?:closely )?(?:related|relevant|similar|equivalent"
    r"|comparable)\b.*$|\b(?:is |are )?(?:preferred|required|desir\w+).*$",
    re.IGNORECASE,
)
_NOT_MAJOR = re.compile(
    r"本科|大专|专科|硕士|博士|研究生|中专|高中|及?以上|以上|学历|全日制|统招|毕业|学士|学位|优先|专业|不限|优秀"
    r"|具有|具备|^有|的$|理工科?$",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"\s*(?:[、,，/／]|或|和|及|与|以及|\bor\b|\band\b)\s*", re.IGNORECASE)
_FIELD_ZH = re.compile(
    r"^\s*(?:或|及)?(?:以上|及以上|或以上|之上|左右|\+)?\s*(?:的)?(?P<f>.*?)(?:的)?(?:工作|从业|任职|实操|实战"
    r"|项目)?(?:经验|经历|背景|资历|年限|工作$|岗位$)"
)
_FIELD_BEFORE_ZH = re.compile(
    r"(?:从事|担任|做过|具有|具备|有)?(?:过)?(?P<f>[^,，;；]*?)(?:的)?(?:工作|从业|任职|岗位|相关)*(?:经验|经历"
    r"|年限)?\s*(?:满|达到?|至少|不少于|最少|不低于|在"
    r"|[:：])?\s*$"
)
_FIELD_EN = re.compile(
    r"^\s*(?:['’]|of|in)*\s*(?P<a>.*?)\s*\bexperience\b(?:\s*(?:in|with|as|of|at|within|across|on|using|leading"
    r"|managing|working (?:in|with|as|on|at)))*\s*(?P<b>.*)$",
    re.IGNORECASE,
)
_FIELD_EN_SHORT = re.compile(r"^\s*(?:['’]|of|in|as|working|a|an)*\s*(?:in|as|with|on)?\s*(?P<f>.*)$", re.IGNORECASE)
_SAME = re.compile(
    r"相关|同等|同类|类似|同岗位?|本岗位?|对口|同行业|本行业|\b(?:relevant|related|similar|comparable|equivalent"
    r"|same)\b",
    re.IGNORECASE,
)
_EMPTY_FIELD = re.compile(
    r"工作|从业|社会|岗位|职位|行业|领域|方面|企业|公司|丰富|以上|及以上|成熟|扎实|良好|任职|专业|实际|优先|者|必须"
    r"|不少于|至少|满|具有|具备|[有的在或和及、,，\s（(）)]"
    r"|\b(?:of|in|a|an|the|or|and|with|as|at|work(?:ing)?|professional|practical|hands[- ]on|solid|proven|industry"
    r"|field|role|position|job|full[- ]time|prior|previous"
    r"|progressive|minimum|least|more|over|some|is|are|required|preferred|a plus|plus|must|have|has|you|your"
    r"|similar|this|that|to|level|post[- ]\w+)\b|[.'’+()]",
    re.IGNORECASE,
)
_SHARED_END = re.compile(r"\b(?P<a>[A-Za-z]+) or (?P<b>[A-Za-z]+) (?P<c>[A-Za-z]+)")
_FIELD_ITEMS = re.compile(r"[,，、/／]|或|和|及|\bor\b|\band\b", re.IGNORECASE)
_FIELD_END = re.compile(r"\b(?:to|for|across|within|at|supporting|reporting|using)\b.*$", re.IGNORECASE)
_LONGEST_FIELD = 30
_MANAGING = re.compile(
    r"^\s*(?:[以及]*上)?(?:的)?(?:团队|人员|部门|基层|中层|高层|相关)?管理(?:岗位?|类|工作)*\s*$|^(?:people |team "
    r"|staff )?(?:management|leadership|supervisory|managerial)\s*$"
    r"|\b(?:managing|leading|supervising) (?:a |an |the )?(?:people|teams?|staff|others)\b",
    re.IGNORECASE,
)
_EXPERIENCED = re.compile(
    r"担任过|任职过|经验|经历|背景|做过|从事过|\bexperience\b|\bbackground\b|\btrack record\b", re.IGNORECASE
)
_CERTIFICATE = re.compile(
    r"(?:持有|具有|具备|取得|考取|获得|拥有|有|持)\s*"
    r"(?P<zh>[\u4e00-\u9fffA-Za-z0-9、/（）() ]{2,24}?证)(?:书|照)?(?![明券件])"
    r"|(?P<en>(?:[A-Z][\w+.-]*\s+){1,5}(?:certification|certificate|licen[cs]e))\b"
)
_ABILITY = re.compile(
    r"(?:熟练(?:使用|掌握|运用|操作|应用)?|精通|熟悉|掌握|了解|擅长|会用|会使用|会操作|懂|能使用|能够使用"
    r"|使用过)\s*(?P<zh>.+)$"
    r"|\b(?:proficien\w+ (?:in|with)|familiar\w* with|knowledge of|experience(?:d)? (?:in|with|using)|expertise in"
    r"|skilled (?:in|at)|understanding of|command of|fluency in|working with)\s+(?P<en>.+)$",
    re.IGNORECASE,
)
_WRITTEN_END = re.compile(
    r"(?:等|的使用|的操作|相关|者优先|优先|是加分项|为佳|者佳|的?(?:基本|基础)?(?:知识|技能|经验|能力)|[.。)）])+$"
    r"|\b(?:is |are )?(?:a plus|preferred"
    r"|required|desirable)\b.*$",
    re.IGNORECASE,
)
_ASCII_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#.]*(?:[ -][A-Z][A-Za-z0-9+#.]*)*")
_NO_TERM = re.compile(r"^(?:and|or|etc|with|in|of|the|a|an|vs|ii|iii|plus|app|it|ok|hr|pc)$", re.IGNORECASE)
_AVAILABLE = re.compile(
    r"(?:接受|适应|服从|配合|能够?|可以?|愿意).{0,6}(?:倒班|轮班|夜班|加班|出差|外派|驻场|调配|值班|站立|外勤|两班"
    r"|三班)"
    r"|\b(?:willing\w*|able|ability|available|availability|flexib\w+)\b.{0,20}\b(?:travel|shifts?|weekends?|nights?"
    r"|evenings?|relocat\w+|overtime|on-call)\b",
    re.IGNORECASE,
)
"""Where and when somebody can work: asked, and only ever compared by meaning."""
_SPOKEN = re.compile(r"口语|听说读写|听说能力")
_BACKGROUND_ZH = re.compile(
    r"^(?:有|具有|具备)?(?P<f>.{2,16}?)(?:行业|领域|企业|公司|相关|从业|的)*(?:背景|经验|经历)(?:者?优先)?$"
)
_BACKGROUND_EN = re.compile(
    r"^(?:an? )?(?P<f>[\w+#./ -]{2,40}?) (?:background|experience)(?: (?:is )?(?:preferred|a plus))?$", re.IGNORECASE
)
_TRADE_END = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:经营|从业|操作|工作|销售|管理|业务|类|品类)+$")
_LONGEST_TRADE = 14
_PROPER = re.compile(r"(?<=[a-z,(] )(?:[A-Z][a-z]*[A-Z0-9]\w*|[A-Z]{3,}\w*|[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*)\b")
_LONGEST_ZH, _LONGEST_EN = 10, 4
"""Characters or words from which on a phrase is a matter of meaning, not a name."""


@dataclass(frozen=True)
class Asked:
    """One clause, what the lexicon finds in it, and what the job is called."""

    text: str
    hits: tuple[Found, ...]
    title: str = ""

    def of(self, *kinds: str) -> list[Found]:
        return [hit for hit in self.hits if hit.kind in kinds]


def requirements(text: str, title: str = "") -> list[Requirement]:
    """What `text` asks for, without ids; empty where it asks for nothing. A clause that no other kind takes is OTHER.

    Args:
        text: one clause.
        title: of the job, for ``relevant experience``.
    """
    if apart.offered(text) or (_NO_LIMIT.search(text) and not years(text)):
        return []
    if _AVAILABLE.search(text):
        return [Requirement(id="", text=text, kind=RequirementKind.OTHER)]
    asked = Asked(text, tuple(find(text)), title)
    found = [*_education(asked), *_experience(asked)]
    told = implied.requirements(asked.text, [name for name in _names(asked.of("skill", "field")) if not _leads(name)])
    found += [one for one in told if not found or one.fact is not FactKind.LED]
    found += [*_certificates(asked), *_languages(asked)]
    written = any(one.kind is RequirementKind.CERTIFICATE for one in found) and not asked.of("certificate")
    if not written and not any(one.kind in _WHOLE for one in found):
        found += _skills(asked, alone=not found)
    return found


_WHOLE = (RequirementKind.EDUCATION, RequirementKind.EXPERIENCE, RequirementKind.IMPLIED)
"""Kinds that take the names in their clause with them."""


def _leads(name: str) -> bool:
    return bool({name, *broader(name)} & {"leadership", "training", "team management", "project management"})


def _names(hits: Sequence[Found]) -> list[str]:
    return list(dict.fromkeys(hit.name for hit in hits))


def _education(asked: Asked) -> list[Requirement]:
    held = sorted((one.degree for one in degrees(asked.text)), key=DEGREES.index)
    if not held and _ANY_DEGREE.search(asked.text):
        held = [Degree.BACHELOR]
    majors = _majors(asked)
    if not held and not majors:
        return []
    return [
        Requirement(
            id="", text=asked.text, kind=RequirementKind.EDUCATION, degree=held[0] if held else None, majors=majors
        )
    ]


def _majors(asked: Asked) -> list[str]:
    zh, en = _MAJOR_ZH.search(asked.text), _MAJOR_EN.search(asked.text)
    if zh is None and en is None:
        return []
    region = zh["m"] if zh else _RELATED_EN.sub("", en["m"] if en else "")
    named = _names([hit for hit in find(region) if hit.kind == "major"])
    if named:
        return named
    items = [_NOT_MAJOR.sub("", part).strip(" 等类相关.()（）") for part in _ITEMS.split(region)]
    return [item for item in items if len(item) > 1 and not _SAME.fullmatch(item)][:12]


def _experience(asked: Asked) -> list[Requirement]:
    spans = years(asked.text)
    if not spans:
        return []
    first = spans[0]
    before, after = asked.text[: first.start], asked.text[first.end :]
    field = _SHARED_END.sub(r"\g<a> \g<c>, \g<b> \g<c>", _field(before, after))
    terms = _names([hit for hit in find(field) if hit.kind in ("skill", "field", "certificate")])
    if not terms:
        terms = _field_terms(field, asked)
    found = Requirement(
        id="",
        text=asked.text,
        kind=RequirementKind.EXPERIENCE,
        years=round(first.value, 2),
        terms=[term for term in terms if term not in _EVERYWHERE] or terms,
    )
    return [found]


_EVERYWHERE = frozenset({"operations", "administration", "project management"})
"""Fields that every trade has: beside another they say nothing."""


def _field(before: str, after: str) -> str:
    """In what the years were spent, as the clause says it around its number."""
    zh = _FIELD_ZH.match(after)
    if zh is not None and zh["f"].strip():
        return zh["f"]
    en = _FIELD_EN.match(after)
    if en is not None:
        return f"{en['a']} {en['b']}".strip()
    if re.search(r"[\u4e00-\u9fff]", before + after):
        known = _FIELD_BEFORE_ZH.search(before)
        return known["f"] if known else ""
    short = _FIELD_EN_SHORT.match(after)
    return short["f"] if short else ""


def _field_terms(field: str, asked: Asked) -> list[str]:
    """The field as it is written, where it names one; for ``relevant`` experience what the job is called."""
    if _SAME.search(field) or (not field and _SAME.search(asked.text)):
        named = _names([hit for hit in find(asked.title) if hit.kind in ("field", "skill")])
        return named or ([asked.title] if asked.title else [])
    if _MANAGING.search(field):
        return ["team management"]
    items = [_EMPTY_FIELD.sub(" ", item).strip() for item in _FIELD_ITEMS.split(_FIELD_END.sub("", field))]
    short = [re.sub(r"\s+", " " if item.isascii() else "", item) for item in items]
    return [item for item in short if 1 < len(item) <= _LONGEST_FIELD and not years(item)]


def _certificates(asked: Asked) -> list[Requirement]:
    hits = asked.of("certificate")
    if hits:
        return _grouped(asked, RequirementKind.CERTIFICATE, hits)
    written = _CERTIFICATE.search(asked.text)
    if written is None or degrees(asked.text):
        return []
    name = (written["zh"] or written["en"]).strip()
    return [Requirement(id="", text=asked.text, kind=RequirementKind.CERTIFICATE, terms=[name])]


def _grouped(asked: Asked, kind: RequirementKind, hits: Sequence[Found]) -> list[Requirement]:
    return [
        Requirement(id="", text=asked.text, kind=kind, terms=list(group.terms), at_least=group.at_least)
        for group in groups(asked.text, hits)
    ]


def _languages(asked: Asked) -> list[Requirement]:
    """Languages, unless the clause only names a test of one, such as 英语六级."""
    tests = asked.of("certificate")
    hits = [hit for hit in asked.of("language") if not any(_beside(hit, test, asked.text) for test in tests)]
    if not hits and not tests and _SPOKEN.search(asked.text):
        return [Requirement(id="", text=asked.text, kind=RequirementKind.LANGUAGE, terms=["English"])]
    if not hits or any(hit.kind == "skill" and hit.start <= hits[0].start < hit.end for hit in asked.hits):
        return []
    return _grouped(asked, RequirementKind.LANGUAGE, hits)


def _beside(hit: Found, test: Found, text: str) -> bool:
    between = text[hit.end : test.start] if hit.end <= test.start else text[test.end : hit.start]
    return len(between) <= 4 and not re.search(r"[,，;；]|和|and", between)


def _skills(asked: Asked, *, alone: bool) -> list[Requirement]:
    taken = {hit.name for hit in asked.of("certificate", "language")}
    hits = [hit for hit in asked.of("skill") if hit.name not in taken]
    fields = [hit for hit in asked.of("field") if hit.name not in taken]
    if hits:
        return _grouped(asked, RequirementKind.SKILL, [*hits, *_unnamed(asked, hits)])
    if fields:
        kind = RequirementKind.EXPERIENCE if _EXPERIENCED.search(asked.text) else RequirementKind.SKILL
        return _grouped(asked, kind, fields)
    if not alone:
        return []
    for kind, names in (
        (RequirementKind.SKILL, _as_written(asked.text)),
        (RequirementKind.EXPERIENCE, _background(asked.text)),
        (RequirementKind.SKILL, _proper(asked.text)),
    ):
        made = [Found(name, "skill", at, at + len(name)) for name in names if (at := asked.text.find(name)) >= 0]
        if made:
            return _grouped(asked, kind, made)
    return [Requirement(id="", text=asked.text, kind=RequirementKind.OTHER)]


def _background(text: str) -> list[str]:
    """The short names of trades that experience is asked of, where no lexicon knows them: ``SaaS background``."""
    found = _BACKGROUND_ZH.match(text) or _BACKGROUND_EN.match(text)
    items = [_TRADE_END.sub("", item.strip()) for item in _ITEMS.split(found["f"])] if found else []
    items = [item for item in items if _EMPTY_FIELD.sub("", item)]
    return items if all(_is_name(item) and len(item) <= _LONGEST_TRADE for item in items) else []


def _proper(text: str) -> list[str]:
    """Names of an English clause that no lexicon knows: they are written with capitals, and do not begin it."""
    if not text.isascii() or not apart.about_work(text):
        return []
    return [hit.group(0) for hit in _PROPER.finditer(text) if not _NO_TERM.match(hit.group(0))]


def _unnamed(asked: Asked, hits: Sequence[Found]) -> list[Found]:
    """Latin words of a Chinese clause that the lexicon does not know: they are names too, as written."""
    if asked.text.isascii() or not hits:
        return []
    covered = {at for hit in asked.hits for at in range(hit.start, hit.end)}
    return [
        Found(word.group(0), "skill", word.start(), word.end())
        for word in _ASCII_WORD.finditer(asked.text)
        if not covered & set(range(word.start(), word.end()))
        and len(word.group(0)) > 1
        and not _NO_TERM.match(word.group(0))
    ]


def _as_written(text: str) -> list[str]:
    """The short things that an ability is said of, where no lexicon knows them: ``熟悉商品陈列``."""
    ability = _ABILITY.search(text)
    if ability is None:
        return []
    written = _WRITTEN_END.sub("", (ability["zh"] or ability["en"]).strip())
    items = [_WRITTEN_END.sub("", item).strip() for item in _ITEMS.split(written)]
    items = [item for item in items if item]
    return items if items and all(_is_name(item) for item in items) else []


def _is_name(item: str) -> bool:
    if item.isascii():
        return len(item.split()) <= _LONGEST_EN and not re.search(r"\b(?:the|a|an|to|of|how|your|our)\b", item)
    return 1 < len(item) <= _LONGEST_ZH and "的" not in item
