"""What stands around signing in: where to go afterwards, the form's own proof, how many tries, the way out and back."""

from __future__ import annotations

import hmac
import time
from typing import NamedTuple

from aws_lambda_powertools.shared.cookies import Cookie

from mianshi.contracts.people import AuditAction
from mianshi.doors import access, web
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.platform import signing
from mianshi.platform.store import limits

WINDOW_SECONDS = 900
"""Failures of the last quarter of an hour count, and whoever is locked out is so for as long."""
MOST_OF_ACCOUNT = 5
MOST_OF_ADDRESS = 20
FORM_COOKIE = "mianshi_form"
WAY_COOKIE = "mianshi_way"
_WAY_SECONDS = 600
_PATH = "/sign-in"
_LONGEST_NEXT = 500


def safe_next(given: str) -> str:
    """A path of this site to go on to, or the first page.

    Browsers read a backslash as a slash and drop tabs and line breaks, so ``/\\evil`` and ``/<tab>/evil`` lead away too
    (WHATWG URL, 4.4).
    """
    plain = given.isascii() and given.isprintable() and len(given) <= _LONGEST_NEXT
    away = not given.startswith("/") or given.startswith("//") or "\\" in given or " " in given
    return given if plain and not away and not given.startswith("/sign-") else "/"


# -- the form's own proof: there is no session yet whose secret it could bring back


def form_of(visit: Visit) -> tuple[str, Cookie]:
    """What the form must bring back, and the cookie it belongs to. Several tabs share one."""
    kept = visit.cookies.get(FORM_COOKIE) or signing.chance()
    return signing.signature(f"sign-in form:{kept}"), web.cookie(FORM_COOKIE, kept, path=_PATH, seconds=86400)


def is_ours(visit: Visit) -> bool:
    """Whether the posted form came from a sign-in page that this browser was given."""
    kept = visit.cookies.get(FORM_COOKIE, "")
    return bool(kept) and signing.signed(f"sign-in form:{kept}", visit.form("form"))


# -- tries


def admit(visit: Visit, user: str) -> None:
    """Count a try before it is made, so that tries at once are no way around.

    Raises:
        Rejected: ``locked_out``.
    """
    account, address = _account(user), _address(visit)
    if limits.blocked(account) or limits.blocked(address):
        raise Rejected("locked_out", "too many failures")
    limits.hit(account, WINDOW_SECONDS)
    if limits.recent(account, WINDOW_SECONDS) > MOST_OF_ACCOUNT:
        _close(account)
        raise Rejected("locked_out", "too many failures")


def failed(visit: Visit, user: str) -> None:
    """Note a try that failed, and lock the account or the address after too many."""
    account, address = _account(user), _address(visit)
    access.note("nobody", AuditAction.SIGN_IN_FAILED, account.rpartition(":")[2])
    if limits.recent(account, WINDOW_SECONDS) >= MOST_OF_ACCOUNT:
        _close(account)
    limits.hit(address, WINDOW_SECONDS)
    if limits.recent(address, WINDOW_SECONDS) >= MOST_OF_ADDRESS:
        _close(address)


def succeeded(user: str) -> None:
    """Forget the failures of an account. Those of the address stay: one right password must not cover for guesses."""
    limits.clear(_account(user), WINDOW_SECONDS)


def _close(what: str) -> None:
    limits.block(what, WINDOW_SECONDS)
    limits.clear(what, WINDOW_SECONDS)
    access.note("nobody", AuditAction.LOCKED_OUT, what.rpartition(":")[2])


def _account(user: str) -> str:
    return f"sign-in:account:{signing.pseudonym('account:' + user.casefold())}"


def _address(visit: Visit) -> str:
    return f"sign-in:address:{visit.address}"


# -- out to the company's sign-in pages, and back


class Way(NamedTuple):
    """What a browser that went to the company's sign-in pages must bring back."""

    state: str
    nonce: str
    verifier: str
    """Of the code challenge: 43 characters or more (RFC 7636, 4.1)."""
    next: str


def leave(next_path: str) -> tuple[Way, Cookie]:
    """A new way out, and the cookie that remembers it."""
    way = Way(signing.chance(), signing.chance(), signing.chance(52), next_path)
    told = ".".join((str(int(time.time())), way.state, way.nonce, way.verifier, next_path.encode().hex()))
    value = f"{told}.{signing.signature('way:' + told)}"
    return way, web.cookie(WAY_COOKIE, value, path=_PATH, seconds=_WAY_SECONDS)


def back(visit: Visit) -> Way:
    """The way that this browser left by.

    Raises:
        Rejected: ``challenge_over`` where it left too long ago, or not from here.
    """
    told, _, mac = visit.cookies.get(WAY_COOKIE, "").rpartition(".")
    parts = told.split(".")
    if not signing.signed(f"way:{told}", mac) or len(parts) != 1 + len(Way._fields):
        raise Rejected("challenge_over", "this browser did not leave from here")
    left, state, nonce, verifier, next_hex = parts
    if int(left) + _WAY_SECONDS < time.time() or not hmac.compare_digest(state, visit.query("state")):
        raise Rejected("challenge_over", "another way, or too long ago")
    return Way(state, nonce, verifier, bytes.fromhex(next_hex).decode())


def arrived() -> Cookie:
    """The cookie that forgets the way: it was gone once."""
    return web.cookie(WAY_COOKIE, "", path=_PATH, seconds=0)
