"""What the pages on scoring say of rules and numbers is what the code does."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from calibration.graded_set import items
from mianshi.contracts.assessment import Flag
from mianshi.language.calibration import CONCRETE, KEY_POINTS, NEAR, RATED, TOLD, WRONG
from mianshi.scoring.combine import score_of, total_of
from mianshi.scoring.gates import DECIDING
from support.documents import rows, section, text_of

PAGES = ("docs/scoring.md", "docs/scoring.zh.md")
HEADINGS = {
    "docs/scoring.md": (
        "An example, taken apart",
        "From levels to a total",
        "What a flag means",
        "Gates: when nothing",
    ),
    "docs/scoring.zh.md": ("拆开一个例子", "从等级到总分", "标记是什么意思", "评分条件"),
}
BOTH = pytest.mark.parametrize("name", PAGES)


def part(name: str, place: int) -> list[list[str]]:
    source = text_of(name)
    heading = next(
        line.lstrip("# ")
        for line in source.splitlines()
        if line.startswith("#") and line.lstrip("# ").startswith(HEADINGS[name][place])
    )
    return rows(section(source, heading))


@BOTH
def test_the_parts_of_the_example_make_its_level(name: str) -> None:
    *parts, total = [cells for cells in part(name, 0) if re.search(r"\d", cells[2])]
    moved = [float(cells[2].replace("−", "-")) for cells in parts]
    start = re.search(r"\d\.\d", total[0])
    assert start
    assert len(moved) > 5
    assert f"{float(start[0]) + sum(moved):.1f}" == total[2].strip("*")


@BOTH
def test_levels_weights_and_total_of_the_example_fit(name: str) -> None:
    addressed = [cells for cells in part(name, 1) if len(cells) == 4 and re.fullmatch(r"\d\.\d", cells[2])]
    weighted = [(int(weight), score_of(round(float(level) * 10))) for _, weight, level, _ in addressed]
    assert [str(score) for _, score in weighted] == [cells[3] for cells in addressed]
    assert f"**{total_of(weighted)}**" in text_of(name)


@BOTH
def test_every_flag_is_explained(name: str) -> None:
    assert {re.findall(r"`(\w+)`", cells[0])[0] for cells in part(name, 2) if "`" in cells[0]} == set(get_args(Flag))


@BOTH
def test_every_gate_is_explained_with_what_it_decides(name: str) -> None:
    words = {"deciding": True, "决定性": True, "informing": False, "提示性": False}
    told = {re.findall(r"`(\w+)`", cells[0])[0]: words[cells[2]] for cells in part(name, 3) if "`" in cells[0]}
    assert told == DECIDING


@BOTH
def test_every_feature_has_its_formula(name: str) -> None:
    for feature in (TOLD, NEAR, WRONG, CONCRETE, KEY_POINTS, *RATED.values()):
        assert f"`{feature}`" in text_of(name)


@BOTH
def test_the_parts_of_the_graded_set_are_as_told(name: str) -> None:
    every = items()
    assert f"{len(every)}" in text_of(name)
    for each in ("fit", "choose", "report"):
        mine = [item for item in every if item.part == each]
        assert f"| {len(mine)} | {len({item.group for item in mine})} |" in text_of(name)


def test_the_model_card_counts_the_levels() -> None:
    levels = [item.graded.level for item in items()]
    for level in range(1, 6):
        assert f"{levels.count(level)} of level {level}" in text_of("docs/model-card.md")
