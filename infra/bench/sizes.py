"""Unzipped size of each layer and function of the last ``sam build`` against the Lambda limit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".aws-sam" / "build"
LIMIT = 262_144_000
"""Bytes of a function and all its layers, unzipped (docs.aws.amazon.com: gettingstarted-limits)."""


class _Loader(yaml.SafeLoader):
    """Reads a template; intrinsic functions become their argument."""


_Loader.add_multi_constructor("!", lambda loader, _suffix, node: _plain(loader, node))


def _plain(loader: _Loader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return None


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def layers(build: Path = BUILD) -> dict[str, int]:
    """Bytes of each layer by logical id: built ones as built, the others as they lie in the repository."""
    found = {}
    for name, resource in _resources().items():
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            built = build / name
            found[name] = size_of(built if built.exists() else ROOT / resource["Properties"]["ContentUri"])
    return found


def functions(build: Path = BUILD) -> dict[str, int]:
    """Bytes of each function with all its layers."""
    by_layer = layers(build)
    return {
        name: size_of(ROOT / resource["Properties"]["CodeUri"])
        + sum(by_layer[layer] for layer in resource["Properties"].get("Layers", []))
        for name, resource in _resources().items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def template(name: str = "template.yaml") -> dict[str, Any]:
    """A template as written, where intrinsic functions stand as their argument."""
    text = (ROOT / name).read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    return parsed


def _resources() -> dict[str, Any]:
    resources: dict[str, Any] = template()["Resources"]
    return resources


def main() -> int:
    """Print the table; exit code 1 where something is over the limit or nothing was built."""
    if not (BUILD / "template.yaml").exists():
        print("nothing is built: run make build first", file=sys.stderr)
        return 1
    for title, table in (("layer", layers()), ("function with its layers", functions())):
        print(f"{title:<28}{'bytes':>14}{'of limit':>10}")
        for name, size in table.items():
            print(f"  {name:<26}{size:>14,}{size / LIMIT:>10.1%}")
    return int(any(size > LIMIT for size in functions().values()))


if __name__ == "__main__":
    sys.exit(main())
