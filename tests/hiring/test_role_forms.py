"""A role as the fields of a form, and back."""

from __future__ import annotations

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role
from mianshi.hiring import role_forms
from mianshi.hiring.role_forms import Draft, Fields
from mianshi.scoring.advice import advise
from mianshi.scoring.protected import lint
from mianshi.scoring.roles import load_role, shipped_roles

ROLE = load_role("retail_store_manager")
HOSTILE = "<script>alert(1)</script>\u202e😀"


def _competency(**changes: str) -> Draft:
    fields = role_forms.competency_fields(ROLE.competencies[0]) | {k.replace("__", "."): v for k, v in changes.items()}
    return role_forms.with_competency(ROLE, 0, fields)


def _outline(**changes: str) -> Draft:
    return role_forms.outlined(ROLE, role_forms.outline(ROLE) | {k.replace("__", "."): v for k, v in changes.items()})


def _made(draft: Draft) -> Role:
    assert draft.problems == {}
    assert draft.role is not None
    return draft.role


@pytest.mark.parametrize("name", shipped_roles())
def test_a_form_that_nobody_changed_gives_the_same_role(name: str) -> None:
    role = load_role(name)
    assert _made(role_forms.outlined(role, role_forms.outline(role))) == role
    for at, competency in enumerate(role.competencies):
        assert _made(role_forms.with_competency(role, at, role_forms.competency_fields(competency))) == role


def test_title_lines_and_weights_are_taken_over() -> None:
    first, second = (competency.weight for competency in ROLE.competencies[:2])
    made = _made(
        _outline(
            name__zh=HOSTILE,
            name__en="",
            forward="80",
            review="60",
            video_required="yes",
            c0__weight=str(first + 1),
            c1__weight=str(second - 1),
            c0__required_level="4.5",
        )
    )
    assert made.name == Bilingual(zh=HOSTILE, en=HOSTILE)
    assert (made.thresholds.forward, made.thresholds.review, made.video_required) == (80, 60, True)
    assert [c.weight for c in made.competencies[:2]] == [first + 1, second - 1]
    assert made.competencies[0].required_level == 4.5


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name__zh": "", "name__en": " "}, "name.zh"),
        ({"name__zh": "长" * 101}, "name.zh"),
        ({"forward": "50", "review": "51"}, "review"),
        ({"forward": "101"}, "forward"),
        ({"forward": "７０"}, "forward"),
        ({"expected_answer_seconds": "-1"}, "expected_answer_seconds"),
        ({"c0__weight": "1"}, "weights"),
        ({"c0__weight": "many"}, "c0.weight"),
        ({"c0__weight": "9" * 5000}, "c0.weight"),
        ({"c0__required_level": "nan"}, "c0.required_level"),
        ({"c0__required_level": "5.1"}, "c0.required_level"),
        ({"delivery_weight": "5"}, "delivery_weight_reason"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes: dict[str, str], wrong: str) -> None:
    draft = _outline(**changes)
    assert draft.role is None and wrong in draft.problems
    assert draft.problems[wrong].zh and draft.problems[wrong].en


def test_a_delivery_weight_with_its_reason_is_taken() -> None:
    made = _made(_outline(delivery_weight="5", delivery_weight_reason="a newsreader"))
    assert (made.delivery_weight, made.delivery_weight_reason) == (5, "a newsreader")


def test_a_competency_goes_only_if_the_weights_still_make_100() -> None:
    assert "weights" in _outline(c0__remove="yes").problems
    gone, second = ROLE.competencies[0], ROLE.competencies[1]
    made = _made(_outline(c0__remove="yes", c1__weight=str(gone.weight + second.weight)))
    assert gone.id not in {c.id for c in made.competencies} and len(made.competencies) == len(ROLE.competencies) - 1
    everything = {f"c{at}__remove": "yes" for at in range(len(ROLE.competencies))}
    assert "At least one" in _outline(**everything).problems["weights"].en


def test_questions_are_added_changed_and_removed() -> None:
    before = ROLE.competencies[0]
    made = _made(
        _competency(
            q0__zh="你怎么处理投诉？", q1__remove="yes", q9__id="", q9__zh="新题目？", q9__core="yes", q9__kind="x"
        )
    )
    questions = made.competencies[0].questions
    assert [q.text.zh for q in questions] == ["你怎么处理投诉？", "新题目？"]
    assert questions[0].id == before.questions[0].id and questions[0].text.en == before.questions[0].text.en
    assert questions[1].text.en == "新题目？" and questions[1].core and questions[1].kind == "behavioural"
    assert len({q.id for c in made.competencies for q in c.questions}) == sum(
        len(c.questions) for c in made.competencies
    )


def test_key_points_keep_their_ids_and_new_ones_get_free_ones() -> None:
    made = _made(
        _competency(k9__id="", k9__name__zh="说明后果", k9__examples__zh="我告诉他会怎样。\n\n 我告诉他会怎样。")
    )
    points = made.competencies[0].key_points
    assert [p.id for p in points[:-1]] == [p.id for p in ROLE.competencies[0].key_points]
    assert points[-1].name.en == "说明后果" and points[-1].shown_when is None
    assert points[-1].examples.zh == points[-1].examples.en == ["我告诉他会怎样。"]


def test_an_id_of_another_competency_cannot_be_taken() -> None:
    other = ROLE.competencies[1].key_points[0].id
    made = _made(_competency(k0__id=other, q0__id="<b>"))
    assert made.competencies[0].key_points[0].id != other and made.competencies[0].questions[0].id == "question_1"


def test_an_order_forgets_the_point_that_went() -> None:
    at, competency = next((at, c) for at, c in enumerate(load_role("manufacturing_operator").competencies) if c.order)
    role = load_role("manufacturing_operator")
    fields = role_forms.competency_fields(competency)
    row = [p.id for p in competency.key_points].index(competency.order[0])
    made = _made(role_forms.with_competency(role, at, fields | {f"k{row}.remove": "yes"}))
    assert made.competencies[at].order == competency.order[1:]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name__zh": "", "name__en": ""}, "name.zh"),
        ({"a3__zh": "", "a3__en": ""}, "a3.zh"),
        ({"q0__remove": "yes", "q1__remove": "yes"}, "questions"),
        ({"k0__name__zh": "", "k0__name__en": ""}, "k0.name.zh"),
        ({"k0__examples__zh": "", "k0__examples__en": ""}, "k0.examples.zh"),
        ({"q0__zh": "字" * 601}, "q0.zh"),
        ({"k0__examples__zh": "字" * 6001}, "k0.examples.zh"),
    ],
)
def test_an_incomplete_competency_is_refused_beside_the_field(changes: dict[str, str], wrong: str) -> None:
    draft = _competency(**changes)
    assert draft.role is None and wrong in draft.problems


def _new(**changes: str) -> Fields:
    fields = {
        "name.zh": "库存",
        "weight": "10",
        "required_level": "3",
        "a1.zh": "不盘点。",
        "a3.zh": "按月盘点。",
        "a5.zh": "找出差异的原因。",
        "q0.id": "",
        "q0.zh": "讲一次盘点出差异的经历。",
        "q0.core": "yes",
        "k0.id": "",
        "k0.name.zh": "查差异",
        "k0.examples.zh": "我逐箱核对。",
    }
    return fields | {k.replace("__", "."): v for k, v in changes.items()}


def test_a_new_competency_takes_its_weight_from_the_others() -> None:
    made = _made(role_forms.with_competency(ROLE, None, _new()))
    assert made.competencies[-1].weight == 10 and made.competencies[-1].id == "competency_1"
    assert sum(c.weight for c in made.competencies) == 100
    assert "weight" in role_forms.with_competency(ROLE, None, _new(weight="99")).problems


def test_every_finding_and_every_advice_has_a_field_that_the_form_shows() -> None:
    raw = ROLE.model_dump(mode="json")
    competency = raw["competencies"][1]
    competency["questions"][0]["text"]["zh"] = "你结婚了吗？"
    competency["questions"][0]["text"]["en"] = "Are you married?"
    competency["key_points"][0] |= {"shown_when": {"zh": "候选人未婚", "en": "is young"}}
    competency["key_points"][1] |= {"shown_when": None, "synonyms": {"zh": [], "en": []}}
    competency["key_points"][2]["examples"]["zh"] = ["我结婚了"]
    competency["anchors"]["level_1"] = competency["anchors"]["level_3"]
    competency["wrong_acts"], competency["excellence"] = [], None
    role = Role.model_validate(raw)
    places = [role_forms.place(found.where, 1, {}) for found in lint(role)] + [
        role_forms.place(advice.where, 1, {}) for advice in advise(role)
    ]
    told = {place for place in places if place is not None}
    assert {
        "q0.zh",
        "q0.en",
        "k0.shown.zh",
        "k1.shown.zh",
        "k1.synonyms.en",
        "k2.examples.zh",
        "anchors",
        "wrong",
    } <= told
    headings = {"anchors", "wrong", "next", "questions", "key_points", "weight"}
    assert told - headings <= set(role_forms.competency_fields(role.competencies[1]))
    assert {role_forms.place(found.where, None, {}) for found in lint(role)} == {"c1"}


def test_a_finding_is_shown_in_the_row_that_was_typed_even_if_another_row_went() -> None:
    draft = _competency(q0__remove="yes", q1__zh="你结婚了吗？")
    [found] = lint(_made(draft))
    assert role_forms.place(found.where, 0, draft.rows) == "q1.zh"
    assert role_forms.place(found.where, 2, draft.rows) is None
