"""Résumé files made in code: PDFs from raw content streams, Word documents from raw XML. Nobody in them is real."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
SONG = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>"
)
"""A Chinese font that is named and not in the file, as many Chinese programs write it."""


def pdf(*pages: str, box: str = "0 0 595 842", resources: str = "", page: str = "", trailer: str = "") -> bytes:
    """A PDF with these content streams, one a page, with Helvetica as /F and an unembedded Chinese font as /S.

    Args:
        box: of every page, in points.
        resources: added to every page's resources, such as ``/XObject <</I 4 0 R>>``.
        page: added to every page's dictionary.
        trailer: added to the trailer.
    """
    return pdf_of([stream(content) for content in pages], box=box, resources=resources, page=page, trailer=trailer)


def pdf_of(
    contents: Sequence[bytes],
    extra: Sequence[bytes] = (),
    *,
    box: str = "0 0 595 842",
    resources: str = "",
    page: str = "",
    trailer: str = "",
    catalog: str = "",
) -> bytes:
    """As `pdf`, from whole stream objects. `extra` objects are numbered from 3."""
    fonts = f"/Font<</F {HELVETICA}/S {SONG}>>/ExtGState<</A0<</ca 0/CA 0>>/A1<</ca 0.3>>>>"
    first = 3 + len(extra)
    numbers = [first + 2 * at for at in range(len(contents))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        *extra,
    ]
    for number, content in zip(numbers, contents, strict=True):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<<{fonts}{resources}>>"
            f"/Contents {number + 1} 0 R{page}>>".encode()
        )
        objects.append(content)
    return _numbered(objects, trailer)


def _numbered(objects: Sequence[bytes], trailer: str) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def stream(content: str | bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """A stream object with these dictionary entries."""
    data = content.encode("latin-1") if isinstance(content, str) else content
    if packed:
        data, entries = zlib.compress(data), entries + "/Filter/FlateDecode"
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries.encode(), data)


def text(x: float, y: float, words: str, *, size: float = 11, before: str = "", font: str = "") -> str:
    """Operators that show the words at a place, `before` first. Chinese goes to the font that is not in the file."""
    font = font or ("F" if words.isascii() else "S")
    shown = f"({words})" if font == "F" else f"<{words.encode('utf-16-be').hex()}>"
    return f"q BT {before} /{font} {size} Tf 1 0 0 1 {x} {y} Tm {shown} Tj ET Q\n"


def column(x: float, y: float, lines: Sequence[str], *, leading: float = 16, size: float = 11, before: str = "") -> str:
    """Lines under each other, the first at `y`."""
    return "".join(text(x, y - leading * at, line, size=size, before=before) for at, line in enumerate(lines))


def picture(width: int = 8, height: int = 8, grey: int = 200) -> bytes:
    """An image object of one grey."""
    return stream(
        bytes([grey]) * (width * height),
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8",
    )


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, *, background: str = "") -> bytes:
    """A Word document with this body, XML of paragraphs and tables (see `p`), and more parts by path.

    Parts under ``word/`` are related to the document by the first letters of their names: ``styles.xml``,
    ``header1.xml`` (as rId of its file name), ``footnotes.xml``, ``settings.xml``.
    """
    parts = dict(parts or {})
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{_kind(name)}" Target="{name}"/>'
        for name in (path.removeprefix("word/") for path in parts if path.startswith("word/"))
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(map(_override, ('word/document.xml', *parts)))}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_SPACES}>{background}<w:body>{body}</w:body></w:document>",
    }
    return zipped(files | parts)


def part(name: str, content: str) -> str:
    """The XML of a part whose root is ``w:name``."""
    return f"<w:{name} {_SPACES}>{content}</w:{name}>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a plain text becomes one."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def r(words: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def table(*rows: Sequence[str], properties: str = "") -> str:
    """A table of rows of cells; a cell is paragraphs or a plain text."""
    made = (
        "<w:tr>" + "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(made)}</w:tbl>"


def _override(path: str) -> str:
    kind = "document.main" if path == "word/document.xml" else _kind(path)
    form = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    return f'<Override PartName="/{path}" ContentType="{form}"/>' if path.endswith(".xml") else ""


def _kind(name: str) -> str:
    stem = name.rpartition("/")[2].partition(".")[0].rstrip("0123456789")
    return {"data": "diagramData", "vbaProject": "vbaProject"}.get(stem, stem)


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def encrypted_pdf(content: str, password: str) -> bytes:
    """A page encrypted as in PDF 1.4 (ISO 32000-1, 7.6.3, revision 2: RC4 with 40 bits), for this user password."""
    identity, allowed = b"0123456789abcdef", (-4).to_bytes(4, "little", signed=True)
    secret = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(secret).digest()[:5], secret)
    key = hashlib.md5(secret + owner + allowed + identity).digest()[:5]
    own = hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10]
    guard = f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{_rc4(key, _PAD).hex()}>>>"
    trailer = f"/Encrypt {guard}/ID[<{identity.hex()}><{identity.hex()}>]"
    return pdf_of([stream(_rc4(own, content.encode("latin-1")))], trailer=trailer)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
