"""Operating: every way to end is told, and what one is told to type does what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, get_args

import boto3
import pytest
from moto.server import ThreadedMotoServer

from laptop.commands.score import Answers
from mianshi.contracts.delivery import RETRY_SCHEDULE_S, DeliveryState, Verdict
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.contracts.scorecard import Gate
from mianshi.pages.labels import outcome_sentence
from mianshi.scoring.gates import DECIDING, reason_of
from mianshi.scoring.scorecard import NOTHING_ADDRESSED
from support.documents import ROOT, block_in, rows, spans, template, text_of

BOTH = pytest.mark.parametrize("language", ["en", "zh"])
INTERVIEW = "iv_01JD0000000000000000000000"


def page(language: str) -> str:
    return text_of("docs/operate.md" if language == "en" else "docs/operate.zh.md")


def told(language: str) -> dict[str, list[str]]:
    """Cells of the first row whose first cell holds the code."""
    backwards = reversed(rows(page(language)))
    return {code: cells for cells in backwards for code in re.findall(r"`([^`]+)`", cells[0])}


@BOTH
def test_every_outcome_and_reason_with_the_words_on_the_page(language: str) -> None:
    for outcome in Outcome:
        if outcome is Outcome.REJECTED:
            continue
        sentence = outcome_sentence(Status.CLOSED, outcome)
        assert told(language)[outcome.value][1] == (sentence.en if language == "en" else sentence.zh)
    for reason in [reason.value for reason in Reason] + ["speech_endpoint"]:
        sentence = outcome_sentence(Status.CLOSED, Outcome.REJECTED, reason)
        row = next(cells for cells in rows(page(language)) if cells[0] == f"`{reason}`" and cells[1][-1] in ".。")
        assert row[1] == (sentence.en if language == "en" else sentence.zh)


@BOTH
def test_every_gate_that_decides_is_a_reason(language: str) -> None:
    reasons = {reason_of(Gate(name=name, passed=False, detail="")) for name, decides in DECIDING.items() if decides}
    assert reasons | {NOTHING_ADDRESSED} <= set(spans(page(language)))


@BOTH
def test_every_code_of_ours_is_told_and_exists(language: str) -> None:
    raised = {
        code
        for file in [*ROOT.glob("layers/core/python/**/*.py"), *ROOT.glob("functions/**/*.py")]
        for code in re.findall(r'\b(?:Transient|Defect)\(\s*"([a-z_]+)"', file.read_text(encoding="utf-8"))
    } | set(re.findall(r'"((?:speech|rater)_[a-z]+)"', text_of("functions/resume/endpoints.py")))
    here = {
        code
        for cells in rows(page(language))
        if len(cells) == 4 and cells[1].startswith(("Transient", "Defect"))
        for code in re.findall(r"`([a-z_]+)`", cells[0])
    }
    assert here == raised


@BOTH
def test_every_error_the_workflow_knows_is_told(language: str) -> None:
    named = set(re.findall(r'"((?:States|Sandbox|Runtime|Lambda)\.\w+)"', text_of("statemachines/interview.asl.json")))
    named -= {name for name in named if name.endswith(("Exception", "States.ALL")) or name == "States.ALL"}
    assert named <= set(told(language))


@BOTH
def test_every_state_and_verdict_of_a_delivery(language: str) -> None:
    verdicts = get_args(Verdict.model_fields["result"].annotation)
    assert {state.value for state in DeliveryState} | set(verdicts) <= set(told(language))


def test_the_schedule_is_the_one_in_use() -> None:
    default = template()["Parameters"]["DeliverySchedule"]["Default"]
    assert tuple(map(int, default.split(","))) == RETRY_SCHEDULE_S == (0, 5, 300, 1800, 7200, 18000, 36000, 36000)
    assert "after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h" in page("en")
    assert "间隔 5 秒、5 分钟、30 分钟、2 小时、5 小时、10 小时、10 小时" in page("zh")


@BOTH
def test_the_typed_interview_to_copy_is_read(language: str) -> None:
    answers = Answers.model_validate_json(block_in(page(language), '"answers"'))
    assert answers.language == language


@pytest.fixture
def table() -> Iterator[dict[str, str]]:
    """The project's own table on moto, and the environment an operator's commands run in."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "operator",
        "AWS_SECRET_ACCESS_KEY": "operator",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYTHONPATH": str(ROOT / "layers" / "core" / "python"),
        "TABLE": "operated",
        "UPLOADS": "-",
        "ARTEFACTS": "-",
        "PRICE_BOOKS": "-",
        "INTERVIEW": INTERVIEW,
        "ABOUT": f"interview:{INTERVIEW}",
    }
    properties = template("infra/data.yaml")["Resources"]["Table"]["Properties"]
    wanted = {key: properties[key] for key in ("BillingMode", "AttributeDefinitions", "KeySchema")}
    dynamodb = client(environment)
    dynamodb.create_table(
        TableName="operated",
        GlobalSecondaryIndexes=properties["GlobalSecondaryIndexes"],
        **json.loads(json.dumps(wanted)),
    )
    yield environment
    dynamodb.delete_table(TableName="operated")  # moto keeps its state beyond its server
    server.stop()


def client(environment: dict[str, str]) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="operator",
        aws_secret_access_key="operator",
    )


def python(environment: dict[str, str], source: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PARK = """
from mianshi.contracts.delivery import EventKind
from mianshi.delivery import outbox as rules
from mianshi.platform.store import outbox
for state, action in ((rules.park, "closed-1.event"), (None, "closed-2.event")):
    about = "interview:iv_01JD0000000000000000000000"
    row = rules.new(about, "erp", EventKind.INTERVIEW_SCORED, action, "2026-11-20T08:00:00.000Z")
    row = rules.sending(row, "2026-11-20T08:00:01.000Z")
    row = state(row, "2026-11-20T08:00:02.000Z", "HTTP 410")[0] if state else row
    outbox.add([row])
"""

SHOW = """
from mianshi.platform.store import outbox
for row in outbox.about("interview:iv_01JD0000000000000000000000"):
    print(row.action, row.state.value, row.attempts, row.id)
"""


@BOTH
def test_a_parked_delivery_is_listed_and_sent_off_again(language: str, table: dict[str, str]) -> None:
    python(table, PARK)
    ids = {line.split()[3] for line in python(table, SHOW).splitlines()}
    asked = block_in(page(language), "list_pk = :p")
    condition = re.search(r"--key-condition-expression '(.*?)'", asked)
    values = re.search(r"--expression-attribute-values '(.*?)'", asked)
    assert condition
    assert values
    found = client(table).query(
        TableName="operated",
        IndexName="listed",
        KeyConditionExpression=condition[1],
        ExpressionAttributeValues=json.loads(values[1]),
    )
    assert [json.loads(item["body"]["S"])["action"] for item in found["Items"]] == ["closed-1.event"]
    script = re.search(r"<<'EOF'\n(.*?)^EOF$", block_in(page(language), "owing.resend"), re.MULTILINE | re.DOTALL)
    assert script
    python(table, script[1])
    after = [line.split() for line in python(table, SHOW).splitlines()]
    assert sorted(row[:3] for row in after) == [["closed-1.event", "pending", "0"], ["closed-2.event", "sent", "1"]]
    assert {row[3] for row in after} == ids


CLOSED = """
name = "iv_01JD0000000000000000000000"
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.outcomes import Outcome
from mianshi.platform.store import interviews
interviews.create(Interview(
    id=name, role="software_engineer", role_version="1", language="en", policy="cn",
    consent=Consent(recording=True, analysis=True, observations=False),
    uploads=[Upload(answer=0, key=f"uploads/{name}/0", file_name="a.mp4")],
    created_at="2026-11-20T08:00:00.000Z"), 3)
assert interviews.claim(name, "first")
assert interviews.close(name, "first", Outcome.FAILED, [], reason="aws_busy", failed_state="Ingest")
assert interviews.claim(name, "second") is None
"""

CLAIMED = """
name = "iv_01JD0000000000000000000000"
from mianshi.contracts.outcomes import Outcome
from mianshi.platform.store import interviews
row = interviews.claim(name, "third")
assert (row.attempt, row.outcome, row.reason, row.failed_state, row.closed_at) == (2, None, None, None, None), row
assert interviews.close(name, "third", Outcome.SCORED, [], total=70)
assert interviews.find(name).reason is None
"""


@BOTH
def test_a_closed_interview_is_started_again(language: str, table: dict[str, str]) -> None:
    python(table, CLOSED)
    told_to_type = block_in(page(language), "update-item").replace("iv_…", INTERVIEW)

    def option(name: str) -> str:
        found = re.search(rf"--{name} '(.*?)'", told_to_type)
        assert found
        return found[1]

    client(table).update_item(
        TableName="operated",
        Key=json.loads(option("key")),
        UpdateExpression=option("update-expression"),
        ExpressionAttributeNames=json.loads(option("expression-attribute-names")),
        ExpressionAttributeValues=json.loads(option("expression-attribute-values")),
    )
    python(table, CLAIMED)
