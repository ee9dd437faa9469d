"""The requirements of a job: its text, what was read of it, what people change about that, earlier versions."""

from __future__ import annotations

from collections.abc import Mapping

from job.job_parts import LONGEST_REASON, keep, load, page, router, since
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobChange, JobStatus
from mianshi.contracts.matching import Posting, Requirement
from mianshi.doors import postings, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring.sheets import undirected
from mianshi.pages.resumes import PostingVersion, compared
from mianshi.pages.texts import TEXTS
from mianshi.platform.store import jobs, matches
from mianshi.privacy.rights import Right

_HEAVIEST = 10


@router.get("/jobs/<job_id>/posting")
def posting(job_id: str) -> Answer:
    visit, job = load(job_id)
    versions = _versions(job)
    wanted = visit.query("version")
    if wanted and wanted != job.posting:
        earlier = postings.of_job(job, wanted) if wanted in {line.version for line in versions} else None
        if earlier is None:
            raise Rejected("not_found", "this job had no such job text")
        return page(visit, "jobs/posting_read.html", job, "posting", posting=earlier, shown=wanted, versions=versions)
    return _page(visit, job, postings.of_job(job))


@router.post("/jobs/<job_id>/posting")
def change_text(job_id: str) -> Answer:
    """The text is read anew; an empty one takes the requirements away."""
    visit, job = load(job_id, Right.EDIT_JOB)
    text = visit.form("text").replace("\r\n", "\n")
    known = postings.of_job(job)
    if len(text) > postings.LONGEST_TEXT:
        return _page(visit, job, known, typed=text, problems={"text": _sentence("res_text_long")})
    return _saved(visit, job, known, postings.read(text, known) if text else None, typed=text)


@router.post("/jobs/<job_id>/posting/requirements")
def change_requirements(job_id: str) -> Answer:
    """What counts as required, how much it weighs, what it is called, and which are left out."""
    visit, job = load(job_id, Right.EDIT_JOB)
    known = postings.of_job(job)
    if known is None:
        raise Rejected("not_found", "this job has no requirements")
    problems: dict[str, Bilingual] = {}
    left = [made for one in known.requirements if (made := _changed(visit, one, problems)) is not None]
    if problems:
        return _page(visit, job, known, problems=problems)
    return _saved(visit, job, known, known.model_copy(update={"requirements": left}))


@router.post("/jobs/<job_id>/posting/match")
def match_anew(job_id: str) -> Answer:
    _, job = load(job_id, Right.EDIT_JOB)
    postings.match_anew(job)
    return web.see_other(f"{_path(job)}?done=matching")


def _saved(visit: Visit, job: Job, known: Posting | None, made: Posting | None, *, typed: str | None = None) -> Answer:
    what = postings.told(known, made)
    meanwhile = since(visit, job)
    reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
    if what and meanwhile:
        return _page(visit, job, known, typed=typed, meanwhile=meanwhile)
    if what and known is not None and not reason and job.status is not JobStatus.DRAFT:
        return _page(visit, job, known, typed=typed, problems={"reason": _sentence("res_reason_missing")})
    if not what:
        return web.see_other(f"{_path(job)}?done=same")
    postings.match_anew(keep(visit, job, postings.keep(job, made), what, reason))
    return web.see_other(f"{_path(job)}?done={'saved' if made else 'removed'}")


def _changed(visit: Visit, one: Requirement, problems: dict[str, Bilingual]) -> Requirement | None:
    """A requirement as the form has it; None where it is left out."""
    if visit.form(f"drop.{one.id}") == "yes":
        return None
    name = " ".join(undirected(visit.form(f"name.{one.id}", one.text)).split())
    weight = visit.form(f"weight.{one.id}", str(one.weight))
    if not 1 <= len(name) <= postings.LONGEST_NAME and name != one.text:
        problems[f"name.{one.id}"] = _sentence("res_name_wrong")
    if not (weight.isdecimal() and len(weight) <= 2 and 1 <= int(weight) <= _HEAVIEST):
        problems[f"weight.{one.id}"] = _sentence("res_weight_wrong")
    if problems:
        return one
    must = visit.form(f"must.{one.id}", "yes" if one.must else "no") == "yes"
    return one.model_copy(update={"text": name, "weight": int(weight), "must": must})


def _page(
    visit: Visit,
    job: Job,
    known: Posting | None,
    *,
    typed: str | None = None,
    problems: Mapping[str, Bilingual] | None = None,
    meanwhile: list[Bilingual] | None = None,
) -> Answer:
    shown = typed if typed is not None else known.text if known else ""
    notes = matches.of_job(job.id) if job.posting else {}
    asked = known.requirements if known else []
    names = postings.names(known) if known else {}
    return page(
        visit,
        "jobs/posting.html",
        job,
        "posting",
        status=422 if problems else 409 if meanwhile else 200,
        posting=known,
        text=shown,
        typed={name: values[0] for name, values in visit.whole_form().items()} if visit.method == "POST" else {},
        compared={one.id: compared(one, names, visit.language) for one in asked},
        weights=sum(one.weight for one in asked),
        advice=_advice(shown),
        problems=problems or {},
        meanwhile=meanwhile or [],
        versions=_versions(job),
        notes=len(notes),
        read=sum(note.percent is not None for note in notes.values()),
        current=sum(note.posting == job.posting for note in notes.values() if note.percent is not None),
        told=visit.query("done"),
    )


def _advice(text: str) -> list[Bilingual]:
    """What is advised about words of the text that no résumé and no interview can show."""
    if not text:
        return []
    from mianshi.scoring.advice import advise_text  # noqa: PLC0415 - long patterns

    return list(dict.fromkeys(advice.sentence for advice in advise_text(text)))[:20]


def _versions(job: Job) -> list[PostingVersion]:
    """Every text the job had, newest first, with who wrote it and when."""
    found: list[JobChange] = sorted(jobs.history(job.id), key=lambda line: line.revision)
    first: dict[str, JobChange] = {}
    before = ""
    for line in found:
        if line.posting and line.posting != before:
            first[line.posting] = line
        before = line.posting
    made = [PostingVersion(version=v, at=line.at, by=line.by, reason=line.reason) for v, line in first.items()]
    return sorted(made, key=lambda one: one.at, reverse=True)


def _sentence(key: str) -> Bilingual:
    zh, en = TEXTS[key]
    return Bilingual(zh=zh, en=en)


def _path(job: Job) -> str:
    return f"/jobs/{job.id}/posting"
