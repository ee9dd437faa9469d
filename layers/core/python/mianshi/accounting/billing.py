"""Usage becomes lines of the ledger where it happens: priced by the book of its month and the customer's own terms."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable, Sequence
from functools import cache

from mianshi.accounting.ringing import ring
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.keys import Subject
from mianshi.contracts.outcomes import Status
from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.contracts.usage import OWN_METERS, LedgerLine, LineKind, LineOutcome, Meter, Tags, Usage
from mianshi.errors import Defect, Transient
from mianshi.finance import currencies
from mianshi.finance.ledger import price
from mianshi.finance.months.days import Place, placed
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff
from mianshi.log import logger
from mianshi.platform import history, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.prices import exchange_rates, price_files
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, jobs, ledger
from mianshi.platform.store import terms as kept_terms

_FRESH_S = 60.0
"""Seconds for which a process believes what it read of the customer's figures."""
_read: tuple[float, list[Terms]] | None = None

_tags: dict[str, Tags] = {}
_MOST_KEPT = 500
_SMALLEST_WRITE = 2000
"""Thousandths of a write unit: one in the table and one in the index."""

FREE_TMP_MB = 512


@cache
def books() -> tuple[PriceBook, ...]:
    """Every price book that is shipped."""
    return tuple(PriceBook.from_dict(file) for file in price_files())


def terms() -> list[Terms]:
    """Every revision of the customer's figures, at most a minute old."""
    global _read  # noqa: PLW0603 - one process, one memory
    if _read is None or time.monotonic() - _read[0] > _FRESH_S:
        _read = time.monotonic(), kept_terms.every()
    return _read[1]


def tariff(month: str, *, own: bool = True) -> Tariff:
    """The prices of a month (``YYYY-MM``). Without `own` the table is not asked for the customer's figures: enough for
    whatever only the cloud has a price for."""
    return Tariff(month, books(), terms() if own else ())


def rates(month: str, revisions: Sequence[Terms] | None = None) -> list[ExchangeRate]:
    """The exchange rates for a month (``YYYY-MM``): of a closed one those it was closed with, else
    `currencies.rates_of`.

    Args:
        revisions: the customer's figures where they were just read; else those that this process knows.
    """
    closing = kept_terms.closed(month)
    if closing is not None:
        return closing.rates
    shipped = [ExchangeRate.model_validate(rate) for rate in exchange_rates()]
    return currencies.rates_of(month, terms() if revisions is None else revisions, shipped)


def priced(price_key: str) -> bool:
    """Whether the customer's figures in force have a price for something that no cloud has one for."""
    return _own_price(tariff(timestamp()[:7]), price_key)


def _own_price(in_force: Tariff, price_key: str) -> bool:
    return in_force.amount(settings().aws_region, price_key, 1).micro is not None


def know(interview: Interview) -> Tags:
    """Whose cost an interview is, by whoever has it in hand: it is not read again for its lines.

    The tags of an interview never change, so a process keeps them.
    """
    if len(_tags) >= _MOST_KEPT:
        _tags.clear()
    _tags[interview.id] = Tags(
        interview_id=interview.said_in[0],  # what scores an interview anew is a cost of that interview
        candidate_id=interview.candidate_id or "",
        job_id=interview.job_id or "",
        department=interview.department,
        source=interview.source,
    )
    return _tags[interview.id]


def tags_of(interview_id: str) -> Tags:
    """Whose cost an interview is; read where this process does not know it yet."""
    if interview_id in _tags:
        return _tags[interview_id]
    known = interviews.find(interview_id)
    return Tags(interview_id=interview_id) if known is None else know(known)


def tags_of_candidate(job_id: str, candidate_id: str) -> Tags:
    """Whose cost is what is done about a candidate outside of any interview."""
    return _about(jobs.find(job_id), candidates.find(job_id, candidate_id), job_id, candidate_id)


def about(job: Job, candidate: Candidate) -> Tags:
    """As `tags_of_candidate`, by whoever has both in hand."""
    return _about(job, candidate, job.id, candidate.id)


def tags_of_subject(subject: Subject) -> Tags:
    """Whose cost is what other systems are told about a subject; what is about the whole system is nobody's."""
    if subject.kind == "interview":
        return tags_of(subject.id)
    if subject.kind == "candidate":
        return tags_of_candidate(subject.job_id, subject.id)
    if subject.kind == "job":
        return _about(jobs.find(subject.id), None, subject.id, "")
    return Tags()


def _about(job: Job | None, candidate: Candidate | None, job_id: str, candidate_id: str) -> Tags:
    return Tags(
        candidate_id=candidate_id,
        job_id=job_id,
        department=job.department if job else "",
        source=candidate.source if candidate else "",
    )


def forget() -> None:
    """Forget what this process keeps of the table: a test begins."""
    global _read  # noqa: PLW0603 - one process, one memory
    _read = None
    _tags.clear()


def bill(
    stage_name: str,
    tags: Tags,
    attempt: str,
    outcome: LineOutcome,
    usages: Sequence[Usage],
    *,
    at: str | None = None,
    kind: LineKind | None = None,
    own_row: bool = False,
    awaited: bool = False,
) -> list[LedgerLine]:
    """Price usages and add them to the ledger; the lines, also where the same attempt was recorded before.

    What is found out about a day after that can be written no more goes to today at the prices of its own month
    (`finance.months.days.placed`), with the day in its note; where that month is over, as an adjustment less the
    month's discount (`finance.ledger.price`). What was recorded and has no price is told to CloudWatch as
    `UnpricedLines`: a missing price is never 0. What only the customer could have a price for, and has none, is not
    counted at all.

    Args:
        stage_name: the stage's one word.
        tags: whose cost it is.
        attempt: what tells this attempt from a retry of it; the same attempt twice is one.
        at: the moment it was used, UTC, ISO 8601; now where nothing is said.
        kind: overhead where the tags name nobody and nothing is said.
        awaited: whether the day of `at` waits for these lines (`finance.months.days.placed`).
        own_row: whether the writing of these lines is part of what they cost, because nothing else counts it.
    """
    now = timestamp()
    used_at = at or now
    own_kind: LineKind = kind or ("usage" if tags.interview_id or tags.job_id else "overhead")
    place = placed(used_at, now, own_kind, awaited=awaited)
    in_force = tariff(used_at[:7], own=bool(place.adjusts) or any(usage.meter in OWN_METERS for usage in usages))
    usages = [usage for usage in usages if usage.meter not in OWN_METERS or _own_price(in_force, usage.price_key)]

    def lines_of(all_of_it: Sequence[Usage]) -> list[LedgerLine]:
        lines = price(
            all_of_it,
            tags=tags,
            stage=stage_name,
            attempt=attempt,
            outcome=outcome,
            at=place.at,
            region=settings().aws_region,
            tariff=in_force,
            kind=place.kind,
        )
        return [_late(line, place) for line in lines] if place.about else lines

    lines = lines_of([*usages, *_own_row(lines_of, usages)] if own_row and usages else usages)
    unpriced = sum(line.amount_micro is None for line in lines)
    if ledger.record(lines) and unpriced:
        ring("UnpricedLines", unpriced)
    return lines


def _late(line: LedgerLine, place: Place) -> LedgerLine:
    note = f"{place.about}, {line.note}" if line.note else place.about
    return line.model_copy(update={"adjusts": place.adjusts, "note": note})


def _own_row(lines_of: Callable[[Sequence[Usage]], list[LedgerLine]], usages: Sequence[Usage]) -> list[Usage]:
    """The write of the row itself, which is as large as it is with this very usage in it."""
    guess = [Usage(meter=Meter.DYNAMODB_WRITES, quantity=_SMALLEST_WRITE)]
    return [Usage(meter=Meter.DYNAMODB_WRITES, quantity=ledger.written_units(lines_of([*usages, *guess])))]


def run_name(execution: str) -> str:
    """What tells the lines of one execution of the interview workflow from another's, whoever writes them."""
    return f"run-{hashlib.sha256(execution.encode()).hexdigest()[:12]}"


def bill_stopped(interview: Interview) -> None:
    """The transitions of a run that somebody stopped, which never comes to its last state. A ledger that cannot be
    written keeps nobody from leaving."""
    if interview.status is not Status.PROCESSING or not interview.execution:
        return  # what has ended was paid by whoever closed it
    try:
        counted = history.transitions(workflow.history(interview.execution))
        usages = [Usage(meter=Meter.STATE_TRANSITIONS, quantity=counted)] if counted else []
        bill("workflow", know(interview), run_name(interview.execution), "cancelled", usages)
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})


def lambda_usage(seconds: float, memory_mb: int, tmp_mb: int = FREE_TMP_MB) -> list[Usage]:
    """One request, its compute and /tmp above 512 MB, by the started millisecond (aws.amazon.com/lambda/pricing)."""
    billed_ms = int(-(-seconds * 1000 // 1))
    used = [
        Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1),
        Usage(meter=compute_meter(), quantity=billed_ms * memory_mb),
    ]
    if tmp_mb > FREE_TMP_MB:
        used.append(Usage(meter=Meter.LAMBDA_TMP, quantity=billed_ms * (tmp_mb - FREE_TMP_MB)))
    return used


def compute_meter() -> Meter:
    """Arm has a price of its own. The functions of a stack all run on one kind of processor: this one's."""
    return Meter.LAMBDA_COMPUTE_ARM if platform.machine() == "aarch64" else Meter.LAMBDA_COMPUTE
