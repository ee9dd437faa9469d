"""``mianshi run`` and ``mianshi demo``: recordings through the real state machine on this machine."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from rich.console import Console

from fakes.dingtalk import DingTalk
from fakes.frame import Fake
from fakes.webhook import WebhookReceiver
from laptop.commands import ledger_file, results
from laptop.commands.client import Client, describe
from laptop.commands.screen import ProgressPrinter, print_deliveries, print_scorecard
from laptop.house import connect, open_house
from mianshi import __version__
from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.events import Consent
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.money import format_money
from mianshi.finance.reports import grand_totals
from mianshi.pages.views import CreateInterview, InterviewCreated, ProgressView
from mianshi.platform.clock import timestamp
from mianshi.scoring.roles import load_role, shipped_roles

DELIVERY_PATIENCE_SECONDS = 20.0
_LINES = TypeAdapter(list[LedgerLine])


@dataclass(frozen=True)
class Job:
    """What to run. `observations` is the candidate's separate consent to being observed."""

    videos: Sequence[Path]
    role: str
    out: Path
    language: LanguageChoice = "auto"
    policy: str = "cn"
    observations: bool = True
    questions: Sequence[str] = field(default_factory=tuple)
    deliver: bool = True


def run(job: Job, console: Console) -> Outcome:
    """Start the cloud, upload, follow, write the result files, stop the cloud; how the interview ended.

    Raises:
        Rejected: a role that cannot be used.
        ApiRefused: a wish the portal refuses.
    """
    wish = _wish(job)
    job.out.mkdir(parents=True, exist_ok=True)
    console.print("[bold]Starting the laptop cloud[/] (template.yaml on moto, one process per function)")
    with DingTalk() as dingtalk, WebhookReceiver() as webhook, open_house() as cloud:
        if job.deliver:
            connect(cloud, dingtalk, webhook)
        client = Client(cloud)
        started = timestamp()
        created = client.create(wish)
        console.print(f"Interview {created.interview_id}: uploading {len(job.videos)} recording(s)", highlight=False)
        client.upload(created, job.videos)
        closed = client.follow(created.interview_id, ProgressPrinter(console))
        rows = client.settle_deliveries(created.interview_id, DELIVERY_PATIENCE_SECONDS)
        card = _write(job, client, created, closed, rows, started)
        if card.outcome is Outcome.FAILED:
            shutil.copytree(cloud.logs, job.out / "logs", dirs_exist_ok=True)  # the cloud's own go with it
        _show(job, console, card, rows, (dingtalk, webhook))
    return card.outcome


def _wish(job: Job) -> CreateInterview:
    custom = None if job.role in shipped_roles() else load_role(job.role)
    return CreateInterview(
        role=custom.id if custom else job.role,
        role_definition=json.loads(custom.model_dump_json()) if custom else None,
        language=job.language,
        policy=job.policy,
        consent=Consent(recording=True, analysis=True, observations=job.observations),
        files=describe(job.videos, job.questions),
    )


def _write(
    job: Job,
    client: Client,
    created: InterviewCreated,
    closed: ProgressView,
    rows: list[dict[str, Any]],
    started: str,
) -> Scorecard:
    interview_id, out = created.interview_id, job.out
    card = Scorecard.model_validate(client.part(interview_id, "scorecard"))
    (out / "scorecard.json").write_text(card.canonical_json(), encoding="utf-8")
    for name in ("transcript", "observations"):
        results.write_json(out, f"{name}.json", client.part(interview_id, name))
    costs = client.part(interview_id, "costs")
    lines = _LINES.validate_python(costs["lines"] if costs else [])
    results.write_costs(out, lines)
    ledger_file.append(lines)
    results.write_json(out, "deliveries.json", rows)
    recordings = dict(enumerate(job.videos))
    results.write_report(out, client.report(interview_id, results.place_of(recordings)), recordings)
    results.write_candidate_report(out, client.candidate_report(interview_id))
    results.write_json(out, "run.json", _facts(job, interview_id, closed, started))
    return card


def _facts(job: Job, interview_id: str, closed: ProgressView, started: str) -> dict[str, Any]:
    return {
        "interview_id": interview_id,
        "started_at": started,
        "finished_at": timestamp(),
        "version": __version__,
        "role": job.role,
        "policy": job.policy,
        "language": job.language,
        "inputs": [{"file_name": video.name, "bytes": video.stat().st_size} for video in job.videos],
        "outcome": closed.outcome,
        "reason": closed.reason,
        "sentence": closed.sentence.model_dump(),
        "states": [state.model_dump() for state in closed.progress],
        "machine": {"system": platform.system(), "python": platform.python_version(), "cpu": platform.machine()},
    }


def _show(job: Job, console: Console, card: Scorecard, rows: list[dict[str, Any]], receivers: Sequence[Fake]) -> None:
    print_scorecard(console, card, load_role(job.role).name)
    lines = _LINES.validate_python(json.loads((job.out / "costs.json").read_text())["lines"])
    for total in grand_totals(lines):
        unpriced = f", {total.unpriced} line(s) unpriced" if total.unpriced else ""
        console.print(
            f"Cost at list price: {format_money(total.amount_micro, total.currency)}{unpriced}",
            highlight=False,
            markup=False,
        )
    if job.deliver:
        good = sum(one.verified and not one.duplicate for receiver in receivers for one in receiver.arrivals)
        console.print(f"Deliveries: {good} received and their signatures verified by the local receivers")
        print_deliveries(console, rows)
    console.print(f"Report:     {job.out / 'report.html'}", markup=False, highlight=False)
    console.print(f"Candidate:  {job.out / 'candidate_report.html'}", markup=False, highlight=False)
    console.print(f"Files:      {job.out}", markup=False, highlight=False)
