"""The standard file of a job: its rows out of the table, and a file into it, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.combination import Combined
from mianshi.contracts.events import Interview
from mianshi.contracts.exchange import ExchangeRow, ExchangeTold, MistakeKind
from mianshi.contracts.hiring import Candidate, DecisionKind, Job, Stage
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.people import AuditAction
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, combining, outcomes
from mianshi.doors.applying import everybody
from mianshi.doors.recognising import KIND, Recognising
from mianshi.errors import Rejected
from mianshi.hiring import sheets
from mianshi.hiring.decisions import LEFT
from mianshi.hiring.exchange import Line, Reading
from mianshi.hiring.namespaces import knows_as, partner_of
from mianshi.platform.store import afterwards, candidates, interviews, matches, partners, reviews, scorecards
from mianshi.platform.store.afterwards import Afterwards, Told
from mianshi.privacy.policies import load_policy

AT_ONCE = 500
"""Candidates of one export, and the next begins where it ended."""
MOST_REPORTS, MOST_NAMED = 300, 300
"""New reports, and new candidates with an external id, of one file: each of the former takes up to six calls of the
table, each of the latter two, one after the other, and API Gateway waits for 30 s (its limit for HTTP APIs)."""
MOST_MISTAKES, MOST_IGNORED = 500, 100
"""So many are named; a person puts no more right at once, and an answer stays far from Lambda's 6 MB."""
Report = Hire | Told
_FIELDS: dict[type, str] = {
    Hire: "hired_on",
    Performance: "performance_score",
    Promotion: "promoted_on",
    Departure: "left_on",
    TestScore: "test_score",
}
_COUNTED: dict[type, str] = {
    Hire: "hires",
    Performance: "performance",
    Promotion: "promotions",
    Departure: "departures",
    TestScore: "tests",
}


def page(
    who: str,
    job: Job,
    limit: int,
    before: str | None = None,
    *,
    hidden: Callable[[list[str]], Set[str]] = lambda _: frozenset(),
    language: Language = "zh",
) -> tuple[list[ExchangeRow], str | None]:
    """The rows of up to `limit` candidates, newest first, and the id to go on before (None at the end).

    Args:
        who: reads them; external ids of other systems are left out.
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
        told = {one.id: one.scorecard for one in some.values() if one.total is not None and one.id not in kept_back}
        known |= {one.id: one for one in some.values() if one.id not in kept_back}
        cards |= scorecards.several(told) if told else {}
    reports = afterwards.of_job(job.id) if found else {}
    notes = matches.of_job(job.id) if found and job.combination else {}
    rows: list[ExchangeRow] = []
    for candidate in found:
        interview, card = known.get(candidate.interview_id or ""), cards.get(candidate.interview_id or "")
        told_of = reports.get(candidate.id, Afterwards())
        whole = None
        if candidate.interview_id not in kept_back and candidate.stage is not Stage.ERASED:
            whole = _together(job, interview, card, notes.get(candidate.id), told_of)
        rows += _rows(who, job, candidate, interview, card, told_of, whole, language)
    return rows, more


def outcome_sheet(job: Job, most: int) -> list[ExchangeRow]:
    """What is reported of everybody whom a person advanced, and room for more: a row at least for each of the newest
    `most`. No scores and no contacts are in it."""
    reports = afterwards.of_job(job.id)
    rows: list[ExchangeRow] = []
    for one in everybody(job.id, most):
        advanced = one.decision is not None and one.decision.kind is DecisionKind.ADVANCE
        if one.stage not in LEFT and (advanced or one.id in reports):
            told = reports.get(one.id, Afterwards())
            kinds = list(zip_longest(told.performance, told.promotions, told.departures)) or [(None, None, None)]
            who: dict[str, Any] = {"candidate_id": one.id, "name": one.name}
            rows += [
                ExchangeRow(**who, **(_hire(told.hire) if number == 0 else {}), **_reported(*each, None))
                for number, each in enumerate(kinds)
            ]
    return rows


@dataclass
class Plan:
    """What a file would change, and what is wrong with it."""

    told: ExchangeTold
    new: dict[str, Candidate] = field(default_factory=dict)
    """By id."""
    reports: list[tuple[str, Report]] = field(default_factory=list)
    """Candidate's id and what is reported, hires first."""


def check(who: str, job: Job, reading: Reading, at: str) -> Plan:
    """See what a file would change. Nothing is stored.

    Args:
        who: created the candidates who are new; whose external ids the file holds follows from it.
        job: that the file is about.
        reading: the file as `hiring.exchange` read it.
        at: now, UTC.
    """
    plan = Plan(ExchangeTold(stored=False))
    people = Recognising(who, job, reading, at)
    whose = [(line, candidate) for line in reading.lines if (candidate := people.candidate(line)) is not None]
    stood = afterwards.of_job(job.id)
    hires = {candidate.id for line, candidate in whose if line.hire} | {known for known, of in stood.items() if of.hire}
    said: dict[tuple[str, str], tuple[Line, Report]] = {}
    for line, candidate in whose:
        for report in _reports(line):
            code = _mistake(candidate, report, hires)
            key = (candidate.id, f"{type(report).__name__} {_name(report)}")
            if code is None and key in said and not outcomes.same(said[key][1], report):
                code = "told_twice"
            if code is not None:
                people.wrong(line, _FIELDS[type(report)], code)
            elif key not in said:
                said[key] = line, report
    news = [(key[0], *told) for key, told in said.items() if not _stood(stood.get(key[0]), told[1])]
    for line, column in _beyond(people.named, [(line, report) for _, line, report in news]):
        people.wrong(line, column, "too_much")
    plan.new = people.new
    plan.reports = sorted(((known, report) for known, _, report in news), key=lambda one: not isinstance(one[1], Hire))
    counts = {name: sum(type(report) is kind for _, report in plan.reports) for kind, name in _COUNTED.items()}
    mistakes = sorted([*reading.mistakes, *people.mistakes], key=lambda one: one.row)
    plan.told = ExchangeTold(
        stored=False,
        added=len(people.new),
        known=len({candidate.id for _, candidate in whose} - set(people.new)),
        wrong=len(mistakes),
        mistakes=mistakes[:MOST_MISTAKES],
        ignored=reading.ignored[:MOST_IGNORED],
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
        _add(who, job, list(plan.new.values()))
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


def _add(who: str, job: Job, new: Sequence[Candidate]) -> None:
    """Add who is new. What a partner calls somebody is kept first, so that of two requests only one adds them, and
    nobody who came since the check is written over.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    keep_days = load_policy(job.policy).retention.audit_days
    partner_id = partner_of(who, job)
    named = [candidate for candidate in new if candidate.external_id] if partner_id else []
    for candidate in named:
        ours, external_id = f"{job.id}/{candidate.id}", candidate.external_id
        kept = partners.remember(partner_id or "", KIND, external_id, ours, keep_days)
        if not kept and partners.known(partner_id or "", KIND, external_id) != ours:
            raise Rejected("changed_meanwhile", "another request added the same candidate just now")
    for candidate in named:
        if not candidates.add_one(candidate, keep_days):
            raise Rejected("changed_meanwhile", candidate.id)
    ids = {candidate.id for candidate in named}
    candidates.add([candidate for candidate in new if candidate.id not in ids], keep_days)


def _beyond(named: Sequence[Line], news: Sequence[tuple[Line, Report]]) -> list[tuple[Line, str]]:
    """Where a file has to be cut because one call could not store it: row and column."""
    cuts = [(line, "candidate_external_id") for line in named[MOST_NAMED : MOST_NAMED + 1]]
    return cuts + [(line, _FIELDS[type(report)]) for line, report in news[MOST_REPORTS : MOST_REPORTS + 1]]


def _reports(line: Line) -> list[Report]:
    told = (line.hire, line.performance, line.promotion, line.departure, line.test)
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
    if isinstance(report, Promotion):
        return report.promoted_on
    return report.left_on if isinstance(report, Departure) else ""


def _stood(known: Afterwards | None, report: Report) -> bool:
    if known is None:
        return False
    before = [known.hire, *known.performance, *known.promotions, *known.departures, *known.tests]
    return any(type(one) is type(report) and one is not None and outcomes.same(one, report) for one in before)


def _rows(
    who: str,
    job: Job,
    candidate: Candidate,
    interview: Interview | None,
    card: Scorecard | None,
    told: Afterwards,
    whole: Combined | None,
    language: Language,
) -> list[ExchangeRow]:
    whose: dict[str, Any] = {
        "job_id": job.id,
        "job_external_id": job.external_id if partner_of(who, job) == job.partner else "",
        "candidate_id": candidate.id,
        "candidate_external_id": knows_as(who, job, candidate),
    }
    first = {
        **_person(job, candidate, language),
        **_result(interview, card),
        **_decision(candidate),
        **_hire(told.hire),
        "combined": whole.total if whole else None,
        "combined_parts": combining.in_words(whole),
    }
    kinds = (told.performance, told.promotions, told.departures, told.tests)
    reports = list(zip_longest(*kinds)) or [(None, None, None, None)]
    return [
        ExchangeRow(**whose, **(first if number == 0 else {}), **_reported(*told))
        for number, told in enumerate(reports)
    ]


def _together(
    job: Job, interview: Interview | None, card: Scorecard | None, note: MatchNote | None, told: Afterwards
) -> Combined | None:
    if job.combination is None:
        return None
    ratings = reviews.ratings(interview.id) if interview and interview.outcome else []
    return combining.together(job, interview, card, ratings, note, told.tests)


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


def _reported(
    rated: Performance | None, promoted: Promotion | None, left: Departure | None, test: TestScore | None
) -> dict[str, Any]:
    risen = {"promoted_on": promoted.promoted_on, "promoted_to": promoted.to} if promoted else {}
    return {**_performance(rated), **risen, **_departure(left), **_test(test)}


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
