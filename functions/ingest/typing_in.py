"""One typed answer: what was uploaded is read as text and kept as it was read."""

from __future__ import annotations

import fetching
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.hiring import LONGEST_TEXT
from mianshi.contracts.media import TypedAnswer
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.platform import objects

MOST_BYTES = 4 * LONGEST_TEXT
"""UTF-8 takes at most four bytes for a character (RFC 3629)."""


def keep(interview: Interview, upload: Upload) -> int:
    """Store a typed answer as an artefact of the run; its number.

    Raises:
        Rejected: ``empty``, ``not_text`` where it is not UTF-8, ``text_too_long``.
    """
    typed = TypedAnswer(answer=upload.answer, text=_read(objects.get_body(fetching.original(upload), MOST_BYTES + 1)))
    where = objects.artefact(interview.id, "ingest", interview.attempt, f"typed-{upload.answer}.json")
    objects.put_record(where, typed)
    return upload.answer


def _read(body: bytes) -> str:
    if len(body) > MOST_BYTES:
        raise Rejected(Reason.TEXT_TOO_LONG, f"more than {LONGEST_TEXT} characters")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected(Reason.NOT_TEXT, "it is not UTF-8") from None
    if len(text) > LONGEST_TEXT:
        raise Rejected(Reason.TEXT_TOO_LONG, f"more than {LONGEST_TEXT} characters")
    if not text.strip():
        raise Rejected(Reason.EMPTY, "nothing was typed")
    return text
