"""The calculator: a form that works without a script, and the figures of the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from laptop.cli import main
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import FormerWay, OwnPrice, Terms
from mianshi.platform.store import audit, terms
from support.html import Document
from support.portal_moto import Portal, portal

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
PLAN = {"minutes": "20", "answers": "5", "follow_ups": "2", "per_month": "3000", "region": "us-east-1", "spoken": "zh"}
HOSTILE = "<script>alert(1)</script>\u202e" + "长" * 10_000


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(opened.module("figures.estimating"), "now", lambda: NOW)
        opened.sign_in(StaffRole.FINANCE)
        yield opened


def address(**more: str) -> str:
    return f"/costs/calculator?{urlencode({**PLAN, **more})}"


def rows_of(door: Portal, **more: str) -> list[dict[str, str]]:
    reply = door.get(f"/costs/calculator/estimate.csv?{urlencode({**PLAN, **more})}")
    assert reply.status == 200
    return list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))


def micro(text: str) -> int | None:
    return int(text.replace(".", "")) if text else None


def test_page_and_command_agree_to_the_micro_unit(door: Portal, capsys: pytest.CaptureFixture[str]) -> None:
    assumed = {"speech_speed": "33", "wakings_per_day": "2"}
    command = re.search(r"<code[^>]*>([^<]*)</code>", door.get(address(**assumed)).text)
    assert command
    assert main([*command[1].split()[1:], "--month", "2026-11", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = [row for row in rows_of(door, **assumed) if row["kind"] == "row"]
    assert [(micro(row["amount_one"]), micro(row["amount_month"])) for row in found] == [
        (row["micro_one"], row["micro_month"]) for row in told["rows"]
    ]
    assert [row["price_key"] for row in found] == [row["price_key"] for row in told["rows"]]


def test_the_rows_of_the_file_add_up_to_its_total(door: Portal) -> None:
    found = rows_of(door)
    [total] = [row for row in found if row["kind"] == "total"]
    for column in ("amount_one", "amount_month"):
        parts = [micro(row[column]) or 0 for row in found if row["kind"] == "row"]
        assert sum(parts) == micro(total[column])
    assert all(row["amount_month"] == "" for row in found if row["priced"] == "no" and row["kind"] == "row")


def test_the_form_comes_back_as_it_was_asked_and_its_link_says_the_same(door: Portal) -> None:
    page = Document(door.get(address(idle_minutes="30")).text)
    [field] = page.all("input", name="idle_minutes")
    assert field["value"] == "30"
    link = next(each["href"] for each in page.all("a") if "/costs/calculator?" in each.get("href", ""))
    assert dict(parse_qsl(urlsplit(link).query)) == PLAN | {"idle_minutes": "30"}


def test_a_figure_that_cannot_be_used_is_marked_and_hostile_text_stays_text(door: Portal) -> None:
    reply = door.get(address(minutes=HOSTILE, speech_instance=HOSTILE, answers="0"))
    assert reply.status == 200
    marked = {each["name"] for each in Document(reply.text).all("input") if each.get("aria-invalid")}
    assert marked == {"minutes", "speech_instance", "answers"}
    assert "<script>alert" not in reply.text
    assert "长" * 41 not in reply.text


def test_where_the_instances_have_no_price_the_page_gives_no_total_and_no_shares(door: Portal) -> None:
    text = door.get(address(region="us-east-1", speech_instance="ml.g99.xlarge")).text
    assert "there is no price in us-east-1 for SageMaker inference (ml.g99.xlarge)" in text
    assert "sagemaker.async" not in text and "at least US$" not in text
    assert text.count("not known") >= 4 and "where-h" not in text
    assert "Sum of the" in text and "Put the prices of your own bill" in text
    priced = door.get(address(speech_instance="ml.g99.xlarge", speech_hour_price="2.5")).text
    assert "cannot be estimated" not in priced and "Sum of the" not in priced


def test_how_far_the_plan_lies_beyond_what_was_measured_stands_beside_the_total(door: Portal) -> None:
    beyond = door.get(address()).text
    assert "extrapolated" in beyond and "took 94 % more" in beyond
    assert "extrapolated" not in door.get(address(minutes="6", follow_ups="0")).text
    assert "extrapolated" in door.get(address(minutes="6")).text, "with as many minutes more as follow-ups take"
    assert "not in the ledger" in beyond


def test_the_customers_own_figures_are_compared_and_price_peoples_time(door: Portal) -> None:
    review = OwnPrice(price="90", per=3_600_000, currency="CNY")
    former = FormerWay(currency="CNY", minutes_per_interview="60", hourly_rate="120", source=HOSTILE[:150])
    terms.add(
        Terms(
            revision=1,
            effective_from="2026-11",
            prices={"people.review": review},
            former=former,
            by="qian",
            at="2026-11-01T00:00:00Z",
        )
    )
    reply = door.get(address(review_minutes="10"))
    assert "CN¥120.00 each, CN¥360,000.00 a month" in reply.text
    assert "<script>alert" not in reply.text
    [review_row] = [row for row in rows_of(door, review_minutes="10") if row["price_key"] == "people.review"]
    assert (review_row["amount_one"], review_row["currency"]) == ("15.000000", "CNY")


def test_it_speaks_chinese_and_reads_on_without_a_script(door: Portal) -> None:
    text = door.get(address(lang="zh")).text
    assert "费用测算" in text and "实例的启动与等待" in text
    assert not re.search(r"\son[a-z]+=|style=", text)


def test_only_whoever_sees_costs_gets_it_and_a_download_is_in_the_log(door: Portal) -> None:
    rows_of(door)
    entries = audit.of_day(f"{datetime.now(UTC):%Y-%m-%d}", 50)[0]
    assert [entry.detail for entry in entries if entry.action is AuditAction.DATA_EXPORTED] == ["costs estimate"]
    door.sign_in(StaffRole.INTERVIEWER)
    assert door.get(address()).status == 403
    assert door.get("/costs/calculator/estimate.csv").status == 403


@pytest.mark.parametrize("name", ["calculator.html", "_calculator.html"])
def test_templates_hold_no_script_and_no_style_of_their_own(name: str) -> None:
    folder = Path(__file__).parents[2] / "layers/core/python/mianshi/pages/templates/finance"
    assert not re.search(r"<style|<script(?! defer src)", (folder / name).read_text(encoding="utf-8"))
