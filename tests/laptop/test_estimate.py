"""mianshi costs estimate and idle: what is printed, and one clear line for what cannot be used."""

from __future__ import annotations

import json
import re

import pytest

from laptop.cli import main
from laptop.commands.estimate import standing
from mianshi.contracts.usage import Meter
from mianshi.finance.estimates.estimate import Row, standing_items
from mianshi.finance.estimates.work import Planned, Work, items
from mianshi.pages.calculator_rows import label

PLAN = ["--minutes", "20", "--answers", "5", "--per-month", "3000"]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["costs", *words]) == 0
    return capsys.readouterr().out


def test_the_table_shows_every_part_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "estimate", *PLAN, "--region", "us-east-1", "--lang", "en", "--month", "2026-11")
    for part in ("Work on the interviews", "Instances that start and wait", "Total USD: ", "Amazon Transcribe"):
        assert part in text
    assert "speech_speed=20 x [assumed, not measured]" in text
    assert re.search(r"Rater's instance: starting and waiting +[0-9:]+ a month +US\$1\.408 / 1 h", text)


def test_json_has_whole_millionths_and_the_table_their_sum(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["estimate", *PLAN, "--region", "us-east-1", "--month", "2026-11", "--assume", "busy_hours=4", "replays=0"]
    found = json.loads(said(capsys, *words, "--json"))
    whole = sum(row["micro_month"] or 0 for row in found["rows"])
    [total] = found["totals"]
    assert total["micro_month"] == whole
    assert f"{whole // 10**6:,}." in said(capsys, *words)


def test_without_the_price_of_an_instance_the_total_is_not_known_and_what_it_lacks_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--region", "us-east-1", "--lang", "en", "--assume", "rater_instance=ml.g99.xlarge"]
    text = said(capsys, "estimate", *PLAN, *words)
    assert "Total USD: not known" in text and "at least US$" not in text and "unpriced" in text
    assert "there is no price in us-east-1 for SageMaker inference (ml.g99.xlarge)" in text
    assert "--assume speech_hour_price=" in text and "Without the main prices nobody can say" in text
    assert "sagemaker.async" not in text
    own = said(capsys, "estimate", *PLAN, *words, "rater_hour_price=2")
    assert "Total USD: US$" in own and "not known" not in own


def test_a_region_with_hardly_any_prices_is_not_estimated_and_says_how_it_can_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["estimate", *PLAN, "--region", "cn-north-1", "--month", "2026-11"]
    text = said(capsys, *words)
    assert "合计 CNY: 未知" in text and "至少 ¥" not in text and "¥0.622" in text and "6.808 GB-s" in text
    own = ["speech_hour_price=12", "rater_hour_price=12", "gb_second_price=0.0001", "million_calls_price=1.3"]
    assert "合计 CNY: 至少 ¥" in said(capsys, *words, "--assume", *own)


def test_the_table_speaks_one_language_and_the_interviews_another(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["estimate", *PLAN, "--region", "us-east-1", "--lang", "en"]
    assert "checks_per_answer=18" in said(capsys, *words)
    assert "checks_per_answer=11" in said(capsys, *words, "--spoken", "en")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--minutes", "twenty"], "minutes is a number from 0.1 to 120"),
        (["--answers", "5.5"], "--answers is a whole number"),
        (["--answers", "0"], "answers: a whole number from 1 to 20"),
        (["--per-month", "-3"], "--per-month is a whole number"),
        (["--region", "mars-1"], "there are no prices for 'mars-1'"),
        (["--month", "November"], "--month is a year and a month"),
        (["--assume", "idle_minutes"], "--assume takes name=value"),
        (["--assume", "mood=good"], "nothing is assumed about 'mood'"),
        (["--assume", "idle_minutes=\u202e5"], "idle_minutes is a number from 0 to 240"),
    ],
)
def test_a_wrong_value_is_one_clear_line_and_exit_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = ["costs", "estimate", *PLAN, "--region", "us-east-1", *words]
    try:
        code = main(plan)
    except SystemExit as error:
        code = int(error.code or 0)
    told = capsys.readouterr()
    assert code == 2 and told.out == ""
    assert told.err.count("\n") == 1 and told.err.startswith("mianshi: ") and sentence in told.err


def test_an_empty_system_is_listed_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "idle", "--region", "us-east-1", "--month", "2026-11")
    for part in (
        "Alarms",
        "Secrets",
        "Total USD: US$",
        "SyncHrFunction.Sweep: 96 runs a day, 300 ms each",
        "Traces by the clock (on AWS's bill, not in the ledger)",
        "Table rows read by the clock",
        "GetMetricData",
        "not in it:",
    ):
        assert part in text
    more = said(capsys, "idle", "--region", "us-east-1", "--month", "2026-11", "--with", "HasAlarmEmail")
    assert more != text
    assert main(["costs", "idle", "--region", "us-east-1", "--with", "HasMoney"]) == 2
    assert "HasMoney" in capsys.readouterr().err


def test_every_row_has_words_in_both_languages() -> None:
    plan = Planned(Work(minutes="20", answers=5, per_month=3, assumptions={"review_minutes": "1", "messages": "1"}))
    conditions = {thing.when for thing in standing().things}
    planned = [*items(plan), *standing_items(standing(), conditions, Meter.LAMBDA_COMPUTE_ARM)]
    assert len(planned) > 30
    for item in planned:
        row = Row(
            name=item.name,
            group=item.group,
            price_key=item.usage.price_key,
            unit="",
            one=item.one,
            month=1,
            currency="CNY",
            micro_one=None,
            micro_month=None,
        )
        assert label(row, "zh") != label(row, "en")
