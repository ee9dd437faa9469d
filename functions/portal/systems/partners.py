"""Partners whose systems call our API: who they are, and the keys they do it with."""

from __future__ import annotations

from mianshi.contracts.partner import Partner, Scope
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages import connections as pages
from mianshi.pages.connections import PartnersView, PartnerView
from mianshi.platform import accounts
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import partners
from mianshi.privacy.rights import Right

router = web.router()
MOST_KEYS = 20
_REFUSED = 422


@router.get("/partners")
def listed() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    view = PartnersView(partners=partners.every())
    return web.html(visit, pages.render_partners(view, staff.frame(visit, "connections")))


@router.get("/partners/new")
def new() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    return _page(visit, PartnerView(contact=visit.person.id))


@router.post("/partners/new")
def add() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    view = _typed(visit, None)
    if view.wrong:
        return _page(visit, view)
    made = Partner.model_validate(
        {"id": new_id("pa"), "name": view.name, "jobs": view.jobs, "contact": view.contact, "created_at": timestamp()}
    )
    partners.add(made)
    access.note(visit, AuditAction.PARTNER_CHANGED, f"{made.id} added")
    return web.see_other(f"/partners/{made.id}?done=created")


@router.get("/partners/<partner_id>")
def one(partner_id: str) -> Answer:
    visit = web.visit(router)
    return _page(visit, _view(_partner(visit, partner_id), done=visit.query("done")))


@router.post("/partners/<partner_id>")
def change(partner_id: str) -> Answer:
    visit = web.visit(router)
    known = _partner(visit, partner_id)
    view = _typed(visit, known)
    if view.wrong:
        return _page(visit, view)
    partners.change(known, name=view.name, jobs=view.jobs, contact=view.contact)
    access.note(visit, AuditAction.PARTNER_CHANGED, f"{known.id} changed")
    return web.see_other(f"/partners/{known.id}?done=saved")


@router.post("/partners/<partner_id>/keys")
def make_key(partner_id: str) -> Answer:
    """A new key; its secret is shown this once, and only its hash is kept."""
    visit = web.visit(router)
    known = _partner(visit, partner_id)
    scopes = [Scope(scope) for scope in visit.fields("scopes") if scope in set(Scope)]
    rate, days = visit.form("rate") or "120", visit.form("days")
    if not scopes or not _number(rate, 6000) or (days and not _number(days, 3650)) or len(known.keys) >= MOST_KEYS:
        return _page(visit, _view(known, wrong=["key"]))
    key, told = partners.new_key(
        known,
        scopes,
        visit.person.id,
        label=visit.form("label")[:60],
        per_minute=int(rate),
        days=int(days) if days else None,
    )
    after = partners.change(known, keys=[*known.keys, key])
    access.note(visit, AuditAction.PARTNER_CHANGED, f"{known.id} key {key.id} made")
    return _page(visit, _view(after, shown_key=told, api_url=f"{visit.origin}/api/v1"))


@router.post("/partners/<partner_id>/revoke")
def revoke(partner_id: str) -> Answer:
    visit = web.visit(router)
    known, wanted = _partner(visit, partner_id), visit.form("key")
    if wanted not in {key.id for key in known.keys}:
        raise Rejected("not_found", "there is no such key")
    at = timestamp()
    keys = [
        key.model_copy(update={"revoked_at": at}) if key.id == wanted and not key.revoked_at else key
        for key in known.keys
    ]
    partners.change(known, keys=keys)
    access.note(visit, AuditAction.PARTNER_CHANGED, f"{known.id} key {wanted} revoked")
    return web.see_other(f"/partners/{known.id}?done=revoked")


@router.post("/partners/<partner_id>/switch")
def switch(partner_id: str) -> Answer:
    visit = web.visit(router)
    known, on = _partner(visit, partner_id), visit.form("to") == "on"
    partners.change(known, active=on)
    access.note(visit, AuditAction.PARTNER_CHANGED, f"{known.id} {'on' if on else 'off'}")
    return web.see_other(f"/partners/{known.id}?done={'on' if on else 'off'}")


def _partner(visit: Visit, partner_id: str) -> Partner:
    access.require(visit, Right.MANAGE_CONNECTIONS)
    found = partners.find(partner_id)
    if found is None:
        raise Rejected("not_found", "there is no such partner")
    return found


def _typed(visit: Visit, known: Partner | None) -> PartnerView:
    name, contact = visit.form("name"), visit.form("contact")
    good = {"name": 0 < len(name) <= 80, "contact": _is_account(contact)}
    return PartnerView(
        partner=known,
        name=name[:80],
        jobs="all" if visit.form("jobs") == "all" else "own",
        contact=contact[:128],
        wrong=[field for field, fine in good.items() if not fine],
    )


def _is_account(contact: str) -> bool:
    """Whether the partner's jobs would belong to somebody; any name is taken where the product keeps no accounts."""
    if not 0 < len(contact) <= 128:
        return False
    return not settings().user_pool or not staff.signs_in() or accounts.find(contact) is not None


def _view(known: Partner, **more: object) -> PartnerView:
    shown = {"partner": known, "name": known.name, "jobs": known.jobs, "contact": known.contact}
    return PartnerView.model_validate(shown | more)


def _page(visit: Visit, view: PartnerView) -> Answer:
    page = pages.render_partner(view, staff.frame(visit, "connections"), timestamp())
    return web.html(visit, page, _REFUSED if view.wrong else 200)


def _number(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= most
