"""One request of a partner: who calls, what came along, and what of ours this partner may see."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.partner import ApiKey, Partner, Scope
from mianshi.errors import Rejected
from mianshi.platform import signing
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, jobs
from protocol.problems import Refused
from protocol.routing import PREFIX, Route


@dataclass
class Call:
    """One request of a partner, after the gate."""

    event: Mapping[str, Any]
    """HTTP API event, payload 2.0."""
    request_id: str
    route: Route | None = None
    known: tuple[Partner, ApiKey] | None = None
    status: int | None = None
    """Set it to answer with another status than the route's."""
    answer_headers: dict[str, str] = field(default_factory=dict)

    @property
    def partner(self) -> Partner:
        """Whose key it is."""
        if self.known is None:
            raise Rejected("no_key", "nobody said who they are")
        return self.known[0]

    @property
    def key(self) -> ApiKey:
        """The key that came along."""
        if self.known is None:
            raise Rejected("no_key", "nobody said who they are")
        return self.known[1]

    @property
    def who(self) -> str:
        """As the access log names the partner."""
        return self.partner.who

    @property
    def method(self) -> str:
        return str(self.event["requestContext"]["http"]["method"]).upper()

    @property
    def path(self) -> str:
        """Below ``/api/v1``."""
        return str(self.event.get("rawPath") or "").removeprefix(PREFIX)

    @property
    def address(self) -> str:
        """A keyed hash of the network address."""
        return signing.pseudonym(str(self.event["requestContext"]["http"].get("sourceIp", "")))

    @property
    def origin(self) -> str:
        """Scheme and host of addresses that are handed out: as configured, or those this call came to."""
        if settings().portal_url:
            return settings().portal_url.rstrip("/")
        host = self.header("host") or str(self.event["requestContext"].get("domainName", ""))
        plain = host.partition(":")[0] in ("127.0.0.1", "localhost")
        return f"{'http' if plain else 'https'}://{host}"

    def header(self, name: str) -> str:
        """The value of a header, empty where it was not sent."""
        return str((self.event.get("headers") or {}).get(name.lower(), "") or "")

    @cached_property
    def body(self) -> bytes:
        """The body's bytes.

        Raises:
            Rejected: ``bad_json`` where the frame in front of us sent no base64.
        """
        body = self.event.get("body") or ""
        if not self.event.get("isBase64Encoded"):
            return str(body).encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(str(body), validate=True)
        except (binascii.Error, ValueError):
            raise Rejected("bad_json", "the body did not arrive whole") from None

    def job(self, job_id: str) -> Job:
        """A job that this partner sees.

        Raises:
            Rejected: ``not_found`` also for a job of others, so that nobody can ask which there are.
        """
        found = jobs.find(job_id)
        if found is None or not self.sees(found):
            raise Rejected("not_found", "There is no such job.")
        return found

    def sees(self, job: Job) -> bool:
        """Whether a job is this partner's to see."""
        return self.partner.sees(job)

    def candidate(self, job_id: str, candidate_id: str, *, erased_too: bool = False) -> tuple[Job, Candidate]:
        """A candidate of a job that this partner sees, and the job.

        Raises:
            Rejected: as `job`; ``gone`` where the data were deleted, unless `erased_too`.
        """
        job = self.job(job_id)
        found = candidates.find(job_id, candidate_id)
        if found is None:
            raise Rejected("not_found", "There is no such candidate.")
        if found.stage is Stage.ERASED and not erased_too:
            raise Rejected("gone", "The data were deleted at the candidate's request.")
        return job, found

    def also(self, *scopes: Scope) -> None:
        """See whether the key is good for more than the route's scope.

        Raises:
            Refused: ``missing_scope``.
        """
        missing = [scope.value for scope in scopes if scope not in self.key.scopes]
        if missing:
            raise Refused("missing_scope", f"This call needs {' and '.join(missing)} as well.")

    def interview(self, interview_id: str) -> Interview:
        """An interview of a job that this partner sees.

        Raises:
            Rejected: as `job`.
        """
        found = interviews.find(interview_id)
        if found is None or not found.job_id:
            raise Rejected("not_found", "There is no such interview.")
        self.job(found.job_id)
        return found

    def tell(self, name: str, value: str) -> None:
        """Give the answer a header."""
        self.answer_headers[name] = value

    def cursor(self, position: str) -> str:
        """What the next page of this very list is asked for with: opaque, signed, of this partner only."""
        packed = base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")
        return f"{packed}.{signing.signature(self._list(position))}"

    def position(self, cursor: str | None) -> str | None:
        """Where a cursor of this list points; None without one.

        Raises:
            Rejected: ``bad_cursor``.
        """
        if cursor is None:
            return None
        packed, _, mark = cursor.partition(".")
        try:
            found = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, ValueError):
            raise Rejected("bad_cursor") from None
        if not signing.signed(self._list(found), mark):
            raise Rejected("bad_cursor")
        return found

    def _list(self, position: str) -> str:
        return f"cursor:{self.partner.id}:{self.path}:{position}"
