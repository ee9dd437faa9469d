"""A small role for the language tests, made of one retail, one engineering and one campus competency."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Anchors, Competency, KeyPoint, Phrases, Question, Role, Thresholds


def _both(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


def _point(
    identity: str, name: tuple[str, str], synonyms: tuple[list[str], list[str]], examples: tuple[list[str], list[str]]
) -> KeyPoint:
    return KeyPoint(
        id=identity,
        name=_both(*name),
        synonyms=Phrases(zh=synonyms[0], en=synonyms[1]),
        examples=Phrases(zh=examples[0], en=examples[1]),
    )


CUSTOMER = Competency(
    id="customer_care",
    name=_both("顾客服务与投诉", "Customer care"),
    weight=40,
    questions=[
        Question(
            id="complaint",
            text=_both("讲一次你亲自处理的严重投诉。", "Tell me about a serious complaint you handled yourself."),
        )
    ],
    key_points=[
        _point(
            "listen_apologise",
            ("倾听致歉", "Listens and apologises"),
            (["道歉", "致歉", "倾听", "听顾客说", "安抚"], ["apologise", "apology", "listen", "calm down"]),
            (
                ["我先听顾客把话说完,然后真诚地道歉。", "我请他坐下慢慢讲,并表示理解他的心情。"],
                ["I let the customer finish and apologised sincerely.", "I asked her to sit down and heard her out."],
            ),
        ),
        _point(
            "check_facts",
            ("查事实", "Checks the facts"),
            (
                ["查事实", "核实", "查监控", "查小票", "调记录"],
                ["check the facts", "verify", "look up the record", "receipt"],
            ),
            (
                ["我调出购买记录和监控,弄清楚事情经过。", "我找当班同事逐一了解当时发生了什么。"],
                ["I checked the order history to see what happened.", "I asked the staff on duty what they had seen."],
            ),
        ),
        _point(
            "offer_options",
            ("方案选项", "Offers options"),
            (["方案", "选择", "退款", "换货", "补偿"], ["option", "refund", "replacement", "compensation"]),
            (
                ["我给了他退款或者换新两种办法让他选。", "我提出免费维修,也可以直接换一台。"],
                ["I offered either a refund or a replacement.", "I gave him two ways to settle it and let him choose."],
            ),
        ),
        _point(
            "deadline",
            ("时限", "Sets a deadline"),
            (["时限", "小时内", "当天", "承诺时间"], ["deadline", "within hours", "same day", "by tomorrow"]),
            (
                ["我承诺二十四小时之内给他答复。", "我说当天下午四点前一定解决。"],
                [
                    "I promised an answer within twenty-four hours.",
                    "I told her it would be done by four that afternoon.",
                ],
            ),
        ),
        _point(
            "follow_up",
            ("回访", "Follows up"),
            (["回访", "跟进", "再打电话"], ["follow up", "call back", "check in with"]),
            (
                ["三天后我打电话问他使用得怎么样。", "一周后我主动联系顾客确认问题没有再出现。"],
                [
                    "I called him three days later to ask how it was going.",
                    "A week on I contacted her to see if she was happy.",
                ],
            ),
        ),
        _point(
            "prevent",
            ("防再发", "Prevents recurrence"),
            (
                ["防止再发", "改流程", "避免再次", "培训店员"],
                ["prevent", "change the process", "checklist", "train the staff"],
            ),
            (
                ["之后我修改了收货检查流程,同类投诉减少了一半。", "我把这件事做成案例培训全体店员。"],
                [
                    "I then changed our receiving check and such complaints halved.",
                    "I turned the case into training for all staff.",
                ],
            ),
        ),
    ],
    anchors=Anchors(
        level_1=_both("推责或只按规定回绝。", "Blames the customer or hides behind policy."),
        level_3=_both("安抚顾客并解决了问题,没有回访。", "Calms the customer and solves the problem once."),
        level_5=_both(
            "解决问题、回访顾客、改进流程,并有结果。",
            "Solves it, follows up, changes the process and shows the result.",
        ),
    ),
)

FAULT = Competency(
    id="problem_solving",
    name=_both("问题定位", "Problem solving"),
    weight=30,
    questions=[
        Question(id="fault", text=_both("讲一次最难的线上故障。", "Describe your hardest production fault.")),
    ],
    key_points=[
        _point(
            "symptom",
            ("现象", "Symptom"),
            (["现象", "报警", "报错", "超时"], ["symptom", "alert", "error rate", "timeout"]),
            (
                ["晚上十点监控报警,下单接口大量超时。", "用户反馈页面打不开,错误率升到百分之三十。"],
                [
                    "At ten that night alerts showed checkout timing out.",
                    "Users could not log in and errors rose to 30 percent.",
                ],
            ),
        ),
        _point(
            "hypothesis",
            ("假设", "Hypotheses"),
            (["假设", "怀疑", "猜测"], ["hypothesis", "suspect", "assume"]),
            (
                ["我列出三个可能的原因,逐个验证。", "我首先怀疑是连接池耗尽。"],
                [
                    "I listed three possible causes and tested each one.",
                    "My first suspicion was an exhausted connection pool.",
                ],
            ),
        ),
        _point(
            "evidence",
            ("证据", "Evidence"),
            (["日志", "证据", "抓包", "火焰图", "监控数据"], ["logs", "evidence", "trace", "profile", "metrics"]),
            (
                ["我对比了日志和慢查询记录,找到了共同点。", "通过堆栈和抓包确认线程都卡在同一个锁上。"],
                [
                    "I compared the logs with the slow query record.",
                    "Thread dumps showed every worker stuck on one lock.",
                ],
            ),
        ),
        _point(
            "mitigate",
            ("止损", "Mitigation"),
            (["止损", "回滚", "降级", "限流", "切流"], ["mitigate", "roll back", "degrade", "rate limit", "fail over"]),
            (
                ["我先回滚版本让用户恢复使用。", "我们先关掉推荐功能,保住下单。"],
                [
                    "I rolled the release back first so users could work.",
                    "We switched recommendations off to keep checkout alive.",
                ],
            ),
        ),
        _point(
            "root_cause",
            ("根因", "Root cause"),
            (["根因", "根本原因", "定位到"], ["root cause", "turned out", "caused by"]),
            (
                ["最后发现是一个索引被误删导致全表扫描。", "根本原因是缓存同时过期,请求压垮了数据库。"],
                [
                    "It turned out that a dropped index caused full scans.",
                    "The cause was caches expiring together and flooding the database.",
                ],
            ),
        ),
        _point(
            "prevention",
            ("预防", "Prevention"),
            (
                ["预防", "复盘", "防止再次", "加了监控", "压测"],
                ["prevent", "postmortem", "add monitoring", "load test"],
            ),
            (
                ["事后我们加了自动检查,半年内没有再出现。", "我写了复盘,并把压测加入发布流程。"],
                [
                    "Afterwards we added an automatic check and it never came back.",
                    "I wrote a postmortem and put load tests into the release.",
                ],
            ),
        ),
    ],
    anchors=Anchors(
        level_1=_both("靠重启解决,不知道原因。", "Only restarts and does not know the cause."),
        level_3=_both("找到了根因并修复。", "Finds the root cause and fixes it."),
        level_5=_both(
            "先止损,证据链完整,定位根因,并防止再次发生。",
            "Mitigates first, proves the cause with evidence and prevents it from coming back.",
        ),
    ),
)

LEADERSHIP = Competency(
    id="leadership",
    name=_both("领导力", "Leadership"),
    weight=30,
    questions=[
        Question(
            id="leadership",
            text=_both("讲一次你体现领导力的经历。", "Tell me about a time that you demonstrated leadership."),
        )
    ],
    key_points=[
        _point(
            "context_goal",
            ("情境与目标", "Context and goal"),
            (["目标", "背景"], ["goal", "objective", "target"]),
            (
                ["我们要在两个月内办一场三百人的活动。", "社团当时只剩八个人,目标是招到三十人。"],
                [
                    "We had two months to organise an event for three hundred.",
                    "The club was down to eight members and had to reach thirty.",
                ],
            ),
        ),
        _point(
            "initiative",
            ("主动承担", "Takes it on"),
            (["主动承担", "主动提出", "牵头"], ["volunteer", "step up", "take charge", "initiative"]),
            (
                ["没有人愿意负责,我主动接了下来。", "我牵头组织大家重新开始。"],
                ["Nobody wanted the job, so I took it on.", "I stepped up and brought everyone together."],
            ),
        ),
        _point(
            "delegate",
            ("分工", "Divides the work"),
            (["分工", "分配任务", "分成小组"], ["delegate", "divide the work", "assign", "split into"]),
            (
                ["我按每个人的特长分配了任务和截止时间。", "我把团队分成三个小组,各有负责人。"],
                [
                    "I gave each person a task that fitted their strengths.",
                    "I split the team into three groups, each with a lead.",
                ],
            ),
        ),
        _point(
            "influence",
            ("影响他人", "Moves others"),
            (["说服", "鼓励", "带动", "一对一沟通"], ["persuade", "convince", "encourage", "motivate"]),
            (
                ["我单独找想退出的同学谈,了解顾虑并说服他留下。", "我自己先做出样子,带动了其他人。"],
                ["I talked to those who wanted to quit and won them over.", "I led by example and others joined in."],
            ),
        ),
        _point(
            "result",
            ("结果", "Result"),
            (["结果", "最终", "达成", "提高了"], ["as a result", "in the end", "achieve", "increase by"]),
            (
                ["最后来了三百二十人,满意度百分之九十五。", "一个学期后成员增加到四十五人,拿了第一名。"],
                [
                    "In the end 320 people came and 95 percent were satisfied.",
                    "By term end we had forty-five members and won first prize.",
                ],
            ),
        ),
        _point(
            "reflection",
            ("反思", "Reflection"),
            (["反思", "学到", "下次", "体会"], ["learned", "looking back", "next time", "reflect"]),
            (
                ["这件事让我明白领导不是发号施令,而是让大家都有参与感。", "如果再来一次,我会更早确认分工。"],
                [
                    "It taught me that leading means giving people a stake.",
                    "If I did it again I would settle the roles earlier.",
                ],
            ),
        ),
    ],
    anchors=Anchors(
        level_1=_both("没有具体事例。", "No concrete example."),
        level_3=_both("有具体事例和本人的行动。", "An example with own action."),
        level_5=_both(
            "影响了他人,有可衡量的结果和反思。",
            "Moved others, with a measured result and reflection.",
        ),
    ),
)


def small_role() -> Role:
    """Customer care (40), problem solving (30) and leadership (30), one question each."""
    return Role(
        id="small_role",
        name=_both("测试职位", "Test role"),
        competencies=[CUSTOMER, FAULT, LEADERSHIP],
        thresholds=Thresholds(forward=70, review=40),
        expected_answer_seconds=120,
    )
