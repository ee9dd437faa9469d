"""Facts: what every page of a candidate knows about the interview."""

from __future__ import annotations

from mianshi.contracts.events import MOST_FILES, Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.role import Role
from mianshi.doors import journeys, visitor
from mianshi.hiring.questions import asked, own
from mianshi.pages.journey import Facts
from mianshi.platform import objects


def of(job: Job, candidate: Candidate, interview: Interview | None = None) -> Facts:
    """Whose pages these are, who asks, and how long it takes; by the interview, once it was begun."""
    role = objects.find_record(objects.job_role(job.id, job.role_version), Role)
    employer, contact = journeys.employer()
    core = len(asked(role, advanced=job.rules.advanced)) if role else 0
    questions = core + len(own(candidate, job.rules, core))
    room = min(MOST_FILES - questions, len(role.competencies)) if role else 0
    return Facts(
        home=visitor.home(candidate.id),
        name=candidate.name,
        title=job.title,
        department=job.department,
        employer=employer,
        contact=contact,
        questions=questions,
        follow_ups=interview.follow_ups if interview else max(0, min(job.rules.follow_ups, room)),
        rules=job.rules,
        extra_time=candidate.extra_time,
    )
