"""A function's code, loaded as Lambda loads it: its folder on the path, its handler in ``app``."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from support.templates import ROOT


def shell(function: str, monkeypatch: pytest.MonkeyPatch, module: str = "app") -> ModuleType:
    """A module of one function; the folder and every module from it are forgotten after the test."""
    folder = ROOT / "functions" / function
    monkeypatch.syspath_prepend(folder)
    for sibling in folder.glob("*.py"):
        monkeypatch.delitem(sys.modules, sibling.stem, raising=False)
    spec = importlib.util.spec_from_file_location(f"{function}_{module}", folder / f"{module}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, loaded)  # where its records look their types up
    spec.loader.exec_module(loaded)
    return loaded
