"""FollowUp: whom it asks, what it puts, and what a run that is started again puts anew."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Asking, Consent, Interview, Upload
from mianshi.contracts.follow_ups import FollowUp, FollowUps
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Status
from mianshi.contracts.tasks import FollowUpTask
from mianshi.errors import Rejected, Transient
from mianshi.platform import objects, workflow
from mianshi.platform.store import candidates, interviews, tokens
from support.shells import shell

ID = "iv_01K00000000000000000000000"
YES = Consent(recording=True, analysis=True, observations=False)
WANG = Candidate(id="ca_1", job_id="jb_1", name="W", created_at="", created_by="li", stage=Stage.SUBMITTED, consent=YES)
KNOWN = Interview(
    id=ID, role="r", role_version="v", language="zh", policy="cn", created_at="", attempt=1, consent=YES, follow_ups=1,
    status=Status.PROCESSING, execution="run", job_id="jb_1", candidate_id="ca_1",
    uploads=[Upload(answer=0, key=upload_key(ID, 0), file_name="a.mp4", kind="text")],
)  # fmt: skip
TASK = FollowUpTask(execution="run", retry=0, interview_id=ID, attempt=1, token="t")
QUESTION = FollowUp(answer=1, competency="c1", of=0, text=Bilingual(zh="再具体一点？", en="More?"), quote="都很好")
OLD = Asking(attempt=1, at="2026-01-01T00:00:00Z", until="2026-01-02T00:00:00Z")


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, dict[str, Any]]:
    """The function, and what it did: the interview it works on is ``did["known"]``."""
    app = shell("follow_up", monkeypatch)
    did: dict[str, Any] = {"known": KNOWN, "kept": [], "told": 0, "tokens": 0}

    def ask(_: str, uploads: list[Upload], asking: Asking) -> Interview:
        did["known"] = did["known"].model_copy(update={"uploads": [*did["known"].uploads, *uploads], "asking": asking})
        return did["known"]

    def announce(*_: Any) -> None:
        did["told"] += 1
        raise Transient("event_not_taken", "the bus is busy")

    monkeypatch.setattr(objects, "settings", lambda: SimpleNamespace(artefacts="artefacts"))
    monkeypatch.setattr(interviews, "find", lambda _: did["known"])
    monkeypatch.setattr(interviews, "ask", ask)
    monkeypatch.setattr(candidates, "find", lambda *_: did.get("person", WANG))
    monkeypatch.setattr(tokens, "save", lambda _: did.update(tokens=did["tokens"] + 1))
    monkeypatch.setattr(workflow, "announce", announce)
    monkeypatch.setattr(objects, "put_record", lambda place, record: did["kept"].append((place.key, record)))
    monkeypatch.setattr(objects, "get_record", lambda *_: FollowUps(questions=[QUESTION]))
    monkeypatch.setattr(sys.modules["putting"], "_chosen", lambda *_: [QUESTION])
    return app, did


def test_a_question_is_put_once_and_a_bus_that_is_busy_costs_nobody_the_occasion(
    asking: tuple[ModuleType, dict[str, Any]],
) -> None:
    app, did = asking
    receipts = [app.handler.__wrapped__(TASK) for _ in range(2)]
    assert [receipt.asked for receipt in receipts] == [1, 1]
    [_, more] = did["known"].uploads
    assert (more.answer, more.question, more.follow_up, more.kind) == (1, "再具体一点？", "c1", "text")
    assert (len(did["kept"]), did["tokens"], did["told"]) == (1, 2, 2)
    assert "都很好" not in did["known"].model_dump_json(), "what was said is kept with the transcripts only"


def test_a_run_that_is_started_again_puts_the_same_questions_with_a_day_of_their_own(
    asking: tuple[ModuleType, dict[str, Any]],
) -> None:
    app, did = asking
    more = Upload(answer=1, key=upload_key(ID, 1), file_name="b", follow_up="c1", question="再具体一点？")
    did["known"] = KNOWN.model_copy(update={"attempt": 2, "asking": OLD, "uploads": [*KNOWN.uploads, more]})
    receipt = app.handler.__wrapped__(TASK.model_copy(update={"attempt": 2}))
    known = did["known"]
    assert (receipt.asked, len(known.uploads), known.asking.attempt) == (1, 2, 2)
    assert known.asking.until > OLD.until
    assert did["kept"] == [(f"interviews/{ID}/follow_up/2/questions.json", FollowUps(questions=[QUESTION]))]


@pytest.mark.parametrize(
    "person",
    [
        None,
        WANG.model_copy(update={"stage": Stage.WITHDRAWN}),
        WANG.model_copy(update={"stage": Stage.DECIDED}),
        WANG.model_copy(update={"person_only": True}),
    ],
    ids=("erased", "withdrawn", "decided", "wants a person"),
)
def test_nobody_is_asked_who_left(asking: tuple[ModuleType, dict[str, Any]], person: Candidate | None) -> None:
    app, did = asking
    did["person"] = person
    with pytest.raises(Rejected) as caught:
        app.handler.__wrapped__(TASK)
    assert (caught.value.code, did["kept"], did["tokens"]) == ("gone", [], 0)
