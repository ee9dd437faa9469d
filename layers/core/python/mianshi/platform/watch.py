"""What AWS counted: sums of CloudWatch's metrics over a day, and how a function is configured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mianshi.contracts.base import Record
from mianshi.errors import Transient
from mianshi.platform.clients import calling, client

_DAY_S = 86_400
_AT_ONCE = 500
"""Metrics in one question (API reference, GetMetricData)."""


class Metric(Record):
    """One metric of CloudWatch; `dimensions` exactly as AWS publishes it."""

    namespace: str
    name: str
    dimensions: dict[str, str]


class Deployed(Record):
    """How a function is configured. `processor`: ``x86_64`` or ``arm64``."""

    memory_mb: int
    tmp_mb: int
    processor: str
    log_group: str


def sums(wanted: Mapping[str, Metric], day: str) -> dict[str, float]:
    """The sum of each metric over a day (``YYYY-MM-DD``, UTC); 0 where AWS has nothing.

    Raises:
        Transient: ``metrics_incomplete`` where CloudWatch answered in part, or is busy.
    """
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    found = dict.fromkeys(wanted, 0.0)
    names = list(wanted)
    for first in range(0, len(names), _AT_ONCE):
        chosen = names[first : first + _AT_ONCE]
        queries = [_query(f"m{at}", wanted[name]) for at, name in enumerate(chosen)]
        with calling():
            pages = client("cloudwatch").get_paginator("get_metric_data")
            for page in pages.paginate(
                MetricDataQueries=queries, StartTime=start, EndTime=start + timedelta(seconds=_DAY_S)
            ):
                for result in page["MetricDataResults"]:
                    if result["StatusCode"] not in ("Complete", "PartialData"):
                        raise Transient("metrics_incomplete", result["StatusCode"])
                    found[chosen[int(result["Id"][1:])]] += sum(result["Values"])
    return found


def _query(name: str, metric: Metric) -> dict[str, Any]:
    dimensions = [{"Name": key, "Value": value} for key, value in metric.dimensions.items()]
    told = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    return {"Id": name, "MetricStat": {"Metric": told, "Period": _DAY_S, "Stat": "Sum"}}


def deployed(function: str) -> Deployed:
    """How a function is configured now."""
    with calling():
        told = client("lambda").get_function_configuration(FunctionName=function)
    return Deployed(
        memory_mb=int(told["MemorySize"]),
        tmp_mb=int(told.get("EphemeralStorage", {}).get("Size", 512)),
        processor=(told.get("Architectures") or ["x86_64"])[0],
        log_group=told.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{function}",
    )


def this_function() -> str:
    """Name of the function that runs this code: no template can name it to itself."""
    return os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
