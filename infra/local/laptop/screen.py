"""What the command line shows while a workflow runs, and the scorecard at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from mianshi.contracts.scorecard import Scorecard
from mianshi.pages.views import ProgressView, StateView

_MARKS = {"waiting": "·", "running": "▶", "done": "✔", "failed": "✖", "skipped": "–"}


class ProgressPrinter:
    """One line per change of a state: what it is, how far, and when."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: dict[str, tuple[str, int]] = {}

    def __call__(self, view: ProgressView) -> None:
        """Print what changed since the last call."""
        for state in view.progress:
            now = (state.status, state.done)
            if state.status == "waiting" or self._shown.get(state.state) == now:
                continue
            self._shown[state.state] = now
            self._console.print(_line(state), highlight=False)


def _line(state: StateView) -> str:
    counted = f" {state.done}/{state.of}" if state.of > 1 else ""
    return f"  {_MARKS[state.status]} {state.state:<11} {state.label.zh} · {state.label.en}{counted}"


def print_scorecard(console: Console, card: Scorecard) -> None:
    """The scorecard as a table, with one quote per competency."""
    table = Table(title=_title(card), title_justify="left", show_lines=False)
    for name, justify in (("competency", "left"), ("weight", "right"), ("level", "right"), ("score", "right")):
        table.add_column(name, justify="right" if justify == "right" else "left")
    table.add_column("strongest evidence", overflow="fold")
    for row in card.competencies:
        quote = row.evidence[0] if row.evidence else None
        table.add_row(
            row.name,
            str(row.weight),
            "—" if row.level is None else f"{row.level:.1f}",
            "—" if row.score is None else str(row.score),
            f"[{_clock(quote.start_ms)}] {quote.quote}".replace("[", "\\[") if quote else "no evidence",
        )
    console.print(table)
    for gate in card.gates:
        console.print(f"  {'✔' if gate.passed else '✖'} {gate.name}: {gate.detail}", highlight=False, markup=False)
    for note in card.notes:
        console.print(f"  · {note}", highlight=False, markup=False)


def print_deliveries(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    """Each outbox row and how it ended."""
    for row in rows:
        why = f" ({row['last_error']})" if row.get("last_error") else ""
        console.print(f"  {row['connector']}: {row['state']}, attempts {row['attempts']}{why}", markup=False)


def _title(card: Scorecard) -> str:
    total = "no total" if card.total is None else f"total {card.total}/100"
    advice = f", advice: {card.recommendation}" if card.recommendation else ""
    reason = f" ({card.reason})" if card.reason else ""
    return f"{card.role} · {card.outcome}{reason} · {total}{advice}"


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"
