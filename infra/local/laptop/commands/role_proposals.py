"""``mianshi role propose`` and ``apply``: from outcomes to a proposal, and from an approved one to a new version."""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from laptop.commands.role import OK, write_role
from mianshi.contracts.base import Language
from mianshi.contracts.learning import LearningCase, Proposal
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.learning.proposals import propose
from mianshi.platform.clock import timestamp
from mianshi.scoring.proposals import BAD_PROPOSAL, apply
from mianshi.scoring.protected import lint, without_protected
from mianshi.scoring.roles import load_role

_TRANSCRIPTS = TypeAdapter(list[Transcript])


def propose_change(arguments: argparse.Namespace) -> int:
    """Write a proposal with its evidence; the role stays as it is.

    Raises:
        Rejected: ``bad_role``, ``bad_outcomes``, ``bad_scorecards``, ``bad_transcripts``.
    """
    role = load_role(arguments.role)
    outcomes = _outcomes(Path(arguments.outcomes))
    cases = list(_cases(role.id, Path(arguments.scorecards), outcomes, arguments.transcripts))
    proposal = propose(role, cases, without_protected)
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(proposal.canonical_json(), encoding="utf-8")
    for one in proposal.relations:
        print(f"· {one.competency or one.predictor}: {one.sentence.zh} {one.sentence.en}")
    for note in proposal.notes:
        print(f"· {note.zh} {note.en}")
    _print_changes(proposal, out)
    return OK


def apply_proposal(arguments: argparse.Namespace) -> int:
    """Write the new version of the role, and append who approved it to the record beside it.

    Raises:
        Rejected: ``bad_role``, ``bad_proposal``.
    """
    path, out = Path(arguments.proposal), Path(arguments.out)
    try:
        proposal = Proposal.model_validate_json(path.read_bytes())
    except OSError as error:
        raise Rejected(BAD_PROPOSAL, f"cannot read {path}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise Rejected(BAD_PROPOSAL, f"{path.name}: {where}: {first['msg']}") from None
    before = load_role(arguments.role)
    role, approval = apply(before, proposal, arguments.approved_by, timestamp())
    for finding in set(lint(role)) - set(lint(before)):
        raise Rejected(BAD_PROPOSAL, f"{finding.where}: “{finding.word}”: {finding.reason.zh} {finding.reason.en}")
    write_role(role, out)
    record = out.with_name(f"{out.stem}.approvals.jsonl")
    with record.open("a", encoding="utf-8") as file:
        file.write(approval.model_dump_json() + "\n")
    print(f"{record}: {approval.from_version} → {approval.to_version}, {approval.approved_by}")
    return OK


def _print_changes(proposal: Proposal, out: Path) -> None:
    held, line = proposal.hold_out, proposal.threshold
    if held is not None:
        print(f"· 留出检验 hold-out (n={held.n}): 现在 now {held.now}, 提案 proposed {held.proposed}")
    if line is not None:
        print(
            f"· 推进线 forward line {line.now} → {line.proposed} (n={line.n}): "
            f"线上结果在上半的 better half over it {line.performing_now} → {line.performing_proposed}"
        )
    weights = "–" if proposal.weights is None else ", ".join(f"{name} {w}" for name, w in proposal.weights.items())
    moved = "–" if line is None else str(line.proposed)
    print(f"{out}: 权重 weights {weights}; 推进线 forward line {moved}; {len(proposal.terms)} 个词 terms")


def _outcomes(path: Path) -> dict[str, float]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Rejected("bad_outcomes", f"{path.name} cannot be read as CSV in UTF-8: {error}".splitlines()[0]) from None
    outcomes: dict[str, float] = {}
    for number, row in enumerate(rows, start=2):
        name, value = (row.get("interview_id") or "").strip(), (row.get("outcome") or "").strip()
        try:
            outcome = float(value)
        except ValueError:
            outcome = math.nan
        if not name or name in outcomes or not math.isfinite(outcome):
            what = "needs an interview_id that stands once and an outcome that is a number"
            raise Rejected("bad_outcomes", f"{path.name}: line {number} {what}")
        outcomes[name] = outcome
    if not outcomes:
        raise Rejected("bad_outcomes", f"{path.name} has no rows below the columns interview_id, outcome")
    return outcomes


def _cases(role: str, folder: Path, outcomes: dict[str, float], transcripts: str | None) -> Iterator[LearningCase]:
    """Scored interviews for the role that have an outcome, in the order of the rows: the outcomes as they came in."""
    cards: dict[str, tuple[Scorecard, Path]] = {}
    for path in sorted(folder.rglob("*scorecard.json")):
        try:
            card = Scorecard.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            raise Rejected("bad_scorecards", f"{path} is no scorecard") from None
        if card.interview_id in cards:
            raise Rejected("bad_scorecards", f"{path}: interview {card.interview_id} stands twice")
        cards[card.interview_id] = card, path.parent.relative_to(folder)
    if not cards:
        raise Rejected("bad_scorecards", f"there is no scorecard.json in {folder}")
    least, most = min(outcomes.values()), max(outcomes.values())
    for at, (name, outcome) in enumerate(outcomes.items()):
        if name not in cards:
            continue
        card, place = cards[name]
        if card.role == role and card.outcome is Outcome.SCORED:
            yield LearningCase(
                order=f"{at:09d}",
                holds=bool(sha256(name.encode()).digest()[0] & 1),
                role_version=card.role_version,
                job="",
                hired=True,
                total=card.total,
                levels={one.id: one.level for one in card.competencies if one.level is not None},
                performance=(outcome - least) / ((most - least) or 1.0),
                words=_words(Path(transcripts) / place / "transcript.json") if transcripts else {},
            )


def _words(path: Path) -> dict[Language, str]:
    try:
        found = _TRANSCRIPTS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise Rejected("bad_transcripts", f"{path} is missing or no list of transcripts") from None
    words: dict[Language, str] = {}
    for transcript in found:
        if transcript.language is not None:
            words[transcript.language] = f"{words.get(transcript.language, '')}\n{transcript.text}"
    return words
