"""Pages of the layouts that are made from HTML, and the plain texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from bench.resumes.people import Item, Person, Section

_SANS = "'Liberation Sans', 'WenQuanYi Micro Hei', 'Noto Sans CJK SC', sans-serif"
_SERIF = "'Liberation Serif', 'Noto Serif CJK SC', serif"
_MANY_SECTIONS = 8
"""More than these are set wide, over several pages."""
_BASE = """
@page { size: A4; margin: %(margin)s; }
* { box-sizing: border-box; font-synthesis: none; }
body { margin: 0; font: %(size)s/1.5 %(family)s; color: #222; -webkit-print-color-adjust: exact; }
h1 { font-size: 20pt; margin: 0 0 4pt; }
h2 { font-size: 12.5pt; margin: 11pt 0 4pt; }
p { margin: 1pt 0; }
ul { margin: 2pt 0 5pt; padding-left: 14pt; }
.head { display: flex; justify-content: space-between; gap: 10pt; font-weight: bold; margin-top: 5pt; }
"""
_SPLIT = re.compile(r"\s*[|｜　]\s*|\s+[·/]\s+")
_CHIPS = re.compile(r"[、;；]\s*|[,，]\s+|\s+/\s+")


def one_column(person: Person) -> str:
    """Everything below one another; dates stand where their writer put them, spread over the line."""
    serif = person.number % 4 == 1
    margin, size = ("32mm 30mm", "14pt") if len(person.sections) > _MANY_SECTIONS else ("15mm 17mm", "10.5pt")
    style = _base(margin, size, _SERIF if serif else _SANS) + "h2 { border-bottom: 1px solid #666; }"
    about = "".join(f"<p>{escape(line)}</p>" for line in person.about)
    return _page(style, f"<h1>{escape(person.name)}</h1>{about}{_sections(person.sections)}")


def two_columns(person: Person) -> str:
    """A narrow column on the left, or on the right for every other person, drawn after the wide one."""
    side = "left" if person.number % 4 == 2 else "right"
    style = _base("0", "9.5pt", _SANS) + (
        f".wide {{ margin-{side}: 66mm; padding: 13mm 10mm; }}"
        f".side {{ position: absolute; top: 0; {side}: 0; width: 64mm; padding: 13mm 7mm; background: #eef2f5; "
        "min-height: 296mm; } .side .head { display: block; font-weight: normal; } .side .head span { display: block; }"
    )
    wide, side_sections = _halves(person)
    about = "".join(f"<p>{escape(part)}</p>" for line in person.about for part in _SPLIT.split(line) if part)
    return _page(
        style,
        f"<div class=wide>{_sections(wide)}</div>"
        f"<div class=side><h1>{escape(person.name)}</h1>{about}{_sections(side_sections)}</div>",
    )


def table(person: Person) -> str:
    """The ruled form that many Chinese résumés are: personal facts in a grid with a place for a photo."""
    style = _base("12mm", "10pt", _SANS) + (
        "table { width: 100%; border-collapse: collapse; } td { border: 1px solid #333; padding: 3pt 5pt; "
        "vertical-align: top; } .title { width: 22mm; text-align: center; vertical-align: middle; font-weight: bold; "
        "background: #eee; } .photo { width: 26mm; height: 32mm; text-align: center; color: #888; } "
        "h1 { text-align: center; }"
    )
    facts = [part for line in person.about for part in _SPLIT.split(line) if part]
    rows = [facts[at : at + 2] for at in range(0, len(facts), 2)]
    word = "Photo" if person.language == "en" else "照片"
    photo = f'<td class=photo rowspan="{max(1, len(rows))}">{word}</td>'
    grid = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}{'<td></td>' if len(row) < 2 else ''}"
        f"{photo if not at else ''}</tr>"
        for at, row in enumerate(rows)
    )
    body = "".join(
        f"<tr><td class=title>{escape(each.title)}</td><td>{_items(each.items)}</td></tr>" for each in person.sections
    )
    return _page(style, f"<h1>{escape(person.name)}</h1><table>{grid}</table><table>{body}</table>")


def designed(person: Person) -> str:
    """Coloured boxes, white words on dark, drawn icons, a round place for a photo, skills as labels."""
    colour = ("#14532d", "#1e3a8a", "#7c2d12", "#312e81", "#0f766e")[person.number // 10 % 5]
    style = _base("0", "9.5pt", _SANS) + (
        f".top {{ background: {colour}; color: #fff; padding: 10mm 12mm; display: flex; gap: 8mm; }}"
        ".photo { width: 24mm; height: 24mm; border-radius: 50%; background: #ffffff55; flex: none; }"
        ".in { display: flex; } .wide { flex: 1; padding: 4mm 10mm; }"
        ".side { width: 58mm; padding: 4mm 7mm; background: #263238; color: #fff; min-height: 240mm; }"
        f".wide h2 {{ background: {colour}; color: #fff; padding: 2pt 6pt; border-radius: 3pt; }}"
        ".side h2 { border-bottom: 1px solid #fff8; } .side .head { display: block; }"
        ".side .head span { display: block; } .chip { display: inline-block; background: #ffffff30; "
        "border-radius: 8pt; padding: 0 6pt; margin: 2pt; } svg { width: 9pt; height: 9pt; margin-right: 4pt; }"
    )
    icon = '<svg viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#fff"/></svg>'
    about = "".join(f"<p>{icon}{escape(line)}</p>" for line in person.about)
    wide, side = _halves(person)
    return _page(
        style,
        f"<div class=top><div class=photo></div><div><h1>{escape(person.name)}</h1>{about}</div></div>"
        f"<div class=in><div class=side>{''.join(map(_labels, side))}</div>"
        f"<div class=wide>{_sections(wide)}</div></div>",
    )


HTML: dict[str, Callable[[Person], str]] = {
    "pdf_one_column": one_column,
    "pdf_two_columns": two_columns,
    "pdf_table": table,
    "pdf_designed": designed,
}
"""Layouts that a browser prints."""


def plain(person: Person) -> str:
    """A text as it is typed or pasted; what marks a title and parts a heading is the writer's habit."""
    habit = person.number // 10 % 3
    between = ("  ", " | ", "\t")[habit]
    title = ("【{}】", "{}", "== {} ==")[habit]
    bullet = ("", "- ", "· ")[habit]
    lines = [person.name, *person.about]
    for section in person.sections:
        lines += ["", title.format(section.title)] if section.title else [""]
        for item in section.items:
            lines.append(between.join(item) if isinstance(item, list) else bullet + item.lstrip("-* "))
    return "\n".join(lines) + "\n"


def _base(margin: str, size: str, family: str) -> str:
    return _BASE % {"margin": margin, "size": size, "family": family}


def _page(style: str, body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><body>{body}"


def _halves(person: Person) -> tuple[list[Section], list[Section]]:
    return [s for s in person.sections if not s.aside], [s for s in person.sections if s.aside]


def _sections(sections: Sequence[Section]) -> str:
    return "".join(_title(each) + _items(each.items) for each in sections)


def _title(section: Section) -> str:
    return f"<h2>{escape(section.title)}</h2>" if section.title else ""


def _items(items: Sequence[Item]) -> str:
    """Headings as spread parts, lines as a list; a single line is a paragraph."""
    made, lines = "", list[str]()
    for item in [*items, []]:
        if isinstance(item, str):
            lines.append(item)
            continue
        made += _lines(lines)
        lines = []
        if item:
            made += f"<div class=head>{''.join(f'<span>{escape(part)}</span>' for part in item)}</div>"
    return made


def _lines(lines: Sequence[str]) -> str:
    if len(lines) < 2 or any(re.match(r"\d+\.|-|\*", line) for line in lines):
        return "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _labels(section: Section) -> str:
    made = ""
    for item in section.items:
        parts = _CHIPS.split(item) if isinstance(item, str) else []
        if len(parts) > 3:
            made += "".join(f"<span class=chip>{escape(part)}</span>" for part in parts if part)
        else:
            made += _items([item])
    return _title(section) + made
