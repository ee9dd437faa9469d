"""New candidates: one by a form, many by a table that is checked before anything is stored."""

from __future__ import annotations

import base64
import binascii
import csv
import io

from candidate.listing import rows
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.doors.applying import EVERYBODY, everybody, same_contact
from mianshi.doors.tables import table_of
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import sheets
from mianshi.hiring.sheets import FIELDS, HEADINGS, PersonLine, SheetReading, Table
from mianshi.hiring.standings import standing
from mianshi.pages.people import AddView, CheckView, SheetLine, SheetMistake, Wrong
from mianshi.pages.texts import text
from mianshi.platform import signing
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates, interviews, limits, matches
from mianshi.privacy.policies import load_policy

SHOWN = 100
"""Lines of a table that the check shows."""
_ONCE_S = 86_400
_EXPORTED_TOO = ("people_standing", "people_decision", "people_added_at")
_MATCHED_TOO = ("res_export_percent", "res_export_met", "res_export_missing")
_COLUMNS: dict[str, Bilingual] = {str(field): heading for field, heading in HEADINGS.items()}
_TOLD = frozenset({"empty", "no_name", "too_many"})


def form(job: Job, **more: object) -> AddView:
    """The empty forms, or what `more` puts into them."""
    return AddView.model_validate({"job": job, "once": signing.chance(), **more})


def one(visit: Visit, job: Job) -> Candidate | AddView:
    """The candidate that the form describes, stored; or the form with what is wrong.

    Raises:
        Rejected: ``already_done`` where this very form was stored before.
    """
    typed = {field: visit.form(field) for field in FIELDS}
    person, wrong = sheets.check_person(typed)
    if person is None:
        return form(job, typed=typed, wrong={mistake.field: Wrong(code=mistake.code) for mistake in wrong})
    same = same_contact(job.id, set(sheets.contacts(person.email, person.phone)))
    if same and visit.form("anyway") != "yes":
        found = list({candidate.id: candidate for candidate in same.values()}.values())
        return form(job, typed=typed, same_as=rows(visit, job, found))
    _first_time(job, visit.form("once"))
    made = _candidate(visit, job, person)
    _add(job, [made], visit.form("once"))
    access.note(visit, AuditAction.CANDIDATE_ADDED, about=made)
    return made


def check(visit: Visit, job: Job) -> CheckView | AddView:
    """What the table holds, sorted into what can be added and what not; or the form with why it cannot be read."""
    pasted = visit.form("pasted")
    try:
        reading = sheets.read_people(_table(visit.form("sheet"), pasted))
    except Rejected as error:
        trouble = error.detail if error.detail in _TOLD else "unreadable"
        return form(job, pasted=pasted[:200_000], sheet_trouble=trouble)
    new, known = _sorted_out(job, reading)
    return CheckView(
        job=job,
        people=[_shown(person, job) for person in new],
        known=[_shown(person, job) for person in known],
        mistakes=[SheetMistake.model_validate(mistake.model_dump()) for mistake in reading.mistakes],
        ignored=reading.ignored[:20],
        rows=_packed(new),
        once=signing.chance(),
        most=SHOWN,
    )


def store(visit: Visit, job: Job) -> int:
    """Store what was checked and confirmed; how many that are. Everything is checked once more.

    Raises:
        Rejected: ``bad_sheet``; ``already_done`` where it was confirmed before.
    """
    reading = sheets.read_people(sheets.read_text(visit.form("rows").encode()))
    new, _ = _sorted_out(job, reading)
    _first_time(job, visit.form("once"))
    made = [_candidate(visit, job, person) for person in new]
    _add(job, made, visit.form("once"))
    access.note(visit, AuditAction.CANDIDATE_ADDED, f"{len(made)} by sheet", about=job)
    return len(made)


def template(language: Language) -> bytes:
    """The empty form as a workbook."""
    return sheets.write_people([], _COLUMNS, language)


def export(visit: Visit, job: Job) -> bytes:
    """Everybody of a job, with contacts, as a workbook."""
    notes = matches.of_job(job.id) if job.posting else {}
    keys = (*_EXPORTED_TOO, *_MATCHED_TOO) if job.posting else _EXPORTED_TOO
    extra = {key: Bilingual(zh=text(key, "zh"), en=text(key, "en")) for key in keys}
    columns: dict[str, Bilingual] = {**_COLUMNS, **extra}
    found, now = list(everybody(job.id, EVERYBODY)), timestamp()
    known: dict[str, Interview] = {}
    for start in range(0, len(found), 100):
        known |= interviews.several([c.interview_id for c in found[start : start + 100] if c.interview_id])
    lines = [
        {
            "name": candidate.name,
            "email": candidate.email,
            "phone": candidate.phone,
            "source": candidate.source,
            "language": text(f"language_{candidate.language}", visit.language),
            "people_standing": text(
                f"people_is_{standing(candidate, known.get(candidate.interview_id or ''), now).value}", visit.language
            ),
            "people_decision": text(f"rv_kind_{candidate.decision.kind.value}", visit.language)
            if candidate.decision
            else "",
            "people_added_at": candidate.created_at,
            **_matched(notes.get(candidate.id)),
        }
        for candidate in found
    ]
    access.note(visit, AuditAction.DATA_EXPORTED, f"{len(lines)} candidates", about=job)
    return sheets.write_people(lines, columns, visit.language)


def _matched(note: MatchNote | None) -> dict[str, str]:
    """The columns about the résumé; empty where nothing was matched."""
    if note is None or note.percent is None:
        return dict.fromkeys(_MATCHED_TOO, "")
    return dict(zip(_MATCHED_TOO, (str(note.percent), f"{note.met}/{note.asked}", str(note.to_check)), strict=True))


def _table(sheet: str, pasted: str) -> Table:
    if not sheet:
        return sheets.read_text(pasted.encode())
    try:
        data = base64.b64decode(sheet + "=" * (-len(sheet) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(sheets.BAD_SHEET, "unreadable") from None
    return table_of(data)


def _sorted_out(job: Job, reading: SheetReading) -> tuple[list[PersonLine], list[PersonLine]]:
    keys = {person.row: sheets.contacts(person.email, person.phone) for person in reading.people}
    same = same_contact(job.id, {key for found in keys.values() for key in found})
    known = [person for person in reading.people if any(key in same for key in keys[person.row])]
    return [person for person in reading.people if person not in known], known


def _candidate(visit: Visit, job: Job, person: PersonLine) -> Candidate:
    return Candidate(
        id=new_id("ca"),
        job_id=job.id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        source=person.source,
        language=_language(person, job),
        created_at=timestamp(),
        created_by=visit.person.id,
    )


def _language(person: PersonLine, job: Job) -> Language:
    return person.language if person.language in job.rules.languages else job.rules.languages[0]


def _shown(person: PersonLine, job: Job) -> SheetLine:
    return SheetLine.model_validate({**person.model_dump(), "language": _language(person, job)})


def _packed(people: list[PersonLine]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, delimiter="\t", lineterminator="\n")
    lines.writerow(FIELDS)
    for person in people:
        lines.writerow([getattr(person, field) or "" for field in FIELDS])
    return out.getvalue()


def _add(job: Job, made: list[Candidate], once: str) -> None:
    """Store them; where that fails, the same form may be sent again."""
    try:
        candidates.add(made, load_policy(job.policy).retention.audit_days)
    except Exception:
        limits.clear(_mark(job, once), _ONCE_S)
        raise


def _mark(job: Job, once: str) -> str:
    return f"added:{job.id}:{once}"


def _first_time(job: Job, once: str) -> None:
    """One form is stored once, however often it is sent."""
    if not 8 <= len(once) <= 64 or not once.isalnum():
        raise Rejected("bad_request", "the form has no mark")
    if limits.hit(_mark(job, once), _ONCE_S) > 1:
        raise Rejected("already_done", "the form was stored before")
