"""The sign-in pages of the user pool, as far as the authorization code flow with PKCE goes, in front of moto's tokens.

In the cloud an OpenID Connect provider of the company may stand behind these pages; here whoever has an account in the
pool signs in with its password.
"""

import base64
import hashlib
import hmac
import html
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from laptop import moto_seam
from laptop.loopback import HOST, BodyTooLarge, Handler, LoopbackServer

_CODE_SECONDS = 300
_LARGEST_FORM = 64 * 1024
_ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")
_CALLBACK = "/sign-in/callback"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Company sign-in</title><link rel="icon" href="data:,"><h1>公司登录 Company sign-in</h1>
<p>这台电脑上的公司登录页。Stands for a company's own sign-in pages on this machine.</p>{wrong}
<form method="post"><p><label>用户名 User name <input name="user" autocomplete="username" required></label></p>
<p><label>密码 Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>登录 Sign in</button></p></form></html>"""


@dataclass(frozen=True)
class _Grant:
    """What a code stands for until it is exchanged, once."""

    user: str
    asked: dict[str, str]
    ends_at: float = field(default_factory=lambda: time.monotonic() + _CODE_SECONDS)


class SignInPages:
    """``/oauth2/authorize`` and ``/oauth2/token`` on a loopback port, for every user pool of the running cloud."""

    def __init__(self) -> None:
        self._grants: dict[str, _Grant] = {}
        self._lock = threading.Lock()
        self._server = LoopbackServer(_handler_for(self))

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._server.close()

    def refuses(self, asked: dict[str, str]) -> str:
        """Why the question is not one to answer; empty where it is."""
        pool = moto_seam.pool_of_client(asked["client_id"])
        if pool is None:
            return "unknown client"
        if not _may_return_to(pool.clients[asked["client_id"]].extended_config, asked["redirect_uri"]):
            return "redirect_mismatch"
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return "only a code, with PKCE (S256)"
        return "" if asked["state"] and asked["code_challenge"] else "state and code_challenge are needed"

    def code_for(self, asked: dict[str, str], user: str, password: str) -> str | None:
        """A code for whoever has this password of their own, or None."""
        known = moto_seam.pool_of_client(asked["client_id"]).users.get(user)
        if known is None or not known.enabled or known.status != "CONFIRMED" or known.password != password:
            return None
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._grants[code] = _Grant(user, asked)
        return code

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """What a code is exchanged for; None for one that is used, too old, or brought by somebody else."""
        with self._lock:
            grant = self._grants.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or grant is None or grant.ends_at < time.monotonic():
            return None
        asked = grant.asked
        if any(form.get(name) != asked[name] for name in ("client_id", "redirect_uri")):
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not hmac.compare_digest(challenge, asked["code_challenge"]):
            return None
        return moto_seam.tokens(asked["client_id"], grant.user, asked["nonce"])


def _may_return_to(client: dict[str, Any], where: str) -> bool:
    """Registered, or a loopback address with any port (RFC 8252, 7.3): ours is not known before it is taken."""
    parts = urlsplit(where)
    loopback = parts.scheme == "http" and parts.hostname in (HOST, "localhost") and parts.path == _CALLBACK
    return where in client.get("CallbackURLs", []) or loopback


def _handler_for(pages: SignInPages) -> type[Handler]:
    class PagesHandler(Handler):
        def do_GET(self) -> None:
            asked = self._asked()
            problem = pages.refuses(asked) if asked else "not found"
            if problem:
                self.answer_json(400 if asked else 404, {"error": problem})
            else:
                self._page()

        def do_POST(self) -> None:
            try:
                form = _first(self.read_body(_LARGEST_FORM).decode("utf-8", "replace"))
            except BodyTooLarge:
                self.answer_json(413, {"error": "too large"})
                return
            if urlsplit(self.path).path == "/oauth2/token":
                found = pages.tokens(form)
                self.answer_json(200 if found else 400, found or {"error": "invalid_grant"})
                return
            asked = self._asked()
            if not asked or pages.refuses(asked):
                self.answer_json(400, {"error": "invalid_request"})
                return
            code = pages.code_for(asked, form.get("user", ""), form.get("password", ""))
            if code is None:
                self._page("用户名或密码不对。User name and password do not fit.", 401)
                return
            back = urlencode({"code": code, "state": asked["state"]})
            self.answer(303, b"", [("Location", f"{asked['redirect_uri']}?{back}")])

        def _asked(self) -> dict[str, str]:
            parts = urlsplit(self.path)
            return {} if parts.path != "/oauth2/authorize" else {**dict.fromkeys(_ASKED, ""), **_first(parts.query)}

        def _page(self, wrong: str = "", status: int = 200) -> None:
            told = f'<p role="alert">{html.escape(wrong)}</p>' if wrong else ""
            body = _PAGE.replace("{wrong}", told).encode()
            self.answer(status, body, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])

    return PagesHandler


def _first(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
