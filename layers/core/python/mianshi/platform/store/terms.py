"""The customer's own figures about money, the budgets of jobs, and the months that are closed."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.terms import Budget, BudgetState, MonthClosed, Terms
from mianshi.errors import Rejected
from mianshi.platform.store import outbox, plain
from mianshi.platform.store.rows import PlainRow, connection, is_condition, job_pk, table

_PK = "COSTS"


def every() -> list[Terms]:
    """All revisions, oldest first; `finance.tariff` knows which one holds when."""
    return plain.query(_PK, "TERMS#", Terms)


def add(terms: Terms) -> None:
    """Add a revision.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody added this revision first.
    """
    _once(PlainRow(_PK, f"TERMS#{terms.revision:06d}", body=terms.model_dump_json()), "changed_meanwhile", [])


def budget(job_id: str) -> Budget | None:
    """What a job may cost, or None where nobody said."""
    return plain.get(job_pk(job_id), "BUDGET", Budget)


def set_budget(wanted: Budget) -> None:
    """Keep a job's budget in place of the one before, and put it on the list of all."""
    plain.put(job_pk(wanted.job_id), "BUDGET", wanted)
    plain.put(_PK, f"BUDGET#{wanted.job_id}", wanted)


def drop_budget(job_id: str) -> None:
    """Forget a job's budget."""
    plain.delete(job_pk(job_id), "BUDGET")
    plain.delete(_PK, f"BUDGET#{job_id}")


def budgets() -> list[Budget]:
    """Of every job that has one."""
    return plain.query(_PK, "BUDGET#", Budget)


def budget_state(job_id: str) -> BudgetState | None:
    """How a job's budget stood when it was last looked at, or None where nobody has yet."""
    return plain.get(job_pk(job_id), "SPENT", BudgetState)


def note_budget(state: BudgetState, deliveries: Sequence[Delivery] = ()) -> bool:
    """Keep how a budget stands and what is owed to other systems because of it, all or nothing.

    Returns:
        False where one of the deliveries was owed before: then it is not owed again, and the state is kept.
    """
    try:
        with table(), TransactWrite(connection=connection()) as transaction:
            transaction.save(PlainRow(job_pk(state.job_id), "SPENT", body=state.model_dump_json()))
            outbox.adding(transaction, deliveries)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        plain.put(job_pk(state.job_id), "SPENT", state)
        return False
    return True


def closed(month: str) -> MonthClosed | None:
    """The closing of a month, or None while it may still change."""
    return plain.get(f"COSTS#{month}", "CLOSED", MonthClosed)


def close(month: MonthClosed, deliveries: Sequence[Delivery]) -> None:
    """Close a month and keep what is owed to other systems because of it, all or nothing.

    Raises:
        Rejected: ``already_done`` where it was closed before; that closing stands.
    """
    row = PlainRow(f"COSTS#{month.month}", "CLOSED", body=month.model_dump_json())
    _once(row, "already_done", deliveries)


def _once(row: PlainRow, code: str, deliveries: Sequence[Delivery]) -> None:
    try:
        with table(), TransactWrite(connection=connection()) as transaction:
            transaction.save(row, condition=PlainRow.pk.does_not_exist())
            outbox.adding(transaction, deliveries)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected(code, str(row.pk)) from None
