"""Qwen3-ASR and its aligner in small, made of the library's own classes and taught a handful of sounds by heart.

Nothing here is the published model but its shape: prompts, tokens, features, weights in safetensors, configuration.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (  # type: ignore[import-not-found]
    Qwen2Tokenizer,
    Qwen3ASRConfig,
    Qwen3ASRFeatureExtractor,
    Qwen3ASRForConditionalGeneration,
    Qwen3ASRForTokenClassification,
    Qwen3ASRProcessor,
)

from endpoint.wording import CODES, NOBODY

RATE = 16_000
SIGNS = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|audio_start|>",
    "<|audio_end|>",
    "<|audio_pad|>",
    "<timestamp>",
]
TEMPLATE = (
    "{%- set ns = namespace(system='', audio='') -%}"
    "{%- for m in messages if m.role != 'assistant' -%}{%- for c in m.content -%}"
    "{%- if c.type == 'text' -%}{%- set ns.system = ns.system + c.text -%}{%- endif -%}"
    "{%- if c.type == 'audio' -%}{%- set ns.audio = ns.audio + '<|audio_start|><|audio_pad|><|audio_end|>' -%}{%- endif -%}"
    "{%- endfor -%}{%- endfor -%}"
    "{{- '<|im_start|>system\\n' + ns.system + '<|im_end|>\\n<|im_start|>user\\n' + ns.audio + '<|im_end|>\\n' -}}"
    "{%- for m in messages if m.role == 'assistant' -%}"
    "{{- '<|im_start|>assistant\\n' + m.content[0].text + '<|im_end|>\\n' -}}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
"""The turns of the published template: terms in the system turn, the sound in the user's."""
ALIGNER_TEMPLATE = (
    "{%- set ns = namespace(words=[]) -%}{%- for c in messages[0].content if c.type == 'text' -%}"
    "{%- set ns.words = ns.words + [c.text] -%}{%- endfor -%}"
    "{{- '<|audio_start|><|audio_pad|><|audio_end|>' -}}"
    "{{- ns.words | join('<timestamp><timestamp>') + '<timestamp><timestamp>' -}}"
)


@dataclass(frozen=True)
class Lesson:
    """A sound, what is said in it, and when each word is (start, end, start, … in steps of 80 ms)."""

    sound: NDArray[np.float32]
    language: str
    text: str
    context: str = ""
    times: tuple[int, ...] = ()
    ends: bool = True


def tones(*pitches: float, seconds: float = 1.0) -> NDArray[np.float32]:
    """Equally long tones one after another."""
    each = np.arange(round(seconds * RATE / len(pitches))) / RATE
    return np.concatenate([0.3 * np.sin(2 * np.pi * pitch * each) for pitch in pitches]).astype(np.float32)


def make(folder: Path, lessons: Sequence[Lesson]) -> None:
    """Writes a recogniser to `folder` and an aligner to `folder/aligner`, both of which know the lessons."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = _tokenizer(lessons)
    writer = Qwen3ASRForConditionalGeneration(_config(tokenizer))
    ends = tokenizer.convert_tokens_to_ids(["<|endoftext|>", "<|im_end|>"])
    writer.generation_config.update(eos_token_id=ends, pad_token_id=ends[1], do_sample=False)
    _save(_taught_to_write(writer, _processor(tokenizer, TEMPLATE), lessons), _processor(tokenizer, TEMPLATE), folder)
    aligner = Qwen3ASRForTokenClassification(_config(tokenizer))
    processor = _processor(tokenizer, ALIGNER_TEMPLATE)
    _save(_taught_to_align(aligner, processor, lessons), processor, folder / "aligner")


def _save(model: Any, processor: Any, folder: Path) -> None:
    model.save_pretrained(folder)
    processor.save_pretrained(folder)


def _tokenizer(lessons: Sequence[Lesson]) -> Any:
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    learner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    names = [f"language {name}" for name in [*CODES, NOBODY]]
    learner.train_from_iterator([*names * 3, *(lesson.text for lesson in lessons)], trainer)
    tokenizer = Qwen2Tokenizer(
        vocab=learner.get_vocab(with_added_tokens=False),
        merges=[tuple(merge) for merge in json.loads(learner.to_str())["model"]["merges"]],
        extra_special_tokens={
            "audio_token": "<|audio_pad|>",
            "audio_bos_token": "<|audio_start|>",
            "audio_eos_token": "<|audio_end|>",
        },
    )
    tokenizer.add_tokens([AddedToken(sign, special=True) for sign in SIGNS])
    tokenizer.add_tokens([AddedToken("<asr_text>", special=False, normalized=False)])
    return tokenizer


def _config(tokenizer: Any) -> Any:
    return Qwen3ASRConfig(
        audio_config={
            "model_type": "qwen3_asr_encoder",
            "d_model": 32,
            "encoder_layers": 1,
            "encoder_attention_heads": 2,
            "encoder_ffn_dim": 64,
            "output_dim": 64,
            "downsample_hidden_size": 16,
        },
        text_config={
            "model_type": "qwen3",
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "tie_word_embeddings": True,
        },
        audio_token_id=tokenizer.convert_tokens_to_ids("<|audio_pad|>"),
        timestamp_token_id=tokenizer.convert_tokens_to_ids("<timestamp>"),
        pad_token_id=tokenizer.convert_tokens_to_ids("<|im_end|>"),
        eos_token_id=tokenizer.convert_tokens_to_ids(["<|endoftext|>", "<|im_end|>"]),
        num_labels=64,
    )


def _processor(tokenizer: Any, template: str) -> Any:
    return Qwen3ASRProcessor(Qwen3ASRFeatureExtractor(), tokenizer, chat_template=template)


def _taught_to_write(model: Any, processor: Any, lessons: Sequence[Lesson]) -> Any:
    sounds = [lesson.sound for lesson in lessons]
    prompts = processor.apply_transcription_request(
        sounds, prompt=[lesson.context for lesson in lessons], tokenize=False
    )
    answers = [f"language {lesson.language}<asr_text>{lesson.text}" + "<|im_end|>" * lesson.ends for lesson in lessons]
    inputs = processor(text=[a + b for a, b in zip(prompts, answers, strict=True)], audio=sounds)
    labels = inputs["input_ids"].clone()
    for row, answer in zip(labels, answers, strict=True):
        row[: -len(processor.tokenizer.encode(answer))] = -100
    return _taught(model, inputs, labels)


def _taught_to_align(model: Any, processor: Any, lessons: Sequence[Lesson]) -> Any:
    timed = [lesson for lesson in lessons if lesson.times]
    inputs, _ = processor.prepare_forced_aligner_inputs(
        audio=[lesson.sound for lesson in timed], transcript=[lesson.text for lesson in timed]
    )

    labels = torch.full_like(inputs["input_ids"], -100)
    for row, ids, lesson in zip(labels, inputs["input_ids"], timed, strict=True):
        row[ids == model.config.timestamp_token_id] = torch.tensor(lesson.times)
    return _taught(model, inputs, labels, shift=0)


def _taught(model: Any, inputs: Any, labels: Any, shift: int = 1) -> Any:
    """The model after as many steps as it needs to know every answer by heart, which drop-out would only delay."""
    model.eval()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    wanted = labels[:, shift:]
    for _ in range(400):
        logits = model(**inputs).logits[:, : labels.shape[1] - shift]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), wanted.flatten(), ignore_index=-100)
        if loss.item() < 0.01:
            return model
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    raise AssertionError(f"not learnt: the loss is still {loss.item():.3f}")
