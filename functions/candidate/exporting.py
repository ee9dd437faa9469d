"""Exporting: everything kept about a candidate, as files a person and a program can read (right of access)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, CandidateRequest, ConsentRecord, Job
from mianshi.contracts.matching import Posting, ResumeReading
from mianshi.doors import follow_ups, journeys, reading, reports
from mianshi.pages.consent_words import consent_words
from mianshi.platform import objects, resumes
from mianshi.platform.store import afterwards, candidates, interviews, scorecards
from mianshi.platform.store.afterwards import Afterwards
from mianshi.privacy.policies import asks_consent, load_policy

_INNER = {"created_by", "revision", "personal"}
"""Of a candidate's row: whose hand added it is somebody else's data, the revision says nothing, and questions that are
still to be asked stay untold; those that were asked stand in the interview's uploads."""
_OWN = {
    "id", "role", "role_version", "role_name", "language", "policy", "consent", "uploads", "created_at", "status",
    "outcome", "reason", "closed_at", "job_id", "candidate_id", "department", "source", "appeal_of", "extra_time",
    "follow_ups", "asking",
}  # fmt: skip
"""Of an interview's row. Named one by one, so that nothing of other people, of our machinery, or of scores that were
not released can come along: a score stands in the scorecard once it is released."""


def archive(job: Job, candidate: Candidate, language: Language) -> bytes:
    """A ZIP of JSON files. Interviewers' remarks and ratings, and the reason they gave, are not in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in _files(job, candidate, language):
            archived.writestr(name, content)
    return packed.getvalue()


def _files(job: Job, candidate: Candidate, language: Language) -> Iterator[tuple[str, str]]:
    own = candidate.model_dump(mode="json", exclude=_INNER | {"decision"})
    own["job"] = {"title": job.title.model_dump(), "department": job.department}
    yield "candidate.json", _json(own)
    yield "consents.json", _json([_agreed(job, record) for record in candidates.consents(job.id, candidate.id)])
    yield "requests.json", _json([_asked(request) for request in journeys.asked(job, candidate)])
    if candidate.decision is not None:
        yield "decision.json", _json({"kind": candidate.decision.kind.value, "at": candidate.decision.at})
    reported = afterwards.of_candidate(job.id, candidate.id)
    if reported != Afterwards():
        yield "after-the-decision.json", _json(_reported(reported))
    yield from _resume(job, candidate)
    ids = [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]
    found = interviews.several(ids) if ids else {}
    for number, interview in enumerate((found[known] for known in ids if known in found), start=1):
        yield from _interview(f"interview-{number}", job, candidate, interview, language)


def _resume(job: Job, candidate: Candidate) -> Iterator[tuple[str, str]]:
    """What was read of the résumé, how it meets the job's requirements, and what those were. The questions made from it
    are left out: they are asked in the interview."""
    reading = objects.find_record(resumes.reading(job.id, candidate.id), ResumeReading)
    if reading is None:
        return
    yield "resume.json", _json(reading.model_dump(mode="json", exclude={"questions", "match"}))
    if reading.match is not None:
        asked = objects.find_record(objects.posting(job.id, reading.match.posting), Posting)
        requirements = asked.model_dump(mode="json")["requirements"] if asked else []
        yield "resume-match.json", _json({**reading.match.model_dump(mode="json"), "asked": requirements})


def _interview(
    folder: str, job: Job, candidate: Candidate, interview: Interview, language: Language
) -> Iterator[tuple[str, str]]:
    yield f"{folder}/interview.json", _json(interview.model_dump(mode="json", include=_OWN))
    transcripts = reading.transcripts(interview)
    if transcripts:
        yield f"{folder}/transcript.json", _json([t.model_dump(mode="json") for t in transcripts])
    more = follow_ups.put(interview)
    if more is not None:
        yield f"{folder}/follow-up-questions.json", _json(more.model_dump(mode="json")["questions"])
    seen = reading.observations(interview)
    if seen is not None:
        yield f"{folder}/observations.json", _json(seen.model_dump(mode="json"))
    card = scorecards.find(interview.id, interview.scorecard)
    if card is not None and journeys.released(job, candidate, interview):
        yield f"{folder}/scorecard.json", _json(card.model_dump(mode="json"))
        yield f"{folder}/report.html", reports.render("candidate-report", interview, language, "beside")
    recordings = {str(answer + 1): source.url for answer, source in reading.media(interview).items()}
    if recordings:
        yield f"{folder}/recordings-for-one-hour.json", _json(recordings)


def _asked(request: CandidateRequest) -> dict[str, Any]:
    """The request and its answer; who of the people answered is theirs."""
    by = request.answered_by
    return {**request.model_dump(mode="json"), "answered_by": by if by in (None, "software") else "a person"}


def _reported(known: Afterwards) -> dict[str, Any]:
    """What the employer reported later; whose hand did is somebody else's data."""
    told = known.model_dump(mode="json", exclude={"hire"})
    if known.hire is not None:
        told["hire"] = [known.hire.model_dump(mode="json")]
    return {kind: [{k: v for k, v in one.items() if k != "by"} for one in each] for kind, each in told.items() if each}


def _agreed(job: Job, record: ConsentRecord) -> dict[str, Any]:
    """The consent, with its words where they are still those of today."""
    policy = load_policy(job.policy)
    each = [
        consent_words(policy, record.language, observations=asks_consent(policy), follow_ups=told)
        for told in (False, True)
    ]
    words = next((one for one in each if one.content_hash() == record.text_version), None)
    version = record.text_version.partition(":")[0]  # behind it: the id of whoever confirmed it for the candidate
    told = record.model_copy(update={"text_version": version})
    return {**told.model_dump(mode="json"), "words": words.model_dump(mode="json") if words else None}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
