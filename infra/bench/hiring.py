"""One hiring through the functions of a house that stand around an interview: partner to erasure."""

from __future__ import annotations

import json
import secrets
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fakes.feishu import Feishu, encrypt, signature
from fakes.webhook import WebhookReceiver
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.contracts.keys import candidate_subject, resume_key
from mianshi.contracts.partner import Partner, Scope
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import partners

if TYPE_CHECKING:
    from bench.house import House

RESUME = Path(__file__).parent / "resumes" / "development" / "files" / "p01.pdf"
Step = tuple[Any, bool]
"""What a function answered, and whether that shows that it did its work."""


class Hiring:
    """A job, its candidate and two connectors, made by the doors where a door makes them and by rows where people do.

    Each step makes what it needs; a step that looks at what another one did comes after it.

    Args:
        home: where the functions run.
        hook: a stand-in that listens, and gets what is told about the candidate.
    """

    def __init__(self, home: House, hook: WebhookReceiver) -> None:
        self._home, self._hook, self._feishu = home, hook, Feishu()
        partner = Partner(id=new_id("pa"), name="Bench", created_at=timestamp())
        key, self._token = partners.new_key(partner, list(Scope), "bench")
        home.put("PARTNER", partner.id, partner.model_copy(update={"keys": [key]}))
        self._connect("hook", hook.secret, kind=ConnectorKind.WEBHOOK, url=hook.endpoint, private_address_allowed=True)

    def steps(self) -> dict[str, Step]:
        """Each function in its turn, by name."""
        works = {
            "partner": self.partner,
            "candidate": self.candidate,
            "invite": self.invite,
            "fetch": self.fetch,
            "sync_hr": self.sync_hr,
            "callback": self.callback,
            "react": self.react,
            "match": self.match,
            "study": self.study,
            "erase": self.erase,
        }
        return {name: work() for name, work in works.items()}

    def partner(self) -> Step:
        """The document of the API, which needs no key; the key was used for job, candidate and invitation."""
        document = json.loads(self._home.ask("partner", "GET", "/api/v1/openapi.json")["body"])
        told = {"openapi": document["openapi"], "paths": len(document["paths"]), "mail": self._invitation["mail"]}
        return told, "/jobs" in str(document["paths"]) and told["mail"] == "no_address"

    def candidate(self) -> Step:
        """The link of the invitation becomes a cookie, and the cookie opens the first page."""
        opened = self._home.ask("candidate", "GET", urlsplit(self._invitation["url"]).path)
        cookies = tuple(cookie.partition(";")[0] for cookie in opened["cookies"])
        where = urlsplit(opened["headers"]["Location"])
        page = self._home.ask("candidate", "GET", where.path, cookies=cookies, query=where.query)["body"]
        return f"a page of {len(page):,} characters", opened["statusCode"] == 303 and "<html" in page

    def invite(self) -> Step:
        """The candidate has no address: nobody is written to."""
        wish = {**self._about, "kind": "invitation", "ends_at": self._invitation["ends_at"]}
        receipt = self._home.call("invite", wish).answer
        return receipt, receipt == {"candidate_id": self._id, "sent": False}

    def fetch(self) -> Step:
        """A résumé whose address leads to a private network is refused, and the partner reads why."""
        address = "https://localhost/resume.pdf"
        self._api("PUT", f"{self._own}/resume", {"content_type": "application/pdf", "url": address})
        wanted = {"interview_id": self._id, "answer": 0, "job_id": self._job_id}
        receipt = self._home.call("fetch", {"detail": wanted}).answer
        problem = self._api("GET", f"{self._own}/resume")["problem"]
        return receipt | {"problem": problem}, (receipt["outcome"], problem) == ("refused", "bad_address")

    def sync_hr(self) -> Step:
        """The invitation is owed to the webhook, and arrives there signed."""
        task = {"subject": candidate_subject(self._job_id, self._id)}
        [delivery] = self._home.call("sync_hr", {"action": "list", **task}).answer["deliveries"]
        receipt = self._home.call("sync_hr", {"action": "send", "delivery": delivery, **task}).answer
        arrived = [(known.key, known.verified) for known in self._hook.arrivals]
        return receipt, receipt["next"] == "done" and arrived == [(delivery, True)]

    def callback(self) -> Step:
        """Feishu checks the address, then tells of an exam: both encrypted, which takes the cipher of a layer."""
        keys = {"encrypt_key": self._feishu.encrypt_key, "verification_token": self._feishu.verification_token}
        self._connect("hire", json.dumps(keys), kind=ConnectorKind.FEISHU_HIRE)
        check = {"type": "url_verification", "challenge": "bench", "token": self._feishu.verification_token}
        answers = [self._call_back(check), self._call_back(self._exam())]
        return answers, answers == [{"challenge": "bench"}, {}]

    def react(self) -> Step:
        """Whoever the exam is for joins the job and is invited."""
        detail = {"connector": "hire", "event": self._event_id}
        receipt = self._home.call("react", {"detail": detail}).answer
        people = self._api("GET", f"/jobs/{self._job_id}/candidates")["items"]
        came = [person["stage"] for person in people if person["id"] != self._id]
        return receipt, receipt["done"] == "invited" and came == ["invited"]

    def match(self) -> Step:
        """A résumé as PDF is read and held against what the job asks for, and the partner reads the verdicts."""
        self._api("PUT", f"/jobs/{self._job_id}/posting", {"text": "任职要求\n1. 本科及以上学历\n2. 熟练使用Excel\n"})
        key = resume_key(self._job_id, self._id)
        self._home.s3.put_object(Bucket=self._home.artefacts, Key=key, Body=RESUME.read_bytes())
        receipt = self._home.call("match", {"detail": {"object": {"key": key}}}).answer
        verdicts = len(self._api("GET", f"{self._own}/match")["verdicts"])
        return receipt | {"verdicts": verdicts}, (receipt["read"], receipt["matched"], verdicts) == (1, 1, 2)

    def study(self) -> Step:
        """The role of the job is studied: nobody has an outcome yet, so nothing is proposed."""
        receipt = self._home.call("study", {"detail": {"role": "retail_store_manager"}}).answer
        return receipt, receipt == {"roles": 1, "proposing": 0}

    def erase(self) -> Step:
        """The candidate is deleted at the partner's request, and the partner reads the receipt."""
        asked = self._api("POST", "/erasure-requests", self._about)
        receipt = self._home.call("erase", {"detail": {**self._about, "request_id": asked["id"]}}).answer
        told = self._api("GET", f"/erasure-requests/{self._job_id}/{self._id}")
        return receipt, told["done"] and told["rows_deleted"] == receipt["rows"] > 0

    @cached_property
    def _job_id(self) -> str:
        return str(self._api("POST", "/jobs", {"role": "retail_store_manager"})["id"])

    @cached_property
    def _id(self) -> str:
        added = self._api("POST", f"/jobs/{self._job_id}/candidates", {"candidates": [{"name": "李雷"}]})
        return str(added["candidates"][0]["id"])

    @cached_property
    def _invitation(self) -> dict[str, Any]:
        return self._api("POST", f"{self._own}/invitation")

    @property
    def _about(self) -> dict[str, str]:
        return {"job_id": self._job_id, "candidate_id": self._id}

    @property
    def _own(self) -> str:
        return f"/jobs/{self._job_id}/candidates/{self._id}"

    def _api(self, method: str, path: str, wish: Any = None) -> dict[str, Any]:
        """A call of the partner API with the key."""
        body = json.dumps(wish) if wish is not None else ""
        authorised = {"authorization": f"Bearer {self._token}"}
        answer = self._home.ask("partner", method, f"/api/v1{path}", body, headers=authorised)
        said: dict[str, Any] = json.loads(answer["body"])
        return said

    def _connect(self, known: str, secret: str, **facts: Any) -> None:
        connector = Connector(id=known, secret=f"mianshi/connector/{known}", **facts)
        self._home.secrets.create_secret(Name=connector.secret, SecretString=secret)
        self._home.put("CONNECTOR", connector.id, connector)

    def _exam(self) -> dict[str, Any]:
        """An exam whose paper is called by the id of our job."""
        person = {"name": "韩梅梅", "mobile": {"code": "86", "number": "13800000000"}}
        told = {"exam_id": "7000000000000000001", "paper_id": self._job_id, "candidate_info": person}
        event = self._feishu.event("hire.eco_exam.created_v1", told)
        self._event_id = event["header"]["event_id"]
        return event

    def _call_back(self, said: dict[str, Any]) -> Any:
        key = self._feishu.encrypt_key
        body = json.dumps({"encrypt": encrypt(key, json.dumps(said))})
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)
        signed = {
            "x-lark-request-timestamp": stamp,
            "x-lark-request-nonce": nonce,
            "x-lark-signature": signature(key, stamp, nonce, body.encode()),
        }
        return json.loads(self._home.ask("callback", "POST", "/callbacks/hire", body, headers=signed)["body"])
