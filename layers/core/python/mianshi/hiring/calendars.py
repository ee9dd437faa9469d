"""Calendar files (iCalendar, RFC 5545) that calendars of every maker read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mianshi.contracts.base import Record

_LONGEST_LINE = 75
"""Octets of a line without its break (RFC 5545, 3.1)."""
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, which a value may not hold, and marks that turn the direction of what follows."""


class Entry(Record):
    """One appointment. Times are ISO 8601 with their offset; texts are plain and may have several lines."""

    uid: str
    """The same for the same appointment for ever, so that opening the file again changes it and does not double it."""
    starts_at: str
    ends_at: str
    stamped_at: str
    """When this was written."""
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""


def calendar(entries: Sequence[Entry], name: str) -> str:
    """The appointments as one calendar called `name`: CRLF line ends, lines folded at 75 octets, times in UTC.

    Raises:
        ValueError: for a time that is no ISO 8601 time with an offset.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mianshi//Interviews//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.stamped_at)}"
    yield f"DTSTART:{_utc(entry.starts_at)}"
    yield f"DTEND:{_utc(entry.ends_at)}"
    yield f"SUMMARY:{_escaped(entry.summary)}"
    for key, value in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if value:
            yield f"{key}:{_escaped(value)}"
    if entry.url:
        yield f"URL:{''.join(_UNWANTED.sub('', entry.url).split())}"
    yield "END:VEVENT"


def _utc(moment: str) -> str:
    at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError(f"a time needs its offset: {moment[:40]}")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    plain = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut between characters, never inside one; a line that goes on begins with one blank, which counts."""
    parts, part, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _LONGEST_LINE:
            parts.append(part)
            part, octets = "", 1
        part, octets = part + character, octets + size
    return "\r\n ".join([*parts, part])
