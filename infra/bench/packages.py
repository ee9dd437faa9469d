"""Tables about packages: import times, sizes, and what each memory setting costs."""

from __future__ import annotations

from pathlib import Path

from bench import imports, layers, memory, sizes
from bench.running import Table


def import_times() -> Table:
    """Import time of each function against a bare handler's."""
    found = imports.times(built(), tuple(layers.functions()))
    bare = found["bare"]
    rows = [
        [
            name,
            f"{wall * 1000:.0f}",
            f"{cpu * 1000:.0f}",
            f"{cpu / bare[1]:.2f}",
            "light" if name in imports.LIGHT else "",
        ]
        for name, (wall, cpu) in found.items()
    ]
    note = (
        "Fresh processes in turns, median, from built layers. `bare`: a handler with Powertools' Logger and "
        '`boto3.client("s3")`, with the same packages and byte code. The light functions are to stay under 1.3.'
    )
    return "Import time of each function", ["function", "ms", "CPU ms", "CPU / bare", ""], rows, note


def layer_sizes() -> Table:
    """Unzipped sizes for both processors."""
    found = {"x86_64": sizes.functions(built()), "arm64": sizes.functions(built("arm64"))}
    rows = [
        [
            name,
            *(text for arch in found for text in (f"{found[arch][name]:,}", f"{found[arch][name] / sizes.LIMIT:.1%}")),
        ]
        for name in found["x86_64"]
    ]
    header = ["function with its layers", "x86_64, bytes", "of 262,144,000", "arm64, bytes", "of 262,144,000"]
    return "Size of functions", header, rows, "Unzipped. `make layers` builds twice and compares the digests."


def memory_settings() -> Table:
    """Time and money by memory setting."""
    rows, how = memory.measure(built())
    return "Memory settings", memory.HEADER, memory.table(rows), how


def built(arch: str = "x86_64") -> Path:
    """The folder of the layers for one processor, built anew: our own code changes under it."""
    folder = layers.BUILT / arch
    if arch not in _fresh:
        layers.build(folder, arch)
        _fresh.add(arch)
    return folder


_fresh: set[str] = set()
