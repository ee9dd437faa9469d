"""Feishu Hire and Feishu People, as far as a provider of interviews sees them; the stand-in's other half.

Written from Feishu's documents: hire-v1 "talent", "application/get", "import-external-system-information", "exam",
"note", "ecological-docking/exam"; corehr-v2 "pre_hire".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from fakes.feishu_shapes import Entry, assessed, done, failed, scored, seen
from fakes.frame import Query, Reply

if TYPE_CHECKING:
    from fakes.feishu import Feishu

ACCOUNT_ID = "7147998241542539527"
EXTERNAL_ID_LIFE_S = 86_400
PRE_HIRE_SHOWS_AFTER_S = 5
_PAGE = 10


class Desk:
    """What recruiters see.

    Attributes:
        talents: by id: name, mobile, code, email.
        applications: of Feishu's own, by id.
        kept: what was created from outside: kind to id to entry.
        papers: id to name of the exams that can be arranged with us.
        exams: exams arranged with us, by id: `state` is created, arranged, answered or marked.
        used_external_id: what creating with a used ``external_id`` answers; Feishu does not say which.
        login_once: whether a link is taken only once per exam.
        shows_after_s: how long a new external entry is missing in lists.
        knows_out_biz_id: whether creating pre-hires is repeatable.
    """

    def __init__(self, fake: Feishu) -> None:
        self._fake = fake
        self.talents: dict[str, Entry] = {}
        self.applications: dict[str, Entry] = {}
        self.kept: dict[str, dict[str, Entry]] = {}
        self.papers: dict[str, str] = {}
        self.exams: dict[str, Entry] = {}
        self.used_external_id: Literal["same_id", "error"] = "same_id"
        self.login_once = False
        self.shows_after_s = 0.0
        self.knows_out_biz_id = True
        self._used: dict[tuple[str, str], tuple[float, str]] = {}
        self._born: dict[str, float] = {}
        one = r"([^/]+)"
        routes: list[tuple[str, str, Callable[..., Reply]]] = [
            ("POST", "hire/v1/talents/batch_get_id", self._find_talents),
            ("POST", "hire/v1/talents/combined_create", self._create_talent),
            ("GET", f"hire/v1/talents/{one}", self._get_talent),
            ("GET", f"hire/v1/applications/{one}", self._get_application),
            ("GET", "hire/v1/external_applications", self._list_applications),
            ("POST", "hire/v1/external_applications", self._create_application),
            ("POST", "hire/v1/external_interviews/batch_query", self._list_interviews),
            ("POST", "hire/v1/external_interviews", self._create_interview),
            ("POST", "hire/v1/external_interview_assessments", self._create_assessment),
            ("PATCH", f"hire/v1/external_interview_assessments/{one}", self._change_assessment),
            ("POST", "hire/v1/exams", self._create_exam),
            ("POST", "hire/v1/tests/search", self._list_tests),
            ("POST", "hire/v1/notes", self._create_note),
            ("GET", "hire/v1/notes", self._list_notes),
            ("POST", "hire/v1/eco_exam_papers", self._set_papers),
            ("POST", f"hire/v1/eco_exams/{one}/login_info", self._login_info),
            ("POST", f"hire/v1/eco_exams/{one}/update_result", self._update_result),
            ("POST", "corehr/v2/pre_hires/search", self._search_pre_hires),
            ("POST", "corehr/v2/pre_hires", self._create_pre_hire),
        ]
        self._routes = [(method, re.compile(path), answer) for method, path, answer in routes]

    def handle(self, query: Query, path: str) -> Reply | None:
        """The answer to a call, or None where there is no such call."""
        for method, pattern, answer in self._routes:
            found = pattern.fullmatch(path)
            if found and method == query.method:
                return answer(query, *found.groups())
        return None

    # -- what recruiters do

    def add_talent(self, name: str, mobile: str = "", email: str = "", code: str = "86") -> str:
        """A talent who is there; their id."""
        talent = self._fake.number()
        self.talents[talent] = {"name": name, "mobile": mobile, "code": code, "email": email}
        return talent

    def apply(self, talent_id: str, job_id: str = "7000000000000000001", stage: str = "AI 面试") -> str:
        """An application of Feishu's own, in a stage; its id."""
        application = self._fake.number()
        self.applications[application] = {
            "id": application,
            "job_id": job_id,
            "talent_id": talent_id,
            "stage": {"id": f"st-{stage}", "zh_name": stage, "en_name": stage, "type": 2},
            "active_status": 1,
            "create_time": str(int(self._fake.clock() * 1000)),
        }
        return application

    def bind(self) -> Entry:
        """The event about our account being bound to this employer."""
        told = {
            "account_id": ACCOUNT_ID,
            "account_name": "AI 面试",
            "scope": 2,
            "usage_list": [],
            "custom_field_list": [],
        }
        return self._fake.event("hire.eco_account.created_v1", told)

    def arrange(self, name: str, mobile: str, email: str, paper_id: str = "paper001") -> Entry:
        """Arrange an exam with us; the event that is pushed about it."""
        exam = self._fake.number()
        self.exams[exam] = {"state": "created", "paper_id": paper_id, "login": None, "result": None, "results": 0}
        candidate = {"name": name, "mobile": {"code": "86", "number": mobile}, "email": email}
        told = {"exam_id": exam, "account_id": ACCOUNT_ID, "paper_id": paper_id, "candidate_info": candidate}
        return self._fake.event("hire.eco_exam.created_v1", told)

    def stage_changed(self, application_id: str, stage: str) -> Entry:
        """Move an application; the event that is pushed about it."""
        application = self.applications[application_id]
        before, application["stage"] = application["stage"], {"id": f"st-{stage}", "zh_name": stage, "type": 2}
        told = {
            "application_id": application_id,
            "origin_stage_id": before["id"],
            "target_stage_id": application["stage"]["id"],
            "update_time": int(self._fake.clock() * 1000),
        }
        return self._fake.event("hire.application.stage_changed_v1", told)

    def delete(self, application_id: str) -> Entry:
        """Delete an application; the event that is pushed about it."""
        del self.applications[application_id]
        return self._fake.event("hire.application.deleted_v1", {"application_ids": [application_id]})

    def mark(self, exam_id: str) -> None:
        """Finish the marking of an exam: no result is taken any more."""
        self.exams[exam_id]["state"] = "marked"

    # -- talents and applications

    def _find_talents(self, query: Query) -> Reply:
        asked = query.json()
        mobiles, emails = asked.get("mobile_number_list"), asked.get("email_list")
        if not (mobiles or emails):
            return failed(1002002, "param invalid")
        code = asked.get("mobile_code", "86")
        found = [
            {"talent_id": known, "mobile_number": entry["mobile"], "email": entry["email"]}
            for known, entry in self.talents.items()
            if (not mobiles or (entry["mobile"] in mobiles and entry["code"] == code))
            and (not emails or entry["email"] in emails)
        ]
        return done({"talent_list": found})

    def _create_talent(self, query: Query) -> Reply:
        basic = query.json().get("basic_info")
        if not isinstance(basic, dict) or not basic.get("name"):
            return failed(1002002, "param invalid")
        talent = self.add_talent(basic["name"], basic.get("mobile", ""), basic.get("email", ""))
        self._effect("talent", basic.get("mobile") or basic.get("email", ""), query)
        return done({"talent_id": talent})

    def _get_talent(self, _query: Query, talent_id: str) -> Reply:
        entry = self.talents.get(talent_id)
        if entry is None:
            return failed(1002102, "talent not exist")
        basic = {
            "name": entry["name"],
            "mobile": entry["mobile"],
            "mobile_code": entry["code"],
            "email": entry["email"],
        }
        return done({"talent": {"id": talent_id, "basic_info": basic}})

    def _get_application(self, _query: Query, application_id: str) -> Reply:
        entry = self.applications.get(application_id)
        return done({"application": entry}) if entry else failed(1002201, "application not exist")

    # -- interviews of other systems

    def _list_applications(self, query: Query) -> Reply:
        wanted = query.query.get("talent_id", "")
        if wanted not in self.talents:
            return failed(1002102, "talent not exist")
        return self._page(query, [e for e in self._shown("external_application") if e["talent_id"] == wanted], 20)

    def _create_application(self, query: Query) -> Reply:
        body = query.json()
        if body.get("talent_id") not in self.talents:
            return failed(1002102, "talent not exist")
        wrong = body.get("job_recruitment_type") not in (1, 2) or not isinstance(body.get("create_time"), int)
        return failed(1002002, "param invalid") if wrong else self._create(query, "external_application", body)

    def _list_interviews(self, query: Query) -> Reply:
        ids = query.json().get("external_interview_id_list")
        wanted = query.query.get("external_application_id", "")
        found = [
            entry | {"interview_assessments": self._assessments(entry["id"])}
            for entry in self._shown("external_interview")
            if (entry["id"] in ids if ids else entry["external_application_id"] == wanted)
        ]
        return self._page(query, found, 20)

    def _assessments(self, interview_id: str) -> list[Entry]:
        entries = self._shown("external_interview_assessment")
        return [entry for entry in entries if entry["external_interview_id"] == interview_id]

    def _create_interview(self, query: Query) -> Reply:
        body = query.json()
        known = body.get("external_application_id") in self.kept.get("external_application", {})
        if not known or body.get("participate_status") not in (1, 2, 3) or not isinstance(body.get("begin_time"), int):
            return failed(1002002, "param invalid")
        return self._create(query, "external_interview", body)

    def _create_assessment(self, query: Query) -> Reply:
        body = query.json()
        if body.get("external_interview_id") not in self.kept.get("external_interview", {}) or not assessed(body):
            return failed(1002002, "param invalid")
        return self._create(query, "external_interview_assessment", body)

    def _change_assessment(self, query: Query, known: str) -> Reply:
        entry = self.kept.get("external_interview_assessment", {}).get(known)
        if entry is None or not assessed(query.json()):
            return failed(1002002, "param invalid")
        entry.update(query.json())
        self._effect("correction", known, query)
        return done({"external_interview_assessment": entry})

    def _create(self, query: Query, kind: str, body: Entry) -> Reply:
        key, now = str(body.get("external_id") or ""), self._fake.clock()
        used = self._used.get((kind, key))
        if key and used and now - used[0] < EXTERNAL_ID_LIFE_S:
            self._fake.arrived(kind, key, body, duplicate=True, said=self.used_external_id)
            if self.used_external_id == "error":
                return failed(1002002, "external_id is used")
            return done({kind: {"id": used[1]}})
        known = self._fake.number()
        self._used[kind, key] = (now, known)
        self._keep(kind, known, {name: value for name, value in body.items() if name != "external_id"})
        self._effect(kind, key, query)
        return done({kind: self.kept[kind][known]})

    # -- exams and notes

    def _create_exam(self, query: Query) -> Reply:
        body = query.json()
        score = body.get("score")
        if not isinstance(score, float | int) or round(score, 1) != score or not body.get("operator_id"):
            return failed(1002002, "param invalid")
        if body.get("application_id") not in self.applications or not body.get("exam_resource_name"):
            return failed(1002002, "param invalid")
        known = self._fake.number()
        self._keep("exam", known, body)
        self._effect("exam", body["application_id"], query)
        return done({"exam_id": known, **body})

    def _list_tests(self, query: Query) -> Reply:
        wanted = query.json().get("application_id_list") or []
        found = [
            {
                "test_id": entry["id"],
                "application_id": entry["application_id"],
                "test_paper_name": entry["exam_resource_name"],
                "score": f"{entry['score']:g}",
            }
            for entry in self._shown("exam")
            if entry["application_id"] in wanted
        ]
        return self._page(query, found, 100)

    def _create_note(self, query: Query) -> Reply:
        body = query.json()
        if body.get("talent_id") not in self.talents or not body.get("content"):
            return failed(1002002, "param invalid")
        known = self._fake.number()
        self._keep("note", known, body)
        self._effect("note", f"{body['talent_id']} {body['content']}", query)
        return done({"note": self.kept["note"][known]})

    def _list_notes(self, query: Query) -> Reply:
        wanted = query.query.get("talent_id")
        return self._page(query, [entry for entry in self._shown("note") if entry["talent_id"] == wanted], 200)

    # -- exams arranged with us

    def _set_papers(self, query: Query) -> Reply:
        body = query.json()
        papers = body.get("paper_list")
        if body.get("account_id") != ACCOUNT_ID or not isinstance(papers, list):
            return failed(1002002, "param invalid")
        if not all(paper.get("id") and paper.get("name") for paper in papers):
            return failed(1002002, "param invalid")
        self.papers = {paper["id"]: paper["name"] for paper in papers}
        self._effect("papers", ACCOUNT_ID, query, once=False)
        return done({})

    def _login_info(self, query: Query, exam_id: str) -> Reply:
        exam, body = self.exams.get(exam_id), query.json()
        info = body.get("exam_login_info")
        if not isinstance(info, dict) or not str(info.get("exam_url", "")).startswith("http"):
            return failed(1002002, "param invalid")
        open_states = ("created",) if self.login_once else ("created", "arranged")
        if exam is None or exam["state"] not in open_states:
            return failed(1002851, "exam status error")
        exam["state"], exam["login"] = ("failed" if body.get("result") else "arranged"), info
        self._effect("exam link", exam_id, query, once=False)
        return done({})

    def _update_result(self, query: Query, exam_id: str) -> Reply:
        exam, body = self.exams.get(exam_id), query.json()
        if exam is None:
            return failed(1002002, "param invalid")
        if exam["state"] == "marked":
            return failed(1002855, "exam has been marked")
        if not scored(body):
            return failed(1002002, "param invalid")
        exam["state"], exam["result"], exam["results"] = "answered", body, exam["results"] + 1
        self._effect("exam result", exam_id, query, once=False)
        return done({})

    # -- People

    def _search_pre_hires(self, query: Query) -> Reply:
        if not query.query.get("page_size", "").isdigit():
            return failed(1160001, "page_size is required")
        asked, now = query.json(), self._fake.clock()
        found = [
            seen(entry, asked.get("fields") or [])
            for entry in self._shown("pre_hire")
            if now - self._born[entry["id"]] >= PRE_HIRE_SHOWS_AFTER_S
            and str(asked.get("key_word", "")) in entry["basic_info"]["name"]["full_name"]
        ]
        return self._page(query, found, 100)

    def _create_pre_hire(self, query: Query) -> Reply:
        body = query.json()
        basic, offer = body.get("basic_info"), body.get("offer_info")
        if not isinstance(basic, dict) or not isinstance(offer, dict):
            return failed(1161001, "param invalid")
        key, phone = str(body.get("out_biz_id") or ""), basic.get("phone_number")
        entries = self.kept.get("pre_hire", {}).values()
        ours = next((entry for entry in entries if key and entry.get("out_biz_id") == key), None)
        if ours and self.knows_out_biz_id:
            self._fake.arrived("pre-hire", key, body, duplicate=True)
            return done({"pre_hire_id": ours["id"]})
        if phone and any(entry["basic_info"].get("phone_number") == phone for entry in entries):
            return failed(1161029, "phone number is that of another pre-hire")
        known = self._fake.number()
        self._keep("pre_hire", known, body)
        self._effect("pre-hire", key, query)
        return done({"pre_hire_id": known})

    # -- what they share

    def _keep(self, kind: str, known: str, body: Entry) -> None:
        self.kept.setdefault(kind, {})[known] = {"id": known, **body}
        self._born[known] = self._fake.clock()

    def _shown(self, kind: str) -> list[Entry]:
        now = self._fake.clock()
        return [e for k, e in self.kept.get(kind, {}).items() if now - self._born[k] >= self.shows_after_s]

    def _effect(self, what: str, key: str, query: Query, once: bool = True) -> None:
        self._fake.arrived(what, key, query.json())
        if once or (what, key) not in self._fake.effects:
            self._fake.effects[what, key] += 1

    def _page(self, query: Query, items: list[Entry], most: int) -> Reply:
        size, start = int(query.query.get("page_size") or _PAGE), int(query.query.get("page_token") or 0)
        if not 1 <= size <= most:
            return failed(1002002, "param invalid")
        more = start + size < len(items)
        data: Entry = {"items": items[start : start + size], "has_more": more}
        return done(data | ({"page_token": str(start + size)} if more else {}))
