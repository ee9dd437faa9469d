"""Adjustments from the portal: written once, with a reason, by whoever may; a closed month stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mianshi.accounting import summing
from mianshi.contracts.hiring import JobChange
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import MonthClosed
from mianshi.platform.store import audit, bookings, jobs, ledger
from mianshi.platform.store import terms as kept_terms
from support.jobs import JOB
from support.portal_moto import Portal, portal

HOSTILE = "<script>alert(1)</script>\u202e😀"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        yield opened


def this_month() -> str:
    return f"{datetime.now(UTC):%Y-%m}"


def typed(page: str, **changes: str) -> dict[str, str]:
    [nonce] = re.findall(r'name="nonce" value="([0-9a-f]{32})"', page)
    form = {"nonce": nonce, "amount": "-12.50", "currency": "USD", "reason": "AWS credit", "confirm": "yes"}
    return {**form, **changes}


def test_an_adjustment_is_written_once_and_counts_now(door: Portal) -> None:
    who = door.sign_in(StaffRole.FINANCE)
    kept_terms.close(MonthClosed(month="2026-08", at="2026-09-01T06:00:00Z", by="software", totals=[]), [])
    page = door.get("/costs/2026-08/adjust?amount=-12.5&currency=USD&reason=%3Cb%3E").text
    assert "2026-08 is closed" in page and 'value="-12.5"' in page and "&lt;b&gt;" in page
    said = typed(page, reason=HOSTILE, department=f" 零售 {HOSTILE}")
    for _ in range(2):
        answer = door.post("/costs/2026-08/adjust", said)
        assert (answer.status, answer.headers["location"]) == (
            303,
            f"/costs?month={this_month()}&entered=1#adjustments",
        )
    [line] = bookings.adjustments()
    assert (line.amount_micro, line.currency, line.adjusts, line.note) == (-12_500_000, "USD", "2026-08", HOSTILE)
    assert line.at.startswith(this_month()) and line.department == f"零售 {HOSTILE}"
    assert list(ledger.of_month(this_month())) == [line]
    assert audit.usage(this_month())[who.id][AuditAction.COSTS_ADJUSTED.value] == 1
    summing._live.clear()
    assert door.get("/costs").status == 200


def test_what_would_be_lost_or_there_twice_is_asked_about(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    address = f"/costs/{this_month()}/adjust"
    said = typed(door.get(address).text)
    landed = door.post(address, said).headers["location"]
    assert "The adjustment is entered." in door.get(landed.partition("#")[0]).text
    changed = door.post(address, {**said, "amount": "-12.55"})
    assert (
        changed.status == 422 and "This form was entered before" in changed.text and said["nonce"] not in changed.text
    )
    assert door.post(address, typed(changed.text, amount="-12.55")).status == 303
    twice = door.post(address, typed(door.get(address).text))
    assert twice.status == 422 and "is entered already" in twice.text and 'name="again"' in twice.text
    assert [line.amount_micro for line in bookings.adjustments()] == [-12_550_000, -12_500_000]
    assert door.post(address, typed(twice.text, again="yes")).status == 303
    assert len(bookings.adjustments()) == 3


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    page = door.get(f"/costs/{this_month()}/adjust?lang=zh").text
    assert "最多六位小数" in page and "关账" not in page
    said = typed(page, amount="1e9", reason="", confirm="", currency="GBP")
    answer = door.post(f"/costs/{this_month()}/adjust", said)
    assert answer.status == 422 and answer.text.count('class="wrong"') == 4
    assert said["nonce"] in answer.text and 'value="1e9"' in answer.text
    assert bookings.adjustments() == []
    broken = door.post(f"/costs/{this_month()}/adjust", {**said, "nonce": "<x>"})
    assert broken.status == 422 and "<x>" not in broken.text


def test_only_whoever_books_costs_adjusts(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    said = typed(door.get("/costs/2026-08/adjust").text)
    assert door.post("/costs/2026-08/adjust", {**said, "job": "jb_nothing"}).status == 404
    assert door.get("/costs/2999-01/adjust").status == 422 and door.get("/costs/2026-13/adjust").status == 422
    for role in (StaffRole.AUDITOR, StaffRole.HR, StaffRole.INTERVIEWER):
        door.sign_in(role)
        assert door.get("/costs/2026-08/adjust").status == 403
        assert door.post("/costs/2026-08/adjust", said).status == 403
    door.sign_in(StaffRole.ADMIN)
    assert door.post("/costs/2026-08/adjust", said, csrf=False).status == 403
    assert bookings.adjustments() == []


def test_the_section_lists_what_is_in_or_about_a_month(door: Portal) -> None:
    person = door.sign_in(StaffRole.FINANCE)
    for month, reason in (("2026-08", "late credit"), (this_month(), HOSTILE)):
        door.post(f"/costs/{month}/adjust", typed(door.get(f"/costs/{month}/adjust").text, reason=reason))
    view = door.module("money.adjusting").view
    assert [len(view(person, month).entries) for month in (this_month(), "2026-08", "2026-07")] == [2, 1, 0]
    assert view(person, "2026-08").may_adjust
    page = door.get(f"/costs/{this_month()}/adjust").text
    assert "late credit" in page and "\u2212US$12.50" in page and "<script>alert" not in page
    assert f"counts in {this_month()}" in door.get("/costs/2026-08/adjust").text


def test_an_adjustment_of_a_job_is_its_department_s(door: Portal) -> None:
    jobs.create(JOB, JobChange(at=JOB.created_at, by="hr-1", role_version="v", revision=0, what=[]))
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs/2026-08/adjust").text
    assert f'<option value="{JOB.id}"' in page
    said = typed(page, job=JOB.id, department="somewhere else")
    assert door.post("/costs/2026-08/adjust", said).status == 303
    [line] = bookings.adjustments()
    assert (line.job_id, line.department) == (JOB.id, JOB.department)
