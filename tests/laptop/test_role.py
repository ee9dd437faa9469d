"""``mianshi role``: what each act writes and says, and how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from laptop import cli
from mianshi.scoring.protected_topics import TOPICS
from mianshi.scoring.role_columns import FORM
from mianshi.scoring.roles import load_role, role_version, shipped_roles
from mianshi.speech import text_transcript
from support.documents import ROOT, code, rows, text_of
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


def test_advice_alone_is_no_failure(said: Said) -> None:
    code, out, err = said("check", "small.json")
    assert (code, err) == (0, "")
    assert "competencies.0.wrong_acts: 没有写错误做法" in out
    assert out.splitlines()[-1].endswith(f"0 处不可用 refused, {len(out.splitlines()) - 1} 条建议 advice")


def test_protected_topics_are_all_told_with_reason_and_alternative(said: Said, here: Path) -> None:
    data = small_role_data()
    data["competencies"][0]["questions"][0]["text"] = {"zh": "你结婚了吗?", "en": "How old are you?"}
    (here / "bad.json").write_text(json.dumps(data), encoding="utf-8")
    (here / "job.txt").write_text("招店长\n性格开朗,35岁以下\n", encoding="utf-8")
    code, out, _ = said("check", "bad.json", "--job", "job.txt")
    assert code == cli.WRONG_USE
    assert "✖ competencies.0.questions.0.text.zh: “结婚” — 婚姻 marriage" in out
    assert "✖ competencies.0.questions.0.text.en: “How old” — 年龄 age" in out
    assert "✖ job.txt, line 2: “35岁” — 年龄 age" in out
    assert "《妇女权益保障法》第 43 条" in out and "art. 43" in out and "can you travel" in out
    assert "· job.txt, line 2: “性格”说的是性格" in out
    assert "3 处不可用 refused" in out


def test_a_finding_in_a_spreadsheet_is_told_by_its_cell(said: Said) -> None:
    assert said("export", "small.json", "--out", "small.xlsx")[0] == 0
    out = said("check", "small.xlsx")[1]
    assert "· sheet '能力 Competencies', row 2, column A (能力编号 Competency id): wrong_acts: 没有写错误做法" in out


def test_two_versions_are_compared_in_both_languages(said: Said, here: Path) -> None:
    (here / "new.json").write_text(json.dumps(small_role_data((45, 35, 20))), encoding="utf-8")
    code, out, err = said("diff", "small.json", "new.json")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == '· 能力 c0：权重 “50” → “45” | Competencies c0: Weight "50" → "45"'
    old, new = role_version(small_role()), role_version(small_role((45, 35, 20)))
    assert out.splitlines()[-1] == f"{old} → {new}: 2 处改动 changes"


def fill(folder: Path, n: int) -> None:
    """Scorecards and transcripts of `n` people whose outcome follows competency c2."""
    rows = ["interview_id,outcome"]
    for at in range(n):
        place = folder / "cards" / f"{at}"
        place.mkdir(parents=True)
        level = 1 + at % 5
        competencies = [
            {"id": f"c{c}", "name": "x", "weight": w, "level": lv, "score": 0, "confidence": 1, "evidence": [], "missing_key_points": []}
            for c, (w, lv) in enumerate(((50, 3.0), (30, 1.0 + at * 7 % 4), (20, float(level))))
        ]  # fmt: skip
        card: dict[str, object] = {
            "interview_id": f"iv_{at:03}",
            "role": "small",
            "role_version": role_version(small_role()),
            "policy": "cn",
            "language": "zh",
        }
        card |= {"outcome": "scored", "total": 50, "competencies": competencies, "gates": [], "versions": {}}
        (place / "scorecard.json").write_text(json.dumps(card), encoding="utf-8")
        words = text_transcript(
            0, None, f"{'我们做' if at // 2 % 2 else '先把'}用户分层。" if level == 5 else "我们开了会。", "zh", None
        )
        (place / "transcript.json").write_text(f"[{words.canonical_json()}]", encoding="utf-8")
        rows.append(f"iv_{at:03},{level * 10 + at % 3}")
    (folder / "outcomes.csv").write_text("\ufeff" + "\r\n".join(rows) + "\r\n", encoding="utf-8")


def test_a_proposal_changes_nothing_until_a_named_person_applies_it(said: Said, here: Path) -> None:
    fill(here, 60)
    given = ("--scorecards", "cards", "--outcomes", "outcomes.csv", "--transcripts", "cards", "--out", "p.json")
    code, out, err = said("propose", "small.json", *given)
    assert (code, err) == (0, "")
    assert "· c2: 相关" in out and "n=50" in out
    assert re.search(r"hold-out \(n=\d+\): 现在 now 0\.\d+, 提案 proposed 0\.\d+", out)
    proposal = json.loads((here / "p.json").read_text(encoding="utf-8"))
    assert proposal["weights"]["c2"] == 30
    assert [term["term"] for term in proposal["terms"]] == ["用户分层"]
    assert "iv_" not in (here / "p.json").read_text(encoding="utf-8")
    assert load_role("small.json") == small_role()
    point = small_role().competencies[0].key_points[0].id
    prying = proposal | {"terms": [proposal["terms"][0] | {"term": "未婚未育", "key_point": point}]}
    (here / "prying.json").write_text(json.dumps(prying), encoding="utf-8")
    code, _, err = said("apply", "small.json", "prying.json", "--approved-by", "Li Hua", "--out", "new.json")
    assert code == cli.WRONG_USE and "未婚" in err and not (here / "new.json").exists()
    code, out, err = said("apply", "small.json", "p.json", "--approved-by", "Li Hua", "--out", "new.json")
    assert (code, err) == (0, "")
    assert [competency.weight for competency in load_role("new.json").competencies][2] == 30
    (line,) = (here / "new.approvals.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert record["approved_by"] == "Li Hua"
    assert record["to_version"] == role_version(load_role("new.json"))
    assert said("apply", "new.json", "p.json", "--approved-by", "Li Hua", "--out", "again.json")[0] == cli.WRONG_USE


def test_too_few_people_are_said_to_be_too_few(said: Said, here: Path) -> None:
    fill(here, 20)
    out = said("propose", "small.json", "--scorecards", "cards", "--outcomes", "outcomes.csv", "--out", "p.json")[1]
    assert "n=20 is too few" in out
    assert json.loads((here / "p.json").read_text(encoding="utf-8"))["weights"] is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "no rows"),
        ("interview_id,outcome\niv_1,good", "line 2 needs"),
        ("interview_id,outcome\niv_1,1\niv_1,2", "line 3 needs"),
        ("id,result\niv_1,1", "line 2 needs"),
        ("interview_id,outcome\niv_1,1", "there is no scorecard.json in folder"),
    ],
)
def test_bad_outcomes_are_told_by_line(said: Said, here: Path, rows: str, words: str) -> None:
    (here / "o.csv").write_text(rows, encoding="utf-8")
    code, _, err = said("propose", "small.json", "--scorecards", "folder", "--outcomes", "o.csv", "--out", "p.json")
    assert code == cli.WRONG_USE
    assert words in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "ACT"),
        ("export", "ROLE"),
        (f"export {ROLE}", "--out"),
        (f"export {ROLE} --out folder", "cannot write to folder"),
        (f"export {ROLE} --out=", "cannot write to a file without a name"),
        ("export nobody --out o.xlsx", "no shipped role or role file 'nobody'"),
        ("check", "ROLE"),
        ("apply small.json missing.json --approved-by Li --out n.json", "cannot read missing.json"),
        ("apply small.json small.json --approved-by Li --out n.json", "small.json: "),
        ("apply small.json small.json --out n.json", "--approved-by"),
        ("check small.json --job missing.txt", "cannot read missing.txt"),
        ("check small.json --job folder", "cannot read folder"),
        ("import missing.xlsx --out o.json", "no shipped role or role file 'missing.xlsx'"),
    ],
)
def test_wrong_use_is_one_line(said: Said, here: Path, arguments: str, words: str) -> None:
    code, out, err = said(*arguments.split())
    assert (code, out) == (cli.WRONG_USE, "")
    assert words in err
    assert err.startswith("mianshi: ") and err.count("\n") == 1
    assert not (here / "o.json").exists()


def test_the_pages_tell_every_act_with_its_options() -> None:
    commands = next(a.choices for a in cli._parser()._actions if isinstance(a.choices, dict))
    acts = next(a.choices for a in commands["role"]._actions if isinstance(a.choices, dict))
    for page in ("docs/roles.md", "docs/roles.zh.md"):
        told: dict[str, set[str]] = {}
        for line in code(text_of(page)):
            for act, rest in re.findall(r"mianshi role (\w+)([^`|#]*)", line):
                told.setdefault(act, set()).update(re.findall(r"--[a-z-]+", rest))
        known = {
            act: {o for a in parser._actions for o in a.option_strings} - {"-h", "--help"}
            for act, parser in acts.items()
        }
        assert told == known


def test_the_pages_tell_every_error_of_these_commands() -> None:
    rooms = {
        "infra/local/laptop/commands": ("role*",),
        "layers/core/python/mianshi/scoring": ("role*", "workbook", "proposals"),
    }
    sources = [file for room, names in rooms.items() for name in names for file in (ROOT / room).glob(f"{name}.py")]
    codes = {c for file in sources for c in re.findall(r'"(bad_[a-z]+)"', file.read_text(encoding="utf-8"))}
    for page in ("docs/roles.md", "docs/roles.zh.md"):
        assert codes == {c for cells in rows(text_of(page)) for c in re.findall(r"^`(bad_[a-z]+)`$", cells[0])}


def test_the_pages_name_every_sheet_and_the_protected_topics() -> None:
    for page in ("docs/roles.md", "docs/roles.zh.md"):
        assert {table.title for table in FORM.tables} <= {cells[0] for cells in rows(text_of(page))}
        for topic in TOPICS:
            assert (topic.label.zh if ".zh." in page else topic.name.split()[0]) in text_of(page)
