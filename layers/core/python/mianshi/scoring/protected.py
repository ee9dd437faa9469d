"""Refuses protected topics in roles and job texts: they are never asked about and never count (product policy 7).

Words are looked for, so what is meant stays unknown. Terms of trade that merely contain such a word ("health check
endpoint", "race condition", "盘点照片") are taken out first. A rare wrong refusal costs a rewording; a wrong pass
costs a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role
from mianshi.scoring.naming import names_something
from mianshi.scoring.protected_topics import TOPICS, Topic, plain_text


@dataclass(frozen=True)
class Finding:
    """A protected topic in a text, the law or policy that protects it, and what may be asked instead.

    `where` is the path of the text in a role, such as ``competencies.0.questions.0.text.zh``, or ``line 3``.
    """

    topic: str
    label: Bilingual
    where: str
    word: str
    reason: Bilingual
    instead: Bilingual


_FAIR_EN = re.compile(
    r"regardless of|without regard to|irrespective of|equal[- ]opportunit|not discriminate|of (?:all|any|every) age",
    re.IGNORECASE,
)
_FAIR_ZH = re.compile(r"不限|不分|不论|无论|不因|一视同仁|平等")
_BENEFITS = re.compile(
    r"(?:年度|定期|免费|入职|员工|每年)体检|(?:带薪)?(?:婚假|产假|陪产假|育儿假|病假)|生育(?:保险|津贴)"
    r"|生日(?:会|礼[物金券]?|福利|假)"
    r"|(?:子女|家属)(?:教育|医疗|保险|补贴|福利)\S{0,4}|商业?健康保险|健康保险|心理咨询(?:服务|热线)|户口(?:办理|指标)"
    r"|\b(?:health|medical|dental|family) (?:insurance|cover(?:age)?|plan|benefits?)\b"
    r"|\b(?:maternity|paternity|parental|sick) (?:leave|pay|benefits?)\b|\bbirthday (?:leave|off|gift)s?\b"
    r"|\bchildcare (?:vouchers?|allowances?|support)\b"
    r"|\b(?:retirement|pension) (?:plan|scheme|savings|benefits?)\b",
    re.IGNORECASE | re.ASCII,
)
"""What a job text offers; in a question the same words would pry."""
_CLAUSE_END = re.compile(r"[,.;:!?。、\n]+")


def lint(role: Role) -> list[Finding]:
    """Every protected topic in the texts of `role`, in the order of the file; an empty list means none was found."""
    return [finding for where, text in texts(role) for finding in _findings(where, text)]


def lint_text(text: str) -> list[Finding]:
    """Every protected topic in a job text (an advertisement, a description), by line.

    A promise of equal treatment and what the employer offers (insurance, leave, check-ups) name topics without asking
    about them; they are left out.
    """
    found: list[Finding] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for part in re.split(r"(?<=[。;；!！?？])|(?<=\.)\s|[，,](?=[^a-zA-Z]*[\u4e00-\u9fff])", line):
            if not (_FAIR_EN.search(part) or _FAIR_ZH.search(part)):
                found += _findings(f"line {number}", _BENEFITS.sub(" ", part))
    return list(dict.fromkeys(found))


def without_protected(text: str) -> str:
    """What somebody said without the clauses that touch a protected topic or name somebody or something, one clause a
    line, so that no piece of one is learnt from either."""
    clauses = _CLAUSE_END.split(plain_text(text))
    return "\n".join(one for one in clauses if not (names_something(one) or any(topic.find(one) for topic in TOPICS)))


def _findings(where: str, text: str) -> Iterator[Finding]:
    for topic in TOPICS:
        word = topic.find(text)
        if word is not None:
            yield _finding(topic, where, word)


def _finding(topic: Topic, where: str, word: str) -> Finding:
    return Finding(topic.name, topic.label, where, word, topic.reason, topic.instead)


def texts(role: Role) -> Iterator[tuple[str, str]]:
    """(path, text) of everything in `role` that people read or a judge uses, ids left out, in the order of the file."""
    left_out = {"id", "interview", "delivery_weight_reason"}
    return _texts(role.model_dump(mode="json", exclude=left_out), "")


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not where.endswith((".id", ".kind")) and ".order." not in where:
            yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{where}.{place}")
