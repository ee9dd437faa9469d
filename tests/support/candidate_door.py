"""A candidate's browser in this process: the real pages on moto, with the cookies and the form fields they hand out."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Job, JobChange, JobStatus, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import links, opening
from mianshi.platform import objects, workflow
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates, interviews, jobs, scorecards
from mianshi.scoring.roles import load_role, role_version
from support.desk import desk
from support.jobs import JOB
from support.shells import shell

HOST = "portal.example"
ROLE = load_role("retail_store_manager")
LATER = "2999-01-01T00:00:00.000Z"
YES = Consent(recording=True, analysis=True, observations=False)


@dataclass
class Answered:
    """What came back: headers by their names in small letters; a file's bytes in `raw`."""

    status: int
    body: str
    headers: dict[str, str]
    cookies: list[str]
    raw: bytes = b""

    @property
    def where(self) -> str:
        return self.headers.get("location", "")

    def field(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        assert found, f"no field {name} in {self.body[:300]}"
        return unescape(found.group(1))


@dataclass
class Browser:
    """Cookies by path, as a browser keeps them."""

    app: Any
    announced: list[tuple[str, Any]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    jar: dict[tuple[str, str], str] = field(default_factory=dict)
    address: str = "192.0.2.7"

    def anew(self) -> Browser:
        """Another person's browser, at an address of their own."""
        return Browser(self.app, self.announced, self.stopped, address=f"2001:db8::{new_id('at')}")

    def get(self, path: str, **headers: str) -> Answered:
        return self.call("GET", path, "", headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answered:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.call("POST", path, urlencode(form), {**kind, **headers})

    def send(self, page: str, where: str, /, **form: str) -> Answered:
        """Open the page of a form and send it with the hidden fields it brought."""
        shown = self.get(page)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.body))
        return self.post(where, {**{k: unescape(v) for k, v in hidden.items()}, **form})

    def open(self, candidate: Candidate, **more: Any) -> Answered:
        """Hand out a link and follow it."""
        return self.get(links.path(linked(candidate, **more)))

    def call(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answered:
        address, _, query = path.partition("?")
        cookies = [f"{name}={value}" for (under, name), value in self.jar.items() if address.startswith(under)]
        told = self.app.handler(
            {
                "version": "2.0",
                "routeKey": "ANY /c/{proxy+}",
                "rawPath": address,
                "rawQueryString": query,
                "queryStringParameters": dict(parse_qsl(query)),
                "cookies": cookies,
                "headers": {"host": HOST, "accept-language": "en", **headers},
                "requestContext": {
                    "http": {"method": method, "path": address, "sourceIp": self.address},
                    "stage": "$default",
                    "domainName": HOST,
                    "requestId": "r",
                },
                "body": body,
                "isBase64Encoded": False,
            },
            None,
        )
        for cookie in told.get("cookies", []):
            name, _, value = cookie.partition("=")
            under = re.search(r"Path=([^;]+)", cookie)
            self.jar[(under.group(1) if under else "/", name)] = value.partition(";")[0]
        packed = told.get("isBase64Encoded", False)
        raw = base64.b64decode(told["body"]) if packed else told["body"].encode()
        return Answered(
            told["statusCode"],
            "" if packed else told["body"],
            {name.lower(): value for name, value in told.get("headers", {}).items()},
            told.get("cookies", []),
            raw,
        )


@contextmanager
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The candidates' function on moto. Events and stops are noted instead of sent."""
    with desk(monkeypatch):
        running = Browser(shell("candidate", monkeypatch))
        monkeypatch.setattr(workflow, "announce", lambda kind, detail: running.announced.append((kind, detail)))
        monkeypatch.setattr(workflow, "stop", running.stopped.append)
        monkeypatch.setattr(workflow, "history", lambda _: [])
        yield running


def offer(**changes: Any) -> Job:
    """An open job with its role, stored."""
    version = role_version(ROLE)
    job = JOB.model_copy(update={"id": new_id("jb"), "status": JobStatus.OPEN, "role_version": version, **changes})
    line = JobChange(at=job.created_at, by=job.owner, role_version=version, revision=0, what=[])
    jobs.create(job, line)
    objects.put_record(objects.job_role(job.id, version), ROLE)
    return job


def applicant(job: Job, **changes: Any) -> Candidate:
    """Somebody who was invited, stored."""
    made = Candidate.model_validate(
        {
            "id": new_id("ca"),
            "job_id": job.id,
            "name": "王小明",
            "email": "wang@example.com",
            "stage": Stage.INVITED,
            "created_at": timestamp(),
            "created_by": job.owner,
            "invitation_ends_at": LATER,
            **changes,
        }
    )
    candidates.add([made], 30)
    return made


def linked(candidate: Candidate, days: int = 14, *, once: bool = False) -> Any:
    """A link to the candidate's pages, stored."""
    return links.make(
        "interview", job_id=candidate.job_id, candidate_id=candidate.id, created_by="li", days=days, once=once
    )


def now_of(candidate: Candidate) -> Candidate:
    """The candidate as stored now."""
    found = candidates.find(candidate.job_id, candidate.id)
    assert found is not None
    return found


def interviewed(candidate: Candidate, outcome: Outcome | None = Outcome.SCORED) -> Interview:
    """An interview of the candidate that was handed in; closed with `outcome` and a scorecard, where one is given."""
    known = now_of(candidate)
    interview = opening.open_interview(
        ROLE, policy="cn", language="zh", consent=known.consent or YES, files=[], candidate=known
    )
    if outcome is not None:
        interviews.claim(interview.id, "run-1")
        interviews.close(interview.id, "run-1", outcome, [], total=70 if outcome is Outcome.SCORED else None)
        card = Scorecard(
            interview_id=interview.id,
            role=ROLE.id,
            role_version=role_version(ROLE),
            policy="cn",
            language="zh",
            outcome=outcome,
            total=70 if outcome is Outcome.SCORED else None,
            competencies=[],
            gates=[],
            versions={},
        )
        scorecards.save(card, 1, 730)
    candidates.change(
        known, stage=Stage.SUBMITTED, interview_id=interview.id, consent=known.consent or YES, submitted_at=timestamp()
    )
    found = interviews.find(interview.id)
    assert found is not None
    return found


NAME = Bilingual(zh="门店店长", en="Store manager")
