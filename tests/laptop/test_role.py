"""``mianshi role``: what each act writes and says, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from laptop import cli
from mianshi.scoring.roles import load_role, role_version, shipped_roles
from support.judged_fixture import small_role, small_role_data

Said = Callable[..., tuple[int, str, str]]
ROLE = shipped_roles()[0]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.json").write_text(json.dumps(small_role_data()), encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(("role", *arguments))
        except SystemExit as stop:
            code = int(str(stop.code))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_a_role_goes_out_as_a_spreadsheet_and_comes_back_the_same(said: Said, here: Path) -> None:
    version = role_version(small_role())
    assert said("export", "small.json", "--out", "new/small.xlsx") == (
        0,
        f"new/small.xlsx: small, version {version}\n",
        "",
    )
    assert said("import", "new/small.xlsx", "--out", "back.json") == (0, f"back.json: small, version {version}\n", "")
    assert load_role("back.json") == small_role()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "ACT"),
        ("export", "ROLE"),
        (f"export {ROLE}", "--out"),
        (f"export {ROLE} --out folder", "cannot write to folder"),
        (f"export {ROLE} --out=", "cannot write to a file without a name"),
        ("export nobody --out o.xlsx", "no shipped role or role file 'nobody'"),
        ("import missing.xlsx --out o.json", "no shipped role or role file 'missing.xlsx'"),
    ],
)
def test_wrong_use_is_one_line(said: Said, here: Path, arguments: str, words: str) -> None:
    code, out, err = said(*arguments.split())
    assert (code, out) == (cli.WRONG_USE, "")
    assert words in err
    assert err.startswith("mianshi: ") and err.count("\n") == 1
    assert not (here / "o.json").exists()
