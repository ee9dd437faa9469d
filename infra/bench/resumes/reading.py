"""One file read and held against a posting, for the tables and, run as a script, in a process of its own.

    python infra/bench/resumes/reading.py POSTING FILE...

prints seconds, the peak of memory over the files (this process's and that of the largest it started, added up), and
what became of each.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from laptop.weights import EMBEDDING, folder_of
from mianshi.contracts.matching import Match, Posting
from mianshi.contracts.resumes import Profile, ResumeText
from mianshi.errors import Rejected
from mianshi.language.embedding import Embedder
from mianshi.matching.documents import read
from mianshi.matching.match import match
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile, shielded
from mianshi.matching.verdicts import Meaning
from mianshi.scoring.protected import lint_text

AS_OF = "2026-11"
"""Month in which the development set was written: "until now" ends here."""


@dataclass(frozen=True)
class Read:
    """`refused`: code of the reason, and nothing else is known then."""

    text: ResumeText | None = None
    profile: Profile | None = None
    refused: str = ""

    @property
    def words(self) -> str:
        """What the page shows, line by line."""
        return "\n".join(line.text for line in self.text.lines) if self.text else ""


@cache
def opened(path: Path) -> ResumeText | str:
    """The lines of a file before anything is cut out of them, or the code of the reason why it was not read."""
    try:
        return read(path.read_bytes())
    except Rejected as error:
        return error.code


@cache
def resume(path: Path) -> Read:
    """What a file says."""
    text = opened(path)
    return Read(refused=text) if isinstance(text, str) else said(kept(text))


def kept(text: ResumeText) -> ResumeText:
    """The lines of a résumé without what must not count."""
    return shielded(text, _findings)


def said(text: ResumeText) -> Read:
    """What lines say that were cut by `kept`."""
    return Read(text, profile(text, until=AS_OF))


@cache
def _findings(text: str) -> Sequence[object]:
    return lint_text(text)


@cache
def asked(path: Path) -> Posting:
    """What a job text asks for."""
    return posting(path.read_text(encoding="utf-8"), lint_text)


def held(job: Path, told: Read, meaning: Meaning) -> Match | None:
    """The match; None for a file that was not read."""
    if told.text is None or told.profile is None:
        return None
    return match(asked(job), told.profile, told.text, now=AS_OF, meaning=meaning)


def embedder() -> Embedder:
    """The sentence model of this machine.

    Raises:
        Trouble: it was not fetched yet.
    """
    return Embedder(folder_of(EMBEDDING))


def _became(job: Path, path: Path, meaning: Meaning) -> dict[str, Any]:
    told = resume(path)
    made = held(job, told, meaning)
    return {
        "refused": told.refused,
        "text": told.words,
        "pages": told.text.pages if told.text else 0,
        "notes": list(told.text.notes) if told.text else [],
        "hidden": [each.why.value for each in told.text.hidden] if told.text else [],
        "doubts": [each.kind.value for each in made.doubts] if made else [],
        "percent": made.percent if made else None,
    }


def main(job: Path, files: list[Path]) -> None:
    """Read them one after another and print what became of them."""
    meaning = Meaning(embedder())
    asked(job)
    seconds, became = [], []
    for path in files:
        started = time.perf_counter()
        became.append(_became(job, path, meaning))
        seconds.append(time.perf_counter() - started)
    kib = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "peak_bytes": kib * 1024, "became": became}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
