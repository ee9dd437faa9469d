"""Bookkeep in a house: a day that is over, of a system with one function and one endpoint that never woke."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from laptop import moto_counts
from mianshi.platform.store import overheads

if TYPE_CHECKING:
    from bench.house import House

FUNCTION = "bookkeep"


def kept(home: House) -> tuple[Any, bool]:
    """What Bookkeep answered, and whether every part of the day before was written."""
    for owner, name, ours in moto_counts.REPLACED:  # moto does not know when an endpoint had how many instances
        setattr(owner, name, ours)
    role = home.aws("iam").create_role(RoleName="bench", AssumeRolePolicyDocument="{}", Path="/")["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "")
    home.aws("lambda").create_function(
        FunctionName=FUNCTION,
        Runtime="python3.12",
        Role=role,
        Handler="app.handler",
        Code={"ZipFile": code.getvalue()},
    )
    sagemaker = home.aws("sagemaker")
    variant = {"VariantName": "bench", "ModelName": "bench", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    sagemaker.create_model(ModelName="bench", ExecutionRoleArn=role, PrimaryContainer={"Image": "bench"})
    sagemaker.create_endpoint_config(EndpointConfigName="bench", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="bench", EndpointConfigName="bench")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    home.put("COSTS", "OVERHEADS_SINCE", overheads.First(day=yesterday))
    answer = home.call(FUNCTION, {"action": "keep"}).answer
    return answer, answer["failed"] == [] and answer["overheads"] > 0
