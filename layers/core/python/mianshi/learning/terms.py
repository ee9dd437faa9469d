"""Terms that high performers' answers share, as words a key point might take: found in one half of the people,
confirmed in the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from mianshi.contracts.base import Language
from mianshi.contracts.learning import LearningCase, Term
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats, benjamini_hochberg, centred, fisher_greater, holm

FALSE_DISCOVERIES = 0.05
FEWEST_PEOPLE = 8
"""High performers of both halves who must use a term: what few people say may be somebody's name or employer."""
FEWEST_IN_HALF = 4
FEWEST_OTHERS = 5
HIGH_SHARE = 4
"""High performers are the best quarter of a half, with whoever is rated alike; over several jobs, by what they are
over the mean of the own job."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ENGLISH = re.compile(r"[a-z][a-z'-]+")
Halves = tuple[Sequence[LearningCase], Sequence[LearningCase]]


def find_terms(role: Role, halves: Halves, alpha: float, clear: Callable[[str], str]) -> list[Term]:
    """Terms of the best quarter by performance. In the first half: Fisher's exact test, false discoveries held at 5 %
    by Benjamini and Hochberg within a language. In the second: Fisher's exact test again, and what is left holds with
    at most `alpha` of any false one over both languages (Holm). Left out: words the role knows already, pieces of a
    longer term, and what fewer than `FEWEST_PEOPLE` high performers said.

    Args:
        role: whose words are known.
        halves: people with performance and words; the second had no part in finding.
        alpha: chance that noise confirms anything.
        clear: takes out of a text what must not be learnt from, such as clauses that touch a protected topic.
    """
    candidates: list[tuple[Term, float]] = []
    for language in LANGUAGES:
        making, holding = (_Half(half, language, clear) for half in halves)
        found = _discovered(role, making, language) if making.enough and holding.enough else []
        confirmed = [_beside(term, holding) for term in found]
        candidates += zip(confirmed, holding.chances([term.term for term in found]), strict=True)
    adjusted = holm([p for _, p in candidates])
    kept = [term for (term, _), p in zip(candidates, adjusted, strict=True) if p <= alpha]
    return [term for term in kept if term.high_with + (term.held_out_high or 0) >= FEWEST_PEOPLE]


class _Half:
    """Who of a half spoke a language: the terms of the best quarter by performance, and of the others."""

    def __init__(self, people: Sequence[LearningCase], language: Language, clear: Callable[[str], str]) -> None:
        told = [case for case in people if case.words.get(language) and case.performance is not None]
        [performance], kept, _ = centred(
            [np.asarray([case.performance for case in told], dtype=np.float64)], [case.job for case in told]
        )
        spoken = [case for case, is_kept in zip(told, kept, strict=True) if is_kept]
        ordered = np.sort(performance)[::-1]
        least = ordered[-(-len(spoken) // HIGH_SHARE) - 1] if spoken else 0.0
        self.high, self.others = Counter[str](), Counter[str]()
        self.high_of = self.others_of = 0
        for case, reached in zip(spoken, performance, strict=True):
            terms = set(_terms(clear(case.words[language]), language))
            if reached >= least:
                self.high.update(terms)
                self.high_of += 1
            else:
                self.others.update(terms)
                self.others_of += 1

    @property
    def enough(self) -> bool:
        return self.high_of >= FEWEST_IN_HALF and self.others_of >= FEWEST_OTHERS

    def chances(self, terms: Sequence[str]) -> Floats:
        """Fisher's p of each, one-sided: the best quarter says it more often."""
        with_high = np.asarray([self.high[term] for term in terms], dtype=np.int64)
        with_others = np.asarray([self.others[term] for term in terms], dtype=np.int64)
        return fisher_greater(with_high, self.high_of, with_others, self.others_of)


def _discovered(role: Role, making: _Half, language: Language) -> list[Term]:
    known = _known(role, language)
    tested = [term for term, count in sorted(making.high.items()) if count >= FEWEST_IN_HALF and _is_new(term, known)]
    chances = making.chances(tested)
    found = [
        Term(
            language=language,
            term=term,
            high_with=making.high[term],
            high_of=making.high_of,
            others_with=making.others[term],
            others_of=making.others_of,
            p=float(f"{p:.3g}"),
            q=float(f"{q:.3g}"),
        )
        for term, p, q in zip(tested, chances, benjamini_hochberg(chances), strict=True)
        if q <= FALSE_DISCOVERIES
    ]
    return _whole(found)


def _beside(term: Term, holding: _Half) -> Term:
    return term.model_copy(
        update={
            "held_out_high": holding.high[term.term],
            "held_out_high_of": holding.high_of,
            "held_out_others": holding.others[term.term],
            "held_out_others_of": holding.others_of,
        }
    )


def _terms(text: str, language: Language) -> Iterator[str]:
    """Chinese: two to four characters in a row, as there are no gaps between words. English: one and two words."""
    if language == "zh":
        for run in _CHINESE.findall(text):
            for length in (2, 3, 4):
                yield from (run[at : at + length] for at in range(len(run) - length + 1))
    else:
        for line in text.lower().splitlines():
            words = _ENGLISH.findall(line)
            yield from (word for word in words if len(word) > 2)
            yield from (f"{first} {second}" for first, second in pairwise(words))


def _known(role: Role, language: Language) -> list[str]:
    lists = [point.synonyms.in_language(language) for c in role.competencies for point in c.key_points]
    return [word.lower() for words in lists for word in words]


def _is_new(term: str, known: Sequence[str]) -> bool:
    return not any(term in word or word in term for word in known)


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
