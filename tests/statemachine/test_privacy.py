"""What people said and called their files stays where it belongs, and is text wherever it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mianshi.contracts.outcomes import Outcome
from support.pipeline import Pipeline

pytestmark = pytest.mark.models

NAME, PHONE, ASKED, SAID = "诸葛清漪", "13977770001", "琉璃盏摔碎那次投诉", "紫檀木算盘"
SAYS = (
    "我叫诸葛清漪,我处理过一次很严重的投诉。",
    "顾客的紫檀木算盘在我们店里摔坏了,她非常生气。",
    "我先请她坐下,听她说完,然后向她道歉,第二天给她赔了一个新的。",
    "三天以后我打电话回访,她说很满意,还介绍了三位朋友来我们店里买东西。",
    "后来我要求店员每天早上检查一遍展台,这样的事再也没有发生过。",
)


@pytest.mark.parametrize("ends", [Outcome.SCORED, Outcome.FAILED, Outcome.REJECTED], ids=str)
def test_no_log_state_row_of_money_or_key_holds_what_is_personal(
    house: Pipeline, recording: Path, tmp_path: Path, ends: Outcome
) -> None:
    text = tmp_path / f"{NAME}.mp4"
    text.write_text(f"{NAME} {PHONE} " * 300, encoding="utf-8")
    house.stub.says(SAYS)
    if ends is Outcome.FAILED:
        house.stub.will("garbage")
    view = house.run(
        text if ends is Outcome.REJECTED else recording, names=(f"{NAME}-{PHONE}.mp4",), questions=(f"讲一次{ASKED}。",)
    )
    assert view.outcome is ends, house.explain(view.id)
    house.client.settle_deliveries(view.id, 60)
    house.client.report(view.id, "beside")

    places = {path.name: path.read_text(errors="replace") for path in house.cloud.logs.glob("*Function.log")}
    for machine in ("InterviewMachineArn", "DeliveryMachineArn"):
        states = house.cloud.client("stepfunctions")
        for run in house.executions(view.id, machine):
            events = states.get_execution_history(executionArn=run["executionArn"], maxResults=1000)["events"]
            places[run["name"]] = json.dumps([run, events], default=str, ensure_ascii=False)
    places["ledger"] = json.dumps(house.rows(view.id, "LEDGER#"), ensure_ascii=False)
    places["outbox"] = json.dumps(house.rows(view.id, "OUTBOX#"), ensure_ascii=False)
    places["keys"] = " ".join(house.keys(view.id))
    told = [r for r in house.arrivals if view.id in json.dumps(r.body)]
    places["messages"] = json.dumps([r.body for r in told], ensure_ascii=False)

    assert len(told) == 2
    assert [place for place, words in places.items() if not words] == []
    marks = [NAME, PHONE, ASKED, SAID]
    marks += [json.dumps(mark)[1:-1] for mark in marks]
    assert [(place, mark) for place, words in places.items() for mark in marks if mark in words] == []
    if ends is Outcome.SCORED:  # the marks were really there to leak
        assert SAID in json.dumps(house.client.part(view.id, "transcript"), ensure_ascii=False)


def test_a_run_knows_where_the_upload_lies_and_nothing_of_who_sent_it(house: Pipeline, recording: Path) -> None:
    view = house.run(recording)
    [run] = house.executions(view.id)
    key = next(key for key in house.keys(view.id) if key.startswith("uploads/"))
    bucket = house.cloud.outputs["UploadBucketName"]
    assert json.loads(run["input"]) == {"detail": {"bucket": {"name": bucket}, "object": {"key": key}}}


def test_a_hostile_file_name_is_text(house: Pipeline, recording: Path) -> None:
    name = "<svg onload=alert(1)>\"'.mp4"
    view = house.run(recording, names=(name,))
    page = house.client.report(view.id, "beside")
    assert "<svg onload" not in page
    assert "&lt;svg onload=alert(1)&gt;" in page
    assert [key for key in house.keys(view.id) if "svg" in key] == []
