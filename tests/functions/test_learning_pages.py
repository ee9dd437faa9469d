"""What staff see of the study of a role, and a proposal that becomes a new version only by a named person."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import FunnelStep, Job
from mianshi.contracts.people import Person
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import StudyAsked
from mianshi.platform import objects
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import audit, funnel, jobs
from mianshi.scoring.roles import role_version
from support import studied
from support.desk import ADMIN, AUDITOR, FINANCE, INTERVIEWER, LIN, OTHER_HR, Desk, Reply, desk

HOSTILE = "<script>alert(1)</script>\u202e王" + "😀" * 3


@pytest.fixture(scope="module")
def running() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as started:
        started.app.include_router(importlib.import_module("job.jobs").router)
        yield started


@pytest.fixture
def hr(running: Desk) -> Iterator[Desk]:
    running.announced.clear()
    yield running
    table = boto3.resource("dynamodb").Table("desk")
    with table.batch_writer() as batch:
        for item in table.scan(ProjectionExpression="pk, sk")["Items"]:
            if not item["pk"].startswith("SESSION#"):
                batch.delete_item(Key=item)
    for key in boto3.client("s3").list_objects_v2(Bucket="desk-artefacts").get("Contents", []):
        boto3.client("s3").delete_object(Bucket="desk-artefacts", Key=key["Key"])


@pytest.fixture
def job(hr: Desk) -> Job:
    job_id = new_id("jb")
    form: dict[str, Any] = {"id": job_id, "role": "retail_store_manager", "headcount": "3", "title.zh": "店长"}
    hr.post("/jobs/new", **form)
    return fresh(job_id)


def fresh(job_id: str) -> Job:
    found = jobs.find(job_id)
    assert found is not None
    return found


def role(job: Job) -> Role:
    return objects.get_record(objects.job_role(job.id, job.role_version), Role)


def studies(job: Job, **changes: Any) -> None:
    studied.keep(job, studied.study(job, role(job), **changes))


def applied(hr: Desk, job: Job, **form: Any) -> Reply:
    wanted = studied.proposal(role(job)).content_hash()
    sent = {"revision": str(job.revision), "proposal": wanted, "weights": "yes", "threshold": "yes", **form}
    return hr.post(f"/jobs/{job.id}/learning/proposal", **sent)


CONFIRMED: dict[str, Any] = {"confirmed": "yes", "reason": "两个季度的绩效都支持"}


def test_without_a_study_the_page_says_what_is_needed(hr: Desk, job: Job) -> None:
    page = hr.get(f"/jobs/{job.id}/learning").body
    assert "There is nothing to see yet" in page and "In this job 0 hires are reported" in page
    assert f"/jobs/{job.id}/exchange#outcomes" in page


def test_everything_is_shown_with_its_number_of_people(hr: Desk, job: Job) -> None:
    studies(job)
    page = hr.get(f"/jobs/{job.id}/learning").body
    for said in (
        "412",
        "r = 0.31 (n = 120)",
        "0.11 to 0.51",
        "estimated at 0.46 (95 % interval 0.31 to 0.59",
        "64 / 64",
        "6 of 8 rated (9 hired)",
        "3 of 4 rated",
        "0.71",
        "41 / 64",
        "94%",
        "about 410",
    ):
        assert said in page, said
    assert "55%" in page and "977" not in page, "the months of this job, not those of another"
    assert "75%" not in page, "three of four would tell raters what software advised"


def test_below_thirty_nothing_is_concluded_and_no_number_is_shown(hr: Desk, job: Job) -> None:
    name = role(job).competencies[0].id
    studies(job, relations=[studied.relation(name, "promoted", 29, 0.777)], benchmark_people=20)
    page = hr.get(f"/jobs/{job.id}/learning").body
    assert "nothing concluded" in page and "0.78" not in page and "0.98" not in page
    assert "Average levels" not in page
    studies(job, relations=[studied.relation(name, "promoted", 30, 0.777)])
    assert "0.78" in hr.get(f"/jobs/{job.id}/learning").body


def test_names_from_outside_are_text(hr: Desk, job: Job) -> None:
    said = Bilingual(zh=HOSTILE, en=HOSTILE)
    studies(
        job,
        relations=[
            studied.relation(
                HOSTILE,
                "performance",
                40,
                0.3,
            ).model_copy(update={"sentence": said})
        ],
    )
    page = hr.get(f"/jobs/{job.id}/learning").body
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_study_is_asked_for_once_in_a_while(hr: Desk, job: Job) -> None:
    for _ in range(2):
        assert hr.post(f"/jobs/{job.id}/learning/study").status == 303
    assert hr.announced == [("study.asked", StudyAsked(role=job.role))]
    assert hr.post(f"/jobs/{job.id}/learning/study", INTERVIEWER).status == 404


def test_who_may_look_and_who_may_not(hr: Desk, job: Job) -> None:
    studies(job)
    for who, status in ((ADMIN, 200), (AUDITOR, 200), (OTHER_HR, 404), (FINANCE, 404)):
        assert hr.get(f"/jobs/{job.id}/learning", who).status == status
    assert hr.post(f"/jobs/{job.id}/learning/study", AUDITOR).status == 403
    assert "See what it would change" not in hr.get(f"/jobs/{job.id}/learning/proposal", AUDITOR).body
    assert hr.post(f"/jobs/{job.id}/learning/proposal", AUDITOR, **CONFIRMED).status == 403


def test_a_proposal_stands_beside_the_version_of_now(hr: Desk, job: Job) -> None:
    studies(job)
    page = hr.get(f"/jobs/{job.id}/learning/proposal").body
    for said in (
        "From 120 hired",
        "the first 100 of",
        "0.0125",
        "0.21",
        "0.34",
        "14 of 25",
        "11 of 25",
        "q: 0.018",
        "72%",
        "in the better half",
        "the gain is usually smaller",
        "not each weight",
        "employer, a school or a person, and must then not be taken",
        "under 5 %",
        "Nothing is applied by itself",
    ):
        assert said in page, said
    line = role(job).thresholds.forward
    assert f"{line} → {line - 2}" in page
    assert 'value="yes" checked' not in page and 'name="weights"' in page, "nothing is taken that nobody chose"
    assert "First tick what to take" in page
    version = studied.proposal(role(job)).content_hash()
    assert version in page and version not in page.partition("<h2")[2].partition("</h2>")[0]


def test_the_role_is_called_by_its_name(hr: Desk, job: Job) -> None:
    studies(job)
    page = hr.get(f"/jobs/{job.id}/learning?lang=zh").body
    assert "零售门店店长" in page and "retail_store_manager" not in page
    assert page.count("<time datetime=") >= 1


def test_nothing_is_applied_before_a_reason_and_a_confirmation(hr: Desk, job: Job) -> None:
    studies(job)
    asked = applied(hr, job)
    assert asked.status == 200 and "Apply as a new version" in asked.body
    for reason in ("", "   "):
        assert 'id="reason-wrong"' in applied(hr, job, confirmed="yes", reason=reason).body
    assert fresh(job.id) == job


def test_it_becomes_a_new_version_with_its_evidence_in_the_log(hr: Desk, job: Job) -> None:
    studies(job)
    before, point = role(job), role(job).competencies[1].key_points[0].id
    reply = applied(hr, job, term0=point, **CONFIRMED)
    after = fresh(job.id)
    assert (reply.status, reply.where) == (303, f"/jobs/{job.id}/learning?applied={after.role_version}")
    made = role(after)
    assert role_version(made) == after.role_version != job.role_version
    assert [one.weight for one in made.competencies[:2]] == [
        one.weight + d for one, d in zip(before.competencies, (5, -5), strict=False)
    ]
    assert made.thresholds.forward == before.thresholds.forward - 2
    assert "先听完再说" in made.competencies[1].key_points[0].synonyms.zh
    line = jobs.history(job.id)[0]
    told = line.what[0].zh
    assert studied.proposal(before).content_hash() in told and "0.21 → 0.34（50 人）" in told
    assert "11/25" in line.what[1].en and "4/25" in line.what[1].en
    assert line.reason == CONFIRMED["reason"] and line.by == job.owner
    noted = [entry.detail for entry in audit.of_day(timestamp()[:10], 50)[0] if entry.job_id == job.id]
    assert f"proposal {studied.proposal(before).content_hash()}" in noted
    again = applied(hr, job, term0=point, **CONFIRMED)
    assert again.status in (303, 409) and fresh(job.id) == after, "sent twice, it is applied once"
    assert after.role_version in hr.get(reply.where).body


def test_only_what_was_ticked_is_taken(hr: Desk, job: Job) -> None:
    studies(job)
    before = role(job)
    hr.post(
        f"/jobs/{job.id}/learning/proposal", revision=str(job.revision), threshold="yes",
        proposal=studied.proposal(before).content_hash(), **CONFIRMED,
    )  # fmt: skip
    made = role(fresh(job.id))
    assert made.competencies == before.competencies and made.thresholds.forward == before.thresholds.forward - 2
    told = " ".join(what.en for what in jobs.history(job.id)[0].what)
    assert "line tried on 50 people" in told and "correlation" not in told and "先听完再说" not in told


def test_with_nothing_ticked_nothing_changes(hr: Desk, job: Job) -> None:
    studies(job)
    wanted = studied.proposal(role(job)).content_hash()
    reply = hr.post(f"/jobs/{job.id}/learning/proposal", revision=str(job.revision), proposal=wanted, **CONFIRMED)
    assert "Nothing was chosen" in reply.body and fresh(job.id) == job


def test_a_proposal_for_an_older_version_is_refused_by_name(hr: Desk, job: Job) -> None:
    studies(job)
    form: dict[str, Any] = {
        "revision": str(job.revision),
        "proposal": studied.proposal(role(job)).content_hash(),
        "weights": "yes",
    }
    known = role(job)
    changed = known.model_copy(update={"expected_answer_seconds": known.expected_answer_seconds + 1})
    objects.put_record(objects.job_role(job.id, role_version(changed)), changed)
    line = jobs.history(job.id)[0].model_copy(update={"what": [Bilingual(zh="题目改了一处", en="one change")]})
    jobs.change(job, job.model_copy(update={"role_version": role_version(changed)}), line)
    reply = hr.post(f"/jobs/{job.id}/learning/proposal", **form, **CONFIRMED)
    assert reply.status == 409 and "one change" in reply.body and "no proposal for this version" in reply.body
    assert fresh(job.id).role_version == role_version(changed)
    assert "The role was changed since" in hr.get(f"/jobs/{job.id}/learning").body


def test_a_proposal_that_was_made_anew_is_looked_at_again(hr: Desk, job: Job) -> None:
    studies(job, proposals={job.role_version: studied.proposal(role(job), cases=121)})
    reply = applied(hr, job, **CONFIRMED)
    assert reply.status == 409 and "the proposal was made anew" in reply.body and fresh(job.id) == job


def test_a_protected_topic_in_a_phrase_is_refused(hr: Desk, job: Job) -> None:
    old = studied.proposal(role(job))
    bad = old.model_copy(update={"terms": [old.terms[0].model_copy(update={"term": "未婚未育"})]})
    studies(job, proposals={job.role_version: bad})
    reply = applied(hr, job, proposal=bad.content_hash(), term0=role(job).competencies[0].key_points[0].id, **CONFIRMED)
    assert reply.status == 422 and "may not be asked about or count" in reply.body and fresh(job.id) == job


@pytest.mark.parametrize("point", ["nobody-knows-it", HOSTILE])
def test_a_key_point_that_is_none_is_refused(hr: Desk, job: Job, point: str) -> None:
    studies(job)
    reply = applied(hr, job, term0=point, **CONFIRMED)
    assert reply.status == 422 and "<script>alert" not in reply.body and fresh(job.id) == job


def banded(hr: Desk, job: Job, who: Person = LIN, **form: Any) -> Reply:
    sent: dict[str, Any] = {
        "pass_low": "30",
        "pass_high": "70",
        "reason": "我们的渠道就是这样",
        "revision": str(job.revision),
        **form,
    }
    return hr.post(f"/jobs/{job.id}/band", who, **sent)


def test_the_band_is_set_with_a_reason_and_outside_it_the_page_asks_for_a_review(hr: Desk, job: Job) -> None:
    for step, number in ((FunnelStep.SCORED, 20), (FunnelStep.FORWARD, 16)):
        funnel.count(job.id, step, by=number)
    assert 'id="alarm"' not in hr.get(f"/jobs/{job.id}/funnel").body
    assert banded(hr, job).status == 303
    line = jobs.history(job.id)[0]
    assert line.what[0].zh == "通过率范围：“50%–100%” → “30%–70%”" and line.reason == "我们的渠道就是这样"
    page = hr.get(f"/jobs/{job.id}/funnel").page.text
    assert "16 reached the forward line (80%): over the band of 30%–70%" in page and "too easy" in page
    assert hr.post(f"/jobs/{job.id}/reviewed", note="the questions are known").status == 303
    reviewed = jobs.history(job.id)[0]
    assert "over the band" in reviewed.what[1].en and reviewed.reason == "the questions are known"
    assert 'id="alarm"' not in hr.get(f"/jobs/{job.id}/funnel").body


@pytest.mark.parametrize("low", ["70", "x", "-1", "", "101", "<script>", "5.5"])
def test_a_band_that_is_none_is_refused_where_it_was_typed(hr: Desk, job: Job, low: str) -> None:
    reply = banded(hr, job, pass_low=low)
    assert reply.status == 422 and 'id="band-wrong"' in reply.body and '<script>"' not in reply.body
    assert fresh(job.id) == job


def test_the_band_of_an_open_job_needs_a_reason_and_a_right(hr: Desk, job: Job) -> None:
    hr.post(f"/jobs/{job.id}/status", status="open", revision=str(job.revision))
    opened = fresh(job.id)
    assert banded(hr, opened, reason=" ").status == 422
    assert banded(hr, opened, AUDITOR).status == 403
    assert banded(hr, opened, revision="0").status == 409
    assert banded(hr, opened).status == 303
    assert banded(hr, opened).status == 303, "sent twice, it is saved once"
    assert (fresh(job.id).pass_low, fresh(job.id).revision) == (0.3, opened.revision + 1)


def test_an_older_version_comes_back_under_its_own_number_with_a_reason(hr: Desk, job: Job) -> None:
    studies(job)
    old = role(job)
    applied(hr, job, **CONFIRMED)
    later = fresh(job.id)
    page = hr.get(f"/jobs/{job.id}/role?version={job.role_version}")
    assert 'id="restore"' in page.body and "30" in page.page.text
    sent: dict[str, Any] = {"version": job.role_version, "revision": str(later.revision)}
    path = f"/jobs/{job.id}/role-restore"
    assert hr.post(path, **sent, reason=" ").status == 422 and fresh(job.id) == later
    assert hr.post(path, **sent | {"revision": "0"}, reason="x").status == 409
    assert hr.post(path, AUDITOR, **sent, reason="x").status == 403
    assert hr.post(path, **sent | {"version": "never-was"}, reason="x").status == 404
    assert hr.post(path, **sent, reason="总部要求").status == 303
    back = fresh(job.id)
    assert back.role_version == job.role_version == role_version(old) and role(back) == old
    line = jobs.history(job.id)[0]
    assert line.what[0].en.startswith(f"Restored version {job.role_version}") and line.reason == "总部要求"
    assert hr.post(path, **sent, reason="总部要求").status == 303 and fresh(job.id) == back
    assert applied(hr, back, **CONFIRMED).status == 303 and fresh(job.id).role_version == later.role_version


def test_whoever_only_reads_is_offered_no_return(hr: Desk, job: Job) -> None:
    studies(job)
    applied(hr, job, **CONFIRMED)
    assert 'id="restore"' not in hr.get(f"/jobs/{job.id}/role?version={job.role_version}", AUDITOR).body
