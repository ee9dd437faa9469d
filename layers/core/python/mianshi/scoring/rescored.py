"""What a newer version of a role makes of the same words: two scorecards of one interview, competency by competency."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.scorecard import CompetencyScore, Scorecard

_EXACT = 6
"""Decimals that count: 4.2 - 3.4 is 0.8, not 0.8000000000000003."""


@dataclass(frozen=True)
class Change:
    """One competency before and now; None where a version does not have it."""

    competency: str
    before: CompetencyScore | None
    now: CompetencyScore | None

    @property
    def difference(self) -> float | None:
        """Now minus before, in levels; None where either has no level."""
        if self.before is None or self.now is None or self.before.level is None or self.now.level is None:
            return None
        return round(self.now.level - self.before.level, _EXACT)

    @property
    def same(self) -> bool:
        """Whether level and weight are what they were."""
        both = self.before is not None and self.now is not None
        return both and (self.before.level, self.before.weight) == (self.now.level, self.now.weight)  # type: ignore[union-attr]


def changes(before: Scorecard, now: Scorecard) -> list[Change]:
    """Every competency of either scorecard: those of `now` in its order, then what it does not have any more."""
    old, new = {c.id: c for c in before.competencies}, {c.id: c for c in now.competencies}
    return [Change(name, old.get(name), new.get(name)) for name in [*new, *(name for name in old if name not in new)]]
