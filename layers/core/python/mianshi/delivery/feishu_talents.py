"""How Feishu Hire is used by an employer, and how a candidate is found there.

Sources: Feishu open platform, hire-v1 "talent/batch_get_id", "talent/combined_create" and "application/get".
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field, ValidationError, model_validator

from mianshi.contracts.base import Record
from mianshi.contracts.callbacks import Reactions
from mianshi.contracts.delivery import Connector, Verdict
from mianshi.contracts.news import CandidateNews, News, PersonNews
from mianshi.delivery import feishu
from mianshi.delivery.exchange import Ended, Wish
from mianshi.delivery.feishu import Api
from mianshi.errors import Rejected

_CHINA = "86"


class HireSettings(Record):
    """What is told to Feishu Hire and People: at least one of `eco_exam`, `external`, `exam`, `note`, `pre_hire`."""

    eco_exam: bool = False
    """We are a provider of exams (`hire.eco_exam`): links and results go to the exams that Feishu arranged."""
    eco_account_id: str = Field(default="", max_length=64, examples=["7147998241542539527"])
    """Our account in Feishu Hire as a provider of exams; Feishu tells it when the account is bound."""
    papers: dict[str, str] = Field(default_factory=dict, max_length=100)
    """Exams that recruiters can choose: id of our job to its name. A test of the connection tells them to Feishu."""
    external: bool = False
    """An external application, interview and assessment at the talent."""
    exam: bool = False
    """The total as the result of a written test, for candidates who came from Feishu Hire."""
    note: bool = False
    """A note at the talent."""
    pre_hire: bool = False
    """Whoever is hired becomes a pre-hire in Feishu People."""
    operator_id: str = Field(default="", max_length=64, examples=["ou_f476cb099ac9227c9bae09ce46112579"])
    """Somebody in Feishu in whose name exams and notes are written; exams need one."""
    user_id_type: Literal["open_id", "union_id", "user_id"] = "open_id"
    """Kind of `operator_id`."""
    exam_name: str = Field(default="AI 视频面试", min_length=1, max_length=100)
    assessor: str = Field(default="AI 面试", min_length=1, max_length=50)
    """Who the assessment is by; also how ours is told from others."""
    campus: bool = False
    """Applications are of campus recruiting."""
    note_private: bool = False
    area_code: str = Field(default=_CHINA, pattern=r"^[1-9]\d{0,3}$")
    """Of phone numbers without one."""
    department_id: str = Field(default="", max_length=64)
    """Of pre-hires."""
    total_field: str = Field(default="", max_length=100)
    """Custom field of pre-hires for the total, a number; filled only for those who were told so."""
    competencies_field: str = Field(default="", max_length=100)
    """Custom field of pre-hires for the competencies, a text; likewise."""
    reactions: Reactions = Field(default_factory=Reactions)
    """What events of Feishu Hire start here."""

    @model_validator(mode="after")
    def _usable(self) -> HireSettings:
        told = self.eco_exam or self.external or self.exam or self.note or self.pre_hire
        if not told and self.reactions == Reactions():
            raise ValueError("nothing is told")
        if self.exam and not self.operator_id:
            raise ValueError("exams need an operator_id")
        return self


def settings_of(connector: Connector) -> HireSettings:
    """The settings of a connector.

    Raises:
        Rejected: ``bad_connector``.
    """
    try:
        return HireSettings.model_validate(connector.settings)
    except ValidationError as error:
        wrong = ", ".join(str(part["loc"][0]) if part["loc"] else str(part["msg"]) for part in error.errors()[:3])
        raise Rejected("bad_connector", f"settings: {wrong}") from None


def application_of(candidate: CandidateNews | None) -> str:
    """Id of the application in Feishu Hire that the candidate came from; empty for others."""
    if candidate is None or candidate.came_by != feishu.APPLICATION_SOURCE:
        return ""
    return candidate.external_id


def phone_of(person: PersonNews, area_code: str) -> str:
    """The number without its area code; empty where it is of another area or no number."""
    text = "".join(c for c in person.phone if c.isascii() and (c.isdigit() or c == "+"))
    if area_code == _CHINA and len(text) == 13:
        text = text.removeprefix(_CHINA)
    for prefix in (f"+{area_code}", f"00{area_code}"):
        if text.startswith(prefix):
            text = text.removeprefix(prefix)
            break
    return text if text.isdigit() and 6 <= len(text) <= 15 and not text.startswith("00") else ""


def talent(api: Api, news: News, settings: HireSettings) -> Generator[Wish, Any, str | None]:
    """Id of the candidate's talent, or None where Feishu Hire knows nobody of this phone or e-mail.

    Raises:
        Ended: where it cannot be told: no contacts, or several talents with these.
    """
    application = application_of(news.candidate)
    if application:
        data = yield from api.look("GET", f"hire/v1/applications/{quote(application, safe='')}")
        known = (data.get("application") or {}).get("talent_id")
        if not known:
            raise Ended(Verdict(result="data_error", detail="the application in Feishu Hire has no talent"))
        return str(known)
    return (yield from _by_contacts(api, person_of(news), settings))


def new_talent(api: Api, news: News, settings: HireSettings) -> Generator[Wish, Any, str]:
    """Create the talent, who must have been looked for. Feishu has no key here: a doubt ends the deed, and the next
    attempt finds them by phone or e-mail.

    Raises:
        Ended: where none was created, or nobody knows.
    """
    person = person_of(news)
    phone = phone_of(person, settings.area_code)
    basic = {"name": person.name, "email": person.email.strip()}
    if phone:
        basic |= {"mobile": phone} | ({"mobile_country_code": "CN_1"} if settings.area_code == _CHINA else {})
    body = {"basic_info": {name: value for name, value in basic.items() if value}, "creator_account_type": 3}
    said = yield from api.act("POST", "hire/v1/talents/combined_create", body)
    made = said.data.get("talent_id")
    if said.code == 0 and made:
        return str(made)
    raise Ended(said.verdict if said.code != 0 else Verdict(result="unknown", detail="a new talent without an id"))


def person_of(news: News) -> PersonNews:
    """The person of a deed that needs one.

    Raises:
        Ended: where the interview is nobody's, and for whoever has neither phone nor e-mail.
    """
    if news.person is None:
        raise Ended(Verdict(result="ok", detail="nothing to tell: the interview belongs to no candidate"))
    if not (news.person.phone.strip() or news.person.email.strip()):
        sentence = "the candidate has neither phone nor e-mail, by which Feishu could know them"
        raise Ended(Verdict(result="data_error", detail=sentence))
    return news.person


def _by_contacts(api: Api, person: PersonNews, settings: HireSettings) -> Generator[Wish, Any, str | None]:
    """Phone first, then e-mail: given together, Feishu wants both to fit."""
    phone, email = phone_of(person, settings.area_code), person.email.strip()
    asked: list[dict[str, Any]] = []
    if phone:
        asked.append({"mobile_code": settings.area_code, "mobile_number_list": [phone]})
    if email:
        asked.append({"email_list": [email]})
    for body in asked:
        data = yield from api.look("POST", "hire/v1/talents/batch_get_id", body)
        known = {str(entry["talent_id"]) for entry in data.get("talent_list") or [] if entry.get("talent_id")}
        if len(known) > 1:
            sentence = "several talents in Feishu Hire have this phone or e-mail: merge them there"
            raise Ended(Verdict(result="data_error", detail=sentence))
        if known:
            return known.pop()
    return None
