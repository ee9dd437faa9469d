"""Both languages say everything, and nothing is said that no page shows."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from mianshi import pages
from mianshi.contracts.observations import ObservationKind
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.pages.labels import (
    ERRORS,
    GATE_LABELS,
    OBSERVATION_LABELS,
    STATE_LABELS,
    VERSION_LABELS,
    error_sentence,
    outcome_sentence,
    state_label,
)
from mianshi.pages.texts import TEXTS, text

ROOM = Path(str(pages.__file__)).parent
SOURCES = {p: p.read_text(encoding="utf-8") for suffix in ("py", "html", "js") for p in ROOM.rglob(f"*.{suffix}")}
DOORS = [Path(__file__).parents[2] / "functions" / name for name in ("portal", "candidate", "invite")]
HAN = re.compile(r"[\u4e00-\u9fff]")


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(TEXTS | ERRORS))
def test_a_text_exists_in_both_languages_with_the_same_placeholders(key: str) -> None:
    zh, en = (TEXTS | ERRORS)[key]
    assert zh.strip() and en.strip()
    assert _placeholders(zh) == _placeholders(en)
    if key != "other_language":
        assert not HAN.search(en)


@pytest.mark.parametrize("key", sorted(TEXTS | ERRORS))
def test_chinese_uses_chinese_punctuation(key: str) -> None:
    assert not re.search(r"[\u4e00-\u9fff][,;:?!]", (TEXTS | ERRORS)[key][0])


def test_every_text_a_template_names_exists() -> None:
    named = {
        key
        for path, source in SOURCES.items()
        if path.suffix == ".html"
        for key in re.findall(r"\bt\(\s*[\"']([a-z_0-9]+)[\"']\s*[,)]", source)
    }
    assert named and named <= set(TEXTS)


def test_no_text_is_left_that_no_page_shows() -> None:
    rest = "\n".join(source for path, source in SOURCES.items() if not path.name.endswith(("texts.py", "labels.py")))
    rest += "\n".join(path.read_text(encoding="utf-8") for door in DOORS for path in door.rglob("*.py"))
    rest += "\n".join(re.findall(r"TEXTS\[f?\"[^\"]+\"\]", SOURCES[ROOM / "labels.py"]))
    stems = set(re.findall(r"([a-z0-9_]+_)(?=[\"'] ~|\$?\{)", rest))
    unused = {k for k in TEXTS if f'"{k}"' not in rest and f"'{k}'" not in rest and f".{k}" not in rest}
    named_by_evidence = {"weakens"}
    assert {k for k in unused if not any(k.startswith(stem) for stem in stems)} - named_by_evidence == set()


def test_everything_that_can_be_observed_has_a_name_without_interpretation() -> None:
    assert set(OBSERVATION_LABELS) == {kind.value for kind in ObservationKind}
    words = " ".join(label.en.lower() for label in OBSERVATION_LABELS.values())
    assert not re.search(r"happy|nervous|stress|confiden|honest|emotion|anxious|attenti", words)


@pytest.mark.parametrize("table", [STATE_LABELS, OBSERVATION_LABELS, GATE_LABELS, VERSION_LABELS])
def test_label_tables_are_bilingual(table: dict[str, object]) -> None:
    for label in table.values():
        assert HAN.search(label.zh) and not HAN.search(label.en)  # type: ignore[attr-defined]


def test_every_outcome_and_reason_has_its_own_sentence() -> None:
    closed = [outcome_sentence(Status.CLOSED, o) for o in Outcome]
    refused = [outcome_sentence(Status.CLOSED, Outcome.REJECTED, r.value) for r in Reason]
    open_ones = [outcome_sentence(s) for s in (Status.AWAITING_UPLOAD, Status.PROCESSING)]
    assert len({s.en for s in closed + refused + open_ones}) == len(closed) + len(refused) + len(open_ones)


def test_unknown_names_do_not_break_a_page() -> None:
    assert outcome_sentence(Status.CLOSED, Outcome.REJECTED, "a_new_reason").en == TEXTS["sentence_rejected"][1]
    assert error_sentence("a_new_code").en == ERRORS["server_error"][1]
    assert state_label("NewState").zh == "NewState"
    assert state_label("close_run") == state_label("CloseRun")
    with pytest.raises(KeyError):
        text("nobody_wrote_this", "zh")
