"""What interview, people, résumé and written test say together about a candidate, by the job's weights."""

from __future__ import annotations

from mianshi.contracts.combination import Combined
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_combined import CombinedTold, NoTotal, combined_told
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, combining
from mianshi.errors import Rejected
from mianshi.platform.store import limits
from protocol import frame
from protocol.frame import Call

router = frame.Routes("Candidates")
_DAY = 86_400


@router.get(
    "/jobs/{job_id}/candidates/{candidate_id}/combined",
    scope=Scope.INTERVIEWS_READ,
    gives=Combined,
    summary="Read the combined report",
    problems=(409,),
)
def combined(call: Call, *, job_id: str, candidate_id: str) -> Combined:
    """Each part with its weight, what is missing and how its weight was shared out, and the total, null where what is
    there weighs less than half. It ranks nobody and rejects nobody. The key needs `candidates:read` and `outcomes:read`
    as well. 409 where the job has no weights."""
    call.also(Scope.CANDIDATES_READ, Scope.OUTCOMES_READ)
    job, candidate = call.candidate(job_id, candidate_id)
    found = combining.combined(job, candidate)
    if found is None:
        raise Rejected("not_ready", "Nobody has set weights for this job.")
    access.note(call.who, AuditAction.REPORT_READ, "combined by API", about=candidate)
    return found


def beside(call: Call, job: Job, candidate: Candidate) -> CombinedTold:
    """The report as it stands with the candidate. A key that may not read it is told so, and reads the rest. However
    often a key asks after a candidate, the access log says once a day (UTC) that it read the report."""
    if not {Scope.INTERVIEWS_READ, Scope.OUTCOMES_READ} <= set(call.key.scopes):
        return combined_told(None, NoTotal.SCOPES)
    found = combining.combined(job, candidate)
    if found is not None:
        _noted_today(call, candidate)
    return combined_told(found)


def _noted_today(call: Call, candidate: Candidate) -> None:
    read = f"combined:{call.key.id}:{candidate.id}"
    if not limits.hits(read, _DAY):
        access.note(call.who, AuditAction.REPORT_READ, "combined by API", about=candidate)
        limits.hit(read, _DAY)
