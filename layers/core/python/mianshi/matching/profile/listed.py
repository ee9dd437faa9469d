"""Parts of lists of skills and certificates that no lexicon knows, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mianshi.matching import lexicon
from mianshi.matching.profile.pieces import organisation, title

_CJK = r"\u3400-\u9fff"
_PARTS = re.compile(
    rf"\s*(?:,(?!\d{{3}}\b)|[，、;；|｜·•‧∙\t])\s*|\s{{2,}}|\u3000+|\s+[-–—/]\s+|(?<=[{_CJK}])\s*/\s*(?=[{_CJK}A-Za-z])"
    rf"|(?<=[A-Za-z])/(?=[{_CJK}])"
    rf"|(?<=[{_CJK}])\s+(?=[{_CJK}])|\.\s+(?=[A-Z])|[。.]$"
)
_INSIDE = re.compile(r"[（(][^()（）]*[)）]")
_LABEL = re.compile(r"^[^:：,，、;；]{1,32}[:：]\s*(?=\S)")
_LEVEL = re.compile(
    r"^(?:(?:非常|比较|能够?|可以?|会(?![计员议务展])|懂|具备|具有|拥有|有|较强的?|良好的?|优秀的?|一定的?|扎实的?"
    r"|丰富的?|能?熟练|熟练(?:使用|掌握|运用|操作|应用)?|精通|了解|掌握|"
    r"熟悉|擅长|使用|运用|操作|善于|熟知|常用|各类|各种)+)"
    r"|^(?i:(?:proficient|experienced|skilled|trained|competent|fluent|versed|expert|confident) (?:in|with|at|user "
    r"of)|familiar(?:ity)? with|"
    r"(?:working |good |basic |strong |sound |some )?(?:knowledge|understanding|command|use) of|experience (?:in"
    r"|with|of|using)|"
    r"strong|excellent|good|solid|advanced|basic|intermediate|daily|hands-on|and|also|plus|incl\.?|including|using"
    r"|use of|some)\s+"
)
_LEVEL_ENDS = re.compile(
    r"\s*[（(][^()（）]*[)）]$|(?:等|能力|经验|技能|软件|工具|操作|的?使用|的?应用)*(?:等(?:办公软件|软件|工具|技能"
    r"|相关.{0,6})?)?$"
    r"|\s+(?i:skills?|experience|proficient|advanced|intermediate|basic|expert|beginner|etc\.?)$"
)
_TRAIT = re.compile(
    r"^(?:分钟|小时|其他|其它|个人|个|等)$|责任|吃苦|耐心|细心|沟通|学习能力|抗压|团队|踏实|认真|执行力|性格|开朗"
    r"|勤奋|诚实|主动|亲和|应变|适应|心态|精神|服从|乐观|热情|爱好|兴趣|逻辑|思维|表达|协作|领导力"
    r"|\b(?i:hard[- ]?work\w*|punctual\w*|reliab\w+|honest\w*|friendly|motivat\w+|team[- ]?(?:player|work\w*)"
    r"|communicat\w+|patien\w+|calm|flexib\w+|"
    r"adaptab\w+|attention|detail\w*|positive|enthusias\w+|organi[sz]ed|organi[sz]ational|leadership|problem|time "
    r"management|interpersonal|passion\w*|"
    r"responsib\w+|trustworth\w+|polite|energetic|creativ\w+|multitask\w*|multi-task\w*|work ethic|fast learner"
    r"|quick learner|people skills|"
    r"self\w*|references?|available|hobb\w+|interests?)\b"
)
_SENTENCE = re.compile(
    r"\b(?:I|my|me|we|is|are|was|were|have|has|had|who|which|that|because|when|can|will|years?|months?|kept|led)\b"
    r"|[年月%％]|经验|\d\s*多?[个家人条名]|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\b(?:for|at|of|to|with|from) (?:a|an|the|my|our|\d)"
)
_NAME = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]*[A-Z]\w*|[A-Z]{2,}\w*|[A-Z][a-z]+\w*|\w*\d\w*)(?![A-Za-z])")
_PLAIN_WORDS = frozenset(
    (
        "Skills",
        "Skill",
        "Tools",
        "Tool",
        "Software",
        "Systems",
        "System",
        "Other",
        "Basic",
        "Advanced",
        "Strong",
        "Good",
        "Knowledge",
        "Office",
        "Level",
    )
)
_COURSES = re.compile(
    r"主修|课程|GPA|成绩|爱好|兴趣|\b(?i:courses?|coursework|modules|gpa|hobbies|interests|references)\b"
)
_DEED = re.compile(
    r"(?i:\w{2,}ed|led|built|ran|wrote|cut|won|taught|sold|drove|kept|made|set up|took)\b|[参负带管协完跟先]"
)
_CAPITAL = re.compile(rf"[A-Z{_CJK}]")
_FEWEST_TOLD, _LONGEST = 3, 160
_MOST_HAN, _MOST_LETTERS, _MOST_WORDS = 10, 40, 5


def parts(text: str) -> list[str]:
    """The parts of a list, what stands in brackets kept with what it stands behind, without the label before them."""
    inside: list[str] = []

    def _kept(hit: re.Match[str]) -> str:
        inside.append(hit[0])
        return f"\x01{len(inside) - 1}\x02"

    masked = _INSIDE.sub(_kept, _LABEL.sub("", text))
    whole = (re.sub(r"\x01(\d+)\x02", lambda hit: inside[int(hit[1])], part) for part in _PARTS.split(masked) if part)
    return [part.strip(" \t:：-–—/") for part in whole if re.search(r"\w", part)]


def bare(part: str) -> str:
    """A part without how well it is known and without what is in brackets behind it."""
    return _LEVEL_ENDS.sub("", _LEVEL.sub("", part)).strip(" 、,，/()（）.。")


def unknown(part: str) -> str:
    """The name that a part of a list of skills is, where the lexicon does not know it or only an ordinary word of it;
    empty for everything else.
    """
    written = bare(part)
    if not _name_like(written):
        return ""
    known = lexicon.find(written)
    if not known:
        return written
    left = written
    for each in sorted(known, key=lambda one: -one.start):
        left = left[: each.start] + " " + left[each.end :]
    own = [word for word in _NAME.findall(left) if word not in _PLAIN_WORDS and not word.isdigit()]
    return written if own and not re.search(rf"[{_CJK}]", left) else ""


def _name_like(written: str) -> bool:
    han = len(re.findall(rf"[{_CJK}]", written))
    longest = _MOST_HAN + 6 if han else _MOST_LETTERS
    if not 2 <= len(written) <= longest or han > _MOST_HAN:
        return False
    if len(written.split()) > _MOST_WORDS or _TRAIT.search(written) or _SENTENCE.search(written):
        return False
    return re.match(rf"[A-Za-z{_CJK}]|\d+[A-Za-z-]", written) is not None


def lists_tools(text: str) -> bool:
    """Whether a line is nothing but a list of tools and methods, a third of which the lexicon knows."""
    told = parts(text)
    if _COURSES.search(text):
        return False
    if len(told) < _FEWEST_TOLD or len(text) > _LONGEST:
        return False
    if any(not _name_like(bare(part)) or _DEED.match(part) for part in told):
        return False
    known = [part for part in told if _skilled(part)]
    other = [
        part for part in told if any(one.kind in ("certificate", "language", "major") for one in lexicon.find(part))
    ]
    return len(known) * 3 >= len(told) and len(other) * 3 < len(told)


def _skilled(part: str) -> bool:
    return any(one.kind == "skill" for one in lexicon.find(part))


def is_proper(name: str) -> bool:
    """Whether a name is written like that of a product or a method: with capitals or digits in it."""
    return re.search(r"[A-Z0-9].*[A-Z0-9]|^[A-Z][a-z]+$", name) is not None and name.isascii()


def enlisted(text: str) -> Iterator[str]:
    """What a line of a list of skills names that the lexicon does not know; nothing where it names a job or an
    employer, so that it is no such line.
    """
    told = parts(text)
    if any(_CAPITAL.match(part) and (title(part) or organisation(part)) and not _skilled(part) for part in told):
        return
    for part in told:
        name = unknown(part)
        if name:
            yield name
