"""What erasing a candidate leaves: a receipt, a gravestone, and nothing about who they were or what they said."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import boto3
import pytest

from mianshi.accounting import storing
from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import (
    Candidate,
    CandidateRequest,
    Comment,
    ConsentRecord,
    Decision,
    DecisionKind,
    ErasureAsked,
    HumanRating,
    Job,
    JobChange,
    RequestKind,
    Stage,
)
from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction, Link
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.tasks import EraseTask
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.errors import Defect, Transient
from mianshi.platform import deleting, workflow
from mianshi.platform.clock import expiry, timestamp
from mianshi.platform.store import (
    audit,
    candidates,
    erasing,
    interviews,
    jobs,
    ledger,
    links,
    reviews,
    scorecards,
    tokens,
)
from support.aws_fixture import ARTEFACTS, TABLE, UPLOADS, aws
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")

FIRST, APPEAL = "iv_01K00000000000000000000000", "iv_01K00000000000000000000001"
JOB, CANDIDATE, REQUEST = "jb_1", "ca_1", "rq_1"
SECRETS = (
    "韩梅梅",
    "mei@example.com",
    "13800000000",
    "招聘网站",
    "她说话太快",
    "请删掉我的录像",
    "梅梅面试.mp4",
    "我投诉过",
)
TASK = EraseTask(detail=ErasureAsked(job_id=JOB, candidate_id=CANDIDATE, request_id=REQUEST))


def interview(interview_id: str, **facts: Any) -> None:
    known = Interview(
        id=interview_id, role="r", role_version="v", language="zh", policy="cn", created_at=timestamp(), job_id=JOB,
        consent=Consent(recording=True, analysis=True, observations=False), candidate_id=CANDIDATE, created_by="hr",
        uploads=[Upload(answer=0, key=upload_key(interview_id, 0), file_name="梅梅面试.mp4", question="讲一次投诉")],
    ).model_copy(update=facts)  # fmt: skip
    interviews.create(known, 30)


@pytest.fixture
def known(aws: None) -> None:
    """A candidate about whom everything there can be is kept, of an interview and of an appeal."""
    now = timestamp()
    job = Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="hr", role="r", role_version="v", policy="cn",
        created_at=now, changed_at=now,
    )  # fmt: skip
    jobs.create(job, JobChange(at=now, by="hr", role_version="v", revision=0, what=[]))
    decision = Decision(kind=DecisionKind.HOLD, by="hr", by_name="王芳", reason="她说话太快", at=now)
    person = Candidate(
        id=CANDIDATE, job_id=JOB, name="韩梅梅", email="mei@example.com", phone="13800000000", source="招聘网站",
        created_at=now, created_by="hr", stage=Stage.WITHDRAWN, interview_id=FIRST, appeal_ids=[APPEAL],
        decision=decision, slot="s1",
    )  # fmt: skip
    candidates.add([person], 30)
    jobs.book(JOB, "s1", 1)
    consent = Consent(recording=True, analysis=True, observations=False)
    given = ConsentRecord(consent=consent, text_version="t", language="zh", policy="cn", at=now)
    candidates.agreed(JOB, CANDIDATE, given, 30)
    for request_id, kind in ((REQUEST, RequestKind.ERASURE), ("rq_0", RequestKind.CORRECTION)):
        asked = CandidateRequest(
            id=request_id, job_id=JOB, candidate_id=CANDIDATE, kind=kind, text="请删掉我的录像", at=now, due_at=now
        )
        candidates.ask(asked, 30)
    link = Link(
        id="lk_1",
        purpose="interview",
        job_id=JOB,
        candidate_id=CANDIDATE,
        created_by="hr",
        created_at=now,
        expires_at=now,
    )
    links.save(link, expiry(1))
    for interview_id in (FIRST, APPEAL):
        about(interview_id)


def about(interview_id: str) -> None:
    """Rows and objects of one interview that is closed and scored, half of an upload among them."""
    interview(interview_id)
    interviews.claim(interview_id, f"run-{interview_id}")
    card = Scorecard(
        interview_id=interview_id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED,
        total=70, competencies=[], gates=[], versions={}, notes=["我投诉过"],
    )  # fmt: skip
    scorecards.save(card, 1, 30)
    waiting = {"answer": 0, "piece": 0, "retry": 0, "execution": "run", "token": "t"}
    tokens.save(tokens.Token(interview_id=interview_id, stage="rate", attempt=1, **waiting))
    reviews.comment(
        Comment(id="c", interview_id=interview_id, by="hr", by_name="王芳", text="她说话太快", at=timestamp()), 30
    )
    reviews.rate(
        HumanRating(interview_id=interview_id, by="hr", by_name="王芳", levels={}, saw_scores=True, at=timestamp()), 30
    )
    line = LedgerLine(
        interview_id=interview_id, stage="ingest", attempt="a", price_key=Meter.LAMBDA_REQUESTS.value, quantity=1,
        unit="request", amount_micro=7, currency="USD", at=timestamp(), outcome="ok", price_book="b", region="r",
    )  # fmt: skip
    ledger.record([line])
    s3 = boto3.client("s3")
    s3.put_bucket_versioning(Bucket=UPLOADS, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"first take", b"second take"):
        s3.put_object(Bucket=UPLOADS, Key=upload_key(interview_id, 0), Body=body)
    s3.create_multipart_upload(Bucket=UPLOADS, Key=upload_key(interview_id, 1))
    for key in (f"interviews/{interview_id}/language/1/transcript-0.json", f"work/{interview_id}/1/clip-0000.mkv"):
        s3.put_object(Bucket=ARTEFACTS, Key=key, Body=b"x")
    assert interviews.close(interview_id, f"run-{interview_id}", Outcome.SCORED, [], total=70)


@pytest.fixture
def erase(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    app = shell("erase", monkeypatch)
    monkeypatch.setattr(workflow, "stop", lambda _: True)
    monkeypatch.setattr(workflow, "history", lambda _: [])
    return app


def table() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    return found


def left() -> list[str]:
    """Keys of everything in both buckets, old versions and halves included."""
    s3 = boto3.client("s3")
    found = []
    for bucket in (UPLOADS, ARTEFACTS):
        versions = s3.list_object_versions(Bucket=bucket)
        found += [each["Key"] for kind in ("Versions", "DeleteMarkers") for each in versions.get(kind, [])]
        found += [each["Key"] for each in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])]
    return found


def run(erase: ModuleType) -> Any:
    return erase.handler.__wrapped__(TASK)


@pytest.mark.usefixtures("known")
def test_nothing_is_left_but_that_it_happened(erase: ModuleType) -> None:
    boto3.client("s3").put_object(Bucket=ARTEFACTS, Key="interviews/iv_other/role/0/role.json", Body=b"somebody else's")
    before = str(table())
    assert all(secret in before for secret in SECRETS if secret not in ("梅梅面试.mp4",))
    with pytest.raises(Transient, match="still_written"):  # the runs ended a moment ago
        run(erase)
    receipt = run(erase)

    assert left() == ["interviews/iv_other/role/0/role.json"]
    assert receipt.objects == 2 * (2 + 1 + 2)
    assert receipt.rows == 2 * 4 + 1  # scorecard, token, comment and rating of each; the link
    after = str(table())
    assert [secret for secret in SECRETS if secret in after] == []
    sorts = {row["sk"]["S"].split("#")[0] for row in table() if row["pk"]["S"].startswith("IV#")}
    assert sorts == {"META", "LEDGER"}

    person = candidates.find(JOB, CANDIDATE)
    assert person is not None
    assert (person.stage, person.name, person.slot) == (Stage.ERASED, "", None)
    assert (person.decision.kind, person.decision.by) == (DecisionKind.HOLD, "hr") if person.decision else False
    assert jobs.booked(JOB) == {"s1": 0}
    assert len(candidates.consents(JOB, CANDIDATE)) == 1
    [link] = links.of_candidate(CANDIDATE)
    assert link.revoked
    requests = {request.id: request for request in candidates.requests(JOB, CANDIDATE)}
    assert requests[REQUEST].answered_by == "software"
    assert f'"objects":{receipt.objects},"rows":{receipt.rows},"at":' in requests[REQUEST].answer
    assert requests["rq_0"].answered_at is None  # a person still has to answer that one
    assert [entry.action for entry in audit.about(CANDIDATE, 9)] == [AuditAction.ERASED]


@pytest.mark.usefixtures("known")
def test_asked_again_it_changes_nothing(erase: ModuleType) -> None:
    with pytest.raises(Transient):
        run(erase)
    run(erase)
    before = table()
    run(erase)
    assert table() == before


@pytest.mark.usefixtures("known")
def test_what_cannot_be_deleted_is_deleted_the_next_time(erase: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str, __: str) -> int:
        raise Transient("not_all_deleted", "SlowDown")

    with monkeypatch.context() as broken:
        broken.setattr(deleting, "everything_under", refuse)
        with pytest.raises(Transient, match="not_all_deleted"):
            run(erase)
    request = next(r for r in candidates.requests(JOB, CANDIDATE) if r.id == REQUEST)
    assert request.answered_at is None
    run(erase)
    assert left() == []
    assert str(table()).count("梅") == 0


@pytest.mark.usefixtures("known")
def test_a_run_is_stopped_and_what_it_writes_afterwards_is_deleted_too(
    erase: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"pk": {"S": f"IV#{FIRST}"}, "sk": {"S": "META"}},
        UpdateExpression="SET #s = :p, execution = :e",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":p": {"S": "processing"}, ":e": {"S": "arn:run"}},
    )
    stopped: list[str] = []

    def stop(execution: str) -> bool:
        assert interviews.claim(FIRST, "another") is None  # closed before it is stopped: nothing begins meanwhile
        stopped.append(execution)
        return True

    monkeypatch.setattr(workflow, "stop", stop)
    with pytest.raises(Transient, match="still_written"):
        run(erase)
    assert "arn:run" in stopped
    late = f"interviews/{FIRST}/language/1/transcript-0.json"
    boto3.client("s3").put_object(Bucket=ARTEFACTS, Key=late, Body=b"late")
    with pytest.raises(Transient, match="still_written"):
        run(erase)
    assert left() == []
    assert run(erase).objects == 2 * 5 + 1


@pytest.mark.usefixtures("known")
def test_what_comes_late_finds_a_closed_interview(erase: ModuleType) -> None:
    with pytest.raises(Transient):
        run(erase)
    stone = interviews.find(FIRST)
    assert stone is not None
    assert (stone.status, stone.reason, stone.total, stone.uploads) == (Status.CLOSED, "erased", None, [])
    assert erasing.buried(stone)
    assert interviews.claim(FIRST, "late") is None
    assert not interviews.reopen(FIRST)
    assert not interviews.close(FIRST, "late", Outcome.SCORED, [], total=90)
    assert interviews.latest(9) == []
    assert tokens.waiting(f"{FIRST}:rate:1:0:0:0") is None


@pytest.mark.usefixtures("known")
def test_keeping_files_is_paid_for_until_they_are_deleted(erase: ModuleType) -> None:
    with pytest.raises(Transient):
        run(erase)
    run(erase)
    (line,) = [line for line in ledger.of_interview(FIRST) if line.stage == "storage"]
    assert (line.price_key, line.unit, line.kind) == (Meter.S3_STORAGE, "byte-month", "usage")
    assert line.quantity == 1  # 23 bytes, old versions among them, for an hour of a month
    assert line.job_id == JOB


@pytest.mark.usefixtures("known")
def test_a_ledger_that_cannot_be_written_holds_up_no_deletion(
    erase: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> int:
        raise Defect("aws_refused")

    monkeypatch.setattr(storing, "end", refuse)
    with pytest.raises(Transient, match="still_written"):
        run(erase)
    assert left() == []


@pytest.mark.usefixtures("known")
def test_whoever_reads_the_resume_sees_the_erasure_before_it_is_gone(
    erase: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what is read in between would be kept, and looked at by nobody any more."""
    import emptying  # type: ignore[import-not-found]

    seen = []
    resume = emptying.resume

    def noted(job_id: str, candidate_id: str) -> int:
        found = candidates.find(job_id, candidate_id)
        seen.append(found and found.stage)
        return int(resume(job_id, candidate_id))

    monkeypatch.setattr(emptying, "resume", noted)
    with pytest.raises(Transient, match="still_written"):
        run(erase)
    assert seen == [Stage.ERASED]


def test_a_candidate_who_is_not_there_needs_no_erasing(erase: ModuleType) -> None:
    assert run(erase).objects == 0
