"""What an alarm listens for, counted where it happens; it names nobody."""

from __future__ import annotations

import os


def ring(name: str, count: int) -> None:
    """Count something in CloudWatch that hardly ever happens, under the name of the function's service."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # noqa: PLC0415 - hardly ever needed

    whose = {"service": os.environ.get("POWERTOOLS_SERVICE_NAME", "mianshi")}
    with single_metric(name=name, unit=MetricUnit.Count, value=count, namespace="Mianshi", default_dimensions=whose):
        pass
