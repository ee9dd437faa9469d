"""A new interview: checked, stored, and a signed POST for each file."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.events import MOST_FILES, Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import upload_key
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.pages.views import CreateInterview, InterviewCreated, UploadTicket
from mianshi.platform import objects
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews
from mianshi.privacy.policies import load_policy
from mianshi.scoring.roles import load_role, parse_role, role_version, shipped_roles

TICKET_SECONDS = 3600
LONGEST_NAME = 255


def create(wish: CreateInterview) -> InterviewCreated:
    """An interview of a role, without a job: what the command line and programs ask for.

    Raises:
        Rejected: ``no_consent``, ``too_many_files``, ``bad_role``, ``unknown_policy``.
    """
    interview = open_interview(
        _role(wish),
        policy=wish.policy,
        language=wish.language,
        consent=wish.consent,
        files=[Upload(answer=i, key="", file_name=f.name, question=f.question) for i, f in enumerate(wish.files)],
    )
    return InterviewCreated(interview_id=interview.id, uploads=[ticket(upload) for upload in interview.uploads])


def open_interview(
    role: Role,
    *,
    policy: str,
    language: LanguageChoice,
    consent: Consent,
    files: Sequence[Upload],
    candidate: Candidate | None = None,
    department: str = "",
    created_by: str | None = None,
    appeal_of: str | None = None,
    interview_id: str | None = None,
    follow_ups: int = 0,
) -> Interview:
    """Store a new interview and the role it is held by, word for word as it is now.

    Args:
        role: what is asked and how it is scored.
        policy: id of the policy profile.
        language: of the answers, or ``auto``.
        consent: what the candidate agreed to.
        files: what will be uploaded, in the order of the answers; keys and numbers are given here.
        candidate: whose interview it is; None for one without a job.
        department: of the job as it is now; the cost of the interview stays with it.
        created_by: the person who uploads on the candidate's behalf.
        appeal_of: the interview that this one supplements.
        interview_id: an id that was promised before; whoever opens it second gets what the first opened.
        follow_ups: how many follow-up questions are put once the answers have been read, as far as an interview holds
            them and one for each competency at most.

    Raises:
        Rejected: ``no_consent``, ``too_many_files``, ``unknown_policy``.
    """
    if not (consent.recording and consent.analysis):
        raise Rejected("no_consent", "recording and analysis need the candidate's consent")
    if len(files) > MOST_FILES:
        raise Rejected("too_many_files", f"an interview has at most {MOST_FILES} recordings")
    profile = load_policy(policy)
    interview_id = interview_id or new_interview_id()
    interview = Interview(
        id=interview_id,
        role=role.id,
        role_version=role_version(role),
        role_name=role.name,
        language=language,
        policy=policy,
        consent=consent,
        uploads=[
            file.model_copy(
                update={"answer": i, "key": upload_key(interview_id, i), "file_name": file.file_name[:LONGEST_NAME]}
            )
            for i, file in enumerate(files)
        ],
        created_at=timestamp(),
        job_id=candidate.job_id if candidate else None,
        candidate_id=candidate.id if candidate else None,
        department=department,
        source=candidate.source if candidate else "",
        created_by=created_by,
        appeal_of=appeal_of,
        extra_time=candidate.extra_time if candidate else False,
        follow_ups=min(follow_ups, MOST_FILES - len(files), len(role.competencies)),
    )
    objects.put_record(objects.role_of(interview), role)
    if interviews.create(interview, profile.retention.audit_days):
        return interview
    opened = interviews.find(interview_id)
    if opened is None:
        raise Rejected("changed_meanwhile", interview_id)
    return opened


def ticket(upload: Upload, size: int | None = None) -> UploadTicket:
    """A signed POST for one file of an interview, of up to `size` bytes where its size is known."""
    form = objects.signed_post(upload.key, size or settings().max_upload_bytes, TICKET_SECONDS)
    return UploadTicket(answer=upload.answer, url=form["url"], fields=form["fields"])


def _role(wish: CreateInterview) -> Role:
    if wish.role_definition is not None:
        return parse_role(json.dumps(wish.role_definition).encode(), wish.role)
    if wish.role not in shipped_roles():
        raise Rejected("bad_role", f"there is no shipped role '{wish.role[:80]}'")
    return load_role(wish.role)
