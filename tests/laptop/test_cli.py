"""Wrong use is one clear line and exit code 2, before anything is started."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from laptop import cli, trouble
from laptop.commands import ledger_file
from laptop.processes import without_foreign_settings
from laptop.weights import folder_of
from mianshi.scoring.roles import shipped_roles

Said = Callable[..., tuple[int, str, str]]
ROLE = shipped_roles()[0]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp4").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = int(str(stop.code))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "COMMAND"),
        ("sing", "invalid choice: 'sing'"),
        (f"run --role {ROLE} --out o", "VIDEO"),
        (f"run a.mp4 --role {ROLE}", "--out"),
        (f"run missing.mp4 --role {ROLE} --out o", "there is no file missing.mp4"),
        (f"run folder --role {ROLE} --out o", "folder is a folder"),
        ("run a.mp4 --role nobody --out o", "no shipped role or role file 'nobody'"),
        (f"run a.mp4 --role {ROLE} --language fr --out o", "invalid choice: 'fr'"),
        (f"run a.mp4 --role {ROLE} --policy us --out o", "there are cn, eu"),
        (f"run a.mp4 --role {ROLE} --out a.mp4", "a.mp4 is not a folder"),
        (f"run a.mp4 --role {ROLE} --out a.mp4/o", "cannot write to a.mp4/o"),
        (f"run a.mp4 --role {ROLE} --out /proc/o", "cannot write to /proc/o"),
        (f"run a.mp4 --role {ROLE} --out=", "must not be empty"),
        (f"run a.mp4 --role {ROLE} --question 1 --question 2 --out o", "more questions than recordings"),
        (f"score --role {ROLE} --answers a.mp4 --out o", "a.mp4: the file: Invalid JSON"),
        (f"score --role {ROLE} --answers folder --out o", "folder is a folder"),
        ("serve --port 65536", "a port is a number"),
        ("serve --port x", "a port is a number"),
        ("serve --data a.mp4", "a.mp4 is not a folder"),
        ("costs", "--month"),
        ("costs --month 2026-13", "such as 2026-11"),
        ("costs --month ２０２６-11", "such as 2026-11"),
        ("costs --month 2026-11 --format xlsx", "needs a file"),
        ("costs --month 2026-11 --out folder", "cannot write to folder"),
        ("costs --month 2026-11 --data folder", "folder is no data folder"),
        ("costs --month 2026-11 --data nowhere", "nowhere is no data folder"),
    ],
)
def test_wrong_use_is_one_line(said: Said, home: Path, arguments: str, words: str) -> None:
    code, out, err = said(*arguments.split(" ") if arguments else ())
    assert code == cli.WRONG_USE
    assert words in err and err.startswith("mianshi: ") and err.count("\n") == 1
    assert out == ""
    assert not re.search(r"Error\b|Traceback|Errno", err)
    assert not (home / "o").exists()


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_a_month_without_interviews_has_its_file(said: Said, home: Path, kind: str) -> None:
    assert said("costs", "--month", "2021-01", "--format", kind, "--out", "new/costs")[0] == cli.OK
    assert (home / "new" / "costs").stat().st_size > 0


def test_a_damaged_ledger_is_named_and_not_summed(said: Said) -> None:
    ledger_file.home().mkdir(parents=True)
    (ledger_file.home() / "ledger.jsonl").write_text('{"half": \n')
    code, out, err = said("costs", "--month", "2026-11")
    assert (code, out) == (cli.FAILED, "")
    assert err.endswith("ledger.jsonl: line 1 is damaged; mend or delete it\n")


@pytest.mark.parametrize("content", ["{", "{}", "[]", json.dumps({"dynamodb": {"t": [{"sk": {"S": "LEDGER#1"}}]}})])
def test_a_damaged_data_folder_is_named(said: Said, home: Path, content: str) -> None:
    (home / "folder" / "index.json").write_text(content)
    code, _, err = said("costs", "--month", "2026-11", "--data", "folder")
    assert (code, err) == (cli.FAILED, "mianshi: folder/index.json is damaged\n")


def test_a_missing_model_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIANSHI_CACHE", str(home / "empty"))
    with pytest.raises(trouble.Trouble, match="embedding is not on this machine yet: run make setup"):
        folder_of("embedding")


def test_a_users_own_aws_settings_and_proxies_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    users = {
        "AWS_PROFILE": "work",
        "AWS_CONFIG_FILE": "/home/me/config",
        "https_proxy": "http://far",
        "HTTP_PROXY": "x",
    }
    for name, value in users.items():
        monkeypatch.setenv(name, value)
    with without_foreign_settings():
        assert os.environ["AWS_CONFIG_FILE"] == os.devnull
        assert not {"AWS_PROFILE", "https_proxy", "HTTP_PROXY"} & set(os.environ)
    assert users.items() <= os.environ.items()
    assert "AWS_SHARED_CREDENTIALS_FILE" not in os.environ
