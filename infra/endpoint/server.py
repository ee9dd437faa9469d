"""What is special about sound in a request: its media type, the wishes beside it, the recogniser's refusals."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO, Protocol
from urllib.parse import unquote_to_bytes

from endpoint.container import ContainerHandler, ContainerServer, Refusal, Service, log_failure
from endpoint.sound import Unusable

ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"
AUTO = "auto"
LONGEST_TERM = 60
"""Characters. A term is a name or a phrase; a text is none."""
_PERCENT = re.compile(r"(?:[A-Za-z0-9_.~\-]|%[0-9A-Fa-f]{2})*")
"""RFC 3986: unreserved characters as they are, every other one as octets."""
STATUS = {"too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


class Hearing(Protocol):
    """What the server needs of a recogniser; `identity` is the contract's ``Recogniser``."""

    identity: dict[str, str]

    def recognise(self, stream: BinaryIO, language: str, vocabulary: Sequence[str]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Wish:
    """What a request asks of the recogniser beside its sound."""

    language: str = AUTO
    vocabulary: tuple[str, ...] = ()


class EndpointServer(ContainerServer[Hearing]):
    """Listens at once; `service` says when it is ready."""

    def __init__(
        self, address: tuple[str, int], service: Service[Hearing], largest_body: int, languages: Sequence[str]
    ) -> None:
        self.languages = tuple(languages)
        super().__init__(address, service, largest_body, Handler)


class Handler(ContainerHandler):
    """One recording."""

    server: EndpointServer
    server_version = "mianshi-speech"

    def invoke(self) -> dict[str, Any]:
        """What was said."""
        self._refuse_other_media()
        wish = wish_of(self.headers.get(ATTRIBUTES, ""), self.server.languages)
        with tempfile.TemporaryFile() as body:
            if not self.receive(body):
                raise Refusal(HTTPStatus.BAD_REQUEST, "empty", "The body is empty.")
            body.seek(0)
            return self._recognise(body, wish)

    def _recognise(self, body: BinaryIO, wish: Wish) -> dict[str, Any]:
        try:
            with self.server.service.turn() as recogniser:
                return recogniser.recognise(body, wish.language, wish.vocabulary)
        except Unusable as error:
            raise Refusal(STATUS.get(error.code, HTTPStatus.BAD_REQUEST), error.code, error.message) from None
        except Refusal:
            raise
        except Exception as error:  # whatever the model throws, the client gets a named answer
            log_failure(error)
            raise Refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR, "recogniser_failed", "The recogniser failed on this file."
            ) from None

    def _refuse_other_media(self) -> None:
        kind = self.kind("application/octet-stream")
        if kind.split("/")[0] not in {"audio", "video"} and kind not in {"application/octet-stream", "application/ogg"}:
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Send an audio file.")


def wish_of(attributes: str, languages: Sequence[str]) -> Wish:
    """The choices in ``language=…;vocabulary=…``; other attributes may stand beside them.

    Args:
        attributes: ``name=value`` with ``;`` between. Terms of the vocabulary have ``,`` between and are UTF-8,
            percent-encoded (RFC 3986).
        languages: those that may be asked for, beside ``auto``.

    Raises:
        Refusal: 400 ``unknown_language`` or ``bad_vocabulary``.
    """
    pairs = (pair.partition("=") for pair in attributes.split(";"))
    given = {name.strip().lower(): value.strip() for name, _, value in pairs}
    language = given.get("language", AUTO).lower()
    if language not in (AUTO, *languages):
        message = f"The language is one of {', '.join((AUTO, *languages))}."
        raise Refusal(HTTPStatus.BAD_REQUEST, "unknown_language", message)
    terms = (_term(encoded.strip()) for encoded in given.get("vocabulary", "").split(","))
    return Wish(language, tuple(term for term in terms if term))


def _term(encoded: str) -> str:
    try:
        term = unquote_to_bytes(encoded).decode() if _PERCENT.fullmatch(encoded) else ""
    except UnicodeDecodeError:
        term = ""
    term = " ".join(term.split())
    if (encoded and not term) or not term.isprintable() or len(term) > LONGEST_TERM:
        message = f"A term is percent-encoded UTF-8 of 1 to {LONGEST_TERM} printable characters; commas are between."
        raise Refusal(HTTPStatus.BAD_REQUEST, "bad_vocabulary", message)
    return term
