"""From what the recogniser heard in an answer to a transcript."""

from __future__ import annotations

from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.transcript import Recognition, Sound, Transcript
from mianshi.speech.delivery import describe_delivery
from mianshi.speech.joining import language_shares
from mianshi.speech.pauses import silences_after, time_answer
from mianshi.speech.phantoms import spoken_segments
from mianshi.speech.script import chinese_marks, count_units, language_name, language_of
from mianshi.speech.sentences import punctuate, split_sentences
from mianshi.speech.voices import candidate_share, parted, turns
from mianshi.speech.words import words_of


def to_transcript(
    heard: Recognition,
    answer: int,
    question: str | None,
    *,
    delivery: bool,
    sound: Sound | None = None,
    asked: LanguageChoice = "auto",
) -> Transcript:
    """The transcript of one answer, in simplified characters where Chinese was heard.

    What other voices said becomes asides (`voices`). Sentences the recogniser made up are dropped (`phantoms`);
    silences become punctuation where the recogniser gave none (`sentences`). `language` is None for anything but
    Mandarin and English, Cantonese included.

    Args:
        heard: what the endpoint wrote for the answer, its pieces joined.
        answer: index of the answer in the interview.
        question: the question as asked, where it is known.
        delivery: whether policy and consent allow to measure how it was spoken; otherwise nothing of it is kept.
        sound: what was measured of the sound itself.
        asked: the language the recogniser was told to write.
    """
    spoken = spoken_segments(heard.segments, heard.speech)
    language = language_of(heard.language)
    segments, asides = parted(spoken, heard.speech, language)
    shares = language_shares(segments, asked)
    words, phrase_ends = words_of(segments, language)
    timing = time_answer(words, *turns(heard.speech))
    silences = silences_after(words, timing.breaks)
    words = punctuate(words, silences, phrase_ends, language)
    if language == "zh":
        words = [word.model_copy(update={"text": chinese_marks(word.text)}) for word in words]
    return Transcript(
        answer=answer,
        question=question,
        language=language,
        language_name=language_name(heard.language),
        language_probability=heard.language_probability,
        language_shares=shares,
        duration_ms=heard.duration_ms,
        speech_ms=timing.speech_ms,
        units=sum(count_units(word.text, language) for word in words),
        candidate_share=candidate_share(heard.speech),
        confidence=round(sum(word.confidence for word in words) / len(words), 3) if words else 0.0,
        words=words,
        sentences=split_sentences(words, silences, language),
        pauses=timing.pauses if delivery else [],
        asides=asides,
        delivery=describe_delivery(words, timing, language) if delivery else None,
        sound=sound,
        recogniser=heard.recogniser,
        spoken=True,
    )
