"""Up to six candidates of one job side by side, gathered for one visitor."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, HumanRating, Job
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Competency
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.doors import blind, combining, deciding, reading
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import bands
from mianshi.pages.compare import MOST, Cell, Column, CompareView, PersonLevel, Row, Said
from mianshi.pages.reviews import named
from mianshi.platform.store import candidates, matches, reviews, scorecards


class _Shown:
    """One candidate with what may be shown of them."""

    def __init__(self, candidate: Candidate, known: Interview | None, match: MatchNote | None, *, hides: bool) -> None:
        self.candidate, self.known, self.match, self.hides = candidate, known, match, hides
        open_one = known if known is not None and known.outcome is not None and not hides else None
        self.card: Scorecard | None = scorecards.find(open_one.id, open_one.scorecard) if open_one else None
        self.ratings: list[HumanRating] = reviews.ratings(open_one.id) if open_one else []

    @property
    def band(self) -> bands.Band:
        return bands.of_card(self.card) if self.card else bands.Band.NOT_SCORED

    def score(self, competency: str) -> CompetencyScore | None:
        """The score of one competency, where there is one to show."""
        return next((c for c in self.card.competencies if c.id == competency), None) if self.card else None


def compare(visit: Visit, job: Job) -> CompareView:
    """The candidates that the address names, in the order of their bands. Names are hidden unless asked for.

    Raises:
        Rejected: ``not_found`` where it names nobody of this job.
    """
    query = parse_qs(str(visit.event.raw_query_string or ""), max_num_fields=200)
    wanted = [known for value in query.get("c", []) for known in value.split(",") if known]
    chosen = [found for known in dict.fromkeys(wanted[:MOST]) if (found := candidates.find(job.id, known))]
    if not chosen:
        raise Rejected("not_found", "no candidate to compare")
    names_shown = visit.query("names") == "show"
    shown = _gathered(visit, job, chosen)
    for one in shown:
        if one.known is not None and one.card is not None:
            blind.note_seen(visit, one.known, "compare", scores=True)
    labels = [_label(i, one.candidate.name, names_shown=names_shown) for i, one in enumerate(shown)]
    address = {"job": job.id, "c": ",".join(c.id for c in chosen), **({} if names_shown else {"names": "show"})}
    return CompareView(
        job_path=f"/jobs/{job.id}",
        job_title=job.title,
        columns=[_column(job, one, label) for one, label in zip(shown, labels, strict=True)],
        rows=_rows(visit, shown, labels),
        names_shown=names_shown,
        other_address="/compare?" + urlencode(address),
        left_out=max(0, len(dict.fromkeys(wanted)) - MOST),
        asks=bool(job.posting),
    )


def _gathered(visit: Visit, job: Job, chosen: list[Candidate]) -> list[_Shown]:
    known = deciding.main_interviews(chosen)
    hidden = blind.hidden(visit, job, list(known))
    notes = matches.several(job.id, [c.id for c in chosen]) if job.posting else {}
    shown = [
        _Shown(c, known.get(c.interview_id or ""), notes.get(c.id), hides=(c.interview_id or "") in hidden)
        for c in chosen
    ]
    return sorted(shown, key=lambda one: bands.ORDER.index(one.band))


def _label(place: int, name: str, *, names_shown: bool) -> str:
    return name if names_shown else chr(ord("A") + place)


def _column(job: Job, one: _Shown, label: str) -> Column:
    known, decision = one.known, one.candidate.decision
    state = "" if known is None else f"outcome_{known.outcome}" if known.outcome else f"status_{known.status}"
    return Column(
        name=label,
        path=f"/jobs/{job.id}/candidates/{one.candidate.id}",
        report=f"/interviews/{known.id}" if known else "",
        band=one.band.value,
        outcome=state,
        rate_first=one.hides,
        decision=None if one.hides or decision is None else decision,
        raters=len(one.ratings),
        follow_ups=_follow_ups(known),
        match=one.match,
        combined=None if one.hides else combining.short(combining.combined(job, one.candidate, known)),
    )


def _follow_ups(known: Interview | None) -> int | None:
    if known is None or known.outcome is not Outcome.SCORED:
        return None
    return known.follow_ups if known.asking else 0


def _rows(visit: Visit, shown: list[_Shown], labels: list[str]) -> list[Row]:
    defined, order = (
        _competencies(shown),
        list(dict.fromkeys(c.id for one in shown if one.card for c in one.card.competencies)),
    )
    rows = []
    for competency in order:
        scores = [one.score(competency) for one in shown]
        found = [bands.bounds(score) for score in scores]
        first = next(score for score in scores if score is not None)
        rows.append(
            Row(
                name=named(defined, first, visit.language),
                weight=first.weight,
                cells=[_cell(one, score) for one, score in zip(shown, scores, strict=True)],
                apart=[(labels[high], labels[low]) for high, low in bands.told_apart(found)],
                comparable=sum(bound is not None for bound in found) > 1,
            )
        )
    return rows


def _competencies(shown: list[_Shown]) -> list[Competency]:
    role = next((role for one in shown if one.card and one.known and (role := reading.role(one.known))), None)
    return role.competencies if role else []


def _cell(one: _Shown, score: CompetencyScore | None) -> Cell:
    if score is None:
        return Cell()
    people = [PersonLevel(by=r.by_name, level=r.levels[score.id]) for r in one.ratings if score.id in r.levels]
    return Cell(
        level=score.level,
        low=score.low,
        high=score.high,
        required=score.required_level,
        ask_person=score.ask_person,
        said=_said(score, one.known),
        people=people,
    )


def _said(score: CompetencyScore, known: Interview | None) -> Said | None:
    """The words that moved the level most; where none did, the first that speak for it. None where all that was said
    is an answer to follow-up questions which did not count."""
    if not score.evidence:
        return None
    best = max(score.evidence, key=lambda e: (abs(e.moved or 0.0), e.effect == "supports"))
    upload = known.upload(best.answer) if known else None
    follow_up = upload is not None and upload.follow_up is not None
    if follow_up and score.level is None:
        return None
    return Said(
        quote=best.quote,
        answer=best.answer,
        start_ms=best.start_ms,
        effect=best.effect,
        follow_up=follow_up,
    )
