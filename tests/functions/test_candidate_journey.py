"""What a candidate reads, agrees to and chooses before the interview."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mianshi.contracts.hiring import FunnelStep, InterviewRules, JobStatus, RequestKind, Slot, Stage
from mianshi.contracts.people import AuditAction
from mianshi.pages.consent_words import consent_words
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import audit, candidates, funnel, jobs
from mianshi.privacy.policies import asks_consent, load_policy
from support.candidate_door import LATER, Browser, applicant, browser, now_of, offer

HOSTILE = "<script>alert(1)</script>\u202e" + "名" * 80


@pytest.fixture(scope="module")
def house() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, browser(patch) as running:
        yield running


@pytest.fixture
def door(house: Browser) -> Browser:
    return house.anew()


def entered(door: Browser, job: Any = None, **changes: Any) -> tuple[Any, str]:
    wang = applicant(job or offer(), **changes)
    door.open(wang)
    return wang, f"/c/{wang.id}/"


def agreed(door: Browser, home: str, **more: str) -> Any:
    return door.send(home, f"{home}consent", path="go", recording="yes", analysis="yes", **more)


def slot(name: str, hours: float, capacity: int = 1) -> Slot:
    start = now() + timedelta(hours=hours)
    return Slot(id=name, starts_at=timestamp(start), ends_at=timestamp(start + timedelta(hours=1)), capacity=capacity)


def started(job_id: str) -> int:
    return sum(week.counts[FunnelStep.STARTED.value] for week in funnel.of_job(job_id))


def test_page_one_says_who_what_how_long_and_who_decides_and_ticks_nothing(door: Browser) -> None:
    _, home = entered(door)
    page = door.get(f"{home}?lang=zh").body
    policy = load_policy("cn")
    words = consent_words(policy, "zh", observations=asks_consent(policy))
    for line in [line for section in words.sections for line in section.lines]:
        assert line in page
    assert "华东零售" in page and "人工智能" in page and f"{policy.retention.recording_days} 天" in page
    assert page.count('type="checkbox"') == 4 and "checked" not in page
    assert len(page.encode()) < 100_000


def test_a_profile_that_forbids_observation_does_not_ask_for_it(door: Browser) -> None:
    wang, home = entered(door, offer(policy="eu"))
    page = door.get(f"{home}?lang=en").body
    assert 'name="observations"' not in page and 'name="talent_pool"' in page
    assert "Facial movement, gaze and posture are neither computed nor stored" in page
    agreed(door, home, observations="yes")
    [record] = candidates.consents(wang.job_id, wang.id)
    assert record.consent.observations is False
    assert AuditAction.CONSENT_GIVEN in {entry.action for entry in audit.about(wang.id, 9)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_consent_is_kept_with_the_hash_of_the_very_words(door: Browser, lang: str) -> None:
    wang, home = entered(door)
    shown = door.get(f"{home}?lang={lang}")
    answer = agreed(door, home, observations="yes")
    assert (answer.status, answer.where) == (303, f"{home}plan")
    [record] = candidates.consents(wang.job_id, wang.id)
    policy = load_policy("cn")
    words = consent_words(policy, record.language, observations=True)
    assert (record.language, record.text_version) == (lang, words.content_hash())
    assert record.text_version in shown.body
    assert record.consent.observations and not record.talent_pool
    assert record.address_hash and "192.0.2" not in record.model_dump_json()
    found = now_of(wang)
    assert (found.stage, found.consent) == (Stage.STARTED, record.consent) and found.started_at
    assert started(wang.job_id) == 1


def test_sending_the_consent_twice_or_from_two_tabs_is_once(door: Browser) -> None:
    wang, home = entered(door)
    one, two = door.get(home), door.get(home)
    for page in (one, two, one):
        form = {name: page.field(name) for name in ("csrf", "version", "shown", "request")}
        answer = door.post(f"{home}consent", {**form, "path": "go", "recording": "yes", "analysis": "yes"})
        assert answer.where == f"{home}plan"
    assert len(candidates.consents(wang.job_id, wang.id)) == 1
    assert started(wang.job_id) == 1


def test_without_the_needed_two_the_page_says_so_and_keeps_what_was_ticked(door: Browser) -> None:
    wang, home = entered(door)
    answer = door.send(home, f"{home}consent", path="go", recording="yes", talent_pool="yes")
    assert answer.status == 422 and "Have a person interview me" in answer.body
    assert answer.body.count(" checked") == 2
    assert now_of(wang).stage is Stage.INVITED and not candidates.consents(wang.job_id, wang.id)


def test_words_that_changed_meanwhile_are_shown_again(door: Browser) -> None:
    wang, home = entered(door)
    answer = agreed(door, home, version="0" * 12)
    assert answer.status == 422 and "have just changed" in answer.body and "checked" not in answer.body
    assert now_of(wang).consent is None


def test_refusing_analysis_leads_to_a_person_and_back_again(door: Browser) -> None:
    wang, home = entered(door)
    answer = door.send(home, f"{home}consent", path="person")
    assert answer.where == f"{home}status?done=person"
    found = now_of(wang)
    assert found.person_only and found.stage is Stage.INVITED
    [request] = candidates.requests(wang.job_id)
    assert (request.kind, request.candidate_id) == (RequestKind.HUMAN_REVIEW, wang.id)
    page = door.get(answer.where).body
    assert "A person will interview you" in page and request.due_at[:10] in page
    assert started(wang.job_id) == 0
    assert door.get(f"{home}ready").where == f"{home}status"
    back = door.send(f"{home}?again=yes", f"{home}consent", path="go", recording="yes", analysis="yes")
    assert back.where == f"{home}plan" and not now_of(wang).person_only


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"invitation_ends_at": "2026-01-01T00:00:00.000Z"}, JobStatus.OPEN, "The invitation has ended"),
        ({}, JobStatus.CLOSED, "This job is closed"),
    ],
)
def test_what_is_over_says_so_and_what_to_do(
    door: Browser, changes: dict[str, Any], status: JobStatus, says: str
) -> None:
    wang, home = entered(door, offer(status=status), **changes)
    page = door.get(f"{home}?lang=en")
    assert page.status == 200 and says in page.body and "<form" not in page.body
    assert says in door.get(f"{home}status").body
    form = {"csrf": door.get(f"{home}rights/person").field("csrf"), "path": "go", "recording": "yes", "analysis": "yes"}
    assert door.post(f"{home}consent", form).status == 303
    assert now_of(wang).consent is None


def test_choices_are_kept_and_the_agenda_shows_them(door: Browser) -> None:
    job = offer(rules=InterviewRules(think_seconds=45, answer_seconds=120, retakes=2))
    wang, home = entered(door, job)
    agreed(door, home)
    answer = door.send(f"{home}plan", f"{home}plan", language="en", mode="audio")
    assert answer.where == f"{home}ready?saved=yes"
    found = now_of(wang)
    assert (found.language, found.mode) == ("en", "audio")
    page = door.get(f"{home}ready?lang=en").body
    assert "45 seconds" in page and "2 minutes" in page and "Re-takes of each: 2" in page
    assert f'href="{home}check"' in page
    door.send(f"{home}plan", f"{home}plan", language="en", mode="text")
    assert f'href="{home}write"' in door.get(f"{home}ready").body
    assert door.get(home).where == f"{home}ready"


def test_a_choice_that_was_not_offered_is_refused_beside_its_field(door: Browser) -> None:
    wang, home = entered(door, offer(rules=InterviewRules(modes=["video", "audio"])))
    agreed(door, home)
    answer = door.send(f"{home}plan", f"{home}plan", language="fr", mode="text", slot="x", other="x" * 1001)
    assert answer.status == 422
    assert {"language-wrong", "mode-wrong", "other-wrong"} <= {
        name for name in ("language-wrong", "mode-wrong", "other-wrong", "slot-wrong") if f'id="{name}"' in answer.body
    }
    assert "x" * 1001 in answer.body and now_of(wang).mode is None


def test_what_somebody_needs_is_granted_at_once_and_told_to_a_person(door: Browser) -> None:
    wang, home = entered(door, offer(rules=InterviewRules(modes=["video"])))
    agreed(door, home)
    door.send(f"{home}plan", f"{home}plan", language="zh", extra_time="yes", text_mode="yes")
    found = now_of(wang)
    assert found.extra_time and found.mode == "text"
    [granted] = candidates.requests(wang.job_id, wang.id)
    assert granted.kind is RequestKind.ACCOMMODATION and granted.answered_at
    door.send(f"{home}plan", f"{home}plan", language="zh", extra_time="yes", other="手语翻译")
    asked = candidates.requests(wang.job_id, wang.id)[-1]
    assert "手语翻译" in asked.text and asked.answered_at is None
    assert "No clock" in door.get(f"{home}ready?lang=en").body


def test_a_time_is_booked_changed_and_given_back(door: Browser) -> None:
    job = offer(slots=[slot("one", 5), slot("two", 30), slot("gone", -5)])
    wang, home = entered(door, job)
    agreed(door, home)
    page = door.get(f"{home}plan").body
    assert 'value="one"' in page and 'value="gone"' not in page
    assert door.send(f"{home}plan", f"{home}plan", language="zh", mode="video").status == 422
    assert door.send(f"{home}plan", f"{home}plan", language="zh", mode="video", slot="one").status == 303
    assert jobs.booked(job.id) == {"one": 1}
    door.send(f"{home}plan", f"{home}plan", language="zh", mode="video", slot="one")
    assert jobs.booked(job.id) == {"one": 1}
    door.send(f"{home}plan", f"{home}plan", language="zh", mode="video", slot="two")
    assert jobs.booked(job.id) == {"one": 0, "two": 1} and now_of(wang).slot == "two"
    assert "Your time has not come yet" in door.get(f"{home}ready?lang=en").body
    file = door.get(f"{home}calendar.ics?lang=en")
    assert file.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Online interview: Store manager" in file.body and "mianshi_candidate" not in file.body
    li, other = entered(door, job)
    agreed(door, other)
    taken = door.send(f"{other}plan", f"{other}plan", language="zh", mode="video", slot="two")
    assert taken.status == 422 and "just booked up" in taken.body
    assert now_of(li).slot is None and jobs.booked(job.id) == {"one": 0, "two": 1}


def test_a_place_taken_in_vain_is_given_back(door: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = offer(slots=[slot("one", 5, capacity=3)])
    wang, home = entered(door, job)
    agreed(door, home)
    change = candidates.change
    tries: list[int] = []

    def interrupted(before: Any, **updates: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            change(now_of(wang), source="elsewhere")
        return change(before, **updates)

    monkeypatch.setattr(candidates, "change", interrupted)
    assert door.send(f"{home}plan", f"{home}plan", language="zh", mode="video", slot="one").status == 303
    assert jobs.booked(job.id) == {"one": 1} and now_of(wang).slot == "one"
    assert now_of(wang).source == "elsewhere"


def test_hostile_names_are_text(door: Browser) -> None:
    title = offer().title.model_copy(update={"zh": HOSTILE, "en": HOSTILE})
    _, home = entered(door, offer(title=title, department=HOSTILE), name=HOSTILE[:100])
    for lang in ("zh", "en"):
        page = door.get(f"{home}?lang={lang}").body
        assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_the_end_of_an_invitation_does_not_cut_off_who_has_begun(door: Browser) -> None:
    wang, home = entered(door, invitation_ends_at=LATER)
    agreed(door, home)
    candidates.change(now_of(wang), invitation_ends_at="2026-01-01T00:00:00.000Z")
    assert door.get(f"{home}plan").status == 200
