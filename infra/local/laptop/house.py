"""This project's own cloud on this machine: its template, its models, the processes behind its endpoints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fakes.dingtalk import DingTalk
from fakes.webhook import WebhookReceiver
from laptop.cloud import Cloud, Container
from laptop.weights import EMBEDDING, RATER, RATER_NAME, SPEECH, folder_of
from mianshi.contracts.delivery import Connector, ConnectorKind

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = ROOT / "template.yaml"
SAMPLES = ROOT / "infra" / "local" / "samples"

_PARAMETERS = {
    "SpeechImageUri": "laptop",
    "SpeechModelDataUrl": "s3://laptop/model.tar.gz",
    "SpeechModelBucketArn": "arn:aws:s3:::laptop",
    "RaterImageUri": "laptop",
    "RaterModelDataUrl": "s3://laptop/model.tar.gz",
    "RaterModelBucketArn": "arn:aws:s3:::laptop",
    "RaterModelName": RATER_NAME,
    "PortalSignIn": "none",  # the laptop cloud listens on loopback only
}


def open_house(
    *,
    data: Path | None = None,
    api_port: int = 0,
    parameters: dict[str, str] | None = None,
    on_restored: Callable[[Cloud], None] | None = None,
    **more: Any,
) -> Cloud:
    """The cloud of this project, not started yet; `parameters` replace those of the template.

    Raises:
        Trouble: a model was not fetched yet.
    """
    return Cloud(
        TEMPLATE,
        parameters={**_PARAMETERS, **(parameters or {})},
        data=data,
        api_port=api_port,
        on_restored=on_restored,
        opt={
            "/opt/vision-models": ROOT / "layers" / "vision" / "models",
            "/opt/embedding-model": folder_of(EMBEDDING),
        },
        containers={
            "speech": _container("endpoint", DEVICE="cpu", MODEL_NAME=SPEECH, MODEL_PATH=str(folder_of(SPEECH))),
            "rater": _container("rater", MODEL_NAME=RATER_NAME, MODEL_PATH=str(folder_of(RATER))),
        },
        **more,
    )


def _container(folder: str, **settings: str) -> Container:
    argv = [sys.executable, str(ROOT / "infra" / folder / "serve.py")]
    return Container(argv, {"BIND_HOST": "127.0.0.1", **settings})


def connect(cloud: Cloud, dingtalk: DingTalk, webhook: WebhookReceiver) -> None:
    """Configure both local receivers as connectors, their secrets in Secrets Manager as an operator would."""
    wanted = (
        ("dingtalk-local", ConnectorKind.DINGTALK_ROBOT, dingtalk.robot_url, dingtalk.robot_secret),
        ("webhook-local", ConnectorKind.WEBHOOK, webhook.endpoint, webhook.secret),
    )
    for name, kind, url, value in wanted:
        secret = f"mianshi/connector/{name}"
        cloud.client("secretsmanager").create_secret(Name=secret, SecretString=value)
        connector = Connector(id=name, kind=kind, url=url, secret=secret, private_address_allowed=True)
        cloud.client("dynamodb").put_item(
            TableName=cloud.outputs["TableName"],
            Item={"pk": {"S": "CONNECTOR"}, "sk": {"S": name}, "body": {"S": connector.model_dump_json()}},
        )
