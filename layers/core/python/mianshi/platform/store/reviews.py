"""What people rated, remarked and decided about an interview, and whether they had seen the scores by then."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.divergence import Divergence
from mianshi.contracts.hiring import Comment, Decision, HumanRating
from mianshi.errors import Rejected
from mianshi.platform.clock import expiry, timestamp
from mianshi.platform.store import divergences, outbox, plain
from mianshi.platform.store.rows import PlainRow, connection, interview_pk, is_condition, job_pk, table, together


class Seen(Record):
    """What one person was shown of an interview, since when."""

    at: str
    report: bool = False
    scores: bool = False


def rate(
    rating: HumanRating, keep_days: int, found: Sequence[Divergence] = (), deliveries: Sequence[Delivery] = ()
) -> None:
    """Store a person's rating in place of an earlier one, which is kept beside it, with what follows from it: the
    alarms that it raises or closes and what other systems are told. All or nothing.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody else raised or closed an alarm of the interview just then.
    """
    pk, before = interview_pk(rating.interview_id), of_person(rating.interview_id, rating.by)
    rows = [(f"HUMAN#{rating.by}", rating)]
    if before is not None:
        rows.append((f"EARLIER#{before.by}#{before.at}", before))

    def write() -> None:
        with table(), TransactWrite(connection=connection()) as transaction:
            for sk, record in rows:
                transaction.save(PlainRow(pk, sk, body=record.model_dump_json(), expires_at=expiry(keep_days)))
            divergences.keeping(transaction, found, keep_days)
            outbox.adding(transaction, deliveries)

    try:
        together(write)
    except PynamoDBException as error:
        if not (found and is_condition(error)):
            raise
        raise Rejected("changed_meanwhile", rating.interview_id) from None


def of_person(interview_id: str, person_id: str) -> HumanRating | None:
    """The rating of one person that stands, or None."""
    return plain.get(interview_pk(interview_id), f"HUMAN#{person_id}", HumanRating)


def ratings(interview_id: str) -> list[HumanRating]:
    """The ratings of everybody."""
    return plain.query(interview_pk(interview_id), "HUMAN#", HumanRating)


def earlier(interview_id: str) -> list[HumanRating]:
    """The ratings that somebody replaced, oldest first for each person."""
    return plain.query(interview_pk(interview_id), "EARLIER#", HumanRating)


def rated(person_id: str, interview_ids: Sequence[str]) -> set[str]:
    """Which of these interviews a person has rated: one read for a whole list."""
    keys = [(interview_pk(known), f"HUMAN#{person_id}") for known in dict.fromkeys(interview_ids)]
    with table():
        return {row.pk.removeprefix("IV#") for row in PlainRow.batch_get(keys)} if keys else set()


def saw(interview_id: str, person_id: str, keep_days: int, *, report: bool = False, scores: bool = False) -> None:
    """Remember what a person was shown."""
    before = seen(interview_id, person_id)
    report, scores = report or before.report, scores or before.scores
    if (report, scores) != (before.report, before.scores):
        shown = Seen(at=timestamp(), report=report, scores=scores)
        plain.put(interview_pk(interview_id), f"SEEN#{person_id}", shown, expiry(keep_days))


def seen(interview_id: str, person_id: str) -> Seen:
    """What a person was shown of an interview so far."""
    return plain.get(interview_pk(interview_id), f"SEEN#{person_id}", Seen) or Seen(at="")


def comment(remark: Comment, keep_days: int) -> None:
    """Add a remark."""
    plain.put(interview_pk(remark.interview_id), f"COMMENT#{remark.at}#{remark.id}", remark, expiry(keep_days))


def comments(interview_id: str) -> list[Comment]:
    """All remarks, oldest first."""
    return plain.query(interview_pk(interview_id), "COMMENT#", Comment)


def decided(job_id: str, candidate_id: str, decision: Decision, keep_days: int) -> None:
    """Add to what was decided about a candidate; nothing that was decided before changes."""
    plain.put(job_pk(job_id), f"DECISION#{candidate_id}#{decision.at}", decision, expiry(keep_days))


def decisions(job_id: str, candidate_id: str) -> list[Decision]:
    """Everything that was decided about a candidate, oldest first."""
    return plain.query(job_pk(job_id), f"DECISION#{candidate_id}#", Decision)
