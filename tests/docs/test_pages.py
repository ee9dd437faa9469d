"""What any page promises: its links lead somewhere, and what it names exists."""

from __future__ import annotations

import argparse
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from laptop import cli
from mianshi.scoring.roles import shipped_roles
from support.documents import ROOT, anchor, blocks, code, headings, links, name_of, pages, prose, spans, text_of

PAGES = [name_of(page) for page in pages()]
TRANSLATED = [name for name in PAGES if name.endswith(".zh.md")]
MACHINE = re.compile(r"(?<![\w.$~}-])/(?:work|root|home|tmp|Users)/\w")
ROOMS = ("functions/", "layers/", "statemachines/", "infra/", "tests/", "docs/")


@cache
def anchors(path: Path) -> set[str]:
    return {anchor(words) for _, words in headings(path.read_text(encoding="utf-8"))}


def broken(name: str) -> list[str]:
    missing = []
    for link in links(text_of(name)):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, part = unquote(link).partition("#")
        target = (ROOT / name).parent / place if place else ROOT / name
        if not target.exists() or (part and part not in anchors(target)):
            missing.append(link)
    return missing


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    assert broken(name) == []


def test_a_broken_link_would_be_seen() -> None:
    assert links("see [a](b.md#c) and ![p](d.png), not `[x](y)`") == ["b.md#c", "d.png"]
    assert anchor("Gates: when nothing is scored") == "gates-when-nothing-is-scored"
    assert anchor("评分条件:什么时候不打分") == "评分条件什么时候不打分"


@pytest.mark.parametrize("name", PAGES)
def test_no_path_of_somebodys_machine(name: str) -> None:
    assert MACHINE.findall(text_of(name)) == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_both_languages_have_the_same_headings(name: str) -> None:
    original = name.replace(".zh.md", ".md")
    assert [level for level, _ in headings(text_of(name))] == [level for level, _ in headings(text_of(original))]
    assert Path(name).name in links(text_of(original)), "the original names its translation"
    assert Path(original).name in links(text_of(name)), "the translation names its original"


@pytest.mark.parametrize("name", TRANSLATED)
def test_both_languages_tell_to_type_the_same(name: str) -> None:
    def commands(source: str) -> list[str]:
        return [re.sub(r'\\"(zh|en)\\"', "LANGUAGE", body) for body in blocks(source) if "aws " in body]

    assert commands(text_of(name)) == commands(text_of(name.replace(".zh.md", ".md")))


@pytest.mark.parametrize("name", PAGES)
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {word for line in code(text_of(name)) for word in re.findall(r"(?:^|[\s`])make ([a-z-]+)", line)}
    assert named <= targets


@pytest.mark.parametrize("name", PAGES)
def test_commands_and_options_exist(name: str) -> None:
    for line in code(text_of(name)):
        for words in re.findall(
            r"(?:^|[\s/])mianshi ((?:run|demo|score|serve|costs|match|report|role [a-z]+)\b[^#|]*)", line
        ):
            command = named(words)
            known = options(command)
            assert known is not None, f"there is no command mianshi {command}"
            assert set(re.findall(r"--[a-z-]+", words)) <= known, words


def named(words: str) -> str:
    """The command of a line after `mianshi`: one word, or two where the first has acts of its own."""
    first, *rest = words.split()
    return f"{first} {rest[0]}" if rest and f"{first} {rest[0]}" in commands() else first


def commands(parser: argparse.ArgumentParser | None = None, before: str = "") -> dict[str, set[str]]:
    """Options by command; a command with acts of its own counts as those, and by itself where it needs none."""
    parser = parser or cli._parser()
    found: dict[str, set[str]] = {}
    for name, below in next(a.choices for a in parser._actions if isinstance(a.choices, dict)).items():
        acts = next((action for action in below._actions if isinstance(action.choices, dict)), None)
        if acts is not None:
            found |= commands(below, f"{before}{name} ")
        if acts is None or not acts.required:
            found[before + name] = {option for action in below._actions for option in action.option_strings}
    return found


def options(command: str) -> set[str] | None:
    return commands().get(command)


def test_the_readme_names_every_command_and_option() -> None:
    for readme in ("README.md", "README.zh.md"):
        (reference,) = [body for body in blocks(text_of(readme)) if body.startswith("mianshi run")]
        told = {named(line.removeprefix("mianshi ")): line for line in reference.splitlines()}
        assert {command: set(re.findall(r"--[a-z-]+", line)) for command, line in told.items()} == {
            command: known - {"-h", "--help"} for command, known in commands().items()
        }


def test_the_readme_names_the_roles_that_are_shipped() -> None:
    for readme in ("README.md", "README.zh.md"):
        assert {span for span in spans(text_of(readme)) if re.fullmatch(r"[a-z]+(_[a-z]+)+", span)} >= set(
            shipped_roles()
        )


@pytest.mark.parametrize("name", PAGES)
def test_roles_exist(name: str) -> None:
    named = {role for line in code(text_of(name)) for role in re.findall(r"--role ([a-z_]+)\b(?!\.)", line)}
    assert named <= set(shipped_roles())


@pytest.mark.parametrize("name", PAGES)
def test_named_files_exist(name: str) -> None:
    folder = (ROOT / name).parent
    for span in spans(text_of(name)):
        if not span.startswith(ROOMS) or re.search(r"[<>*… ]", span):
            continue
        place = span.split("#")[0].split(":")[0]
        assert (ROOT / place).exists() or (folder / place).exists(), span


def test_the_map_names_every_function() -> None:
    there = {app.parent.name for app in (ROOT / "functions").glob("*/app.py")}
    for readme in ("README.md", "README.zh.md"):
        (drawn,) = [body for body in blocks(text_of(readme)) if body.startswith("template.yaml")]
        assert there <= set(re.findall(r"\w+", drawn))


def test_the_index_leads_to_every_page() -> None:
    here = {Path(name).relative_to("docs").as_posix() for name in PAGES if name.startswith("docs/")} - {"README.md"}
    assert here <= set(links(text_of("docs/README.md")))


def test_no_number_of_speed_without_a_measurement() -> None:
    for name in ("README.md", "docs/deploy.md", "docs/operate.md", "docs/unproven.md"):
        assert not re.search(r"\d+(\.\d+)? ?(x|times) (faster|quicker)|\d+ ?% accura", prose(text_of(name)))
