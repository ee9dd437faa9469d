"""What became of candidates: hires, performance, promotions, departures, and written tests that somebody
else held."""

from __future__ import annotations

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Record
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import FieldProblem
from mianshi.contracts.partner_api_more import (
    DepartureWish,
    HireTold,
    HireWish,
    OutcomesTold,
    PerformanceWish,
    PromotionWish,
    TestScoreWish,
)
from mianshi.doors import outcomes
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards
from mianshi.platform.store.afterwards import Told
from protocol import frame
from protocol.frame import Call
from protocol.problems import Refused

router = frame.Routes("Outcomes")
_CANDIDATE = "/jobs/{job_id}/candidates/{candidate_id}"
_WRITE = Scope.OUTCOMES_WRITE


@router.post(
    f"{_CANDIDATE}/hire",
    scope=_WRITE,
    takes=HireWish,
    gives=HireTold,
    status=201,
    summary="Report a hire",
    problems=(409, 410),
)
def hire(call: Call, wish: HireWish, job_id: str, candidate_id: str) -> HireTold:
    """Somebody whom a person advanced was hired. Systems that keep staff files are told.

    Skill scores go into a staff file only with `told_about_scores`: it is a new purpose, and the person must have been
    told. Reported again, it replaces what was reported before.
    """
    job, candidate = call.candidate(job_id, candidate_id)
    told = Hire(**wish.model_dump(), by=call.who, at=timestamp())
    kept, _ = outcomes.hire(call.who, job, candidate, told)
    return HireTold(job_id=job.id, candidate_id=candidate.id, hire=kept)


@router.post(
    f"{_CANDIDATE}/performance",
    scope=_WRITE,
    takes=PerformanceWish,
    gives=OutcomesTold,
    status=201,
    summary="Report performance",
    problems=(409, 410),
)
def performance(call: Call, wish: PerformanceWish, job_id: str, candidate_id: str) -> OutcomesTold:
    """How somebody who was hired does in the job, on the employer's own scale. One record for each period and measure;
    the same period and measure again replaces it."""
    if not wish.lowest < wish.highest:
        raise _outside("highest", "It must be larger than lowest.")
    if not wish.lowest <= wish.score <= wish.highest:
        raise _outside("score", "It must lie between lowest and highest.")
    return _report(call, Performance(**_sent(call, wish)), job_id, candidate_id)


@router.post(
    f"{_CANDIDATE}/promotions",
    scope=_WRITE,
    takes=PromotionWish,
    gives=OutcomesTold,
    status=201,
    summary="Report a promotion",
    problems=(409, 410),
)
def promotion(call: Call, wish: PromotionWish, job_id: str, candidate_id: str) -> OutcomesTold:
    """Somebody who was hired came into a higher position. One record for each day; the same day again replaces it."""
    return _report(call, Promotion(**_sent(call, wish)), job_id, candidate_id)


@router.post(
    f"{_CANDIDATE}/departure",
    scope=_WRITE,
    takes=DepartureWish,
    gives=OutcomesTold,
    status=201,
    summary="Report that somebody left",
    problems=(409, 410),
)
def departure(call: Call, wish: DepartureWish, job_id: str, candidate_id: str) -> OutcomesTold:
    """Somebody who was hired left."""
    return _report(call, Departure(**_sent(call, wish)), job_id, candidate_id)


@router.post(
    f"{_CANDIDATE}/tests",
    scope=_WRITE,
    takes=TestScoreWish,
    gives=OutcomesTold,
    status=201,
    summary="Report a written test",
    problems=(409, 410),
)
def test(call: Call, wish: TestScoreWish, job_id: str, candidate_id: str) -> OutcomesTold:
    """Result of a written test. It stands beside the interview's score; neither changes the other."""
    if not 0 <= wish.score <= wish.highest:
        raise _outside("score", "It must lie between 0 and highest.")
    return _report(call, TestScore(**_sent(call, wish)), job_id, candidate_id)


@router.get(
    f"{_CANDIDATE}/outcomes", scope=Scope.OUTCOMES_READ, gives=OutcomesTold, summary="Read what became of somebody"
)
def read(call: Call, job_id: str, candidate_id: str) -> OutcomesTold:
    """Everything that was reported, each kind in the order of its days."""
    call.candidate(job_id, candidate_id)
    return _told(job_id, candidate_id)


def _report(call: Call, told: Told, job_id: str, candidate_id: str) -> OutcomesTold:
    job, candidate = call.candidate(job_id, candidate_id)
    outcomes.report(call.who, job, candidate, told)
    return _told(job_id, candidate_id)


def _told(job_id: str, candidate_id: str) -> OutcomesTold:
    known = afterwards.of_candidate(job_id, candidate_id)
    return OutcomesTold(job_id=job_id, candidate_id=candidate_id, **{name: getattr(known, name) for name in _LISTS})


_LISTS = ("hire", "performance", "promotions", "departures", "tests")


def _sent(call: Call, wish: Record) -> dict[str, object]:
    return {**wish.model_dump(), "by": call.who, "at": timestamp()}


def _outside(field: str, sentence: str) -> Refused:
    return Refused("invalid", errors=[FieldProblem(pointer=f"#/{field}", detail=sentence)])
