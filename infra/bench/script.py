"""What a recogniser would have heard in a sample, from the script that was read out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def heard(said: dict[str, Any]) -> dict[str, Any]:
    """The sample's script as the recogniser would have written it: words spread evenly over each answer."""
    segments = []
    for answer in said["answers"]:
        words = answer["text"].split() if said["language"] == "en" else list(answer["text"])
        step = (answer["end_ms"] - answer["start_ms"]) / len(words)
        edges = [round(answer["start_ms"] + step * i) for i in range(len(words) + 1)]
        space = " " if said["language"] == "en" else ""
        segments.append(
            {
                "start_ms": answer["start_ms"],
                "end_ms": answer["end_ms"],
                "text": answer["text"],
                "language": said["language"],
                "language_probability": 0.99,
                "average_log_probability": -0.2,
                "no_speech_probability": 0.01,
                "words": [
                    {"start_ms": start, "end_ms": end, "text": space + word, "confidence": 0.9}
                    for word, (start, end) in zip(words, pairwise(edges), strict=True)
                ],
            }
        )
    return {
        "language": said["language"],
        "language_probability": 0.99,
        "duration_ms": said["duration_ms"],
        "speech": [{"start_ms": s["start_ms"], "end_ms": s["end_ms"]} for s in segments],
        "segments": segments,
        "recogniser": {"name": "script", "sha256": "0" * 64, "compute_type": "none", "version": "1"},
        "compute_ms": 1000,
    }
