"""Signing in and out, and the accounts of the staff."""

from __future__ import annotations

from urllib.parse import quote

from aws_lambda_powertools.shared.cookies import Cookie

from mianshi.contracts.people import AuditAction, Person
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected, Transient
from mianshi.pages import account as pages
from mianshi.pages.account import FirstPasswordView, SignInView
from mianshi.pages.labels import error_sentence
from mianshi.platform import identity
from mianshi.platform.identity import Challenge
from mianshi.platform.settings import settings
from office import entering, managing

router = web.router()
_REFUSED = 422
_LONGEST_USER, _LONGEST_PASSWORD, _LONGEST_CHALLENGE = 128, 256, 2048
"""Characters that Cognito takes (docs.aws.amazon.com: API_InitiateAuth, API_RespondToAuthChallenge)."""


@router.get("/sign-in")
def sign_in_page() -> Answer:
    visit = web.visit(router)
    where = entering.safe_next(visit.query("next"))
    if visit.session is not None:
        return web.see_other(where)
    return _sign_in(visit, where)


@router.post("/sign-in")
def sign_in() -> Answer:
    visit = web.visit(router)
    where, user = entering.safe_next(visit.form("next")), visit.form("user")[:_LONGEST_USER]
    password = (visit.fields("password") or [""])[0]
    if not entering.is_ours(visit):
        return _sign_in(visit, where, user, "forged")
    if not user or not password or len(password) > _LONGEST_PASSWORD:
        return _sign_in(visit, where, user, "wrong_sign_in")
    try:
        entering.admit(visit, user)
        found = identity.sign_in(user, password)
    except (Rejected, Transient) as error:
        code = _code(error)
        if code == "wrong_sign_in":
            entering.failed(visit, user)
        return _sign_in(visit, where, user, code)
    entering.succeeded(user)
    if isinstance(found, Challenge):
        return _first_password(visit, found, where)
    return _welcome(visit, found, where, "password")


@router.get("/sign-in/password")
def no_password_page() -> Answer:
    return web.see_other("/sign-in")


@router.post("/sign-in/password")
def set_first_password() -> Answer:
    visit = web.visit(router)
    where = entering.safe_next(visit.form("next"))
    challenge = Challenge(visit.form("user")[:_LONGEST_USER], visit.form("challenge")[:_LONGEST_CHALLENGE])
    if not entering.is_ours(visit):
        return _sign_in(visit, where, challenge.user, "forged")
    first, again = ((visit.fields(name) or [""])[0] for name in ("password", "again"))
    if not pages.good_password(first) or len(first) > _LONGEST_PASSWORD:
        return _first_password(visit, challenge, where, "weak_password")
    if first != again:
        return _first_password(visit, challenge, where, "not_the_same")
    try:
        person = identity.set_first_password(challenge, first)
    except (Rejected, Transient) as error:
        code = _code(error)
        if code == "weak_password":
            return _first_password(visit, challenge, where, code)
        return _sign_in(visit, where, challenge.user, code)
    return _welcome(visit, person, where, "first_password")


@router.get("/sign-in/company")
def to_company() -> Answer:
    visit = web.visit(router)
    if not settings().sign_in_url:
        raise Rejected("not_found", "there are no sign-in pages")
    way, cookie = entering.leave(entering.safe_next(visit.query("next")))
    address = identity.pages_url(callback=_callback(visit), state=way.state, nonce=way.nonce, verifier=way.verifier)
    return web.see_other(address, [cookie])


@router.get("/sign-in/callback")
def from_company() -> Answer:
    visit = web.visit(router)
    try:
        way = entering.back(visit)
        if not visit.query("code"):
            raise Rejected("wrong_sign_in", "the sign-in pages sent no code")
        person = identity.exchange(
            visit.query("code"), callback=_callback(visit), nonce=way.nonce, verifier=way.verifier
        )
    except (Rejected, Transient) as error:
        access.note("nobody", AuditAction.SIGN_IN_FAILED, f"company {error.code}")
        return _sign_in(visit, "/", "", _code(error))
    return _welcome(visit, person, way.next, "company")


@router.get("/sign-out")
def no_sign_out_page() -> Answer:
    return web.see_other("/")


@router.post("/sign-out")
def sign_out() -> Answer:
    visit = web.visit(router)
    if not staff.signs_in():
        return web.see_other("/")
    access.note(visit, AuditAction.SIGNED_OUT)
    return web.see_other("/sign-in", [staff.end(visit)])


@router.get("/accounts")
def accounts() -> Answer:
    return managing.listed(web.visit(router))


@router.get("/accounts/new")
def new_account() -> Answer:
    return managing.form(web.visit(router))


@router.post("/accounts/new")
def create_account() -> Answer:
    return managing.create(web.visit(router))


@router.get("/accounts/person")
def one_account() -> Answer:
    return managing.person(web.visit(router))


@router.post("/accounts/person")
def change_account() -> Answer:
    return managing.change(web.visit(router))


def _welcome(visit: Visit, person: Person, where: str, how: str) -> Answer:
    """A new session, never one that was there before: nobody can have prepared it."""
    staff.end(visit)
    access.note(person.id, AuditAction.SIGNED_IN, how)
    return web.see_other(where, [staff.begin(person), entering.arrived()])


def _code(error: Rejected | Transient) -> str:
    if isinstance(error, Transient):
        return "sign_in_busy"
    return "wrong_sign_in" if error.code == "bad_token" else error.code


def _callback(visit: Visit) -> str:
    return f"{visit.origin}/sign-in/callback"


def _sign_in(visit: Visit, where: str, user: str = "", code: str = "") -> Answer:
    form, cookie = entering.form_of(visit)
    company = f"/sign-in/company?next={quote(where)}" if settings().sign_in_url else ""
    view = SignInView(next=where, user=user, form=form, company=company, wrong=error_sentence(code) if code else None)
    status = web.STATUS.get(code, _REFUSED) if code else 200
    return _page(visit, pages.sign_in(view, staff.frame(visit)), status, cookie)


def _first_password(visit: Visit, challenge: Challenge, where: str, code: str = "") -> Answer:
    form, cookie = entering.form_of(visit)
    view = FirstPasswordView(
        next=where,
        user=challenge.user,
        challenge=challenge.session,
        form=form,
        wrong=code,
    )
    return _page(visit, pages.first_password(view, staff.frame(visit)), _REFUSED if code else 200, cookie)


def _page(visit: Visit, body: str, status: int, cookie: Cookie) -> Answer:
    answer = web.html(visit, body, status)
    answer.cookies = [*answer.cookies, cookie]
    return answer
