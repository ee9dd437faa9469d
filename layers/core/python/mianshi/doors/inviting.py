"""Inviting a candidate: a link, its end, what other systems are told, and the event that has it written about."""

from __future__ import annotations

from typing import Literal

from mianshi.accounting import billing, budgets
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import Candidate, FunnelStep, InvitationSent, Job, JobStatus, Stage
from mianshi.contracts.people import AuditAction, Link
from mianshi.contracts.usage import Meter, Usage
from mianshi.doors import access, links
from mianshi.errors import Defect, Rejected, Transient
from mianshi.hiring.invitations import times
from mianshi.log import logger
from mianshi.outbound import owing
from mianshi.platform import mail, transitions, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import candidates
from mianshi.platform.store import links as kept

DOOR_DAYS = 180
"""The door stays open for status, report, appeal and deletion long after the time to begin is over."""
_TO_BEGIN = (Stage.ADDED, Stage.INVITED)
_GONE = (Stage.WITHDRAWN, Stage.ERASED)


def possible(job: Job, candidate: Candidate) -> bool:
    """Whether somebody can be invited, or given a new link, at all."""
    return candidate.stage not in _GONE and (job.status is JobStatus.OPEN or candidate.stage not in _TO_BEGIN)


def stopped(job: Job, candidate: Candidate) -> bool:
    """Whether the job's budget is spent and keeps a candidate out who was not invited yet. Whoever was invited goes on:
    a candidate never pays for a budget."""
    return candidate.stage is Stage.ADDED and budgets.spent(job.id)


def invite(who: str, job: Job, candidate: Candidate) -> Candidate:
    """Invite a candidate, or give them a new link; whoever has not begun gets the full time (again).

    Args:
        who: a person's id, or ``partner:<id>``, ``connector:<id>``.
        job: of the candidate.
        candidate: as last read.

    Raises:
        Rejected: ``budget_spent``; ``changed_meanwhile`` where somebody else was faster.
    """
    if candidate.stage not in _TO_BEGIN:
        _new_link(who, candidate)
        access.note(who, AuditAction.LINK_MADE, "interview", about=candidate)
        return candidate
    if stopped(job, candidate):
        raise Rejected("budget_spent", job.id)
    start = now()
    terms = times(start, job.rules)
    first = candidate.stage is Stage.ADDED
    owed = owing.about(candidate, EventKind.CANDIDATE_INVITED)
    after = candidates.change(
        candidate,
        steps=(FunnelStep.INVITED,) if first else (),
        deliveries=owed,
        stage=Stage.INVITED,
        invited_at=timestamp(start),
        invitation_ends_at=timestamp(terms.ends_at),
    )
    _new_link(who, after)
    access.note(who, AuditAction.INVITED, "first" if first else "renewed", about=after)
    owing.announce(owed)
    channel: Literal["email", "none"] = "email" if after.email and mail.can_send() else "none"
    if channel == "none":
        _bill_workflow(job, after)
    workflow.announce(
        "candidate.invited",
        InvitationSent(
            job_id=job.id,
            candidate_id=after.id,
            channel=channel,
            remind_at=timestamp(terms.remind_at),
            ends_at=timestamp(terms.ends_at),
        ),
    )
    return after


def _bill_workflow(job: Job, invited: Candidate) -> None:
    """Nobody is written to, so no function bills the workflow. A ledger that cannot be written keeps nobody out."""
    usages = [Usage(meter=Meter.STATE_TRANSITIONS, quantity=transitions.BY_LINK)]
    try:
        billing.bill("invite", billing.about(job, invited), f"link-{invited.id}-{invited.revision}", "ok", usages)
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})


def end_links(candidate: Candidate) -> None:
    """Take every link to the interview back."""
    for link in kept.of_candidate(candidate.id):
        if link.purpose == "interview" and not link.revoked:
            kept.revoke(link.id)


def _new_link(who: str, candidate: Candidate) -> Link:
    end_links(candidate)
    return links.make("interview", job_id=candidate.job_id, candidate_id=candidate.id, created_by=who, days=DOOR_DAYS)
