"""What the page of an interview shows around its progress, gathered for one visitor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from interview import diverging
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Comment, HumanRating, Job
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, blind, combining, deciding, followed_up, minutes, reading, rescoring
from mianshi.doors.web import Visit
from mianshi.hiring import agreement, bands, decisions
from mianshi.pages.combining import CombinedView, JointView
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import (
    Cell,
    MeanCell,
    RatingForm,
    RatingsTable,
    Refused,
    Remark,
    RemarkForm,
    Remarks,
    RescoringView,
    ReviewView,
    SummaryRow,
    Supplement,
    TableRow,
    named,
)
from mianshi.pages.views import DeskNote, FollowUpShown
from mianshi.platform import signing
from mianshi.platform.store import interviews, reviews, scorecards
from mianshi.privacy.rights import Right, may

Concealed = Literal["", "must", "may"]


def review(
    visit: Visit,
    known: Interview,
    *,
    rating: RatingForm | None = None,
    remark: RemarkForm | None = None,
    anew: tuple[str, str] | None = None,
    apart: tuple[str, str, str] | None = None,
    told: str = "",
) -> ReviewView:
    """Everything around the progress of an interview, for this visitor; `rating`, `remark`, `anew` (code and reason)
    and `apart` (code, choice and sentence) came back refused."""
    job, closed = blind.job_of(known), known.status is Status.CLOSED
    person = access.candidate_of(known)
    left = person is not None and person.stage in decisions.LEFT
    ratings = reviews.ratings(known.id)
    mine = next((found for found in ratings if found.by == visit.person.id), None)
    concealed = conceals(visit, known, job, ratings)
    card = scorecards.find(known.id, known.scorecard) if closed else None
    role = reading.role(known) if closed else None
    shown = None if concealed else card
    view = ReviewView(
        interview_id=known.id,
        closed=closed,
        must_rate_first=closed and concealed == "must",
        may_rate_first=closed and concealed == "may",
        card=shown,
        band=bands.of_card(shown).value if shown else "",
        rows=_summary(visit, shown, role),
        table=table(visit, shown, ratings, reviews.earlier(known.id), role) if shown and ratings else None,
        rating=rating or (None if left else _rating_form(visit, role, mine)),
        mine=mine,
        remarks=remarks(visit, known.id, withholds=bool(concealed)),
        remark=_remark_form(visit, remark),
        answers=len(known.uploads),
        may_restart=may_restart(visit, job),
        rescoring=_rescoring(visit, job, known, hides=bool(concealed), anew=anew),
        joint=_joint(shown, ratings),
        divergence=diverging.view(visit, known, shown, role, apart) if shown else None,
        combined=_combined(job, person, known) if shown else None,
        follow_ups=_follow_ups(known, hides=bool(concealed)),
        told=told,
    )
    return _about(visit, known, job, person, view)


def conceals(visit: Visit, known: Interview, job: Job | None, ratings: Sequence[HumanRating]) -> Concealed:
    """``must``: this person rates first. ``may``: they may, and have neither rated nor looked at the scores yet."""
    if job is None or not job.blind_first:
        return ""
    if agreement.hides_scores(job, visit.person, ratings):
        return "must"
    rated = any(rating.by == visit.person.id for rating in ratings)
    if rated or not may(visit.person, Right.RATE) or visit.query("scores") == "show":
        return ""
    return "" if reviews.seen(known.id, visit.person.id).scores else "may"


def remarks(visit: Visit, interview_id: str, *, withholds: bool) -> Remarks:
    """The remarks on an interview; whoever rates first sees their own, and how many there are besides."""
    found = reviews.comments(interview_id)
    shown = [remark for remark in found if not withholds or remark.by == visit.person.id]
    return Remarks(remarks=[_remark(visit, remark) for remark in shown], withheld=len(found) - len(shown))


def withholds(visit: Visit, known: Interview) -> bool:
    """Whether others' remarks wait until this person has rated, or has looked at the scores."""
    job = blind.job_of(known)
    return job is not None and bool(conceals(visit, known, job, reviews.ratings(known.id)))


def notes(visit: Visit, known: Interview) -> list[DeskNote]:
    """The remarks that this visitor may see, for the report."""
    found = remarks(visit, known.id, withholds=withholds(visit, known)).remarks
    return [DeskNote.model_validate(one.model_dump(exclude={"id", "mine"})) for one in found]


def _follow_ups(known: Interview, *, hides: bool) -> list[FollowUpShown]:
    if known.asking is None:
        return []
    put = followed_up.shown(known, [transcript.answer for transcript in reading.transcripts(known)])
    return followed_up.unquoted(put) if hides else put


def may_remark(visit: Visit) -> bool:
    """Whether this person may remark at all."""
    return may(visit.person, Right.COMMENT)


def may_restart(visit: Visit, job: Job | None) -> bool:
    """Whether this person may start the interview again: operators, and whoever uploads for this job."""
    return may(visit.person, Right.OPERATE) or (job is not None and may(visit.person, Right.UPLOAD))


def _rescoring(
    visit: Visit, job: Job | None, known: Interview, *, hides: bool, anew: tuple[str, str] | None
) -> RescoringView | None:
    shown = rescoring.view(visit, job, known, hides=hides)
    if shown is None or anew is None:
        return shown
    code, reason = anew
    refused = Refused(code=code, sentence=error_sentence(code))
    return shown.model_copy(update={"reason": reason[: rescoring.LONGEST_REASON], "refused": refused})


def _joint(card: Scorecard | None, ratings: Sequence[HumanRating]) -> JointView | None:
    found = agreement.joint(card, ratings) if card else None
    if found is None:
        return None
    return JointView(
        people=found.people,
        person=found.person,
        software=found.software,
        difference=found.difference,
        blind=found.blind,
        far=abs(found.difference) >= agreement.WARN_MEAN,
    )


def _combined(job: Job | None, person: Candidate | None, known: Interview) -> CombinedView | None:
    """The combined report, on the page of a candidate's first interview."""
    if job is None or job.combination is None or person is None or person.interview_id != known.id:
        return None
    return CombinedView(combined=combining.combined(job, person, known), settings_path=f"/jobs/{job.id}/combination")


def table(
    visit: Visit,
    card: Scorecard,
    ratings: Sequence[HumanRating],
    earlier: list[HumanRating],
    role: Role | None,
) -> RatingsTable:
    """Software and people side by side, in the language of the page."""
    scores = {score.id: score for score in card.competencies}
    means = {mean.by: mean for mean in agreement.means(card, ratings)}
    defined = role.competencies if role else []
    return RatingsTable(
        raters=list(ratings),
        rows=[
            TableRow(
                name=named(defined, scores[line.competency], visit.language),
                software=line.software,
                cells=[Cell(level=o.level, difference=o.difference, far=o.far, note=o.note) for o in line.opinions],
            )
            for line in agreement.side_by_side(card, ratings)
        ],
        means=[
            MeanCell(person=mean.person, software=mean.software, difference=mean.difference, far=mean.far)
            if (mean := means.get(rating.by))
            else MeanCell()
            for rating in ratings
        ],
        earlier=earlier,
    )


def competencies_to_rate(role: Role | None) -> list[Competency]:
    """What a person can rate; nothing once the role's own copy has expired."""
    return role.competencies if role else []


def _about(visit: Visit, known: Interview, job: Job | None, person: Candidate | None, view: ReviewView) -> ReviewView:
    updates: dict[str, object] = {"supplement_of": _supplement(known.appeal_of)}
    if job is not None:
        updates |= {"job_path": f"/jobs/{job.id}", "job_title": job.title}
    if job is not None and person is not None:
        others = [other for other in person.appeal_ids if other != known.id] if known.appeal_of is None else []
        updates |= {
            "candidate_path": f"/jobs/{job.id}/candidates/{person.id}",
            "candidate_name": person.name,
            "decision": deciding.form(visit, job, person, back=f"/interviews/{known.id}"),
            "supplements": [found for other in others if (found := _supplement(other))],
        }
    return view.model_copy(update=updates)


def _supplement(interview_id: str | None) -> Supplement | None:
    found = interviews.find(interview_id) if interview_id else None
    if found is None:
        return None
    return Supplement(id=found.id, created_at=found.created_at, state=_state(found))


def _state(known: Interview) -> str:
    return f"outcome_{known.outcome.value}" if known.outcome else f"status_{known.status.value}"


def _summary(visit: Visit, card: Scorecard | None, role: Role | None) -> list[SummaryRow]:
    if card is None or card.outcome not in (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE):
        return []
    defined = role.competencies if role else []
    return [SummaryRow(name=named(defined, score, visit.language), score=score) for score in card.competencies]


def _rating_form(visit: Visit, role: Role | None, mine: HumanRating | None) -> RatingForm | None:
    if role is None or not may(visit.person, Right.RATE):
        return None
    empty = RatingForm(competencies=role.competencies, minutes=minutes.field())
    if mine is None:
        return empty
    levels = {competency: f"{level:g}" for competency, level in mine.levels.items()}
    return empty.model_copy(update={"levels": levels, "notes": mine.notes, "based_on": mine.at})


def _remark_form(visit: Visit, refused: RemarkForm | None) -> RemarkForm | None:
    if not may(visit.person, Right.COMMENT):
        return None
    return refused or RemarkForm(once=signing.chance(12))


def _remark(visit: Visit, remark: Comment) -> Remark:
    return Remark(
        id=remark.id,
        by=remark.by_name,
        text=remark.text,
        at=remark.at,
        answer=remark.answer,
        at_ms=remark.at_ms,
        mine=remark.by == visit.person.id,
    )
