"""Part of a day: what stands in the template and is paid for whether or not anybody uses it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from mianshi.contracts.usage import Meter
from mianshi.finance.overheads import standing
from mianshi.platform.prices import standing_file
from mianshi.platform.settings import settings
from mianshi.platform.store import connectors
from plans import Entry, system


def entries(day: date) -> list[Entry]:
    """A day's part of the month's charges, and of the secrets of connections that are set up now."""
    counts: Counter[Meter] = Counter(
        standing.things(standing.standing_of(standing_file()), settings().standing_conditions)
    )
    counts[Meter.SECRETS] += sum(bool(connector.secret) for connector in connectors.every())
    return [system(day.isoformat(), "standing", standing.of_day(counts, day))]
