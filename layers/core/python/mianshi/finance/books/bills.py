"""An AWS bill, read row by row: Cost and Usage Report 2.0 as CSV, plain or gzip.

Column names, kinds of rows and the codes of regions are those of AWS's table dictionary of CUR 2.0
(docs.aws.amazon.com/cur: table-dictionary-cur2-line-item, -bill, -resource-tags, -discount) and of its usage types as
the price list has them. Amounts are decimals with ten places and more: they are added up as integers, 50 places deep.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import BinaryIO, Literal, NamedTuple

from mianshi.contracts import dates
from mianshi.contracts.usage import UNITS, Meter
from mianshi.errors import Rejected

BAD_BILL = "bad_bill"
PLACES = 50
"""Decimal places that amounts and quantities are kept with."""
_EXACT = Context(prec=90, traps=[Inexact, InvalidOperation, Overflow])
_LARGEST = Decimal(10) ** 20
_LONGEST_LINE = 1_000_000
_MOST_GROUPS = 50_000
"""Different kinds of usage per day; the bill of one system has some hundreds a month."""
_GIB = 2**30
_TAGS = ("user_application", "user:application", "application")
APPLICATION = "mianshi"
"""What the tag ``application`` says on everything that the template makes."""

Kind = Literal["usage", "credit", "discount", "savings_plan", "tax", "fee", "other"]
Belongs = Literal["tagged", "untagged", "other"]

KINDS: dict[str, Kind] = {
    "Usage": "usage",
    "DiscountedUsage": "usage",
    "SavingsPlanCoveredUsage": "usage",
    "Credit": "credit",
    "Refund": "credit",
    "Discount": "discount",
    "BundledDiscount": "discount",
    "EdpDiscount": "discount",
    "PrivateRateDiscount": "discount",
    "RiVolumeDiscount": "discount",
    "SavingsPlanNegation": "savings_plan",
    "SavingsPlanRecurringFee": "savings_plan",
    "SavingsPlanUpfrontFee": "savings_plan",
    "RIFee": "savings_plan",
    "Tax": "tax",
    "Fee": "fee",
}
"""By ``line_item_line_item_type``; whatever else there is, is ``other``."""

REGIONS = {
    "": "us-east-1",
    "USE1": "us-east-1",
    "APS1": "ap-southeast-1",
    "EUC1": "eu-central-1",
    "CNN1": "cn-north-1",
    "CNW1": "cn-northwest-1",
}
"""By the code before a usage type's first hyphen. In us-east-1 some usage types have it and some have none."""
GLOBAL = "Global"
"""Stands before a usage type, and for its region, where an account's regions are counted together: free units."""
_REGION = re.compile(rf"([A-Z]{{2,4}}[0-9]{{0,2}}|{GLOBAL})-(.+)", re.DOTALL)
_AMOUNT = re.compile(r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?")


class Metered(NamedTuple):
    """What a usage type is in our ledger: so many of our units are one of theirs."""

    meter: Meter
    units: int


_LAMBDA, _S3, _TABLE, _WATCH, _QUEUE = "AWSLambda", "AmazonS3", "AmazonDynamoDB", "AmazonCloudWatch", "AWSQueueService"
_SECRETS, _USERS = "AWSSecretsManager", "AmazonCognito"
USAGE_TYPES: dict[tuple[str, str], Metered] = {
    (_LAMBDA, "Lambda-GB-Second"): Metered(Meter.LAMBDA_COMPUTE, 1_024_000),
    (_LAMBDA, "Lambda-GB-Second-ARM"): Metered(Meter.LAMBDA_COMPUTE_ARM, 1_024_000),
    (_LAMBDA, "Request"): Metered(Meter.LAMBDA_REQUESTS, 1),
    (_LAMBDA, "Request-ARM"): Metered(Meter.LAMBDA_REQUESTS, 1),
    (_LAMBDA, "Lambda-Storage-GB-Second"): Metered(Meter.LAMBDA_TMP, 1_024_000),
    (_LAMBDA, "Lambda-Storage-GB-Second-ARM"): Metered(Meter.LAMBDA_TMP, 1_024_000),
    ("AmazonStates", "StateTransition"): Metered(Meter.STATE_TRANSITIONS, 1),
    (_S3, "Requests-Tier1"): Metered(Meter.S3_WRITES, 1),
    (_S3, "Requests-Tier2"): Metered(Meter.S3_READS, 1),
    (_S3, "TimedStorage-ByteHrs"): Metered(Meter.S3_STORAGE, _GIB),
    (_TABLE, "WriteRequestUnits"): Metered(Meter.DYNAMODB_WRITES, 1000),
    (_TABLE, "ReadRequestUnits"): Metered(Meter.DYNAMODB_READS, 1000),
    (_TABLE, "TimedStorage-ByteHrs"): Metered(Meter.DYNAMODB_STORAGE, _GIB),
    (_TABLE, "TimedPITRStorage-ByteHrs"): Metered(Meter.DYNAMODB_BACKUP, _GIB),
    (_SECRETS, "AWSSecretsManagerAPIRequest"): Metered(Meter.SECRETS_CALLS, 1),
    (_SECRETS, "AWSSecretsManagerAPIRequests"): Metered(Meter.SECRETS_CALLS, 1),
    (_SECRETS, "AWSSecretsManager-Secret"): Metered(Meter.SECRETS, 1000),
    (_SECRETS, "AWSSecretsManager-Secrets"): Metered(Meter.SECRETS, 1000),
    ("AWSEvents", "Event-64K-Chunks"): Metered(Meter.EVENTS, 1),
    ("AmazonApiGateway", "ApiGatewayHttpRequest"): Metered(Meter.HTTP_REQUESTS, 1),
    (_QUEUE, "Requests-Tier1"): Metered(Meter.QUEUE_REQUESTS, 1),
    (_QUEUE, "Requests-RBP"): Metered(Meter.QUEUE_REQUESTS, 1),
    (_QUEUE, "Requests"): Metered(Meter.QUEUE_REQUESTS, 1),
    (_WATCH, "DataProcessing-Bytes"): Metered(Meter.LOGS_INGESTED, _GIB),
    (_WATCH, "TimedStorage-ByteHrs"): Metered(Meter.LOGS_STORAGE, _GIB),
    (_WATCH, "CW:AlarmMonitorUsage"): Metered(Meter.ALARMS, 1000),
    (_WATCH, "CW:MetricMonitorUsage"): Metered(Meter.METRICS, 1000),
    ("AWSXRay", "XRay-TracesStored"): Metered(Meter.TRACES, 1),
    (_USERS, "CognitoUserPoolsMAU"): Metered(Meter.ACTIVE_USERS, 1),
    (_USERS, "CognitoUserPoolMAU"): Metered(Meter.ACTIVE_USERS, 1),
    (_USERS, "CognitoLiteMAU"): Metered(Meter.ACTIVE_USERS, 1),
    (_USERS, "CognitoEssentialsMAU"): Metered(Meter.ACTIVE_USERS, 1),
    (_USERS, "CognitoFreeTierMAU"): Metered(Meter.ACTIVE_USERS, 1),
    ("AmazonSES", "Recipients"): Metered(Meter.MAIL, 1),
}
"""By product code and usage type without its region. Bytes are GiB there, storage is GiB-months, capacity is in whole
units, and a month of a secret or an alarm is one."""
_ANY_PRODUCT = {"DataTransfer-Out-Bytes": Metered(Meter.DATA_OUT, _GIB)}
_INSTANCE = re.compile(r"AsyncInf:(ml[.].+)", re.DOTALL)
_MS_PER_HOUR = 3_600_000


class Known(NamedTuple):
    """A row's price key of ours, its unit there, and how many of our units one of theirs is. `region`: AWS's code
    before the usage type where that is no region of ours, or `GLOBAL`."""

    price_key: str
    region: str
    unit: str
    units: int


class Cell(NamedTuple):
    """What rows have in common that are added up."""

    currency: str
    kind: Kind
    name: str
    """Product code and usage type; of what is no usage: the row's type and product code."""
    day: str
    belongs: Belongs


class Tally:
    """Quantity and amount of the rows of a cell, in 10^-50 of a unit, and how many there were."""

    __slots__ = ("amount", "quantity", "rows")

    def __init__(self) -> None:
        self.quantity = self.amount = self.rows = 0


class Bill:
    """A month's bill added up.

    Attributes:
        month: ``YYYY-MM``.
        cells: by what rows have in common.
        rows: of the month.
        other_months: rows about other months, which were left out, by month.
    """

    def __init__(self, month: str) -> None:
        self.month = month
        self.last_day = dates.last_of(month)
        self.rows = 0
        self.other_months: Counter[str] = Counter()
        self.cells: dict[Cell, Tally] = {}

    def add(self, cell: Cell, quantity: int, amount: int) -> None:
        """One row more.

        Raises:
            Rejected: ``bad_bill`` where a file has kinds of usage without end.
        """
        tally = self.cells.get(cell)
        if tally is None:
            if len(self.cells) >= _MOST_GROUPS:
                raise _bad(f"the file has more than {_MOST_GROUPS} kinds of usage: it is not the bill of one account")
            tally = self.cells[cell] = Tally()
        tally.quantity += quantity
        tally.amount += amount
        tally.rows += 1


_NEEDED = (
    "bill_billing_period_start_date",
    "line_item_currency_code",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_unblended_cost",
    "line_item_usage_amount",
    "line_item_usage_start_date",
    "line_item_usage_type",
)
_NET, _RESOURCE_TAGS = "line_item_net_unblended_cost", "resource_tags"


def read(parts: Iterable[BinaryIO], month: str, most: int | None = None) -> Bill:
    """Read whole files, a row at a time: all parts of one export.

    Args:
        parts: each CSV in UTF-8, or that packed by gzip; read one after the other.
        month: ``YYYY-MM``: rows of other months are counted and left out.
        most: characters that are read of a part at most, however small the packed file is; None: all there are.

    Raises:
        Rejected: ``bad_bill`` with one plain sentence: other columns, a cut file, no row of the month, an amount that
            is no number.
    """
    bill = Bill(month)
    for part in parts:
        _read_part(part, bill, most)
    if not bill.rows:
        others = ", ".join(sorted(bill.other_months)[:3])
        raise _bad(f"no row is about {month}: the file is about {others}" if others else "the file has no rows")
    return bill


def _read_part(stream: BinaryIO, bill: Bill, most: int | None) -> None:
    try:
        _read(csv.reader(_lines(stream, most), strict=True), bill)
    except UnicodeDecodeError:
        raise _bad("the file is not text in UTF-8; the report has to be exported as CSV, not as Parquet") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _bad("the packed file is cut off or damaged: download it again") from None
    except csv.Error as error:
        raise _bad(f"the file is no CSV that can be read: {error}") from None


def known(name: str) -> Known | None:
    """What a usage row is in our ledger, by its product code and usage type; None where we do not meter it."""
    product, _, usage = name.partition(" ")
    split = _REGION.fullmatch(usage)
    code, kind = split.groups() if split else ("", usage)
    region = REGIONS.get(code, code)
    instance = _INSTANCE.fullmatch(kind) if product == "AmazonSageMaker" else None
    if instance:
        meter = Meter.ENDPOINT_SECONDS
        return Known(f"{meter.value}.{instance[1]}", region, UNITS[meter], _MS_PER_HOUR)
    found = USAGE_TYPES.get((product, kind)) or _ANY_PRODUCT.get(kind)
    return Known(found.meter.value, region, UNITS[found.meter], found.units) if found else None


def exact(scaled: int) -> Fraction:
    """A tally's number in units."""
    return Fraction(scaled, 10**PLACES)


def _lines(stream: BinaryIO, most: int | None) -> Iterator[str]:
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    text = io.TextIOWrapper(gzip.GzipFile(fileobj=stream) if packed else stream, encoding="utf-8-sig", newline="")
    read_so_far = 0
    while line := text.readline(_LONGEST_LINE):
        read_so_far += len(line)
        if most is not None and read_so_far > most:
            raise _bad("the file is too large for this page: use the command line, which has no limit")
        if len(line) >= _LONGEST_LINE:
            raise _bad("a line of the file is far too long for a bill")
        if "\0" in line:
            raise _bad("the file is not text: the report has to be exported as CSV, not as Parquet")
        yield line


def _read(rows: Iterator[list[str]], bill: Bill) -> None:
    header = [name.strip() for name in next(rows, [])]
    _check(header)
    at = {name: header.index(name) for name in (*_NEEDED, _NET, _RESOURCE_TAGS) if name in header}
    belongs: dict[str, Belongs] = {}
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        if len(row) != len(header):
            raise _bad(f"row {number} has {len(row)} columns instead of {len(header)}: the file is cut off or damaged")
        _take(bill, {name: row[place] for name, place in at.items()}, number, belongs)


def _check(header: list[str]) -> None:
    if any("lineItem/" in name or name.startswith("bill/") for name in header):
        raise _bad("these are the columns of report version 1.0: export it as CUR 2.0 (AWS Data Exports, CSV)")
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise _bad(f"this is no CUR 2.0 report: it has no column {', '.join(missing)}")
    if len(set(header)) != len(header):
        raise _bad("a column is there twice")


def _take(bill: Bill, row: dict[str, str], number: int, belongs: dict[str, Belongs]) -> None:
    period = row["bill_billing_period_start_date"][:7]
    if not dates.is_month(period):
        raise _bad(f"row {number}: bill_billing_period_start_date is no date")
    if period != bill.month:
        bill.other_months[period] += 1
        return
    bill.rows += 1
    kind = KINDS.get(row["line_item_line_item_type"], "other")
    usage = kind == "usage"
    name = f"{row['line_item_product_code']} {row['line_item_usage_type']}"
    told = name if usage else f"{row['line_item_line_item_type']} {row['line_item_product_code']}"
    whose = _belongs(row.get(_RESOURCE_TAGS, ""), number, belongs)
    cell = Cell(row["line_item_currency_code"], kind, _plain(told), _day(row, bill, number), whose)
    amount = _number(row, "line_item_unblended_cost", number)
    bill.add(cell, _number(row, "line_item_usage_amount", number) if usage else 0, amount)
    if row.get(_NET):
        off = _number(row, _NET, number) - amount
        if off:
            bill.add(cell._replace(kind="discount", name=_plain(name)), 0, off)


def _day(row: dict[str, str], bill: Bill, number: int) -> str:
    """The day of a row; a charge for the whole month has that of its beginning, and none outside of the month."""
    day = row["line_item_usage_start_date"][:10]
    if not day:
        return f"{bill.month}-01"
    if not re.fullmatch(dates.DAY, day):
        raise _bad(f"row {number}: line_item_usage_start_date is no date")
    return min(max(day, f"{bill.month}-01"), bill.last_day)


def _belongs(tags: str, number: int, seen: dict[str, Belongs]) -> Belongs:
    """Whose a row is, by its tags. The same tags come in many rows."""
    found = seen.get(tags)
    if found is None:
        found = _read_tags(tags, number)
        if len(seen) < _MOST_GROUPS:
            seen[tags] = found
    return found


def _read_tags(tags: str, number: int) -> Belongs:
    if not tags.strip():
        return "untagged"
    try:
        known_tags = json.loads(tags)
    except (ValueError, RecursionError):
        raise _bad(f"row {number}: resource_tags is no JSON") from None
    if not isinstance(known_tags, dict):
        raise _bad(f"row {number}: resource_tags is no list of keys and values")
    said = next((str(known_tags[key]) for key in _TAGS if known_tags.get(key)), "")
    return "untagged" if not said else "tagged" if said == APPLICATION else "other"


def _number(row: dict[str, str], name: str, number: int) -> int:
    text = row[name].strip() or "0"
    try:
        value = _EXACT.create_decimal(text) if _AMOUNT.fullmatch(text) else None
        scaled = None if value is None else _EXACT.to_integral_exact(_EXACT.scaleb(value, PLACES))
    except DecimalException:
        value = scaled = None
    if value is None or scaled is None or abs(value) > _LARGEST:
        raise _bad(f"row {number}: {name} is no amount")
    return int(scaled)


def _plain(text: str) -> str:
    """A name out of a file, without signs that move a cursor, and short."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]


def _bad(sentence: str) -> Rejected:
    return Rejected(BAD_BILL, sentence)
