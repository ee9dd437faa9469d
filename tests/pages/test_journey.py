"""The candidate's pages: their words, their versions, and that every state has its page."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from laptop.house import ROOT
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.pages.consent_words import NEEDED, ConsentWords, consent_words
from mianshi.pages.frame import Frame
from mianshi.pages.journey import CODES, Facts, OpenQuestions, StatusView, render_status, standing, unusable, working
from mianshi.privacy.policies import asks_consent, load_policy, shipped_policies

DOCS = {"zh": ROOT / "docs" / "candidates.zh.md", "en": ROOT / "docs" / "candidates.md"}
FACTS = Facts(home="/c/ca_1/", title=Bilingual(zh="店长", en="Manager"))


def words(policy_id: str, language: Language) -> ConsentWords:
    policy = load_policy(policy_id)
    return consent_words(policy, language, observations=asks_consent(policy))


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("policy", shipped_policies())
def test_the_documentation_holds_every_statement_and_its_version(policy: str, language: Language) -> None:
    shown = words(policy, language)
    told = DOCS[language].read_text(encoding="utf-8")
    profile = load_policy(policy)
    asking = consent_words(profile, language, observations=asks_consent(profile), follow_ups=True)
    assert f"`{shown.content_hash()}`" in told and f"`{asking.content_hash()}`" in told
    for statement in shown.statements:
        assert statement.text in told


@pytest.mark.parametrize("language", get_args(Language))
def test_the_versions_of_a_text_differ_where_its_words_do(language: Language) -> None:
    versions = {words(policy, language).content_hash() for policy in shipped_policies()}
    assert len(versions) == len(shipped_policies())
    longer = load_policy("cn").model_copy(
        update={"retention": load_policy("cn").retention.model_copy(update={"recording_days": 91})}
    )
    assert consent_words(longer, language, observations=True).content_hash() not in versions


def test_a_job_that_asks_back_says_so_in_words_of_their_own_version() -> None:
    policy = load_policy("cn")
    without, told = (consent_words(policy, "en", observations=True, follow_ups=more) for more in (False, True))
    assert without == words("cn", "en") and told.content_hash() != without.content_hash()
    [line] = [line for line in told.sections[0].lines if line not in without.sections[0].lines]
    assert "never lowers one" in line and told.statements == without.statements


@pytest.mark.parametrize("policy", shipped_policies())
def test_only_what_the_profile_allows_is_asked_for(policy: str) -> None:
    profile, shown = load_policy(policy), words(policy, "en")
    names = [statement.name for statement in shown.statements]
    assert ("observations" in names) is asks_consent(profile)
    assert [statement.name for statement in shown.statements if statement.needed] == list(NEEDED)
    asked = " ".join(statement.text for statement in shown.statements)
    assert ("pitch" in asked) is profile.voice
    assert ("smile" in asked) is (profile.picture == "behaviour")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("code", CODES)
def test_every_state_has_its_page_in_both_languages(code: str, language: Language) -> None:
    reason = unusable(Reason.NO_AUDIO.value) if code == "unusable" else None
    asked = OpenQuestions(left=1, of=2, until="2026-12-01T08:00:00.000Z") if code == "asking" else None
    told = standing(code, reason=reason, due_at="2026-12-01T08:00:00.000Z", asked=asked)
    view = StatusView(facts=FACTS, standing=told)
    page = render_status(view, Frame(language=language))
    assert page.count("<h1") == 1 and page.count('class="way"') == 1 and page.count("<li class=") == 5


def test_what_software_does_and_how_it_ended_is_one_code_each() -> None:
    open_ones = {
        working(status, None, stopped=stopped, waking=waking)
        for status in (Status.AWAITING_UPLOAD, Status.PROCESSING)
        for stopped in (False, True)
        for waking in (False, True)
    }
    ended = {working(Status.CLOSED, outcome, stopped=False, waking=False) for outcome in Outcome}
    assert open_ones == {"arriving", "working", "waking", "stuck"}
    assert ended == {"with_person", "thin", "unusable", "stuck"} and open_ones | ended <= set(CODES)


def test_a_reason_nobody_knows_leaves_the_sentence_whole() -> None:
    assert unusable("a_new_reason") == unusable(None) == Bilingual(zh="", en="")


def test_minutes_are_rounded_up_and_include_the_check() -> None:
    rules = FACTS.rules.model_copy(update={"think_seconds": 30, "answer_seconds": 61})
    facts = FACTS.model_copy(update={"rules": rules, "questions": 2, "follow_ups": 1})
    assert (facts.minutes, facts.more_minutes) == (3 + 4, 2)


def test_the_scripts_of_the_pages_say_nothing_themselves() -> None:
    script = (Path(str(ROOT)) / "layers/core/python/mianshi/pages/static/journey.js").read_text(encoding="utf-8")
    assert "alert(" not in script and "innerHTML" not in script
