"""Ledger lines gathered by stage and service for a table people can read."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.base import Bilingual
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.finance.overheads import parts
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
    Meter.S3_STORAGE: Bilingual(zh="S3 存储", en="S3 storage"),
    Meter.DYNAMODB_STORAGE: Bilingual(zh="DynamoDB 存储", en="DynamoDB storage"),
    Meter.DYNAMODB_BACKUP: Bilingual(zh="DynamoDB 持续备份", en="DynamoDB continuous backups"),
    Meter.SECRETS: Bilingual(zh="Secrets Manager 密钥", en="Secrets Manager secrets"),
    Meter.HTTP_REQUESTS: Bilingual(zh="API Gateway 请求", en="API Gateway requests"),
    Meter.QUEUE_REQUESTS: Bilingual(zh="SQS 请求", en="SQS requests"),
    Meter.LOGS_INGESTED: Bilingual(zh="CloudWatch 日志写入", en="CloudWatch logs, written"),
    Meter.LOGS_STORAGE: Bilingual(zh="CloudWatch 日志存储", en="CloudWatch logs, kept"),
    Meter.ALARMS: Bilingual(zh="CloudWatch 告警", en="CloudWatch alarms"),
    Meter.METRICS: Bilingual(zh="CloudWatch 指标", en="CloudWatch metrics"),
    Meter.TRACES: Bilingual(zh="X-Ray 跟踪", en="X-Ray traces"),
    Meter.ACTIVE_USERS: Bilingual(zh="Cognito 活跃用户", en="Cognito active users"),
    Meter.MAIL: Bilingual(zh="SES 邮件", en="SES mail"),
    Meter.DATA_OUT: Bilingual(zh="流出云的数据", en="Data leaving the cloud"),
    Meter.CONNECTOR_CALLS: Bilingual(zh="调用外部系统", en="Calls to other systems"),
    Meter.REVIEW: Bilingual(zh="人工评审时间", en="Time of reviewers"),
}
_STAGES: dict[str, Bilingual] = {
    "waking": Bilingual(zh="模型实例的启动与等待（分摊）", en="Instances waking and waiting (its share)"),
    "storage": Bilingual(zh="保存录像与结果", en="Keeping recording and results"),
    "review": Bilingual(zh="人工评审", en="Review by people"),
    "adjustment": Bilingual(zh="人工调整", en="Adjustment"),
    "credit": Bilingual(zh="免费额度、阶梯价、折扣与进位", en="Free tier, volume tiers, discounts and rounding"),
    "rating": Bilingual(zh="评审人评分", en="Rating by people"),
    "decision": Bilingual(zh="作决定", en="Decisions by people"),
    "invite": Bilingual(zh="邀请候选人", en="Invite the candidate"),
    "react": Bilingual(zh="响应事件", en="React to events"),
    "callback": Bilingual(zh="接收其他系统的回调", en="Take calls from other systems"),
    "candidate": Bilingual(zh="候选人网页", en="Pages of candidates"),
    "portal": Bilingual(zh="员工网页", en="Pages of staff"),
    "partner": Bilingual(zh="开放接口", en="The partner API"),
    "fetch": Bilingual(zh="取回文件", en="Fetch files"),
    "erase": Bilingual(zh="删除数据", en="Delete data"),
    "bookkeep": Bilingual(zh="记账", en="Keep the books"),
    "follow_up": Bilingual(zh="提出追问", en="Put follow-up questions"),
    "match": Bilingual(zh="读简历并对照职位", en="Read a résumé and match it"),
    "study": Bilingual(zh="分数与表现的对照", en="Study outcomes"),
    "system": Bilingual(zh="整个系统", en="The whole system"),
    "standing": Bilingual(zh="没有面试也要付的固定费用", en="Standing charges, due without any interview"),
}

_PARTS: dict[str, Bilingual] = {
    "speech": Bilingual(zh="语音识别实例的启动与等待", en="speech instances waking and waiting"),
    "rater": Bilingual(zh="评分实例的启动与等待", en="rating instances waking and waiting"),
    "measured": Bilingual(zh="网页、接口、队列与日志的用量", en="use of pages, API, queues and logs"),
    "sizes": Bilingual(zh="数据表与日志的存储", en="keeping the table and the logs"),
    "standing": Bilingual(zh="固定费用", en="standing charges"),
    parts.LOOK: Bilingual(zh="存储的清点", en="stocktaking of what is kept"),
    parts.STORAGE: Bilingual(zh="保存录像与结果", en="keeping recordings and results"),
}
"""By part of a day's overheads (`finance.overheads.parts`)."""

_FAMILIES = {
    "lambda": "Lambda",
    "stepfunctions": "Step Functions",
    "sagemaker": "SageMaker",
    "s3": "S3",
    "dynamodb": "DynamoDB",
    "secretsmanager": "Secrets Manager",
    "eventbridge": "EventBridge",
    "apigateway": "API Gateway",
    "sqs": "SQS",
    "cloudwatch": "CloudWatch",
    "xray": "X-Ray",
    "cognito": "Cognito",
    "ses": "SES",
    "transfer": "Data transfer",
}
"""AWS's own names, the same in every language."""


def stage_name(stage: str) -> Bilingual:
    """What people call a stage of the ledger."""
    return _STAGES.get(stage) or state_label(stage)


def overhead_name(day_and_part: str) -> Bilingual:
    """What people call a part of a day's overheads, with its day: ``2026-10-31 rater``."""
    day, _, part = day_and_part.partition(" ")
    name = _PARTS.get(part, Bilingual(zh=part, en=part))
    return Bilingual(zh=f"{day} {name.zh}", en=f"{day} {name.en}")


def family_name(service: str) -> Bilingual:
    """What a group of price keys is called by its first word: AWS's own name, or ours for what is none of AWS's."""
    own = {
        "connector": _SERVICES[Meter.CONNECTOR_CALLS],
        "people": _SERVICES[Meter.REVIEW],
        "adjustment": _STAGES["adjustment"],
    }
    name = _FAMILIES.get(service, service)
    return own.get(service) or Bilingual(zh=name, en=name)


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


def by_service(lines: list[LedgerLine]) -> list[tuple[Bilingual, str, int | None]]:
    """Service, currency and priced micro-units (None where nothing is priced), the dearest first."""
    groups: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        service = line.price_key.partition(".")[0]
        groups.setdefault((service, line.currency), []).extend([] if line.amount_micro is None else [line.amount_micro])
    found = [
        (family_name(service), currency, sum(amounts) if amounts else None)
        for (service, currency), amounts in groups.items()
    ]
    return sorted(found, key=lambda entry: (-(entry[2] or 0), entry[0].en))


def _row(group: list[LedgerLine]) -> CostRow:
    first = group[0]
    priced = [line.amount_micro for line in group if line.amount_micro is not None]
    return CostRow(
        stage=stage_name(first.stage),
        service=service_name(first.price_key),
        quantity=sum(line.quantity for line in group),
        unit=first.unit,
        currency=first.currency,
        amount_micro=sum(priced) if priced else None,
        failed=sum(line.outcome != "ok" for line in group),
        unpriced=len(group) - len(priced),
    )


def service_name(price_key: str) -> Bilingual:
    """What people call what a price key counts, with its variant in brackets."""
    for meter, name in _SERVICES.items():
        if price_key == meter.value:
            return name
        if price_key.startswith(f"{meter.value}."):
            variant = price_key.removeprefix(f"{meter.value}.")
            return Bilingual(zh=f"{name.zh}（{variant}）", en=f"{name.en} ({variant})")
    return Bilingual(zh=price_key, en=price_key)
