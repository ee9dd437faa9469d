"""DingTalk work notification: handed in, and asked afterwards whether it was shown.

Sources: DingTalk open platform, "asynchronous-sending-of-enterprise-session-messages" and "gets-the-result-of-sending-
messages-asynchronously-to-the-enterprise". DingTalk shows the same words to the same person once a day and drops a
repeat; as every message carries the tail of its delivery's id, that filter is a key that lasts until midnight.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.delivery import Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt
from mianshi.delivery.dingtalk import App, markdown, old, plain
from mianshi.delivery.exchange import Attempt, Ended, Exchange
from mianshi.delivery.messages import Message
from mianshi.errors import Rejected

LONGEST_MESSAGE = 2048
"""Bytes of ``msg``."""
MOST_RECEIVERS = 100
_SEND = "/topapi/message/corpconversation/asyncsend_v2"
_ASK = "/topapi/message/corpconversation/getsendresult"
_CHINA = timezone(timedelta(hours=8))
_WIDTHS = (200, 120, 60, 30)
"""Bytes that the title and each row may have: the widest that fits is taken."""
_ASK_AFTER_S = (30, 300, 1800, 7200, 18_000)
"""Seconds until it is asked how it went, by attempts already made; DingTalk tells for a day."""
_REPEATED = "143106"
_MINUTE_CAPS = frozenset({"143103", "143104"})
_DAY_CAP = "143105"
_MINUTE_CAP_S = 120
_FORGOTTEN = ""
"""As a task: what was taken is sent anew."""
_REFERENCE = Bilingual(zh="编号", en="Reference")


def notice(attempt: Attempt, app: App, receivers: list[str]) -> Exchange:
    """Hand a notice in, or ask after the one that was.

    Raises:
        Rejected: ``bad_connector`` where the link is too long for a notice.
    """
    if attempt.delivery.last_status == "accepted" and attempt.delivery.remote_id:
        return (yield from _ask(attempt, app, receivers))
    if attempt.uncertain and _day(attempt.delivery.updated_at) != _today(attempt.now_ms):
        return Verdict(
            result="data_error",
            detail="it may have been shown on an earlier day, and DingTalk drops repeats on the same day only",
        )
    message = messages.message(attempt.news, attempt.connector.language)
    payload = {
        "agent_id": app.agent_id,
        "userid_list": ",".join(receivers),
        "msg": fitting(message, attempt.connector.language, attempt.delivery.id),
    }
    said = yield from old(app, _SEND, payload, changes=True)
    if said.verdict is not None:
        return said.verdict
    task = said.fields.get("task_id")
    if not task:
        return Verdict(result="unknown", detail="no task_id in the answer")
    detail = "taken; whether it is shown is asked later"
    return Verdict(result="accepted", detail=detail, remote_id=str(task), retry_after_s=_ASK_AFTER_S[0])


def fitting(message: Message, language: Language, delivery_id: str) -> dict[str, Any]:
    """The message in DingTalk's shape, its words cut until it has at most `LONGEST_MESSAGE` bytes.

    Raises:
        Rejected: ``bad_connector`` where even the shortest is too long: the link is.
    """
    for width in _WIDTHS:
        shaped = _shaped(message, language, delivery_id, width)
        if len(json.dumps(shaped, ensure_ascii=False).encode()) <= LONGEST_MESSAGE:
            return shaped
    raise Rejected("bad_connector", "The link to our page is too long for a DingTalk notice.")


def _shaped(message: Message, language: Language, delivery_id: str, width: int) -> dict[str, Any]:
    title = plain(message.title, width)
    reference = messages.line(_REFERENCE.in_language(language), delivery_id[-10:], language)
    text = markdown(message, language, width, reference)
    if not message.link:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    card = {"title": title, "markdown": text, "single_title": message.link_text, "single_url": message.link}
    return {"msgtype": "action_card", "action_card": card}


def _ask(attempt: Attempt, app: App, receivers: list[str]) -> Exchange:
    task = str(attempt.delivery.remote_id)
    payload = {"agent_id": app.agent_id, "task_id": int(task) if task.isascii() and task.isdigit() else task}
    try:
        said = yield from old(app, _ASK, payload, changes=False)
    except Ended as end:  # no token: asked again, never sent again
        return _unasked(attempt, end.verdict)
    if said.verdict is not None:
        return _unasked(attempt, said.verdict)
    result = said.fields.get("send_result")
    verdict = shown(result if isinstance(result, dict) else {}, receivers, attempt.now_ms)
    return verdict or _asked_again(attempt, "DingTalk has not said yet whether it was shown")


def _unasked(attempt: Attempt, why: Verdict) -> Verdict:
    if why.result in ("retry", "unknown"):
        return _asked_again(attempt, why.detail)
    return why.model_copy(
        update={"detail": excerpt(f"taken, but it cannot be asked whether it was shown: {why.detail}")}
    )


def _asked_again(attempt: Attempt, why: str) -> Verdict:
    """What becomes of a notice that DingTalk has and has not told about: asked once more, or left to a person."""
    made = attempt.delivery.attempts - 1
    if made >= len(_ASK_AFTER_S):
        return Verdict(result="data_error", detail=excerpt(f"DingTalk took it and never said whether it showed: {why}"))
    return Verdict(result="accepted", detail=excerpt(why), retry_after_s=_ASK_AFTER_S[made])


def shown(result: dict[str, Any], receivers: list[str], now_ms: int) -> Verdict | None:
    """What ``send_result`` means for all receivers together, or None where some are not decided yet.

    A repeat that DingTalk dropped was shown before. Whoever is over the cap of a minute is tried again (the others
    see no repeat), and so is everybody on the next day where all are over the cap of the day; whoever else cannot be
    reached is told to a person.
    """
    capped = {str(entry.get("userid")): str(entry.get("code")) for entry in _list(result, "forbidden_list")}
    repeated = {user for user, code in capped.items() if code == _REPEATED}
    reached = _users(result, "read_user_id_list") | _users(result, "unread_user_id_list") | repeated
    later = {user for user, code in capped.items() if code in _MINUTE_CAPS} - reached
    invalid = _users(result, "invalid_user_id_list")
    forbidden = _users(result, "forbidden_user_id_list") | set(capped)
    lost = (invalid | _users(result, "failed_user_id_list") | forbidden) - reached - later
    if later:
        detail = f"{len(later)} of {len(receivers)} over the limit of a minute"
        return Verdict(result="retry", detail=detail, retry_after_s=_MINUTE_CAP_S, remote_id=_FORGOTTEN)
    if set(receivers) - reached - lost:
        return None
    if lost and all(capped.get(user) == _DAY_CAP for user in receivers):
        detail = "everybody has had 500 messages today: sent tomorrow"
        return Verdict(result="retry", detail=detail, retry_after_s=_until_tomorrow_s(now_ms), remote_id=_FORGOTTEN)
    if lost:
        return Verdict(result="data_error", detail=_lost(lost, invalid, capped, len(receivers)))
    only_repeats = set(receivers) <= repeated
    detail = f"shown to {len(receivers)} of {len(receivers)}"
    return Verdict(result="ok_duplicate" if only_repeats else "ok", detail=detail)


def _lost(lost: set[str], invalid: set[str], capped: dict[str, str], of: int) -> str:
    reasons = {
        user: "no such user"
        if user in invalid
        else "over 500 messages today"
        if capped.get(user) == _DAY_CAP
        else f"code {capped[user]}"
        if user in capped
        else "failed"
        for user in sorted(lost)
    }
    told = ", ".join(f"{user} ({why})" for user, why in list(reasons.items())[:5])
    return excerpt(f"shown to {of - len(lost)} of {of}; not to {told}")


def _users(result: dict[str, Any], name: str) -> set[str]:
    return {str(user) for user in result.get(name) or [] if isinstance(user, str | int)}


def _list(result: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [entry for entry in result.get(name) or [] if isinstance(entry, dict)]


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(_CHINA).date().isoformat()


def _until_tomorrow_s(now_ms: int) -> int:
    """Seconds until five minutes past midnight in China."""
    now = datetime.fromtimestamp(now_ms / 1000, _CHINA)
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=5, second=0, microsecond=0)
    return min(86_400, int((tomorrow - now).total_seconds()))


def _today(now_ms: int) -> str:
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(_CHINA).date().isoformat()
