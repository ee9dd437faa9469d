"""From what a recogniser wrote, or a person typed, to a transcript: words, sentences, pauses and how it was spoken."""

from mianshi.speech.transcribe import to_transcript
from mianshi.speech.typed import text_transcript

__all__ = ["text_transcript", "to_transcript"]
