"""What every record that crosses a wall has in common."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
LanguageChoice = Literal["auto", "zh", "en"]
Milliseconds = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]

HASH_CHARACTERS = 12
"""Characters of the SHA-256 that name a version: 48 bits, plenty to tell versions of one file apart."""


class Record(BaseModel):
    """An immutable record; a field nobody declared is an error, so a misspelt key cannot become an empty value."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # built when first used: imports are short

    def canonical_json(self) -> str:
        """JSON text, equal for equal records: keys sorted, two spaces of indent, Chinese readable, one last newline."""
        values = self.model_dump(mode="json")
        return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"

    def content_hash(self) -> str:
        """The record's version: the first 12 hexadecimal characters of the SHA-256 of its canonical JSON in UTF-8."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()[:HASH_CHARACTERS]


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
