import json
from urllib.parse import parse_qs, urlsplit

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import dingtalk_robot
from mianshi.delivery.messages import Facts
from mianshi.errors import Rejected

NOW_MS = 1_700_000_000_000
SECRET = json.dumps({"access_token": "tok/en+1", "sign_secret": "SECdemo0123456789abcdef"})
ROBOT = Connector(
    id="hr-group", kind=ConnectorKind.DINGTALK_ROBOT, url="https://oapi.dingtalk.com/robot/send", secret="robot"
)


def facts(**changes: object) -> Facts:
    return Facts(
        **{
            "interview_id": "iv_01HZX0000000000000000000AA",
            "role_name": Bilingual(zh="零售店长", en="Retail store manager"),
            "outcome": Outcome.SCORED,
            "total": 78,
            "recommendation": "forward",
            "report_url": "https://hr.example.com/interviews/iv_01HZX0000000000000000000AA",
            "closed_at": "2026-11-20T08:00:00Z",
            **changes,
        }
    )


def test_signature_matches_the_published_algorithm() -> None:
    assert dingtalk_robot.sign(NOW_MS, "SECdemo0123456789abcdef") == "uqqEBgsZDZ7Tr5zHangyqJmCFGh6+zk54sU2uRKcDZQ="


def test_request_encodes_signature_and_token_exactly_once() -> None:
    request = dingtalk_robot.build(facts(), ROBOT, SECRET, "dl_1", NOW_MS)
    assert request.url.endswith("&sign=uqqEBgsZDZ7Tr5zHangyqJmCFGh6%2Bzk54sU2uRKcDZQ%3D")
    query = parse_qs(urlsplit(request.url).query)
    assert query["access_token"] == ["tok/en+1"]
    assert query["timestamp"] == [str(NOW_MS)]
    assert b"SECdemo" not in request.body and "SECdemo" not in request.url


def test_body_carries_the_delivery_id_and_the_link() -> None:
    body = json.loads(dingtalk_robot.build(facts(), ROBOT, SECRET, "dl_1", NOW_MS).body)
    assert body["msgUuid"] == "dl_1"
    assert body["msgtype"] == "markdown"
    assert "零售店长" in body["markdown"]["title"]
    assert "78 / 100" in body["markdown"]["text"]
    assert "(https://hr.example.com/interviews/iv_01HZX0000000000000000000AA)" in body["markdown"]["text"]


def test_english_connector_gets_english_words() -> None:
    english = ROBOT.model_copy(update={"language": "en"})
    text = json.loads(dingtalk_robot.build(facts(), english, SECRET, "dl_1", NOW_MS).body)["markdown"]["text"]
    assert "Total: 78 / 100" in text and "Retail store manager" in text and "零售" not in text


@pytest.mark.parametrize("outcome", [Outcome.INSUFFICIENT_EVIDENCE, Outcome.REJECTED, Outcome.FAILED])
def test_without_a_score_no_number_is_told(outcome: Outcome) -> None:
    request = dingtalk_robot.build(facts(outcome=outcome, total=None), ROBOT, SECRET, "dl_1", NOW_MS)
    text = json.loads(request.body)["markdown"]["text"]
    assert "需要人工处理" in text and "/ 100" not in text and "下一轮" not in text


def test_role_name_cannot_plant_a_link_or_a_heading() -> None:
    name = Bilingual(zh="店长\n# [领奖](https://evil.example)", en="x")
    text = json.loads(dingtalk_robot.build(facts(role_name=name), ROBOT, SECRET, "dl_1", NOW_MS).body)["markdown"][
        "text"
    ]
    assert "](https://evil.example)" not in text
    assert sum(line.startswith("#") for line in text.splitlines()) == 1


@pytest.mark.parametrize(
    "secret", ["SEConly", "{}", '{"access_token": "", "sign_secret": "SECx"}', '{"access_token": "t"}', "[]"]
)
def test_unusable_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(Rejected) as caught:
        dingtalk_robot.build(facts(), ROBOT, secret, "dl_1", NOW_MS)
    assert caught.value.code == "bad_connector"
    assert caught.value.__cause__ is None and "SEConly" not in str(caught.value)


def test_token_in_the_stored_url_is_refused() -> None:
    leaky = ROBOT.model_copy(update={"url": ROBOT.url + "?access_token=abc"})
    with pytest.raises(Rejected, match="bad_connector"):
        dingtalk_robot.build(facts(), leaky, SECRET, "dl_1", NOW_MS)


@pytest.mark.parametrize(
    ("errcode", "result", "wait"),
    [
        (0, "ok", None),
        ("0", "ok", None),
        (-1, "retry", None),
        ("-1", "retry", None),
        (310000, "config_error", None),
        (400013, "config_error", None),
        ("400101", "config_error", None),
        (400102, "config_error", None),
        (400106, "config_error", None),
        (90020, "config_error", None),
        (400105, "data_error", None),
        (40035, "data_error", None),
        (43004, "data_error", None),
        (430101, "data_error", None),
        (430104, "data_error", None),
        (410100, "retry", 600),
        (130101, "retry", 600),
        (999999, "retry", None),
    ],
)
def test_errcode_table(errcode: int | str, result: str, wait: int | None) -> None:
    body = json.dumps({"errcode": errcode, "errmsg": "words\nof theirs"}).encode()
    verdict = dingtalk_robot.read(Answer(status=200, body=body), NOW_MS)
    assert (verdict.result, verdict.retry_after_s) == (result, wait)
    assert "\n" not in verdict.detail


@pytest.mark.parametrize(
    ("answer", "result", "wait"),
    [
        (Answer(status=200, body=b"<!DOCTYPE html><html>blocked</html>"), "retry", 300),
        (Answer(status=403, body=b"  <html>"), "retry", 300),
        (Answer(status=200, body=b'{"status":1111,"wait":5,"source":"x5","punish":"deny"}'), "retry", 300),
        (Answer(status=503, headers={"retry-after": "77"}), "retry", 77),
        (Answer(status=500), "retry", None),
        (Answer(status=404, body=b"<html>"), "config_error", None),
        (Answer(status=302), "config_error", None),
        (Answer(status=200, body=b"{}"), "unknown", None),
        (Answer(status=200, body=b'{"errco', error="body_cut: nothing in time"), "unknown", None),
        (Answer(status=None, error="no_answer: nothing in time"), "unknown", None),
        (Answer(status=None, error="not_sent: no connection"), "retry", None),
        (Answer(status=None), "unknown", None),
    ],
)
def test_answers_that_are_not_the_robot_speaking(answer: Answer, result: str, wait: int | None) -> None:
    verdict = dingtalk_robot.read(answer, NOW_MS)
    assert (verdict.result, verdict.retry_after_s) == (result, wait)
