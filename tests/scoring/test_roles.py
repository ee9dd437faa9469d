from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.protected import lint
from mianshi.scoring.protected_topics import TOPICS
from mianshi.scoring.roles import load_role, parse_role, role_version, shipped_roles
from support.judged_fixture import small_role, small_role_data


def cjk(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.fixture(params=shipped_roles())
def shipped(request: pytest.FixtureRequest) -> Role:
    return load_role(request.param)


def test_the_promised_roles_are_shipped() -> None:
    assert {"retail_store_manager", "software_engineer"} <= set(shipped_roles())


@pytest.mark.parametrize(
    ("role_id", "weights"),
    [
        ("retail_store_manager", [25, 25, 25, 15, 10]),
        ("software_engineer", [30, 25, 20, 15, 10]),
    ],
)
def test_weights_are_those_of_the_role_templates(role_id: str, weights: list[int]) -> None:
    assert [competency.weight for competency in load_role(role_id).competencies] == weights


def test_file_name_is_the_id_and_defaults_hold(shipped: Role) -> None:
    assert shipped.id in shipped_roles()
    assert (shipped.thresholds.forward, shipped.thresholds.review) == (70, 50)
    assert 60 <= shipped.expected_answer_seconds <= 180
    assert not shipped.video_required
    assert shipped.delivery_weight == 0


def test_every_competency_is_complete_in_both_languages(shipped: Role) -> None:
    assert len(shipped.competencies) == 5
    for competency in shipped.competencies:
        assert len(competency.key_points) >= 4
        anchors = competency.anchors
        for text in (competency.name, *(q.text for q in competency.questions), anchors.level_1, anchors.level_3):
            assert cjk(text.zh)
            assert not cjk(text.en)
        for anchor in (anchors.level_1, anchors.level_3, anchors.level_5):
            assert anchor.zh.endswith("。")
            assert anchor.en.endswith(".")


def test_key_points_have_words_and_examples_in_both_languages(shipped: Role) -> None:
    for competency in shipped.competencies:
        for point in competency.key_points:
            for phrases in (point.synonyms.zh, point.synonyms.en):
                assert 4 <= len(phrases) <= 8, point.id
                assert len(set(phrases)) == len(phrases), point.id
            assert 2 <= len(point.examples.zh) == len(point.examples.en) <= 3, point.id
            assert all(cjk(text) for text in (point.name.zh, *point.examples.zh)), point.id
            assert all(cjk(text) or re.search("[A-Z]", text) for text in point.synonyms.zh), point.id  # 说 CRM, SKU
            assert not any(cjk(text) for text in (point.name.en, *point.synonyms.en, *point.examples.en)), point.id


def test_examples_show_a_key_point_without_naming_it(shipped: Role) -> None:
    for competency in shipped.competencies:
        for point in competency.key_points:
            for example in point.examples.zh:
                assert point.name.zh not in example, point.id
            for example in point.examples.en:
                assert point.name.en.lower() not in example.lower(), point.id


def test_no_example_stands_twice(shipped: Role) -> None:
    examples = [e for c in shipped.competencies for p in c.key_points for e in (*p.examples.zh, *p.examples.en)]
    assert len(set(examples)) == len(examples)


def test_shipped_roles_touch_no_protected_topic(shipped: Role) -> None:
    assert lint(shipped) == []


def test_an_unknown_role_names_the_shipped_ones() -> None:
    with pytest.raises(Rejected) as caught:
        load_role("astronaut")
    assert caught.value.code == "bad_role"
    assert "astronaut" in caught.value.detail
    assert ", ".join(shipped_roles()) in caught.value.detail


@pytest.mark.parametrize("name", ["", "no/such/file.json", "x" * 6000, "nul\0byte", "."])
def test_odd_names_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(Rejected) as caught:
        load_role(name)
    assert caught.value.code == "bad_role"
    assert len(str(caught.value)) < 400


def test_a_role_file_is_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(small_role_data()), encoding="utf-8-sig")
    assert load_role(str(path)) == small_role()


def edited(edit: Any) -> bytes:
    data = small_role_data()
    edit(data)
    return json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"\xff\xfe", "mine.json", "not UTF-8"),
        (b'{"id": ', "line 1, column", "not JSON"),
        (b"[]", "the whole role", "dictionary"),
        (b"[" * 100_000, "mine.json", "nested too deeply"),
        (edited(lambda d: d["competencies"][0].update(weight=60)), "the whole role", "sum to 100"),
        (edited(lambda d: d["competencies"][1].update(weight="many")), "competencies.1.weight", "integer"),
        (edited(lambda d: d["competencies"][1].update(wieght=30)), "competencies.1.wieght", "not permitted"),
        (edited(lambda d: d["competencies"][2]["name"].pop("en")), "competencies.2.name.en", "required"),
        (edited(lambda d: d["competencies"][2].update(id="c0")), "the whole role", "unique"),
        (edited(lambda d: d["competencies"][1]["questions"][0].update(id="q0")), "question ids", "unique"),
        (edited(lambda d: d.update(thresholds={"forward": 40, "review": 50})), "thresholds.review", "above"),
        (edited(lambda d: d.update(delivery_weight=10)), "the whole role", "recorded reason"),
        (
            edited(lambda d: d["competencies"][0]["questions"][0]["text"].update(zh=" ")),
            "competencies.0.questions.0.text.zh",
            "blank",
        ),
        (
            edited(lambda d: d["competencies"][0]["key_points"][1]["examples"].update(en=[])),
            "competencies.0.key_points.1.examples.en",
            "key point p0b needs an example",
        ),
    ],
)
def test_a_bad_role_file_gives_one_sentence_with_where_and_what(data: bytes, where: str, what: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_role(data, "mine.json")
    assert caught.value.code == "bad_role"
    assert where in caught.value.detail
    assert what in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("age", "你今年多少岁?"),
        ("age", "请问您的年龄是?"),
        ("age", "How old are you?"),
        ("age", "What is your age?"),
        ("age", "你的age是?"),
        ("age", "你是90后吗?"),
        ("sex", "你的性别是?"),
        ("sex", "Do you prefer male colleagues?"),
        ("marriage", "你结婚了吗?"),
        ("marriage", "Are you married?"),
        ("marriage", "What does your husband do?"),
        ("children", "近两年打算要孩子吗?"),
        ("children", "Do you have children?"),
        ("children", "Do you plan to start a family?"),
        ("health", "你有没有慢性病?"),
        ("health", "How is your health?"),
        ("health", "Did you pass a health check?"),
        ("health", "Do you have a disability?"),
        ("ethnicity", "你是什么民族?"),
        ("ethnicity", "What is your ethnic background?"),
        ("ethnicity", "What race are you?"),
        ("religion", "你有宗教信仰吗?"),
        ("religion", "What is your religion?"),
        ("hukou", "你的户口在哪里?"),
        ("hukou", "你是本地人吗?"),
        ("hukou", "Where is your hukou registered?"),
        ("photo", "请提供一张近期照片。"),
        ("photo", "Please attach a photo of yourself."),
        ("school rank", "你毕业于985院校吗?"),
        ("school rank", "你的学校是双一流吗?"),
        ("school rank", "Which university did you attend?"),
    ],
)
def test_questions_on_protected_topics_are_refused_with_the_reason(topic: str, question: str) -> None:
    data = edited(lambda d: d["competencies"][1]["questions"][0].update(text={"zh": question, "en": question}))
    with pytest.raises(Rejected) as caught:
        parse_role(data, "mine.json")
    assert f"and {topic} is a protected topic" in caught.value.detail
    assert "competencies.1.questions.0.text" in caught.value.detail


@pytest.mark.parametrize(
    "place", ["name", "synonyms", "examples"], ids=["key point name", "key point words", "key point examples"]
)
def test_key_points_on_protected_topics_are_refused(place: str) -> None:
    words = {"zh": "已婚", "en": "is married"}
    value = words if place == "name" else {language: [text] for language, text in words.items()}
    with pytest.raises(Rejected, match="marriage is a protected topic"):
        parse_role(edited(lambda d: d["competencies"][0]["key_points"][0].update({place: value})), "mine.json")


@pytest.mark.parametrize(
    "text",
    [
        "讲一次你修复竞态条件(race condition)的经历。",
        "Tell me about a race condition you fixed.",
        "How do you design a health check endpoint?",
        "服务健康怎么监控?",
        "You find aged stock worth 100,000: what do you do?",
        "How would you raise sales of children's clothing?",
        "You disabled a feature flag by mistake: what next?",
        "盘点时你会留下货架照片吗?",
        "Do you take photos of the shelves after a count?",
        "How do you manage a child process that hangs?",
        "How do you handle a sexual harassment report in your shop?",
        "你怎样安排一周的工作?",
        "讲一次你带团队完成目标的经历。",
        "How do you manage your storage and pages?",
    ],
)
def test_terms_of_trade_are_not_mistaken_for_protected_topics(text: str) -> None:
    assert [topic.name for topic in TOPICS if topic.find(text)] == []


def test_harmless_terms_do_not_hide_a_protected_word_beside_them() -> None:
    health = next(topic for topic in TOPICS if topic.name == "health")
    assert health.find("Describe the health check endpoint, and your own health.") == "health"


def test_version_follows_content_and_not_layout(tmp_path: Path) -> None:
    data = small_role_data()
    turned = dict(reversed(list(data.items())))
    assert role_version(Role.model_validate(turned)) == role_version(small_role())
    assert role_version(small_role(weights=(40, 40, 20))) != role_version(small_role())
    assert len(role_version(small_role())) == 12
