"""A policy profile: which processing the law and the employer allow. Profiles are data, versioned by content hash."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record


class Retention(Record):
    """Days until each artefact is deleted."""

    recording_days: int = Field(gt=0)
    transcript_days: int = Field(gt=0)
    score_days: int = Field(gt=0)
    audit_days: int = Field(gt=0)


class Policy(Record):
    id: str
    name: Bilingual
    observations: bool
    """Whether behaviour may be observed at all (it still needs the candidate's separate consent)."""
    technical_checks: bool
    """Whether one face, light and sound may be checked where behaviour is not observed."""
    explanation: Bilingual
    """Shown in the report: what was computed under this profile and why."""
    retention: Retention
