"""Make the files of the set again, from what its people are.

    python infra/bench/resumes/make.py [--set development|held_out] [ID...]

needs ``chromium`` and ``soffice`` on the path and the Noto CJK fonts; the made files are committed, so that nobody else
does. A file is made anew only where it is named or missing. `hostile.py` makes the hostile ones.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.resumes import layouts, word
from bench.resumes.people import HERE, Person, everybody


def main() -> int:
    """Make what is missing or named, and say how much there is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", default="development", choices=["development", "held_out"], dest="part")
    parser.add_argument("ids", nargs="*")
    asked = parser.parse_args()
    folder = HERE / asked.part / "files"
    folder.mkdir(parents=True, exist_ok=True)
    people = list(everybody(asked.part))
    for person in people:
        path = folder / person.file
        if person.id in asked.ids or not path.exists():
            make(person, path)
    kept = {person.file for person in people}
    for stray in (path for path in folder.iterdir() if path.name not in kept):
        stray.unlink()
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{len(people)} files, {size / 1e6:.2f} MB")
    return 0


def make(person: Person, path: Path) -> None:
    """Write one person's file in their layout.

    Raises:
        CalledProcessError: the browser or the office failed.
    """
    if person.layout in layouts.HTML:
        print_page(layouts.HTML[person.layout](person), path)
    elif person.layout == "pdf_office":
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / f"{person.id}.docx"
            word.package(source, word.LAYOUTS[person.layout](person))
            office(source, path)
    elif person.layout in word.LAYOUTS:
        word.package(path, word.LAYOUTS[person.layout](person))
    else:
        path.write_text(layouts.plain(person), encoding="gb18030" if person.layout == "txt_gb18030" else "utf-8")


def print_page(html: str, path: Path) -> None:
    """A page printed by Chromium, its fonts cut to the letters that are used.

    Raises:
        CalledProcessError: Chromium failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/u"]
        command = ["chromium", *flags, f"--print-to-pdf={path}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


def office(source: Path, path: Path, options: dict[str, tuple[str, str]] | None = None) -> None:
    """A Word file printed by LibreOffice, with options of its PDF export as their type and value.

    Raises:
        CalledProcessError: LibreOffice failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'u').as_uri()}"
        told = json.dumps({name: {"type": kind, "value": value} for name, (kind, value) in (options or {}).items()})
        form = f"pdf:writer_pdf_Export:{told}" if options else "pdf"
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        path.write_bytes((Path(folder) / f"{source.stem}.pdf").read_bytes())


if __name__ == "__main__":
    sys.exit(main())
