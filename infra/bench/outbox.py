"""The fault campaign: results to seven systems that fail in every documented way, and a sender that is killed.

    python infra/bench/outbox.py [RESULTS]

The rows are written by the store's own transactions and sent by the code of functions/sync_hr against stand-ins over
real HTTP; DynamoDB is moto in this process, and the clock is virtual: nobody waits ten hours. Of all requests, 30 % go
wrong, and at 3 % the sender is killed, before it leaves or between its answer and the record; one event in fifty is
lost, and one in fifty starts two workflows. When every row is done or parked, the systems recover, and a person sends
the parked rows again; where the platform cannot recognise a repeat, they look first. Prints one JSON object.
"""

from __future__ import annotations

import heapq
import json
import random
import re
import statistics
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.outbox_world import JOB, START, Place, VirtualClock, functions, world
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Delivery, DeliveryState, EventKind, Request
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.keys import interview_subject, month_subject
from mianshi.contracts.news import CostLine, CostNews
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.contracts.tasks import DeliveryTask, Failure
from mianshi.delivery.connectors import platform_of
from mianshi.delivery.outbox import LONGEST_PAUSE_S
from mianshi.errors import Defect, Transient
from mianshi.outbound import driving, owing
from mianshi.platform import http, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import bookings, candidates, connectors, interviews, outbox, scorecards

RESULTS = 1000
FAILING, KILLED, LOST = 0.30, 0.03, 0.02
TIMEOUT_S = 0.25
"""Stands for the 15 seconds of a call."""
THREADS = 12
BURST, APART = 100, timedelta(hours=6)
"""Results come a hundred at once, four times a day: DingTalk shows a person at most 500 notices a day."""
_SWEEPS = timedelta(minutes=15)
_BY_HAND = 3
"""Rounds in which a person looks through what is parked."""
_MARK = re.compile(r"ends in (\w+)")


class Killed(BaseException):
    """The process ends here and now; no handler of ours sees it."""


@dataclass
class Told:
    """How one connector fared. `silent`: parked rows that do not say why; `lost`: rows that are neither done nor
    parked, or done without having arrived."""

    results: int
    done: int
    parked: int
    attempts: list[int]
    requests: int
    duplicates: int
    lost: int
    silent: int
    reasons: Counter[str]
    done_by_hand: int = 0
    kept_by_hand: int = 0


@dataclass
class Campaign:
    """Everything that runs."""

    time: VirtualClock
    places: dict[str, Place]
    app: Any
    chance: random.Random
    killed: float = KILLED
    timeout_s: float = TIMEOUT_S
    requests: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    woken: list[str] = field(default_factory=list)
    swept: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    here: threading.local = field(default_factory=threading.local)
    queue: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    entries: int = 0

    # -- the network, and the killing

    def send(self, request: Request, *, private_address_allowed: bool, total_timeout_s: float) -> Answer:
        """As `platform.http.send`, in less time; now and then the process does not live through it."""
        with self.lock:
            self.requests[urlsplit(request.url).netloc] += 1
            fate = self.chance.random()
        if fate < self.killed / 2:
            self._die()
        seconds = min(total_timeout_s, self.timeout_s)
        answer = http.send(request, private_address_allowed=private_address_allowed, total_timeout_s=seconds)
        if fate < self.killed:
            self._die()
        return answer

    def _die(self) -> None:
        self.here.dead = True
        with self.lock:
            self.kills += 1
        raise Killed

    def unless_dead(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """A dead process writes nothing on its way out, as ``finally`` would have it."""

        def guarded(*given: Any, **more: Any) -> Any:
            if getattr(self.here, "dead", False):
                raise Killed
            return work(*given, **more)

        return guarded

    def announce(self, _kind: str, detail: Any) -> None:
        """The event bus: one event in fifty is lost, one starts two workflows."""
        with self.lock:
            fate = self.chance.random()
            self.woken += [detail.subject] * (0 if fate < LOST else 2 if fate > 1 - LOST else 1)

    # -- the workflow

    def run(self, happen: Sequence[tuple[datetime, Callable[[], None]]] = ()) -> None:
        """Let time pass until everything has happened and no row is open any more."""
        ahead, sweep_at = list(happen), self.time.moment + _SWEEPS
        with ThreadPoolExecutor(THREADS) as pool:
            while ahead or self.queue or self.woken or self._open():
                if not self.woken:
                    moments = [sweep_at, *(moment for moment, _ in ahead[:1]), *(entry[0] for entry in self.queue[:1])]
                    self.time.moment = max(self.time.moment, min(moments))
                while ahead and ahead[0][0] <= self.time.moment:
                    ahead.pop(0)[1]()
                if sweep_at <= self.time.moment:
                    sweep_at += _SWEEPS
                    self.swept += self.app.sweep.__wrapped__(SimpleNamespace(action="sweep")).rows
                self._start()
                self._attempts(pool)

    def _open(self) -> bool:
        return bool(outbox.owed(timestamp(self.time.moment + timedelta(days=30)), 1))

    def _start(self) -> None:
        """A workflow for every event that came: it lists the rows, and each is sent at once."""
        woken, self.woken = self.woken, []
        for subject in woken:
            listed = self.app.step.__wrapped__(DeliveryTask(subject=subject, action="list")).deliveries
            for delivery in listed:
                self._push(self.time.moment, subject, delivery)

    def _push(self, moment: datetime, subject: str, delivery: str) -> None:
        self.entries += 1
        heapq.heappush(self.queue, (moment, self.entries, subject, delivery))

    def _attempts(self, pool: ThreadPoolExecutor) -> None:
        due = []
        while self.queue and self.queue[0][0] <= self.time.moment:
            due.append(heapq.heappop(self.queue)[2:])
        for (subject, delivery), wait in zip(due, pool.map(self._attempt, due), strict=True):
            if wait is not None:
                self._push(self.time.moment + timedelta(seconds=wait), subject, delivery)

    def _attempt(self, row: tuple[str, str]) -> int | None:
        """The state Send with its retries: seconds until it is entered again, None at the end."""
        subject, delivery = row
        self.here.dead = False
        try:
            receipt = self.app.step.__wrapped__(DeliveryTask(subject=subject, action="send", delivery=delivery))
        except (Killed, Transient):
            return 5
        except Defect as error:
            failure = Failure(Error="Defect", Cause=json.dumps({"errorMessage": str(error)}))
            task = DeliveryTask(subject=subject, action="park", delivery=delivery, error=failure)
            receipt = self.app.step.__wrapped__(task)
        return receipt.wait_s if receipt.next == "retry" and receipt.wait_s <= LONGEST_PAUSE_S else None


@contextmanager
def campaign(seed: int = 1) -> Iterator[Campaign]:
    """The world, with a sender that is killed now and then and a bus that loses events."""
    time = VirtualClock()
    with ExitStack() as undo:
        places = undo.enter_context(world(time))
        made = Campaign(time, places, undo.enter_context(functions()), random.Random(seed))  # noqa: S311 - repeatable
        original = driving.drive
        for owner, name, ours in (
            (driving, "drive", lambda exchange, connector, secret: original(exchange, connector, secret, made.send)),
            (driving, "_PAUSE_S", 0.02),
            (outbox, "change", made.unless_dead(outbox.change)),
            (connectors, "release", made.unless_dead(connectors.release)),
            (connectors, "counted", made.unless_dead(connectors.counted)),
            (workflow, "announce", made.announce),
        ):
            undo.enter_context(mock.patch.object(owner, name, ours))
        yield made


def run(made: Campaign, results: int) -> dict[str, Told]:
    """Tell so many results to every connector, until every row is done or parked; then send what is parked again."""
    for number, place in enumerate(made.places.values()):
        place.fake.fail_share(FAILING, seed=number)
    made.run([(START + APART * (number // BURST), _result(number)) for number in range(results)])
    owed = _owed(results)
    told = {name: _told(made, place, owed[place.connector.id]) for name, place in made.places.items()}
    made.killed = 0.0
    for place in made.places.values():
        place.fake.fail_share(0)
    for _ in range(_BY_HAND):
        for name, place in made.places.items():
            told[name].kept_by_hand = _by_hand(place, owed[place.connector.id])
        made.run()
        owed = _owed(results)
    for name, place in made.places.items():
        again = _told(made, place, owed[place.connector.id])
        told[name].done_by_hand = again.done - told[name].done
        told[name].duplicates, told[name].lost = again.duplicates, max(told[name].lost, again.lost)
        told[name].silent = max(told[name].silent, again.silent)
    return told


def _by_hand(place: Place, owed: list[Delivery]) -> int:
    """A person sends the parked rows again; where no repeat is recognised, or the row asks them to look, only what they
    do not find at the other end.

    Returns:
        How many they left parked, because it had arrived.
    """
    platform, left = platform_of(place.connector.kind), 0
    for row in owed:
        if row.state is not DeliveryState.PARKED:
            continue
        looks = platform.repeat(row.deed) != "look" or row.last_status == "data_error"
        if looks and _is_there(place, row):
            left += 1
        else:
            owing.resend(row.subject, row.connector, row.action)
    return left


def _is_there(place: Place, row: Delivery) -> bool:
    """Every message names its row, at least by the tail of its id; a voucher by the mark that the reason tells."""
    mark = _MARK.search(row.last_error or "")
    sign = mark[1] if mark else row.id[-10:]
    return any(sign in json.dumps(arrival.body) + str(arrival.key) for arrival in place.fake.arrivals)


def _told(made: Campaign, place: Place, owed: list[Delivery]) -> Told:
    done = [row for row in owed if row.state is DeliveryState.DONE]
    parked = [row for row in owed if row.state is DeliveryState.PARKED]
    arrived = sum(what == place.effect for what, _ in place.fake.effects)
    return Told(
        results=len(owed),
        done=len(done),
        parked=len(parked),
        attempts=[row.attempts for row in owed],
        requests=made.requests[urlsplit(place.fake.url).netloc],
        duplicates=sum(times - 1 for times in place.fake.effects.values()),
        lost=len(owed) - len(done) - len(parked) + max(0, len(done) - arrived),
        silent=sum(not row.last_error for row in parked),
        reasons=Counter((row.last_error or "")[:80] for row in parked),
    )


def _owed(results: int) -> dict[str, list[Delivery]]:
    """All rows, by connector."""
    found: dict[str, list[Delivery]] = defaultdict(list)
    for subject in (subject for number in range(results) for subject in _subjects(number)):
        for row in outbox.about(subject):
            found[row.connector].append(row)
    return found


def _subjects(number: int) -> tuple[str, str]:
    """An interview, and a month of its own that is over: vouchers of months to come would all be dated today."""
    return interview_subject(f"iv_{number:026d}"), month_subject(f"{1940 + number // 12}-{number % 12 + 1:02d}")


def _result(number: int) -> Callable[[], None]:
    """An interview is scored, and a month is booked; both write what they owe in their own transaction."""

    def happen() -> None:
        scored, booked = _subjects(number)
        known, total = scored.partition(":")[2], 40 + number % 60
        _interview(number, known)
        scorecards.save(_card(known, total), 1, 30)
        owed = owing.rows(EventKind.INTERVIEW_SCORED, scored, "closed-1", JOB)
        interviews.close(known, "run", Outcome.SCORED, owed, total=total, job_id=JOB)
        owing.announce(owed)
        line = CostLine(department="零售", interviews=1, amount_micro=1_000_000 + 10_000 * number)
        costs = CostNews(month=booked.partition(":")[2], currency="CNY", sequence=1, lines=[line])
        owed = owing.rows(EventKind.COSTS_BOOKED, booked, "booked-1")
        bookings.book(costs, owed)
        owing.announce(owed)

    return happen


def _interview(number: int, known: str) -> None:
    at = timestamp()
    candidate = Candidate(
        id=f"ca_{number:026d}", job_id=JOB, name=f"候选人{number}", phone=f"138{number:08d}",
        email=f"c{number}@example.com", stage=Stage.SUBMITTED, created_at=at, created_by="lin", interview_id=known,
    )  # fmt: skip
    candidates.add([candidate], 30)
    interview = Interview(
        id=known, role="retail_store_manager", role_version="v", role_name=Bilingual(zh="门店店长", en="Store manager"),
        language="zh", policy="cn", consent=Consent(recording=True, analysis=True, observations=False), uploads=[],
        created_at=at, job_id=JOB, candidate_id=candidate.id,
    )  # fmt: skip
    interviews.create(interview, 30)
    interviews.claim(known, "run")


def _card(interview_id: str, total: int) -> Scorecard:
    part = CompetencyScore(
        id="c", name="处理投诉", weight=1.0, level=4.0, score=total, confidence=0.8, evidence=[], missing_key_points=[]
    )
    return Scorecard(
        interview_id=interview_id, role="retail_store_manager", role_version="v", policy="cn", language="zh",
        outcome=Outcome.SCORED, total=total, recommendation="forward", competencies=[part], gates=[], versions={},
    )  # fmt: skip


def main(results: int = RESULTS) -> int:
    """Run and print."""
    with campaign() as made:
        told = run(made, results)
        hours = round((made.time.moment - START).total_seconds() / 3600, 1)
        found = {name: _shown(one) for name, one in told.items()}
        print(json.dumps({"kills": made.kills, "swept": made.swept, "hours": hours, "connectors": found}))
    return 0


def _shown(told: Told) -> dict[str, Any]:
    spread = statistics.quantiles(told.attempts, n=20)
    return {
        "results": told.results, "done": told.done, "parked": told.parked, "p50": statistics.median(told.attempts),
        "p95": spread[18], "requests": told.requests, "done_by_hand": told.done_by_hand,
        "kept_by_hand": told.kept_by_hand, "duplicates": told.duplicates, "lost": told.lost, "silent": told.silent,
        "reasons": dict(told.reasons.most_common(6)),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:2])))
