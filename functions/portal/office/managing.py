"""The accounts of the staff: who there is, what they may do, and whether they may still sign in."""

from __future__ import annotations

import re
from urllib.parse import quote

from mianshi.contracts.people import Account, AccountState, AuditAction, StaffRole
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages import account as pages
from mianshi.pages.account import AccountsView, AccountView, NewAccountView
from mianshi.platform import accounts
from mianshi.platform.store import sessions
from mianshi.privacy.rights import Right

_USER = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_MAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")
_RESERVED = frozenset({"local", "nobody", "software"})
"""What the access log calls those who have no account."""
_LONGEST_NAME = 60
_REFUSED = 422


def listed(visit: Visit) -> Answer:
    """Everybody, or those whose name, user name or address holds what was looked for."""
    access.require(visit, Right.MANAGE_PEOPLE)
    _has_accounts()
    sought = visit.query("q").strip()[:_LONGEST_NAME]
    everybody = accounts.everybody()
    found = [one for one in everybody if sought.casefold() in f"{one.name}\n{one.id}\n{one.email}".casefold()]
    view = AccountsView(accounts=found, sought=sought, all=len(everybody), own=visit.person.id)
    return web.html(visit, pages.accounts(view, staff.frame(visit, "accounts")))


def form(visit: Visit) -> Answer:
    """The empty form for a new account."""
    access.require(visit, Right.MANAGE_PEOPLE)
    return _form(visit, NewAccountView())


def create(visit: Visit) -> Answer:
    """A new account; its temporary password is shown this once."""
    access.require(visit, Right.MANAGE_PEOPLE)
    _has_accounts()
    user, name, email = visit.form("user").lower(), visit.form("name"), visit.form("email")
    roles = _roles(visit)
    wrong = _problems(user, name, email, roles)
    typed = NewAccountView(user=user[:100], name=name[:100], email=email[:260], roles=roles, wrong=wrong)
    if wrong:
        return _form(visit, typed)
    try:
        password = accounts.create(user, name, email, roles)
    except Rejected as error:
        field = {"name_taken": "user", "email_taken": "email"}.get(error.code, "user")
        return _form(visit, typed.model_copy(update={"wrong": {field: error.code}}))
    access.note(visit, AuditAction.ACCOUNT_CHANGED, f"created {user} as {' '.join(roles)}")
    made = Account(id=user, name=name, email=email, roles=roles, state=AccountState.WAITING)
    return _person(visit, AccountView(account=made, told="created", password=password))


def person(visit: Visit) -> Answer:
    """One account, and what can be changed about it."""
    access.require(visit, Right.MANAGE_PEOPLE)
    told = visit.query("told")
    return _person(visit, AccountView(account=_account(visit.query("id")), told=told if told in _TOLD else ""))


def change(visit: Visit) -> Answer:
    """Change the roles, the password, or whether somebody may sign in."""
    access.require(visit, Right.MANAGE_PEOPLE)
    account, wish = _account(visit.form("id")), visit.form("act")
    if wish not in _TOLD:
        raise Rejected("bad_request", "there is no such change")
    if wish == "roles":
        return _change_roles(visit, account)
    if account.id == visit.person.id:
        return _person(visit, AccountView(account=account, wrong="own_account"), _REFUSED)
    if wish == "reset":
        if account.state in (AccountState.COMPANY, AccountState.OFF):
            raise Rejected("bad_request", "there is no password to set")
        return _reset(visit, account)
    accounts.switch(account.id, on=wish == "on")
    return _done(visit, account, wish)


_TOLD = frozenset({"roles", "on", "off", "reset"})
"""What can be done to an account, and what the page then says."""


def _change_roles(visit: Visit, account: Account) -> Answer:
    roles = _roles(visit)
    if not roles:
        return _person(visit, AccountView(account=account, wrong="roles"), _REFUSED)
    if account.id == visit.person.id and StaffRole.ADMIN not in roles:
        return _person(visit, AccountView(account=account, wrong="own_account"), _REFUSED)
    if roles == account.roles:
        return web.see_other(_address(account, "roles"))
    accounts.set_roles(account.id, roles)
    return _done(visit, account, "roles", f"{account.id} is {' '.join(roles)}")


def _reset(visit: Visit, account: Account) -> Answer:
    password = accounts.reset_password(account.id)
    sessions.end_all(account.id)
    access.note(visit, AuditAction.ACCOUNT_CHANGED, f"new password for {account.id}")
    waiting = account.model_copy(update={"state": AccountState.WAITING})
    return _person(visit, AccountView(account=waiting, told="reset", password=password))


def _done(visit: Visit, account: Account, told: str, detail: str = "") -> Answer:
    """Rights that changed end the sessions that began with the old ones; only one's own goes on."""
    if account.id != visit.person.id:
        sessions.end_all(account.id)
    access.note(visit, AuditAction.ACCOUNT_CHANGED, detail or f"{account.id} {told}")
    return web.see_other(_address(account, told))


def _address(account: Account, told: str) -> str:
    return f"/accounts/person?id={quote(account.id, safe='')}&told={told}"


def _account(user: str) -> Account:
    _has_accounts()
    found = accounts.find(user) if 0 < len(user) <= 128 else None
    if found is None:
        raise Rejected("not_found", "there is no such account")
    return found


def _roles(visit: Visit) -> list[StaffRole]:
    known = {role.value for role in StaffRole}
    return sorted({StaffRole(value) for value in visit.fields("roles") if value in known})


def _problems(user: str, name: str, email: str, roles: list[StaffRole]) -> dict[str, str]:
    checks = {
        "user": bool(_USER.fullmatch(user)) and user not in _RESERVED,
        "name": 0 < len(name) <= _LONGEST_NAME,
        "email": not email or bool(_MAIL.fullmatch(email)),
        "roles": bool(roles),
    }
    return {field: field for field, good in checks.items() if not good}


def _has_accounts() -> None:
    if not staff.signs_in():
        raise Rejected("not_found", "nobody signs in to this portal")


def _form(visit: Visit, view: NewAccountView) -> Answer:
    _has_accounts()
    page = pages.new_account(view, staff.frame(visit, "accounts"))
    return web.html(visit, page, _REFUSED if view.wrong else 200)


def _person(visit: Visit, view: AccountView, status: int = 200) -> Answer:
    shown = view.model_copy(update={"own": view.account.id == visit.person.id})
    return web.html(visit, pages.account(shown, staff.frame(visit, "accounts")), status)
