"""An answer as lines to read: sentences with their unclear words marked, and what other voices said."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.transcript import Sentence, Transcript

UNCLEAR_BELOW = 0.5
"""Words recognised with less confidence than this are marked for the reader."""


@dataclass(frozen=True)
class Run:
    """Part of a sentence; `unclear` is the confidence of a word to be marked, else None."""

    text: str
    unclear: float | None


@dataclass(frozen=True)
class Line:
    """A sentence of the transcript, or what `another` voice said. `id` is its anchor in the page."""

    id: str
    start_ms: int
    end_ms: int
    runs: list[Run]
    another: bool = False


def sentence_id(answer: int, index: int) -> str:
    """The anchor of a sentence in the page."""
    return f"a{answer}-s{index}"


def lines(transcript: Transcript) -> list[Line]:
    """The sentences of an answer, and what other voices said, in the order of time."""
    own = [
        Line(sentence_id(transcript.answer, i), s.start_ms, s.end_ms, _runs(s, transcript))
        for i, s in enumerate(transcript.sentences)
    ]
    others = [
        Line(f"a{transcript.answer}-o{i}", aside.start_ms, aside.end_ms, [Run(aside.text, None)], another=True)
        for i, aside in enumerate(transcript.asides)
    ]
    return sorted([*own, *others], key=lambda line: line.start_ms) if others else own


def _runs(sentence: Sentence, transcript: Transcript) -> list[Run]:
    """Split a sentence around its unclear words. The sentence is the truth: a word it does not hold is passed over."""
    runs: list[Run] = []
    rest = sentence.text
    for word in transcript.words[sentence.first_word : sentence.end_word]:
        spelling = word.text.strip()
        before, found, after = rest.partition(spelling) if spelling else ("", "", rest)
        if not found:
            continue
        if word.confidence < UNCLEAR_BELOW:
            runs += [Run(before, None), Run(found, word.confidence)]
        else:
            runs.append(Run(before + found, None))
        rest = after
    return _joined([*runs, Run(rest, None)])


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and run.unclear is None and joined[-1].unclear is None:
            joined[-1] = Run(joined[-1].text + run.text, None)
        elif run.text:
            joined.append(run)
    return joined
