"""Job texts of a partner: the requirements are read from them, and every résumé of the job is held against those."""

from __future__ import annotations

from mianshi.contracts.matching import Posting
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_matching import PostingTold, PostingWish, RequirementEdit, posting_told
from mianshi.doors import postings
from mianshi.errors import Rejected
from protocol import frame
from protocol.frame import Call
from subjects import jobs

router = frame.Routes("Jobs")
_ETAG = {"ETag": "The job's version, for `If-Match`."}
_IF_MATCH = {"If-Match": "An `ETag` you got: the change is refused where the job has changed since."}


@router.get(
    "/jobs/{job_id}/posting", scope=Scope.JOBS_READ, gives=PostingTold, summary="Read a job's text", headers=_ETAG
)
def read(call: Call, *, job_id: str) -> PostingTold:
    """The text, the requirements that were read from it, and the lines that are never compared, with the reason. 404
    where the job has no text."""
    job = call.job(job_id)
    found = postings.of_job(job)
    if found is None:
        raise Rejected("not_found", "The job has no text.")
    call.tell("ETag", f'"{job.revision}"')
    return posting_told(job, found)


@router.put(
    "/jobs/{job_id}/posting",
    scope=Scope.JOBS_WRITE,
    takes=PostingWish,
    gives=PostingTold,
    summary="Set a job's text",
    problems=(409, 412),
    headers=_ETAG,
    takes_headers=_IF_MATCH,
)
def put(call: Call, wish: PostingWish, *, job_id: str) -> PostingTold:
    """The requirements are read from the text; what was changed about them before stays where the same words are read
    again. Every résumé of the job is matched anew. Age, sex, marriage and other protected topics are never compared:
    those lines come back in `not_considered`."""
    job = call.job(job_id)
    jobs.match(call, job)
    before = postings.of_job(job)
    text = wish.text.strip()
    after = _edited(postings.read(text, before), wish.requirements) if text else None
    if what := postings.told(before, after):
        job = jobs.kept(call, job, postings.keep(job, after), what, wish.reason)
        postings.match_anew(job)
    call.tell("ETag", f'"{job.revision}"')
    return posting_told(job, after)


def _edited(found: Posting, edits: list[RequirementEdit]) -> Posting:
    """The posting with what the edits say.

    Raises:
        Rejected: ``invalid`` where one names a requirement that was not read.
    """
    wanted = {edit.id: edit for edit in edits}
    unknown = wanted.keys() - {one.id for one in found.requirements}
    if unknown:
        raise Rejected("invalid", f"There is no requirement {sorted(unknown)[0]!r} in this text.")
    left = []
    for one in found.requirements:
        edit = wanted.get(one.id)
        if edit is None:
            left.append(one)
        elif not edit.left_out:
            left.append(one.model_copy(update=edit.model_dump(include={"text", "must", "weight"}, exclude_none=True)))
    return found.model_copy(update={"requirements": left})
