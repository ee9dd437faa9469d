"""One way of writing a record, so that equal records are equal bytes and equal hashes."""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel

HASH_CHARACTERS = 12
"""Characters of the SHA-256 that name a version: 48 bits, plenty to tell versions of one file apart."""


def canonical_json(record: BaseModel) -> str:
    """`record` as JSON text: keys sorted, two spaces of indent, Chinese left readable, one newline at the end."""
    values = record.model_dump(mode="json")
    return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def content_hash(record: BaseModel) -> str:
    """The first 12 hexadecimal characters of the SHA-256 of the record's canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_json(record).encode()).hexdigest()[:HASH_CHARACTERS]
