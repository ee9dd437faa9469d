"""Trouble: every refusal as a sentence for somebody who has no account to sign in to."""

from __future__ import annotations

import re

from mianshi.contracts.base import Bilingual
from mianshi.doors import visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.pages.journey import render_trouble
from mianshi.pages.labels import error_sentence
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import ApiError

_OWN = re.compile(r"/c/(?!open/)([^/]+)/")
_NO_WAY_BACK = ("signed_out", "link_expired", "link_broken")


def tell(visit: Visit, code: str, detail: str) -> Answer:
    """A page with the way back that is left, or JSON for the script of a page."""
    status = web.STATUS.get(code, 500 if code == "server_error" else 400)
    if visit.is_api:
        return web.json(ApiError(code=code, sentence=_sentence(code), detail=detail), status=status)
    own = _OWN.match(visit.path)
    home = visitor.home(own.group(1)) if own and code not in _NO_WAY_BACK else ""
    return web.html(visit, render_trouble(_sentence(code), code, home, visitor.frame(visit)), status=status)


def _sentence(code: str) -> Bilingual:
    own = TEXTS.get(f"journey_trouble_{code}")
    return Bilingual(zh=own[0], en=own[1]) if own else error_sentence(code)
