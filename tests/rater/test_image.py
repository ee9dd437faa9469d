"""The rater's image holds what its program needs, and nothing there needs the packages of speech."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

INFRA = Path(__file__).parents[2] / "infra"
LAPTOP_ONLY = {"llama.py"}
"""Imported where a GGUF file is served, and only then."""


def in_the_image() -> list[Path]:
    text = (INFRA / "rater" / "Dockerfile").read_text()
    sources = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    return sorted(path for name in sources for path in INFRA.glob(name))


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_image_is_whole_and_needs_nothing_but_python_and_vllm() -> None:
    files = in_the_image()
    assert {"serve.py", "vllm.py", "container.py"} <= {path.name for path in files}
    there = {".".join(path.relative_to(INFRA).with_suffix("").parts) for path in files}
    for path in files:
        needed = {name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names}
        if path.name in LAPTOP_ONLY:
            needed -= {"xllamacpp"}
        assert needed <= there, f"{path.name} needs {needed - there}"
