"""A role: what is asked, what counts as evidence, and what the levels mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mianshi.contracts.base import Bilingual, Language, Record


class Phrases(Record):
    """Lists of phrases in Chinese and in English."""

    zh: list[str]
    en: list[str]

    def in_language(self, language: Language) -> list[str]:
        return self.zh if language == "zh" else self.en


class KeyPoint(Record):
    """Something a good answer shows. `synonyms` are words that name it, `examples` sentences that show it.

    `shown_when` says as a happening what is true of an answer that shows it ("the candidate heard the customer out or
    said sorry"), for a reader who must say yes or no; without it the name has to do.
    """

    id: str
    name: Bilingual
    shown_when: Bilingual | None = None
    synonyms: Phrases
    examples: Phrases


class Anchors(Record):
    """What levels 1, 3 and 5 look like; 2 and 4 lie between."""

    level_1: Bilingual
    level_3: Bilingual
    level_5: Bilingual


class Question(Record):
    """`behavioural` asks what somebody did, `situational` what they would do, `knowledge` what is the case: an answer
    to the last is judged by its key points alone, and may say them as the role does.

    Core questions are put to everybody; the others belong to an advanced or semi-structured interview.
    """

    id: str
    text: Bilingual
    kind: Literal["behavioural", "situational", "knowledge"] = "behavioural"
    core: bool = True


class Competency(Record):
    id: str
    name: Bilingual
    weight: int = Field(gt=0, le=100)
    required_level: Annotated[float, Field(ge=1.0, le=5.0)] = 3.0
    """What the job asks for: drawn beside the candidate's level, it moves nothing."""
    questions: list[Question] = Field(min_length=1)
    key_points: list[KeyPoint] = Field(min_length=1)
    anchors: Anchors
    wrong_acts: list[Bilingual] = Field(default_factory=list)
    """What makes an answer level 1 however well it is told, each as a happening ("the candidate blamed them")."""
    excellence: Bilingual | None = None
    """What separates 5 from 4, as a happening."""
    order: list[str] = Field(default_factory=list)
    """Ids of key points that must come in this order where order matters, such as safety before repair."""
    next_steps: list[Bilingual] = Field(default_factory=list)
    """Training advice for whoever wants to do better, most useful first."""


class Thresholds(Record):
    """Totals (0-100) from which an interview is put forward, or looked at first. Nothing here rejects anybody."""

    forward: int = Field(ge=0, le=100)
    review: int = Field(ge=0, le=100)


class Role(Record):
    id: str
    name: Bilingual
    interview: Literal["structured", "semi_structured"] = "structured"
    """Structured: the core questions, word for word, to everybody. Semi-structured: others may be asked besides."""
    competencies: list[Competency] = Field(min_length=1)
    probes: list[Bilingual] = Field(default_factory=list)
    """The neutral follow-ups an interviewer may use, at most one a question."""
    thresholds: Thresholds
    expected_answer_seconds: int = Field(gt=0)
    video_required: bool = False
    """False: an interview of sound alone is accepted."""
    vocabulary: Phrases = Phrases(zh=[], en=[])
    """Names and terms of the job that the recogniser should expect to hear."""
    delivery_weight: int = Field(default=0, ge=0, le=100)
    delivery_weight_reason: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Role:
        if sum(c.weight for c in self.competencies) != 100:
            raise ValueError("competency weights must sum to 100")
        ids = [c.id for c in self.competencies]
        points = [p.id for c in self.competencies for p in c.key_points]
        if len(set(ids)) != len(ids) or len(set(points)) != len(points):
            raise ValueError("competency and key point ids must be unique within a role")
        if any(set(c.order) - {p.id for p in c.key_points} for c in self.competencies):
            raise ValueError("the order of a competency may name its own key points only")
        if self.delivery_weight and not self.delivery_weight_reason:
            raise ValueError("a delivery weight above 0 needs a recorded reason")
        return self
