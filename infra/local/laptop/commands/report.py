"""``mianshi report --pdf``: a saved report as a PDF, printed by a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from laptop.trouble import Trouble

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
SECONDS = 120


def browser() -> str:
    """The path of the first browser there is that prints without a screen.

    Raises:
        Trouble: there is none.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise Trouble(
            "a PDF needs Chromium or Chrome, and none is here (Debian: apt-get install chromium fonts-noto-cjk); "
            "or open the report in any browser and print it"
        )
    return found


def write_pdf(html: Path, pdf: Path) -> None:
    """Print the page in `html` into `pdf`; the browser may open files only, and keeps nothing.

    Raises:
        Trouble: no browser, or it printed nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "report.pdf"
        argv = [
            browser(),
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
            html.resolve().as_uri(),
        ]
        if os.geteuid() == 0:
            argv.insert(1, "--no-sandbox")  # Chromium refuses to start as root otherwise; the page is our own
        try:
            ended = subprocess.run(argv, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise Trouble(f"the browser did not print {html.name} within {SECONDS} seconds") from None
        if ended.returncode or not printed.is_file():
            raise Trouble(f"the browser could not print {html.name} (exit code {ended.returncode})")
        shutil.move(printed, pdf)
