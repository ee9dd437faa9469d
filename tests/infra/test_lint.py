"""What AWS's own linter says about what SAM makes of our templates, in two partitions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest
from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

from support.templates import cloudformation


@pytest.fixture
def _deep() -> Iterator[None]:
    """SAM joins a state machine line by line, and the linter follows a join by calling itself once a line."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(4 * before)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("_deep")
def test_the_translated_templates_have_no_finding() -> None:
    found = []
    for name, template in cloudformation().items():
        # Cognito has no user pools in the China partition: docs/unproven.md says what that means for a deployment there.
        regions = ["us-east-1"] if name.endswith("Accounts") else ["us-east-1", "cn-north-1"]
        config = ManualArgs(regions=regions)
        found += [f"{name}: {match}" for match in lint(json.dumps(template), config=config)]
    assert found == []


def test_the_linter_would_find_something() -> None:
    broken = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Colour": "red"}}}}
    assert lint(json.dumps(broken), config=ManualArgs(regions=["us-east-1"]))
