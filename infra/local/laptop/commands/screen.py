"""What the command line shows while a workflow runs, and the scorecard at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.scorecard import Evidence, Gate, Scorecard
from mianshi.pages.fmt import clock
from mianshi.pages.labels import GATE_LABELS, INFORMING_GATES, outcome_sentence
from mianshi.pages.texts import text
from mianshi.pages.views import ProgressView, StateView

QUOTE_CELLS = 64
"""A quote on the screen is a reminder; the whole of it stands in the report. A Chinese character takes two cells."""
_MARKS = {"waiting": "·", "running": "▶", "done": "✔", "failed": "✖", "skipped": "–"}
_STATE_CELLS = 11


class ProgressPrinter:
    """One line per change of a state: what it is, how far, and how long it took."""

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
            self._console.print(_line(state), highlight=False, markup=False)


def _line(state: StateView) -> str:
    counted = f" {state.done}/{state.of}" if state.of > 1 else ""
    took = f"  {state.seconds:.1f} s" if state.status in {"done", "failed"} else ""
    label = f"{state.label.zh} · {state.label.en}"
    return f"  {_MARKS[state.status]} {state.state:<{_STATE_CELLS}} {label}{counted}{took}"


def print_scorecard(console: Console, card: Scorecard, role: Bilingual | None = None) -> None:
    """The scorecard in its own language: a quote per competency, the checks, the notes.

    A recording that was refused has no competencies to show, only its reason.
    """
    language: Language = "en" if card.language == "en" else "zh"
    console.print()
    console.print(Text(_title(card, language, role), style="bold"))
    if card.outcome in {Outcome.REJECTED, Outcome.FAILED}:
        sentence = outcome_sentence(Status.CLOSED, card.outcome, card.reason)
        console.print(Text(f"{sentence.zh}\n{sentence.en}"))
        return
    console.print(_competencies(card, language))
    remarks = Table.grid(padding=(0, 1))
    remarks.add_column()
    remarks.add_column(overflow="fold")
    for gate in card.gates:
        remarks.add_row(_mark(gate), Text(f"{_gate(gate.name, language)}: {gate.detail}"))
    for note in card.notes:
        remarks.add_row("·", Text(note))
    console.print(remarks)


def _competencies(card: Scorecard, language: Language) -> Table:
    table = Table()
    table.add_column(text("competency", language), overflow="fold")
    for key in ("weight", "level", "score"):
        table.add_column(text(key, language), justify="right", no_wrap=True)
    table.add_column(text("evidence", language), overflow="fold")
    several = len({evidence.answer for row in card.competencies for evidence in row.evidence}) > 1
    for row in card.competencies:
        first = row.evidence[0] if row.evidence else None
        table.add_row(
            Text(row.name),
            str(row.weight),
            "—" if row.level is None else f"{row.level:.1f}",
            "—" if row.score is None else str(row.score),
            _quoted(first, several) if first else Text(text("no_evidence", language), style="dim"),
        )
    return table


def print_deliveries(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    """Each outbox row and how it ended."""
    for row in rows:
        why = f" ({row['last_error']})" if row.get("last_error") else ""
        console.print(f"  {row['connector']}: {row['state']}, attempts {row['attempts']}{why}", markup=False)


def _title(card: Scorecard, language: Language, role: Bilingual | None) -> str:
    name = card.role if role is None else f"{role.in_language(language)} ({card.role})"
    reason = f" ({card.reason})" if card.reason else ""
    total = text("no_total", language) if card.total is None else f"{text('total', language)} {card.total}/100"
    advice = f" · {text(f'recommend_{card.recommendation}', language)}" if card.recommendation else ""
    return f"{name} · {card.outcome}{reason} · {total}{advice}"


def _mark(gate: Gate) -> str:
    if gate.passed:
        return "✔"
    return "!" if gate.name in INFORMING_GATES else "✖"


def _gate(name: str, language: Language) -> str:
    label = GATE_LABELS.get(name)
    return name if label is None else label.in_language(language)


def _quoted(evidence: Evidence, several: bool) -> Table:
    """The moment in the recording, which typed answers do not have, and the words."""
    answer = f"#{evidence.answer + 1} " if several else ""
    when = answer + (clock(evidence.start_ms) if evidence.end_ms else "")
    cells = Table.grid(padding=(0, 1))
    if when:
        cells.add_column(no_wrap=True)
    cells.add_column(overflow="fold")
    cells.add_row(*([Text(when.strip())] if when else []), Text(_cut(evidence.quote)))
    return cells


def _cut(quote: str) -> str:
    return quote if cell_len(quote) <= QUOTE_CELLS else set_cell_size(quote, QUOTE_CELLS - 1).rstrip() + "…"
