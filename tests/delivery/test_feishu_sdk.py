"""What we send to Feishu and what the stand-in pushes, compared with Feishu's own Python SDK (a kit for tests only).

Importing the SDK takes seconds, so everything that needs it is in this module.
"""

import json
import typing
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fakes.feishu import Feishu, encrypt, signature
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import ConnectorKind, EventKind, Request
from mianshi.contracts.news import CandidateNews, InvitationNews, News
from mianshi.delivery import feishu, feishu_app
from support.deeds import AT, Sender, connector, interview_news

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    lark = pytest.importorskip("lark_oapi")
    hire_v1 = pytest.importorskip("lark_oapi.api.hire.v1")
    im_v1 = pytest.importorskip("lark_oapi.api.im.v1")
    corehr_v2 = pytest.importorskip("lark_oapi.api.corehr.v2")

SETTINGS = {
    **dict.fromkeys(("eco_exam", "external", "exam", "note", "pre_hire"), True),
    "operator_id": "ou_hr",
    "eco_account_id": "7147998241542539527",
    "papers": {"jb_1": "门店店长"},
    "department_id": "od-1",
    "total_field": "ai_total",
}


@pytest.fixture(scope="module")
def requests() -> Iterator[dict[str, Request]]:
    """Every call that our modules make, by method and path with the ids taken out."""
    with Feishu() as platform:
        secret = json.dumps({"app_id": Feishu.app_id, "app_secret": Feishu.app_secret})
        hire = Sender(connector(ConnectorKind.FEISHU_HIRE, platform.url, settings=SETTINGS), secret)
        receivers = {"receivers": ["chat_id:oc_1"]}
        app = Sender(connector(ConnectorKind.FEISHU_APP, platform.url, settings=receivers), secret)
        exam = platform.desk.arrange("测试", "13800000009", "")["event"]["exam_id"]
        of_exam = CandidateNews(id="ca_9", external_id=exam, came_by=feishu.ECO_EXAM_SOURCE)
        known = platform.desk.apply(platform.desk.add_talent("测试", "13800000008"))
        of_feishu = CandidateNews(id="ca_8", external_id=known, came_by=feishu.APPLICATION_SOURCE)
        link = InvitationNews(url="https://hr.example.com/i/1", ends_at=AT, language="zh")
        hired = Hire(starts_on="2026-12-15", told_about_scores=True, by="u1", at=AT)
        test = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="test")
        news = interview_news()
        assert news.interview
        corrected = news.model_copy(update={"interview": news.interview.model_copy(update={"total": 60})})
        for told, deed in (
            (test, "papers"),
            (interview_news(candidate=of_exam, invitation=link), "login_info"),
            (interview_news(candidate=of_exam), "exam_result"),
            (interview_news(candidate=of_feishu), "exam"),
            (interview_news(candidate=of_feishu), "note"),
            (news, "external"),
            (corrected, "external"),
            (interview_news(event=EventKind.CANDIDATE_HIRED, hire=hired), "pre_hire"),
        ):
            assert hire.send(told, deed).result == "ok", deed
        for told, deed in (
            (interview_news(candidate=of_feishu), "exam"),
            (interview_news(candidate=of_feishu), "note"),
        ):
            assert hire.send(told, deed, uncertain=True).result == "ok_duplicate"
        [message] = feishu_app.deeds(EventKind.INTERVIEW_SCORED, app.connector)
        assert app.send(news, message).result == "ok"
        yield {f"{r.method} {_shape(r.url)}": r for r in (*hire.requests, *app.requests)}


def _shape(url: str) -> str:
    return "/".join(":id" if part.isdigit() else part for part in urlsplit(url).path.split("/"))


CALLS = [
    ("hire_v1.BatchGetIdTalentRequest", "hire_v1.BatchGetIdTalentRequestBody"),
    ("hire_v1.CombinedCreateTalentRequest", "hire_v1.CombinedCreateTalentRequestBody"),
    ("hire_v1.GetApplicationRequest", None),
    ("hire_v1.ListExternalApplicationRequest", None),
    ("hire_v1.CreateExternalApplicationRequest", "hire_v1.ExternalApplication"),
    ("hire_v1.BatchQueryExternalInterviewRequest", "hire_v1.BatchQueryExternalInterviewRequestBody"),
    ("hire_v1.CreateExternalInterviewRequest", "hire_v1.ExternalInterview"),
    ("hire_v1.CreateExternalInterviewAssessmentRequest", "hire_v1.ExternalInterviewAssessment"),
    ("hire_v1.PatchExternalInterviewAssessmentRequest", "hire_v1.ExternalInterviewAssessment"),
    ("hire_v1.CreateExamRequest", "hire_v1.CreateExamRequestBody"),
    ("hire_v1.SearchTestRequest", "hire_v1.SearchTestRequestBody"),
    ("hire_v1.CreateNoteRequest", "hire_v1.Note"),
    ("hire_v1.ListNoteRequest", None),
    ("hire_v1.CreateEcoExamPaperRequest", "hire_v1.EcoExamPaper"),
    ("hire_v1.LoginInfoEcoExamRequest", "hire_v1.model.LoginInfoEcoExamRequestBody"),
    ("hire_v1.UpdateResultEcoExamRequest", "hire_v1.EcoExamResult"),
    ("corehr_v2.SearchPreHireRequest", "corehr_v2.SearchPreHireRequestBody"),
    ("corehr_v2.CreatePreHireRequest", "corehr_v2.PrehireCreate"),
    ("im_v1.CreateMessageRequest", "im_v1.CreateMessageRequestBody"),
]


@pytest.mark.parametrize(("call", "body"), CALLS, ids=[call for call, _ in CALLS])
def test_call_has_the_path_the_query_and_the_fields_that_the_sdk_knows(
    requests: dict[str, Request], call: str, body: str | None
) -> None:
    theirs = _named(call).builder().build()
    shape = "/".join(":id" if part.startswith(":") else part for part in theirs.uri.split("/"))
    ours = requests[f"{theirs.http_method.name} {shape}"]
    assert set(dict(parse_qsl(urlsplit(ours.url).query))) <= set(vars(_named(call)()))
    if body is None:
        assert ours.body == b""
    else:
        assert not list(_wrong(json.loads(ours.body), _named(body)))


def test_the_comparison_would_notice_a_wrong_name_and_a_wrong_type() -> None:
    dimension = {"score": 78.5, "titel": "x"}
    wrong = list(_wrong({"assessment_dimension_list": [dimension]}, hire_v1.ExternalInterviewAssessment))
    assert wrong == ["assessment_dimension_list.score", "assessment_dimension_list.titel"]


def _named(name: str) -> Any:
    room, _, rest = name.partition(".")
    found: Any = globals()[room]
    for part in rest.split("."):
        found = getattr(found, part)
    return found


def _wrong(value: dict[str, Any], model: Any) -> Iterator[str]:
    """Names of fields that the model does not have, or has with another type."""
    for name, held in value.items():
        kind = model._types.get(name)
        inner = typing.get_args(kind)[0] if typing.get_origin(kind) is list else kind
        for part in held if isinstance(held, list) else [held]:
            if hasattr(inner, "_types") and isinstance(part, dict):
                yield from (f"{name}.{deeper}" for deeper in _wrong(part, inner))
            elif inner is None or type(part) is not inner:
                yield name


@pytest.mark.parametrize("kind", ["hire.eco_exam.created_v1", "hire.application.stage_changed_v1"])
def test_sdk_takes_the_events_of_the_stand_in(kind: str) -> None:
    fake, taken = Feishu(), []
    if "exam" in kind:
        event = fake.desk.arrange("测试", "13800000000", "one@example.com")
    else:
        event = fake.desk.stage_changed(fake.desk.apply(fake.desk.add_talent("测试")), "AI 面试")
    builder = lark.EventDispatcherHandler.builder(Feishu.encrypt_key, Feishu.verification_token)
    register = f"register_p2_{kind.replace('.', '_')}"
    handler = getattr(builder, register)(lambda data: taken.append(data.event)).build()
    answer = handler.do(_pushed(fake, event))
    assert answer.status_code == 200, answer.content
    (got,) = taken
    if "exam" in kind:
        assert got.exam_id == event["event"]["exam_id"] and got.candidate_info.mobile.number == "13800000000"
    else:
        assert got.target_stage_id == event["event"]["target_stage_id"]


def test_sdk_refuses_an_event_of_the_stand_in_that_was_changed() -> None:
    fake = Feishu()
    raw = _pushed(fake, fake.desk.arrange("测试", "13800000000", ""))
    raw.headers["X-Lark-Signature"] = "0" * 64
    builder = lark.EventDispatcherHandler.builder(Feishu.encrypt_key, Feishu.verification_token)
    handler = builder.register_p2_hire_eco_exam_created_v1(lambda data: None).build()
    assert handler.do(raw).status_code == 500


def _pushed(fake: Feishu, event: dict[str, Any]) -> Any:
    raw = lark.RawRequest()
    raw.uri = "/callbacks/hire"
    raw.body = json.dumps({"encrypt": encrypt(fake.encrypt_key, json.dumps(event))}).encode()
    raw.headers = {
        "X-Lark-Request-Timestamp": "1700000000",
        "X-Lark-Request-Nonce": "n1",
        "X-Lark-Signature": signature(fake.encrypt_key, "1700000000", "n1", raw.body),
    }
    return raw
