"""Names of objects in S3, and of what messages to other systems are about.

Everything is built from ids; what a person called a file never becomes part of a key.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_RESUME = re.compile(r"resumes/(jb_[0-9A-HJKMNP-TV-Z]{26})/(ca_[0-9A-HJKMNP-TV-Z]{26})/original")
_UPLOAD = re.compile(r"uploads/(iv_[0-9A-HJKMNP-TV-Z]{26})/([0-9]{1,3})")


def upload_key(interview_id: str, answer: int) -> str:
    """The only key a signed upload may write for this answer."""
    return f"uploads/{interview_id}/{answer}"


def interview_of_upload(key: str) -> str | None:
    """The interview an upload key belongs to, or None for a key we never signed."""
    found = _UPLOAD.fullmatch(key)
    return found.group(1) if found else None


def resume_key(job_id: str, candidate_id: str) -> str:
    """Where a candidate's résumé lies, as it was handed in."""
    return f"resumes/{job_id}/{candidate_id}/original"


def candidate_of_resume(key: str) -> tuple[str, str] | None:
    """Job and candidate of a résumé's key, or None for another key."""
    found = _RESUME.fullmatch(key)
    return (found.group(1), found.group(2)) if found else None


def artefact_key(interview_id: str, stage: str, attempt: int, name: str) -> str:
    """``interviews/<id>/<stage>/<attempt>/<name>``; `name` carries its extension."""
    return f"interviews/{interview_id}/{stage}/{attempt}/{name}"


class Subject(NamedTuple):
    """What a message to another system is about: ``interview:iv_…``, ``candidate:jb_…:ca_…``, ``month:2026-11``,
    ``job:jb_…`` or ``connector:<id>``. `id` is the interview, the candidate, the month, the job or the connector."""

    kind: str
    id: str
    job_id: str = ""


def interview_subject(interview_id: str) -> str:
    """The subject of what is told about an interview."""
    return f"interview:{interview_id}"


def candidate_subject(job_id: str, candidate_id: str) -> str:
    """The subject of what is told about a candidate of a job."""
    return f"candidate:{job_id}:{candidate_id}"


def month_subject(month: str) -> str:
    """The subject of what is told about the costs of a month, ``yyyy-mm``."""
    return f"month:{month}"


def job_subject(job_id: str) -> str:
    """The subject of what is told about a job, such as its budget."""
    return f"job:{job_id}"


def connector_subject(connector_id: str) -> str:
    """The subject of what is told about a connector itself."""
    return f"connector:{connector_id}"


def subject_of(text: str) -> Subject:
    """The parts of a subject; a text of another shape has the kind ``unknown``."""
    kind, *rest = text.split(":")
    if kind == "candidate" and len(rest) == 2:
        return Subject(kind, rest[1], rest[0])
    if kind in ("interview", "month", "job", "connector") and len(rest) == 1:
        return Subject(kind, rest[0])
    return Subject("unknown", text)
