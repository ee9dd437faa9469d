"""Pages of finance, operations and the guides in both languages: numbers, words, anchors."""

from __future__ import annotations

import re

import pytest

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.delivery import Delivery, DeliveryState, EventKind
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.pages import finance, guides, operations
from mianshi.pages.failures import failure_sentence
from mianshi.pages.finance import CostEntry, CostsView, UnitEntry, money
from mianshi.pages.frame import Frame
from support.documents import text_of

BOTH = pytest.mark.parametrize("language", ["zh", "en"])
HOSTILE = "<script>alert(1)</script>\u202e😀" * 3
HAN = re.compile(r"[\u4e00-\u9fff]")


def entry(key: str, amount: int | None, *, currency: str = "USD", failed: int = 0, unpriced: int = 0) -> CostEntry:
    return CostEntry(key=key, currency=currency, amount=amount, lines=3, unpriced=unpriced, failed=failed)


def month(**changes: object) -> CostsView:
    view = CostsView(
        month="2026-11",
        before="2026-10",
        after=None,
        totals=[entry("all", 2_500_000, failed=250_000), entry("all", None, currency="CNY", unpriced=3)],
        jobs=[entry("job_1", 2_500_000).model_copy(update={"name": Bilingual(zh=HOSTILE, en=HOSTILE), "link": "/x"})],
        departments=[entry("", 2_500_000)],
        services=[entry("sagemaker", 2_000_000), entry("lambda", 500_000), entry("s3", None, unpriced=3)],
        days=[entry("2026-11-01", 500_000), entry("2026-11-20", 2_000_000)],
        units=[UnitEntry(per="interview", currency="USD", unit=625_000, amount=2_500_000, count=4)],
        interviewed=4,
        scored=3,
    )
    return view.model_copy(update=changes)


@pytest.mark.parametrize(
    ("micro", "currency", "language", "words"),
    [
        (1_234_567_890_000, "USD", "en", "US$1,234,567.89"),
        (1_004_999, "CNY", "zh", "¥1.00"),
        (1_005_000, "CNY", "en", "CN¥1.01"),
        (625, "USD", "en", "US$0.000625"),
        (999_999, "USD", "zh", "US$0.999999"),
        (0, "USD", "en", "US$0.00"),
        (-1_500_000, "CNY", "zh", "−¥1.50"),
        (-625, "USD", "en", "−US$0.000625"),
        (None, "USD", "zh", "未定价"),
        (None, "USD", "en", "unpriced"),
        (2_000_000, "EUR", "en", "€2.00"),
    ],
)
def test_money_is_rounded_to_the_cent_and_small_sums_are_told_exactly(
    micro: int | None, currency: str, language: Language, words: str
) -> None:
    assert money(micro, currency, language) == words


@BOTH
def test_a_month_shows_its_numbers_beside_its_bars(language: Language) -> None:
    page = finance.render_costs(month(), Frame(language=language))
    assert "US$2.50" in page and "10%" in page and "US$0.625" in page
    assert page.count("<rect") == 2 + 1 + 3
    widths = [float(width) for width in re.findall(r'<rect x="0" y="0" width="([\d.]+)"', page)]
    assert widths == [100.0, 100.0, 25.0, 0.0]
    assert "<script>alert" not in page
    assert ("未定价" in page) if language == "zh" else ("unpriced" in page)
    assert len(page.encode()) < 100_000


def test_columns_are_as_high_as_their_share_and_a_day_with_a_fraction_is_seen() -> None:
    chart = finance.columns(
        [entry("2026-11-01", 1), entry("2026-11-30", 10**9), entry("2026-11-02", None)], "2026-11", "USD"
    )
    assert chart is not None
    assert [column.height for column in chart.columns] == [1.0, 0.0, float(chart.height)]
    assert all(column.x + column.width <= chart.width for column in chart.columns)
    assert finance.columns([entry("2026-11-01", None)], "2026-11", "USD") is None


@BOTH
def test_days_that_are_still_added_up_are_named(language: Language) -> None:
    page = finance.render_costs(month(missing=["2026-11-03", "2026-11-04"]), Frame(language=language))
    assert "2026-11-03" in page and '"pending": true' in page


@BOTH
def test_operations_say_why_and_offer_a_button_to_operators_only(language: Language) -> None:
    line = operations.InterviewLine(
        id="iv_1", name=Bilingual(zh=HOSTILE, en=HOSTILE), role="r", created_at="2026-11-01T00:00:00.000Z", attempt=2,
        reason="States.Timeout", failed_state="Transcribe", long=True,
    )  # fmt: skip
    row = Delivery(
        id="dl", subject="interview:iv_1", connector=HOSTILE, event=EventKind.INTERVIEW_SCORED, action="closed-1.message",
        state=DeliveryState.PARKED, attempts=8, last_error=HOSTILE, due_at="2026-11-01T00:00:00.000Z", created_at="2026-11-01T00:00:00.000Z", updated_at="2026-11-01T00:00:00.000Z",
    )  # fmt: skip
    view = operations.OperationsView(
        endpoints=[operations.EndpointLine(kind="speech", name="speech", state="asleep")],
        running=[line],
        waiting=[line],
        failed=[line] * 3,
        parked=[row],
        queues=[operations.QueueLine(kind="events", waiting=2)],
        versions={"mianshi": "1"},
        most=2,
        may_operate=True,
    )
    page = operations.render_operations(view, Frame(language=language))
    assert "<script>alert" not in page
    assert page.count("/operations/restart") == 1 + 2
    assert page.count("/operations/resend") == 1
    assert failure_sentence("States.Timeout").in_language(language) in page
    assert "2+" in page
    watched = operations.render_operations(view.model_copy(update={"may_operate": False}), Frame(language=language))
    assert "<form" not in watched.split("<main")[1]


@BOTH
def test_every_action_of_the_log_has_its_words(language: Language) -> None:
    entries = [AuditEntry(at="2026-11-01T00:00:00.000Z", who=HOSTILE, action=action) for action in AuditAction]
    view = operations.LogView(
        day="2026-11-01", day_before="2026-10-31", day_after="2026-11-02", action="", who=HOSTILE, about="",
        entries=entries, more=None,
    )  # fmt: skip
    page = operations.render_log(view, Frame(language=language))
    assert "<script>alert" not in page
    assert page.count('<tr><th scope="row"') == len(AuditAction)


@BOTH
def test_every_code_of_the_manual_has_a_sentence_and_unknown_ones_are_ours(language: Language) -> None:
    ours = failure_sentence("nobody_knows")
    for code in ("aws_busy", "speech_endpoint", "States.Timeout", "missing_setting", "Lambda.TooManyRequestsException"):
        assert failure_sentence(code) != ours
        assert bool(HAN.search(failure_sentence(code).in_language(language))) == (language == "zh")
    assert failure_sentence(None) == ours


@BOTH
@pytest.mark.parametrize("name", sorted(guides.GUIDES))
def test_a_guide_takes_about_as_long_as_it_says(name: str, language: Language) -> None:
    guide = guides.GUIDES[name]
    page = guides.render_guide(guide, [guide.points[0].id], False, Frame(language=language))
    prose = re.sub(r"<[^>]+>", " ", page.split('<article class="prose">')[1].split("</article>")[0])
    words = len(HAN.findall(prose)) / 300 if language == "zh" else len(prose.split()) / 200
    assert guide.minutes - 2 <= words <= guide.minutes + 2  # 300 characters or 200 words a minute
    assert page.count('name="done"') == len(guide.points)
    assert page.count(" checked>") == 1
    assert bool(HAN.search(prose)) == (language == "zh")


@BOTH
def test_every_section_of_reading_scores_is_an_anchor(language: Language) -> None:
    page = guides.render_reading(Frame(language=language))
    assert set(re.findall(r'<h2 id="(\w+)"', page)) == set(guides.SECTIONS)
    assert set(re.findall(r'href="#(\w+)"', page)) >= set(guides.SECTIONS)


def test_the_figures_of_reading_scores_are_those_of_the_model_card() -> None:
    card, scoring = text_of("docs/model-card.md"), text_of("docs/scoring.md")
    for language in ("zh", "en"):
        page = guides.render_reading(Frame(language=language))
        for figure in ("0.853", "0.894", "0.680", "0.598", "672"):
            assert figure in page and figure in card
        for figure in ("0.55", "6,000", "22,000"):
            assert figure in page and figure in scoring
