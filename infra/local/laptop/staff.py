"""The accounts of the portal on this machine: one for each role at first, kept in a file with what became of them."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from laptop import moto_seam
from laptop.cloud import Cloud
from laptop.trouble import Trouble
from mianshi.contracts.people import StaffRole

FIRST = {
    "admin": StaffRole.ADMIN,
    "hr": StaffRole.HR,
    "interviewer": StaffRole.INTERVIEWER,
    "manager": StaffRole.HIRING_MANAGER,
    "finance": StaffRole.FINANCE,
    "auditor": StaffRole.AUDITOR,
}
"""User name and role of the accounts that are made at the first start."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Accounts:
    """The user pool of a running cloud, saved to and restored from a file that only its owner can read.

    moto keeps passwords as they are, and so does the file: it is for a machine that nobody else reaches.
    """

    def __init__(self, cloud: Cloud, file: Path) -> None:
        self._pool, self._file = moto_seam.user_pool(cloud.outputs["UserPoolId"]), file
        self._client, self._id = cloud.client("cognito-idp"), cloud.outputs["UserPoolId"]
        self._made: dict[str, str] = {}
        self._saved = b""

    def open(self) -> None:
        """Restore what is kept, or make the first accounts. Raises Trouble where the file cannot be read."""
        if not self._file.exists():
            self._made = {user: _password() for user in FIRST}
            for user, role in FIRST.items():
                self._put({"user": user, "password": self._made[user], "roles": [role.value], "status": "CONFIRMED"})
        else:
            try:
                kept = json.loads(self._file.read_bytes())
                self._made = dict(kept["made"])
                for account in kept["accounts"]:
                    self._put(account)
            except (ValueError, KeyError, TypeError) as error:
                raise Trouble(f"the accounts in {self._file} cannot be read; nothing was changed") from error
        self.save()

    def save(self) -> None:
        """Write the accounts where they changed since the last time."""
        accounts = [self._taken(user) for user in list(self._pool.users.values())]
        text = json.dumps({"made": self._made, "accounts": accounts}, ensure_ascii=False, indent=1).encode()
        if text == self._saved:
            return
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        part.replace(self._file)
        self._saved = text

    def tell(self, console: Console) -> None:
        """Print the first accounts; a password that its owner replaced is theirs alone."""
        table = Table("account", "password", "role")
        for user, role in FIRST.items():
            known = self._pool.users.get(user)
            if known is not None:
                same = known.password == self._made.get(user)
                table.add_row(user, known.password if same else "(its own)", role.value)
        console.print(table)

    def _put(self, account: dict[str, Any]) -> None:
        user = str(account["user"])
        attributes = account.get("attributes", {"name": "HR" if user == "hr" else user.capitalize()})
        self._client.admin_create_user(
            UserPoolId=self._id,
            Username=user,
            TemporaryPassword=account["password"],
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        self._pool.users[user].status = type(self._pool.users[user].status)(account["status"])
        for role in account["roles"]:
            with contextlib.suppress(self._client.exceptions.ResourceNotFoundException):  # a role that is no more
                self._client.admin_add_user_to_group(UserPoolId=self._id, Username=user, GroupName=role)
        if not account.get("enabled", True):
            self._client.admin_disable_user(UserPoolId=self._id, Username=user)

    @staticmethod
    def _taken(user: Any) -> dict[str, Any]:
        return {
            "user": user.username,
            "password": user.password,
            "status": str(user.status.value),
            "enabled": user.enabled,
            "roles": sorted(group.group_name for group in user.groups),
            "attributes": {pair["Name"]: pair["Value"] for pair in user.attributes if pair["Name"] != "sub"},
        }


def _password() -> str:
    drawn = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return drawn if any(c.isdigit() for c in drawn) and any(c.isalpha() for c in drawn) else _password()
