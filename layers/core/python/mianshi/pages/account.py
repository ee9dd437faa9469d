"""The pages about signing in and about the staff's accounts."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.people import Account, StaffRole
from mianshi.pages.frame import Frame, render_page

SHORTEST_PASSWORD = 12
"""As the user pool's rule (infra/accounts.yaml); it asks for a small letter and a digit besides."""


class SignInView(Record):
    """The sign-in page; after a refusal with what was typed, except the password."""

    next: str
    form: str
    user: str = ""
    company: str = ""
    """Path to the company's own sign-in pages; empty where there are none."""
    wrong: Bilingual | None = None


class FirstPasswordView(Record):
    """The page on which somebody replaces a temporary password."""

    next: str
    form: str
    user: str
    challenge: str
    wrong: str = ""
    """``weak_password`` or ``not_the_same``."""


class AccountsView(Record):
    """The list of accounts, all of them or those that were looked for."""

    accounts: list[Account]
    sought: str
    all: int
    own: str


class NewAccountView(Record):
    """The form for a new account; `wrong` names, by field, what is to be said beside it."""

    user: str = ""
    name: str = ""
    email: str = ""
    roles: list[StaffRole] = Field(default_factory=list)
    wrong: dict[str, str] = Field(default_factory=dict)


class AccountView(Record):
    """One account. `password` is a new temporary one, shown this once."""

    account: Account
    told: str = ""
    wrong: str = ""
    password: str = ""
    own: bool = False


def good_password(password: str) -> bool:
    """Whether the user pool will take it: `SHORTEST_PASSWORD` characters, with a small letter a-z and a digit 0-9."""
    small = any("a" <= c <= "z" for c in password)
    return len(password) >= SHORTEST_PASSWORD and small and any("0" <= c <= "9" for c in password)


def sign_in(view: SignInView, frame: Frame) -> str:
    """The sign-in page."""
    return render_page("account/sign_in.html", frame, view=view)


def first_password(view: FirstPasswordView, frame: Frame) -> str:
    """The page for a password of one's own."""
    return render_page("account/first_password.html", frame, view=view, shortest=SHORTEST_PASSWORD)


def accounts(view: AccountsView, frame: Frame) -> str:
    """The list of accounts."""
    return render_page("account/list.html", frame, view=view)


def new_account(view: NewAccountView, frame: Frame) -> str:
    """The form for a new account."""
    return render_page("account/new.html", frame, view=view, roles=list(StaffRole))


def account(view: AccountView, frame: Frame) -> str:
    """One account."""
    return render_page("account/person.html", frame, view=view, roles=list(StaffRole))
