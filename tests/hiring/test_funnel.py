"""What the counts of a job's weeks say."""

from __future__ import annotations

import csv
import io

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import FunnelWeek, Job
from mianshi.hiring import funnel
from mianshi.hiring.funnel import Counts

NOW = "2026-W48"


JOB = Job(
    id="jb_1", title=Bilingual(zh="店长", en="Manager"), owner="lin", role="r", role_version="v", policy="cn",
    created_at="2026-01-01T00:00:00.000Z", changed_at="2026-01-01T00:00:00.000Z",
)  # fmt: skip


def reviewed(at: str) -> Job:
    return JOB.model_copy(update={"reviewed_at": at})


def banded(low: float, high: float) -> Job:
    return JOB.model_copy(update={"pass_low": low, "pass_high": high})


def week(name: str = NOW, **counts: int) -> FunnelWeek:
    return FunnelWeek(job_id="jb_1", week=name, counts=counts)


def test_weeks_go_on_over_the_end_of_a_year_of_53_weeks() -> None:
    assert funnel.weeks_up_to("2027-W01", 3) == ["2027-W01", "2026-W53", "2026-W52"]
    assert funnel.week_of("2027-01-01T10:00:00.000Z") == "2026-W53"
    assert funnel.monday("2026-W48") == "2026-11-23"


def test_weeks_without_anything_are_shown_too() -> None:
    weeks = funnel.whole_weeks([week("2026-W46", scored=3), week("2020-W01", scored=9)], NOW, 4, "jb_1")
    assert [one.week for one in weeks] == ["2026-W48", "2026-W47", "2026-W46", "2026-W45"]
    assert funnel.summed(weeks) == Counts(scored=3)


@pytest.mark.parametrize(
    ("scored", "forward", "alarmed"),
    [(10, 4, True), (10, 5, False), (9, 0, False), (100, 49, True), (0, 0, False), (11, 5, True)],
)
def test_a_low_pass_rate_alarms_from_ten_scored_on(scored: int, forward: int, alarmed: bool) -> None:
    found = funnel.alarm([week(scored=scored, forward=forward)], NOW, JOB)
    assert (found is not None) is alarmed
    if found:
        assert (found.scored, found.forward) == (scored, forward)


@pytest.mark.parametrize(
    ("low", "high", "scored", "forward", "side"),
    [
        (0.3, 0.7, 10, 8, "high"), (0.3, 0.7, 10, 7, None), (0.3, 0.7, 10, 3, None), (0.3, 0.7, 10, 2, "low"),
        (0.0, 0.29, 100, 29, None), (0.0, 0.29, 100, 30, "high"), (0.57, 1.0, 100, 57, None), (0.3, 0.7, 9, 9, None),
        (0.5, 1.0, 40, 40, None),
    ],
)  # fmt: skip
def test_the_band_is_left_on_either_side_and_its_ends_belong_to_it(
    low: float, high: float, scored: int, forward: int, side: str | None
) -> None:
    found = funnel.alarm([week(scored=scored, forward=forward)], NOW, banded(low, high))
    assert (found and found.side) == side
    if found:
        assert (found.low, found.high) == (low, high)


def test_an_alarm_has_one_beginning_however_often_it_is_asked() -> None:
    bad = [week(f"2026-W{number}", scored=12, forward=1) for number in range(41, 47)]
    good = [week(f"2026-W{number}", scored=40, forward=39) for number in range(36, 38)]
    for now in ("2026-W42", "2026-W46", "2026-W48"):
        assert funnel.began([*good, *bad], now, JOB) == "2026-W41"
    assert funnel.began([*good, *bad], "2026-W50", JOB) == "2026-W50", "it is over"
    assert funnel.began([*good, *bad], NOW, reviewed("2026-10-20T00:00:00.000Z")) == "2026-W44"
    assert funnel.began([], NOW, JOB) == NOW


def test_the_last_four_weeks_count_together_and_older_ones_do_not() -> None:
    slow = [week(f"2026-W{number}", scored=4, forward=1) for number in (48, 47, 45)]
    assert funnel.alarm(slow, NOW, JOB) is not None
    assert funnel.alarm([week("2026-W44", scored=50, forward=0)], NOW, JOB) is None
    assert funnel.alarm([week("2026-W44", scored=50, forward=50), *slow], NOW, JOB) is not None


def test_weeks_that_somebody_looked_into_alarm_no_more_but_later_ones_do() -> None:
    bad = week("2026-W47", scored=20, forward=2)
    assert funnel.alarm([bad], NOW, reviewed("2026-11-16T00:00:00.000Z")) is None
    again = funnel.alarm([bad, week(scored=12, forward=1)], NOW, reviewed("2026-11-20T00:00:00.000Z"))
    assert again is not None and (again.scored, again.weeks) == (12, [NOW])


def test_a_week_is_one_sentence() -> None:
    said = funnel.sentence(Counts(submitted=100, scored=100, forward=80, held=20))
    assert said.en == "This week 100 interviewed, 80 reached the forward line, 20 held."
    assert said.zh == "本周 100 人完成面试，80 人达到推进线，20 人暂缓。"
    assert "3 could not be scored" in funnel.sentence(Counts(submitted=3, not_scored=3)).en
    assert funnel.sentence(Counts(invited=4, started=2)).zh.startswith("本周邀请 4 人，2 人已开始")
    assert funnel.sentence(Counts()).en == "Nobody has taken part this week yet."


def test_nobody_scored_has_no_pass_rate_and_no_share_is_above_one() -> None:
    assert Counts().pass_rate is None and Counts(scored=8, forward=2).pass_rate == 0.25
    assert funnel.share(3, 0) is None and funnel.share(3, 2) == 1.0 and funnel.share(1, 4) == 0.25


def test_the_file_holds_every_week_and_opens_in_a_spreadsheet() -> None:
    text = funnel.table(
        [week(invited=3, scored=2), week("2026-W47")], {"week": "周", "monday": "周一", "scored": "评分"}
    )
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows == [["周", "周一", "评分"], ["2026-W48", "2026-11-23", "2"], ["2026-W47", "2026-11-16", "0"]]
