"""From the answer of the speech endpoint to a transcript."""

from __future__ import annotations

from mianshi.contracts.transcript import Recognition, Transcript
from mianshi.speech.pauses import describe_delivery, find_pauses, silences_after
from mianshi.speech.phantoms import spoken_segments
from mianshi.speech.script import chinese_marks, language_name, language_of
from mianshi.speech.sentences import punctuate, split_sentences
from mianshi.speech.words import words_of


def to_transcript(recognition: Recognition, answer: int, question: str | None) -> Transcript:
    """The transcript of one answer, in simplified characters where Chinese was heard.

    Sentences the recogniser made up are dropped (`phantoms`); silences become punctuation where the recogniser
    gave none (`sentences`). `language` is None for anything but Mandarin and English, Cantonese included.

    Args:
        recognition: what the endpoint wrote for one audio file.
        answer: index of the answer in the interview.
        question: the question as asked, where it is known.
    """
    language = language_of(recognition.language)
    segments = spoken_segments(recognition.segments, recognition.speech)
    words, phrase_ends = words_of(segments, language)
    pauses = find_pauses(words, recognition.speech)
    silences = silences_after(words, pauses)
    words = punctuate(words, silences, phrase_ends, language)
    if language == "zh":
        words = [word.model_copy(update={"text": chinese_marks(word.text)}) for word in words]
    return Transcript(
        answer=answer,
        question=question,
        language=language,
        language_name=language_name(recognition.language),
        language_probability=recognition.language_probability,
        duration_ms=recognition.duration_ms,
        confidence=round(sum(word.confidence for word in words) / len(words), 3) if words else 0.0,
        words=words,
        sentences=split_sentences(words, silences, language),
        pauses=pauses,
        delivery=describe_delivery(words, pauses, language),
        recogniser=recognition.recogniser,
        spoken=True,
    )
