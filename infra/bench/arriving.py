"""The table of the fault campaign."""

from __future__ import annotations

from bench.running import Table, script

_COLUMNS = ("results", "done", "parked", "p50", "p95", "requests", "done_by_hand", "kept_by_hand", "duplicates", "lost")
_REASONS = 2


def campaign() -> Table:
    """A thousand results to seven systems that fail at every third request, in every way their documents name."""
    found = script("outbox.py")
    told = found["connectors"]
    rows = [[name, *(f"{one[column]:g}" for column in _COLUMNS)] for name, one in told.items()]
    reasons = "; ".join(
        f"{name}: " + ", ".join(f"{times} x “{why}”" for why, times in list(one["reasons"].items())[:_REASONS])
        for name, one in told.items()
        if one["reasons"]
    )
    note = (
        "Every result is told to every connector; 30 % of all requests go wrong, in every way that the platform's "
        "documents name (silence after acting, resets, 429, expired tokens, pages instead of JSON, errors inside "
        f"HTTP 200), {found['kills']} times the sender was killed before the request or between its answer and the "
        f"record, and one event in fifty was lost (the sweep found {found['swept']} rows). Virtual clock, the usual "
        f"retry schedule, {found['hours']} hours. `parked` waits for a person. Afterwards the platforms recover and a "
        "person sends the parked rows again (`done by hand`), except those whose message they find at the other end "
        f"(`kept by hand`). Parked rows that do not say why: {sum(one['silent'] for one in told.values())}. "
        "A look is asked twice within an attempt; a deed of several calls, such as Feishu's external interview, begins "
        "anew where one of its acts fails. "
        f"Most frequent reasons: {reasons or 'none'}."
    )
    names = {"p50": "attempts p50", "p95": "attempts p95"}
    header = ["connector", *(names.get(column, column.replace("_", " ")) for column in _COLUMNS)]
    return "Arriving", header, rows, note
