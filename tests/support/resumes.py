"""A job text and a résumé that was read and held against it, as the match function keeps them."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.matching import (
    METHOD,
    Doubt,
    DoubtKind,
    Match,
    MatchNote,
    PersonalQuestion,
    RequirementMatch,
    ResumeReading,
    Verdict,
)
from mianshi.contracts.resumes import (
    Certificate,
    Degree,
    Education,
    Fact,
    FactKind,
    HiddenText,
    HiddenWhy,
    Intention,
    Period,
    Profile,
    Quoted,
    ResumeLine,
    ResumeReason,
    ResumeText,
    Skill,
    Work,
)
from mianshi.platform import objects, resumes
from mianshi.platform.store import matches

TEXT = "任职要求：\n1. 本科及以上学历\n2. 三年以上门店管理经验\n3. 熟练使用Excel、SQL\n4. 年龄25-35岁\n5. 英语六级优先"
CONTACTS = ("13800138000", "wang@example.com")
LINES = [
    "王小雨",
    f"本科 · 电话 {CONTACTS[0]} · {CONTACTS[1]}",
    "求职意向：门店店长",
    "2018.07-2022.06 优衣库 副店长",
    "带领 12 人团队，门店销售额增长 30%",
    "用 Excel 做周报 <script>alert(1)</script>",
    "英语 CET-6",
    "项目：会员系统上线",
]
AT = "2099-01-01T00:00:00.000Z"
"""Later than any file of a test came."""


def quoted(line: int) -> Quoted:
    """A line of the résumé."""
    return Quoted(text=LINES[line], page=1 if line < 4 else 2, line=line)


def profile() -> Profile:
    """What the résumé says."""
    return Profile(
        language="zh",
        education=[Education(school="华东师范大学", degree=Degree.BACHELOR, major="市场营销", quote=quoted(1))],
        work=[
            Work(
                employer="优衣库",
                title="副店长",
                period=Period(start="2018-07", end="2022-06"),
                quote=quoted(3),
                lines=[4, 5],
            ),
            Work(employer="会员系统上线", project=True, quote=quoted(7)),
        ],
        skills=[Skill(name="Excel", shown=[quoted(5)])],
        certificates=[Certificate(name="CET-6", quote=quoted(6))],
        languages=[Skill(name="English", listed=[quoted(6)])],
        facts=[Fact(kind=FactKind.TEAM_SIZE, value=12, unit="people", quote=quoted(4))],
        intention=Intention(position="门店店长", city="上海", pay="15-18K"),
        months=47,
    )


def reading(verdicts: dict[str, Verdict], percent: int, posting: str = "", sha256: str = "a" * 64) -> ResumeReading:
    """A reading with these verdicts, by requirement; none: the job has no text."""
    told = Bilingual(zh="找到相符的一行。", en="A line was found.")
    share = {Verdict.MET: 1.0, Verdict.PARTLY: 0.5, Verdict.NOT_MET: 0.0, Verdict.NOT_FOUND: 0.0}
    made = [
        RequirementMatch(
            requirement=known,
            verdict=verdict,
            share=share[verdict],
            quotes=[] if verdict is Verdict.NOT_FOUND else [quoted(1 + at % 5)],
            told=told,
            missing=["SQL"] if verdict is Verdict.PARTLY else [],
        )
        for at, (known, verdict) in enumerate(verdicts.items())
    ]
    missing = [known for known, verdict in verdicts.items() if verdict in (Verdict.NOT_MET, Verdict.NOT_FOUND)]
    hidden = HiddenText(why=HiddenWhy.SAME_COLOUR, page=1, text="SQL SQL SQL", characters=11)
    doubt = Doubt(
        kind=DoubtKind.INSTRUCTION,
        told=Bilingual(
            zh="有一句写给阅读软件的话，没有照做。", en="A line addresses whatever reads it; nobody followed it."
        ),
        quote=quoted(5),
    )
    return ResumeReading(
        sha256=sha256,
        method=METHOD,
        pages=2,
        format="pdf",
        text=ResumeText(
            format="pdf",
            pages=2,
            lines=[ResumeLine(text=line, page=1 if at < 4 else 2) for at, line in enumerate(LINES)],
            hidden=[hidden],
            notes=["picture_pages"],
            sha256=sha256,
        ),
        profile=profile(),
        match=Match(
            posting=posting,
            resume=sha256,
            method="1",
            percent=percent,
            requirements=made,
            missing=missing,
            unsure=[known for known, verdict in verdicts.items() if verdict is Verdict.PARTLY],
            doubts=[doubt],
        )
        if verdicts
        else None,
        questions=[
            PersonalQuestion(
                id="p1", kind="resume", text=Bilingual(zh="问题甲", en="Question A"), why=Bilingual(zh="因", en="Why")
            )
        ],
        at=AT,
    )


def note_of(known: ResumeReading) -> MatchNote:
    """What lists show of it."""
    made = known.match
    if made is None:
        return MatchNote(refused=known.refused, method=known.method, at=known.at)
    met = sum(one.verdict is Verdict.MET for one in made.requirements)
    return MatchNote(
        percent=made.percent,
        met=met,
        asked=len(made.requirements),
        missing=len(made.missing),
        unsure=len(made.unsure),
        doubts=len(made.doubts),
        posting=made.posting,
        method=known.method,
        at=known.at,
    )


def keep(candidate: Candidate, known: ResumeReading, file: bytes = b"resume") -> None:
    """The file, the reading and the note, as they lie after the match function has run."""
    objects.put_bytes(resumes.place(candidate.job_id, candidate.id), file, "text/plain")
    objects.put_record(resumes.reading(candidate.job_id, candidate.id), known)
    matches.keep(candidate.job_id, candidate.id, note_of(known), 30)


def refuse(candidate: Candidate, reason: ResumeReason) -> None:
    """A file that cannot be read."""
    keep(candidate, ResumeReading(sha256="b" * 64, refused=reason, method=METHOD, at=AT))
