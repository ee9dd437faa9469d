"""``mianshi role``: a role as a spreadsheet and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from mianshi.contracts.role import Role
from mianshi.scoring.roles import load_role, role_version

OK = 0


def export_role(arguments: argparse.Namespace) -> int:
    """Write the role as a workbook.

    Raises:
        Rejected: ``bad_role``.
    """
    from mianshi.scoring.role_writing import write_workbook  # noqa: PLC0415 - the one act that writes workbooks

    role = load_role(arguments.role)
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(write_workbook(role))
    print(f"{out}: {role.id}, version {role_version(role)}")
    return OK


def import_role(arguments: argparse.Namespace) -> int:
    """Write the role of a workbook as a role file.

    Raises:
        Rejected: ``bad_role`` with sheet, row and column.
    """
    write_role(load_role(arguments.role), Path(arguments.out))
    return OK


def write_role(role: Role, out: Path) -> None:
    """Write a role file, and say which version it is."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(role.canonical_json(), encoding="utf-8")
    print(f"{out}: {role.id}, version {role_version(role)}")
