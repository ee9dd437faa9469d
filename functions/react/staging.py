"""Feishu Hire: a candidate reached a stage, an exam was arranged, an account was bound, an application was deleted."""

from __future__ import annotations

from admitting import admit, known
from asking import ask
from mianshi.contracts.callbacks import Outcome, Reactions
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.delivery import feishu_hire
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.reading import Application
from mianshi.delivery.feishu import APPLICATION_SOURCE, ECO_EXAM_SOURCE
from mianshi.platform.settings import settings
from noting import Turn, note

_OUR_JOB = "jb_"
"""Papers that our own connector told to Feishu are called by the id of their job."""


def stage_changed(turn: Turn, wanted: Reactions) -> Outcome:
    """Whoever reaches a stage of the settings, and is still there, is added to its job and invited."""
    application_id, stage = turn.told("application_id"), turn.told("target_stage_id")
    if stage not in wanted.stages or not application_id:
        return "ignored"
    found: list[Application] = []
    refused = ask(turn, lambda attempt: reading.application(attempt, application_id, found))
    if refused:
        return note(turn, "not_readable", refused, application_id)
    [application] = found
    if application.stage not in ("", stage):
        return note(turn, "moved_on", application_id)
    if not application.active:
        return note(turn, "ended_there", application_id)
    job_id = wanted.stages[stage] or wanted.jobs.get(application.job, "")
    if not job_id:
        return note(turn, "job_not_mapped", application.job, application_id)
    return admit(turn, job_id, application.person, APPLICATION_SOURCE, application_id)


def exam_created(turn: Turn, wanted: Reactions) -> Outcome:
    """Whoever an exam was arranged for is added to its paper's job and invited; the outbox carries the link back.

    Where no link will come, Feishu is told so: a recruiter waits for it.
    """
    exam_id, paper_id = turn.told("exam_id"), turn.told("paper_id")
    if not exam_id:
        return note(turn, "no_exam_id", paper_id)
    job_id = wanted.papers.get(paper_id) or (paper_id if paper_id.startswith(_OUR_JOB) else "")
    done = _examine(turn, job_id, exam_id) if job_id else note(turn, "paper_not_mapped", paper_id, exam_id)
    if not (job_id and _carries_link(turn, job_id, exam_id)):
        _tell_not_arranged(turn, exam_id)
    return done


def _examine(turn: Turn, job_id: str, exam_id: str) -> Outcome:
    person = turn.event.data.get("candidate_info")
    person = person if isinstance(person, dict) else {}
    mobile = person.get("mobile")
    applicant = reading.applicant(person, mobile if isinstance(mobile, dict) else {})
    return admit(turn, job_id, applicant, ECO_EXAM_SOURCE, exam_id)


def _carries_link(turn: Turn, job_id: str, exam_id: str) -> bool:
    """Whether somebody was invited whose link the outbox takes to this exam."""
    candidate = known(turn, job_id, ECO_EXAM_SOURCE, exam_id)
    if candidate is None or candidate.stage is Stage.ADDED:
        return False
    return (candidate.came_by, candidate.external_id) == (ECO_EXAM_SOURCE, exam_id[:64])


def _tell_not_arranged(turn: Turn, exam_id: str) -> None:
    refused = ask(turn, lambda attempt: feishu_hire.not_arranged(attempt, exam_id, settings().portal_url))
    if refused:
        note(turn, "exam_not_told", refused, exam_id)
    else:
        note(turn, "exam_not_arranged", exam_id)


def account_bound(turn: Turn, _wanted: Reactions) -> Outcome:
    """A tenant bound our account; its id is what the connector's settings need."""
    return note(turn, "account_bound", turn.told("account_id"))


def application_deleted(turn: Turn, wanted: Reactions) -> Outcome:
    """A person decides whether what we keep is deleted, too: we may hold it for the employer's own duties."""
    given = turn.event.data.get("application_ids")
    done: Outcome = "ignored"
    for application_id in [str(one) for one in given][:50] if isinstance(given, list) else []:
        for candidate in _ours(turn, wanted, application_id):
            done = note(turn, "deleted_there", application_id, about=candidate)
    return done


def _ours(turn: Turn, wanted: Reactions, application_id: str) -> list[Candidate]:
    ours = dict.fromkeys(job for job in (*wanted.stages.values(), *wanted.jobs.values()) if job)
    found = (known(turn, job_id, APPLICATION_SOURCE, application_id) for job_id in ours)
    return [candidate for candidate in found if candidate]
