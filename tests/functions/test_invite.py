"""Invitations: made by HR, written about by the function, renewed, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from mianshi.contracts.events import Consent, Upload
from mianshi.contracts.hiring import (
    Candidate,
    Decision,
    DecisionKind,
    InterviewRules,
    InvitationSent,
    Job,
    JobChange,
    JobStatus,
    Stage,
)
from mianshi.contracts.people import AuditAction
from mianshi.doors import links, opening
from mianshi.errors import Defect, Rejected, Transient
from mianshi.hiring.invitations import Asker, letter, short_message, times
from mianshi.platform import clients, mail
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import candidates, funnel, jobs, ledger
from mianshi.platform.store import links as kept
from mianshi.scoring.roles import load_role
from support.asked import put
from support.desk import Desk, candidate, desk, fresh, open_job, staged
from support.jobs import JOB
from support.shells import shell

SENDER = "hr@example.com"
CONTEXT = SimpleNamespace(
    aws_request_id="r", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", function_name="invite"
)


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch, mail_from=SENDER) as running:
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        yield running


@pytest.fixture
def function(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("invite", monkeypatch)


def sent() -> list[Any]:
    return list(ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages)


def invited(hr: Desk, **more: Any) -> tuple[Job, Candidate]:
    job = open_job()
    made = candidate(job, **{"email": "wang@example.com", **more})
    reply = hr.post(f"/jobs/{job.id}/candidates/{made.id}/invite", revision="0")
    assert reply.status == 303
    return job, fresh(made)


def task(made: Candidate, kind: str = "invitation", **more: Any) -> dict[str, Any]:
    return {"job_id": made.job_id, "candidate_id": made.id, "kind": kind, "ends_at": made.invitation_ends_at, **more}


def live(made: Candidate) -> list[str]:
    return [link.id for link in kept.of_candidate(made.id) if not link.revoked]


def test_an_invitation_is_a_link_a_count_an_event_and_a_line_in_the_log(hr: Desk) -> None:
    job, made = invited(hr)
    assert made.stage is Stage.INVITED and made.invitation_ends_at is not None
    [(kind, detail)] = hr.announced
    assert kind == "candidate.invited" and isinstance(detail, InvitationSent)
    assert (detail.channel, detail.ends_at) == ("email", made.invitation_ends_at)
    assert set(json.loads(detail.model_dump_json())) == {"job_id", "candidate_id", "channel", "remind_at", "ends_at"}
    assert [week.counts["invited"] for week in funnel.of_job(job.id)] == [1]
    assert [(e.who, e.action, e.detail) for e in hr.log(made)] == [("lin", AuditAction.INVITED, "first")]
    page = hr.get(f"/jobs/{job.id}/candidates/{made.id}")
    [link] = kept.of_candidate(made.id)
    address = f"https://portal.example{links.path(link)}"
    assert address in page.body and f"Open on your phone: {address}" not in page.page.text  # the message is Chinese
    assert 'role="img" aria-label="QR code of the interview link"' in page.body and "<svg" in page.body
    assert page.body.count("style=") == 0
    assert "The mail is on its way" in page.page.text


def test_an_old_window_invites_nobody_twice(hr: Desk) -> None:
    job, made = invited(hr)
    late = hr.post(f"/jobs/{job.id}/candidates/{made.id}/invite", revision="0")
    assert late.status == 409 and len(hr.announced) == 1 and len(live(made)) == 1


def test_several_are_invited_at_once_and_only_those_who_can_be(hr: Desk) -> None:
    job = open_job()
    people = [candidate(job, f"P{n}") for n in range(4)]
    staged(people[2], Stage.SUBMITTED)
    staged(people[3], Stage.WITHDRAWN)
    chosen = [person.id for person in people]
    first = hr.post(f"/jobs/{job.id}/invite", c=chosen)
    assert first.where == f"/jobs/{job.id}/invitations?c={chosen[0]},{chosen[1]}&skipped=2"
    page = hr.get(first.where)
    assert (
        page.body.count("/c/open/") == 4 and page.body.count("<svg") == 2 and "Not invited again: 2" in page.page.text
    )
    assert "There is no email address" in page.page.text
    again = hr.post(f"/jobs/{job.id}/invite", c=chosen)
    assert again.where.endswith("c=&skipped=4")
    assert len(hr.announced) == 2 and [w.counts["invited"] for w in funnel.of_job(job.id)] == [2]


def test_a_renewed_invitation_ends_the_old_link_and_is_counted_once(hr: Desk) -> None:
    job, made = invited(hr)
    [old] = kept.of_candidate(made.id)
    assert hr.post(f"/jobs/{job.id}/candidates/{made.id}/invite", revision="1").status == 303
    with pytest.raises(Rejected, match="link_expired"):
        links.opened(links.token(old), "interview")
    [new] = live(made)
    assert new != old.id and [w.counts["invited"] for w in funnel.of_job(job.id)] == [1]
    assert [e.detail for e in hr.log(made)] == ["first", "renewed"] and len(hr.announced) == 2
    with pytest.raises(Rejected, match="link_broken"):
        links.opened(links.token(old), "report")


def test_whoever_has_begun_gets_a_new_link_and_no_new_time(hr: Desk) -> None:
    job, made = invited(hr)
    begun = staged(made, Stage.STARTED)
    reply = hr.post(f"/jobs/{job.id}/candidates/{made.id}/invite", revision=str(begun.revision))
    assert reply.status == 303 and len(live(made)) == 1 and len(hr.announced) == 1
    after = fresh(made)
    assert (after.stage, after.invitation_ends_at) == (Stage.STARTED, made.invitation_ends_at)


def test_a_link_that_was_taken_back_opens_nothing_and_nobody_is_written_to(hr: Desk, function: ModuleType) -> None:
    job, made = invited(hr)
    [link] = kept.of_candidate(made.id)
    assert hr.post(f"/jobs/{job.id}/candidates/{made.id}/revoke").status == 303
    with pytest.raises(Rejected, match="link_expired"):
        links.opened(links.token(link), "interview")
    page = hr.get(f"/jobs/{job.id}/candidates/{made.id}").page
    assert "There is no link that opens" in page.text and "Invitation has ended" in page.text
    assert function.handler(task(made), CONTEXT)["sent"] is False and sent() == []


def test_the_mail_is_in_the_language_of_the_candidate_and_holds_link_time_and_rules(
    hr: Desk, function: ModuleType
) -> None:
    for language, words in (
        ("zh", ("截止时间", "每题最多回答 3 分钟", "可以重录 1 次", "打字", "真人面试")),
        ("en", ("Begin before", "up to 3 minutes", "again once", "in writing", "a person interviews you")),
    ):
        job, made = invited(hr, language=language)
        assert function.handler(task(made), CONTEXT) == {"candidate_id": made.id, "sent": True}
        message = sent()[-1]
        assert message.destinations["ToAddresses"] == ["wang@example.com"] and message.source == SENDER
        [link] = kept.of_candidate(made.id)
        assert f"https://portal.example{links.path(link)}" in message.body
        for word in (*words, made.name):
            assert word in message.body, word
        assert job.title.in_language(made.language) in message.subject
        assert "The mail was sent" in hr.get(f"/jobs/{job.id}/candidates/{made.id}").page.text


def test_the_same_message_twice_is_sent_once(hr: Desk, function: ModuleType) -> None:
    _, made = invited(hr)
    assert [function.handler(task(made), CONTEXT)["sent"] for _ in range(2)] == [True, False]
    assert function.handler(task(made, "reminder"), CONTEXT)["sent"] is True
    assert len(sent()) == 2


def test_nobody_is_reminded_who_has_begun_or_gone(hr: Desk, function: ModuleType) -> None:
    _, made = invited(hr)
    for stage in (Stage.STARTED, Stage.SUBMITTED, Stage.WITHDRAWN, Stage.ERASED):
        staged(made, stage)
        assert function.handler(task(made, "reminder"), CONTEXT)["sent"] is False
    assert sent() == []


def test_nobody_is_reminded_of_a_job_that_is_closed(hr: Desk, function: ModuleType) -> None:
    job, made = invited(hr)
    closed = job.model_copy(update={"status": JobStatus.CLOSED})
    line = JobChange(at=timestamp(), by="lin", role_version=job.role_version, revision=1, what=[])
    jobs.change(job, closed, line)
    assert function.handler(task(made, "reminder"), CONTEXT)["sent"] is False and sent() == []


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mail_says_who_asks_and_whom_to_answer(kind: Any, language: Any) -> None:
    made = Candidate(id="ca", job_id="jb", name="Wang", created_at="", created_by="", language=language)
    named = letter(kind, JOB, made, "https://x", Asker(employer="晨光商店", contact="hr@shop.example"))
    assert "晨光商店" in named.subject and "晨光商店" in named.text and "hr@shop.example" in named.text
    unnamed = letter(kind, JOB.model_copy(update={"department": "门店部"}), made, "https://x", Asker())
    assert "门店部" in unnamed.text and ("the recruiter who invited you" in unnamed.text or "招聘人员" in unnamed.text)


def test_an_invitation_that_was_renewed_is_not_reminded_of(hr: Desk, function: ModuleType) -> None:
    _, made = invited(hr)
    candidates.change(made, invitation_ends_at=timestamp(now() + timedelta(days=30)))
    assert function.handler(task(made, "reminder"), CONTEXT)["sent"] is False
    assert function.handler(task(fresh(made), "reminder"), CONTEXT)["sent"] is True
    over = candidates.change(fresh(made), invitation_ends_at="2026-01-01T00:00:00.000Z")
    assert function.handler(task(over), CONTEXT)["sent"] is False


def test_without_a_sender_or_an_address_nothing_is_sent(
    hr: Desk, function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, silent = invited(hr, email="")
    assert function.handler(task(silent), CONTEXT)["sent"] is False
    detail = hr.announced[-1][1]
    assert isinstance(detail, InvitationSent) and detail.channel == "none"
    job, made = invited(hr)
    monkeypatch.setattr(mail, "can_send", lambda: False)
    assert function.handler(task(made), CONTEXT)["sent"] is False and sent() == []
    assert "No sender is configured" in hr.get(f"/jobs/{job.id}/candidates/{made.id}").page.text


def _fails(monkeypatch: pytest.MonkeyPatch, code: str, message: str = "", status: int = 400) -> None:
    def refuse(**_: Any) -> None:
        answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
        raise ClientError(answer, "SendEmail")

    monkeypatch.setattr(clients.client("sesv2"), "send_email", refuse)


def test_a_failure_of_the_mail_service_has_one_of_three_names(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    families: list[tuple[str, str, type[Exception]]] = [
        ("TooManyRequestsException", "", Transient),
        ("InternalFailure", "", Transient),
        ("MessageRejected", "Address blacklisted.", Rejected),
        ("BadRequestException", "Local address contains control or whitespace", Rejected),
        ("MessageRejected", "Email address is not verified.", Defect),
        ("MailFromDomainNotVerifiedException", "", Defect),
        ("AccessDeniedException", "", Defect),
    ]
    for code, message, family in families:
        _fails(monkeypatch, code, message)
        with pytest.raises(family):
            mail.send("a@example.com", "s", "t")


def test_a_refused_address_is_told_on_the_page_of_the_candidate(
    hr: Desk, function: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, made = invited(hr)
    _fails(monkeypatch, "MessageRejected", "Address wang@example.com is on the suppression list")
    with pytest.raises(Rejected, match="mail_refused"):
        function.handler(task(made), CONTEXT)
    assert "refused this address" in hr.get(f"/jobs/{job.id}/candidates/{made.id}").page.text
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    assert "mail_refused" in logged and "wang" not in logged and made.name not in logged


def test_a_link_that_is_not_listed_yet_is_waited_for(hr: Desk, function: ModuleType) -> None:
    job = open_job()
    made = candidate(job, email="a@example.com")
    made = candidates.change(made, stage=Stage.INVITED, invitation_ends_at=timestamp(now() + timedelta(days=1)))
    with pytest.raises(Transient, match="link_not_listed"):
        function.handler(task(made), CONTEXT)


def test_times_of_an_invitation() -> None:
    start = now()
    usual = times(start, InterviewRules(link_days=14, reminder_hours=48))
    assert (usual.ends_at - start, usual.remind_at - start) == (timedelta(days=14), timedelta(hours=48))
    for rules in (InterviewRules(reminder_hours=0), InterviewRules(link_days=1, reminder_hours=24)):
        assert times(start, rules).remind_at == times(start, rules).ends_at


def test_nothing_typed_adds_a_line_to_a_mail() -> None:
    made = Candidate(id="ca", job_id="jb", name="A\r\nBcc: x@example.com", created_at="", created_by="", language="en")
    job = JOB.model_copy(update={"title": JOB.title.model_copy(update={"en": "T\nSubject: no"})})
    asker = Asker(employer="Shop\nBcc: y@example.com", contact="c\nBcc: z@example.com")
    written = letter("invitation", job, made, "https://x.example/c/open/t", asker)
    assert "\n" not in written.subject and "\nBcc" not in written.text
    assert "\n" not in short_message(job, made, "https://x.example/c/open/t")


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (["text"], "You may answer in writing\n"),
        (["video", "audio", "text"], "You may answer on video, as sound only or in writing\n"),
    ],
)
def test_ways_of_answering_are_a_choice(modes: Any, said: str) -> None:
    made = Candidate(id="ca", job_id="jb", name="Wang", created_at="", created_by="", language="en")
    job = JOB.model_copy(update={"rules": InterviewRules(modes=modes)})
    assert said in letter("invitation", job, made, "https://x", Asker()).text


# -- decisions


def decided(made: Candidate, kind: DecisionKind, at: str = "2026-11-20T00:00:00.000Z") -> Candidate:
    decision = Decision(kind=kind, by="lin", by_name="Lin", reason="too slow with customers", at=at)
    return candidates.change(fresh(made), decision=decision, stage=Stage.DECIDED)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_decision_is_told_without_saying_which(hr: Desk, function: ModuleType, language: str) -> None:
    _, made = invited(hr, language=language)
    at = decided(made, DecisionKind.REJECT).decision.at  # type: ignore[union-attr]
    for _ in range(2):  # events come twice
        function.handler(task(made, "decision", ends_at=at), CONTEXT)
    [mail_sent] = sent()
    text = mail_sent.body
    assert live(made)[0] in text
    assert "too slow" not in text and "reject" not in text.lower() and "不录用" not in text
    assert [e.detail for e in hr.log(made) if e.who == "software"] == ["decision_told"]


def test_nobody_is_told_of_a_decision_that_holds_was_taken_back_or_is_about_somebody_gone(
    hr: Desk, function: ModuleType
) -> None:
    _, made = invited(hr)
    held = decided(made, DecisionKind.HOLD)
    function.handler(task(made, "decision", ends_at=held.decision.at), CONTEXT)  # type: ignore[union-attr]
    later = decided(held, DecisionKind.ADVANCE, at="2026-11-21T00:00:00.000Z")
    function.handler(task(made, "decision", ends_at="2026-11-20T00:00:00.000Z"), CONTEXT)
    candidates.change(later, stage=Stage.WITHDRAWN)
    function.handler(task(made, "decision", ends_at="2026-11-21T00:00:00.000Z"), CONTEXT)
    assert sent() == []


# -- follow-up questions


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh", ("截止时间：2026 年 12 月 1 日 16:00（北京时间）", "已经读完", "凡是能评分的候选人，追问数量相同")),
        ("en", ("before 1 December 2026, 16:00 (China time, UTC+8)", "have been read", "the same 24 hours")),
    ],
)
def test_follow_up_questions_are_told_with_their_deadline(
    hr: Desk, function: ModuleType, language: str, says: tuple[str, ...]
) -> None:
    _, made = invited(hr, language=language)
    consent = Consent(recording=True, analysis=True, observations=False)
    words = Upload(answer=0, key="", file_name="a", question="q", kind="text")
    role = load_role("retail_store_manager")
    interview = opening.open_interview(role, policy="cn", language="zh", consent=consent, files=[words])
    candidates.change(made, interview_id=interview.id)
    until = "2026-12-01T08:00:00.000Z"
    put(interview.id, until=until)
    function.handler(task(made, "follow_ups", ends_at="2026-11-30T08:00:00.000Z"), CONTEXT)
    for _ in range(2):  # events come twice
        function.handler(task(made, "follow_ups", ends_at=until), CONTEXT)
    [told] = sent()
    assert all(words in told.body for words in says) and live(made)[0] in told.body
    assert [e.detail for e in hr.log(made) if e.who == "software"] == ["follow_ups_told"]


def _spent(made: Candidate) -> list[tuple[str, int, int]]:
    """Outcome, transitions and mails of every attempt about a candidate, in order."""
    lines = [line for line in ledger.of_month(timestamp()[:7]) if line.candidate_id == made.id]
    attempts = list(dict.fromkeys((line.attempt, line.outcome) for line in lines))

    def of(attempt: str, key: str) -> int:
        return sum(line.quantity for line in lines if (line.attempt, line.price_key) == (attempt, key))

    return [(how, of(name, "stepfunctions.standard.transitions"), of(name, "ses.messages")) for name, how in attempts]


def test_an_invitation_is_paid_with_its_transitions_and_each_mail(hr: Desk, function: ModuleType) -> None:
    job, made = invited(hr, source="内推")
    for kind in ("invitation", "invitation", "reminder"):
        function.handler(task(made, kind), CONTEXT)
    assert _spent(made) == [("ok", 4, 1), ("duplicate", 4, 0), ("ok", 2, 1)]
    [line] = [
        x for x in ledger.of_month(timestamp()[:7]) if x.candidate_id == made.id and x.price_key == "ses.messages"
    ][:1]
    assert (line.job_id, line.department, line.source, line.interview_id) == (job.id, job.department, "内推", "")
    staged(fresh(made), Stage.SUBMITTED)
    function.handler(task(made, "reminder"), CONTEXT)
    assert _spent(made)[-1] == ("cancelled", 2, 0)


def test_a_call_that_is_tried_again_pays_for_itself_and_a_refused_address_for_its_own_way(
    hr: Desk, function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = invited(hr)
    for error in (Transient("aws_busy"), Rejected("mail_refused", "x")):

        def fails(*_: Any, raised: Exception = error) -> None:
            raise raised

        monkeypatch.setattr(mail, "send", fails)
        with pytest.raises(type(error)):
            function.handler(task(made), CONTEXT)
    assert _spent(made) == [("failed", 1, 0), ("failed", 3, 0)]


def test_an_invitation_that_hr_hands_out_pays_for_its_workflow_at_the_desk(hr: Desk) -> None:
    _, made = invited(hr, email="")
    assert _spent(made) == [("ok", 3, 0)]
    assert hr.announced[-1][1].channel == "none"  # type: ignore[attr-defined]
