"""Match: read a résumé that was handed in and hold it against what its job asks for."""

from __future__ import annotations

import everybody
import one
import tidying
from mianshi.contracts.keys import candidate_of_resume
from mianshi.contracts.tasks import MatchReceipt, MatchTask, PostingChanged
from mianshi.stage import stage


@stage("match", MatchTask)
def handler(task: MatchTask) -> MatchReceipt:
    """Safe to repeat: the same file and the same posting make the same match, and the newest of both is what stays."""
    if isinstance(task.detail, PostingChanged):
        return everybody.match(task.detail)
    if task.detail is None:
        return tidying.tidy()
    named = candidate_of_resume(task.detail.object.key)
    if named is None:
        return MatchReceipt(job_id="", read=0, matched=0, refused=0)
    return everybody.receipt(named[0], [one.read(*named)])
