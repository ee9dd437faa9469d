"""Jobs: which of them a list shows, what somebody changed about one, and the weights of its competencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobStatus, Slot
from mianshi.hiring.funnel import band

_ORDER = {JobStatus.OPEN: 0, JobStatus.DRAFT: 1, JobStatus.CLOSED: 2}
STATUS_WORDS: dict[JobStatus, Bilingual] = {
    JobStatus.DRAFT: Bilingual(zh="草稿", en="draft"),
    JobStatus.OPEN: Bilingual(zh="招聘中", en="open"),
    JobStatus.CLOSED: Bilingual(zh="已关闭", en="closed"),
}
_NOBODY = Bilingual(zh="无", en="nobody")
_YES = Bilingual(zh="是", en="yes")
_NO = Bilingual(zh="否", en="no")
_RELEASE: dict[str, Bilingual] = {
    "when_scored": Bilingual(zh="评分完成后", en="when scored"),
    "when_decided": Bilingual(zh="作出决定后", en="when decided"),
    "by_hand": Bilingual(zh="由人逐个发布", en="by hand"),
}
_WORDS: dict[str, Bilingual] = {
    "video": Bilingual(zh="视频", en="video"),
    "audio": Bilingual(zh="语音", en="audio"),
    "text": Bilingual(zh="文字", en="text"),
    "zh": Bilingual(zh="中文", en="Chinese"),
    "en": Bilingual(zh="英文", en="English"),
}
Reads = Callable[[Job], Bilingual]


def chosen(jobs: Sequence[Job], status: str, department: str, words: str) -> list[Job]:
    """The jobs that fit, open ones first, then drafts, then closed ones; the newest first among each.

    Args:
        jobs: newest first.
        status: a `JobStatus`, or empty for any.
        department: its name, or empty for any.
        words: separated by blanks; each must stand in the title or the department, in any case.
    """
    wanted = words.casefold().split()
    fitting = [
        job
        for job in jobs
        if status in ("", job.status.value)
        and department in ("", job.department)
        and all(word in f"{job.title.zh} {job.title.en} {job.department}".casefold() for word in wanted)
    ]
    return sorted(fitting, key=lambda job: _ORDER[job.status])


def departments(jobs: Sequence[Job]) -> list[str]:
    """The departments that the jobs name, sorted."""
    return sorted({job.department for job in jobs if job.department})


def changes(before: Job, after: Job) -> list[Bilingual]:
    """One sentence for each setting that differs, with the old value and the new one. The role has its own."""
    found = []
    for label, read in _SETTINGS:
        old, new = read(before), read(after)
        if old != new:
            found.append(
                Bilingual(zh=f"{label.zh}：“{old.zh}” → “{new.zh}”", en=f'{label.en}: "{old.en}" → "{new.en}"')
            )
    kept, come = {slot.id: slot for slot in before.slots}, {slot.id: slot for slot in after.slots}
    found += [_slot(slot, "删去时段", "slot removed") for key, slot in kept.items() if key not in come]
    found += [_slot(slot, "新增时段", "slot added") for key, slot in come.items() if key not in kept]
    return found


def rebalanced(weights: Sequence[int], added: int) -> list[int]:
    """The weights of those that stay once one of weight `added` joins them: in proportion, whole numbers of at least 1,
    which make 100 together with it (largest remainders, the first of equals).

    Raises:
        ValueError: where 100 cannot be shared out so.
    """
    rest, total = 100 - added, sum(weights)
    if added < 1 or not weights or rest < len(weights):
        raise ValueError(f"{added} beside {len(weights)} others")
    exact = [weight * rest / total for weight in weights]
    whole = [max(1, int(share)) for share in exact]
    order = sorted(range(len(whole)), key=lambda at: (exact[at] - whole[at], -at), reverse=True)
    while sum(whole) < rest:
        for at in order[: rest - sum(whole)]:
            whole[at] += 1
    while sum(whole) > rest:
        whole[max(range(len(whole)), key=lambda at: whole[at])] -= 1
    return whole


def overlapping(slots: Sequence[Slot]) -> bool:
    """Whether two slots share some time; the one may begin when the other ends."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    return any(first.ends_at > second.starts_at for first, second in pairwise(ordered))


def _slot(slot: Slot, zh: str, en: str) -> Bilingual:
    said = f"{slot.starts_at[:16].replace('T', ' ')} UTC × {slot.capacity}"
    return Bilingual(zh=f"{zh}：{said}", en=f"{en}: {said}")


def _plain(value: object) -> Bilingual:
    return Bilingual(zh=str(value), en=str(value))


def _whether(value: bool) -> Bilingual:
    return _YES if value else _NO


def _joined(values: Sequence[str]) -> Bilingual:
    words = [_WORDS.get(value, _plain(value)) for value in values]
    return Bilingual(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


_SETTINGS: tuple[tuple[Bilingual, Reads], ...] = (
    (Bilingual(zh="状态", en="Status"), lambda job: STATUS_WORDS[job.status]),
    (Bilingual(zh="中文名称", en="Title in Chinese"), lambda job: _plain(job.title.zh)),
    (Bilingual(zh="英文名称", en="Title in English"), lambda job: _plain(job.title.en)),
    (Bilingual(zh="部门", en="Department"), lambda job: _plain(job.department)),
    (Bilingual(zh="人数", en="Headcount"), lambda job: _plain(job.headcount)),
    (Bilingual(zh="团队", en="Team"), lambda job: _joined(sorted(job.team)) if job.team else _NOBODY),
    (Bilingual(zh="隐私档案", en="Policy profile"), lambda job: _plain(job.policy)),
    (Bilingual(zh="作答方式", en="Ways of answering"), lambda job: _joined(job.rules.modes)),
    (Bilingual(zh="面试语言", en="Languages"), lambda job: _joined(job.rules.languages)),
    (Bilingual(zh="思考秒数", en="Seconds to think"), lambda job: _plain(job.rules.think_seconds)),
    (Bilingual(zh="回答秒数", en="Seconds to answer"), lambda job: _plain(job.rules.answer_seconds)),
    (Bilingual(zh="可重录次数", en="Retakes"), lambda job: _plain(job.rules.retakes)),
    (Bilingual(zh="不计分的个人题", en="Personal questions, unscored"), lambda job: _plain(job.rules.personal)),
    (Bilingual(zh="追问的数量", en="Follow-up questions"), lambda job: _plain(job.rules.follow_ups)),
    (Bilingual(zh="练习题", en="Practice question"), lambda job: _whether(job.rules.practice)),
    (Bilingual(zh="进阶面试", en="Advanced interview"), lambda job: _whether(job.rules.advanced)),
    (Bilingual(zh="链接有效天数", en="Days a link lasts"), lambda job: _plain(job.rules.link_days)),
    (Bilingual(zh="提醒（小时后）", en="Reminder after hours"), lambda job: _plain(job.rules.reminder_hours)),
    (Bilingual(zh="通过率范围", en="Band of the pass rate"), lambda job: _plain(band(job))),
    (Bilingual(zh="先评后看", en="Rate before seeing scores"), lambda job: _whether(job.blind_first)),
    (Bilingual(zh="候选人何时可看报告", en="Candidates read their report"), lambda job: _RELEASE[job.release]),
)
