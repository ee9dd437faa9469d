"""What each part of the platform asks of AWS, by room and name. A new one is added here, and the roles with it."""

from __future__ import annotations

_LETTERS = {
    "G": "dynamodb:GetItem",
    "M": "dynamodb:BatchGetItem",
    "Q": "dynamodb:Query",
    "P": "dynamodb:PutItem",
    "U": "dynamodb:UpdateItem",
    "D": "dynamodb:DeleteItem",
    "B": "dynamodb:BatchWriteItem",
    "H": "states:GetExecutionHistory",
}
_TABLE: dict[str, dict[str, str]] = {
    "interviews": {
        "create": "P", "find": "G", "latest": "Q", "watched": "Q", "several": "M", "timed": "P", "times": "Q", "amend": "GU", "ask": "GU", "answered": "GU", "agreed": "U",
        "reopen": "U", "rescoring": "Q", "runs_of": "Q", "rescore": "QP", "adopt": "GUP", "claim": "GU", "close": "UP",
    },
    "jobs": {
        "create": "PD", "change": "PD", "find": "G", "several": "M", "newest": "Q", "of_person": "QM", "history": "Q",
        "book": "U", "unbook": "U", "booked": "Q",
    },
    "candidates": {
        "add": "B", "add_one": "P", "find": "G", "page": "Q", "change": "UP", "agreed": "P", "consents": "Q", "ask": "P", "requests": "Q",
        "unanswered": "Q",
    },
    "reviews": {
        "rate": "GP", "of_person": "G", "ratings": "Q", "earlier": "Q", "rated": "M", "saw": "GP", "seen": "G",
        "comment": "P", "comments": "Q", "decided": "P", "decisions": "Q",
    },
    "divergences": {"keeping": "P", "close": "P", "of": "Q", "newest": "Q", "waiting": "Q", "counts": "G", "count": "GP"},
    "pass_rates": {"tell": "P", "told": "G"},
    "erasing": {"bury": "U", "buried": "", "empty": "QB", "afterwards": "QB", "free": "GB"},
    "funnel": {"count": "U", "of_week": "Q", "of_job": "Q", "this_week": ""},
    "audit": {"record": "PU", "of_day": "Q", "about": "Q", "usage": "Q"},
    "links": {"save": "P", "find": "G", "of_candidate": "Q", "bind": "U", "revoke": "U"},
    "sessions": {"save": "P", "used": "P", "find": "G", "end": "D", "end_all": "P"},
    "limits": {"hit": "U", "hits": "G", "recent": "G", "clear": "D", "block": "P", "blocked": "G"},
    "matches": {
        "keep": "P", "forget": "D", "find": "G", "by_any_method": "G", "of_job": "Q", "by_other_methods": "Q", "several": "M", "read_anew": "G",
        "keep_read_anew": "P", "ReadAnew": "",
    },
    "promised": {"put": "P", "keep": "P", "keep_resume": "P", "find": "G", "of_interview": "Q", "put_resume": "P", "find_resume": "G"},
    "plain": {"put": "P", "get": "G", "query": "Q", "delete": "D"},
    "callbacks": {
        "keep": "P", "find": "G", "waiting": "Q", "postpone": "U", "empty": "P", "announced": "G", "mark_announced": "P",
        "begin": "GP", "give_up": "P", "end": "P", "known": "G", "remember": "GP",
    },
    "tokens": {"save": "P", "waiting": "G", "was_answered": "G", "answered": "U", "Token": ""},
    "scorecards": {"save": "P", "find": "G", "several": "M"},
    "outbox": {
        "add": "P", "adding": "", "about": "Q", "find": "G", "parked": "Q", "owed": "Q", "delivered": "Q", "change": "P",
    },
    "partners": {
        "every": "Q", "find": "G", "add": "P", "change": "P", "new_key": "", "holder": "G", "known": "G", "several": "M", "remember": "P",
        "made": "P", "jobs_of": "QM", "interviews_since": "QM", "first": "PG", "finish": "P", "forget": "D", "Done": "", "Known": "",
    },
    "afterwards": {
        "hired": "G", "hiring": "P", "correct": "P", "report": "P", "reported": "Q",
        "of_candidate": "GQ", "of_job": "Q", "Afterwards": "", "Told": "",
    },
    "deliveries": {"page": "Q", "told": "Q", "by_id": "Q"},
    "bookings": {"of_month": "Q", "find": "G", "book": "P", "adjustments": "Q"},
    "ledger": {"record": "P", "written_units": "", "of_interview": "Q", "of_month": "Q", "of_day": "Q", "any_in": "Q"},
    "terms": {
        "every": "Q", "add": "P", "budget": "G", "set_budget": "P", "drop_budget": "D", "budgets": "Q", "budget_state": "G",
        "note_budget": "P", "closed": "G", "close": "P",
    },
    # `bill` asks for the customer's figures only for what they alone have a price for: whoever counts that asks `priced`.
    "kept": {"put": "P", "find": "G", "after": "Q"},
    "overheads": {"first_day": "GP", "since": "G", "done": "Q", "note": "P", "place": "G", "set_place": "P", "Done": ""},
    "billing": {
        "bill": "P", "bill_stopped": "PH", "priced": "Q", "rates": "Q", "tariff": "Q", "terms": "Q", "tags_of": "G", "tags_of_candidate": "G", "tags_of_subject": "G",
        **dict.fromkeys(("know", "about", "run_name", "books", "lambda_usage", "compute_meter", "forget"), ""),
    },
    "stage": {"stage": "GP", "found": ""},
}  # fmt: skip
LISTED = {
    "interviews.latest", "jobs.newest", "links.of_candidate", "audit.about", "divergences.waiting", "funnel.of_job", "ledger.of_month",
    "ledger.of_day", "ledger.any_in", "callbacks.waiting", "outbox.parked", "outbox.owed", "outbox.delivered",
    "deliveries.page", "deliveries.told", "deliveries.by_id", "partners.jobs_of", "partners.interviews_since", "kept.after",
}  # fmt: skip
"""What is read from the index `listed`."""
WATCHED = {"interviews.watched"}
"""And from the index `watched`."""

_OTHERS: dict[str, dict[str, str]] = {
    "objects": {
        "put_record": "s3:PutObject",
        "create_record": "s3:PutObject",
        "put_text": "s3:PutObject",
        "put_bytes": "s3:PutObject",
        "upload": "s3:PutObject s3:AbortMultipartUpload",
        "signed_post": "s3:PutObject",
        "signed_part": "s3:PutObject",
        "begin_parts": "s3:PutObject",
        "join_parts": "s3:PutObject",
        "abort_parts": "s3:AbortMultipartUpload",
        "stored_parts": "s3:ListMultipartUploadParts",
        "sizes_under": "s3:ListBucket",
        "get_record": "s3:GetObject",
        "download": "s3:GetObject",
        "get_body": "s3:GetObject",
        "signed_get": "s3:GetObject",
        "find_record": "s3:GetObject s3:ListBucket",  # without it, what is missing looks forbidden
        "stored": "s3:GetObject s3:ListBucket",
        **dict.fromkeys(
            (
                *("upload_origin", "artefact", "role_of", "work", "memory", "job_role", "study", "posting", "costs_of"),
                *("costs_so_far", "Stored"),
            ),
            "",
        ),
    },
    "files": {
        "writing": "s3:PutObject s3:AbortMultipartUpload",
        "address": "s3:GetObject",
        "reading": "s3:GetObject",
        **dict.fromkeys(("of_closed_month", "passing", "Stream"), ""),
    },
    "resumes": {
        "content": "s3:GetObject s3:ListBucket",
        "forget": "s3:DeleteObject",
        "succeeded": "s3:DeleteObject",
        "tried": "s3:GetObject s3:ListBucket s3:PutObject",
        "without_file": "s3:ListBucket",
        "jobs": "s3:ListBucket",
        "stored": "s3:GetObject s3:ListBucket",
        "signed_put": "s3:PutObject",
        "signed_get": "s3:GetObject s3:ListBucket",
        **dict.fromkeys(("place", "reading", "upload_origin", "StoredResume", "Tries"), ""),
    },
    "fetching": {"fetch": "s3:PutObject s3:AbortMultipartUpload", "Limits": ""},
    "deleting": {
        "everything_under": "s3:ListBucketVersions s3:DeleteObjectVersion s3:ListBucketMultipartUploads "
        "s3:AbortMultipartUpload"
    },
    "signing": {
        **dict.fromkeys(("signature", "signed", "pseudonym"), "secretsmanager:GetSecretValue"),
        **dict.fromkeys(("chance", "hashed"), ""),
    },
    "secrets": {
        "secret": "secretsmanager:GetSecretValue",
        "keep": "secretsmanager:CreateSecret secretsmanager:PutSecretValue",
        "forget": "secretsmanager:DeleteSecret",
    },
    "connectors": {
        "every": "dynamodb:Query",
        **dict.fromkeys(("find", "health", "calls_this_month"), "dynamodb:GetItem"),
        **dict.fromkeys(("add", "doing", "lease"), "dynamodb:PutItem"),
        "change": "dynamodb:GetItem dynamodb:PutItem",
        **dict.fromkeys(("remove", "release"), "dynamodb:DeleteItem"),
        "counted": "dynamodb:UpdateItem",
        "turn": "dynamodb:UpdateItem dynamodb:GetItem",
        "token": "dynamodb:GetItem secretsmanager:GetSecretValue",
        "keep_token": "dynamodb:PutItem secretsmanager:GetSecretValue",
    },
    "sealing": dict.fromkeys(("seal", "unseal"), "secretsmanager:GetSecretValue"),
    "inference": {
        "submit": "sagemaker:InvokeEndpointAsync",
        "asleep": "sagemaker:DescribeEndpoint",
        "state": "sagemaker:DescribeEndpoint",
        **dict.fromkeys(("results", "attributes", "Family", "InferenceResult", "family", "EndpointState"), ""),
    },
    "workflow": {
        "start": "states:StartExecution",
        "stop": "states:StopExecution",
        "succeed": "states:SendTaskSuccess",
        "fail": "states:SendTaskFailure",
        "history": "states:GetExecutionHistory",
        "announce": "events:PutEvents",
        "function_size_mb": "lambda:GetFunctionConfiguration",
    },
    "fleet": {
        "changes": "sagemaker:DescribeEndpoint application-autoscaling:DescribeScalingActivities",
        "Change": "",
        "History": "",
    },
    "watch": {
        "sums": "cloudwatch:GetMetricData",
        "deployed": "lambda:GetFunctionConfiguration",
        **dict.fromkeys(("this_function", "Metric", "Deployed"), ""),
    },
    "stock": {
        "under": "s3:ListBucketVersions",
        "table_size": "dynamodb:DescribeTable",
        "log_bytes": "logs:DescribeLogGroups",
    },
    "mail": {"send": "ses:SendEmail", "can_send": ""},
    "queues": {"waiting": "sqs:GetQueueAttributes"},
    "accounts": {
        "everybody": "cognito-idp:ListUsers cognito-idp:ListUsersInGroup",
        "find": "cognito-idp:AdminGetUser cognito-idp:AdminListGroupsForUser",
        "create": "cognito-idp:AdminCreateUser cognito-idp:AdminAddUserToGroup",
        "set_roles": "cognito-idp:AdminAddUserToGroup cognito-idp:AdminRemoveUserFromGroup",
        "switch": "cognito-idp:AdminEnableUser cognito-idp:AdminDisableUser",
        "reset_password": "cognito-idp:AdminSetUserPassword",
    },
    # What everybody may ask of a user pool needs no permission.
    "identity": dict.fromkeys(("sign_in", "set_first_password", "exchange", "pages_url", "Challenge"), ""),
}

ROOMS = {*_TABLE, *_OTHERS}
"""Rooms that reach AWS; `history`, `clock` and `http` do not, `settings` has a test of its own."""


def needs(call: str) -> set[str]:
    """The actions behind ``room.name``; constants need none.

    Raises:
        KeyError: for a name that is not in the table.
    """
    room, name = call.split(".")
    if name.isupper():
        return set()
    if room in _TABLE:
        return {_LETTERS[letter] for letter in _TABLE[room][name]}
    return set(_OTHERS[room][name].split())
