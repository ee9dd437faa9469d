"""Markdown documents as their readers see them: headings, links, code and tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every page of the project, whoever wrote it."""
    folders = ("docs", "statemachines", "infra", "layers")
    found = [ROOT / name for name in ("README.md", "README.zh.md", "CHANGELOG.md")]
    return found + sorted(
        page
        for folder in folders
        for page in (ROOT / folder).rglob("*.md")
        if not {".venv", ".aws-sam", "site-packages"} & set(page.parts)
    )


def name_of(page: Path) -> str:
    """A page's path as test reports show it."""
    return str(page.relative_to(ROOT))


def text_of(name: str) -> str:
    """The source of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(source: str) -> list[str]:
    """Fenced code."""
    return [body for _, body in _FENCE.findall(source)]


def block_in(source: str, marker: str) -> str:
    """The one fenced block that contains `marker`."""
    (found,) = [body for body in blocks(source) if marker in body]
    return found


def prose(source: str) -> str:
    """Everything but fenced code."""
    return _FENCE.sub("", source)


def spans(source: str) -> list[str]:
    """Inline code."""
    return _SPAN.findall(prose(source))


def code(source: str) -> list[str]:
    """Inline code and the lines of fenced code, continued lines joined."""
    lines = [line for body in blocks(source) for line in body.replace("\\\n", " ").splitlines()]
    return spans(source) + lines


def headings(source: str) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    return [(len(marks), words) for marks, words in re.findall(r"^(#{1,6}) (.+)$", prose(source), re.MULTILINE)]


def anchor(heading: str) -> str:
    """The anchor GitHub gives a heading: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links(source: str) -> list[str]:
    """Targets of links and images."""
    return _LINK.findall(_SPAN.sub("", prose(source)))


def section(source: str, heading: str) -> str:
    """From a heading to the next of its level or above."""
    start = re.search(rf"^(#+) {re.escape(heading)}$", source, re.MULTILINE)
    assert start, f"there is no heading '{heading}'"
    rest = source[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(source: str) -> list[list[str]]:
    """Cells of all table rows, the rows of dashes left out."""
    lines = [line.strip() for line in source.splitlines() if line.strip().startswith("|")]
    cut = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells for cells in cut if not all(set(cell) <= set("-: ") for cell in cells)]


def template(name: str = "template.yaml") -> dict[str, Any]:
    """A template as data; tags such as !Ref become their long form."""
    parsed: dict[str, Any] = yaml_parse(text_of(name))
    return parsed
