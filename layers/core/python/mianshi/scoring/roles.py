"""Roles are data: shipped beside this module as JSON, or given by the employer as such a file or a workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from mianshi.contracts.role import Role
from mianshi.errors import Rejected

if TYPE_CHECKING:
    from mianshi.scoring.protected import Finding

BAD_ROLE = "bad_role"
MAX_ROLE_BYTES = 1_000_000
"""A shipped role is about 40 kB; what is far larger is not a role file."""

Place = Callable[[str], str]
"""From the path of a text, such as ``competencies.0.name.zh``, to what a reader of the file calls that place."""

_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, and what .xls and encrypted workbooks begin with
_SHIPPED = resources.files("mianshi.scoring") / "roles"


def shipped_roles() -> list[str]:
    """Ids of the roles that come with the product, sorted."""
    return sorted(entry.name.removesuffix(".json") for entry in _SHIPPED.iterdir() if entry.name.endswith(".json"))


def load_role(id_or_path: str) -> Role:
    """The role with this shipped id, or read from this file (JSON, or a workbook).

    Raises:
        Rejected: ``bad_role``; no such role, or one sentence that says where the file is wrong and how.
    """
    return parse_role(*role_bytes(id_or_path))


def role_bytes(id_or_path: str) -> tuple[bytes, str]:
    """Content of the file of a shipped role or of this path, and what to call it.

    Raises:
        Rejected: ``bad_role``; no such role or file, unreadable, or too large.
    """
    if id_or_path in shipped_roles():
        return (_SHIPPED / f"{id_or_path}.json").read_bytes(), id_or_path
    path = Path(id_or_path)
    if not _is_file(path):
        shipped = ", ".join(shipped_roles())
        raise Rejected(BAD_ROLE, f"there is no shipped role or role file '{id_or_path[:80]}'; shipped are {shipped}")
    return _read(path), path.name


def parse_role(data: bytes, source: str) -> Role:
    """The role in `data` (JSON in UTF-8, or a workbook), checked for shape and for protected topics.

    Args:
        data: content of a role file.
        source: what to call the file in an error sentence.

    Raises:
        Rejected: ``bad_role``, with one sentence that says where and what.
    """
    role, findings, place = inspect_role(data, source)
    if findings:
        first = findings[0]
        raise Rejected(
            BAD_ROLE,
            f"role file {source}: {place(first.where)} contains '{first.word}', and {first.topic} is a protected topic "
            "that may not be asked about or count",
        )
    return role


def inspect_role(data: bytes, source: str) -> tuple[Role, list[Finding], Place]:
    """The role in `data`, every protected topic in it, and how to call the place of a finding in this file.

    Raises:
        Rejected: ``bad_role`` for anything but a protected topic.
    """
    from mianshi.scoring.protected import lint  # noqa: PLC0415 - long patterns, and most functions parse no role

    raw, place = _raw(data, source)
    try:
        role = Role.model_validate(raw)
    except ValidationError as error:
        raise Rejected(BAD_ROLE, f"role file {source}: {_first_problem(error, place)}") from error
    gap = _gap(role)
    if gap is not None:
        raise Rejected(BAD_ROLE, f"role file {source}: {place(gap[0])}: {gap[1]}")
    return role, lint(role), place


def _raw(data: bytes, source: str) -> tuple[object, Place]:
    if data.startswith(_WORKBOOK):
        from mianshi.scoring.role_reading import read_sheets  # noqa: PLC0415 - few roles come as workbooks

        return read_sheets(data, source)
    try:
        return json.loads(data.decode("utf-8-sig")), str
    except UnicodeDecodeError as error:
        raise Rejected(BAD_ROLE, f"role file {source} is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise Rejected(
            BAD_ROLE, f"role file {source} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise Rejected(BAD_ROLE, f"role file {source} is nested too deeply") from error


def role_version(role: Role) -> str:
    """Content hash of `role`: 12 hexadecimal characters. Layout and key order of the file do not change it."""
    return role.content_hash()


def _gap(role: Role) -> tuple[str, str] | None:
    """What the shape alone cannot refuse, as (path, sentence): thresholds the wrong way round, a question id twice,
    a key point without an example, a blank text.
    """
    from mianshi.scoring.protected import texts  # noqa: PLC0415 - as above

    if role.thresholds.review > role.thresholds.forward:
        return "thresholds.review", "must not be above thresholds.forward"
    questions = [question.id for competency in role.competencies for question in competency.questions]
    if len(set(questions)) != len(questions):
        return "competencies", "question ids must be unique within a role"
    for at, competency in enumerate(role.competencies):
        for number, point in enumerate(competency.key_points):
            if not (point.examples.zh and point.examples.en):
                path = f"competencies.{at}.key_points.{number}.examples.{'en' if point.examples.zh else 'zh'}"
                return path, f"key point {point.id} needs an example in Chinese and in English"
    blank = next((where for where, text in texts(role) if not text.strip()), None)
    return (blank, "must not be blank") if blank else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_ROLE_BYTES + 1)
    except OSError as error:
        raise Rejected(BAD_ROLE, f"role file {path.name} cannot be read: {error.strerror}") from error
    if len(data) > MAX_ROLE_BYTES:
        raise Rejected(BAD_ROLE, f"role file {path.name} is larger than {MAX_ROLE_BYTES} bytes")
    return data


def _first_problem(error: ValidationError, place: Place) -> str:
    problems = error.errors(include_url=False)
    first = problems[0]
    where = place(".".join(str(part) for part in first["loc"]) or "the whole role")
    what = first["msg"].removeprefix("Value error, ")
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}: {what[:1].lower()}{what[1:]}{more}"
