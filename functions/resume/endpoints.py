"""Whose results are taken how, and how what went wrong with them is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import hearing
import rating
from mianshi.errors import Defect
from mianshi.platform import inference, workflow
from mianshi.platform.store import tokens

_SENTENCES: dict[inference.Family, str] = {
    "Rejected": "it refused what it was given",
    "Transient": "it gave no answer this time",
    "Defect": "it cannot be used",
}


@dataclass(frozen=True)
class Endpoint:
    """`code` begins the codes of its failures; `take` gives what keeps a result and wakes who waits, or None."""

    code: str
    take: Callable[[inference.InferenceResult], Callable[[tokens.Token], bool] | None]
    doubtful: inference.Family
    """What a result is that cannot be used and a failure whose words nobody knows: a recogniser would only repeat it, a
    language model may do better."""

    def fail(self, result: inference.InferenceResult, waiting: tokens.Token) -> bool:
        """Wake who waits with a failure; False where nobody does any more."""
        if result.output is not None:
            return workflow.fail(waiting.token, self.doubtful, f"{self.code}_result: it cannot be read")
        family = inference.family(result.failure)
        family = self.doubtful if family == "Defect" else family
        return workflow.fail(waiting.token, family, f"{self.code}_endpoint: {_SENTENCES[family]}")


_ENDPOINTS = {
    "transcribe": Endpoint("speech", hearing.take, "Defect"),
    "rate": Endpoint("rater", rating.take, "Transient"),
}


def of(result: inference.InferenceResult) -> Endpoint:
    """The endpoint that gave the result.

    Raises:
        Defect: ``bad_notification`` where no stage of ours asked for it.
    """
    found = _ENDPOINTS.get(result.stage)
    if found is None:
        raise Defect("bad_notification", "no stage of ours asked for this result")
    return found
