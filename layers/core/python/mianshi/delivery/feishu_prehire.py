"""Whoever is hired, as a pre-hire in Feishu People.

Source: Feishu open platform, corehr-v2 "pre_hire/create" and "pre_hire/search"; for self-built apps only.
``out_biz_id`` makes creating repeatable: a used one answers with the pre-hire it stands for. What people entered by
hand has none, so somebody with this phone or e-mail is looked for first; whom it finds is left as they are. Where the
app may not see contacts, Feishu's own check against the same phone or e-mail still stands.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import Verdict
from mianshi.contracts.news import PersonNews
from mianshi.delivery import feishu
from mianshi.delivery.exchange import Attempt, Exchange, Wish
from mianshi.delivery.feishu import Api, Codes
from mianshi.delivery.feishu_external import result
from mianshi.delivery.feishu_talents import HireSettings, person_of, phone_of
from mianshi.errors import Defect

SETTLE_S = 10
"""A new pre-hire can be found five seconds later, says Feishu; a doubt waits twice that."""

_KNOWN = frozenset({1161027, 1161029})
"""E-mail or phone is that of another pre-hire."""
_CODES: Codes = dict.fromkeys(_KNOWN, "ok_duplicate")
_LEFT = "Feishu People has a pre-hire with this phone or e-mail already: they were left as they are"
_GONE = frozenset({"deleted", "withdrawn"})
_FIELDS = ["person_info.phone_number", "person_info.email_address", "onboarding_info.onboarding_status"]
_AREAS = {"86": "86_china"}


def tell(attempt: Attempt, settings: HireSettings) -> Exchange:
    """The pre-hire, unless they are there.

    Raises:
        Defect: ``no_news`` without a hire.
        Rejected: ``bad_connector`` where the secret cannot be used.
    """
    hire, person = attempt.news.hire, person_of(attempt.news)
    if hire is None:
        raise Defect("no_news", "Hire is missing")
    if attempt.uncertain and attempt.now_ms - feishu.milliseconds(attempt.delivery.updated_at) < SETTLE_S * 1000:
        return Verdict(result="unknown", detail="Feishu is asked again in a moment", retry_after_s=SETTLE_S)
    api = Api(attempt, _CODES)
    known = yield from _known(api, person, settings)
    if known:
        note = "" if attempt.uncertain else _LEFT
        return Verdict(result="ok_duplicate", detail="they are among the pre-hires already", remote_id=known, note=note)
    body = {
        "basic_info": _basic(person, settings),
        "offer_info": _offer(attempt, hire, settings),
        "out_biz_id": attempt.news.subject.rpartition(":")[2],
    }
    said = yield from api.act("POST", "corehr/v2/pre_hires", body)
    if said.code in _KNOWN:
        return said.verdict.model_copy(update={"note": _LEFT})
    if said.code != 0:
        return said.verdict
    made = said.data.get("pre_hire_id")
    if not made:
        return Verdict(result="unknown", detail="Feishu People answered without the id of the pre-hire")
    return said.verdict.model_copy(update={"remote_id": str(made)})


def _known(api: Api, person: PersonNews, settings: HireSettings) -> Generator[Wish, Any, str | None]:
    """Id of the pre-hire with this phone or e-mail among those of this name."""
    body = {"key_word": person.name, "fields": _FIELDS}
    items = yield from api.items("POST", "corehr/v2/pre_hires/search", body, page_size=100)
    phone, email = phone_of(person, settings.area_code), person.email.strip().casefold()
    for item in items:
        seen, status = item.get("person_info") or {}, (item.get("onboarding_info") or {}).get("onboarding_status")
        if status in _GONE:
            continue
        digits = "".join(c for c in str(seen.get("phone_number") or "") if c.isdigit())
        address = str(seen.get("email_address") or "").casefold()
        if (phone and digits.endswith(phone)) or (email and address == email):
            return str(item.get("pre_hire_id"))
    return None


def _basic(person: PersonNews, settings: HireSettings) -> dict[str, Any]:
    phone, email = phone_of(person, settings.area_code), person.email.strip()
    basic: dict[str, Any] = {"name": {"full_name": person.name}}
    if phone:
        area = _AREAS.get(settings.area_code)
        basic |= {"phone_number": phone} | ({"international_area_code": area} if area else {})
    return basic | ({"email": email} if email else {})


def _offer(attempt: Attempt, hire: Hire, settings: HireSettings) -> dict[str, Any]:
    offer: dict[str, Any] = {"onboarding_date": hire.starts_on}
    if settings.department_id:
        offer["department_id"] = settings.department_id
    fields = _scores(attempt, hire, settings)
    return offer | ({"custom_fields": fields} if fields else {})


def _scores(attempt: Attempt, hire: Hire, settings: HireSettings) -> list[dict[str, str]]:
    """Only of whoever was told that their scores go into the staff file: a new purpose. Values are JSON texts."""
    told = attempt.news.interview
    if told is None or told.needs_person or not hire.told_about_scores:
        return []
    language = attempt.connector.language
    parts = [f"{feishu.words(part.name, 100)} {result(part, language)}" for part in told.competencies]
    values = [(settings.total_field, told.total), (settings.competencies_field, "; ".join(parts))]
    return [{"field_name": name, "value": json.dumps(value, ensure_ascii=False)} for name, value in values if name]
