"""An interview as Feishu Hire keeps those of other systems: external application, interview, assessment.

Source: Feishu open platform, hire-v1 "import-external-system-information". Feishu guards our ``external_id`` for 24
hours but neither lists it nor says what a repeat answers, so every step looks before it creates and once more where
creating was refused; a chain that broke anywhere is taken up where it broke. What is there is known by the moment at
which the interview began, to the millisecond, and by the name of the assessor.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from mianshi.contracts.base import Language
from mianshi.contracts.delivery import Verdict
from mianshi.contracts.news import CompetencyNews, InterviewNews, News
from mianshi.delivery import feishu, messages
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Wish
from mianshi.delivery.feishu import THROTTLED, Api, Said
from mianshi.delivery.feishu_talents import HireSettings, new_talent, talent
from mianshi.errors import Defect

_OPEN = 3
"""Conclusion "to be decided": a score advises, people pass or fail somebody."""
_TOOK_PART = 2
_SCORE, _TEXT = 1, 3
_PAGE = 20

Entry = dict[str, Any]
_Look = Callable[[], Generator[Wish, Any, Entry | None]]


def tell(attempt: Attempt, settings: HireSettings) -> Exchange:
    """All three, as far as they are not there yet; an assessment that says something else is corrected.

    Raises:
        Defect: ``no_news`` without an interview.
        Rejected: ``bad_connector`` where the secret cannot be used.
    """
    told = interview_of(attempt.news)
    api = Api(attempt)
    known = yield from talent(api, attempt.news, settings)
    known = known or (yield from new_talent(api, attempt.news, settings))
    application = yield from _application(api, attempt, known, told, settings)
    interview = yield from _interview(api, attempt, application, told)
    return (yield from _assessment(api, attempt, str(interview["id"]), told, settings))


def interview_of(news: News) -> InterviewNews:
    """The interview of a happening that has one.

    Raises:
        Defect: ``no_news``.
    """
    if news.interview is None:
        raise Defect("no_news", "InterviewNews is missing")
    return news.interview


def content(news: News, language: Language) -> str:
    """What a reader needs, line by line; nothing that was said in the interview, and nobody's name."""
    message = messages.message(news, language)
    told = interview_of(news)
    parts = [] if told.needs_person else [(part.name, result(part, language)) for part in told.competencies]
    rows = [(feishu.words(label, 200), feishu.words(text)) for label, text in [*message.rows, *parts]]
    lines = [messages.line(label, text, language) for label, text in rows]
    return "\n".join([*lines, messages.line(message.link_text, message.link, language), message.footer])


def result(part: CompetencyNews, language: Language) -> str:
    """The score of a competency in words."""
    if part.score is not None:
        return str(part.score)
    return "证据不足" if language == "zh" else "not enough evidence"


def _application(
    api: Api, attempt: Attempt, talent_id: str, told: InterviewNews, settings: HireSettings
) -> Generator[Wish, Any, str]:
    began = feishu.milliseconds(told.started_at)

    def look() -> Generator[Wish, Any, Entry | None]:
        items = yield from api.items("GET", "hire/v1/external_applications", talent_id=talent_id, page_size=_PAGE)
        return _at(items, "create_time", began)

    job = attempt.news.job.title if attempt.news.job else told.role_name
    body = {
        "external_id": told.id,
        "talent_id": talent_id,
        "job_recruitment_type": 2 if settings.campus else 1,
        "job_title": feishu.words(job.in_language(attempt.connector.language), 200),
        "resume_source": settings.assessor,
        "stage": settings.assessor,
        "delivery_type": 4,
        "create_time": began,
    }
    found = yield from _once(api, attempt, look, "external_application", body)
    return str(found["id"])


def _interview(api: Api, attempt: Attempt, application_id: str, told: InterviewNews) -> Generator[Wish, Any, Entry]:
    began = feishu.milliseconds(told.started_at)

    def look() -> Generator[Wish, Any, Entry | None]:
        return _at((yield from _interviews(api, application_id=application_id)), "begin_time", began)

    body = {
        "external_id": told.id,
        "external_application_id": application_id,
        "participate_status": _TOOK_PART,
        "begin_time": began,
        "end_time": feishu.milliseconds(told.closed_at),
    }
    return (yield from _once(api, attempt, look, "external_interview", body))


def _assessment(api: Api, attempt: Attempt, interview_id: str, told: InterviewNews, settings: HireSettings) -> Exchange:
    wanted = _assessed(attempt, told, settings)

    def look() -> Generator[Wish, Any, Entry | None]:
        interviews = yield from _interviews(api, ids=[interview_id])
        ours = [
            entry
            for interview in interviews
            for entry in interview.get("interview_assessments") or []
            if entry.get("username") == settings.assessor and entry.get("id")
        ]
        return ours[0] if ours else None

    body = {"external_id": attempt.delivery.id, "external_interview_id": interview_id, **wanted}
    found = yield from _once(api, attempt, look, "external_interview_assessment", body)
    known = str(found["id"])
    if "content" not in found or found["content"] == wanted["content"]:
        return Verdict(result="ok", detail="the assessment is in Feishu Hire", remote_id=known)
    said = yield from api.act("PATCH", f"hire/v1/external_interview_assessments/{known}", wanted)
    return said.verdict.model_copy(update={"remote_id": known})


def _assessed(attempt: Attempt, told: InterviewNews, settings: HireSettings) -> Entry:
    language = attempt.connector.language
    dimensions: list[Entry] = []
    for part in told.competencies if not told.needs_person else []:
        title = {"title": feishu.words(part.name, 200)}
        if part.score is not None:
            dimensions.append({"assessment_type": _SCORE, **title, "score": int(part.score)})
        else:
            dimensions.append({"assessment_type": _TEXT, **title, "content": result(part, language)})
    return {
        "username": settings.assessor,
        "conclusion": _OPEN,
        "content": content(attempt.news, language),
        "assessment_dimension_list": dimensions,
    }


def _interviews(
    api: Api, *, application_id: str = "", ids: list[str] | None = None
) -> Generator[Wish, Any, list[Entry]]:
    body = {"external_interview_id_list": ids} if ids else {}
    path = "hire/v1/external_interviews/batch_query"
    return (yield from api.items("POST", path, body, external_application_id=application_id, page_size=_PAGE))


def _once(api: Api, attempt: Attempt, look: _Look, kind: str, body: Entry) -> Generator[Wish, Any, Entry]:
    """What is there, or is created now.

    Raises:
        Ended: where neither is known to be so.
    """
    found = yield from look()
    if found:
        return found
    said = yield from api.act("POST", f"hire/v1/{kind}s", body)
    made = said.data.get(kind)
    if said.code == 0 and isinstance(made, dict) and made.get("id"):
        return {"id": made["id"]}
    if said.code == 0:
        raise Ended(Verdict(result="unknown", detail=f"Feishu Hire answered without the id of the new {kind}"))
    if said.code is not None and said.code not in THROTTLED and said.verdict.result != "config_error":
        found = yield from look()
        if found:
            return found
    raise Ended(_doubted(attempt, said))


def _doubted(attempt: Attempt, said: Said) -> Verdict:
    """An ``external_id`` in use is refused before the list shows what it stands for: that is not the data's fault."""
    if attempt.uncertain and said.verdict.result == "data_error":
        return said.verdict.model_copy(update={"result": "unknown"})
    return said.verdict


def _at(items: list[Entry], name: str, moment: int) -> Entry | None:
    return next((item for item in items if str(item.get(name)) == str(moment) and item.get("id")), None)
