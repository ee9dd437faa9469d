"""What was said, with times."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Language, Milliseconds, Record, Share, Span


class RecognisedWord(Span):
    """A word as the recogniser wrote it (leading space kept, as languages with spaces need it)."""

    text: str
    confidence: Share


class RecognisedSegment(Span):
    """A stretch the recogniser decoded at once. `language` is its own code for what it heard there."""

    text: str
    language: str
    language_probability: Share
    average_log_probability: float
    no_speech_probability: Share
    words: list[RecognisedWord]


class Recogniser(Record):
    """Which model heard it, so that a report can name it."""

    name: str
    sha256: str
    compute_type: str
    version: str


class Speech(Span):
    """Where the voice activity detector heard speech, cut where the voice changes.

    `voice` tells the voices of one audio file apart: numbers from 0 by first appearance, and nothing else about them.
    """

    voice: int = Field(default=0, ge=0)


class Recognition(Record):
    """The answer of the speech endpoint for one audio file, exactly as the container writes it."""

    schema_version: int = 2
    language: str
    """The one most of the speech is in."""
    language_probability: Share
    duration_ms: Milliseconds
    speech: list[Speech]
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


class Pauses(Record):
    """The silences of an answer by length: medium to 1 s, long above; shorter than 200 ms is not looked at."""

    count: int = Field(ge=0)
    medium: int = Field(ge=0)
    long: int = Field(ge=0)
    longest_ms: Milliseconds
    share: Share | None
    """Of the answer's length. None where there is too little to measure."""
    over_two_seconds_per_minute: float | None
    """None where there is too little to measure."""


class Voice(Record):
    """Pitch and loudness of the candidate's speech, as in `docs/measurements.md`. Nothing here tells one voice from
    another. None where there is too little to measure."""

    voiced_ms: Milliseconds
    pitch_median_hz: float | None
    pitch_range_semitones: float | None
    """Between the 5th and the 95th percentile."""
    loudness_range_db: float | None


class Sound(Record):
    """Whether the candidate can be heard well, and the voice where it may be measured. None: nothing to measure."""

    clipped_share: Share | None
    """Samples of speech in tops cut off at full scale."""
    speech_to_noise_db: float | None
    voice: Voice | None = None


class Delivery(Record):
    """How it was spoken: information for people, never a score. None where there is too little to measure; every
    definition is in `docs/measurements.md`."""

    latency_ms: Milliseconds | None
    """Before the first word, from the start of the answer or the end of the interviewer's words. None without words."""
    length_ms: Milliseconds
    """From the first to the last word, without the turns of somebody else in between."""
    speech_rate: float | None
    """Characters (Chinese) or words (English) a minute of length."""
    articulation_rate: float | None
    """The same without the pauses."""
    pauses: Pauses
    filler_count: int = Field(ge=0)
    fillers: dict[str, int]
    fillers_per_100: float | None
    """In a hundred characters (Chinese) or words (English)."""


class Aside(Span):
    """What somebody else than the candidate said: shown, never judged."""

    text: str


class Transcript(Record):
    """One answer in words, the candidate's own. Chinese is written in simplified characters. Text answers have no
    times (all zero)."""

    answer: int = Field(ge=0)
    question: str | None = None
    """The question as asked, where it is known."""
    follow_up: str | None = None
    """Of the answer to a follow-up question: id of the competency it was about."""
    language: Language | None
    """None where the recogniser heard another language than Mandarin or English."""
    language_name: str
    language_probability: Share
    language_shares: dict[str, Share] = Field(default_factory=dict)
    """By the recogniser's code: how much of what was said was in it; ``other`` is not the language it was told."""
    duration_ms: Milliseconds
    speech_ms: Milliseconds
    """From the first to the last word without the pauses."""
    units: int = Field(ge=0)
    """Characters in Chinese, words in English."""
    candidate_share: Share = 1.0
    """How much of all speech was in the voice that is taken for the candidate's; see `mianshi.speech.voices`."""
    confidence: Share
    """Mean word confidence; 0 where there are no words."""
    words: list[Word]
    sentences: list[Sentence]
    pauses: list[Pause]
    """Empty where delivery was not to be measured."""
    asides: list[Aside] = Field(default_factory=list)
    delivery: Delivery | None
    """None where policy profile or consent forbid to measure it, and for typed answers."""
    sound: Sound | None = None
    """None for typed answers. Its `voice` is None where policy profile or consent forbid to measure it."""
    recogniser: Recogniser | None = None
    spoken: bool = True

    @property
    def text(self) -> str:
        return ("" if self.language == "zh" else " ").join(s.text for s in self.sentences)
