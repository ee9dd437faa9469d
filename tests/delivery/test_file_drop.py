import csv
import io
import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, EventKind
from mianshi.contracts.exchange import ExchangeRow
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.money import decimal_text
from mianshi.contracts.news import (
    BudgetNews,
    CandidateNews,
    CompetencyNews,
    CostLine,
    CostNews,
    DecisionNews,
    JobNews,
    News,
)
from mianshi.contracts.terms import BudgetState, MonthClosed, MonthTotal, ReportFile
from mianshi.delivery import connectors, file_drop
from mianshi.delivery.exchange import Store
from mianshi.delivery.file_drop import BUDGET_COLUMNS, CLOSED_COLUMNS, COLUMNS, COST_COLUMNS, SIGNAL_COLUMNS
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news
from support.happenings import news_of


def drop(**settings: str) -> Connector:
    return connector(ConnectorKind.FILE_DROP, settings={"bucket": "acme-hr-inbox", "prefix": "hr/in", **settings})


def stored(news: News, **settings: str) -> Store:
    sender = Sender(drop(**settings), "{}")
    assert sender.send(news, "file").result == "ok"
    (found,) = sender.stored
    return found


def rows(store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(store.body.decode("utf-8-sig"), newline="")))


def costs(*lines: CostLine) -> News:
    told = CostNews(month="2026-11", currency="CNY", sequence=2, lines=list(lines))
    return News(event=EventKind.COSTS_BOOKED, subject="month:2026-11", at=AT, costs=told, link="https://hr/costs")


def test_a_result_is_one_file_under_its_day() -> None:
    store = stored(interview_news())
    row = rows(store)[0]
    assert store.bucket == "acme-hr-inbox"
    assert store.key == f"hr/in/2026-11-28/{row['event_id']}.csv" and row["event_id"].startswith("dl_")
    assert store.content_type == "text/csv; charset=utf-8"
    assert (row["event"], row["job_external_id"], row["candidate_external_id"]) == (
        "interview.scored",
        "REQ-7",
        "APP-1",
    )
    assert (row["score"], row["recommendation"], row["needs_person"]) == ("82", "forward", "no")
    assert row["competencies"] == "处理投诉=78; 带队="
    assert row["link"].startswith("https://hr.example.com/interviews/")


def test_the_same_delivery_writes_the_same_bytes_to_the_same_key() -> None:
    for form in ("csv", "json"):
        assert stored(interview_news(), format=form) == stored(interview_news(), format=form)
    assert stored(interview_news(1)).key != stored(interview_news(2)).key


@pytest.mark.parametrize(
    ("prefix", "begin"), [("", "2026-11-28/"), ("/", "2026-11-28/"), ("/a/b/", "a/b/2026-11-28/"), ("a", "a/2026")]
)
def test_slashes_at_the_ends_of_a_prefix_do_not_matter(prefix: str, begin: str) -> None:
    assert stored(interview_news(), prefix=prefix).key.startswith(begin)


def test_the_columns_are_those_of_the_standard_file() -> None:
    shared = COLUMNS[COLUMNS.index("job_id") : COLUMNS.index("told_about_scores") + 1]
    assert set(shared) <= set(ExchangeRow.model_fields)
    assert list(rows(stored(interview_news()))[0]) == list(COLUMNS)
    assert list(rows(stored(costs(CostLine(department="a", interviews=1, amount_micro=1))))[0]) == list(COST_COLUMNS)


def test_a_hire_reads_back_as_a_row_of_the_standard_file() -> None:
    hire = Hire(
        starts_on="2027-01-04", position="店长", department="华东", employee_id="E7", told_about_scores=True,
        by="st_1", at=AT,
    )  # fmt: skip
    row = rows(stored(interview_news(event=EventKind.CANDIDATE_HIRED, hire=hire)))[0]
    told: dict[str, Any] = {name: row[name] for name in ExchangeRow.model_fields if row.get(name)}
    again = ExchangeRow.model_validate(told)
    assert (again.hired_on, again.hired_department, again.department) == ("2027-01-04", "华东", "零售")
    assert (again.position, again.employee_id, again.told_about_scores, again.score) == ("店长", "E7", True, 82.0)


def test_a_decision_is_told_without_who_made_it() -> None:
    made = DecisionNews(kind=DecisionKind.ADVANCE, by_name="林经理", at=AT)
    store = stored(interview_news(event=EventKind.CANDIDATE_DECIDED, decision=made))
    assert (rows(store)[0]["decision"], rows(store)[0]["decided_at"], rows(store)[0]["score"]) == ("advance", AT, "")
    text = store.body.decode()
    assert not [word for word in ("林经理", "测试 一号", "13800000000", "one@example.com") if word in text]


def test_costs_are_a_row_for_each_department_with_exact_money() -> None:
    lines = (
        CostLine(department="零售", interviews=3, amount_micro=12_340_000),
        CostLine(department="物流", interviews=0, amount_micro=-1),
    )
    found = rows(stored(costs(*lines)))
    assert [(r["department"], r["interviews"], r["amount"], r["amount_micro"]) for r in found] == [
        ("零售", "3", "12.340000", "12340000"),
        ("物流", "0", "-0.000001", "-1"),
    ]
    assert {(r["month"], r["sequence"], r["currency"]) for r in found} == {("2026-11", "2", "CNY")}
    assert decimal_text(10**17 + 1) == "100000000000.000001"


def test_json_holds_the_same_columns_with_numbers_as_numbers() -> None:
    store = stored(interview_news(), format="json")
    (row,) = json.loads(store.body)
    assert store.key.endswith(".json") and store.content_type == "application/json"
    assert (list(row), row["score"], row["needs_person"], row["decision"]) == (list(COLUMNS), 82, False, None)


@pytest.mark.parametrize(
    "hostile", ['=HYPERLINK("http://x")', "+1", "-1", "@x", "\t=1", 'a",b\r\nc', "<script>", "\u202e店"]
)
def test_no_cell_becomes_a_formula_or_a_line_of_its_own(hostile: str) -> None:
    news = interview_news()
    told = news.model_copy(
        update={
            "job": JobNews(id="jb_1", title=Bilingual(zh=hostile, en=hostile), department=hostile, external_id=hostile),
            "candidate": CandidateNews(id="ca_1", external_id=hostile),
        }
    )
    (row,) = rows(stored(told))
    for name in ("job_title", "department", "job_external_id", "candidate_external_id"):
        assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
    (booked,) = rows(stored(costs(CostLine(department=hostile, interviews=1, amount_micro=1))))
    assert not booked["department"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_competency_cannot_pretend_to_be_two() -> None:
    news = interview_news()
    assert news.interview is not None
    parts = [CompetencyNews(name="a=100; b", level=1.0, score=10)]
    told = news.model_copy(update={"interview": news.interview.model_copy(update={"competencies": parts})})
    assert rows(stored(told))[0]["competencies"] == "a-100, b=10"


@pytest.mark.parametrize("event", list(EventKind))
def test_every_event_has_a_file(event: EventKind) -> None:
    news = costs(CostLine(department="a", interviews=1, amount_micro=1)) if event is EventKind.COSTS_BOOKED else None
    assert rows(stored(news or interview_news(event=event)))[0]["event"] == event.value
    assert list(file_drop.deeds(event, drop())) == ["file"]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(status=200), "ok"),
        (Answer(status=403, error="store: access_denied"), "config_error"),
        (Answer(status=503, error="store: aws_unreachable"), "retry"),
        (Answer(status=None), "unknown"),
    ],
)
def test_what_the_bucket_says(answer: Answer, result: str) -> None:
    assert file_drop.read(answer).result == result


@pytest.mark.parametrize(
    "settings",
    [
        {"bucket": ""},
        {"bucket": "Big"},
        {"bucket": "a/b"},
        {"prefix": "a b"},
        {"prefix": "x" * 201},
        {"prefix": "候选人"},
        {"format": "xml"},
        {"folder": "x"},
    ],
)
def test_unusable_settings_are_named(settings: dict[str, str]) -> None:
    made = drop(**settings)
    with pytest.raises(Rejected, match=f"settings: {next(iter(settings))}"):
        connectors.check(made, "{}")
    verdict = Sender(made, "{}").send(interview_news(), "file")
    assert verdict.result == "config_error" and next(iter(settings)) in verdict.detail


def test_what_takes_a_booking_back_says_which() -> None:
    news = costs(CostLine(department="零售", interviews=-3, amount_micro=-12_340_000))
    assert news.costs is not None
    back = news.model_copy(update={"costs": news.costs.model_copy(update={"reverses": 1, "reason": "twice"})})
    [row] = rows(stored(back))
    assert (row["reverses"], row["interviews"], row["amount"], row["unpriced"]) == ("1", "-3", "-12.340000", "0")
    assert "twice" not in stored(back).body.decode()


def test_a_closed_month_is_a_row_for_each_currency() -> None:
    totals = [
        MonthTotal(currency="CNY", amount_micro=12_340_001, lines=9, unpriced=2),
        MonthTotal(currency="USD", amount_micro=None, lines=1, unpriced=1),
    ]
    files = [ReportFile(name="summary.xlsx", bytes=10, sha256="ab" * 32)]
    closed = MonthClosed(month="2026-11", at=AT, by="software", totals=totals, files=files)
    told = News(event=EventKind.COSTS_CLOSED, subject="month:2026-11", at=AT, closed=closed, link="https://x/costs")
    first, second = rows(stored(told))
    assert list(first) == list(CLOSED_COLUMNS)
    assert (first["currency"], first["amount"], first["lines"], first["unpriced"]) == ("CNY", "12.340001", "9", "2")
    assert (second["amount"], second["amount_micro"], second["link"]) == ("", "", "https://x/costs")
    assert first["files"] == f"summary.xlsx sha256={'ab' * 32}" and first["closed_at"] == AT


def test_a_budget_is_one_row() -> None:
    state = BudgetState(job_id="jb_1", period="all", spent_micro=1_500_000, state="warned", at=AT)
    budget = BudgetNews(currency="CNY", amount_micro=2_000_000, stop=True, state=state)
    told = interview_news(event=EventKind.BUDGET_WARNED).model_copy(
        update={"budget": budget, "interview": None, "candidate": None, "link": "https://x/costs"}
    )
    [row] = rows(stored(told))
    assert list(row) == list(BUDGET_COLUMNS) and row["job_external_id"] == "REQ-7"
    assert (row["budget"], row["spent"], row["state"]) == ("2.000000", "1.500000", "warned")
    assert (row["stops_invitations"], row["period"], row["link"]) == ("yes", "all", "https://x/costs")


@pytest.mark.parametrize("event", list(SIGNAL_COLUMNS))
def test_a_signal_is_one_row_with_every_column_known(event: EventKind) -> None:
    [row] = rows(stored(news_of(event)))
    assert list(row) == list(SIGNAL_COLUMNS[event])
    assert all(row[name] for name in row if name != "job_external_id"), row


@pytest.mark.parametrize("page", ["file-drop.md", "file-drop.zh.md"])
def test_the_page_names_every_column(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "connectors" / page).read_text()
    assert [
        name
        for name in {*COLUMNS, *COST_COLUMNS, *BUDGET_COLUMNS, *CLOSED_COLUMNS, *chain(*SIGNAL_COLUMNS.values())}
        if f"`{name}`" not in text
    ] == []


def test_a_connector_needs_neither_address_nor_secret() -> None:
    connectors.check(drop(), "{}")
