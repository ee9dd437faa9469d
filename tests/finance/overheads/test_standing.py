"""The list of standing charges is that of the templates, and its days make up a month exactly."""

from __future__ import annotations

import calendar
import importlib.util
import json
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import Meter
from mianshi.errors import Defect
from mianshi.finance.overheads.standing import of_day, of_month, standing_of, things
from support.templates import ROOT, source

FILE = ROOT / "infra" / "prices" / "standing.json"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standing_tool", ROOT / "infra" / "standing.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_templates_say() -> None:
    assert FILE.read_text(encoding="utf-8") == tool().written()


def test_every_alarm_of_the_templates_is_counted() -> None:
    def alarms(name: str) -> int:
        return sum(each["Type"] == "AWS::CloudWatch::Alarm" for each in source(name)["Resources"].values())

    standing = standing_of(json.loads(FILE.read_text()))
    always = 2 * (alarms("endpoint.yaml") + 2)  # two endpoints, each with a target tracking policy
    assert things(standing, set())[Meter.ALARMS] == always
    assert things(standing, {"HasAlarmEmail"})[Meter.ALARMS] == always + alarms("alarms.yaml")


def test_a_type_without_a_rule_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    module = tool()
    monkeypatch.delitem(module._FREE, "AWS::SNS::Topic")
    with pytest.raises(module.NoRule, match="SNS"):
        module.standing()


@given(st.integers(1, 500), st.integers(2024, 2030), st.integers(1, 12))
def test_the_days_of_a_month_are_the_month(count: int, year: int, month: int) -> None:
    days = calendar.monthrange(year, month)[1]
    parts = [of_day({Meter.SECRETS: count}, date(year, month, day)) for day in range(1, days + 1)]
    assert sum(usage.quantity for part in parts for usage in part) == 1000 * count


def test_a_month_without_interviews() -> None:
    standing = standing_of(json.loads(FILE.read_text()))
    used = {u.meter: u.quantity for u in of_month(standing, set(), days=30, ms_per_run={"bookkeep": 2000})}
    assert used[Meter.SECRETS] == 1000
    assert used[Meter.ALARMS] == 6000
    assert used[Meter.LAMBDA_REQUESTS] == sum(each.runs_per_day for each in standing.schedules) * 30
    assert used[Meter.LAMBDA_COMPUTE] == 24 * 30 * 2000 * 1024


def test_a_broken_file_is_told() -> None:
    with pytest.raises(Defect, match="bad_price_file"):
        standing_of({"things": 1})
