"""Partners, their keys, what they did once, and which of our ids belong to theirs."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from pydantic import Field
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from mianshi.contracts.base import Record
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Job
from mianshi.contracts.partner import ApiKey, Partner, Scope
from mianshi.errors import Rejected
from mianshi.platform import signing
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import interviews, jobs, plain
from mianshi.platform.store.rows import InterviewRow, JobRow, PlainRow, is_condition, table

_ALL = "PARTNER"
_MADE = "MADE#"
ONCE_DAYS = 1
"""An idempotency key is remembered for so long."""
LEASE_S = 60
"""Seconds after which a request that has not ended never will: none of our functions that answer runs half as long."""
_TIES = 20
"""Rows made in one millisecond: their order is not that of their ids, so that many are read beyond a page."""
_TOKEN = re.compile(r"mk_((pa_[0-9A-HJKMNP-TV-Z]{26})-[0-9a-z]{6})_([0-9a-z]{40})")
"""Id of the key, which begins with the partner's, and the secret (200 bits): one row says whether it is valid."""


class Known(Record):
    """What we call something of a partner's: ``job id`` or ``job id/candidate id``."""

    ours: str


class Done(Record):
    """The answer to a request that carried an idempotency key. Without a status it is still being worked on."""

    request: str
    """Hash of method, path and body: another request under the same key is refused."""
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    at: str


def every() -> list[Partner]:
    """All partners, by id."""
    with table():
        return [Partner.model_validate_json(row.body) for row in PlainRow.query(_ALL)]


def find(partner_id: str) -> Partner | None:
    """The partner of this id, or None."""
    return plain.get(_ALL, partner_id, Partner)


def add(partner: Partner) -> None:
    """Store a new partner."""
    plain.put(_ALL, partner.id, partner)


def change(before: Partner, **updates: object) -> Partner:
    """Change a partner that nobody changed meanwhile.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    changed = before.model_copy(update={**updates, "revision": before.revision + 1})
    after = Partner.model_validate(changed.model_dump())
    row = PlainRow(_ALL, after.id, body=after.model_dump_json())
    if not _put_if(row, PlainRow.body == before.model_dump_json()):
        raise Rejected("changed_meanwhile", before.id)
    return after


def new_key(
    partner: Partner,
    scopes: Sequence[Scope],
    by: str,
    *,
    label: str = "",
    per_minute: int = 120,
    days: int | None = None,
) -> tuple[ApiKey, str]:
    """A key to add to a partner's, and what is handed out once: ``mk_<id>_<secret>``. Only a hash of it is kept."""
    secret = signing.chance(40)
    key = ApiKey(
        id=f"{partner.id}-{signing.chance(6)}",
        hash=signing.hashed(secret),
        label=label,
        scopes=list(scopes),
        per_minute=per_minute,
        created_at=timestamp(),
        created_by=by,
        expires_at=timestamp(expiry(days)) if days else None,
    )
    return key, f"mk_{key.id}_{secret}"


def holder(token: str) -> tuple[Partner, ApiKey] | None:
    """Whose key this is; None for one that we never handed out, that was revoked, that has ended, or whose partner was
    switched off."""
    parts = _TOKEN.fullmatch(token)
    partner = find(parts.group(2)) if parts else None
    if parts is None or partner is None or not partner.active:
        return None
    key = next((one for one in partner.keys if one.id == parts.group(1)), None)
    given = signing.hashed(parts.group(3)).encode()
    if key is None or not hmac.compare_digest(given, key.hash.encode()):
        return None
    ended = key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= timestamp())
    return None if ended else (partner, key)


def known(partner_id: str, kind: str, external_id: str) -> str | None:
    """Our id of what a partner calls `external_id` (`kind`: ``JOB`` or ``CANDIDATE``), or None."""
    found = plain.get(_pk(partner_id), f"{kind}#{external_id}", Known)
    return found.ours if found else None


def several(partner_id: str, kind: str, external_ids: Iterable[str]) -> dict[str, str]:
    """Our ids of what a partner calls these, as far as they are known, by external id."""
    prefix = f"{kind}#"
    with table():
        rows = PlainRow.batch_get([(_pk(partner_id), prefix + one) for one in dict.fromkeys(external_ids)])
        return {row.sk.removeprefix(prefix): Known.model_validate_json(row.body).ours for row in rows}


def remember(partner_id: str, kind: str, external_id: str, ours: str, keep_days: int) -> bool:
    """Keep our id of something of a partner's. False where another was kept before: it stays."""
    body = Known(ours=ours).model_dump_json()
    row = PlainRow(_pk(partner_id), f"{kind}#{external_id}", body=body, expires_at=expiry(keep_days))
    return _put_if(row, PlainRow.pk.does_not_exist())


def first(partner_id: str, key: str, done: Done) -> Done | None:
    """Begin a request under an idempotency key: None for whoever is to carry it out, what is kept for every other.

    A request that was begun and never ended, because its process died, is given to the next one after `LEASE_S`.
    """
    sk = f"ONCE#{key}"
    row = PlainRow(_pk(partner_id), sk, body=done.model_dump_json(), expires_at=expiry(ONCE_DAYS))
    if _put_if(row, PlainRow.pk.does_not_exist()):
        return None
    before = plain.get(_pk(partner_id), sk, Done)
    if before is None:
        return done
    dead = before.status is None and before.at < timestamp(now() - timedelta(seconds=LEASE_S))
    if dead and before.request == done.request and _put_if(row, PlainRow.body == before.model_dump_json()):
        return None
    return before


def finish(partner_id: str, key: str, done: Done) -> None:
    """Keep the answer."""
    plain.put(_pk(partner_id), f"ONCE#{key}", done, expiry(ONCE_DAYS))


def forget(partner_id: str, key: str) -> None:
    """Let a request that failed on our side be sent again under its key."""
    plain.delete(_pk(partner_id), f"ONCE#{key}")


def made(partner_id: str, job_id: str) -> None:
    """Note that a partner made a job: however its team changes, it is listed among theirs."""
    plain.put(_pk(partner_id), _MADE + job_id, Known(ours=job_id))


def jobs_of(partner: Partner, limit: int, before: str | None = None) -> tuple[list[Job], str | None]:
    """Up to `limit` jobs that a partner sees, newest first, and where to go on (None at the end)."""
    if partner.jobs == "all":
        return _every_job(limit, before)
    made = _ids(_pk(partner.id), _MADE, limit + 1, before)
    ids = sorted({*made, *_ids(f"PERSON#{partner.who}", "JOB#", limit + 1, before)}, reverse=True)
    there = jobs.several(ids[:limit])
    found = [there[known] for known in ids[:limit] if known in there]
    return found, ids[limit - 1] if len(ids) > limit else None


def _ids(pk: str, prefix: str, limit: int, before: str | None) -> list[str]:
    """Up to `limit` ids below `before`, the newest first: ids of ours begin with their time."""
    below = PlainRow.sk.between(prefix, prefix + before) if before else PlainRow.sk.startswith(prefix)
    with table():
        rows = PlainRow.query(pk, below, limit=limit + 1, scan_index_forward=False)
        return [known for row in rows if (known := row.sk.removeprefix(prefix)) != before][:limit]


def _every_job(limit: int, before: str | None) -> tuple[list[Job], str | None]:
    at, _, known = (before or "").partition(" ")
    older = JobRow.list_sk <= at if before else None
    with table():
        rows = list(JobRow.listed.query("JOB", older, limit=limit + 1 + _TIES, scan_index_forward=False))
    found = sorted((Job.model_validate_json(row.body) for row in rows), key=_age, reverse=True)
    found = [job for job in found if not before or _age(job) < (at, known)]
    return found[:limit], " ".join(_age(found[limit - 1])) if len(found) > limit else None


def interviews_since(since: str, limit: int, after: str = "") -> list[Interview]:
    """Up to `limit` interviews of every job, oldest first: made at `since` or later; of those made just then only the
    ones with an id behind `after`."""
    with table():
        rows = list(InterviewRow.listed.query("INTERVIEW", InterviewRow.list_sk >= since, limit=limit + _TIES))
    there = interviews.several([row.pk.removeprefix("IV#") for row in rows])
    found = sorted(there.values(), key=_age)
    return [one for one in found if _age(one) > (since, after)][:limit]


def _age(one: Job | Interview) -> tuple[str, str]:
    return one.created_at, one.id


def _put_if(row: PlainRow, condition: Condition) -> bool:
    try:
        with table():
            row.save(condition)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _pk(partner_id: str) -> str:
    return f"PARTNER#{partner_id}"
