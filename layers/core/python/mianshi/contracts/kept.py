"""What an interview keeps in S3, and for how long."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.usage import Tags


class Piece(Record):
    """Bytes of one folder (``uploads``, ``interviews``, ``work``), kept from `since` until `until` (UTC)."""

    folder: str
    bytes: int = Field(ge=0)
    since: datetime
    until: datetime
    gone: bool = False
    """Whether it is deleted: then `until` is when that was seen, else when today's lifetime of its folder ends it."""


class KeptFiles(Record):
    """All pieces of one interview. `tags`: whose cost they are, as it was when they were found."""

    tags: Tags
    pieces: list[Piece]

    @property
    def until(self) -> datetime:
        """When the last of it is deleted. ValueError where nothing was kept."""
        return max(piece.until for piece in self.pieces)
