"""React: do what a callback asks for."""

from __future__ import annotations

from mianshi.contracts.callbacks import CallbackTask, ReactReceipt
from mianshi.stage import stage


@stage("react", CallbackTask)
def handler(task: CallbackTask) -> ReactReceipt:
    """Safe to repeat: what was done before is not done again."""
    return ReactReceipt(connector=task.detail.connector, done="ignored")
