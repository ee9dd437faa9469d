"""What was booked into an ERP for each month, at first the whole, then what was added; and what people entered."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.news import CostNews
from mianshi.contracts.usage import ADJUSTMENT, LedgerLine
from mianshi.errors import Rejected
from mianshi.platform.store import ledger, outbox, plain
from mianshi.platform.store.rows import LedgerRow, PlainRow, connection, is_condition, table


def of_month(month: str) -> list[CostNews]:
    """What was booked so far, oldest first."""
    return plain.query(_pk(month), "BOOKED#", CostNews)


def find(month: str, sequence: int) -> CostNews | None:
    """One booking of a month, or None."""
    return plain.get(_pk(month), _sk(sequence), CostNews)


def book(costs: CostNews, deliveries: list[Delivery]) -> None:
    """Keep a booking and what is owed to other systems because of it, all or nothing.

    Raises:
        Rejected: ``already_done`` where somebody booked this sequence before.
    """
    row = PlainRow(_pk(costs.month), _sk(costs.sequence), body=costs.model_dump_json())
    try:
        with table(), TransactWrite(connection=connection()) as transaction:
            transaction.save(row, condition=PlainRow.pk.does_not_exist())
            outbox.adding(transaction, deliveries)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected("already_done", costs.month) from None


def adjustments() -> list[LedgerLine]:
    """Every line that a person entered, of any month: they are few. The newest first."""
    with table():
        rows = list(LedgerRow.query(f"OVERHEAD#{ADJUSTMENT}", LedgerRow.sk.startswith("LEDGER#"), consistent_read=True))
    found = [line for row in rows for line in ledger.lines_of(row.body)]
    return sorted(found, key=lambda line: (line.at, line.attempt), reverse=True)


def _pk(month: str) -> str:
    return f"COSTS#{month}"


def _sk(sequence: int) -> str:
    return f"BOOKED#{sequence:04d}"
