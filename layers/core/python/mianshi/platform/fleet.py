"""How many instances an endpoint had when, as Application Auto Scaling and SageMaker tell it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from mianshi.contracts.base import Record
from mianshi.errors import Defect
from mianshi.log import logger
from mianshi.platform.clients import calling, client

REMEMBERED = timedelta(weeks=6)
"""How far back Application Auto Scaling tells (API reference, DescribeScalingActivities)."""
AT_FIRST = 1
"""Instances of an endpoint that was just made, as infra/endpoint.yaml asks for them."""
_SET = re.compile(r"Setting desired instance count to (\d+)\.")
"""Description of an activity (Amazon SageMaker developer guide, "Check the status of a scaling activity")."""
_NEVER_RAN = frozenset({"Failed", "Unfulfilled"})


class Change(Record):
    """From `start` on so many instances were asked for; at `end` they ran, or None while that is under way."""

    start: datetime
    end: datetime | None
    instances: int


def changes(endpoint: str) -> list[Change]:
    """What was asked for in the weeks that AWS remembers, oldest first.

    An endpoint begins with `AT_FIRST` instances, which no activity tells. One whose beginning is forgotten and that was
    never scaled since has had all the time what it has now.

    Raises:
        Defect: ``endpoint_missing`` where there is no such endpoint, ``aws_answer_unknown`` where no activity says how
            many instances are wanted.
        Transient: where AWS is busy.
    """
    told = _described(endpoint)
    variant = told["ProductionVariants"][0]
    found = _activities(f"endpoint/{endpoint}/variant/{variant['VariantName']}")
    since = datetime.now(UTC) - REMEMBERED
    made = told["CreationTime"].astimezone(UTC)
    if made > since:
        found = [Change(start=made, end=made, instances=AT_FIRST), *found]
        return sorted(found, key=lambda change: change.start)
    return found or [Change(start=since, end=since, instances=int(variant.get("CurrentInstanceCount", 0)))]


def _described(endpoint: str) -> dict[str, Any]:
    with calling():
        sagemaker = client("sagemaker")
        try:
            told: dict[str, Any] = sagemaker.describe_endpoint(EndpointName=endpoint)
        except sagemaker.exceptions.ClientError as error:
            if "Could not find endpoint" in str(error):
                raise Defect("endpoint_missing", "SageMaker knows no such endpoint") from None
            raise
    return told


def _activities(resource: str) -> list[Change]:
    """AWS tells the newest first."""
    with calling():
        pages = client("application-autoscaling").get_paginator("describe_scaling_activities")
        told = [
            activity
            for page in pages.paginate(ServiceNamespace="sagemaker", ResourceId=resource)
            for activity in page["ScalingActivities"]
            if activity["StatusCode"] not in _NEVER_RAN
        ]
    found = [change for activity in reversed(told) if (change := _change(activity)) is not None]
    if told and not found:
        raise Defect("aws_answer_unknown", "no scaling activity says how many instances it is about")
    return found


def _change(told: dict[str, Any]) -> Change | None:
    """None for what is about something else than a number of instances, such as a schedule."""
    wanted = _SET.match(told["Description"])
    if wanted is None:
        logger.warning("a scaling activity about no number of instances", extra={"description": told["Description"]})
        return None
    end = told.get("EndTime")
    start = told["StartTime"].astimezone(UTC)
    return Change(start=start, end=end.astimezone(UTC) if end else None, instances=int(wanted[1]))
