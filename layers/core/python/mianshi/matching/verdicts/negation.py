"""Words that take a claim back: what is denied, still to be learned or wished for meets nothing.

Only what says so in so many words counts. 无 and ``no`` stand in 无锡 and ``no-code``, ``learning`` in ``machine
learning``: a name is denied by what stands directly at it, or by a verb of doing that is denied before it.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[,，;；。！!？?]|\.\s|\b(?:but|though|however)\b|但是?|不过|而是|而用|却", re.IGNORECASE)
_HARMLESS = re.compile(
    r"不仅|不但|不只|不断|\bnot only\b|\bnot just\b|\bnot limited to\b|零基础(?:的)?(?:学员|学生|用户|人群|小白"
    r"|班|课程?|入门|员工|新人)|在学习(?:平台|通)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"^[^，,;；。]{0,8}?的(?:学员|学生|用户|客户|人群|人员|员工|团队|门店|公司|企业|问题|情况|现状|痛点)"
)
"""What follows a name that other people lack or learn."""
_ITEMS = r"(?:[^，,;；。的地得]{1,14}?(?:[、/／或和及与]|\bor\b|\band\b)\s*)*"
_DO = (
    r"(?:使用|运用|用|接触|做|从事|学习?|自学|操作|开发|编写|参与|考取?|取得|获得|通过|拿到?|持有|具备|具有|掌握|了解"
    r"|熟悉|涉及|涉足|担任|带领?|管理|负责|上手)"
)
_KNOW = r"(?:会|懂|熟悉|了解|具备|擅长|善于|掌握|能(?:够|熟练)?(?:使用|操作|运用))"
_DID = (
    r"(?:used?|using|worked|work|touched|learn(?:ed|t)?|studied|study|tried|programmed|know|knew|done|had|have|held"
    r"|hold|been|passed|pass|obtained|earned|completed|finished|familiar|experienced|certified|skilled|trained|exposed"
    r"|speak|spoken|managed|led)"
)
_VERB_DENIED = (
    rf"(?:没有?|未曾|未有?|尚未|从未|从没有?|从来没有?|不曾|并未)(?:正式|实际|真正|系统|怎么|独立|大规模|再)?{_DO}"
    rf"(?:过|了)?"
)
_EN_VERB_DENIED = (
    rf"(?:\bnot|\bnever|n['’]t)\s+(?:yet |ever |actually |personally |formally |really )*{_DID}\b"
    r"|\b(?:have|has) yet to\b"
)
_LEARNS = r"(?:正在|目前在?|现在|还在|在)(?:自学|学习|备考|报考|进修|学)(?:使用|运用|操作|考)?"
_EN_LEARNS = (
    r"\b(?:currently|now|presently|still|am|is|started|began|begun)\s+(?:self-)?(?:learning|studying|preparing for"
    r"|taking)\b"
)
_WISHES = (
    r"(?:计划|打算|准备|希望(?:能够?)?|(?<![联思理构设])想要?|愿意|有意|期待|渴望|拟|备战|有志于?)(?:去|进一步|继续|尽快)?"
    r"(?:学习|学|报?考取?|备考|从事|接触|了解|尝试|做(?!大|强|好|账|工))"
)
_EN_WISHES = (
    r"\b(?:plan(?:s|ning|ned)?|want(?:s|ing|ed)?|hop(?:e|es|ing)|eager|keen|willing|would (?:like|love)|looking"
    r"|wish(?:es)?|intend(?:s|ing)?|aim(?:s|ing)?|ready)\s+to\s+(?:learn|study|gain|get|acquire|obtain|try|explore)\b"
)
_EXPERIENCE_EN = r"(?:experience|knowledge|background|exposure|training|skills?|familiarity|certificat\w+|licen[cs]e)"
_BEFORE = re.compile(
    rf"(?:{_VERB_DENIED})[^，,;；]{{0,12}}$"
    rf"|(?:^|[\s：:（(、]|我|目前|暂时|还|也|均|都|并|完全)不(?:太|怎么|大|是很)?{_KNOW}(?:使用|用|操作|写|说|做|开)?{_ITEMS}\s*$"
    rf"|(?:{_LEARNS})\s*{_ITEMS}\s*$|(?:{_WISHES})[^，,;；]{{0,10}}$|备战\s*$"
    rf"|(?:{_EN_VERB_DENIED})[^,;]{{0,30}}$|(?:{_EN_LEARNS})[^,;]{{0,20}}$|^\W*(?:learning|studying)\s+$"
    rf"|(?:{_EN_WISHES})[^,;]{{0,40}}$"
    rf"|\b(?:no|zero|without|lack(?:s|ing)?|little or no)\s+(?:[\w-]+\s+){{0,3}}{_EXPERIENCE_EN}\s+(?:in|with|of|using"
    rf"|on|to|as|working with)\s+(?:the |any )?{_ITEMS}\s*$"
    r"|\bunfamiliar with\s+[^,;]{0,16}$|\b(?:cannot|can['’]?t)\s+(?:use|speak|operate|write|program in|drive)\s*$"
    r"|\binterest(?:ed)? in\s+(?:learning |studying |the )?$",
    re.IGNORECASE,
)
_LACKS_BEFORE = re.compile(
    rf"(?:没有?|未有|缺乏|缺少|欠缺|暂无|毫无)(?:任何|相关|实际|实操|太多|足够的?)?"
    rf"(?:使用|操作)?\s*{_ITEMS}\s*$"
    r"|(?:^|[\s：:（(]|我|目前|也|均|都|并|完全)无(?:任何|相关|实际)?\s*(?:[A-Za-z][\w+#. ]*[、/或和及与]\s*)*$"
    rf"|(?<![\w-])(?:no|zero|without|lack(?:s|ing)?)\s+(?:prior |previous |any |real |hands-on |direct |formal "
    rf"|professional |valid )*{_ITEMS}$",
    re.IGNORECASE,
)
"""Followed by a name: nothing of it is there, where `_LACKS_AFTER` stands behind the name."""
_LACKS_AFTER = re.compile(
    rf"^[^,，;；。]{{0,10}}?(?:经验|经历|基础|背景|知识|技能|能力|证书?(?![券明])|资格)|^\s*(?:$|[，,;；。、）).])"
    rf"|^(?:[ /-]\w+){{0,2}}\s+{_EXPERIENCE_EN}\b",
    re.IGNORECASE,
)
_END = r"(?=\s*(?:$|[，,;；。、）)\]】.|/]))"
_AFTER = re.compile(
    r"^[^,，;；。、]{0,6}?(?:(?:正在)?(?:学习|自学|备考|在学|报考)中(?![级心学文药医间])|在考|(?:正在|在)(?:自学|学习)"
    + _END
    + r")"
    r"|^[^,，;；。、]{0,8}?(?:(?:经验|基础)(?:：|:)?(?:不足|欠缺|薄弱|为?零|没有|无)|零(?:经验|基础))"
    rf"|^[^,，;；。、]{{0,4}}?[（(：:\s\-–—]*(?:完全|暂时?|还|目前|从来?|我)*(?:不会|不懂|不擅长|不熟悉|不了解|不具备"
    rf"|无|没有|没|未|尚未)(?:使?用|操作|接触|学习?|涉及|掌握|做|考|通过|取得)?(?:过|了)?(?:经验)?{_END}"
    r"|^[^,，;；。、]{0,6}?(?:很|充满|抱有|非常)?(?:感|有)(?:浓厚)?兴趣"
    r"|^\s*[:：(（\-–—]+\s*(?:(?:none|nil|n/a)\b|no(?:\s*$|[,;.)]| (?:experience|knowledge|skills?)\b)"
    r"|not (?:yet )?(?:used|known|learned|learnt|studied|familiar|touched)|never\b|zero\b|learning"
    r"|currently learning|in progress|beginning to learn|unfamiliar)"
    r"|^\s+(?:\w+\s+)?(?:in progress|not (?:yet )?(?:used|passed|obtained|completed|learned|known))\b",
    re.IGNORECASE,
)
_WEAK_AFTER = re.compile(
    r"^[^,，;；。、]{0,4}?[（(：:\s\-–—]*(?:使用|操作|掌握|水平|程度|能力)?(?:还)?(?:不(?:太|够|是很|很|甚|怎么)?(?:熟练|熟|精通|流利|好)"
    r"|一般|较弱|略懂|略知|初学|入门(?:级|水平)?|生疏)"
    r"|^\s*[:：(（\-–—]+\s*(?:beginner|novice|basic|elementary|limited|rusty|not (?:very )?(?:good|proficient|fluent"
    r"|strong))\b",
    re.IGNORECASE,
)
_WEAK_BEFORE = re.compile(
    r"不(?:太|够|是很|很)?(?:熟练|精通)(?:地)?(?:使用|掌握|运用|操作)?\s*$|略懂\s*$|初学\s*$"
    r"|\b(?:little|limited|basic)\s+(?:(?:experience|knowledge)\s+(?:with|in|of)\s+)?$|\bbeginner (?:in|at|with)\s+$"
    r"|\bnot (?:very |yet )?(?:proficient|fluent|good|strong|advanced)\s+(?:in|with|at)\s+$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"{_VERB_DENIED}|没有?[\u4e00-\u9fff]{{1,2}}过|{_LEARNS}|{_WISHES}|{_EN_VERB_DENIED}|{_EN_LEARNS}|{_EN_WISHES}"
    rf"|(?:^|[\s：:（(，,；;。、]|我|目前|暂时)不(?:太|怎么)?(?:{_KNOW}|能|接受|愿意?|适应|方便)"
    r"|(?:没有|缺乏|缺少|暂无|毫无|(?:^|[\s：:，,]|目前)无)[^，,;；。的]{0,10}(?:经验|经历|基础)(?!的)|(?:学习|自学|备考)中(?![级心学文药医间])|在考"
    rf"|(?:经验|基础)(?:不足|欠缺|薄弱)|\b(?:no|zero|lack(?:s|ing)?)\s+(?:[\w-]+\s+){{0,3}}{_EXPERIENCE_EN}\b"
    r"|\b(?:cannot|can['’]?t|unable to)\b|感兴趣|\b(?:interested|beginner) in\b",
    re.IGNORECASE,
)
_REACH = 44


def negated(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is denied, being learned or only wished for, in its own clause."""
    before, after = _around(text, start, end)
    if _OF_OTHERS.match(after):
        return False
    lacks = _LACKS_BEFORE.search(before) and _LACKS_AFTER.match(after)
    return bool(lacks or _BEFORE.search(before) or _AFTER.match(after))


def weak(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is named as something that is known a little (不熟练, ``beginner``)."""
    before, after = _around(text, start, end)
    return bool(_WEAK_BEFORE.search(before) or _WEAK_AFTER.match(after))


def denies(text: str) -> bool:
    """Whether `text` says in so many words that something is lacking, being learned or only wished for."""
    return bool(_DENIED.search(_HARMLESS.sub(" ", text)))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before a name in its clause, and what stands after it."""
    before = text[max(0, start - 4 * _REACH) : start]
    cut = max((hit.end() for hit in _CLAUSE.finditer(before)), default=0)
    return _HARMLESS.sub(" ", before[cut:][-_REACH:]), text[end : end + _REACH]
