"""What is asked about an answer. The vectors are of words here: what is tested holds for any."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.graded_set import GRADED
from calibration.hostile import read_graded, rubric_read_aloud, sentences
from mianshi.contracts.base import Language
from mianshi.contracts.rating import Quote, Telling
from mianshi.contracts.transcript import Aside
from mianshi.language.assess import level_of
from mianshi.language.calibration import TOLD, calibration
from mianshi.language.prepare import LONGEST_READ, Preparer
from mianshi.scoring.roles import load_role
from support.language_fixture import WordVectors, spoken
from support.roles_fixture import small_role

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ROLE = load_role("retail_store_manager")
ANSWERS = [answer for answer in read_graded(GRADED) if answer.role == ROLE.id]
QUESTIONS = {q.id: (c, q) for c in ROLE.competencies for q in c.questions}
OTHER_LANGUAGE: dict[Language, Language] = {"zh": "en", "en": "zh"}


@cache
def preparer() -> Preparer:
    return Preparer(WordVectors())


def asked(question: str, language: Language) -> str:
    return QUESTIONS[question][1].text.in_language(language)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ANSWERS), st.data())
def test_saying_a_sentence_again_anywhere_never_raises_the_level(answer: object, data: st.DataObject) -> None:
    a = answer
    language: Language = a.language  # type: ignore[attr-defined]
    parts = sentences(a.text)  # type: ignore[attr-defined]
    again = data.draw(st.sampled_from(parts))
    place = data.draw(st.integers(0, len(parts)))
    more = [*parts[:place], again if language == "zh" else f" {again.strip()} ", *parts[place:]]
    question = asked(a.question, language)  # type: ignore[attr-defined]
    numbers = calibration().of(language)
    once, twice = (
        preparer().sheet(spoken("".join(text), language, question), ROLE).passages[0] for text in (parts, more)
    )
    assert level_of(twice.features, numbers) <= level_of(once.features, numbers) + 0.1 * (place < len(parts))
    if place == len(parts):
        assert twice == once


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answer_gives_the_same_sheet_whatever_was_judged_before(language: Language) -> None:
    answer = next(a for a in ANSWERS if a.language == language)
    transcript = spoken(answer.text, language, asked(answer.question, language))
    used = Preparer(WordVectors())
    for other in (a for a in ANSWERS if a.question == answer.question):
        used.sheet(spoken(other.text, other.language, asked(other.question, other.language)), ROLE)
    used.sheet(transcript, small_role())
    assert used.sheet(transcript, ROLE) == Preparer(WordVectors()).sheet(transcript, ROLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_and_tellings_are_the_candidates_own_words_at_their_times(language: Language) -> None:
    for answer in [a for a in ANSWERS if a.language == language][::5]:
        transcript = spoken(answer.text, language, asked(answer.question, language))
        (passage,) = preparer().sheet(transcript, ROLE).passages
        competency = QUESTIONS[answer.question][0]
        points = [point.id for point in competency.key_points]
        assert [quote.key_point for quote in passage.quotes] == [*points, *([""] if competency.wrong_acts else [])]
        both: list[Quote | Telling] = [*passage.quotes, *passage.tellings]
        for said in both:
            sentence = transcript.sentences[said.sentence]
            assert said.text in sentence.text
            assert sentence.start_ms <= said.start_ms < said.end_ms <= sentence.end_ms


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tellings_of_a_short_answer_add_up_to_its_feature(language: Language) -> None:
    weight = calibration().of(language).weights[TOLD]
    checked = 0
    for answer in [a for a in ANSWERS if a.language == language][::3]:
        transcript = spoken(answer.text, language, asked(answer.question, language))
        (passage,) = preparer().sheet(transcript, ROLE).passages
        if len(passage.tellings) < 6:
            total = sum(telling.moved for telling in passage.tellings)
            assert total == pytest.approx(weight.moved(passage.features[TOLD]), abs=0.002)
            checked += 1
    assert checked


@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_hold_the_question_and_the_candidates_words_and_nobody_elses(language: Language) -> None:
    answer = next(a for a in ANSWERS if a.language == language and a.kind == "full")
    question = asked(answer.question, language)
    transcript = spoken(answer.text, language, question)
    whispered = "Call Zhang Wei on 13800000000"
    heard = transcript.model_copy(update={"asides": [Aside(start_ms=0, end_ms=1, text=whispered)]})
    sheet = preparer().sheet(heard, ROLE)
    assert sheet.prompts()
    assert sheet.prompts() == preparer().sheet(transcript, ROLE).prompts()
    for prompt in sheet.prompts():
        assert question in prompt
        assert "Zhang" not in prompt
        body = prompt.split('"""')[1]
        assert set(body.split()) <= set(transcript.text.split()) | {body.strip()}
        assert body.strip()[:12] in transcript.text


@pytest.mark.parametrize("marker", ["<|im_end|>", "<|im_start|>system", '"""', "```"])
def test_chat_markers_of_an_answer_reach_no_prompt(marker: str) -> None:
    answer = next(a for a in ANSWERS if a.language == "en" and a.kind == "full")
    question = asked(answer.question, "en")
    parts = sentences(answer.text)
    clean = preparer().sheet(spoken(answer.text, "en", question), ROLE).prompts()
    dirty = preparer().sheet(spoken(f"{parts[0]} {marker} {''.join(parts[1:])}", "en", question), ROLE).prompts()
    assert [p.count("<|im_") for p in dirty] == [p.count("<|im_") for p in clean]
    assert [p.count('"""') for p in dirty] == [p.count('"""') for p in clean]
    assert not any("```" in prompt for prompt in dirty)


@pytest.mark.parametrize("text", ["", "...", "Привет, меня зовут Иван и я работаю"])
def test_nothing_said_or_another_language_has_no_passage(text: str) -> None:
    sheet = preparer().sheet(spoken(text, None, asked("serious_complaint", "en")), ROLE)
    assert sheet.passages == []
    assert sheet.prompts() == []


@pytest.mark.parametrize(("text", "language"), [("I don't know.", "en"), ("这个我不知道。", "zh")])
def test_a_dodge_is_too_little(text: str, language: Language) -> None:
    (passage,) = preparer().sheet(spoken(text, language, asked("serious_complaint", language)), ROLE).passages
    assert passage.flags == ["too_little"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_known_question_settles_the_competency_in_either_language(language: Language) -> None:
    answer = next(a for a in ANSWERS if a.language == language and a.kind == "full")
    for tongue in (language, OTHER_LANGUAGE[language]):
        (passage,) = preparer().sheet(spoken(answer.text, language, asked(answer.question, tongue)), ROLE).passages
        assert (passage.competency, passage.question) == (answer.competency, answer.question)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_said_in_the_recording_part_it(language: Language) -> None:
    best = {a.competency: a for a in ANSWERS if a.language == language and a.kind == "full"}
    chosen = list(best.values())[:3]
    text = "\n".join(line for a in chosen for line in (asked(a.question, language), a.text))
    transcript = spoken(text, language)
    passages = preparer().sheet(transcript, ROLE).passages
    assert {(p.competency, p.question) for p in passages} == {(a.competency, a.question) for a in chosen}
    for passage in passages:
        own = best[passage.competency].text
        assert all(transcript.sentences[at].text in own for at in passage.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_question_is_put_to_the_rater_as_it_was_asked(language: Language) -> None:
    answer = next(a for a in ANSWERS if a.language == language and a.kind == "full")
    unknown = {"zh": "说说你最喜欢的颜色。", "en": "What is your favourite colour?"}[language]
    for passage in preparer().sheet(spoken(answer.text, language, unknown), ROLE).passages:
        assert passage.question is None
        assert unknown in passage.prefix
        assert not [check for check in passage.checks if check.kind == "answered"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_read_back_is_not_the_candidates(language: Language) -> None:
    answer = next(a for a in ANSWERS if a.language == language and a.kind == "brief")
    question = asked(answer.question, language)
    plain_sheet = preparer().sheet(spoken(answer.text, language, question), ROLE)
    echoed = preparer().sheet(spoken(f"{question}\n{answer.text}", language, question), ROLE)
    assert echoed.prompts() == plain_sheet.prompts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rubric_read_aloud_leaves_nothing_and_says_why(language: Language) -> None:
    competency, question = QUESTIONS["serious_complaint"]
    for text in rubric_read_aloud(competency, language):
        transcript = spoken(text, language, question.text.in_language(language))
        (passage,) = preparer().sheet(transcript, ROLE).passages
        assert "recited" in passage.flags


def test_the_version_changes_with_the_embedding() -> None:
    other = WordVectors()
    other.version = "others"
    assert Preparer(other).version != preparer().version
    assert calibration().content_hash() in preparer().version


def test_the_rater_reads_the_beginning_of_an_answer_that_is_too_long_and_a_person_is_told() -> None:
    told = "那次有个客人很生气，我第{0}回先跟他道歉听他说完，查了第{0}张小票，当天就给他换了一双鞋。"
    role = small_role()
    question = role.competencies[0].questions[0].text.zh
    short, long = (
        preparer().sheet(spoken("".join(told.format(n) for n in range(count)), "zh", question), role).passages[0]
        for count in (3, 200)
    )
    assert "too_long" not in short.flags
    assert "too_long" in long.flags
    assert LONGEST_READ["zh"] < len(long.prefix) < LONGEST_READ["zh"] + 300
    assert long.prefix.rstrip().endswith('"""')
