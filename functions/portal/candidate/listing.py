"""The list of a job's candidates: narrowed down, a page at a time, without a scan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Slot
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.role import Role, Thresholds
from mianshi.doors import blind, combining
from mianshi.doors.applying import everybody
from mianshi.doors.web import Visit
from mianshi.hiring.bands import band, match_band
from mianshi.hiring.standings import MOVING, OPEN, standing
from mianshi.pages.people import CandidateRow, Filters, ListView
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, interviews, matches
from mianshi.privacy.rights import Right, may

PAGE = 50
LOOKED_THROUGH = 1000
"""Candidates that one search reads; the next page goes on where it ended."""
_USES_LIST = (Right.INVITE, Right.DECIDE, Right.READ_REPORTS)
"""Whoever has one of these can do something with those chosen."""


def filters(visit: Visit) -> Filters:
    """What the address asks for."""
    return Filters(
        stage=visit.query("stage")[:20],
        decision=visit.query("decision")[:20],
        source=visit.query("source").strip()[:60],
        words=visit.query("words").strip()[:100],
        required="all" if visit.query("required") == "all" else "",
        sort="match" if visit.query("sort") == "match" else "",
    )


def page(visit: Visit, job: Job, wanted: Filters, before: str | None) -> tuple[list[CandidateRow], str | None, bool]:
    """One page of rows, where the next begins, and whether the search ended at its bound."""
    if wanted.sort:
        return _in_bands(visit, job, wanted, before)
    if not wanted.any:
        found, more = candidates.page(job.id, PAGE, before)
        return rows(visit, job, found), more, False
    notes = _current(job) if wanted.required else {}
    seen: list[Candidate] = []
    last, looked = None, 0
    for candidate in everybody(job.id, LOOKED_THROUGH, before):
        looked, last = looked + 1, candidate.id
        if _matches(candidate, wanted, notes, contacts_too=may(visit.person, Right.SEE_CONTACTS)):
            seen.append(candidate)
        if len(seen) == PAGE:
            break
    more = last if len(seen) == PAGE or looked == LOOKED_THROUGH else None
    return rows(visit, job, seen), more, looked == LOOKED_THROUGH and len(seen) < PAGE


def _in_bands(
    visit: Visit, job: Job, wanted: Filters, before: str | None
) -> tuple[list[CandidateRow], str | None, bool]:
    """As `page`, by bands of the résumé's match: in a band the newest first, and whoever was not matched at the end."""
    notes, looked = _current(job), list(everybody(job.id, LOOKED_THROUGH))
    contacts_too = may(visit.person, Right.SEE_CONTACTS)
    kept = [one for one in looked if _matches(one, wanted, notes, contacts_too=contacts_too)]

    def place(candidate: Candidate) -> int:
        note = notes.get(candidate.id)
        low = match_band(note.percent) if note else None
        return 1 if low is None else -low

    kept.sort(key=place)
    start = next((at + 1 for at, one in enumerate(kept) if one.id == before), 0)
    shown = kept[start : start + PAGE]
    more = shown[-1].id if start + PAGE < len(kept) else None
    return rows(visit, job, shown), more, len(looked) == LOOKED_THROUGH and more is None


def _current(job: Job) -> dict[str, MatchNote]:
    """What was held against the requirements as they are now; whatever is older counts as not matched yet."""
    return {known: note for known, note in matches.of_job(job.id).items() if note.posting == job.posting}


def view(visit: Visit, job: Job, told: str) -> ListView:
    """The page that the address asks for; `told` is the key of a sentence about what was just done."""
    wanted, before, number = filters(visit), visit.query("before")[:40], visit.query("n")
    found, more, cut_short = page(visit, job, wanted, before or None)
    return ListView(
        job=job,
        rows=found,
        combined=combining.beside(job, {r.id: r.interview_id for r in found if r.interview_id and r.band}),
        filters=wanted,
        before=before,
        more=more,
        cut_short=cut_short,
        rights=[right.value for right in Right if may(visit.person, right)],
        usable=any(may(visit.person, right) for right in _USES_LIST),
        told=told,
        number=int(number) if number.isdecimal() and len(number) < 6 else LOOKED_THROUGH,
    )


def rows(visit: Visit, job: Job, found: Sequence[Candidate]) -> list[CandidateRow]:
    """Candidates as lines; no score of an interview that the visitor has to rate first."""
    known = interviews.several([c.interview_id for c in found if c.interview_id])
    hidden = blind.hidden(visit, job, list(known))
    asking = {r.candidate_id for r in candidates.requests(job.id) if r.answered_at is None} if found else set()
    slots, now = {slot.id: slot for slot in job.slots}, timestamp()
    notes = matches.several(job.id, [c.id for c in found])
    made = []
    for candidate in found:
        interview = known.get(candidate.interview_id or "")
        stands, note = standing(candidate, interview, now), notes.get(candidate.id)
        older = note is not None and note.percent is not None and note.posting != job.posting
        shown = interview is not None and interview.outcome is not None and interview.id not in hidden
        made.append(
            CandidateRow(
                id=candidate.id,
                name=candidate.name,
                standing=stands.value,
                until=until(interview),
                moving=stands in MOVING,
                open=stands in OPEN,
                band=band(interview.outcome, interview.total, thresholds(job)).value if interview and shown else None,
                interview_id=candidate.interview_id,
                slot=slot(slots, candidate),
                decision=candidate.decision.kind.value if candidate.decision else None,
                source=candidate.source,
                asks=candidate.id in asking,
                match=note,
                match_older=older,
                match_band=match_band(note.percent) if note and not older else None,
            )
        )
    return made


def until(interview: Interview | None) -> str:
    """How long the candidate may answer follow-up questions; empty unless they are being asked."""
    return interview.asking.until if interview and interview.asks and interview.asking else ""


def slot(slots: dict[str, Slot], candidate: Candidate) -> Slot | None:
    """The slot that a candidate booked, as long as the job still has it."""
    return slots.get(candidate.slot) if candidate.slot else None


def thresholds(job: Job) -> Thresholds | None:
    """The thresholds of a job's role, read once for each version."""
    return _thresholds(job.id, job.role_version)


@lru_cache(maxsize=200)
def _thresholds(job_id: str, version: str) -> Thresholds | None:
    role = objects.find_record(objects.job_role(job_id, version), Role)
    return role.thresholds if role else None


def _matches(candidate: Candidate, wanted: Filters, notes: dict[str, MatchNote], *, contacts_too: bool) -> bool:
    decision = candidate.decision.kind.value if candidate.decision else "none"
    texts = [candidate.name, *([candidate.email, candidate.phone] if contacts_too else [])]
    note = notes.get(candidate.id)
    return (
        (not wanted.required or (note is not None and note.percent is not None and not note.to_check))
        and wanted.stage in ("", candidate.stage.value)
        and wanted.decision in ("", decision)
        and wanted.source.casefold() in candidate.source.casefold()
        and any(wanted.words.casefold() in text.casefold() for text in texts)
    )
