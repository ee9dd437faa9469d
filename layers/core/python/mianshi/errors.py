"""The three families of failure. The state machine matches these class names, so there are no subclasses.

An error crosses the Lambda wall as ``"<code>: <sentence>"``; `code_of` reads the code back.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"^([a-z][a-z0-9_]*)(?::|$)")


class _Coded(Exception):
    """An exception that names its cause with a short code.

    Args:
        code: snake_case name of the cause, stable across releases.
        detail: one English sentence for the log. It never holds personal data.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Rejected(_Coded):
    """The input cannot be used; `code` is a `mianshi.contracts.outcomes.Reason`. Trying again changes nothing."""


class Transient(_Coded):
    """A condition that passes: throttling, a lost connection, a busy peer. Trying again may help."""


class Defect(_Coded):
    """Ours to mend: missing permission, broken contract, impossible state. Trying again changes nothing."""


def code_of(message: str) -> str | None:
    """The code at the head of an error message that crossed the Lambda wall, or None."""
    found = _CODE.match(message)
    return found.group(1) if found else None
