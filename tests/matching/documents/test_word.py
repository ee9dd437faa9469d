"""Word documents: what their pages show is lines, what they hide is told, and nothing unpacks without bounds."""

from __future__ import annotations

import pytest

from mianshi.contracts.resumes import HiddenWhy, ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import package, read
from support.resume_files import W, docx, p, part, r, table, zipped

WHITE = '<w:color w:val="FFFFFF"/>'
STYLES = part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="Head"><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
    f'<w:style w:type="paragraph" w:styleId="Pale"><w:rPr>{WHITE}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Paler"><w:basedOn w:val="Pale"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr>'
    '<w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>',
)


def styled(name: str, words: str) -> str:
    return p(words, properties=f'<w:pStyle w:val="{name}"/>')


def lines(found: ResumeText) -> list[tuple[str, str]]:
    return [(line.place, line.text) for line in found.lines]


def seen(body: str) -> ResumeText:
    return read(docx(p("Ann Example") + body, {"word/styles.xml": STYLES}))


def box(inner: str, fill: str = "", place: str = "", text: bool = True) -> str:
    content = f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>" if text else ""
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor behindDoc="0">'
        f'{place}<wp:extent cx="3000000" cy="3000000"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>{fill}</wps:spPr>'
        f"{content}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


DARK = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'
AWAY = "<wp:positionH><wp:posOffset>-20000000</wp:posOffset></wp:positionH>"
HIDDEN = {
    "white": (p(r("stuffed", WHITE)), HiddenWhy.SAME_COLOUR),
    "nearly white": (p(r("stuffed", '<w:color w:val="F8F8F8"/>')), HiddenWhy.SAME_COLOUR),
    "white by its style": (styled("Pale", "stuffed"), HiddenWhy.SAME_COLOUR),
    "white by a style's style": (styled("Paler", "stuffed"), HiddenWhy.SAME_COLOUR),
    "theme white": (
        p(r("stuffed", '<w:color w:val="auto" w:themeColor="background1"/>')),
        HiddenWhy.SAME_COLOUR,
    ),
    "as its shading": (
        p(r("stuffed", '<w:color w:val="111111"/><w:shd w:val="clear" w:fill="000000"/>')),
        HiddenWhy.SAME_COLOUR,
    ),
    "as its cell": (
        table(
            ['<w:tcPr><w:shd w:val="clear" w:fill="00FF00"/></w:tcPr>' + p(r("stuffed", '<w:color w:val="00F500"/>'))]
        ),
        HiddenWhy.SAME_COLOUR,
    ),
    "white in a white box": (box(p(r("stuffed", WHITE))), HiddenWhy.SAME_COLOUR),
    "tiny": (p(r("stuffed", '<w:sz w:val="2"/>')), HiddenWhy.TINY),
    "squeezed": (p(r("stuffed", '<w:w w:val="1"/>')), HiddenWhy.TINY),
    "in a line without height": (
        p("stuffed", properties='<w:spacing w:line="20" w:lineRule="exact"/>'),
        HiddenWhy.TINY,
    ),
    "without fill": (p(r("stuffed", "<w14:textFill><w14:noFill/></w14:textFill>")), HiddenWhy.TRANSPARENT),
    "vanished": (p(r("stuffed", "<w:vanish/>")), HiddenWhy.MARKED_HIDDEN),
    "vanished by its style": (p(r("stuffed", '<w:rStyle w:val="Ghost"/>')), HiddenWhy.MARKED_HIDDEN),
    "deleted": ("<w:p><w:del><w:r><w:delText>stuffed</w:delText></w:r></w:del></w:p>", HiddenWhy.MARKED_HIDDEN),
    "moved away": (f"<w:p><w:moveFrom>{r('stuffed')}</w:moveFrom></w:p>", HiddenWhy.MARKED_HIDDEN),
    "left of the page": (p("stuffed", properties='<w:ind w:left="-30000"/>'), HiddenWhy.OFF_PAGE),
    "in a box off the page": (box(p("stuffed"), place=AWAY), HiddenWhy.OFF_PAGE),
}
VISIBLE = {
    "automatic": p(r("honest", '<w:color w:val="auto"/>')),
    "grey": p(r("honest", '<w:color w:val="808080"/>')),
    "white on dark shading": p(r("honest", WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>')),
    "white on a highlight": p(r("honest", WHITE + '<w:highlight w:val="darkBlue"/>')),
    "white on a dark paragraph": p(r("honest", WHITE), properties='<w:shd w:val="clear" w:fill="1F3864"/>'),
    "white in a dark box": box(p(r("honest", WHITE)), DARK),
    "white before a dark shape": box("", DARK, text=False) + p(r("honest", WHITE)),
    "white in a table with a dark first row": table([p(r("honest", WHITE))], properties='<w:tblStyle w:val="Dark"/>'),
    "small": p(r("honest", '<w:sz w:val="12"/>')),
    "not vanished": p(r("honest", '<w:vanish w:val="0"/>')),
    "inserted": f"<w:p><w:ins>{r('honest')}</w:ins></w:p>",
    "linked": f"<w:p><w:hyperlink>{r('honest')}</w:hyperlink></w:p>",
    "in a content control": f"<w:sdt><w:sdtContent>{p('honest')}</w:sdtContent></w:sdt>",
    "a style that is its own": styled("Loop", "honest"),
    "a field's result": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE stuffed</w:instrText>'
    f'</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("honest")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_told_and_in_no_line(name: str) -> None:
    body, why = HIDDEN[name]
    found = seen(body)
    assert [(x.why, x.text) for x in found.hidden] == [(why, "stuffed")]
    assert lines(found) == [("body", "Ann Example")]


@pytest.mark.parametrize("name", VISIBLE)
def test_text_that_is_seen_is_a_line(name: str) -> None:
    found = seen(VISIBLE[name])
    assert [text for _, text in lines(found)] == ["Ann Example", "honest"]
    assert found.hidden == []


def test_tables_and_boxes_are_read_where_they_stand_and_once() -> None:
    body = table(["学历", "本科"], ["语言", table(["英语", "CET-6"]) + p("流利")]) + box(p("in a box")) + p("end")
    assert lines(seen(body))[1:] == [
        *(("cell", text) for text in ("学历", "本科", "语言", "英语", "CET-6", "流利")),
        ("box", "in a box"),
        ("body", "end"),
    ]


def test_breaks_tabs_symbols_and_bullets_read_as_they_look() -> None:
    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>',
    )
    body = (
        p("led a team", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
        + "<w:p><w:r><w:t>2019</w:t><w:tab/><w:t>Acme</w:t><w:br/><w:t>Sales</w:t></w:r></w:p>"
        + '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0B7"/><w:t> state</w:t><w:noBreakHyphen/><w:t>run</w:t></w:r></w:p>'
    )
    found = read(docx(body, {"word/numbering.xml": numbering}))
    assert [line.text for line in found.lines] == ["• led a team", "2019 Acme", "Sales", "• state-run"]


def test_size_and_weight_come_from_the_styles() -> None:
    found = seen(styled("Head", "Experience"))
    assert [(line.size, line.bold) for line in found.lines] == [(10.5, False), (16.0, True)]


def test_headers_and_footers_that_a_page_shows_are_read_once() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1.xml"/>'
        '<w:headerReference w:type="first" r:id="header2.xml"/><w:footerReference r:id="footer1.xml"/></w:sectPr>'
    )
    edges = {
        "word/header1.xml": part("hdr", p("Ann Example")),
        "word/header2.xml": part("hdr", p("never shown")),
        "word/footer1.xml": part("ftr", p("page 1")),
        "word/comments.xml": part("comments", p("a comment")),
    }
    assert lines(read(docx(p("body") + section, edges))) == [
        ("header", "Ann Example"),
        ("body", "body"),
        ("footer", "page 1"),
    ]


def test_macros_are_left_out_and_said() -> None:
    assert read(docx(p("Ann"), {"word/vbaProject.bin": b"\0" * 20})).notes == ["macros_left_out"]


PICTURE = '<w:p><w:r><w:drawing><wp:inline><a:blip r:embed="r9"/></wp:inline></w:drawing></w:r></w:p>'


def test_a_document_of_pictures_is_a_picture() -> None:
    with pytest.raises(Rejected, match="resume_picture"):
        read(docx(PICTURE))
    assert read(docx(PICTURE + p("Ann"))).notes == ["picture_pages"]
    assert read(docx(PICTURE + p("Ann Example has written this " * 5))).notes == []


def nested(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + p("deep") + "</w:tc></w:tr></w:tbl>" * depth)


def test_nesting_is_read_as_deep_as_people_nest() -> None:
    assert lines(read(nested(10))) == [("cell", "deep")]


BROKEN = {
    "nested without end": (nested(3_000), ResumeReason.BOMB),
    "nested in a line": (docx("<w:p>" + "<w:ins>" * 3_000 + "</w:ins>" * 3_000 + "</w:p>"), ResumeReason.BOMB),
    "unpacks to much": (docx(p("a" * (package.LARGEST_PART_BYTES + 1))), ResumeReason.BOMB),
    "a large part beside it": (docx(p("a"), {"word/media/x.bin": b"\0" * 201_000_000}), ResumeReason.BOMB),
    "many parts": (docx(p("a"), {f"word/media/{at}": b"" for at in range(2_100)}), ResumeReason.BOMB),
    "entities": (
        zipped(
            {
                "[Content_Types].xml": "<a/>",
                "word/document.xml": f'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="{W}"><w:body/></w:document>',
            }
        ),
        ResumeReason.DAMAGED,
    ),
    "no XML": (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<w:doc"}), ResumeReason.DAMAGED),
    "nothing written": (docx(p("  ")), ResumeReason.EMPTY),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused_with_its_reason(name: str) -> None:
    data, reason = BROKEN[name]
    with pytest.raises(Rejected) as raised:
        read(data)
    assert raised.value.code == reason


def test_an_archive_with_a_password_is_encrypted() -> None:
    data = bytearray(docx(p("a")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 1)
    with pytest.raises(Rejected, match="resume_encrypted"):
        read(bytes(data))
