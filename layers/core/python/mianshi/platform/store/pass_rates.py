"""What was told last about a job's pass rate that left its band."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.news import PassRateNews
from mianshi.platform.store import outbox, plain
from mianshi.platform.store.rows import PlainRow, connection, is_condition, job_pk, table

_SK = "PASS_RATE"


def tell(job_id: str, rate: PassRateNews, deliveries: Sequence[Delivery]) -> bool:
    """Keep what is told and what is owed to other systems because of it, all or nothing.

    Returns:
        False where one of the deliveries was owed before: then nothing is owed again and nothing changes.
    """
    try:
        with table(), TransactWrite(connection=connection()) as transaction:
            transaction.save(PlainRow(job_pk(job_id), _SK, body=rate.model_dump_json()))
            outbox.adding(transaction, deliveries)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def told(job_id: str) -> PassRateNews | None:
    """What was told last, or None."""
    return plain.get(job_pk(job_id), _SK, PassRateNews)
