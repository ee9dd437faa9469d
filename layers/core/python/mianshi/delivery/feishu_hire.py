"""Feishu Hire and Feishu People: what of an interview goes into the employer's recruiting system.

Sources: Feishu open platform, hire-v1 "ecological-docking/exam", "exam/create", "exam/search", "note", corehr-v2
"pre_hire"; the other calls are in `feishu_external`, `feishu_talents` and `feishu_prehire`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import quote

from mianshi.contracts.base import Language
from mianshi.contracts.delivery import INTERVIEW_EVENTS, Connector, EventKind, Verdict
from mianshi.contracts.news import News
from mianshi.delivery import feishu, feishu_external, feishu_prehire
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, Repeat, Wish
from mianshi.delivery.feishu import ADDRESS, ECO_EXAM_SOURCE, Api, AppSecret, Codes
from mianshi.delivery.feishu_external import content, interview_of, result
from mianshi.delivery.feishu_talents import HireSettings, application_of, settings_of, talent
from mianshi.errors import Defect, Rejected

_WRONG_STATE, _MARKED = 1002851, 1002855
_EXAM_CODES: Codes = {_WRONG_STATE: "data_error", _MARKED: "ok_duplicate"}
_PUBLIC, _PRIVATE = 2, 1
_NOTES = 10
"""On one page: anybody may write long ones, and an answer that is too long is not read."""
_NOT_ARRANGED: dict[Language, str] = {
    "zh": "面试没有安排成功，原因见面试系统的访问记录",
    "en": "The interview was not arranged; its access log says why",
}

_TOLD: dict[EventKind, tuple[str, ...]] = {
    **dict.fromkeys(INTERVIEW_EVENTS, ("external", "note")),
    EventKind.INTERVIEW_SCORED: ("exam_result", "exam", "external", "note"),
    EventKind.CANDIDATE_INVITED: ("login_info",),
    EventKind.CANDIDATE_HIRED: ("pre_hire",),
    EventKind.CONNECTOR_TEST: ("test", "papers"),
}


def deliver(attempt: Attempt) -> Exchange:
    """One deed, resumed where an earlier attempt broke off.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
        Defect: ``no_deed`` for one that nobody planned here.
    """
    settings = settings_of(attempt.connector)
    found = _DEEDS.get(attempt.delivery.deed)
    if found is None:
        raise Defect("no_deed", "this deed is none of Feishu Hire's")
    return (yield from found(attempt, settings))


def deeds(event: EventKind, connector: Connector) -> list[str]:
    """What the settings ask for. Where they cannot be read, everything: each row then says so to a person."""
    told = _TOLD.get(event, ())
    try:
        settings = settings_of(connector)
    except Rejected:
        return list(told)
    wanted = {
        "login_info": settings.eco_exam,
        "exam_result": settings.eco_exam,
        "exam": settings.exam,
        "external": settings.external,
        "note": settings.note,
        "pre_hire": settings.pre_hire,
        "test": True,
        "papers": settings.eco_exam and bool(settings.eco_account_id and settings.papers),
    }
    return [deed for deed in told if wanted[deed]]


def repeat(deed: str) -> Repeat:
    """What is told to an exam replaces what was told before; everything else is looked for first."""
    return "key" if deed in ("login_info", "exam_result", "test", "papers") else "look"


def _login_info(attempt: Attempt, _settings: HireSettings) -> Exchange:
    exam = _eco_exam(attempt.news)
    if not exam:
        return _nothing("the candidate did not come from an exam of Feishu Hire")
    invitation = attempt.news.invitation
    if invitation is None:
        return Verdict(result="data_error", detail="the invitation is not open any more")
    body = {"result": 0, "msg": "success", "exam_login_info": {"exam_url": invitation.url}}
    said = yield from Api(attempt, _EXAM_CODES).act("POST", f"hire/v1/eco_exams/{exam}/login_info", body)
    if said.code == _WRONG_STATE and attempt.uncertain:
        return said.verdict.model_copy(update={"result": "ok_duplicate"})
    return said.verdict


def not_arranged(attempt: Attempt, exam_id: str, page: str) -> Exchange:
    """Tell Feishu that there will be no interview for an exam, so that whoever arranged it does not wait.

    Args:
        attempt: of whoever found that out.
        exam_id: as the exam's event names it.
        page: address that stands where the candidate's would; Feishu takes no answer without one.
    """
    body = {"result": 1, "msg": _NOT_ARRANGED[attempt.connector.language], "exam_login_info": {"exam_url": page}}
    path = f"hire/v1/eco_exams/{quote(exam_id, safe='')}/login_info"
    return (yield from Api(attempt, _EXAM_CODES).act("POST", path, body)).verdict


def _exam_result(attempt: Attempt, _settings: HireSettings) -> Exchange:
    exam, told = _eco_exam(attempt.news), interview_of(attempt.news)
    if not exam:
        return _nothing("the candidate did not come from an exam of Feishu Hire")
    if told.needs_person:
        return _nothing("there is no score to tell")
    language = attempt.connector.language
    closed = str(feishu.milliseconds(told.closed_at))
    name = "AI 面试报告" if language == "zh" else "AI interview report"
    details = [
        {"id": f"c{number}", "name": feishu.words(part.name, 200), "result": result(part, language)}
        for number, part in enumerate(told.competencies, start=1)
    ]
    body = {
        "result": str(told.total),
        "result_time": closed,
        "report_list": [{"name": name, "url": told.report_url, "answer_time": closed}],
        "detail_list": details,
    }
    said = yield from Api(attempt, _EXAM_CODES).act("POST", f"hire/v1/eco_exams/{exam}/update_result", body)
    if said.code == _MARKED:
        detail = f"the exam is marked in Feishu Hire already, which takes no result any more ({said.verdict.detail})"
        return said.verdict.model_copy(update={"detail": detail})
    return said.verdict


def _exam(attempt: Attempt, settings: HireSettings) -> Exchange:
    application, told = application_of(attempt.news.candidate), interview_of(attempt.news)
    if not application:
        return _nothing("the candidate did not come from an application in Feishu Hire")
    if told.needs_person or told.total is None:
        return _nothing("there is no score to tell")
    api = Api(attempt)
    if attempt.uncertain:
        known = yield from _known_exam(api, application, settings.exam_name, float(told.total))
        if known:
            return Verdict(result="ok_duplicate", detail="the result is in Feishu Hire", remote_id=known)
    body = {
        "application_id": application,
        "exam_resource_name": settings.exam_name,
        "score": round(float(told.total), 1),
        "operator_id": settings.operator_id,
    }
    said = yield from api.act("POST", "hire/v1/exams", body, user_id_type=settings.user_id_type)
    return said.verdict.model_copy(update={"remote_id": str(said.data.get("exam_id") or "") or None})


def _known_exam(api: Api, application: str, name: str, score: float) -> Generator[Wish, Any, str | None]:
    """Id of a result of this name and score at this application."""
    tests = yield from api.items("POST", "hire/v1/tests/search", {"application_id_list": [application]}, page_size=20)
    for test in tests:
        try:
            same = float(test.get("score") or "nan") == score
        except ValueError:
            continue
        if same and test.get("test_paper_name") == name:
            return str(test.get("test_id"))
    return None


def _note(attempt: Attempt, settings: HireSettings) -> Exchange:
    api = Api(attempt)
    known = yield from talent(api, attempt.news, settings)
    if known is None:
        sentence = "Feishu Hire knows nobody with this phone or e-mail"
        return Verdict(result="retry" if settings.external else "data_error", detail=sentence)
    text = content(attempt.news, attempt.connector.language)
    if attempt.uncertain:
        notes = yield from api.items("GET", "hire/v1/notes", talent_id=known, page_size=_NOTES)
        there = next((note for note in notes if _flat(note.get("content")) == _flat(text)), None)
        if there:
            return Verdict(result="ok_duplicate", detail="the note is there", remote_id=str(there.get("id")))
    body = {
        "talent_id": known,
        "application_id": application_of(attempt.news.candidate),
        "creator_id": settings.operator_id,
        "content": text,
    }
    body = {name: value for name, value in body.items() if value}
    privacy = {"privacy": _PRIVATE if settings.note_private else _PUBLIC}
    said = yield from api.act("POST", "hire/v1/notes", body | privacy, user_id_type=settings.user_id_type)
    note = said.data.get("note")
    return said.verdict.model_copy(update={"remote_id": str(note["id"]) if isinstance(note, dict) else None})


def _test(attempt: Attempt, _settings: HireSettings) -> Exchange:
    return (yield from feishu.token_only(attempt))


def _papers(attempt: Attempt, settings: HireSettings) -> Exchange:
    """The exams that recruiters can choose; every call replaces the whole list."""
    papers = [{"id": job, "name": feishu.words(name, 255)} for job, name in settings.papers.items()]
    body = {"account_id": settings.eco_account_id, "paper_list": papers}
    return (yield from Api(attempt).act("POST", "hire/v1/eco_exam_papers", body)).verdict


def _eco_exam(news: News) -> str:
    """Id of the exam that sent the candidate to us, fit for a path; empty for others."""
    candidate = news.candidate
    return quote(candidate.external_id, safe="") if candidate and candidate.came_by == ECO_EXAM_SOURCE else ""


def _nothing(why: str) -> Verdict:
    return Verdict(result="ok", detail=f"nothing to tell: {why}")


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())


_DEEDS: dict[str, Callable[[Attempt, HireSettings], Exchange]] = {
    "login_info": _login_info,
    "exam_result": _exam_result,
    "exam": _exam,
    "external": feishu_external.tell,
    "note": _note,
    "pre_hire": feishu_prehire.tell,
    "test": _test,
    "papers": _papers,
}
PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=repeat,
    settings=HireSettings,
    secret=AppSecret,
    address=ADDRESS,
    limits=(Limit(5, 1),),  # an external interview asks twice for the list, which takes ten calls a second
    needs_person=frozenset({"login_info", "external", "note", "pre_hire"}),
)
