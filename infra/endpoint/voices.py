"""Who speaks when: tells the voices of one recording apart, and knows nobody.

A network reads short windows of speech and gives each a direction that depends on the voice. Windows of one recording
are compared with each other and with nothing else; no direction leaves this module or outlives a call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, TypedDict

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from endpoint.sound import SAMPLE_RATE, Samples

Span = dict[str, int]
Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

FRAME: Final = 400
STEP: Final = 160
BANDS: Final = 40
WINDOW: Final = 160
"""The network's front end and its 1.6 s windows (Resemblyzer 0.1.4, hparams.py): 25 ms frames every 10 ms, power in 40
mel bands."""
WINDOW_ENERGY: Final = 0.267
"""Mean power of a frame, summed over the bands, of speech at the -30 dBFS that the network was trained on."""
FRAMES_PER_SECOND: Final = SAMPLE_RATE / STEP

ROUNDS: Final = 3
"""How often a division into two voices is made better by what it found."""
MOST_CLUSTERED: Final = 600
"""Windows that are compared each with each, 8 minutes of speech; in a longer recording, neighbours are joined first."""
BATCH: Final = 64
"""Windows that the network reads at a time, so that memory does not grow with the recording as fast."""
NOISE_BLOCK: Final = 100
"""Frames for which the background is taken to be the same."""
CUT_REACH: Final = 20
"""Frames to either side of an edge in which to look for a quiet moment; edges are at least twice as far apart."""


def _filters() -> tuple[Floats, Floats, Indices]:
    """Slaney's mel filters of area 1 (Auditory Toolbox, 1998), as the network's front end has them.

    A spectral bin lies between two neighbouring centres, on the rising side of one filter and on the falling side of
    the one below. Hence per bin two weights, and the bins at which the 41 stretches between centres begin. Summing
    stretches needs no matrix product, for which numpy would start threads of its own.
    """
    bins = np.linspace(0, SAMPLE_RATE / 2, FRAME // 2 + 1)
    linear, logarithmic = 200 / 3, np.log(6.4) / 27
    highest = 15 + np.log(SAMPLE_RATE / 2 / 1000) / logarithmic
    mels = np.linspace(0, highest, BANDS + 2)
    hertz = np.where(mels < 15, mels * linear, 1000 * np.exp((mels - 15) * logarithmic))
    stretch = np.clip(np.searchsorted(hertz, bins, side="right") - 1, 0, BANDS)
    low, high = hertz[stretch], hertz[stretch + 1]
    height = np.concatenate([[0.0], 2 / (hertz[2:] - hertz[:-2]), [0.0]])
    rise = (bins - low) / (high - low) * height[stretch + 1]
    fall = (high - bins) / (high - low) * height[stretch]
    return rise.astype(np.float32), fall.astype(np.float32), np.searchsorted(stretch, np.arange(BANDS + 1))


RISE, FALL, SEGMENTS = _filters()
HANN: Final = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)


class Turn(TypedDict):
    """A stretch of speech by one voice, in samples; voices are numbered from 0 in the order they are first heard."""

    start: int
    end: int
    voice: int


@dataclass(frozen=True)
class Settings:
    """How sure one must be. README.md in this module's weights folder has the measurements behind the numbers."""

    hop: int = 80
    """Frames from one window to the next inside a long span."""
    same_voice: float = 0.75
    """Cosine between two groups of windows from which they count as one voice."""
    least_seconds: float = 2.5
    """Less speech than this in the whole recording is not called a voice of its own."""
    reluctance: float = 0.25
    """What a change of voice costs, in seconds of speech times cosine."""
    least_run_seconds: float = 1.5
    """A second voice speaks at least once for this long without a break; scattered noises do not."""
    compared: int = 24
    """Windows per voice that are read a second time, with the microphone's colour taken out."""
    margin: int = 20
    """Frames around a span that show the background noise."""
    noise_reach: int = 400
    """Frames to either side from which the background is taken."""
    noise_share: float = 10.0
    """Percentile of a band's power that is background ..."""
    noise_gain: float = 1.6
    """... and how much larger the mean of noise is than that percentile."""


@dataclass(frozen=True)
class _Pieces:
    """Windows of speech in the order of time; a piece is the part of a span that its window speaks for."""

    span: Indices
    first: Indices
    last: Indices
    windows: Floats
    """(pieces, WINDOW, BANDS), each with the energy that the network was trained on."""
    voices: Floats
    """(pieces, 256), of length 1."""

    @property
    def seconds(self) -> NDArray[np.float64]:
        return np.asarray((self.last - self.first) / FRAMES_PER_SECOND, np.float64)


class Voices:
    """The loaded network. Holds nothing of what it has heard."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        """Load ``encoder.onnx`` from a folder.

        Raises:
            ValueError: the file is not the one ``SHA256SUMS`` names.
        """
        content = (folder / "encoder.onnx").read_bytes()
        if hashlib.sha256(content).hexdigest() not in (folder / "SHA256SUMS").read_text("ascii").split():
            raise ValueError(f"{folder / 'encoder.onnx'} is not the file that SHA256SUMS names")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._settings = settings or Settings()

    def turns(self, samples: Samples, spans: Sequence[Span]) -> list[Turn]:
        """The same speech, cut where the voice changes.

        Args:
            samples: mono at 16 kHz.
            spans: speech in order and without overlap, ``start`` and ``end`` in samples.

        Returns:
            Stretches that together cover exactly the spans. All carry voice 0 unless two voices, each with
            ``least_seconds`` of speech, are clearly apart.
        """
        if not spans:
            return []
        pieces, loudness = self._listen(samples, spans)
        labels = self._label(pieces)
        return _cut(spans, pieces, labels, loudness)

    def _listen(self, samples: Samples, spans: Sequence[Span]) -> tuple[_Pieces, list[Floats]]:
        mels = _speech_without_noise(samples, spans, self._settings)
        cuts = [cut for index, mel in enumerate(mels) for cut in _windows(index, len(mel), self._settings.hop)]
        windows = _at_level(np.stack([_filled(mels[span][begin : begin + WINDOW]) for span, _, _, begin in cuts]))
        span, first, last, _ = np.array(cuts, np.intp).T
        pieces = _Pieces(span, first, last, windows, self._read(windows))
        return pieces, [mel.sum(1) for mel in mels]

    def _read(self, windows: Floats) -> Floats:
        """Directions of voices, (windows, 256)."""
        ready = np.ascontiguousarray(windows.transpose(1, 0, 2), np.float32)
        batches = [ready[:, at : at + BATCH] for at in range(0, ready.shape[1], BATCH)]
        read = [np.asarray(self._network.run(None, {"mels": batch})[0], np.float32) for batch in batches]
        return _direction(np.concatenate(read))

    def _label(self, pieces: _Pieces) -> Indices:
        """A voice for each piece: groups that are clearly apart, then the likeliest course through them."""
        everything = np.arange(len(pieces.span))
        groups = self._apart(pieces, everything)
        while len(groups) > 1:
            found = self._course(pieces, everything, groups)
            heard = [group for group in found if self._is_heard(pieces, group)]
            if len(heard) == len(groups):
                labels = np.zeros(len(everything), np.intp)
                for voice, group in enumerate(found):
                    labels[group] = voice
                return labels
            groups = heard
        return np.zeros(len(everything), np.intp)

    def _apart(self, pieces: _Pieces, among: Indices) -> list[Indices]:
        """Groups of pieces, each of one voice as far as can be told; pieces between two groups may be in neither."""
        pair = self._pair(pieces, among)
        if pair is None or self._are_one(pieces, *pair):
            return [among]
        return [group for half in pair for group in self._apart(pieces, half)]

    def _pair(self, pieces: _Pieces, among: Indices) -> tuple[Indices, Indices] | None:
        """The best division of these pieces into two voices that are both heard, whether or not they are apart."""
        split = _split(pieces.voices[among], pieces.seconds[among], self._settings.least_seconds)
        if split is None:
            return None
        groups = [among[half] for half in split]
        for _ in range(ROUNDS):
            groups = self._course(pieces, among, groups)
            if not all(self._is_heard(pieces, group) for group in groups):
                return None
        return groups[0], groups[1]

    def _is_heard(self, pieces: _Pieces, group: Indices) -> bool:
        if not len(group):
            return False
        seconds = pieces.seconds[group]
        runs = np.add.reduceat(seconds, np.flatnonzero(np.diff(group, prepend=-2) > 1))
        settings = self._settings
        return bool(seconds.sum() >= settings.least_seconds and runs.max() >= settings.least_run_seconds)

    def _are_one(self, pieces: _Pieces, one: Indices, other: Indices) -> bool:
        """Whether two groups sound like one voice, as they are or with the colour of the microphone taken out.

        A candidate who changes the microphone in the middle differs as they are; two people differ both ways.
        """
        seconds = pieces.seconds
        voices = pieces.voices[one], pieces.voices[other]
        if _cosine(*voices, seconds[one], seconds[other]) >= self._settings.same_voice:
            return True
        most = self._settings.compared
        longest = [group[np.argsort(-seconds[group], kind="stable")[:most]] for group in (one, other)]
        first, second = (self._read(windows) for windows in _same_colour(*(pieces.windows[group] for group in longest)))
        return _cosine(first, second, seconds[longest[0]], seconds[longest[1]]) >= self._settings.same_voice

    def _course(self, pieces: _Pieces, among: Indices, groups: Sequence[Indices]) -> list[Indices]:
        """The likeliest sequence of these voices (Viterbi): near each piece's direction, with few changes."""
        centres = np.stack([_centre(pieces.voices[group], pieces.seconds[group]) for group in groups])
        gains = np.einsum("pf,vf->pv", pieces.voices[among], centres) * pieces.seconds[among][:, None]
        change = self._settings.reluctance * (1 - np.eye(len(groups)))
        best = gains[0]
        came_from: list[Indices] = []
        for gain in gains[1:]:
            paths = best[:, None] - change
            came_from.append(paths.argmax(0))
            best = paths.max(0) + gain
        course = [int(best.argmax())]
        for previous in reversed(came_from):
            course.append(int(previous[course[-1]]))
        labels = np.array(course[::-1])
        return [among[labels == voice] for voice in range(len(groups))]


def _split(voices: Floats, seconds: NDArray[np.float64], least: float) -> tuple[Indices, Indices] | None:
    """The last merge of average linkage in which both sides have enough speech; what is left over are outliers."""
    size = -(-len(voices) // MOST_CLUSTERED)
    starts = np.arange(0, len(voices), size)
    bundles = _direction(np.add.reduceat(voices * seconds[:, None].astype(np.float32), starts))
    weights = np.add.reduceat(seconds, starts)
    found = _last_merge(np.einsum("if,jf->ij", bundles, bundles).astype(np.float64), weights, least)
    if found is None:
        return None
    bundle = np.arange(len(voices)) // size
    one, other = (np.flatnonzero(np.isin(bundle, side)) for side in found)
    return one, other


def _last_merge(
    closeness: NDArray[np.float64], weights: NDArray[np.float64], least: float
) -> tuple[list[int], list[int]] | None:
    found = None
    members = [[index] for index in range(len(weights))]
    np.fill_diagonal(closeness, -np.inf)
    for _ in range(len(weights) - 1):
        one, other = (int(index) for index in np.unravel_index(closeness.argmax(), closeness.shape))
        if min(weights[one], weights[other]) >= least:
            found = members[one], members[other]
        share = weights[one] / (weights[one] + weights[other])
        merged = share * closeness[one] + (1 - share) * closeness[other]
        closeness[one], closeness[:, one] = merged, merged
        closeness[other], closeness[:, other], closeness[one, one] = -np.inf, -np.inf, -np.inf
        members[one] = members[one] + members[other]
        weights[one] += weights[other]
    return found


def _direction(vectors: Floats) -> Floats:
    length = np.sqrt(np.einsum("...f,...f->...", vectors, vectors))[..., None]
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)


def _centre(voices: Floats, seconds: NDArray[np.float64]) -> Floats:
    return _direction(np.einsum("pf,p->f", voices, seconds).astype(np.float32))


def _cosine(
    one: Floats, other: Floats, seconds_of_one: NDArray[np.float64], seconds_of_other: NDArray[np.float64]
) -> float:
    return float(np.einsum("f,f->", _centre(one, seconds_of_one), _centre(other, seconds_of_other)))


def _same_colour(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Windows of two groups, filtered so that the mean spectra of the groups are equal: half-way between theirs."""
    colours = [np.exp(np.log(_lifted(windows)).mean((0, 1))) for windows in (one, other)]
    first, second = (colour / colour.sum() for colour in colours)
    between = np.sqrt(first * second)
    return _at_level(one * (between / first)), _at_level(other * (between / second))


def _lifted(windows: Floats) -> Floats:
    """Away from zero by a thousandth of the band's mean, so that a silent frame does not decide the mean logarithm."""
    return np.asarray(windows + 1e-3 * windows.mean((0, 1)) + 1e-12, np.float32)


def _at_level(windows: Floats) -> Floats:
    """Loud or quiet, near or far: every window gets the same energy."""
    energy = windows.sum(2).mean(1)[:, None, None]
    return np.asarray(windows * (WINDOW_ENERGY / np.maximum(energy, 1e-12)), np.float32)


def _filled(mel: Floats) -> Floats:
    """A window's worth of frames; speech shorter than a window is repeated."""
    return mel if len(mel) == WINDOW else np.tile(mel, (-(-WINDOW // len(mel)), 1))[:WINDOW]


def _windows(span: int, frames: int, hop: int) -> list[tuple[int, int, int, int]]:
    """Per window: its span, the first and last frame that it speaks for, and where it begins."""
    if frames <= WINDOW:
        return [(span, 0, frames, 0)]
    begins = [int(begin) for begin in np.linspace(0, frames - WINDOW, -(-(frames - WINDOW) // hop) + 1).round()]
    edges = [0, *((left + right + WINDOW) // 2 for left, right in pairwise(begins)), frames]
    return [(span, *edge, begin) for edge, begin in zip(pairwise(edges), begins, strict=True)]


def _speech_without_noise(samples: Samples, spans: Sequence[Span], settings: Settings) -> list[Floats]:
    """Mel power of each span, (frames, 40), less the steady noise that was there about that time."""
    parts: list[Floats] = []
    places: list[tuple[int, int]] = []
    total = 0
    for span in spans:
        begin = max(0, span["start"] - settings.margin * STEP)
        before, frames = (span["start"] - begin) // STEP, max(1, (span["end"] - span["start"]) // STEP)
        mel = _mel(samples[begin:], before + frames + settings.margin, before + frames)
        places.append((total + before, total + before + frames))
        total += len(mel)
        parts.append(mel)
    whole = np.concatenate(parts)
    cleaned = np.maximum(whole - _noise(whole, settings), 0.01 * whole)
    return [cleaned[first:last] for first, last in places]


def _noise(mel: Floats, settings: Settings) -> Floats:
    """Background power in each frame's neighbourhood, per band."""
    reach = settings.noise_reach
    blocks = [
        np.percentile(mel[max(0, at - reach) : at + NOISE_BLOCK + reach], settings.noise_share, axis=0)
        for at in range(0, len(mel), NOISE_BLOCK)
    ]
    return np.asarray(np.repeat(blocks, NOISE_BLOCK, axis=0)[: len(mel)] * settings.noise_gain, np.float32)


def _mel(samples: Samples, wanted: int, least: int) -> Floats:
    """Mel power of up to ``wanted`` frames; silence is added where there are not even ``least``."""
    sound = samples[: (wanted - 1) * STEP + FRAME]
    missing = (least - 1) * STEP + FRAME - len(sound)
    if missing > 0:
        sound = np.concatenate([sound, np.zeros(missing, np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::STEP]
    spectrum = np.fft.rfft(frames * HANN, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    rising = np.add.reduceat(power * RISE, SEGMENTS, axis=1)
    falling = np.add.reduceat(power * FALL, SEGMENTS, axis=1)
    return np.asarray(rising[:, :-1] + falling[:, 1:], np.float32)


def _cut(spans: Sequence[Span], pieces: _Pieces, labels: Indices, loudness: Sequence[Floats]) -> list[Turn]:
    numbers: dict[int, int] = {}
    turns: list[Turn] = []
    for index, (span, first, label) in enumerate(zip(pieces.span, pieces.first, labels, strict=True)):
        whole = spans[int(span)]
        voice = numbers.setdefault(int(label), len(numbers))
        if index == 0 or span != pieces.span[index - 1]:
            turns.append(Turn(start=whole["start"], end=whole["end"], voice=voice))
        elif voice != turns[-1]["voice"]:
            change = whole["start"] + _quietest(loudness[int(span)], int(first)) * STEP
            turns[-1]["end"] = change
            turns.append(Turn(start=change, end=whole["end"], voice=voice))
    return turns


def _quietest(loudness: Floats, near: int) -> int:
    """Voices change where it is quiet: the quietest frame about the edge between two windows."""
    begin = max(1, near - CUT_REACH)
    return begin + int(loudness[begin : near + CUT_REACH].argmin())
