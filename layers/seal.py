"""Makes of a built layer the same bytes every time: byte code that knows no build folder, fixed modes and times.

    python seal.py FOLDER [--byte-code]

FOLDER is what becomes /opt. With --byte-code, the Python that runs this compiles everything, so it must be the Python
of the functions. Prints the bytes and the digest of the tree.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import py_compile
import sys
from pathlib import Path

EPOCH = 315_532_800
"""1980-01-01 in UTC, the first moment that a zip archive can name."""


def seal(folder: Path, byte_code: bool) -> None:
    """Compile the layer in `folder` if asked to, and leave nothing that differs between two builds.

    Raises:
        SystemExit: where a module cannot be compiled.
    """
    if byte_code and not compileall.compile_dir(
        folder / "python",
        maxlevels=64,
        stripdir=str(folder),
        prependdir="/opt",
        quiet=1,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    ):
        raise SystemExit(f"{folder}: not everything could be compiled")
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def digest(folder: Path) -> str:
    """SHA-256 over the sorted list of files with the SHA-256 of each, as ``sha256sum`` prints it."""
    lines = (f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files(folder))
    return hashlib.sha256("".join(sorted(lines, key=lambda line: line[66:])).encode()).hexdigest()


def files(folder: Path) -> list[Path]:
    """All files below a folder, links to files included."""
    return [path for path in folder.rglob("*") if not path.is_dir()]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("usage: python seal.py FOLDER [--byte-code]")
    target = Path(sys.argv[1]).resolve()
    seal(target, "--byte-code" in sys.argv[2:])
    size = sum(path.lstat().st_size for path in files(target))
    sys.stdout.write(f"{target.name}: {size:,} bytes, sha256 {digest(target)}\n")
