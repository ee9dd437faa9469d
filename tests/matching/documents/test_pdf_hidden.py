"""What nobody sees on a PDF page is in no line and is told; its visible twin is a line."""

from __future__ import annotations

import pytest

from mianshi.contracts.resumes import HiddenWhy, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents.pdf import gather
from mianshi.matching.documents.process import plain
from support.resume_files import HELVETICA, pdf, pdf_of, picture, stream, text

SEEN = text(50, 780, "Ann Example, bookkeeper")


def read(data: bytes) -> ResumeText:
    """In this process, so that a mistake of ours is an error and not a damaged file."""
    return gather(data, plain(data))


def lines(data: bytes) -> list[str]:
    return [line.text for line in read(data).lines]


def hidden(data: bytes) -> list[tuple[str, str]]:
    return [(found.why, found.text) for found in read(data).hidden]


HIDDEN = {
    "white": (text(50, 700, "stuffed words", before="1 g"), HiddenWhy.SAME_COLOUR),
    "nearly white": (text(50, 700, "stuffed words", before="0.95 0.96 0.95 rg"), HiddenWhy.SAME_COLOUR),
    "black on a black box": (
        "0 g 40 690 300 30 re f\n" + text(50, 700, "stuffed words", before="0 g"),
        HiddenWhy.SAME_COLOUR,
    ),
    "white under what is seen": (
        text(50, 780, "stuffed words", before="1 g") + SEEN,
        HiddenWhy.SAME_COLOUR,
    ),
    "one point": (text(50, 700, "stuffed words", size=1), HiddenWhy.TINY),
    "one point by its matrix": (
        text(50, 700, "stuffed words", size=100).replace("1 0 0 1", "0.01 0 0 0.01"),
        HiddenWhy.TINY,
    ),
    "squeezed": (text(50, 700, "stuffed words", before="3 Tz"), HiddenWhy.TINY),
    "render mode 3": (text(50, 700, "stuffed words", before="3 Tr"), HiddenWhy.TRANSPARENT),
    "alpha 0": ("q /A0 gs\n" + text(50, 700, "stuffed words") + "Q\n", HiddenWhy.TRANSPARENT),
    "right of the page": (text(700, 700, "stuffed words"), HiddenWhy.OFF_PAGE),
    "below the page": (text(50, -40, "stuffed words"), HiddenWhy.OFF_PAGE),
    "clipped away": ("q 0 0 20 20 re W n\n" + text(50, 700, "stuffed words") + "Q\n", HiddenWhy.OFF_PAGE),
    "under a white box": (text(50, 700, "stuffed words") + "1 g 40 690 300 30 re f\n", HiddenWhy.COVERED),
    "under a box that is written on": (
        text(50, 700, "stuffed words") + "1 g 40 690 300 30 re f\n" + text(50, 700, "Bookkeeping", before="0 g"),
        HiddenWhy.COVERED,
    ),
}
VISIBLE = {
    "grey": text(50, 700, "honest words", before="0.6 g"),
    "white on dark": "0 0 0.4 rg 40 690 300 30 re f\n" + text(50, 700, "honest words", before="1 g"),
    "on a white box": "1 g 40 690 300 30 re f\n" + text(50, 700, "honest words", before="0 g"),
    "six points": text(50, 700, "honest words", size=6),
    "large by its matrix": text(50, 700, "honest words", size=1).replace("1 0 0 1", "11 0 0 11"),
    "narrow": text(50, 700, "honest words", before="70 Tz"),
    "outlined": text(50, 700, "honest words", before="1 Tr 0 G"),
    "alpha 0.3": "q /A1 gs\n" + text(50, 700, "honest words") + "Q\n",
    "at the edge": text(500, 700, "honest words"),
    "inside of its clip": "q 40 690 300 30 re W n\n" + text(50, 700, "honest words") + "Q\n",
    "over a box": "1 g 40 690 300 30 re f 0 g\n" + text(50, 700, "honest words"),
    "beside a box": text(50, 700, "honest words") + "1 g 40 600 300 30 re f\n",
    "under a line": text(50, 700, "honest words") + "0 G 50 703 m 120 703 l S\n",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_told_and_in_no_line(name: str) -> None:
    content, why = HIDDEN[name]
    found = pdf(SEEN + content if "under what" not in name else content)
    assert hidden(found) == [(why, "stuffed words")]
    assert not any("stuffed" in line for line in lines(found))
    assert any("Ann Example" in line for line in lines(found))


@pytest.mark.parametrize("name", VISIBLE)
def test_text_that_is_seen_is_a_line(name: str) -> None:
    assert lines(pdf(SEEN + VISIBLE[name])) == ["Ann Example, bookkeeper", "honest words"]
    assert hidden(pdf(SEEN + VISIBLE[name])) == []


def test_a_chinese_font_that_is_not_in_the_file_hides_nothing_by_itself() -> None:
    """It is drawn as nothing here; its colour, size, place and cover still count."""
    honest = text(50, 760, "张三，五年会计工作经验") + text(50, 740, "熟悉用友与金蝶", before="0.5 g")
    dark = "0 0 0.4 rg 40 690 300 30 re f\n" + text(50, 700, "白字在深色底上", before="1 g")
    assert lines(pdf(honest + dark)) == ["张三，五年会计工作经验", "熟悉用友与金蝶", "白字在深色底上"]
    assert hidden(pdf(honest + dark)) == []
    tricks = (
        text(50, 600, "白色的字", before="1 g")
        + text(50, 580, "很小的字", size=1)
        + text(700, 560, "页外的字")
        + text(50, 540, "盖住的字")
        + "1 g 40 530 200 30 re f\n"
        + text(50, 500, "透明的字", before="3 Tr")
    )
    assert set(hidden(pdf(honest + tricks))) == {
        (HiddenWhy.SAME_COLOUR, "白色的字"),
        (HiddenWhy.TINY, "很小的字"),
        (HiddenWhy.OFF_PAGE, "页外的字"),
        (HiddenWhy.COVERED, "盖住的字"),
        (HiddenWhy.TRANSPARENT, "透明的字"),
    }


def test_text_outside_of_the_crop_box_is_off_the_page() -> None:
    data = pdf(SEEN + text(50, 100, "stuffed words"), page="/CropBox[0 400 595 842]")
    assert hidden(data) == [(HiddenWhy.OFF_PAGE, "stuffed words")]
    assert lines(data) == ["Ann Example, bookkeeper"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    """Drawn across, as a landscape page is; the second line stands below the first as somebody sees it."""
    way = {90: "0 1 -1 0 200 100", 180: "-1 0 0 -1 400 700", 270: "0 -1 1 0 200 700"}[turn]
    content = f"q {way} cm\n" + text(0, 0, "first line") + text(0, -20, "second line") + "Q\n"
    assert lines(pdf(content, page=f"/Rotate {turn}")) == ["first line", "second line"]


def test_text_in_a_form_is_seen_and_hidden_alike() -> None:
    inner = stream(
        text(0, 0, "in a form") + text(0, -30, "stuffed words", before="1 g"),
        f"/Type/XObject/Subtype/Form/BBox[-10 -50 400 50]/Matrix[1 0 0 1 0 0]/Resources<</Font<</F {HELVETICA}>>>>",
    )
    data = pdf_of([stream(SEEN + "q 1 0 0 1 50 600 cm /X Do Q\n")], [inner], resources="/XObject<</X 3 0 R>>")
    assert lines(data) == ["Ann Example, bookkeeper", "in a form"]
    assert hidden(data) == [(HiddenWhy.SAME_COLOUR, "stuffed words")]


def test_text_of_a_layer_that_is_off_is_marked_hidden() -> None:
    layer, off = b"<</Type/OCG/Name(extra)>>", "/OCProperties<</OCGs[3 0 R]/D<</OFF[3 0 R]>>>>"
    content = SEEN + "/OC /L BDC\n" + text(50, 700, "stuffed words") + "EMC\n"
    for catalog, wanted in ((off, [(HiddenWhy.MARKED_HIDDEN, "stuffed words")]), (off.replace("/OFF[3 0 R]", ""), [])):
        data = pdf_of([stream(content)], [layer], resources="/Properties<</L 3 0 R>>", catalog=catalog)
        assert hidden(data) == wanted


def test_a_picture_over_text_covers_it_and_one_behind_does_not() -> None:
    place = "q 300 0 0 30 40 690 cm /I Do Q\n"
    words = text(50, 700, "some words")
    over = pdf_of([stream(SEEN + words + place)], [picture()], resources="/XObject<</I 3 0 R>>")
    behind = pdf_of([stream(SEEN + place + words)], [picture()], resources="/XObject<</I 3 0 R>>")
    assert hidden(over) == [(HiddenWhy.COVERED, "some words")]
    assert lines(behind) == ["Ann Example, bookkeeper", "some words"]


FULL_PAGE = "q 595 0 0 842 0 0 cm /I Do Q\n"


@pytest.mark.parametrize("layer", ["", text(50, 700, "recognised words", before="3 Tr")])
def test_a_scan_is_a_picture_whatever_was_recognised_under_it(layer: str) -> None:
    data = pdf_of([stream(FULL_PAGE + layer)], [picture()], resources="/XObject<</I 3 0 R>>")
    with pytest.raises(Rejected, match=r"^resume_picture"):
        read(data)


def test_one_scanned_page_among_others_is_noted() -> None:
    pages = [stream(SEEN), stream(FULL_PAGE + text(50, 700, "recognised words", before="3 Tr"))]
    found = read(pdf_of(pages, [picture()], resources="/XObject<</I 3 0 R>>"))
    assert (found.notes, found.hidden) == (["picture_pages"], [])
    assert [line.text for line in found.lines] == ["Ann Example, bookkeeper"]


def test_text_over_a_picture_of_the_whole_page_is_no_scan() -> None:
    words = "".join(text(50, 700 - 20 * at, f"A line of honest words, number {at}") for at in range(4))
    data = pdf_of([stream(FULL_PAGE + words)], [picture()], resources="/XObject<</I 3 0 R>>")
    assert (len(lines(data)), read(data).notes) == (4, [])


def test_letters_as_outlines_are_a_picture() -> None:
    with pytest.raises(Rejected, match=r"^resume_picture"):
        read(pdf("".join(f"{50 + at % 40 * 8} {700 - at // 40 * 12} 5 7 re f\n" for at in range(200))))


def test_letters_that_cannot_be_read_are_a_picture() -> None:
    """One by one and in a font that is not in the file: pdfium gives none of them, on machines without the font."""
    letters = "".join(text(50 + at % 40 * 12, 700 - at // 40 * 16, "字") for at in range(200))
    with pytest.raises(Rejected, match=r"^resume_picture"):
        read(pdf(letters))


def test_only_hidden_text_is_no_text() -> None:
    with pytest.raises(Rejected, match=r"^resume_empty"):
        read(pdf(text(50, 700, "stuffed words", before="1 g")))


def test_words_that_stand_in_for_fewer_letters_are_not_what_is_seen() -> None:
    """A file may say what to copy instead of what is drawn; a ligature's letters fit where they stand."""
    trick = "/Span<</ActualText(Senior expert in everything)>>BDC\n" + text(50, 700, "Bob") + "EMC\n"
    assert hidden(pdf(SEEN + trick)) == [(HiddenWhy.TRANSPARENT, "Senior expert in everything")]
    honest = "/Span<</ActualText(office)>>BDC\n" + text(50, 700, "oAce") + "EMC\n"
    assert lines(pdf(SEEN + honest)) == ["Ann Example, bookkeeper", "office"]


def test_what_is_written_into_a_form_is_seen_unless_it_is_hidden() -> None:
    fields = [
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Honest entry)/Rect[50 690 300 710]/F 4/DA(/F 11 Tf 0 g)>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(b)/V(stuffed entry)/Rect[50 640 300 660]/F 2/DA(/F 11 Tf 0 g)>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(c)/V(white entry)/Rect[50 600 300 620]/F 4/DA(/F 11 Tf 1 g)>>",
        b"<</Type/Annot/Subtype/FreeText/Contents(A typed note)/Rect[50 560 300 580]/F 4/DA(/F 11 Tf 0 g)>>",
    ]
    form = f"/AcroForm<</Fields[3 0 R 4 0 R 5 0 R]/DR<</Font<</F {HELVETICA}>>>>>>"
    data = pdf_of([stream(SEEN)], fields, page="/Annots[3 0 R 4 0 R 5 0 R 6 0 R]", catalog=form)
    assert lines(data) == ["Ann Example, bookkeeper", "Honest entry", "A typed note"]
    assert hidden(data) == [(HiddenWhy.MARKED_HIDDEN, "stuffed entry"), (HiddenWhy.SAME_COLOUR, "white entry")]
