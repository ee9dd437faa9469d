"""Calendar files, held against RFC 5545."""

from __future__ import annotations

import pytest

from mianshi.hiring.calendars import Entry, calendar

ENTRY = Entry(
    uid="ca_1-sl_1@mianshi",
    starts_at="2026-12-01T09:00:00+08:00",
    ends_at="2026-12-01T01:30:00.000Z",
    stamped_at="2026-11-28T08:00:00.000Z",
    summary="面试：门店店长",
)


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_times_are_utc_and_the_frame_is_whole() -> None:
    lines = _unfolded(calendar([ENTRY], "Mianshi"))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert {"DTSTART:20261201T010000Z", "DTEND:20261201T013000Z", "DTSTAMP:20261128T080000Z"} <= set(lines)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "UID:ca_1-sl_1@mianshi" in lines and not [line for line in lines if line.startswith("DESCRIPTION")]


def test_every_line_ends_in_crlf_and_has_at_most_75_octets_of_whole_characters() -> None:
    text = calendar([ENTRY.model_copy(update={"description": "等候面试的人很多，" * 40})], "长" * 60)
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert "DESCRIPTION:" + "等候面试的人很多，" * 40 in _unfolded(text)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("x\x00\x1b\u202ey", "xy"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("END:VEVENT\nBEGIN:VALARM", "END:VEVENT\\nBEGIN:VALARM"),
    ],
)
def test_text_stays_one_value(said: str, written: str) -> None:
    lines = _unfolded(calendar([ENTRY.model_copy(update={"summary": said})], "n"))
    assert f"SUMMARY:{written}" in lines and lines.count("END:VEVENT") == 1


def test_an_address_cannot_begin_a_line_of_its_own() -> None:
    lines = _unfolded(calendar([ENTRY.model_copy(update={"url": "https://x.example/a\r\nATTACH:b"})], "n"))
    assert "URL:https://x.example/aATTACH:b" in lines


@pytest.mark.parametrize("time", ["2026-12-01T09:00:00", "soon", ""])
def test_a_time_without_its_offset_is_refused(time: str) -> None:
    with pytest.raises(ValueError):
        calendar([ENTRY.model_copy(update={"starts_at": time})], "n")
