"""One invitation through the real workflow: a mail that is really handed to the mail service, and a reminder."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from mianshi.contracts.hiring import Candidate, Job, JobStatus, Stage
from mianshi.contracts.people import Link
from mianshi.contracts.usage import Meter
from mianshi.platform.history import transitions
from mianshi.platform.store.ledger import lines_of
from mianshi.platform.transitions import BY_LINK
from support.jobs import JOB
from support.pipeline import Pipeline, eventually

SENDER = "hr@example.com"
PARAMETERS = {"MailFrom": SENDER}
NAME, ADDRESS = "欧阳某某", "ouyang@example.com"


@pytest.fixture
def mailing(house: Pipeline) -> Pipeline:
    """A cloud that may send mail."""
    house.cloud.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    return house


def stamp(after_s: float) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=after_s)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def put(running: Pipeline, pk: str, sk: str, body: str, **more: Any) -> None:
    item = {"pk": {"S": pk}, "sk": {"S": sk}, "body": {"S": body}, **more}
    running.cloud.client("dynamodb").put_item(TableName=running.cloud.outputs["TableName"], Item=item)


def invited(running: Pipeline, name: str, ends_at: str, **more: Any) -> Candidate:
    """Somebody with a link, as the portal stores them."""
    job: Job = JOB.model_copy(update={"status": JobStatus.OPEN})  # nobody is written to about a job that is not open
    fields = {"id": f"ca_{name}", "job_id": job.id, "name": NAME, "email": ADDRESS, "created_by": "lin", **more}
    stands = {"created_at": stamp(0), "stage": Stage.INVITED, "invitation_ends_at": ends_at}
    made = Candidate.model_validate({**stands, **fields})
    link = Link(
        id=f"link{name}",
        purpose="interview",
        job_id=job.id,
        candidate_id=made.id,
        created_by="lin",
        created_at=stamp(0),
        expires_at=stamp(86_400),
    )
    put(running, f"JOB#{job.id}", "META", job.model_dump_json(), revision={"N": "0"})
    store(running, made)
    listed = {"list_pk": {"S": f"LINK#{made.id}"}, "list_sk": {"S": link.created_at}, "revoked": {"N": "0"}}
    put(running, f"LINK#{link.id}", "META", link.model_dump_json(), **listed)
    return made


def store(running: Pipeline, made: Candidate) -> None:
    put(running, f"JOB#{made.job_id}", f"CANDIDATE#{made.id}", made.model_dump_json(), revision={"N": "0"})


def announce(running: Pipeline, made: Candidate, *, channel: str, remind_at: str) -> None:
    """The event that the portal puts on the bus."""
    detail = {
        "job_id": made.job_id,
        "candidate_id": made.id,
        "channel": channel,
        "remind_at": remind_at,
        "ends_at": made.invitation_ends_at,
    }
    entry = {"Source": "mianshi", "DetailType": "candidate.invited", "Detail": json.dumps(detail)}
    assert running.cloud.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0


def ended(running: Pipeline, made: Candidate) -> dict[str, Any]:
    """The one execution about a candidate, once it has ended."""

    def look() -> dict[str, Any] | None:
        found = running.executions(made.id, "InvitationMachineArn")
        return found[0] if len(found) == 1 else None

    return eventually(look) or {}


def letters(link: str) -> list[Any]:
    """What was handed to the mail service with this link in it."""
    messages = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    return [message for message in messages if f"/c/open/{link}." in message.body]


def test_a_mail_now_and_a_reminder_for_whoever_has_not_begun(mailing: Pipeline) -> None:
    waits = invited(mailing, "waits", stamp(3600))
    begun = invited(mailing, "begun", stamp(3600))
    by_hand = invited(mailing, "byhand", stamp(3600))
    never = invited(mailing, "never", stamp(3600))
    store(mailing, begun.model_copy(update={"stage": Stage.STARTED}))
    for made, channel in ((waits, "email"), (begun, "none"), (by_hand, "none")):
        announce(mailing, made, channel=channel, remind_at=stamp(1))
    announce(mailing, never, channel="email", remind_at=never.invitation_ends_at or "")
    runs = [ended(mailing, made) for made in (waits, begun, by_hand, never)]
    assert [run["status"] for run in runs] == ["SUCCEEDED"] * 4
    subjects = {name: [m.subject for m in letters(f"link{name}")] for name in ("waits", "begun", "byhand", "never")}
    invitation, reminder = "面试邀请：门店店长（华东零售）", "提醒：“门店店长”的面试还没有开始（华东零售）"
    assert subjects == {
        "waits": [invitation, reminder],
        "begun": [],
        "byhand": [reminder],
        "never": [invitation],
    }
    [first, _] = letters("linkwaits")
    assert first.destinations["ToAddresses"] == [ADDRESS] and NAME in first.body
    for made, at_the_desk in ((waits, 0), (begun, BY_LINK), (by_hand, BY_LINK), (never, 0)):
        assert transitions(mailing_history(mailing, made)) == billed(mailing, made) + at_the_desk, made.id
    for made in (waits, begun, by_hand, never):
        told = json.dumps(mailing_history(mailing, made), default=str, ensure_ascii=False)
        for private in (NAME, ADDRESS, "/c/open/"):
            assert private not in told
    assert_nothing_logged(mailing)


def billed(running: Pipeline, made: Candidate) -> int:
    """Transitions in the ledger about a candidate."""
    asked = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "OVERHEAD#invite"}}}
    rows = running.cloud.client("dynamodb").query(TableName=running.cloud.outputs["TableName"], **asked)["Items"]
    lines = [line for row in rows for line in lines_of(row["body"]["S"]) if line.candidate_id == made.id]
    return sum(line.quantity for line in lines if line.price_key == Meter.STATE_TRANSITIONS.value)


def mailing_history(running: Pipeline, made: Candidate) -> list[dict[str, Any]]:
    arn = ended(running, made)["executionArn"]
    pages = running.cloud.client("stepfunctions").get_paginator("get_execution_history")
    return [event for page in pages.paginate(executionArn=arn) for event in page["events"]]


def assert_nothing_logged(running: Pipeline) -> None:
    logs = "".join(path.read_text(encoding="utf-8") for path in Path(running.cloud.logs).glob("*"))
    assert NAME not in logs and ADDRESS not in logs


def test_an_address_that_is_refused_ends_well_and_one_that_may_not_send_fails(mailing: Pipeline) -> None:
    refused = invited(mailing, "refused", stamp(3600), email="nobody")
    announce(mailing, refused, channel="email", remind_at=stamp(2))
    assert ended(mailing, refused)["status"] == "SUCCEEDED"
    assert letters("linkrefused") == []
    mailing.cloud.client("sesv2").delete_email_identity(EmailIdentity=SENDER)
    unverified = invited(mailing, "unverified", stamp(3600))
    announce(mailing, unverified, channel="email", remind_at=stamp(2))
    run = ended(mailing, unverified)
    assert (run["status"], run.get("error")) == ("FAILED", "Defect")
