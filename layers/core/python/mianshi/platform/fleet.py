"""How many instances an endpoint had when, as Application Auto Scaling and SageMaker tell it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from mianshi.contracts.base import Record
from mianshi.errors import Defect
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


class History(NamedTuple):
    """`changes`: oldest first. `others`: activities about something else than a number of instances, in AWS's words."""

    changes: list[Change]
    others: list[str]


def changes(endpoint: str) -> History:
    """What was asked for in the weeks that AWS remembers.

    An endpoint begins with `AT_FIRST` instances, which no activity tells. One whose beginning is forgotten and that was
    never scaled since has had all the time what it has now.

    Raises:
        Defect: ``endpoint_missing`` where there is no such endpoint, ``aws_answer_unknown`` where no activity says how
            many instances are wanted.
        Transient: where AWS is busy.
    """
    told = _described(endpoint)
    variant = told["ProductionVariants"][0]
    found, others = _activities(f"endpoint/{endpoint}/variant/{variant['VariantName']}")
    since = datetime.now(UTC) - REMEMBERED
    made = told["CreationTime"].astimezone(UTC)
    if made > since:
        found = [Change(start=made, end=made, instances=AT_FIRST), *found]
        return History(sorted(found, key=lambda change: change.start), others)
    now = [Change(start=since, end=since, instances=int(variant.get("CurrentInstanceCount", 0)))]
    return History(found or now, others)


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


def _activities(resource: str) -> History:
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
    return History(found, [each["Description"] for each in told if not _SET.match(each["Description"])])


def _change(told: dict[str, Any]) -> Change | None:
    """None for what is about something else than a number of instances, such as a schedule."""
    wanted = _SET.match(told["Description"])
    if wanted is None:
        return None
    end = told.get("EndTime")
    start = told["StartTime"].astimezone(UTC)
    return Change(start=start, end=end.astimezone(UTC) if end else None, instances=int(wanted[1]))
