"""The recipes of the layers: the same bytes in every build, for either processor, nothing from the machine that built."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path
from types import CodeType

import pytest

from support.templates import ROOT, source

MAKEFILES = sorted((ROOT / "layers").glob("*/Makefile"))
MINE = f"{sys.version_info.major}.{sys.version_info.minor}"


def make(layer: str, target: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """One layer through its recipe, as sam calls it, with byte code of the Python that runs the tests."""
    target.mkdir(parents=True, exist_ok=True)
    name = f"{layer.capitalize()}Layer"
    own = {"RUNTIME": MINE, "ARTIFACTS_DIR": str(target), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["make", "-s", "--makefile", str(ROOT / "layers" / layer / "Makefile"), f"build-{name}"]
    environment = {**os.environ, **own, **variables}
    return subprocess.run(command, cwd=target, env=environment, capture_output=True, text=True, check=False)


def seal(folder: Path, *flags: str) -> str:
    """What the command prints: bytes and digest."""
    command = [sys.executable, str(ROOT / "layers" / "seal.py"), str(folder), *flags]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.partition(":")[2]


def tree(folder: Path, text: str = "WORDS = frozenset({'a', 'b', 'c'})\n") -> Path:
    (folder / "python" / "package").mkdir(parents=True)
    (folder / "python" / "package" / "__init__.py").write_text(text)
    return folder


def test_two_folders_and_two_times_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tree(tmp_path / "one" / "Layer"), tree(tmp_path / "another" / "place" / "Layer")
    (second / "python" / "package" / "__init__.py").chmod(0o600)
    os.utime(second / "python" / "package" / "__init__.py", (1, 1))
    assert seal(first, "--byte-code") == seal(second, "--byte-code")
    kinds = [{(p.name, p.stat().st_mode, p.stat().st_mtime) for p in f.rglob("*")} for f in (first, second)]
    assert kinds[0] == kinds[1]
    assert seal(tree(tmp_path / "else", "WORDS = ()\n"), "--byte-code") != seal(first, "--byte-code")


def test_byte_code_names_the_place_in_the_cloud_and_is_not_checked_again(tmp_path: Path) -> None:
    seal(tree(tmp_path / "Layer"), "--byte-code")
    [compiled] = tmp_path.rglob("*.pyc")
    head, code = compiled.read_bytes()[:16], marshal.loads(compiled.read_bytes()[16:])
    assert int.from_bytes(head[4:8], "little") == 1  # PEP 552: by hash, unchecked
    assert isinstance(code, CodeType)
    assert code.co_filename == "/opt/python/package/__init__.py"


def test_what_does_not_compile_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        seal(tree(tmp_path / "Layer", "def :"), "--byte-code")


def test_our_own_layer_is_built_with_byte_code_for_every_module(tmp_path: Path) -> None:
    done = make("core", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    modules = list((tmp_path / "python").rglob("*.py"))
    assert len(modules) == len(list((tmp_path / "python").rglob("*.pyc"))) > 50
    assert {path.suffix for path in tmp_path.rglob("*.*")} <= {".py", ".pyc", ".json", ".html", ".css", ".js", ".svg"}


def test_an_unknown_processor_is_refused(tmp_path: Path) -> None:
    done = make("core", tmp_path, ARCH="mips")
    assert done.returncode != 0
    assert "ARCH is x86_64 or arm64, not mips" in done.stderr


@pytest.mark.parametrize("makefile", MAKEFILES, ids=lambda path: path.parent.name)
def test_every_recipe_ends_sealed(makefile: Path) -> None:
    assert makefile.read_text().rstrip().endswith("$(seal)")


def test_layers_and_functions_are_for_the_processor_that_was_chosen() -> None:
    template = source("template.yaml")
    wanted = {"Ref": "Architecture"}
    assert template["Globals"]["Function"]["Architectures"] == [wanted]
    layers = {k: r for k, r in template["Resources"].items() if r["Type"] == "AWS::Serverless::LayerVersion"}
    assert layers
    for name, layer in layers.items():
        assert layer["Properties"]["CompatibleArchitectures"] == [wanted], name
        recipe = ROOT / layer["Properties"]["ContentUri"] / "Makefile"
        assert (layer.get("Metadata", {}).get("BuildMethod") == "makefile") == recipe.exists(), name
