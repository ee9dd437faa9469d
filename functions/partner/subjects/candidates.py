"""Candidates of a job: added one by one or up to a hundred at once, listed, read, reached under new contacts."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import (
    CandidateAdded,
    CandidateDecision,
    CandidateEdit,
    CandidatesAdded,
    CandidatesQuery,
    CandidatesWish,
    CandidateTold,
    CandidateWish,
    FieldProblem,
    Page,
)
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.doors.recognising import KIND
from mianshi.hiring import sheets
from mianshi.hiring.namespaces import knows_as
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates as store
from mianshi.platform.store import partners
from mianshi.privacy.policies import load_policy
from protocol import frame
from protocol.frame import Call
from protocol.problems import Refused
from subjects import combined

router = frame.Routes("Candidates")
_SENTENCES = {
    "name_missing": "The name is missing.",
    "name_long": "The name is too long.",
    "email": "This is no mail address.",
    "phone": "This is no telephone number.",
    "phone_shortened": "A spreadsheet has cut this number: its last digits are lost.",
    "source_long": "The source is too long.",
}


@router.post(
    "/jobs/{job_id}/candidates",
    scope=Scope.CANDIDATES_WRITE,
    takes=CandidatesWish,
    gives=CandidatesAdded,
    status=201,
    summary="Add candidates",
)
def add(call: Call, wish: CandidatesWish, *, job_id: str) -> CandidatesAdded:
    """One or up to 100. All of them are added, or none where one cannot be used. Whoever has an `external_id` that was
    sent before is there already: nothing is changed. Nobody is written to: invite them afterwards."""
    job = call.job(job_id)
    people = [_checked(job, one, index) for index, one in enumerate(wish.candidates)]
    _different(people)
    _of_no_other_job(call, job, people)
    pairs = [_added(call, job, person) for person in people]
    unnamed = [candidate for candidate, new in pairs if new and not candidate.external_id]
    if unnamed:
        store.add(unnamed, _keep_days(job))
    for candidate, new in pairs:
        if new:
            access.note(call.who, AuditAction.CANDIDATE_ADDED, about=candidate)
    return CandidatesAdded(candidates=[_line(candidate, new) for candidate, new in pairs])


@router.get(
    "/jobs/{job_id}/candidates",
    scope=Scope.CANDIDATES_READ,
    gives=Page[CandidateTold],
    query=CandidatesQuery,
    summary="List candidates, newest first",
)
def listed(call: Call, *, job_id: str, query: CandidatesQuery) -> Page[CandidateTold]:
    """Everybody of a job; with `external_id` the one you call so."""
    job = call.job(job_id)
    if query.external_id is not None:
        ours = (partners.known(call.partner.id, KIND, query.external_id) or "").partition("/")
        one = store.find(job.id, ours[2]) if ours[0] == job.id else None
        found, after = [one] if one else [], None
    else:
        found, after = store.page(job.id, query.limit, call.position(query.cursor))
    if found:
        access.note(call.who, AuditAction.DATA_EXPORTED, f"{len(found)} candidates", about=job)
    return Page[CandidateTold](
        items=[shape(call, job, candidate) for candidate in found], next=call.cursor(after) if after else None
    )


@router.get(
    "/jobs/{job_id}/candidates/{candidate_id}",
    scope=Scope.CANDIDATES_READ,
    gives=CandidateTold,
    summary="Read a candidate",
)
def read(call: Call, *, job_id: str, candidate_id: str) -> CandidateTold:
    """One candidate with their contacts, and the combined report where the key reads interviews and outcomes as well.
    After a deletion only that they were there is told."""
    job, candidate = call.candidate(job_id, candidate_id, erased_too=True)
    access.note(call.who, AuditAction.DATA_EXPORTED, "1 candidate", about=candidate)
    told = shape(call, job, candidate)
    if candidate.stage is Stage.ERASED:
        return told
    return told.model_copy(update={"combined": combined.beside(call, job, candidate)})


@router.patch(
    "/jobs/{job_id}/candidates/{candidate_id}",
    scope=Scope.CANDIDATES_WRITE,
    takes=CandidateEdit,
    gives=CandidateTold,
    summary="Change a candidate's contacts",
    problems=(409,),
)
def change(call: Call, edit: CandidateEdit, *, job_id: str, candidate_id: str) -> CandidateTold:
    """Name, address, number and language. How far somebody has come changes by what is done, never by this."""
    job, candidate = call.candidate(job_id, candidate_id)
    given = edit.model_dump(exclude_none=True)
    known = {field: getattr(candidate, field) for field in ("name", "email", "phone", "source", "language")}
    person = _person({**known, **given}, "#")
    _offered(job, edit.language, "#")
    updates = {field: getattr(person, field) for field in given if getattr(person, field) != known[field]}
    if updates:
        candidate = store.change(candidate, **updates)
        access.note(call.who, AuditAction.CANDIDATE_CHANGED, ", ".join(sorted(updates)), about=candidate)
    return shape(call, job, candidate)


def shape(call: Call, job: Job, candidate: Candidate) -> CandidateTold:
    """The candidate as a partner reads them."""
    same = ("id", "job_id", "name", "email", "phone", "source", "language", "stage", "created_at", "invited_at")
    made = candidate.decision
    return CandidateTold(
        **{name: getattr(candidate, name) for name in same},
        **{name: getattr(candidate, name) for name in ("invitation_ends_at", "started_at", "submitted_at")},
        external_id=knows_as(call.who, job, candidate) or None,
        interview_id=candidate.interview_id,
        decision=CandidateDecision(kind=made.kind, by_name=made.by_name, at=made.at) if made else None,
        url=f"{call.origin}/jobs/{candidate.job_id}/candidates/{candidate.id}",
    )


def _checked(job: Job, wish: CandidateWish, index: int) -> CandidateWish:
    person = _person(wish.model_dump(exclude={"external_id"}), f"#/candidates/{index}")
    _offered(job, wish.language, f"#/candidates/{index}")
    return wish.model_copy(update=person.model_dump(include={"name", "email", "phone", "source"}))


def _person(values: dict[str, str | None], where: str) -> sheets.PersonLine:
    person, wrong = sheets.check_person({field: values.get(field) or "" for field in sheets.FIELDS})
    if person is None:
        raise Refused("invalid", errors=[_problem(mistake, where) for mistake in wrong])
    return person


def _offered(job: Job, language: Language | None, where: str) -> None:
    """Nobody is written to in a language in which they could not answer."""
    if language is not None and language not in job.rules.languages:
        told = FieldProblem(
            pointer=f"{where}/language",
            detail=f"Interviews for this job are held in {' and '.join(job.rules.languages)} only.",
        )
        raise Refused("invalid", errors=[told])


def _problem(mistake: sheets.Mistake, where: str) -> FieldProblem:
    sentence = _SENTENCES.get(mistake.code, "This cannot be used.")
    return FieldProblem(pointer=f"{where}/{mistake.field}", detail=sentence)


def _different(people: list[CandidateWish]) -> None:
    seen: set[str] = set()
    for index, person in enumerate(people):
        if person.external_id in seen:
            told = FieldProblem(pointer=f"#/candidates/{index}/external_id", detail="It stands here twice.")
            raise Refused("invalid", errors=[told])
        seen |= {person.external_id} if person.external_id else set()


def _of_no_other_job(call: Call, job: Job, people: list[CandidateWish]) -> None:
    """Look before the first of them is stored, so that none is where one cannot be.

    Raises:
        Rejected: ``external_id_taken``.
    """
    wanted = [person.external_id for person in people if person.external_id]
    known = partners.several(call.partner.id, KIND, wanted) if wanted else {}
    for ours in known.values():
        job_id, _, candidate_id = ours.partition("/")
        if job_id != job.id:
            raise _taken(candidate_id)


def _taken(candidate_id: str) -> Refused:
    said = "A candidate of another job of yours has this external id."
    return Refused("external_id_taken", said, existing=candidate_id)


def _added(call: Call, job: Job, person: CandidateWish) -> tuple[Candidate, bool]:
    """The candidate, and whether they are new. New ones with an id of the partner's are stored here: only one of two
    requests at the same moment adds them."""
    candidate = Candidate(
        id=new_id("ca"),
        job_id=job.id,
        name=person.name,
        email=person.email or "",
        phone=person.phone or "",
        source=person.source or "",
        external_id=person.external_id or "",
        language=person.language or job.rules.languages[0],
        created_at=timestamp(),
        created_by=call.who,
    )
    if not candidate.external_id:
        return candidate, True
    candidate = candidate.model_copy(update={"id": _id_for(call, job, candidate)})
    return candidate, store.add_one(candidate, _keep_days(job))


def _id_for(call: Call, job: Job, candidate: Candidate) -> str:
    """The id of whoever has this external id: the new one, or that of somebody who was added, or promised to a request
    that then broke.

    Raises:
        Rejected: ``external_id_taken`` where it is somebody of another job.
    """
    external_id, ours = candidate.external_id, f"{job.id}/{candidate.id}"
    if partners.remember(call.partner.id, KIND, external_id, ours, _keep_days(job)):
        return candidate.id
    job_id, _, known = (partners.known(call.partner.id, KIND, external_id) or ours).partition("/")
    if job_id != job.id:
        raise _taken(known)
    return known


def _line(candidate: Candidate, new: bool) -> CandidateAdded:
    return CandidateAdded(
        id=candidate.id,
        job_id=candidate.job_id,
        external_id=candidate.external_id or None,
        result="created" if new else "exists",
    )


def _keep_days(job: Job) -> int:
    return load_policy(job.policy).retention.audit_days
