"""A decision that somebody made on a platform: only to advance, only by whom the settings name."""

from __future__ import annotations

from mianshi.contracts.callbacks import Outcome, Reactions
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind
from mianshi.doors.settling import settle
from mianshi.hiring import decisions
from mianshi.platform.clock import timestamp
from mianshi.platform.store import jobs
from noting import Turn, note

_REASONS = {
    "zh": "在{platform}中同意（{about}）",
    "en": "Agreed to in {platform} ({about})",
}
_NAMES = {"zh": {"dingtalk": "钉钉", "wecom": "企业微信"}, "en": {"dingtalk": "DingTalk", "wecom": "WeCom"}}


def advance(turn: Turn, wanted: Reactions, candidate: Candidate, by: str, about: str) -> Outcome:
    """Advance a candidate in the name of a person; a decision that somebody made here before stands.

    Args:
        turn: of the event.
        wanted: names who may decide.
        candidate: as last read.
        by: the platform's id of whoever agreed.
        about: the platform's id of what was agreed to, for the reason.
    """
    name = wanted.deciders.get(by, "").strip()
    if not name:
        return note(turn, "decider_not_listed", by, about=candidate)
    if candidate.decision is not None:
        return note(turn, "already_decided", about=candidate)
    job = jobs.find(candidate.job_id)
    if job is None:
        return note(turn, "job_unknown", candidate.job_id, about=candidate)
    platform, language = turn.connector.kind.value.partition("_")[0], turn.connector.language
    reason = _REASONS[language].format(platform=_NAMES[language][platform], about=about[:100])
    decisions.check(candidate, DecisionKind.ADVANCE, reason, confirmed=True)
    made = Decision(
        kind=DecisionKind.ADVANCE,
        by=f"{platform}:{by[:64]}",
        by_name=name[: decisions.LONGEST_NAME],
        reason=reason,
        at=timestamp(),
        interview_id=candidate.interview_id,
    )
    after = settle(turn.who, job, candidate, made)
    return note(turn, "advanced", about, about=after, done="decided")
