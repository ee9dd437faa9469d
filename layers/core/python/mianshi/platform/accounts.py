"""The staff's accounts in the user pool, as an administrator sees and changes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mianshi.contracts.people import Account, AccountState, StaffRole
from mianshi.errors import Rejected
from mianshi.platform import signing
from mianshi.platform.clients import calling, client, named
from mianshi.platform.identity import code_of
from mianshi.platform.settings import settings

_TAKEN = {"UsernameExistsException": "name_taken", "AliasExistsException": "email_taken"}
_STATES = {
    "FORCE_CHANGE_PASSWORD": AccountState.WAITING,
    "RESET_REQUIRED": AccountState.WAITING,
    "EXTERNAL_PROVIDER": AccountState.COMPANY,
}


def everybody() -> list[Account]:
    """Every account, by name. One call for 60 people and one for each role."""
    roles: dict[str, list[StaffRole]] = defaultdict(list)
    with calling():
        for role in StaffRole:
            for user in _pages("list_users_in_group", GroupName=role.value):
                roles[user["Username"]].append(role)
        users = list(_pages("list_users"))
    return sorted((_account(user, roles[user["Username"]]) for user in users), key=lambda a: (a.name.lower(), a.id))


def find(user: str) -> Account | None:
    """The account of this user name, or None."""
    pool = _pool()
    try:
        found = client("cognito-idp").admin_get_user(UserPoolId=pool, Username=user)
        groups = client("cognito-idp").admin_list_groups_for_user(UserPoolId=pool, Username=user)["Groups"]
    except (ClientError, BotoCoreError) as error:
        if code_of(error) in ("UserNotFoundException", "InvalidParameterException"):
            return None
        raise named(error) from error
    known = {role.value for role in StaffRole}
    roles = [StaffRole(group["GroupName"]) for group in groups if group["GroupName"] in known]
    return _account({**found, "Attributes": found["UserAttributes"]}, roles)


def create(user: str, name: str, email: str, roles: Iterable[StaffRole]) -> str:
    """A new account with a temporary password, which is returned and kept nowhere. No mail is sent.

    Raises:
        Rejected: ``name_taken``, ``email_taken``, ``bad_account`` for what the pool does not take.
    """
    password = temporary_password()
    attributes = {"name": name, "email": email, "email_verified": "true" if email else ""}
    try:
        client("cognito-idp").admin_create_user(
            UserPoolId=_pool(),
            Username=user,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items() if value],
        )
    except (ClientError, BotoCoreError) as error:
        code = code_of(error)
        if code in _TAKEN:
            raise Rejected(_TAKEN[code], "there is one already") from None
        if code == "InvalidParameterException":
            raise Rejected("bad_account", "the pool does not take it") from None
        raise named(error) from error
    for role in roles:
        _group("admin_add_user_to_group", user, role)
    return password


def set_roles(user: str, wanted: Iterable[StaffRole]) -> None:
    """Give exactly these roles; they hold from the next sign-in on."""
    found = find(user)
    if found is None:
        raise Rejected("not_found", "there is no such account")
    new, old = set(wanted), set(found.roles)
    for role in sorted(new - old):
        _group("admin_add_user_to_group", user, role)
    for role in sorted(old - new):
        _group("admin_remove_user_from_group", user, role)


def switch(user: str, *, on: bool) -> None:
    """Let somebody sign in again, or not any more. The account and what it did stay."""
    call = client("cognito-idp").admin_enable_user if on else client("cognito-idp").admin_disable_user
    with calling():
        call(UserPoolId=_pool(), Username=user)


def reset_password(user: str) -> str:
    """A new temporary password in place of the old one; it is returned and kept nowhere."""
    password = temporary_password()
    with calling():
        client("cognito-idp").admin_set_user_password(
            UserPoolId=_pool(), Username=user, Password=password, Permanent=False
        )
    return password


def temporary_password() -> str:
    """Four groups of four characters, 80 bits, with letters and digits as the pool's rule asks."""
    while True:
        drawn = "-".join(signing.chance(4) for _ in range(4))
        if any(c.isdigit() for c in drawn) and any(c.isalpha() for c in drawn):
            return drawn


def _group(call: str, user: str, role: StaffRole) -> None:
    with calling():
        getattr(client("cognito-idp"), call)(UserPoolId=_pool(), Username=user, GroupName=role.value)


def _pages(call: str, **asked: str) -> Iterable[dict[str, Any]]:
    for page in client("cognito-idp").get_paginator(call).paginate(UserPoolId=_pool(), **asked):
        yield from page["Users"]


def _account(user: dict[str, Any], roles: list[StaffRole]) -> Account:
    told = {pair["Name"]: pair["Value"] for pair in user.get("Attributes", [])}
    state = _STATES.get(user["UserStatus"], AccountState.ACTIVE)
    return Account(
        id=user["Username"],
        name=told.get("name") or user["Username"],
        email=told.get("email", ""),
        roles=sorted(roles),
        state=state if user["Enabled"] else AccountState.OFF,
    )


def _pool() -> str:
    return str(settings().require("user_pool"))
