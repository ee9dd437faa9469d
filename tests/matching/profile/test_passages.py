"""Facts of a whole résumé: sentences broken by the ends of lines, and lines whose numbers tell of no work."""

from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.passages import facts_told


def made(*texts: str, section: str = "work", bullets: bool = False) -> list[Line]:
    kinds = frozenset({section})
    return [Line(at=at, page=1, quote=text, text=text, section=kinds, bullet=bullets) for at, text in enumerate(texts)]


def told(lines: list[Line], heads: set[int] | None = None) -> list[tuple[str, float | None, int]]:
    found = facts_told(lines, heads or set(), set())
    return [(one.kind.value, one.value, one.quote.line) for one in found if one.kind.value != "led"]


def test_a_sentence_that_goes_on_in_the_next_line_is_read_whole() -> None:
    broken = made("Designed a framework from scratch; regression of 1,200 test", "cases cut from 5 days to 3 days")
    assert told(broken) == [("result", 2, 1), ("scale", 1200, 0)]
    assert told(made("负责仓库的收货、发货、盘点与日常管理，目前带领仓管员和叉车工共", "18人，面积3000平")) == [
        ("team_size", 18, 1),
        ("scale", 3000, 1),
    ]


def test_lines_that_end_by_themselves_stay_apart() -> None:
    apart = made("Managed the shop.", "12 stores in the region, all of them on the coast of Wales")
    assert told(apart) == [("scale", 12, 1)]
    assert told(made("Supervised the late shift in", "40 beds in all on the ward", bullets=True)) == [("scale", 40, 1)]


def test_grades_points_and_levels_tell_of_no_work() -> None:
    for section in ("education", "personal", "skills", "certificates"):
        assert told(made("管理500人的社团", section=section)) == []
    assert told(made("管理500人的社团", section="other")) == [("team_size", 500, 0)]


def test_headings_are_read_as_headings() -> None:
    lines = made("店长（团队12人） 3家门店", "带教4人")
    assert told(lines, {0}) == [("team_size", 12, 0), ("team_size", 4, 1)]


def test_the_number_of_a_file_counts_nothing_whatever_name_follows_it() -> None:
    assert told(made("简历编号：77051 单若愚", section="other")) == []
    assert told(made("Candidate ID: 4512 Stores, Anna", section="other")) == []
    assert ("scale", 500, 0) in told(made("负责仓库的编号与盘点，日均500单", section="other"))
