from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mianshi.errors import Defect
from mianshi.language.embedding import Embedder, Tokenizer
from support.embedder_fixture import shared_embedder

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁a", "ab", "▁ab", "abc", "道歉", "道"]
SCORES = [0, 0, 0, 0, -3.0, -3.0, -3.0, -2.0, -2.5, -1.5, -9.0, -2.0, -4.0]


@pytest.fixture
def tokenizer(tmp_path: Path) -> Tokenizer:
    table = {
        "pieces": PIECES,
        "scores": SCORES,
        "bos": 0,
        "pad": 1,
        "eos": 2,
        "unk": 3,
        "unk_score": -20.0,
        "max_tokens": 8,
        "norm": {"8203": "", "12288": " ", "65": "a"},
    }
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    return Tokenizer(path)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("ab", [9]),
        ("  Ab\u200b", [9]),
        ("abab", [9, 8]),
        ("道歉", [4, 11]),
        ("ab道x", [9, 12, 3]),
        ("a\u3000b", [7, 4, 6]),
        ("", [4]),
    ],
)
def test_best_segmentation(tokenizer: Tokenizer, text: str, ids: list[int]) -> None:
    expected = [] if text == "" else ids
    assert tokenizer.ids(text)[1:-1] in (expected, ids)


def test_long_text_is_cut(tokenizer: Tokenizer) -> None:
    ids = tokenizer.ids("ab" * 50)
    assert (len(ids), ids[0], ids[-1]) == (8, 0, 2)


def test_missing_or_broken_files_are_ours_to_mend(tmp_path: Path) -> None:
    with pytest.raises(Defect, match="embedding_model"):
        Embedder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Defect, match="embedding_model"):
        Embedder(tmp_path)


@pytest.mark.models
class TestWithWeights:
    def test_neighbours_do_not_change_a_vector(self) -> None:
        embedder = shared_embedder()
        texts = ["我先向顾客道歉。", "I apologised to the customer.", "x" * 3000]
        together = embedder.embed([*texts, texts[0]])
        assert together.shape == (4, 384)
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
        for row, text in enumerate(texts):
            assert embedder.embed([text])[0].tobytes() == together[row].tobytes()
        assert together[0].tobytes() == together[3].tobytes()
        assert embedder.embed([]).shape == (0, 384)

    def test_meaning_crosses_languages(self) -> None:
        embedder = shared_embedder()
        a, b, c = embedder.embed(
            ["我先向顾客道歉。", "I apologised to the customer.", "The machine was bought last year."]
        )
        assert a @ b > a @ c
