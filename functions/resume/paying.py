"""The endpoint's time, paid to the try that asked, whatever came of it, where the endpoint tells it."""

from __future__ import annotations

from mianshi.accounting.billing import bill, tags_of
from mianshi.contracts.usage import LineOutcome, Meter, Usage
from mianshi.platform import inference
from mianshi.platform.settings import settings


def pay(result: inference.InferenceResult, spent_ms: int, outcome: LineOutcome) -> None:
    """Bill what a request took of its endpoint.

    Args:
        result: what the endpoint told.
        spent_ms: how long it worked, by its own account; 0 where it gave none. Then there is no line: requests wait
            for one another, so the times from coming to ending of those that failed together are more than the endpoint
            was awake for. What it did for them is in its waking, which is shared out by Bookkeep.
        outcome: of the work.
    """
    if not spent_ms:
        return
    interview_id, stage_name, *which = result.inference_id.split(":")
    instance = settings().speech_instance if stage_name == "transcribe" else settings().rater_instance
    used = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=spent_ms, variant=instance)
    tags = tags_of(interview_id)
    own = () if tags.interview_id == interview_id else (interview_id,)  # a run that scores anew has attempts of its own
    bill(stage_name, tags, f"endpoint-{'-'.join((*which, *own))}", outcome, [used])
