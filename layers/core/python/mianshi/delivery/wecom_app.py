"""Messages of a WeCom app of the customer's own (自建应用) to members and departments.

Sources: WeCom developer centre 91039 (token), 90236 (message/send), 90313 (error codes). WeCom drops a request whose
body is byte for byte that of an earlier one, for four hours at most: so nothing that changes is in a body, and the end
of the delivery's id is, by which two happenings with the same words stay two messages.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlencode

from pydantic import Field, ValidationError, model_validator

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.callbacks import Reactions
from mianshi.contracts.delivery import INTERVIEW_EVENTS, Answer, Connector, EventKind, Request, Verdict
from mianshi.delivery import messages, wecom, windows
from mianshi.delivery.answers import excerpt
from mianshi.delivery.exchange import (
    Attempt,
    Ended,
    Exchange,
    Grant,
    Limit,
    NeedToken,
    Platform,
    Wish,
    authorised,
)
from mianshi.delivery.messages import Message
from mianshi.delivery.wecom import ADDRESS, TOKEN_REFUSED, Said
from mianshi.errors import Rejected

CHECK_INTERVAL_S = 14_400
"""``duplicate_check_interval`` at its longest, four hours."""
KEY_MS = (CHECK_INTERVAL_S - 300) * 1000
"""How long a repeat is sent: the interval, less what two clocks and a slow call may differ."""
LONGEST_MARKDOWN = 2048
LONGEST_TITLE, LONGEST_DESCRIPTION = 128, 512
"""Bytes of a text card's title and description."""
_TITLE, _EMPHASIS, _KEY, _VALUE, _NOTE = 26, 10, 12, 30, 112
"""Characters of a template card's parts, as 90236 advises (of a value: 26, and an id of ours has 29)."""
_MOST_FACTS, _MOST_BUTTONS = 6, 6
_SOURCE = Bilingual(zh="AI 面试", en="AI interviews")
_REFERENCE = Bilingual(zh="编号", en="Reference")
_OPEN = Bilingual(zh="查看", en="Open")
_NOT_REACHED = {
    "invaliduser": "members",
    "invalidparty": "departments",
    "invalidtag": "tags",
    "unlicenseduser": "members without a licence",
}

MemberId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.@-]{1,64}$")]
PartyId = Annotated[str, Field(pattern=r"^[0-9]{1,10}$")]
Style = Literal["textcard", "markdown", "template_card"]


class AppSecret(Record):
    """What Secrets Manager holds for one app; the last two are of its event subscription (接收消息), if it has one."""

    corpid: str = Field(min_length=1, max_length=64)
    corpsecret: str = Field(min_length=1, max_length=200)
    callback_token: str = ""
    callback_aes_key: str = Field(default="", pattern=r"^([A-Za-z0-9]{43})?$")


class Button(Record):
    """A button of a card; what pressing it starts stands under its key in `Reactions.buttons`."""

    key: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")
    text: str = Field(min_length=1, max_length=10)


class AppSettings(Record):
    """Who gets the messages of an app, and what they look like."""

    agentid: int = Field(gt=0, examples=[1000002])
    touser: list[MemberId] = Field(default_factory=list, max_length=1000, examples=[["zhangsan", "lisi"]])
    """User ids; ``@all`` alone means everybody who may see the app."""
    toparty: list[PartyId] = Field(default_factory=list, max_length=100, examples=[["2"]])
    """Numbers of departments."""
    style: Style = "template_card"
    """A message without a page to open is markdown in any case: cards need a link."""
    buttons: list[Button] = Field(
        default_factory=list, max_length=_MOST_BUTTONS, examples=[[{"key": "advance", "text": "进入下一轮"}]]
    )
    """On template cards about an interview of a known candidate."""
    reactions: Reactions = Field(default_factory=Reactions)

    @model_validator(mode="after")
    def _somebody_reads(self) -> Self:
        if not (self.touser or self.toparty):
            raise ValueError("touser or toparty is needed")
        return self


def deliver(attempt: Attempt) -> Exchange:
    """One message to all receivers.

    After an attempt of which nobody knows whether it arrived the same bytes are sent again while WeCom recognises
    them; later a person looks.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    created_ms = round(datetime.fromisoformat(attempt.delivery.created_at).timestamp() * 1000)  # surely not too late
    doubt = windows.doubt_of(attempt, created_ms)
    if windows.too_late(doubt, attempt.now_ms, KEY_MS):
        return windows.ask("four hours only", "ask a receiver, and send again by hand if the message is not there")
    try:
        verdict = yield from _message(attempt)
    except Ended as end:
        verdict = end.verdict
    if attempt.uncertain and verdict.result == "retry":
        verdict = verdict.model_copy(update={"result": "unknown"})
    return windows.noted(attempt, doubt, verdict)


def deeds(_event: EventKind, _connector: Connector) -> list[str]:
    """Whatever happened, a message."""
    return ["message"]


def body(attempt: Attempt, settings: AppSettings) -> dict[str, Any]:
    """What is sent: equal for equal news, whatever the time and the attempt."""
    message = messages.message(attempt.news, attempt.connector.language)
    style: Style = settings.style if message.link else "markdown"
    return {
        "touser": "|".join(settings.touser),
        "toparty": "|".join(settings.toparty),
        "agentid": settings.agentid,
        "msgtype": style,
        style: _content(style, message, attempt, settings),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": CHECK_INTERVAL_S,
    }


def _message(attempt: Attempt) -> Exchange:
    settings, secret = _setup(attempt)
    base = (attempt.connector.url or ADDRESS).rstrip("/")
    said = yield from _sent(attempt, base, secret, body(attempt, settings))
    if said.errcode != 0:
        return said.verdict
    missed = [f"{what} {said.fields[name]}" for name, what in _NOT_REACHED.items() if said.fields.get(name)]
    known = str(said.fields.get("msgid") or "") or None
    if not missed:
        return said.verdict.model_copy(update={"remote_id": known})
    # A result that reached somebody is done; of a test it is just this that people want to know.
    whole: Literal["ok", "data_error"] = "data_error" if attempt.news.event is EventKind.CONNECTOR_TEST else "ok"
    detail = excerpt(f"errcode 0, but not to {', '.join(missed)}")
    return Verdict(result=whole, detail=detail, remote_id=known, note=detail if whole == "ok" else "")


def _sent(attempt: Attempt, base: str, secret: AppSecret, payload: dict[str, Any]) -> Generator[Wish, Any, Said]:
    def build(token: str) -> Request:
        return wecom.posted(f"{base}/cgi-bin/message/send?access_token={quote(token, safe='')}", payload)

    def refused(answer: Answer) -> bool:
        return wecom.errcode_of(answer) in TOKEN_REFUSED

    answer = yield from authorised(_need(attempt, base, secret), build, refused)
    return wecom.read(answer, attempt)


def _need(attempt: Attempt, base: str, secret: AppSecret) -> NeedToken:
    """The app's token, two hours at most; it may end earlier (91039)."""

    def granted(answer: Answer) -> Grant | Verdict:
        said = wecom.read(answer, attempt)
        token, seconds = said.fields.get("access_token"), said.fields.get("expires_in")
        if said.errcode == 0 and isinstance(token, str) and token and isinstance(seconds, int):
            return Grant(token, seconds)
        if said.verdict.result in ("ok", "unknown"):  # asking for a token changes nothing
            return Verdict(result="retry", detail=f"no token: {said.verdict.detail}")
        return said.verdict

    query = urlencode({"corpid": secret.corpid, "corpsecret": secret.corpsecret})
    return NeedToken("app", Request(url=f"{base}/cgi-bin/gettoken?{query}", method="GET"), granted)


def _content(style: Style, message: Message, attempt: Attempt, settings: AppSettings) -> dict[str, Any]:
    language = attempt.connector.language
    reference = messages.line(_REFERENCE.in_language(language), attempt.delivery.id[-10:], language)
    if style == "markdown":
        return {"content": wecom.markdown(message, language, LONGEST_MARKDOWN, reference)}
    if style == "textcard":
        return _textcard(message, language, reference)
    buttons = settings.buttons if attempt.news.event in INTERVIEW_EVENTS and attempt.news.candidate else []
    return _template_card(message, language, attempt.delivery.id, buttons)


def _textcard(message: Message, language: Language, reference: str) -> dict[str, Any]:
    def shape(width: int) -> str:
        rows = [messages.line(label, wecom.plain(words, width), language) for label, words in message.rows]
        notes = "<br>".join(note for note in (message.footer, reference) if note)
        return f'<div class="normal">{"<br>".join(rows)}</div><div class="gray">{notes}</div>'

    return {
        "title": wecom.plain(message.title, LONGEST_TITLE),
        "description": wecom.fitting(shape, LONGEST_DESCRIPTION),
        "url": message.link,
        "btntxt": _OPEN.in_language(language),
    }


def _template_card(message: Message, language: Language, task_id: str, buttons: list[Button]) -> dict[str, Any]:
    """A notice with the one number in large; where it has buttons, the number is among the facts."""
    rows = [row for row in message.rows if buttons or not (message.emphasis and row[0] == message.emphasis[1])]
    card: dict[str, Any] = {
        "card_type": "button_interaction" if buttons else "text_notice",
        "source": {"desc": _SOURCE.in_language(language)},
        "task_id": task_id,
        "main_title": {"title": _characters(message.title, _TITLE)},
        "sub_title_text": _characters(message.footer, _NOTE),
        "horizontal_content_list": [
            {"keyname": _characters(label, _KEY), "value": _characters(words, _VALUE)}
            for label, words in rows[:_MOST_FACTS]
        ],
        "card_action": {"type": 1, "url": message.link},
    }
    if buttons:
        return card | {"button_list": [{"text": one.text, "style": 1, "key": one.key} for one in buttons]}
    jump = {"type": 1, "title": _characters(message.link_text, _EMPHASIS), "url": message.link}
    if message.emphasis:
        number, what = message.emphasis
        card["emphasis_content"] = {"title": _characters(number, _EMPHASIS), "desc": _characters(what, _KEY)}
    return card | {"jump_list": [jump]}


def _characters(text: str, most: int) -> str:
    """One line of at most so many characters; WeCom's cards know no markup."""
    line = "".join(c if c.isprintable() else " " for c in text).strip()
    return line if len(line) <= most else line[: most - 1] + "…"


def _setup(attempt: Attempt) -> tuple[AppSettings, AppSecret]:
    try:
        settings = AppSettings.model_validate(attempt.connector.settings)
        return settings, AppSecret.model_validate_json(attempt.secret)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, part["loc"])) or "receivers" for part in error.errors()[:5])
        raise Rejected("bad_connector", f"Settings or secret of the WeCom app: {wrong}") from None


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=AppSettings,
    secret=AppSecret,
    address=ADDRESS,
    limits=(Limit(30, 60), Limit(1000, 3600)),
)
"""The limits are those of one member: what is above them WeCom drops without a word."""
