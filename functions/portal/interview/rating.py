"""A person's rating of an interview: read from the form, stored with whether the scores had been shown before."""

from __future__ import annotations

from interview import diverging, reviewing
from mianshi.accounting import billing
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import HumanRating
from mianshi.contracts.outcomes import Status
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Competency
from mianshi.doors import access, minutes, reading
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import LEVELS, OVERALL, RatingForm, Refused
from mianshi.platform.clock import timestamp
from mianshi.platform.store import reviews

LONGEST_NOTE = 2000


def rate(visit: Visit, known: Interview) -> RatingForm | None:
    """Store the rating that was posted and count what it took; the form with what is wrong where it cannot be stored.

    The same rating twice is one, and its minutes are counted once. A rating that replaces another of the same person
    keeps that one beside it.

    Raises:
        Rejected: ``not_ready`` before the interview is closed, ``gone`` once what its role asks for has expired,
            ``candidate_left`` where the candidate withdrew or was erased.
    """
    rated = access.candidate_of(known)
    if rated is not None and rated.stage in decisions.LEFT:
        raise Rejected("candidate_left", rated.id)
    if known.status is not Status.CLOSED:
        raise Rejected("not_ready", "the interview is still being worked on")
    competencies = reviewing.competencies_to_rate(reading.role(known))
    if not competencies:
        raise Rejected("gone", "the role's own copy has expired")
    return _store(visit, known, _typed(visit, competencies))


def _store(visit: Visit, known: Interview, form: RatingForm) -> RatingForm | None:
    before = reviews.of_person(known.id, visit.person.id)
    try:
        minutes.check(form.minutes)
        rating = _rating(visit, known, form)
    except Rejected as error:
        return _refused(form, error.code)
    if before is not None and _same(before, rating):
        return None
    if form.based_on != (before.at if before else ""):
        return _refused(form.model_copy(update={"based_on": before.at if before else ""}), "changed_meanwhile")
    diverging.store(known, rating)
    access.note(visit, AuditAction.RATED, "saw scores" if rating.saw_scores else "blind", about=known)
    stored = f"rating:{known.id}:{visit.person.id}:{form.based_on}"
    minutes.bill(stored, billing.know(known), form.minutes)
    return None


def _typed(visit: Visit, competencies: list[Competency]) -> RatingForm:
    ids = [competency.id for competency in competencies]
    notes = {key: visit.form(f"note_{key}").replace("\r\n", "\n")[:LONGEST_NOTE] for key in [*ids, OVERALL]}
    return RatingForm(
        competencies=competencies,
        levels={key: visit.form(f"level_{key}")[:8] for key in ids if visit.form(f"level_{key}")},
        notes={key: note for key, note in notes.items() if note},
        based_on=visit.form("based_on")[:40],
        minutes=minutes.typed(visit),
    )


def _rating(visit: Visit, known: Interview, form: RatingForm) -> HumanRating:
    if not form.levels or set(form.levels.values()) - set(LEVELS):
        raise Rejected("no_levels", "no level, or one that is not on the scale")
    person = visit.person
    return HumanRating(
        interview_id=known.id,
        by=person.id,
        by_name=person.name or person.id,
        levels={key: float(level) for key, level in form.levels.items()},
        notes=form.notes,
        saw_scores=reviews.seen(known.id, person.id).scores,
        at=timestamp(),
        role_version=known.role_version,
    )


def _same(before: HumanRating, rating: HumanRating) -> bool:
    """Whether a second click stores nothing new. The same levels by a newer version of the role are a new rating."""
    return (before.levels, before.notes) == (rating.levels, rating.notes) and before.by_version(rating.role_version)


def _refused(form: RatingForm, code: str) -> RatingForm:
    return form.model_copy(update={"refused": Refused(code=code, sentence=error_sentence(code))})
