"""The ledger against AWS's bill in the portal: the file comes with the form and is kept nowhere."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from mianshi.accounting import summing
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.usage import LedgerLine
from mianshi.platform.store import audit, bookings, ledger
from support.bill_rows import SAMPLE
from support.portal_moto import ARTEFACTS, UPLOADS, Portal, Reply, portal

MONTH = "2026-11"
HOSTILE = b"<script>alert(1)</script>"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(summing, "now", lambda: datetime(2026, 12, 3, 12, 0, tzinfo=UTC))
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        line = {
            "stage": "ingest",
            "attempt": "1",
            "price_key": "lambda.requests",
            "quantity": 900,
            "unit": "request",
            "amount_micro": 180,
            "currency": "USD",
            "price_book": "2026-11-28",
            "region": "us-east-1",
            "outcome": "ok",
            "at": "2026-11-05T08:00:00.000Z",
        }
        ledger.record([LedgerLine.model_validate(line)])
        yield opened


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def send(door: Portal, content: bytes, month: str = MONTH, lang: str = "en", **more: str) -> Reply:
    return door.post(f"/costs/reconcile?lang={lang}", {"month": month, "sheet": packed(content), **more})


def test_every_cause_stands_on_the_page_and_nothing_is_kept(door: Portal) -> None:
    who = door.sign_in(StaffRole.FINANCE)
    form = door.get(f"/costs/reconcile?month={MONTH}").text
    assert 'value="2026-11"' in form and '"most":4000000' in form.replace(" ", "")
    stored = [boto3.client("s3").list_objects_v2(Bucket=name)["KeyCount"] for name in (UPLOADS, ARTEFACTS)]
    answer = send(door, gzip.compress(SAMPLE.read_bytes().replace(b"awskms", HOSTILE)))
    assert answer.status == 200
    assert "12 rows with the tag application=mianshi; 2 rows have no such tag" in answer.text
    assert "US$0.389627" in answer.text and "lambda.requests us-east-1" in answer.text
    assert "<script>alert" not in answer.text and "alert(1)" in answer.text
    assert "与账本逐项核对" in send(door, SAMPLE.read_bytes(), lang="zh").text
    assert [boto3.client("s3").list_objects_v2(Bucket=name)["KeyCount"] for name in (UPLOADS, ARTEFACTS)] == [
        stored[0],
        stored[1] + 1,  # the day that became final
    ]
    assert audit.usage(f"{datetime.now(UTC):%Y-%m}")[who.id][AuditAction.COSTS_READ.value] == 2


def test_a_difference_becomes_an_adjustment_and_is_gone(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    page = send(door, SAMPLE.read_bytes()).text
    [link] = re.findall(r'href="(/costs/2026-11/adjust\?[^"]*)"', page)
    asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert asked["amount"] == ["0.389447"] and asked["currency"] == ["USD"]
    form = door.get(link.replace("&amp;", "&")).text
    [nonce] = re.findall(r'name="nonce" value="([0-9a-f]{32})"', form)
    said = {name: values[0] for name, values in asked.items()}
    assert door.post("/costs/2026-11/adjust", {**said, "nonce": nonce, "confirm": "yes"}).status == 303
    [line] = bookings.adjustments()
    assert (line.amount_micro, line.note) == (389_447, "Difference to the AWS bill of 2026-11")
    summing._kept.clear()
    summing._live.clear()
    again = send(door, SAMPLE.read_bytes()).text
    assert "/adjust?" not in again and "as an adjustment" not in again


def test_while_days_are_open_no_difference_is_offered_as_an_adjustment(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.sign_in(StaffRole.FINANCE)
    monkeypatch.setattr(summing, "now", lambda: datetime(2026, 11, 5, 20, 0, tzinfo=UTC))
    page = send(door, SAMPLE.read_bytes()).text
    assert "The month is not final yet" in page and "/adjust?" not in page


def test_the_table_can_be_downloaded(door: Portal) -> None:
    door.sign_in(StaffRole.AUDITOR)
    answer = send(door, SAMPLE.read_bytes(), **{"as": "csv"})
    assert answer.status == 200 and "mianshi-bill-2026-11.csv" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeffcurrency,key,region,day,") and ",0.389627," in answer.text
    assert "/adjust?" not in send(door, SAMPLE.read_bytes()).text


def test_a_file_that_is_no_bill_is_told_in_both_languages(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    for content, said in (
        (b"", "no file came along"),
        (b"a,b\r\n", "this is no CUR 2.0 report"),
        (gzip.compress(SAMPLE.read_bytes())[:-20], "cut off or damaged"),
        (gzip.compress(b"x" * 3_000_000), "far too long"),
        (b"\x89PNG\r\n\x1a\n", "not text"),
    ):
        answer = send(door, content)
        assert answer.status == 422 and said in answer.text
        chinese = send(door, content, lang="zh").text
        assert "这个文件无法使用" in chinese and "原因（英文）" not in chinese and said not in chinese


def test_what_unpacks_to_far_more_is_not_read_to_its_end(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    door.sign_in(StaffRole.FINANCE)
    monkeypatch.setattr(door.module("money.bill_page"), "_MOST_TEXT", 2000)
    answer = send(door, gzip.compress(SAMPLE.read_bytes()))
    assert answer.status == 422 and "use the command line" in answer.text


def test_who_may_and_what_is_nonsense(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    assert send(door, SAMPLE.read_bytes(), month="2026-13").status == 422
    assert door.get("/costs/reconcile?month=x").status == 422
    assert door.post("/costs/reconcile", {"month": MONTH, "sheet": "A" * 5_400_000}).status == 413
    assert door.post("/costs/reconcile", {"month": MONTH, "sheet": "*" * 8}).status == 422
    for role in (StaffRole.HR, StaffRole.INTERVIEWER, StaffRole.HIRING_MANAGER):
        door.sign_in(role)
        assert door.get("/costs/reconcile").status == 403
        assert send(door, SAMPLE.read_bytes()).status == 403
