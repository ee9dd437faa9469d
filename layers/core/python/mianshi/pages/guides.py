"""The training built into the portal: three short guides with a checklist each, and how to read a score.

The guides' prose stands in templates, one for each language; what is ticked off stands here.
"""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Bilingual, Record
from mianshi.pages.frame import Frame, render_page

GuideName = Literal["hr", "interviewer", "it"]


class Point(Record):
    """One line of a checklist. The id is kept with whoever ticked it, so it never changes its meaning."""

    id: str
    words: Bilingual


class Guide(Record):
    """One guide: title, for whom, minutes to read, and what one should have done at the end."""

    id: GuideName
    title: Bilingual
    whom: Bilingual
    minutes: int
    points: list[Point]


def _points(*lines: tuple[str, str, str]) -> list[Point]:
    return [Point(id=name, words=Bilingual(zh=zh, en=en)) for name, zh, en in lines]


GUIDES: dict[str, Guide] = {
    "hr": Guide(
        id="hr",
        title=Bilingual(zh="HR 指南", en="Guide for HR"),
        whom=Bilingual(
            zh="建职位、邀请候选人、读结果、作决定的人",
            en="Whoever makes jobs, invites candidates, reads results and decides",
        ),
        minutes=8,
        points=_points(
            (
                "made_job",
                "我从模板建过一个职位，读过它的每个问题和每条要点",
                "I made a job from a template and read each of its questions and key points",
            ),
            (
                "invited",
                "我给自己发过邀请，并走完了候选人的全过程",
                "I invited myself and went the candidate's whole way",
            ),
            (
                "opened_quotes",
                "我在一份报告里点开过至少三条引文，听了原话",
                "I opened at least three quotes of a report and listened to what was said",
            ),
            (
                "knows_bounds",
                "我能说出上下限和置信度的意思，以及什么时候不能比较两个人",
                "I can say what bounds and confidence mean, and when two people cannot be told apart",
            ),
            (
                "knows_never",
                "我知道哪些内容从不计分、也不许问",
                "I know what never counts and must not be asked either",
            ),
            (
                "knows_appeal",
                "我知道申诉和“请由人来看”要在多久内、由谁、怎样答复",
                "I know by when, by whom and how an appeal or a request for a person is answered",
            ),
        ),
    ),
    "interviewer": Guide(
        id="interviewer",
        title=Bilingual(zh="面试官指南", en="Guide for interviewers"),
        whom=Bilingual(
            zh="给回答评分、写备注的面试官和用人经理", en="Interviewers and hiring managers who rate and remark"
        ),
        minutes=8,
        points=_points(
            (
                "read_anchors",
                "我读过要评的职位的 1、3、5 级描述",
                "I read the descriptions of levels 1, 3 and 5 of my job",
            ),
            (
                "rated_blind",
                "我先独立评过一场，再看软件的等级",
                "I rated one interview by myself before I saw the software's levels",
            ),
            (
                "compared",
                "我找到过一处与软件不同的地方，并弄清了原因",
                "I found one place where I differ from the software, and found out why",
            ),
            (
                "wrote_note",
                "我写过一条只讲事实、能给候选人看的备注",
                "I wrote a remark of facts only that the candidate could read",
            ),
            (
                "knows_traps",
                "我能说出依赖过度和依赖不足各两种样子",
                "I can name two forms each of relying too much and too little",
            ),
        ),
    ),
    "it": Guide(
        id="it",
        title=Bilingual(zh="IT 指南", en="Guide for IT"),
        whom=Bilingual(
            zh="部署、管账号、接系统、排故障的人", en="Whoever deploys, manages accounts, connects and mends"
        ),
        minutes=8,
        points=_points(
            (
                "ran_demo",
                "我在自己的电脑上跑通过一次演示",
                "I ran the demonstration on my own machine",
            ),
            ("read_unproven", "我读过“哪些还没有被验证”", "I read the page on what has not been proven"),
            (
                "made_accounts",
                "我建过账号、分过角色，并验证了财务看不到报告",
                "I made accounts with roles and saw that finance cannot open a report",
            ),
            (
                "tested_connector",
                "我接过一个测试用的连接器，验证过签名",
                "I connected a test receiver and checked its signature",
            ),
            (
                "restarted",
                "我在“运行”页重新开始过一场失败的面试",
                "I started a failed interview again from the operations page",
            ),
            (
                "set_alarm",
                "告警邮箱、预算和保存期限都设好了",
                "The alarm address, a budget and the retention periods are set",
            ),
        ),
    ),
}
"""By name; their checklists are `GuideProgress`."""

SECTIONS = ("level", "anchors", "bounds", "confidence", "evidence", "flags", "gates", "total", "observed", "limits")
"""Anchors of the page ``/guides/reading-scores``, for links from a score: ``/guides/reading-scores#flags``."""


def render_guides(done: dict[str, list[str]], frame: Frame) -> str:
    """All guides, and how far whoever reads is with each. `done`: ids of ticked points by guide."""
    ticked = {name: _ticked(guide, done.get(name, [])) for name, guide in GUIDES.items()}
    return render_page("guides/list.html", frame, guides=list(GUIDES.values()), ticked=ticked)


def render_guide(guide: Guide, done: list[str], saved: bool, frame: Frame) -> str:
    """One guide with its checklist. `saved`: the checklist was stored just now."""
    body = f"guides/{guide.id}_{frame.language}.html"
    count = _ticked(guide, done)
    return render_page("guides/guide.html", frame, guide=guide, done=set(done), count=count, saved=saved, body=body)


def render_reading(frame: Frame) -> str:
    """How to read a score, one section for each thing that stands beside one."""
    return render_page("guides/reading.html", frame, body=f"guides/reading_{frame.language}.html", sections=SECTIONS)


def _ticked(guide: Guide, done: list[str]) -> int:
    return sum(point.id in done for point in guide.points)
