"""Job texts: the requirements read from one, kept as a version, and every résumé of the job matched anew."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job
from mianshi.contracts.matching import Posting, Requirement
from mianshi.contracts.resumes import Profile
from mianshi.contracts.tasks import PostingChanged
from mianshi.errors import Rejected
from mianshi.platform import objects, workflow

LONGEST_TEXT = 20_000
"""Characters of a job text."""
LONGEST_NAME = 200
"""Characters that a requirement may be called."""


def of_job(job: Job, version: str = "") -> Posting | None:
    """The job's text with its requirements, or an earlier version of it; None where none was written."""
    wanted = version or job.posting
    return objects.find_record(objects.posting(job.id, wanted), Posting) if wanted else None


def read(text: str, before: Posting | None = None) -> Posting:
    """The requirements of a job text. What people changed about those of the text `before` stays where the same
    requirement is read again.

    Raises:
        Rejected: ``bad_request`` for a text that is too long.
    """
    from mianshi.hiring.sheets import undirected  # noqa: PLC0415 - as the next
    from mianshi.matching.postings import posting  # noqa: PLC0415 - a lexicon, and few visits write a job text
    from mianshi.scoring.protected import lint_text  # noqa: PLC0415 - long patterns

    if len(text) > LONGEST_TEXT:
        raise Rejected("bad_request", f"a job text has at most {LONGEST_TEXT} characters")
    found = posting(undirected(text), lint_text)
    if before is None or not before.text:
        return found
    original = posting(before.text, lint_text)
    return found.model_copy(update={"requirements": _carried(found, original, before)})


def _carried(found: Posting, original: Posting, before: Posting) -> list[Requirement]:
    """The requirements of `found` as people left those of the same words in `before`, which was read as `original`."""
    read_then = {one.text: one.id for one in original.requirements}
    now = {one.id: one for one in before.requirements}
    if not now.keys() <= {one.id for one in original.requirements}:
        return found.requirements  # read by another version of the software: nobody can say which is which
    carried = []
    for one in found.requirements:
        then = read_then.get(one.text)
        if then is None:
            carried.append(one)
        elif then in now:
            carried.append(now[then].model_copy(update={"id": one.id}))
    return carried


def keep(job: Job, posting: Posting | None) -> Job:
    """The job with this text, which is stored; None takes the text away. The job itself is not stored yet."""
    if posting is None:
        return job.model_copy(update={"posting": ""})
    version = posting.content_hash()
    objects.put_record(objects.posting(job.id, version), posting)
    return job.model_copy(update={"posting": version})


def names(posting: Posting | None, profile: Profile | None = None) -> dict[str, Bilingual]:
    """What is looked for, and what a résumé says, as people call it in both languages, by the name it has there."""
    from mianshi.matching.lexicon import label  # noqa: PLC0415 - a lexicon, as above

    found = {term for one in posting.requirements for term in (*one.terms, *one.majors)} if posting else set()
    if profile is not None:
        found |= {one.name for one in profile.skills + profile.languages}
        found |= {one.name for one in profile.certificates}
    return {name: label(name) for name in found}


def match_anew(job: Job) -> None:
    """Ask for every résumé of the job to be held against its requirements as they are now."""
    workflow.announce("posting.changed", PostingChanged(job_id=job.id, posting=job.posting))


def told(before: Posting | None, after: Posting | None) -> list[Bilingual]:
    """What a change log says of two versions; empty where they are the same."""
    if before == after:
        return []
    if after is None:
        return [Bilingual(zh="任职要求：已移除职位描述", en="requirements: the job text was taken away")]
    if before is None:
        return [
            Bilingual(zh=f"任职要求：读出 {_many(after)} 条", en=f"requirements: {_many(after)} read of a job text")
        ]
    lines = []
    if before.text != after.text:
        lines.append(
            Bilingual(
                zh=f"职位描述已修改，现有 {_many(after)} 条要求",
                en=f"the job text was changed; it holds {_many(after)} requirements now",
            )
        )
    return lines + _differences(before, after)


def _many(posting: Posting) -> int:
    return len(posting.requirements)


def _differences(before: Posting, after: Posting) -> list[Bilingual]:
    if before.text != after.text:
        return []
    now, lines = {one.id: one for one in after.requirements}, []
    for one in before.requirements:
        name, new = _short(one.text), now.get(one.id)
        if new is None:
            lines.append(Bilingual(zh=f"删去要求“{name}”", en=f'requirement "{name}" dropped'))
            continue
        if new.text != one.text:
            lines.append(
                Bilingual(zh=f"要求“{name}”改名为“{_short(new.text)}”", en=f'"{name}" is called "{_short(new.text)}"')
            )
        if new.must != one.must:
            zh, en = ("必须", "required") if new.must else ("加分", "an advantage")
            lines.append(Bilingual(zh=f"“{name}”改为{zh}", en=f'"{name}" is {en} now'))
        if new.weight != one.weight:
            lines.append(
                Bilingual(
                    zh=f"“{name}”的权重：{one.weight} → {new.weight}",
                    en=f'weight of "{name}": {one.weight} → {new.weight}',
                )
            )
    return lines


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
