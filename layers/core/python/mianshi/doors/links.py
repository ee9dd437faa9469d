"""Links for people without an account: signed, for one purpose, with an end."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mianshi.contracts.people import Link
from mianshi.errors import Rejected
from mianshi.platform import signing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import links

Purpose = Literal["interview", "report"]
_DOORS: dict[Purpose, str] = {"interview": "/c/open/", "report": "/g/"}


def make(
    purpose: Purpose,
    *,
    job_id: str,
    candidate_id: str,
    created_by: str,
    days: int,
    interview_id: str | None = None,
    once: bool = False,
) -> Link:
    """A new link, stored. What is handed out is `path`."""
    until = now() + timedelta(days=days)
    link = Link(
        id=signing.chance(16),
        purpose=purpose,
        job_id=job_id,
        candidate_id=candidate_id,
        interview_id=interview_id,
        created_by=created_by,
        created_at=timestamp(),
        expires_at=timestamp(until),
        once=once,
    )
    links.save(link, until + timedelta(days=30))  # a while longer, so that "expired" can be told from "never was"
    return link


def token(link: Link) -> str:
    """What stands in the address, and in the cookie of whoever opened it: the id and our signature over its purpose."""
    return f"{link.id}.{_signature(link.id, link.purpose)}"


def path(link: Link) -> str:
    """The path that opens it."""
    return _DOORS[link.purpose] + token(link)


def opened(given: str, purpose: Purpose) -> Link:
    """The link that a token names.

    Raises:
        Rejected: ``link_broken`` for what we never signed, for this purpose; ``link_expired`` for one that ended or
            was taken back.
    """
    link = known(given, purpose)
    if ended(link):
        raise Rejected("link_expired", "the link has ended")
    return link


def live(candidate_id: str) -> Link | None:
    """The newest link that opens a candidate's interview."""
    found = (link for link in links.of_candidate(candidate_id) if link.purpose == "interview")
    return next((link for link in found if not ended(link)), None)


def ended(link: Link) -> bool:
    """Whether a link opens nothing any more: its time is over, or it was taken back."""
    return link.revoked or link.expires_at <= timestamp()


def known(given: str, purpose: Purpose) -> Link:
    """The link that a token names, also one that opens nothing any more.

    Raises:
        Rejected: ``link_broken`` for what we never signed, for this purpose; ``link_expired`` for one we forgot.
    """
    link_id, _, mac = given.partition(".")
    if not signing.signed(f"link:{purpose}:{link_id}", mac):
        raise Rejected("link_broken", "the signature is not ours")
    link = links.find(link_id)
    if link is None:
        raise Rejected("link_expired", "the link is forgotten")
    return link


def _signature(link_id: str, purpose: Purpose) -> str:
    return signing.signature(f"link:{purpose}:{link_id}")
