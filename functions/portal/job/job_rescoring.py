"""The interviews of a job scored anew by its newest version, many at a time."""

from __future__ import annotations

from job.job_parts import LONGEST_REASON, load, page, router
from mianshi.contracts.hiring import Job
from mianshi.doors import rescoring_many, web
from mianshi.doors.web import Answer, Visit
from mianshi.pages.finance import money
from mianshi.pages.rescoring import BegunAnew, ManyAnew, Shown
from mianshi.privacy.rights import Right


@router.get("/jobs/<job_id>/rescoring")
def shown(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    return _page(visit, job)


@router.post("/jobs/<job_id>/rescoring")
def start(job_id: str) -> Answer:
    """What was shown is scored anew, and once; where other interviews, or another version, would be shown by now, the
    page comes back with them."""
    visit, job = load(job_id, Right.EDIT_JOB)
    reason = visit.form("reason").replace("\r\n", "\n")
    if not reason.strip():
        return _page(visit, job, status=422)
    begun = rescoring_many.start(visit, job, _shown(visit), reason=reason, tells=visit.form("tells") == "yes")
    if isinstance(begun, ManyAnew):
        return _page(visit, job, begun, status=409)
    told = "&".join(f"{name}={int(number)}" for name, number in begun.model_dump().items())
    return web.see_other(f"/jobs/{job.id}/rescoring?{told}")


def _page(visit: Visit, job: Job, found: ManyAnew | None = None, *, status: int = 200) -> Answer:
    many = found or rescoring_many.look(visit, job)
    return page(
        visit,
        "jobs/rescoring.html",
        job,
        "role",
        status=status,
        many=many,
        begun=_begun(visit),
        most=rescoring_many.MOST,
        reason_missing=status == 422,
        changed=status == 409,
        reason=visit.form("reason")[:LONGEST_REASON],
        tells=visit.form("tells") == "yes",
        cost=money(many.amount_micro, many.currency, visit.language) if many.amount_micro is not None else "",
    )


def _shown(visit: Visit) -> Shown:
    """What the form brought back; nothing that was ever shown where it brought something else."""
    ready, offered = visit.form("ready"), visit.form("offered")
    if not all(number.isdecimal() and number.isascii() and len(number) < 4 for number in (ready, offered)):
        return Shown()
    return Shown(version=visit.form("version"), ready=int(ready), offered=int(offered), those=visit.form("those"))


def _begun(visit: Visit) -> BegunAnew | None:
    """What the address says was begun; nothing where it says something else."""
    numbers = {name: visit.query(name) for name in BegunAnew.model_fields}
    if not all(number.isdecimal() and number.isascii() and len(number) < 4 for number in numbers.values()):
        return None
    return BegunAnew(**{name: int(number) for name, number in numbers.items()})
