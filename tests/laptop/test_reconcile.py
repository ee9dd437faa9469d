"""``mianshi costs reconcile`` as somebody types it."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from laptop.cli import main
from laptop.commands import ledger_file
from mianshi.contracts.usage import LedgerLine

SAMPLE = Path(__file__).parents[1] / "fixtures" / "cur2-us-east-1.csv"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    line = LedgerLine(
        stage="ingest",
        attempt="1",
        price_key="lambda.requests",
        quantity=900,
        unit="request",
        amount_micro=180,
        currency="USD",
        price_book="2026-11-28",
        region="us-east-1",
        outcome="ok",
        at="2026-11-05T08:00:00.000Z",
    )
    ledger_file.append([line])


def test_a_person_reads_where_the_difference_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["costs", "reconcile", str(SAMPLE), "--month", "2026-11"]) == 0
    said = capsys.readouterr().out
    assert "12 rows with the tag application=mianshi; 2 rows have no such tag" in said
    assert "1 rows are tagged with another application" in said and "2026-10 (1)" in said
    assert "lambda.requests us-east-1: bill 0.000200, ledger 0.000180" in said
    assert "quantity: bill 1000, ledger 900 request" in said
    assert "difference 0.000020 = quantity 0.000020" in said
    assert "rows without the tag, left out: USD 0.009100" in said


def test_as_a_table_and_as_data(tmp_path: Path) -> None:
    packed = tmp_path / "bill.csv.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes().replace(b"awskms", b"=cmd()")))
    table, data = tmp_path / "out" / "table.csv", tmp_path / "data.json"
    ask = ["costs", "reconcile", str(packed), "--month", "2026-11"]
    assert main([*ask, "--format", "csv", "--out", str(table)]) == 0
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[-1]["key"] == "total" and rows[-1]["theirs"] == "0.389627"
    assert [row["key"] for row in rows if "cmd" in row["key"]] == ["'=cmd() us-east-1-KMS-Requests"]
    parts = [float(rows[-1][name]) for name in list(rows[-1])[list(rows[-1]).index("difference") + 1 : -1]]
    assert sum(round(part * 10**6) for part in parts) == round(float(rows[-1]["difference"]) * 10**6)
    assert main([*ask, "--format", "json", "--out", str(data), "--untagged"]) == 0
    told = json.loads(data.read_text(encoding="utf-8"))
    assert told["tags"] == "ignored" and told["sections"][0]["currency"] == "USD"


def test_all_parts_of_an_export_are_one_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header, *rows = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    parts = [tmp_path / "1.csv", tmp_path / "2.csv.gz"]
    parts[0].write_text(header + "".join(rows[:5]), encoding="utf-8")
    parts[1].write_bytes(gzip.compress((header + "".join(rows[5:])).encode()))
    told = []
    for files in ([SAMPLE], parts):
        assert main(["costs", "reconcile", *map(str, files), "--month", "2026-11", "--format", "csv"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] and "0.389627" in told[0]
    copy = tmp_path / "1 (1).csv"
    copy.write_bytes(parts[0].read_bytes())
    assert main(["costs", "reconcile", str(parts[0]), str(copy), "--month", "2026-11"]) == 2
    assert "it would count twice" in capsys.readouterr().err
    parts[1].write_bytes(parts[1].read_bytes()[:-9])
    assert main(["costs", "reconcile", *map(str, parts), "--month", "2026-11"]) == 2
    assert capsys.readouterr().err.startswith("mianshi: 2.csv.gz: the packed file is cut off")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.csv", "--month", "2026-11"], "there is no file nothing.csv"),
        ([str(SAMPLE), "--month", "2026-13"], "--month is a year and a month"),
        ([str(SAMPLE), "--month", "2026-09"], "no row is about 2026-09: the file is about 2026-10, 2026-11"),
        ([str(SAMPLE), "--month", "2026-11", "--data", "/nowhere"], "no data folder"),
        ([__file__, "--month", "2026-11"], "no CUR 2.0 report"),
        ([str(SAMPLE), "--month", "2026-11", "--out", "/"], "--out is a file to write, and / is a folder"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["costs", "reconcile", *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
