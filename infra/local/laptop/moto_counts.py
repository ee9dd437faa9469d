"""What we replace in moto about counting: activities of Application Auto Scaling, and metrics that are asked for."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.cloudwatch.models import CloudWatchBackend

_original_metric_data = CloudWatchBackend.get_metric_data


class _Answers:
    """Who knows; nobody while no cloud is up."""

    activities: Callable[[str], list[Any]] = staticmethod(lambda _endpoint: [])
    published: Callable[[], None] = staticmethod(lambda: None)


def answer_with(activities: Callable[[str], list[Any]], published: Callable[[], None]) -> None:
    """Sets who knows what was done for an endpoint, oldest first, and who is told before metrics are read."""
    _Answers.activities, _Answers.published = staticmethod(activities), staticmethod(published)


def _scaling_activities(self: ApplicationAutoScalingResponse) -> str:
    # moto lacks this call. Newest first, in pages; texts as AWS gives them.
    resource = str(self._get_param("ResourceId"))
    start, most = int(self._get_param("NextToken") or 0), int(self._get_param("MaxResults") or 50)
    told = [_activity(resource, each) for each in reversed(_Answers.activities(resource.split("/")[1]))]
    rest = {"NextToken": str(start + most)} if len(told) > start + most else {}
    return json.dumps({"ScalingActivities": told[start : start + most], **rest})


def _activity(resource: str, done: Any) -> dict[str, Any]:
    return {
        "ActivityId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{resource}{done.start}")),
        "ServiceNamespace": "sagemaker",
        "ResourceId": resource,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "Description": f"Setting desired instance count to {done.instances}.",
        "Cause": "the laptop's endpoint was used, or was not",
        "StartTime": done.start.timestamp(),
        "EndTime": done.end.timestamp(),
        "StatusCode": "Successful",
        "StatusMessage": f"Successfully set desired instance count to {done.instances}. "
        "Change successfully fulfilled by sagemaker.",
    }


def _metric_data(self: CloudWatchBackend, *args: Any, **kwargs: Any) -> Any:
    _Answers.published()
    return _original_metric_data(self, *args, **kwargs)


REPLACED: list[tuple[Any, str, Any]] = [
    (ApplicationAutoScalingResponse, "describe_scaling_activities", _scaling_activities),
    (CloudWatchBackend, "get_metric_data", _metric_data),
]
