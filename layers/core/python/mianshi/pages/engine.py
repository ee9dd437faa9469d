"""Jinja2 as the pages use it: everything escaped, no unknown name tolerated, a content security policy that fits."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mianshi.contracts.base import Bilingual, Language
from mianshi.pages import fmt
from mianshi.pages.labels import GATE_LABELS, OBSERVATION_LABELS, VERSION_LABELS
from mianshi.pages.texts import text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the API renders nothing

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": fmt.clock,
        "percent": fmt.percent,
        "one_decimal": fmt.one_decimal,
        "whole": fmt.whole,
        "signed": fmt.signed,
        "two_decimals": fmt.two_decimals,
        "correlation": fmt.correlation,
        "probability": fmt.probability,
        "cents": fmt.cents,
        "exact": fmt.exact,
        "size": fmt.size,
        "moment": fmt.moment,
    }
    return environment


def render(template: str, language: Language, **context: object) -> str:
    """Fill a template. Inside it `t(key)` is a text, `say(bilingual)` picks the language, `lang` names it."""

    def say(words: Bilingual) -> str:
        return words.in_language(language)

    def seen(kind: str) -> str:
        return say(OBSERVATION_LABELS[kind])

    def t(key: str, /, **values: object) -> str:
        return text(key, language, **values)

    def duration(milliseconds: int) -> str:
        return fmt.seconds(milliseconds, language)

    def gate_name(name: str) -> str:
        return say(GATE_LABELS[name]) if name in GATE_LABELS else name

    def version_name(name: str) -> str:
        return say(VERSION_LABELS[name]) if name in VERSION_LABELS else name

    helpers: dict[str, Callable[..., str]] = {
        "t": t,
        "say": say,
        "seen": seen,
        "duration": duration,
        "gate_name": gate_name,
        "version_name": version_name,
    }
    return (
        _environment()
        .get_template(template)
        .render(lang=language, html_lang="zh-CN" if language == "zh" else "en", **helpers, **context)
    )


@cache
def asset(name: str) -> str:
    """The text of one of our static files."""
    return (STATIC / name).read_text(encoding="utf-8")


def inline(*names: str) -> Markup:
    """Static files as they stand in a page. They are ours, so they are not escaped."""
    from markupsafe import Markup  # noqa: PLC0415 - as above

    return Markup("\n".join(asset(name) for name in names))  # noqa: S704 - package files only


def digest(source: str) -> str:
    """The hash source of a content security policy for an inline script or style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


def media_origins(urls: Iterable[str]) -> list[str]:
    """The sources a content security policy must allow to play these addresses, sorted."""
    found = {"'self'", "file:"}
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"}:
            found.add(f"{parts.scheme}://{parts.netloc}")
        elif parts.scheme in {"data", "blob"}:
            found.add(f"{parts.scheme}:")
    return sorted(found)
