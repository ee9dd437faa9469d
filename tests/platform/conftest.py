"""AWS in this process, for the rooms that talk to it."""

from __future__ import annotations

from support.aws_fixture import aws

__all__ = ["aws"]
