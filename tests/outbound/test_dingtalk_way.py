"""A decision and a hire on their way to DingTalk: from the table, through the outbox, to the stand-in and back."""

import threading
from collections.abc import Iterator
from types import ModuleType

import boto3
import pytest

from fakes.dingtalk import DingTalk
from fakes.frame import Fault
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, EventKind
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, Job, JobChange
from mianshi.outbound import owing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, candidates, connectors, jobs, outbox
from support.shells import shell

pytestmark = pytest.mark.usefixtures("aws")
NAME, PHONE = "韩梅梅", "13700001234"


@pytest.fixture
def sending(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(connectors, "turn", lambda *_: 0)  # nobody waits here
    return shell("sync_hr", monkeypatch, "sending")


@pytest.fixture
def dingtalk() -> Iterator[DingTalk]:
    started = DingTalk().start()
    yield started
    threading.Thread(target=started.stop).start()


@pytest.fixture
def candidate(dingtalk: DingTalk) -> Candidate:
    now = timestamp()
    job = Job(
        id="jb_1", title=Bilingual(zh="店长", en="Manager"), owner="p1", role="r", role_version="v", policy="cn",
        created_at=now, changed_at=now,
    )  # fmt: skip
    jobs.create(job, JobChange(at=now, by="p1", what=[], role_version="v", revision=0))
    made = Decision(kind=DecisionKind.ADVANCE, by="p1", by_name="李经理", reason="很好", at=now)
    known = Candidate(id="ca_1", job_id="jb_1", name=NAME, phone=PHONE, decision=made, created_at=now, created_by="p1")
    candidates.add([known], 30)
    told = Hire(
        starts_on="2026-12-14", position="店长", employee_id="manager01", told_about_scores=True, by="p1", at=now
    )
    afterwards.correct("jb_1", "ca_1", told, 30)
    boto3.client("secretsmanager").create_secret(Name="mianshi/connector/dt", SecretString=dingtalk.app_secret)
    connectors.add(
        Connector(
            id="dt",
            kind=ConnectorKind.DINGTALK_APP,
            secret="mianshi/connector/dt",
            settings={**dingtalk.app_settings, **dingtalk.staff_settings},
            private_address_allowed=True,
            created_at=now,
        )
    )
    return known


def sent(sending: ModuleType, candidate: Candidate, event: EventKind) -> list[Delivery]:
    rows = owing.about(candidate, event)
    outbox.add(rows)
    for row in rows:
        sending.send(row)
    return [known for row in rows if (known := outbox.find(row.subject, "dt", row.action))]


def test_a_decision_starts_an_approval_and_a_hire_everything_else(
    sending: ModuleType, dingtalk: DingTalk, candidate: Candidate
) -> None:
    [second] = sent(sending, candidate, EventKind.CANDIDATE_DECIDED)
    assert (second.deed, second.state) == ("second_round", DeliveryState.DONE)
    assert second.remote_id in dingtalk.instances
    rows = sent(sending, candidate, EventKind.CANDIDATE_HIRED)
    assert [(row.deed, row.state) for row in rows] == [
        (deed, DeliveryState.DONE) for deed in ("offer", "pre_entry", "roster")
    ]
    assert {key for key in dingtalk.effects if key[0] == "pre-entry"} == {("pre-entry", PHONE)}
    forms = [arrival.body for arrival in dingtalk.arrivals if arrival.what == "approval"]
    assert len(forms) == 2 and NAME not in str(forms) and PHONE not in str(forms) and "很好" not in str(forms)
    assert connectors.calls_this_month("dt") == dingtalk.used == 3  # no score of an interview, so no roster


def test_an_answer_that_got_lost_is_looked_for_by_the_next_attempt(
    sending: ModuleType, dingtalk: DingTalk, candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    dingtalk.fail_next(1, Fault("answer"))  # the token: simply again
    [row] = sent(sending, candidate, EventKind.CANDIDATE_DECIDED)
    assert row.state is DeliveryState.FAILED
    later = row.model_copy(update={"due_at": row.created_at})
    outbox.change(row, later)
    token = dingtalk.answer

    def lost(query: object) -> object:
        reply, fault = token(query)  # type: ignore[arg-type]
        made = getattr(query, "method", "") == "POST" and getattr(query, "path", "").endswith("processInstances")
        return reply, Fault("reset_after") if made else fault

    monkeypatch.setattr(dingtalk, "answer", lost)
    sending.send(later)
    doubtful = outbox.find(row.subject, "dt", row.action)
    assert doubtful and doubtful.state is DeliveryState.UNKNOWN
    monkeypatch.setattr(dingtalk, "answer", token)
    again = doubtful.model_copy(update={"due_at": row.created_at})
    outbox.change(doubtful, again)
    sending.send(again)
    done = outbox.find(row.subject, "dt", row.action)
    assert done and (done.state, done.last_status) == (DeliveryState.DONE, "ok_duplicate")
    assert set(dingtalk.effects.values()) == {1}
