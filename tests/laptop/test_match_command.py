"""``mianshi match``: what is printed, what is handed out as JSON, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from laptop.cli import OK, WRONG_USE, main
from laptop.commands import match as command
from mianshi.contracts.matching import Match, Posting
from mianshi.contracts.resumes import RESUME_SENTENCES, Profile, ResumeReason
from support.embedder_fixture import shared_embedder

JOB = "任职要求：\n大专及以上学历\n带过5人以上团队\n熟悉Excel\n年龄35岁以下\n"
RESUME = "王小明\n工作经历\n2018.03-2024.02 晨星超市有限公司 店长\n带领12人团队，用Excel每周分析销售\n"

pytestmark = pytest.mark.models


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    shared = shared_embedder()
    monkeypatch.setattr(command, "Embedder", lambda _: shared)
    resume, job = tmp_path / "resume.txt", tmp_path / "job.txt"
    resume.write_text(RESUME, encoding="utf-8")
    job.write_text(JOB, encoding="utf-8")
    return resume, job


def test_a_table_tells_verdict_quote_and_what_is_left_out(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1])]) == OK
    shown = capsys.readouterr().out
    assert "匹配度 71%（2/3 条符合）" in shown
    assert "带领12人团队" in shown
    assert "必备但缺少" in shown and "大专及以上学历" in shown
    assert "年龄35岁以下" in shown


def test_json_holds_the_three_records(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1]), "--json"]) == OK
    whole = json.loads(capsys.readouterr().out)
    assert Match.model_validate(whole["match"]).percent == 71
    assert len(Posting.model_validate(whole["posting"]).requirements) == 3
    assert Profile.model_validate(whole["profile"]).work
    assert (whole["refused"], whole["hidden"]) == (None, [])


def test_a_refused_resume_is_a_named_outcome(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    files[0].write_bytes(b"")
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1])]) == OK
    assert RESUME_SENTENCES[ResumeReason.EMPTY].zh in capsys.readouterr().out.replace("\n", "")
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1]), "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["refused"] == "resume_empty"


def test_a_job_file_that_cannot_be_read_is_wrong_use(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_bytes(b"")
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1])]) == WRONG_USE
    assert main(["match", "--resume", "nowhere.pdf", "--job", str(files[1])]) == WRONG_USE
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "there is no file nowhere.pdf" in said[1]


def test_a_job_that_asks_for_nothing_says_so(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    files[1].write_text("欢迎加入我们", encoding="utf-8")
    assert main(["match", "--resume", str(files[0]), "--job", str(files[1])]) == OK
    assert "没有读到要求" in capsys.readouterr().out


def test_characters_that_steer_a_terminal_are_taken_out(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_text(RESUME + "用Excel\u202e分析\x1b[31m数据\n", encoding="utf-8")
    main(["match", "--resume", str(files[0]), "--job", str(files[1])])
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown and "\u202e" not in shown
