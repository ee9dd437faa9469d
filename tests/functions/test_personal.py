"""Questions for one candidate: chosen by a person within the job's limit, asked last, never scored."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import MOST_FILES, Upload
from mianshi.contracts.hiring import Candidate, ChosenQuestion, InterviewRules, Stage
from mianshi.contracts.matching import METHOD, PersonalQuestion, ResumeReading
from mianshi.hiring.questions import own
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.clock import timestamp
from support import reviewed
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk, fresh, open_job, staged

OFFER = PersonalQuestion(
    id="pq1", kind="resume", text=Bilingual(zh="简历写到“带队十人”。怎么分工？", en="Your résumé says so. How?"),
    why=Bilingual(zh="值得核实。", en="Worth hearing."), quote="带队十人",
)  # fmt: skip


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("candidate.personal", "interview.interviews"):
            running.app.include_router(importlib.import_module(name).router)
        yield running


def test_a_person_chooses_within_the_limit_and_only_before_the_interview(hr: Desk) -> None:
    job = open_job(rules=InterviewRules(personal=1))
    made = candidate(job, "<script>王</script>")
    reading = ResumeReading(sha256="0" * 64, questions=[OFFER], method=METHOD, at=timestamp())
    objects.put_record(resumes.reading(job.id, made.id), reading)
    path = f"/jobs/{job.id}/candidates/{made.id}/questions"
    shown = hr.get(f"{path}?lang=en", LIN)
    assert OFFER.text.zh in shown.body and "<script>王" not in shown.body, "asked in the candidate's language"
    assert OFFER.why.en in shown.body and OFFER.why.zh not in shown.body, "explained in the page's"

    form = {"text_0": OFFER.text.zh, "suggested_0": OFFER.text.zh, "revision": str(made.revision)}
    both = {**form, "text_1": "你最近读的一本专业书讲了什么？", "why_1": ""}
    assert hr.post(path, LIN, **both, ask=["0", "1"]).status == 422
    wrong = hr.post(path, LIN, **{**both, "text_1": "你结婚了吗？"}, ask="1")
    assert wrong.status == 422 and f"<bdi>{OFFER.quote}</bdi>" in wrong.body, "the line it comes from stays"
    assert fresh(made).personal == []
    assert hr.post(path, INTERVIEWER, **form, ask="0").status == 403
    assert hr.post(path, LIN, **form, ask="0").where.endswith("saved=1")
    assert hr.post(path, LIN, **form, ask="0").where.endswith("saved=1"), "a second click"
    [chosen] = fresh(made).personal
    assert (chosen.text, chosen.suggested, chosen.by) == (OFFER.text.zh, OFFER.text.zh, LIN.id)
    assert OFFER.text.zh in hr.get(path, LIN).body
    late = {**form, "text_0": "别的问题？", "revision": str(made.revision)}
    assert hr.post(path, LIN, **late, ask="0").status == 409, "another window was quicker"
    staged(made, Stage.STARTED)
    assert hr.post(path, LIN, **form).status == 409


def test_choosing_one_suggestion_leaves_the_others_that_have_the_same_reason(hr: Desk) -> None:
    job = open_job(rules=InterviewRules(personal=2))
    made = candidate(job)
    texts = [
        Bilingual(zh=f"职位要求写到“{word}”。请讲一次。", en=f"Tell of {word}.") for word in ("SQL", "Excel", "Java")
    ]
    offers = [OFFER.model_copy(update={"id": f"pq{n}", "text": text, "quote": ""}) for n, text in enumerate(texts)]
    reading = ResumeReading(sha256="0" * 64, questions=offers, method=METHOD, at=timestamp())
    objects.put_record(resumes.reading(job.id, made.id), reading)
    path = f"/jobs/{job.id}/candidates/{made.id}/questions"
    form = {"text_0": "换一种问法：SQL？", "suggested_0": texts[0].zh, "revision": str(made.revision)}
    assert hr.post(path, LIN, **form, ask="0").where.endswith("saved=1")
    page = hr.get(path, LIN).body
    assert [f">{text.zh}</textarea>" in page for text in texts] == [False, True, True]
    assert "换一种问法" in page


def test_the_limit_is_the_same_for_everybody_and_leaves_room() -> None:
    chosen = [ChosenQuestion(text=f"q{n}", by="lin", at="x") for n in range(3)]
    made = Candidate(id="ca_1", job_id="jb_1", name="x", created_at="x", created_by="lin", personal=chosen)
    assert [len(own(made, InterviewRules(personal=n), 7)) for n in range(4)] == [0, 1, 2, 3]
    assert len(own(made, InterviewRules(personal=3), MOST_FILES - 1)) == 1
    assert own(made, InterviewRules(personal=3), MOST_FILES + 2) == []


def test_after_the_interview_the_page_suggests_what_to_ask_next_but_not_to_who_rates_first(hr: Desk) -> None:
    job = reviewed.job(blind_first=True)
    made = candidate(job)
    reviewed.interview(made)
    path = f"/jobs/{job.id}/candidates/{made.id}/questions?lang=en"
    assert "Follow-ups" in hr.get(path, LIN).page.text
    blind = hr.get(path, INTERVIEWER).page.text
    assert "Please rate first" in blind and "Follow-ups" not in blind


def test_the_report_says_which_own_answer_could_not_be_read(hr: Desk) -> None:
    own_question = Upload(answer=1, key="uploads/x/1", file_name="b.mp4", question="<b>Which book?", scored=False)
    scored = Upload(answer=0, key="uploads/x/0", file_name="a.mp4")
    known = reviewed.interview(candidate(reviewed.job()), uploads=[scored, own_question])
    shown = hr.get(f"/interviews/{known.id}/report?lang=en", LIN).body
    assert "question of their own could not be read" in shown and "&lt;b&gt;Which book?" in shown
