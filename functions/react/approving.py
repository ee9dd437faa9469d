"""DingTalk: an approval ended, or the record of an employee changed."""

from __future__ import annotations

from admitting import admit, invite
from asking import ask
from finding import by_delivery, by_text
from mianshi.contracts.callbacks import Outcome, ProcessReaction, Reactions
from mianshi.contracts.hiring import Candidate
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.reading import Agreement, Applicant
from mianshi.platform.store import afterwards, jobs
from mianshi.privacy.policies import load_policy
from noting import Turn, note
from settling import advance

_SOURCE = "dingtalk_approval"
_ABOUT_STAFF = frozenset({"pre_entry", "roster"})


def approval_ended(turn: Turn, wanted: Reactions) -> Outcome:
    """An approval that we started is noted with its candidate; one of the settings does what they say, if agreed to.

    The event names who asked for the approval. Who agreed is read from the approval itself.
    """
    instance, process = turn.told("processInstanceId"), wanted.processes.get(turn.told("processCode"))
    if turn.told("type") != "finish" or not instance:
        return "ignored"
    candidate = by_delivery(turn.connector.id, lambda row: row.remote_id == instance)
    if process is None and candidate is None:
        return "ignored"
    if turn.told("result") != "agree":
        return note(turn, "approval_refused", instance, about=candidate)  # to reject is for a person, on our page
    if process is None or process.then == "note":
        return note(turn, "approval_agreed", instance, about=candidate)
    found: list[Agreement] = []
    refused = ask(turn, lambda attempt: reading.agreement(attempt, instance, found))
    if refused:
        return note(turn, "not_readable", refused, instance, about=candidate)
    return _do(turn, wanted, process, candidate, found[0], instance)


def record_changed(turn: Turn, _wanted: Reactions) -> Outcome:
    """The user id of whoever we sent to pre-entry is kept with their hire. Other employees' records are not ours."""
    staff_id = turn.told("staffId")
    candidate = by_delivery(
        turn.connector.id, lambda row: bool(staff_id) and row.remote_id == staff_id and row.deed in _ABOUT_STAFF
    )
    if candidate is None:
        return "ignored"
    hire, job = afterwards.hired(candidate.job_id, candidate.id), jobs.find(candidate.job_id)
    if hire is None or job is None:
        return note(turn, "hire_unknown", staff_id, about=candidate)
    if hire.employee_id:
        return note(turn, "hire_known", staff_id, about=candidate)
    named = hire.model_copy(update={"employee_id": staff_id[:64]})
    afterwards.correct(job.id, candidate.id, named, load_policy(job.policy).retention.audit_days)
    return note(turn, "hire_noted", staff_id, about=candidate, done="hired")


def _do(
    turn: Turn,
    wanted: Reactions,
    process: ProcessReaction,
    candidate: Candidate | None,
    agreement: Agreement,
    instance: str,
) -> Outcome:
    known = candidate or by_text(turn.connector.id, "\n".join(agreement.form.values()))
    if process.then == "advance":
        if known is None:
            return note(turn, "candidate_unknown", instance)
        return advance(turn, wanted, known, agreement.by, instance)
    if known is not None:
        job = jobs.find(known.job_id)
        return invite(turn, job, known, renew=True) if job else note(turn, "job_unknown", about=known)
    if not process.job:
        return note(turn, "job_not_mapped", instance)
    form, names = agreement.form, process.fields
    applicant = Applicant(
        name=form.get(names.name, ""), email=form.get(names.email, ""), phone=form.get(names.phone, "")
    )
    return admit(turn, process.job, applicant, _SOURCE, instance)
