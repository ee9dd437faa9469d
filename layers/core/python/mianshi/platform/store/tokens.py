"""Task tokens: saved before the work is handed out, answered once."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.base import Record
from mianshi.platform.clock import expiry
from mianshi.platform.store.rows import TokenRow, interview_pk, is_condition, table

_WAITING, _ANSWERED = "waiting", "answered"
_KEEP_DAYS = 2  # a Standard workflow may wait a year, ours waits seven hours


class Token(Record):
    """Who waits: one piece of one answer, in one stage of one attempt of one interview."""

    interview_id: str
    stage: str
    attempt: int
    answer: int
    piece: int
    retry: int
    execution: str
    token: str

    @classmethod
    def of_follow_ups(cls, interview_id: str, attempt: int, execution: str = "", token: str = "") -> Token:
        """The run itself waits: for its candidate's answers to follow-up questions."""
        return cls(
            interview_id=interview_id,
            stage="follow_up",
            attempt=attempt,
            answer=0,
            piece=0,
            retry=0,
            execution=execution,
            token=token,
        )

    @property
    def inference_id(self) -> str:
        """The id the endpoint gives back. Its last part tells tries apart: only this one's failure is a failure."""
        return f"{self.interview_id}:{self.stage}:{self.attempt}:{self.answer}:{self.piece}:{self.retry}"


def save(token: Token) -> None:
    """Remember who waits; a retried task replaces its own older token."""
    row = TokenRow(
        *_key(token.inference_id), body=token.model_dump_json(), state=_WAITING, expires_at=expiry(_KEEP_DAYS)
    )
    with table():
        row.save()


def waiting(inference_id: str) -> Token | None:
    """The token that waits for this result, or for one of another try; None where nobody waits (any more)."""
    row = _row(inference_id)
    return Token.model_validate_json(row.body) if row is not None and row.state == _WAITING else None


def was_answered(inference_id: str) -> bool:
    """Whether the workflow took an answer to this; False where nobody knows of it (any more)."""
    row = _row(inference_id)
    return row is not None and row.state == _ANSWERED


def _row(inference_id: str) -> TokenRow | None:
    with table():
        try:
            return TokenRow.get(*_key(inference_id), consistent_read=True)
        except (TokenRow.DoesNotExist, ValueError):
            return None


def answered(token: Token) -> None:
    """Note that the workflow took the answer, after it did.

    A failure makes the workflow try again at once, and that try may have stored its own token already: it waits on.
    """
    this_one = (TokenRow.state == _WAITING) & (TokenRow.body == token.model_dump_json())
    try:
        with table():
            TokenRow(*_key(token.inference_id)).update(actions=[TokenRow.state.set(_ANSWERED)], condition=this_one)
    except PynamoDBException as error:
        if not is_condition(error):
            raise


def _key(inference_id: str) -> tuple[str, str]:
    interview_id, stage, attempt, answer, piece, _ = inference_id.split(":")
    return interview_pk(interview_id), f"TOKEN#{stage}#{attempt}#{answer}#{piece}"
