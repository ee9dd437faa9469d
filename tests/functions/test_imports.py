"""A handler imports with its own code, its own layers and the standard library, and with nothing else.

Every package that no layer of the function holds is made impossible to import, so what works here by accident of the
shared environment fails as it would in Lambda.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from support.shells import modules, top_level
from support.templates import ROOT, functions

HEAVY = {"av", "cv2", "jieba", "numpy", "onnxruntime", "opencc"}
PAGES = {"mianshi.pages"}
DOORS = {"PortalFunction", "CandidateFunction", "PartnerFunction"}
"""They make pages for people, or share with those that do what stands on them."""
NEVER_AT_ONCE = {
    "boto3",
    "jinja2",
    "markupsafe",
    "mianshi.pages.report",
    "mianshi.scoring.protected",
    "mianshi.scoring.protected_topics",
    "mianshi.scoring.role_reading",
    "s3transfer",
    "xlsxwriter",
}
"""What only some calls need: it is imported where it is used, so that no cold start pays for it."""
PROBE = """
import importlib, importlib.abc, json, os, sys
allowed, folder, core, packages = set(json.loads(sys.argv[1])), sys.argv[2], sys.argv[3], sys.argv[4]
os.environ.clear()
sys.path[:0] = [folder, core]
sys.path.append(packages)

class OnlyItsOwn(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed | sys.stdlib_module_names and not top.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(f"No module named {name!r} in this function's layers", name=name)

sys.meta_path.insert(0, OnlyItsOwn())
handler = importlib.import_module("app").handler
assert callable(handler)
print(json.dumps(sorted(sys.modules)))
"""


@cache
def modules_of(distribution: str) -> frozenset[str]:
    """Top-level modules that a distribution installs."""
    wanted = re.sub(r"[-_.]+", "-", distribution).lower()
    return frozenset(
        module
        for module, names in packages_distributions().items()
        if wanted in {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    )


def layers_of(name: str) -> set[str]:
    return {layer["Ref"].removesuffix("Layer").lower() for layer in functions()[name]["Layers"]}


def allowed(name: str) -> set[str]:
    """What the function's folder and layers make importable."""
    folder = ROOT / functions()[name]["CodeUri"]
    found = top_level(folder.name) | {"mianshi"}
    for layer in layers_of(name):
        locked = ROOT / "layers" / layer / "requirements.txt"
        for line in locked.read_text().splitlines() if locked.exists() else []:
            if match := re.match(r"^([A-Za-z0-9._-]+)==", line):
                found |= modules_of(match.group(1))
    return found


@cache
def loaded(name: str) -> frozenset[str]:
    """Every module in memory after the import, in a process of its own without any environment."""
    command = [sys.executable, "-I", "-S", "-c", PROBE, json.dumps(sorted(allowed(name)))]
    places = [str(ROOT / functions()[name]["CodeUri"]), str(ROOT / "layers" / "core" / "python")]
    done = subprocess.run(
        [*command, *places, sysconfig.get_paths()["purelib"]], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (0, [])
    return frozenset(json.loads(done.stdout))


@pytest.mark.parametrize("name", functions())
def test_a_handler_imports_with_its_own_layers_only(name: str) -> None:
    assert "app" in loaded(name)


@pytest.mark.parametrize("name", functions())
def test_heavy_packages_load_only_where_their_layer_is(name: str) -> None:
    heavy = loaded(name) & HEAVY
    by_layer = {"media": {"av", "numpy"}, "vision": {"cv2", "numpy", "onnxruntime"}}
    by_layer["language"] = {"jieba", "numpy", "onnxruntime", "opencc"}
    own: set[str] = set().union(*(by_layer.get(layer, set()) for layer in layers_of(name)))
    assert heavy <= own
    assert bool(loaded(name) & PAGES) == (name in DOORS)


@pytest.mark.parametrize("name", functions())
def test_what_only_some_calls_need_is_not_imported_at_once(name: str) -> None:
    assert loaded(name) & NEVER_AT_ONCE == set()
    assert ("asyncio" in loaded(name)) <= (name in DOORS)  # Powertools' resolver brings it


def test_a_missing_layer_would_be_noticed() -> None:
    assert modules_of("opencv-python-headless") == {"cv2"}
    assert "cv2" not in allowed("ScoreFunction")
    assert "numpy" in loaded("VisionFunction")


def test_layers_hold_what_their_requirements_say() -> None:
    for folder in (path.parent for path in (ROOT / "layers").glob("*/requirements.in")):
        wanted, locked = pins(folder / "requirements.in"), pins(folder / "requirements.txt")
        assert wanted
        assert all(locked.get(package) == version for package, version in wanted.items()), folder.name
        assert "--hash=sha256:" in (folder / "requirements.txt").read_text()


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", path.read_text(), re.MULTILINE))


SHELL_LINES, SIBLING_LINES, ROUTER_LINES = 70, 100, 300


FOLDERS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
CODE = [(folder, path) for folder in FOLDERS for path in modules(folder).values()]


@pytest.mark.parametrize(("folder", "path"), CODE, ids=[str(path.relative_to(ROOT / "functions")) for _, path in CODE])
def test_a_shell_is_short(folder: str, path: Path) -> None:
    limit = SHELL_LINES if path.name == "app.py" else SIBLING_LINES
    limit = ROUTER_LINES if folder in ("portal", "candidate", "partner") else limit  # routes for every page and part
    assert len(path.read_text().splitlines()) <= limit


MOST_IN_A_ROOM = 15


@pytest.mark.parametrize("room", sorted({path.parent for _, path in CODE}), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_room_can_be_looked_through(room: Path) -> None:
    assert len(list(room.glob("*.py"))) <= MOST_IN_A_ROOM


@pytest.mark.parametrize("door", ["portal", "partner"])
def test_rooms_of_a_door_do_not_lean_on_each_other_in_a_circle(door: str) -> None:
    leans: dict[str, set[str]] = {}
    for name, path in modules(door).items():
        room, _, module = name.partition(".")
        if module:
            leans.setdefault(room, set()).update(re.findall(r"^\s*from (\w+)", path.read_text(), re.MULTILINE))
    known = {room: others & leans.keys() - {room} for room, others in leans.items()}
    assert any(known.values())
    assert set(TopologicalSorter(known).static_order()) == set(known)


def test_functions_do_not_import_each_other() -> None:
    own = {folder: top_level(folder) for folder in FOLDERS}
    for name, mine in own.items():
        others = set().union(*(names for other, names in own.items() if other != name)) - mine - {"app"}
        for path in modules(name).values():
            imported = set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE))
            assert imported.isdisjoint(others | {"functions", "boto3", "botocore", "pynamodb"}), path
