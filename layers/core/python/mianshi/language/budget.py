"""How much the rater may be asked: a bound on time and money that an interview cannot talk its way out of."""

from __future__ import annotations

from mianshi.contracts.rating import CheckSheet, PassageSheet
from mianshi.contracts.transcript import Transcript

UNSCORED = "unscored"
LARGEST_REQUEST = 256
"""Prompts that the rater takes at once (`infra/rater`)."""


def share_of(most: int, answers: int) -> int:
    """The checks one answer may ask of `most` for the whole interview; every answer gets the same."""
    return min(LARGEST_REQUEST, most // max(1, answers))


def nothing(transcript: Transcript) -> CheckSheet:
    """The sheet of an answer that is not scored: nothing is asked about it, and nothing is read into it."""
    return CheckSheet(answer=transcript.answer, version=UNSCORED, passages=[])


def within(sheet: CheckSheet, most: int) -> CheckSheet:
    """The sheet with at most `most` checks.

    Passages are kept whole, in the order of how much they bear: those that answer a question of the role first, then by
    relevance; the first that does not fit and all after it lose their checks. Such a passage stays on the sheet, so
    that `left_out` can say so, and is judged by nobody (`asked`).
    """
    order = sorted(range(len(sheet.passages)), key=lambda at: _bearing(sheet.passages[at]), reverse=True)
    kept: set[int] = set()
    used = 0
    for at in order:
        used += len(sheet.passages[at].checks)
        if used > most:
            break
        kept.add(at)
    passages = [
        passage if at in kept else passage.model_copy(update={"checks": []})
        for at, passage in enumerate(sheet.passages)
    ]
    return sheet.model_copy(update={"passages": passages})


def asked(sheet: CheckSheet) -> CheckSheet:
    """Without the passages the rater should have been asked about and is not; they must not be judged without it."""
    kept = [passage for passage in sheet.passages if passage.checks or not _counts(passage)]
    return sheet.model_copy(update={"passages": kept})


def left_out(sheet: CheckSheet) -> list[str]:
    """Ids of the competencies whose passages were not asked about, in the sheet's order."""
    return [passage.competency for passage in sheet.passages if not passage.checks and _counts(passage)]


def _counts(passage: PassageSheet) -> bool:
    """Whether any of it is an answer: there is nothing to ask about one that was read off the role's own texts."""
    return bool(passage.sentences)


def _bearing(passage: PassageSheet) -> tuple[bool, float]:
    return passage.question is not None, passage.relevance
