"""The candidate's report says what is theirs to know, in plain words, and nothing about anybody else."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.contracts.scorecard import MissingKeyPoint
from mianshi.contracts.transcript import Aside
from mianshi.pages.candidate import render_candidate_report
from mianshi.pages.candidate_texts import RIGHTS, rights
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import PolicyFacts, ReportView, RoleAverage
from mianshi.privacy.policies import shipped_policies
from support.html import Document
from support.report_fixture import EU, HOSTILE, report_view, role, scorecard, transcript

LANGUAGES: list[Language] = ["zh", "en"]
AVERAGE = RoleAverage(scorecards=4403, levels={"customer_care": 3.37, "operations": 3.31})
NOTES = ["总分低于 50 分，系统不给建议。", "The total reaches the forward line."]


def _page(language: Language = "en", **changes: Any) -> Document:
    return Document(render_candidate_report(report_view(language, **changes)))


def _own(text: str) -> str:
    """The page without the words of the candidate, of the role and of the law: those may name anything."""
    for words in [r.in_language(lang) for all_ in RIGHTS.values() for r in all_ for lang in LANGUAGES]:
        text = text.replace(words, "")
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("advice", ["forward", "review", None])
def test_no_advice_no_threshold_and_nobody_else(advice: str | None, language: Language) -> None:
    card = scorecard(language, recommendation=advice, notes=NOTES)
    text = _own(_page(language, scorecard=card, average=AVERAGE).text)
    for key in ("recommend_forward", "recommend_review", "next_scored", "radar_average", "average_none"):
        assert TEXTS[key][language == "en"] not in text
    forbidden = r"recommend|put forward|threshold|reject|rank|percentile|average|other candidates|better than"
    assert not re.search(forbidden, text.replace("school rank", ""), re.IGNORECASE)
    assert not re.search(r"建议：|阈值|分数线|排名|超过了?\d|平均|其他候选人|推荐", text)
    for secret in (*NOTES, "4403", "4,403", "3.37", "dingtalk-hr", "USD", "answer-1.mp4", "面试-第一题.mp4"):
        assert secret not in text


def test_the_thresholds_of_the_role_are_not_told() -> None:
    low = render_candidate_report(report_view("en"))
    strict = role().model_copy(update={"thresholds": role().thresholds.model_copy(update={"forward": 99})})
    assert render_candidate_report(report_view("en", role=strict)) == low


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_well_comes_first_and_the_sum_last(language: Language) -> None:
    text = _page(language).text
    keys = ("cand_strengths", "cand_next", "cand_each", "cand_used", "cand_contest", "cand_rights", "cand_numbers")
    places = [text.index(TEXTS[key][language == "en"]) for key in keys]
    assert places == sorted(places)
    assert not re.search(r"\b70\b", text[: places[-1]])
    assert "5,275 ÷ 75 = 70.33 → 70" in text[places[-1] :]


def test_each_level_has_its_bounds_and_a_word_for_how_sure_it_is() -> None:
    text = _page().text
    assert "Level 4.6 of 5 · the job asks for 3.5 · it may lie between 3.8 and 5.0 · fairly sure" in text
    assert text.count(TEXTS["cand_ask_person"][1]) == 1
    assert "Counts against: Talks about compensation before safety is dealt with · answer 1, 0:01" in text
    assert TEXTS["cand_no_level"][1] in text


def test_key_points_are_named_and_model_answers_are_not_given_away() -> None:
    text = _page("zh").text
    assert "没有听到的内容 安全优先" in text
    assert "警戒线" not in text


def test_what_other_voices_said_is_left_out_and_the_own_words_are_whole() -> None:
    spoken = transcript(0, "en").model_copy(update={"asides": [Aside(start_ms=0, end_ms=900, text="Go on please")]})
    page = _page(transcripts=[spoken])
    assert "Go on please" not in page.text
    for sentence in spoken.sentences:
        assert sentence.text in page.text


def test_only_what_was_recorded_is_listed() -> None:
    listed = [key for key in TEXTS if key.startswith("cand_besides_") and key != "cand_besides_none"]
    text = _page().text
    assert all(TEXTS[key][1] in text for key in listed)
    quiet = [transcript(n, "en", delivery=None, sound=None) for n in range(2)]
    text = _page(transcripts=quiet, observations=None).text
    assert not any(TEXTS[key][1] in text for key in listed)
    assert f"{TEXTS['cand_besides'][1]} {TEXTS['cand_besides_none'][1]}" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy", shipped_policies())
def test_every_shipped_profile_has_its_rights(policy: str, language: Language) -> None:
    assert policy in RIGHTS and len(rights(policy)) >= 2
    facts = report_view(language).interview
    named = facts.model_copy(update={"policy": PolicyFacts(id=policy, name=EU.name, explanation=EU.explanation)})
    text = _page(language, interview=named).text
    assert all(right.in_language(language) in text for right in rights(policy))
    others = {r.in_language(language) for name, each in RIGHTS.items() if name != policy for r in each}
    assert not [r for r in others - {r.in_language(language) for r in rights(policy)} if r in text]
    assert EU.explanation.in_language(language) in text and facts.id in text


def test_a_profile_nobody_wrote_rights_for_gets_what_every_employer_can_promise() -> None:
    assert rights("mars") == RIGHTS["minimal"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.SCORED])
def test_without_a_level_it_says_why_and_that_this_is_no_low_result(outcome: Outcome, language: Language) -> None:
    empty = [
        c.model_copy(update={"level": None, "score": None, "evidence": [], "next_steps": []})
        for c in scorecard(language).competencies
    ]
    card = scorecard(language, outcome=outcome, reason="too_short", total=None, competencies=empty)
    text = _page(language, scorecard=card).text
    assert TEXTS[f"cand_outcome_{outcome.value}"][language == "en"] in text
    assert TEXTS["cand_outcome_next"][language == "en"] in text and TEXTS["cand_contest"][language == "en"] in text
    assert TEXTS["cand_numbers"][language == "en"] not in text and TEXTS["cand_strengths"][language == "en"] not in text
    refused = REASON_SENTENCES[Reason.TOO_SHORT].in_language(language) in text
    assert refused is (outcome is Outcome.REJECTED)


def _hostile(view: ReportView) -> ReportView:
    bad = transcript(0, "en")
    bad = bad.model_copy(
        update={
            "question": HOSTILE,
            "sentences": [s.model_copy(update={"text": HOSTILE + s.text}) for s in bad.sentences],
        }
    )
    competencies = [
        c.model_copy(
            update={
                "name": HOSTILE,
                "evidence": [e.model_copy(update={"quote": HOSTILE, "statement": HOSTILE}) for e in c.evidence],
                "missing_key_points": [MissingKeyPoint(id=HOSTILE, name=HOSTILE, example=HOSTILE)],
                "next_steps": [HOSTILE],
            }
        )
        for c in view.scorecard.competencies
    ]
    card = view.scorecard.model_copy(update={"competencies": competencies, "versions": {HOSTILE: HOSTILE}})
    facts = view.interview.model_copy(update={"id": HOSTILE, "role_name": Bilingual(zh=HOSTILE, en=HOSTILE)})
    return view.model_copy(update={"scorecard": card, "transcripts": [bad], "interview": facts, "role": None})


def test_hostile_text_is_shown_as_text_and_nothing_runs() -> None:
    html = render_candidate_report(_hostile(report_view("en")))
    page = Document(html)
    assert not page.all("script") and not page.all("img")
    assert not [a for _, a in page.tags if any(key.startswith("on") or key == "style" for key in a)]
    assert HOSTILE in page.text and "49" not in page.text
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy and "default-src 'none'" in policy and "script-src" not in policy
    assert not re.search(r"https?:", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_ids_and_language_are_in_order(language: Language) -> None:
    page = _page(language, page_language="en", language_links=True)
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch(r"h[1-6]", name)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert page.all("html")[0]["lang"] == "en"
    assert {a.get("lang") for a in page.all("q")} == {"zh-CN" if language == "zh" else "en"}
