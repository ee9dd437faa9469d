"""What was said, with times."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Language, Milliseconds, Record, Share, Span


class RecognisedWord(Span):
    """A word as the recogniser wrote it (leading space kept, as languages with spaces need it)."""

    text: str
    confidence: Share


class RecognisedSegment(Span):
    """A stretch the recogniser decoded at once."""

    text: str
    average_log_probability: float
    no_speech_probability: Share
    words: list[RecognisedWord]


class Recogniser(Record):
    """Which model heard it, so that a report can name it."""

    name: str
    sha256: str
    compute_type: str
    version: str


class Recognition(Record):
    """The answer of the speech endpoint for one audio file, exactly as the container writes it."""

    schema_version: int = 1
    language: str
    language_probability: Share
    duration_ms: Milliseconds
    speech: list[Span]
    """Where the voice activity detector heard speech."""
    segments: list[RecognisedSegment]
    recogniser: Recogniser
    compute_ms: int = Field(ge=0)


class Word(Span):
    text: str
    confidence: Share


class Sentence(Span):
    """A sentence for people to read; `first_word` and `end_word` bound its words (end exclusive)."""

    text: str
    first_word: int = Field(ge=0)
    end_word: int = Field(ge=0)


class Pause(Span):
    """Silence between two stretches of speech."""


class Delivery(Record):
    """How it was spoken: information for people, never a score. None where there is too little to measure."""

    speech_ms: Milliseconds
    units: int = Field(ge=0)
    """Characters in Chinese, words in English."""
    units_per_minute: float | None
    pause_count: int = Field(ge=0)
    pause_share: Share | None
    long_pause_count: int = Field(ge=0)
    filler_count: int = Field(ge=0)
    fillers: dict[str, int]


class Transcript(Record):
    """One answer in words. Chinese is written in simplified characters. Text answers have no times (all zero)."""

    answer: int = Field(ge=0)
    question: str | None = None
    """The question as asked, where it is known."""
    language: Language | None
    """None where the recogniser heard another language than Mandarin or English."""
    language_name: str
    language_probability: Share
    duration_ms: Milliseconds
    confidence: Share
    """Mean word confidence; 0 where there are no words."""
    words: list[Word]
    sentences: list[Sentence]
    pauses: list[Pause]
    delivery: Delivery
    recogniser: Recogniser | None = None
    spoken: bool = True

    @property
    def text(self) -> str:
        return ("" if self.language == "zh" else " ").join(s.text for s in self.sentences)
