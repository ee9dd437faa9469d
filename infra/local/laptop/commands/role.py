"""``mianshi role``: a role as a spreadsheet and back, checked, compared, weighed anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.roles import inspect_role, load_role, role_bytes, role_version

OK, REFUSED = 0, 2
LARGEST_TEXT_BYTES = 200_000


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


def check_role(arguments: argparse.Namespace) -> int:
    """Print every protected topic, with the reason and what may be asked instead, then advice; REFUSED if there is one.

    Raises:
        Rejected: ``bad_role``, ``bad_text``.
    """
    from mianshi.scoring.advice import advise, advise_text  # noqa: PLC0415
    from mianshi.scoring.protected import lint_text  # noqa: PLC0415

    role, findings, place = inspect_role(*role_bytes(arguments.role))
    told = [(place(finding.where), finding) for finding in findings]
    advice = [(place(one.where), one.sentence) for one in advise(role)]
    if arguments.job:
        text = _text(Path(arguments.job))
        told += [(f"{arguments.job}, {finding.where}", finding) for finding in lint_text(text)]
        advice += [(f"{arguments.job}, {one.where}", one.sentence) for one in advise_text(text)]
    for where, finding in told:
        label, reason, instead = finding.label, finding.reason, finding.instead
        print(f"✖ {where}: “{finding.word}” — {label.zh} {label.en}")
        print(f"    {reason.zh}{instead.zh}\n    {reason.en} {instead.en}")
    for where, sentence in advice:
        print(f"· {where}: {sentence.zh} {sentence.en}")
    print(f"{role.id} {role_version(role)}: {len(told)} 处不可用 refused, {len(advice)} 条建议 advice")
    return REFUSED if told else OK


def diff_roles(arguments: argparse.Namespace) -> int:
    """Print what changed from one role to the other, a line for each change in Chinese and English.

    Raises:
        Rejected: ``bad_role``.
    """
    from mianshi.scoring.differences import differences  # noqa: PLC0415

    old, new = load_role(arguments.old), load_role(arguments.new)
    changes = differences(old, new)
    for change in changes:
        print(f"· {change.zh} | {change.en}")
    print(f"{role_version(old)} → {role_version(new)}: {len(changes)} 处改动 changes")
    return OK


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT_BYTES + 1)
    except OSError as error:
        raise Rejected("bad_text", f"cannot read {path}: {error.strerror}") from None
    if len(data) > LARGEST_TEXT_BYTES:
        raise Rejected("bad_text", f"{path} is larger than {LARGEST_TEXT_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected("bad_text", f"{path} is not UTF-8 text") from None


def write_role(role: Role, out: Path) -> None:
    """Write a role file, and say which version it is."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(role.canonical_json(), encoding="utf-8")
    print(f"{out}: {role.id}, version {role_version(role)}")
