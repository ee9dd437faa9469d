"""The role of a job: edited in the portal or as a spreadsheet, looked at version by version."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from job import role_restoring
from job.job_parts import LONGEST_REASON, keep, load, may_edit, page, role_of, router, since
from job.job_words import by_name, notes_on, topic_sentence, topics
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobStatus
from mianshi.contracts.role import Role
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import role_forms
from mianshi.hiring.role_forms import YES, Draft, Fields
from mianshi.platform import objects
from mianshi.privacy.rights import Right
from mianshi.scoring.differences import differences
from mianshi.scoring.roles import MAX_ROLE_BYTES, inspect_role, role_version

NEW = "new-competency"
_STEMS = ("q", "k", "w", "n")
_NO_FILE = Bilingual(zh="请选择职位文件。", en="Please choose a role file.")
_TOO_LARGE = Bilingual(zh="文件太大，不像职位文件。", en="The file is too large to be a role file.")
_NO_REASON = Bilingual(zh="请写明为什么改，再上传一次。", en="Please say why, and upload the file again.")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/jobs/<job_id>/role")
def role(job_id: str) -> Answer:
    visit, job = load(job_id)
    wanted = visit.query("version") or job.role_version
    if wanted == job.role_version and may_edit(visit):
        return _outline(visit, job, role_of(job), None)
    role_restoring.made_by(job, wanted)
    return role_restoring.shown(visit, job, role_of(job, wanted), wanted)


@router.post("/jobs/<job_id>/role")
def change_role(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    known = role_of(job)
    sent = _Sent(visit, job, known, role_forms.outlined(known, _fields(visit)), None)
    if sent.ready or sent.done:
        return sent.save(f"/jobs/{job.id}/role?saved=1")
    return _outline(visit, job, known, sent)


@router.get("/jobs/<job_id>/role/<part>")
def competency(job_id: str, part: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    known = role_of(job)
    return _competency(visit, job, known, _at(known, part), None)


@router.post("/jobs/<job_id>/role/<part>")
def change_competency(job_id: str, part: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    known = role_of(job)
    at = _at(known, part)
    sent = _Sent(visit, job, known, role_forms.with_competency(known, at, _fields(visit)), at)
    if sent.ready or sent.done:
        return sent.save(f"/jobs/{job.id}/role?saved=1")
    return _competency(visit, job, known, at, sent)


@router.get("/jobs/<job_id>/role.xlsx")
def sheet(job_id: str) -> Answer:
    from mianshi.scoring.role_writing import write_workbook  # noqa: PLC0415 - few roles leave as workbooks

    _, job = load(job_id)
    return web.file(write_workbook(role_of(job)), f"role-{job.role_version}.xlsx", _XLSX)


@router.post("/jobs/<job_id>/role-file")
def change_by_file(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    known = role_of(job)
    given, findings, refused = uploaded(visit)
    draft = Draft(given, {"": refused} if refused else {})
    sent = _Sent(visit, job, known, draft, None)
    if findings:
        sent.problems[""] = Bilingual(
            zh=" ".join(one.zh for one in findings[:5]), en=" ".join(one.en for one in findings[:5])
        )
    elif not sent.reason:
        sent.problems.setdefault("", _NO_REASON)
    if sent.changes and not sent.problems and not sent.meanwhile:
        return sent.save(f"/jobs/{job.id}/role?saved=1")
    sent.fields, sent.changes = role_forms.outline(known), []
    return _outline(visit, job, known, sent)


def uploaded(visit: Visit) -> tuple[Role | None, list[Bilingual], Bilingual | None]:
    """The role in the file of a form (its content as base64), the protected topics in it, and what is wrong with it."""
    content = visit.form("file")
    if not content:
        return None, [], _NO_FILE
    if len(content) > MAX_ROLE_BYTES * 4 // 3 + 4:
        return None, [], _TOO_LARGE
    try:
        data = base64.b64decode(content, validate=True)
        found, topics, place = inspect_role(data, visit.form("file_name")[:80] or "role")
    except binascii.Error:
        return None, [], _NO_FILE
    except Rejected as error:
        return None, [], Bilingual(zh=f"职位文件不能用：{error.detail}", en=f"The file cannot be used: {error.detail}")
    if topics:
        told = [topic_sentence(topic, place(topic.where)) for topic in topics]
        refused = Bilingual(zh="文件里有不得询问或计入的内容。", en="The file holds what may not be asked or counted.")
        return None, told, refused
    return found, [], None


class _Sent:
    """A form that was sent: the role it makes, what is wrong with it, and what it changes."""

    def __init__(self, visit: Visit, job: Job, known: Role, draft: Draft, at: int | None) -> None:
        self.visit, self.job, self.draft = visit, job, draft
        self.fields: Fields = _fields(visit)
        self.reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
        self.problems = dict(draft.problems)
        self.changes: list[Bilingual] = []
        if draft.role is not None:
            for finding in topics(draft.role):
                where = role_forms.place(finding.where, at, draft.rows)
                self.problems.setdefault(where or "", topic_sentence(finding, "" if where else finding.where))
            self.changes = by_name(differences(known, draft.role), known, draft.role)
        self.meanwhile = since(visit, job)

    @property
    def confirmed(self) -> bool:
        return self.fields.get("confirmed") == YES

    @property
    def reason_missing(self) -> bool:
        return self.confirmed and not self.reason and self.job.status is not JobStatus.DRAFT

    @property
    def ready(self) -> bool:
        usable = self.draft.role is not None and not self.problems and not self.meanwhile and bool(self.changes)
        return usable and self.confirmed and not self.reason_missing

    @property
    def done(self) -> bool:
        """Whether the same was saved already, by the same form sent twice."""
        return self.confirmed and self.draft.role is not None and not self.problems and not self.changes

    def save(self, then: str) -> Answer:
        made = self.draft.role
        if self.done:
            return web.see_other(then)
        if made is None:
            raise Rejected("bad_role", "there is no role to save")
        version = role_version(made)
        objects.put_record(objects.job_role(self.job.id, version), made)
        after = self.job.model_copy(update={"role_version": version, "title": made.name})
        keep(self.visit, self.job, after, self.changes, self.reason)
        return web.see_other(then)


def _outline(visit: Visit, job: Job, known: Role, sent: _Sent | None) -> Answer:
    return _answer(
        visit,
        "jobs/role.html",
        job,
        sent,
        role=known,
        fields=sent.fields if sent else role_forms.outline(known),
        notes=notes_on(known, None),
        versions=role_restoring.versions(job),
        most_bytes=MAX_ROLE_BYTES,
        saved=visit.query("saved") == "1",
    )


def _competency(visit: Visit, job: Job, known: Role, at: int | None, sent: _Sent | None) -> Answer:
    stands = known.competencies[at] if at is not None else None
    fields = dict(sent.fields) if sent else _blank() if stands is None else role_forms.competency_fields(stands)
    rows = {stem: _shown(fields, stem, bool(sent)) for stem in _STEMS}
    after = {stem: max(rows[stem], default=-1) + 1 for stem in _STEMS}
    fields.setdefault(f"q{after['q']}.core", YES)
    notes = notes_on(known, at) if at is not None else {}
    return _answer(
        visit,
        "jobs/competency.html",
        job,
        sent,
        competency=stands,
        fields=fields,
        notes=notes,
        rows=rows,
        next=after,
        faulty={name.partition(".")[0] for name in sent.problems} if sent else set(),
        noted={name.partition(".")[0] for name in notes},
    )


def _answer(visit: Visit, template: str, job: Job, sent: _Sent | None, **context: object) -> Answer:
    status = 422 if sent and sent.problems else 409 if sent and sent.meanwhile else 200
    return page(
        visit,
        template,
        job,
        "role",
        status=status,
        problems=sent.problems if sent else {},
        changes=sent.changes if sent else None,
        meanwhile=sent.meanwhile if sent else [],
        reason_missing=bool(sent and sent.reason_missing),
        **context,
    )


def _fields(visit: Visit) -> Fields:
    return {name: values[0] for name, values in visit.whole_form().items() if name not in ("csrf", "revision")}


def _blank() -> Fields:
    return {"weight": "10", "required_level": "3"}


def _shown(fields: Mapping[str, str], stem: str, typed: bool) -> list[int]:
    """Rows of a form; of a form that was sent, the blank one at its end is offered anew and not shown as a row."""
    rows = role_forms.rows_of(fields, stem)
    if not typed:
        return rows
    parts = ("zh", "en", "name.zh", "name.en", "shown.zh", "shown.en", "examples.zh", "examples.en")
    return [
        row
        for row in rows
        if fields.get(f"{stem}{row}.id") or any(fields.get(f"{stem}{row}.{part}", "").strip() for part in parts)
    ]


def _at(known: Role, part: str) -> int | None:
    if part == NEW:
        return None
    ids = [competency.id for competency in known.competencies]
    if part not in ids:
        raise Rejected("not_found", "the role has no such competency")
    return ids.index(part)
