"""What every record that crosses a wall has in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
LanguageChoice = Literal["auto", "zh", "en"]
Milliseconds = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Record(BaseModel):
    """An immutable record; a field nobody declared is an error, so a misspelt key cannot become an empty value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A stretch of time in one answer, milliseconds from the start of its recording."""

    start_ms: Milliseconds
    end_ms: Milliseconds


class Pointer(Record):
    """Where an artefact lies in S3."""

    bucket: str
    key: str


class Bilingual(Record):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
