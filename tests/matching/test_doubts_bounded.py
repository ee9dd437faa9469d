"""Doubts about dates are looked for within bounds, however many employments a résumé claims."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.matching import Doubt, DoubtKind
from mianshi.contracts.resumes import Period, Profile, Quoted, Work
from mianshi.matching import doubts


def profile(jobs: int) -> Profile:
    at = Period(start="2019-01", end="2022-02")
    return Profile(language="en", work=[Work(period=at, quote=Quoted(text="job", page=1, line=n)) for n in range(jobs)])


def test_no_more_pairs_are_held_against_each_other_than_anybody_had(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def shared(*pair: object) -> int:
        compared.append(pair)
        return 0

    monkeypatch.setattr(doubts, "_shared", shared)
    assert list(doubts._dates(profile(500), "2026-11")) == []
    assert len(compared) == doubts.MOST_JOBS * (doubts.MOST_JOBS - 1) // 2


def test_no_more_doubts_are_made_than_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from mianshi.matching.documents import read
    from mianshi.matching.postings import posting
    from mianshi.matching.verdicts import evidence

    made = []
    doubt = doubts._doubt

    def counted(*told: Any) -> Doubt:
        made.append(told[0])
        return doubt(*told)

    monkeypatch.setattr(doubts, "_doubt", counted)
    text, known = read(b"job"), profile(40)
    found = doubts.doubts(posting("", lambda _: []), known, text, evidence(known, text, "2026-11", None))
    assert [one.kind for one in found] == made == [DoubtKind.OVERLAP] * doubts.MOST_OF_A_KIND
