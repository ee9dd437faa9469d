"""Which entry of AWS's price list has the price of which meter, and how its units become ours.

The usage types and units are those of the list's own files (pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import NamedTuple

from laptop.commands.price_list import Attributes, Dimension, Entry
from mianshi.contracts.usage import UNITS, Meter
from mianshi.finance.prices import meter_of

GIB = 1 << 30
"""AWS counts a GB of storage and of transfer as 2^30 bytes (aws.amazon.com/s3/faqs, how storage is billed)."""
_REGION = r"(?:[A-Z]{2,4}\d?-)?"
"""What most regions put before a usage type: ``APS1-``, ``EU-``; Northern Virginia often has none."""
_GLOBAL = "Global-"
"""What the free units of an account have instead, whatever the region."""
_MEASURED = frozenset({"GB", "GB-Mo", "Hrs", "Hours", "GB-Seconds", "Lambda-GB-Second"})
"""Units that measure; every other one counts whole things."""


class Row(NamedTuple):
    """`key` is priced by the entries of `offer` whose usage type is `usage` and that have these attributes.

    `unit`: the list's own, a pattern, or empty for whatever is counted one by one; `per`: how many of ours it is.
    """

    key: str
    offer: str
    usage: str
    unit: str
    per: int
    attributes: Mapping[str, str] = {}
    free: str = ""
    """Usage type of the account's free units, without its beginning, where it is not `usage`."""
    peer: str = ""
    """Our unit, where the key is no meter's but a service's that we compare with."""

    @property
    def ours(self) -> str:
        """Our unit."""
        return self.peer or UNITS[meter_of(self.key)]

    def fits(self, attributes: Attributes) -> bool:
        """Whether the entry says what this key costs."""
        usage = attributes.get("usagetype", "")
        return re.fullmatch(_REGION + self.usage, usage) is not None and all(
            attributes.get(name) == value for name, value in self.attributes.items()
        )

    def frees(self, attributes: Attributes) -> bool:
        """Whether the entry says what of this key is free."""
        return re.fullmatch(_GLOBAL + (self.free or self.usage), attributes.get("usagetype", "")) is not None


_ROWS = (
    Row(Meter.LAMBDA_COMPUTE, "AWSLambda", "Lambda-GB-Second", "Lambda-GB-Second", 1024 * 1000),
    Row(
        Meter.LAMBDA_COMPUTE_ARM,
        "AWSLambda",
        "Lambda-GB-Second-ARM",
        "Lambda-GB-Second",
        1024 * 1000,
        free="Lambda-GB-Second",
    ),
    Row(Meter.LAMBDA_REQUESTS, "AWSLambda", "Request", "", 1),
    Row(Meter.LAMBDA_TMP, "AWSLambda", "Lambda-Storage-GB-Second", "GB-Seconds", 1024 * 1000),
    Row(Meter.STATE_TRANSITIONS, "AmazonStates", "StateTransition", "", 1),
    Row(Meter.S3_WRITES, "AmazonS3", "Requests-Tier1", "", 1),
    Row(Meter.S3_READS, "AmazonS3", "Requests-Tier2", "", 1),
    Row(Meter.S3_STORAGE, "AmazonS3", "TimedStorage-ByteHrs", "GB-Mo", GIB, {"volumeType": "Standard"}),
    Row(Meter.DYNAMODB_WRITES, "AmazonDynamoDB", "WriteRequestUnits", "", 1000),
    Row(Meter.DYNAMODB_READS, "AmazonDynamoDB", "ReadRequestUnits", "", 1000),
    Row(Meter.DYNAMODB_STORAGE, "AmazonDynamoDB", "TimedStorage-ByteHrs", "GB-Mo", GIB),
    Row(Meter.DYNAMODB_BACKUP, "AmazonDynamoDB", "TimedPITRStorage-ByteHrs", "GB-Mo", GIB),
    Row(Meter.SECRETS_CALLS, "AWSSecretsManager", "AWSSecretsManagerAPIRequests?", "", 1),
    Row(Meter.SECRETS, "AWSSecretsManager", "AWSSecretsManager-Secrets?", "", 1000),
    Row(Meter.EVENTS, "AWSEvents", "Event-64K-Chunks", "", 1, {"operation": "PutEvents"}),
    Row(Meter.HTTP_REQUESTS, "AmazonApiGateway", "ApiGatewayHttpRequest", "", 1),
    Row(
        Meter.QUEUE_REQUESTS,
        "AWSQueueService",
        "Requests-(?:RBP|Tier1)",
        "",
        1,
        {"queueType": "Standard"},
        free="Requests(?:-RBP|-Tier1)?",
    ),
    Row(Meter.LOGS_INGESTED, "AmazonCloudWatch", "DataProcessing-Bytes", "GB", GIB, {"operation": "PutLogEvents"}),
    Row(Meter.LOGS_STORAGE, "AmazonCloudWatch", "TimedStorage-ByteHrs", "GB-Mo", GIB),
    Row(Meter.ALARMS, "AmazonCloudWatch", "CW:AlarmMonitorUsage", "", 1000),
    Row(Meter.METRICS, "AmazonCloudWatch", "CW:MetricMonitorUsage", "", 1000),
    Row(Meter.TRACES, "AWSXRay", "XRay-TracesStored", "", 1),
    Row(Meter.ACTIVE_USERS, "AmazonCognito", "CognitoEssentialsMAU", "", 1, free="CognitoFreeTierMAU"),
    Row(Meter.MAIL, "AmazonSES", "Recipients", "", 1),
    Row(Meter.DATA_OUT, "AWSDataTransfer", "DataTransfer-Out-Bytes", "GB", GIB),
    Row("transcribe.batch.minutes", "transcribe", "TranscribeAudio", "seconds?", 1, peer="second"),
)


def rows(instances: Iterable[str]) -> list[Row]:
    """The table, with a row for each instance type an endpoint may run on."""
    return [
        *_ROWS,
        *(
            Row(f"{Meter.ENDPOINT_SECONDS}.{name}", "AmazonSageMaker", f"AsyncInf:{re.escape(name)}", "Hrs", 3_600_000)
            for name in sorted(instances)
        ),
    ]


class Ladder(NamedTuple):
    """A price in our units: what the first paid band costs, what is free before it, and the bands after it."""

    price: str
    free: int
    tiers: tuple[tuple[int, str], ...]


class Unpriced(Exception):
    """Why the list has no usable price for a key; the message is a few words."""


def ladder(row: Row, entries: Sequence[Entry], currency: str) -> tuple[str, Ladder]:
    """The SKU and the price of a key, from all entries of its offer.

    Where one of two entries has a free band before the same prices (DynamoDB's storage), it is the one that is meant;
    entries that differ otherwise are nobody's to choose from.

    Raises:
        Unpriced: no entry fits, several do and differ, or its price is of another currency or unit, or has a gap.
    """
    fitting = [(entry.sku, _ladder(row, entry, currency)) for entry in entries if row.fits(entry.attributes)]
    if not fitting:
        raise Unpriced("not in the list")
    if len({(found.price, found.tiers) for _, found in fitting}) > 1:
        raise Unpriced(f"{len(fitting)} entries of the list fit and differ")
    sku, found = max(fitting, key=lambda one: (one[1].free, one[0]))
    return sku, found._replace(free=found.free or _free(row, entries))


def _free(row: Row, entries: Sequence[Entry]) -> int:
    """Units a month that every account gets for nothing, where the list says so: a band at 0 that ends."""
    for entry in entries:
        if row.frees(entry.attributes):
            for band in entry.dimensions:
                if band.end != "Inf" and all(_amount(price) == 0 for price in band.prices.values()):
                    return _whole(band.end, row.per)
    return 0


def _ladder(row: Row, entry: Entry, currency: str) -> Ladder:
    bands = sorted(entry.dimensions, key=lambda band: _amount(band.begin))
    _check(row, bands, currency)
    prices = [_amount(band.prices[currency]) for band in bands]
    starts = [_whole(band.begin, row.per) for band in bands]
    paid = next((at for at, price in enumerate(prices) if price > 0), None)
    if paid is None:
        raise Unpriced("listed at 0")
    if paid > 1 or 0 in prices[paid:]:
        raise Unpriced("its free bands are not at the beginning")
    tiers = tuple((start, _plain(price)) for start, price in zip(starts[paid + 1 :], prices[paid + 1 :], strict=True))
    return Ladder(_plain(prices[paid]), starts[paid], tiers)


def _check(row: Row, bands: list[Dimension], currency: str) -> None:
    if not bands or _amount(bands[0].begin) != 0 or bands[-1].end != "Inf":
        raise Unpriced("its bands do not cover every quantity")
    if any(_amount(one.end) != _amount(other.begin) for one, other in pairwise(bands)):
        raise Unpriced("its bands have a gap")
    for band in bands:
        if currency not in band.prices:
            raise Unpriced(f"listed in {', '.join(sorted(band.prices)) or 'no currency'}, not in {currency}")
        if not re.fullmatch(row.unit, band.unit, re.IGNORECASE) if row.unit else band.unit in _MEASURED:
            raise Unpriced(f"listed by {band.unit}, not by {row.unit or row.ours}")


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unpriced(f"listed as {text[:40]!r}") from None


def _whole(text: str, per: int) -> int:
    quantity = _amount(text) * per
    if quantity != quantity.to_integral_value():
        raise Unpriced("its bands begin within a unit")
    return int(quantity)


def _plain(price: Decimal) -> str:
    return format(price.normalize(), "f")
