"""The portal's pages that belong to no subject of their own, and what pages may load."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.labels import ERRORS, error_sentence
from mianshi.pages.reviews import LEVELS, ReviewView, review_texts
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import ErrorView, InterviewView


def content_security_policy(upload_origins: list[str]) -> str:
    """The header for every portal page; `upload_origins` are the places signed uploads go to (``https://host``)."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            " ".join(["connect-src 'self'", *upload_origins]),
            " ".join(["media-src 'self' blob:", *upload_origins]),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def render_interview(view: InterviewView, frame: Frame, review: ReviewView | None = None) -> str:
    """The page of one interview. Its script polls `ProgressView` until the interview is closed."""
    kinds = ("status_", "outcome_", "next_", "step_", "link_", "now", "offline", "poll_trouble", "signed_out", "rv_re")
    data = {
        "lang": view.page_language,
        "progress": view.progress.model_dump(mode="json"),
        "texts": _texts(view.page_language, *kinds) | review_texts(view.page_language),
    }
    report = view.progress.links.get("report", "")
    link = f"{report}{'&' if '?' in report else '?'}lang={view.page_language}" if report else ""
    return render_page(
        "interview.html",
        frame,
        view=view,
        review=review or ReviewView(interview_id=view.progress.id),
        levels=LEVELS,
        script_data=data,
        known_texts=TEXTS,
        report_link=link,
    )


def render_error(view: ErrorView, frame: Frame | None = None) -> str:
    """A page that names what went wrong in one sentence."""
    code = view.code if view.code in ERRORS else "server_error"
    told = error_sentence(code)
    return render_page("error.html", frame or Frame(language=view.page_language), code=code, sentence=told)


def _texts(language: Language, *prefixes: str) -> dict[str, str]:
    """The texts a script needs, placeholders left in for it to fill."""
    return {key: words[language == "en"] for key, words in TEXTS.items() if key.startswith(prefixes)}
