"""Queues of what could not be handed over: how much lies in them."""

from __future__ import annotations

from mianshi.errors import Defect, Transient
from mianshi.platform.clients import calling, client


def waiting(url: str) -> int | None:
    """About how many messages lie in a queue; None where nobody can say, or no queue is named."""
    if not url:
        return None
    try:
        with calling():
            told = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    except (Transient, Defect):
        return None
    return int(told["Attributes"]["ApproximateNumberOfMessages"])
