"""Who led: where a line tells that somebody else did, or that leading was only wished for or helped with."""

from __future__ import annotations

import re

from mianshi.matching.profile.contexts import REACH

_BEGINS = re.compile(
    r"[，,。；;！!？?|、：\t\u3000]|\.\s(?=[A-Z])|(?<=[\u4e00-\u9fff）)])\s+(?=[\u4e00-\u9fff])"
    r"|\b(?i:while|whilst|and) (?=(?:I )?(?i:led|ran|managed|supervised|oversaw|headed|built|lead|manage|supervise)\b)"
    r"|\b(?i:while|whilst) (?=(?i:leading|running|managing|supervising)\b)|(?=\bI\b)"
    r"|(?=我(?![的们司院校厂]|公司|集团|所在))|(?=本人)|(?<!合)并(?![购发行联列])|(?<!共)同时"
)
"""Where another subject may begin: at commas, gaps and second verbs, and with whoever says "I"."""
_LEADS = (
    r"(?:管理|管(?![理线控道培])|带领|带(?![动来宽货看教])|领导(?!力|下)|领着|率领?|统筹|统管|负责|指挥|手下|手底下"
    r"|组建|组织|分管|主导|牵头|主持)"
)
_WISHED = re.compile(
    r"(?:(?<![思设构联理感幻猜梦])想(?![法象念])|希望|渴望|盼望|期待|计划(?![部员科组处与和]|管理|经理|主管)|打算"
    rf"|将来|未来|今后|日后|目标(?!管理)|争取|力争)[^，。；]{{0,16}}?{_LEADS}"
)
_HELPED = re.compile(
    r"(?:协助|辅助|配合|辅佐|(?<!传)帮(?![带厨扶工])|跟着|跟随|随同)"
    rf"[^，。；]{{0,16}}?{_LEADS}|参与了?{_LEADS}|在[^，。；]{{1,10}}(?:带领|领导)下"
)
_ALWAYS_OTHERS = re.compile(
    r"(?:领导|老板|老总|上司|上级|前任|(?<!其)[他她]们?|[\u4e00-\u9fff](?<!汇)总(?!负责|指挥|统筹|管[^理]))"
    rf"(?:正在|曾经?|还|也|都|一直|直接|亲自|当时)?{_LEADS}"
)
_TITLED = re.compile(
    rf"(?P<title>经理|店长|主管|总监|厂长|校长|院长|董事长|(?<!班)主任)(?:正在|曾经?|还|也|都|一直|直接|亲自|当时)?{_LEADS}"
)
_AS = re.compile(r"(?:作为|身为|(?<![主上前现历])任|兼|升|晋|提拔|聘|是|为|当(?![时地年日])|做|以)[^，。；]{0,12}$")
_OF_OTHERS = re.compile(r"^\s*[\u4e00-\u9fff]?$|我的|我们|部门|直属|[由跟随给被让请和与]")
_MY_PART = re.compile(r"[^。；;]{0,40}[，,]\s?我(?:只|仅|则|主要)?(?:负责|协助|配合|参与|做|跟|是其中)")
_LEAD = (
    r"(?:led|leads?|leading|manag(?:e|es|ed|ing)|supervis(?:e|es|ed|ing)|oversaw|overs(?:ee|ees|een|eeing)|ran|runs?"
    r"|running|head(?:s|ed|ing)|direct(?:s|ed|ing)|command(?:s|ed|ing)|coach(?:es|ed|ing)|mentor(?:s|ed|ing)"
    r"|coordinat(?:e|es|ed|ing)|responsible for|in charge of)"
)
_WANTED = re.compile(
    r"\b(?:want(?:s|ed|ing)?|hop(?:e|es|ed|ing)|wish(?:es|ed)?|plan(?:s|ned|ning)?|aim(?:s|ed|ing)?|intend(?:s|ed|ing)?"
    r"|aspir(?:e|es|ed|ing)|dream(?:s|ed|t)?|(?:would|d) (?:like|love)|able|capable|eager|keen|ambition|goal"
    r"|looking forward|ready|willing|seeking|looking) (?:\w+ )?(?:to|of|for|on|at|a role)\b[^.;]{0,40}?"
    rf"\b(?:{_LEAD}|build(?:ing)?|grow(?:ing)?)\b"
    rf"|\b(?:will|if hired[^.;]{{0,20}}) (?:be )?{_LEAD}\b",
    re.IGNORECASE,
)
_ASSISTED = re.compile(
    r"\b(?:assist(?:ed|ing|s)?|help(?:ed|ing|s)?|supported|supporting|supports|shadow(?:ed|ing))\b"
    rf"(?![- ](?:living|desk|line|staff))[^.;]{{0,60}}?\b{_LEAD}\b"
    r"|\b(?:managed|led|supervised|headed|directed|coached|mentored|overseen) by (?!me\b|example\b|\d)",
    re.IGNORECASE,
)
_WHO = re.compile(
    rf"\b(?:who|that)\b (?:\w+ ){{0,3}}?(?:{_LEAD}|has|had)\b|\bwhose (?:\w+ ){{0,2}}?(?:team|crew|staff|department)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\s*(?:I(?: am| was|'m|’m)|[Aa]s|[Bb]eing) ")
_ANOTHER = re.compile(
    r"\b(?:to|for|with|under|by|from|the|my|our|his|her|assist\w*|support\w*|help\w*|report\w*)\b|^\s*$", re.IGNORECASE
)
_LEADING = re.compile(rf"\b{_LEAD}\b", re.IGNORECASE)
_BOSSES = (
    r"(?:boss|managers?|supervisor|director|deputy|head|partner|chief|captain|foreman|leader|lead|chef|VP|CEO|CFO|CTO|COO"
    r"|founder|owner|president|principal|professor|husband|wife|father|mother|brother|colleague|mentor|predecessor)"
)
_ALSO = r"(?: (?:had|has|was|is|also|then|currently|usually|often|always))*"
_OTHER = re.compile(
    rf"\b(?P<the>the|my|our|his|her|their|another|an?) (?:[\w'-]+ ){{0,3}}?{_BOSSES}{_ALSO}"
    rf" (?:{_LEAD}|has|had|employs)\b"
    rf"|\b(?:s?he|they|someone|others){_ALSO} {_LEAD}\b"
    rf"|\b(?-i:Prof|Dr|Mrs?|Ms|Sir)\.? (?-i:[A-Z])[\w.-]*(?: (?-i:[A-Z])[\w.-]*)*{_ALSO} {_LEAD}\b",
    re.IGNORECASE,
)
_IN_ROLE = re.compile(r"\b(?:as|became|am|was|being|be|made|appointed|promoted to|role of)\s$", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:for|under|with|by|to|from|assist\w*|support\w*|help\w*|when|while)\s$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?i:supervisor|advis[eo]r|(?:line )?manager|mentor|referee|PI|report(?:s|ed|ing)? to)s?\s?:?\s"
    r"(?:(?:Prof|Dr|Mrs?|Ms|Sir)\b|[A-Z]\.)[^,;，。；)]*$"
    r"|(?:汇报对象|(?:直属|直接)?上级|上司|导师|证明人)\W?[\u4e00-\u9fffA-Za-z. ]{1,16}[（(][^）)]*$"
    rf"|\b(?i:{_BOSSES}|client|customer)(?:['’]s|s['’]) (?:\w+ ){{0,2}}?(?i:team|crew|staff|department|group)\b[^,;.]*$"
)


def by_others(text: str, at: int) -> bool:
    """Whether what ``text`` tells right before `at` was led by somebody else, or was only wished for or helped with."""
    near = text[max(0, at - REACH) : at]
    if _NAMED.search(near):
        return True
    clause = near[max((hit.end() for hit in _BEGINS.finditer(near)), default=0) :]
    if any(each.search(clause) for each in (_WISHED, _HELPED, _ALWAYS_OTHERS, _WANTED, _ASSISTED)):
        return True
    return _titled(clause, text, at) or _who(clause) or _other(clause)


def _titled(clause: str, text: str, at: int) -> bool:
    """A title before the verb is another's unless the line tells that it was one's own or what one does as such."""
    title = _TITLED.search(clause)
    if not title:
        return False
    head = clause[: title.start()]
    if _AS.search(head):
        return False
    return bool(_OF_OTHERS.search(head) or _MY_PART.match(text, at))


def _who(clause: str) -> bool:
    who = _WHO.search(clause)
    if not who:
        return False
    head = clause[: who.start()]
    return not _SELF.match(head) and not _LEADING.search(head) and bool(_ANOTHER.search(head))


def _other(clause: str) -> bool:
    other = _OTHER.search(clause)
    if not other:
        return False
    head = clause[: other.start()]
    if (other["the"] or "").lower() in ("a", "an"):
        return bool(_BESIDE.search(head))
    return not _IN_ROLE.search(head)
