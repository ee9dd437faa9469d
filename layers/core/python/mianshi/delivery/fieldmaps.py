"""Field maps: a customer's own picture of a bill, with places in braces that are filled from the facts of one message.

Which fields a form has, and how they are spelt, differs from customer to customer, so it stands in the connector's
settings and never in code. ``"{amount}"`` alone becomes the value itself, a number where it is one; inside a longer
text it becomes words. A place whose fact is missing takes its field away rather than leaving an empty one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from mianshi.contracts.base import Record
from mianshi.errors import Rejected

Fact = str | int | Decimal | None
R = TypeVar("R", bound=Record)

_PLACE = re.compile(r"\{([a-z_]+(?::[^{}]{1,60})?)\}")
_GONE = object()


def fill(template: Any, facts: Mapping[str, Fact]) -> Any:
    """The template with its places filled, once: braces in a fact stay braces.

    Args:
        template: anything that JSON can hold.
        facts: by the name of their place; None where there is none in this case.
    """
    filled = _fill(template, facts)
    return None if filled is _GONE else filled


def places(template: Any) -> set[str]:
    """The names of all places of a template."""
    if isinstance(template, str):
        return set(_PLACE.findall(template))
    parts = template.values() if isinstance(template, dict) else template if isinstance(template, list) else []
    return {name for part in parts for name in places(part)}


def known_places(template: Any, known: frozenset[str]) -> Any:
    """The template, if it names only places there are; ``aux:…`` names one of the customer's own codes.

    Raises:
        ValueError: naming the others.
    """
    strange = sorted(name for name in places(template) if name not in known and not name.startswith("aux:"))
    if strange:
        raise ValueError(f"no such place: {', '.join(strange)}")
    return template


def exact_json(value: Any) -> bytes:
    """JSON in which a Decimal is a number with exactly its digits: money never passes through a float."""
    return _text(value).encode()


def parsed(shape: type[R], given: object, what: str) -> R:
    """Settings or a secret of a connector as the platform reads them.

    Raises:
        Rejected: ``bad_connector``, naming the fields that are wrong and nothing that was given.
    """
    try:
        return shape.model_validate_json(given) if isinstance(given, str) else shape.model_validate(given)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, one["loc"])) or what for one in error.errors()[:5])
        raise Rejected("bad_connector", f"{what}: {wrong}") from None  # the cause would print the secret


def _fill(template: Any, facts: Mapping[str, Fact]) -> Any:
    if isinstance(template, str):
        return _words(template, facts)
    if isinstance(template, list):
        return [part for part in (_fill(each, facts) for each in template) if part is not _GONE]
    if not isinstance(template, dict):
        return template
    filled = {name: part for name, each in template.items() if (part := _fill(each, facts)) is not _GONE}
    return filled if filled or not template else _GONE


def _words(template: str, facts: Mapping[str, Fact]) -> Any:
    alone = _PLACE.fullmatch(template)
    if alone:
        value = facts.get(alone.group(1))
        return _GONE if value is None or value == "" else value
    known = {name: "" if value is None else str(value) for name, value in facts.items()}
    return _PLACE.sub(lambda found: known.get(found.group(1), ""), template)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(str(name))}:{_text(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
