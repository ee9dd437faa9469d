"""Follow-up questions of an interview whose core answers are in, put as the run would put them."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Asking, Interview, Upload
from mianshi.contracts.follow_ups import FollowUp, FollowUps
from mianshi.contracts.keys import upload_key
from mianshi.doors import follow_ups
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import interviews

HEARD = "<script>document.title='broken'</script>\u202e后来就好了 👍"
LATER = "2999-01-01T00:00:00.000Z"
WORDS = (
    Bilingual(
        zh="关于你对第 1 题的回答：你当时做了什么？", en="About your answer to question 1: what did you do then?"
    ),
    Bilingual(zh="关于“盘点”：结果怎样？", en='On "stock": what came of it?'),
)


def put(interview_id: str, until: str = LATER) -> Interview:
    """Claim the interview for a run, and put two questions; the first goes on from `HEARD`."""
    known = interviews.claim(interview_id, "run-1")
    assert known is not None
    first = max(upload.answer for upload in known.uploads) + 1
    questions = [
        FollowUp(answer=first + n, competency=f"c{n}", of=0 if n == 0 else None, text=text, quote="" if n else HEARD)
        for n, text in enumerate(WORDS)
    ]
    objects.put_record(follow_ups.place(known.id, known.attempt), FollowUps(questions=questions))
    uploads = [
        Upload(
            answer=one.answer,
            key=upload_key(known.id, one.answer),
            file_name=f"answer-{one.answer + 1}",
            question=one.text.zh,
            follow_up=one.competency,
            kind=known.uploads[0].kind,
        )
        for one in questions
    ]
    asked = interviews.ask(known.id, uploads, Asking(attempt=known.attempt, at=timestamp(), until=until))
    assert asked is not None and asked.asks
    return asked
