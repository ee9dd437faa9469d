"""A DingTalk app of the customer's own (企业内部应用): notices, approvals, pre-entry and the staff file.

Which of these are done is said by the connector's settings; each is a deed of its own, in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from mianshi.contracts.base import Record
from mianshi.contracts.callbacks import Reactions
from mianshi.contracts.delivery import Connector, EventKind
from mianshi.delivery import dingtalk
from mianshi.delivery.dingtalk import NEW_API, OLD_API, App, AppSecret
from mianshi.delivery.dingtalk_approvals import Approval, approve
from mianshi.delivery.dingtalk_notice import MOST_RECEIVERS, notice
from mianshi.delivery.dingtalk_staff import PreEntry, Roster, enter_scores, pre_enter
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, Repeat
from mianshi.errors import Rejected

MONTHLY_QUOTA = 5000
"""Calls of the standard edition since 2025-11-19 ("billing-model"); tokens do not count."""
_LOOKS = frozenset({"second_round", "offer", "pre_entry"})
_BASE = r"^https?://[^/?#]+$"


class AppSettings(Record):
    """What is done, and for whom. Nothing is done that is not asked for here."""

    agent_id: int = Field(gt=0, examples=[1234567890])
    receivers: list[str] = Field(default_factory=list, max_length=MOST_RECEIVERS, examples=[["manager01", "hr02"]])
    """DingTalk userids that get notices; empty: nobody does."""
    second_round: Approval | None = Field(
        default=None,
        examples=[
            Approval(
                process_code="PROC-…",
                originator="hr02",
                fields={"delivery": "系统编号", "job": "职位", "candidate": "候选人编号", "total": "AI评分"},
            )
        ],
    )
    """Started when it is decided that a candidate goes on."""
    offer: Approval | None = Field(
        default=None,
        examples=[
            Approval(
                process_code="PROC-…",
                originator="hr02",
                fields={"delivery": "系统编号", "job": "职位", "candidate": "候选人编号", "starts_on": "入职日期"},
            )
        ],
    )
    """Started when somebody is hired."""
    op_user: str = ""
    """Userid in whose name people are announced to Smart HR."""
    pre_entry: PreEntry | None = Field(default=None, examples=[PreEntry(departments={"零售部": 1})])
    roster: Roster | None = Field(
        default=None,
        examples=[Roster(group_id="…", fields={"total": "…"}, competencies={"处理投诉": "…"})],
    )
    new_api_base: str = Field(default=NEW_API, pattern=_BASE)
    old_api_base: str = Field(default=OLD_API, pattern=_BASE)
    reactions: Reactions = Field(default_factory=Reactions)
    """What events of the app start here."""

    @field_validator("pre_entry")
    @classmethod
    def _somebody_announces(cls, wanted: PreEntry | None, known: ValidationInfo) -> PreEntry | None:
        if wanted and not known.data.get("op_user"):
            raise ValueError("op_user is needed for pre_entry")
        return wanted


def deeds(event: EventKind, connector: Connector) -> list[str]:
    """What the settings ask for about an event; with settings that cannot be read, a notice that will say so."""
    try:
        settings = AppSettings.model_validate(connector.settings)
    except ValidationError:
        return ["notice"]
    found = ["notice"] if settings.receivers else []
    if event is EventKind.CANDIDATE_DECIDED and settings.second_round:
        found.append("second_round")
    if event is EventKind.CANDIDATE_HIRED:
        found += [deed for deed in ("offer", "pre_entry", "roster") if getattr(settings, deed)]
    return found or (["check"] if event is EventKind.CONNECTOR_TEST else [])


def deliver(attempt: Attempt) -> Exchange:
    """One deed.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    settings, app = _setup(attempt)
    deed = attempt.delivery.deed
    started: dict[str, Callable[[], Exchange | None]] = {
        "check": lambda: dingtalk.check(app),
        "notice": lambda: notice(attempt, app, settings.receivers) if settings.receivers else None,
        "second_round": lambda: approve(attempt, app, settings.second_round) if settings.second_round else None,
        "offer": lambda: approve(attempt, app, settings.offer) if settings.offer else None,
        "pre_entry": lambda: (
            pre_enter(attempt, app, settings.pre_entry, settings.op_user) if settings.pre_entry else None
        ),
        "roster": lambda: enter_scores(attempt, app, settings.roster) if settings.roster else None,
    }
    exchange = started[deed]() if deed in started else None
    if exchange is None:
        raise Rejected("bad_connector", f"The settings ask for no {deed} any more.")
    return (yield from exchange)


def repeat(deed: str) -> Repeat:
    """Approvals and announcements are looked for; notices are dropped as repeats, and scores overwrite themselves."""
    return "look" if deed in _LOOKS else "key"


def _setup(attempt: Attempt) -> tuple[AppSettings, App]:
    try:
        settings = AppSettings.model_validate(attempt.connector.settings)
        secret = AppSecret.model_validate_json(attempt.secret)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, part["loc"])) for part in error.errors()[:5])
        raise Rejected("bad_connector", f"Settings or secret of the DingTalk app: {wrong}") from None
    return settings, App(settings.new_api_base, settings.old_api_base, settings.agent_id, secret, attempt.now_ms)


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=repeat,
    settings=AppSettings,
    secret=AppSecret,
    address=NEW_API,
    limits=(Limit(16, 1),),  # an app may call 20 times a second, and some deeds call twice
    monthly_quota=MONTHLY_QUOTA,
    needs_person=frozenset({"pre_entry"}),
)
