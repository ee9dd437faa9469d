"""Usage becomes lines of the ledger where it happens: priced by the book of its month and the customer's own terms."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from functools import cache

from mianshi.contracts.terms import Terms
from mianshi.contracts.usage import OWN_METERS, LedgerLine, LineKind, LineOutcome, Meter, Tags, Usage
from mianshi.finance.days import placed
from mianshi.finance.ledger import price
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff
from mianshi.platform.clock import timestamp
from mianshi.platform.prices import price_files
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, ledger
from mianshi.platform.store import terms as kept_terms

_FRESH_S = 60.0
"""Seconds for which a process believes what it read of the customer's figures."""
_read: tuple[float, list[Terms]] | None = None

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


def tags_of(interview_id: str) -> Tags:
    """Whose cost an interview is. The read is worth its price: a line says by itself where it belongs."""
    known = interviews.find(interview_id)
    if known is None:
        return Tags(interview_id=interview_id)
    return Tags(
        interview_id=known.id,
        candidate_id=known.candidate_id or "",
        job_id=known.job_id or "",
        department=known.department,
        source=known.source,
    )


def bill(
    stage_name: str,
    tags: Tags,
    attempt: str,
    outcome: LineOutcome,
    usages: Sequence[Usage],
    *,
    at: str | None = None,
    kind: LineKind = "usage",
) -> list[LedgerLine]:
    """Price usages and add them to the ledger; the lines, also where the same attempt was recorded before.

    What is found out about a day after that can be written no more goes to today at the prices of its own month
    (`finance.days.placed`); where that month is over, as an adjustment.

    Args:
        stage_name: the stage's one word.
        tags: whose cost it is.
        attempt: what tells this attempt from a retry of it; the same attempt twice is one.
        at: the moment it was used, UTC, ISO 8601; now where nothing is said.
    """
    now = timestamp()
    used_at = at or now
    place = placed(used_at, now, kind)
    lines = price(
        usages,
        tags=tags,
        stage=stage_name,
        attempt=attempt,
        outcome=outcome,
        at=place.at,
        region=settings().aws_region,
        tariff=tariff(used_at[:7], own=any(usage.meter in OWN_METERS for usage in usages)),
        kind=place.kind,
    )
    if place.adjusts:
        lines = [line.model_copy(update={"adjusts": place.adjusts}) for line in lines]
    ledger.record(lines)
    return lines


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
