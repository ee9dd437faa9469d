"""What runs, waits and failed; starting interviews and deliveries again; the access log; use of the product."""

from __future__ import annotations

from datetime import date, timedelta

from mianshi import __version__
from mianshi.accounting import billing
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.outbound import owing
from mianshi.pages.operations import (
    EndpointLine,
    InterviewLine,
    OperationsView,
    QueueLine,
    render_log,
    render_operations,
    render_usage,
)
from mianshi.platform import history, inference, objects, queues, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, outbox
from mianshi.privacy.policies import load_policy, policy_version, shipped_policies
from mianshi.privacy.rights import Right, may
from office import logbook, using

router = web.router()

MOST = 50
"""Entries of each list; the page says where there are more."""
WAITS_LONG = timedelta(days=1)
RUNS_LONG = timedelta(hours=8)
"""Longer than the longest wait of the workflow for a machine (seven hours for a recording): such a run has probably
stopped."""


@router.get("/operations")
def operations() -> Answer:
    visit = web.visit(router)
    person = access.require(visit, Right.SEE_OPERATIONS)
    moment = now()
    long_ago = timestamp(moment - RUNS_LONG)
    view = OperationsView(
        endpoints=[
            EndpointLine(kind="speech", name=settings().speech_endpoint or "", state=_endpoint("speech_endpoint")),
            EndpointLine(kind="rater", name=settings().rater_endpoint or "", state=_endpoint("rater_endpoint")),
        ],
        running=[_line(known, long_ago) for known in interviews.watched(interviews.WORKING, MOST + 1)],
        waiting=[
            _line(known, long_ago)
            for known in interviews.watched(interviews.WAITING, MOST + 1, timestamp(moment - WAITS_LONG))
        ],
        failed=[_line(known, long_ago) for known in interviews.watched(interviews.FAILED, MOST + 1)],
        parked=outbox.parked(MOST + 1),
        queues=[
            QueueLine(kind="events", waiting=queues.waiting(settings().event_dead_letters)),
            QueueLine(kind="results", waiting=queues.waiting(settings().resume_dead_letters)),
            QueueLine(kind="erasures", waiting=queues.waiting(settings().erase_dead_letters)),
        ],
        versions=_versions(),
        most=MOST,
        may_operate=may(person, Right.OPERATE),
        done=visit.query("done"),
    )
    return web.html(visit, render_operations(view, staff.frame(visit, "operations")))


@router.post("/operations/restart")
def restart_interview() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.OPERATE)
    known = interviews.find(visit.form("interview"))
    if known is None:
        raise Rejected("not_found", "there is no such interview")
    restart(known)
    access.note(visit, AuditAction.RESTARTED, about=known)
    return web.see_other("/operations?done=restarted")


@router.post("/operations/resend")
def resend_delivery() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.OPERATE)
    row = owing.resend(visit.form("subject"), visit.form("connector"), visit.form("action"))
    access.note(visit, AuditAction.RESENT, f"{row.connector} {row.action} {row.subject}"[:200])
    return web.see_other("/operations?done=resent")


@router.get("/log")
def log() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_LOG)
    view = logbook.page(visit, _day(visit.query("day")))
    access.note(visit, AuditAction.LOG_READ, view.day)
    return web.html(visit, render_log(view, staff.frame(visit, "log")))


@router.get("/log/download/<day>")
def log_csv(day: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_LOG)
    content = logbook.as_csv(_day(day))
    access.note(visit, AuditAction.DATA_EXPORTED, f"access log {day}")
    return web.file(content, f"mianshi-access-log-{day}.csv", "text/csv; charset=utf-8")


@router.get("/usage")
def usage() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_USAGE)
    month = web.month(visit.query("month") or f"{now():%Y-%m}")
    return web.html(visit, render_usage(using.month(month), staff.frame(visit, "usage")))


def restart(known: Interview) -> None:
    """Start an interview again that failed, stopped, or could not be rated. Safe to ask twice: it runs once.

    The right to do so, and the line in the access log, are the caller's.

    Raises:
        Rejected: ``not_restartable``, ``still_running``, ``gone`` (its recordings expired) or ``already_done``.
    """
    _refuse_unless_over(known)
    upload = Pointer(bucket=settings().uploads, key=known.uploads[0].key) if known.uploads else None
    if upload is None or (objects.stored(upload) is None and not known.is_rescoring):
        raise Rejected("gone", "the recordings are not there any more")
    if known.status is not Status.AWAITING_UPLOAD and not interviews.reopen(known.id, known.execution):
        raise Rejected("already_done", "somebody else was quicker")
    window = int(now().timestamp()) // 600  # a second click starts the same run; after ten minutes it may be a new one
    workflow.start(upload.bucket, upload.key, f"again-{known.id}-{known.attempt}-{window}")


def _refuse_unless_over(known: Interview) -> None:
    if known.status is Status.CLOSED:
        if known.outcome is not Outcome.FAILED and known.reason != interviews.RATER_UNAVAILABLE:
            raise Rejected("not_restartable", "it ended well")
    elif known.status is Status.PROCESSING:
        events = workflow.history(known.execution) if known.execution else []
        if events and not history.ended(events):
            raise Rejected("still_running", "its run is not over")
    elif known.attempt == 0:
        raise Rejected("not_restartable", "it never began")


def _line(known: Interview, long_ago: str) -> InterviewLine:
    return InterviewLine(
        id=known.id,
        name=known.role_name,
        role=known.role,
        created_at=known.created_at,
        attempt=known.attempt,
        reason=known.reason,
        failed_state=known.failed_state,
        closed_at=known.closed_at,
        long=_moved_at(known) < long_ago,
        asking_until=known.asking.until if known.asks and known.asking else None,
    )


def _moved_at(known: Interview) -> str:
    """Since when a run should have been on its way to its end: whoever is asked follow-up questions has a day."""
    asked = known.asking
    return max(known.created_at, (asked.answered_at or asked.until) if asked else "")


def _endpoint(setting: str) -> inference.EndpointState:
    name = getattr(settings(), setting)
    return inference.state(name) if name else "missing"


def _versions() -> dict[str, str]:
    machine = (settings().interview_machine or "").rpartition(":")[2]
    policies = {f"policy {name}": policy_version(load_policy(name)) for name in shipped_policies()}
    return {
        "mianshi": __version__,
        "prices": billing.tariff(timestamp()[:7], own=False).book.id,
        "workflow": machine,
    } | policies


def _day(name: str) -> str:
    """A day of an address; today where none is named."""
    if not name:
        return f"{now():%Y-%m-%d}"
    try:
        return date.fromisoformat(name).isoformat()
    except ValueError:
        raise Rejected("bad_request", "no day") from None
