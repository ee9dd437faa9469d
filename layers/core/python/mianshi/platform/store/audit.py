"""The access log: only ever added to. And how much each person uses the product, counted from it."""

from __future__ import annotations

import secrets
from collections import defaultdict

from mianshi.contracts.people import AuditEntry
from mianshi.platform.clock import expiry
from mianshi.platform.store.rows import CountRow, ListedRow, table

KEEP_DAYS = 1095
_OTHERS = ("candidate:", "link:", "partner:", "connector:", "software", "nobody")
"""Who is in the log without an account: their use is not counted."""


def record(entry: AuditEntry) -> None:
    """Add one line, and count it for the month of the person, where somebody with an account did it."""
    subject = entry.candidate_id or entry.interview_id
    row = ListedRow(
        f"AUDIT#{entry.at[:10]}",
        f"{entry.at}#{secrets.token_hex(4)}",
        list_pk=f"AUDIT#{subject}" if subject else None,
        list_sk=entry.at if subject else None,
        body=entry.model_dump_json(),
        expires_at=expiry(KEEP_DAYS),
    )
    with table():
        row.save()
        if entry.who.startswith(_OTHERS):
            return
        counter = CountRow(f"USAGE#{entry.at[:7]}", f"{entry.who}#{entry.action.value}")
        counter.update(actions=[CountRow.number.add(1), CountRow.expires_at.set(expiry(KEEP_DAYS))])


def of_day(date: str, limit: int, before: str | None = None) -> tuple[list[AuditEntry], str | None]:
    """Up to `limit` lines of a day (``YYYY-MM-DD``, UTC), newest first, and the key to go on before."""
    below = ListedRow.sk < before if before else None
    with table():
        rows = list(ListedRow.query(f"AUDIT#{date}", below, limit=limit + 1, scan_index_forward=False))
    more = rows[limit - 1].sk if len(rows) > limit else None
    return [AuditEntry.model_validate_json(row.body) for row in rows[:limit]], more


def about(subject: str, limit: int) -> list[AuditEntry]:
    """The newest lines about a candidate, or about an interview that has none."""
    with table():
        rows = ListedRow.listed.query(f"AUDIT#{subject}", limit=limit, scan_index_forward=False)
        return [AuditEntry.model_validate_json(row.body) for row in rows]


def usage(month: str) -> dict[str, dict[str, int]]:
    """How often everybody did what in a month (``YYYY-MM``): person to action to number."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with table():
        for row in CountRow.query(f"USAGE#{month}"):
            who, _, action = row.sk.rpartition("#")
            found[who][action] = int(row.number)
    return dict(found)
