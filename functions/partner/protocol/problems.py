"""Refusals as problem details (RFC 9457): what each code means, in one plain sentence, and its HTTP status."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pydantic import ValidationError

from mianshi.contracts.partner_api import FieldProblem, Problem
from mianshi.errors import Rejected

PROBLEM_JSON = "application/problem+json"
MOST_ERRORS = 50
"""Fields that one answer names."""


class Kind(NamedTuple):
    """One code: its HTTP status, its title, and what it means."""

    status: int
    title: str
    sentence: str


KINDS: dict[str, Kind] = {
    "already_done": Kind(409, "Done before", "This was done before, or what it depends on is over."),
    "bad_cursor": Kind(422, "Cursor not ours", "The cursor did not come from this list. Begin again without one."),
    "bad_json": Kind(422, "Body is not JSON", "The body cannot be read as JSON in UTF-8."),
    "bad_key": Kind(401, "Key not valid", "The API key is unknown, was revoked, or has expired."),
    "bad_role": Kind(422, "Role cannot be used", "The role cannot be used: see the detail."),
    "bad_rows": Kind(422, "Some cells are wrong", "Some cells have to be put right; nothing was stored."),
    "bad_sheet": Kind(422, "File cannot be read", "The file is no table with the columns of the standard file."),
    "bad_url": Kind(422, "Address not allowed", "Only https addresses of public hosts, on port 443, are called."),
    "budget_spent": Kind(409, "Budget spent", "The budget of the job is spent: nobody new is invited."),
    "candidate_left": Kind(409, "Not a candidate any more", "The candidate withdrew, or the data were deleted."),
    "changed_meanwhile": Kind(409, "Changed meanwhile", "Somebody else changed it at the same moment. Read it again."),
    "external_id_taken": Kind(409, "External id in use", "Another record of yours has this external id already."),
    "gone": Kind(410, "Deleted", "The data were deleted at the candidate's request."),
    "invalid": Kind(422, "Some fields are wrong", "The request was read, but some of its values cannot be used."),
    "key_reused": Kind(422, "Idempotency key reused", "This Idempotency-Key was sent before with another request."),
    "limit_reached": Kind(409, "No more of these", "There are as many of these as there may be."),
    "method_not_allowed": Kind(405, "Method not allowed", "This address does not know that method."),
    "missing_scope": Kind(403, "Key may not do this", "The API key lacks the scope that this call needs."),
    "no_consent": Kind(422, "Consent is missing", "Recording and analysis need the candidate's consent."),
    "no_key": Kind(401, "Key is missing", "Send your API key as: Authorization: Bearer mk_..."),
    "no_test": Kind(409, "Cannot be tested", "The subscription is switched off."),
    "not_acceptable": Kind(406, "Form not available", "The answer comes in another form than the one asked for."),
    "not_advanced": Kind(409, "Not advanced", "Only somebody whom a named person advanced can be hired."),
    "not_allowed": Kind(403, "Not allowed", "This may not be done here."),
    "not_found": Kind(404, "Not found", "There is nothing here that this key may see."),
    "not_hired": Kind(409, "Not hired", "Nobody has reported that this candidate was hired."),
    "not_ready": Kind(409, "Not ready yet", "What is asked for is still being worked on."),
    "nothing_given": Kind(409, "Nothing to go on with", "No recording is there yet."),
    "precondition_failed": Kind(412, "Changed since you read it", "If-Match names a version that is not the newest."),
    "server_error": Kind(500, "Our mistake", "Something broke on our side. It was logged; try again later."),
    "still_running": Kind(409, "Still being worked on", "A request with this Idempotency-Key is still at work."),
    "too_large": Kind(413, "Too large", "The body or the file is larger than allowed."),
    "too_many": Kind(429, "Too many requests", "Too many requests. Wait as long as Retry-After says."),
    "unavailable": Kind(503, "Not available just now", "Something we need is busy. Try again in a moment."),
    "unsupported_media_type": Kind(415, "Media type not accepted", "Send the body as application/json."),
    "upload_incomplete": Kind(409, "Files are missing", "Not every file has arrived yet."),
}
"""Codes of this API; another one of the doors is told by `kind`."""
PROTECTED = frozenset(
    {
        *("age", "birthday", "birthdate", "birth_date", "date_of_birth", "dob", "id_number", "national_id"),
        *("gender", "sex", "marital_status", "married", "children", "pregnancy", "health", "disability"),
        *("ethnicity", "race", "nationality", "religion", "political_status", "hukou", "household_registration"),
        *("photo", "avatar", "picture", "school_rank"),
    }
)
"""Names of fields about traits that decide nothing here (policy 7): refused with the reason, not just as unknown."""
_MESSAGES = {
    "extra_forbidden": "There is no such field.",
    "missing": "This field is missing.",
    "json_invalid": "The body is not JSON.",
}


def kind(code: str) -> Kind:
    """What a code means; one that only the doors of people use keeps the status it has there."""
    if code in KINDS:
        return KINDS[code]
    from mianshi.doors.web import STATUS  # noqa: PLC0415 - rare, and it brings the frame of the pages
    from mianshi.pages.labels import error_sentence  # noqa: PLC0415 - as above

    return Kind(STATUS.get(code, 400), code.replace("_", " ").capitalize(), error_sentence(code).en)


class Refused(Rejected):
    """A refusal that says more: a sentence for the developer, fields, headers of the answer."""

    def __init__(
        self,
        code: str,
        sentence: str = "",
        errors: list[FieldProblem] | None = None,
        headers: dict[str, str] | None = None,
        existing: str | None = None,
    ) -> None:
        super().__init__(code, sentence)
        self.sentence = sentence
        self.existing = existing
        self.errors = errors or []
        self.headers = headers or {}


def of(error: Refused, origin: str, request_id: str) -> Problem:
    """The problem that a refusal is told as."""
    told, code = kind(error.code), error.code
    return Problem(
        type=f"{origin}/api/v1/problems/{code}",
        title=told.title,
        status=told.status,
        detail=error.sentence or told.sentence,
        code=code,
        request_id=request_id,
        errors=error.errors,
        existing=error.existing,
    )


def invalid(error: ValidationError, *, query: bool = False) -> Refused:
    """What pydantic found, field by field. The values themselves are not repeated: they may be personal data."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if found and found[0]["type"] == "json_invalid":
        where = found[0]["msg"].partition(": ")[2]
        return Refused("bad_json", f"The body is not JSON: {where}." if where else "")
    return Refused("invalid", errors=[_field(dict(one), query) for one in found[:MOST_ERRORS]])


def _field(one: dict[str, Any], query: bool) -> FieldProblem:
    loc = tuple(one["loc"])
    last = str(loc[-1]) if loc else ""
    sentence = _MESSAGES.get(one["type"]) or one["msg"].removeprefix("Value error, ").rstrip(".") + "."
    if one["type"] == "extra_forbidden" and last.lower() in PROTECTED:
        sentence = "This is a protected characteristic: it is never taken, and nothing is decided by it."
    if query:
        return FieldProblem(parameter=last[:100], detail=sentence)
    return FieldProblem(pointer=pointer(loc), detail=sentence)


def pointer(loc: tuple[object, ...]) -> str:
    """A JSON pointer (RFC 6901) as a URI fragment, such as ``#/rules/answer_seconds``."""
    parts = (str(part)[:100].replace("~", "~0").replace("/", "~1") for part in loc)
    return "#" + "".join(f"/{part}" for part in parts)


def body(problem: Problem) -> str:
    """The problem as JSON; empty members are left out."""
    return json.dumps(problem.model_dump(exclude_defaults=True, mode="json"), ensure_ascii=False)
