"""What is asked is stored before it is handed in, and what is remembered is asked of nobody."""

from __future__ import annotations

import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.rating import Check, CheckSheet, PassageSheet, Rater, Ratings
from mianshi.contracts.tasks import RateTask
from mianshi.language.reading import memory_key
from mianshi.platform import inference, objects, workflow
from mianshi.platform.store import tokens
from support.shells import shell

ID = "iv_01K00000000000000000000000"
TASK = RateTask(execution="arn:run", retry=2, interview_id=ID, attempt=1, answer=3, token="tok")
CHECK = Check(id="c", kind="own_act", text="Asked?", answers=["Yes", "No"])
SHEET = CheckSheet(
    answer=3,
    version="v",
    passages=[
        PassageSheet(
            competency="care",
            question=None,
            relevance=0.5,
            sentences=[0],
            prefix="Said. ",
            checks=[CHECK],
            quotes=[],
            tellings=[],
            flags=[],
            features={},
        )
    ],
)
RATINGS = Ratings(answer=0, rater=Rater(model="m", weights_sha256="0" * 64, engine="e"), values=[1.5], compute_ms=900)


class House:
    """What lies in the bucket and what happened, in order."""

    def __init__(self) -> None:
        self.lies: dict[str, Record] = {f"interviews/{ID}/language/1/sheet-3.json": SHEET}
        self.happened: list[tuple[Any, ...]] = []

    def put(self, where: Pointer, record: Record) -> None:
        self.lies[where.key] = record
        self.happened.append(("put", where.key))


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    house = House()
    settings = SimpleNamespace(artefacts="b", require=lambda name: {"rater_model": "m"}.get(name, name))
    monkeypatch.setattr(objects, "settings", lambda: settings)
    monkeypatch.setattr(objects, "put_record", house.put)
    monkeypatch.setattr(objects, "get_record", lambda where, _: house.lies[where.key])
    monkeypatch.setattr(objects, "find_record", lambda where, _: house.lies.get(where.key))
    monkeypatch.setattr(tokens, "save", lambda token: house.happened.append(("token", token.inference_id)))
    monkeypatch.setattr(inference, "submit", lambda *what, **how: house.happened.append(("submit", *what, how)))
    monkeypatch.setattr(workflow, "succeed", lambda token, _: house.happened.append(("succeed", token)) or True)
    house.settings = settings  # type: ignore[attr-defined]
    return house


@pytest.fixture
def rate(house: House, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = shell("rate", monkeypatch)
    for one in (module, sys.modules["asking"]):
        monkeypatch.setattr(one, "settings", lambda: house.settings)  # type: ignore[attr-defined]
    return module


def test_the_token_is_kept_before_anything_is_handed_in(rate: ModuleType, house: House) -> None:
    receipt = rate.handler.__wrapped__(TASK)
    assert (receipt.checks, receipt.remembered) == (1, False)
    assert house.happened[0] == ("token", f"{ID}:rate:1:3:0:2")
    name, endpoint, source, inference_id, how = house.happened[-1]
    assert (name, endpoint, inference_id) == ("submit", "rater_endpoint", f"{ID}:rate:1:3:0:2")
    assert how == {"content_type": "application/json"}
    assert source.key == f"work/{ID}/1/rate/prompts-3.json"
    assert json.loads(house.lies[source.key].model_dump_json()) == {
        "prompt": ["Said. Asked?"],
        "max_tokens": 1,
        "temperature": 0,
        "logprobs": 20,
        "seed": 0,
    }
    assert house.lies[f"work/{ID}/1/rate/sheet-3.json"] == SHEET
    assert "Said" not in receipt.model_dump_json()


def test_what_is_remembered_is_kept_for_this_interview_and_asked_of_nobody(rate: ModuleType, house: House) -> None:
    house.lies[f"ratings/{memory_key('m', SHEET)}.json"] = RATINGS
    receipt = rate.handler.__wrapped__(TASK)
    assert (receipt.remembered, receipt.compute_ms) == (True, 0)
    kept = f"interviews/{ID}/rate/1/ratings-3.json"
    assert house.lies[kept] == RATINGS.model_copy(update={"answer": 3, "compute_ms": 0})
    assert house.happened == [("put", kept), ("succeed", "tok")]


def test_another_model_remembers_nothing_of_it(rate: ModuleType, house: House) -> None:
    house.lies[f"ratings/{memory_key('other', SHEET)}.json"] = RATINGS
    assert rate.handler.__wrapped__(TASK).remembered is False
