"""How long the doors' list pages take while ten thousand interviews are in the table."""

from __future__ import annotations

from bench.running import Table, script


def pages() -> Table:
    """Milliseconds of each page, warm, beside a page of a bare handler."""
    found = script("doors.py")
    meanwhile = found.pop("scans")
    bare = found["bare handler"]
    rows = [
        [
            name,
            *(f"{page[key]:.0f}" for key in ("own_median", "own_p95", "whole_median", "whole_p95")),
            f"{page['whole_p95'] / bare['whole_p95']:.1f}",
            f"{page['bytes'] / 1000:.0f}",
        ]
        for name, page in found.items()
    ]
    note = (
        "10,000 interviews and candidates of 40 jobs, 10,000 rows of the ledger, 2,000 lines in the access log; 60 "
        "calls each, one after another, of a warm function in the laptop cloud. `own` is the function's REPORT line, "
        "`whole` the request; moto's table is a part of both. `bare` is a handler that returns a constant page. "
        f"Scans of the table meanwhile: {int(meanwhile['number'])}; load of the machine: {meanwhile['load']:.1f}."
    )
    header = ["page", "own ms (median)", "own p95", "whole ms (median)", "whole p95", "whole p95 / bare", "kB"]
    return "The doors' pages", header, rows, note
