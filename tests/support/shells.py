"""A function's code, loaded as Lambda loads it: its folder on the path, its handler in ``app``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from support.templates import ROOT


def modules(function: str) -> dict[str, Path]:
    """Every module and package of a function by the name that its own code imports it by, with its file."""
    folder = ROOT / "functions" / function
    found = {path: path.relative_to(folder).with_suffix("").parts for path in sorted(folder.rglob("*.py"))}
    return {".".join(parts).removesuffix(".__init__"): path for path, parts in found.items()}


def top_level(function: str) -> set[str]:
    """Names that a function's folder adds to what can be imported."""
    return {name.partition(".")[0] for name in modules(function)}


def shell(function: str, monkeypatch: pytest.MonkeyPatch, module: str = "app") -> ModuleType:
    """A module of one function; the folder and every module from it are forgotten after the test."""
    folder = ROOT / "functions" / function
    monkeypatch.syspath_prepend(folder)
    for sibling in modules(function):
        monkeypatch.delitem(sys.modules, sibling, raising=False)
    spec = importlib.util.spec_from_file_location(f"{function}_{module}", folder / f"{module}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, loaded)  # where its records look their types up
    spec.loader.exec_module(loaded)
    return loaded
