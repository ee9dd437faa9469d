"""Jobs and interviews that lines of the ledger can belong to."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Job, JobChange
from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Outcome
from mianshi.platform.clock import new_id, new_interview_id
from mianshi.platform.store import interviews, jobs


def job(title: str = "店长", department: str = "零售") -> Job:
    """A stored job of the month that the tests stand in."""
    at = "2026-11-01T00:00:00.000Z"
    made = Job(
        id=new_id("jb"),
        title=Bilingual(zh=title, en=title),
        department=department,
        owner="hr-1",
        role="retail_store_manager",
        role_version="v",
        policy="cn",
        created_at=at,
        changed_at=at,
    )
    jobs.create(made, JobChange(at=at, by="hr-1", role_version="v", revision=0, what=[]))
    return made


def interview(of: Job | None, *, scored: bool = True, file_name: str = "王小明.mp4") -> str:
    """The id of a stored interview, of a job or of none."""
    name = new_interview_id()
    interviews.create(
        Interview(
            id=name,
            role="retail_store_manager",
            role_version="v",
            language="zh",
            policy="cn",
            consent=Consent(recording=True, analysis=True, observations=False),
            uploads=[Upload(answer=0, key=upload_key(name, 0), file_name=file_name)],
            created_at="2026-11-01T00:00:00.000Z",
            job_id=of.id if of else None,
            department=of.department if of else "",
        ),
        30,
    )
    if scored:
        interviews.claim(name, "run")
        interviews.close(name, "run", Outcome.SCORED, [], total=70)
    return name
