"""Résumés as staff and partners see them: how far one has come, and what was read of it, without contacts."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.matching import METHOD, MatchNote, ResumeReading
from mianshi.contracts.partner_events import FetchState, Wanted
from mianshi.contracts.resumes import Quoted
from mianshi.platform import objects, resumes
from mianshi.platform.clock import now, timestamp
from mianshi.platform.resumes import StoredResume
from mianshi.platform.store import matches, promised
from mianshi.privacy.redaction import redact

_LATE = timedelta(minutes=10)
"""Reading one takes seconds; whatever waits longer than a function may run, and is called again, is not coming."""


class ResumeState(StrEnum):
    """How far a résumé has come."""

    NONE = "none"
    READING = "reading"
    LATE = "late"
    """It lies there and was not read."""
    ANEW = "anew"
    """Another method read it; it is read anew, at the latest when what is due each day is done."""
    REFUSED = "refused"
    READ = "read"


def state(candidate: Candidate, there: StoredResume | None, note: MatchNote | None) -> ResumeState:
    """How far the résumé that lies there has come; what was read of an earlier one, or by another
    method, counts for nothing.

    Args:
        candidate: whose résumé.
        there: what lies there.
        note: as `matches.find` found it.
    """
    if there is None or candidate.stage is Stage.ERASED:
        return ResumeState.NONE
    kept = note or matches.by_any_method(candidate.job_id, candidate.id)
    if kept is None or kept.at < there.at:
        return ResumeState.LATE if there.at < timestamp(now() - _LATE) else ResumeState.READING
    if kept.method != METHOD:
        return ResumeState.ANEW
    return ResumeState.REFUSED if kept.refused else ResumeState.READ


def ticket(candidate: Candidate, content_type: str, size_bytes: int) -> str:
    """An address that takes one résumé by PUT. That one was handed out is remembered: an erasure waits for it."""
    awaited = Wanted(state=FetchState.AWAITING_UPLOAD, at=timestamp())
    promised.put_resume(candidate.job_id, candidate.id, awaited)
    return resumes.signed_put(candidate.job_id, candidate.id, content_type, size_bytes, resumes.TICKET_SECONDS)


def reading(job_id: str, candidate_id: str) -> ResumeReading | None:
    """What was read of a résumé with telephone numbers, addresses of mail and numbers of identity cards masked; None
    where nothing was, or another method did."""
    found = objects.find_record(resumes.reading(job_id, candidate_id), ResumeReading)
    return None if found is None or found.method != METHOD else _masked(found)


def _masked(found: ResumeReading) -> ResumeReading:
    update: dict[str, object] = {}
    if found.text is not None:
        lines = [line.model_copy(update={"text": redact(line.text)}) for line in found.text.lines]
        hidden = [one.model_copy(update={"text": redact(one.text)}) for one in found.text.hidden]
        update["text"] = found.text.model_copy(update={"lines": lines, "hidden": hidden})
    if found.profile is not None:
        update["profile"] = type(found.profile).model_validate(_without(found.profile.model_dump()))
    if found.match is not None:
        update["match"] = type(found.match).model_validate(_without(found.match.model_dump()))
    return found.model_copy(update=update)


_QUOTED = frozenset(Quoted.model_fields)


def _without(value: object) -> object:
    """Every quote in a dumped record masked; ids, hashes and names of ours stay as they are."""
    if isinstance(value, list):
        return [_without(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == _QUOTED:
        return {**value, "text": redact(str(value["text"]))}
    return {key: _without(one) for key, one in value.items()}
