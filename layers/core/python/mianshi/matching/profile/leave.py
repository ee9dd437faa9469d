"""Time away from work for a birth, an illness or somebody to care for: no employment, and nobody asks about it."""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified

_TIME = r"[\d年月日./\-–—~～至到今现在\s()（）]{0,40}"
_KINDS = (
    r"产假|陪产假|婚假|育儿假|哺乳假|病假|病休|长期?病假|养病|待产|备孕|陪读|生育|怀孕|坐月子|休养|休整|家庭原因|个人原因|身体原因|照护假|护理假|事假"
    r"|职业空窗期?|空窗期?|间隔年|待业(?:在家|期)?|家庭主妇|家庭煮夫|全职在家|在家|照护家人"
    r"|(?:照顾|照料|照看|带|陪伴?|抚养)(?:孩子|小孩|宝宝|娃|家人|父母|家庭|爱人|母亲|父亲)"
)
_ALONE = re.compile(
    rf"^[\W_]*{_TIME}(?:(?:因|由于)?(?:休|在家|回家|请)?(?:{_KINDS})(?:期间?|中|在家|休养|离职|休息|调养|待业)*){_TIME}[\W_]*$"
)
_TOLD = re.compile(
    r"全职(?:妈妈|爸爸|太太|主妇|宝妈|奶爸|带娃|带孩子|在家|照顾)|在家(?:中)?(?:带|照顾|照看|陪|养病|休养|待产|备孕|哺育|育儿|生|相夫)"
    r"|回(?:家|老家)(?:带|照顾|照看|陪|养病|休养|待产|生)|(?<!\w)(?:照顾|照料|照看|陪伴|抚养|陪护|带)(?:自己的?|家中|家里|生病的?|年幼的?|年迈的?){1,3}"
    r"(?:孩子|小孩|宝宝|娃|家人|父母|老人|母亲|父亲|爱人|家庭|公婆)(?!教育|成长方案)"
    r"|因(?:病|产|育儿?|怀孕|生育|生孩子|身体(?:原因)?|家庭(?:原因)?)(?:休养|休假|离职|在家|暂停|停薪|请假|回家|调养|住院)"
    r"|(?:休|请)(?:了)?(?:产假|病假|育儿假|陪产假)(?!管理|制度|政策|审批|申请)|手术(?:后)?(?:休养|恢复|康复)|停薪留职"
    r"|(?i:\b(?:stay|work)[- ]at[- ]home (?:mum|mom|mother|dad|father|parent|wife|husband)\b"
    r"|\bfull[- ]time (?:mother|mum|mom|parent|father|dad|carer|caregiver|homemaker|caring)\b"
    r"|\b(?:homemaker|housewife|househusband)\b"
    r"|\b(?:maternity|paternity|parental|adoption|family|sick|medical|carer'?s?|caregiver|compassionate|bereavement) "
    r"(?:leave|break)\b(?! (?:cover|polic|manage|admin|request|record|case|scheme|plan|process|compliance|entitle))"
    r"|\b(?:career|family|health|employment) (?:break|gap)\b|\bgap year\b|\bsabbatical\b|\btime (?:off|out) (?:for|to) "
    r"|\b(?:car(?:ing|ed)|care) for (?:(?:my|our|own|an?|the) )?(?:(?:sick|ill|elderly|ageing|aging|newborn|young"
    r"|own) )?"
    r"(?:parents?|mother|father|mum|mom|dad|son|daughter|child|baby|newborn|wife|husband|spouse|relatives?|"
    r"family(?: members?)?)\b"
    r"|\bcaring for (?:my |our )(?:children|kids)\b|\b(?:raising|raised) (?:(?:my|our|a|two|three|\d|young) ){0,2}"
    r"(?:child(?:ren)?|kids?|family|sons?|daughters?)\b"
    r"|\b(?:recover(?:ing|y|ed)|recuperat\w{2,4}) from (?:an? |my )?(?:illness|surgery|operation|injury|accident"
    r"|cancer|"
    r"burn-?out)\b|\b(?:health|family|medical|personal) reasons\b|\bunemployed\b)"
)
_WORK_ON_IT = re.compile(
    r"(?:管理|办理|审批|核算|统计|处理|审核|登记|负责|解答|顶替|代)[^，,；;]{0,14}(?:假|生育)|(?:假|生育)[^，,；;]{0,6}(?:管理|制度|政策|审批|申请|核算|津贴|报销)"
    r"|(?i:\b(?:manag|handl|process|administ|track|review|approv|advis|cover)\w{0,8} [^,;]{0,40}\bleave\b"
    r"|\bleave (?:cover|polic|manage|admin|request|record|case|scheme|plan|process|compliance|entitle))"
)
"""Somebody whose work it is."""
_CLAUSES = re.compile(r"([，,；;。！!？?|｜、\t]|\s{2,}|(?<=[a-z])\.\s|\s[–—-]\s)")
_DATES = re.compile(
    r"(?i:\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b|\b(?:present|now|current|to|until"
    r"|from|"
    r"today|since)\b)|至今|现在|今|年|月|日|至|到|起|[\d\W_]"
)
_MOST = 400


def on_leave(text: str) -> bool:
    """Whether `text` tells of such a time."""
    return any(map(_tells, _CLAUSES.split(text)))


def _tells(clause: str) -> bool:
    clause = simplified(clause)
    if not clause.strip() or _WORK_ON_IT.search(clause):
        return False
    return bool(_TOLD.search(clause) or _ALONE.match(clause[:_MOST]))


def without_leave(text: str) -> str:
    """`text` without the clauses that tell of such a time, empty where only dates are left of it."""
    parts = _CLAUSES.split(text)
    if not any(map(_tells, parts)):
        return text
    left = "".join(part for part in parts if not _tells(part))
    whole = re.sub(r"^[\s，,；;。|｜、.]+|[\s，,；;|｜、–—-]+$", "", left)
    return "" if only_time(whole) else whole


def only_time(text: str) -> bool:
    """Whether nothing but dates stands in `text`."""
    return len(text) <= _MOST and not _DATES.sub("", text)
