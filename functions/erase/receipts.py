"""The receipt: how much was deleted and when, as the answer to what the candidate asked for."""

from __future__ import annotations

from mianshi.contracts.base import Record
from mianshi.contracts.events import EraseReceipt
from mianshi.contracts.hiring import CandidateRequest, ErasureAsked
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, candidates

SOFTWARE = "software"


class Deleted(Record):
    """What the answer says, as JSON."""

    objects: int = 0
    rows: int = 0
    at: str


def add(asked: ErasureAsked, objects: int, rows: int, keep_days: int) -> EraseReceipt:
    """What was deleted so far, this time included, kept in the request until it is answered."""
    request = _request(asked)
    if request is not None and request.answered_at is None:
        before = Deleted.model_validate_json(request.answer) if request.answer else Deleted(at="")
        objects, rows = before.objects + objects, before.rows + rows
        so_far = Deleted(objects=objects, rows=rows, at=timestamp())
        candidates.ask(request.model_copy(update={"answer": so_far.model_dump_json()}), keep_days)
    return EraseReceipt(candidate_id=asked.candidate_id, objects=objects, rows=rows)


def answer(asked: ErasureAsked, receipt: EraseReceipt, keep_days: int) -> None:
    """Put it into the access log and answer the request, once."""
    request = _request(asked)
    if request is None or request.answered_at is not None:
        return
    at = timestamp()
    audit.record(
        AuditEntry(
            at=at,
            who=SOFTWARE,
            action=AuditAction.ERASED,
            job_id=asked.job_id,
            candidate_id=asked.candidate_id,
            detail=f"objects {receipt.objects}, rows {receipt.rows}",
        )
    )
    told = Deleted(objects=receipt.objects, rows=receipt.rows, at=at).model_dump_json()
    answered = {"answered_at": at, "answered_by": SOFTWARE, "answer": told}
    candidates.ask(request.model_copy(update=answered), keep_days)


def _request(asked: ErasureAsked) -> CandidateRequest | None:
    known = candidates.requests(asked.job_id, asked.candidate_id)
    return next((request for request in known if request.id == asked.request_id), None)
