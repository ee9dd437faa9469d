"""Ledger lines gathered by stage and service for a table people can read."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.base import Bilingual
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.pages.labels import state_label

_SERVICES: dict[Meter, Bilingual] = {
    Meter.LAMBDA_COMPUTE: Bilingual(zh="Lambda 计算", en="Lambda compute"),
    Meter.LAMBDA_COMPUTE_ARM: Bilingual(zh="Lambda 计算（Arm）", en="Lambda compute (Arm)"),
    Meter.LAMBDA_REQUESTS: Bilingual(zh="Lambda 请求", en="Lambda requests"),
    Meter.LAMBDA_TMP: Bilingual(zh="Lambda 临时存储", en="Lambda temporary storage"),
    Meter.STATE_TRANSITIONS: Bilingual(zh="Step Functions 状态转换", en="Step Functions transitions"),
    Meter.ENDPOINT_SECONDS: Bilingual(zh="SageMaker 推理", en="SageMaker inference"),
    Meter.S3_WRITES: Bilingual(zh="S3 写入", en="S3 writes"),
    Meter.S3_READS: Bilingual(zh="S3 读取", en="S3 reads"),
    Meter.DYNAMODB_WRITES: Bilingual(zh="DynamoDB 写入", en="DynamoDB writes"),
    Meter.DYNAMODB_READS: Bilingual(zh="DynamoDB 读取", en="DynamoDB reads"),
    Meter.SECRETS_CALLS: Bilingual(zh="Secrets Manager 调用", en="Secrets Manager calls"),
    Meter.EVENTS: Bilingual(zh="EventBridge 事件", en="EventBridge events"),
}

_FAMILIES = {
    "lambda": "Lambda",
    "stepfunctions": "Step Functions",
    "sagemaker": "SageMaker",
    "s3": "S3",
    "dynamodb": "DynamoDB",
    "secretsmanager": "Secrets Manager",
    "eventbridge": "EventBridge",
}
"""AWS's own names, the same in every language."""


@dataclass(frozen=True)
class CostRow:
    """All ledger lines of one stage and price together. `amount_micro` is None where there is no price."""

    stage: Bilingual
    service: Bilingual
    quantity: int
    unit: str
    currency: str
    amount_micro: int | None
    failed: int
    unpriced: int


def rows(lines: list[LedgerLine]) -> list[CostRow]:
    """One row per stage, price key and currency, priced and unpriced apart, in the order of first appearance."""
    groups: dict[tuple[str, str, str, bool], list[LedgerLine]] = {}
    for line in lines:
        key = (line.stage, line.price_key, line.currency, line.amount_micro is None)
        groups.setdefault(key, []).append(line)
    by_stage = sorted(groups, key=lambda key: [k[0] for k in groups].index(key[0]))
    return [_row(groups[key]) for key in by_stage]


def by_service(lines: list[LedgerLine]) -> list[tuple[str, str, int | None]]:
    """AWS service, currency and priced micro-units (None where nothing is priced), the dearest first."""
    groups: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        service = line.price_key.partition(".")[0]
        groups.setdefault((_FAMILIES.get(service, service), line.currency), []).extend(
            [] if line.amount_micro is None else [line.amount_micro]
        )
    found = [(name, currency, sum(amounts) if amounts else None) for (name, currency), amounts in groups.items()]
    return sorted(found, key=lambda entry: (-(entry[2] or 0), entry[0]))


def _row(group: list[LedgerLine]) -> CostRow:
    first = group[0]
    priced = [line.amount_micro for line in group if line.amount_micro is not None]
    return CostRow(
        stage=state_label(first.stage),
        service=_service(first.price_key),
        quantity=sum(line.quantity for line in group),
        unit=first.unit,
        currency=first.currency,
        amount_micro=sum(priced) if priced else None,
        failed=sum(line.outcome == "failed" for line in group),
        unpriced=len(group) - len(priced),
    )


def _service(price_key: str) -> Bilingual:
    for meter, name in _SERVICES.items():
        if price_key == meter.value:
            return name
        if price_key.startswith(f"{meter.value}."):
            variant = price_key.removeprefix(f"{meter.value}.")
            return Bilingual(zh=f"{name.zh}（{variant}）", en=f"{name.en} ({variant})")
    return Bilingual(zh=price_key, en=price_key)
