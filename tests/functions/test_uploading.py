"""Answers arrive once and whole: signed, in parts, resumed, typed, handed in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from mianshi.contracts.hiring import LONGEST_TEXT, Candidate, Job, Slot, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction
from mianshi.doors import uploading
from mianshi.errors import Transient
from mianshi.platform import workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import audit, candidates, funnel, interviews
from support.room import CONSENT, LIN, UPLOADS, Room, room

PART = uploading.PART_BYTES
BIG = 2 * PART + 1000


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with room(monkeypatch) as running:
        yield running


def begun(here: Room, **rules: Any) -> tuple[Job, Candidate, str]:
    """A candidate who has begun: the job, them, and the id of their interview."""
    job = here.job(**rules)
    who = here.candidate(job)
    reply = here.post(f"/c/{who.id}/api/begin", {"mode": "video"}, who)
    assert reply.status == 200, reply.body
    return job, who, reply.json["interview_id"]


def put(key: str, body: bytes) -> None:
    boto3.client("s3").put_object(Bucket=UPLOADS, Key=key, Body=body)


def send_part(key: str, upload_id: str, number: int, size: int) -> None:
    upload_id = upload_id.rpartition("~")[0]
    boto3.client("s3").upload_part(Bucket=UPLOADS, Key=key, UploadId=upload_id, PartNumber=number, Body=b"x" * size)


def counts(job: Job) -> dict[str, int]:
    [week] = funnel.of_job(job.id)
    return week.counts


def test_two_tabs_begin_the_same_interview_and_are_counted_once(here: Room) -> None:
    job, who, interview_id = begun(here)
    again = here.post(f"/c/{who.id}/api/begin", {}, who)
    assert again.json["interview_id"] == interview_id
    known = here.fresh(who)
    assert (known.stage, known.interview_id, known.mode) == (Stage.STARTED, interview_id, "video")
    assert counts(job)["started"] == 1
    found = interviews.find(interview_id)
    assert found is not None
    assert [u.question for u in found.uploads] == [
        "Tell us about a complaint you handled.",
        "What do you do when stock does not add up?",
    ]
    assert (found.candidate_id, found.language, found.created_by) == (who.id, "en", None)
    assert (found.department, found.source) == (job.department, who.source) and job.department


def test_an_interview_that_was_promised_and_never_stored_is_opened_by_the_next(here: Room) -> None:
    job = here.job()
    promised = "iv_01K00000000000000000000000"
    who = here.candidate(job, stage=Stage.STARTED, interview_id=promised)
    reply = here.post(f"/c/{who.id}/api/begin", {"mode": "audio"}, who)
    assert reply.json["interview_id"] == promised


def test_whoever_did_not_agree_does_not_begin(here: Room) -> None:
    who = here.candidate(here.job(), consent=CONSENT.model_copy(update={"analysis": False}))
    assert here.post(f"/c/{who.id}/api/begin", {"mode": "video"}, who).json["code"] == "no_consent"
    person = here.candidate(here.job(), person_only=True)
    assert here.post(f"/c/{person.id}/api/begin", {"mode": "video"}, person).json["code"] == "no_consent"
    assert here.fresh(who).stage is Stage.INVITED


@pytest.mark.parametrize("word", [{"person_only": True}, {"consent": CONSENT.model_copy(update={"analysis": False})}])
def test_whoever_wants_a_person_after_beginning_hands_nothing_in_to_software(here: Room, word: dict[str, Any]) -> None:
    _, who, interview_id = begun(here)
    put(f"uploads/{interview_id}/0", b"z")
    candidates.change(here.fresh(who), **word)
    for path, body in (
        ("answers/0/ticket", {"size": 1}),
        ("answers/0/complete", {"size": 1}),
        ("answers/1/text", {"text": "words"}),
        ("finish", {"early": True}),
    ):
        assert here.post(f"/c/{who.id}/api/{path}", body, who).json["code"] == "no_consent"
    assert here.post(f"/api/uploads/{interview_id}/finish", {"early": True}, LIN).json["code"] == "no_consent"
    assert here.runs == [] and here.fresh(who).stage is Stage.STARTED


def test_nobody_begins_what_has_ended(here: Room) -> None:
    for more, code in (
        ({"invitation_ends_at": "2020-01-01T00:00:00.000Z"}, "link_expired"),
        ({"stage": Stage.WITHDRAWN}, "already_done"),
        ({"stage": Stage.SUBMITTED}, "already_done"),
    ):
        who = here.candidate(here.job(), **more)
        assert here.post(f"/c/{who.id}/api/begin", {"mode": "video"}, who).json["code"] == code


def test_a_booked_time_is_kept(here: Room) -> None:
    job = here.job()
    late = Slot(id="s", starts_at="2099-01-01T00:00:00.000Z", ends_at="2099-01-01T01:00:00.000Z", capacity=1)
    who = here.candidate(job, slot="s")
    answering = here.modules["answering"]
    with pytest.raises(Exception, match="not_yet"):
        answering._may_begin(job.model_copy(update={"slots": [late]}), who)


def test_a_small_file_goes_by_a_signed_post_and_is_seen_to_be_there(here: Room) -> None:
    _, who, interview_id = begun(here)
    api = f"/c/{who.id}/api/answers/0"
    ticket = here.post(f"{api}/ticket", {"size": 100}, who).json
    assert ticket["fields"]["key"] == f"uploads/{interview_id}/0" and ticket["upload_id"] is None
    assert here.post(f"{api}/complete", {"size": 100}, who).json["code"] == "upload_incomplete"
    put(f"uploads/{interview_id}/0", b"y" * 100)
    done = here.post(f"{api}/complete", {"size": 100, "thinking_ms": 4000, "answering_ms": 61_000}, who)
    assert [a["stored"] for a in done.json["answers"]] == [True, False]
    [time] = interviews.times(interview_id)
    assert (time.answer, time.kind, time.thinking_ms, time.answering_ms) == (0, "recording", 4000, 61_000)


def test_a_large_file_goes_in_parts_and_is_resumed_where_it_stopped(here: Room) -> None:
    _, who, interview_id = begun(here)
    key, api = f"uploads/{interview_id}/0", f"/c/{who.id}/api/answers/0"
    first = here.post(f"{api}/ticket", {"size": BIG}, who).json
    assert [(p["number"], p["size"]) for p in first["parts"]] == [(1, PART), (2, PART), (3, 1000)]
    for part in first["parts"]:
        query = parse_qs(urlsplit(part["url"]).query)
        assert query["partNumber"] == [str(part["number"])]
        assert "content-length" in query["X-Amz-SignedHeaders"][0].split(";")
    send_part(key, first["upload_id"], 2, PART)
    second = here.post(f"{api}/ticket", {"size": BIG, "upload_id": first["upload_id"]}, who).json
    assert second["upload_id"] == first["upload_id"]
    assert (second["parts_done"], [p["number"] for p in second["parts"]]) == ([2], [1, 3])
    wish = {"size": BIG, "upload_id": first["upload_id"]}
    assert here.post(f"{api}/complete", wish, who).json["code"] == "upload_incomplete"
    send_part(key, first["upload_id"], 1, PART)
    send_part(key, first["upload_id"], 3, 1000)
    assert here.post(f"{api}/complete", wish, who).json["answers"][0]["stored"] is True
    assert here.post(f"{api}/complete", wish, who).json["answers"][0]["stored"] is True
    head = boto3.client("s3").head_object(Bucket=UPLOADS, Key=key)
    assert (head["ContentLength"], head["ContentType"]) == (BIG, "application/octet-stream")


def test_a_part_of_the_wrong_size_is_asked_for_again(here: Room) -> None:
    _, who, interview_id = begun(here)
    key, api = f"uploads/{interview_id}/0", f"/c/{who.id}/api/answers/0"
    upload_id = here.post(f"{api}/ticket", {"size": BIG}, who).json["upload_id"]
    for number, size in ((1, PART), (2, PART), (3, 999)):
        send_part(key, upload_id, number, size)
    assert here.post(f"{api}/complete", {"size": BIG, "upload_id": upload_id}, who).json["code"] == "upload_incomplete"
    again = here.post(f"{api}/ticket", {"size": BIG, "upload_id": upload_id}, who).json
    assert [p["number"] for p in again["parts"]] == [3]


def test_an_upload_of_another_key_is_not_taken_for_ones_own(here: Room) -> None:
    _, other, other_interview = begun(here)
    foreign = here.post(f"/c/{other.id}/api/answers/0/ticket", {"size": BIG}, other).json["upload_id"]
    own = foreign.rpartition("~")[0]
    _, who, _ = begun(here)
    api = f"/c/{who.id}/api/answers/0"
    mine = here.post(f"{api}/ticket", {"size": BIG, "upload_id": foreign}, who).json
    assert mine["upload_id"] != foreign and mine["parts_done"] == []
    here.post(f"{api}/abort", {"upload_id": foreign}, who)
    parts = boto3.client("s3").list_parts(Bucket=UPLOADS, Key=f"uploads/{other_interview}/0", UploadId=own)
    assert parts["UploadId"] == own
    assert here.post(f"{api}/complete", {"size": BIG, "upload_id": foreign}, who).json["code"] == "upload_incomplete"


def test_an_aborted_upload_is_begun_anew(here: Room) -> None:
    _, who, _ = begun(here)
    api = f"/c/{who.id}/api/answers/0"
    first = here.post(f"{api}/ticket", {"size": BIG}, who).json["upload_id"]
    assert here.post(f"{api}/abort", {"upload_id": first}, who).status == 200
    assert here.post(f"{api}/ticket", {"size": BIG, "upload_id": first}, who).json["upload_id"] != first


def test_uploads_are_not_begun_without_end(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    _, who, _ = begun(here)
    monkeypatch.setattr(uploading, "MOST_BEGUN", 2)
    api = f"/c/{who.id}/api/answers/0/ticket"
    begun_so_far = [here.post(api, {"size": BIG}, who) for _ in range(3)]
    assert [reply.status for reply in begun_so_far] == [200, 200, 429]
    again = {"size": BIG, "upload_id": begun_so_far[0].json["upload_id"]}
    assert here.post(api, again, who).status == 200
    policy = here.post(api, {"size": 100}, who).json["fields"]["policy"]
    assert ["content-length-range", 0, 100] in json.loads(base64.b64decode(policy))["conditions"]


def test_a_stored_answer_is_not_overwritten(here: Room) -> None:
    _, who, interview_id = begun(here)
    key, api = f"uploads/{interview_id}/0", f"/c/{who.id}/api/answers/0"
    put(key, b"kept")
    ticket = here.post(f"{api}/ticket", {"size": BIG}, who).json
    assert ticket["stored"] is True and ticket["parts"] == [] and ticket["url"] == ""
    other = here.post(f"{api}/text", {"text": "other words"}, who)
    assert (other.status, other.json["code"]) == (409, "already_done"), "what is dropped is never called handed in"
    assert here.get(f"/c/{who.id}/api/answers", who).json["answers"][0]["kind"] == "recording"
    assert boto3.client("s3").get_object(Bucket=UPLOADS, Key=key)["Body"].read() == b"kept"
    assert here.post(f"{api}/retake", {}, who).json["code"] == "already_done"


def test_what_is_too_large_or_nobodys_answer_is_refused(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    _, who, _ = begun(here)
    most = settings().max_upload_bytes
    reply = here.post(f"/c/{who.id}/api/answers/0/ticket", {"size": most + 1}, who)
    assert (reply.status, reply.json["code"]) == (413, "too_large")
    for number in ("7", "-1", "x", "0001"):
        assert here.post(f"/c/{who.id}/api/answers/{number}/ticket", {"size": 1}, who).status == 404
    for body in ({"size": 0}, {"size": "much"}, {}, {"size": 1, "upload_id": "a b"}):
        assert here.post(f"/c/{who.id}/api/answers/0/ticket", body, who).status == 422


def test_an_interview_that_is_worked_on_takes_no_files(here: Room) -> None:
    _, who, interview_id = begun(here)
    upload_id = here.post(f"/c/{who.id}/api/answers/0/ticket", {"size": BIG}, who).json["upload_id"]
    assert interviews.claim(interview_id, "run") is not None
    for action, body in (
        ("ticket", {"size": 5}),
        ("complete", {"size": BIG, "upload_id": upload_id}),
        ("text", {"text": "late"}),
        ("retake", {}),
    ):
        assert here.post(f"/c/{who.id}/api/answers/0/{action}", body, who).json["code"] == "already_done"


def test_answers_can_be_recorded_again_as_often_as_the_job_allows(here: Room) -> None:
    _, who, _ = begun(here, retakes=2)
    api = f"/c/{who.id}/api/answers/1/retake"
    left = [here.post(api, {}, who).json["answers"][1]["retakes_left"] for _ in range(2)]
    assert left == [1, 0]
    assert here.post(api, {}, who).json["code"] == "no_retakes"
    assert here.fresh(who).retakes == {"1": 2}


def test_a_typed_answer_is_stored_as_text_and_the_last_hands_in(here: Room) -> None:
    job, who, interview_id = begun(here)
    words = "  我先听顾客说完。\U0001f600 <script>alert(1)</script>  "
    first = here.post(f"/c/{who.id}/api/answers/0/text", {"text": words, "answering_ms": 5}, who)
    assert first.json["answers"][0] | {"stored": True, "kind": "text"} == first.json["answers"][0]
    stored = boto3.client("s3").get_object(Bucket=UPLOADS, Key=f"uploads/{interview_id}/0")
    assert stored["Body"].read().decode() == words.strip()
    found = interviews.find(interview_id)
    assert found is not None
    assert [u.kind for u in found.uploads] == ["text", "recording"]
    assert here.fresh(who).stage is Stage.STARTED
    put(f"uploads/{interview_id}/1", b"z" * 10)
    here.post(f"/c/{who.id}/api/answers/1/complete", {"size": 10}, who)
    assert here.fresh(who).stage is Stage.SUBMITTED
    assert here.post(f"/c/{who.id}/api/finish", {}, who).status == 200
    assert counts(job)["submitted"] == 1


def test_typed_answers_have_a_length(here: Room) -> None:
    _, who, _ = begun(here)
    api = f"/c/{who.id}/api/answers/0/text"
    for text in ("", " \n ", "字" * (LONGEST_TEXT + 1)):
        assert here.post(api, {"text": text}, who).status == 422
    assert here.post(api, {"text": "字" * LONGEST_TEXT}, who).status == 200


def test_ending_early_keeps_what_is_there_and_starts_the_run(here: Room) -> None:
    job, who, interview_id = begun(here)
    api = f"/c/{who.id}/api/finish"
    assert here.post(api, {}, who).json["code"] == "upload_incomplete"
    assert here.post(api, {"early": True}, who).json["code"] == "nothing_given"
    put(f"uploads/{interview_id}/1", b"z" * 10)
    assert here.post(api, {}, who).json["code"] == "upload_incomplete"
    reply = here.post(api, {"early": True}, who)
    assert [a["answer"] for a in reply.json["answers"]] == [1]
    assert here.runs == [f"uploads/{interview_id}/1"]
    assert here.fresh(who).stage is Stage.SUBMITTED and counts(job)["submitted"] == 1


def test_an_early_end_whose_start_failed_is_started_by_the_next_try(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, who, interview_id = begun(here)
    put(f"uploads/{interview_id}/1", b"z")
    with monkeypatch.context() as patch:

        def down(*_: Any) -> str:
            raise Transient("throttled", "later")

        patch.setattr(workflow, "start", down)
        assert here.post(f"/c/{who.id}/api/finish", {"early": True}, who).status == 500
    assert here.runs == [] and here.fresh(who).stage is Stage.STARTED
    assert here.post(f"/c/{who.id}/api/finish", {"early": True}, who).status == 200
    assert here.runs == [f"uploads/{interview_id}/1"] and here.fresh(who).stage is Stage.SUBMITTED


def test_the_consent_of_the_moment_is_kept_by_who_claimed(here: Room) -> None:
    _, _, interview_id = begun(here)
    claimed = interviews.claim(interview_id, "run")
    assert claimed is not None
    chosen = CONSENT.model_copy(update={"observations": True})
    assert interviews.agreed(claimed, chosen).consent == chosen
    found = interviews.find(interview_id)
    assert found is not None and (found.consent, found.execution, found.attempt) == (chosen, "run", 1)
    with pytest.raises(Transient, match="claim_lost"):
        interviews.agreed(claimed.model_copy(update={"execution": "other"}), chosen)


def test_two_who_amend_at_once_lose_nothing(here: Room) -> None:
    _, _, interview_id = begun(here)
    asked: list[int] = []

    def typed(number: int) -> Any:
        def wanted(now: Any) -> Any:
            asked.append(number)
            if asked == [0]:
                assert interviews.amend(interview_id, typed(1))
            return [u.model_copy(update={"kind": "text"}) if u.answer == number else u for u in now.uploads]

        return wanted

    assert interviews.amend(interview_id, typed(0))
    found = interviews.find(interview_id)
    assert found is not None and asked == [0, 1, 0]
    assert [u.kind for u in found.uploads] == ["text", "text"]


def test_only_the_candidates_own_browser_answers(here: Room) -> None:
    job, who, _ = begun(here)
    other = here.candidate(job)
    assert here.post(f"/c/{who.id}/api/answers/0/ticket", {"size": 1}, other).status == 404
    assert here.post(f"/c/{who.id}/api/answers/0/ticket", {"size": 1}, who, csrf="wrong").json["code"] == "forged"
    assert here.post(f"/c/{other.id}/api/answers/0/ticket", {"size": 1}, other).json["code"] == "not_ready"


def test_an_appeal_is_answered_by_its_own_address(here: Room) -> None:
    job, who, main = begun(here)
    _, _, appeal = begun(here)
    known = candidates.change(here.fresh(who), appeal_ids=[appeal])
    path = f"/c/{who.id}/api/answers"
    assert here.get(f"{path}?interview={appeal}", known).json["interview_id"] == appeal
    assert here.get(f"{path}?interview=iv_01K00000000000000000000000", known).json["interview_id"] == main
    assert job.rules.retakes == 1


FILES = [
    {"name": "<b>一</b>.mp4", "size": 10, "type": "video/mp4", "question": "Q1"},
    {"name": "two.mov", "size": 10, "type": "", "question": None},
]
WISH = {"consent": CONSENT.model_dump(), "confirmed": True, "language": "zh", "files": FILES}


def test_a_recruiter_hands_in_for_a_candidate(here: Room) -> None:
    job = here.job()
    who = here.candidate(job, stage=Stage.ADDED, consent=None, source="智联招聘")
    path = f"/api/jobs/{job.id}/candidates/{who.id}/upload"
    assert here.post(path, WISH | {"confirmed": False}, LIN).json["code"] == "no_consent"
    opened = here.post(path, WISH, LIN)
    assert opened.status == 201
    assert here.post(path, WISH, LIN).json["code"] == "already_done"
    interview = interviews.find(opened.json["interview_id"])
    assert interview is not None
    assert (interview.created_by, interview.language, interview.candidate_id) == ("lin", "zh", who.id)
    assert (interview.department, interview.source) == (job.department, "智联招聘") and job.department
    assert [(u.file_name, u.question) for u in interview.uploads] == [("<b>一</b>.mp4", "Q1"), ("two.mov", None)]
    [record] = candidates.consents(job.id, who.id)
    assert record.consent == CONSENT and record.text_version == "confirmed_by_staff:lin"
    for n in (0, 1):
        put(f"uploads/{interview.id}/{n}", b"q" * 10)
        done = here.post(f"/api/uploads/{interview.id}/answers/{n}/complete", {"size": 10}, LIN)
        assert done.status == 200
    assert here.fresh(who).stage is Stage.SUBMITTED
    here.post(f"/api/uploads/{interview.id}/answers/1/complete", {"size": 10}, LIN)
    told = [(entry.who, entry.interview_id) for entry in audit.about(who.id, 9) if entry.action is AuditAction.UPLOADED]
    assert told == [("lin", interview.id)]


def test_strangers_hand_in_nothing(here: Room) -> None:
    job = here.job()
    who = here.candidate(job)
    stranger = LIN.model_copy(update={"id": "wu"})
    assert here.post(f"/api/jobs/{job.id}/candidates/{who.id}/upload", WISH, stranger).status == 404
    interview_id = here.post(f"/api/jobs/{job.id}/candidates/{who.id}/upload", WISH, LIN).json["interview_id"]
    assert here.post(f"/api/uploads/{interview_id}/answers/0/ticket", {"size": 1}, stranger).status == 404
    assert here.get(f"/jobs/{job.id}/candidates/{who.id}/upload", stranger).status == 404


def test_what_the_candidate_said_counts_more_than_what_the_recruiter_ticks(here: Room) -> None:
    job = here.job()
    who = here.candidate(job, consent=CONSENT.model_copy(update={"analysis": False}))
    path = f"/api/jobs/{job.id}/candidates/{who.id}/upload"
    assert here.post(path, WISH, LIN).json["code"] == "no_consent"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_fills_in_both_languages(here: Room, language: str) -> None:
    hostile = "<script>alert(1)</script>" * 10
    job = here.job()
    who = here.candidate(job, name=hostile[:100])
    for name in ("check", "practice", "record", "write"):
        page = here.get(f"/c/{who.id}/{name}", who, language)
        assert page.status == 200 and "page-data" in page.body
    page = here.get(f"/jobs/{job.id}/candidates/{who.id}/upload", LIN, language)
    assert page.status == 200 and "<script>alert" not in page.body
    assert "media-src 'self' blob:" in here.headers["Content-Security-Policy"]


def test_the_upload_page_tells_how_far_an_interview_is(here: Room) -> None:
    job, who, interview_id = begun(here)
    path = f"/jobs/{job.id}/candidates/{who.id}/upload"
    assert 'id="going"' in here.get(path, LIN).body
    interviews.claim(interview_id, "run")
    interviews.close(interview_id, "run", Outcome.SCORED, [])
    assert f'href="/interviews/{interview_id}"' in here.get(path, LIN).body
    refused = here.candidate(job, stage=Stage.WITHDRAWN)
    assert "Nothing can be uploaded" in here.get(f"/jobs/{job.id}/candidates/{refused.id}/upload", LIN).body
