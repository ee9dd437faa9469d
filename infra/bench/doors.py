"""How long the list pages take with ten thousand interviews in the table, and a bare handler's page in the same run.

    python infra/bench/doors.py

Prints one JSON object: by page, the function's own milliseconds (its REPORT line) and the whole request's, each as
median and 95th percentile, and the size of the page; `scans` counts what looked through a whole table meanwhile, and
holds the load of the machine (the higher of the last minute's and the last five minutes').
`TIMES` in the environment sets how often each page is called.
"""

from __future__ import annotations

import json
import logging
import os
import re
import statistics
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from moto.dynamodb.models.table import Table

from laptop.cloud import Cloud
from laptop.house import open_house
from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, FunnelStep, Job, JobStatus, Stage
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.platform.clock import timestamp
from mianshi.platform.store import rows
from mianshi.scoring.roles import load_role, role_version

INTERVIEWS, JOBS, LOG_LINES, WARM = 10_000, 40, 2_000, 5
TIMES = int(os.environ.get("TIMES", "60"))
"""Calls of each page."""
ROLE = "retail_store_manager"
_DURATION = re.compile(r"^REPORT RequestId: \S+ Duration: ([0-9.]+) ms", re.MULTILINE)
_BARE = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  Bare:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: bare
      MemorySize: 1024
      Events:
        Page: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: GET}}
"""
_HANDLER = """
PAGE = "<!doctype html><title>bare</title>" + "x" * 20_000


def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": PAGE}
"""


def main() -> int:
    """Measure and print."""
    logging.basicConfig(level=logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "bare").mkdir()
        (place / "bare" / "app.py").write_text(textwrap.dedent(_HANDLER))
        (place / "template.yaml").write_text(_BARE)
        with Cloud(place / "template.yaml") as cloud:
            found = {"bare handler": _visit(cloud, "Bare", "/")}
    with open_house() as cloud:
        _seed(cloud)
        scans = _count_scans()
        for path in _paths():
            found[path.replace(_job(3), "<job>").replace(_interview_id(3), "<interview>")] = _visit(
                cloud, "PortalFunction", path
            )
        found["scans"] = {"number": len(scans), "load": max(os.getloadavg()[:2])}
    print(json.dumps(found))
    return 0


def _paths() -> list[str]:
    today = datetime.now(UTC)
    return [
        "/",
        "/jobs",
        f"/jobs/{_job(3)}",
        f"/api/jobs/{_job(3)}/candidates",
        f"/jobs/{_job(3)}/funnel",
        f"/interviews/{_interview_id(3)}",
        f"/costs?month={today:%Y-%m}",
        f"/costs/jobs/{_job(3)}?month={today:%Y-%m}",
        "/operations",
        f"/log?day={today:%Y-%m-%d}",
        "/usage",
    ]


def _visit(cloud: Cloud, function: str, path: str) -> dict[str, float]:
    """Milliseconds of a page that was opened before."""
    whole, size, status = [], 0, 200
    for _ in range(WARM + TIMES):
        started = time.perf_counter()
        with urlopen(cloud.api_url + path) as answer:  # noqa: S310 - our own loopback
            size, status = len(answer.read()), answer.status
        whole.append(1000 * (time.perf_counter() - started))
    print(path, function, statistics.median(whole), file=sys.stderr, flush=True)
    own = [float(text) for text in _DURATION.findall(cloud.functions.log(function))][-TIMES:]
    return {"status": status, "bytes": size, **_spread("own", own), **_spread("whole", whole[-TIMES:])}


def _spread(name: str, times: Sequence[float]) -> dict[str, float]:
    return {f"{name}_median": statistics.median(times), f"{name}_p95": statistics.quantiles(times, n=20)[-1]}


def _count_scans() -> list[str]:
    scans: list[str] = []
    original = Table.scan

    def scan(self: Table, *args: Any, **more: Any) -> Any:
        scans.append(self.name)
        return original(self, *args, **more)

    Table.scan = scan  # type: ignore[method-assign]
    return scans


def _seed(cloud: Cloud) -> None:
    outputs = cloud.outputs
    os.environ |= {
        "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "laptop",
        "AWS_SECRET_ACCESS_KEY": "laptop", "AWS_ENDPOINT_URL": cloud.aws_url, "TABLE": outputs["TableName"],
        "UPLOADS": outputs["UploadBucketName"], "ARTEFACTS": outputs["ArtefactBucketName"], "PRICE_BOOKS": os.devnull,
    }  # fmt: skip
    rows.bind()
    role = load_role(ROLE)
    for number in range(JOBS):
        key = f"jobs/{_job(number)}/{role_version(role)}.json"
        body = role.model_dump_json().encode()
        cloud.client("s3").put_object(Bucket=outputs["ArtefactBucketName"], Key=key, Body=body)
    for kind, made in (
        (rows.JobRow, _jobs()), (rows.CandidateRow, _candidates()), (rows.InterviewRow, _interviews()),
        (rows.ScorecardRow, _scorecards()), (rows.LedgerRow, _ledger()), (rows.FunnelRow, _funnel()),
        (rows.ListedRow, _log()),
    ):  # fmt: skip
        with kind.batch_write() as batch:
            for row in made:
                batch.save(row)


def _job(number: int) -> str:
    return f"jb_{number % JOBS:026d}"


def _interview_id(number: int) -> str:
    return f"iv_{number:026d}"


def _moment(number: int) -> str:
    """Spread over the last hours of the month so far, one every quarter of a minute."""
    return timestamp(datetime.now(UTC) - timedelta(seconds=15 * (INTERVIEWS - number)))


def _jobs() -> Iterator[rows.JobRow]:
    for number in range(JOBS):
        at = _moment(number)
        job = Job(
            id=_job(number), title=Bilingual(zh=f"门店店长 {number}", en=f"Store manager {number}"), owner="local",
            department="retail", role=ROLE, role_version=role_version(load_role(ROLE)), policy="cn",
            status=JobStatus.OPEN, created_at=at, changed_at=at,
        )  # fmt: skip
        body = job.model_dump_json()
        yield rows.JobRow(f"JOB#{job.id}", "META", list_pk="JOB", list_sk=at, body=body, revision=0)


def _candidates() -> Iterator[rows.CandidateRow]:
    for number in range(INTERVIEWS):
        at = _moment(number)
        candidate = Candidate(
            id=f"ca_{number:026d}", job_id=_job(number), name=f"候选人 {number}", email=f"c{number}@example.com",
            source="fair", stage=Stage.SUBMITTED, created_at=at, created_by="local", invited_at=at, started_at=at,
            submitted_at=at, interview_id=_interview_id(number),
        )  # fmt: skip
        yield rows.CandidateRow(
            f"JOB#{candidate.job_id}", f"CANDIDATE#{candidate.id}", body=candidate.model_dump_json(), revision=0
        )


def _interviews() -> Iterator[rows.InterviewRow]:
    """One in twenty is being worked on, one in fifty failed, the others are scored."""
    role = load_role(ROLE)
    for number in range(INTERVIEWS):
        known = _interview_id(number)
        interview = Interview(
            id=known, role=ROLE, role_version=role_version(role), role_name=role.name, language="zh", policy="cn",
            consent=Consent(recording=True, analysis=True, observations=True), created_at=_moment(number),
            uploads=[Upload(answer=n, key=f"uploads/{known}/{n}", file_name=f"{n}.mp4") for n in range(5)],
            job_id=_job(number), candidate_id=f"ca_{number:026d}",
        )  # fmt: skip
        working, failed = number % 20 == 0, number % 50 == 7
        yield rows.InterviewRow(
            f"IV#{known}", "META", list_pk="INTERVIEW", list_sk=interview.created_at, body=interview.model_dump_json(),
            watch_pk="PROCESSING" if working else "FAILED" if failed else None,
            watch_sk=interview.created_at if working or failed else None, attempt=1,
            status=(Status.PROCESSING if working else Status.CLOSED).value,
            outcome=None if working else (Outcome.FAILED if failed else Outcome.SCORED).value,
            total=None if working or failed else 40 + number % 60, closed_at=None if working else interview.created_at,
        )  # fmt: skip


def _scorecards() -> Iterator[rows.ScorecardRow]:
    role = load_role(ROLE)
    scores = [
        CompetencyScore(id=c.id, name=c.name.zh, weight=c.weight, level=3.0, score=50, confidence=0.8, evidence=[],
                        missing_key_points=[])
        for c in role.competencies
    ]  # fmt: skip
    for number in range(INTERVIEWS):
        card = Scorecard(
            interview_id=_interview_id(number), role=ROLE, role_version=role_version(role), policy="cn", language="zh",
            outcome=Outcome.SCORED, total=40 + number % 60, competencies=scores, gates=[], versions={},
        )  # fmt: skip
        yield rows.ScorecardRow(f"IV#{card.interview_id}", "SCORECARD#0001", body=card.model_dump_json())


def _ledger() -> Iterator[rows.LedgerRow]:
    for number in range(INTERVIEWS):
        at = _moment(number)
        line = LedgerLine(
            interview_id=_interview_id(number), stage="score", attempt="a", price_key=Meter.LAMBDA_COMPUTE.value,
            quantity=1, unit="MB-ms", amount_micro=120 + number % 7, currency="USD", at=at, outcome="ok",
            price_book="bench", region="us-east-1",
        )  # fmt: skip
        body = json.dumps([line.model_dump(mode="json")])
        yield rows.LedgerRow(
            f"IV#{line.interview_id}", "LEDGER#score#a", list_pk=f"LEDGER#{at[:7]}", list_sk=at, body=body
        )


def _funnel() -> Iterator[rows.FunnelRow]:
    for back in range(8):
        year, week, _ = (datetime.now(UTC) - timedelta(weeks=back)).isocalendar()
        for number in range(JOBS):
            counts: dict[str, Any] = {f"n_{step.value}": 10 + number for step in FunnelStep}
            name = f"{year}-W{week:02d}"
            yield rows.FunnelRow(
                f"FUNNEL#{name}", f"JOB#{_job(number)}", list_pk=f"FUNNEL#{_job(number)}", list_sk=name, **counts
            )


def _log() -> Iterator[rows.ListedRow]:
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0)
    for number in range(LOG_LINES):
        entry = AuditEntry(
            at=timestamp(start + timedelta(milliseconds=number)), who="local", action=AuditAction.REPORT_READ,
            job_id=_job(number), candidate_id=f"ca_{number:026d}", interview_id=_interview_id(number),
        )  # fmt: skip
        yield rows.ListedRow(
            f"AUDIT#{entry.at[:10]}", f"{entry.at}#{number}", list_pk=f"AUDIT#{entry.candidate_id}", list_sk=entry.at,
            body=entry.model_dump_json(),
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
