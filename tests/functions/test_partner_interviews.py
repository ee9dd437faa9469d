"""Interviews by API: an invitation, recordings that are fetched or uploaded, and the scorecard at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

from mianshi.contracts.events import Asking, Consent, Upload
from mianshi.contracts.hiring import Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.partner_events import FetchProblem, FetchState, RecordingWanted
from mianshi.contracts.people import AuditAction
from mianshi.doors import links, uploading
from mianshi.errors import Transient
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import candidates, interviews, jobs, partners, plain, promised, scorecards
from support.desk import candidate, open_job, staged
from support.partner import UPLOADS, Client, House, Reply, house, stored_candidate
from support.report_fixture import scorecard

CARD = scorecard("zh")
JOB = {"role": "retail_store_manager"}
URL = "https://ats.example/media/1.mp4?sig=secret"
CONSENT: dict[str, Any] = {
    "recording": True,
    "analysis": True,
    "text_version": "consent-2026-03",
    "at": "2026-11-27T14:03:00+08:00",
}
WISH: dict[str, Any] = {
    "consent": CONSENT,
    "language": "zh",
    "answers": [{"url": URL, "question": "请讲一次投诉。"}, {}],
}


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


def begin(here: House, **job: Any) -> tuple[Client, str, str]:
    """A partner, its job and a candidate of it."""
    client = here.client()
    job_id = client.post("/jobs", {**JOB, **job}).json["id"]
    person = {"name": "王小明", "email": "wang@example.com"}
    made = client.post(f"/jobs/{job_id}/candidates", {"candidates": [person]}).json["candidates"][0]
    return client, job_id, made["id"]


def hand_in(client: Client, job_id: str, candidate_id: str, wish: Any = WISH, **headers: str) -> Reply:
    return client.post(f"/jobs/{job_id}/candidates/{candidate_id}/interview", wish, **headers)


# Invitations


def test_an_invitation_is_a_link_and_news(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    path = f"/jobs/{job_id}/candidates/{candidate_id}/invitation"
    assert client.get(path).json["url"] is None
    here.announced.clear()
    reply = client.post(path)
    assert (reply.status, reply.json["mail"]) == (201, "off")
    token = reply.json["url"].removeprefix("https://portal.example/c/open/")
    assert links.opened(token, "interview").candidate_id == candidate_id
    stored = stored_candidate(job_id, candidate_id)
    assert (stored.stage, stored.invitation_ends_at) == (Stage.INVITED, reply.json["ends_at"])
    assert "candidate.invited" in [kind for kind, _ in here.announced]
    assert [entry.action for entry in client.log(candidate_id)][-1] is AuditAction.INVITED
    assert client.get(path).json["url"] == reply.json["url"]
    again = client.post(path)
    assert again.json["url"] != reply.json["url"]
    with pytest.raises(Exception, match="link_expired"):
        links.opened(token, "interview")


def test_nobody_is_written_to_without_end(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    path = f"/jobs/{job_id}/candidates/{candidate_id}/invitation"
    assert [client.post(path).status for _ in range(6)] == [201] * 5 + [429]
    reply = client.post(path)
    assert (reply.code, 1 <= int(reply.headers["Retry-After"]) <= 86400) == ("too_many", True)
    assert client.get(path).json["url"] is not None, "the last one opens"


def test_the_link_is_not_kept_with_the_idempotent_answer(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    path = f"/jobs/{job_id}/candidates/{candidate_id}/invitation"
    first = client.post(path, idempotency_key="k")
    again = client.post(path, idempotency_key="k")
    assert (again.status, again.json["url"]) == (201, None)
    assert client.get(path).json["url"] == first.json["url"], "the link is still the first one"


def test_whoever_cannot_be_invited_is_not(here: House) -> None:
    client, job_id, candidate_id = begin(here, status="draft")
    path = f"/jobs/{job_id}/candidates/{candidate_id}/invitation"
    assert client.post(path).code == "already_done"
    client.patch(f"/jobs/{job_id}", {"status": "open"})
    staged(stored_candidate(job_id, candidate_id), Stage.WITHDRAWN)
    assert client.post(path).code == "already_done"
    assert client.post(path, {"to": "x"}).code == "invalid", "it takes no body"


# Recordings


def test_recordings_are_fetched_or_uploaded(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    here.announced.clear()
    reply = hand_in(client, job_id, candidate_id)
    assert reply.status == 201
    told = reply.json
    assert reply.headers["Location"] == f"/api/v1/interviews/{told['id']}"
    assert (told["status"], told["outcome"], told["candidate_id"]) == ("awaiting_upload", None, candidate_id)
    fetched, uploaded = told["answers"]
    assert (fetched["state"], fetched["upload"], fetched["question"]) == ("waiting", None, "请讲一次投诉。")
    assert uploaded["state"] == "awaiting_upload"
    assert uploaded["upload"]["fields"]["key"] == f"uploads/{told['id']}/1"
    details = [detail for kind, detail in here.announced if kind == "recording.wanted"]
    assert details == [RecordingWanted(interview_id=told["id"], answer=0)]
    assert "secret" not in reply.content.decode() + str(here.announced)
    known = promised.find(told["id"], 0)
    assert known is not None
    assert known.url == URL
    interview = interviews.find(told["id"])
    assert interview is not None
    assert (interview.created_by, interview.language, interview.policy) == (client.partner.who, "zh", "cn")
    stored = stored_candidate(job_id, candidate_id)
    job = jobs.find(job_id)
    assert job is not None and (interview.department, interview.source) == (job.department, stored.source)
    assert (stored.stage, stored.interview_id) == (Stage.STARTED, told["id"])
    [record] = candidates.consents(job_id, candidate_id)
    assert record.text_version == f"confirmed_by_partner:{client.partner.id}:consent-2026-03"
    assert (record.at, record.consent.observations) == ("2026-11-27T06:03:00.000Z", False)
    actions = {entry.action for entry in client.log(candidate_id)}
    assert {AuditAction.CONSENT_GIVEN, AuditAction.UPLOADED} <= actions
    twice = hand_in(client, job_id, candidate_id)
    assert (twice.status, twice.code, twice.json["existing"]) == (409, "already_done", told["id"])


def test_one_partner_does_not_keep_everybody_waiting(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["subjects.handing"], "MOST_FETCHED", 2)
    client, job_id, candidate_id = begin(here)
    reply = hand_in(client, job_id, candidate_id, {**WISH, "answers": [{"url": URL}] * 3})
    assert (reply.status, reply.code, "Retry-After" in reply.headers) == (429, "too_many", True)
    assert stored_candidate(job_id, candidate_id).stage is Stage.ADDED
    resume = {"content_type": "application/pdf", "url": URL}
    assert client.put(f"/jobs/{job_id}/candidates/{candidate_id}/resume", resume).code == "too_many"
    assert hand_in(client, job_id, candidate_id, {**WISH, "answers": [{}]}).status == 201, "uploads are not counted"


def test_a_signed_form_is_not_kept_with_the_idempotent_answer(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    first = hand_in(client, job_id, candidate_id, idempotency_key="form")
    again = hand_in(client, job_id, candidate_id, idempotency_key="form")
    assert (first.json["answers"][1]["upload"] is None, again.json["answers"][1]["upload"]) == (False, None)
    assert again.json["id"] == first.json["id"]
    [done] = plain.query(f"PARTNER#{client.partner.id}", "ONCE#", partners.Done)
    assert "signature" not in done.body.lower()
    assert "policy" not in done.body.lower()


def test_how_each_recording_is_coming_is_told(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    interview_id = hand_in(client, job_id, candidate_id).json["id"]
    path = f"/interviews/{interview_id}"
    boto3.client("s3").put_object(Bucket=UPLOADS, Key=f"uploads/{interview_id}/1", Body=b"x")
    known = promised.find(interview_id, 0)
    assert known is not None
    failed = {"state": FetchState.FAILED, "problem": FetchProblem.FORBIDDEN, "url": ""}
    promised.put(interview_id, known.model_copy(update=failed))
    told = client.get(path).json["answers"]
    assert [(one["state"], one["problem"]) for one in told] == [("failed", "forbidden"), ("stored", None)]
    killed = {"state": FetchState.FETCHING, "at": timestamp(now() - timedelta(hours=1))}
    promised.put(interview_id, known.model_copy(update=killed))
    assert client.get(path).json["answers"][0]["problem"] == "unavailable"
    here.announced.clear()
    again = client.put(f"{path}/answers/0", {"url": "https://ats.example/other"})
    assert (again.status, again.json["state"], again.json["problem"]) == (200, "waiting", None)
    assert [kind for kind, _ in here.announced] == ["recording.wanted"]
    form = client.put(f"{path}/answers/0", {})
    assert form.json["upload"]["fields"]["key"] == f"uploads/{interview_id}/0"
    assert client.put(f"{path}/answers/1", {"url": URL}).code == "already_done"
    assert client.put(f"{path}/answers/2", {"url": URL}).code == "not_found"
    assert client.put(f"{path}/answers/0", {"url": "https://127.0.0.1/x"}).code == "bad_url"


def test_a_recording_that_never_comes_is_not_waited_for(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    interview_id = hand_in(client, job_id, candidate_id).json["id"]
    path = f"/interviews/{interview_id}"
    assert client.post(f"{path}/finish").code == "nothing_given"
    boto3.client("s3").put_object(Bucket=UPLOADS, Key=f"uploads/{interview_id}/1", Body=b"x")
    here.started.clear()
    done = client.post(f"{path}/finish")
    assert (done.status, [one["answer"] for one in done.json["answers"]]) == (200, [1])
    assert here.started == [f"uploads/{interview_id}/1"]
    assert client.put(f"{path}/answers/0", {"url": URL}).code == "not_found"
    assert client.put(f"{path}/answers/1", {"url": URL}).code == "already_done"
    assert client.post(f"{path}/finish").status == 200, "said twice, begun once by its name"
    staged(stored_candidate(job_id, candidate_id), Stage.WITHDRAWN)
    assert client.post(f"{path}/finish").code == "no_consent"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"consent": {**CONSENT, "analysis": False}}, "#/consent/analysis"),
        ({"consent": {**CONSENT, "recording": False}}, "#/consent/recording"),
        ({"consent": {**CONSENT, "at": "2026-11-27T14:03:00"}}, "#/consent/at"),
        ({"consent": {**CONSENT, "at": "2036-11-27T14:03:00Z"}}, "#/consent/at"),
        ({"consent": {**CONSENT, "at": "0001-01-01T00:00:00+14:00"}}, "#/consent/at"),
        ({"consent": {**CONSENT, "at": "9999-12-31T23:59:59-14:00"}}, "#/consent/at"),
        ({"consent": {**CONSENT, "text_version": ""}}, "#/consent/text_version"),
        ({"answers": []}, "#/answers"),
        ({"answers": [{}] * 21}, "#/answers"),
        ({"answers": [{"url": "ftp://a.example/x"}]}, "#/answers/0/url"),
    ],
)
def test_without_consent_or_recordings_nothing_is_opened(here: House, change: dict[str, Any], pointer: str) -> None:
    client, job_id, candidate_id = begin(here)
    reply = hand_in(client, job_id, candidate_id, {**WISH, **change})
    assert (reply.status, reply.json["errors"][0]["pointer"]) == (422, pointer)
    assert stored_candidate(job_id, candidate_id).stage is Stage.ADDED
    assert candidates.consents(job_id, candidate_id) == []


def test_what_they_agreed_to_is_kept_before_anything_is_begun(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client, job_id, candidate_id = begin(here)

    def broken(*_: object, **__: object) -> None:
        raise Transient("aws_busy", "the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr(uploading, "started", broken)
        assert hand_in(client, job_id, candidate_id).code == "unavailable"
    assert hand_in(client, job_id, candidate_id).status == 201
    assert len(candidates.consents(job_id, candidate_id)) == 1
    client, job_id, candidate_id = begin(here)
    with monkeypatch.context() as patch:
        patch.setattr(candidates, "agreed", broken)
        assert hand_in(client, job_id, candidate_id).code == "unavailable"
    assert stored_candidate(job_id, candidate_id).consent is None
    assert hand_in(client, job_id, candidate_id).status == 201
    assert len(candidates.consents(job_id, candidate_id)) == 1


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_nothing_is_handed_in_for_a_job_that_is_not_open(here: House, status: str) -> None:
    client, job_id, candidate_id = begin(here, status="draft" if status == "draft" else "open")
    if status == "closed":
        client.patch(f"/jobs/{job_id}", {"status": "closed"})
    assert hand_in(client, job_id, candidate_id).code == "already_done"
    assert stored_candidate(job_id, candidate_id).stage is Stage.ADDED
    assert candidates.consents(job_id, candidate_id) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://a.example:22/x",
        "https://u@a.example/x",
        "https://a.example\\@b.example/x",
    ],
)
def test_an_address_that_must_not_be_called_opens_nothing(here: House, url: str) -> None:
    client, job_id, candidate_id = begin(here)
    reply = hand_in(client, job_id, candidate_id, {**WISH, "answers": [{}, {"url": url}]})
    assert (reply.status, reply.code) == (422, "bad_url")
    assert reply.json["errors"][0]["pointer"] == "#/answers/1/url"
    assert stored_candidate(job_id, candidate_id).stage is Stage.ADDED


def test_what_candidates_told_us_themselves_counts_more(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    own = Consent(recording=True, analysis=False, observations=False)
    candidates.change(stored_candidate(job_id, candidate_id), consent=own)
    assert hand_in(client, job_id, candidate_id).code == "no_consent"
    client, job_id, candidate_id = begin(here)
    own = Consent(recording=True, analysis=True, observations=False)
    candidates.change(stored_candidate(job_id, candidate_id), consent=own)
    seen = {**WISH, "consent": {**CONSENT, "observations": True}}
    interview = interviews.find(hand_in(client, job_id, candidate_id, seen).json["id"])
    assert interview is not None
    assert interview.consent == own
    assert candidates.consents(job_id, candidate_id) == []
    client, job_id, candidate_id = begin(here)
    candidates.change(stored_candidate(job_id, candidate_id), person_only=True)
    assert hand_in(client, job_id, candidate_id).code == "no_consent"


@pytest.mark.parametrize(("policy", "observed"), [("cn", True), ("eu", False)])
def test_observation_is_consented_to_only_where_the_policy_asks(here: House, policy: str, observed: bool) -> None:
    client, job_id, candidate_id = begin(here, policy=policy)
    wish = {**WISH, "consent": {**CONSENT, "observations": True}}
    interview = interviews.find(hand_in(client, job_id, candidate_id, wish).json["id"])
    assert interview is not None
    assert interview.consent.observations is observed


# Results


def closed(client: Client, job_id: str, candidate_id: str) -> str:
    interview_id: str = hand_in(client, job_id, candidate_id).json["id"]
    interviews.claim(interview_id, "run")
    card = CARD.model_copy(update={"interview_id": interview_id})
    scorecards.save(card, 1, 30)
    interviews.close(interview_id, "run", Outcome.SCORED, [], total=card.total)
    return interview_id


def test_a_scorecard_is_read_once_it_is_there(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    waiting = begin(here)
    open_id = hand_in(waiting[0], *waiting[1:]).json["id"]
    assert waiting[0].get(f"/interviews/{open_id}/scorecard").code == "not_ready"
    interview_id = closed(client, job_id, candidate_id)
    told = client.get(f"/interviews/{interview_id}").json
    assert (told["status"], told["outcome"], told["total"]) == ("closed", "scored", CARD.total)
    assert {one["state"] for one in told["answers"]} == {"stored"}
    card = client.get(f"/interviews/{interview_id}/scorecard")
    assert card.status == 200
    assert card.json["competencies"][0]["evidence"] == [
        one.model_dump(mode="json") for one in CARD.competencies[0].evidence
    ]
    assert client.log(candidate_id)[-1].action is AuditAction.REPORT_READ
    candidates.change(stored_candidate(job_id, candidate_id), stage=Stage.ERASED)
    assert client.get(f"/interviews/{interview_id}/scorecard").code == "gone"


def test_a_refused_recording_is_told_by_name(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    interview_id = hand_in(client, job_id, candidate_id).json["id"]
    interviews.claim(interview_id, "run")
    interviews.close(interview_id, "run", Outcome.REJECTED, [], reason="no_audio")
    told = client.get(f"/interviews/{interview_id}").json
    assert (told["outcome"], told["reason"], told["total"]) == ("rejected", "no_audio", None)
    assert "sound" in told["sentence"]["en"]
    assert client.get(f"/interviews/{interview_id}/scorecard").code == "not_found"


def test_interviews_are_listed_since_a_time(here: House) -> None:
    start = timestamp()
    client, job_id, candidate_id = begin(here)
    first = closed(client, job_id, candidate_id)
    other = begin(here)
    hand_in(other[0], *other[1:])
    made = client.post(f"/jobs/{job_id}/candidates", {"candidates": [{"name": "x"}, {"name": "y"}]}).json["candidates"]
    more = [hand_in(client, job_id, one["id"]).json["id"] for one in made]
    seen: list[str] = []
    cursor = None
    while True:
        page = client.get(f"/interviews?since={start}&limit=1" + (f"&cursor={cursor}" if cursor else "")).json
        assert len(page["items"]) <= 1
        seen += [one["id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == [first, *more]
    only = client.get(f"/interviews?since={start}&status=closed&job_id={job_id}").json
    assert ([one["id"] for one in only["items"]], only["next"]) == ([first], None)
    for far in ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
        assert client.get(f"/interviews?since={far}").json["errors"][0]["parameter"] == "since"
    assert client.get("/interviews?since=yesterday").json["errors"][0]["parameter"] == "since"
    assert client.get("/interviews?since=2026-11-28T00:00:00").code == "invalid", "a time without its zone"
    assert [one["id"] for one in client.get("/interviews").json["items"]] == [first, *more]


def test_interviews_of_others_are_not_there(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    interview_id = closed(client, job_id, candidate_id)
    stranger = here.client()
    for path in (f"/interviews/{interview_id}", f"/interviews/{interview_id}/scorecard"):
        assert stranger.get(path).code == "not_found"
    assert stranger.put(f"/interviews/{interview_id}/answers/0", {"url": URL}).code == "not_found"
    theirs = candidate(open_job())
    assert hand_in(client, theirs.job_id, theirs.id).code == "not_found"
    assert client.post(f"/jobs/{theirs.job_id}/candidates/{theirs.id}/invitation").code == "not_found"
    assert stranger.get("/interviews").json["items"] == []


def test_a_candidate_is_begun_with_once_also_by_two_at_once(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client, job_id, candidate_id = begin(here)
    before = stored_candidate(job_id, candidate_id)
    candidates.change(before, phone="13800138000")
    find = candidates.find
    monkeypatch.setattr(candidates, "find", lambda j, c: before if c == candidate_id else find(j, c))
    reply = hand_in(client, job_id, candidate_id)
    assert (reply.status, reply.code) == (409, "changed_meanwhile")
    monkeypatch.undo()
    assert stored_candidate(job_id, candidate_id).stage is Stage.ADDED
    assert candidate_id not in [one.candidate_id for one in interviews.latest(100)]


def test_follow_up_questions_are_the_candidates_own(here: House) -> None:
    client, job_id, candidate_id = begin(here)
    known = hand_in(client, job_id, candidate_id).json["id"]
    interviews.claim(known, "run")
    asked = Upload(answer=2, key=f"uploads/{known}/2", file_name="answer-3", question="Why?", follow_up="coaching")
    until = timestamp(now() + timedelta(hours=5))
    assert interviews.ask(known, [asked], Asking(attempt=1, at=timestamp(), until=until))
    told = client.get(f"/interviews/{known}").json
    assert (told["status"], told["asking_until"], told["outcome"]) == ("processing", until, None)
    assert "follow-up questions" in told["sentence"]["en"]
    assert [one["answer"] for one in told["answers"]] == [0, 1]
    assert client.put(f"/interviews/{known}/answers/2", {}).code == "already_done"
    assert client.post(f"/interviews/{known}/finish").code == "already_done"
    assert client.get(f"/interviews/{known}").json["asking_until"] == until
