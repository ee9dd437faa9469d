"""The one logger. Every line passes the masking of the privacy room: a second wall behind not logging such things."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from mianshi.privacy.redaction import redact


class MaskingFormatter(LambdaPowertoolsFormatter):
    """JSON lines with phone numbers, addresses and signatures masked."""

    def serialize(self, log: Any) -> str:
        masked = {key: redact(value) if isinstance(value, str) else value for key, value in log.items()}
        return super().serialize(masked)


logger = Logger(service="mianshi", logger_formatter=MaskingFormatter())
