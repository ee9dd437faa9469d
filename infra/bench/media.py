"""What Ingest's passes over a long recording cost, each in a process of its own, beside plain PyAV in the same run.

    python infra/bench/media.py [SECONDS] [FOLDER]     make a 1080p recording that long (7200 unless said), measure all
    python infra/bench/media.py JOB RECORDING FOLDER   one of the jobs below, once

Prints one JSON object: wall and CPU seconds, peak memory, bytes of the recording and bytes written.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from mianshi.media import cut_clips, cut_sound, extract_audio, probe

LONG_SECONDS: Final = 7200
SHORT_SECONDS: Final = 120
LOOP_SECONDS: Final = 20
"""This much is encoded; the rest repeats its packets with later time stamps, so that a long file is made in seconds."""

SIZE: Final = (1920, 1080)
FPS: Final = 30
KEYFRAME_EVERY: Final = 250
"""Pictures; x264's default, which makes the cuts coarser than a phone's one keyframe per second would."""

VIDEO_BITS: Final = 2_400_000
RATE: Final = 48_000
CLIPS: Final = 40


def make_recording(path: Path, seconds: int) -> None:
    """An MP4 with H.264 at 1080p30 and AAC: textured, moving pictures and tone bursts with pauses between them."""
    loop = path.with_suffix(".loop.mp4")
    _encode_loop(loop)
    with av.open(str(path), "w") as out:
        with av.open(str(loop)) as first:
            made = {s.index: out.add_stream_from_template(s) for s in first.streams}
        last = dict.fromkeys(made, -(2**62))
        for lap in range(-(-seconds // LOOP_SECONDS)):
            with av.open(str(loop)) as source:
                for packet in source.demux():
                    if packet.dts is None or packet.pts is None:
                        continue
                    shift = round(lap * LOOP_SECONDS / packet.time_base)
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    if packet.dts <= last[packet.stream_index]:
                        continue  # the sound of a lap ends within its last packet, past where the next lap begins
                    last[packet.stream_index] = packet.dts
                    packet.stream = made[packet.stream_index]
                    out.mux(packet)
    loop.unlink()


def _encode_loop(path: Path) -> None:
    rng = np.random.default_rng(0)
    texture = rng.integers(0, 256, (SIZE[1] // 8 + 64, SIZE[0] // 8 + 64, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    options = {"preset": "ultrafast", "maxrate": str(VIDEO_BITS), "bufsize": str(VIDEO_BITS)}
    with av.open(str(path), "w") as out:
        pictures: Any = out.add_stream("libx264", rate=FPS, options=options)
        pictures.width, pictures.height = SIZE
        pictures.pix_fmt, pictures.codec_context.gop_size = "yuv420p", KEYFRAME_EVERY
        pictures.codec_context.bit_rate = VIDEO_BITS
        sounds: Any = out.add_stream("aac", rate=RATE)
        sounds.codec_context.layout = "stereo"
        for number in range(FPS * LOOP_SECONDS):
            x, y = (number * 2) % 512, (number * 3) % 512
            picture = np.ascontiguousarray(texture[y : y + SIZE[1], x : x + SIZE[0]])
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            out.mux(sounds.encode(_sound(number, rng)))
        out.mux([*pictures.encode(None), *sounds.encode(None)])


def _sound(number: int, rng: np.random.Generator) -> Any:
    """One picture's worth of sound: two seconds of tone, then half a second of quiet noise."""
    samples = RATE // FPS
    t = (number * samples + np.arange(samples)) / RATE
    level = 0.3 if number % (5 * FPS // 2) < 2 * FPS else 0.0
    mono = level * np.sin(2 * np.pi * 220 * t) + 0.002 * rng.standard_normal(samples)
    frame = av.AudioFrame.from_ndarray(np.stack([mono, mono]).astype(np.float32), format="fltp", layout="stereo")
    frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), number * samples
    return frame


def _decode_sound(recording: Path, folder: Path) -> None:  # noqa: ARG001 - every job has the same shape
    """The peer of `extract_audio`: demux and decode, nothing written."""
    with av.open(str(recording)) as container:
        for _ in container.decode(audio=0):
            pass


def _copy_picture(recording: Path, folder: Path) -> None:
    """The peer of `cut_clips`: the picture into one Matroska file."""
    with av.open(str(recording)) as container, av.open(str(folder / "copy.mkv"), "w") as out:
        source = container.streams.video[0]
        copy = out.add_stream_from_template(source)
        for packet in container.demux(source):
            if packet.dts is not None:
                packet.stream = copy
                out.mux(packet)


def _read_packets(recording: Path, folder: Path) -> None:  # noqa: ARG001
    """The peer of `probe`: demux and nothing else."""
    with av.open(str(recording)) as container:
        for _ in container.demux():
            pass


def _cut_sound(recording: Path, folder: Path) -> None:  # noqa: ARG001
    cut_sound(folder.parent / "sound.wav", folder)


JOBS: Final[dict[str, Callable[[Path, Path], object]]] = {
    "probe": lambda recording, _: probe(recording),
    "read packets (peer)": _read_packets,
    "extract_audio": lambda recording, folder: extract_audio(recording, folder.parent / "sound.wav"),
    "decode sound (peer)": _decode_sound,
    "cut_sound": _cut_sound,
    "cut_clips": lambda recording, folder: cut_clips(recording, folder, limit=CLIPS),
    "copy picture (peer)": _copy_picture,
}


def once(job: str, recording: Path, folder: Path) -> dict[str, float]:
    """Run one job in this process and say what it took."""
    started, cpu = time.perf_counter(), time.process_time()
    JOBS[job](recording, folder)
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    return {**used, "peak_bytes": peak_bytes()}


def peak_bytes() -> int:
    """Of this program alone: what getrusage says also counts the parent it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(seconds: int, folder: Path | None = None) -> dict[str, Any]:
    """All jobs on a recording of this length; `folder` keeps the files, which else are deleted."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        recording = work / "recording.mp4"
        make_recording(recording, seconds)
        results = {job: _in_a_process(job, recording, work / "out") for job in JOBS}
        with wave.open(str(work / "sound.wav")) as sound:
            results["extract_audio"]["written_bytes"] = (work / "sound.wav").stat().st_size
            heard = sound.getnframes() / sound.getframerate()
        return {"seconds": seconds, "heard_s": heard, "bytes": recording.stat().st_size, "jobs": results}


def _in_a_process(job: str, recording: Path, out: Path) -> dict[str, Any]:
    out.mkdir()
    command = [sys.executable, __file__, job, str(recording), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    used: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    used["written_bytes"] = sum(file.stat().st_size for file in out.iterdir())
    used["files"] = len(list(out.iterdir()))
    shutil.rmtree(out)
    return used


def table(seconds: int = LONG_SECONDS) -> tuple[str, list[str], list[list[str]], str]:
    """Title, header, rows and note; a short recording where there is no room for a long one and what is made of it."""
    room = shutil.disk_usage(tempfile.gettempdir()).free > seconds * VIDEO_BITS / 8 * 3
    result = measure(seconds if room else SHORT_SECONDS)
    rows = [
        [
            job,
            f"{used['wall_s']:.1f}",
            f"{used['cpu_s']:.1f}",
            f"{used['peak_bytes'] / 1e6:.0f}",
            f"{used['written_bytes'] / 1e6:.0f}",
        ]
        for job, used in result["jobs"].items()
    ]
    note = (
        f"One 1080p recording of {result['seconds'] / 60:.0f} minutes and {result['bytes'] / 1e6:.0f} MB, "
        "H.264 with a keyframe every 250 pictures and AAC. A process for each. "
        "The peers are PyAV alone; the one for sound neither resamples nor writes."
    )
    return "Media", ["job", "wall s", "CPU s", "peak MB", "written MB"], rows, note


def main(arguments: Sequence[str]) -> int:
    """See the top of this file."""
    if arguments and arguments[0] in JOBS:
        print(json.dumps(once(arguments[0], Path(arguments[1]), Path(arguments[2]))))
        return 0
    seconds = int(arguments[0]) if arguments else LONG_SECONDS
    print(json.dumps(measure(seconds, Path(arguments[1]) if len(arguments) > 1 else None)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
