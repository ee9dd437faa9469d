"""What AWS is asked about a day: which functions, queues, log groups and which of their metrics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mianshi.platform import watch
from mianshi.platform.settings import settings
from mianshi.platform.watch import Deployed, Metric

_INDEXES = ("listed", "watched")
_QUEUED = ("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfMessagesDeleted", "NumberOfEmptyReceives")
"""One request each at least: a message goes alone through queues of what could not be handed over."""
_UNITS = (("reads", "ConsumedReadCapacityUnits"), ("writes", "ConsumedWriteCapacityUnits"))


def functions() -> dict[str, str]:
    """Name of every function in AWS, by its one word."""
    named = dict(pair.split("=", 1) for pair in settings().functions.split(",") if "=" in pair)
    own = watch.this_function()
    return {**named, "bookkeep": own} if own else named


def shapes() -> dict[str, Deployed]:
    """How every function is configured, by its one word."""
    return {word: watch.deployed(name) for word, name in functions().items()}


def log_groups(known: dict[str, Deployed]) -> list[str]:
    """Every log group that the system writes to."""
    endpoints = [each for each in (settings().speech_endpoint, settings().rater_endpoint) if each]
    own = [shape.log_group for shape in known.values()]
    return [*own, *settings().machine_logs, *(f"/aws/sagemaker/Endpoints/{name}" for name in endpoints)]


def metrics(groups: Iterable[str]) -> dict[str, Metric]:
    """By what they stand for: ``door``, ``runs/<word>``, ``ms/<word>``, and what begins with ``queue/``, ``logs/``,
    ``reads/`` and ``writes/``."""
    made = {"door": Metric(namespace="AWS/ApiGateway", name="Count", dimensions={"ApiId": settings().api_id})}
    for word, name in functions().items():
        where = {"FunctionName": name}
        made[f"runs/{word}"] = Metric(namespace="AWS/Lambda", name="Invocations", dimensions=where)
        made[f"ms/{word}"] = Metric(namespace="AWS/Lambda", name="Duration", dimensions=where)
    for group in groups:
        made[f"logs/{group}"] = Metric(namespace="AWS/Logs", name="IncomingBytes", dimensions={"LogGroupName": group})
    return made | dict(_of_queues()) | dict(_of_table())


def _of_queues() -> Iterator[tuple[str, Metric]]:
    urls = (settings().event_dead_letters, settings().resume_dead_letters, settings().erase_dead_letters)
    for queue in (url.rsplit("/", 1)[-1] for url in urls):
        for name in _QUEUED:
            yield f"queue/{queue}/{name}", Metric(namespace="AWS/SQS", name=name, dimensions={"QueueName": queue})


def _of_table() -> Iterator[tuple[str, Metric]]:
    """An index has units of its own."""
    for index in ("", *_INDEXES):
        where = {"TableName": settings().table} | ({"GlobalSecondaryIndexName": index} if index else {})
        for word, name in _UNITS:
            yield f"{word}/{index}", Metric(namespace="AWS/DynamoDB", name=name, dimensions=where)
