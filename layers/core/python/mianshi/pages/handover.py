"""The page on which a recruiter hands in recordings for a candidate."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.events import MOST_FILES, Consent
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.handover_texts import HANDOVER_TEXTS
from mianshi.pages.views import AnswersView

_SCRIPT_TEXTS = (
    "hand_question",
    "hand_no_question",
    "hand_up",
    "hand_remove",
    "hand_again",
    "hand_choose_missing",
    "hand_say_",
    "hand_is_",
)


class HandoverView(Record):
    """A candidate, what may be asked of them, and what was handed in so far."""

    job_id: str
    candidate_id: str
    candidate_name: str
    job_title: Bilingual
    by: str
    """Name of whoever uploads; stands in what they confirm."""
    language: Language
    languages: list[Language]
    consent: Consent | None = None
    """What the candidate agreed to on their own page; None: the uploader confirms it."""
    observations: bool = False
    """Whether the policy profile allows anything that the separate consent is asked for."""
    questions: list[Bilingual]
    max_bytes: int
    answers: AnswersView | None = None
    """Of the interview that was opened before, if one was."""
    refused: bool = False
    """Nothing can be uploaded for this candidate (any more)."""
    budget_spent: bool = False
    """Nothing can be uploaded for now: the job's budget is spent, and the candidate was not invited before."""


def render_handover(view: HandoverView, frame: Frame) -> str:
    """The page. Its script speaks `UploadFor` and the uploads' API."""
    english = frame.language == "en"
    data = {
        "lang": frame.language,
        "begin": f"/api/jobs/{view.job_id}/candidates/{view.candidate_id}/upload",
        "questions": [question.in_language(view.language) for question in view.questions],
        "given": view.consent is not None,
        "maxBytes": view.max_bytes,
        "maxFiles": MOST_FILES,
        "answers": view.answers.model_dump(mode="json") if view.answers else None,
        "texts": {key: words[english] for key, words in HANDOVER_TEXTS.items() if key.startswith(_SCRIPT_TEXTS)},
    }
    return render_page("uploads/handover.html", frame, view=view, most=MOST_FILES, script_data=data)
