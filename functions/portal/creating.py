"""A new interview: checked, stored, and a signed POST for each file."""

from __future__ import annotations

import json

from mianshi.contracts.events import MOST_FILES, Interview, Upload
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
    """Store the interview and sign one upload per file.

    Raises:
        Rejected: ``no_consent``, ``too_many_files``, ``bad_role``, ``unknown_policy``.
    """
    if not (wish.consent.recording and wish.consent.analysis):
        raise Rejected("no_consent", "recording and analysis need the candidate's consent")
    if len(wish.files) > MOST_FILES:
        raise Rejected("too_many_files", f"an interview has at most {MOST_FILES} recordings")
    policy = load_policy(wish.policy)
    role = _role(wish)
    interview_id = new_interview_id()
    interview = Interview(
        id=interview_id,
        role=role.id,
        role_version=role_version(role),
        role_name=role.name,
        language=wish.language,
        policy=wish.policy,
        consent=wish.consent,
        uploads=[
            Upload(
                answer=i, key=upload_key(interview_id, i), file_name=file.name[:LONGEST_NAME], question=file.question
            )
            for i, file in enumerate(wish.files)
        ],
        created_at=timestamp(),
    )
    objects.put_record(objects.artefact(interview_id, "role", 0, "role.json"), role)
    interviews.create(interview, policy.retention.audit_days)
    return InterviewCreated(interview_id=interview_id, uploads=[_ticket(upload) for upload in interview.uploads])


def _role(wish: CreateInterview) -> Role:
    if wish.role_definition is not None:
        return parse_role(json.dumps(wish.role_definition).encode(), wish.role)
    if wish.role not in shipped_roles():
        raise Rejected("bad_role", f"there is no shipped role '{wish.role[:80]}'")
    return load_role(wish.role)


def _ticket(upload: Upload) -> UploadTicket:
    form = objects.signed_post(upload.key, settings().max_upload_bytes, TICKET_SECONDS)
    return UploadTicket(answer=upload.answer, url=form["url"], fields=form["fields"])
