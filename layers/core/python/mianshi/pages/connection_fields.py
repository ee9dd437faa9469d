"""What people call the kinds of systems, what they are told, and each field that a connection asks for."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import ConnectorKind, EventKind
from mianshi.contracts.partner import Scope


def _b(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


KIND_NAMES: dict[ConnectorKind, Bilingual] = {
    ConnectorKind.DINGTALK_ROBOT: _b("钉钉群机器人", "DingTalk group robot"),
    ConnectorKind.DINGTALK_APP: _b("钉钉应用（工作通知、审批、花名册）", "DingTalk app (notices, approvals, roster)"),
    ConnectorKind.WECOM_ROBOT: _b("企业微信群机器人", "WeCom group robot"),
    ConnectorKind.WECOM_APP: _b("企业微信应用消息", "WeCom app messages"),
    ConnectorKind.FEISHU_ROBOT: _b("飞书群机器人", "Feishu group bot"),
    ConnectorKind.FEISHU_APP: _b("飞书应用消息", "Feishu app messages"),
    ConnectorKind.FEISHU_HIRE: _b("飞书招聘", "Feishu Hire"),
    ConnectorKind.KINGDEE: _b("金蝶云星空", "Kingdee Cloud (K3Cloud)"),
    ConnectorKind.YONBIP: _b("用友 YonBIP", "Yonyou YonBIP"),
    ConnectorKind.U8: _b("用友 U8", "Yonyou U8"),
    ConnectorKind.WEBHOOK: _b("签名 Webhook（任何系统）", "Signed webhook (any system)"),
    ConnectorKind.FILE_DROP: _b("文件投递到 S3（没有接口的系统）", "Files into S3 (systems without an API)"),
}
KIND_HINTS: dict[ConnectorKind, Bilingual] = {
    ConnectorKind.DINGTALK_ROBOT: _b("结果发到一个钉钉群。", "Results go into one DingTalk group."),
    ConnectorKind.DINGTALK_APP: _b(
        "通知到人、发起复试或录用审批、录用后写入待入职和花名册。",
        "Notices to people, approvals for a second round or an offer, pre-entry and roster after a hire.",
    ),
    ConnectorKind.WECOM_ROBOT: _b("结果发到一个企业微信群。", "Results go into one WeCom group."),
    ConnectorKind.WECOM_APP: _b("结果发给指定成员或部门。", "Results go to chosen members or departments."),
    ConnectorKind.FEISHU_ROBOT: _b("结果发到一个飞书群。", "Results go into one Feishu group."),
    ConnectorKind.FEISHU_APP: _b("结果发给指定成员或群。", "Results go to chosen people or chats."),
    ConnectorKind.FEISHU_HIRE: _b(
        "成绩写回飞书招聘：笔试/测评、外部面试、备注；录用后写入待入职。",
        "Scores go back into Feishu Hire: exams, external interviews, notes; pre-hire after a hire.",
    ),
    ConnectorKind.KINGDEE: _b("招聘成本凭证和员工档案。", "Vouchers for recruiting costs, and employee records."),
    ConnectorKind.YONBIP: _b("招聘成本凭证。", "Vouchers for recruiting costs."),
    ConnectorKind.U8: _b("招聘成本凭证。", "Vouchers for recruiting costs."),
    ConnectorKind.WEBHOOK: _b(
        "每个事件一条带签名的 HTTPS 消息，附验签示例。",
        "One signed HTTPS message for each event, with examples that verify it.",
    ),
    ConnectorKind.FILE_DROP: _b(
        "每个事件一个 CSV 或 JSON 文件，放进你们的存储桶。", "One CSV or JSON file for each event, into your bucket."
    ),
}
EVENT_NAMES: dict[EventKind, Bilingual] = {
    EventKind.INTERVIEW_SCORED: _b("面试已评分", "Interview scored"),
    EventKind.INTERVIEW_INSUFFICIENT: _b("面试证据不足", "Interview without enough evidence"),
    EventKind.INTERVIEW_REJECTED: _b("录像无法使用", "Recording could not be used"),
    EventKind.INTERVIEW_FAILED: _b("面试处理失败", "Processing failed"),
    EventKind.CANDIDATE_INVITED: _b("候选人已受邀", "Candidate invited"),
    EventKind.CANDIDATE_WITHDREW: _b("候选人退出", "Candidate withdrew"),
    EventKind.CANDIDATE_DECIDED: _b("已作出决定", "Decision made"),
    EventKind.CANDIDATE_HIRED: _b("已录用", "Candidate hired"),
    EventKind.CANDIDATE_ERASED: _b("候选人数据已删除", "Candidate's data deleted"),
    EventKind.COSTS_BOOKED: _b("面试成本入账", "Interview costs booked"),
    EventKind.CONNECTOR_TEST: _b("连接测试", "Test of a connection"),
    EventKind.CONNECTOR_OFF: _b("连接被停用", "Connection switched off"),
}
SCOPE_NAMES: dict[Scope, Bilingual] = {
    Scope.JOBS_READ: _b("读取职位", "read jobs"),
    Scope.JOBS_WRITE: _b("创建和修改职位", "make and change jobs"),
    Scope.CANDIDATES_READ: _b("读取候选人（含联系方式）", "read candidates (with contacts)"),
    Scope.CANDIDATES_WRITE: _b("创建和修改候选人", "make and change candidates"),
    Scope.INTERVIEWS_READ: _b("读取面试和评分", "read interviews and scores"),
    Scope.INTERVIEWS_WRITE: _b("邀请和提交录像", "invite and hand in recordings"),
    Scope.DECISIONS_WRITE: _b("记录决定", "record decisions"),
    Scope.OUTCOMES_READ: _b("读取录用和绩效", "read hires and performance"),
    Scope.OUTCOMES_WRITE: _b("写入录用、绩效、离职和笔试", "record hires, performance, departures, tests"),
    Scope.COSTS_READ: _b("读取费用", "read costs"),
    Scope.ERASURES_WRITE: _b("请求删除数据", "ask for deletion"),
    Scope.WEBHOOKS_WRITE: _b("管理自己的 Webhook", "manage its own webhooks"),
}
_Words = tuple[Bilingual, Bilingual | None]
_FIELDS: dict[str, _Words] = {}
"""By ``<kind>.<part>.<field>``, or ``<part>.<field>`` where every kind means the same."""


def field_words(kind: ConnectorKind, name: str) -> _Words:
    """Label and hint of a field; one that nobody has described yet is called by its own name."""
    found = _FIELDS.get(f"{kind.value}.{name}") or _FIELDS.get(name)
    return found or (_b(name.partition(".")[2], name.partition(".")[2]), None)


def described(kind: ConnectorKind, name: str) -> bool:
    """Whether a field has words of its own."""
    return f"{kind.value}.{name}" in _FIELDS or name in _FIELDS
