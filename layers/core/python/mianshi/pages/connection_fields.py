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
    EventKind.COSTS_CLOSED: _b("面试成本月结", "A month of interview costs closed"),
    EventKind.BUDGET_WARNED: _b("职位预算将用完", "Budget of a job nearly spent"),
    EventKind.BUDGET_SPENT: _b("职位预算已用完", "Budget of a job spent"),
    EventKind.RESUME_MATCHED: _b("简历符合必备要求", "A résumé has all that is required"),
    EventKind.INTERVIEW_DIVERGED: _b("评分分歧", "Ratings far apart"),
    EventKind.JOB_PASS_RATE: _b("通过率超出范围", "Pass rate left its band"),
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
_FIELDS: dict[str, _Words] = {
    # secrets
    "secret.access_token": (
        _b("access_token", "access_token"),
        _b("机器人地址里 access_token= 后面的部分。", "What stands behind access_token= in the robot's address."),
    ),
    "secret.sign_secret": (
        _b("加签密钥", "Signing secret"),
        _b("机器人安全设置里选“加签/签名校验”后得到。", "Given where the robot's security setting is “sign”."),
    ),
    "secret.app_key": (_b("AppKey（Client ID）", "AppKey (Client ID)"), None),
    "secret.app_secret": (_b("App Secret", "App Secret"), None),
    "secret.app_id": (_b("App ID", "App ID"), None),
    "secret.key": (
        _b("机器人 key", "Key of the robot"),
        _b("机器人地址里 key= 后面的部分。", "What stands behind key= in the robot's address."),
    ),
    "secret.corpid": (_b("企业 ID", "Corp ID"), _b("在“我的企业”页面底部。", "At the foot of the page “My company”.")),
    "secret.corpsecret": (_b("应用 Secret", "Secret of the app"), None),
    "secret.hook": (
        _b("机器人地址的最后一段", "Last part of the bot's address"),
        _b("…/bot/v2/hook/ 后面的部分。", "What stands behind …/bot/v2/hook/."),
    ),
    "secret.encrypt_key": (
        _b("Encrypt Key", "Encrypt Key"),
        _b("事件订阅页；只有需要回调时才填。", "From the page of event subscriptions; only for callbacks."),
    ),
    "secret.verification_token": (
        _b("Verification Token", "Verification Token"),
        _b("事件订阅页；只有需要回调时才填。", "From the page of event subscriptions; only for callbacks."),
    ),
    "secret.callback_token": (
        _b("回调 Token", "Callback token"),
        _b("只有需要回调时才填。", "Only for callbacks."),
    ),
    "secret.callback_aes_key": (
        _b("回调 EncodingAESKey（43 位）", "Callback EncodingAESKey (43 characters)"),
        _b("只有需要回调时才填。", "Only for callbacks."),
    ),
    "secret.acct_id": (_b("账套 ID", "Account set id"), None),
    "secret.user": (_b("集成用户", "Integration user"), None),
    "secret.maker_mobile": (_b("制单人手机号", "Mobile number of who makes the voucher"), None),
    # settings
    "settings.keyword": (
        _b("关键词", "Keyword"),
        _b("机器人设了关键词才填；消息里会带上它。", "Only if the robot has one; every message then contains it."),
    ),
    "settings.agent_id": (_b("AgentId", "AgentId"), None),
    "settings.agentid": (_b("AgentId", "AgentId"), None),
    "dingtalk_app.settings.receivers": (
        _b("通知谁（userid）", "Who is told (userid)"),
        _b("最多 100 人。", "100 people at most."),
    ),
    "feishu_app.settings.receivers": (
        _b("通知谁", "Who is told"),
        _b(
            "写成 open_id:ou_…、email:… 或 chat_id:oc_…。",
            "Written as open_id:ou_…, email:… or chat_id:oc_….",
        ),
    ),
    "settings.second_round": (
        _b("复试审批", "Approval of a second round"),
        _b(
            "决定“进入下一轮”时发起；字段见说明文档。",
            "Started when somebody goes on; the fields are in the documentation.",
        ),
    ),
    "settings.offer": (
        _b("录用审批", "Approval of an offer"),
        _b("登记录用时发起；字段见说明文档。", "Started when a hire is recorded; the fields are in the documentation."),
    ),
    "settings.op_user": (
        _b("操作人 userid", "userid that acts"),
        _b("写待入职时以谁的名义。", "In whose name entries into the roster are made."),
    ),
    "settings.pre_entry": (
        _b("待入职", "Pre-entry"),
        _b("登记录用后写入智能人事；字段见说明文档。", "Written into Smart HR after a hire; see the documentation."),
    ),
    "settings.roster": (
        _b("花名册", "Roster"),
        _b(
            "把技能评分写入花名册；只在已告知本人时写。字段见说明文档。",
            "Skill scores into the staff file, only where the person was told; see the documentation.",
        ),
    ),
    "settings.new_api_base": (_b("新版接口地址", "Base of the new API"), None),
    "settings.old_api_base": (_b("旧版接口地址", "Base of the old API"), None),
    "settings.reactions": (
        _b("回调后做什么", "What callbacks set off"),
        _b(
            "例如候选人到了某个阶段就邀请；格式见“回调”说明文档。",
            "Such as inviting whoever reached a stage; the documentation about callbacks shows the form.",
        ),
    ),
    "settings.send_twice_rather_than_never": (
        _b(
            "没有收到答复时再发一次（可能重复），而不是等人处理",
            "Where no answer came, send once more (it may show twice) rather than wait for a person",
        ),
        None,
    ),
    "settings.mention": (_b("提醒谁（userid）", "Who is mentioned (userid)"), None),
    "settings.touser": (_b("发给哪些成员（userid）", "Members (userid)"), None),
    "settings.toparty": (_b("发给哪些部门（部门 ID）", "Departments (their ids)"), None),
    "settings.style": (_b("消息样式", "Form of the message"), None),
    "settings.buttons": (
        _b("卡片按钮", "Buttons of the card"),
        _b("按下后通过回调处理；格式见说明文档。", "Handled by callbacks; the documentation shows the form."),
    ),
    "settings.eco_exam": (_b("作为笔试/测评供应商", "As a provider of exams"), None),
    "settings.eco_account_id": (_b("测评账号 ID", "Account of the provider"), None),
    "feishu_hire.settings.papers": (
        _b("可选的试卷", "Exams to choose from"),
        _b(
            '职位编号对应试卷名称，JSON，例如 {"jb_…": "门店店长"}；发送测试即告知飞书。',
            "Our job ids with names of exams, as JSON; a test tells them to Feishu.",
        ),
    ),
    "settings.external": (
        _b("写外部投递、外部面试和评价", "Write external application, interview and assessment"),
        None,
    ),
    "settings.exam": (_b("写笔试成绩", "Write an exam score"), None),
    "settings.note": (_b("写备注", "Write a note"), None),
    "settings.pre_hire": (_b("录用后写待入职", "Write a pre-hire after a hire"), None),
    "settings.operator_id": (_b("操作人 ID", "Id of who acts"), None),
    "settings.user_id_type": (_b("操作人 ID 的类型", "Kind of that id"), None),
    "settings.exam_name": (_b("笔试名称", "Name of the exam"), None),
    "settings.assessor": (_b("评价人名称", "Name of the assessor"), None),
    "settings.campus": (_b("校招职位", "Campus recruiting"), None),
    "settings.note_private": (_b("备注只对自己可见", "Notes are private"), None),
    "settings.area_code": (_b("手机号国家码", "Country code of numbers"), None),
    "settings.department_id": (_b("待入职部门 ID", "Department of pre-hires"), None),
    "settings.total_field": (_b("总分写到哪个自定义字段", "Custom field for the total"), None),
    "settings.competencies_field": (_b("各项评分写到哪个自定义字段", "Custom field for the competencies"), None),
    "settings.org_number": (_b("组织编码", "Number of the organisation"), None),
    "settings.lcid": (_b("语言代码", "Language code"), _b("2052 为简体中文。", "2052 is simplified Chinese.")),
    "settings.voucher": (
        _b("凭证", "Voucher"),
        _b("单据和字段的对应，见说明文档。", "Form and field map, see the documentation."),
    ),
    "settings.employee": (
        _b("员工档案", "Employee record"),
        _b("单据和字段的对应，见说明文档。", "Form and field map, see the documentation."),
    ),
    "settings.tenant_id": (_b("租户 ID", "Tenant id"), None),
    "settings.accbook_code": (_b("账簿编码", "Code of the account book"), None),
    "settings.voucher_type_code": (_b("凭证类型编码", "Code of the voucher type"), None),
    "settings.rate_type": (_b("汇率类型", "Type of exchange rate"), None),
    "settings.token_path": (_b("取 token 的路径", "Path that hands out tokens"), None),
    "settings.books": (
        _b("科目和摘要", "Accounts and texts"),
        _b("借贷科目、部门对应，见说明文档。", "Accounts for both sides and departments, see the documentation."),
    ),
    "settings.from_account": (_b("from_account", "from_account"), None),
    "settings.to_account": (_b("to_account", "to_account"), None),
    "settings.recognised_by": (
        _b("用什么识别重复", "What recognises a repeat"),
        _b("一般用 biz_id。", "Usually biz_id."),
    ),
    "settings.voucher_type": (_b("凭证字", "Voucher type"), None),
    "settings.enter": (_b("制单人", "Who makes the voucher"), None),
    "settings.debit_key": (_b("借方金额字段", "Field of the debit amount"), None),
    "settings.credit_key": (_b("贷方金额字段", "Field of the credit amount"), None),
    "settings.entry": (_b("分录的其他字段", "More fields of an entry"), None),
    "settings.headers": (
        _b("附加请求头", "Headers of your own"),
        _b("JSON，名称对应值。", "JSON, names with values."),
    ),
    "settings.bucket": (_b("存储桶", "Bucket"), None),
    "settings.prefix": (_b("前缀（文件夹）", "Prefix (folder)"), None),
    "settings.format": (_b("格式", "Format"), None),
}
"""By ``<kind>.<part>.<field>``, or ``<part>.<field>`` where every kind means the same."""


def field_words(kind: ConnectorKind, name: str) -> _Words:
    """Label and hint of a field; one that nobody has described yet is called by its own name."""
    found = _FIELDS.get(f"{kind.value}.{name}") or _FIELDS.get(name)
    return found or (_b(name.partition(".")[2], name.partition(".")[2]), None)


def described(kind: ConnectorKind, name: str) -> bool:
    """Whether a field has words of its own."""
    return f"{kind.value}.{name}" in _FIELDS or name in _FIELDS
