"""Scorecards: one per attempt, kept as long as the policy says."""

from __future__ import annotations

from collections.abc import Mapping

from mianshi.contracts.scorecard import Scorecard
from mianshi.platform.clock import expiry
from mianshi.platform.store.rows import ScorecardRow, interview_pk, table


def save(card: Scorecard, attempt: int, keep_days: int) -> None:
    """Store the scorecard of an attempt; storing the same one again changes nothing."""
    row = ScorecardRow(
        interview_pk(card.interview_id),
        f"SCORECARD#{attempt:04d}",
        body=card.model_dump_json(),
        expires_at=expiry(keep_days),
    )
    with table():
        row.save()


def find(interview_id: str, attempt: int) -> Scorecard | None:
    """The scorecard of an attempt, or None."""
    with table():
        try:
            row = ScorecardRow.get(interview_pk(interview_id), f"SCORECARD#{attempt:04d}", consistent_read=True)
        except ScorecardRow.DoesNotExist:
            return None
    return Scorecard.model_validate_json(row.body)


def several(attempts: Mapping[str, int]) -> dict[str, Scorecard]:
    """The scorecards of these interviews (id to attempt), by interview, as far as they exist."""
    with table():
        rows = ScorecardRow.batch_get([(interview_pk(known), f"SCORECARD#{at:04d}") for known, at in attempts.items()])
        cards = [Scorecard.model_validate_json(row.body) for row in rows]
    return {card.interview_id: card for card in cards}
