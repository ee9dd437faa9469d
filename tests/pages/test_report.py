"""The report says what the records say, in both languages, whatever the records hold."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from pydantic import ValidationError

from mianshi.contracts.base import Language
from mianshi.contracts.observations import TECHNICAL, TO_LOOK_AT, Observations
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.contracts.scorecard import CompetencyScore, Gate, MissingKeyPoint
from mianshi.contracts.transcript import Aside
from mianshi.pages.report import render_report
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import MediaSource, ReportView, RoleAverage
from support.html import Document
from support.report_fixture import EU, HOSTILE, deliveries, ledger, report_view, role, scorecard, transcript

LANGUAGES: list[Language] = ["zh", "en"]


def _not_computed(reason: str) -> Observations:
    return Observations(
        policy="eu",
        policy_version="1",
        computed=False,
        reason=reason,
        missing_segments=[],
        summaries=[],
        observations=[],
    )


def _hostile_view(language: Language) -> ReportView:
    view = report_view(language)
    card = view.scorecard
    bad = transcript(0, language)
    bad = bad.model_copy(
        update={
            "question": HOSTILE,
            "sentences": [s.model_copy(update={"text": HOSTILE + s.text}) for s in bad.sentences],
            "words": [w.model_copy(update={"text": HOSTILE, "confidence": 0.1}) for w in bad.words],
            "delivery": bad.delivery and bad.delivery.model_copy(update={"fillers": {HOSTILE: 2}}),
        }
    )
    competencies = [
        c.model_copy(
            update={
                "id": HOSTILE,
                "name": HOSTILE,
                "note": HOSTILE,
                "evidence": [
                    e.model_copy(update={"quote": HOSTILE, "key_point": HOSTILE, "statement": "!" + HOSTILE})
                    for e in c.evidence
                ],
                "missing_key_points": [MissingKeyPoint(id=HOSTILE, name=HOSTILE, example=HOSTILE)],
                "next_steps": [HOSTILE],
            }
        )
        for c in card.competencies
    ]
    return view.model_copy(
        update={
            "interview": view.interview.model_copy(
                update={"file_names": ["<svg onload=alert(1)>.mp4", HOSTILE], "id": HOSTILE, "created_at": HOSTILE}
            ),
            "scorecard": card.model_copy(
                update={
                    "competencies": competencies,
                    "gates": [Gate(name=HOSTILE, passed=False, detail=HOSTILE)],
                    "versions": {HOSTILE: HOSTILE},
                    "notes": [HOSTILE],
                    "role": HOSTILE,
                }
            ),
            "transcripts": [bad],
            "deliveries": [d.model_copy(update={"last_error": HOSTILE, "remote_id": HOSTILE}) for d in deliveries()],
            "costs": view.costs
            and view.costs.model_copy(
                update={"lines": [x.model_copy(update={"stage": HOSTILE, "price_key": HOSTILE}) for x in ledger()]}
            ),
            "media": {0: MediaSource(url='m.mp4"onerror="alert(1)', kind="video")},
        }
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_shown_as_text(language: Language) -> None:
    page = Document(render_report(_hostile_view(language)))
    names = [name for name, _ in page.tags]
    assert names.count("script") == 2
    assert not [attributes for _, attributes in page.tags if any(key.startswith("on") for key in attributes)]
    assert "<svg onload=alert(1)>.mp4" in page.text
    assert HOSTILE in page.text
    assert "49" not in page.text.split(HOSTILE)[1][:10]


def test_inline_json_survives_and_parses() -> None:
    page = Document(render_report(_hostile_view("en")))
    assert set(json.loads(page.scripts[0])["texts"]) == {"media_error", "rv_captions"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(language: Language) -> None:
    html = render_report(report_view(language))
    page = Document(html)
    assert not re.search(r"https?:|//[a-z]", re.sub(r"<script>.*?</script>", "", html, flags=re.S))
    assert not re.search(r"https?:", html)
    assert [a for a in page.all("link") if a.get("href") != "data:,"] == []
    assert all("src" not in a for a in page.all("script"))
    assert not [a for _, a in page.tags if "style" in a]


def test_the_content_security_policy_names_where_recordings_come_from() -> None:
    media = {0: MediaSource(url="https://bucket.example/clip?sig=1", kind="video")}
    page = Document(render_report(report_view("zh", media=media)))
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "media-src 'self' file: https://bucket.example;" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "ftp://x/y"])
def test_only_playable_addresses_are_media(address: str) -> None:
    with pytest.raises(ValidationError):
        MediaSource(url=address, kind="video")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_says_what_it_means_and_what_to_do(outcome: Outcome, language: Language) -> None:
    scored = outcome is Outcome.SCORED
    card = scorecard(language, outcome=outcome, total=70 if scored else None, recommendation=None)
    if not scored:
        card = card.model_copy(update={"competencies": []})
    page = Document(render_report(report_view(language, scorecard=card)))
    for key in (f"outcome_{outcome.value}", f"next_{outcome.value}", "person_decides"):
        assert TEXTS[key][language == "en"] in page.text
    assert ("70" in page.text.split(TEXTS["competencies"][language == "en"])[0]) is scored
    assert (TEXTS["no_total"][language == "en"] in page.text) is not scored


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refused_recording_names_its_reason(reason: Reason) -> None:
    card = scorecard("en", outcome=Outcome.REJECTED, reason=reason.value, total=None, competencies=[], gates=[])
    page = Document(render_report(report_view("en", scorecard=card, transcripts=[], observations=None)))
    assert REASON_SENTENCES[reason].en in page.text


def test_failed_checks_are_listed_where_there_is_no_score() -> None:
    gates = [
        Gate(name="enough_speech", passed=False, detail="Nine seconds of speech."),
        Gate(name="x", passed=True, detail="Y"),
    ]
    gates.append(Gate(name="one_face", passed=False, detail="Two people."))
    card = scorecard("en", outcome=Outcome.INSUFFICIENT_EVIDENCE, total=None, gates=gates)
    summary = Document(render_report(report_view("en", scorecard=card))).text.split("What to do next")[0]
    assert "Nine seconds of speech." in summary
    assert "Two people." not in summary


def test_a_check_that_only_informs_is_no_failure() -> None:
    gates = [Gate(name="one_face", passed=False, detail="Two people.")]
    page = Document(render_report(report_view("en", scorecard=scorecard("en", gates=gates))))
    assert "One person in the picture For attention Two people." in page.text
    assert "Not passed" not in page.text


def test_words_are_kept_where_there_was_not_enough_to_judge() -> None:
    unrated = [c.model_copy(update={"level": None, "score": None}) for c in scorecard("en").competencies]
    card = scorecard("en", outcome=Outcome.INSUFFICIENT_EVIDENCE, total=None, competencies=unrated)
    page = Document(render_report(report_view("en", scorecard=card)))
    assert len([a for a in page.all("button") if (a.get("class") or "").startswith("quote")]) == 7
    assert TEXTS["not_rated_long"][1] in page.text and TEXTS["missing"][1] not in page.text


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.FAILED])
def test_what_was_never_judged_shows_no_competencies(outcome: Outcome) -> None:
    empty = [c.model_copy(update={"level": None, "score": None, "evidence": []}) for c in scorecard("en").competencies]
    card = scorecard("en", outcome=outcome, reason="damaged", total=None, competencies=empty)
    page = Document(render_report(report_view("en", scorecard=card)))
    assert not [a for a in page.all("section") if a.get("id") == "competencies"]
    assert "Reason code damaged" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_total_has_two_scales(language: Language) -> None:
    page = Document(render_report(report_view(language)))
    assert "70" in page.text and "7.0 / 10" in page.text


def test_a_competency_without_evidence_says_so() -> None:
    page = Document(render_report(report_view("en")))
    assert "Team and coaching (25) — —" in page.text
    assert "Team and coaching No evidence 3.5 —" in page.text
    assert TEXTS["no_evidence_long"][1] in page.text


def test_all_competencies_without_evidence_draw_no_radar() -> None:
    empty = [c.model_copy(update={"level": None, "score": None, "evidence": []}) for c in scorecard("en").competencies]
    html = render_report(report_view("en", scorecard=scorecard("en", competencies=empty, total=None)))
    assert 'class="radar"' not in html
    assert html.count("No evidence") >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_total_can_be_added_up_by_hand(language: Language) -> None:
    text = Document(render_report(report_view(language))).text
    name = "顾客服务与投诉" if language == "zh" else "Customer care"
    assert f"{name} 25 × 90 2,250" in text
    assert "5,275 ÷ 75 = 70.33 → 70" in text  # 25 x 90 + 25 x 78 + 15 x 35 + 10 x 55, of the weight that was addressed


def test_each_piece_of_evidence_says_how_far_it_moved_the_level() -> None:
    html = render_report(report_view("en"))
    effects = re.findall(r'<span class="effect">(.*?)</span>(?:</span>)?\s*([^<]+)', html)
    said = [(re.sub("<[^>]+>", "", effect).strip(), about.strip()) for effect, about in effects]
    assert ("Supports +0.4", "Listens and apologises") in said
    assert ("Weakens −0.3", "Talks about compensation before safety is dealt with") in said
    assert ("Supports", "Follows up") in said
    assert TEXTS["moved_note"][1] in html
    unmoved = [
        c.model_copy(update={"evidence": [e.model_copy(update={"moved": None}) for e in c.evidence]})
        for c in scorecard("en").competencies
    ]
    bare = render_report(report_view("en", scorecard=scorecard("en", competencies=unmoved)))
    assert TEXTS["moved_note"][1] not in bare and 'class="moved"' not in bare


def test_a_low_confidence_asks_for_a_person_and_is_no_strength() -> None:
    html = render_report(report_view("en"))
    text = Document(html).text
    assert text.count(TEXTS["ask_person_long"][1]) == 1
    assert "Incident handling 2.4 1.0–3.9 3.5 low · 48% A person should rate this" in text
    assert "<li>Customer care: 4.6 (the job asks for 3.5)" in html and "<li>Integrity: 3.2" not in html
    doubtful = [c.model_copy(update={"ask_person": True}) for c in scorecard("en").competencies]
    text = Document(render_report(report_view("en", scorecard=scorecard("en", competencies=doubtful)))).text
    assert TEXTS["strengths"][1] not in text


def test_what_a_five_would_have_said_and_what_to_practise_are_shown() -> None:
    text = Document(render_report(report_view("zh"))).text
    assert "安全优先5 级的回答可能会说： 我先拉了警戒线" in text
    assert text.count("和安全员一起走一遍门店的应急流程") == 2  # in the overview and under its competency


def test_the_average_is_drawn_with_its_number_and_never_below_thirty() -> None:
    without = render_report(report_view("en"))
    assert TEXTS["average_none"][1] in Document(without).text
    assert 'class="edge average"' not in without and 'class="edge required"' in without
    average = RoleAverage(scorecards=31, levels={"customer_care": 3.4, "operations": 2.9})
    html = render_report(report_view("en", average=average))
    assert TEXTS["average_note"][1].format(count=31) in Document(html).text
    assert "Customer care 4.6 3.8–5.0 3.5 3.4 high" in Document(html).text
    assert html.count('class="dot average"') == 3  # two competencies and the key
    with pytest.raises(ValidationError):
        RoleAverage(scorecards=29, levels={"customer_care": 3.4})


def test_what_rated_and_how_it_was_calibrated_are_named_in_the_open() -> None:
    before = render_report(report_view("en")).split('id="versions"')[1].split("<details>")[0]
    assert "Qwen2.5-Coder-1.5B-Instruct" in before and "c0ffee123456" in before


def test_an_old_scorecard_without_the_newer_fields_still_reads() -> None:
    newer = {"low", "high", "ask_person", "required_level", "next_steps"}
    old = [CompetencyScore(**c.model_dump(exclude=newer)) for c in scorecard("en").competencies]
    text = Document(render_report(report_view("en", scorecard=scorecard("en", competencies=old), role=None))).text
    assert "Customer care 4.6 — — high · 86%" in text
    assert TEXTS["strengths"][1] not in text and TEXTS["radar_required"][1] not in text


def test_evidence_points_at_its_moment_and_sentence() -> None:
    page = Document(render_report(report_view("zh")))
    quotes = [a for a in page.all("button") if (a.get("class") or "").startswith("quote")]
    assert len(quotes) == 7
    second = transcript(0, "zh").sentences[1]
    assert quotes[0]["data-start"] == str(second.start_ms)
    assert quotes[0]["data-target"] == "a0-s1"
    assert [a for a in page.all("p") if a.get("id") == "a0-s1"]
    assert "倾听并致歉" in page.text


def test_a_typed_answer_is_matched_by_its_words() -> None:
    typed = transcript(0, "en", spoken=False, duration_ms=0)
    flat = [s.model_copy(update={"start_ms": 0, "end_ms": 0}) for s in typed.sentences]
    typed = typed.model_copy(update={"sentences": flat})
    page = Document(render_report(report_view("en", transcripts=[typed], media={}, observations=None)))
    targets = [a.get("data-target") for a in page.all("button") if (a.get("class") or "").startswith("quote")]
    assert targets[:3] == ["a0-s1", "a0-s2", "a0-s4"]
    assert TEXTS["typed_answer"][1] in page.text
    assert page.all("figure", **{"class": "timeline"}) == []


def test_levels_are_read_against_their_anchors() -> None:
    page = Document(render_report(report_view("en")))
    assert "Nearest anchor: Level 5" in page.text
    assert "Between level 3 and level 5" in page.text
    assert "Uses two data points and acts" in page.text


def test_names_follow_the_page_language_where_the_role_is_known() -> None:
    known = Document(render_report(report_view("zh", "en")))
    assert "Operations and numbers" in known.text and "Compares progress with data" in known.text
    unknown = Document(render_report(report_view("zh", "en", role=None)))
    assert "经营与数据" in unknown.text and "Nearest anchor" not in unknown.text


def test_what_another_voice_said_stands_apart_where_it_was_said() -> None:
    view = report_view("zh")
    first = view.transcripts[0]
    asked = Aside(start_ms=0, end_ms=900, text="<b>请讲一次投诉</b>")
    later = Aside(start_ms=first.sentences[1].start_ms + 1, end_ms=first.sentences[1].end_ms, text="然后呢")
    spoken = first.model_copy(update={"asides": [asked, later]})
    html = render_report(view.model_copy(update={"transcripts": [spoken, *view.transcripts[1:]]}))
    lines = re.findall(r'<p class="line( another)?" id="a0-([so]\d+)"', html)
    assert [name for _, name in lines][:4] == ["o0", "s0", "s1", "o1"]
    assert {name for kind, name in lines if kind} == {"o0", "o1"}
    assert html.count("另一个人的声音（不参与评分）") == 2
    assert "<b>请讲" not in html


def test_unclear_words_are_marked_and_the_sentence_stays_whole() -> None:
    html = render_report(report_view("en"))
    page = Document(html)
    assert len([a for a in page.all("span") if a.get("class") == "unclear"]) == 4
    for sentence in transcript(0, "en").sentences:
        assert sentence.text in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_observations_are_declared_not_part_of_the_score(language: Language) -> None:
    view = report_view(language)
    page = Document(render_report(view))
    name = view.interview.policy.name.in_language(language)
    assert TEXTS["timeline_note"][language == "en"].format(policy=name) in page.text
    assert view.interview.policy.explanation.in_language(language) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["policy_forbids", "no_consent", "no_video", "vision_failed"])
def test_what_was_not_computed_is_said_and_not_drawn(reason: str, language: Language) -> None:
    facts = report_view(language).interview.model_copy(update={"policy": EU})
    html = render_report(report_view(language, observations=_not_computed(reason), interview=facts))
    page = Document(html)
    assert TEXTS[f"not_computed_{reason}"][language == "en"] in page.text
    assert not re.search('class="track (behaviour|quality|look)"', html)
    assert ("微笑" if language == "zh" else "Smile") not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_for_a_person_are_called_questions(language: Language) -> None:
    view = report_view(language)
    note = TEXTS["look_yourself_note"][language == "en"]
    assert note in Document(render_report(view)).text
    assert view.observations
    calm = [one for one in view.observations.observations if one.what not in TO_LOOK_AT]
    without = view.observations.model_copy(update={"observations": calm})
    html = render_report(report_view(language, observations=without))
    assert note not in Document(html).text and 'class="track look"' not in html


def test_technical_checks_are_shown_where_behaviour_was_not_observed() -> None:
    view = report_view("en")
    assert view.observations
    faces = [one for one in view.observations.observations if one.what in TECHNICAL]
    summaries = [
        one.model_copy(update={"camera_share": None, "blinks_per_minute": None}) for one in view.observations.summaries
    ]
    checked = view.observations.model_copy(
        update={"computed": False, "reason": "policy_forbids", "observations": faces, "summaries": summaries}
    )
    html = render_report(report_view("en", observations=checked))
    text = Document(html).text
    assert "Several faces" in text and "Dark picture" in text and 'class="track behaviour"' not in html
    assert TEXTS["not_computed_policy_forbids"][1] in text
    assert TEXTS["camera_share"][1] not in text and TEXTS["blinks_per_minute"][1] not in text


def test_missing_observations_are_not_passed_over() -> None:
    assert TEXTS["not_computed_unknown"][1] in Document(render_report(report_view("en", observations=None))).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_measured_of_an_answer_is_shown_and_too_little_is_said(language: Language) -> None:
    spoken = transcript(0, language)
    assert spoken.delivery and spoken.sound and spoken.sound.voice
    page = Document(render_report(report_view(language, transcripts=[spoken])))
    assert TEXTS["na"][language == "en"] not in page.text and TEXTS["measure_na"][language == "en"] not in page.text
    assert ("音高范围 9.4 个半音" if language == "zh" else "Pitch range 9.4 semitones") in page.text
    voice = spoken.sound.voice.model_copy(update={"pitch_median_hz": None, "pitch_range_semitones": None})
    short = spoken.model_copy(update={"sound": spoken.sound.model_copy(update={"voice": voice})})
    page = Document(render_report(report_view(language, transcripts=[short])))
    assert page.text.count(TEXTS["na"][language == "en"]) == 3  # two values and the sentence that explains
    assert TEXTS["measure_na"][language == "en"] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_delivery_that_may_not_be_measured_is_not_shown(language: Language) -> None:
    spoken = transcript(0, language)
    sound = spoken.sound and spoken.sound.model_copy(update={"voice": None})
    forbidden = spoken.model_copy(update={"delivery": None, "sound": sound, "pauses": []})
    text, reason = Document(render_report(report_view(language, transcripts=[forbidden]))).text, "delivery_not_allowed"
    before, _, rest = text.partition(TEXTS[reason][language == "en"])
    assert rest
    shown = {
        key for key, words in TEXTS.items() if key.startswith("measure_") and words[language == "en"] in before + rest
    }
    assert shown == {"measure_noise", "measure_clipping"}


def test_a_delivery_weight_is_shown_with_its_reason() -> None:
    weighted = role(delivery_weight=10, delivery_weight_reason="Live announcements on the shop floor")
    page = Document(render_report(report_view("en", role=weighted)))
    assert "a delivery weight of 10 %" in page.text and "Live announcements on the shop floor" in page.text


def test_the_cost_is_a_list_price_to_the_cent_and_gaps_are_flagged() -> None:
    page = Document(render_report(report_view("en")))
    assert "USD 0.01 list price exactly USD 0.014805" in page.text
    assert "Lines without a price: 1." in page.text
    assert "not priced" in page.text and "includes 1 failed" in page.text


def test_a_cost_below_a_cent_is_not_shown_as_nothing() -> None:
    view = report_view("en")
    assert view.costs
    page = Document(render_report(report_view("en", costs=view.costs.model_copy(update={"total_micro": 4_999}))))
    assert "below USD 0.01" in page.text and "USD 0.00 " not in page.text


def test_deliveries_and_versions_are_complete() -> None:
    view = report_view("en")
    page = Document(render_report(view))
    for row in view.deliveries:
        assert row.connector in page.text
    assert "503 Service Unavailable" in page.text and "msg-8812" in page.text
    for name, value in view.scorecard.versions.items():
        assert name in page.text and value in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_descend_one_step_at_a_time(language: Language) -> None:
    page = Document(render_report(report_view(language)))
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch(r"h[1-6]", name)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_links_lead_somewhere(language: Language) -> None:
    page = Document(render_report(report_view(language, language_links=True)))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    anchors = {(a["href"] or "")[1:] for a in page.all("a") if (a.get("href") or "").startswith("#")}
    assert anchors <= set(ids)
    assert page.all("html")[0]["lang"] == ("zh-CN" if language == "zh" else "en")
    assert page.all("a", href="?lang=en" if language == "zh" else "?lang=zh")


def test_the_same_view_gives_the_same_page() -> None:
    assert render_report(report_view("zh")) == render_report(report_view("zh"))


def test_an_empty_report_still_reads() -> None:
    card = scorecard("en", outcome=Outcome.FAILED, total=None, competencies=[], gates=[], versions={})
    card = card.model_copy(update={"language": None})
    bare = report_view(
        "en", scorecard=card, transcripts=[], observations=None, role=None, costs=None, deliveries=[], media={}
    )
    assert TEXTS["sentence_failed"][1] in Document(render_report(bare)).text


def test_advice_goes_to_what_falls_short_and_a_change_of_nothing_is_not_shown() -> None:
    text = Document(render_report(report_view("en"))).text
    assert text.count("Tell of single happenings.") == 2  # integrity (3.2 of 3.5): in the overview and its own place
    assert "Incident handling: Walk the store's emergency routine" in text
    still = [
        c.model_copy(update={"evidence": [e.model_copy(update={"moved": 0.0}) for e in c.evidence]})
        for c in scorecard("en").competencies
    ]
    html = render_report(report_view("en", scorecard=scorecard("en", competencies=still)))
    assert 'class="moved"' not in html and TEXTS["moved_note"][1] not in html


def test_why_a_person_is_asked_stands_beside_the_request() -> None:
    text = Document(render_report(report_view("zh"))).text
    assert TEXTS["ask_person_long"][0] + " 系统对这个等级把握不足。" in text
