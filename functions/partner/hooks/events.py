"""What our webhooks send, for the OpenAPI document: CloudEvents whose data are ids, numbers and words of the job."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.outcomes import Outcome

_TEXT: dict[str, Any] = {"type": "string"}
_WHOLE: dict[str, Any] = {"type": "integer"}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
_JOB = ("job_id", "job_external_id", "job_title", "job_department")
_PERSON = (*_JOB, "candidate_id", "candidate_external_id")
_RESULT = (
    *("interview_id", "role_name", "outcome", "total", "recommendation", "needs_person", "competencies"),
    *("competencies_left_out", "started_at", "closed_at", "report_url"),
)
FIELDS: dict[str, dict[str, Any]] = {
    "job_id": {**_TEXT, "description": "Of the job."},
    "job_external_id": {**_TEXT, "description": "What you call the job; empty where you named none."},
    "job_title": {**_TEXT, "description": "In the language of the subscription."},
    "job_department": {**_TEXT, "description": "Of the job."},
    "candidate_id": {**_TEXT, "description": "Of the candidate."},
    "candidate_external_id": {**_TEXT, "description": "What you call the application; empty where you named none."},
    "interview_id": {**_TEXT, "description": "Of the interview."},
    "role_name": {**_TEXT, "description": "Of the role, in the language of the subscription."},
    "outcome": {**_TEXT, "enum": [outcome.value for outcome in Outcome], "description": "How the interview ended."},
    "total": {"type": ["integer", "null"], "description": "0 to 100; null where a person has to look first."},
    "recommendation": {
        "type": ["string", "null"],
        "enum": ["forward", "review", None],
        "description": "Advice for a person.",
    },
    "needs_person": {"type": "boolean", "description": "Nothing may go on before a person has looked."},
    "competencies": {
        "type": "array",
        "description": "Empty where a person has to look first.",
        "items": {
            "type": "object",
            "properties": {
                "name": _TEXT,
                "level": {"type": ["number", "null"], "description": "1 to 5."},
                "score": {"type": ["integer", "null"], "description": "0 to 100."},
            },
        },
    },
    "competencies_left_out": {**_WHOLE, "description": "How many more there are than the event holds."},
    "started_at": {**_TIME, "description": "When the interview was opened."},
    "closed_at": {**_TIME, "description": "When it was closed."},
    "invitation_ends_at": {**_TIME, "description": "Until then they can begin."},
    "report_url": {**_TEXT, "description": "For whoever has an account."},
    "page_url": {**_TEXT, "description": "A page about it, for whoever has an account."},
    "decision": {**_TEXT, "enum": [kind.value for kind in DecisionKind], "description": "What a person decided."},
    "decided_at": {**_TIME, "description": "When."},
    "starts_on": {"type": "string", "format": "date", "description": "First day of work."},
    "position": {**_TEXT, "description": "What they are hired as."},
    "department": {**_TEXT, "description": "Where."},
    "employee_id": {**_TEXT, "description": "In the employer's own system."},
    "told_about_scores": {
        "type": "boolean",
        "description": "Whether they were told that skill scores go into the staff file; without it no result is here.",
    },
    "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "description": "Which month's costs."},
    "sequence": {**_WHOLE, "description": "1 for the first booking of the month; later ones add to it."},
    "currency": {**_TEXT, "description": "ISO 4217."},
    "interviews": {**_WHOLE, "description": "How many."},
    "amount_micro": {**_WHOLE, "description": "Millionths of the currency."},
    "unpriced": {**_WHOLE, "description": "How many entries nobody could price; they are not in the amount."},
    "lines": {"type": "array", "description": "By department.", "items": {"type": "object"}},
    "lines_left_out": {**_WHOLE, "description": "How many more there are than the event holds."},
    "reverses": {
        "type": ["integer", "null"],
        "description": "`sequence` of the booking that this one takes back; null for an ordinary one.",
    },
    "totals": {
        "type": "array",
        "description": "One for each currency.",
        "items": {
            "type": "object",
            "properties": {
                "currency": {**_TEXT, "description": "ISO 4217."},
                "amount_micro": {"type": ["integer", "null"], "description": "Null: nothing in it has a price."},
                "lines": {**_WHOLE, "description": "Lines of the ledger."},
                "unpriced": {**_WHOLE, "description": "Those without a price; they are not in the amount."},
            },
        },
    },
    "missing": {
        "type": "array",
        "description": "Overheads that the month was closed without, as `day part`; empty as a rule.",
        "items": _TEXT,
    },
    "files": {
        "type": "array",
        "description": "Files of the month; `GET /costs` gives their addresses.",
        "items": {
            "type": "object",
            "properties": {
                "name": {**_TEXT, "description": "Of the file."},
                "bytes": {**_WHOLE, "description": "Its size."},
                "sha256": {**_TEXT, "description": "Of its bytes, in hexadecimal."},
            },
        },
    },
    "budget_micro": {**_WHOLE, "description": "What the job may cost, in millionths of the currency."},
    "spent_micro": {**_WHOLE, "description": "What it has cost so far."},
    "period": {**_TEXT, "description": "The month (`yyyy-mm`) the budget is for, or `all`."},
    "state": {**_TEXT, "enum": ["within", "warned", "spent"], "description": "How the budget stands."},
    "stops_invitations": {"type": "boolean", "description": "Whether nobody new is invited once it is spent."},
    "match_percent": {**_WHOLE, "description": "How far the résumé meets the job's text, 0 to 100. Advice."},
    "requirements_met": {**_WHOLE, "description": "Of the job's text."},
    "requirements_asked": {**_WHOLE, "description": "How many the job's text holds."},
    "requirements_missing": {**_WHOLE, "description": "Required ones that are not met or were not found."},
    "raters": {**_WHOLE, "description": "People who rated the interview."},
    "difference_percent": {
        **_WHOLE,
        "description": "Largest difference found, of two means or in one competency, as a share of the scale; who "
        "differs is not told.",
    },
    "competencies_apart": {"type": "array", "description": "Those rated a level or more apart.", "items": _TEXT},
    "scored": {**_WHOLE, "description": "Interviews with a score in those weeks."},
    "forward": {**_WHOLE, "description": "Those of them that reached the line."},
    "weeks": {**_WHOLE, "description": "How many weeks are counted together."},
    "pass_percent": {**_WHOLE, "description": "`forward` of `scored`."},
    "band_low_percent": {**_WHOLE, "description": "Below it somebody should look."},
    "band_high_percent": {**_WHOLE, "description": "Above it somebody should look."},
    "note": {**_TEXT, "description": "One plain sentence."},
}
EVENTS: dict[EventKind, tuple[str, tuple[str, ...]]] = {
    EventKind.INTERVIEW_SCORED: ("An interview has a score", (*_PERSON, *_RESULT)),
    EventKind.INTERVIEW_INSUFFICIENT: ("An interview holds too little to judge by", (*_PERSON, *_RESULT)),
    EventKind.INTERVIEW_REJECTED: ("A recording cannot be used", (*_PERSON, *_RESULT)),
    EventKind.INTERVIEW_FAILED: ("An interview failed on our side", (*_PERSON, *_RESULT)),
    EventKind.CANDIDATE_INVITED: (
        "A candidate was invited",
        (*_PERSON, "interview_id", "invitation_ends_at", "page_url"),
    ),
    EventKind.CANDIDATE_WITHDREW: ("A candidate withdrew", (*_PERSON, "interview_id", "page_url")),
    EventKind.CANDIDATE_DECIDED: (
        "A person decided about a candidate",
        (*_PERSON, "interview_id", "decision", "decided_at", "page_url"),
    ),
    EventKind.CANDIDATE_HIRED: (
        "A candidate was hired",
        (
            *(*_PERSON, *_RESULT, "starts_on", "position", "department", "employee_id"),
            *("told_about_scores", "page_url"),
        ),
    ),
    EventKind.CANDIDATE_ERASED: (
        "A candidate's data were deleted at their request: delete what you got from us",
        (*_PERSON, "interview_id", "page_url"),
    ),
    EventKind.COSTS_BOOKED: (
        "Costs of a month were booked",
        (
            *("month", "sequence", "reverses", "currency", "interviews", "amount_micro", "unpriced", "lines"),
            *("lines_left_out", "page_url"),
        ),
    ),
    EventKind.COSTS_CLOSED: (
        "A month of costs was closed: its figures do not change any more and its files lie ready",
        ("month", "closed_at", "totals", "files", "missing", "page_url"),
    ),
    **dict.fromkeys(
        (EventKind.BUDGET_WARNED, EventKind.BUDGET_SPENT),
        (
            "A job's budget is nearly spent, or spent",
            (
                *("job_id", "job_external_id", "job_title", "job_department", "currency", "budget_micro"),
                *("spent_micro", "period", "state", "stops_invitations", "page_url"),
            ),
        ),
    ),
    EventKind.RESUME_MATCHED: (
        "A résumé tells of everything that the job requires",
        (
            *(*_PERSON, "interview_id", "match_percent", "requirements_met", "requirements_asked"),
            *("requirements_missing", "page_url"),
        ),
    ),
    EventKind.INTERVIEW_DIVERGED: (
        "An interview was rated a fifth of the scale apart, by people and software or among people",
        (*_PERSON, "interview_id", "raters", "difference_percent", "competencies_apart", "page_url"),
    ),
    EventKind.JOB_PASS_RATE: (
        "The share of a job's interviews that reach the line left its band",
        (
            *(*_JOB, "scored", "forward", "weeks", "pass_percent", "band_low_percent", "band_high_percent"),
            "page_url",
        ),
    ),
    EventKind.CONNECTOR_TEST: ("A test, when somebody asks for one", ("note", "page_url")),
    EventKind.CONNECTOR_OFF: ("A connection was switched off", ("note", "page_url")),
}
_SIGNED = {
    "webhook-id": "Id of the message, the same on every attempt: drop what you have seen.",
    "webhook-timestamp": "Seconds since 1970. Refuse what is more than five minutes away.",
    "webhook-signature": "`v1,<base64>` of HMAC-SHA256 over `<id>.<timestamp>.<body>`; one for each secret.",
}


def webhooks() -> dict[str, Any]:
    """Each event as an OpenAPI webhook."""
    return {kind.value: {"post": _webhook(kind, *told)} for kind, told in EVENTS.items()}


def _webhook(kind: EventKind, summary: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "summary": summary,
        "description": "A CloudEvent 1.0 with Standard Webhooks headers. Answer 2xx within 15 seconds; anything else "
        "is tried again for about a day.",
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": told, "schema": {"type": "string"}}
            for name, told in _SIGNED.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/cloudevents+json": {"schema": _event(kind, names)}},
        },
        "responses": {"2XX": {"description": "Taken."}, "410": {"description": "Send me nothing more."}},
    }


def _event(kind: EventKind, names: tuple[str, ...]) -> dict[str, Any]:
    plain = {
        "specversion": {"const": "1.0"},
        "id": _TEXT,
        "source": {"const": "/mianshi"},
        "type": {"const": kind.value},
    }
    subject = {**_TEXT, "description": "Id of what it is about."}
    data = {"type": "object", "properties": {name: FIELDS[name] for name in names}}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            **plain,
            "subject": subject,
            "time": _TIME,
            "datacontenttype": {"const": "application/json"},
            "data": data,
        },
    }
