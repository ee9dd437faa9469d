"""Every system next door as a stand-in, and a connection to each, for whoever wants to see results arrive."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self

from fakes.dingtalk import DingTalk
from fakes.feishu import Feishu
from fakes.frame import Fake
from fakes.kingdee import Kingdee
from fakes.u8 import U8
from fakes.webhook import WebhookReceiver
from fakes.wecom import WeCom
from fakes.yonyou import Yonbip
from laptop.cloud import Cloud
from mianshi.contracts.delivery import Connector, ConnectorKind

_BOOKS = {
    "departments": {"*": {"account": "660209"}},
    "credit": {"account": "224101"},
    "currencies": {"CNY": "CNY", "USD": "USD"},
}
_ONE_CURRENCY = {**_BOOKS, "currencies": {"USD": "USD"}}
"""Yonyou's vouchers are sent in the books' own currency only: here that of the region the laptop plays."""
_KINGDEE = {
    "voucher": {
        "form": "GL_VOUCHER",
        "id_field": "FVOUCHERID",
        "fields": {"FAccountBookID": {"FNumber": "001"}, "FDate": "{date}", "FVOUCHERGROUPID": {"FNumber": "PRE001"}},
        "books": _BOOKS,
        "debit": {"FEXPLANATION": "{description}", "FACCOUNTID": {"FNumber": "{account}"}, "FDEBIT": "{amount}"},
        "credit": {"FEXPLANATION": "{description}", "FACCOUNTID": {"FNumber": "{account}"}, "FCREDIT": "{amount}"},
    },
    "employee": {
        "form": "BD_Empinfo",
        "fields": {"FName": "{name}", "FMobile": "{phone}", "FJoinDate": "{starts_on}", "FMianshiScore": "{total}"},
    },
}


@dataclass
class Neighbours:
    """One stand-in of each platform, running while this is open.

    Attributes:
        fakes: all of them.
        dingtalk, webhook: those two, which `mianshi run` uses alone.
    """

    dingtalk: DingTalk = field(default_factory=DingTalk)
    wecom: WeCom = field(default_factory=WeCom)
    feishu: Feishu = field(default_factory=Feishu)
    kingdee: Kingdee = field(default_factory=Kingdee)
    yonbip: Yonbip = field(default_factory=Yonbip)
    u8: U8 = field(default_factory=U8)
    webhook: WebhookReceiver = field(default_factory=WebhookReceiver)
    _running: ExitStack = field(default_factory=ExitStack)

    @property
    def fakes(self) -> list[Fake]:
        return [self.dingtalk, self.wecom, self.feishu, self.kingdee, self.yonbip, self.u8, self.webhook]

    def __enter__(self) -> Self:
        for fake in self.fakes:
            self._running.enter_context(fake)
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def connections(self) -> list[tuple[Connector, str]]:
        """A connector of each kind that speaks HTTP, and its secret."""
        dingtalk, wecom, feishu, kingdee = self.dingtalk, self.wecom, self.feishu, self.kingdee
        feishu_keys = {
            "app_id": feishu.app_id,
            "app_secret": feishu.app_secret,
            "encrypt_key": feishu.encrypt_key,
            "verification_token": feishu.verification_token,
        }
        kingdee_keys = {
            "acct_id": kingdee.acct_id,
            "user": kingdee.user,
            "app_id": kingdee.app_id,
            "app_secret": kingdee.app_secret,
        }
        bot = f"{feishu.url}/open-apis/bot/v2/hook"
        yonbip = {"tenant_id": self.yonbip.tenant_id, "accbook_code": "BK01", "books": _ONE_CURRENCY}
        u8 = {"from_account": self.u8.from_account, "to_account": self.u8.to_account, "books": _ONE_CURRENCY}
        return [
            _made(ConnectorKind.DINGTALK_ROBOT, dingtalk.robot_url, dingtalk.robot_secret),
            _made(
                ConnectorKind.DINGTALK_APP,
                "",
                dingtalk.app_secret,
                receivers=["hr02"],
                **(dingtalk.app_settings | dingtalk.staff_settings),
            ),
            _made(ConnectorKind.WECOM_ROBOT, wecom.robot_url, wecom.robot_secret),
            _made(
                ConnectorKind.WECOM_APP, wecom.url, wecom.app_secret, agentid=wecom.agentid, touser=sorted(wecom.users)
            ),
            _made(ConnectorKind.FEISHU_ROBOT, bot, {"hook": feishu.hook, "sign_secret": feishu.sign_secret}),
            _made(ConnectorKind.FEISHU_APP, feishu.url, feishu_keys, receivers=["open_id:ou_hr"]),
            _made(ConnectorKind.FEISHU_HIRE, feishu.url, feishu_keys, note=True, external=True),
            _made(ConnectorKind.KINGDEE, kingdee.server_url, kingdee_keys, **_KINGDEE),
            _made(
                ConnectorKind.YONBIP,
                self.yonbip.url,
                {"app_key": self.yonbip.app_key, "app_secret": self.yonbip.app_secret, "maker_mobile": "13800000000"},
                **yonbip,
            ),
            _made(ConnectorKind.U8, self.u8.url, {"app_key": self.u8.app_key, "app_secret": self.u8.app_secret}, **u8),
            _made(ConnectorKind.WEBHOOK, self.webhook.endpoint, self.webhook.secret),
        ]

    def connect(self, cloud: Cloud) -> None:
        """Configure a connection to each, as an administrator would; those of an earlier start are replaced."""
        for connector, secret in self.connections():
            put(cloud, connector, secret)


def put(cloud: Cloud, connector: Connector, secret: str) -> None:
    """Store a connector and its secret, in place of what was there under its id."""
    vault = cloud.client("secretsmanager")
    try:
        vault.create_secret(Name=connector.secret, SecretString=secret)
    except vault.exceptions.ResourceExistsException:
        vault.put_secret_value(SecretId=connector.secret, SecretString=secret)
    cloud.client("dynamodb").put_item(
        TableName=cloud.outputs["TableName"],
        Item={"pk": {"S": "CONNECTOR"}, "sk": {"S": connector.id}, "body": {"S": connector.model_dump_json()}},
    )


def _made(kind: ConnectorKind, url: str, secret: str | dict[str, str], **settings: Any) -> tuple[Connector, str]:
    name = kind.value.replace("_", "-")
    text = secret if isinstance(secret, str) else json.dumps(secret)
    return Connector(
        id=f"{name}-demo",
        kind=kind,
        name=f"{name} (demo)",
        url=url,
        secret=f"mianshi/connector/{name}-demo",
        settings=settings,
        private_address_allowed=True,
    ), text
