"""Qwen3-ASR in small: real loading, prompts, decoding and alignment by the library on a processor.

What the published weights hear is not tested here: they are not at hand, and neither is a card.
"""

from __future__ import annotations

import io
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WHY = "torch and transformers are not installed: they are in infra/endpoint/requirements-gpu.txt, for the image on CUDA"
torch = pytest.importorskip("torch", reason=WHY)
transformers = pytest.importorskip("transformers", reason=WHY)

from endpoint import qwen, qwen_recogniser  # noqa: E402
from endpoint.qwen import Qwen, sha256_of_weights  # noqa: E402
from endpoint.qwen_recogniser import QwenRecogniser  # noqa: E402
from endpoint.sound import Unusable  # noqa: E402
from endpoint.voices import Voices  # noqa: E402
from endpoint.whisper import Options  # noqa: E402
from endpoint.windows import Window  # noqa: E402
from mianshi.contracts.transcript import Recognition  # noqa: E402
from support.small_qwen import Lesson, make, tones  # noqa: E402

MANDARIN = Lesson(tones(440, 880), "Chinese", "你好，Anna。", times=(0, 2, 2, 6, 6, 12))
ENGLISH = Lesson(
    tones(200, 300, 400, seconds=1.6), "English", "Hello there, it's 3.5!", times=(1, 5, 5, 9, 10, 14, 15, 19)
)
NOBODY = Lesson(np.zeros(16000, np.float32), "None", "")
STEERED = Lesson(tones(1200, 1500), "English", "alpha, beta", context="alpha, beta", times=(0, 6, 6, 12))
PLAIN = Lesson(STEERED.sound, "English", "gamma", times=(0, 10))
ENDLESS = Lesson(tones(2500, 3000), "English", " no" * 40, ends=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("models") / "small"
    make(path, [MANDARIN, ENGLISH, NOBODY, STEERED, PLAIN, ENDLESS])
    return path


@pytest.fixture(scope="module")
def small(folder: Path) -> Qwen:
    model = Qwen(Options("small", folder, device="cpu", batch_size=2))
    model.warm_up()
    return model


def hear(model: Qwen, *lessons: Lesson, **asked: Any) -> list[qwen.Heard]:
    return list(model.hear([lesson.sound for lesson in lessons], **asked))


def test_words_come_with_marks_times_and_confidence(small: Qwen) -> None:
    zh, en = hear(small, MANDARIN, ENGLISH)
    assert [zh.language, en.language] == ["zh", "en"]
    assert [(word.text, word.start, word.end) for word in zh.words] == [
        ("你", 0.0, 0.16),
        ("好，", 0.16, 0.48),
        ("Anna。", 0.48, 0.96),
    ]
    assert [(word.text, word.start, word.end) for word in en.words] == [
        (" Hello", 0.08, 0.4),
        (" there,", 0.4, 0.72),
        (" it's", 0.8, 1.12),
        (" 3.5!", 1.2, 1.52),
    ]
    assert all(0.9 < word.confidence <= 1 for word in [*zh.words, *en.words])
    assert en.language_probability > 0.8
    assert en.average_log_probability > -0.1


def test_where_nobody_speaks_there_are_no_words(small: Qwen) -> None:
    (heard,) = hear(small, NOBODY)
    assert (heard.language, heard.words) == ("und", [])
    assert heard.no_speech_probability > 0.8
    (forced,) = hear(small, NOBODY, language="zh")
    assert (forced.language, forced.words) == ("zh", [])


def test_a_forced_language_is_written_and_its_probability_told(small: Qwen) -> None:
    (same,) = hear(small, ENGLISH, language="en")
    assert same.text == " Hello there, it's 3.5!"
    (other,) = hear(small, ENGLISH, language="zh")
    assert other.language == "zh"
    assert other.language_probability < 0.1


def test_the_prompt_is_the_one_the_library_makes(small: Qwen) -> None:
    sounds = [MANDARIN.sound, ENGLISH.sound]
    ours = small._inputs(sounds, "alpha", ["language Chinese<asr_text>", "language English<asr_text>"])
    theirs = small._processor.apply_transcription_request(sounds, language=["zh", "en"], prompt="alpha")
    assert ours["input_ids"].tolist() == theirs["input_ids"].tolist()
    assert torch.equal(ours["input_features"], theirs["input_features"])


def test_a_batch_hears_what_each_window_alone_would(small: Qwen, folder: Path) -> None:
    lessons = [MANDARIN, ENGLISH, NOBODY, PLAIN, MANDARIN]
    wide = Qwen(Options("small", folder, device="cpu", batch_size=5))
    single = [hear(small, lesson)[0] for lesson in lessons]
    for batched in (hear(small, *lessons), hear(wide, *lessons)):
        assert [one.words for one in batched] != [[]] * 5
        assert [one.text for one in batched] == [one.text for one in single]
        assert [one.average_log_probability for one in batched] == pytest.approx(
            [one.average_log_probability for one in single], abs=1e-4
        )


def test_sound_is_taken_batch_by_batch(small: Qwen) -> None:
    taken: list[int] = []

    def sounds() -> Iterator[Any]:
        for number in range(5):
            taken.append(number)
            yield NOBODY.sound

    heard = small.hear(sounds())
    next(heard)
    assert taken == [0, 1]
    assert len(list(heard)) == 4


def test_the_same_sound_gives_the_same_answer(small: Qwen) -> None:
    assert hear(small, MANDARIN, ENGLISH) == hear(small, MANDARIN, ENGLISH)


def test_a_vocabulary_reaches_the_model_and_is_not_taken_for_speech(small: Qwen) -> None:
    assert small._write([PLAIN.sound], ["en"], "alpha, beta")[0].text == "alpha, beta"
    (heard,) = hear(small, PLAIN, vocabulary=["alpha", "beta"])
    assert heard.text == " gamma"


def test_a_text_that_does_not_end_is_bounded_and_written_once_more(small: Qwen) -> None:
    (draft,) = small._write([ENDLESS.sound], ["en"], "")
    assert not draft.is_finished
    assert len(draft.places) == qwen.LEAST_TOKENS + qwen.TOKENS_PER_SECOND
    (heard,) = hear(small, ENDLESS)
    assert 0 < heard.text.count(" no") <= qwen.NO_REPEATED_TOKENS


def test_a_text_that_runs_away_twice_is_no_text(small: Qwen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qwen, "is_loop", lambda text: text != "")
    (heard,) = hear(small, ENGLISH)
    assert heard.words == []


def test_probabilities_are_those_the_library_computes(small: Qwen) -> None:
    (draft,) = small._write([ENGLISH.sound], ["en"], "")
    inputs = small._inputs([ENGLISH.sound], "", ["language English<asr_text>"])
    output = small._writer.generate(
        **inputs, max_new_tokens=40, do_sample=False, output_scores=True, return_dict_in_generate=True
    )
    scores = small._writer.compute_transition_scores(output.sequences, output.scores, normalize_logits=True)
    assert draft.log_probabilities == pytest.approx(scores[0][: len(draft.log_probabilities)].tolist(), abs=1e-5)


def test_weights_are_known_by_one_digest(folder: Path, small: Qwen) -> None:
    listed = subprocess.run(
        "sha256sum *.safetensors aligner/*.safetensors | sha256sum",
        check=True,
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert small.identity["sha256"] == sha256_of_weights(folder) == listed.stdout.split()[0]
    assert small.identity["compute_type"] == "float32"


def test_bfloat16_is_heard_as_well(folder: Path) -> None:
    model = Qwen(Options("small", folder, device="cpu", compute_type="bfloat16", batch_size=2))
    assert model._writer.dtype == model._aligner.dtype == torch.bfloat16
    zh, en = hear(model, MANDARIN, ENGLISH)
    assert (zh.text, en.text) == ("你好，Anna。", " Hello there, it's 3.5!")
    assert model.identity["compute_type"] == "bfloat16"


def test_a_card_without_bfloat16_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (7, 5))
    with pytest.raises(ValueError, match="no bfloat16"):
        qwen._suitable_type(on_gpu=True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (8, 6))
    assert qwen._suitable_type(on_gpu=True) == "bfloat16"


def test_an_unknown_compute_type_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="compute type"):
        Qwen(Options("small", folder, device="cpu", compute_type="int8"))


def test_weights_that_do_not_fit_are_refused(folder: Path, tmp_path: Path) -> None:
    writer = transformers.Qwen3ASRForConditionalGeneration.from_pretrained(folder)
    del writer.model.multi_modal_projector
    writer.save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="weights do not fit"):
        Qwen(Options("small", tmp_path, device="cpu"))


def test_a_folder_without_an_aligner_is_refused_without_a_network(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.*"):
        (tmp_path / path.name).symlink_to(path)
    with pytest.raises(OSError, match="aligner"):
        Qwen(Options("small", tmp_path, device="cpu"))


def as_wav(samples: Any) -> io.BytesIO:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    stream.seek(0)
    return stream


@pytest.fixture
def recogniser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> QwenRecogniser:
    """Over a recording of a Mandarin second, half a second of nothing, and an English second and a bit by another."""
    spans = [{"start": 0, "end": 16000}, {"start": 24000, "end": 49599}]
    turns = [
        {**spans[0], "voice": 0},
        {"start": 24000, "end": 36000, "voice": 0},
        {"start": 36000, "end": 49599, "voice": 1},
    ]
    windows = [Window(((0, 16000),)), Window(((24000, 49599),))]
    monkeypatch.setattr(qwen_recogniser, "speech_in", lambda _: spans)
    monkeypatch.setattr(qwen_recogniser, "windows_of", lambda *_: windows)
    monkeypatch.setattr(Voices, "turns", lambda *_: turns)
    return QwenRecogniser(Options("small", folder, device="cpu", batch_size=2))


def test_an_answer_is_the_contract_s_recognition(recogniser: QwenRecogniser) -> None:
    sound = np.concatenate([MANDARIN.sound, np.zeros(8000, np.float32), ENGLISH.sound])
    answer = Recognition.model_validate(recogniser.recognise(as_wav(sound), "auto"))
    assert answer.language == "en"  # 1.6 s of it, against 1.0 s of Mandarin
    assert [segment.language for segment in answer.segments] == ["zh", "en", "en"]
    assert [segment.text for segment in answer.segments] == ["你好，Anna。", " Hello there,", " it's 3.5!"]
    first, second, third = answer.segments
    assert (first.start_ms, first.end_ms) == (0, 960)
    assert (second.start_ms, second.end_ms) == (1500 + 80, 1500 + 720)
    assert (third.start_ms, third.end_ms) == (1500 + 800, 1500 + 1520)
    assert [(word.start_ms, word.end_ms) for word in first.words] == [(0, 160), (160, 480), (480, 960)]
    assert [(span.start_ms, span.voice) for span in answer.speech] == [(0, 0), (1500, 0), (2250, 1)]
    assert answer.recogniser.name == "small"
    assert answer.duration_ms == 3099


def test_silence_is_an_answer_without_segments(recogniser: QwenRecogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qwen_recogniser, "windows_of", lambda *_: [Window(((0, 16000),))])
    answer = Recognition.model_validate(recogniser.recognise(as_wav(NOBODY.sound), "auto"))
    assert (answer.language, answer.language_probability, answer.segments) == ("und", 0.0, [])
    assert recogniser.recognise(as_wav(NOBODY.sound), "zh")["language"] == "zh"


def test_a_language_the_model_does_not_write_is_refused(recogniser: QwenRecogniser) -> None:
    with pytest.raises(Unusable) as refusal:
        recogniser.recognise(as_wav(NOBODY.sound), "cy")
    assert refusal.value.code == "unknown_language"


def test_nothing_but_the_endpoint_s_own_lines_is_logged(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hear(Qwen(Options("small", folder, device="cpu")), MANDARIN)
    assert capfd.readouterr() == ("", "")
