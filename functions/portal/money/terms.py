"""A customer's own figures about money: read by whoever sees costs, changed by whoever books them."""

from __future__ import annotations

from datetime import datetime

from mianshi.contracts import dates
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import Terms
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance import tariff
from mianshi.finance.figures import term_forms
from mianshi.pages.terms import Revision, TermsView, render_terms
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import connectors
from mianshi.platform.store import terms as kept
from mianshi.privacy.rights import Right, may

router = web.router()
_MONTHS_BACK, _MONTHS_AHEAD = 36, 12
_LONGEST_FIELD = 1000
_REFUSED, _CONFLICT = 422, 409


@router.get("/costs/terms")
def shown() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    known, names = kept.every(), _connections()
    newest = known[-1] if known else None
    fields = term_forms.fields_of(newest, list(_priced(newest, names)), first_open(now()))
    view = _view(visit, known, fields, saved=visit.query("saved") == "1")
    return web.html(visit, render_terms(view, staff.frame(visit, "costs")))


@router.post("/costs/terms")
def change() -> Answer:
    """Add a revision. Whatever is wrong, or was saved meanwhile, comes back with everything that was typed."""
    visit = web.visit(router)
    person = access.require(visit, Right.BOOK_COSTS)
    typed = {name: values[0][:_LONGEST_FIELD] for name, values in visit.whole_form().items() if name != "csrf"}
    known = kept.every()
    number = known[-1].revision if known else 0
    found = term_forms.read(typed, revision=number + 1, by=person.id, by_name=person.name[:100], at=timestamp())
    problems = {**_wrong_month(typed.get("effective_from", "").strip()), **found.problems}
    meanwhile = visit.form("revision") != str(number)
    if found.terms is None or problems or meanwhile:
        status = _REFUSED if problems else _CONFLICT
        view = _view(visit, known, typed, problems=problems, meanwhile=meanwhile and bool(known))
        return web.html(visit, render_terms(view, staff.frame(visit, "costs")), status)
    try:
        kept.add(found.terms)
    except Rejected:
        view = _view(visit, kept.every(), typed, meanwhile=True)
        return web.html(visit, render_terms(view, staff.frame(visit, "costs")), _CONFLICT)
    access.note(visit, AuditAction.TERMS_CHANGED, f"{found.terms.revision} from {found.terms.effective_from}")
    return web.see_other("/costs/terms?saved=1")


def first_open(moment: datetime) -> str:
    """The current month, or the next where it is closed already."""
    month = f"{moment:%Y-%m}"
    return month if kept.closed(month) is None else dates.later(month, 1)


def _wrong_month(month: str) -> dict[str, str]:
    """Nothing about a closed month may change, and what holds from a month on holds in every later one."""
    current = f"{now():%Y-%m}"
    if not dates.is_month(month):
        return {}
    if not dates.later(current, -_MONTHS_BACK) <= month <= dates.later(current, _MONTHS_AHEAD):
        return {"effective_from": "far_month"}
    while month <= current:
        if kept.closed(month) is not None:
            return {"effective_from": "closed_month"}
        month = dates.later(month, 1)
    return {}


def _view(
    visit: Visit,
    known: list[Terms],
    fields: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    saved: bool = False,
    meanwhile: bool = False,
) -> TermsView:
    newest = known[-1] if known else None
    before: list[Terms | None] = [None, *known]
    force = tariff.terms_of(f"{now():%Y-%m}", known)
    revisions = [
        Revision(terms=after, changes=term_forms.changes(earlier, after))
        for earlier, after in zip(before, known, strict=False)
    ]
    return TermsView(
        fields=fields,
        problems=problems or {},
        revision=newest.revision if newest else 0,
        connections=_priced(newest, _connections()),
        revisions=revisions[::-1],
        in_force=force.revision if force else None,
        may_change=may(visit.person, Right.BOOK_COSTS),
        saved=saved,
        meanwhile=meanwhile,
    )


def _connections() -> dict[str, str]:
    return {known.id: known.name or known.id for known in connectors.every()}


def _priced(newest: Terms | None, names: dict[str, str]) -> dict[str, str]:
    """The connections there are, and those that are gone but have a price: it would be lost otherwise."""
    calls = term_forms.CALLS
    priced = [key.removeprefix(calls) for key in (newest.prices if newest else {}) if key.startswith(calls)]
    return names | {known: known for known in priced if known not in names}
