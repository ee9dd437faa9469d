"""Recordings: what a file holds, its sound as 16 kHz WAV, its picture as pieces that can be looked at one by one."""

from mianshi.media.audio import SAMPLE_RATE, Sound, extract_audio
from mianshi.media.clips import Clip, cut_clips, plan_segments
from mianshi.media.cuts import SoundCut, cut_sound
from mianshi.media.probe import Limits, check, probe

__all__ = [
    "SAMPLE_RATE",
    "Clip",
    "Limits",
    "Sound",
    "SoundCut",
    "check",
    "cut_clips",
    "cut_sound",
    "extract_audio",
    "plan_segments",
    "probe",
]
