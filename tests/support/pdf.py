"""Read back a PDF as a browser prints it: its pages and the text on them."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


class Pdf:
    """Knows what Skia writes (Chromium's PDF): flate streams, two-byte glyphs, a ToUnicode map for each font."""

    def __init__(self, data: bytes) -> None:
        self._objects = {int(number): body for number, body in _OBJECT.findall(data)}

    @property
    def pages(self) -> list[str]:
        """The text of each page, compatibility forms of Chinese characters undone, spaces left out."""
        found = [body for body in self._objects.values() if re.search(rb"/Type\s*/Page\b(?!s)", body)]
        return [unicodedata.normalize("NFKC", self._text(page)).replace(" ", "") for page in found]

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of the first page in points."""
        body = next(body for body in self._objects.values() if re.search(rb"/Type\s*/Page\b(?!s)", body))
        media = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", body)
        assert media
        return float(media[1]), float(media[2])

    def _stream(self, number: int) -> bytes:
        body = self._objects[number]
        found = _STREAM.search(body)
        assert found
        return zlib.decompressobj().decompress(found[1]) if b"/FlateDecode" in body else found[1]

    def _text(self, page: bytes) -> str:
        fonts = {name: self._glyphs(int(font)) for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents
        written, glyphs = [], dict[int, str]()
        for font, shown in _SHOWN.findall(self._stream(int(contents[1]))):
            if font:
                glyphs = fonts[font]
            else:
                codes = [int(shown[i : i + 4], 16) for i in range(0, len(shown), 4)]
                written += [glyphs.get(code, "") for code in codes]
        return "".join(written)

    def _glyphs(self, font: int) -> dict[int, str]:
        reference = re.search(rb"/ToUnicode (\d+) 0 R", self._objects[font])
        if reference is None:
            return {}
        cmap, known = self._stream(int(reference[1])), dict[int, str]()
        for block in _CHARS.findall(cmap):
            for code, text in re.findall(rb"<(\w+)> <(\w+)>", block):
                known[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _RANGES.findall(cmap):
            for first, last, text in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    known[int(first, 16) + step] = chr(int(text, 16) + step)
        return known
