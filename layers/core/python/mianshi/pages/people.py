"""The pages about candidates of a job: the list, adding, inviting, one candidate, and the report shown to a guest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mianshi.contracts.afterwards import Hire, TestScore
from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.hiring import Candidate, CandidateRequest, ConsentRecord, Job, Slot
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.people import AuditEntry, Link
from mianshi.pages.combining import CombinedShort
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.people_texts import PEOPLE_TEXTS
from mianshi.pages.texts import text

if TYPE_CHECKING:
    from markupsafe import Markup

Mark = Literal["", "yes", "no", "warn-mark"]
_MARKS: dict[str, Mark] = {
    "scored": "yes",
    "invitation_over": "warn-mark",
    "insufficient_evidence": "warn-mark",
    "unusable": "warn-mark",
    "for_a_person": "warn-mark",
    "failed": "no",
    "forward": "yes",
    "advance": "yes",
    "reject": "no",
}


class CandidateRow(Record):
    """One line of the list. Words are keys of texts; `name` is what somebody typed."""

    id: str
    name: str
    standing: str
    until: str = ""
    """How long the candidate may answer follow-up questions, UTC; empty unless they are being asked."""
    moving: bool = False
    """Changes by itself within minutes."""
    open: bool = False
    """Changes when the candidate does something."""
    band: str | None = None
    interview_id: str | None = None
    slot: Slot | None = None
    decision: str | None = None
    source: str = ""
    asks: bool = False
    """Something they asked for waits for an answer."""
    match: MatchNote | None = None
    """What the list shows of the résumé held against the job."""
    match_older: bool = False
    """Held against requirements that the job has no more."""
    match_band: int | None = None
    """Lowest per cent of the match's band of ten; None where nothing was held against the requirements in force."""


class Filters(Record):
    """What the list is narrowed to; empty: everything."""

    stage: str = ""
    decision: str = ""
    source: str = ""
    words: str = ""
    required: str = ""
    """``all``: whose résumé plainly meets all that is required."""
    sort: str = ""
    """``match``: by bands of the résumé's match; else the newest first."""

    @property
    def any(self) -> bool:
        """Whether the list is narrowed to anybody; an order hides nobody."""
        return bool(self.stage or self.decision or self.source or self.words or self.required)


class ListView(Record):
    """The list of a job's candidates. `more` is where the next page begins."""

    job: Job
    rows: list[CandidateRow]
    combined: dict[str, CombinedShort] = Field(default_factory=dict)
    """By candidate; empty where the job has no weights."""
    filters: Filters
    before: str = ""
    more: str | None = None
    cut_short: bool = False
    """The search ended at its bound before the page was full."""
    rights: list[str]
    usable: bool
    """Whether the visitor can do anything with those chosen."""
    told: str = ""
    """Key of a sentence about what was just done."""
    number: int = 0


class LiveRow(Record):
    """What may change in a row while somebody looks at it, in words."""

    id: str
    standing: str
    mark: str
    until: str
    band: str
    band_mark: str


class LiveList(Record):
    """Answer to the list's script: ask again after so many seconds; 0: nothing moves any more."""

    rows: list[LiveRow]
    again_s: int


class Wrong(Record):
    """A sentence beside a field: the end of a text key, and what it is filled with."""

    code: str
    row: int | None = None


class AddView(Record):
    """The forms to add candidates. `typed` is what was typed before, `wrong` what to put right, by field."""

    job: Job
    typed: dict[str, str] = Field(default_factory=dict)
    wrong: dict[str, Wrong] = Field(default_factory=dict)
    same_as: list[CandidateRow] = Field(default_factory=list)
    """Candidates of this job with the same contact."""
    pasted: str = ""
    sheet_trouble: str = ""
    once: str = ""


class SheetLine(Record):
    row: int
    name: str
    email: str
    phone: str
    source: str
    language: str


class SheetMistake(Record):
    row: int
    column: str
    field: str
    code: str
    value: str
    other_row: int | None = None


class CheckView(Record):
    """What a table holds, before anything is stored. `rows` is what the confirmation brings back."""

    job: Job
    people: list[SheetLine]
    known: list[SheetLine]
    """In this job already, by mail or telephone number."""
    mistakes: list[SheetMistake]
    ignored: list[str]
    rows: str
    once: str
    most: int


class Invitation(Record):
    """The link of one candidate, ready to be handed out."""

    candidate_id: str
    name: str
    email: str
    url: str
    message: str
    """Short message, in the candidate's language."""
    mail: str
    """Key: ``sent``, ``refused``, ``soon``, ``off`` (no sender configured) or ``no_address``."""


class InvitationsView(Record):
    job: Job
    invitations: list[Invitation]
    skipped: int = 0


class Moment(Record):
    """One point of a candidate's way: a text key and when it was reached."""

    key: str
    at: str | None


class RequestView(Record):
    request: CandidateRequest
    overdue: bool
    own_decision: bool
    """Whoever looks is who decided: somebody else should answer."""


class SharedLink(Record):
    link: Link
    url: str
    live: bool


class InterviewLink(Record):
    id: str
    standing: str
    until: str = ""
    """As of a `CandidateRow`."""
    appeal: bool


class TestsView(Record):
    """Results of a candidate's written tests."""

    tests: list[TestScore]
    may_add: bool


class CandidateView(Record):
    """Everything on the page of one candidate. `candidate` is masked for whoever may not see contacts."""

    job: Job
    candidate: Candidate
    standing: str
    band: str | None
    way: list[Moment]
    slot: Slot | None
    invitation: Invitation | None
    link_ends_at: str | None
    may_invite: bool
    budget_spent: bool = False
    """Whether the job's budget keeps this candidate, who was not invited yet, from being invited."""
    consents: list[ConsentRecord]
    requests: list[RequestView]
    interviews: list[InterviewLink]
    can_release: bool
    can_share: bool
    hire: Hire | None = None
    may_hire: bool = False
    """Whether a hire can be recorded: a person advanced the candidate, and the visitor decides."""
    shared: list[SharedLink]
    log: list[AuditEntry]
    rights: list[str]
    told: str = ""
    wrong: dict[str, Wrong] = Field(default_factory=dict)
    typed: dict[str, str] = Field(default_factory=dict)


class GuestView(Record):
    """The door in front of a report that opens once."""

    title: Bilingual
    department: str
    expires_at: str


def render_list(view: ListView, frame: Frame, **more: object) -> str:
    """The list of a job's candidates; its script asks ``/api/jobs/<job>/candidates`` for what changed."""
    from mianshi.pages.resumes import in_short  # noqa: PLC0415 - it needs what this module needs

    banded = bool(view.filters.sort)
    matched = {row.id: in_short(row.match, frame.language, banded=banded) for row in view.rows}
    data = {"live": f"/api/jobs/{view.job.id}/candidates", "again": again(view.rows)}
    return render_page("people/list.html", frame, view=view, marks=_MARKS, matched=matched, script_data=data, **more)


def render_add(view: AddView, frame: Frame, **more: object) -> str:
    """The forms to add one candidate or many."""
    return render_page("people/add.html", frame, view=view, script_data=_words(frame), **more)


def render_check(view: CheckView, frame: Frame, **more: object) -> str:
    """What a table holds: mistakes by row and column, and the button that stores the rest."""
    return render_page("people/check.html", frame, view=view, **more)


def render_invitations(view: InvitationsView, frame: Frame, **more: object) -> str:
    """Links, QR codes and messages of one candidate or several."""
    codes = {invitation.candidate_id: qr(invitation.url, frame.language) for invitation in view.invitations}
    return render_page("people/invitations.html", frame, view=view, codes=codes, script_data=_words(frame), **more)


def render_candidate(view: CandidateView, frame: Frame, **more: object) -> str:
    """The page of one candidate. `more` is what partial templates of other areas need."""
    code = qr(view.invitation.url, frame.language) if view.invitation else ""
    return render_page(
        "people/candidate.html", frame, view=view, marks=_MARKS, code=code, script_data=_words(frame), **more
    )


def render_guest(view: GuestView, frame: Frame) -> str:
    """What a guest sees before the report is opened and bound to their browser."""
    return render_page("people/guest.html", frame, view=view)


def live(rows: Sequence[CandidateRow], language: Language) -> LiveList:
    """The rows in words, and when to ask again."""
    return LiveList(
        rows=[
            LiveRow(
                id=row.id,
                standing=text(f"people_is_{row.standing}", language),
                mark=_MARKS.get(row.standing, ""),
                until=row.until,
                band=text(f"rv_band_{row.band}", language) if row.band else "",
                band_mark=_MARKS.get(row.band or "", ""),
            )
            for row in rows
        ],
        again_s=again(rows),
    )


def again(rows: Sequence[CandidateRow]) -> int:
    """Seconds after which a list is worth asking for again; 0 where nothing changes by itself."""
    return 4 if any(row.moving for row in rows) else 30 if any(row.open for row in rows) else 0


def qr(url: str, language: Language) -> Markup:
    """A QR code of an address as SVG (ISO/IEC 18004, error correction M), dark on light in any colour scheme."""
    import segno  # noqa: PLC0415 - few pages show one
    from markupsafe import Markup  # noqa: PLC0415 - as above

    drawn = segno.make(url, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, omitsize=True, svgclass=None, lineclass=None
    )
    label = Markup('<div class="qr" role="img" aria-label="{}">').format(text("people_qr_label", language))
    return label + Markup(drawn) + Markup("</div>")  # noqa: S704 - segno draws modules, the address is not in it


def _words(frame: Frame) -> Mapping[str, str]:
    names = ("people_copied", "people_copy_failed", "people_file_large", "people_file_reading")
    return {name.removeprefix("people_"): PEOPLE_TEXTS[name][frame.language == "en"] for name in names}
