"""Events that the partner API sets off."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from mianshi.contracts.base import Record


class FetchState(StrEnum):
    """How a file that a partner promised is coming."""

    AWAITING_UPLOAD = "awaiting_upload"
    """They upload it themselves."""
    WAITING = "waiting"
    """We were given an address and have not begun, or try again soon."""
    FETCHING = "fetching"
    STORED = "stored"
    FAILED = "failed"
    """`FetchProblem` says why; another address, or an upload, makes it good."""


class FetchProblem(StrEnum):
    """Why a file could not be fetched."""

    BAD_ADDRESS = "bad_address"
    """Not https, not a public host, or one whose address is not public."""
    REDIRECTED = "redirected"
    """It points elsewhere; redirects are never followed."""
    FORBIDDEN = "forbidden"
    """401 or 403: the address has expired, most often."""
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    """Any other answer that will not change by itself."""
    UNREACHABLE = "unreachable"
    """No connection, or a server that was busy or broken, time and again."""
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    """It did not arrive within the time a fetch has."""
    EMPTY = "empty"
    CUT_OFF = "cut_off"
    """Fewer bytes came than were announced, time and again."""
    NOT_MEDIA = "not_media"
    """A page or a text came instead of a recording or a document; a page to sign in at, most often."""
    UNAVAILABLE = "unavailable"
    """Something on our side did not work, time and again: name the address once more."""


class RecordingWanted(Record):
    """Detail of the event ``recording.wanted``: which file is fetched. Its address lies in the table for days only: a
    signed address is a secret of the partner and no matter of an event's log.

    A recording is named by its interview and the number of its answer; a résumé by its candidate, with `answer` 0 and
    the candidate's id (``ca_…``) in place of an interview's.
    """

    interview_id: str
    answer: int = Field(ge=0)
    job_id: str | None = None
    """Of the candidate, for a résumé."""


class Wanted(Record):
    """A file that a partner's system has and we do not: kept for days, in the partition of its interview or job."""

    answer: int = Field(default=0, ge=0)
    url: str = ""
    """Emptied once it is stored or has failed for good."""
    state: FetchState = FetchState.WAITING
    problem: FetchProblem | None = None
    content_type: str = ""
    """Of a résumé: what it was announced as."""
    attempts: int = Field(default=0, ge=0)
    bytes: int | None = None
    token: str = Field(default="", pattern="^[0-9a-z]*$")
    """Of this naming; a new address has a new one."""
    at: str
    """When it last changed. UTC."""


class FetchTask(Record):
    """EventBridge's event ``recording.wanted``; the rest of its envelope is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    detail: RecordingWanted


class FetchReceipt(Record):
    interview_id: str
    bytes: int
    outcome: Literal["stored", "already_there", "refused"] = "stored"
