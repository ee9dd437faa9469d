"""Texts as Qwen3-ASR takes and gives them: names of languages, terms to listen for, and words as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

Place = tuple[int, int]
"""Start and end of a part of a text, in characters."""

NOBODY = "None"
"""What the model writes for the language where it hears no speech."""
CODES = {
    "Arabic": "ar",
    "Cantonese": "yue",
    "Chinese": "zh",
    "Czech": "cs",
    "Danish": "da",
    "Dutch": "nl",
    "English": "en",
    "Filipino": "tl",
    "Finnish": "fi",
    "French": "fr",
    "German": "de",
    "Greek": "el",
    "Hindi": "hi",
    "Hungarian": "hu",
    "Indonesian": "id",
    "Italian": "it",
    "Japanese": "ja",
    "Korean": "ko",
    "Macedonian": "mk",
    "Malay": "ms",
    "Persian": "fa",
    "Polish": "pl",
    "Portuguese": "pt",
    "Romanian": "ro",
    "Russian": "ru",
    "Spanish": "es",
    "Swedish": "sv",
    "Thai": "th",
    "Turkish": "tr",
    "Vietnamese": "vi",
}
"""The languages of the model card, under the codes that Whisper has for them."""
NAMES = {code: name for name, code in CODES.items()}
WITHOUT_SPACES = frozenset({"ja", "th", "yue", "zh"})

LONGEST_CONTEXT = 2000
"""Characters of terms. The model takes some 10,000 tokens (QwenLM/Qwen3-ASR, issue 106), every window pays for them."""
_STEERING = re.compile(r"[<>|\x00-\x1f\x7f]+")
"""What the model's own signs, such as the end of a turn, are made of."""
_OPENING = '"“‘「『《（([{¿'
_PART_OF_A_CHARACTER = "\N{REPLACEMENT CHARACTER}"


def context_of(vocabulary: Sequence[str]) -> str:
    """Terms as the model takes them: bare, with commas between; those over the limit are left out."""
    terms: list[str] = []
    for term in vocabulary:
        bare = " ".join(_STEERING.sub(" ", term).split())
        if bare and sum(len(one) + 2 for one in terms) + len(bare) <= LONGEST_CONTEXT:
            terms.append(bare)
    return ", ".join(terms)


def is_recited(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether a text may be the vocabulary read back, as the model does where it hears little (issue 106 again).

    That is a text of nothing but terms, or one in which two terms follow each other as they do in the list. Somebody
    may really have said so: only hearing it again without the vocabulary can tell.
    """
    said = _bare(text)
    terms = [bare for bare in map(_bare, vocabulary) if bare]
    rest = said
    for term in sorted(terms, key=len, reverse=True):
        rest = rest.replace(term, "")
    return bool(said) and (not rest or any(one + two in said for one, two in pairwise(terms)))


def token_places(tokens: Sequence[int], decode: Callable[[Sequence[int]], str]) -> list[Place]:
    """The characters that each token writes or helps to write: a rare character takes several tokens."""
    places: list[Place] = []
    done = 0
    for count in range(1, len(tokens) + 1):
        whole = len(decode(tokens[:count]).rstrip(_PART_OF_A_CHARACTER))
        places.append((done, max(whole, done + 1)))
        done = max(whole, done)
    return places


def word_places(text: str, words: Sequence[str]) -> list[Place]:
    """Where words stand in the text they were taken from; an aligner's words have lost their marks and dots."""
    places: list[Place] = []
    at = 0
    for word in words:
        found = []
        for character in word:
            found.append(text.index(character, at))
            at = found[-1] + 1
        places.append((found[0], at))
    return places


def spelled(text: str, places: Sequence[Place], language: str) -> list[str]:
    """Words with their marks, as written: one after a space with it, and the first too in languages that have spaces.

    An opening mark goes with the word after it, any other with the word before.
    """
    if not places:
        return []
    starts = [0]
    for (_, before), (start, _) in pairwise(places):
        at = start
        while at > before and text[at - 1] in _OPENING:
            at -= 1
        while at > before and text[at - 1].isspace():
            at -= 1
        starts.append(at)
    words = [text[start:end] for start, end in pairwise([*starts, len(text.rstrip())])]
    if language not in WITHOUT_SPACES and not words[0][0].isspace():
        words[0] = " " + words[0]
    return words


def confidences(words: Sequence[Place], tokens: Sequence[Place], chances: Sequence[float]) -> list[float]:
    """For every word the mean probability of the tokens that wrote it, which is how faster-whisper counts."""
    result = []
    for start, end in words:
        parts = [chance for (a, b), chance in zip(tokens, chances, strict=True) if a < end and start < b]
        result.append(sum(parts) / len(parts) if parts else 0.0)
    return result


def _bare(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(character for character in text.lower() if unicodedata.category(character)[0] in "LN")
