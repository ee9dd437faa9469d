"""The standard file of a job: its rows out of the table, and a file into it, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from mianshi.contracts.afterwards import Departure, Hire, Performance, TestScore
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.events import Interview
from mianshi.contracts.exchange import ExchangeMistake, ExchangeRow, ExchangeTold, MistakeKind
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.people import AuditAction
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, outcomes
from mianshi.doors.applying import EVERYBODY, everybody
from mianshi.errors import Rejected
from mianshi.hiring import exchange, sheets
from mianshi.hiring.decisions import LEFT
from mianshi.hiring.exchange import Line, Reading
from mianshi.platform.clock import new_id
from mianshi.platform.store import afterwards, candidates, interviews, scorecards
from mianshi.platform.store.afterwards import Afterwards
from mianshi.privacy.policies import load_policy

AT_ONCE = 500
"""Candidates of one export, and the next begins where it ended."""
Report = Hire | Performance | Departure | TestScore
_FIELDS: dict[type, str] = {
    Hire: "hired_on",
    Performance: "performance_score",
    Departure: "left_on",
    TestScore: "test_score",
}
_COUNTED: dict[type, str] = {Hire: "hires", Performance: "performance", Departure: "departures", TestScore: "tests"}


def page(
    job: Job,
    limit: int,
    before: str | None = None,
    *,
    hidden: Callable[[list[str]], Set[str]] = lambda _: frozenset(),
    language: Language = "zh",
) -> tuple[list[ExchangeRow], str | None]:
    """The rows of up to `limit` candidates, newest first, and the id to go on before (None at the end).

    Args:
        job: whose candidates.
        limit: candidates.
        before: id to go on before.
        hidden: which of these interviews the reader may not see the result of yet.
        language: of the job's title.
    """
    found, more = candidates.page(job.id, limit, before)
    held = [candidate.interview_id for candidate in found if candidate.interview_id]
    known: dict[str, Interview] = {}
    cards: dict[str, Scorecard] = {}
    kept_back = hidden(held) if held else frozenset()
    for start in range(0, len(held), 100):  # what BatchGetItem takes
        some = interviews.several(held[start : start + 100])
        told = {one.id: one.attempt for one in some.values() if one.total is not None and one.id not in kept_back}
        known |= {one.id: one for one in some.values() if one.id not in kept_back}
        cards |= scorecards.several(told) if told else {}
    reports = afterwards.of_job(job.id) if found else {}
    rows: list[ExchangeRow] = []
    for candidate in found:
        interview, card = known.get(candidate.interview_id or ""), cards.get(candidate.interview_id or "")
        rows += _rows(job, candidate, interview, card, reports.get(candidate.id, Afterwards()), language)
    return rows, more


@dataclass
class Plan:
    """What a file would change, and what is wrong with it."""

    told: ExchangeTold
    new: dict[str, Candidate] = field(default_factory=dict)
    """By id."""
    reports: list[tuple[str, Report]] = field(default_factory=list)
    """Candidate's id and what is reported, hires first."""


def check(
    who: str, job: Job, reading: Reading, at: str, elsewhere: Callable[[str], str | None] = lambda _: None
) -> Plan:
    """See what a file would change. Nothing is stored.

    Args:
        who: created the candidates who are new.
        job: that the file is about.
        reading: the file as `hiring.exchange` read it.
        at: now, UTC.
        elsewhere: ``job id/candidate id`` of whoever is known to have an external id.
    """
    plan = Plan(ExchangeTold(stored=False))
    matching = _Matching(who, job, reading, at, elsewhere)
    whose = [(line, candidate) for line in reading.lines if (candidate := matching.candidate(line)) is not None]
    stood = afterwards.of_job(job.id)
    hires = {candidate.id for line, candidate in whose if line.hire} | {known for known, of in stood.items() if of.hire}
    said: dict[tuple[str, str], Report] = {}
    for line, candidate in whose:
        for report in _reports(line):
            code = _mistake(candidate, report, hires)
            key = (candidate.id, f"{type(report).__name__} {_name(report)}")
            if code is None and key in said and not outcomes.same(said[key], report):
                code = "told_twice"
            if code is not None:
                matching.wrong(line, _FIELDS[type(report)], code)
            elif key not in said:
                said[key] = report
    news = [(key[0], report) for key, report in said.items() if not _stood(stood.get(key[0]), report)]
    plan.new = matching.new
    plan.reports = sorted(news, key=lambda one: not isinstance(one[1], Hire))
    counts = {name: sum(type(one) is kind for _, one in news) for kind, name in _COUNTED.items()}
    plan.told = ExchangeTold(
        stored=False,
        added=len(matching.new),
        known=len({candidate.id for _, candidate in whose} - set(matching.new)),
        mistakes=sorted([*reading.mistakes, *matching.mistakes], key=lambda one: one.row),
        ignored=reading.ignored,
        **counts,
    )
    return plan


def store(who: str, job: Job, plan: Plan) -> ExchangeTold:
    """Store what was checked. Where it breaks half-way, the same file sent again stores the rest and nothing twice.

    Raises:
        Rejected: ``bad_sheet`` for a plan with mistakes; ``changed_meanwhile``, ``not_advanced``, ``candidate_left``
            where somebody changed a candidate since the check.
    """
    if plan.told.mistakes:
        raise Rejected(sheets.BAD_SHEET, "mistakes")
    if plan.new:
        candidates.add(list(plan.new.values()), load_policy(job.policy).retention.audit_days)
        access.note(who, AuditAction.CANDIDATE_ADDED, f"{len(plan.new)} by file", about=job)
    for candidate_id, report in plan.reports:
        candidate = candidates.find(job.id, candidate_id)
        if candidate is None:
            raise Rejected("changed_meanwhile", candidate_id)
        if isinstance(report, Hire):
            outcomes.hire(who, job, candidate, report)
        else:
            outcomes.report(who, job, candidate, report)
    return plan.told.model_copy(update={"stored": True})


class _Matching:
    """Whose row it is: somebody of the job, somebody of an earlier row, or somebody new."""

    def __init__(self, who: str, job: Job, reading: Reading, at: str, elsewhere: Callable[[str], str | None]) -> None:
        self._who, self._job, self._at = who, job, at
        self._places: Mapping[str, str] = reading.columns
        self._elsewhere = elsewhere
        self._known: dict[str, Candidate] = {}
        self.new: dict[str, Candidate] = {}
        self.mistakes: list[ExchangeMistake] = []
        for candidate in everybody(job.id, EVERYBODY):
            for key in _keys(candidate):
                self._known.setdefault(key, candidate)

    def candidate(self, line: Line) -> Candidate | None:
        """The candidate of a row, or None where that cannot be told."""
        found = {self._known[key].id: self._known[key] for key in line.keys if key in self._known}
        if len(found) > 1:
            self.wrong(line, "candidate_id" if line.candidate_id else "email", "two_candidates")
            return None
        if line.candidate_id and f"id:{line.candidate_id}" not in self._known:
            self.wrong(line, "candidate_id", "unknown_candidate")
            return None
        if found:
            [candidate] = found.values()
            return candidate
        return self._added(line)

    def wrong(self, line: Line, field: str, code: MistakeKind) -> None:
        """Note a mistake of a row."""
        person = line.person
        shown = {
            "candidate_id": line.candidate_id,
            "candidate_external_id": line.candidate_external_id,
            "email": person.email,
        }
        self.mistakes.append(exchange.mistake(line.row, field, code, self._places, shown.get(field, "")))

    def _added(self, line: Line) -> Candidate | None:
        if not line.person.name:
            self.wrong(line, "name", "name_missing")
            return None
        job_id, candidate_id = self._promised(line)
        if job_id != self._job.id:
            self.wrong(line, "candidate_external_id", "taken")
            return None
        languages = self._job.rules.languages
        candidate = Candidate(
            id=candidate_id,
            job_id=self._job.id,
            name=line.person.name,
            email=line.person.email,
            phone=line.person.phone,
            source=line.person.source,
            external_id=line.candidate_external_id,
            language=line.person.language if line.person.language in languages else languages[0],
            created_at=self._at,
            created_by=self._who,
        )
        self.new[candidate.id] = candidate
        self._known |= dict.fromkeys(_keys(candidate), candidate)
        return candidate

    def _promised(self, line: Line) -> tuple[str, str]:
        ours = self._elsewhere(line.candidate_external_id) if line.candidate_external_id else None
        job_id, _, candidate_id = (ours or f"{self._job.id}/{new_id('ca')}").partition("/")
        return job_id, candidate_id


def _keys(candidate: Candidate) -> list[str]:
    external = [f"external:{candidate.external_id}"] if candidate.external_id else []
    return [f"id:{candidate.id}", *external, *sheets.contacts(candidate.email, candidate.phone)]


def _reports(line: Line) -> list[Report]:
    told = (line.hire, line.performance, line.departure, line.test)
    return [report for report in told if report is not None]


def _mistake(candidate: Candidate, report: Report, hires: Set[str]) -> MistakeKind | None:
    if candidate.stage in LEFT:
        return "left"
    if isinstance(report, Hire):
        try:
            outcomes.may_hire(candidate)
        except Rejected:
            return "not_advanced"
    elif not isinstance(report, TestScore) and candidate.id not in hires:
        return "not_hired"
    return None


def _name(report: Report) -> str:
    """What tells two reports of a kind apart: the later of two that share it replaces the earlier."""
    if isinstance(report, Performance):
        return f"{report.period_ends_on} {report.measure}"
    if isinstance(report, TestScore):
        return f"{report.taken_on} {report.name}"
    return report.left_on if isinstance(report, Departure) else ""


def _stood(known: Afterwards | None, report: Report) -> bool:
    if known is None:
        return False
    before = [known.hire, *known.performance, *known.departures, *known.tests]
    return any(type(one) is type(report) and one is not None and outcomes.same(one, report) for one in before)


def _rows(
    job: Job,
    candidate: Candidate,
    interview: Interview | None,
    card: Scorecard | None,
    told: Afterwards,
    language: Language,
) -> list[ExchangeRow]:
    who: dict[str, Any] = {
        "job_id": job.id,
        "job_external_id": job.external_id,
        "candidate_id": candidate.id,
        "candidate_external_id": candidate.external_id,
    }
    first = {
        **_person(job, candidate, language),
        **_result(interview, card),
        **_decision(candidate),
        **_hire(told.hire),
    }
    reports = list(zip_longest(told.performance, told.departures, told.tests)) or [(None, None, None)]
    return [
        ExchangeRow(**who, **(first if number == 0 else {}), **_performance(rated), **_departure(left), **_test(test))
        for number, (rated, left, test) in enumerate(reports)
    ]


def _person(job: Job, candidate: Candidate, language: Language) -> dict[str, Any]:
    gone = candidate.stage is Stage.ERASED
    title: Bilingual = job.title
    return {
        "job_title": title.in_language(language),
        "department": job.department,
        **{name: "" if gone else getattr(candidate, name) for name in ("name", "email", "phone", "source")},
        "language": candidate.language,
        "stage": candidate.stage,
    }


def _result(interview: Interview | None, card: Scorecard | None) -> dict[str, Any]:
    if interview is None or interview.outcome is None:
        return {}
    scored = card is not None and interview.total is not None
    parts = [part for part in card.competencies if part.score is not None] if card and scored else []
    return {
        "outcome": interview.outcome.value,
        "score": interview.total,
        "recommendation": (card.recommendation or "") if card and scored else "",
        "competencies": "; ".join(f"{part.name}={part.score}" for part in parts),
    }


def _decision(candidate: Candidate) -> dict[str, Any]:
    made = candidate.decision
    return {"decision": made.kind.value, "decided_by": made.by_name, "decided_at": made.at} if made else {}


def _hire(hire: Hire | None) -> dict[str, Any]:
    if hire is None:
        return {}
    return {
        "hired_on": hire.starts_on,
        "position": hire.position,
        "hired_department": hire.department,
        "employee_id": hire.employee_id,
        "told_about_scores": hire.told_about_scores,
    }


def _performance(rated: Performance | None) -> dict[str, Any]:
    if rated is None:
        return {}
    return {
        "performance_until": rated.period_ends_on,
        "performance_measure": rated.measure,
        "performance_score": rated.score,
        "performance_lowest": rated.lowest,
        "performance_highest": rated.highest,
    }


def _departure(left: Departure | None) -> dict[str, Any]:
    return {"left_on": left.left_on, "left_how": left.kind} if left else {}


def _test(test: TestScore | None) -> dict[str, Any]:
    if test is None:
        return {}
    return {
        "test_name": test.name,
        "test_taken_on": test.taken_on,
        "test_score": test.score,
        "test_highest": test.highest,
    }
