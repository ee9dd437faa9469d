"""Terms that high performers' answers use more often than the others', as words a key point might take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mianshi.contracts.base import Language
from mianshi.contracts.role import Role
from mianshi.scoring.association import benjamini_hochberg, fisher_greater
from mianshi.scoring.proposals import FEWEST_CASES, Case, Term

FALSE_DISCOVERIES = 0.05
FEWEST_PEOPLE = 8
"""High performers who must use a term: what few people say may be somebody's name or employer."""
HIGH_SHARE = 4
"""High performers are the best quarter."""
FEWEST_OTHERS = 10
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_CLAUSE_END = re.compile(r"[,.;:!?。、\n]+")
_ENGLISH = re.compile(r"[a-z][a-z'-]+")


def find_terms(role: Role, cases: Sequence[Case]) -> list[Term]:
    """Terms of the best quarter by outcome, tested by Fisher's exact test, false discoveries held at 5 % by Benjamini
    and Hochberg within a language; none for fewer than `FEWEST_CASES` people. Left out: protected topics, words the
    role knows already, pieces of a longer term.
    """
    found = []
    for language in ("zh", "en"):
        found += _in_language(role, cases, language)
    return found


def _in_language(role: Role, cases: Sequence[Case], language: Language) -> list[Term]:
    spoken = [case for case in cases if case.words.get(language)]
    if len(spoken) < FEWEST_CASES:
        return []
    ordered = sorted((case.outcome for case in spoken), reverse=True)
    least = ordered[-(-len(spoken) // HIGH_SHARE) - 1]
    groups: tuple[list[set[str]], list[set[str]]] = ([], [])
    for case in spoken:
        groups[case.outcome < least].append(set(_terms(_cleared(case.words[language]), language)))
    high, others = groups
    if len(others) < FEWEST_OTHERS:
        return []
    used, elsewhere = _counts(high), _counts(others)
    known = _known(role, language)
    tested = [term for term, count in sorted(used.items()) if count >= FEWEST_PEOPLE and _is_new(term, known)]
    chances = [fisher_greater(used[term], len(high), elsewhere[term], len(others)) for term in tested]
    found = [
        Term(
            language=language,
            term=term,
            high_with=used[term],
            high_of=len(high),
            others_with=elsewhere[term],
            others_of=len(others),
            p=float(f"{p:.3g}"),
            q=float(f"{q:.3g}"),
        )
        for term, p, q in zip(tested, chances, benjamini_hochberg(chances), strict=True)
        if q <= FALSE_DISCOVERIES
    ]
    return _whole(found)


def _terms(text: str, language: Language) -> Iterator[str]:
    """Chinese: two to four characters in a row, as there are no gaps between words. English: one and two words."""
    if language == "zh":
        for run in _CHINESE.findall(text):
            for length in (2, 3, 4):
                yield from (run[at : at + length] for at in range(len(run) - length + 1))
    else:
        words = _ENGLISH.findall(text.lower())
        yield from (word for word in words if len(word) > 2)
        yield from (f"{first} {second}" for first, second in pairwise(words))


def _counts(people: Sequence[set[str]]) -> Counter[str]:
    return Counter(term for terms in people for term in terms)


def _known(role: Role, language: Language) -> list[str]:
    lists = [point.synonyms.in_language(language) for c in role.competencies for point in c.key_points]
    return [word.lower() for words in lists for word in words]


def _is_new(term: str, known: Sequence[str]) -> bool:
    return not any(term in word or word in term for word in known)


def _cleared(text: str) -> str:
    """`text` without the clauses that touch a protected topic, so that no piece of one comes out either."""
    from mianshi.scoring.protected_topics import TOPICS, plain_text  # noqa: PLC0415 - long patterns

    clauses = _CLAUSE_END.split(plain_text(text))
    return "\n".join(clause for clause in clauses if not any(topic.find(clause) for topic in TOPICS))


def _whole(found: Sequence[Term]) -> list[Term]:
    """Surest first, of equals the longest; what shares a piece with one already taken is left out."""
    taken: list[Term] = []
    pieces: set[str] = set()
    for term in sorted(found, key=lambda one: (one.p, -len(one.term), one.term)):
        own = set(term.term.split()) if term.language == "en" else {"".join(two) for two in pairwise(term.term)}
        if not own & pieces:
            taken.append(term)
            pieces |= own
    return taken
