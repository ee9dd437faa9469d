"""``mianshi score``: a text-only interview through the same language, rater and scoring code, no media and no cloud."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from laptop.commands import results
from laptop.rater import local_rater
from laptop.weights import EMBEDDING, folder_of
from mianshi import __version__
from mianshi.contracts.assessment import Assessment
from mianshi.contracts.base import Language, Record
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.language import budget
from mianshi.language.assess import assess
from mianshi.language.embedding import Embedder
from mianshi.language.prepare import Preparer
from mianshi.pages.candidate import render_candidate_report
from mianshi.pages.report import render_report
from mianshi.pages.views import InterviewFacts, PolicyFacts, ReportView
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.privacy.policies import load_policy, policy_version
from mianshi.scoring.gates import gates, interview_language
from mianshi.scoring.left_out import with_left_out
from mianshi.scoring.roles import load_role
from mianshi.scoring.scorecard import score
from mianshi.speech import text_transcript

MAX_CHECKS = 400
"""As `RaterMaxChecks` of the template."""


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

    Where the rater cannot be had, the scorecard says so (``rater_unavailable``) and judges nothing.

    Raises:
        Rejected: a role that cannot be used.
        Trouble: a model was not fetched yet.
    """
    role, policy = load_role(role_name), load_policy("cn")
    transcripts = [
        text_transcript(i, answer.question, answer.text, answers.language, answer.seconds)
        for i, answer in enumerate(answers.answers)
    ]
    judged = _judge(role, transcripts)
    card = score(
        interview_id=new_interview_id(),
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        language=interview_language(transcripts, answers.language or "auto"),
        transcripts=transcripts,
        assessments=judged.assessments,
        gates=gates(transcripts, None, answers.language or "auto", None, judged.rated),
        versions={"code": __version__},
    )
    card = with_left_out(card, role, judged.left_out)
    _write(card, role, transcripts, out)
    return card


@dataclass(frozen=True)
class _Judged:
    """As `functions/score/judging.py` has it."""

    assessments: list[Assessment]
    rated: dict[int, bool]
    left_out: set[str]


def _judge(role: Role, transcripts: list[Transcript]) -> _Judged:
    preparer = Preparer(Embedder(folder_of(EMBEDDING)))
    most = budget.share_of(MAX_CHECKS, len(transcripts))
    found = _Judged([], {}, set())
    with local_rater() as rater:
        for transcript in transcripts:
            whole = budget.within(preparer.sheet(transcript, role), most)
            found.left_out.update(budget.left_out(whole))
            sheet = budget.asked(whole)
            asked = bool(sheet.prompts())
            ratings = rater.rate(sheet) if asked else None
            if asked:
                found.rated[transcript.answer] = ratings is not None
            if ratings is not None or not asked:
                found.assessments.append(assess(sheet, ratings, transcript, role))
    return found


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
