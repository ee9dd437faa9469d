"""``mianshi score``: a text-only interview through the same language and scoring code, no media and no cloud."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from laptop.commands import results
from laptop.weights import EMBEDDING, folder_of
from mianshi import __version__
from mianshi.contracts.base import Language, Record
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.language.embedding import Embedder
from mianshi.language.judge import EmbeddingJudge
from mianshi.pages.candidate import render_candidate_report
from mianshi.pages.report import render_report
from mianshi.pages.views import InterviewFacts, PolicyFacts, ReportView
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.privacy.policies import load_policy, policy_version
from mianshi.scoring.gates import gates, interview_language
from mianshi.scoring.roles import load_role
from mianshi.scoring.scorecard import score
from mianshi.speech import text_transcript


class TextAnswer(Record):
    question: str | None = None
    text: str
    seconds: float | None = Field(default=None, gt=0)


class Answers(Record):
    """The file ``--answers`` names: docs/operate.md shows one."""

    language: Language | None = None
    answers: list[TextAnswer] = Field(min_length=1)


def read_answers(path: Path) -> Answers:
    """The answers in a file.

    Raises:
        Rejected: ``bad_answers``, one sentence that says where and what.
    """
    try:
        return Answers.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise Rejected("bad_answers", f"{path.name}: {where}: {first['msg']}") from None


def score_answers(role_name: str, answers: Answers, out: Path) -> Scorecard:
    """Score the answers and write scorecard, transcript and report.

    Raises:
        Rejected: a role that cannot be used.
        Trouble: the model was not fetched yet.
    """
    role, policy = load_role(role_name), load_policy("cn")
    transcripts = [
        text_transcript(i, answer.question, answer.text, answers.language, answer.seconds)
        for i, answer in enumerate(answers.answers)
    ]
    judge = EmbeddingJudge(Embedder(folder_of(EMBEDDING)))
    card = score(
        interview_id=new_interview_id(),
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        language=interview_language(transcripts, answers.language or "auto"),
        transcripts=transcripts,
        assessments=[judge.assess(transcript, role) for transcript in transcripts],
        gates=gates(transcripts, None, answers.language or "auto", None),
        versions={"code": __version__},
    )
    _write(card, role, transcripts, out)
    return card


def _write(card: Scorecard, role: Role, transcripts: list[Transcript], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "scorecard.json").write_text(card.canonical_json(), encoding="utf-8")
    dumped = TypeAdapter(list[Transcript]).dump_python(transcripts, mode="json")
    results.write_json(out, "transcript.json", dumped)
    policy = load_policy(card.policy)
    language: Language = "en" if card.language == "en" else "zh"
    view = ReportView(
        interview=InterviewFacts(
            id=card.interview_id,
            role_name=role.name,
            created_at=timestamp(),
            language=language,
            policy=PolicyFacts(id=policy.id, name=policy.name, explanation=policy.explanation),
            file_names=[],
        ),
        scorecard=card,
        transcripts=transcripts,
        role=role,
        candidate_report="candidate_report.html",
        page_language=language,
    )
    results.write_candidate_report(out, render_candidate_report(view))
    (out / "report.html").write_text(render_report(view), encoding="utf-8")
    results.write_json(out, "run.json", {"version": __version__, "role": role.id, "outcome": Outcome(card.outcome)})
