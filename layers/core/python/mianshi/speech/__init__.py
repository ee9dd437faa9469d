"""From what a recogniser wrote, or a person typed, to a transcript: words, sentences, pauses and how it was spoken."""

from mianshi.speech.joining import join
from mianshi.speech.sound import measure_sound
from mianshi.speech.transcribe import to_transcript
from mianshi.speech.typed import text_transcript
from mianshi.speech.voices import turns

__all__ = ["join", "measure_sound", "text_transcript", "to_transcript", "turns"]
