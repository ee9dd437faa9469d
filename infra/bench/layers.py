"""The layers of the template, built by their own recipes, and a clean interpreter that sees nothing else.

    python infra/bench/layers.py [--arch x86_64|arm64] [--out FOLDER]

builds them twice into two folders, says whether both are the same bytes, and prints sizes. Functions are run from what
was built by `bench.house`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import sizes

ROOT = sizes.ROOT
BUILT = ROOT / "build" / "layers"


@cache
def runtime() -> str:
    """The Python that the template names, such as ``3.12``."""
    found = re.search(r"Runtime: *python(3\.\d+)", (ROOT / "template.yaml").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("template.yaml names no Python")
    return found.group(1)


@cache
def interpreter() -> tuple[str, str]:
    """Path and version of the Python to run functions with: the template's, else this one."""
    wanted = runtime()
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{wanted}.*/bin/python{wanted}"))
    for candidate in [f"python{wanted}", *map(str, pyenv)]:
        if (
            shutil.which(candidate)
            and not subprocess.run([candidate, "-c", ""], check=False, capture_output=True).returncode
        ):
            return candidate, wanted
    return sys.executable, ".".join(platform.python_version_tuple()[:2])


def functions() -> dict[str, dict[str, Any]]:
    """Properties of each function by its folder's name, those of Globals included."""
    template = sizes.template()
    common = template["Globals"]["Function"]
    found = {}
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            own = resource["Properties"]
            variables = common["Environment"]["Variables"] | own.get("Environment", {}).get("Variables", {})
            found[Path(own["CodeUri"]).name] = common | own | {"Environment": {"Variables": variables}}
    return found


def build(folder: Path, arch: str = "x86_64", names: Sequence[str] = ()) -> Path:
    """Build the layers (all, or those with these logical ids) below `folder` as ``sam build`` does; returns it."""
    for name, resource in sizes.template()["Resources"].items():
        if resource["Type"] != "AWS::Serverless::LayerVersion" or (names and name not in names):
            continue
        source, target = ROOT / resource["Properties"]["ContentUri"], folder / name
        if resource.get("Metadata", {}).get("BuildMethod") == "makefile":
            target.mkdir(parents=True, exist_ok=True)
            _make(source, name, target, arch)
        else:
            shutil.copytree(source, target, dirs_exist_ok=True)
    return folder


def missing(folder: Path) -> list[str]:
    """Logical ids of the layers that are not built in `folder`."""
    resources = sizes.template()["Resources"].items()
    names = [name for name, resource in resources if resource["Type"] == "AWS::Serverless::LayerVersion"]
    return [name for name in names if not (folder / name).exists()]


def complete(folder: Path) -> Path:
    """Build in `folder` what is missing there; returns it."""
    wanted = missing(folder)
    return build(folder, names=wanted) if wanted else folder


def _make(source: Path, name: str, target: Path, arch: str) -> None:
    own = {"ARCH": arch, "RUNTIME": interpreter()[1], "ARTIFACTS_DIR": str(target)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["make", "-s", "--no-print-directory", "--makefile", str(source / "Makefile"), f"build-{name}"]
    environment = {**os.environ, **own, "PATH": path}
    done = subprocess.run(command, check=False, cwd=source, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip()[-2000:]}")


def opt(function: str, built: Path, folder: Path) -> Path:
    """Put the layers of a function over each other in `folder`, in the template's order, as Lambda does in /opt."""
    for layer in functions()[function]["Layers"]:
        shutil.copytree(built / layer, folder, copy_function=_link, dirs_exist_ok=True)
    return folder


def _link(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def digests(folder: Path) -> dict[str, str]:
    """The digest of each built layer by logical id."""
    digest = runpy.run_path(str(ROOT / "layers" / "seal.py"))["digest"]
    return {path.name: digest(path) for path in sorted(folder.iterdir())}


def main() -> int:
    """Build twice, compare, print sizes; exit code 1 where the two differ or something is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=("x86_64", "arm64"), default="x86_64")
    parser.add_argument("--out", type=Path, default=BUILT)
    wish = parser.parse_args()
    folders = [wish.out / wish.arch, wish.out / "again" / wish.arch]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        build(folder, wish.arch)
    first, again = map(digests, folders)
    shutil.rmtree(wish.out / "again")
    print(f"{wish.arch}, python{interpreter()[1]}")
    for name, size in sizes.layers(folders[0]).items():
        same = "the same twice" if first[name] == again[name] else "NOT THE SAME"
        print(f"  {name:<20}{size:>14,}  {first[name][:16]}  {same}")
    for name, size in sizes.functions(folders[0]).items():
        print(f"  {name:<20}{size:>14,}{size / sizes.LIMIT:>8.1%}")
    return int(first != again or any(size > sizes.LIMIT for size in sizes.functions(folders[0]).values()))


if __name__ == "__main__":
    sys.exit(main())
