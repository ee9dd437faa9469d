"""How a platform's module talks without touching the network: it yields what it wishes and is sent what came of it.

A deed is a generator. It yields `Call`, `NeedToken` or `Store`, gets an `Answer` or a token back, and returns its
verdict. Whoever drives it (functions/sync_hr) owns the network, the token cache and the row of the outbox; so the
same code runs against a platform, a stand-in, or a list of answers in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Answer, Connector, Delivery, EventKind, Request, Verdict
from mianshi.contracts.news import News

Repeat = Literal["key", "look", "person"]
"""After an attempt of which nobody knows whether it arrived. `key`: send again, the platform drops the repeat.
`look`: the deed asks the platform first (`Attempt.uncertain`). `person`: neither is possible."""


@dataclass(frozen=True)
class Call:
    """One HTTP request. `changes`: the other side may be different afterwards; a token or a look changes nothing."""

    request: Request
    changes: bool = True
    counted: bool = True
    """Towards the platform's monthly quota."""
    seconds: int | None = None
    """How long an answer may take, where a platform is slower than others; None: as long as usual."""


@dataclass(frozen=True)
class Grant:
    """A token and for how many seconds it may be used."""

    token: str
    seconds: int


@dataclass(frozen=True)
class NeedToken:
    """An access token: the cached one, or a new one where there is none, it ends soon, or the platform refused it."""

    key: str
    """Which of the connector's tokens; no personal data and nothing secret."""
    fetch: Request
    read: Callable[[Answer], Grant | Verdict]
    stale: str = ""
    """The token that was refused."""


@dataclass(frozen=True)
class Store:
    """One object into a customer's bucket; the same key again replaces it."""

    bucket: str
    key: str
    body: bytes
    content_type: str


Wish = Call | NeedToken | Store
Exchange = Generator[Wish, Any, Verdict]


class Ended(Exception):
    """Ends a deed from the depth of a helper with this verdict; the driver takes it as if it had been returned."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


@dataclass(frozen=True)
class Attempt:
    """One try at one row of the outbox."""

    delivery: Delivery
    connector: Connector
    secret: str
    """As Secrets Manager holds it."""
    news: News
    now_ms: int
    """Milliseconds since 1970; part of signatures."""
    uncertain: bool = False
    """An earlier attempt may have arrived: a deed that has no key must look before it acts."""


@dataclass(frozen=True)
class Limit:
    """At most so many deeds in so many seconds, for one credential."""

    count: int
    seconds: int


@dataclass(frozen=True)
class Platform:
    """What one module offers."""

    deliver: Callable[[Attempt], Exchange]
    """Raises Rejected ``bad_connector`` where settings or secret cannot be used."""
    deeds: Callable[[EventKind, Connector], Sequence[str]]
    """What is done about an event, as far as the connector's settings ask for it; each becomes a row of the outbox."""
    repeat: Callable[[str], Repeat]
    """By deed."""
    settings: type[Record]
    secret: type[Record] | None
    """Shape of the secret where it is JSON; None where it is plain text."""
    secret_text: Callable[[str], None] | None = None
    """Of a secret in plain text: raises Rejected ``bad_connector`` where it cannot be used."""
    address: str = ""
    """Used where the connector names none; empty: it must name one."""
    address_check: Callable[[str], None] | None = None
    """Of the address that a connector names: raises Rejected ``bad_connector`` where a secret stands in it, or it is
    none of this platform's."""
    limits: tuple[Limit, ...] = ()
    credential: tuple[str, ...] = ("app_key", "app_id", "corpid", "agentid", "access_token", "key", "hook")
    """Fields of its secret, and of the settings, that say which app or robot it is: whoever has the same shares its
    limits. What the platform has none of is left out."""
    monthly_quota: int | None = None
    """Calls that the platform's cheapest edition allows in a month, for whoever watches the count."""
    needs_person: frozenset[str] = frozenset()
    """Deeds that need the candidate's name and contacts."""


def call(
    request: Request, *, changes: bool = True, counted: bool = True, seconds: int | None = None
) -> Generator[Wish, Any, Answer]:
    """Send a request, get its answer."""
    answer: Answer = yield Call(request, changes, counted, seconds)
    return answer


def token(need: NeedToken) -> Generator[Wish, Any, str]:
    """Get an access token.

    Raises:
        Ended: with what the platform said instead of handing one out.
    """
    got: str | Verdict = yield need
    if isinstance(got, Verdict):
        raise Ended(got)
    return got


def authorised(
    need: NeedToken,
    build: Callable[[str], Request],
    refused: Callable[[Answer], bool],
    *,
    changes: bool = True,
    counted: bool = True,
) -> Generator[Wish, Any, Answer]:
    """Call with a token, and once more with a new one where the platform says that it is no longer good.

    Args:
        need: how the token is got.
        build: the request for a token.
        refused: whether an answer means that the token was not accepted, so that nothing was done.
        changes: as in `Call`.
        counted: as in `Call`.
    """
    first = yield from token(need)
    answer = yield from call(build(first), changes=changes, counted=counted)
    if not refused(answer):
        return answer
    second = yield from token(NeedToken(need.key, need.fetch, need.read, stale=first))
    return (yield from call(build(second), changes=changes, counted=counted))
