"""Questions for one candidate: chosen from the résumé before the interview, suggested by the first round after it."""

from __future__ import annotations

from collections.abc import Mapping

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, ChosenQuestion, Job, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, blind, followed_up, reading, resumes, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring.follow_ups import kinds, suggested
from mianshi.hiring.second_round import second_round
from mianshi.pages import personal as pages
from mianshi.pages.personal import LONGEST_QUESTION, Asked, PersonalView
from mianshi.pages.texts import TEXTS
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, interviews, scorecards
from mianshi.privacy.redaction import redact
from mianshi.privacy.rights import Right, masked, may

router = web.router()
_BEFORE = (Stage.ADDED, Stage.INVITED)
_MOST_LINES = 8


@router.get("/jobs/<job_id>/candidates/<candidate_id>/questions")
def questions(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.READ_REPORTS)
    return _page(visit, job, candidate, _lines(visit, job, candidate), saved=visit.query("saved") == "1")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/questions")
def choose(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.EDIT_CANDIDATES)
    if candidate.stage not in _BEFORE:
        raise Rejected("already_done", "the candidate has begun")
    lines = _typed(visit, _offered(visit, job, candidate))
    problem = _problem(job, lines)
    if problem is not None:
        return _page(visit, job, candidate, lines, problem=problem, status=422)
    at = timestamp()
    chosen = [
        ChosenQuestion(
            text=redact(line.text),
            why=line.why[:LONGEST_QUESTION],
            suggested=line.suggested,
            by=visit.person.id,
            at=at,
        )
        for line in lines
        if line.ticked and line.text
    ]
    if [one.text for one in chosen] != [one.text for one in candidate.personal]:
        if visit.form("revision") != str(candidate.revision):
            raise Rejected("changed_meanwhile", candidate.id)
        after = candidates.change(candidate, personal=chosen)
        access.note(visit, AuditAction.CANDIDATE_CHANGED, f"personal questions {len(chosen)}", about=after)
    return web.see_other(f"/jobs/{job.id}/candidates/{candidate.id}/questions?saved=1")


def _page(
    visit: Visit,
    job: Job,
    candidate: Candidate,
    lines: list[Asked],
    *,
    problem: Bilingual | None = None,
    saved: bool = False,
    status: int = 200,
) -> Answer:
    view = PersonalView(
        job=job,
        candidate=masked(candidate, visit.person),
        most=job.rules.personal,
        open=candidate.stage in _BEFORE and may(visit.person, Right.EDIT_CANDIDATES),
        lines=lines,
        chosen=candidate.personal,
        has_resume=any(line.why for line in lines),
        saved=saved,
        problem=problem,
    )
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if known is not None and known.asking is not None:
        put = followed_up.shown(known, [transcript.answer for transcript in reading.transcripts(known)])
        view = view.model_copy(update={"put": followed_up.unquoted(put) if blind.hides(visit, known) else put})
    if known is not None and known.outcome is Outcome.SCORED:
        view = _after(visit, known, view)
    return web.html(visit, pages.render(view, staff.frame(visit, "jobs")), status)


def _after(visit: Visit, known: Interview, view: PersonalView) -> PersonalView:
    if blind.hides(visit, known):
        return view.model_copy(update={"hidden": True})
    card, role = scorecards.find(known.id, known.scorecard), reading.role(known)
    if card is None or role is None:
        return view
    blind.note_seen(visit, known, "questions", scores=True)
    asked = {upload.answer: upload.question for upload in known.uploads if upload.question}
    new = [] if view.put else suggested(card, role, kinds(asked, role))
    update = {"follow_ups": new, "second_round": second_round(card, role, set(asked.values()))}
    return view.model_copy(update={**update, "interview_id": known.id})


def _lines(visit: Visit, job: Job, candidate: Candidate) -> list[Asked]:
    """What was chosen, what the résumé suggests besides, and an empty line."""
    if not job.rules.personal:
        return []
    offered = _offered(visit, job, candidate)
    chosen = [
        _line(offered, one.suggested, Asked(text=one.text, why=one.why, ticked=True)) for one in candidate.personal
    ]
    taken = {name for one in candidate.personal for name in (one.text, one.suggested)}
    new = [line for line in offered.values() if not {line.suggested, _name(line.text)} & taken]
    filled = [*chosen, *new][: _MOST_LINES - 1]
    return [*filled, Asked()]


def _offered(visit: Visit, job: Job, candidate: Candidate) -> dict[str, Asked]:
    """What the résumé suggests, by its name: asked in the candidate's language, explained in that of the page."""
    found = resumes.reading(job.id, candidate.id)
    made = {}
    for one in found.questions if found else []:
        name = _name(one.text.zh)
        why = one.why.in_language(visit.language)
        made[name] = Asked(text=one.text.in_language(candidate.language), why=why, quote=one.quote, suggested=name)
    return made


def _name(text: str) -> str:
    """What a suggestion goes by: its own words, however the question is put afterwards and wherever it stands."""
    return redact(" ".join(text.split()))[:LONGEST_QUESTION]


def _line(offered: Mapping[str, Asked], suggested: str, line: Asked) -> Asked:
    """The line with what it comes from, as long as the résumé still suggests it."""
    known = offered.get(suggested)
    if known is None:
        return line.model_copy(update={"suggested": suggested})
    return line.model_copy(update={"suggested": suggested, "why": known.why, "quote": known.quote})


def _typed(visit: Visit, offered: Mapping[str, Asked]) -> list[Asked]:
    ticked = set(visit.whole_form().get("ask", []))
    lines = []
    for n in range(_MOST_LINES):
        text, suggested = " ".join(visit.form(f"text_{n}").split()), visit.form(f"suggested_{n}")[:LONGEST_QUESTION]
        if text or suggested:
            typed = Asked(text=text[: LONGEST_QUESTION + 1], why=visit.form(f"why_{n}"), ticked=str(n) in ticked)
            lines.append(_line(offered, suggested, typed))
    return [*lines, Asked()][:_MOST_LINES]


def _problem(job: Job, lines: list[Asked]) -> Bilingual | None:
    """Why these questions cannot be asked, or None."""
    from mianshi.scoring.protected import lint_text  # noqa: PLC0415 - long patterns

    asked = [line for line in lines if line.ticked and line.text]
    if len(asked) > job.rules.personal:
        return _said("pq_too_many", most=job.rules.personal)
    finding = next((one for line in asked for one in lint_text(line.text)), None)
    if finding is None:
        return None
    return Bilingual(
        zh=TEXTS["pq_protected"][0].format(word=finding.word, topic=finding.label.zh, instead=finding.instead.zh),
        en=TEXTS["pq_protected"][1].format(word=finding.word, topic=finding.label.en, instead=finding.instead.en),
    )


def _said(key: str, **values: object) -> Bilingual:
    zh, en = TEXTS[key]
    return Bilingual(zh=zh.format(**values), en=en.format(**values))
