"""What people rated and remarked about an interview."""

from __future__ import annotations

from mianshi.contracts.hiring import Comment, HumanRating
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import interview_pk


def rate(rating: HumanRating, keep_days: int) -> None:
    """Store a person's rating in place of an earlier one."""
    plain.put(interview_pk(rating.interview_id), f"HUMAN#{rating.by}", rating, expiry(keep_days))


def ratings(interview_id: str) -> list[HumanRating]:
    """The ratings of everybody."""
    return plain.query(interview_pk(interview_id), "HUMAN#", HumanRating)


def comment(remark: Comment, keep_days: int) -> None:
    """Add a remark."""
    plain.put(interview_pk(remark.interview_id), f"COMMENT#{remark.at}#{remark.id}", remark, expiry(keep_days))


def comments(interview_id: str) -> list[Comment]:
    """All remarks, oldest first."""
    return plain.query(interview_pk(interview_id), "COMMENT#", Comment)
