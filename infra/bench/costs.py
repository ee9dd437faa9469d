"""A month of the ledger added up and reported: lines a second, memory, and what the table is asked, beside SQLite.

    python infra/bench/costs.py make LINES FILE        writes the rows of a month's ledger
    python infra/bench/costs.py ours|sqlite FILE       adds them up and prints one JSON object

The table is a stand-in that answers botocore's calls from the file: pages of 1 MB, as DynamoDB gives them. Both sides
read the same pages. SQLite (in memory) gets every line and groups by what a day tells apart.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.running import ROOT, Table, script
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.usage import Meter, Tags, Usage
from mianshi.finance.ledger import price
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff

SIZES = (100_000, 1_000_000)
MONTH, REGION, BOOK = "2026-11", "us-east-1", ROOT / "infra" / "prices" / "2026-11-28.json"
PER_ROW, PER_INTERVIEW, AT_ONCE = 5, 60, 20
_PAGE = 1_000_000
_METERS = [Meter.LAMBDA_REQUESTS, Meter.LAMBDA_COMPUTE, Meter.S3_WRITES, Meter.S3_READS, Meter.DYNAMODB_WRITES]
_STAGES = ("ingest", "prepare", "vision", "language", "rate", "score", "report", "close", "ask", "plan", "hear", "tell")


def table() -> Table:
    """Both sizes, ours and SQLite's."""
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows"
            script("costs.py", "make", size, file)
            ours, theirs = script("costs.py", "ours", file), script("costs.py", "sqlite", file)
        if ours["micro"] != theirs["micro"] or ours["lines"] != size:
            raise AssertionError(f"the two sides do not agree: {ours}, {theirs}")
        for name, run in (("days, then page", ours), ("SQLite", theirs)):
            calls = ", ".join(f"{count:,} {call}" for call, count in sorted(run["calls"].items()))
            rows.append(
                [
                    f"{size:,}",
                    name,
                    f"{size / run['add_s']:,.0f}",
                    f"{run['report_s']:.1f}",
                    f"{run['files_s']:.0f}" if "files_s" in run else "",
                    *(f"{run[peak]:.0f}" if peak in run else "" for peak in ("add_mb", "page_mb", "files_mb")),
                    calls,
                ]
            )
    note = (
        f"{PER_INTERVIEW} lines an interview, {PER_ROW} a row, 40 jobs, 8 departments, 5 sources, all in one month. "
        "`lines/s` is reading and adding up until every day is final, each day stored once; `report` is the totals and "
        "interviews of a page in a process that knows nothing yet; `files` writes all files of the closed month, each "
        "line among them. Seconds are of one processor. MB are peaks of the process after each step: adding up holds "
        "one day, a page the interviews of a month. SQLite is asked for the same groups, holds every line in memory "
        "and keeps nothing: it would read them all again for the next page. Both totals are equal to the millionth, "
        "or this table would not be here. Calls are those of adding up alone."
    )
    header = [
        "lines",
        "how",
        "lines/s",
        "report s",
        "files s",
        "MB adding up",
        "MB page",
        "MB files",
        "calls to the table",
    ]
    return "A month's costs", header, rows, note


def make(lines: int, file: Path) -> None:
    """The rows of a month in the order of the index, one JSON array a line: time, key, sort key, body."""

    from mianshi.platform.store.ledger import _row  # noqa: PLC0415 - the form that rows have

    tariff = Tariff(MONTH, [PriceBook.from_dict(json.loads(BOOK.read_text()))])
    rows, start = lines // PER_ROW, datetime.fromisoformat(f"{MONTH}-01").replace(tzinfo=UTC)
    step = timedelta(days=30) / rows
    with file.open("w") as out:
        for row in range(rows):
            of = row // (AT_ONCE * PER_INTERVIEW // PER_ROW) * AT_ONCE + row % AT_ONCE
            at = (start + row * step).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            stage = _STAGES[row // AT_ONCE % len(_STAGES)]
            made = price(
                [Usage(meter=meter, quantity=row * 7919 * number % 99_991) for number, meter in enumerate(_METERS, 1)],
                tags=_tags(of),
                stage=stage,
                attempt=f"run-{row:08d}",
                outcome="failed" if row % 50 == 0 else "ok",
                at=at,
                region=REGION,
                tariff=tariff,
                kind="overhead" if row % 40 == 0 else "usage",
            )
            kept = _row(made)
            out.write(json.dumps([at, kept.pk, kept.sk, kept.body]) + "\n")


def _tags(number: int) -> Tags:
    job = number % 40
    return Tags(
        interview_id=f"iv_{number:026d}",
        candidate_id=f"ca_{number:026d}",
        job_id=f"jb_{job:026d}",
        department=f"部门{job % 8}",
        source=("", "boss", "51job", "referral", "campus")[number % 5],
    )


class Cloud:
    """What botocore's clients are answered from: the file of rows, and a folder for objects."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.calls: Counter[str] = Counter()
        self._file, self._folder = file.open("rb"), folder
        self._times: list[str] = []
        self._places: list[int] = []
        place = 0
        for number, line in enumerate(self._file):
            if number % 500 == 0:
                self._times.append(json.loads(line)[0])
                self._places.append(place)
            place += len(line)
        self._interview = _interview()

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """One call.

        Raises:
            AttributeError: for a call that the measured work has no reason to make, such as a Scan.
        """
        self.calls[operation] += 1
        found: dict[str, Any] = getattr(self, f"_{operation}")(asked)
        return found

    def page(self, low: str, high: str) -> tuple[list[list[str]], bool]:
        """Rows from one time up to another, at most 1 MB of them, and whether there are more."""
        self._file.seek(self._places[max(0, bisect_left(self._times, low) - 1)])
        found: list[list[str]] = []
        size = 0
        for line in self._file:
            row = json.loads(line)
            if row[0] > high:
                return found, False
            if row[0] >= low:
                found.append(row)
                size += len(line)
            if size >= _PAGE:
                return found, True
        return found, False

    def _Query(self, asked: dict[str, Any]) -> dict[str, Any]:
        values = [next(iter(value.values())) for _, value in sorted(asked["ExpressionAttributeValues"].items())]
        if values[0] != f"LEDGER#{MONTH}":
            return {"Items": [], "Count": 0, "ScannedCount": 0}
        begin = asked.get("ExclusiveStartKey")
        rows, more = self.page(f"{begin['list_sk']['S']} " if begin else values[1], values[2])
        names = ("list_sk", "pk", "sk", "body")
        items = [{name: {"S": value} for name, value in zip(names, row, strict=True)} for row in rows]
        place = {"list_pk": {"S": values[0]}, **{name: items[-1][name] for name in names[:3]}} if more else {}
        last = {"LastEvaluatedKey": place} if more else {}
        return {"Items": items, "Count": len(items), "ScannedCount": len(items), **last}

    def _BatchGetItem(self, asked: dict[str, Any]) -> dict[str, Any]:
        [(name, wanted)] = asked["RequestItems"].items()
        text = {"status": "closed", "outcome": "scored"}
        found = [
            {
                **{key: {"S": value} for key, value in text.items()},
                **key,
                "body": {"S": self._interview.replace("THE_ID", key["pk"]["S"].removeprefix("IV#"))},
            }
            for key in wanted["Keys"]
            if key["pk"]["S"].startswith("IV#")
        ]
        return {"Responses": {name: found}, "UnprocessedKeys": {}}

    def _GetItem(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _TransactWriteItems(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _GetObject(self, asked: dict[str, Any]) -> dict[str, Any]:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - only ours asks

        path = self._path(asked)
        if not path.exists():
            raise ClientError(
                {"Error": {"Code": "NoSuchKey"}, "ResponseMetadata": {"HTTPStatusCode": 404}},
                "GetObject",
            )
        return {"Body": path.open("rb")}

    def _PutObject(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._path(asked).write_bytes(asked["Body"])
        return {}

    def _CreateMultipartUpload(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"UploadId": "one"}

    def _UploadPart(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ETag": "part"}

    def _CompleteMultipartUpload(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _path(self, asked: dict[str, Any]) -> Path:
        return self._folder / str(asked["Key"]).replace("/", "_")


def _interview() -> str:
    at = f"{MONTH}-01T00:00:00.000Z"
    known = Interview(
        id="THE_ID",
        role="r",
        role_version="v",
        language="zh",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[],
        created_at=at,
        status=Status.CLOSED,
        outcome=Outcome.SCORED,
    )
    return known.model_dump_json()


def ours(file: Path) -> dict[str, Any]:
    """The days of the month, its page, and its files."""
    os.environ.update(
        AWS_REGION=REGION, AWS_DEFAULT_REGION=REGION, AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x",  # noqa: S106
        TABLE="bench", UPLOADS="bench", ARTEFACTS="bench", PRICE_BOOKS=str(BOOK.parent), LOG_LEVEL="ERROR",
        POWERTOOLS_SERVICE_NAME="mianshi", PORTAL_URL="https://portal.example",
    )  # fmt: skip
    from botocore.client import BaseClient  # noqa: PLC0415 - after the environment

    from mianshi.accounting import month_files, summing  # noqa: PLC0415 - as above
    from mianshi.finance.months import rollup  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(file, Path(folder))
        replaced: Any = BaseClient
        replaced._make_api_call = lambda _, operation, asked: cloud.answer(operation, asked)
        clock: Any = summing
        clock.now = lambda: datetime(2026, 12, 2, tzinfo=UTC)
        started = time.process_time()
        done = summing.finish(MONTH, float("inf"))
        added, calls, add_mb = time.process_time(), dict(cloud.calls), _peak_mb()
        days = summing.month(MONTH).days
        totals = rollup.totals(days)
        for group in (rollup.by_job, rollup.by_department, rollup.by_source, rollup.by_service, rollup.by_candidate):
            group(days)
        rollup.interviews(days)
        shown, page_mb = time.process_time(), _peak_mb()
        del days
        summing._kept.clear()
        month_files.write(MONTH)
        written = time.process_time()
        if not done.over:
            raise AssertionError("a month of the past is not over")
        credited = sum(line.amount_micro or 0 for day in summing.stored_days(MONTH) for line in day.credits)
        own = sum(len(day.credits) for day in summing.stored_days(MONTH))
    return {
        "lines": sum(group.sum.lines for group in totals) - own,
        "micro": sum(group.sum.micro for group in totals) - credited,
        "add_s": added - started,
        "report_s": shown - added,
        "files_s": written - shown,
        "add_mb": add_mb,
        "page_mb": page_mb,
        "files_mb": _peak_mb(),
        "calls": calls,
    }


_TAGS = ("interview_id", "job_id", "department", "source", "stage", "outcome", "kind", "region")
_GROUPS = (
    "substr(at, 1, 10), job_id, department, source, service, kind, currency",
    "interview_id, currency",
    "substr(at, 1, 10), price_key, region, job_id, department, source",
)


def sqlite(file: Path) -> dict[str, Any]:
    """Every line in one table in memory, grouped by what our days tell apart."""
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(file, Path(folder))
        started = time.process_time()
        base = sqlite3.connect(":memory:")
        columns = [*_TAGS, "at", "service", "price_key", "quantity", "micro", "currency"]
        base.execute(f"CREATE TABLE lines ({', '.join(columns)})")
        insert = f"INSERT INTO lines VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - no words from outside
        found = _lines(cloud)
        while chunk := list(islice(found, 10_000)):
            base.executemany(insert, chunk)
        added, add_mb, calls = time.process_time(), _peak_mb(), dict(cloud.calls)
        for group in _GROUPS:
            base.execute(
                f"SELECT {group}, SUM(micro), COUNT(*), SUM(micro IS NULL), SUM(quantity) FROM lines GROUP BY {group}"  # noqa: S608 - as above
            ).fetchall()
        [[micro]] = base.execute("SELECT SUM(micro) FROM lines").fetchall()
        shown = time.process_time()
    return {
        "micro": micro,
        "add_s": added - started,
        "report_s": shown - added,
        "add_mb": add_mb,
        "page_mb": _peak_mb(),
        "calls": calls,
    }


def _lines(cloud: Cloud) -> Iterator[tuple[Any, ...]]:
    begin: dict[str, Any] = {}
    values = {":0": {"S": f"LEDGER#{MONTH}"}, ":1": {"S": MONTH}, ":2": {"S": f"{MONTH}~"}}
    while True:
        page = cloud.answer("Query", {"ExpressionAttributeValues": values, **begin})
        for item in page["Items"]:
            body = json.loads(item["body"]["S"])
            tags = [body["common"].get(name, "usage" if name == "kind" else "") for name in _TAGS]
            for own in body["lines"]:
                line = body["common"] | dict(zip(body["names"], own, strict=True))
                key = line["price_key"]
                numbers = (line["quantity"], line["amount_micro"], line["currency"])
                yield (*tags, line["at"], key.partition(".")[0], key, *numbers)
        if "LastEvaluatedKey" not in page:
            return
        begin = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _peak_mb() -> float:
    """Of this program alone: what `getrusage` says begins with the process that started it."""
    [peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(peak.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "make":
        make(int(arguments[0]), Path(arguments[1]))
        print("{}")
    else:
        print(json.dumps({"ours": ours, "sqlite": sqlite}[what](Path(arguments[0]))))
