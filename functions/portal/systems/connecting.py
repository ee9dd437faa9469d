"""Connections as forms: what a platform's own records ask for, read back and checked."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind
from mianshi.delivery.callbacks import understood
from mianshi.delivery.connectors import check, platform_of
from mianshi.delivery.exchange import Platform
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.pages.connections import ConnectionForm, FieldType, FormField
from mianshi.platform import http, signing

KEEPS = "••••••••"
"""Stands in a secret's field that is left as it is."""


def calls_back(kind: ConnectorKind) -> bool:
    """Whether a platform of this kind calls us, so that something starts."""
    return understood.listens(kind)


def empty(kind: ConnectorKind) -> ConnectionForm:
    """The form for a new connection."""
    platform = platform_of(kind)
    values = {name: _shown(info.get_default(call_default_factory=True)) for name, info in _parts(platform)}
    return _form(kind, values, once=signing.chance())


def filled(connector: Connector) -> ConnectionForm:
    """The form of a connection that is there; secrets are not shown."""
    platform = platform_of(connector.kind)
    values = {
        name: KEEPS if name.startswith("secret.") else _shown(connector.settings.get(name.partition(".")[2], ""))
        for name, _ in _parts(platform)
    }
    return _form(
        connector.kind,
        values,
        id=connector.id,
        name=connector.name,
        url=connector.url,
        language=connector.language,
        private=connector.private_address_allowed,
        events=connector.events,
        jobs=" ".join(connector.jobs),
    )


def read(visit: Visit, kind: ConnectorKind, known: Connector | None, kept: str) -> tuple[Connector, str]:
    """The connection that the form describes, and its secret.

    Args:
        visit: the posted form.
        kind: of system.
        known: the connection that is changed, or None for a new one.
        kept: its secret as it is, for fields that were left as they are.

    Raises:
        Rejected: ``bad_connector``; its detail names the fields: ``id``, ``name``, ``url``, ``settings.<field>``…
    """
    platform = platform_of(kind)
    wrong: list[str] = []
    settings = {
        name.partition(".")[2]: _typed(visit, name, info, wrong)
        for name, info in _parts(platform)
        if name.startswith("settings.") and (visit.form(name) or _type(info) == "tick")
    }
    secret = _secret(visit, platform, kept)
    given: dict[str, Any] = {
        "kind": kind,
        "name": visit.form("name")[:80],
        "url": visit.form("url"),
        "language": "en" if visit.form("language") == "en" else "zh",
        "private_address_allowed": visit.form("private") == "yes",
        "events": [event for event in visit.fields("events") if event in set(EventKind)],
        "jobs": visit.form("jobs").split(),
        "settings": settings,
    }
    base = known.model_dump() if known else {"id": visit.form("id") or "new", "secret": ""}
    try:
        connector = Connector.model_validate(base | given)
    except ValueError:
        raise Rejected("bad_connector", " ".join(["id", *wrong])) from None
    wrong += _wrong(connector, platform, secret)
    if wrong:
        raise Rejected("bad_connector", " ".join(dict.fromkeys(wrong)))
    return connector, secret


def typed(visit: Visit, kind: ConnectorKind, known: Connector | None, wrong: list[str]) -> ConnectionForm:
    """The form with what was typed; secrets have to be typed again."""
    platform = platform_of(kind)
    values = {
        name: (KEEPS if known else "") if name.startswith("secret.") else visit.form(name)
        for name, _ in _parts(platform)
    }
    return _form(
        kind,
        values,
        id=known.id if known else visit.form("id"),
        name=visit.form("name"),
        url=visit.form("url"),
        language=visit.form("language"),
        private=visit.form("private") == "yes",
        events=[EventKind(event) for event in visit.fields("events") if event in set(EventKind)],
        jobs=visit.form("jobs"),
        wrong=wrong,
        once=visit.form("once"),
    )


def _form(kind: ConnectorKind, values: dict[str, str], **more: Any) -> ConnectionForm:
    platform = platform_of(kind)
    wrong = more.get("wrong", [])
    fields = [
        FormField(
            name=name,
            type="secret" if name.startswith("secret.") else _type(info),
            value=values.get(name, ""),
            required=info.is_required() and not more.get("id"),
            wrong=name in wrong,
            example=_shown(info.examples[0]) if info.examples else "",
            choices=[str(choice) for choice in get_args(info.annotation)] if _type(info) == "choice" else [],
        )
        for name, info in _parts(platform)
    ]
    return ConnectionForm(
        kind=kind,
        address=platform.address,
        url_needed=not platform.address,
        tells=[event for event in EventKind if _tells(platform, kind, event)],
        fields=fields,
        plain_secret=platform.secret is None,
        **more,
    )


def _tells(platform: Platform, kind: ConnectorKind, event: EventKind) -> bool:
    """Whether a kind can say anything about an event, however it is set up."""
    if event in (EventKind.CONNECTOR_TEST, EventKind.CONNECTOR_OFF):
        return False
    try:
        return bool(platform.deeds(event, Connector(id="any", kind=kind)))
    except Rejected:
        return True


def _wrong(connector: Connector, platform: Platform, secret: str) -> list[str]:
    found: list[str] = []
    if not connector.name:
        found.append("name")
    if connector.url or not platform.address:
        try:
            http.allowed(connector.url, private_address_allowed=connector.private_address_allowed)
        except Rejected:
            found.append("url")
    try:
        check(connector, secret)
    except Rejected as error:
        part, _, names = error.detail.partition(": ")
        found += [f"{part}.{name.strip().split('.')[0]}" for name in names.split(",")] if names else [part]
    return found


def _secret(visit: Visit, platform: Platform, kept: str) -> str:
    if platform.secret is None:
        given = visit.form("secret")
        return kept if given in ("", KEEPS) else given
    before = _object(kept)
    values = {}
    for name in platform.secret.model_fields:
        given = visit.form(f"secret.{name}")
        values[name] = before.get(name, "") if given == KEEPS else given
    return json.dumps({name: value for name, value in values.items() if value != ""}, ensure_ascii=False)


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _parts(platform: Platform) -> list[tuple[str, FieldInfo]]:
    found = [(f"settings.{name}", info) for name, info in platform.settings.model_fields.items()]
    secret = platform.secret.model_fields.items() if platform.secret else ()
    return [*found, *((f"secret.{name}", info) for name, info in secret)]


def _type(info: FieldInfo) -> FieldType:
    if get_origin(info.annotation) is Literal:
        return "choice"
    kinds = {_plain(arg) for arg in (get_args(info.annotation) or (info.annotation,)) if arg is not type(None)}
    if get_origin(info.annotation) is list and kinds <= {str}:
        return "list"
    if kinds == {bool}:
        return "tick"
    if kinds <= {int}:
        return "number"
    nested = get_origin(info.annotation) in (dict, list) or any(
        isinstance(kind, type) and issubclass(kind, Record) for kind in kinds
    )
    return "json" if nested else "text"


def _plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _typed(visit: Visit, name: str, info: FieldInfo, wrong: list[str]) -> Any:
    given, kind = visit.form(name), _type(info)
    if kind == "tick":
        return given == "yes"
    if kind == "list":
        parts = (part.strip() for part in re.split(r"[,，\n]", given))
        return [part for part in parts if part]
    if kind in ("text", "choice"):
        return given
    try:
        return int(given) if kind == "number" else json.loads(given)
    except ValueError:
        wrong.append(name)
        return None


def _shown(value: Any) -> str:
    if isinstance(value, Record):
        value = value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, indent=2) if value else ""
    return "" if value is None or type(value).__name__ == "PydanticUndefinedType" else str(value)
