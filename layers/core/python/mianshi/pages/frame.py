"""The frame of a page: who looks at it, where they can go, and how it is filled."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Language, Record
from mianshi.pages import engine
from mianshi.pages.static_files import static_version


class Frame(Record):
    """What every page of a door has. Pages that nobody is signed in for leave `person` empty."""

    language: Language = "zh"
    person: str | None = None
    """Name of whoever is signed in."""
    signs_in: bool = True
    """False where the portal asks nobody to sign in: there is nothing to sign out of either."""
    csrf: str = ""
    """What every form and script must bring back: `<input type="hidden" name="csrf">`, or the header ``X-CSRF``."""
    nav: list[str] = Field(default_factory=list)
    """Ids of the entries of the menu that this person may open; their words are the texts ``nav_<id>``."""
    active: str = ""
    path: str = "/"
    """Of this page, without its query."""
    query: str = ""
    """The query of this page, encoded, without the language: what a change of language keeps."""


def render_page(template: str, frame: Frame, **context: object) -> str:
    """A page in the frame. In the template `frame`, `t`, `say`, `lang` and what is given here are known.

    `script_data` in the context becomes the JSON that the page's script reads from ``#page-data``.
    """
    return engine.render(template, frame.language, frame=frame, version=static_version(), **context)
