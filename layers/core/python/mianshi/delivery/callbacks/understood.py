"""Which platforms may call back, and which of their events start something here."""

from __future__ import annotations

from importlib import import_module

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.delivery import ConnectorKind
from mianshi.delivery.callbacks.hearing import Listen

_PLATFORMS: dict[ConnectorKind, str] = {
    ConnectorKind.DINGTALK_APP: "dingtalk",
    ConnectorKind.WECOM_APP: "wecom",
    ConnectorKind.FEISHU_APP: "feishu",
    ConnectorKind.FEISHU_HIRE: "feishu",
    ConnectorKind.YONBIP: "yonbip",
}


class EventMeaning(Record):
    """What an event of a platform starts here, in words for the documents."""

    connector: ConnectorKind
    kind: str
    does: Bilingual


EVENTS: tuple[EventMeaning, ...] = (
    EventMeaning(
        connector=ConnectorKind.FEISHU_HIRE,
        kind="hire.application.stage_changed_v1",
        does=Bilingual(
            zh="候选人进入 `stages` 里的阶段：读取姓名和联系方式，加入对应职位并发出邀请",
            en="the candidate reached a stage of `stages`: name and contacts are read, they join the job, invited",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.FEISHU_HIRE,
        kind="hire.eco_exam.created_v1",
        does=Bilingual(
            zh="笔试环节选了我们的试卷：候选人加入 `papers` 里的职位，面试链接交回飞书",
            en="a paper of ours was chosen as exam: the candidate joins its job, the link goes back to Feishu",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.FEISHU_HIRE,
        kind="hire.eco_account.created_v1",
        does=Bilingual(
            zh="客户在飞书招聘绑定了账号：账号编号写入访问记录，设置连接器时要用",
            en="the customer bound an account in Feishu Hire: its id goes into the access log, the connector needs it",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.FEISHU_HIRE,
        kind="hire.application.deleted_v1",
        does=Bilingual(
            zh="投递在飞书被删除：在候选人的访问记录里提醒人来决定这里是否也删除",
            en="the application was deleted in Feishu: the candidate's log asks a person whether to delete here too",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.DINGTALK_APP,
        kind="bpms_instance_change",
        does=Bilingual(
            zh="`processes` 里的审批通过：邀请表单里的候选人，或以最后审批人的名义让其进入下一轮",
            en="an approval of `processes` was agreed to: the candidate is invited, or advanced in its approver's name",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.DINGTALK_APP,
        kind="hrm_user_record_change",
        does=Bilingual(
            zh="我们送去待入职的人的档案有变动：把工号记到录用记录",
            en="the record of somebody whom we sent to pre-entry changed: their user id is kept with the hire",
        ),
    ),
    EventMeaning(
        connector=ConnectorKind.WECOM_APP,
        kind="template_card_event",
        does=Bilingual(
            zh="有人按了消息卡片上 `buttons` 里的按钮：再次邀请，或以其名义让候选人进入下一轮",
            en="somebody pressed a button of `buttons`: the candidate is invited again, or advanced in their name",
        ),
    ),
)
"""Everything else is answered and forgotten."""


def calls_back(kind: ConnectorKind) -> bool:
    """Whether connectors of a kind have an address for callbacks."""
    return kind in _PLATFORMS


def listens(kind: ConnectorKind) -> bool:
    """Whether callbacks of a kind can start anything: only then does somebody need to know the address."""
    return calls_back(kind) and any(known.connector is kind for known in EVENTS)


def listen_of(kind: ConnectorKind) -> Listen:
    """What verifies, decrypts and answers callbacks of a kind; imported when first asked for.

    Raises:
        KeyError: where such connectors are never called back.
    """
    found: Listen = import_module(f"mianshi.delivery.callbacks.{_PLATFORMS[kind]}").listen
    return found


def starts_something(kind: ConnectorKind, event: str) -> bool:
    """Whether an event of a platform means something here."""
    return any(known.connector is kind and known.kind == event for known in EVENTS)
