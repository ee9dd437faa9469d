"""Puts an interview's scorecard together. Behaviour and delivery are no input here, so they cannot enter a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from mianshi.contracts.assessment import Assessment, CompetencyFinding, Finding, Flag
from mianshi.contracts.base import Language
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Competency, Role, Thresholds
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Gate, MissingKeyPoint, Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Defect
from mianshi.scoring import wording
from mianshi.scoring.combine import Rating, bears, rate, total_of
from mianshi.scoring.gates import first_deciding_failure, reason_of
from mianshi.scoring.roles import role_version

MAX_QUOTES_PER_KEY_POINT = 3
"""Quotes printed for one key point and effect, the strongest first; more would hide the rest."""

MIN_CONFIDENCE = 0.6
"""Chance of lying within one level under which a person is asked to rate the competency: worse odds than three to two
are no ground to go by. Our choice."""

GAMED: frozenset[Flag] = frozenset({"recited", "instructs", "list_of_words"})
"""Flags that withhold "forward" from the whole interview until a person has looked."""

MIN_FORWARD_WEIGHT = 50
"""Weight that must have been addressed before "forward" is advised: half a picture puts nobody ahead."""

NOTHING_ADDRESSED = "nothing_addressed"

Closed = Literal[Outcome.REJECTED, Outcome.FAILED, Outcome.INSUFFICIENT_EVIDENCE]


def score(
    *,
    interview_id: str,
    role: Role,
    policy: str,
    policy_version: str,
    language: Language | None,
    transcripts: Sequence[Transcript],
    assessments: Sequence[Assessment],
    gates: Sequence[Gate],
    versions: Mapping[str, str],
) -> Scorecard:
    """The scorecard of a judged interview; equal input gives an equal scorecard, whatever the order of the answers.

    Ends as ``insufficient_evidence``, with `total`, levels and scores None but the evidence kept, where a deciding
    gate failed (`reason` is its name) or no answer bears on any competency (``nothing_addressed``). Otherwise it is
    ``scored``: the total is the mean of the addressed competencies' scores weighted by their weights, and the notes
    name what was not addressed.

    Args:
        language: the interview's language (`gates.interview_language`); names and notes are Chinese where it is None.
        versions: hashes of what made the findings (embedding, vision models, code); role, policy, judge and
            recogniser are added here.

    Raises:
        Defect: ``bad_assessment``; an assessment names an answer, competency or key point that does not exist, or
            judges one twice.
    """
    words = language or "zh"
    ordered = sorted(assessments, key=lambda assessment: assessment.answer)
    _check(role, transcripts, ordered)
    failed = first_deciding_failure(gates)
    more = {transcript.answer for transcript in transcripts if transcript.follow_up}
    core = [assessment for assessment in ordered if assessment.answer not in more]
    competencies = _rated(role, ordered, core, words)
    reason = reason_of(failed) if failed else NOTHING_ADDRESSED if _addressed(competencies) == 0 else None
    if reason:
        competencies = _unrated(role, ordered, words)
        notes = [wording.insufficient(words, failed)]
    else:
        notes = _notes(role, transcripts, ordered, competencies, words)
    return Scorecard(
        interview_id=interview_id,
        role=role.id,
        role_version=role_version(role),
        policy=policy,
        language=language,
        outcome=Outcome.INSUFFICIENT_EVIDENCE if reason else Outcome.SCORED,
        reason=reason,
        total=_total(competencies),
        recommendation=_recommendation(competencies, role.thresholds, gamed=_gamed(core)),
        competencies=competencies,
        gates=list(gates),
        versions=_versions(role, policy_version, transcripts, ordered, versions),
        notes=notes,
    )


def closed_without_score(
    *,
    interview_id: str,
    role: Role,
    policy: str,
    policy_version: str,
    outcome: Closed,
    reason: str,
    language: Language | None = None,
    gates: Sequence[Gate] = (),
    versions: Mapping[str, str] | None = None,
) -> Scorecard:
    """The scorecard of an interview that was never judged: same shape, everything null, one sentence that says why.

    Args:
        reason: a `Reason` for a refused recording, or the code of what failed.
        language: the language chosen, if any; the sentence is Chinese where it is None.
    """
    words = language or "zh"
    return Scorecard(
        interview_id=interview_id,
        role=role.id,
        role_version=role_version(role),
        policy=policy,
        language=language,
        outcome=outcome,
        reason=reason,
        total=None,
        competencies=_unrated(role, [], words),
        gates=list(gates),
        versions=_versions(role, policy_version, [], [], versions or {}),
        notes=[wording.closed(words, outcome, reason)],
    )


def _check(role: Role, transcripts: Sequence[Transcript], assessments: Sequence[Assessment]) -> None:
    answers = [transcript.answer for transcript in transcripts]
    judged = [assessment.answer for assessment in assessments]
    if len(set(judged)) != len(judged) or not set(judged) <= set(answers):
        raise Defect("bad_assessment", "an answer is judged twice or does not exist")
    key_points = {c.id: {point.id for point in c.key_points} for c in role.competencies}
    for assessment in assessments:
        named = [finding.competency for finding in assessment.competencies]
        if len(set(named)) != len(named) or not set(named) <= set(key_points):
            raise Defect("bad_assessment", f"answer {assessment.answer}: a competency is judged twice or unknown")
        for finding in assessment.competencies:
            if not {found.key_point for found in finding.findings if found.key_point} <= key_points[finding.competency]:
                raise Defect("bad_assessment", f"answer {assessment.answer}: a key point is unknown to the role")


def _of(competency: Competency, assessments: Iterable[Assessment]) -> list[tuple[int, CompetencyFinding]]:
    """(answer, finding) for every answer that bears on the competency."""
    return [
        (assessment.answer, finding)
        for assessment in assessments
        for finding in assessment.competencies
        if finding.competency == competency.id and bears(finding)
    ]


def _rated(
    role: Role, assessments: Sequence[Assessment], core: Sequence[Assessment], language: Language
) -> list[CompetencyScore]:
    """By all assessments. Those that are not `core` are of answers to follow-up questions, and lower nothing: they
    count for a competency where they raise its level, or where it had none and its score is no less than the total.
    What reads like an attempt at the scorer raises nothing."""
    before = {competency.id: _rating(competency, core) for competency in role.competencies}
    total = total_of((c.weight, rated.score) for c in role.competencies if (rated := before[c.id]))
    honest = [*core, *_honest(one for one in assessments if one not in core)]
    found = []
    for competency in role.competencies:
        rating, after = before[competency.id], _rating(competency, honest)
        least = rating.tenths + 1 if rating else None
        raised = after is not None and (after.tenths >= least if least else total is None or after.score >= total)
        said = honest if raised else core
        counted = _competency(competency, after if raised else rating, said, language, heard=honest)
        found.append(counted if counted.score is not None else _left_out(competency, counted, assessments, language))
    return found


def _left_out(
    competency: Competency, counted: CompetencyScore, assessments: Sequence[Assessment], language: Language
) -> CompetencyScore:
    """A competency without a level: what was said to follow-up questions all the same, by words that moved nothing."""
    if not _of(competency, assessments):
        return counted
    heard = _competency(competency, None, assessments, language)
    quotes = [one.model_copy(update={"moved": None}) for one in heard.evidence]
    return counted.model_copy(
        update={
            "evidence": quotes,
            "missing_key_points": heard.missing_key_points,
            "note": wording.only_followed(language, gamed=_rating(competency, _honest(assessments)) is None),
        }
    )


def _unrated(role: Role, assessments: Sequence[Assessment], language: Language) -> list[CompetencyScore]:
    """The evidence alone: no levels and no scores."""
    return [_competency(c, None, assessments, language) for c in role.competencies]


def _rating(competency: Competency, assessments: Sequence[Assessment]) -> Rating | None:
    own = frozenset(question.id for question in competency.questions)
    return rate([finding for _, finding in _of(competency, assessments)], own)


def _competency(
    competency: Competency,
    rating: Rating | None,
    assessments: Sequence[Assessment],
    language: Language,
    heard: Sequence[Assessment] | None = None,
) -> CompetencyScore:
    """Of the answers that the rating is of: what else was `heard` is no evidence for it, but no key point is missing
    that it shows."""
    found = _findings(competency, assessments)
    every = found if heard is None else _findings(competency, heard)
    shown = {point.key_point for _, point in every if point.effect == "supports"}
    flags = [f for a in assessments for each in a.competencies if each.competency == competency.id for f in each.flags]
    return CompetencyScore(
        id=competency.id,
        name=competency.name.in_language(language),
        weight=competency.weight,
        level=rating.level if rating else None,
        score=rating.score if rating else None,
        confidence=rating.confidence if rating else 0.0,
        low=rating.low if rating else None,
        high=rating.high if rating else None,
        ask_person=bool(flags) or (rating is not None and rating.confidence < MIN_CONFIDENCE),
        required_level=competency.required_level,
        evidence=_evidence(found),
        missing_key_points=[
            MissingKeyPoint(
                id=point.id,
                name=point.name.in_language(language),
                example=next(iter(point.examples.in_language(language)), ""),
            )
            for point in competency.key_points
            if point.id not in shown
        ],
        next_steps=[step.in_language(language) for step in competency.next_steps],
        note=_note(rating, flags, language, has_evidence=bool(found)),
    )


def _findings(competency: Competency, assessments: Iterable[Assessment]) -> list[tuple[int, Finding]]:
    return [(answer, point) for answer, finding in _of(competency, assessments) for point in finding.findings]


def _note(rating: Rating | None, flags: Sequence[Flag], language: Language, *, has_evidence: bool) -> str | None:
    if flags:
        return wording.flagged(language, list(dict.fromkeys(flags)))
    if rating is None:
        return wording.not_rated(language, has_evidence=has_evidence)
    return wording.unsure(language) if rating.confidence < MIN_CONFIDENCE else None


def _honest(assessments: Iterable[Assessment]) -> list[Assessment]:
    return [one for one in assessments if not _gamed([one])]


def _gamed(assessments: Iterable[Assessment]) -> bool:
    return any(GAMED & set(finding.flags) for each in assessments for finding in each.competencies)


def _evidence(found: Iterable[tuple[int, Finding]]) -> list[Evidence]:
    """The strongest quotes of each key point and effect, in the order they were said."""
    strongest_first = sorted(found, key=lambda pair: (-pair[1].strength, pair[0], pair[1].start_ms, pair[1].quote))
    kept: dict[tuple[str, str], list[Evidence]] = {}
    for answer, point in strongest_first:
        quotes = kept.setdefault((point.key_point or point.statement, point.effect), [])
        evidence = Evidence(
            answer=answer,
            start_ms=point.start_ms,
            end_ms=point.end_ms,
            quote=point.quote,
            key_point=point.key_point,
            effect=point.effect,
            statement=point.statement,
            moved=point.moved,
        )
        if len(quotes) < MAX_QUOTES_PER_KEY_POINT and evidence not in quotes:
            quotes.append(evidence)
    every = [evidence for quotes in kept.values() for evidence in quotes]
    return sorted(every, key=lambda e: (e.answer, e.start_ms, e.end_ms, e.key_point, e.effect, e.quote))


def _addressed(competencies: Iterable[CompetencyScore]) -> int:
    """The weight of what was addressed, of 100."""
    return sum(entry.weight for entry in competencies if entry.score is not None)


def _total(competencies: Iterable[CompetencyScore]) -> int | None:
    return total_of((entry.weight, entry.score) for entry in competencies if entry.score is not None)


def _recommendation(
    competencies: Sequence[CompetencyScore], thresholds: Thresholds, *, gamed: bool
) -> Literal["forward", "review"] | None:
    total = _total(competencies)
    if total is None or total < thresholds.review:
        return None
    enough = total >= thresholds.forward and _addressed(competencies) >= MIN_FORWARD_WEIGHT
    return "forward" if enough and not gamed else "review"


def _notes(
    role: Role,
    transcripts: Sequence[Transcript],
    assessments: Sequence[Assessment],
    competencies: Sequence[CompetencyScore],
    language: Language,
) -> list[str]:
    notes = []
    total = _total(competencies)
    heard = {each.competency for one in assessments for each in one.competencies if bears(each)}
    unrated = [entry for entry in competencies if entry.score is None]
    missing = [entry.name for entry in unrated if entry.id not in heard]
    left_out = [entry.name for entry in unrated if entry.id in heard]
    addressed = _addressed(competencies)
    if unrated:
        notes.append(wording.renormalised(language, missing, left_out, addressed))
    more = {transcript.answer for transcript in transcripts if transcript.follow_up}
    unmatched = [
        a.answer
        for a in assessments
        if a.answer not in more and all(finding.question is None for finding in a.competencies)
    ]
    asked = {transcript.answer for transcript in transcripts if transcript.question}
    if unasked := [answer for answer in unmatched if answer not in asked]:
        notes.append(wording.unasked(language, unasked))
    if foreign := [answer for answer in unmatched if answer in asked]:
        notes.append(wording.unmatched(language, foreign))
    unjudged = {transcript.answer for transcript in transcripts} - {a.answer for a in assessments}
    if unjudged:
        notes.append(wording.unjudged(language, sorted(unjudged)))
    notes += _notes_on_follow_ups(more, assessments, language)
    if total is not None and total >= role.thresholds.forward and addressed < MIN_FORWARD_WEIGHT:
        notes.append(wording.forward_withheld(language, addressed, MIN_FORWARD_WEIGHT))
    if _gamed(one for one in assessments if one.answer not in more):
        notes.append(wording.gamed(language))
    if total is not None and total < role.thresholds.review:
        notes.append(wording.below_review(language, role.thresholds.review))
    if role.delivery_weight:
        notes.append(wording.delivery_not_applied(language, role.delivery_weight))
    return notes


def _notes_on_follow_ups(more: set[int], assessments: Sequence[Assessment], language: Language) -> list[str]:
    notes = [wording.follow_ups(language, sorted(more))] if more else []
    gamed = [one.answer for one in assessments if one.answer in more and _gamed([one])]
    return [*notes, wording.gamed_follow_up(language, gamed)] if gamed else notes


def _versions(
    role: Role,
    policy_version: str,
    transcripts: Sequence[Transcript],
    assessments: Sequence[Assessment],
    given: Mapping[str, str],
) -> dict[str, str]:
    judges = sorted({f"{a.judge}@{a.judge_version}" for a in assessments})
    heard = [transcript.recogniser for transcript in transcripts if transcript.recogniser]
    recognisers = sorted({f"{r.name}@{r.sha256} {r.compute_type} {r.version}" for r in heard})
    merged = {**given, "role": role_version(role), "policy": policy_version}
    if judges:
        merged["judge"] = ", ".join(judges)
    if recognisers:
        merged["recogniser"] = ", ".join(recognisers)
    return dict(sorted(merged.items()))
