"""Copies of résumés differ in one trait alone, the audit sees what a trait changes, and in ours it changes nothing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from bench.resumes import fairness, reading
from bench.resumes.counterfactuals import Copy, copies
from bench.resumes.people import HERE, Person, everybody
from bench.resumes.ranking import posting_file
from mianshi.contracts.matching import Match, Posting
from mianshi.contracts.resumes import Profile, ResumeText
from mianshi.matching.match import match
from mianshi.matching.verdicts import Meaning

STATED = ("sex", "age or birth", "marriage or children", "party", "belief or health")


class Letters:
    """Vectors by the pairs of letters in a text: whatever stands there moves them."""

    version = "letters"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in itertools.pairwise(text):
                row[hashlib.sha256("".join(pair).encode()).digest()[0] % 64] += 1
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@cache
def some() -> list[tuple[Person, ResumeText, Profile, list[Copy]]]:
    """A Chinese and an English person whose files are plain text."""
    plain = [each for each in everybody("development") if each.layout.startswith("txt") and each.author == "first"]
    made = []
    for language in ("zh", "en"):
        person = next(each for each in plain if each.language == language)
        text = reading.opened(HERE / "development" / "files" / person.file)
        assert isinstance(text, ResumeText)
        profile = reading.said(reading.kept(text)).profile
        assert profile is not None
        made.append((person, text, profile, list(copies(person, text, profile))))
    return made


def audited(traits: Sequence[str] = ()) -> dict[str, fairness.Tally]:
    postings = {name: reading.asked(posting_file("development", name)) for name in ("zh_store_manager", "en_backend")}
    found: dict[str, fairness.Tally] = {}
    for _, text, _, made in some():
        audit = fairness.Audit(postings, Meaning(Letters()))
        for one in made:
            if not traits or one.trait in traits:
                audit.count(one, text, found.setdefault(one.trait, fairness.Tally()))
    return found


def test_a_copy_differs_from_its_base_in_few_lines_and_every_trait_is_there() -> None:
    for person, _, _, made in some():
        traits = {one.trait for one in made}
        assert set(STATED) <= traits
        assert {"name that is a term", "photo", "leave or time with the family", "school's rank"} <= traits, person.id
        for one in made:
            differing = [at for at, (a, b) in enumerate(zip(one.base, one.copy, strict=True)) if a != b]
            assert 1 <= len(differing) <= 5, one.trait


def test_no_trait_changes_a_percent_a_verdict_or_a_doubt() -> None:
    for trait, tally in audited().items():
        assert (tally.percent, tally.verdict, tally.doubts, tally.quoted) == (0, 0, 0, 0), (trait, tally.changed)
        assert tally.copies and tally.pairs == 2 * tally.copies
        assert trait in fairness.NAMED or tally.left == 0, (trait, tally.changed)


def test_without_cutting_the_audit_finds_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "kept", lambda text: text)
    found = audited(STATED)
    assert all(tally.left == tally.copies for tally in found.values())


def test_a_match_that_looks_at_a_trait_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def biased(
        posting: Posting, profile: Profile, text: ResumeText, *, now: str, meaning: Meaning | None
    ) -> Match | None:
        made = match(posting, profile, text, now=now, meaning=meaning)
        told = any("性别" in line.text for line in text.lines)
        return made.model_copy(update={"percent": 100}) if made and told else made

    monkeypatch.setattr(fairness, "kept", lambda text: text)
    monkeypatch.setattr(fairness, "match", biased)
    found = audited(("sex", "party"))
    assert found["sex"].percent > 0 and found["sex"].largest > 0
    assert found["party"].percent == 0
