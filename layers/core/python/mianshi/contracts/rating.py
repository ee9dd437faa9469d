"""What is asked of the rater about one answer, and what it read: between our questions and a language model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.assessment import Flag
from mianshi.contracts.base import Record, Share, Span

CheckKind = Literal["key_point", "wrong_act", "excellence", "order", "own_act", "answered", "level"]


class Check(Record):
    """One small question about a passage, put after the passage's prefix; the first token of the reply is its answer.

    `about` is a key point's id or a wrong act's place. `answers` are the two replies that are weighed against each
    other, first the one that counts for the candidate; for ``level``, which only benchmarks ask, the five digits.
    """

    id: str
    kind: CheckKind
    about: str = ""
    text: str
    answers: list[str]


class Quote(Span):
    """Words of the candidate that come closest to a key point, or to a wrong act where `key_point` is empty.

    `sentence` is their place in the transcript, `strength` how close they come. Text answers have no times (zero).
    """

    key_point: str = ""
    sentence: int = Field(ge=0)
    text: str
    strength: Share
    denied: bool = False
    """The words name the key point only to deny it."""


class Telling(Span):
    """A piece of what was said and by how much it raises or lowers `told` (`docs/scoring.md`), in levels."""

    sentence: int = Field(ge=0)
    text: str
    moved: float


class PassageSheet(Record):
    """What is asked about the part of an answer that bears on one competency."""

    competency: str
    question: str | None
    """Id of the role's question that it was taken to answer, or None."""
    relevance: Share
    sentences: list[int]
    """Sentences of the transcript that are judged: the interviewer's words and repeated questions are left out."""
    prefix: str
    checks: list[Check]
    quotes: list[Quote]
    """The closest words for every key point, in the competency's order, then for the nearest wrong act."""
    tellings: list[Telling]
    flags: list[Flag]
    features: dict[str, float]
    """Read without the rater: by words, figures and sentence vectors."""


class CheckSheet(Record):
    """Everything that is asked about one answer. The same answer to the same role gives the same sheet."""

    answer: int = Field(ge=0)
    version: str
    """Of the questions and of what prepares them; changes whenever the same answer could be asked about differently."""
    passages: list[PassageSheet]

    def prompts(self) -> list[str]:
        """The text of every check in order, ready to be continued by one token."""
        return [passage.prefix + check.text for passage in self.passages for check in passage.checks]


class Rater(Record):
    """The language model that read: its name, the hash of its weights and the engine that ran them."""

    model: str
    weights_sha256: str
    engine: str


class Ratings(Record):
    """What the rater answered to every check of a sheet, in the order of `CheckSheet.prompts`.

    A value is the natural logarithm of how much likelier the first answer is than the second, between -12 and 12, or
    the expected digit for ``level``. None: the reply was none of the answers, and the check is void.
    """

    answer: int = Field(ge=0)
    rater: Rater
    values: list[float | None]
    compute_ms: int = Field(ge=0)
