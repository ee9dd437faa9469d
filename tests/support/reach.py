"""What a function's code can come to call, followed through the rooms that functions share, definition by definition."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.shells import modules
from support.templates import ROOT

CORE = ROOT / "layers" / "core" / "python"
SHARED = ("mianshi.doors.", "mianshi.outbound.", "mianshi.accounting.")
"""Rooms that functions share and that call the platform for them."""
LEAF = "mianshi.accounting.billing"
"""Not followed: what it asks of AWS depends on what is billed, and the table of permissions says it name by name."""
Name = tuple[str, str]
"""A module and what is taken from it."""


def called(folder: str) -> frozenset[Name]:
    """Everything outside of its folder and the shared rooms that a function can reach."""
    own = modules(folder)
    return frozenset(name for name in _reached(folder) if name[0] not in own and _door(name[0]) is None)


def doors(folder: str) -> set[Path]:
    """The modules of the shared rooms of which a function can reach something."""
    return {path for module, name in _reached(folder) if name and (path := _door(module)) is not None}


@cache
def _reached(folder: str) -> frozenset[Name]:
    files = modules(folder)
    todo = [name for module, path in files.items() for name in _everything(module, path)]
    seen: set[Name] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        path = files.get(name[0]) or _door(name[0])
        if path is not None:
            todo += _from(name[0], path).get(name[1], ())
    return frozenset(seen)


def _door(module: str) -> Path | None:
    path = CORE.joinpath(*module.split(".")).with_suffix(".py")
    return path if module.startswith(SHARED) and module != LEAF and path.exists() else None


def _everything(module: str, path: Path) -> Iterator[Name]:
    yield from ((module, defined) for defined in _from(module, path))


@cache
def _from(module: str, path: Path) -> dict[str, frozenset[Name]]:
    """By what a module defines, what that refers to; ``""`` is what runs at import, decorators included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = _imports(tree, _root(path))
    own = {name for node in tree.body for name in _defined(node)}
    found: dict[str, set[Name]] = {name: set() for name in (*own, "")}
    for node in tree.body:
        for name in _defined(node) or [""]:
            found[name] |= set(_names(node, module, imported, own))
    return {name: frozenset(names) for name, names in found.items()}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _root(path: Path) -> Path:
    """What the code of this file is imported from: its function's folder, or the layer."""
    functions = ROOT / "functions"
    return functions / path.relative_to(functions).parts[0] if path.is_relative_to(functions) else CORE


def _imports(tree: ast.Module, root: Path) -> dict[str, Name]:
    """By the name used here: a module (taken from: ``""``), or what was taken from one."""
    found: dict[str, Name] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: (alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = any(at.joinpath(*whole.split(".")).with_suffix(".py").exists() for at in {CORE, root})
                found[alias.asname or alias.name] = (whole, "") if is_module else (node.module, alias.name)
    return found


def _names(node: ast.AST, module: str, imported: dict[str, Name], own: set[str]) -> Iterator[Name]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in imported:
            source, taken = imported[part.value.id]
            yield (source, part.attr) if not taken else (source, taken)
        elif isinstance(part, ast.Name) and part.id in imported:
            yield imported[part.id]
        elif isinstance(part, ast.Name) and part.id in own:
            yield (module, part.id)
