"""What the routes about jobs share: the router, loading a job and its role, keeping a change, filling a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobChange
from mianshi.contracts.people import Account, AccountState, AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Defect, Transient
from mianshi.log import logger
from mianshi.pages.frame import render_page
from mianshi.platform import accounts, objects
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import jobs
from mianshi.privacy.rights import Right, may

router = web.router()
JOB_ID = re.compile(r"jb_[0-9A-HJKMNP-TV-Z]{26}")
MOST_TOLD = 40
"""Changes told in one line of the log; the rest are counted."""
LONGEST_TOLD = 300
LONGEST_REASON = 600
_MORE = Bilingual(zh="还有 {n} 处", en="{n} more")


_KNOWN_MS = 300_000
"""How long names of accounts are remembered; the user pool answers in several calls."""
_known: list[tuple[int, list[Account]]] = []


def accounts_known() -> list[Account] | None:
    """The accounts there are, by name; None where nobody has one, or the user pool cannot be asked right now."""
    if not settings().user_pool or not staff.signs_in():
        return None
    if _known and now_ms() - _known[0][0] < _KNOWN_MS:
        return _known[0][1]
    try:
        found = accounts.everybody()
    except (Transient, Defect) as error:
        logger.warning("the accounts cannot be listed", extra={"code": error.code})
        return None
    _known[:] = [(now_ms(), found)]
    return found


def names_known() -> dict[str, str]:
    """What people are called, by the id of their account."""
    return {account.id: account.name for account in accounts_known() or []}


def team_choices(job: Job) -> list[Account] | None:
    """Who may join the team of a job: accounts that see candidates and can sign in, besides those on it."""
    known = accounts_known()
    if known is None:
        return None
    return [
        account
        for account in known
        if account.id != job.owner
        and (account.id in job.team or (account.state is not AccountState.OFF and may(account, Right.SEE_CANDIDATES)))
    ]


def load(job_id: str, right: Right = Right.SEE_CANDIDATES) -> tuple[Visit, Job]:
    """The visit at hand and its job, where the visitor sees it and has the right."""
    visit = web.visit(router)
    return visit, access.job(visit, job_id, right)


def may_edit(visit: Visit) -> bool:
    """Whether the visitor changes jobs at all; others read."""
    return may(visit.person, Right.EDIT_JOB)


def role_of(job: Job, version: str | None = None) -> Role:
    """The role of a job, or an earlier version of it."""
    return objects.get_record(objects.job_role(job.id, version or job.role_version), Role)


def role_name(job: Job) -> Bilingual:
    """What the role that a job was made from is called in all its jobs; the job's title where it came in a file."""
    from mianshi.scoring.roles import load_role, shipped_roles  # noqa: PLC0415 - few pages name it

    return load_role(job.role).name if job.role in shipped_roles() else job.title


def page(visit: Visit, template: str, job: Job, tab: str, *, status: int = 200, **context: object) -> Answer:
    """A page of one job."""
    context = {"job": job, "tab": tab, "names": names_known(), "may_edit": may_edit(visit), **context}
    return web.html(visit, render_page(template, staff.frame(visit, "jobs"), **context), status)


def keep(visit: Visit, before: Job, after: Job, what: Sequence[Bilingual], reason: str = "") -> Job:
    """Store a changed job with its line in the change log and in the access log."""
    at = timestamp()
    line = JobChange(
        at=at,
        by=visit.person.id,
        role_version=after.role_version,
        revision=before.revision + 1,
        posting=after.posting,
        what=told(what),
        reason=reason[:LONGEST_REASON],
    )
    stored = jobs.change(before, after.model_copy(update={"changed_at": at}), line)
    access.note(visit, AuditAction.JOB_CHANGED, f"revision {stored.revision}", about=stored)
    return stored


def told(what: Sequence[Bilingual]) -> list[Bilingual]:
    """The sentences of a change as the log keeps them: not without end."""
    kept = [Bilingual(zh=one.zh[:LONGEST_TOLD], en=one.en[:LONGEST_TOLD]) for one in what[:MOST_TOLD]]
    more = len(what) - len(kept)
    return [*kept, Bilingual(zh=_MORE.zh.format(n=more), en=_MORE.en.format(n=more))] if more else kept


def since(visit: Visit, job: Job) -> list[Bilingual]:
    """What was changed about a job after the form at hand was opened; empty where nothing was."""
    if visit.form("revision") == str(job.revision):
        return []
    seen = int(visit.form("revision")) if visit.form("revision").isdecimal() else 0
    lines = [line for line in jobs.history(job.id) if line.revision > seen]
    return [what for line in lines for what in line.what] or [Bilingual(zh="职位有新的版本", en="a newer revision")]
