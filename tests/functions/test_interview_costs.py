"""Why an interview cost more than another, answered from the page alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mianshi.accounting import summing
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.platform.clock import new_interview_id
from mianshi.platform.store import audit, jobs, ledger, terms
from support.portal_moto import Portal, portal
from support.spending import interview as opened
from support.spending import job

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
SPEECH = "sagemaker.async.instance.ml.g5.xlarge"


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(summing, "now", lambda: NOW)
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        opened.sign_in(StaffRole.FINANCE)
        yield opened


@pytest.fixture
def shop() -> str:
    return job("<b>店长</b>").id


def interview(job_id: str, *lines: tuple[str, str, int, int | None, dict[str, str]]) -> str:
    """An interview with these lines: stage, price key, quantity, amount, and what else a line has."""
    name = opened(jobs.find(job_id), scored=False)
    for number, (stage, key, quantity, amount, more) in enumerate(lines):
        given = {
            "interview_id": name, "job_id": job_id, "stage": stage, "attempt": str(number), "price_key": key,
            "quantity": quantity, "unit": "ms" if key == SPEECH else "request", "amount_micro": amount,
            "currency": "USD", "price_book": "2026-11-28", "region": "us-east-1", "outcome": "ok",
            "at": f"2026-11-04T08:00:{number:02d}.000Z",
        }  # fmt: skip
        ledger.record([LedgerLine.model_validate(given | more)])
    return name


def test_the_page_says_why_one_cost_more_and_its_rows_are_the_difference(door: Portal, shop: str) -> None:
    short = interview(shop, ("transcribe", SPEECH, 60_000, 23_467, {}), ("vision", "lambda.requests", 4, 8, {}))
    long = interview(
        shop,
        ("transcribe", SPEECH, 178_000, 69_618, {}),
        ("transcribe", SPEECH, 30_000, 11_734, {"outcome": "failed"}),
        ("waking", SPEECH, 100_000, 39_112, {"kind": "overhead"}),
        ("vision", "lambda.requests", 4, 8, {}),
    )
    page = door.get(f"/costs/interviews/{long}?lang=en").text
    words = text_of(page)
    assert "This one cost US$0.096997 more." in words
    section = text_of(page[page.index('id="why"') : page.index('aria-labelledby="service-h"')])
    gains = re.findall(r"</svg>\s*<strong class=\"num\">\+US\$([0-9.]+)</strong>", page)
    assert sum(round(float(gain) * 1_000_000) for gain in gains) == 96_997
    assert "+US$0.046151" in section and "failed or repeated attempts" in section
    assert "its share of common costs" in section and "1:58" in section and "2:58" in section
    assert "US$1.408 / 1 h" in text_of(door.get(f"/costs/interviews/{long}?lang=en&lines=all").text)
    back = text_of(door.get(f"/costs/interviews/{short}?with={long}&lang=en").text)
    assert "This one cost US$0.096997 less." in back


def test_the_middle_of_the_job_is_compared_with_where_nobody_is_named(door: Portal, shop: str) -> None:
    names = [interview(shop, ("vision", "lambda.requests", n, n * 100, {})) for n in (1, 5, 9, 7)]
    page = door.get(f"/costs/interviews/{names[0]}?lang=zh").text
    assert f"with={names[3]}#why" in page and "这一场少花了 US$0.0006。" in text_of(page)
    for name in names[1:]:
        assert f"{name}?with=" in page or f"with={name}" in page


def test_what_cannot_be_compared_is_said_in_a_sentence(door: Portal, shop: str) -> None:
    name = interview(shop, ("vision", "lambda.requests", 1, None, {"note": "<script>x</script>"}))
    alone = door.get(f"/costs/interviews/{name}?lang=en&lines=all")
    assert "no other interview of this job" in text_of(alone.text)
    assert "<script>x" not in alone.text and "<b>店长" not in alone.text and "王小明" not in alone.text
    unknown = new_interview_id()
    for wanted in ("iv_nothing", "<script>", unknown, "iv_" + "A" * 9_000):
        answer = door.get(f"/costs/interviews/{name}?lang=en&with={wanted}")
        words = text_of(answer.text)
        assert answer.status == 200 and "There is no interview of this number." in words
        assert "no other interview of this job" not in words and f'value="{html.escape(wanted)[:40]}' in answer.text
    itself = text_of(door.get(f"/costs/interviews/{name}?lang=en&with={name.lower()}").text)
    assert "This is the interview of this page" in itself and "There is no interview" not in itself
    idle = interview(shop)
    assert "has no costs yet" in text_of(door.get(f"/costs/interviews/{name}?lang=en&with={idle}").text)
    assert door.get("/costs/interviews/iv_nothing").status == 404


def test_an_amount_without_a_price_is_told_beside_the_difference(door: Portal, shop: str) -> None:
    interview(shop, ("vision", "lambda.requests", 1, 10, {}))
    name = interview(shop, ("vision", "lambda.requests", 3, None, {}), ("score", "lambda.requests", 1, 10, {}))
    words = text_of(door.get(f"/costs/interviews/{name}?lang=en").text)
    assert "Lines without a price: 1" in words and "unpriced" in words


def test_only_who_may_see_costs_sees_them_and_the_log_tells(door: Portal, shop: str) -> None:
    name = interview(shop, ("vision", "lambda.requests", 1, 10, {}))
    assert door.get(f"/costs/interviews/{name}").status == 200
    entries = [entry for entry in audit.of_day(f"{datetime.now(UTC):%Y-%m-%d}", 100)[0] if entry.interview_id == name]
    assert [entry.action for entry in entries] == [AuditAction.COSTS_READ]
    door.sign_in(StaffRole.INTERVIEWER)
    assert door.get(f"/costs/interviews/{name}").status == 403


def test_an_id_is_understood_as_it_is_typed(door: Portal, shop: str) -> None:
    one = interview(shop, ("vision", "lambda.requests", 1, 10, {}))
    other = interview(shop, ("vision", "lambda.requests", 1, 30, {}))
    words = text_of(door.get(f"/costs/interviews/{one.lower()}?lang=en&with=%20{other.lower()}").text)
    assert "This one cost US$0.00002 less." in words


def test_several_currencies_come_to_one_verdict_at_the_rate_of_the_day(door: Portal, shop: str) -> None:
    people: dict[str, str] = {"currency": "CNY", "price_book": "terms-1"}
    one = interview(
        shop, ("transcribe", SPEECH, 60_000, 1_000_000, {}), ("review", "people.review", 60_000, 2_000_000, people)
    )
    other = interview(
        shop, ("transcribe", SPEECH, 30_000, 500_000, {}), ("review", "people.review", 60_000, 9_000_000, people)
    )
    before = text_of(door.get(f"/costs/interviews/{one}?lang=en&with={other}").text)
    assert "This one cost CN¥7.00 less." in before and "This one cost US$0.50 more." in before
    assert "They are not added up." in before
    rate = ExchangeRate(day="2026-11-02", base="USD", quote="CNY", rate="7.1", source="bank")
    figures = {"revision": 1, "effective_from": "2026-11", "by": "f", "at": "2026-11-01T00:00:00.000Z"}
    terms.add(Terms.model_validate(figures | {"report_currency": "CNY", "rates": [rate]}))
    words = text_of(door.get(f"/costs/interviews/{one}?lang=en&with={other}").text)
    assert "This one cost CN¥3.45 less. CN¥9.10 − CN¥12.55" in words  # 0.5 x 7.1 - 7
    assert words.count("This one cost") == 1 and "Rate: 1 USD = 7.1 CNY, 2026-11-02, by bank." in words
    assert "Total in CNY CN¥9.10" in words


def test_every_line_can_be_worked_out_by_hand(door: Portal, shop: str) -> None:
    name = interview(shop, ("transcribe", SPEECH, 178_000, 69_618, {}))
    page = door.get(f"/costs/interviews/{name}?lang=en&lines=all").text
    assert 'title="178,000 ms">0.04944444 h<' in page  # x 1.408 = 0.06961777, rounded up 0.069618
    assert "US$1.408 / 1 h" in page and "US$0.069618" in page and "USD 0" not in page
