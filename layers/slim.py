"""Takes out of a folder of installed wheels what a function never reads, so that a layer fits the Lambda limit.

    python slim.py FOLDER

Prints the size before and after in bytes. Extension modules are stripped, those for another machine with its binutils
where they are installed; the libraries that auditwheel put into ``*.libs`` never, because stripping breaks their
patched load commands.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MACHINES = {0x3E: "x86_64", 0xB7: "aarch64"}
"""By ELF's e_machine (gabi: EM_X86_64, EM_AARCH64), as the kernel and binutils call them."""
_E_MACHINE = slice(18, 20)

SERVICES = frozenset(
    [
        "application-autoscaling",
        "cloudwatch",
        "cognito-idp",
        "dynamodb",
        "events",
        "lambda",
        "logs",
        "s3",
        "sagemaker",
        "sagemaker-runtime",
        "secretsmanager",
        "sesv2",
        "sns",
        "sqs",
        "stepfunctions",
        "sts",
    ]
)
"""The AWS services the project calls: botocore's descriptions of the other four hundred go."""

UTILITIES = (
    "auth_alpha",
    "batch",
    "circuit_breaker",
    "data_masking",
    "feature_flags",
    "idempotency",
    "kafka",
    "parameters",
    "parser",
    "streaming",
    "validation",
)
"""Of Powertools, what no function imports."""

EVERYWHERE = (
    "**/tests",
    "**/test",
    "**/testing/tests",
    "**/__pycache__",
    *(f"**/*.{suffix}" for suffix in ("pyi", "pyx", "pxd", "a", "h", "hpp", "c", "cpp")),
    "bin",
    "share",
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "sboms")),
)
IN_PACKAGES = (
    # Build tools and test helpers.
    "numpy/distutils",
    "numpy/doc",
    "numpy/_pyinstaller",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/_core/_simd*.so",
    "numpy/_core/*_tests*.so",
    "pydantic/v1",
    # The page of an API that describes itself, and utilities with other work than ours.
    *(f"aws_lambda_powertools/event_handler/openapi/swagger_ui/*.{suffix}" for suffix in ("js", "css")),
    *(f"aws_lambda_powertools/utilities/{name}" for name in UTILITIES),
    # The Python module links everything it needs; the C library beside it and the model tools are for others.
    "onnxruntime/capi/libonnxruntime.so*",
    *(f"onnxruntime/{name}" for name in ("backend", "datasets", "quantization", "tools", "transformers")),
    "flatbuffers*",
    "google",
    "packaging*",
    "protobuf-*",
    # Commands of a package that is used as a library.
    "pypdfium2_cli",
    "pypdfium2/__main__.py",
    # Haar cascades, graph API, typing stubs.
    "cv2/data",
    "cv2/gapi",
    "cv2/typing",
    "cv2/utils",
)
WITHOUT_SCIPY = tuple(f"numpy/{name}" for name in ("f2py", "polynomial", "random", "testing"))
"""Parts that numpy loads when somebody names them: scipy does, and nobody else here."""


def slim(folder: Path) -> None:
    """Prunes and strips the wheels installed in `folder`."""
    for pattern in (*EVERYWHERE, *IN_PACKAGES, *(() if (folder / "scipy").is_dir() else WITHOUT_SCIPY)):
        for path in sorted(folder.glob(pattern)):
            _remove(path)
    for path in (folder / "botocore" / "data").glob("*"):
        if path.is_dir() and path.name not in SERVICES:
            _remove(path)
    modules = [path for path in sorted(folder.rglob("*.so")) if not _patched(path.relative_to(folder))]
    if modules:
        _strip(modules)


def size(folder: Path) -> int:
    """Bytes in the folder, as they count against the limit of an unzipped layer."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def _strip(modules: Sequence[Path]) -> None:
    """Strip extension modules, all for the machine of the first."""
    machine = MACHINES[int.from_bytes(modules[0].read_bytes()[_E_MACHINE], "little")]
    tool = shutil.which("strip" if machine == platform.machine() else f"{machine}-linux-gnu-strip")
    if tool is None:
        sys.stdout.write(f"binutils for {machine} are not here: the extension modules keep their symbols\n")
        return
    subprocess.run([tool, "--strip-unneeded", *map(str, modules)], check=True)  # noqa: S603


def _patched(path: Path) -> bool:
    return any(part.endswith(".libs") for part in path.parts)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.exists() or path.is_symlink():
        path.unlink()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python slim.py FOLDER")
    target = Path(sys.argv[1])
    before = size(target)
    slim(target)
    sys.stdout.write(f"{target}: {before:,} to {size(target):,} bytes\n")
