"""What the documents tell IT people to type has to work."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import RETRY_SCHEDULE_S, Connector, ConnectorKind
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import connectors, messages
from mianshi.delivery.messages import Facts

DOCS = Path(__file__).parents[2] / "docs" / "connectors"
FACTS = Facts(
    interview_id="iv_01HZX0000000000000000000AA",
    role_name=Bilingual(zh="销售代表", en="Sales representative"),
    outcome=Outcome.SCORED,
    total=78,
    recommendation="forward",
    report_url="https://hr.example.com/i/1",
    closed_at="2026-11-20T08:00:00Z",
)
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def connector_of(document: str) -> Connector:
    item = re.search(r"put-item .*? --item '(.*?)'", (DOCS / document).read_text(), re.DOTALL)
    assert item
    row = json.loads(item[1])
    made = Connector.model_validate_json(row["body"]["S"])
    assert (row["pk"]["S"], row["sk"]["S"]) == ("CONNECTOR", made.id)
    assert made.secret.startswith("mianshi/connector/")
    return made


@pytest.mark.parametrize("document", ["dingtalk.md", "dingtalk.zh.md", "webhook.md", "webhook.zh.md"])
def test_the_connector_to_copy_builds_a_request(document: str) -> None:
    made = connector_of(document)
    secret = SECRET if made.kind is ConnectorKind.WEBHOOK else '{"access_token": "t", "sign_secret": "SECx"}'
    assert connectors.build_request(FACTS, made, secret, "dl_1", 0).url.startswith(made.url)


@pytest.mark.parametrize("document", ["webhook.md", "webhook.zh.md"])
def test_the_lines_to_copy_accept_ours_and_nothing_else(document: str) -> None:
    code = re.search(r"```python\n(.*?)```", (DOCS / document).read_text(), re.DOTALL)
    assert code
    names: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(code[1], names)
    genuine = names["genuine"]
    now_ms = int(time.time() * 1000)
    request = connectors.build_request(FACTS, connector_of(document), SECRET, "dl_1", now_ms)
    assert genuine(SECRET, request.headers, request.body)
    assert not genuine(SECRET, request.headers, request.body + b" ")
    old = connectors.build_request(FACTS, connector_of(document), SECRET, "dl_1", now_ms - 301_000)
    assert not genuine(SECRET, old.headers, old.body)


@pytest.mark.parametrize("document", ["webhook.md", "webhook.zh.md"])
def test_the_event_shown_has_the_fields_we_send(document: str) -> None:
    shown = re.search(r'\n(\{"specversion".*?\}\})\n', (DOCS / document).read_text(), re.DOTALL)
    assert shown
    event = json.loads(shown[1])
    sent = json.loads(connectors.build_request(FACTS, connector_of(document), SECRET, "dl_1", 0).body)
    assert list(event) == list(sent) and list(event["data"]) == list(sent["data"])


def test_the_keywords_named_are_in_every_title() -> None:
    assert "面试" in messages.title(FACTS, "zh") and "interview" in messages.title(FACTS, "en")


def test_the_hours_named_are_those_of_the_schedule() -> None:
    assert sum(RETRY_SCHEDULE_S) // 3600 == 27 and len(RETRY_SCHEDULE_S) == 8
