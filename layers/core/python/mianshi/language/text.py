"""Words, clauses and negation in Chinese and English: what can be read without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Literal

from mianshi.contracts.base import Language

SHORT_CLAUSE = 4
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_CLAUSE_END = {
    "zh": re.compile(r"(?<=[，,；;：:。！？!?…、])"),
    "en": re.compile(r"(?<=[,;:.!?])\s+|\s+(?=(?:but|because|although|whereas|so that)\b)"),
}
_COMMA_LIST = re.compile(r"、")

_IRREGULAR_PAIRS = """
began:begin bought:buy broke:break brought:bring built:build came:come caught:catch chose:choose cut:cut
did:do done:do drew:draw drove:drive fell:fall felt:feel found:find gave:give given:give went:go gone:go
got:get grew:grow had:have has:have heard:hear held:hold kept:keep knew:know led:lead left:leave lost:lose
made:make meant:mean met:meet paid:pay put:put ran:run rang:ring read:read rose:rise said:say saw:see
seen:see sent:send set:set shown:show sold:sell spent:spend spoke:speak stood:stand stuck:stick
taught:teach thought:think told:tell took:take taken:take understood:understand was:be were:be is:be
are:be won:win wrote:write written:write shut:shut sought:seek dealt:deal
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_PAIRS.split())
_ARTICLES = {"a", "an", "the"}

# Short words that hold sentences together: a list of keywords has next to none of them.
_COMMON_WORDS = """
a an the i we you he she it they me us him her them my our your his its their this that these those and or but
so because if when while then as of to in on at by for with from into about after before over be is are was
were been do did does have has had will would can could should not no what which who how there all some
"""
_FUNCTION_WORDS = frozenset(_COMMON_WORDS.split())
_FUNCTION_CHARACTERS = frozenset(
    "的了我你他她它们是在和就把给跟与对到去来让被会能要说问有没不也都还很先再后又着过这那个从为以而但因所于之其并将"
)
FULL_PROSE = {"zh": 0.12, "en": 0.25}
"""Share of function words from which a passage counts as prose; ordinary speech has about twice as many."""

_NOT_NEGATIVE = {
    "zh": re.compile(
        r"不仅|不但|不断|不同|不久|不错|不得不|不由得|对不起|不好意思|差不多|没问题|没多久|没过多久|不一会|不只|不光|了不起|不停"
    ),
    "en": re.compile(r"\bnot (?:only|just|long)\b|\bno (?:doubt|problem|matter|longer|sooner)\b|\bwhy not\b"),
}
_DENYING_WORD = r"\b(?:not|never|no|nobody|none|neither|nor|without|hardly|refused?|failed|unable|cannot)\b|\w+n't\b"
_NEGATED_BEFORE = {
    "zh": re.compile(r"(?:没|不|未|别|懒得|拒绝|无法|并无).{0,4}$"),
    "en": re.compile(rf"(?:{_DENYING_WORD})(?:\W+\w+){{0,4}}\W*$"),
}
_NEGATED_AFTER = {
    "zh": re.compile(r"^.{0,3}(?:没有?做|不做|没有?去|不可能|没必要|没用|没有?发生)"),
    "en": re.compile(
        r"^\W*(?:\w+\W+){0,2}(?:(?:was|is|were|did|would|could) (?:not|never)\b|\w+n't (?:happen|do|work)\b)"
    ),
}


def normalise(text: str) -> str:
    """Lower case, straight apostrophes."""
    return text.lower().replace("’", "'")


def length(text: str, language: Language) -> int:
    """Characters in Chinese (a Latin word or number counts one), words in English."""
    tokens = len(_TOKEN.findall(normalise(text)))
    return len(_HAN.findall(text)) + tokens if language == "zh" else tokens


def tokens(text: str) -> list[str]:
    """English words in lower case."""
    return _TOKEN.findall(normalise(text))


def stem(word: str) -> str:
    """A light English stem: inflection goes, derivation stays, British and American spelling meet."""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if (len(word) > 4 and word.endswith("ies")) or (len(word) > 4 and word.endswith("ied")):
        word = word[:-3] + "y"
    elif len(word) > 5 and word.endswith("ing"):
        word = _undouble(word[:-3])
    elif len(word) > 4 and word.endswith("ed"):
        word = _undouble(word[:-2])
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = word.replace("iz", "is") if len(word) > 5 else word
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


def clauses(text: str, language: Language) -> list[str]:
    """The clauses of a sentence in order; a fragment under `SHORT_CLAUSE` units joins the clause after it."""
    result: list[str] = []
    held = ""
    for part in _CLAUSE_END[language].split(text):
        held = (held + (" " if held and language == "en" else "") + part).strip()
        if length(held, language) >= SHORT_CLAUSE and not _COMMA_LIST.search(held[-1:]):
            result.append(held)
            held = ""
    if held and result:
        result[-1] = result[-1] + (" " if language == "en" else "") + held
    elif held:
        result.append(held)
    return result


def function_share(text: str, language: Language) -> float:
    """Share of function words (English) or characters (Chinese); 0 for an empty text."""
    if language == "zh":
        characters = _HAN.findall(text)
        return sum(character in _FUNCTION_CHARACTERS for character in characters) / max(1, len(characters))
    words = tokens(text)
    return sum(word in _FUNCTION_WORDS for word in words) / max(1, len(words))


def _masked(clause: str, language: Language) -> str:
    return _NOT_NEGATIVE[language].sub(lambda found: "＊" * len(found.group()), normalise(clause))


def stance(clause: str, phrases: Sequence[str], language: Language) -> Literal["said", "denied"] | None:
    """Whether a clause says one of the phrases, inflected and with a word or two between its parts, or denies it.

    "I did not follow up" denies "follow up". Where it does both, it says it. None where it does neither.
    """
    masked = _masked(clause, language)
    found: Literal["denied"] | None = None
    for phrase in phrases:
        for start, end in _occurrences(masked, normalise(phrase), language):
            before, after = masked[:start], masked[end:]
            if not _NEGATED_BEFORE[language].search(before) and not _NEGATED_AFTER[language].search(after):
                return "said"
            found = "denied"
    return found


def _occurrences(clause: str, phrase: str, language: Language) -> list[tuple[int, int]]:
    if language == "zh" or _HAN.search(phrase):
        return [found.span() for found in _chinese_pattern(phrase).finditer(clause)]
    wanted = [stem(word) for word in tokens(phrase) if word not in _ARTICLES]
    found = [(match.span(), stem(match.group())) for match in _TOKEN.finditer(clause)]
    return [span for first in range(len(found)) if (span := _follow(found, first, wanted))]


def _follow(found: Sequence[tuple[tuple[int, int], str]], first: int, wanted: Sequence[str]) -> tuple[int, int] | None:
    """The span of `wanted` from token `first` on, with at most two other tokens between neighbours."""
    if not wanted or found[first][1] != wanted[0]:
        return None
    at = first
    for word in wanted[1:]:
        following = [index for index in range(at + 1, min(at + 4, len(found))) if found[index][1] == word]
        if not following:
            return None
        at = following[0]
    return found[first][0][0], found[at][0][1]


def _chinese_pattern(phrase: str) -> re.Pattern[str]:
    """Phrases may be spread: 查事实 is said by 查清楚事实, 道歉 by 道了歉."""
    bare = re.sub(r"\s+", "", phrase)
    if len(bare) < 2 or not all(_HAN.match(character) for character in bare):
        return re.compile(re.escape(bare))
    if len(bare) == 2:
        return re.compile(f"{bare[0]}[了过]?{bare[1]}")
    half = len(bare) // 2
    return re.compile(re.escape(bare[:half]) + r"[^，,。；;！？!?]{0,3}" + re.escape(bare[half:]))


def content_overlap(text: str, other: str, language: Language) -> float:
    """Share of the content of `text` that `other` holds too, 0 to 1."""
    return overlap(content(text, language), content(other, language))


def overlap(mine: Set[str], theirs: Set[str]) -> float:
    """Share of `mine` that `theirs` holds too, 0 to 1; 0 where there is nothing."""
    return len(mine & theirs) / len(mine) if mine else 0.0


def neighbours(text: str, language: Language) -> list[str]:
    """Every two English stems, or Chinese characters, that follow each other, in order."""
    if language == "zh":
        bare = "".join(re.findall(r"\w", normalise(text)))
        return [bare[i : i + 2] for i in range(len(bare) - 1)]
    stems = [stem(word) for word in tokens(text)]
    return [f"{one} {two}" for one, two in pairwise(stems)]


def content(text: str, language: Language) -> set[str]:
    """What a text is about: English stems without words of grammar, Chinese character pairs."""
    if language == "zh":
        return set(neighbours(text, language))
    return {stem(word) for word in tokens(text) if word not in _FUNCTION_WORDS}
