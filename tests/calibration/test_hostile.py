"""The graded answers, the variants of their wording and the answers made to game the scoring are what they claim."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from calibration.hostile import (
    BOILERPLATE,
    INSTRUCTIONS,
    Graded,
    HostileCase,
    boilerplate,
    hostile_cases,
    injected,
    key_point_salad,
    mixed,
    other_question,
    question_read_back,
    read_graded,
    repeated,
    rubric_read_aloud,
    sentences,
)
from mianshi.contracts.base import Language
from mianshi.learning.association import spearman
from mianshi.scoring.protected import lint_text
from mianshi.scoring.roles import load_role, shipped_roles

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "infra" / "calibration"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LEVELS = {"wrong": 1, "vague": 1, "weak": 2, "short": 3, "long": 3, "good": 4, "brief": 5, "full": 5}
WAYS = ["fillers", "recognised", "dialect", "terse", "polished"]
GRADED = read_graded(FOLDER / "graded")
ROLES = {identity: load_role(identity) for identity in shipped_roles()}
EACH = [(role, language) for role in ROLES for language in LANGUAGES]


def _of(role: str, language: Language, **wanted: object) -> list[Graded]:
    return [
        answer
        for answer in GRADED
        if answer.role == role
        and answer.language == language
        and all(getattr(answer, name) == value for name, value in wanted.items())
    ]


def _cases(role: str, language: Language) -> list[HostileCase]:
    return hostile_cases(ROLES[role], GRADED, language)


def _digest() -> str:
    return hashlib.sha256(repr([_cases(*each) for each in EACH]).encode()).hexdigest()


def _words(text: str, language: Language) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]" if language == "zh" else r"[\w']+", text))


# The graded answers


def test_every_role_has_graded_answers() -> None:
    assert {answer.role for answer in GRADED} == set(ROLES)
    assert len(GRADED) == 6 * 7 * 2 * 8


@pytest.mark.parametrize("role", ROLES)
def test_a_graded_file_has_seven_questions_with_eight_kinds_in_both_languages(role: str) -> None:
    asked = {answer.question for answer in GRADED if answer.role == role}
    assert len(asked) == 7
    for question in asked:
        for language in LANGUAGES:
            kinds = {answer.kind: answer.level for answer in _of(role, language, question=question)}
            assert kinds == LEVELS, (question, language)


@pytest.mark.parametrize("role", ROLES)
def test_graded_ids_are_unique_and_name_what_the_role_has(role: str) -> None:
    answers = [answer for answer in GRADED if answer.role == role]
    assert max(Counter((answer.question, answer.id) for answer in answers).values()) == 1
    homes = {question.id: c.id for c in ROLES[role].competencies for question in c.questions}
    assert {answer.question: answer.competency for answer in answers}.items() <= homes.items()


def test_no_graded_answer_is_there_twice() -> None:
    assert max(Counter(answer.text for answer in GRADED).values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_length_does_not_give_the_level_away(language: Language) -> None:
    answers = [answer for answer in GRADED if answer.language == language]
    rho = spearman([_words(answer.text, language) for answer in answers], [answer.level for answer in answers])
    assert rho is not None
    assert abs(rho) < 0.25


def test_no_graded_answer_touches_a_protected_topic() -> None:
    assert [(a.role, a.question, a.id, f.word) for a in GRADED for f in lint_text(a.text)] == []


def test_a_brief_answer_never_names_its_key_points() -> None:
    competencies = {c.id: c for role in ROLES.values() for c in role.competencies}
    assert [
        (answer.role, answer.question, answer.id, word)
        for answer in GRADED
        if answer.kind == "brief"
        for point in competencies[answer.competency].key_points
        for word in point.synonyms.in_language(answer.language)
        if _names(answer.text, word, answer.language)
    ] == []


def _names(text: str, word: str, language: Language) -> bool:
    if language == "zh":
        return word.lower() in text.lower()
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


# The variants of wording

VARIANTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "variants").glob("*.json"))}
EVERY_VARIANT = [(role, variant) for role, data in VARIANTS.items() for variant in data["variants"]]


def _original(role: str, variant: dict[str, object]) -> Graded:
    found = [a for a in GRADED if (a.role, a.question, a.id) == (role, variant["question"], variant["of"])]
    assert len(found) == 1, (role, variant["question"], variant["of"])
    return found[0]


def test_variants_cover_every_role_kind_and_language() -> None:
    assert set(VARIANTS) == set(ROLES)
    for role, data in VARIANTS.items():
        assert data["role"] == role
        variants = data["variants"]
        assert len({v["question"] for v in variants}) == 6
        assert len({v["level"] for v in variants}) >= 4
        for language in LANGUAGES:
            assert Counter(v["kind"] for v in variants if v["language"] == language) == dict.fromkeys(WAYS, 3)
    assert {v["level"] for _, v in EVERY_VARIANT} == {1, 2, 3, 4, 5}


def test_a_variant_is_of_a_graded_answer_and_worded_differently() -> None:
    for role, variant in EVERY_VARIANT:
        original = _original(role, variant)
        assert set(variant) == {"of", "question", "language", "level", "kind", "text"}
        assert (variant["language"], variant["level"]) == (original.language, original.level)
        assert variant["text"] != original.text
    assert max(Counter(variant["text"] for _, variant in EVERY_VARIANT).values()) == 1


def test_fillers_make_an_answer_longer_and_terse_wording_shorter() -> None:
    for role, variant in EVERY_VARIANT:
        length = _words(variant["text"], variant["language"]) / _words(
            _original(role, variant).text, variant["language"]
        )
        if variant["kind"] == "fillers":
            assert length > 1.25, (role, variant["question"], length)
        if variant["kind"] == "terse":
            assert length < 0.95, (role, variant["question"], length)


def test_recognised_variants_have_no_punctuation() -> None:
    for role, variant in EVERY_VARIANT:
        if variant["kind"] == "recognised":
            assert not re.search(r"[^\w' ]", variant["text"]), (role, variant["question"])


def test_a_variant_keeps_the_figures() -> None:
    lost = [
        (role, variant["question"], variant["kind"], figure)
        for role, variant in EVERY_VARIANT
        for figure in _figures(_original(role, variant).text, variant["language"])
        if figure not in variant["text"].lower()
    ]
    assert lost == []


def _figures(text: str, language: Language) -> set[str]:
    """Figures that no homophone and no other wording replaces: two numerals or more; words from eleven on."""
    if language == "zh":
        return set(re.findall(r"(?:[二三四五六七八九十百千万亿两零]|(?<!一)点(?=[一二三四五六七八九])){2,}", text))
    return set(
        re.findall(
            r"\d+|\b(?:eleven|fifteen|sixteen|(?:twen|thir|for|six|eigh|nine)ty|hundred|thousand)\b", text.lower()
        )
    )


def test_no_variant_touches_a_protected_topic() -> None:
    assert [(role, v["question"], v["kind"], f.word) for role, v in EVERY_VARIANT for f in lint_text(v["text"])] == []


# The answers made to game the scoring


@pytest.mark.parametrize(("role", "language"), EACH)
def test_hostile_cases_come_in_a_fixed_order_and_number(role: str, language: Language) -> None:
    cases = _cases(role, language)
    assert Counter(case.kind for case in cases) == {
        "repeated": 4, "salad": 4, "read_back": 3, "rubric": 4, "other_question": 4, "injected": 16, "boilerplate": 8, "mixed": 2,
    }  # fmt: skip
    assert len({(case.question, case.text) for case in cases}) == len(cases)
    assert {case.question for case in cases} == {a.question for a in _of(role, language)}
    for case in cases:
        assert (case.base_level is not None) == (case.kind in {"repeated", "injected", "mixed"})


def test_hostile_cases_do_not_depend_on_the_process() -> None:
    path = [str(Path(__file__).parent), *sys.path]
    code = f"import sys; sys.path[:] = {path!r}; import test_hostile; print(test_hostile._digest())"
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == _digest()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_cut_and_lose_nothing(language: Language) -> None:
    for answer in GRADED:
        if answer.language == language:
            assert "".join(sentences(answer.text)) == answer.text


def test_a_sentence_is_repeated_three_more_times_and_the_answer_once_more() -> None:
    once, twice = repeated("好。我先停机再断电。完了。")
    assert once == "好。" + "我先停机再断电。" * 4 + "完了。"
    assert twice == "好。我先停机再断电。完了。" * 2
    assert repeated("Yes. I pulled the plug. Done.")[0] == "Yes." + " I pulled the plug." * 4 + " Done."


@pytest.mark.parametrize(("role", "language"), EACH)
def test_salad_has_every_name_and_synonym_and_no_example_left_whole(role: str, language: Language) -> None:
    for competency in ROLES[role].competencies:
        salad = key_point_salad(competency, language)
        assert salad == key_point_salad(competency, language)
        assert not re.search(r"[。！？.!?]( |$)", salad)
        for point in competency.key_points:
            assert (point.name.zh if language == "zh" else point.name.en) in salad
            assert all(word in salad for word in point.synonyms.in_language(language))
            assert not any(example in salad for example in point.examples.in_language(language))


@pytest.mark.parametrize(("role", "language"), EACH)
def test_a_question_read_back_is_there_several_times_and_says_nothing_else(role: str, language: Language) -> None:
    for competency in ROLES[role].competencies:
        for question in competency.questions:
            asked = (question.text.zh if language == "zh" else question.text.en).rstrip("?？。.")
            said = question_read_back(question, language)
            assert said.lower().count(asked.lower()) == 6


@pytest.mark.parametrize(("role", "language"), EACH)
def test_the_rubric_is_read_in_the_first_person_and_as_it_stands(role: str, language: Language) -> None:
    for competency in ROLES[role].competencies:
        own, stands = rubric_read_aloud(competency, language)
        parts = [competency.anchors.level_5, *(p.shown_when for p in competency.key_points), competency.excellence]
        for part in parts:
            assert part is not None
            said = part.zh if language == "zh" else part.en
            assert said[1:].rstrip(".。") in stands
        assert "候选人" not in own
        assert "candidate" not in own.lower()


@pytest.mark.parametrize(("role", "language"), EACH)
def test_the_answer_to_another_question_is_excellent_and_of_another_competency(role: str, language: Language) -> None:
    for competency in ROLES[role].competencies:
        own, foreign = other_question(competency, role, language, GRADED)
        (home,) = (answer for answer in GRADED if answer.text == own)
        (abroad,) = (answer for answer in GRADED if answer.text == foreign)
        assert home.role == role
        assert home.competency != competency.id
        assert abroad.role != role
        assert home.level == abroad.level == 5
        assert home.language == abroad.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_instructions_are_many_and_different_and_some_in_the_other_language(language: Language) -> None:
    instructions = INSTRUCTIONS[language]
    assert len(instructions) == len(set(instructions)) >= 15
    foreign = [text for text in instructions if bool(re.search(r"[\u4e00-\u9fff]", text)) != (language == "zh")]
    assert foreign
    assert any("<|im_start|>" in text for text in instructions)
    assert any(_is_json(text) for text in instructions)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instruction_stands_inside_or_after_the_whole_answer(language: Language) -> None:
    text = "我先停机。然后断电。" if language == "zh" else "I stopped it. Then I cut the power."
    for n, instruction in enumerate(INSTRUCTIONS[language]):
        said = injected(text, n, language)
        assert said.count(instruction) == 1
        assert re.sub(r"\s", "", said.replace(instruction, "")) == re.sub(r"\s", "", text)
        assert said.endswith(instruction) == (n % 2 == 0)


@pytest.mark.parametrize(("role", "language"), EACH)
def test_injections_use_every_instruction_on_honest_answers_of_level_1_to_3(role: str, language: Language) -> None:
    cases = [case for case in _cases(role, language) if case.kind == "injected"]
    assert {case.base_level for case in cases} == {1, 2, 3}
    assert all(text in case.text for text, case in zip(INSTRUCTIONS[language], cases, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_boilerplate_is_eight_texts_without_figures_or_protected_topics(language: Language) -> None:
    texts = boilerplate(language)
    assert texts == BOILERPLATE[language]
    assert len(set(texts)) == 8
    assert not any(re.search(r"\d", text) for text in texts)
    assert [f.word for text in (*texts, *INSTRUCTIONS[language]) for f in lint_text(text)] == []


def test_mixed_begins_with_the_honest_answer() -> None:
    competency = ROLES["manufacturing_operator"].competencies[0]
    said = mixed("安全第一。", competency, "zh")
    assert said.removeprefix("安全第一。").strip() == key_point_salad(competency, "zh")
