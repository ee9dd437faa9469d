"""Interviews: created once, claimed once, closed once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.events import Asking, Consent, Interview, RescoringRun, Scoring, Upload
from mianshi.contracts.hiring import AnswerTime, FunnelStep
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.scorecard import Scorecard
from mianshi.errors import Rejected, Transient
from mianshi.platform.clock import expiry, timestamp
from mianshi.platform.store import funnel, outbox, plain
from mianshi.platform.store.rows import InterviewRow, connection, interview_pk, is_condition, table

_META = "META"
_LIST = "INTERVIEW"
_ANEW = "ANEW#"
_TRIES = 5
_RESULTS = (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE)
WAITING, WORKING, FAILED = "AWAITING_UPLOAD", "PROCESSING", "FAILED"
"""Partitions of the index `watched`."""
RATER_UNAVAILABLE = "rater_unavailable"
"""Reason of an interview that was not scored because the rater was down: it can be scored again."""


def create(interview: Interview, keep_days: int, *, listed: bool = True) -> bool:
    """Store a new interview. False where there is one of this id already; that one stays as it is.

    `listed`: whether it is among the newest interviews; a run that scores one anew is not.
    """
    row = InterviewRow(
        interview_pk(interview.id),
        _META,
        list_pk=_LIST if listed else None,
        list_sk=interview.created_at if listed else None,
        body=interview.model_dump_json(),
        watch_pk=WAITING,
        watch_sk=interview.created_at,
        status=interview.status.value,
        expires_at=expiry(keep_days),
    )
    try:
        with table():
            row.save(InterviewRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def find(interview_id: str) -> Interview | None:
    """The interview, or None where there is none of this id."""
    row = _row(interview_id)
    return None if row is None else _interview(row)


def latest(limit: int) -> list[Interview]:
    """The newest interviews first."""
    with table():
        return [_interview(row) for row in InterviewRow.listed.query(_LIST, limit=limit, scan_index_forward=False)]


def watched(partition: str, limit: int, before: str | None = None) -> list[Interview]:
    """The newest interviews that wait, are worked on, or failed: `WAITING`, `WORKING` or `FAILED`.

    `before`: only those that were created before this time.
    """
    older = InterviewRow.watch_sk < before if before else None
    with table():
        rows = InterviewRow.watched.query(partition, older, limit=limit, scan_index_forward=False)
        return [_interview(row) for row in rows]


def several(interview_ids: Sequence[str]) -> dict[str, Interview]:
    """The interviews of these ids, as far as they exist, by id."""
    with table():
        rows = InterviewRow.batch_get([(interview_pk(known), _META) for known in dict.fromkeys(interview_ids)])
        return {found.id: found for row in rows for found in [_interview(row)]}


def timed(interview_id: str, time: AnswerTime, keep_days: int) -> None:
    """Keep how long an answer took, in place of what was kept before."""
    plain.put(interview_pk(interview_id), f"ANSWER#{time.answer:03d}", time, expiry(keep_days))


def times(interview_id: str) -> list[AnswerTime]:
    """How long each answer took, as far as a browser measured it."""
    return plain.query(interview_pk(interview_id), "ANSWER#", AnswerTime)


def amend(interview_id: str, wanted: Callable[[Interview], Sequence[Upload]]) -> Interview | None:
    """Say anew which files an interview has, while it takes any. None where it takes none any more.

    Args:
        interview_id: of the interview.
        wanted: its files, given the interview as it is; asked again where somebody else amended it meanwhile.

    Raises:
        Rejected: ``changed_meanwhile`` where others amend it time and again.
    """
    for _ in range(_TRIES):
        row = _row(interview_id)
        before = None if row is None else _interview(row)
        if row is None or before is None or not before.takes_files:
            return None
        after = _changed(row, before, {"uploads": list(wanted(before))})
        if after is not None:
            return after
    raise Rejected("changed_meanwhile", interview_id)


def ask(interview_id: str, uploads: Sequence[Upload], asking: Asking) -> Interview | None:
    """Put follow-up questions: their files are awaited from now on. None where the interview does not belong to the
    run any more. They are put once: whoever asks again gets the interview as it is.

    Raises:
        Transient: ``claim_lost`` where others change it time and again.
    """
    for _ in range(_TRIES):
        row = _row(interview_id)
        before = None if row is None else _interview(row)
        if row is None or before is None or before.status is not Status.PROCESSING or before.attempt != asking.attempt:
            return None
        if before.asks:
            return before
        after = _changed(row, before, {"uploads": [*before.uploads, *uploads], "asking": asking})
        if after is not None:
            return after
    raise Transient("claim_lost", interview_id)


def answered(known: Interview, given: Collection[int] | None = None) -> None:
    """Take no more answers to follow-up questions; with `given`, await none but those. Twice changes nothing.

    Raises:
        Transient: ``claim_lost`` where others change it time and again.
    """
    for _ in range(_TRIES):
        row = _row(known.id)
        before = None if row is None else _interview(row)
        if row is None or before is None or before.asking is None or before.status is not Status.PROCESSING:
            return
        taken = before.asking.model_copy(update={"answered_at": before.asking.answered_at or timestamp()})
        uploads = [one for one in before.uploads if given is None or one.follow_up is None or one.answer in given]
        update = {"asking": taken, "uploads": uploads}
        if before.model_copy(update=update) == before or _changed(row, before, update):
            return
    raise Transient("claim_lost", known.id)


def _changed(row: InterviewRow, before: Interview, update: dict[str, Any]) -> Interview | None:
    """The interview with something changed, stored; None where somebody else changed it meanwhile."""
    after = before.model_copy(update=update)
    unchanged = (InterviewRow.status == row.status) & (InterviewRow.body == row.body)
    return after if _update_if(row, [InterviewRow.body.set(after.model_dump_json())], unchanged) else None


def agreed(claimed: Interview, consent: Consent) -> Interview:
    """The claimed interview with what its candidate agrees to now, stored for every function of the run.

    Raises:
        Transient: ``claim_lost`` where the interview does not belong to this execution any more.
    """
    if claimed.consent == consent:
        return claimed
    after = claimed.model_copy(update={"consent": consent})
    row = InterviewRow(interview_pk(claimed.id), _META)
    ours = (InterviewRow.status == Status.PROCESSING.value) & (InterviewRow.execution == claimed.execution)
    if not _update_if(row, [InterviewRow.body.set(after.model_dump_json())], ours):
        raise Transient("claim_lost", claimed.id)
    return after


def reopen(interview_id: str, execution: str | None = None) -> bool:
    """Let an interview that failed, that the rater did not answer, or whose run stopped, be claimed again.

    False where it is none of these.

    Whoever calls it for one that is being worked on must know that its execution is over, and should name it: then one
    that was claimed anew meanwhile stays as it is.
    """
    row = InterviewRow(interview_pk(interview_id), _META)
    unrated = InterviewRow.reason == RATER_UNAVAILABLE
    failed = (InterviewRow.status == Status.CLOSED.value) & ((InterviewRow.outcome == Outcome.FAILED.value) | unrated)
    stopped = InterviewRow.status == Status.PROCESSING.value
    if execution:
        stopped &= InterviewRow.execution == execution
    return _update_if(row, _opened(), failed | stopped)


def rescoring(known: Interview) -> RescoringRun | None:
    """The newest run that scores an interview anew, or None; whether it is over says its own record."""
    found = plain.query(interview_pk(known.id), _ANEW, RescoringRun, newest_first=True, limit=1)
    return found[0] if found else None


def runs_of(interview_id: str) -> list[str]:
    """Ids of all runs that scored an interview anew, or tried to."""
    return [run.run for run in plain.query(interview_pk(interview_id), _ANEW, RescoringRun)]


def rescore(known: Interview, run: Interview, keep_days: int) -> bool:
    """Store a run that scores an interview anew. It is in no list; the interview stays as it is until `adopt`.

    False where another such run was begun at the same moment: each takes the next place beside the interview.
    """
    note = RescoringRun(run=run.id, role_version=run.role_version, at=run.created_at)
    place = f"{_ANEW}{len(runs_of(known.id)):04d}"
    if not plain.create(interview_pk(known.id), place, note, expiry(keep_days)):
        return False
    return create(run, keep_days, listed=False)


def adopt(run: Interview, card: Scorecard, deliveries: Sequence[Delivery]) -> bool:
    """Let the result of a run that scores anew stand, with its outbox rows, all or nothing. What stood before is kept
    in `earlier`. The same run twice changes nothing.

    Returns:
        False where the interview is not any more what the run began with: reopened, erased, or scored anew meanwhile.
    """
    wish = run.rescoring
    row = _row(wish.of) if wish else None
    if wish is None or row is None:
        return False
    known = _interview(row)
    if known.rescoring is not None and known.rescoring.number == wish.number and known.rescoring.at == wish.at:
        return True
    same = known.status is Status.CLOSED and known.attempt == wish.attempt and wish.number > known.scorecard
    if not same or known.outcome is None or known.outcome not in _RESULTS:
        return False
    after = known.model_copy(
        update={
            "role_version": run.role_version,
            "number": wish.number,
            "rescoring": wish,
            "earlier": [*known.earlier, _scoring(known, known.outcome)],
        }
    )
    actions: list[Action] = [
        InterviewRow.body.set(after.model_dump_json()),
        InterviewRow.outcome.set(card.outcome.value),
        InterviewRow.closed_at.set(timestamp()),
        InterviewRow.total.set(card.total) if card.total is not None else InterviewRow.total.remove(),
        InterviewRow.reason.set(card.reason) if card.reason else InterviewRow.reason.remove(),
    ]
    unchanged = (InterviewRow.body == row.body) & (InterviewRow.status == Status.CLOSED.value)
    with table():
        try:
            with TransactWrite(connection=connection()) as transaction:
                transaction.update(row, actions=actions, condition=unchanged)
                outbox.adding(transaction, deliveries)
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            return False
    return True


def _scoring(known: Interview, outcome: Outcome) -> Scoring:
    return Scoring(
        number=known.scorecard,
        role_number=known.number,
        role_version=known.role_version,
        outcome=outcome,
        reason=known.reason,
        total=known.total,
        closed_at=known.closed_at,
    )


def claim(interview_id: str, execution: str) -> Interview | None:
    """Give the interview to one execution. The same execution may ask again; any other gets None."""
    row = _row(interview_id)
    if row is None:
        return None
    if row.execution != execution:
        try:
            with table():
                row.update(
                    actions=[
                        InterviewRow.status.set(Status.PROCESSING.value),
                        InterviewRow.watch_pk.set(WORKING),
                        InterviewRow.execution.set(execution),
                        InterviewRow.attempt.set(InterviewRow.attempt + 1),
                    ],
                    condition=InterviewRow.status == Status.AWAITING_UPLOAD.value,
                )
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            return None
    return _interview(row)


def close(
    interview_id: str,
    execution: str,
    outcome: Outcome,
    deliveries: Sequence[Delivery],
    *,
    reason: str | None = None,
    failed_state: str | None = None,
    total: int | None = None,
    job_id: str | None = None,
    steps: Sequence[FunnelStep] = (),
) -> bool:
    """Close the interview, put its outbox rows and count it in the job's funnel, all or nothing.

    Returns:
        False where another execution owns the interview or it was closed before.
    """
    with table():
        row = InterviewRow(interview_pk(interview_id), _META)
        ours = (InterviewRow.execution == execution) | InterviewRow.execution.does_not_exist()
        meta: list[Action] = [
            InterviewRow.status.set(Status.CLOSED.value),
            InterviewRow.execution.set(execution),
            InterviewRow.outcome.set(outcome.value),
            InterviewRow.closed_at.set(timestamp()),
            InterviewRow.watch_pk.set(FAILED) if outcome is Outcome.FAILED else InterviewRow.watch_pk.remove(),
        ]
        meta += [InterviewRow.reason.set(reason)] if reason else []
        meta += [InterviewRow.failed_state.set(failed_state)] if failed_state else []
        meta += [InterviewRow.total.set(total)] if total is not None else []
        try:
            with TransactWrite(connection=connection()) as transaction:
                transaction.update(
                    row,
                    actions=meta,
                    condition=ours & (InterviewRow.status != Status.CLOSED.value) & InterviewRow.pk.exists(),
                )
                outbox.adding(transaction, deliveries)
                if job_id and steps:
                    counted, additions = funnel.addition(job_id, *steps)
                    transaction.update(counted, actions=additions)
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            return False
    return True


def _opened() -> list[Action]:
    return [
        InterviewRow.status.set(Status.AWAITING_UPLOAD.value),
        InterviewRow.watch_pk.set(WAITING),
        InterviewRow.execution.remove(),
        InterviewRow.outcome.remove(),
        InterviewRow.reason.remove(),
        InterviewRow.failed_state.remove(),
        InterviewRow.closed_at.remove(),
    ]


def _update_if(row: InterviewRow, actions: list[Action], condition: Condition) -> bool:
    try:
        with table():
            row.update(actions=actions, condition=condition)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _row(interview_id: str) -> InterviewRow | None:
    with table():
        try:
            return InterviewRow.get(interview_pk(interview_id), _META, consistent_read=True)
        except InterviewRow.DoesNotExist:
            return None


def _interview(row: InterviewRow) -> Interview:
    return Interview.model_validate_json(row.body).model_copy(
        update={
            "status": Status(row.status),
            "attempt": int(row.attempt),
            "execution": row.execution,
            "outcome": Outcome(row.outcome) if row.outcome else None,
            "reason": row.reason,
            "failed_state": row.failed_state,
            "total": None if row.total is None else int(row.total),
            "closed_at": row.closed_at,
        }
    )
