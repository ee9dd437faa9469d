"""What we replace in moto's DynamoDB: writes exclude each other, and a query reads its partition instead of the table.

moto looks through the whole table for every query, checks a condition and writes in two steps, and copies the whole
table before each transaction (putting it back, others' writes included, where the transaction fails). And it looks for
each of the ten kinds of value in every attribute it answers with, which takes most of a list's time.
"""

import copy
import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from botocore.model import StructureShape
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_Entry = tuple[Any, Any, Any]
"""Sort key in the index, partition key and sort key of the table: DynamoDB's order within one partition."""
_LOCK = threading.RLock()
_ATTRIBUTE = "_laptop_order"
_PLAIN = frozenset({"S", "N"})
_found: ContextVar[tuple[Table, list[Item]] | None] = ContextVar("found", default=None)
_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)

original_query = Table.query
original_all_items = Table.all_items
_original_put = Table.put_item
_original_delete = Table.delete_item
_original_backend_put = DynamoDBBackend.put_item
_original_backend_delete = DynamoDBBackend.delete_item
_original_update = DynamoDBBackend.update_item
_original_transaction = DynamoDBBackend.transact_write_items
original_structure = BaseJSONSerializer._serialize_type_structure


class _Order:
    """Every item of a table in the order of the table and of each index, by partition."""

    def __init__(self, table: Table) -> None:
        self._keys: dict[str | None, tuple[str, str]] = {None: (table.hash_key_attr, str(table.range_key_attr))}
        for index in table.global_indexes or []:
            hashes, ranges = _names(index.schema, "HASH"), _names(index.schema, "RANGE")
            if len(hashes) == len(ranges) == 1:
                self._keys[index.name] = (hashes[0], ranges[0])
        self._entries: dict[tuple[str | None, DynamoType], list[_Entry]] = {}
        self._places: dict[tuple[Any, Any], dict[str | None, tuple[DynamoType, _Entry]]] = {}
        self._items: dict[tuple[Any, Any], Item] = {}
        for item in original_all_items(table):
            self.put(item.hash_key, item.range_key, item)

    def knows(self, index_name: str | None) -> bool:
        return index_name in self._keys

    def put(self, hash_key: DynamoType, range_key: DynamoType | None, item: Item | None) -> None:
        """The item of this key is now `item`; None: there is none any more."""
        own = (hash_key.cast_value, range_key.cast_value if range_key else None)
        for name, (partition, entry) in self._places.pop(own, {}).items():
            entries = self._entries[name, partition]
            del entries[bisect_left(entries, entry)]
        self._items.pop(own, None)
        if item is None:
            return
        self._items[own], self._places[own] = item, {}
        for name, (hash_name, range_name) in self._keys.items():
            group, place = item.attrs.get(hash_name), item.attrs.get(range_name)
            if group and place:
                entry, group = (place.cast_value, *own), copy.deepcopy(group)
                self._places[own][name] = (group, entry)
                insort(self._entries.setdefault((name, group), []), entry)

    def page(
        self, index_name: str | None, partition: DynamoType, span: tuple[str | None, list[DynamoType]],
        start: dict[str, Any] | None, limit: int | None, *, forward: bool,
    ) -> list[Item]:  # fmt: skip
        """The items a query may give: within `span` after `start`, one more than `limit`."""
        entries = self._entries.get((index_name, partition), [])
        low, high = _bounds(entries, *span)
        if start:
            after = tuple(DynamoType(start[n]).cast_value for n in (self._keys[index_name][1], *self._keys[None]))
            low, high = (max(low, bisect_right(entries, after)), high) if forward else (
                low, min(high, bisect_left(entries, after)))  # fmt: skip
        if limit:
            low, high = (low, min(high, low + limit + 1)) if forward else (max(low, high - limit - 1), high)
        return [self._items[entry[1:]] for entry in entries[low:high]]


def _names(schema: list[dict[str, str]], kind: str) -> list[str]:
    return [key["AttributeName"] for key in schema if key["KeyType"] == kind]


def _bounds(entries: list[_Entry], comparison: str | None, values: list[DynamoType]) -> tuple[int, int]:
    """Where what the comparison asks for lies."""
    asked = [value.cast_value for value in values]
    low, high = 0, len(entries)
    if comparison in ("=", ">=", "BETWEEN", "BEGINS_WITH"):
        low = bisect_left(entries, asked[0], key=_place)
    if comparison == ">":
        low = bisect_right(entries, asked[0], key=_place)
    if comparison in ("=", "<=", "BETWEEN"):
        high = bisect_right(entries, asked[-1], key=_place)
    if comparison == "<":
        high = bisect_left(entries, asked[0], key=_place)
    if comparison == "BEGINS_WITH" and isinstance(asked[0], str):
        high = bisect_right(entries, asked[0] + chr(0x10FFFF), key=_place)
    return low, max(low, high)


def _place(entry: _Entry) -> Any:
    return entry[0]


def _order(table: Table) -> _Order | None:
    if table.range_key_attr is None:
        return None
    order: _Order | None = table.__dict__.get(_ATTRIBUTE)
    if order is None:
        order = table.__dict__[_ATTRIBUTE] = _Order(table)
    return order


def _note(table: Table, hash_key: DynamoType, range_key: DynamoType | None) -> None:
    order: _Order | None = table.__dict__.get(_ATTRIBUTE)
    if order is not None:
        order.put(hash_key, range_key, table.items.get(hash_key, {}).get(range_key))


def _query(
    self: Table, hash_key: DynamoType, range_comparison: str | None, range_objs: list[DynamoType], limit: int,
    exclusive_start_key: dict[str, Any], scan_index_forward: bool, projection_expressions: Any,
    index_name: str | None = None, *args: Any, **more: Any,
) -> Any:  # fmt: skip
    asked = (range_comparison, range_objs, limit, exclusive_start_key, scan_index_forward, projection_expressions)
    with _LOCK:
        order = _order(self)
        if order is None or hash_key is None or not order.knows(index_name):
            return original_query(self, hash_key, *asked, index_name, *args, **more)
        span, forward = (range_comparison, range_objs), scan_index_forward is not False
        items = order.page(index_name, hash_key, span, exclusive_start_key, limit, forward=forward)
        token = _found.set((self, items))
        try:
            return original_query(self, hash_key, *asked, index_name, *args, **more)
        finally:
            _found.reset(token)


def _all_items(self: Table) -> list[Item]:
    found = _found.get()
    return list(found[1]) if found and found[0] is self else original_all_items(self)


def _put_item(self: Table, item_attrs: dict[str, Any], *args: Any, **more: Any) -> Any:
    with _LOCK:
        done = _original_put(self, item_attrs, *args, **more)
        ranges = item_attrs.get(str(self.range_key_attr))
        _note(self, DynamoType(item_attrs[self.hash_key_attr]), DynamoType(ranges) if ranges else None)
        return done


def _delete_item(self: Table, hash_key: DynamoType, range_key: DynamoType | None) -> Any:
    with _LOCK:
        done = _original_delete(self, hash_key, range_key)
        _note(self, hash_key, range_key)
        return done


def _backend_put(self: DynamoDBBackend, *args: Any, **more: Any) -> Any:
    with _LOCK:
        return _original_backend_put(self, *args, **more)


def _backend_delete(self: DynamoDBBackend, *args: Any, **more: Any) -> Any:
    with _LOCK:
        return _original_backend_delete(self, *args, **more)


def _update_item(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *args: Any, **more: Any) -> Any:
    with _LOCK:
        try:
            return _original_update(self, table_name, key, *args, **more)
        finally:
            table = self.tables.get(table_name)
            if table is not None and table.range_key_attr in key:
                _note(table, DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr]))


def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    with _LOCK, _keeping(self, transact_items):
        token = _in_transaction.set(True)
        try:
            _original_transaction(self, transact_items)
        finally:
            _in_transaction.reset(token)


@contextmanager
def _keeping(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> Iterator[None]:
    """Puts the items of a transaction back where it fails, and nothing else."""
    before = []
    for operation in (next(iter(one.values())) for one in transact_items):
        table, key = backend.tables.get(operation.get("TableName")), operation.get("Key") or operation.get("Item") or {}
        if table is not None and table.range_key_attr in key and table.hash_key_attr in key:
            own = (DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr]))
            before.append((table, own, copy.deepcopy(table.items.get(own[0], {}).get(own[1]))))
    try:
        yield
    except BaseException:
        for table, (hash_key, range_key), item in before:
            if item is None:
                table.items[hash_key].pop(range_key, None)
            else:
                table.items[hash_key][range_key] = item
            _note(table, hash_key, range_key)
        raise


def _copied(self: Table, memo: dict[int, Any]) -> Table:
    """A transaction keeps its items by `_keeping`; whoever else copies a table gets a copy, without our order."""
    if _in_transaction.get() and self.range_key_attr is not None:
        return self
    made: Table = object.__new__(type(self))
    memo[id(self)] = made
    made.__dict__.update({n: copy.deepcopy(v, memo) for n, v in self.__dict__.items() if n != _ATTRIBUTE})
    return made


def _structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: StructureShape, key: str) -> None:
    """A text or a number of an item is written as it is; everything else is moto's."""
    if key and shape.name == "AttributeValue" and isinstance(value, dict) and len(value) == 1:
        [(kind, text)] = value.items()
        if kind in _PLAIN and isinstance(text, str):
            self._default_serialize(serialized, {kind: text}, shape, key)
            return
    original_structure(self, serialized, value, shape, key)


REPLACED: list[tuple[Any, str, Any]] = [
    (BaseJSONSerializer, "_serialize_type_structure", _structure),
    (Table, "query", _query),
    (Table, "all_items", _all_items),
    (Table, "put_item", _put_item),
    (Table, "delete_item", _delete_item),
    (Table, "__deepcopy__", _copied),
    (DynamoDBBackend, "put_item", _backend_put),
    (DynamoDBBackend, "delete_item", _backend_delete),
    (DynamoDBBackend, "update_item", _update_item),
    (DynamoDBBackend, "transact_write_items", _transact_write_items),
]
