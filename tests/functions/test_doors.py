"""The staff's door: who gets in, by which way, for how long, and what each role is refused on every route there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import boto3
import jwt
import pytest
from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse
from moto.utilities.utils import load_resource

from mianshi.contracts.delivery import Answer
from mianshi.contracts.people import AuditAction, AuditEntry, Person, StaffRole
from mianshi.doors import staff
from mianshi.pages.labels import ERRORS
from mianshi.platform import accounts, clock, http, identity, settings
from mianshi.platform.store import audit, limits
from mianshi.privacy.rights import MATRIX, Right
from support.portal_moto import _CONTEXT, Portal, portal

PASSWORD = "long enough 4 a test"
PRIVATE = jwt.PyJWK(load_resource("cognitoidp/resources/jwks-private.json"), algorithm="RS256").key


@dataclass
class Reply:
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def said(self) -> str:
        """The code of the refusal whose sentence the page shows."""
        return next((code for code, words in ERRORS.items() if words[1] in self.text), "")


@dataclass
class Browser:
    """Keeps cookies by path, as browsers do."""

    app: Any
    address: str = "203.0.113.7"
    jar: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ask(self, method: str, address: str, form: dict[str, Any] | None = None, **headers: str) -> Reply:
        parts = urlsplit(address)
        event = {
            "version": "2.0",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "queryStringParameters": dict(parse_qsl(parts.query, keep_blank_values=True)),
            "headers": {
                "host": "portal.example",
                "accept-language": "en",
                "content-type": "application/x-www-form-urlencoded",
                **headers,
            },
            "cookies": [f"{k}={v}" for k, (v, path) in self.jar.items() if parts.path.startswith(path)],
            "requestContext": {
                "http": {"method": method, "path": parts.path, "sourceIp": self.address},
                "domainName": "portal.example",
                "stage": "$default",
                "requestId": "request",
            },
            "body": urlencode(form, doseq=True) if form is not None else None,
            "isBase64Encoded": False,
        }
        answer = self.app.handler(json.loads(json.dumps(event)), _CONTEXT)
        for cookie in answer.get("cookies", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            told = dict(part.strip().partition("=")[::2] for part in cookie.split(";")[1:])
            if told.get("Max-Age") == "0":
                self.jar.pop(name, None)
            else:
                self.jar[name] = (value, told["Path"])
        headers = {k.lower(): v for k, v in answer.get("headers", {}).items()}
        return Reply(answer["statusCode"], headers, answer.get("body") or "")

    def get(self, address: str, **headers: str) -> Reply:
        return self.ask("GET", address, None, **headers)

    def sign_in(self, user: str, password: str, next_path: str = "/", **headers: str) -> Reply:
        proof = value_of(self.get("/sign-in"), "form")
        form = {"form": proof, "user": user, "password": password, "next": next_path}
        return self.ask("POST", "/sign-in", form, **headers)

    def be(self, *roles: StaffRole, person: str = "somebody") -> None:
        cookie = staff.begin(Person(id=person, name=person, roles=list(roles)))
        self.jar[cookie.name] = (str(cookie.value), "/")

    @property
    def csrf(self) -> str:
        return re.findall(r'name="csrf" content="(\w*)"', self.get("/guides").text)[0]


def value_of(page: Reply, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page.text)[0])


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """The portal with a user pool that has one group for each role."""
    with portal(monkeypatch) as opened:
        idp = boto3.client("cognito-idp")
        policy = {"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": False, "RequireSymbols": False}}
        pool = idp.create_user_pool(PoolName="staff", Policies=policy)["UserPool"]["Id"]
        client = idp.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
        for role in StaffRole:
            idp.create_group(UserPoolId=pool, GroupName=role.value)
        monkeypatch.setenv("USER_POOL", pool)
        monkeypatch.setenv("USER_POOL_CLIENT", client)
        settings.settings.cache_clear()
        identity.forget()
        monkeypatch.setattr(identity, "_get", lambda _: CognitoIdpJsonWebKeyResponse.json_web_key.decode())
        yield opened
        identity.forget()


@pytest.fixture
def browser(door: Portal) -> Browser:
    return Browser(door._app)


def hire(user: str, *roles: StaffRole) -> None:
    accounts.create(user, user.title(), "", roles)
    boto3.client("cognito-idp").admin_set_user_password(
        UserPoolId=settings.settings().user_pool, Username=user, Password=PASSWORD, Permanent=True
    )


def logged() -> list[AuditEntry]:
    lines, _ = audit.of_day(clock.timestamp()[:10], 100)
    return lines[::-1]


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    moment = clock.now() + by
    for module in (clock, staff, limits):
        monkeypatch.setattr(module, "now", lambda: moment)


# -- by password


def test_somebody_signs_in_works_and_signs_out(browser: Browser) -> None:
    hire("lin", StaffRole.HR)
    assert browser.get("/guides").headers["location"] == "/sign-in?next=/guides"
    asked = browser.get("/costs?month=2026-10&page=2").headers["location"]
    assert asked == "/sign-in?next=/costs%3Fmonth%3D2026-10%26page%3D2"
    assert unescape(value_of(browser.get(asked), "next")) == "/costs?month=2026-10&page=2"
    reply = browser.sign_in("lin", PASSWORD, "/guides")
    assert (reply.status, reply.headers["location"]) == (303, "/guides")
    assert browser.get("/guides").status == 200
    old = dict(browser.jar)
    out = browser.ask("POST", "/sign-out", {"csrf": browser.csrf})
    assert out.headers["location"] == "/sign-in"
    assert staff.COOKIE not in browser.jar
    browser.jar = old
    assert browser.get("/guides").status == 303
    assert [(e.who, e.action, e.detail) for e in logged()] == [
        ("lin", AuditAction.SIGNED_IN, "password"),
        ("lin", AuditAction.SIGNED_OUT, ""),
    ]


def test_the_session_is_a_new_one_and_travels_safely(browser: Browser) -> None:
    """Whoever planted a session in a browser beforehand is left outside of the one that begins (session fixation)."""
    hire("lin", StaffRole.HR)
    hire("mallory", StaffRole.HR)
    browser.sign_in("mallory", PASSWORD)
    planted = browser.jar[staff.COOKIE]
    page = browser.get("/sign-in")
    assert page.status == 303  # somebody is signed in already
    browser.jar.pop(staff.COOKIE)
    proof = value_of(browser.get("/sign-in"), "form")
    browser.jar[staff.COOKIE] = planted
    browser.ask("POST", "/sign-in", {"form": proof, "user": "lin", "password": PASSWORD, "next": "/"})
    assert browser.jar[staff.COOKIE] != planted
    thief = Browser(browser.app, jar={staff.COOKIE: planted})
    assert thief.get("/guides").status == 303
    told = str(staff.begin(Person(id="x", name="x", roles=[StaffRole.HR])))
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in told.split(";")}


def test_a_refusal_keeps_the_name_and_tells_nothing_else(browser: Browser) -> None:
    hire("lin", StaffRole.HR)
    wrong, unknown = browser.sign_in("lin", "wrong"), Browser(browser.app).sign_in("<b>nobody</b>", "wrong")
    assert (wrong.status, wrong.said, unknown.status, unknown.said) == (422, "wrong_sign_in", 422, "wrong_sign_in")
    assert value_of(wrong, "user") == "lin"
    assert "<b>nobody" not in unknown.text and "&lt;b&gt;nobody" in unknown.text
    assert "value=" not in re.findall(r'name="password"[^>]*', wrong.text)[0]
    assert staff.COOKIE not in browser.jar
    lines = logged()
    assert [e.action for e in lines] == [AuditAction.SIGN_IN_FAILED] * 2
    assert not any("lin" in e.model_dump_json() or "nobody<" in e.detail for e in lines)


def test_an_account_without_a_role_gets_no_further(browser: Browser) -> None:
    hire("lin")
    assert browser.sign_in("lin", PASSWORD).said == "no_role"
    assert staff.COOKIE not in browser.jar


def test_a_temporary_password_is_replaced_first(browser: Browser) -> None:
    given = accounts.create("wang", "王", "", [StaffRole.INTERVIEWER])
    page = browser.sign_in("wang", given, "/guides")
    assert page.status == 200 and staff.COOKIE not in browser.jar
    form = {name: value_of(page, name) for name in ("form", "user", "challenge", "next")}
    for first, again in (("short1", "short1"), ("nodigitsinhere", "nodigitsinhere"), (PASSWORD, PASSWORD + "x")):
        page = browser.ask("POST", "/sign-in/password", form | {"password": first, "again": again})
        assert (page.status, staff.COOKIE in browser.jar) == (422, False)
        assert 'role="alert"' in page.text
    done = browser.ask("POST", "/sign-in/password", form | {"password": PASSWORD, "again": PASSWORD})
    assert (done.status, done.headers["location"]) == (303, "/guides")
    again = Browser(browser.app)
    again.get("/sign-in")
    form["form"] = value_of(again.get("/sign-in"), "form")
    twice = again.ask("POST", "/sign-in/password", form | {"password": PASSWORD, "again": PASSWORD})
    assert (twice.status, twice.said, staff.COOKIE in again.jar) == (422, "challenge_over", False)


AWAY = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/ok\r\nSet-Cookie: x=1",
    "/面试",
    "evil",
    "",
    "/sign-out",
    "/" + "a" * 600,
]


def test_the_way_on_stays_on_this_site(browser: Browser) -> None:
    hire("lin", StaffRole.HR)
    for given in AWAY:
        assert value_of(browser.get(f"/sign-in?next={quote(given)}"), "next") == "/", given
        assert Browser(browser.app).sign_in("lin", PASSWORD, given).headers["location"] == "/", given
    assert browser.sign_in("lin", PASSWORD, "/jobs?q=a&b=1").headers["location"] == "/jobs?q=a&b=1"


# -- forged posts


def test_the_sign_in_form_must_come_from_our_page(browser: Browser) -> None:
    """Otherwise others could sign a browser in to an account of theirs."""
    hire("lin", StaffRole.HR)
    filled = {"user": "lin", "password": PASSWORD, "next": "/"}
    assert browser.ask("POST", "/sign-in", filled).said == "forged"
    mine = value_of(Browser(browser.app).get("/sign-in"), "form")
    browser.get("/sign-in")
    assert browser.ask("POST", "/sign-in", filled | {"form": mine}).said == "forged"
    assert browser.sign_in("lin", PASSWORD, origin="https://evil.example").said == "forged"
    assert staff.COOKIE not in browser.jar


def test_what_changes_something_needs_the_secret_of_the_session(browser: Browser) -> None:
    browser.be(StaffRole.ADMIN)
    other = Browser(browser.app)
    other.be(StaffRole.ADMIN, person="other")
    for form in ({}, {"csrf": ""}, {"csrf": "guessed"}, {"csrf": other.csrf}):
        reply = browser.ask("POST", "/sign-out", form)
        assert reply.said == "forged", (form, reply)
    for origin in ("https://evil.example", "null", "https://portal.example.evil.example", "file://"):
        reply = browser.ask("POST", "/sign-out", {"csrf": browser.csrf}, origin=origin)
        assert reply.said == "forged", (origin, reply)
    kept = browser.ask("POST", "/api/interviews", {}, **{"x-csrf": "guessed"})
    assert (kept.status, json.loads(kept.text)["code"]) == (403, "forged")
    assert browser.ask("POST", "/sign-out", {"csrf": browser.csrf}, origin="https://portal.example").status == 303


def test_a_program_that_is_not_signed_in_is_told_so(browser: Browser) -> None:
    for method, path in (("POST", "/api/interviews"), ("GET", "/api/costs"), ("GET", "/api/interviews/x")):
        reply = browser.ask(method, path, {} if method == "POST" else None)
        assert (reply.status, json.loads(reply.text)["code"]) == (401, "signed_out")


# -- how long it lasts


def test_an_idle_session_ends_and_a_busy_one_goes_on(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.be(StaffRole.HR)
    for _ in range(3):
        later(monkeypatch, staff.IDLE - timedelta(minutes=6))
        assert browser.get("/guides").status == 200
    later(monkeypatch, staff.IDLE)
    assert browser.get("/guides").status == 303


def test_no_session_outlasts_the_working_day(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.be(StaffRole.HR)
    for _ in range(int(staff.LONGEST / timedelta(minutes=40))):
        assert browser.get("/guides").status == 200
        later(monkeypatch, timedelta(minutes=40))
    assert browser.get("/guides").status == 303


# -- tries


def test_five_failures_lock_an_account_for_a_quarter_of_an_hour(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("lin", StaffRole.HR)
    hire("other", StaffRole.HR)
    assert [browser.sign_in("lin", f"wrong {n}").said for n in range(5)] == ["wrong_sign_in"] * 5
    elsewhere = Browser(browser.app, address="198.51.100.1")
    locked = elsewhere.sign_in("LIN", PASSWORD)
    assert (locked.status, locked.said, staff.COOKIE in elsewhere.jar) == (429, "locked_out", False)
    assert Browser(browser.app).sign_in("other", PASSWORD).status == 303
    assert [e.action for e in logged()].count(AuditAction.LOCKED_OUT) == 1
    later(monkeypatch, timedelta(minutes=14))
    assert elsewhere.sign_in("lin", PASSWORD).said == "locked_out"
    later(monkeypatch, timedelta(minutes=2))
    assert elsewhere.sign_in("lin", PASSWORD).status == 303


def test_a_name_that_does_not_exist_is_locked_alike(browser: Browser) -> None:
    said = [browser.sign_in("nobody", "wrong").said for _ in range(6)]
    assert said == ["wrong_sign_in"] * 5 + ["locked_out"]


def test_a_right_password_forgets_the_failures_before_it(browser: Browser) -> None:
    hire("lin", StaffRole.HR)
    for _ in range(3):
        assert [Browser(browser.app).sign_in("lin", "wrong").said for _ in range(4)] == ["wrong_sign_in"] * 4
        assert Browser(browser.app).sign_in("lin", PASSWORD).status == 303


def test_twenty_failures_lock_an_address_whatever_the_names(browser: Browser) -> None:
    hire("lin", StaffRole.HR)
    said = [browser.sign_in(f"guess {n}", "wrong").said for n in range(20)]
    assert said == ["wrong_sign_in"] * 20
    assert browser.sign_in("lin", PASSWORD).said == "locked_out"
    assert Browser(browser.app, address="198.51.100.1").sign_in("lin", PASSWORD).status == 303


# -- by the company's own pages


@pytest.fixture
def pages(door: Portal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sign-in pages that exchange any code for a token of "lin" with the nonce that is put in this list."""
    monkeypatch.setenv("SIGN_IN_URL", "https://pages.example")
    settings.settings.cache_clear()
    nonces: list[str] = []

    def send(_: Any, **__: Any) -> Answer:
        moment = int(clock.now().timestamp())
        claims = {
            "iss": identity.issuer(),
            "aud": settings.settings().user_pool_client,
            "sub": "1",
            "cognito:username": "DingTalk_lin",
            "cognito:groups": ["hr"],
            "token_use": "id",
            "iat": moment,
            "exp": moment + 600,
            "nonce": nonces[-1],
        }
        token = jwt.encode(claims, PRIVATE, algorithm="RS256", headers={"kid": "dummy"})
        return Answer(status=200, body=json.dumps({"id_token": token}).encode())

    monkeypatch.setattr(http, "send", send)
    return nonces


def go_out(browser: Browser, nonces: list[str]) -> str:
    """Where the pages send back to."""
    asked = dict(parse_qsl(urlsplit(browser.get("/sign-in/company?next=/guides").headers["location"]).query))
    assert asked["redirect_uri"] == "https://portal.example/sign-in/callback"
    nonces.append(asked["nonce"])
    return f"/sign-in/callback?code=c0de&state={asked['state']}"


def test_a_company_account_comes_back_signed_in(browser: Browser, pages: list[str]) -> None:
    assert "/sign-in/company" in browser.get("/sign-in").text
    done = browser.get(go_out(browser, pages))
    assert (done.status, done.headers["location"]) == (303, "/guides")
    assert browser.get("/guides").status == 200
    assert (logged()[-1].who, logged()[-1].detail) == ("DingTalk_lin", "company")


def test_a_way_back_that_did_not_begin_here_is_refused(browser: Browser, pages: list[str]) -> None:
    back = go_out(browser, pages)
    stolen = Browser(browser.app).get(back)
    assert (stolen.status, stolen.said) == (422, "challenge_over")
    assert browser.get("/sign-in/callback?code=c0de&state=guessed").said == "challenge_over"
    assert browser.get(back.replace("code=c0de&", "")).said == "wrong_sign_in"
    pages.append("another nonce")
    assert browser.get(back).said == "wrong_sign_in"
    value, path = browser.jar["mianshi_way"]
    browser.jar["mianshi_way"] = (value[:-1] + ("0" if value[-1] != "0" else "1"), path)
    assert browser.get(back).said == "challenge_over"
    assert staff.COOKIE not in browser.jar


def test_without_company_pages_there_is_no_way_to_them(browser: Browser) -> None:
    assert "/sign-in/company" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/company").status == 404


# -- accounts


def test_an_administrator_makes_changes_and_switches_off_accounts(browser: Browser) -> None:
    browser.be(StaffRole.ADMIN, person="boss")
    csrf = browser.csrf
    new = {"csrf": csrf, "user": "wang", "name": "<script>王</script>", "email": "", "roles": ["hr", "root"]}
    made = browser.ask("POST", "/accounts/new", new)
    given = re.findall(r'value="((?:[0-9a-z]{4}-){3}[0-9a-z]{4})"', made.text)[0]
    assert "<script>王" not in made.text
    twice = browser.ask("POST", "/accounts/new", new)
    assert (twice.status, "This user name is taken." in twice.text, given in twice.text) == (422, True, False)
    assert accounts.find("wang").roles == [StaffRole.HR]  # type: ignore[union-attr]
    theirs = Browser(browser.app)
    theirs.be(StaffRole.HR, person="wang")
    assert theirs.get("/guides").status == 200
    browser.ask("POST", "/accounts/person", {"csrf": csrf, "id": "wang", "act": "roles", "roles": "finance"})
    assert accounts.find("wang").roles == [StaffRole.FINANCE]  # type: ignore[union-attr]
    assert theirs.get("/guides").status == 303  # what they may do changed, so they sign in again
    theirs.be(StaffRole.FINANCE, person="wang")
    browser.ask("POST", "/accounts/person", {"csrf": csrf, "id": "wang", "act": "off"})
    assert theirs.get("/guides").status == 303
    assert Browser(browser.app).sign_in("wang", given).said == "wrong_sign_in"
    assert "wang" in browser.get("/accounts?q=WANG").text
    assert "wang" not in browser.get("/accounts?q=nobody-like-this").text.replace("q=", "")
    changes = [e.detail for e in logged() if e.action is AuditAction.ACCOUNT_CHANGED]
    assert changes == ["created wang as hr", "wang is finance", "wang off"]


def test_nobody_locks_themselves_out(browser: Browser) -> None:
    hire("boss", StaffRole.ADMIN)
    browser.be(StaffRole.ADMIN, person="boss")
    csrf = browser.csrf
    for wish in ({"act": "off"}, {"act": "reset"}, {"act": "roles", "roles": "hr"}, {"act": "roles"}):
        reply = browser.ask("POST", "/accounts/person", {"csrf": csrf, "id": "boss", **wish})
        assert (reply.status, 'role="alert"' in reply.text) == (422, True)
    found = accounts.find("boss")
    assert found is not None
    assert (found.roles, found.state.value) == ([StaffRole.ADMIN], "active")


BAD = [
    ("user", "x"),
    ("user", "has space"),
    ("user", "local"),
    ("user", "a#b"),
    ("user", "candidate:1"),
    ("name", ""),
    ("name", "n" * 61),
    ("email", "not an address"),
    ("roles", []),
]


def test_a_bad_account_is_refused_beside_its_field(browser: Browser) -> None:
    browser.be(StaffRole.ADMIN)
    csrf = browser.csrf
    good = {"user": "wang", "name": "Wang", "email": "w@example.com", "roles": ["hr"]}
    for name, value in BAD:
        reply = browser.ask("POST", "/accounts/new", {"csrf": csrf, **good, name: value})
        assert (reply.status, f'id="{name}-wrong"' in reply.text) == (422, True), (name, value)
    assert accounts.everybody() == []


# -- every route


NEEDS = {
    "/connections": Right.MANAGE_CONNECTIONS,
    "/connections/new": Right.MANAGE_CONNECTIONS,
    "/partners": Right.MANAGE_CONNECTIONS,
    "/partners/new": Right.MANAGE_CONNECTIONS,
    "/accounts": Right.MANAGE_PEOPLE,
    "/accounts/new": Right.MANAGE_PEOPLE,
    "/accounts/person": Right.MANAGE_PEOPLE,
    "/jobs": Right.SEE_CANDIDATES,
    "/jobs/new": Right.MAKE_JOBS,
    "/costs": Right.SEE_COSTS,
    "/api/costs": Right.SEE_COSTS,
    "/operations": Right.SEE_OPERATIONS,
    "/log": Right.SEE_LOG,
    "/usage": Right.SEE_USAGE,
}
"""Pages that name nothing and nobody, and the right that opens them."""


def routes(door: Portal) -> list[tuple[str, str]]:
    """Every method and path that the portal has, with something that does not exist in the place of each name."""
    found = []
    for rule in door._app.app._static_routes + door._app.app._dynamic_routes:
        path = re.sub(r"<\w+>", "none", rule.path)
        for method in [rule.method] if isinstance(rule.method, str) else rule.method:
            found.append((method, path))
    return found


def test_no_route_opens_without_a_session(door: Portal) -> None:
    asked = [(m, p) for m, p in routes(door) if not p.startswith(staff.OPEN)]
    assert len(asked) > 20
    for method, path in asked:
        reply = Browser(door._app).ask(method, path, {} if method == "POST" else None)
        sent_away = reply.status == 303 and reply.headers["location"].startswith("/sign-in")
        assert sent_away or reply.status == 401, (method, path)


def test_a_role_opens_what_it_may_and_nothing_else(door: Portal) -> None:
    there = {path for method, path in routes(door) if method == "GET"}
    for role in StaffRole:
        browser = Browser(door._app)
        browser.be(role)
        for path, right in NEEDS.items():
            if path in there:
                reply = browser.get(path, accept="application/json" if "/api/" in path else "text/html")
                assert (reply.status == 403) == (right not in MATRIX[role]), (role, path, reply.status)


def test_what_does_not_exist_breaks_nothing_and_tells_nothing(door: Portal) -> None:
    """Every route, with names that exist nowhere: refused or not found, never a failure of ours."""
    for role in StaffRole:
        browser = Browser(door._app)
        browser.be(role)
        csrf = browser.csrf
        for method, path in routes(door):
            if "none" in path:
                reply = browser.ask(method, path, {"csrf": csrf} if method == "POST" else None, **{"x-csrf": csrf})
                assert reply.status < 500, (role, method, path, reply.status)
                shows_nothing = method == "GET" and (reply.status == 303 or path.startswith("/costs/"))
                assert reply.status >= 400 or shows_nothing, (role, method, path)
