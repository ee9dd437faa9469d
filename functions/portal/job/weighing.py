"""What interview, people, résumé and written test weigh in a job's combined report: read, changed with a reason."""

from __future__ import annotations

from job.job_parts import LONGEST_REASON, keep, load, names_known, page, router, since
from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Combination, Part
from mianshi.contracts.divergence import DivergenceCounts
from mianshi.contracts.hiring import Job
from mianshi.contracts.role import Role
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.hiring import combining
from mianshi.pages.combining import CombinationView
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, divergences
from mianshi.privacy.rights import Right

_ADVICE = {
    "posting": Bilingual(
        zh="简历有权重，但职位还没有写任职要求：这一部分会一直缺失。请先写要求，或把它的权重设为 0。",
        en="The résumé weighs something, but the job has no requirements yet: the part will always be missing. Write "
        "them first, or set its weight to 0.",
    ),
    "test": Bilingual(
        zh="笔试有权重，但这个职位还没有任何笔试成绩。没有笔试就把它的权重设为 0。",
        en="The written test weighs something, but this job has no test result yet. Without one, set its weight to 0.",
    ),
    "human": Bilingual(
        zh="人工评分有权重，但还没有人评过分：评分之前这一部分算缺失。",
        en="People's ratings weigh something, but nobody has rated yet: until then the part is missing.",
    ),
    "blind": Bilingual(
        zh="评分人可能先看到系统的分数，两部分就不再独立。建议在“设置”里打开“面试官先评、后看分”。",
        en="Whoever rates may see the software's scores first; then the two parts are not independent. Consider "
        "“Interviewers rate before they see scores”, under Settings.",
    ),
    "alone": Bilingual(
        zh="人工评分的权重是 0：综合分里就没有人的判断，决定时请一并阅读评分和备注。",
        en="People's ratings weigh 0: no person's judgement is in the combined score; read ratings and remarks too.",
    ),
}


@router.get("/jobs/<job_id>/combination")
def weights(job_id: str) -> Answer:
    visit, job = load(job_id)
    return _page(visit, job, _typed(job.combination or Combination()), saved=visit.query("saved") == "1")


@router.post("/jobs/<job_id>/combination")
def change_weights(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    typed = {part.value: visit.form(part.value)[:8] for part in Part}
    reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
    found = None if visit.form("do") == "off" else _whole(typed)
    wrong = _wrong(visit, job, found, reason)
    if wrong:
        return _page(visit, job, typed, reason=reason, wrong=wrong)
    made = None
    if found is not None:
        made = Combination(weights=found, reason=reason, by=visit.person.id, at=timestamp())
    before = job.combination.weights if job.combination else None
    if found != before:
        keep(visit, job, job.model_copy(update={"combination": made}), [_change(before, found)], reason)
    return web.see_other(f"/jobs/{job.id}/combination?saved=1")


def _wrong(visit: Visit, job: Job, found: dict[Part, int] | None, reason: str) -> str:
    """Text key of what is wrong with the form, or empty."""
    if found is None and visit.form("do") != "off":
        return "cb_wrong_sum"
    if not reason:
        return "cb_wrong_reason"
    return "cb_wrong_meanwhile" if since(visit, job) else ""


def _whole(typed: dict[str, str]) -> dict[Part, int] | None:
    """The weights, where they are whole numbers that make 100."""
    given = {part: typed[part.value].strip() for part in Part}
    if not all(text.isascii() and text.isdecimal() for text in given.values()):
        return None
    found = {part: int(text) for part, text in given.items()}
    return found if sum(found.values()) == 100 else None


def _page(
    visit: Visit, job: Job, typed: dict[str, str], *, reason: str = "", wrong: str = "", saved: bool = False
) -> Answer:
    counts, known = divergences.counts(job.id), job.combination
    view = CombinationView(
        typed=typed,
        reason=reason,
        wrong=wrong,
        on=known is not None,
        revision=job.revision,
        advice=_advice(job, counts),
        changed=known.at if known else "",
        by=names_known().get(known.by, known.by) if known else "",
        counts=counts,
        apart=_apart(visit, job, counts),
        longest=LONGEST_REASON,
    )
    status = 409 if wrong == "cb_wrong_meanwhile" else 422 if wrong else 200
    return page(visit, "jobs/combination.html", job, "combination", status=status, view=view, saved=saved)


def _advice(job: Job, counts: DivergenceCounts) -> list[Bilingual]:
    """What the weights that stand do not go well with."""
    if job.combination is None:
        return []
    weighs = {part for part, weight in job.combination.weights.items() if weight}
    found = {
        "posting": Part.RESUME in weighs and not job.posting,
        "test": Part.TEST in weighs and not any(one.tests for one in afterwards.of_job(job.id).values()),
        "human": Part.HUMAN in weighs and not counts.rated,
        "blind": Part.HUMAN in weighs and not job.blind_first,
        "alone": Part.HUMAN not in weighs,
    }
    return [_ADVICE[name] for name, holds in found.items() if holds]


def _apart(visit: Visit, job: Job, counts: DivergenceCounts) -> list[tuple[str, int]]:
    if not counts.competencies:
        return []
    role = objects.find_record(objects.job_role(job.id, job.role_version), Role)
    names = {one.id: one.name.in_language(visit.language) for one in role.competencies} if role else {}
    order = sorted(counts.competencies.items(), key=lambda one: (-one[1], one[0]))
    return [(names.get(known, known), number) for known, number in order]


def _typed(known: Combination) -> dict[str, str]:
    return {part.value: str(known.weights.get(part, 0)) for part in Part}


def _change(before: dict[Part, int] | None, after: dict[Part, int] | None) -> Bilingual:
    old, new = _said(before), _said(after)
    return Bilingual(zh=f"综合评定：{old.zh} → {new.zh}", en=f"Combined report: {old.en} → {new.en}")


def _said(weights: dict[Part, int] | None) -> Bilingual:
    if weights is None:
        return Bilingual(zh="无", en="none")
    shown = [(combining.PART_NAMES[part], weights.get(part, 0)) for part in Part]
    return Bilingual(
        zh="、".join(f"{name.zh} {weight}" for name, weight in shown),
        en=", ".join(f"{name.en} {weight}" for name, weight in shown),
    )
