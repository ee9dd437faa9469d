"""Remarks on an interview, or on a moment of it: from the form of its page, or from the player of its report."""

from __future__ import annotations

import re

from pydantic import ValidationError

from interview import reviewing
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Comment, Stage
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import NewRemark, Refused, RemarkForm, Remarks
from mianshi.platform import signing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import reviews
from mianshi.privacy.policies import load_policy

LONGEST = 4000
_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


def from_form(visit: Visit, known: Interview) -> RemarkForm | None:
    """Add the remark that was posted; the form with what is wrong where it cannot be added."""
    form = RemarkForm(
        once=visit.form("once")[:64],
        text=visit.form("text").replace("\r\n", "\n"),
        answer=visit.form("answer")[:4],
        moment=visit.form("moment")[:12],
    )
    try:
        wish = NewRemark(
            text=form.text,
            answer=int(form.answer) if form.answer.isascii() and form.answer.isdigit() else None,
            at_ms=moment_ms(form.moment) if form.moment else None,
            once=form.once,
        )
        add(visit, known, wish)
    except (Rejected, ValidationError) as error:
        if isinstance(error, Rejected) and error.code == "gone":
            raise
        refused = Refused(code="bad_remark", sentence=error_sentence("bad_remark"))
        kept = form.text[: LONGEST * 3]
        return form.model_copy(update={"refused": refused, "once": signing.chance(12), "text": kept})
    return None


def add(visit: Visit, known: Interview, wish: NewRemark) -> Remarks:
    """Add a remark, once however often it is sent; all that this person may read now.

    Raises:
        Rejected: ``bad_remark`` without words, with too many, or on an answer that there is not; ``gone`` where the
            candidate's data were deleted.
    """
    about = access.candidate_of(known)
    if about is not None and about.stage is Stage.ERASED:
        raise Rejected("gone", "the data were deleted")
    text = wish.text.strip()
    if not text or len(text) > LONGEST or (wish.answer is not None and wish.answer >= len(known.uploads)):
        raise Rejected("bad_remark", "no words, too many, or no such answer")
    person, remark_id = visit.person, f"cm_{wish.once}"
    if not any((found.id, found.by) == (remark_id, person.id) for found in reviews.comments(known.id)):
        remark = Comment(
            id=remark_id,
            interview_id=known.id,
            by=person.id,
            by_name=person.name or person.id,
            text=text,
            answer=wish.answer,
            at_ms=wish.at_ms if wish.answer is not None else None,
            at=timestamp(),
        )
        reviews.comment(remark, load_policy(known.policy).retention.score_days)
        access.note(visit, AuditAction.COMMENTED, about=known)
    return reviewing.remarks(visit, known.id, withholds=reviewing.withholds(visit, known))


def moment_ms(written: str) -> int:
    """Milliseconds of ``m:ss`` or ``h:mm:ss``, also with the colon of Chinese keyboards.

    Raises:
        Rejected: ``bad_remark`` for anything else.
    """
    found = _MOMENT.fullmatch(written.replace("：", ":").strip())
    if found is None:
        raise Rejected("bad_remark", "not a time")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
