"""What a candidate's own word means for the software."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate


def refuses(candidate: Candidate, *, appeal: bool) -> bool:
    """Whether software must not work on a candidate's answers.

    Args:
        candidate: as they are now.
        appeal: whether the answers supplement an interview: whoever adds a recording to an appeal asks for it to be
            read, also where a person held the interview itself.
    """
    consent = candidate.consent
    taken_back = consent is not None and not (consent.recording and consent.analysis)
    return taken_back or (candidate.person_only and not appeal)
