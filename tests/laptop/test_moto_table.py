"""Our order of moto's tables gives what moto's own search gives, and its writes exclude each other as DynamoDB's do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

from laptop import moto_seam, moto_table
from laptop.cloud import Cloud

TABLE = "ordered"
STRINGS = ("pk", "sk", "list_pk", "list_sk")


@pytest.fixture
def dynamodb(cloud: Cloud) -> Iterator[Any]:
    client = cloud.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in STRINGS],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "listed",
                "KeySchema": [
                    {"AttributeName": "list_pk", "KeyType": "HASH"},
                    {"AttributeName": "list_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    yield client
    client.delete_table(TableName=TABLE)


def key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def write(dynamodb: Any, chance: random.Random) -> None:
    """One write of any kind; a transaction that fails halfway is one of them."""
    at = key(f"p{chance.randrange(4)}", f"s{chance.randrange(30):02d}")
    listed = {"list_pk": {"S": f"l{chance.randrange(3)}"}, "list_sk": {"S": f"t{chance.randrange(9)}"}}
    item = at | (listed if chance.random() < 0.7 else {})
    kind = chance.randrange(5)
    if kind == 0:
        dynamodb.delete_item(TableName=TABLE, Key=at)
    elif kind == 1:
        move = "SET list_pk = :p, list_sk = :s" if chance.random() < 0.6 else "REMOVE list_pk SET n = :s"
        values = {":p": listed["list_pk"], ":s": listed["list_sk"]}
        values = {name: value for name, value in values.items() if name in move}
        dynamodb.update_item(TableName=TABLE, Key=at, UpdateExpression=move, ExpressionAttributeValues=values)
    elif kind == 2:
        impossible = {"Key": key("p0", "never"), "ConditionExpression": "attribute_exists(pk)"}
        with pytest.raises(ClientError, match="TransactionCanceled"):
            dynamodb.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": TABLE, "Item": item}},
                    {"Delete": {"TableName": TABLE, **impossible}},
                ]
            )
    else:
        dynamodb.put_item(TableName=TABLE, Item=item)


def found(dynamodb: Any, **query: Any) -> list[dict[str, Any]]:
    """All items, page by page: moto may end with an empty page where others of the partition are out of range."""
    pages = [page["Items"] for page in dynamodb.get_paginator("query").paginate(TableName=TABLE, **query)]
    assert all(len(page) <= query["Limit"] for page in pages)
    return [item for page in pages for item in page]


def questions() -> Iterator[dict[str, Any]]:
    spans = [
        "",
        " AND {0} > :a",
        " AND {0} < :a",
        " AND {0} <= :a",
        " AND begins_with({0}, :a)",
        " AND {0} BETWEEN :a AND :b",
    ]
    for index, partition in [(None, f"p{n}") for n in range(4)] + [("listed", f"l{n}") for n in range(3)]:
        names, places = (("list_pk", "list_sk"), ("t3", "t6")) if index else (("pk", "sk"), ("s1", "s19"))
        for span in spans:
            values = {":p": {"S": partition}, ":a": {"S": places[0]}, ":b": {"S": places[1]}}
            text = f"{names[0]} = :p" + span.format(names[1])
            for forward in (True, False):
                yield {
                    "KeyConditionExpression": text,
                    "ExpressionAttributeValues": {n: v for n, v in values.items() if n in text},
                    "ScanIndexForward": forward,
                    "Limit": 3,
                } | ({"IndexName": index} if index else {})


def test_every_query_gives_what_moto_itself_would_give(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    for _ in range(2):
        for _ in range(70):
            write(dynamodb, chance)
        asked = list(questions())
        ours = [found(dynamodb, **question) for question in asked]
        with monkeypatch.context() as own:
            own.setattr(Table, "query", moto_table.original_query)
            own.setattr(Table, "all_items", moto_table.original_all_items)
            theirs = [found(dynamodb, **question) for question in asked]
        assert ours == theirs
        assert sum(map(len, ours)) > 100


def test_a_query_looks_at_no_other_partition(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(40):
        listed = {"list_pk": {"S": f"l{n % 2}"}, "list_sk": {"S": f"t{n:02d}"}}
        dynamodb.put_item(TableName=TABLE, Item=key(f"p{n}", "s") | listed)
    seen: list[int] = []

    def looking(self: Table) -> Any:
        items = moto_table._all_items(self)
        seen.append(len(items))
        return items

    monkeypatch.setattr(Table, "all_items", looking)
    values = {":p": {"S": "l1"}}
    query = {"IndexName": "listed", "KeyConditionExpression": "list_pk = :p", "ExpressionAttributeValues": values}
    answer = dynamodb.query(TableName=TABLE, Limit=5, ScanIndexForward=False, **query)
    assert [item["list_sk"]["S"] for item in answer["Items"]] == ["t39", "t37", "t35", "t33", "t31"]
    assert seen == [6]


def test_conditions_hold_under_threads(dynamodb: Any) -> None:
    def take(_: int) -> bool:
        try:
            dynamodb.update_item(
                TableName=TABLE,
                Key=key("slot", "one"),
                UpdateExpression="ADD taken :one",
                ConditionExpression="attribute_not_exists(taken) OR taken < :most",
                ExpressionAttributeValues={":one": {"N": "1"}, ":most": {"N": "5"}},
            )
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(12) as people:
        assert sum(people.map(take, range(40))) == 5
    assert dynamodb.get_item(TableName=TABLE, Key=key("slot", "one"))["Item"]["taken"] == {"N": "5"}


def test_what_fails_together_takes_nobody_elses_writes_with_it(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dynamodb.put_item(TableName=TABLE, Item=key("p", "before") | {"n": {"N": "1"}})
    table = DynamoDBBackend.get_table

    def meanwhile(self: DynamoDBBackend, name: str) -> Table:
        own: Table = table(self, name)
        own.put_item(key("other", "write"))
        return own

    monkeypatch.setattr(DynamoDBBackend, "get_table", meanwhile)
    change = {"UpdateExpression": "SET n = :two", "ExpressionAttributeValues": {":two": {"N": "2"}}}
    missing = {"Key": key("p", "missing"), "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(ClientError, match="TransactionCanceled"):
        dynamodb.transact_write_items(
            TransactItems=[
                {"Update": {"TableName": TABLE, "Key": key("p", "before"), **change}},
                {"Delete": {"TableName": TABLE, **missing}},
            ]
        )
    monkeypatch.undo()
    assert dynamodb.get_item(TableName=TABLE, Key=key("p", "before"))["Item"]["n"] == {"N": "1"}
    assert "Item" in dynamodb.get_item(TableName=TABLE, Key=key("other", "write"))


def test_values_of_every_kind_come_back_as_motos_own_answer_has_them(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "text": {"S": "问"}, "nothing": {"S": ""}, "number": {"N": "1.50"}, "bytes": {"B": b"b"}, "no": {"BOOL": False},
        "null": {"NULL": True}, "list": {"L": [{"S": "one"}, {"N": "2"}, {"M": {"S": {"S": "named like a kind"}}}]},
        "map": {"M": {"N": {"N": "3"}}}, "texts": {"SS": ["x"]}, "numbers": {"NS": ["4"]},
    }  # fmt: skip
    dynamodb.put_item(TableName=TABLE, Item=key("kinds", "all") | values)
    ask = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "kinds"}}, "Limit": 9}
    ours = found(dynamodb, **ask)
    assert ours == [key("kinds", "all") | values]
    monkeypatch.setattr(BaseJSONSerializer, "_serialize_type_structure", moto_table.original_structure)
    assert found(dynamodb, **ask) == ours


def test_they_are_in_place(cloud: Cloud) -> None:
    assert set(moto_table.REPLACED) <= set(moto_seam._REPLACED)
    assert all(owner.__dict__[name] is ours for owner, name, ours in moto_table.REPLACED)
