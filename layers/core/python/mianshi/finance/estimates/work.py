"""What interviews will use, worked out before anybody uploads: quantities only, no prices.

Counted things (calls, transitions, objects) follow from the state machine and were counted in real runs; milliseconds
of functions were measured on one machine (`measured.json`), and endpoints are assumptions (`assumptions`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from pydantic import Field

from mianshi.contracts.base import Language, Record
from mianshi.contracts.events import MOST_FOLLOW_UPS
from mianshi.contracts.usage import Meter, Usage
from mianshi.errors import Rejected
from mianshi.finance.estimates.assumptions import Assumptions, assume, decimal_in

MOST_MINUTES, MOST_ANSWERS, MOST_PER_MONTH = 120, 20, 1_000_000
"""Minutes: template.yaml (`MaxMinutes`). Answers and interviews a month: far beyond what anybody asks."""
MOST_CHECKS = 400
"""Small questions of one interview (template.yaml, `RaterMaxChecks`)."""

_MINUTE_MS = 60_000
_PIECE_MS = 300_000
"""Longest sound heard in one piece (`mianshi.media.cuts`)."""
_CLIP_MS, _CLIPS = 20_000, 40
"""Length of a clip and most clips of an interview (`mianshi.media.clips`, `functions/ingest`)."""
_PART_BYTES = 8 << 20
"""A larger object is fetched in parts of this size (boto3's `TransferConfig`)."""
_BY_UPLOADING = frozenset({Meter.S3_WRITES, Meter.EVENTS})
"""One of each for every file that arrives, which no function sees: S3 takes it and tells of it."""
_STARTS = 4
"""Transitions of a run that only waits for other files, or wakes the run that waits for follow-ups: Begin, Ingest,
IsOurRun?, and its end."""
_DAYS_OF_MONTH = Fraction(365, 12)
_MB = 10**6
_FREE_TMP_MB = 512


class Work(Record):
    """What is planned. `minutes` is decimal text: of one interview, its `answers` together. `follow_ups` come besides:
    everybody answers them, each for as long as an answer takes on average.

    `assumptions` replaces defaults of `assumptions.DEFAULTS` by name.
    """

    minutes: str
    answers: int
    per_month: int
    follow_ups: int = 0
    language: Language = "zh"
    assumptions: dict[str, str] = Field(default_factory=dict)


MOST_INSTANCES = 2
"""Behind each endpoint (template.yaml, `SpeechMaxInstances` and `RaterMaxInstances`)."""

Group = Literal["interview", "overhead", "storage", "standing", "people", "credit"]


class Item(NamedTuple):
    """`one` is the quantity of an interview, None for what only a month has; `month` that of the month."""

    name: str
    group: Group
    usage: Usage
    one: int | None


class Planned:
    """One plan, checked: its drivers and what follows from them.

    Raises:
        Rejected: ``bad_request`` where a figure is out of bounds; the detail is a sentence.
    """

    def __init__(self, work: Work) -> None:
        decimal_in("minutes", work.minutes, "0.1", str(MOST_MINUTES))
        _bounded("answers", work.answers, MOST_ANSWERS)
        _bounded("interviews a month", work.per_month, MOST_PER_MONTH)
        _bounded("follow-up questions", work.follow_ups, MOST_FOLLOW_UPS, least=0)
        self.work = work
        self.follow_ups = min(work.follow_ups, MOST_ANSWERS - work.answers)
        self.answers = work.answers + self.follow_ups
        self.assumed: Assumptions = assume(work.assumptions, work.language)
        self.each_ms = Fraction(work.minutes) * _MINUTE_MS / work.answers
        self.ms = math.ceil(self.each_ms * self.answers)
        self.drivers = self._drivers(self.answers)

    def _drivers(self, answers: int) -> dict[str, Fraction]:
        each = self.each_ms
        watched = bool(self.assumed["observations"])
        pieces = answers * math.ceil(each / _PIECE_MS)
        segments = self.work.answers * _segments(each, self.work.answers) if watched else 0
        minutes = each * answers / _MINUTE_MS
        return {
            "run": Fraction(1),
            "asked": Fraction(int(self.follow_ups > 0)),
            "follow_up": Fraction(self.follow_ups),
            "answer": Fraction(answers),
            "further": Fraction(answers - 1),
            "square": Fraction(answers**2),
            "part": Fraction(answers * max(1, math.ceil(Fraction(self.upload_bytes, answers * _PART_BYTES)))),
            "piece": Fraction(pieces),
            "segment": Fraction(segments),
            "minute": minutes,
            "watched": Fraction(int(watched)),
            "minute_watched": Fraction(self.work.minutes) * int(watched),
            "connection": self.assumed["connections"],
        }

    def of(self, coefficients: Mapping[str, str]) -> int:
        """The sum of coefficient times driver, rounded up; never below 0."""
        drivers = self.drivers | {"invocation": Fraction(self.invocations if "invocation" in coefficients else 0)}
        return _sum(coefficients, drivers)

    def by(self, stage: str, what: str) -> int:
        """How much of one thing a stage takes. Where follow-up questions are put, Score works twice: on what was said
        before, and on all of it."""
        coefficients = measured()["stages"][stage].get(what, {})
        before = self._drivers(self.work.answers) if stage == "score" and self.follow_ups else None
        return self.of(coefficients) + (_sum(coefficients, before) if before else 0)

    @property
    def invocations(self) -> int:
        """Calls of functions of the run itself."""
        return sum(self.by(stage, Meter.LAMBDA_REQUESTS) for stage in measured()["stages"])

    @property
    def transitions(self) -> int:
        """Of the interview's own execution, as `statemachines/interview.asl.json` bills them without a retry.

        Eleven states that every run enters, Segments and PicturesDone or else NotObserved; Pieces, Language,
        AnythingToRate? and Rate for an answer, Transcribe for a piece, Vision for a segment. Where follow-up questions
        are put, nine more: FollowUp, AnythingGiven?, and FanOut, Answers, WordsDone, MayObserve?, NotObserved, Score
        and MoreToAsk? once more.
        """
        own = 4 * self.drivers["answer"] + self.drivers["piece"] + self.drivers["segment"] + 9 * self.drivers["asked"]
        return int(own) + (13 if self.drivers["watched"] else 12)

    @property
    def more_transitions(self) -> int:
        """Of executions beside it: one for every other file, and the delivery (five states, three for a system)."""
        connections = int(self.drivers["connection"])
        return _STARTS * int(self.drivers["further"]) + (5 + 3 * connections if connections else 0)

    @property
    def speech_ms(self) -> int:
        """Of the speech instance at work."""
        return math.ceil(Fraction(self.ms) / self.assumed["speech_speed"])

    @property
    def checks(self) -> int:
        """Small questions to the rater about the whole interview."""
        return min(MOST_CHECKS, int(self.assumed["checks_per_answer"]) * self.answers)

    @property
    def rater_ms(self) -> int:
        """Of the rater's instance at work."""
        read = self.assumed["rater_ms_per_answer"] * self.answers
        return math.ceil(read + self.assumed["rater_ms_per_check"] * self.checks)

    @property
    def upload_bytes(self) -> int:
        """Of the recordings of one interview."""
        return math.ceil(self.assumed["upload_mb_per_minute"] * _MB * Fraction(self.ms, _MINUTE_MS))


@cache
def measured() -> dict[str, Any]:
    """What was counted and measured in real runs; the file says when, where and how."""
    text = (resources.files(__package__) / "measured.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def items(plan: Planned, compute: Meter = Meter.LAMBDA_COMPUTE) -> Iterator[Item]:
    """Everything an interview and the month use, without standing charges.

    Args:
        compute: of the processor the functions run on.
    """
    for item, group, meter, quantity, variant in (*_functions(plan, compute), *_services(plan), *_kept(plan)):
        if quantity:
            month = Usage(meter=meter, quantity=quantity * plan.work.per_month, variant=variant)
            yield Item(item, group, month, quantity)
    for name, work_ms in (("speech", plan.speech_ms), ("rater", plan.rater_ms)):
        waiting = waiting_ms(plan, work_ms)
        instance = plan.assumed.text(f"{name}_instance")
        usage = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=waiting, variant=instance)
        yield Item(f"waiting_{name}", "overhead", usage, None)


_Row = tuple[str, Group, Meter, int, str | None]


def _functions(plan: Planned, compute: Meter) -> Iterator[_Row]:
    others = 0
    tmp = 0
    for name, stage in measured()["stages"].items():
        ms = plan.by(name, "ms")
        tmp += ms * max(0, stage.get("tmp_mb", 0) - _FREE_TMP_MB)
        if name in ("ingest", "language", "vision"):
            yield name, "interview", compute, ms * stage["memory_mb"], None
        else:
            others += ms * stage["memory_mb"]
    pages = math.ceil(plan.assumed["page_requests"])
    yield "others", "interview", compute, others, None
    yield "pages", "interview", compute, math.ceil(pages * plan.assumed["page_ms"]) * 1024, None
    yield "tmp", "interview", Meter.LAMBDA_TMP, tmp, None
    yield "calls", "interview", Meter.LAMBDA_REQUESTS, plan.invocations + pages, None
    yield "http", "interview", Meter.HTTP_REQUESTS, pages, None
    yield "traces", "interview", Meter.TRACES, plan.invocations + pages, None


def _services(plan: Planned) -> Iterator[_Row]:
    yield "speech", "interview", Meter.ENDPOINT_SECONDS, plan.speech_ms, plan.assumed.text("speech_instance")
    yield "rater", "interview", Meter.ENDPOINT_SECONDS, plan.rater_ms, plan.assumed.text("rater_instance")
    yield "workflow", "interview", Meter.STATE_TRANSITIONS, plan.transitions, None
    yield "workflow_more", "interview", Meter.STATE_TRANSITIONS, plan.more_transitions, None
    for meter in (
        Meter.S3_WRITES,
        Meter.S3_READS,
        Meter.DYNAMODB_WRITES,
        Meter.DYNAMODB_READS,
        Meter.SECRETS_CALLS,
        Meter.EVENTS,
    ):
        quantity = sum(plan.by(stage, meter) for stage in measured()["stages"])
        arrived = plan.answers if meter in _BY_UPLOADING else 0
        yield meter.value, "interview", meter, quantity + arrived, None
    yield "logs", "interview", Meter.LOGS_INGESTED, plan.of(measured()["bytes"]["logs"]), None
    replayed = math.ceil(plan.assumed["replays"] * plan.upload_bytes)
    yield "replays", "interview", Meter.DATA_OUT, replayed, None
    mails = plan.assumed["messages"]  # none: no mail is sent at all, nor one about follow-up questions
    messages = int(mails + plan.drivers["asked"]) if mails else 0
    yield "messages", "interview", Meter.MAIL, messages, None
    review = math.ceil(plan.assumed["review_minutes"] * _MINUTE_MS)
    yield "review", "people", Meter.REVIEW, review, None


def _kept(plan: Planned) -> Iterator[_Row]:
    """From storing to deletion. A month in which as many interviews come as are deleted pays the same."""
    sizes = measured()["bytes"]
    work = plan.upload_bytes * int(plan.drivers["watched"]) + plan.of(sizes["work"])
    table = plan.of(sizes["table"])
    for name, meter, size, days in (
        ("recordings", Meter.S3_STORAGE, plan.upload_bytes, "recording_days"),
        ("results", Meter.S3_STORAGE, plan.of(sizes["results"]), "transcript_days"),
        ("work", Meter.S3_STORAGE, work, "work_days"),
        ("table", Meter.DYNAMODB_STORAGE, table, "score_days"),
        ("table_backup", Meter.DYNAMODB_BACKUP, table, "score_days"),
        ("logs_kept", Meter.LOGS_STORAGE, plan.of(sizes["logs"]), "log_days"),
    ):
        yield name, "storage", meter, math.ceil(size * plan.assumed[days] / _DAYS_OF_MONTH), None


def waiting_ms(plan: Planned, work_ms: int) -> int:
    """Milliseconds of a month that an instance is paid for without working: while it starts and while it stays up.

    In batches: as many starts and idle times as there are batches. At random (a Poisson stream of n interviews over H
    hours of a day, lambda = n / H): an instance that needs S to start, w for an interview and stays up for T after its
    last request is off for the share ``1 / (exp(lambda (w + T)) + lambda S)`` of the H hours. That is renewal theory:
    off for 1 / lambda on average, then on for S and until a gap longer than w + T comes, which takes
    ``(exp(lambda (w + T)) - 1) / lambda``. After the last hour it stays up for w + T more, if it is on.

    However busy it is, it starts and stays up once on each day that has an interview, which of D days are
    ``D (1 - exp(-n / D))``. All of this is one instance: where more work at once, each of them starts and waits.
    """
    start, idle = (int(plan.assumed[name] * _MINUTE_MS) for name in ("start_minutes", "idle_minutes"))
    days, per_month = plan.assumed["busy_days"], plan.work.per_month
    batches = plan.assumed["wakings_per_day"] * days
    if batches:
        return math.ceil(min(batches, Fraction(per_month)) * (start + idle))
    span = plan.assumed["busy_hours"] * 60 * _MINUTE_MS
    rate = per_month / (days * span)
    tail = work_ms + idle
    with localcontext() as context:
        context.prec = 40
        grown = _decimal(min(Fraction(400), rate * tail)).exp()
        off = Fraction(1 / (grown + _decimal(rate * start)))
        busy = days * (1 - Fraction(_decimal(-min(Fraction(400), per_month / days)).exp()))
    up = math.ceil(days * (1 - off) * (span + tail))
    return max(math.ceil(busy * (start + idle)), up - per_month * work_ms)


def instances(plan: Planned, work_ms: int) -> int:
    """How many instances have to work at once for a month's work to be done within its busy hours."""
    span = plan.assumed["busy_days"] * plan.assumed["busy_hours"] * 60 * _MINUTE_MS
    return max(1, math.ceil(plan.work.per_month * work_ms / span))


def _sum(coefficients: Mapping[str, str], drivers: Mapping[str, Fraction]) -> int:
    return max(0, math.ceil(sum(Fraction(each) * drivers[name] for name, each in coefficients.items())))


def _segments(each_ms: Fraction, answers: int) -> int:
    most = max(1, _CLIPS // answers)
    return min(most, max(1, math.ceil(each_ms / max(Fraction(_CLIP_MS), each_ms / most))))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _bounded(name: str, value: int, most: int, least: int = 1) -> None:
    if not least <= value <= most:
        raise Rejected("bad_request", f"{name}: a whole number from {least} to {most}")
