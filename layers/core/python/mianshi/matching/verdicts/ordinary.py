"""Lines of the kind job texts and résumés are full of, written for this purpose, about as many trades as possible.

They tell how similar two lines come out that share the register and nothing else: what is subtracted before any
similarity counts. The same in both languages, so that the two are measured alike.
"""

from __future__ import annotations

_ASKED = (
    ("能独立完成月末关账", "Able to close the books at month end on your own"),
    ("会操作数控车床并能看懂图纸", "Can run a CNC lathe and read drawings"),
    ("有客户投诉处理经验", "Experience in handling customer complaints"),
    ("了解劳动法和社保办理流程", "Knowledge of labour law and social insurance"),
    ("能适应经常出差", "Willing to travel often"),
    ("具备供应商谈判能力", "Able to negotiate with suppliers"),
    ("有新店开业筹备经历", "Has prepared the opening of a new shop"),
    ("熟悉临床护理操作规范", "Knows the rules of clinical nursing"),
    ("有短视频策划和拍摄经验", "Has planned and filmed short videos"),
    ("能承担仓库盘点工作", "Able to take stock in a warehouse"),
    ("有高并发系统设计经验", "Has designed systems for heavy traffic"),
    ("具备教案设计和授课能力", "Able to design lessons and teach"),
    ("有招投标文件编写经验", "Has written tender documents"),
    ("熟悉食品安全管理要求", "Knows the rules of food safety"),
    ("能用数据支持业务决策", "Able to support decisions with data"),
    ("有跨部门推动项目的经历", "Has driven projects across departments"),
    ("能组织员工培训", "Able to organise staff training"),
    ("有施工现场安全管理经验", "Has managed safety on a building site"),
)
_TOLD = (
    ("2019年获得优秀员工称号", "Employee of the year 2019"),
    ("每天整理客户资料并录入系统", "Entered customer records into the system every day"),
    ("编写接口文档和单元测试", "Wrote interface documents and unit tests"),
    ("负责门店日常排班和现金盘点", "Planned shifts and counted the till of the shop"),
    ("主修课程：管理学、统计学、经济法", "Courses: management, statistics, business law"),
    ("参加校运动会志愿服务", "Volunteered at the university's sports day"),
    ("按图纸加工零件，抽检合格率99%", "Machined parts to drawings, 99 % passed inspection"),
    ("每周向区域经理汇报销售数据", "Reported sales to the regional manager each week"),
    ("为新员工讲解操作流程", "Explained procedures to new staff"),
    ("整理发票并登记台账", "Sorted invoices and kept the ledger"),
    ("重构订单服务，响应时间缩短一半", "Rewrote the order service and halved response times"),
    ("陪同客户参观工厂", "Showed clients around the plant"),
    ("执行医嘱，记录生命体征", "Carried out doctors' orders and recorded vital signs"),
    ("撰写公众号文章并统计阅读量", "Wrote articles and counted their readers"),
    ("筛选简历并安排面试", "Screened applications and arranged interviews"),
    ("与供应商核对交货日期", "Checked delivery dates with suppliers"),
    ("熟练使用办公软件", "Good command of office software"),
    ("性格开朗，善于沟通", "Outgoing and good at communicating"),
    ("期望从事与专业相关的工作", "Looking for work in my field"),
    ("检查设备并填写保养记录", "Inspected machines and filled in maintenance records"),
    ("批改作业并与家长沟通", "Marked homework and spoke with parents"),
    ("布置展台，接待来访客户", "Set up the stand and received visitors"),
)
ASKED: tuple[str, ...] = (*(zh for zh, _ in _ASKED), *(en for _, en in _ASKED))
TOLD: tuple[str, ...] = (*(zh for zh, _ in _TOLD), *(en for _, en in _TOLD))
