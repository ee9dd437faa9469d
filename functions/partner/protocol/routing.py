"""Routes say what they take and give; routing, checks, problems and the OpenAPI document are made from that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from mianshi.contracts.partner import Scope
from mianshi.errors import Rejected

Work = Callable[..., Any]
W = TypeVar("W", bound=Work)
PREFIX = "/api/v1"
JSON = "application/json"
MOST_BODY = 1_000_000
"""Bytes of a body, where a route does not say otherwise."""
_ULID = "[0-9A-HJKMNP-TV-Z]{26}"


@dataclass(frozen=True)
class PathParameter:
    """A part of an address. What does not match is not found."""

    pattern: str
    description: str
    example: str


PATH_PARAMETERS = {
    "job_id": PathParameter(f"^jb_{_ULID}$", "Id of a job.", "jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5"),
    "candidate_id": PathParameter(f"^ca_{_ULID}$", "Id of a candidate.", "ca_01KB4ZM8D2F6H9K3P7R1S5T8W4"),
    "interview_id": PathParameter(f"^iv_{_ULID}$", "Id of an interview.", "iv_01KB4ZQ2A5C9E3G7J1M6N8P4R2"),
    "answer": PathParameter("^(0|[1-9][0-9]?)$", "Number of the answer, from 0.", "0"),
}
"""By name. A name that is not here is a short id of letters, digits and ``_ . -``."""
_ANY_ID = PathParameter("^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$", "An id of ours.", "id")


@dataclass(frozen=True)
class File:
    """An answer that is no JSON."""

    content: bytes
    content_type: str
    name: str = ""
    """To save it by; ours, without personal data. Empty: it is not to be saved."""


@dataclass(frozen=True)
class Route:
    """One operation."""

    method: str
    path: str
    subject: str
    work: Work
    summary: str
    scope: Scope | None
    """None: no key is needed."""
    takes: Any
    gives: Any
    query: Any
    status: int
    consumes: tuple[str, ...]
    produces: tuple[str, ...]
    most_body: int
    also: Mapping[int, str]
    """Other statuses of success, and what they say."""
    problems: tuple[int, ...]
    headers: Mapping[str, str]
    """Headers of the answer: name to description."""
    takes_headers: Mapping[str, str]
    told_once: tuple[str, ...]

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """What addresses of this route look like."""
        names = re.findall(r"{(\w+)}", self.path)
        text = re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        for name in names:
            text = text.replace("{" + name + "}", f"(?P<{name}>[^/]+)")
        return re.compile(text)

    def arguments(self, path: str) -> dict[str, str] | None:
        """The parts of an address of this route; None for any other address.

        Raises:
            Rejected: ``not_found`` where a part cannot be what it stands for.
        """
        found = self.shape.fullmatch(path)
        if found is None:
            return None
        parts = found.groupdict()
        if not all(re.fullmatch(parameter(name).pattern, value) for name, value in parts.items()):
            raise Rejected("not_found", "an id in the address has another form")
        return parts


def parameter(name: str) -> PathParameter:
    """What is known about a part of an address."""
    return PATH_PARAMETERS.get(name, _ANY_ID)


@dataclass
class Routes:
    """The routes of one subject; `subject` groups them in the OpenAPI document."""

    subject: str
    routes: list[Route] = field(default_factory=list)

    def get(self, path: str, **declared: Any) -> Callable[[W], W]:
        return self.route("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[W], W]:
        return self.route("POST", path, **declared)

    def put(self, path: str, **declared: Any) -> Callable[[W], W]:
        return self.route("PUT", path, **declared)

    def patch(self, path: str, **declared: Any) -> Callable[[W], W]:
        return self.route("PATCH", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[W], W]:
        return self.route("DELETE", path, **declared)

    def route(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        scope: Scope | None,
        takes: Any = None,
        gives: Any = None,
        query: Any = None,
        status: int | None = None,
        consumes: tuple[str, ...] = (JSON,),
        produces: tuple[str, ...] = (JSON,),
        most_body: int = MOST_BODY,
        also: Mapping[int, str] | None = None,
        problems: tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
        takes_headers: Mapping[str, str] | None = None,
        told_once: tuple[str, ...] = ("secret",),
    ) -> Callable[[W], W]:
        """Declare an operation. The function's docstring becomes its description.

        Args:
            method: of HTTP.
            path: below ``/api/v1``; ``{name}`` becomes the keyword argument `name`.
            summary: a few words.
            scope: what the key must be allowed; None for what needs no key.
            takes: record of the body, given as second positional argument; ``bytes`` for another form (`consumes`).
            gives: record of the answer; None answers 204; ``bytes`` where the function returns a `File`.
            query: record of the query, given as the keyword argument ``query``.
            status: of success; 200 where None (204 where nothing is given).
            consumes: media types of the body.
            produces: media types of the answer.
            most_body: bytes.
            also: other statuses of success.
            problems: statuses of refusals that are not plain from the rest of the declaration.
            headers: headers of the answer, described.
            takes_headers: headers of the request, described.
            told_once: members of the answer that are secrets: they are not kept, and null where it is given again.
        """

        def keep(work: W) -> W:
            self.routes.append(
                Route(
                    method=method,
                    path=path,
                    subject=self.subject,
                    work=work,
                    summary=summary,
                    scope=scope,
                    takes=takes,
                    gives=gives,
                    query=query,
                    status=status or (204 if gives is None else 200),
                    consumes=consumes,
                    produces=produces,
                    most_body=most_body,
                    also=also or {},
                    problems=problems,
                    headers=headers or {},
                    takes_headers=takes_headers or {},
                    told_once=told_once,
                )
            )
            return work

        return keep
