"""The interviews of a job scored anew by its newest version, many at a time."""

from __future__ import annotations

from job.job_parts import load, page, router
from mianshi.contracts.hiring import Job
from mianshi.doors import rescoring_many, web
from mianshi.doors.web import Answer, Visit
from mianshi.pages.finance import money
from mianshi.pages.rescoring import BegunAnew
from mianshi.privacy.rights import Right


@router.get("/jobs/<job_id>/rescoring")
def shown(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    return _page(visit, job)


@router.post("/jobs/<job_id>/rescoring")
def start(job_id: str) -> Answer:
    """Asked twice, an interview is scored anew once."""
    visit, job = load(job_id, Right.EDIT_JOB)
    reason = visit.form("reason").replace("\r\n", "\n")
    if not reason.strip():
        return _page(visit, job, reason_missing=True)
    begun = rescoring_many.start(visit, job, reason=reason, tells=visit.form("tells") == "yes")
    told = "&".join(f"{name}={int(number)}" for name, number in begun.model_dump().items())
    return web.see_other(f"/jobs/{job.id}/rescoring?{told}")


def _page(visit: Visit, job: Job, *, reason_missing: bool = False) -> Answer:
    many = rescoring_many.look(visit, job)
    return page(
        visit,
        "jobs/rescoring.html",
        job,
        "role",
        status=422 if reason_missing else 200,
        many=many,
        begun=_begun(visit),
        most=rescoring_many.MOST,
        reason_missing=reason_missing,
        cost=money(many.amount_micro, many.currency, visit.language) if many.amount_micro is not None else "",
    )


def _begun(visit: Visit) -> BegunAnew | None:
    """What the address says was begun; nothing where it says something else."""
    numbers = {name: visit.query(name) for name in BegunAnew.model_fields}
    if not all(number.isdecimal() and number.isascii() and len(number) < 4 for number in numbers.values()):
        return None
    return BegunAnew(**{name: int(number) for name, number in numbers.items()})
