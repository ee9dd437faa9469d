"""The files of one interview: signed for, resumed, completed, counted, and never overwritten once they are stored."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Any

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import AnswerTime, Candidate, FunnelStep, InterviewMode, Stage
from mianshi.doors import follow_ups, opening
from mianshi.errors import Rejected
from mianshi.pages.views import (
    AnswerState,
    AnswersView,
    TypedAnswer,
    UploadDone,
    UploadPart,
    UploadTicket,
    UploadWish,
)
from mianshi.platform import objects, signing, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, limits
from mianshi.privacy.consents import refuses
from mianshi.privacy.policies import load_policy

PART_BYTES = 8 * 1024**2
"""Size of every part but the last, and most bytes that go up in one piece. S3 asks for at least 5 MiB a part and takes
10,000 of them (docs.aws.amazon.com: qfacts)."""
PARTS_AT_ONCE = 40
"""Signed at once: 320 MiB, a few minutes' work, so that no address expires before its turn."""
MOST_BEGUN = 30
"""Uploads in parts begun for one answer within an hour: what is begun and never joined is stored, and paid for."""
_BEGUN_SECONDS = 3600
_BEFORE = (Stage.ADDED, Stage.INVITED)


def number(given: str) -> int:
    """The number of an answer, as an address names it.

    Raises:
        Rejected: ``not_found`` for anything else.
    """
    if not re.fullmatch(r"[0-9]{1,3}", given):
        raise Rejected("not_found", "there is no such answer")
    return int(given)


def willing(candidate: Candidate, interview: Interview) -> None:
    """See to it that nothing is handed in to the software of somebody who does not want it.

    Raises:
        Rejected: ``no_consent``.
    """
    if refuses(candidate, appeal=bool(interview.appeal_of)):
        raise Rejected("no_consent", "recording and analysis need the candidate's consent")


def state(interview: Interview, *, retakes: int = 0, retaken: Mapping[str, int] | None = None) -> AnswersView:
    """Which answers of an interview are stored.

    Args:
        interview: whose answers.
        retakes: how often each may be recorded again.
        retaken: how often each was, by its number.
    """
    sizes = objects.sizes_under(settings().uploads, f"uploads/{interview.id}/")
    put = follow_ups.put(interview)
    known = {question.answer: question for question in put.questions} if put else {}
    return AnswersView(
        interview_id=interview.id,
        open=interview.takes_files,
        language=interview.language,
        answers=[
            AnswerState(
                answer=upload.answer,
                question=upload.question or "",
                scored=upload.scored,
                follow_up=upload.follow_up is not None,
                of=known[upload.answer].of if upload.answer in known else None,
                heard=known[upload.answer].quote if upload.answer in known else "",
                file_name=upload.file_name,
                kind=upload.kind,
                stored=upload.key in sizes,
                retakes_left=max(0, retakes - (retaken or {}).get(str(upload.answer), 0)),
            )
            for upload in interview.uploads
        ],
    )


def ticket(interview: Interview, answer: int, wish: UploadWish) -> UploadTicket:
    """How the file of an answer gets to its place; with the upload that was begun before, what of it is still missing.

    Raises:
        Rejected: ``not_found`` for an answer that nobody asked for, ``too_large``, ``already_done`` where the interview
            waits for nothing any more.
    """
    upload = _upload(interview, answer)
    if objects.stored(_where(upload)) is not None:
        return UploadTicket(answer=answer, stored=True)
    _may_begin(interview)
    if wish.size > settings().max_upload_bytes:
        raise Rejected("too_large", f"more than {settings().max_upload_bytes} bytes")
    _becomes(interview, upload, "recording")
    return opening.ticket(upload, wish.size) if wish.size <= PART_BYTES else _parts(upload, wish)


def complete(interview: Interview, answer: int, done: UploadDone) -> None:
    """See to it that the file of an answer is stored as a whole. Whoever asks twice gets the same answer.

    Raises:
        Rejected: ``not_found``, ``already_done`` as `ticket`; ``upload_incomplete`` where bytes are missing.
    """
    upload = _upload(interview, answer)
    if objects.stored(_where(upload)) is None:
        _awaits(interview)
        if done.upload_id:
            _join(upload, done.upload_id, done.size)
    found = objects.stored(_where(upload))
    if found is None or found.size_bytes != done.size:
        raise Rejected("upload_incomplete", f"answer {answer}")
    _time(interview, answer, "recording", done.thinking_ms, done.answering_ms)


def abort(interview: Interview, answer: int, upload_id: str) -> None:
    """Forget what was sent of a file that is not wanted any more.

    Raises:
        Rejected: ``not_found`` for an answer that nobody asked for.
    """
    upload = _upload(interview, answer)
    if known := _begun(upload, upload_id):
        objects.abort_parts(upload.key, known)


def write(interview: Interview, answer: int, typed: TypedAnswer) -> Interview:
    """Store a typed answer as the answer's file. An answer that is stored already stays as it is; sent twice is once.

    Returns:
        The interview, which knows now that the answer is typed.

    Raises:
        Rejected: ``not_found``, ``already_done`` as `ticket`, and where another answer is stored already;
            ``bad_request`` for nothing but blanks.
    """
    upload = _upload(interview, answer)
    text = typed.text.strip()
    if objects.stored(_where(upload)) is not None:
        if objects.get_body(_where(upload), len(text.encode()) + 1) != text.encode():
            raise Rejected("already_done", "another answer is stored")
        return interview
    _may_begin(interview)
    if not text:
        raise Rejected("bad_request", "the answer is empty")
    changed = _becomes(interview, upload, "text")
    _time(interview, answer, "text", typed.thinking_ms, typed.answering_ms)
    objects.put_text(_where(upload), text)
    return changed


def end_early(interview: Interview, known: AnswersView) -> Interview:
    """Keep the answers that are there and expect no others. The run begins now: no upload will start it.

    Raises:
        Rejected: ``nothing_given`` where none is there, ``already_done`` where the interview waits no more.
    """
    given = {answer.answer for answer in known.answers if answer.stored}
    if not given and not interview.asks:
        raise Rejected("nothing_given", "no answer is stored")
    kept = interviews.amend(interview.id, lambda now: [upload for upload in now.uploads if upload.answer in given])
    if kept is None:
        raise Rejected("already_done", "the interview waits for nothing any more")
    run(kept)
    return kept


def run(interview: Interview) -> None:
    """Begin the run of an interview whose files are all there, or go on with it, as their events would. Whoever asks
    twice begins one."""
    if interview.takes_files and interview.uploads:
        window = int(now().timestamp()) // 600  # a second click goes on once; after ten minutes it may try again
        more = f"-{interview.attempt}-{window}" if interview.asks else ""
        workflow.start(settings().uploads, interview.uploads[0].key, f"early-{interview.id}{more}")


def started(candidate: Candidate, interview_id: str, mode: InterviewMode, consent: Consent | None = None) -> Candidate:
    """Note once that a candidate has begun, and with which interview.

    Args:
        candidate: who begins.
        interview_id: of the interview that is opened next.
        mode: the way of answering.
        consent: what somebody else confirmed they agreed to; None leaves what they said themselves.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    updates: dict[str, Any] = {"interview_id": interview_id, "mode": mode}
    if consent is not None:
        updates["consent"] = consent
    new = candidate.stage in _BEFORE
    if new:
        updates |= {"stage": Stage.STARTED, "started_at": timestamp()}
    return candidates.change(candidate, steps=[FunnelStep.STARTED] if new else [], **updates)


def hand_in(candidate: Candidate, interview: Interview) -> None:
    """Note, once, that a candidate has handed everything in.

    Raises:
        Rejected: ``changed_meanwhile`` where the candidate is changed by others time and again.
    """
    for last in (False, False, True):
        if interview.id != candidate.interview_id or candidate.stage not in (*_BEFORE, Stage.STARTED):
            return
        try:
            candidates.change(candidate, steps=[FunnelStep.SUBMITTED], stage=Stage.SUBMITTED, submitted_at=timestamp())
        except Rejected:
            if last:
                raise
            candidate = candidates.find(candidate.job_id, candidate.id) or candidate
        else:
            return


def _parts(upload: Upload, wish: UploadWish) -> UploadTicket:
    before = _begun(upload, wish.upload_id)
    known = objects.stored_parts(upload.key, before) if before else None
    upload_id = before if before and known is not None else _begin(upload)
    sizes = _sizes(wish.size)
    done = {part.number for part in known or () if sizes.get(part.number) == part.size_bytes}
    missing = [number for number in sizes if number not in done][:PARTS_AT_ONCE]
    return UploadTicket(
        answer=upload.answer,
        upload_id=f"{upload_id}~{_mark(upload, upload_id)}",
        part_bytes=PART_BYTES,
        parts_done=sorted(done),
        parts=[
            UploadPart(
                number=number,
                size=sizes[number],
                url=objects.signed_part(upload.key, upload_id, number, sizes[number], opening.TICKET_SECONDS),
            )
            for number in missing
        ],
    )


def _begin(upload: Upload) -> str:
    if limits.hit(f"parts:{upload.key}", _BEGUN_SECONDS) > MOST_BEGUN:
        raise Rejected("too_many", "uploads in parts of one answer")
    return objects.begin_parts(upload.key)


def _join(upload: Upload, upload_id: str, size: int) -> None:
    known = _begun(upload, upload_id)
    parts = objects.stored_parts(upload.key, known) if known else None
    if not known or parts is None:
        raise Rejected("upload_incomplete", "there is no such upload")
    if {part.number: part.size_bytes for part in parts} != _sizes(size):
        raise Rejected("upload_incomplete", "parts are missing or of another size")
    objects.join_parts(upload.key, known, parts)


def _begun(upload: Upload, given: str | None) -> str | None:
    """The id of an upload in parts that was begun for this very file; None for any other."""
    upload_id, _, mark = (given or "").rpartition("~")
    return upload_id if upload_id and hmac.compare_digest(mark.encode(), _mark(upload, upload_id).encode()) else None


def _mark(upload: Upload, upload_id: str) -> str:
    return signing.signature(f"parts:{upload.key}:{upload_id}")


def _sizes(size: int) -> dict[int, int]:
    """The size of each part of a file, by number."""
    return {n + 1: min(PART_BYTES, size - start) for n, start in enumerate(range(0, size, PART_BYTES))}


def _upload(interview: Interview, answer: int) -> Upload:
    found = interview.upload(answer)
    if found is None:
        raise Rejected("not_found", "there is no such answer")
    return found


def _awaits(interview: Interview) -> None:
    if not interview.takes_files:
        raise Rejected("already_done", "the interview waits for nothing any more")


def _may_begin(interview: Interview) -> None:
    """What is begun within the time may still arrive after it: the workflow waits a little longer."""
    _awaits(interview)
    if interview.asks and interview.asking is not None and interview.asking.until < timestamp():
        raise Rejected("already_done", "the time for follow-up questions is over")


def _where(upload: Upload) -> Pointer:
    return Pointer(bucket=settings().uploads, key=upload.key)


def _becomes(interview: Interview, upload: Upload, kind: str) -> Interview:
    """Say before the file is there what it will be: the run begins with the last file's event."""
    if upload.kind == kind:
        return interview

    def wanted(now: Interview) -> list[Upload]:
        _upload(now, upload.answer)
        return [u.model_copy(update={"kind": kind}) if u.answer == upload.answer else u for u in now.uploads]

    changed = interviews.amend(interview.id, wanted)
    if changed is None:
        raise Rejected("already_done", "the interview waits for nothing any more")
    return changed


def _time(interview: Interview, answer: int, kind: str, thinking_ms: int | None, answering_ms: int | None) -> None:
    if thinking_ms is None and answering_ms is None:
        return
    time = AnswerTime.model_validate(
        {
            "answer": answer,
            "kind": kind,
            "thinking_ms": thinking_ms,
            "answering_ms": answering_ms,
            "at": timestamp(),
        }
    )
    interviews.timed(interview.id, time, load_policy(interview.policy).retention.audit_days)
