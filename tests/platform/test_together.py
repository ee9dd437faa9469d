"""Two transactions that touch one counter at the same moment."""

from __future__ import annotations

import pytest

from mianshi.errors import Transient
from mianshi.platform.store import rows


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mianshi.platform.store.rows.time.sleep", lambda _: None)


def test_a_cancelled_transaction_is_written_again() -> None:
    tries: list[int] = []

    def write() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise Transient("aws_busy", "TransactionCanceledException")

    rows.together(write)
    assert len(tries) == 3


def test_it_gives_up_at_last_and_at_once_for_another_failure() -> None:
    for detail, most in (("TransactionCanceledException", 6), ("ThrottlingException", 1)):
        tries: list[int] = []

        def write(detail: str = detail, tries: list[int] = tries) -> None:
            tries.append(1)
            raise Transient("aws_busy", detail)

        with pytest.raises(Transient):
            rows.together(write)
        assert len(tries) == most
