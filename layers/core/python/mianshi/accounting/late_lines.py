"""Lines of the ledger about something that was used before they are written."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.accounting.billing import tariff
from mianshi.contracts.usage import LineKind, Tags, Usage
from mianshi.finance.ledger import price
from mianshi.finance.months.days import placed
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import ledger


def write(stage: str, tags: Tags, attempt: str, usages: Sequence[Usage], *, at: str, kind: LineKind) -> bool:
    """Add lines for what was used at `at` (UTC, ISO 8601), priced by the book of that month, where they still belong
    (`finance.days.placed`).

    Returns:
        False where this attempt of this stage was recorded before: it adds nothing. Also for no usages.
    """
    place = placed(at, timestamp(), kind)
    lines = price(
        usages,
        tags=tags,
        stage=stage,
        attempt=attempt,
        outcome="ok",
        at=place.at,
        region=settings().aws_region,
        tariff=tariff(at[:7], own=False),
        kind=place.kind,
    )
    return ledger.record([line.model_copy(update={"adjusts": place.adjusts}) for line in lines])
