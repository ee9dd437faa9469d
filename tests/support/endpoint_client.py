"""Talks to the speech endpoint as SageMaker does, and makes the sounds to send."""

from __future__ import annotations

import http.client
import io
import json
import wave
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def wav(samples: NDArray[Any], rate: int = RATE) -> bytes:
    """Mono 16 bit WAV of samples in -1…1."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def silence(seconds: float) -> NDArray[Any]:
    return np.zeros(round(seconds * RATE))


def noise(seconds: float, loudness: float = 0.2) -> NDArray[Any]:
    return np.random.default_rng(5).normal(size=round(seconds * RATE)) * loudness


def chord(seconds: float) -> NDArray[Any]:
    """A swelling major chord: the simplest thing that is music and no voice."""
    t = np.arange(round(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * hertz * t) for hertz in (220.0, 277.2, 329.6))
    return np.asarray(tones) * 0.2 * (1 + 0.5 * np.sin(2 * np.pi * 2 * t))


class Endpoint:
    """A client for one endpoint."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON body; a header name is written with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names, encode_chunked="Transfer-Encoding" in names)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def ping(self) -> int:
        return self.send("GET", "/ping")[0]

    def invoke(self, body: Any, language: str = "auto", **headers: str) -> tuple[int, dict[str, Any]]:
        headers = {"Content_Type": "audio/wav", **headers}
        return self.send(
            "POST", "/invocations", body, X_Amzn_SageMaker_Custom_Attributes=f"language={language}", **headers
        )
