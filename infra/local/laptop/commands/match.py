"""``mianshi match``: a résumé held against a job text, on this machine and offline."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from laptop.weights import EMBEDDING, folder_of
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.matching import Match, Posting, Requirement, RequirementMatch, Verdict
from mianshi.contracts.partner_interviews import MOST_RESUME_BYTES
from mianshi.contracts.resumes import RESUME_SENTENCES, HiddenWhy, Profile, Quoted, ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.language.embedding import Embedder
from mianshi.matching.documents import read
from mianshi.matching.match import match
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile, shielded
from mianshi.matching.verdicts import Meaning
from mianshi.platform.clock import timestamp
from mianshi.scoring.protected import lint_text

VERDICTS: dict[Verdict, tuple[str, Bilingual]] = {
    Verdict.MET: ("✔", Bilingual(zh="符合", en="met")),
    Verdict.PARTLY: ("◐", Bilingual(zh="部分", en="partly")),
    Verdict.NOT_MET: ("✖", Bilingual(zh="不足", en="not met")),
    Verdict.NOT_FOUND: ("?", Bilingual(zh="未找到", en="not found")),
}
HIDDEN: dict[HiddenWhy, Bilingual] = {
    HiddenWhy.SAME_COLOUR: Bilingual(zh="与底色相同", en="same colour as its background"),
    HiddenWhy.TINY: Bilingual(zh="字极小", en="tiny"),
    HiddenWhy.TRANSPARENT: Bilingual(zh="透明", en="transparent"),
    HiddenWhy.OFF_PAGE: Bilingual(zh="在页面之外", en="off the page"),
    HiddenWhy.COVERED: Bilingual(zh="被遮住", en="covered"),
    HiddenWhy.MARKED_HIDDEN: Bilingual(zh="标记为隐藏", en="marked as hidden"),
}
_QUOTE = 90
_NOTHING = Bilingual(
    zh="岗位文字里没有读到要求，没有可以匹配的内容。", en="The job text asks for nothing that could be matched."
)


def match_files(resume: Path, job: Path, console: Console, *, as_json: bool) -> None:
    """Print how a résumé meets a job text: verdict, requirement, quoted line, what is missing; or all of it as JSON.

    Raises:
        Rejected: ``bad_text``, where the job text cannot be read or is too long.
        Trouble: the sentence model was not fetched yet.
    """
    asked = posting(job_text(job), lint_text)
    try:
        text = shielded(read(_bytes(resume)), lint_text)
    except Rejected as error:
        _refused(ResumeReason(error.code), console, as_json=as_json)
        return
    meaning = Meaning(Embedder(folder_of(EMBEDDING)))
    now = timestamp()[:7]
    said = profile(text, until=now)
    made = match(asked, said, text, now=now, meaning=meaning)
    if as_json:
        _print_json(made, asked, said, text)
        return
    language: Language = "en" if asked.language == "en" else "zh"
    _print(console, made, asked, text, language)


def job_text(path: Path) -> str:
    """The words of a job file: text, DOCX or PDF.

    Raises:
        Rejected: ``bad_text``, in one sentence.
    """
    try:
        lines = read(_bytes(path)).lines
    except Rejected as error:
        sentence = RESUME_SENTENCES[ResumeReason(error.code)]
        raise Rejected("bad_text", f"{path.name}: {error.code}: {sentence.en}") from None
    return "\n".join(line.text for line in lines)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_RESUME_BYTES + 1)


def _refused(reason: ResumeReason, console: Console, *, as_json: bool) -> None:
    sentence = RESUME_SENTENCES[reason]
    if as_json:
        print(json.dumps({"refused": reason.value, "sentence": sentence.model_dump()}, ensure_ascii=False, indent=2))
        return
    console.print(Text(f"{sentence.zh}\n{sentence.en}"))


def _print_json(made: Match | None, asked: Posting, said: Profile, text: ResumeText) -> None:
    whole = {
        "refused": None,
        "match": made.model_dump(mode="json") if made else None,
        "posting": asked.model_dump(mode="json"),
        "profile": said.model_dump(mode="json"),
        "hidden": [one.model_dump(mode="json") for one in text.hidden],
    }
    print(json.dumps(whole, ensure_ascii=False, indent=2))


def _print(console: Console, made: Match | None, asked: Posting, text: ResumeText, language: Language) -> None:
    zh = language == "zh"
    if made is None:
        console.print(Text(_NOTHING.in_language(language)))
    else:
        met = sum(one.verdict is Verdict.MET for one in made.requirements)
        head = (
            f"匹配度 {made.percent}%（{met}/{len(made.requirements)} 条符合）"
            if zh
            else f"Match {made.percent}% ({met} of {len(made.requirements)} met)"
        )
        console.print(Text(head, style="bold"))
        console.print(_table(made, asked.requirements, language))
        _section(console, "必备但缺少" if zh else "Required and missing", _missing(made, asked))
        doubts = [
            f"{one.told.in_language(language)} {_quoted([one.quote] if one.quote else [])}" for one in made.doubts
        ]
        _section(console, "需要人看一眼" if zh else "A person should look at", doubts)
    hidden = [f"{HIDDEN[one.why].in_language(language)}（{one.page}）：{one.text}" for one in text.hidden]
    _section(console, "看不见的文字（不参与匹配）" if zh else "Hidden text (counts nowhere)", hidden)
    left_out = [f"{one.text} — {one.reason.in_language(language)}" for one in asked.not_considered]
    _section(console, "岗位文字中不参与匹配的" if zh else "Not considered in the job text", left_out)
    if made is not None:
        console.print(Text(f"{made.method} · {made.posting}", style="dim"))
        console.print(Text("匹配只作参考，由人决定。" if zh else "A match informs; a person decides.", style="dim"))


def _table(made: Match, asked: Sequence[Requirement], language: Language) -> Table:
    zh = language == "zh"
    table = Table(show_lines=True, expand=True)
    for head in ("结论", "要求", "依据（页）") if zh else ("Verdict", "Requirement", "Stands on (page)"):
        table.add_column(head, overflow="fold", ratio=None if head in ("结论", "Verdict") else 1)
    for one, given in zip(asked, made.requirements, strict=True):
        mark, name = VERDICTS[given.verdict]
        need = ("必备" if one.must else "加分") if zh else ("required" if one.must else "advantage")
        table.add_row(
            Text(f"{mark} {name.in_language(language)} {given.share:.0%}"),
            Text(f"{plain(one.text)}\n[{need} ×{one.weight}]"),
            Text(_stands_on(given, language)),
        )
    return table


def _stands_on(given: RequirementMatch, language: Language) -> str:
    return "\n".join(part for part in (given.told.in_language(language), _quoted(given.quotes)) if part)


def _quoted(quotes: Sequence[Quoted]) -> str:
    return "\n".join(f"“{plain(quote.text)[:_QUOTE]}” ({quote.page})" for quote in quotes)


def _missing(made: Match, asked: Posting) -> list[str]:
    return [one.text for one in asked.requirements if one.id in made.missing]


def _section(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Text(f"  · {plain(line)}"))


def plain(text: str) -> str:
    """`text` without characters that would steer a terminal or turn its direction."""
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cf", "Cs") else each for each in text)
