"""The alarm where people and software, or two people, rate an interview far apart: raised, shown, closed (F79, F99)."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.divergence import Divergence, Settled
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import HumanRating
from mianshi.contracts.keys import interview_subject
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, blind
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import agreement
from mianshi.outbound import owing
from mianshi.pages.combining import DivergenceView
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import named
from mianshi.platform.clock import timestamp
from mianshi.platform.store import divergences, reviews, scorecards
from mianshi.privacy.policies import load_policy
from mianshi.privacy.rights import Right, may

LONGEST_SENTENCE = 600
_TRIES = 3


def store(known: Interview, rating: HumanRating) -> None:
    """Store a rating with the alarm that follows from it, and what other systems are told, all or nothing.

    A rating that leaves the interview apart renews the alarm; one that brings everybody together closes it. Where
    somebody else rates or closes the alarm at the same moment, it is looked at again.

    Raises:
        Rejected: ``changed_meanwhile`` where that happened every time.
    """
    for last in (*[False] * (_TRIES - 1), True):
        try:
            _store(known, rating)
        except Rejected as error:
            if last or error.code != "changed_meanwhile":
                raise
        else:
            return


def _store(known: Interview, rating: HumanRating) -> None:
    keep_days = load_policy(known.policy).retention.score_days
    found, apart = _after(known, rating)
    raised = [one for one in found if one.open]
    owed: list[Delivery] = []
    if raised:
        occurrence = f"diverged-{raised[0].revision}-{''.join(filter(str.isdecimal, rating.at))}"
        owed = owing.rows(EventKind.INTERVIEW_DIVERGED, interview_subject(known.id), occurrence, known.job_id)
    reviews.rate(rating, keep_days, found, owed)
    owing.announce(owed)
    if raised:
        access.note("software", AuditAction.DIVERGED, f"revision {raised[0].revision}", about=known)
    if known.job_id:
        divergences.count(known.job_id, apart.competencies if apart else None)


def close(visit: Visit, known: Interview) -> tuple[str, str, str] | None:
    """Close the alarm with what was decided and a sentence; code, choice and sentence where it cannot be closed.

    Raises:
        Rejected: ``not_allowed``, ``rate_first``, ``already_done`` where nothing is open, ``changed_meanwhile``.
    """
    if not _may_close(visit):
        raise Rejected("not_allowed", "closing is for whoever decides or edits the job")
    blind.require_open(visit, known)
    before = divergences.newest(known.id)
    if before is None or not before.open:
        raise Rejected("already_done", "nothing is open")
    if visit.form("revision") != str(before.revision):
        raise Rejected("changed_meanwhile", known.id)
    chosen = visit.form("settled")[:20]
    sentence = visit.form("sentence").replace("\r\n", "\n").strip()[:LONGEST_SENTENCE]
    if chosen not in set(Settled) or not sentence:
        return "no_reason" if chosen in set(Settled) else "no_decision", chosen, sentence
    after = before.model_copy(
        update={
            "closed_at": timestamp(),
            "closed_by": visit.person.id,
            "closed_by_name": visit.person.name or visit.person.id,
            "by_rater": bool(reviews.rated(visit.person.id, [known.id])),
            "settled": Settled(chosen),
            "sentence": sentence,
        }
    )
    divergences.close(before, after, load_policy(known.policy).retention.score_days)
    access.note(visit, AuditAction.DIVERGED, f"closed {chosen}", about=known)
    return None


def view(
    visit: Visit, known: Interview, card: Scorecard, role: Role | None, refused: tuple[str, str, str] | None = None
) -> DivergenceView | None:
    """The alarm as the page of the interview shows it, or None where there never was one."""
    found = divergences.of(known.id)
    if not found:
        return None
    newest = found[-1]
    scores = {score.id: score for score in card.competencies}
    defined = role.competencies if role else []
    names = [named(defined, scores[one], visit.language) for one in newest.competencies if one in scores]
    code, settled, sentence = refused or ("", "", "")
    return DivergenceView(
        newest=newest,
        names=names,
        version=newest.role_version if newest.role_version != known.role_version else "",
        percent=int(newest.difference * 25 + 0.5),
        earlier=[one for one in found[:-1] if one.settled],
        may_close=newest.open and _may_close(visit),
        choices=list(Settled),
        settled=settled,
        sentence=sentence,
        refused=code,
        refusal=error_sentence(code) if code else None,
        longest=LONGEST_SENTENCE,
    )


def _after(known: Interview, rating: HumanRating) -> tuple[Sequence[Divergence], agreement.Apart | None]:
    """What has to be stored about the alarm once this rating stands, and whether this rating itself is apart."""
    card = scorecards.find(known.id, known.scorecard)
    if card is None:
        return [], None
    others = [one for one in reviews.ratings(known.id) if one.by != rating.by]
    apart = agreement.apart(card, [*others, rating], rating.by)
    newest = divergences.newest(known.id)
    over = newest if newest is not None and newest.open else None
    if apart is None and (over is None or agreement.apart(card, [*others, rating])):
        return [], None
    closed = [over.model_copy(update={"closed_at": rating.at, "closed_by": "software"})] if over else []
    if apart is None:
        return closed, None
    raised = Divergence(
        interview_id=known.id,
        job_id=known.job_id,
        candidate_id=known.candidate_id,
        revision=newest.revision + 1 if newest else 1,
        attempt=known.scorecard,
        role_version=known.role_version,
        raters=len(others) + 1,
        difference=apart.difference,
        from_software=apart.from_software,
        among_people=apart.among_people,
        competencies=apart.competencies,
        at=rating.at,
    )
    return [*closed, raised], apart


def _may_close(visit: Visit) -> bool:
    return may(visit.person, Right.DECIDE) or may(visit.person, Right.EDIT_JOB)
