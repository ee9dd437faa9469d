"""A proposal beside today's version of a role, and its use: by a named person, with a reason, as a new version."""

from __future__ import annotations

from job.job_learning import study_of
from job.job_parts import LONGEST_REASON, keep, load, page, role_of, router, since
from job.job_words import by_name, topic_sentence, topics
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job
from mianshi.contracts.learning import Proposal, Term
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.learning import ProposalView, proposal_view
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import jobs
from mianshi.privacy.rights import Right
from mianshi.scoring.differences import differences
from mianshi.scoring.roles import role_version

_YES = "yes"
_CANNOT = Bilingual(zh="这些改动合在一起不能用：{why}", en="These changes cannot be used together: {why}")


@router.get("/jobs/<job_id>/learning/proposal")
def shown(job_id: str) -> Answer:
    visit, job = load(job_id)
    return _page(visit, job, None)


@router.post("/jobs/<job_id>/learning/proposal")
def apply(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    wanted = visit.form("proposal")[:40]
    if _stands(job, wanted):
        return _applied(job)
    study = study_of(job)
    proposal = study.proposals.get(job.role_version) if study else None
    meanwhile = since(visit, job)
    if proposal is None or proposal.content_hash() != wanted:
        return _page(visit, job, None, meanwhile=meanwhile, made_anew=True)
    sent = _Sent(visit, job, proposal)
    if not sent.ready or meanwhile:
        return _page(visit, job, sent, meanwhile=meanwhile)
    sent.save()
    return _applied(sent.job)


class _Sent:
    """A proposal with what somebody chose of it: the role it makes, what is wrong with that, and what it changes."""

    def __init__(self, visit: Visit, job: Job, proposal: Proposal) -> None:
        self.visit, self.job, self.proposal = visit, job, proposal
        self.fields = {name: values[0] for name, values in visit.whole_form().items() if name != "csrf"}
        self.reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
        self.problems: dict[str, Bilingual] = {}
        self.changes: list[Bilingual] = []
        self.role = self._made(role_of(job))

    @property
    def reason_missing(self) -> bool:
        return self._confirmed and not self.reason

    @property
    def ready(self) -> bool:
        return bool(self.role and self.changes and self._confirmed and self.reason and not self.problems)

    def save(self) -> None:
        """Keep the new version and its line in the change log, which names the proposal and how it held out."""
        if self.role is None:
            raise Rejected("bad_role", "there is no role to save")
        version = role_version(self.role)
        objects.put_record(objects.job_role(self.job.id, version), self.role)
        after = self.job.model_copy(update={"role_version": version, "title": self.role.name})
        self.job = keep(
            self.visit,
            self.job,
            after,
            [*_evidence(self.proposal.content_hash(), self._chosen()), *self.changes],
            self.reason,
        )
        detail = f"proposal {self.proposal.content_hash()}"
        access.note(self.visit, AuditAction.JOB_CHANGED, detail, about=self.job)

    @property
    def _confirmed(self) -> bool:
        return self.fields.get("confirmed") == _YES

    def _made(self, known: Role) -> Role | None:
        from mianshi.scoring.proposals import apply as applied  # noqa: PLC0415 - most pages apply none

        chosen = self._chosen()
        if not chosen.weights and not chosen.threshold and not any(term.key_point for term in chosen.terms):
            return None
        try:
            made, _ = applied(known, chosen, self.visit.person.name, timestamp())
        except Rejected as error:
            self.problems[""] = Bilingual(
                zh=_CANNOT.zh.format(why=error.detail), en=_CANNOT.en.format(why=error.detail)
            )
            return None
        for finding in topics(made):
            self.problems.setdefault("", topic_sentence(finding, finding.where))
        self.changes = by_name(differences(known, made), known, made)
        return made

    def _chosen(self) -> Proposal:
        terms = [
            term.model_copy(update={"key_point": self.fields.get(f"term{number}") or None})
            for number, term in enumerate(self.proposal.terms)
        ]
        return self.proposal.model_copy(
            update={
                "weights": self.proposal.weights if self.fields.get("weights") == _YES else None,
                "threshold": self.proposal.threshold if self.fields.get("threshold") == _YES else None,
                "terms": terms,
            }
        )


def _stands(job: Job, wanted: str) -> bool:
    """Whether the version the job has was made of this proposal: then the form was sent twice."""
    made = next((line for line in jobs.history(job.id) if line.role_version == job.role_version), None)
    return made is not None and bool(wanted) and any(_mark(wanted) in line.en for line in made.what[:1])


def _evidence(mark: str, chosen: Proposal) -> list[Bilingual]:
    """Which proposal it was, and how what was taken of it did with people who had not made it."""
    zh, en = f"采用学习建议 {mark}（{chosen.cases} 人）", f"{_mark(mark)} ({chosen.cases} people)"
    held = chosen.hold_out
    if held is not None and chosen.weights:
        zh += f"；留出检验的秩相关 {_number(held.now)} → {_number(held.proposed)}（{held.n} 人）"
        en += f"; hold-out rank correlation {_number(held.now)} → {_number(held.proposed)} ({held.n} people)"
    line = chosen.threshold
    if line is not None:
        zh += f"；推进线在 {line.n} 人上检验"
        en += f"; line tried on {line.n} people"
    return [Bilingual(zh=zh, en=en), *(_held(term) for term in chosen.terms if term.key_point)]


def _held(term: Term) -> Bilingual:
    """How often a phrase was said by people who had not led to it."""
    high = f"{_count(term.held_out_high)}/{_count(term.held_out_high_of)}"
    others = f"{_count(term.held_out_others)}/{_count(term.held_out_others_of)}"
    return Bilingual(
        zh=f"“{term.term}”的检验：绩效最好的四分之一 {high} 人说过，其他 {others} 人",
        en=f'"{term.term}" in the hold-out: said by {high} of the best quarter, by {others} others',
    )


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def _mark(version: str) -> str:
    return f"Applied learning proposal {version}"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _applied(job: Job) -> Answer:
    return web.see_other(f"/jobs/{job.id}/learning?applied={job.role_version}")


def _page(
    visit: Visit,
    job: Job,
    sent: _Sent | None,
    *,
    meanwhile: list[Bilingual] | None = None,
    made_anew: bool = False,
) -> Answer:
    study = study_of(job)
    proposal = study.proposals.get(job.role_version) if study else None
    view = ProposalView(made_anew=made_anew)
    if study is not None and proposal is not None and proposal.suggests:
        view = proposal_view(study, proposal, role_of(job)).model_copy(update={"made_anew": made_anew})
    status = 409 if meanwhile or made_anew else 422 if sent and sent.problems else 200
    return page(
        visit,
        "jobs/learning_proposal.html",
        job,
        "learning",
        status=status,
        view=view,
        fields=sent.fields if sent else {},
        problems=sent.problems if sent else {},
        changes=sent.changes if sent else None,
        meanwhile=meanwhile or [],
        reason_missing=bool(sent and sent.reason_missing),
    )
