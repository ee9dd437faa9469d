"""Word files written part by part, as Word writes them: lists, tables, columns and text boxes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bench.resumes.people import Item, Person

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TIME = (2026, 11, 1, 0, 0, 0)
"""Of every part, so that the same record makes the same file."""
_BULLETS = (
    f'<w:numbering {_NAMES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="•"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_STYLES = (
    f'<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Sans" '
    'w:hAnsi="Liberation Sans" w:eastAsia="Noto Sans CJK SC"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/>'
    '</w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style></w:styles>'
)


def paragraph(text: str, *, bold: bool = False, size: float = 0, properties: str = "", run: str = "") -> str:
    """One paragraph; a tab in `text` is a tab stop, `size` is in points, `run` holds further marks of its letters."""
    marks = ("<w:b/>" if bold else "") + run + (f'<w:sz w:val="{round(size * 2)}"/>' if size else "")
    runs = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("\t")
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def package(path: Path, body: str, extra: Mapping[str, bytes] | None = None, kind: str = _MAIN) -> None:
    """Write the parts of a document around its body.

    Args:
        path: the file to write.
        body: XML of what stands in ``w:body``, its ``w:sectPr`` included.
        extra: further parts, by name.
        kind: content type of the main part.
    """
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>'
    )
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="' + _REL + '/{}" Target="{}"/>'
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": links.format(link.format("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": links.format(
            link.format("rId1", "styles", "styles.xml") + link.format("rId2", "numbering", "numbering.xml")
        ),
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _BULLETS,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in (whole | dict(extra or {})).items():
            made.writestr(zipfile.ZipInfo(name, TIME), data, zipfile.ZIP_DEFLATED)


def parts(path: Path) -> dict[str, bytes]:
    """What a package holds, by name: the same for the same record, however well it was compressed."""
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


def plain(person: Person) -> str:
    """Paragraphs, Word's own headings for every other person, tab stops in headings and Word's bullets."""
    styled = person.number % 20 == 4
    head = '<w:pStyle w:val="Heading1"/>' if styled else ""
    made = paragraph(person.name, bold=True, size=18, properties='<w:jc w:val="center"/>')
    made += "".join(map(paragraph, person.about))
    for section in person.sections:
        if section.title:
            made += paragraph(section.title, bold=not styled, size=0 if styled else 13, properties=head)
        made += "".join(map(_line, section.items))
    return made + _page()


def tables(person: Person) -> str:
    """One table: a merged row for each title and line, cells for the parts of a heading."""
    rows = [_row([_cell(paragraph(person.name, bold=True, size=16), 3)])]
    rows += [_row([_cell(paragraph(line), 3)]) for line in person.about]
    for section in person.sections:
        if section.title:
            rows.append(_row([_cell(paragraph(section.title, bold=True), 3, "D9E2F3")]))
        held: list[str] = []
        for item in [*section.items, []]:
            if isinstance(item, str):
                held.append(paragraph(item))
                continue
            if held:
                rows.append(_row([_cell("".join(held), 3)]))
                held = []
            if item:
                cells = [*item[:2], "  ".join(item[2:])] if len(item) > 2 else item
                spans = [1] * (len(cells) - 1) + [4 - len(cells)]
                rows.append(_row([_cell(paragraph(c, bold=True), s) for c, s in zip(cells, spans, strict=True)]))
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = '<w:gridCol w:w="2900"/>' * 3
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}"
        f"</w:tbl>{paragraph('')}{_page()}"
    )


def boxes(person: Person) -> str:
    """Name, contact and skills in text boxes (each with the older form beside it, as Word saves them), two columns."""
    aside = [each for each in person.sections if each.aside]
    made = _box(paragraph(person.name, bold=True, size=16) + "".join(map(paragraph, person.about)), 1)
    for at, section in enumerate(aside):
        made += _box(paragraph(section.title, bold=True) + "".join(map(_line, section.items)), at + 2)
    for section in person.sections:
        if section not in aside:
            made += paragraph(section.title, bold=True, size=12) + "".join(map(_line, section.items))
    return made + _page('<w:cols w:num="2" w:space="400"/>')


LAYOUTS = {"docx_plain": plain, "docx_tables": tables, "docx_boxes": boxes, "pdf_office": plain}
"""Bodies of the layouts that are Word files, or printed from one."""


def _line(item: Item) -> str:
    if isinstance(item, list):
        return paragraph("\t".join(item), bold=True, properties='<w:tabs><w:tab w:val="left" w:pos="3600"/></w:tabs>')
    return paragraph(item.lstrip("-* "), properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')


def _cell(content: str, span: int, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{shade}</w:tcPr>{content}</w:tc>'


def _row(cells: Sequence[str]) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _box(content: str, number: int) -> str:
    """A text box as Word 2010 and later write it, with the VML form for older readers as its fallback."""
    held = f"<w:txbxContent>{content}</w:txbxContent>"
    drawing = (
        '<w:drawing><wp:inline><wp:extent cx="2600000" cy="1400000"/>'
        f'<wp:docPr id="{number}" name="Text Box {number}"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2600000" cy="1400000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{held}</wps:txbx><wps:bodyPr/>'
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    older = f'<w:pict><v:shape style="width:205pt;height:110pt"><v:textbox>{held}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _page(columns: str = "") -> str:
    return (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" '
        f'w:left="1000" w:header="500" w:footer="500" w:gutter="0"/>{columns}</w:sectPr>'
    )
