"""A text file: UTF-8, UTF-16 with a mark, GB 18030 as Windows in China saves it, or Windows-1252."""

from __future__ import annotations

import codecs
import re

from mianshi.contracts.resumes import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents.gathered import Gathered

_BREAKS = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b\x1f\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS = 0.005
"""Share of control characters above which something is no text."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_BYTES = 2_000_000
"""Of a text: beyond it nothing would be kept anyway."""


def read_text(data: bytes) -> ResumeText:
    """The lines of a text file.

    Raises:
        Rejected: no text in any of the encodings, or a blank one.
    """
    text = _decoded(data)
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > _MOST_CONTROLS * len(text):
        raise Rejected(ResumeReason.NOT_A_RESUME_FILE, "the file is binary")
    gathered = Gathered("txt")
    for line in _BREAKS.split(text):
        gathered.add(line)
        if gathered.full:
            gathered.note("shortened")
            break
    return gathered.result(data)


def _decoded(data: bytes) -> str:
    cut = data[:_MOST_BYTES]
    if cut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return cut.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", _national(cut)):
        try:
            # A file that was cut at its end is still read up to there.
            return codecs.getincrementaldecoder(encoding)().decode(cut)
        except UnicodeDecodeError:
            continue
    raise Rejected(ResumeReason.NOT_A_RESUME_FILE, "the file is text in no known encoding")


def _national(data: bytes) -> str:
    """GB 18030 where bytes above 127 come in pairs, as Chinese does; Windows-1252 where they stand alone (``é``)."""
    runs = [len(run) for run in _HIGH.findall(data)]
    alone = sum(1 for run in runs if run == 1)
    return "cp1252" if alone > len(runs) / 2 else "gb18030"
