"""What can be heard, and what is refused before the model sees it."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from endpoint.sound import SAMPLE_RATE, Unusable, decode
from support.endpoint_client import chord, noise, wav


def refused(body: bytes, longest_seconds: float = 60) -> str:
    with pytest.raises(Unusable) as error:
        decode(io.BytesIO(body), longest_seconds)
    return error.value.code


def test_a_wav_comes_back_as_it_was() -> None:
    sound = noise(1.5)
    heard = decode(io.BytesIO(wav(sound)), 60)
    assert heard.dtype == np.float32
    assert np.allclose(heard, np.clip(sound, -1, 1), atol=2 / 32768)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_other_sample_rates_become_16_khz(rate: int) -> None:
    t = np.arange(rate * 2) / rate
    heard = decode(io.BytesIO(wav(0.5 * np.sin(2 * np.pi * 440 * t), rate)), 60)
    assert abs(len(heard) - 2 * SAMPLE_RATE) <= SAMPLE_RATE // 100
    spectrum = np.abs(np.fft.rfft(heard[: 2 * SAMPLE_RATE]))
    assert abs(int(spectrum.argmax()) / 2 - 440) <= 1


@pytest.mark.parametrize(
    "body",
    [
        b"To whom it may concern, this is a letter and no recording.\n" * 50,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile 'other.wav'\n",
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        b"RIFF",
        b"\x00" * 5000,
    ],
)
def test_what_is_no_recording_is_refused(body: bytes) -> None:
    assert refused(body) == "not_audio"


def test_a_wav_without_samples_is_empty() -> None:
    assert refused(wav(np.zeros(0))) in {"empty", "not_audio"}


def test_a_recording_over_the_limit_is_refused() -> None:
    assert refused(wav(chord(3)), longest_seconds=2) == "too_large"


def flac(samples: NDArray[Any], rate: int) -> bytes:
    """Mono FLAC with any sample rate in its header."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype("<i2")[None], format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return buffer.getvalue()


def test_a_small_file_that_says_it_is_huge_is_refused_before_it_fills_the_memory() -> None:
    """At 1 Hz every sample becomes 16,000: forty kilobytes would be half a gigabyte."""
    assert refused(flac(np.zeros(16_000), 1)) == "not_audio"
    hours = flac(np.zeros(4_000_000), 8_000)
    assert len(hours) < 100_000
    assert refused(hours, longest_seconds=60) == "too_large"


def test_a_header_that_promises_more_than_the_file_holds_is_not_believed() -> None:
    body = bytearray(wav(chord(1)))
    body[40:44] = (0x7FFFFFF0).to_bytes(4, "little")
    assert 0.9 < len(decode(io.BytesIO(bytes(body)), 60)) / SAMPLE_RATE < 1.1


def test_a_recording_cut_short_is_heard_up_to_the_cut() -> None:
    whole = wav(chord(3))
    heard = decode(io.BytesIO(whole[: len(whole) // 2]), 60)
    assert 1.3 < len(heard) / SAMPLE_RATE < 1.6


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=3000), st.sampled_from([b"", b"RIFF", b"OggS", b"\x1aE\xdf\xa3", b"ID3", b"fLaC", b"\xff\xf1"])
)
def test_any_bytes_are_heard_or_refused_by_name(body: bytes, head: bytes) -> None:
    try:
        assert decode(io.BytesIO(head + body), 60).ndim == 1
    except Unusable as error:
        assert error.code in {"not_audio", "empty"}
