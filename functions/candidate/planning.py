"""Planning: language, way of answering, time, and what somebody needs."""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Candidate, Job, RequestKind, Slot
from mianshi.doors import journeys
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.pages.journey import Facts, PlanView, SlotView
from mianshi.pages.texts import text
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import jobs

LONGEST_NEED = 1000


class Wish(Record):
    """What the form says, as it was typed."""

    language: str
    mode: str
    slot: str
    extra_time: bool
    text_mode: bool
    other: str
    request_id: str


def view(facts: Facts, job: Job, candidate: Candidate) -> PlanView:
    """The form with what was chosen before."""
    rules = job.rules
    return PlanView(
        facts=facts,
        language=candidate.language if candidate.language in rules.languages else rules.languages[0],
        mode=candidate.mode if candidate.mode in rules.modes else rules.modes[0],
        slot=candidate.slot or "",
        slots=_free(job, candidate),
        asks_slot=bool(job.slots),
        extra_time=candidate.extra_time,
        text_mode=candidate.mode == "text" and "text" not in rules.modes,
        request_id=new_id("rq"),
    )


def refused(facts: Facts, job: Job, candidate: Candidate, wish: Wish, wrong: dict[str, str]) -> PlanView:
    """The form as it was filled in, with what is wrong beside its field."""
    return view(facts, job, candidate).model_copy(update={**wish.model_dump(), "wrong": wrong})


def wish(visit: Visit, job: Job) -> Wish:
    """What the form says; a choice that was not offered is none."""
    rules = job.rules
    return Wish(
        language=visit.form("language") or (rules.languages[0] if len(rules.languages) == 1 else ""),
        mode=visit.form("mode") or (rules.modes[0] if len(rules.modes) == 1 else ""),
        slot=visit.form("slot"),
        extra_time=bool(visit.form("extra_time")),
        text_mode=bool(visit.form("text_mode")),
        other=visit.form("other"),
        request_id=visit.form("request"),
    )


def wrong(wish: Wish, job: Job, candidate: Candidate) -> dict[str, str]:
    """Field to the key of the text that says what is wrong with it; empty where all is well."""
    found = {}
    if wish.language not in job.rules.languages:
        found["language"] = "journey_plan_bad_language"
    if wish.mode not in job.rules.modes:
        found["mode"] = "journey_plan_bad_mode"
    if job.slots and wish.slot not in {choice.slot.id for choice in _free(job, candidate)}:
        found["slot"] = "journey_plan_bad_slot"
    if len(wish.other) > LONGEST_NEED:
        found["other"] = "journey_plan_long"
    return found


def keep(wish: Wish, job: Job, candidate: Candidate) -> dict[str, str]:
    """Book the time and note the choices; what is wrong where the time was taken meanwhile.

    Raises:
        Rejected: ``changed_meanwhile`` where others change the candidate time and again.
    """
    slot = next((known for known in job.slots if known.id == wish.slot), None)
    mode = "text" if wish.text_mode else wish.mode
    changes = {"language": wish.language, "mode": mode, "extra_time": wish.extra_time}
    for last in (False, True):
        try:
            _book(job, candidate, slot, changes)
        except Rejected as refusal:
            if refusal.code == "slot_taken":
                return {"slot": "journey_plan_slot_taken"}
            if last:
                raise
            candidate = journeys.again(candidate)
        else:
            break
    _need(wish, job, candidate)
    return {}


def booked(job: Job, candidate: Candidate) -> Slot | None:
    """The time a candidate has booked, if the job still has it."""
    return next((slot for slot in job.slots if slot.id == candidate.slot), None)


def moment(slot: Slot | None) -> Literal["early", "now", "over"]:
    """Whether the booked time has come; without one any time is right."""
    if slot is None:
        return "now"
    at = timestamp()
    return "early" if at < slot.starts_at else "now" if at < slot.ends_at else "over"


def _free(job: Job, candidate: Candidate) -> list[SlotView]:
    """The times that are not over, with the places left; the candidate's own counts as free for them."""
    if not job.slots:
        return []
    taken, at = jobs.booked(job.id), timestamp()
    left = {slot.id: max(0, slot.capacity - taken.get(slot.id, 0)) + (slot.id == candidate.slot) for slot in job.slots}
    coming = sorted((slot for slot in job.slots if slot.ends_at > at), key=lambda slot: slot.starts_at)
    return [SlotView(slot=slot, left=left[slot.id]) for slot in coming]


def _book(job: Job, candidate: Candidate, slot: Slot | None, changes: dict[str, object]) -> None:
    """Take the place first, then note it, then give the old one back: nobody is ever noted without a place."""
    old, new = candidate.slot, slot.id if slot else None
    moves = new != old
    if slot and moves and not jobs.book(job.id, slot.id, slot.capacity):
        raise Rejected("slot_taken", slot.id)
    try:
        journeys.change_once(candidate, {**changes, "slot": new})
    except Rejected:
        if slot and moves:
            jobs.unbook(job.id, slot.id)
        raise
    if old and moves:
        jobs.unbook(job.id, old)


def _need(wish: Wish, job: Job, candidate: Candidate) -> None:
    """What is needed is granted at once where software can, and told to a person."""
    parts = [
        text(key, candidate.language)
        for key, wanted in (
            ("journey_plan_extra_time", wish.extra_time),
            ("journey_plan_text_mode", wish.text_mode),
        )
        if wanted
    ]
    if not parts and not wish.other:
        return
    told = "\n".join([*parts, *([wish.other] if wish.other else [])])
    known = journeys.asked(job, candidate, RequestKind.ACCOMMODATION)
    if any(request.text == told for request in known):
        return
    granted = "" if wish.other else text("journey_plan_granted", candidate.language)
    journeys.ask(job, candidate, RequestKind.ACCOMMODATION, told, wish.request_id, granted=granted)
