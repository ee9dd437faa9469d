"""Whose results are taken how, and how what went wrong with them is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import hearing
import rating
from mianshi.contracts.usage import LineOutcome
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
    """`silent` and `unusable` are the codes of its failures, without and with a result; `take` gives what keeps one
    and wakes who waits, or None."""

    silent: str
    unusable: str
    take: Callable[[inference.InferenceResult, LineOutcome], Callable[[tokens.Token], bool] | None]
    doubtful: inference.Family
    """What a result is that cannot be used and a failure whose words nobody knows: a recogniser would only repeat it, a
    language model may do better."""

    def fail(self, result: inference.InferenceResult, waiting: tokens.Token) -> bool:
        """Wake who waits with a failure; False where nobody does any more."""
        if result.output is not None:
            return workflow.fail(waiting.token, self.doubtful, f"{self.unusable}: it cannot be read")
        family = inference.family(result.failure)
        family = self.doubtful if family == "Defect" else family
        return workflow.fail(waiting.token, family, f"{self.silent}: {_SENTENCES[family]}")


_ENDPOINTS = {
    "transcribe": Endpoint("speech_endpoint", "speech_result", hearing.take, "Defect"),
    "rate": Endpoint("rater_endpoint", "rater_result", rating.take, "Transient"),
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
