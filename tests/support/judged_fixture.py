"""Small synthetic roles, transcripts and assessments for the scoring tests."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.assessment import Assessment, CompetencyFinding, Finding
from mianshi.contracts.media import AudioStream, Recording, VideoStream
from mianshi.contracts.observations import AnswerSummary, Observations
from mianshi.contracts.role import Role
from mianshi.contracts.transcript import Recogniser, Transcript, Word


def small_role_data(weights: tuple[int, ...] = (50, 30, 20)) -> dict[str, Any]:
    """A role file as a dictionary: competencies c0, c1, ... with question q<n> and key points p<n>a, p<n>b."""
    return {
        "id": "small",
        "name": {"zh": "小岗位", "en": "Small role"},
        "competencies": [
            {
                "id": f"c{n}",
                "name": {"zh": f"能力{n}", "en": f"Competency {n}"},
                "weight": weight,
                "questions": [{"id": f"q{n}", "text": {"zh": f"第{n}题?", "en": f"Question {n}?"}}],
                "key_points": [
                    {
                        "id": f"p{n}{letter}",
                        "name": {"zh": f"要点{n}{letter}", "en": f"Point {n}{letter}"},
                        "synonyms": {"zh": ["做了"], "en": ["did"]},
                        "examples": {"zh": ["我做了。"], "en": ["I did it."]},
                    }
                    for letter in "ab"
                ],
                "anchors": {f"level_{level}": {"zh": f"水平{level}", "en": f"Level {level}"} for level in (1, 3, 5)},
            }
            for n, weight in enumerate(weights)
        ],
        "thresholds": {"forward": 70, "review": 50},
        "expected_answer_seconds": 120,
    }


def small_role(weights: tuple[int, ...] = (50, 30, 20), **changes: Any) -> Role:
    return Role.model_validate({**small_role_data(weights), **changes})


def transcript(
    answer: int = 0,
    *,
    language: str | None = "en",
    language_name: str | None = None,
    speech_ms: int = 40_000,
    confidence: float = 0.9,
    words: int = 10,
    units: int | None = None,
    spoken: bool = True,
    **changes: Any,
) -> Transcript:
    return Transcript.model_validate(
        {
            "answer": answer,
            "language": language,
            "language_name": language_name or language or "ja",
            "language_probability": 0.99,
            "duration_ms": 60_000 if spoken else 0,
            "confidence": confidence,
            "words": [Word(start_ms=0, end_ms=1, text="did", confidence=confidence)] * words,
            "sentences": [],
            "pauses": [],
            "speech_ms": speech_ms if spoken else 0,
            "units": words if units is None else units,
            "delivery": None,
            "recogniser": Recogniser(name="whisper-base", sha256="d01c", compute_type="int8", version="1.2.1")
            if spoken
            else None,
            "spoken": spoken,
            **changes,
        }
    )


def point(key_point: str, *, start_ms: int = 1000, strength: float = 0.8, **changes: Any) -> Finding:
    return Finding.model_validate(
        {
            "key_point": key_point,
            "sentence": 0,
            "quote": f"I did {key_point}.",
            "start_ms": start_ms,
            "end_ms": start_ms + 1000,
            "strength": strength,
            **changes,
        }
    )


def finding(
    competency: str,
    level: float | None,
    *points: Finding,
    relevance: float = 1.0,
    confidence: float = 0.8,
    question: str | None = None,
) -> CompetencyFinding:
    return CompetencyFinding(
        competency=competency,
        question=question,
        relevance=relevance,
        level=level,
        confidence=confidence,
        findings=list(points),
    )


def assessment(answer: int, *findings: CompetencyFinding) -> Assessment:
    return Assessment(answer=answer, judge="test_judge", judge_version="v1", competencies=list(findings))


def recording(*, readable_ms: int = 60_000, lost_ms: int = 0, audio: bool = True, video: bool = True) -> Recording:
    return Recording(
        container="mp4",
        size_bytes=1000,
        duration_ms=60_000,
        video=VideoStream(codec="h264", width=640, height=360) if video else None,
        audio=AudioStream(codec="aac", sample_rate=48_000, channels=1) if audio else None,
        readable_ms=readable_ms,
        lost_ms=lost_ms,
    )


def observed(
    *, one: float = 1.0, several: float = 0.0, missing: int = 0, reason: str = "policy_allows"
) -> Observations:
    computed = reason == "policy_allows"
    summary = AnswerSummary(
        answer=0,
        frames=100,
        one_face_share=one,
        several_faces_share=several,
        looked_ms=60_000,
        camera_share=None,
        blinks_per_minute=None,
        counts={},
        shares={},
        mean_light=None,
    )
    return Observations(
        policy="cn",
        policy_version="v",
        computed=computed,
        reason=reason,
        missing_segments=list(range(missing)),
        summaries=[summary] if computed else [],
        observations=[],
    )
