"""Connections to other systems: what there is, how it is doing, and everything that can be done about it."""

from __future__ import annotations

import base64
import re
import secrets as chance

from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind, SwitchedOff
from mianshi.contracts.keys import connector_subject
from mianshi.contracts.people import AuditAction
from mianshi.delivery import outbox as rules
from mianshi.delivery.connectors import platform_of
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Defect, Rejected
from mianshi.outbound import owing
from mianshi.pages import connections as pages
from mianshi.pages.connections import ConnectionForm, ConnectionLine, ConnectionsView, ConnectionView, KindsView
from mianshi.platform import secrets, signing
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import connectors, deliveries, limits, outbox
from mianshi.privacy.rights import Right
from systems import connecting, resending

router = web.router()
MOST = 50
"""Deliveries that a page shows."""
_COUNTED = 200
"""Deliveries that are on their way and counted; where there are more, the page says so."""
_NOT_THERE = "ResourceNotFoundException"
_REFUSED = 422
_ONCE_S = 86_400


@router.get("/connections")
def listed() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    view = ConnectionsView(lines=[_line(known) for known in connectors.every()], done=visit.query("done"))
    return web.html(visit, pages.render_connections(view, staff.frame(visit, "connections")))


@router.get("/connections/new")
def new() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    kind = visit.query("kind")
    if kind not in set(ConnectorKind):
        view = KindsView(kinds=list(ConnectorKind))
        return web.html(visit, pages.render_kinds(view, staff.frame(visit, "connections")))
    return _form(visit, connecting.empty(ConnectorKind(kind)))


@router.post("/connections/new")
def add() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MANAGE_CONNECTIONS)
    if visit.form("kind") not in set(ConnectorKind):
        raise Rejected("bad_request", "there is no such kind")
    kind = ConnectorKind(visit.form("kind"))
    made = _new_secret() if kind is ConnectorKind.WEBHOOK and not visit.form("secret") else ""
    try:
        connector, secret = connecting.read(visit, kind, None, made)
    except Rejected as error:
        return _form(visit, connecting.typed(visit, kind, None, error.detail.split()))
    _first_time(visit.form("once"))
    name = _id(connector.name, kind)
    connector = connector.model_copy(
        update={"id": name, "secret": f"mianshi/connector/{name}" if secret else "", "created_at": timestamp()}
    )
    # Off until its secret is there, and stored before it: what goes wrong in between is seen in the list.
    stored = connector.model_copy(update={"enabled": not secret})
    connectors.add(stored)
    if secret:
        secrets.keep(connector.secret, secret)
        stored = connectors.change(stored, enabled=True)
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{name} added as {kind.value}")
    if made:
        return _one(visit, stored, shown_secret=made, done="added")
    return web.see_other(f"/connections/{name}?done=added")


@router.get("/connections/<connector_id>")
def one(connector_id: str) -> Answer:
    visit = web.visit(router)
    return _one(visit, _connector(visit, connector_id), done=visit.query("done"))


@router.get("/connections/<connector_id>/edit")
def edit(connector_id: str) -> Answer:
    visit = web.visit(router)
    return _form(visit, connecting.filled(_connector(visit, connector_id)))


@router.post("/connections/<connector_id>/edit")
def change(connector_id: str) -> Answer:
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    kept = _secret(known)
    try:
        after, secret = connecting.read(visit, known.kind, known, kept)
    except Rejected as error:
        return _form(visit, connecting.typed(visit, known.kind, known, error.detail.split()))
    if secret != kept:
        after = after.model_copy(update={"secret": known.secret or f"mianshi/connector/{known.id}"})
    updates = {name: getattr(after, name) for name in type(after).model_fields}
    stored = connectors.change(known, **updates)  # before the secret: it may be refused
    if secret != kept:
        _keep(stored, secret)
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} changed")
    return web.see_other(f"/connections/{known.id}?done=saved")


@router.post("/connections/<connector_id>/test")
def test(connector_id: str) -> Answer:
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    subject = connector_subject(known.id)
    deeds = platform_of(known.kind).deeds(EventKind.CONNECTOR_TEST, known)
    if not deeds or not known.enabled:
        raise Rejected("no_test", known.id)
    _too_often(known)
    occurrence = f"test-{new_id('t')}"
    at = timestamp()
    rows = [rules.new(subject, known.id, EventKind.CONNECTOR_TEST, f"{occurrence}.{deed}", at) for deed in deeds]
    owing.wake(outbox.add(rows))
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} tested")
    return web.see_other(f"/connections/{known.id}?done=tested")


@router.post("/connections/<connector_id>/switch")
def switch(connector_id: str) -> Answer:
    visit = web.visit(router)
    known, on = _connector(visit, connector_id), visit.form("to") == "on"
    off = None if on else SwitchedOff(at=timestamp(), by=visit.person.id)
    connectors.change(known, enabled=on, switched_off=off)
    if on:
        connectors.doing(connectors.health(known.id).model_copy(update={"failing_since": None, "failures": 0}))
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} {'on' if on else 'off'}")
    return web.see_other(f"/connections/{known.id}?done={'on' if on else 'off'}")


@router.post("/connections/<connector_id>/secret")
def another_secret(connector_id: str) -> Answer:
    """A new secret beside the old one, or without it: receivers move from one to the other without a gap."""
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    if known.kind is not ConnectorKind.WEBHOOK:
        raise Rejected("bad_request", "only webhooks have secrets of ours")
    if visit.form("act") != "drop":
        _first_time(visit.form("once"))  # a second press would push out the secret that receivers use
    known = connectors.change(known, old_secret_until=None)  # set by API; here somebody drops the old one
    kept = _secret(known).split()
    if visit.form("act") == "drop":
        if kept:
            _keep(known, kept[0])
        access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} old secret dropped")
        return web.see_other(f"/connections/{known.id}?done=secret")
    made = _new_secret()
    _keep(known, " ".join([made, *kept[:2]]))  # one that was made and lost must not push out the one in use
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} new secret")
    return _one(visit, known, shown_secret=made, done="secret")


@router.post("/connections/<connector_id>/remove")
def remove(connector_id: str) -> Answer:
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    if visit.form("confirmed") != "yes":
        raise Rejected("bad_request", "not confirmed")
    if known.secret.startswith("mianshi/connector/"):
        secrets.forget(known.secret)
    connectors.remove(known.id)
    access.note(visit, AuditAction.CONNECTION_CHANGED, f"{known.id} removed")
    return web.see_other("/connections?done=removed")


@router.post("/connections/<connector_id>/resend")
def resend(connector_id: str) -> Answer:
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    row = owing.resend(visit.form("subject"), known.id, visit.form("action"))
    access.note(visit, AuditAction.RESENT, f"{row.connector} {row.action} {row.subject}"[:200])
    return web.see_other(f"/connections/{known.id}?done=resent")


@router.post("/connections/<connector_id>/resend-all")
def resend_all(connector_id: str) -> Answer:
    """What is parked, so many rows at a time, without what may have arrived: a person looks first."""
    visit = web.visit(router)
    known = _connector(visit, connector_id)
    sent = resending.everything(known)
    access.note(visit, AuditAction.RESENT, f"{known.id}: {sent} deliveries")
    return web.see_other(f"/connections/{known.id}?done={'resent_all' if sent else 'resent_none'}")


def _secret(known: Connector) -> str:
    """What stands in Secrets Manager now; empty where nothing does."""
    if not known.secret:
        return ""
    try:
        return secrets.secret(known.secret, fresh=True)
    except Defect as error:
        if error.detail != _NOT_THERE:
            raise
        return ""


def _keep(known: Connector, value: str) -> None:
    """Store a connector's secret, and let everybody who keeps the one before know."""
    secrets.keep(known.secret, value)
    try:
        connectors.change(known)
    except Rejected:
        return  # somebody changed it just now: that tells them as well


def _connector(visit: Visit, connector_id: str) -> Connector:
    access.require(visit, Right.MANAGE_CONNECTIONS)
    found = connectors.find(connector_id)
    if found is None:
        raise Rejected("not_found", "there is no such connection")
    return found


def _form(visit: Visit, view: ConnectionForm) -> Answer:
    page = pages.render_form(view, staff.frame(visit, "connections"))
    return web.html(visit, page, _REFUSED if view.wrong else 200)


def _one(visit: Visit, connector: Connector, *, shown_secret: str = "", done: str = "") -> Answer:
    parked, more = deliveries.page(connector.id, "parked", MOST)
    waiting, uncounted = deliveries.page(connector.id, "open", _COUNTED)
    view = ConnectionView(
        line=_line(connector),
        callback_url=f"{visit.origin}/callbacks/{connector.id}" if connecting.calls_back(connector.kind) else "",
        delivered=outbox.delivered(connector.id, MOST),
        parked=parked,
        parked_cut=more is not None,
        waiting=len(waiting),
        waiting_cut=uncounted is not None,
        next_at=waiting[0].due_at if waiting else None,
        once=signing.chance(),
        done=done,
        shown_secret=shown_secret,
    )
    return web.html(visit, pages.render_connection(view, staff.frame(visit, "connections")))


def _line(connector: Connector) -> ConnectionLine:
    return ConnectionLine(
        connector=connector,
        health=connectors.health(connector.id),
        calls=connectors.calls_this_month(connector.id),
        quota=platform_of(connector.kind).monthly_quota,
    )


def _id(name: str, kind: ConnectorKind) -> str:
    """From its name where that has letters a key can hold, and never one that was there before."""
    head = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24].strip("-") or kind.value.replace("_", "-")
    return f"{head}-{new_id('x')[-6:].lower()}"


def _new_secret() -> str:
    """Standard Webhooks: 24 to 64 bytes by chance."""
    return f"whsec_{base64.b64encode(chance.token_bytes(32)).decode()}"


def _first_time(once: str) -> None:
    if not 8 <= len(once) <= 64 or not once.isalnum():
        raise Rejected("bad_request", "the form has no mark")
    if limits.hit(f"connection:{once}", _ONCE_S) > 1:
        raise Rejected("already_done", "the form was stored before")


def _too_often(known: Connector) -> None:
    if limits.hit(f"test:{known.id}", 60) > 5:
        raise Rejected("too_many", known.id)
