"""A policy profile: which processing the law and the employer allow. Profiles are data, versioned by content hash."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record


class Retention(Record):
    """Days until each artefact is deleted."""

    recording_days: int = Field(gt=0)
    transcript_days: int = Field(gt=0)
    score_days: int = Field(gt=0)
    audit_days: int = Field(gt=0)


class Policy(Record):
    """What a profile does not allow is not computed, not stored and not shown."""

    id: str
    name: Bilingual
    picture: Literal["behaviour", "technical", "nothing"]
    """What may be looked for: behaviour (with the candidate's separate consent), only faces and light, or nothing."""
    voice: bool
    """Whether pitch and loudness may be measured (with the candidate's separate consent)."""
    delivery: bool
    """Whether rate, pauses and fillers may be measured (with the candidate's separate consent)."""
    explanation: Bilingual
    """Shown in the report: what was computed under this profile and why."""
    retention: Retention
