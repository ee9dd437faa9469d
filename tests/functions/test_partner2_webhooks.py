"""A partner's subscriptions: who may make one, its secret, what it is told, and sending again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, EventKind, SwitchedOff
from mianshi.contracts.keys import candidate_subject, connector_subject, month_subject
from mianshi.contracts.news import News
from mianshi.contracts.partner import Scope
from mianshi.delivery import webhook
from mianshi.delivery.exchange import Attempt
from mianshi.outbound import owing
from mianshi.platform import secrets
from mianshi.platform.store import connectors, outbox, partners
from support.desk import candidate, open_job
from support.partner import Client, House, house

URL = "https://hooks.example.com/mianshi"
READS = (Scope.CANDIDATES_READ, Scope.INTERVIEWS_READ)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house(monkeypatch) as running:
        yield running


@pytest.fixture
def client(api: House) -> Client:
    return api.client()


def made(client: Client, **wish: Any) -> dict[str, Any]:
    reply = client.post("/webhooks", {"url": URL, **wish})
    assert reply.status == 201, reply.content
    return dict(reply.json)


def rows(connector: str, count: int, state: DeliveryState = DeliveryState.DONE) -> list[Delivery]:
    """Messages of a connector that were dealt with already, each a little later than the one before."""
    stored = []
    for number in range(count):
        subject = connector_subject(connector)
        at = f"2026-11-{number + 1:02d}T00:00:00.000Z"
        row = webhook_row(subject, connector, number).model_copy(
            update={"state": state, "attempts": 8, "updated_at": at, "last_error": "HTTP 500"}
        )
        outbox.add([row])
        stored.append(row)
    return stored


def webhook_row(subject: str, connector: str, number: int) -> Delivery:
    from mianshi.delivery import outbox as rules

    return rules.new(subject, connector, EventKind.CONNECTOR_TEST, f"test-{number}.event", "2026-11-01T00:00:00.000Z")


def stored(row: Delivery) -> Delivery:
    found = outbox.find(row.subject, row.connector, row.action)
    assert found is not None
    return found


def test_the_secret_is_told_once_and_lies_in_no_table(client: Client) -> None:
    told = made(client, events=["interview.scored"])
    assert told["secret"].startswith("whsec_") and told["health"]["failures"] == 0
    assert secrets.secret(f"mianshi/connector/{told['id']}") == told["secret"]
    again = client.get(f"/webhooks/{told['id']}").json
    assert "secret" not in again and again["events"] == ["interview.scored"]
    kept = connectors.find(told["id"])
    assert kept is not None and kept.partner == client.partner.id
    assert told["secret"] not in kept.model_dump_json()


def test_an_answer_that_is_given_again_holds_no_secret(client: Client) -> None:
    first = client.post("/webhooks", {"url": URL}, Idempotency_Key="one")
    again = client.post("/webhooks", {"url": URL}, Idempotency_Key="one")
    assert first.json["secret"] and again.json["secret"] is None
    assert again.json["id"] == first.json["id"] and len(client.get("/webhooks").json["items"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com:8443/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://例え.jp/",
    ],
)
def test_an_address_that_could_not_be_used_is_refused_at_once(client: Client, url: str) -> None:
    reply = client.post("/webhooks", {"url": url})
    assert (reply.status, reply.code) == (422, "invalid")
    assert reply.json["errors"][0]["pointer"] == "#/url"


def test_jobs_of_others_cannot_be_subscribed_to(client: Client) -> None:
    job = open_job()
    reply = client.post("/webhooks", {"url": URL, "jobs": [job.id]})
    assert reply.json["errors"] == [{"pointer": "#/jobs/0", "detail": "There is no such job."}]


def test_nobody_reaches_the_webhooks_of_others(api: House, client: Client) -> None:
    mine = made(client)["id"]
    other = api.client()
    connectors.add(Connector(id="own", kind=ConnectorKind.WEBHOOK, url=URL))
    for known in (mine, "own"):
        for reply in (
            other.get(f"/webhooks/{known}"),
            other.patch(f"/webhooks/{known}", {"name": "x"}),
            other.delete(f"/webhooks/{known}"),
            other.post(f"/webhooks/{known}/secret"),
            other.post(f"/webhooks/{known}/test"),
            other.get(f"/webhooks/{known}/deliveries"),
            other.post(f"/webhooks/{known}/replay", {"since": "2026-01-01T00:00:00Z"}),
        ):
            assert (reply.status, reply.code) == (404, "not_found")
    assert other.get("/webhooks").json["items"] == []
    weak = api.client(client.partner, [Scope.JOBS_READ])
    assert weak.get("/webhooks").code == "missing_scope"


def test_what_is_left_out_of_a_change_stays(client: Client) -> None:
    known = made(client, name="first", events=["candidate.hired"])["id"]
    told = client.patch(f"/webhooks/{known}", {"name": "second"}).json
    assert (told["name"], told["events"], told["url"]) == ("second", ["candidate.hired"], URL)
    told = client.patch(f"/webhooks/{known}", {"events": [], "enabled": False}).json
    assert (told["events"], told["enabled"]) == ([], False) and told["switched_off_at"]
    assert client.post(f"/webhooks/{known}/test").code == "no_test"
    told = client.patch(f"/webhooks/{known}", {"enabled": True}).json
    assert told["enabled"] and told["switched_off_at"] is None
    assert client.patch(f"/webhooks/{known}", {"url": "http://a.example"}).code == "invalid"


@pytest.mark.parametrize(("by", "status"), [("software", 200), ("lin", 403)])
def test_what_an_operator_switched_off_stays_off(client: Client, by: str, status: int) -> None:
    known = connectors.find(made(client)["id"])
    assert known is not None
    connectors.change(known, enabled=False, switched_off=SwitchedOff(at="2026-11-01T00:00:00.000Z", by=by))
    assert client.patch(f"/webhooks/{known.id}", {"enabled": False}).status == 200
    reply = client.patch(f"/webhooks/{known.id}", {"enabled": True})
    assert reply.status == status and (status == 200 or reply.code == "not_allowed")
    after = connectors.find(known.id)
    assert after is not None and after.enabled is (status == 200)


def test_whoever_was_interrupted_can_unsubscribe_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known = connectors.find(made(client)["id"])
    assert known is not None
    with monkeypatch.context() as broken:
        broken.setattr(connectors, "remove", lambda _: 1 / 0)
        assert client.delete(f"/webhooks/{known.id}").status == 500
    with pytest.raises(Exception, match=r"ResourceNotFound|not_found|gone|Defect"):
        secrets.secret(known.secret, fresh=True)
    assert client.delete(f"/webhooks/{known.id}").status == 204


def test_without_a_subscription_there_is_no_secret(client: Client) -> None:
    known = made(client)["id"]
    assert client.delete(f"/webhooks/{known}").status == 204
    assert connectors.find(known) is None
    assert client.get(f"/webhooks/{known}").status == 404
    with pytest.raises(Exception, match=r"ResourceNotFound|not_found|gone|Defect"):
        secrets.secret(f"mianshi/connector/{known}")


def test_two_secrets_sign_for_a_day_and_then_only_the_new_one(client: Client) -> None:
    told = made(client)
    new = client.post(f"/webhooks/{told['id']}/secret").json
    connector = connectors.find(told["id"])
    assert connector is not None and new["secret"] != told["secret"]
    until = int(datetime.fromisoformat(new["old_secret_until"]).timestamp() * 1000)
    row = webhook_row(connector_subject(connector.id), connector.id, 1)

    def signatures(now_ms: int) -> list[str]:
        news = News(event=row.event, subject=row.subject, at=row.created_at)
        kept = secrets.secret(connector.secret)
        attempt = Attempt(delivery=row, connector=connector, secret=kept, news=news, now_ms=now_ms, uncertain=False)
        call = next(webhook.deliver(attempt))
        return str(call.request.headers["webhook-signature"]).split()  # type: ignore[union-attr]

    assert len(signatures(until - 1)) == 2
    alone = signatures(until)
    assert len(alone) == 1 and alone[0] == signatures(until)[0]
    client.post(f"/webhooks/{told['id']}/secret")
    assert told["secret"] not in secrets.secret(connector.secret), "only the last two ever sign"


def test_the_secret_beside_the_new_one_is_the_one_that_signed_last_wherever_it_was_made(client: Client) -> None:
    known = connectors.find(made(client)["id"])
    assert known is not None
    kept = secrets.secret(known.secret, known.changed_at)
    elsewhere = f"whsec_{'A' * 40}"  # another process made it: this one still has the secret from before
    boto3.client("secretsmanager").put_secret_value(SecretId=known.secret, SecretString=f"{elsewhere} {kept}")
    new = client.post(f"/webhooks/{known.id}/secret").json["secret"]
    after = connectors.find(known.id)
    assert after is not None and after.changed_at > known.changed_at
    assert secrets.secret(known.secret, after.changed_at).split() == [new, elsewhere]


def test_a_test_goes_to_the_one_that_asks(api: House, client: Client) -> None:
    mine, other = made(client, events=["candidate.hired"])["id"], made(client)["id"]
    reply = client.post(f"/webhooks/{mine}/test")
    assert reply.status == 202
    [row] = outbox.about(connector_subject(mine))
    assert row.id == reply.json["delivery_id"] and outbox.about(connector_subject(other)) == []
    assert api.announced[-1][0] == "deliveries.owed"
    opened = client.get(f"/webhooks/{mine}/deliveries?state=open").json["items"]
    assert [one["id"] for one in opened] == [row.id]
    for _ in range(4):
        client.post(f"/webhooks/{mine}/test")
    assert client.post(f"/webhooks/{mine}/test").code == "too_many"


def test_a_subscription_hears_of_the_partners_jobs_and_of_later_ones(api: House, client: Client) -> None:
    known = made(client)["id"]
    theirs, foreign, shared = (
        open_job(partner=client.partner.id),
        open_job(),
        open_job(team=[client.partner.who]),
    )

    def told(job: Any) -> list[str]:
        one = candidate(job)
        return [row.connector for row in owing.about(one, EventKind.CANDIDATE_INVITED)]

    assert told(theirs) == [known] and told(shared) == [known]
    assert told(foreign) == []
    everything = api.client(api.partner(jobs="all"), [Scope.WEBHOOKS_WRITE, *READS])
    wide = made(everything)["id"]
    assert told(foreign) == [wide]
    month = month_subject("2026-11")
    assert owing.rows(EventKind.COSTS_BOOKED, month, "booked-1") == [], "no key of theirs reads costs"
    api.client(everything.partner, [Scope.COSTS_READ])
    assert [row.connector for row in owing.rows(EventKind.COSTS_BOOKED, month, "booked-1")] == [wide]
    fresh = partners.find(client.partner.id)
    assert fresh is not None
    partners.change(fresh, active=False)
    assert told(theirs) == [wide]


def test_whoever_may_not_read_is_not_told(api: House) -> None:
    partner = api.partner(jobs="all")
    weak = api.client(partner, [Scope.WEBHOOKS_WRITE])
    for wish in ({}, {"events": ["interview.scored"]}, {"events": ["candidate.hired", "candidate.erased"]}):
        reply = weak.post("/webhooks", {"url": URL, **wish})
        assert (reply.status, reply.code) == (403, "missing_scope"), wish
    known = made(weak, events=["candidate.erased"])["id"]
    assert weak.patch(f"/webhooks/{known}", {"events": []}).code == "missing_scope"
    reader = api.client(partner, [Scope.WEBHOOKS_WRITE, *READS])
    reader.patch(f"/webhooks/{known}", {"events": []})
    one = candidate(open_job())

    def told() -> list[str]:
        return [event for event in EventKind if owing.about(one, event) and not event.startswith("connector")]

    hears = [*list(EventKind)[:7], EventKind.CANDIDATE_ERASED, EventKind.INTERVIEW_DIVERGED]
    assert told() == hears, "without outcomes:read and costs:read nothing is told of hires and costs"
    reader.patch(f"/webhooks/{known}", {"events": ["resume.matched"]})
    assert told() == [EventKind.RESUME_MATCHED], "told where it is asked for by name"
    reader.patch(f"/webhooks/{known}", {"events": []})
    fresh = partners.find(partner.id)
    assert fresh is not None
    ended = [key.model_copy(update={"expires_at": "2026-11-01T00:00:00.000Z"}) for key in fresh.keys]
    partners.change(fresh, keys=ended)
    assert told() == [EventKind.CANDIDATE_ERASED], "a key that has ended reads nothing"


def test_what_a_partner_sees_no_more_is_neither_listed_nor_sent_again(api: House) -> None:
    client = api.client(api.partner(jobs="all"))
    known = made(client)["id"]
    one = candidate(open_job())
    for event in (EventKind.CANDIDATE_DECIDED, EventKind.CANDIDATE_ERASED):
        for row in owing.about(one, event):
            outbox.add([row.model_copy(update={"state": DeliveryState.DONE})])
    [erased, decided] = sorted(outbox.about(candidate_subject(one.job_id, one.id)), key=lambda row: row.event)[::-1]

    def listed() -> set[str]:
        return {item["id"] for item in client.get(f"/webhooks/{known}/deliveries").json["items"]}

    assert listed() == {erased.id, decided.id}
    fresh = partners.find(client.partner.id)
    assert fresh is not None
    partners.change(fresh, jobs="own")
    assert listed() == {erased.id}, "to delete is owed by whoever was told"
    reply = client.post(f"/webhooks/{known}/replay", {"delivery_id": decided.id})
    assert (reply.status, reply.code) == (404, "not_found")
    assert client.post(f"/webhooks/{known}/replay", {"since": "2026-01-01T00:00:00Z"}).json["replayed"] == 1
    assert stored(decided).state is DeliveryState.DONE


def test_nobody_hears_that_the_connector_of_another_is_off(api: House, client: Client) -> None:
    mine, also_mine = made(client)["id"], made(client)["id"]
    made(api.client())
    off = owing.rows(EventKind.CONNECTOR_OFF, connector_subject(mine), "off-1")
    assert {row.connector for row in off} == {also_mine}, "nor does it hear of itself"


def test_what_was_sent_is_listed_page_by_page(client: Client) -> None:
    known = made(client)["id"]
    done = rows(known, 5)
    rows(made(client)["id"], 2)
    first = client.get(f"/webhooks/{known}/deliveries?limit=2").json
    second = client.get(f"/webhooks/{known}/deliveries?limit=3&cursor={first['next']}").json
    listed = [one["id"] for one in first["items"] + second["items"]]
    assert listed == [row.id for row in reversed(done)] and second["next"] is None
    assert client.get(f"/webhooks/{known}/deliveries?cursor=abc.def").code == "bad_cursor"


def test_the_parked_say_why(client: Client) -> None:
    known = made(client)["id"]
    rows(made(client)["id"], 3, DeliveryState.PARKED)
    [row] = rows(known, 1, DeliveryState.PARKED)
    told = client.get(f"/webhooks/{known}/deliveries?state=parked").json
    assert [(one["id"], one["reason"], one["next_at"]) for one in told["items"]] == [(row.id, "HTTP 500", None)]


@pytest.mark.parametrize("state", [DeliveryState.DONE, DeliveryState.PARKED])
def test_one_message_is_sent_again_under_its_id(api: House, client: Client, state: DeliveryState) -> None:
    known = made(client)["id"]
    row, _ = rows(known, 2, state)
    reply = client.post(f"/webhooks/{known}/replay", {"delivery_id": row.id})
    assert (reply.status, reply.json["replayed"]) == (202, 1)
    again = stored(row)
    first = DeliveryState.UNKNOWN if state is DeliveryState.DONE else DeliveryState.PENDING
    assert (again.id, again.state, again.attempts) == (row.id, first, 0)
    assert api.announced[-1][0] == "deliveries.owed"
    other = rows(made(client)["id"], 1)[0]
    assert client.post(f"/webhooks/{known}/replay", {"delivery_id": other.id}).status == 404


def test_everything_since_a_moment_is_sent_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known = made(client)["id"]
    early, *late = rows(known, 5)
    given_up = candidate(open_job(partner=client.partner.id))
    subject = candidate_subject(given_up.job_id, given_up.id)
    parked = webhook_row(subject, known, 9).model_copy(
        update={"state": DeliveryState.PARKED, "updated_at": "2026-11-20T00:00:00.000Z"}
    )
    outbox.add([parked])
    from hooks import webhooks  # type: ignore[import-not-found]

    monkeypatch.setattr(webhooks, "MOST_REPLAYED", 3)
    first = client.post(f"/webhooks/{known}/replay", {"since": "2026-11-02T00:00:00Z"}).json
    assert (first["replayed"], first["more"]) == (3, True)
    rest = client.post(f"/webhooks/{known}/replay", {"since": "2026-11-02T00:00:00Z", "until": first["until"]}).json
    assert (rest["replayed"], rest["more"]) == (2, False)
    assert {stored(row).state for row in late} == {DeliveryState.UNKNOWN}, "they arrived once"
    assert stored(parked).state is DeliveryState.PENDING
    assert stored(early).state is DeliveryState.DONE


def test_what_was_given_up_before_many_others_is_sent_again_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = made(client)["id"]
    early, *_ = rows(known, 8, DeliveryState.PARKED)
    from hooks import webhooks

    monkeypatch.setattr(webhooks, "MOST_REPLAYED", 2)
    wish = {"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"}
    assert client.post(f"/webhooks/{known}/replay", wish).json["replayed"] == 1
    assert stored(early).state is DeliveryState.PENDING
    later = client.post(f"/webhooks/{known}/replay", {"since": "2090-01-01T00:00:00Z"})
    assert (later.status, later.json["replayed"]) == (202, 0)


def test_what_may_not_be_told_any_more_keeps_nothing_else_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known, mine = made(client)["id"], open_job(partner=client.partner.id)
    foreign, own = candidate(open_job()), candidate(mine)
    for number, one in enumerate([foreign, foreign, own]):
        row = webhook_row(candidate_subject(one.job_id, one.id), known, number)
        done = {"state": DeliveryState.DONE, "updated_at": f"2026-11-0{number + 1}T00:00:00.000Z"}
        outbox.add([row.model_copy(update=done)])
    from hooks import webhooks

    monkeypatch.setattr(webhooks, "MOST_REPLAYED", 1)
    told = client.post(f"/webhooks/{known}/replay", {"since": "2026-11-01T00:00:00Z"}).json
    assert (told["replayed"], told["more"]) == (1, False)
    assert stored(row).state is DeliveryState.UNKNOWN


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"delivery_id": "dl_1", "since": "2026-11-02T00:00:00Z"},
        {"since": "2026"},
        {"since": "2026-02-31T00:00:00Z"},
    ],
)
def test_a_replay_names_one_thing(client: Client, wish: dict[str, str]) -> None:
    assert client.post(f"/webhooks/{made(client)['id']}/replay", wish).code == "invalid"


def test_there_is_an_end_to_subscriptions(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from hooks import webhooks

    monkeypatch.setattr(webhooks, "MOST", 1)
    made(client)
    assert client.post("/webhooks", {"url": URL}).code == "limit_reached"
    add = connectors.add

    def beside_another(connector: Connector) -> None:
        add(connector.model_copy(update={"id": f"{connector.id[:-1]}-"}))
        add(connector)

    assert client.delete(f"/webhooks/{client.get('/webhooks').json['items'][0]['id']}").status == 204
    monkeypatch.setattr(connectors, "add", beside_another)
    assert client.post("/webhooks", {"url": URL}).code == "limit_reached"
    assert len(client.get("/webhooks").json["items"]) == 1
