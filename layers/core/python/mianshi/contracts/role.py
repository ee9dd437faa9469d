"""A role: what is asked, what counts as evidence, and what the levels mean."""

from __future__ import annotations

from pydantic import Field, model_validator

from mianshi.contracts.base import Bilingual, Language, Record


class Phrases(Record):
    """Lists of phrases in Chinese and in English."""

    zh: list[str]
    en: list[str]

    def in_language(self, language: Language) -> list[str]:
        return self.zh if language == "zh" else self.en


class KeyPoint(Record):
    """Something a good answer shows. `synonyms` are words that name it, `examples` sentences that show it."""

    id: str
    name: Bilingual
    synonyms: Phrases
    examples: Phrases


class Anchors(Record):
    """What levels 1, 3 and 5 look like; 2 and 4 lie between. `examples` are whole short answers at that level."""

    level_1: Bilingual
    level_3: Bilingual
    level_5: Bilingual


class Question(Record):
    id: str
    text: Bilingual


class Competency(Record):
    id: str
    name: Bilingual
    weight: int = Field(gt=0, le=100)
    questions: list[Question] = Field(min_length=1)
    key_points: list[KeyPoint] = Field(min_length=1)
    anchors: Anchors


class Thresholds(Record):
    """Totals (0-100) from which an interview is put forward, or looked at first. Nothing here rejects anybody."""

    forward: int = Field(ge=0, le=100)
    review: int = Field(ge=0, le=100)


class Role(Record):
    id: str
    name: Bilingual
    competencies: list[Competency] = Field(min_length=1)
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
        if self.delivery_weight and not self.delivery_weight_reason:
            raise ValueError("a delivery weight above 0 needs a recorded reason")
        return self
