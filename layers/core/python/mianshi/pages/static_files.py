"""The styles and scripts of the pages: a fixed set, each under the name that pages ask for."""

from __future__ import annotations

import hashlib
from functools import cache

from mianshi.pages.engine import asset

_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = (
    "base.css",
    "charts.css",
    "portal.css",
    "parts.css",
    "recorder.css",
    "journey.css",
    "jobs.css",
    "learning.css",
    "people.css",
    "resumes.css",
    "reviews.css",
    "finance.css",
    "answers.css",
    "calculator.css",
    "guides.css",
    "connections.css",
)
_STATIC: dict[str, tuple[tuple[str, ...], str]] = {
    "portal.css": (_STYLE, "text/css; charset=utf-8"),
    "page.js": (("page.js",), _SCRIPT),
    "progress.js": (("progress.js",), _SCRIPT),
    "uploader.js": (("uploader.js",), _SCRIPT),
    "camera.js": (("camera.js",), _SCRIPT),
    "check.js": (("check.js",), _SCRIPT),
    "practice.js": (("practice.js",), _SCRIPT),
    "recorder.js": (("recorder.js",), _SCRIPT),
    "asked.js": (("asked.js",), _SCRIPT),
    "write.js": (("write.js",), _SCRIPT),
    "handover.js": (("handover.js",), _SCRIPT),
    "journey.js": (("journey.js",), _SCRIPT),
    "jobs.js": (("jobs.js",), _SCRIPT),
    "home.js": (("home.js",), _SCRIPT),
    "people.js": (("people.js",), _SCRIPT),
    "resume.js": (("resume.js",), _SCRIPT),
    "reviews.js": (("reviews.js",), _SCRIPT),
    "minutes.js": (("minutes.js",), _SCRIPT),
    "finance.js": (("finance.js",), _SCRIPT),
    "books.js": (("books.js",), _SCRIPT),
}


def static_file(name: str) -> tuple[bytes, str] | None:
    """Content and content type of a file under ``/static/``, or None for any name not in the fixed set."""
    known = _STATIC.get(name)
    if known is None:
        return None
    sources, content_type = known
    return "\n".join(asset(source) for source in sources).encode(), content_type


@cache
def static_version() -> str:
    """A short hash of all static files; pages ask for them under it, so they may be cached for ever."""
    contents = b"".join(found[0] for name in sorted(_STATIC) if (found := static_file(name)))
    return hashlib.sha256(contents).hexdigest()[:12]
