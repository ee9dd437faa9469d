"""Connections and partners in the portal: set up without a command line, secrets shown once, everything taken back."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import boto3
import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind, DeliveryState, EventKind, SwitchedOff
from mianshi.contracts.partner import Scope
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.delivery import outbox as rules
from mianshi.delivery.connectors import platform_of
from mianshi.errors import Rejected, Transient
from mianshi.outbound import owing
from mianshi.pages.connection_fields import EVENT_NAMES, KIND_HINTS, KIND_NAMES, SCOPE_NAMES, described
from mianshi.platform import accounts, secrets, settings, signing, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import audit, connectors, deliveries, outbox, partners
from support.portal_moto import Portal, portal

KEEPS = "••••••••"
ROBOT = {"kind": "dingtalk_robot", "name": "HR 群", "secret.access_token": "t0ken", "secret.sign_secret": "SECret"}
WEBHOOK = {"kind": "webhook", "name": "ERP", "url": "https://erp.example.com/hook"}


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, detail: told.append(f"{kind} {detail.subject}"))
    return told


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, announced: list[str]) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        opened.sign_in(StaffRole.ADMIN)
        yield opened


def once(door: Portal, kind: str) -> str:
    page = door.get(f"/connections/new?kind={kind}").text
    return re.search(r'name="once" value="([a-z0-9]+)"', page).group(1)  # type: ignore[union-attr]


def add(door: Portal, form: dict[str, str]) -> str:
    answer = door.post("/connections/new", {**form, "once": once(door, form["kind"])})
    assert answer.status in (200, 303), answer.text
    [connector] = [known for known in connectors.every() if known.name == form["name"]]
    return connector.id


def mark(door: Portal, connector_id: str) -> str:
    page = door.get(f"/connections/{connector_id}").text
    return re.search(r'name="once" value="([a-z0-9]+)"', page).group(1)  # type: ignore[union-attr]


def other_secret() -> str:
    return f"whsec_{base64.b64encode(bytes(range(32))).decode()}"


def park(connector_id: str, *subjects: str, doubt: bool = False) -> None:
    at = timestamp()
    for subject in subjects:
        row = rules.new(subject, connector_id, EventKind.INTERVIEW_SCORED, "closed-1.message", at)
        before = row.model_copy(update={"state": DeliveryState.UNKNOWN if doubt else DeliveryState.FAILED})
        outbox.add([rules.park(before, at, "it said no")[0]])


def secret_of(connector_id: str) -> str:
    return str(
        boto3.client("secretsmanager").get_secret_value(SecretId=f"mianshi/connector/{connector_id}")["SecretString"]
    )


def test_a_connection_is_set_up_and_its_secret_lies_in_the_vault_only(door: Portal) -> None:
    known = add(door, ROBOT)
    assert json.loads(secret_of(known)) == {"access_token": "t0ken", "sign_secret": "SECret"}
    for page in ("/connections", f"/connections/{known}", f"/connections/{known}/edit"):
        text = door.get(page).text
        assert "HR 群" in text
        assert "t0ken" not in text and "SECret" not in text
    assert "t0ken" not in connectors.find(known).model_dump_json()  # type: ignore[union-attr]


def test_a_secret_that_is_left_alone_stays(door: Portal) -> None:
    known = add(door, ROBOT)
    kept = {"secret.access_token": "••••••••", "secret.sign_secret": "SECnew"}
    door.post(f"/connections/{known}/edit", {**ROBOT, "name": "Group", **kept, "events": ["interview.scored"]})
    assert json.loads(secret_of(known)) == {"access_token": "t0ken", "sign_secret": "SECnew"}
    after = connectors.find(known)
    assert after is not None
    assert (after.name, after.events) == ("Group", [EventKind.INTERVIEW_SCORED])


def test_a_webhook_gets_a_secret_that_is_shown_once(door: Portal) -> None:
    answer = door.post("/connections/new", {**WEBHOOK, "once": once(door, "webhook")})
    made = re.search(r"whsec_[A-Za-z0-9+/=]+", answer.text)
    assert made
    [connector] = connectors.every()
    assert secret_of(connector.id) == made.group()
    assert made.group() not in door.get(f"/connections/{connector.id}").text


def test_a_new_secret_is_valid_beside_the_old_one_until_that_is_dropped(door: Portal) -> None:
    known = add(door, WEBHOOK)
    connector = connectors.find(known)
    assert connector is not None
    connectors.change(connector, old_secret_until="2026-01-01T00:00:00.000Z")  # of an earlier change by API
    first = secret_of(known)
    page = door.post(f"/connections/{known}/secret", {"act": "new", "once": mark(door, known)}).text
    second = secret_of(known).split()[0]
    assert second in page
    assert secret_of(known).split() == [second, first]
    after = connectors.find(known)
    assert after is not None and after.old_secret_until is None, "an earlier end cuts the old one off"
    door.post(f"/connections/{known}/secret", {"act": "drop"})
    assert secret_of(known) == second


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"url": "http://erp.example.com/x"}, "url"),
        ({"url": "https://169.254.169.254/x"}, "url"),
        ({"url": ""}, "url"),
        ({"secret": "not a secret of ours"}, "secret"),
    ],
)
def test_a_wrong_entry_is_marked_and_what_was_typed_stays(door: Portal, change: dict[str, str], field: str) -> None:
    answer = door.post("/connections/new", {**WEBHOOK, **change, "once": once(door, "webhook")})
    assert answer.status == 422
    assert f'id="{field}-wrong"' in answer.text
    assert connectors.every() == []


@pytest.mark.parametrize(
    ("kind", "url", "secret"),
    [
        ("dingtalk_robot", "https://oapi.dingtalk.com/robot/send?access_token=t0ken", {"secret.access_token": "t"}),
        ("wecom_robot", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=t0ken", {"secret": "key"}),
        ("feishu_robot", "https://open.feishu.cn/open-apis/bot/v2/hook/t0ken", {"secret.hook": "hook"}),
    ],
)
def test_an_address_that_holds_a_secret_is_not_stored(
    door: Portal, kind: str, url: str, secret: dict[str, str]
) -> None:
    form = {"kind": kind, "name": "Group", "url": url, **secret, "once": once(door, kind)}
    answer = door.post("/connections/new", form)
    assert answer.status == 422 and 'id="url-wrong"' in answer.text
    assert connectors.every() == []


def test_a_form_that_is_sent_twice_makes_one_connection(door: Portal) -> None:
    form = {**ROBOT, "once": once(door, "dingtalk_robot")}
    assert door.post("/connections/new", form).status == 303
    assert door.post("/connections/new", form).status == 409
    assert len(connectors.every()) == 1


def test_a_test_is_owed_like_any_message(door: Portal, announced: list[str]) -> None:
    known = add(door, ROBOT)
    assert door.post(f"/connections/{known}/test", {}).status == 303
    [row] = outbox.about(f"connector:{known}")
    assert (row.event, row.state, row.connector) == (EventKind.CONNECTOR_TEST, DeliveryState.PENDING, known)
    assert announced == [f"deliveries.owed connector:{known}"]
    for _ in range(4):
        door.post(f"/connections/{known}/test", {})
    assert door.post(f"/connections/{known}/test", {}).status == 429
    door.post(f"/connections/{known}/switch", {"to": "off"})
    assert door.post(f"/connections/{known}/test", {}).status == 409


def test_switching_off_stops_what_is_owed_and_on_forgets_the_failures(door: Portal) -> None:
    known = add(door, ROBOT)
    assert owing.rows(EventKind.INTERVIEW_SCORED, "interview:iv_1", "closed-1")
    door.post(f"/connections/{known}/switch", {"to": "off"})
    assert owing.rows(EventKind.INTERVIEW_SCORED, "interview:iv_1", "closed-1") == []
    bad = connectors.health(known).model_copy(update={"failures": 9, "failing_since": timestamp(), "last_error": "no"})
    connectors.doing(bad)
    door.post(f"/connections/{known}/switch", {"to": "on"})
    assert connectors.health(known).failures == 0
    assert connectors.find(known).enabled  # type: ignore[union-attr]


def test_a_parked_message_is_explained_and_sent_again(door: Portal, announced: list[str]) -> None:
    known = add(door, ROBOT)
    at = timestamp()
    row = rules.new("interview:iv_1", known, EventKind.INTERVIEW_SCORED, "closed-1.message", at)
    parked, _ = rules.park(row, at, "errcode 310000: <b>sign</b>")
    outbox.add([parked])
    page = door.get(f"/connections/{known}").text
    assert "errcode 310000: &lt;b&gt;sign&lt;/b&gt;" in page
    form = {"subject": "interview:iv_1", "action": "closed-1.message"}
    assert door.post(f"/connections/{known}/resend", form).status == 303
    [again] = outbox.about("interview:iv_1")
    assert (again.state, again.attempts) == (DeliveryState.PENDING, 0)
    assert announced == ["deliveries.owed interview:iv_1"]
    assert door.post(f"/connections/{known}/resend", form).status == 409


def test_everything_parked_is_sent_again_at_once_but_what_may_have_arrived(door: Portal, announced: list[str]) -> None:
    known, other = "group", add(door, WEBHOOK)
    connectors.add(Connector(id=known, kind=ConnectorKind.WECOM_ROBOT))
    park(known, *(f"interview:iv_{n}" for n in range(3)))
    park(known, "interview:iv_9", doubt=True)
    park(other, "interview:iv_1")
    assert door.post(f"/connections/{known}/resend-all", {}).headers["location"].endswith("done=resent_all")
    rows = [row for n in range(3) for row in outbox.about(f"interview:iv_{n}") if row.connector == known]
    assert [row.state for row in rows] == [DeliveryState.PENDING] * 3
    assert sorted(announced) == [f"deliveries.owed interview:iv_{n}" for n in range(3)]
    assert [row.state for row in outbox.about("interview:iv_9")] == [DeliveryState.PARKED]
    assert [row.state for row in outbox.about("interview:iv_1") if row.connector == other] == [DeliveryState.PARKED]
    assert door.post(f"/connections/{known}/resend-all", {}).headers["location"].endswith("done=resent_none")


def test_a_connection_shows_what_waits_and_its_own_parked_rows_among_many(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = add(door, ROBOT), add(door, WEBHOOK)
    park(known, "interview:iv_old")
    outbox.add(owing.rows(EventKind.INTERVIEW_SCORED, "interview:iv_open", "closed-1"))
    park(other, *(f"interview:iv_{n}" for n in range(6)))
    page = door.get(f"/connections/{known}").text
    assert "iv_old" in page and "iv_0" not in page
    assert "On their way" in page
    assert "there may be older ones" not in page
    monkeypatch.setattr(deliveries, "LOOKED_THROUGH", 4)
    page = door.get(f"/connections/{known}").text
    assert "iv_old" not in page and "there may be older ones" in page
    position = deliveries.page(known, "parked", 5)[1]
    assert [row.subject for row in deliveries.page(known, "parked", 5, position)[0]] == ["interview:iv_old"]


def test_only_what_the_software_switched_off_was_switched_off_by_itself(door: Portal) -> None:
    known = add(door, ROBOT)
    door.post(f"/connections/{known}/switch", {"to": "off"})
    assert "switched off by itself" not in door.get("/connections").text
    stands = connectors.find(known)
    assert stands is not None
    connectors.change(stands, switched_off=SwitchedOff(at=timestamp(), by="software", reason="it failed for days"))
    assert "switched off by itself" in door.get("/connections").text


def test_a_new_secret_that_is_asked_for_twice_leaves_the_one_in_use(door: Portal) -> None:
    known = add(door, WEBHOOK)
    used, once = secret_of(known), mark(door, known)
    assert door.post(f"/connections/{known}/secret", {"act": "new", "once": once}).status == 200
    assert door.post(f"/connections/{known}/secret", {"act": "new", "once": once}).status == 409
    assert door.post(f"/connections/{known}/secret", {"act": "new"}).status == 422
    assert len(secret_of(known).split()) == 2
    door.post(f"/connections/{known}/secret", {"act": "new", "once": mark(door, known)})
    assert secret_of(known).split()[-1] == used, "one that nobody saw pushed it out"


def test_secrets_that_another_process_changed_are_not_put_back(door: Portal) -> None:
    hook, robot = add(door, WEBHOOK), add(door, ROBOT)
    door.post(f"/connections/{hook}/secret", {"act": "new", "once": mark(door, hook)})
    door.post(f"/connections/{robot}/edit", {**ROBOT, "secret.access_token": KEEPS, "secret.sign_secret": KEEPS})
    vault = boto3.client("secretsmanager")
    newer, older = secret_of(hook).split()
    vault.put_secret_value(SecretId=f"mianshi/connector/{hook}", SecretString=f"{other_secret()} {newer} {older}")
    changed = json.dumps({"access_token": "anew", "sign_secret": "SECret"})
    vault.put_secret_value(SecretId=f"mianshi/connector/{robot}", SecretString=changed)
    newest = secret_of(hook).split()[0]
    door.post(f"/connections/{hook}/secret", {"act": "drop"})
    assert secret_of(hook) == newest
    door.post(f"/connections/{robot}/edit", {**ROBOT, "secret.access_token": KEEPS, "secret.sign_secret": "SECnew"})
    assert json.loads(secret_of(robot)) == {"access_token": "anew", "sign_secret": "SECnew"}


def test_whoever_kept_the_secret_from_before_reads_it_again(door: Portal) -> None:
    known = add(door, ROBOT)
    before = connectors.find(known)
    assert before is not None and "t0ken" in secrets.secret(before.secret, before.changed_at)
    kept = dict(secrets._kept)  # as another process still has it
    door.post(f"/connections/{known}/edit", {**ROBOT, "secret.access_token": "anew", "secret.sign_secret": KEEPS})
    secrets._kept.update(kept)
    after = connectors.find(known)
    assert after is not None and "anew" in secrets.secret(after.secret, after.changed_at)


def test_a_change_that_is_refused_leaves_the_secret_alone(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    known = add(door, ROBOT)

    def refused(before: Connector, **_: object) -> Connector:
        raise Rejected("changed_meanwhile", before.id)

    monkeypatch.setattr(connectors, "change", refused)
    form = {**ROBOT, "secret.access_token": "anew", "secret.sign_secret": KEEPS}
    assert door.post(f"/connections/{known}/edit", form).status == 409
    assert json.loads(secret_of(known))["access_token"] == "t0ken"


def test_a_connection_whose_secret_could_not_be_kept_is_seen_and_mended(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(name: str, value: str) -> None:
        raise Transient("aws_busy", name)

    with monkeypatch.context() as broken:
        broken.setattr(secrets, "keep", busy)
        door.post("/connections/new", {**ROBOT, "once": once(door, "dingtalk_robot")})
    [left] = connectors.every()
    assert not left.enabled
    assert door.post(f"/connections/{left.id}/edit", ROBOT).status == 303
    assert json.loads(secret_of(left.id))["access_token"] == "t0ken"


def test_a_test_waits_for_the_sweep_where_it_cannot_be_announced(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    known = add(door, ROBOT)

    def busy(kind: str, detail: object) -> None:
        raise Transient("aws_busy", kind)

    monkeypatch.setattr(workflow, "announce", busy)
    assert door.post(f"/connections/{known}/test", {}).status == 303
    assert [row.state for row in outbox.about(f"connector:{known}")] == [DeliveryState.PENDING]


def test_removing_needs_a_tick_and_takes_the_secret_along(door: Portal) -> None:
    known = add(door, ROBOT)
    assert door.post(f"/connections/{known}/remove", {}).status == 422
    assert door.post(f"/connections/{known}/remove", {"confirmed": "yes"}).status == 303
    assert connectors.every() == []
    with pytest.raises(boto3.client("secretsmanager").exceptions.ResourceNotFoundException):
        secret_of(known)


def test_every_kind_has_a_form_and_every_field_its_words(door: Portal) -> None:
    for kind in ConnectorKind:
        platform = platform_of(kind)
        answer = door.get(f"/connections/new?kind={kind.value}")
        assert answer.status == 200
        names = [f"settings.{name}" for name in platform.settings.model_fields]
        names += [f"secret.{name}" for name in (platform.secret.model_fields if platform.secret else ())]
        assert [name for name in names if f'name="{name}"' not in answer.text] == []
        assert [name for name in names if not described(kind, name)] == [], kind


def test_every_kind_event_and_scope_is_named() -> None:
    assert set(KIND_NAMES) == set(KIND_HINTS) == set(ConnectorKind)
    assert set(EVENT_NAMES) == set(EventKind)
    assert set(SCOPE_NAMES) == set(Scope)


# -- partners


def test_a_key_is_shown_once_and_only_its_hash_is_kept(door: Portal) -> None:
    where = door.post("/partners/new", {"name": "北森", "contact": "lin", "jobs": "own"}).headers["location"]
    [partner] = partners.every()
    assert partner.id in where
    page = door.post(
        f"/partners/{partner.id}/keys", {"label": "prod", "scopes": ["jobs:read"], "rate": "60", "days": "30"}
    ).text
    token = re.search(r"mk_(pa_[0-9A-Z]{26}-[a-z0-9]+)_([a-z0-9]+)", page)
    assert token
    [partner] = partners.every()
    [key] = partner.keys
    assert (key.id, key.hash, key.scopes, key.per_minute) == (token[1], signing.hashed(token[2]), [Scope.JOBS_READ], 60)
    assert token[2] not in door.get(f"/partners/{partner.id}").text
    door.post(f"/partners/{partner.id}/revoke", {"key": key.id})
    assert partners.every()[0].keys[0].revoked_at
    door.post(f"/partners/{partner.id}/switch", {"to": "off"})
    assert not partners.every()[0].active
    changes = [
        entry.detail
        for entry in audit.of_day(f"{now():%Y-%m-%d}", 50)[0]
        if entry.action is AuditAction.PARTNER_CHANGED
    ]
    assert len(changes) == 4


@pytest.mark.parametrize(
    "form", [{"scopes": []}, {"scopes": ["root"]}, {"rate": "0"}, {"rate": "x"}, {"days": "99999"}]
)
def test_a_key_for_nothing_or_with_odd_numbers_is_refused(door: Portal, form: dict[str, object]) -> None:
    door.post("/partners/new", {"name": "P", "contact": "lin"})
    [partner] = partners.every()
    good: dict[str, object] = {"scopes": ["jobs:read"], "rate": "60"}
    assert door.post(f"/partners/{partner.id}/keys", {**good, **form}).status == 422
    assert partners.every()[0].keys == []


def test_a_partners_jobs_never_belong_to_nobody(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER_POOL", "pool")
    settings.settings.cache_clear()
    monkeypatch.setattr(accounts, "find", lambda user: user if user == "lin" else None)
    answer = door.post("/partners/new", {"name": "北森", "contact": "lln", "jobs": "own"})
    assert answer.status == 422 and "There is no such account" in answer.text
    assert partners.every() == []
    assert door.post("/partners/new", {"name": "北森", "contact": "lin", "jobs": "own"}).status == 303
