"""Makes the two sample recordings from `scripts.json`: a drawn person and a synthetic voice. See README.md.

Usage: ``python -m samples.make_samples [NAME ...]`` in ``infra/local``, in an environment with `requirements.txt`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from samples.face import HEIGHT, WIDTH, Looks, Person, Pose
from samples.voice import SAMPLE_RATE, Sound, Voice, english, mandarin

HERE: Final = Path(__file__).parent
FRAMES_PER_SECOND: Final = 15
LEAD_SECONDS: Final = 1.0
TAIL_SECONDS: Final = 3.0
_ROOM_NOISE: Final = 0.0006
_RAMP_SECONDS: Final = 0.35

LOOKS: Final = {
    "zh_store_manager": Looks(
        skin=(150, 182, 226),
        hair=(30, 32, 38),
        shirt=(120, 84, 52),
        collar=(232, 228, 222),
        wall=(196, 204, 206),
        lips=(112, 110, 190),
        seed=1,
    ),
    "en_software_engineer": Looks(
        skin=(146, 176, 216),
        hair=(36, 52, 84),
        shirt=(84, 104, 78),
        collar=(196, 200, 204),
        wall=(206, 200, 190),
        lips=(108, 106, 180),
        seed=2,
    ),
}
SPEED: Final = {"zh": 0.9, "en": 1.0}
VOICE: Final = "jm_kumo"


@dataclass(frozen=True)
class Event:
    """Something the drawn person does, in seconds of the recording."""

    kind: str
    start: float
    end: float

    def share(self, at: float) -> float:
        """How far the event is under way: 0 outside, 1 inside, with soft ramps."""
        edge = min(at - self.start, self.end - at) / _RAMP_SECONDS
        return float(0.5 - 0.5 * np.cos(np.pi * np.clip(edge, 0, 1)))


@dataclass(frozen=True)
class Take:
    """The sound of one sample, where its answers lie (seconds) and what the person does meanwhile."""

    sound: Sound
    answers: list[tuple[float, float]]
    events: list[Event]


def make(name: str, script: dict[str, Any]) -> dict[str, Any]:
    """Write ``<name>.mp4`` and return the truth about it."""
    take = _speak(script, LOOKS[name].seed)
    _film(HERE / f"{name}.mp4", take, Person(LOOKS[name]), LOOKS[name].seed)
    return {
        "language": script["language"],
        "role": script["role"],
        "duration_ms": round(len(take.sound) * 1000 / SAMPLE_RATE),
        "answers": [
            {**answer, "start_ms": round(start * 1000), "end_ms": round(end * 1000)}
            for answer, (start, end) in zip(script["answers"], take.answers, strict=True)
        ],
        "events": [
            {"kind": e.kind, "start_ms": round(e.start * 1000), "end_ms": round(e.end * 1000)} for e in take.events
        ],
    }


def _speak(script: dict[str, Any], seed: int) -> Take:
    language = script["language"]
    voice = Voice(VOICE, SPEED[language])
    phonemes = mandarin() if language == "zh" else english()
    parts: list[Sound] = [_silence(LEAD_SECONDS)]
    answers = []
    for number, answer in enumerate(script["answers"]):
        if number:
            parts.append(_silence(script["pause_seconds"]))
        start = sum(map(len, parts)) / SAMPLE_RATE
        parts.append(voice.say(answer["text"], phonemes))
        answers.append((start, sum(map(len, parts)) / SAMPLE_RATE))
    parts.append(_silence(TAIL_SECONDS))
    sound = np.concatenate(parts)
    sound = sound * np.float32(0.7 / np.abs(sound).max())
    noise = np.random.default_rng(seed).normal(0, _ROOM_NOISE, len(sound)).astype(np.float32)
    first, second = answers[0], answers[1]
    events = [
        Event("looks_away", first[0] + 8.0, first[0] + 10.0),
        Event("hands_visible", first[0] + 18.0, first[0] + 22.0),
        Event("brow_raised", second[0] + 6.0, second[0] + 8.0),
        Event("smile", second[1] + 0.2, second[1] + 2.6),
    ]
    return Take(sound + noise, answers, events)


def _silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _poses(take: Take, seed: int) -> list[Pose]:
    count = len(take.sound) * FRAMES_PER_SECOND // SAMPLE_RATE
    times = np.arange(count) / FRAMES_PER_SECOND
    mouth, eyelids = _mouth(take.sound, count), _eyelids(times, seed)
    sway = _sway(times, seed)
    poses = []
    for i, at in enumerate(times):
        shares = {e.kind: e.share(at) for e in take.events}
        away = shares["looks_away"]
        poses.append(
            Pose(
                yaw=5 * sway[0, i] + 16 * away,
                pitch=3 * sway[1, i] + 3 * away,
                roll=2 * sway[2, i],
                shift=(7 * sway[3, i], 3 * sway[4, i]),
                mouth=mouth[i],
                smile=0.15 + 0.8 * shares["smile"],
                eyelids=eyelids[i],
                gaze=(0.12 * sway[5, i] + 0.8 * away, 0.3 * away * -1),
                brows=shares["brow_raised"] + 0.15 * sway[6, i],
                hand=shares["hands_visible"],
                breath=1.5 * float(np.sin(2 * np.pi * at / 4.2)),
            )
        )
    return poses


def _mouth(sound: Sound, count: int) -> NDArray[np.float64]:
    """How far the mouth is open, from the loudness of the speech under each picture."""
    hop = SAMPLE_RATE // FRAMES_PER_SECOND
    loud = np.sqrt(np.mean(sound[: count * hop].reshape(count, hop) ** 2, axis=1))
    level = np.clip(loud / (np.percentile(loud, 95) + 1e-9), 0, 1) ** 0.8
    level[loud < 0.01] = 0
    return np.convolve(level, [0.2, 0.6, 0.2], "same") * 0.85


def _eyelids(times: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """1 open, 0 closed: a blink of a quarter of a second every three to five seconds."""
    random = np.random.default_rng(seed + 100)
    open_share = np.ones(len(times))
    at = 1.5
    while at < times[-1]:
        open_share = np.minimum(open_share, np.clip(np.abs(times - at) / 0.13, 0, 1))
        at += random.uniform(3, 5)
    return open_share


def _sway(times: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Slow wandering between -1 and 1, shape (7, pictures)."""
    random = np.random.default_rng(seed + 200)
    slow = random.uniform(0.05, 0.13, (7, 1)) * 2 * np.pi
    quick = random.uniform(0.25, 0.45, (7, 1)) * 2 * np.pi
    phase = random.uniform(0, 2 * np.pi, (2, 7, 1))
    return np.asarray(0.7 * np.sin(slow * times + phase[0]) + 0.3 * np.sin(quick * times + phase[1]))


def _film(path: Path, take: Take, person: Person, seed: int) -> None:
    with av.open(str(path), "w", container_options={"fflags": "bitexact", "movflags": "faststart"}) as out:
        options = {"crf": "25", "preset": "slow", "threads": "1", "flags": "+bitexact"}
        pictures = out.add_stream("libx264", rate=FRAMES_PER_SECOND, options=options)
        pictures.width, pictures.height, pictures.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        pictures.codec_context.gop_size = 4 * FRAMES_PER_SECOND
        sounds = out.add_stream("aac", rate=SAMPLE_RATE, options={"flags": "+bitexact"})
        sounds.bit_rate = 64_000
        sounds.codec_context.layout = "mono"
        size, sent = 1024, 0
        for number, pose in enumerate(_poses(take, seed)):
            frame = av.VideoFrame.from_ndarray(person.draw(pose), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            out.mux(pictures.encode(frame))
            while sent < min(len(take.sound), (number + 1) * SAMPLE_RATE // FRAMES_PER_SECOND):
                block = take.sound[sent : sent + size][None]
                part = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="mono")
                part.sample_rate, part.pts, part.time_base = SAMPLE_RATE, sent, Fraction(1, SAMPLE_RATE)
                out.mux(sounds.encode(part))
                sent += size
        for stream in (pictures, sounds):
            out.mux(stream.encode(None))


def main(names: list[str]) -> None:
    """Make the named samples (all without a name) and write down beside each what is true about it."""
    scripts = json.loads((HERE / "scripts.json").read_text("utf-8"))
    for name in names or list(scripts):
        truth = json.dumps(make(name, scripts[name]), ensure_ascii=False, indent=2)
        (HERE / f"{name}.json").write_text(truth + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
