"""Costs as files: what a closed month's hold, what an open month's are made of, and how they are handed out."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest

from mianshi.accounting import month_files, summing
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobChange
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import ExchangeRate, MonthClosed, Terms
from mianshi.contracts.usage import LedgerLine, Tags
from mianshi.finance.months import rollup
from mianshi.platform import files, objects
from mianshi.platform.clock import new_id, new_interview_id
from mianshi.platform.store import audit, jobs, ledger, terms
from support.calc import Calc
from support.portal_moto import ARTEFACTS, Portal, Reply, portal

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x") <script>\u202e🙂' + "长" * 200


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(opened.module("money.cost_files"), "now", lambda: NOW)
        monkeypatch.setattr(summing, "now", lambda: NOW)
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        opened.sign_in(StaffRole.FINANCE)
        yield opened


def job(title: str = "店长") -> Job:
    at = "2026-11-01T00:00:00.000Z"
    made = Job(
        id=new_id("job"), title=Bilingual(zh=title, en=title), department="零售", owner="hr-1",
        role="retail_store_manager", role_version="v", policy="cn", created_at=at, changed_at=at,
    )  # fmt: skip
    jobs.create(made, JobChange(at=at, by="hr-1", role_version="v", revision=0, what=[]))
    return made


def spend(of: Job | None, at: str, *amounts: int | None, **more: Any) -> list[LedgerLine]:
    tags = Tags(interview_id=new_interview_id(), candidate_id="ca_1", job_id=of.id, source="Boss") if of else Tags()
    common = {
        "stage": "ingest", "attempt": f"{at}-{new_id('at')}", "unit": "request", "currency": "USD", "price_book": "b",
        "region": "us-east-1", "outcome": "ok", "at": at, "department": HOSTILE, "quantity": 1, **more,
    }  # fmt: skip
    keys = ["lambda.requests", "s3.standard.put_requests", "secretsmanager.calls"]
    lines = [
        LedgerLine.model_validate({**tags.model_dump(), **common, "price_key": key, "amount_micro": amount})
        for key, amount in zip(keys, amounts, strict=False)
    ]
    ledger.record(lines)
    return lines


def a_month() -> list[LedgerLine]:
    """In a region that no book has prices for, so that no credit is made of amounts that no book would give."""
    lines = spend(job(HOSTILE), "2026-11-03T08:00:00.000Z", 1_250_000, 3, None, region="xx")
    lines += spend(job(), "2026-11-10T08:00:00.000Z", 7, outcome="failed", currency="CNY", region="xx")
    return lines + spend(None, "2026-11-19T08:00:00.000Z", 500, kind="overhead", region="xx")


def fetched(door: Portal, path: str) -> tuple[bytes, str, str]:
    """Where a download leads: its bytes, the name it is saved by and its media type."""
    answer = door.get(path)
    assert answer.status == 303, (path, answer.status, answer.text)
    return followed(answer)


def followed(answer: Reply) -> tuple[bytes, str, str]:
    address = urlsplit(answer.headers["location"])
    told = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert told["X-Amz-Expires"] == "300"
    body = boto3.client("s3").get_object(Bucket=ARTEFACTS, Key=unquote(address.path).lstrip("/"))["Body"].read()
    name = unquote(told["response-content-disposition"].partition("''")[2])
    return body, name, told["response-content-type"]


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")  # Excel takes Chinese for something else without it
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def micro(text: str) -> int:
    return round(float(text or 0) * 1_000_000)


def close(month: str, monkeypatch: pytest.MonkeyPatch) -> MonthClosed:
    monkeypatch.setattr(summing, "now", lambda: LATER)
    assert summing.finish(month, 1.0).over
    closing = MonthClosed(
        month=month, at="2026-12-01T06:00:00.000Z", by="software", totals=[], files=month_files.write(month)
    )
    terms.close(closing, [])
    return closing


CSV_FILES = sorted(month_files.NAMES - {month_files.WORKBOOK, "summary.json"})


def test_every_table_of_an_open_month_adds_up_to_its_lines(door: Portal) -> None:
    lines = a_month()
    for name in CSV_FILES:
        body, saved, kind = fetched(door, f"/costs/download/2026-11/{name}")
        assert (saved, kind) == (f"mianshi-costs-2026-11-{name}", "text/csv; charset=utf-8")
        adds_up(body, lines)
        assert not any(cell.startswith("=") for row in rows(body) for cell in row.values())


def adds_up(body: bytes, lines: list[LedgerLine]) -> None:
    for currency in ("USD", "CNY"):
        own = [line for line in lines if line.currency == currency]
        read = [row for row in rows(body) if row["currency"] == currency]
        assert sum(micro(row["amount"]) for row in read) == sum(line.amount_micro or 0 for line in own)
        assert sum(int(row["lines"]) for row in read) == len(own)
        assert sum(int(row["unpriced_lines"]) for row in read) == sum(line.amount_micro is None for line in own)


def test_the_workbook_and_the_json_of_an_open_month(door: Portal) -> None:
    a_month()
    body, saved, _ = fetched(door, "/costs/download/2026-11/summary.xlsx")
    book = Calc(body)
    assert saved == "mianshi-costs-2026-11-summary.xlsx" and "Summary" in book.sheets
    assert HOSTILE in {row[1] for row in book.rows("By department")}
    assert "汇总" in Calc(fetched(door, "/costs/download/2026-11/summary.xlsx?lang=zh")[0]).sheets
    told = json.loads(fetched(door, "/costs/download/2026-11/summary.json")[0])
    assert {one["currency"]: one["amount_micro"] for one in told["totals"]} == {"USD": 1_250_503, "CNY": 7}
    assert told["final"] is False


def test_the_lines_of_a_day_are_a_zip_of_a_table(door: Portal) -> None:
    a_month()
    body, saved, kind = fetched(door, "/costs/lines/2026-11-03")
    assert (saved, kind) == ("mianshi-lines-2026-11-03.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        [name] = archive.namelist()
        read = rows(archive.read(name))
    assert [row["amount"] for row in read] == ["1.250000", "0.000003", ""]
    assert {row["department"] for row in read} == {f"'{HOSTILE}"}


def test_the_lines_of_a_month_as_json(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = a_month()
    answer = door.get("/api/costs?month=2026-11")
    assert answer.status == 200
    assert [LedgerLine.model_validate(one) for one in json.loads(answer.text)] == lines
    monkeypatch.setattr(door.module("money.cost_files"), "MOST_JSON", 500)
    body, saved, kind = followed(door.get("/api/costs?month=2026-11"))
    assert json.loads(body) == json.loads(answer.text)
    assert (saved, kind) == ("mianshi-costs-2026-11-lines.json", "application/json")


@pytest.mark.parametrize(
    "path",
    [
        *("/api/costs", "/api/costs?month=2026-11-03", "/api/costs?month=2026-11&by=job", "/api/costs?month=2999-01"),
        *("/api/costs?month=2026-11&month=2026-10", "/costs/lines/2999-01-01", "/costs/download/2999-01/jobs.csv"),
    ],
)
def test_what_nobody_can_answer_is_refused(door: Portal, path: str) -> None:
    assert door.get(path).status == 422
    assert door.get("/api/costs?month=2026-11&lang=en").status == 200


def test_the_lines_of_a_closed_month_that_are_too_many_are_its_table(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_month()
    close("2026-11", monkeypatch)
    assert door.get("/api/costs?month=2026-11").status == 200
    table = fetched(door, "/costs/download/2026-11/lines.csv.gz")[0]
    monkeypatch.setattr(door.module("money.cost_files"), "MOST_JSON", 500)
    assert fetched(door, "/api/costs?month=2026-11")[0] == table
    ticks = iter(range(0, 100_000, 100))
    monkeypatch.setattr(door.module("money.cost_files"), "monotonic", lambda: next(ticks))
    assert fetched(door, "/api/costs?month=2026-11")[0] == table


def test_what_takes_too_long_is_not_half_a_file(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    a_month()
    ticks = iter(range(0, 100_000, 100))
    monkeypatch.setattr(door.module("money.cost_files"), "monotonic", lambda: next(ticks))
    for path in ("/costs/lines/2026-11-03", "/api/costs?month=2026-11", "/costs/download/2026-11/stages.csv"):
        assert door.get(path).status == 409
    monkeypatch.setattr(door.module("money.cost_files"), "MOST_ROWS", 2)
    answer = door.get("/costs/download/2026-11/summary.xlsx")
    assert answer.status == 409 and "not ready yet" in answer.text
    assert boto3.client("s3").list_objects_v2(Bucket=ARTEFACTS, Prefix="work/")["KeyCount"] == 0


def test_a_closed_month_gives_the_files_it_was_closed_with(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = a_month()
    closing = close("2026-11", monkeypatch)
    names = {file.name for file in closing.files}
    assert names == {*month_files.NAMES, month_files.ENGLISH, "lines.csv.gz", "lines.jsonl.gz"}
    for file in closing.files:
        body, saved, _ = fetched(door, f"/costs/download/2026-11/{file.name}?lang=zh")
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file.bytes, file.sha256)
        assert saved == f"mianshi-costs-2026-11-{file.name}"
    packed = fetched(door, "/costs/download/2026-11/lines.csv.gz")[0]
    assert [row["amount"] for row in rows(gzip.decompress(packed))] == [
        "1.250000",
        "0.000003",
        "",
        "0.000007",
        "0.000500",
    ]
    assert "Summary" in Calc(fetched(door, "/costs/download/2026-11/summary.xlsx")[0]).sheets
    spend(job(), "2026-11-11T08:00:00.000Z", 99)  # it cannot come any more; if it does, a closed month stays
    assert (
        fetched(door, "/costs/download/2026-11/jobs.csv?lang=zh")[0]
        == fetched(door, "/costs/download/2026-11/jobs.csv")[0]
    )
    for path in ("/api/costs?month=2026-11", "/costs/lines/2026-11-11"):
        answer = door.get(path)
        body = answer.text if answer.status == 200 else fetched(door, path)[0].decode("latin-1")
        assert "0.000099" not in body and ":99," not in body
    served = [LedgerLine.model_validate(one) for one in json.loads(door.get("/api/costs?month=2026-11").text)]
    assert len(served) == len(rows(gzip.decompress(packed)))
    assert month_files.write("2026-11") == closing.files
    assert len(lines) == sum(int(row["lines"]) for row in rows(fetched(door, "/costs/download/2026-11/kinds.csv")[0]))


def test_files_that_are_written_again_are_the_same(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    a_month()
    monkeypatch.setattr(summing, "now", lambda: LATER)
    assert summing.finish("2026-11", 1.0).over
    assert month_files.write("2026-11") == month_files.write("2026-11")


def test_free_tiers_are_lines_of_the_files_too(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Terms(revision=1, effective_from="2026-01", discounts={"*": "50"}, by="f", at="2026-01-01T00:00:00.000Z")
    terms.add(own)
    spend(job(), "2026-11-03T08:00:00.000Z", 1_000_000, 25_000_000, quantity=5_000_000)
    close("2026-11", monkeypatch)
    read = rows(gzip.decompress(fetched(door, "/costs/download/2026-11/lines.csv.gz")[0]))
    credits = [row for row in read if row["kind"] == "credit"]
    assert credits and all(micro(row["amount"]) < 0 for row in credits)
    [total] = json.loads(fetched(door, "/costs/download/2026-11/summary.json")[0])["totals"]
    assert sum(micro(row["amount"]) for row in read) == total["amount_micro"] == 13_000_000
    [line] = [one for one in json.loads(door.get("/api/costs?month=2026-11").text) if one["kind"] == "credit"][:1]
    assert line["amount_micro"] < 0


def test_a_report_currency_is_in_every_file_with_its_rate(door: Portal) -> None:
    rate = ExchangeRate(day="2026-11-15", base="USD", quote="CNY", rate="7.1", source="PBOC")
    own = {"revision": 1, "effective_from": "2026-11", "by": "f", "at": "2026-11-01T00:00:00.000Z"}
    terms.add(Terms.model_validate({**own, "report_currency": "CNY", "rates": [rate]}))
    a_month()
    whole = round(1_250_503 * 71 / 10) + 7
    for name in CSV_FILES:
        read = rows(fetched(door, f"/costs/download/2026-11/{name}")[0])
        assert sum(micro(row["report_amount"]) for row in read) == whole, name
        dollars = [row for row in read if row["currency"] == "USD"]
        assert {(row["rate"], row["rate_day"], row["rate_source"]) for row in dollars} == {
            ("7.1", "2026-11-15", "PBOC")
        }
    book = Calc(fetched(door, "/costs/download/2026-11/summary.xlsx")[0])
    [total] = [row for row in book.rows("Summary") if row[0] == "Total"]
    assert total[5:8] == [whole / 1_000_000, "CNY", whole]


def test_files_are_for_whoever_sees_costs_and_each_is_noted(door: Portal) -> None:
    a_month()
    fetched(door, "/costs/download/2026-11/jobs.csv")
    fetched(door, "/costs/lines/2026-11-03")
    told = audit.usage(f"{datetime.now(UTC):%Y-%m}")["finance-1"]
    assert told[AuditAction.DATA_EXPORTED.value] == 2
    for month, name, status in (
        ("2026-13", "jobs.csv", 422),
        ("2026-11", "nothing.csv", 404),
        ("2026-11", "lines.csv.gz", 404),
    ):
        assert door.get(f"/costs/download/{month}/{name}").status == status
    assert door.get("/costs/lines/2026-02-30").status == 422
    assert door.get("/api/costs?month=x").status == 422
    door.sign_in(StaffRole.INTERVIEWER)
    for path in ("/costs/download/2026-11/jobs.csv", "/costs/lines/2026-11-03", "/api/costs?month=2026-11"):
        assert door.get(path).status == 403


def test_a_file_goes_up_in_parts_and_nothing_of_it_stays_where_it_fails(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = boto3.client("s3")
    where = files.passing("large.bin")
    monkeypatch.setattr(files, "PART_BYTES", 5 * 1024 * 1024)
    pieces = [bytes([number]) * 3_000_000 for number in range(5)]
    with files.writing(where, "application/octet-stream") as stream:
        for piece in pieces:
            stream.write(piece)
        assert len(stream._waiting) < files.PART_BYTES
    body = s3.get_object(Bucket=where.bucket, Key=where.key)["Body"].read()
    assert body == b"".join(pieces)
    assert (stream.size, stream.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    other = files.passing("broken.bin")
    with pytest.raises(ValueError, match="stop"), files.writing(other, "application/octet-stream") as stream:
        stream.write(pieces[0] + pieces[1])
        raise ValueError("stop")
    assert objects.stored(other) is None
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=where.bucket)


def test_lines_that_are_in_no_sum_are_told_and_counted_later(
    door: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_month()
    monkeypatch.setattr(summing, "now", lambda: LATER)
    assert summing.finish("2026-11", 1.0).over
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(month_files.logger, "error", lambda _, extra: said.append(extra))
    month_files.write("2026-11")
    assert said == []
    spend(job(), "2026-11-11T08:00:00.000Z", 99, region="xx")
    month_files.write("2026-11")
    assert said[0]["lines"]["USD"][1] - said[0]["sums"]["USD"][1] == 99
    rung = [json.loads(row) for row in capsys.readouterr().out.splitlines() if "BooksDiffer" in row]
    assert [row["BooksDiffer"] for row in rung] == [[1.0]]
    for name, amount in ((month_files.LINES, micro), (month_files.EXACT, None)):
        packed = boto3.client("s3").get_object(Bucket=ARTEFACTS, Key=f"costs/closed/2026-11/{name}")["Body"].read()
        body = gzip.decompress(packed)
        amounts = (
            [amount(row["amount"]) for row in rows(body) if row["currency"] == "USD"]
            if amount
            else [LedgerLine.model_validate_json(row).amount_micro or 0 for row in body.splitlines() if b"USD" in row]
        )
        assert sum(amounts) == said[0]["sums"]["USD"][1], "the file adds up to the month's total"
    [moved] = [line for line in ledger.of_month(f"{datetime.now(UTC):%Y-%m}") if line.attempt == "late-2026-11-USD"]
    assert (moved.amount_micro, moved.adjusts, moved.kind) == (99, "2026-11", "adjustment")
    assert rollup.totals(list(summing.stored_days("2026-11")))[1].sum.micro == 1_250_503


def test_every_file_that_the_page_leads_to_is_there(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.module("money.finance"), "now", lambda: NOW)
    a_month()
    page = door.get("/costs?month=2026-11").text
    links = set(re.findall(r'"(/costs/download/[^"]+)"', page))
    assert {link.rpartition("/")[2] for link in links} == month_files.NAMES
    assert all(door.get(link).status == 303 for link in links)
    closing = close("2026-11", monkeypatch)
    page = door.get("/costs?month=2026-11").text
    links = set(re.findall(r'"(/costs/download/[^"]+)"', page))
    assert {link.rpartition("/")[2] for link in links} == {file.name for file in closing.files} - {
        month_files.ENGLISH,
        month_files.EXACT,
    }
    assert "closed on 2026-12-01" in page
