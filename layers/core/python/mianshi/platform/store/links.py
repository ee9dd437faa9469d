"""Links handed to people without an account."""

from __future__ import annotations

from datetime import datetime

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.people import Link
from mianshi.platform.store.rows import LinkRow, is_condition, table

_META = "META"


def save(link: Link, until: datetime) -> None:
    """Store a new link; its row goes when the link has ended."""
    row = LinkRow(
        f"LINK#{link.id}",
        _META,
        list_pk=f"LINK#{link.candidate_id}",
        list_sk=link.created_at,
        body=link.model_dump_json(),
        expires_at=until,
    )
    with table():
        row.save(LinkRow.pk.does_not_exist())


def find(link_id: str) -> Link | None:
    """The link, or None."""
    with table():
        try:
            row = LinkRow.get(f"LINK#{link_id}", _META, consistent_read=True)
        except LinkRow.DoesNotExist:
            return None
    return _link(row)


def of_candidate(candidate_id: str) -> list[Link]:
    """The links that lead to a candidate, newest first."""
    with table():
        return [_link(row) for row in LinkRow.listed.query(f"LINK#{candidate_id}", scan_index_forward=False)]


def bind(link_id: str, browser: str) -> bool:
    """Tie a link that opens once to a browser (hash of its secret). False where it is tied to another."""
    free = LinkRow.bound_to.does_not_exist() | (LinkRow.bound_to == browser)
    try:
        with table():
            LinkRow(f"LINK#{link_id}", _META).update(
                actions=[LinkRow.bound_to.set(browser)], condition=free & LinkRow.pk.exists()
            )
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def revoke(link_id: str) -> None:
    """Make a link open nothing from now on."""
    with table():
        LinkRow(f"LINK#{link_id}", _META).update(actions=[LinkRow.revoked.set(1)], condition=LinkRow.pk.exists())


def _link(row: LinkRow) -> Link:
    return Link.model_validate_json(row.body).model_copy(update={"revoked": bool(row.revoked)})
