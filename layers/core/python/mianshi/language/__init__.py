"""What an answer shows: key points, how concrete it is, and a level for every competency it bears on."""

from mianshi.language.embedding import Embedder
from mianshi.language.judge import EmbeddingJudge, Judge

__all__ = ["Embedder", "EmbeddingJudge", "Judge"]
