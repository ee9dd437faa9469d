"""Tables about levels: against graded answers, against answers made to win, against other ways of saying the same."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from bench.baselines import best_answer, embedded, lengths, on_levels, tf_idf
from bench.live import LANGUAGES, Live, live, part, sheet_of
from bench.reader import by_check, engine, read_live
from bench.running import Table
from calibration import fit
from calibration.graded_set import GRADED, HERE, READINGS, Item, Numbers, items, readings, within
from calibration.hostile import HostileCase, hostile_cases, read_graded, repeated
from mianshi.contracts.assessment import CompetencyFinding
from mianshi.contracts.base import Language
from mianshi.contracts.rating import Ratings
from mianshi.contracts.role import Competency, Question, Role
from mianshi.language.calibration import TOLD, calibration
from mianshi.scoring.roles import load_role, shipped_roles
from mianshi.speech import text_transcript

KINDS = {"wrong": 1, "vague": 1, "weak": 2, "short": 3, "long": 3, "good": 4, "brief": 5, "full": 5}
"""Kinds of graded answers with their levels."""
INJECTIONS = 8
"""Injected answers of a language that the rater reads while the table is made."""
SLACK = {"repeated": 0.3}
NEAR = 0.3
"""How far another way of saying the same may move a level (docs/scoring.md)."""
UNSEEN = 1.0
"""What an answer without a level counts as where levels are compared."""


def graded() -> Table:
    """Levels of graded answers that nothing was fitted on, by the engine and by simpler scorers."""
    rows, notes = [], []
    for language in LANGUAGES:
        kept = part(language, "report")
        peers = _peers(language, kept)
        stored = [item for item in kept if item.key in readings()]
        if stored:
            rows.append(_row(language, "ours, stored readings", stored, _ours(stored, stored=True)))
        rows.append(_row(language, "ours, without the rater", kept, _ours(kept, stored=False)))
        rows.append(_one_role_out(language))
        rows += [_row(language, name, kept, values) for name, values in peers.items()]
        read = live(language)
        chosen = [each.item for each in read]
        at = [kept.index(item) for item in chosen]
        rows.append(_row(language, "live: ours", chosen, np.array([_level(_found(e.item, e.ratings)) for e in read])))
        plain = np.array([each.plain_level for each in read])
        rows.append(_row(language, "live: plain rating, same model", chosen, plain))
        rows += [_row(language, f"live answers: {name}", chosen, values[at]) for name, values in peers.items()]
        notes.append(_same(language, read))
    header = ["language", "who", "answers", "Spearman within a question", "mean abs. error", "exact", "adjacent"]
    note = (
        "Graded answers of competencies that nothing was fitted or chosen on (`infra/calibration`), eight to a "
        "question, of levels 1 to 5, length independent of level; ± is the standard error over questions. "
        "`ours, stored readings`: the shipped calibration with the replies of the embedded rater kept in "
        "`infra/calibration/readings.json`" + ("" if readings() else " (not measured: there are none)") + ". "
        "`one role left out`: the same model fitted on the other five roles, for every role in turn, all its answers. "
        "`live`: the rater read these answers while this table was made, and the plain rating read the same. "
        "TF-IDF and embedding: cosine with the level-5 anchor and the key points' names, statements and examples, in "
        "TF-IDF the closest of them, else their mean. Length, TF-IDF and embedding were put on levels by a straight "
        "line through the answers of the choosing part. " + " ".join(notes)
    )
    return "Agreement with graded answers", header, rows, note


def kinds() -> Table:
    """The mean level by kind of graded answer."""
    rows = []
    for language in LANGUAGES:
        kept = part(language, "report")
        levels = _ours(kept, stored=bool(readings()))
        means = [np.mean([v for i, v in zip(kept, levels, strict=True) if i.graded.kind == kind]) for kind in KINDS]
        rows.append([language, *(f"{mean:.1f}" for mean in means)])
    rows.append(["graded", *map(str, KINDS.values())])
    read = "with the stored readings where there are some" if readings() else "without the rater"
    note = (
        f"Mean level given to the answers kept for the report, {read}. `wrong`: a fluent account of the wrong act; "
        "`brief`: excellent in few words that never names a key point; `short` and `long`: both half-good."
    )
    return "Levels by kind of graded answer", ["language", *KINDS], rows, note


def hostile() -> Table:
    """Answers made to win a level that was not earned: how many get none, or are flagged for a person."""
    rows, again = [], []
    for language in LANGUAGES:
        cases = [(role, case) for role in _roles() for case in hostile_cases(role, _answers(), language)]
        found = [(case.kind, _withstood(role, case, language, None)) for role, case in cases]
        for kind in dict.fromkeys(kind for kind, _ in found):
            rows.append([language, kind, *_shares([each for other, each in found if other == kind])])
        again += [(role, case, language) for role, case in cases if case.kind == "repeated"]
        injected = [(role, case) for role, case in cases if case.kind == "injected"]
        sample = injected[:: max(1, len(injected) // INJECTIONS)][:INJECTIONS]
        live = []
        for role, case in sample:
            sheet = engine().sheet(_case_transcript(role, case, language), role)
            live.append(_withstood(role, case, language, read_live(sheet)))
        rows.append([language, "injected, read live", *_shares(live)])
    header = ["language", "kind", "cases", "withstood", "flagged or no level", "level low enough"]
    raised = np.array([_raised(*each) for each in again])
    note = (
        "Withstood: the level is not above that of the honest answer beneath (repeated: by more than 0.3), or it is "
        "below the mean level the engine gives the honest answers of level 3 to the same question, or the answer is "
        "flagged for a person or has no level. Saying it again moves the engine's own level of the answer beneath by "
        f"{raised.min():+.1f} to {raised.max():+.1f}, on average {raised.mean():+.2f}. `other_question`: an excellent "
        "answer to another question. The rater's replies are neutral except where it says `read live`, so nothing is "
        "owed to it. Instructions to the scorer are taken out before the rater reads an answer."
    )
    return "Answers made to win", header, rows, note


def wording() -> Table:
    """The same content with fillers, misheard, in dialect, terse and polished: how far the level moves."""
    rows = []
    for language in LANGUAGES:
        moved: dict[str, list[float]] = {}
        for item, kind, text in _variants(language):
            original = _level(_found(item, None))
            asked = item.question.text.in_language(language)
            transcript = text_transcript(0, asked, text, language, None)
            said = _level(engine().finding(transcript, item.role, item.competency.id, None))
            moved.setdefault(kind, []).append(said - original)
        for kind, by in moved.items():
            inside = np.mean(np.abs(by) <= NEAR + 1e-9)
            rows.append(
                [language, kind, str(len(by)), f"{inside:.0%}", f"{np.mean(by):+.2f}", f"{np.abs(by).max():.1f}"]
            )
    note = (
        "The same answer told otherwise; the promise is that the level moves by at most 0.3. Without the rater, "
        "which weakens nothing: all features but its replies are read from the changed words."
    )
    return (
        "The same said otherwise",
        ["language", "way of speaking", "answers", "within 0.3", "mean change", "largest change"],
        rows,
        note,
    )


@cache
def _items() -> list[Item]:
    return items()


@cache
def _roles() -> list[Role]:
    return [load_role(name) for name in shipped_roles()]


@cache
def _answers() -> list[Any]:
    return read_graded(GRADED)


def _ours(chosen: Sequence[Item], *, stored: bool) -> Numbers:
    taken: Mapping[str, Mapping[str, float | None]] = readings() if stored else {}
    return np.array([_level(_found(item, taken.get(item.key))) for item in chosen])


def _found(item: Item, replies: Mapping[str, float | None] | Ratings | None) -> CompetencyFinding:
    return engine().finding(item.transcript, item.role, item.competency.id, replies)


def _level(finding: CompetencyFinding) -> float:
    return UNSEEN if finding.level is None else finding.level


def _same(language: Language, read: Sequence[Live]) -> str:
    """How many replies read just now differ from those that are stored and answer the same prompts."""
    stored, compared, differ, changed = readings(), 0, 0, 0
    for each in read:
        known = stored.get(each.item.key)
        if known is None:
            continue
        if not _asks_the_same(each.item):
            changed += 1
            continue
        replies = by_check(sheet_of(each.item), each.ratings)
        compared += len(replies)
        differ += sum(_apart(known.get(check), value) for check, value in replies.items())
    if not compared:
        return f"{language}: no stored readings to compare the live ones with."
    said = f"{language}: {differ} of {compared} replies read live differ from the stored ones by more than 0.001"
    return f"{said}; {changed} answers were asked in other words since." if changed else f"{said}."


def _asks_the_same(item: Item) -> bool:
    asked = json.loads(READINGS.read_text(encoding="utf-8"))["asked"].get(item.key)
    return bool(asked == hashlib.sha256("\0".join(sheet_of(item).prompts()).encode()).hexdigest()[:12])


def _apart(stored: float | None, live: float | None) -> bool:
    if stored is None or live is None:
        return stored is not live
    return abs(stored - live) > 0.001


def _peers(language: Language, kept: Sequence[Item]) -> dict[str, Numbers]:
    """Levels by length, TF-IDF and embedding: the line that makes levels of them goes through other answers."""
    lined = part(language, "choose")
    both = [*lined, *kept]
    texts = [item.graded.text for item in both]
    references = [best_answer(item.competency, language) for item in both]
    values = {
        "length": lengths(texts, language),
        "TF-IDF cosine": tf_idf(texts, references, language),
        "embedding cosine": embedded(texts, references, engine().embedder, best=False),
    }
    levels, many = _graded(lined), len(lined)
    return {name: on_levels(each[many:], each[:many], levels) for name, each in values.items()}


def _graded(chosen: Sequence[Item]) -> Numbers:
    return np.array([float(item.graded.level) for item in chosen])


def _row(language: Language, who: str, chosen: Sequence[Item], predicted: Numbers) -> list[str]:
    return [language, who, str(len(chosen)), *_agreement([i.group for i in chosen], _graded(chosen), predicted)]


def _agreement(groups: Sequence[object], levels: Numbers, predicted: Numbers) -> list[str]:
    """Spearman within a question with its standard error, mean absolute error, share exact, share within one level."""
    rhos = []
    for group in dict.fromkeys(groups):
        at = [index for index, other in enumerate(groups) if other == group]
        alike = len(set(predicted[at])) == 1
        rhos.append(0.0 if alike else within(levels[at], predicted[at], [group] * len(at)) or 0.0)
    error = np.std(rhos, ddof=1) / math.sqrt(len(rhos)) if len(rhos) > 1 else 0.0
    rounded = np.floor(predicted + 0.5)
    return [
        f"{np.mean(rhos):.2f} ± {error:.2f}",
        f"{np.abs(levels - predicted).mean():.2f}",
        f"{(rounded == levels).mean():.0%}",
        f"{(np.abs(rounded - levels) <= 1).mean():.0%}",
    ]


def _one_role_out(language: Language) -> list[str]:
    """Every role's answers by the model fitted on the other five, with the shipped features."""
    prepared = fit.prepare(language, engine().embedder)
    with contextlib.redirect_stdout(io.StringIO()):
        ridge, _ = fit.choose(prepared)
    names = [TOLD, *(name for name in calibration().of(language).weights if name != TOLD)]
    predicted = np.zeros(len(prepared.items))
    for role in _roles():
        inside = np.array([item.role.id == role.id for item in prepared.items])
        others: Any = np.flatnonzero(~inside)
        fitted = fit.fit_language(prepared, others, ridge, names)
        predicted[inside] = fitted.levels[inside]
    return _row(language, "ours, one role left out", prepared.items, predicted)


def _case_transcript(role: Role, case: HostileCase, language: Language) -> Any:
    _, question = _home(role, case.question)
    return text_transcript(0, question.text.in_language(language), case.text, language, None)


def _home(role: Role, question: str) -> tuple[Competency, Question]:
    return next((c, q) for c in role.competencies for q in c.questions if q.id == question)


def _withstood(role: Role, case: HostileCase, language: Language, replies: Ratings | None) -> tuple[bool, bool, bool]:
    """Whether it does not win, whether it is flagged or has no level, whether its level alone is low enough."""
    competency, _ = _home(role, case.question)
    finding = engine().finding(_case_transcript(role, case, language), role, competency.id, replies)
    flagged = finding.level is None or bool(finding.flags)
    level = _level(finding)
    low = level < _average(role.id, case.question, language)
    if case.base_level is not None:
        low = low or level <= case.base_level + SLACK.get(case.kind, 0.0) + 1e-9
    return flagged or low, flagged, low


def _raised(role: Role, case: HostileCase, language: Language) -> float:
    """By how much the engine's level of an answer rises when it is said again."""
    competency, _ = _home(role, case.question)
    said = engine().finding(_case_transcript(role, case, language), role, competency.id, None)
    group = (role.id, case.question, language)
    beneath = next(i for i in _items() if i.group == group and case.text in repeated(i.graded.text))
    return _level(said) - _level(_found(beneath, None))


@cache
def _average(role: str, question: str, language: Language) -> float:
    """The mean level that the engine gives to honest answers of level 3."""
    honest = [item for item in _items() if item.group == (role, question, language) and item.graded.level == 3]
    return float(_ours(honest, stored=False).mean())


def _shares(found: Sequence[tuple[bool, bool, bool]]) -> list[str]:
    return [str(len(found)), *(f"{np.mean([each[at] for each in found]):.0%}" for at in range(3))]


def _variants(language: Language) -> list[tuple[Item, str, str]]:
    """The original, the way of speaking, the text."""
    known = {item.key: item for item in _items()}
    found = []
    for path in sorted((HERE / "variants").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        found += [
            (known[f"{data['role']}/{each['question']}/{each['of']}"], each["kind"], each["text"])
            for each in data["variants"]
            if each["language"] == language
        ]
    return found
