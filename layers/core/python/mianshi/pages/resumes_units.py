"""What numbers in a résumé are counted in, and levels of education, as both languages write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.resumes import Degree
from mianshi.contracts.units import UNITS
from mianshi.pages.texts import text

_COUNTED = re.compile(r"(?P<n>[\d,]+(?:\.\d+)?) (?P<unit>[A-Za-z][A-Za-z ]*)")
_LARGE = 1_000_000


def unit(name: str, language: Language) -> str:
    """A unit as the language writes it; empty for one that is not known, so that no other language shows."""
    return UNITS[name][language == "en"] if name in UNITS else ""


def number(value: float) -> str:
    """A number with its thousands parted and no needless decimals."""
    return f"{value:,g}" if value < _LARGE else f"{value:,.0f}"


def counted(value: float, name: str, language: Language) -> str:
    """A number with its unit: ``12 人``, ``1,200 square metres``, ``15%``."""
    written = unit(name, language)
    return f"{number(value)}{'' if written in ('', '%') else ' '}{written}"


def missing(name: str, names: Mapping[str, Bilingual], language: Language) -> str:
    """What a requirement lacks: a term by its name in the language, a level of education, a number with its unit, else
    as it is written."""
    if name in names:
        return names[name].in_language(language)
    hit = _COUNTED.fullmatch(name)
    if hit and hit["unit"] in UNITS:
        return counted(float(hit["n"].replace(",", "")), hit["unit"], language)
    for degree in Degree:
        if name == text(f"res_degree_{degree.value}", "zh"):
            return text(f"res_degree_{degree.value}", language)
    return name
