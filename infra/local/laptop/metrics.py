"""What AWS's services publish about themselves, put into moto's CloudWatch: sums by the minute."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends

_Key = tuple[datetime, str, str, tuple[tuple[str, str], ...]]


class Metrics:
    """Counts until somebody asks; a busy minute is one data point of each metric, as in AWS."""

    def __init__(self, account: str, region: str) -> None:
        self._account, self._region = account, region
        self._sums: dict[_Key, float] = {}
        self._lock = threading.Lock()

    def add(self, namespace: str, name: str, dimensions: Mapping[str, str], value: float) -> None:
        """Counts something that happens now."""
        minute = datetime.now(UTC).replace(second=0, microsecond=0, tzinfo=None)  # as moto keeps its moments
        with self._lock:
            key = (minute, namespace, name, tuple(sorted(dimensions.items())))
            self._sums[key] = self._sums.get(key, 0.0) + value

    def publish(self) -> None:
        """Hands what was counted to moto. A minute that goes on gets another point; the sum is the same."""
        with self._lock:
            sums, self._sums = self._sums, {}
        backend: CloudWatchBackend = cloudwatch_backends[self._account][self._region]
        for (minute, namespace, name, dimensions), value in sums.items():
            told: dict[str, Any] = {
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": found} for key, found in dimensions],
                "Timestamp": minute,
                "Value": value,
            }
            backend.put_metric_data(namespace, [told])
