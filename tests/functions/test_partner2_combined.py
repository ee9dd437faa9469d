"""The combined report by API and in the standard file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mianshi.contracts.combination import Combination, Part
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import HumanRating, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.partner import Scope
from mianshi.contracts.people import AuditAction
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.store import candidates, interviews, limits, reviews, scorecards
from support.desk import candidate, fresh, open_job
from support.partner import Client, House, house

WEIGHTS = Combination(weights={Part.INTERVIEW: 40, Part.HUMAN: 30, Part.RESUME: 20, Part.TEST: 10})


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house(monkeypatch) as running:
        yield running


def test_each_part_with_its_weight_and_what_is_missing(api: House) -> None:
    client = api.client()
    job = open_job(partner=client.partner.id, combination=WEIGHTS)
    one = candidate(job, "李雷")
    known = Interview(
        id=new_interview_id(), role="r", role_version=job.role_version, language="zh", policy="cn",
        created_at=timestamp(), job_id=job.id, candidate_id=one.id, uploads=[],
        consent=Consent(recording=True, analysis=True, observations=False),
    )  # fmt: skip
    interviews.create(known, 30)
    interviews.claim(known.id, "run")
    part = CompetencyScore(
        id="c", name="处理投诉", weight=100, level=4.0, score=75, confidence=0.8, evidence=[], missing_key_points=[]
    )
    card = Scorecard(
        interview_id=known.id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED, total=75,
        recommendation="forward", competencies=[part], gates=[], versions={},
    )  # fmt: skip
    scorecards.save(card, 1, 30)
    interviews.close(known.id, "run", Outcome.SCORED, [], total=75)
    candidates.change(fresh(one), interview_id=known.id)
    rating = HumanRating(
        interview_id=known.id, by="st_chen", by_name="Chen", levels={"c": 5.0}, saw_scores=False, at=timestamp()
    )
    reviews.rate(rating, 30)
    path = f"/jobs/{job.id}/candidates/{one.id}"
    told = client.get(f"{path}/combined").json
    assert (told["total"], told["covered"]) == (86, 70)  # (75 x 40 + 100 x 30) / 70 = 85.71
    assert [(row["part"], row["value"], row["used"]) for row in told["parts"]] == [
        *(("interview", 75, 57.14), ("human", 100, 42.86)),
        *(("resume", None, 0), ("test", None, 0)),
    ]
    assert "Chen" not in str(told)
    beside = client.get(path).json["combined"]
    assert {name: beside[name] for name in told} == told
    assert (beside["reason"], [row["note"] is None for row in beside["parts"]]) == (None, [True, True, False, False])
    [listed] = client.get(f"/jobs/{job.id}/candidates").json["items"]
    assert listed["combined"] is None
    [row] = client.get(f"/jobs/{job.id}/exchange").json
    assert (row["combined"], row["combined_parts"]) == (86, "interview=75*40; human=100*30; resume=*20; test=*10")
    plain = open_job(partner=client.partner.id)
    other = candidate(plain, "韩梅梅")
    unweighed = client.get(f"/jobs/{plain.id}/candidates/{other.id}").json["combined"]
    assert (unweighed["total"], unweighed["reason"], unweighed["parts"]) == (None, "no_weights", [])
    untold = candidate(job, "李明")
    alone = client.get(f"/jobs/{job.id}/candidates/{untold.id}").json["combined"]
    assert (alone["total"], alone["reason"], alone["covered"]) == (None, "too_little", 0)
    assert [(row["value"], row["weight"]) for row in alone["parts"]] == [(None, 40), (None, 30), (None, 20), (None, 10)]
    assert client.get(f"/jobs/{plain.id}/candidates/{other.id}/combined").status == 409
    [row] = client.get(f"/jobs/{plain.id}/exchange").json
    assert (row["combined"], row["combined_parts"]) == (None, "")
    narrow = api.client(client.partner, scopes=[Scope.INTERVIEWS_READ])
    assert narrow.get(f"{path}/combined").status == 403
    contacts = api.client(client.partner, scopes=[Scope.CANDIDATES_READ]).get(path).json
    assert (contacts["name"], contacts["combined"]["reason"], contacts["combined"]["parts"]) == ("李雷", "scopes", [])
    candidates.change(fresh(one), stage=Stage.ERASED)
    assert client.get(path).json["combined"] is None


def test_the_log_says_once_a_day_that_a_key_read_the_report_beside_a_candidate(
    api: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api.client()
    other = api.client(client.partner)
    job = open_job(partner=client.partner.id, combination=WEIGHTS)
    one, two = candidate(job, "李雷"), candidate(job, "韩梅梅")

    def read(*callers: Client) -> int:
        for caller in callers:
            assert caller.get(f"/jobs/{job.id}/candidates/{one.id}").json["combined"]["reason"] == "too_little"
        return [entry.action for entry in client.log(one.id)].count(AuditAction.REPORT_READ)

    assert [read(client), read(client, client), read(other), read(other)] == [1, 1, 2, 2]
    client.get(f"/jobs/{job.id}/candidates/{two.id}")
    assert [entry.action for entry in client.log(two.id)].count(AuditAction.REPORT_READ) == 1
    tomorrow = limits.now() + timedelta(days=1)
    monkeypatch.setattr(limits, "now", lambda: tomorrow)
    assert read(client) == 3
