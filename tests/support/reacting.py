"""React as the bus and the schedules ask for it, and the platforms whose events it works on."""

from __future__ import annotations

import json
from datetime import timedelta
from types import ModuleType
from typing import Any, cast

import boto3
import pytest

from fakes.dingtalk import DingTalk
from fakes.feishu import Feishu
from fakes.frame import Query, Reply
from mianshi.contracts.callbacks import CallbackEvent, CallbackProgress
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.errors import Transient
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import audit, callbacks, candidates, connectors, plain
from support.desk import Desk

STAGE = "st-AI 面试"
NAME, PHONE, EMAIL = "欧阳<script>\u202e🙂", "13800000001", "ouyang@example.com"
KEPT = NAME.replace("\u202e", "")
"""As it is kept: nothing in a name turns what stands around it."""


class Approvals(DingTalk):
    """The stand-in, which tells besides who agreed."""

    by: tuple[str, ...] = ("boss", "manager75")

    def _read_approval(self, query: Query) -> Reply:
        reply = super()._read_approval(query)
        told = json.loads(reply.body)
        told["result"]["operationRecords"] = [
            {"userId": "hr02", "type": "START_PROCESS_INSTANCE", "result": "NONE"},
            *({"userId": user, "type": "EXECUTE_TASK_NORMAL", "result": "AGREE"} for user in self.by),
            {"userId": "hr02", "type": "ADD_REMARK", "result": "NONE"},
        ]
        return Reply.of(told)

    def approval(self, number: str, **form: str) -> str:
        entries = [{"name": name, "value": value} for name, value in form.items()]
        self.instances[number] = {
            "status": "COMPLETED",
            "result": "agree",
            "originatorUserId": "hr02",
            "formComponentValues": entries,
        }
        return number


def connect(kind: ConnectorKind, secret: dict[str, str], url: str = "", **settings: Any) -> Connector:
    name = "mianshi/connector/c1"
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(secret))
    made = Connector(id="c1", kind=kind, url=url, secret=name, settings=settings, private_address_allowed=True)
    connectors.add(made)
    return made


def at_feishu(feishu: Feishu, **reactions: Any) -> Connector:
    secret = {"app_id": feishu.app_id, "app_secret": feishu.app_secret}
    return connect(ConnectorKind.FEISHU_HIRE, secret, feishu.url, eco_exam=True, reactions=reactions)


def at_dingtalk(dingtalk: Approvals, **reactions: Any) -> Connector:
    secret = cast(dict[str, str], json.loads(dingtalk.app_secret))
    return connect(ConnectorKind.DINGTALK_APP, secret, **dingtalk.app_settings, reactions=reactions)


def react(app: ModuleType, kind: str, data: dict[str, Any], event_id: str = "e1") -> str:
    """One event, kept as the callback function keeps it and worked on as the bus asks for it."""
    callbacks.keep(CallbackEvent(connector="c1", id=event_id, kind=kind, data=data, received_at=timestamp()))
    return again(app, event_id)


def again(app: ModuleType, event_id: str = "e1") -> str:
    task = {"version": "0", "detail-type": "callback.received", "detail": {"connector": "c1", "event": event_id}}
    return str(app.handler(task, CONTEXT)["done"])


def pushed(app: ModuleType, envelope: dict[str, Any]) -> str:
    """An event of the Feishu stand-in."""
    header = envelope["header"]
    return react(app, header["event_type"], envelope["event"], header["event_id"])


def people(job: Job) -> list[Candidate]:
    return candidates.page(job.id, 50)[0]


def notes() -> list[str]:
    """What today's log tells about events, oldest first."""
    lines, _ = audit.of_day(timestamp()[:10], 200)
    return [line.detail for line in lines[::-1] if line.action is AuditAction.CALLBACK_RECEIVED]


def invitations(room: Desk) -> int:
    return sum(kind == "candidate.invited" for kind, _ in room.announced)


def busy(*_: object) -> None:
    raise Transient("bus", "the bus is busy")


def later(patch: pytest.MonkeyPatch, **delta: int) -> None:
    """Lets time pass for the store of callbacks."""
    moved = now() + timedelta(**delta)
    patch.setattr(callbacks, "now", lambda: moved)
    patch.setattr(callbacks, "timestamp", lambda at=moved: timestamp(at))


def older(event_id: str) -> None:
    """As if the one who began had done so long ago."""
    plain.put("CONNECTOR#c1", f"REACTED#{event_id}", CallbackProgress(at="2026-01-01T00:00:00.000Z"), expiry(1))


CONTEXT = type("Context", (), {"aws_request_id": "r", "memory_limit_in_mb": 512})()


def look(app: ModuleType, action: str) -> dict[str, int]:
    answer: dict[str, int] = app.handler({"action": action}, CONTEXT)
    return answer


def missed(app: ModuleType) -> int:
    return look(app, "missed")["events"]
