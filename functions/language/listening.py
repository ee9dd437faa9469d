"""What was heard and recorded of one answer, or typed, fetched and put together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from mianshi import speech
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.media import MediaPlan, SoundPiece, TypedAnswer
from mianshi.contracts.tasks import AnswerTask
from mianshi.contracts.transcript import Recognition, Sound, Transcript
from mianshi.platform import objects
from mianshi.privacy.policies import allowed, load_policy


def kept(interview_id: str, attempt: int, answer: int) -> Transcript:
    """The transcript of an interview that is scored anew: what was said is what was said."""
    return objects.get_record(
        objects.artefact(interview_id, "language", attempt, f"transcript-{answer}.json"), Transcript
    )


def transcript(task: AnswerTask, interview: Interview, plan: MediaPlan) -> Transcript:
    """The transcript of the answer, with what policy profile and consent allow to measure and nothing else."""
    made = _typed(task, interview) if task.answer in plan.typed else _recorded(task, interview, plan)
    return made.model_copy(update={"follow_up": _upload(task, interview).follow_up})


def _recorded(task: AnswerTask, interview: Interview, plan: MediaPlan) -> Transcript:
    pieces = next(a.sound for a in plan.answers if a.answer == task.answer)
    heard = speech.join([(piece.start_ms, _heard(task, index)) for index, piece in enumerate(pieces)])
    may = allowed(
        load_policy(interview.policy), consent=interview.consent.observations, extra_time=interview.extra_time
    )
    measured = _upload(task, interview).follow_up is None  # consent was asked for the interview itself
    return speech.to_transcript(
        heard,
        task.answer,
        _upload(task, interview).question,
        delivery=may.delivery and measured,
        sound=_sound(pieces, heard, voice=may.voice and measured),
        asked=interview.language,
    )


def _typed(task: AnswerTask, interview: Interview) -> Transcript:
    where = objects.artefact(task.interview_id, "ingest", task.attempt, f"typed-{task.answer}.json")
    text = objects.get_record(where, TypedAnswer).text
    declared = None if interview.language == "auto" else interview.language
    return speech.text_transcript(task.answer, _upload(task, interview).question, text, declared, None)


def _upload(task: AnswerTask, interview: Interview) -> Upload:
    return next(upload for upload in interview.uploads if upload.answer == task.answer)


def _heard(task: AnswerTask, piece: int) -> Recognition:
    name = f"answer-{task.answer}-{piece}.json"
    return objects.get_record(objects.artefact(task.interview_id, "transcribe", task.attempt, name), Recognition)


def _sound(pieces: Sequence[SoundPiece], heard: Recognition, *, voice: bool) -> Sound:
    own, others = speech.turns(heard.speech)
    with tempfile.TemporaryDirectory() as folder:
        return speech.measure_sound(_files(pieces, Path(folder) / "piece.wav"), own, voice=voice, others=others)


def _files(pieces: Sequence[SoundPiece], path: Path) -> Iterator[tuple[Path, int]]:
    """One piece at a time lies in `path`: each is replaced by the next."""
    for piece in pieces:
        objects.download(piece.sound, path)
        yield path, piece.start_ms
