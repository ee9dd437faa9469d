"""The layer describes every AWS service that the code calls: botocore knows no other one in Lambda."""

from __future__ import annotations

import importlib.util
import re

from support.templates import ROOT


def described() -> frozenset[str]:
    spec = importlib.util.spec_from_file_location("slim", ROOT / "layers" / "slim.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kept: frozenset[str] = module.SERVICES
    return kept


def test_every_service_that_is_called_is_described() -> None:
    code = [*(ROOT / "layers" / "core" / "python").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    called = {name for path in code for name in re.findall(r'\bclient\("([a-z0-9-]+)"\)', path.read_text("utf-8"))}
    assert {"s3", "cloudwatch", "application-autoscaling"} <= called
    assert called <= described()
