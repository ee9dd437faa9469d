"""A job that nobody offers."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job

JOB = Job(
    id="jb_01K00000000000000000000000",
    title=Bilingual(zh="门店店长", en="Store manager"),
    department="华东零售",
    owner="li",
    role="retail_store_manager",
    role_version="0" * 12,
    policy="cn",
    created_at="2026-11-01T00:00:00.000Z",
    changed_at="2026-11-01T00:00:00.000Z",
)
