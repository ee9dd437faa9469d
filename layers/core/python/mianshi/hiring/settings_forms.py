"""What a person typed about a job's settings and times, as a job, or as a sentence beside each wrong field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import MOST_FOLLOW_UPS
from mianshi.contracts.hiring import InterviewRules, Job, Slot
from mianshi.hiring.jobs import overlapping

Posted = Mapping[str, Sequence[str]]
"""A posted form: every field with its values."""

LONGEST_DEPARTMENT = 60
LONGEST_ID = 128
"""Characters of a person's id (Cognito: Username)."""
MOST_TEAM = 50
MOST_SLOTS = 200
NUMBERS: dict[str, tuple[int, int]] = {
    "think_seconds": (0, 600),
    "answer_seconds": (15, 1800),
    "retakes": (0, 10),
    "personal": (0, 3),
    "follow_ups": (0, MOST_FOLLOW_UPS),
    "link_days": (1, 90),
    "reminder_hours": (0, 720),
}
"""Least and most of each number of the rules; as the contract has them."""
MODES = ("video", "audio", "text")
LANGUAGES = ("zh", "en")
RELEASES = ("when_scored", "when_decided", "by_hand")
_SWITCHES = ("practice", "advanced")
_FURTHEST_OFFSET = 14 * 60
"""Minutes that a time zone is away from UTC at most (Kiribati)."""


@dataclass
class Settings:
    """What became of a form: a job, or what is wrong with which field."""

    job: Job | None = None
    problems: dict[str, Bilingual] = field(default_factory=dict)


def settled(job: Job, posted: Posted, policies: Collection[str], people: Collection[str] | None) -> Settings:
    """`job` with the settings of a posted form.

    Args:
        job: as it is stored.
        posted: the form.
        policies: ids of the policy profiles there are.
        people: ids of the accounts there are; None where nobody knows them, and any id is taken.
    """
    reader = _Reader(posted)
    rules: dict[str, Any] = {name: reader.number(name, *limits) for name, limits in NUMBERS.items()}
    rules |= {name: bool(reader.one(name)) for name in _SWITCHES}
    rules["modes"] = reader.several("modes", MODES)
    rules["languages"] = reader.several("languages", LANGUAGES)
    changed = {
        "department": reader.line("department", LONGEST_DEPARTMENT),
        "headcount": reader.number("headcount", 1, 10_000),
        "team": _team(reader, job, people),
        "policy": reader.choice("policy", policies),
        "release": reader.choice("release", RELEASES),
        "blind_first": bool(reader.one("blind_first")),
    }
    if reader.problems:
        return Settings(None, reader.problems)
    return Settings(job.model_copy(update={**changed, "rules": InterviewRules(**rules)}))


def more_slots(job: Job, posted: Posted, now: str) -> Settings:
    """`job` with one slot more, or several in a row.

    The fields: ``start`` (local time, as browsers send it), ``offset`` (minutes from there to UTC, as browsers tell
    it: -480 in Beijing; nothing means UTC), ``minutes`` of each slot, ``times``, ``capacity``.
    """
    reader = _Reader(posted)
    start = _start(reader)
    minutes, times = reader.number("minutes", 5, 24 * 60), reader.number("times", 1, 50)
    capacity = reader.number("capacity", 1, 1000)
    if start is None or reader.problems:
        return Settings(None, reader.problems)
    starts = [start + timedelta(minutes=minutes * number) for number in range(times)]
    new = [
        Slot(
            id=f"sl_{at:%Y%m%dT%H%M}",
            starts_at=_written(at),
            ends_at=_written(at + timedelta(minutes=minutes)),
            capacity=capacity,
        )
        for at in starts
    ]
    if new[0].starts_at <= now:
        reader.refuse("start", "这个时间已经过去。", "This time has passed.")
    slots = sorted([*job.slots, *new], key=lambda slot: slot.starts_at)
    if overlapping(slots):
        reader.refuse("start", "与已有的时段重叠。", "It overlaps with a time that is there already.")
    if len(slots) > MOST_SLOTS:
        reader.refuse("times", f"一个职位最多 {MOST_SLOTS} 个时段。", f"A job has at most {MOST_SLOTS} times.")
    return Settings(None if reader.problems else job.model_copy(update={"slots": slots}), reader.problems)


class _Reader:
    def __init__(self, posted: Posted) -> None:
        self.posted = posted
        self.problems: dict[str, Bilingual] = {}

    def refuse(self, name: str, zh: str, en: str) -> None:
        self.problems.setdefault(name, Bilingual(zh=zh, en=en))

    def one(self, name: str) -> str:
        return (list(self.posted.get(name, [])) or [""])[0].strip()

    def line(self, name: str, longest: int) -> str:
        found = " ".join(self.one(name).split())
        if len(found) > longest:
            self.refuse(name, f"最多 {longest} 个字。", f"At most {longest} characters.")
        return found

    def number(self, name: str, least: int, most: int) -> int:
        found = self.one(name)
        if found.isascii() and found.isdecimal() and len(found) < 7 and least <= int(found) <= most:
            return int(found)
        self.refuse(name, f"请填 {least} 到 {most} 的整数。", f"A whole number from {least} to {most}, please.")
        return least

    def several(self, name: str, known: Sequence[str]) -> list[str]:
        found = [value for value in known if value in self.posted.get(name, [])]
        if not found:
            self.refuse(name, "请至少选一项。", "Please choose at least one.")
        return found

    def choice(self, name: str, known: Collection[str]) -> str:
        found = self.one(name)
        if found not in known:
            self.refuse(name, "请选择一项。", "Please choose one.")
        return found


def _team(reader: _Reader, job: Job, people: Collection[str] | None) -> list[str]:
    """Each ticked person once, and each line typed; the owner is never on the team."""
    typed = (line.strip() for value in reader.posted.get("team", []) for line in value.splitlines())
    team = [person for person in dict.fromkeys(typed) if person and person != job.owner]
    known = people if people is None else {*people, *job.team}
    stranger = next((person for person in team if known is not None and person not in known), None)
    if stranger is not None:
        short = stranger[:40]
        reader.refuse("team", f"没有账号“{short}”。", f"There is no account “{short}”.")
    if len(team) > MOST_TEAM or any(len(person) > LONGEST_ID for person in team):
        reader.refuse("team", f"团队最多 {MOST_TEAM} 人。", f"A team has at most {MOST_TEAM} people.")
    return team


def _start(reader: _Reader) -> datetime | None:
    offset = reader.one("offset") or "0"
    try:
        local = datetime.fromisoformat(reader.one("start"))
        minutes = int(offset) if len(offset) < 6 else _FURTHEST_OFFSET + 1
    except ValueError:
        reader.refuse("start", "请选择日期和时间。", "Please choose a date and a time.")
        return None
    if local.tzinfo is not None or abs(minutes) > _FURTHEST_OFFSET or not 2000 < local.year < 3000:
        reader.refuse("start", "请选择日期和时间。", "Please choose a date and a time.")
        return None
    return local.replace(tzinfo=UTC) + timedelta(minutes=minutes)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
