"""Typed settings, read from the environment on the first call and never at import."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from mianshi.contracts.delivery import RETRY_SCHEDULE_S
from mianshi.errors import Defect


def _words(text: object) -> object:
    return tuple(word for word in text.split(",") if word) if isinstance(text, str) else text


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
"""Written comma-separated."""


class Settings(BaseModel):
    """Every setting any function has; a function that needs one it was not given fails with its name."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    table: str
    uploads: str
    artefacts: str
    price_books: Path
    aws_region: str
    speech_endpoint: str | None = None
    speech_instance: str | None = None
    rater_endpoint: str | None = None
    rater_instance: str | None = None
    rater_model: str | None = None
    rater_max_checks: int = 400
    embedding_model: Path | None = None
    vision_models: Path | None = None
    tmp_mb: int = 512
    max_upload_bytes: int = 5 * 1024**3
    max_minutes: int = 120
    delivery_schedule: str = ",".join(map(str, RETRY_SCHEDULE_S))
    portal_url: str = ""
    portal_sign_in: str = "accounts"
    signing_key: str | None = None
    user_pool: str | None = None
    user_pool_client: str | None = None
    sign_in_url: str = ""
    """Address of the user pool's own sign-in pages, where an OpenID Connect provider stands in front; or empty."""
    mail_from: str = ""
    employer: str = ""
    """Who hires, as candidates know them; empty: their pages name the department only."""
    employer_contact: str = ""
    """Where candidates write to, an address or a number; empty: whoever invited them."""
    interview_machine: str | None = None
    event_dead_letters: str = ""
    resume_dead_letters: str = ""
    erase_dead_letters: str = ""
    functions: str = ""
    """``word=name`` of every function but the one that reads it, comma-separated."""
    api_id: str = ""
    machine_logs: Words = ()
    """Log groups of the workflows."""
    standing_conditions: Words = ()
    """Conditions of the template that hold and that standing charges hang on."""
    recording_days: int = 90
    transcript_days: int = 180
    work_days: int = 7

    def require(self, name: str) -> Any:
        """The value of a setting this function cannot do without.

        Raises:
            Defect: ``missing_setting`` where the template did not give it.
        """
        value = getattr(self, name)
        if value is None:
            raise Defect("missing_setting", f"the environment variable {name.upper()} is not set")
        return value


def loopback_allowed() -> bool:
    """Whether a request may go to this machine itself: the laptop cloud and tests say so by ``LOOPBACK_ALLOWED=yes``.

    The template never does. In Lambda the loopback has Lambda's own interface, and nothing of a customer's. Read apart
    from the others, because who sends a request needs none of them.
    """
    return os.environ.get("LOOPBACK_ALLOWED") == "yes"


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        Defect: ``bad_settings`` naming every variable that is missing or wrong.
    """
    given = {name: os.environ[name.upper()] for name in Settings.model_fields if name.upper() in os.environ}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        wrong = ", ".join(str(e["loc"][0]).upper() for e in error.errors())
        raise Defect("bad_settings", f"missing or wrong environment variables: {wrong}") from None
