"""The process beside us: without our credentials, without files or connections, within limits that add up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mianshi.contracts.resumes import MOST_RESUME_CHARACTERS
from mianshi.errors import Rejected
from mianshi.matching.documents import apart, pdf_reading, process, read
from mianshi.matching.documents.docx import read_docx
from mianshi.matching.documents.pdf import gather
from mianshi.matching.documents.process import plain
from support.resume_files import docx, p, pdf, pdf_of, stream, table, text
from support.templates import functions

SEEN = text(50, 780, "Ann Example, bookkeeper")
BEGIN = apart._START.partition("from mianshi")[0]
SELF_BYTES = 900_000_000
"""Of the function itself beside the process: 200 MB were seen with its sentence model on the longest résumé, and room
for what Lambda runs."""


def instead(monkeypatch: pytest.MonkeyPatch, body: str) -> dict[str, Any]:
    """What the process answers that reads by this code, after all that it does before it looks at a file."""
    code = "from mianshi.matching.documents import process\ndef read(_):\n"
    code += "".join(f"    {line}\n" for line in body.splitlines())
    start = f"{BEGIN}exec({code!r} + 'process.KINDS[\"pdf\"] = lambda: read\\nprocess.main()', globals())"
    monkeypatch.setattr(apart, "_START", start)
    return apart.answer("pdf", b"")


def test_no_credentials_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/var/lang/lib")
    told = instead(monkeypatch, "import os\nreturn dict(os.environ)")
    assert told.pop("LD_LIBRARY_PATH") == "/var/lang/lib"
    assert "secret" not in told.values() and not any(name.startswith("AWS") for name in told)


@pytest.mark.parametrize(
    "asked",
    [
        "open('/proc/self/environ')",
        "__import__('socket').socket()",
        "__import__('os').write(1, b'') or open('/tmp/x', 'w')",
        "__import__('os').pipe()",
    ],
)
def test_the_process_can_open_nothing_once_it_looks_at_the_file(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    told = instead(monkeypatch, f"try:\n    {asked}\nexcept OSError as error:\n    return {{'errno': error.errno}}")
    assert told == {"errno": 24}


def test_limits_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["AS", "FSIZE", "NPROC", "NOFILE", "CORE"]
    told = instead(
        monkeypatch, f"import resource as r\nreturn {{n: r.getrlimit(getattr(r, 'RLIMIT_' + n)) for n in {names}}}"
    )
    assert told == {"AS": [process.MEMORY_BYTES] * 2, **{name: [0, 0] for name in names[1:]}}


def test_memory_ends_as_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Rejected, match="resume_bomb"):
        instead(monkeypatch, "return {'held': len(bytearray(800_000_000))}")


def test_no_more_is_taken_of_an_answer_than_a_resume_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_ANSWER_BYTES", 1_000)
    assert instead(monkeypatch, "return {'a': 'x' * 900}") == {"a": "x" * 900}
    with pytest.raises(Rejected, match="resume_bomb"):
        instead(monkeypatch, "return {'a': 'x' * 10_000_000}")


def test_an_answer_has_room_for_everything_that_is_kept() -> None:
    """A line for each character, all that surrounds it included."""
    line = json.dumps(["张", 40, 10.5, False, "footer", 12], ensure_ascii=False).encode()
    assert MOST_RESUME_CHARACTERS * (len(line) + 2) < apart.MOST_ANSWER_BYTES


def test_both_processes_fit_the_functions_memory() -> None:
    memory = functions()["MatchFunction"]["MemorySize"] * 1024**2
    assert memory >= process.MEMORY_BYTES + SELF_BYTES


def test_what_is_read_apart_is_what_is_read_here() -> None:
    """Nothing is loaded late: a module that was would be missing in the process, which can open no file any more."""
    rich = pdf(SEEN + "0 g 40 600 30 30 re f\n" + text(50, 700, "张三"), text(50, 400, "second page"))
    assert read(rich) == gather(rich, plain(rich))
    word = docx(p("Ann Example") + table(["a", "b"]), {"word/settings.xml": "<w/>", "word/x\u5f20.xml": "<w/>"})
    assert read(word) == read_docx(word)


def free_text(characters: int, count: int) -> tuple[list[bytes], str]:
    """Annotations of as many characters each, as objects from 3 on, and the page's entry that names them."""
    words = (b"FEFF" + ("张" * characters).encode("utf-16-be").hex().encode()).decode()
    one = f"<</Type/Annot/Subtype/FreeText/Rect[72 100 500 112]/F 4/Contents<{words}>>>".encode()
    return [one] * count, f"/Annots[{' '.join(f'{3 + at} 0 R' for at in range(count))}]"


def test_what_is_written_into_fields_counts_towards_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reading, "MOST_CHARACTERS", 5_000)
    notes, page = free_text(1_000, 20)
    told = plain(pdf_of([stream(SEEN)] * 10, notes, page=page))
    assert told["shortened"]
    assert 5_000 <= sum(len(line[0]) for line in told["lines"]) < 7_000
    few, page = free_text(1_000, 2)
    assert not plain(pdf_of([stream(SEEN)], few, page=page))["shortened"]
