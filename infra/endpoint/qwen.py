"""Qwen3-ASR on batches of windows: tell the language, write, align. The models run in Hugging Face Transformers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch  # type: ignore[import-not-found]  # in the image for GPUs only
import transformers  # type: ignore[import-not-found]
from transformers import (
    LogitsProcessor,
    Qwen3ASRForConditionalGeneration,
    Qwen3ASRForTokenClassification,
    Qwen3ASRProcessor,
)

from endpoint.sound import SAMPLE_RATE, Samples
from endpoint.whisper import Options, is_loop
from endpoint.wording import (
    CODES,
    NAMES,
    NOBODY,
    Place,
    confidences,
    context_of,
    is_recited,
    spelled,
    token_places,
    word_places,
)

UNDETERMINED = "und"
ALIGNER = "aligner"
"""Folder of the aligner inside that of the recogniser."""
BATCH_ON_GPU = 8
TYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}
BFLOAT16_FROM = (8, 0)
"""Compute capability of the first cards with bfloat16 (NVIDIA Ampere)."""
TOKENS_PER_SECOND = 12
"""More than anybody says: the fastest of the languages in Pellegrino et al. 2011 (Language 87:3) has 7.8 syllables a
second, and few characters take two tokens. What goes on beyond that has left the sound behind."""
LEAST_TOKENS = 16
NO_REPEATED_TOKENS = 5


@dataclass(frozen=True)
class HeardWord:
    """A word with its marks; times in seconds of its window."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Heard:
    """A window in words; none where the model hears no speech, and then the language may be ``und``."""

    language: str
    language_probability: float
    no_speech_probability: float
    average_log_probability: float = 0.0
    words: list[HeardWord] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words as written."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True)
class _Draft:
    """What was written for a window: the text, the characters of each token, and log probabilities of the tokens and
    of the end, if it came to an end."""

    text: str
    places: list[Place]
    log_probabilities: list[float]
    is_finished: bool

    @property
    def is_runaway(self) -> bool:
        """Whether the text goes round in circles or never ends."""
        return not self.is_finished or is_loop(self.text)

    @property
    def average(self) -> float:
        return sum(self.log_probabilities) / len(self.log_probabilities)


class _Chosen(LogitsProcessor):  # type: ignore[misc]
    """Keeps the log probability of the token that a greedy search takes: all scores would fill the card's memory."""

    def __init__(self) -> None:
        self.steps: list[Any] = []

    def __call__(self, input_ids: Any, scores: Any) -> Any:  # noqa: ARG002  # the library's signature
        self.steps.append(scores.float().log_softmax(-1).amax(-1))
        return scores


class Qwen:
    """Loaded weights of recogniser and aligner. Not safe for two threads at once.

    Raises:
        ValueError: the folder holds other weights, or the card has no bfloat16 and no other type was chosen.
    """

    def __init__(self, options: Options) -> None:
        transformers.logging.set_verbosity_error()  # the endpoint's log is its own, line by line
        transformers.logging.disable_progress_bar()
        on_gpu = options.device == "cuda" or (options.device == "auto" and torch.cuda.is_available())
        self._device = torch.device("cuda" if on_gpu else "cpu")
        self.compute_type = options.compute_type or _suitable_type(on_gpu)
        if self.compute_type not in TYPES:
            raise ValueError(f"the compute type is none of {', '.join(TYPES)}")
        self.batch_size = options.batch_size or (BATCH_ON_GPU if on_gpu else 1)
        if not on_gpu:
            torch.set_num_threads(options.cpu_threads)
        aligner = options.folder / ALIGNER
        self._writer = self._loaded(Qwen3ASRForConditionalGeneration, options.folder)
        self._aligner = self._loaded(Qwen3ASRForTokenClassification, aligner)
        self._processor = Qwen3ASRProcessor.from_pretrained(options.folder, local_files_only=True)
        self._aligner_processor = Qwen3ASRProcessor.from_pretrained(aligner, local_files_only=True)
        self._tokenizer = self._processor.tokenizer
        self._first_tokens = self._tokens_of_names()
        self.identity = {
            "name": options.name,
            "sha256": sha256_of_weights(options.folder),
            "compute_type": self.compute_type,
            "version": f"transformers {transformers.__version__}",
        }

    def hear(
        self, sounds: Iterable[Samples], language: str = "auto", vocabulary: Sequence[str] = ()
    ) -> Iterator[Heard]:
        """What was said, window by window.

        Args:
            sounds: windows of at most half a minute, mono at 16 kHz. They are taken and heard in batches.
            language: ``auto``, or the code of the language to write down whatever was spoken.
            vocabulary: terms that may come up.
        """
        batch: list[Samples] = []
        for sound in sounds:
            batch.append(sound)
            if len(batch) == self.batch_size:
                yield from self._hear(batch, language, vocabulary)
                batch = []
        if batch:
            yield from self._hear(batch, language, vocabulary)

    def warm_up(self) -> None:
        """Libraries prepare themselves on first use; better before the service says that it is ready."""
        second = [torch.zeros(SAMPLE_RATE).numpy()]
        self._languages(second)
        self._write(second, ["en"], "")
        self._align(second, ["word"])

    def _hear(self, sounds: list[Samples], asked: str, vocabulary: Sequence[str]) -> list[Heard]:
        chances = self._languages(sounds)
        likeliest = [max(window, key=lambda code: window[code]) for window in chances]
        heard = []
        for window, code in zip(chances, likeliest, strict=True):
            named = code if asked == "auto" else asked
            heard.append(Heard(named, window[named], window[UNDETERMINED]))
        spoken = [i for i, code in enumerate(likeliest) if code != UNDETERMINED]
        if spoken:
            in_words = self._in_words([sounds[i] for i in spoken], [heard[i] for i in spoken], vocabulary)
            for i, one in zip(spoken, in_words, strict=True):
                heard[i] = one
        return heard

    def _in_words(self, sounds: list[Samples], told: list[Heard], vocabulary: Sequence[str]) -> list[Heard]:
        drafts = self._drafts(sounds, [one.language for one in told], vocabulary)
        aligned = self._align(sounds, [draft.text for draft in drafts])
        return [
            Heard(
                one.language,
                one.language_probability,
                one.no_speech_probability,
                draft.average,
                _words(draft, times, one.language, len(sound) / SAMPLE_RATE),
            )
            for one, draft, times, sound in zip(told, drafts, aligned, sounds, strict=True)
        ]

    def _drafts(self, sounds: list[Samples], languages: list[str], vocabulary: Sequence[str]) -> list[_Draft]:
        """Texts. One that may be the vocabulary read back is heard again without it, a runaway with repetition
        forbidden as well; a text that runs away twice is empty."""
        drafts = self._write(sounds, languages, context_of(vocabulary))
        recited = [i for i, draft in enumerate(drafts) if is_recited(draft.text, vocabulary)]
        self._write_again(drafts, recited, sounds, languages, 0)
        runaway = [i for i, draft in enumerate(drafts) if draft.is_runaway]
        self._write_again(drafts, runaway, sounds, languages, NO_REPEATED_TOKENS)
        return [_Draft("", [], draft.log_probabilities, True) if draft.is_runaway else draft for draft in drafts]

    def _write_again(
        self, drafts: list[_Draft], chosen: list[int], sounds: list[Samples], languages: list[str], no_repeat: int
    ) -> None:
        if not chosen:
            return
        again = self._write([sounds[i] for i in chosen], [languages[i] for i in chosen], "", no_repeat)
        for i, draft in zip(chosen, again, strict=True):
            drafts[i] = draft

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def _languages(self, sounds: list[Samples]) -> list[dict[str, float]]:
        """For every window the probability of each language, by the first token of its name; ``und`` is no speech."""
        inputs = self._inputs(sounds, "", ["language"] * len(sounds))
        logits = self._writer(**inputs, logits_to_keep=1).logits[:, -1]
        chances = logits.float().softmax(-1)[:, list(self._first_tokens)].tolist()
        return [dict(zip(self._first_tokens.values(), row, strict=True)) for row in chances]

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def _write(self, sounds: list[Samples], languages: list[str], context: str, no_repeat: int = 0) -> list[_Draft]:
        endings = [f"language {NAMES[code]}<asr_text>" for code in languages]
        inputs = self._inputs(sounds, context, endings)
        chosen = _Chosen()
        written = self._writer.generate(
            **inputs,
            max_new_tokens=LEAST_TOKENS + math.ceil(TOKENS_PER_SECOND * max(map(len, sounds)) / SAMPLE_RATE),
            do_sample=False,
            num_beams=1,
            no_repeat_ngram_size=no_repeat,
            logits_processor=[chosen],
        )
        rows = written[:, inputs["input_ids"].shape[1] :].tolist()
        scores = torch.stack(chosen.steps, dim=1).tolist()
        return [self._draft(row, row_scores) for row, row_scores in zip(rows, scores, strict=True)]

    def _draft(self, row: list[int], scores: list[float]) -> _Draft:
        ends = self._writer.generation_config.eos_token_id
        stops = {ends} if isinstance(ends, int) else set(ends)
        length = next((i for i, token in enumerate(row) if token in stops), len(row))
        tokens = row[:length]
        return _Draft(self._text(tokens), token_places(tokens, self._text), scores[: length + 1], length < len(row))

    def _text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def _align(self, sounds: list[Samples], texts: list[str]) -> list[list[dict[str, Any]]]:
        """For every text its words without marks: ``text``, and ``start_time`` and ``end_time`` in seconds.

        No language is named: the aligner needs it for Japanese and Korean dictionaries only, which are not here.
        """
        split = self._aligner_processor.split_words_for_alignment
        chosen = [i for i, text in enumerate(texts) if split(text)]
        aligned: list[list[dict[str, Any]]] = [[] for _ in texts]
        if chosen:
            inputs, words = self._aligner_processor.prepare_forced_aligner_inputs(
                audio=[sounds[i] for i in chosen], transcript=[texts[i] for i in chosen]
            )
            inputs = inputs.to(self._device, self._aligner.dtype)
            found = self._aligner_processor.decode_forced_alignment(
                self._aligner(**inputs).logits, inputs["input_ids"], words, self._aligner.config.timestamp_token_id
            )
            for i, times in zip(chosen, found, strict=True):
                aligned[i] = times
        return aligned

    def _inputs(self, sounds: list[Samples], context: str, endings: list[str]) -> Any:
        """Prompts that end in the middle of the answer, so that the model goes on from there."""
        prompts = self._processor.apply_transcription_request(sounds, prompt=context or None, tokenize=False)
        texts = [prompt + ending for prompt, ending in zip(prompts, endings, strict=True)]
        return self._processor(text=texts, audio=sounds).to(self._device, self._writer.dtype)

    def _tokens_of_names(self) -> dict[int, str]:
        codes = {**CODES, NOBODY: UNDETERMINED}
        tokens = {self._tokenizer.encode(f" {name}", add_special_tokens=False)[0]: codes[name] for name in codes}
        if len(tokens) < len(codes):
            raise ValueError("the vocabulary does not tell languages apart by the first token of their names")
        return tokens

    def _loaded(self, kind: Any, folder: Path) -> Any:
        """A model, all of whose weights are in the folder: the library makes missing ones up."""
        model, found = kind.from_pretrained(
            folder,
            dtype=TYPES[self.compute_type],
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
        )
        wrong = [name for kinds in ("missing_keys", "unexpected_keys", "mismatched_keys") for name in found[kinds]]
        if wrong:
            raise ValueError(f"{len(wrong)} weights do not fit, {wrong[0]} among them: the -hf models are needed")
        return model.to(self._device).eval()


def sha256_of_weights(folder: Path) -> str:
    """One digest for all weights: that of what ``sha256sum *.safetensors aligner/*.safetensors`` prints."""
    lines = []
    for path in [*sorted(folder.glob("*.safetensors")), *sorted((folder / ALIGNER).glob("*.safetensors"))]:
        with path.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {path.relative_to(folder)}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _suitable_type(on_gpu: bool) -> str:
    """The weights are published in bfloat16; float16 ends at 65,504, and what that does to them nobody measured."""
    if not on_gpu:
        return "float32"
    if torch.cuda.get_device_capability() < BFLOAT16_FROM:
        raise ValueError("this card has no bfloat16: choose a newer one, or another compute type")
    return "bfloat16"


def _words(draft: _Draft, times: list[dict[str, Any]], language: str, length: float) -> list[HeardWord]:
    places = word_places(draft.text, [word["text"] for word in times])
    chances = [math.exp(score) for score in draft.log_probabilities[: len(draft.places)]]
    return [
        HeardWord(text, min(word["start_time"], length), min(max(word["start_time"], word["end_time"]), length), chance)
        for text, word, chance in zip(
            spelled(draft.text, places, language), times, confidences(places, draft.places, chances), strict=True
        )
    ]
