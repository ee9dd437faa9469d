"""From a file to what is kept of it, by the pure rooms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

from mianshi.contracts.hiring import Job
from mianshi.contracts.matching import METHOD, MatchNote, Posting, ResumeReading, Verdict
from mianshi.contracts.resumes import ResumeReason
from mianshi.errors import Rejected
from mianshi.language.embedding import Embedder
from mianshi.matching.documents import read
from mianshi.matching.match import match
from mianshi.matching.profile import profile, shielded
from mianshi.matching.questions import from_resume
from mianshi.matching.verdicts import Meaning
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings


@cache
def meaning() -> Meaning:
    """The sentence model of this process, loaded once."""
    return Meaning(Embedder(settings().require("embedding_model")))


def findings(text: str) -> Sequence[object]:
    """Protected topics in a text (`scoring.protected.lint_text`)."""
    from mianshi.scoring.protected import lint_text  # noqa: PLC0415 - long patterns, and not every call reads words

    return lint_text(text)


def from_file(body: bytes, etag: str = "") -> ResumeReading:
    """What a file says, cut to what may be kept and shown, or why it cannot be read."""
    sha256 = hashlib.sha256(body).hexdigest()
    try:
        text = shielded(read(body), findings)
    except Rejected as error:
        reason = ResumeReason(error.code)
        return ResumeReading(sha256=sha256, etag=etag, refused=reason, method=METHOD, at=timestamp())
    return ResumeReading(
        sha256=sha256,
        etag=etag,
        pages=text.pages,
        format=text.format,
        text=text,
        method=METHOD,
        at=timestamp(),
    )


def given_up(body: bytes, etag: str) -> ResumeReading:
    """What is kept of a file that ended the process each time it was read: people are told, and can ask for another."""
    sha256 = hashlib.sha256(body).hexdigest()
    return ResumeReading(sha256=sha256, etag=etag, refused=ResumeReason.DAMAGED, method=METHOD, at=timestamp())


def matched(known: ResumeReading, job: Job) -> ResumeReading:
    """The reading with what the words say and, where the job has a posting, how it is met."""
    if known.text is None:
        return known.model_copy(update={"match": None, "at": timestamp()})
    now = timestamp()[:7]
    said = profile(known.text, until=now)
    asked = objects.get_record(objects.posting(job.id, job.posting), Posting) if job.posting else None
    made = match(asked, said, known.text, now=now, meaning=meaning()) if asked else None
    if made is not None:
        made = made.model_copy(update={"posting": job.posting})
    asks = from_resume(said, asked, made, findings)
    return known.model_copy(update={"profile": said, "match": made, "questions": asks, "at": timestamp()})


def note(reading: ResumeReading) -> MatchNote:
    """What lists show of a reading."""
    made = reading.match
    if made is None:
        return MatchNote(refused=reading.refused, method=reading.method, at=reading.at)
    return MatchNote(
        percent=made.percent,
        met=sum(one.verdict is Verdict.MET for one in made.requirements),
        asked=len(made.requirements),
        missing=len(made.missing),
        unsure=len(made.unsure),
        doubts=len(made.doubts),
        posting=made.posting,
        method=reading.method,
        at=reading.at,
    )
