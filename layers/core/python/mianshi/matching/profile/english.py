"""English headings whose parts only a space divides: ``Larkfield Media Senior DevOps Engineer``."""

from __future__ import annotations

import re

from mianshi.matching import lexicon

_RANKS = (
    "senior junior principal staff chief assistant deputy graduate trainee regional lead "
    "associate executive acting interim "
    "vice head summer student night general"
)
_TRADES = (
    "data web full stack full-stack fullstack backend back-end frontend front-end front "
    "end mobile devops sales store shift marketing hr "
    "human resources product project program programme operations account key customer "
    "service support production quality process "
    "mechanical electrical maintenance warehouse logistics supply chain finance financial "
    "business office area district desk line machine "
    "forklift qa test site reliability security network systems system cloud graphic ux "
    "ui content digital e-commerce ecommerce java "
    "python clinical medical registered construction safety research teaching category "
    "brand retail restaurant hotel kitchen sous "
    "purchasing procurement payroll tax audit credit it social territory national design "
    "development training talent acquisition "
    "recruitment administrative personal team enterprise front-of-house housekeeping laboratory lab civil structural "
    "embedded android ios machine-learning learning technical tech solutions inventory "
    "stock packaging ml ai nlp cad cnc r&d "
    "user experience visual interior fashion floor duty event events guest relations "
    "patient records health information community growth "
    "performance paid search seo ppc communications public legal contracts compliance "
    "risk investment wealth private banking equity "
    "strategy commercial export import shipping transport fleet delivery field branch "
    "counter school primary secondary class english maths"
)
_NOUNS = (
    "manager engineer developer analyst assistant associate director supervisor "
    "specialist representative coordinator consultant "
    "designer accountant clerk cashier intern internship leader lead officer executive "
    "administrator technician operator nurse teacher "
    "driver buyer planner chef cook waiter waitress receptionist trainee worker "
    "salesperson foreman superintendent architect "
    "scientist writer editor tutor agent advisor adviser president founder inspector "
    "welder electrician mechanic barista host concierge "
    "housekeeper recruiter generalist controller auditor bookkeeper secretary estimator "
    "merchandiser programmer machinist "
    "assembler picker packer bartender baker instructor lecturer researcher apprentice "
    "volunteer coder dispatcher partner owner"
)
_RANK = frozenset(_RANKS.split())
_BEFORE = frozenset((_RANKS + " " + _TRADES + " " + _NOUNS).split())
_NOUN = frozenset(_NOUNS.split())
_FIRST_WORDS = re.compile(r"^(?:of|to|for|and|&)$", re.IGNORECASE)
_SCHOOL_WORD = re.compile(
    r"^(?:University|College|Institute|Polytechnic|Academy|School|Universit[àéä]t?|Conservatory|Centre|Center)[,.]?$"
)
_DEGREE_WORD = re.compile(
    r"^[(]?(?:[BM]\.?(?:A|S|Sc|Eng|Tech|Ed|Com|BA|Phil|FA)\.?|MBA|EMBA|Ph\.?D\.?|LL[BM]|"
    r"Bachelor\S*|Master\S*|Associate\S*|Diploma|Higher|HND|NVQ|A|Hons\S*)[,.]?$"
)


def job_and_employer(part: str) -> tuple[str, str] | None:
    """Job and employer where `part` holds both, in either order; None where it does not."""
    aside = re.search(r"\s*\([^()]*\)$", part)
    words = (part[: aside.start()] if aside else part).split()
    if len(words) < 2 or re.search(r"[\u4e00-\u9fff]", part):
        return None
    bare = [word.strip(",.").lower() for word in words]
    if bare[-1] in _NOUN:
        return _job_last(words, bare)
    for at, word in enumerate(bare[:-1]):
        if word in _NOUN and bare[at + 1] not in _NOUN and not _FIRST_WORDS.match(bare[at + 1]):
            return " ".join(words[: at + 1]), " ".join(words[at + 1 :])
        if not _goes_before(bare, at + 1):
            return None
    return None


def _job_last(words: list[str], bare: list[str]) -> tuple[str, str] | None:
    first = len(words) - 1
    while first > 0 and _goes_before(bare, first):
        first -= 1
        if bare[first] in _RANK and (not first or bare[first - 1] not in _RANK):
            break
    if not first or not any(re.match(r"[A-Z]\w*[a-z]{2}", word) for word in words[:first]):
        return None
    return " ".join(words[first:]), " ".join(words[:first])


def _goes_before(bare: list[str], at: int) -> bool:
    word = bare[at - 1]
    if word == "software":
        return bare[at] in ("engineer", "engineering", "developer", "development", "architect", "test", "qa")
    if word == "media":
        return at > 1 and bare[at - 2] == "social"
    return word in _BEFORE or word in ("engineering", "accounting")


def school_name(part: str) -> str:
    """The name of the school within `part`, without a degree or major beside it; empty where there is none."""
    words = part.split()
    at = next((place for place, word in enumerate(words) if _SCHOOL_WORD.match(word)), None)
    if at is None:
        return ""
    first = at
    while first and at - first < 5 and _in_name(words[first - 1]):
        first -= 1
    last = _last(words, at)
    left = " ".join(words[first:at])
    majors = [each for each in lexicon.find(left) if each.kind == "major" and each.start == 0 and each.end < len(left)]
    if majors:
        left = left[majors[0].end :]
    return f"{left} {' '.join(words[at : last + 1])}".strip(" ,.")


def _in_name(word: str) -> bool:
    if _DEGREE_WORD.match(word) or word.endswith((",", "—", "–", ":")) or re.match(r"\d|[\u4e00-\u9fff]", word):
        return False
    return word[:1].isupper() or word in ("of", "the", "and", "&", "for", "de")


def _last(words: list[str], at: int) -> int:
    """Place of the name's last word: ``of`` and what follows it belong to the name."""
    last = at
    if words[at].endswith(",") or at + 2 >= len(words) or words[at + 1] not in ("of", "for"):
        return last
    for place in range(at + 2, min(at + 6, len(words))):
        word = words[place]
        if word in ("and", "the", "&"):
            continue
        if not _in_name(word.rstrip(",")):
            break
        last = place
        if word.endswith(","):
            break
    return last
