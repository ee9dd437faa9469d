"""AWS in this process, for what talks to other systems."""

from __future__ import annotations

from support.aws_fixture import aws

__all__ = ["aws"]
