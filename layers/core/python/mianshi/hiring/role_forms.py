"""A role as the fields of a form, and back: what a person typed becomes a role, or a sentence beside each wrong field.

The outline holds what concerns the whole role (title, weights, lines); each competency has a form of its own. Fields
are text by name: ``c0.weight``, ``q1.zh``, ``k2.examples.en``. Where only one language was filled in, its words stand
for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Competency, Role
from mianshi.hiring.jobs import rebalanced

Fields = dict[str, str]
"""What stands in each field; lists have a line for each item, ticks are ``yes`` or empty."""

LONGEST_NAME = 100
LONGEST_TEXT = 600
LONGEST_LIST = 6000
MOST_ROWS = 40
"""Rows of one kind in one form."""
YES = "yes"
_LEVELS = ("1", "3", "5")
_KINDS = ("behavioural", "situational", "knowledge")
_NEEDED = Bilingual(zh="请填写。", en="Please fill this in.")


@dataclass
class Draft:
    """What became of a form: a role, or what is wrong with which field. ``""`` is the form as a whole."""

    role: Role | None = None
    problems: dict[str, Bilingual] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    """By kind of row (``q``, ``k``, ``w``, ``n``): which row of the form each item of the competency stands in."""


def outline(role: Role) -> Fields:
    """The fields of the whole role."""
    fields = {
        "name.zh": role.name.zh,
        "name.en": role.name.en,
        "interview": role.interview,
        "forward": str(role.thresholds.forward),
        "review": str(role.thresholds.review),
        "expected_answer_seconds": str(role.expected_answer_seconds),
        "video_required": YES if role.video_required else "",
        "delivery_weight": str(role.delivery_weight),
        "delivery_weight_reason": role.delivery_weight_reason or "",
        "vocabulary.zh": "\n".join(role.vocabulary.zh),
        "vocabulary.en": "\n".join(role.vocabulary.en),
    }
    for at, competency in enumerate(role.competencies):
        fields |= {
            f"c{at}.id": competency.id,
            f"c{at}.weight": str(competency.weight),
            f"c{at}.required_level": f"{competency.required_level:g}",
        }
    return fields


def outlined(role: Role, fields: Mapping[str, str]) -> Draft:
    """`role` with what was typed into its outline."""
    form = _Form(fields)
    name = form.both("name", LONGEST_NAME)
    review, forward = form.whole("review", 0, 100), form.whole("forward", 0, 100)
    if review > forward and not form.problems:
        form.refuse("review", "查看线不能高于推进线。", "The look-at line cannot be above the forward line.")
    raw = role.model_dump(mode="json")
    raw |= {
        "name": name,
        "interview": "semi_structured" if form["interview"] == "semi_structured" else "structured",
        "thresholds": {"forward": forward, "review": review},
        "expected_answer_seconds": form.whole("expected_answer_seconds", 15, 1800),
        "video_required": form["video_required"] == YES,
        "delivery_weight": form.whole("delivery_weight", 0, 100),
        "delivery_weight_reason": form.text("delivery_weight_reason", LONGEST_TEXT) or None,
        "vocabulary": {language: form.lines(f"vocabulary.{language}") for language in ("zh", "en")},
    }
    if raw["delivery_weight"] and not raw["delivery_weight_reason"]:
        form.refuse(
            "delivery_weight_reason",
            "表达权重大于 0 时，请写明理由。",
            "A delivery weight above 0 needs a recorded reason.",
        )
    raw["competencies"] = _weighted(role, form)
    return form.draft(raw)


def competency_fields(competency: Competency) -> Fields:
    """The fields of one competency."""
    fields = {
        **_both("name", competency.name),
        **_both("excellence", competency.excellence),
        "required_level": f"{competency.required_level:g}",
    }
    for level in _LEVELS:
        fields |= _both(f"a{level}", getattr(competency.anchors, f"level_{level}"))
    for at, question in enumerate(competency.questions):
        fields |= {f"q{at}.id": question.id, f"q{at}.kind": question.kind, f"q{at}.core": YES if question.core else ""}
        fields |= _both(f"q{at}", question.text)
    for at, point in enumerate(competency.key_points):
        fields |= {f"k{at}.id": point.id, **_both(f"k{at}.name", point.name), **_both(f"k{at}.shown", point.shown_when)}
        for part, phrases in (("examples", point.examples), ("synonyms", point.synonyms)):
            fields |= {f"k{at}.{part}.zh": "\n".join(phrases.zh), f"k{at}.{part}.en": "\n".join(phrases.en)}
    for stem, sentences in (("w", competency.wrong_acts), ("n", competency.next_steps)):
        for at, sentence in enumerate(sentences):
            fields |= {f"{stem}{at}.id": "", **_both(f"{stem}{at}", sentence)}
    return fields


def with_competency(role: Role, at: int | None, fields: Mapping[str, str]) -> Draft:
    """`role` with what was typed into the form of its competency number `at`, or with a new one where that is None.

    A new one brings its weight; the others give way in proportion.
    """
    form = _Form(fields)
    raw = role.model_dump(mode="json")
    competencies: list[dict[str, Any]] = raw["competencies"]
    others = [item for number, item in enumerate(competencies) if number != at]
    before: dict[str, Any] = competencies[at] if at is not None else _new(form, others)
    after = before | {
        "name": form.both("name", LONGEST_NAME),
        "required_level": form.level("required_level"),
        "questions": _questions(form, others),
        "key_points": _key_points(form, others),
        "anchors": {f"level_{level}": form.both(f"a{level}", LONGEST_TEXT) for level in _LEVELS},
        "excellence": form.both("excellence", LONGEST_TEXT, needed=False),
        "wrong_acts": [form.both(f"w{row}", LONGEST_TEXT) for row in form.filled("w", ("zh", "en"))],
        "next_steps": [form.both(f"n{row}", LONGEST_TEXT) for row in form.filled("n", ("zh", "en"))],
    }
    kept = {point["id"] for point in after["key_points"]}
    after["order"] = [point for point in before["order"] if point in kept]
    if at is None:
        competencies.append(after)
    else:
        competencies[at] = after
    return form.draft(raw)


def place(where: str, at: int | None, rows: Mapping[str, list[int]]) -> str | None:
    """The field that a path in a role (``competencies.0.questions.1.text.zh``) stands for, or None for another form's.

    Args:
        where: as the linter says it.
        at: number of the competency whose form it is; None for the outline.
        rows: of `Draft`; without them each item stands in its own row.
    """
    parts = where.split(".")
    if at is None:
        return _in_outline(parts)
    if parts[:2] != ["competencies", str(at)]:
        return None
    return _in_competency(parts[2:], rows)


def rows_of(fields: Mapping[str, str], stem: str) -> list[int]:
    """Numbers of the rows of one kind that a form has, in order."""
    found = {
        name.removeprefix(stem).partition(".")[0] for name in fields if name.startswith(stem) and name.endswith(".id")
    }
    return sorted(int(number) for number in found if number.isdecimal() and len(number) < 5)[:MOST_ROWS]


class _Form:
    """What was typed, read field by field; every reading notes what is wrong and goes on."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.problems: dict[str, Bilingual] = {}
        self.rows: dict[str, list[int]] = {}

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def refuse(self, name: str, zh: str, en: str) -> None:
        self.problems.setdefault(name, Bilingual(zh=zh, en=en))

    def text(self, name: str, longest: int) -> str:
        found = " ".join(self[name].split())
        if len(found) > longest:
            self.refuse(name, f"最多 {longest} 个字。", f"At most {longest} characters.")
        return found

    def both(self, name: str, longest: int, *, needed: bool = True) -> dict[str, str] | None:
        zh, en = self.text(f"{name}.zh", longest), self.text(f"{name}.en", longest)
        if not zh and not en:
            if needed:
                self.problems.setdefault(f"{name}.zh", _NEEDED)
            return None
        return {"zh": zh or en, "en": en or zh}

    def lines(self, name: str) -> list[str]:
        if len(self[name]) > LONGEST_LIST:
            self.refuse(name, f"最多 {LONGEST_LIST} 个字。", f"At most {LONGEST_LIST} characters.")
        lines = (" ".join(line.split()) for line in self[name].splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def whole(self, name: str, least: int, most: int) -> int:
        found = self[name]
        if found.isascii() and found.isdecimal() and len(found) < 6 and least <= int(found) <= most:
            return int(found)
        self.refuse(name, f"请填 {least} 到 {most} 的整数。", f"A whole number from {least} to {most}, please.")
        return least

    def level(self, name: str) -> float:
        found = self[name]
        try:
            level = float(found) if len(found) < 6 else 0.0
        except ValueError:
            level = 0.0
        if 1.0 <= level <= 5.0:
            return level
        self.refuse(name, "请填 1 到 5，可以带一位小数。", "A level from 1 to 5, please, such as 3.5.")
        return 3.0

    def filled(self, stem: str, parts: Iterable[str]) -> list[int]:
        """Rows that are to stay: not ticked for removal, and not wholly blank."""
        parts = list(parts)
        rows = [
            row
            for row in rows_of(self.fields, stem)
            if self[f"{stem}{row}.remove"] != YES and any(self[f"{stem}{row}.{part}"] for part in parts)
        ]
        self.rows[stem] = rows
        return rows

    def draft(self, raw: dict[str, Any]) -> Draft:
        if self.problems:
            return Draft(None, self.problems, self.rows)
        try:
            return Draft(Role.model_validate(raw), {}, self.rows)
        except ValidationError as error:
            told = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            self.refuse("", f"职位内容不完整或不一致：{told}", f"The role does not hold together: {told}")
            return Draft(None, self.problems, self.rows)


def _both(name: str, words: Bilingual | None) -> Fields:
    return {f"{name}.zh": words.zh if words else "", f"{name}.en": words.en if words else ""}


def _weighted(role: Role, form: _Form) -> list[dict[str, Any]]:
    """The competencies that stay, each with its row found by its id: others may have come or gone meanwhile."""
    rows = {form[f"c{row}.id"]: f"c{row}" for row in rows_of(form.fields, "c")}
    stays = []
    for competency in role.competencies:
        raw, row = competency.model_dump(mode="json"), rows.get(competency.id)
        if row is not None and form[f"{row}.remove"] == YES:
            continue
        if row is not None:
            raw |= {
                "weight": form.whole(f"{row}.weight", 1, 100),
                "required_level": form.level(f"{row}.required_level"),
            }
        stays.append(raw)
    total = sum(competency["weight"] for competency in stays)
    if not stays:
        form.refuse("weights", "至少要留下一项能力。", "At least one competency must stay.")
    elif total != 100:
        form.refuse("weights", f"权重合计 {total}，应为 100。", f"The weights make {total}; they must make 100.")
    return stays


def _new(form: _Form, others: list[dict[str, Any]]) -> dict[str, Any]:
    weight = form.whole("weight", 1, 99)
    try:
        for other, share in zip(others, rebalanced([other["weight"] for other in others], weight), strict=True):
            other["weight"] = share
    except ValueError:
        form.refuse("weight", "权重太大，其他能力会没有权重。", "Too much: nothing would be left for the others.")
    return {"id": _free("competency", {other["id"] for other in others}), "weight": weight, "order": []}


def _questions(form: _Form, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    taken = {question["id"] for other in others for question in other["questions"]}
    made = []
    for row in form.filled("q", ("zh", "en")):
        kind = form[f"q{row}.kind"]
        made.append(
            {
                "id": _named(form[f"q{row}.id"], "question", taken),
                "text": form.both(f"q{row}", LONGEST_TEXT),
                "kind": kind if kind in _KINDS else _KINDS[0],
                "core": form[f"q{row}.core"] == YES,
            }
        )
    if not made:
        form.refuse("questions", "至少要有一道题。", "At least one question is needed.")
    return made


def _key_points(form: _Form, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    taken = {point["id"] for other in others for point in other["key_points"]}
    parts = [f"{part}.{language}" for part in ("name", "shown", "examples") for language in ("zh", "en")]
    made = []
    for row in form.filled("k", parts):
        stem = f"k{row}"
        examples = {language: form.lines(f"{stem}.examples.{language}") for language in ("zh", "en")}
        if not examples["zh"] and not examples["en"]:
            form.refuse(f"{stem}.examples.zh", "请至少写一句例句。", "At least one example sentence, please.")
        made.append(
            {
                "id": _named(form[f"{stem}.id"], "point", taken),
                "name": form.both(f"{stem}.name", LONGEST_NAME),
                "shown_when": form.both(f"{stem}.shown", LONGEST_TEXT, needed=False),
                "examples": {"zh": examples["zh"] or examples["en"], "en": examples["en"] or examples["zh"]},
                "synonyms": {language: form.lines(f"{stem}.synonyms.{language}") for language in ("zh", "en")},
            }
        )
    if not made:
        form.refuse("key_points", "至少要有一个要点。", "At least one key point is needed.")
    return made


def _named(known: str, stem: str, taken: set[str]) -> str:
    """The id that a row has, or one that is free; `taken` grows by it."""
    name = known if known and known.replace("_", "").isalnum() and known not in taken else _free(stem, taken)
    taken.add(name)
    return name


def _free(stem: str, taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}_{number}") not in taken)


def _in_outline(parts: list[str]) -> str | None:
    if parts[0] == "competencies":
        return f"c{parts[1]}" + (".weight" if parts[2:] == ["weight"] else "")
    return ".".join(parts[:2]) if parts[0] in ("name", "vocabulary") else ""


def _in_competency(parts: list[str], rows: Mapping[str, list[int]]) -> str:
    stem = {"questions": "q", "key_points": "k", "wrong_acts": "w", "next_steps": "n"}.get(parts[0])
    if stem is None:
        return _single(parts)
    if len(parts) == 1:
        return {"w": "wrong", "n": "next"}.get(stem, parts[0])
    number = int(parts[1])
    known = rows.get(stem, [])
    row = f"{stem}{known[number] if number < len(known) else number}"
    rest = parts[2:]
    if stem == "k":
        part = {"shown_when": "shown"}.get(rest[0], rest[0])
        return f"{row}.{part}.{rest[1] if len(rest) > 1 else 'zh'}"
    return f"{row}.{rest[-1]}"


def _single(parts: list[str]) -> str:
    if parts[0] == "anchors":
        return f"a{parts[1].removeprefix('level_')}.{parts[2]}" if len(parts) == 3 else "anchors"
    if parts[0] in ("name", "excellence"):
        return f"{parts[0]}.{parts[1] if len(parts) > 1 else 'zh'}"
    return parts[0]
