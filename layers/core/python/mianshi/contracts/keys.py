"""Names of objects in S3. Everything is built from ids; what a person called a file never becomes part of a key."""

from __future__ import annotations

import re

_UPLOAD = re.compile(r"uploads/(iv_[0-9A-HJKMNP-TV-Z]{26})/([0-9]{1,3})")


def upload_key(interview_id: str, answer: int) -> str:
    """The only key a signed upload may write for this answer."""
    return f"uploads/{interview_id}/{answer}"


def interview_of_upload(key: str) -> str | None:
    """The interview an upload key belongs to, or None for a key we never signed."""
    found = _UPLOAD.fullmatch(key)
    return found.group(1) if found else None


def artefact_key(interview_id: str, stage: str, attempt: int, name: str) -> str:
    """``interviews/<id>/<stage>/<attempt>/<name>``; `name` carries its extension."""
    return f"interviews/{interview_id}/{stage}/{attempt}/{name}"
