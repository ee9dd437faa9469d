"""``mianshi costs``: lines of runs and of what was served, old ones too, added up by anything and in one currency."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import get_args

import pytest

from laptop import cli
from laptop.commands import ledger_file
from mianshi.contracts.terms import ExchangeRate, MonthClosed, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.reports import Grouping
from mianshi.platform.store.ledger import _Attempt
from support.calc import Calc

OLD = {
    "interview_id": "iv_1", "stage": "score", "attempt": "1", "price_key": "lambda.requests", "quantity": 1,
    "unit": "request", "amount_micro": 3, "currency": "USD", "price_book": "2026-11-28", "region": "us-east-1",
    "outcome": "ok", "at": "2026-11-03T08:00:00.000Z",
}  # fmt: skip
"""A line as runs wrote it before lines had departments, kinds and the like."""


def line(**more: object) -> LedgerLine:
    return LedgerLine.model_validate({**OLD, **more})


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A ledger of an old run, and a folder that was served, with a final day, its credit and a rate."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    ledger_file.home().mkdir(parents=True)
    (ledger_file.home() / "ledger.jsonl").write_text(json.dumps(OLD) + "\n")
    served = [
        [line(department="=零售", job_id="jb_1", source="Boss", amount_micro=2_000_000)],
        [line(interview_id="", kind="overhead", stage="waking", amount_micro=None, currency="CNY")],
    ]
    credit = line(interview_id="", kind="credit", stage="credit", amount_micro=-500_000, department="=零售")
    day = DaySummary(day="2026-11-03", state="final", credits=[credit]).model_dump_json().encode()
    rates = [ExchangeRate(day="2026-11-02", base="USD", quote="CNY", rate="7", source="bank")]
    own = Terms(revision=1, effective_from="2026-11", rates=rates, by="f", at="2026-11-01T00:00:00.000Z")
    items = [
        {"pk": {"S": "I"}, "sk": {"S": f"LEDGER#{at}"}, "body": {"S": _Attempt.of(lines).model_dump_json()}}
        for at, lines in enumerate(served)
    ]
    items.append({"pk": {"S": "COSTS"}, "sk": {"S": "TERMS#000001"}, "body": {"S": own.model_dump_json()}})
    digest = hashlib.sha256(day).hexdigest()
    folder = ledger_file.home() / "serve"
    (folder / "objects").mkdir(parents=True)
    (folder / "objects" / digest).write_bytes(day)
    keys = {"costs/2026-11/2026-11-03.json": {"sha256": digest}, "costs/open/2026-11-04.json": {"sha256": "none"}}
    (folder / "index.json").write_text(json.dumps({"dynamodb": {"Table": items}, "s3": {"Artefacts": keys}}))
    return folder


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    assert cli.main(["costs", "--month", "2026-11", *arguments]) == cli.OK
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_every_line_old_and_new_and_the_credits(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = read(capsys)
    assert sorted(row["amount"] for row in rows) == ["", "-0.500000", "0.000003", "2.000000"]
    assert {row["kind"] for row in rows} == {"usage", "overhead", "credit"}
    assert list(rows[0])[:14] == [
        *("at", "interview_id", "stage", "attempt", "outcome", "region", "service", "price_key"),
        *("quantity", "unit", "amount", "currency", "priced", "price_book"),
    ]  # whoever reads these files by position still can
    assert len(read(capsys, "--data", str(data))) == 3


@pytest.mark.parametrize("by", get_args(Grouping))
def test_totals_by_anything_add_up(data: Path, capsys: pytest.CaptureFixture[str], by: str) -> None:
    rows = read(capsys, "--by", by, "--currency", "CNY")
    assert next(iter(rows[0])) == by
    assert sum(round(float(row["amount"] or 0) * 1_000_000) for row in rows) == 1_500_003
    assert sum(round(float(row["report_amount"] or 0) * 1_000_000) for row in rows) == 7 * 1_500_003
    assert sum(int(row["lines"]) for row in rows) == 4
    assert {row["rate_source"] for row in rows if row["currency"] == "USD"} == {"bank"}


def test_totals_as_json_and_as_a_workbook(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["costs", "--month", "2026-11", "--by", "department", "--format", "json"]) == cli.OK
    told = json.loads(capsys.readouterr().out)
    assert [(one["key"], one["amount_micro"]) for one in told["groups"] if one["currency"] == "USD"] == [
        ("", 3),
        ("=零售", 1_500_000),
    ]
    out = tmp_path / "costs.xlsx"
    wanted = ["--by", "department", "--currency", "EUR", "--format", "xlsx", "--out", str(out)]
    assert cli.main(["costs", "--month", "2026-11", *wanted]) != cli.OK
    assert "leads from CNY, USD to EUR" in capsys.readouterr().err
    wanted[3] = "CNY"
    assert cli.main(["costs", "--month", "2026-11", *wanted]) == cli.OK
    book = Calc(out.read_bytes())
    assert list(book.sheets) == ["合计", "按部门", "明细"]
    assert [row[2] for row in book.rows("按部门")[1:]] == ["未定价", 3.0, 1_500_000.0]
    assert all(
        stored == found for _, _, stored, found in book.formulas() if isinstance(stored, float) and stored.is_integer()
    )


def test_a_table_in_a_file_opens_in_excel(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "costs.csv"
    assert cli.main(["costs", "--month", "2026-11", "--out", str(out)]) == cli.OK
    assert out.read_bytes().startswith(b"\xef\xbb\xbfat,interview_id,")


def test_a_currency_without_a_rate_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = json.loads((data / "index.json").read_text())
    euros = _Attempt.of([line(currency="EUR", amount_micro=4, attempt="e")]).model_dump_json()
    index["dynamodb"]["Table"].append({"pk": {"S": "I"}, "sk": {"S": "LEDGER#e"}, "body": {"S": euros}})
    (data / "index.json").write_text(json.dumps(index))
    assert cli.main(["costs", "--month", "2026-11", "--by", "kind", "--currency", "CNY"]) == cli.OK
    assert capsys.readouterr().err == "not converted to CNY, because there is no rate: EUR\n"


def test_a_closed_month_is_converted_as_it_was_closed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rate = ExchangeRate(day="2026-11-02", base="USD", quote="CNY", rate="8", source="frozen")
    closing = MonthClosed(month="2026-11", at="2026-12-01T06:00:00Z", by="software", totals=[], rates=[rate])
    index = json.loads((data / "index.json").read_text())
    row = {"pk": {"S": "COSTS#2026-11"}, "sk": {"S": "CLOSED"}, "body": {"S": closing.model_dump_json()}}
    index["dynamodb"]["Table"].append(row)
    (data / "index.json").write_text(json.dumps(index))
    rows = read(capsys, "--by", "month", "--currency", "CNY")
    assert {row["rate_source"] for row in rows if row["currency"] == "USD"} == {"frozen"}


def test_a_damaged_day_is_named_and_not_left_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for body in (data / "objects").iterdir():
        body.unlink()
    assert cli.main(["costs", "--month", "2026-11"]) == cli.FAILED
    assert capsys.readouterr().err.endswith("index.json is damaged\n")
