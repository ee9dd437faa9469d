"""Files from addresses that others name, streamed into S3 without ever lying on a disk or in memory as a whole.

The guard is that of `http`: only https to public addresses, one look-up whose every answer is checked, a connection to
a checked address, no redirects, one deadline for all of it.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException

from botocore.exceptions import ClientError
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.partner_events import FetchProblem
from mianshi.contracts.resume_files import HEAD_BYTES, ResumeKind, begins_as
from mianshi.errors import Rejected, Transient
from mianshi.platform.clients import calling, client
from mianshi.platform.http import Resolver, _Address, _allowed, _headers, _Line, _Target, _target, resolve

PART_BYTES = 16 * 1024**2
"""Of every part but the last; S3 asks for at least 5 MiB (docs.aws.amazon.com: qfacts)."""
_PIECE = 256 * 1024
_IDLE_S = 30.0
"""Longest silence in the middle of a file."""
_CONNECT_S = 5.0
_BROKE = (OSError, HTTPError, HTTPException, ValueError)
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_NAMED = {
    **dict.fromkeys((401, 403), FetchProblem.FORBIDDEN),
    **dict.fromkeys((404, 410), FetchProblem.NOT_FOUND),
}
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
_WORDS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-zA-Z]|[{\[]\s*[\"{\[\]}])")
"""How pages, XML and JSON begin: what a server sends instead of a file whose address has expired. No container of
sound or pictures begins so."""


class Limits(Record):
    """What one fetch may be. `begins`: as what a résumé begins; None for a recording, which begins in many ways."""

    most_bytes: int
    seconds: float
    content_type: str = "application/octet-stream"
    """What it is stored as."""
    begins: ResumeKind | None = None
    replaces: bool = False
    """It takes the place of what is there; else what came first stays."""


def fetch(
    url: str,
    where: Pointer,
    limits: Limits,
    *,
    still_wanted: Callable[[], bool] = lambda: True,
    resolver: Resolver = resolve,
    tls: ssl.SSLContext | None = None,
) -> int:
    """Get a file and store it; how many bytes it has. Nothing is stored unless all of it came, and is wanted still when
    it is there.

    Raises:
        Rejected: a `FetchProblem` that trying again will not change; ``changed_meanwhile`` for what is wanted no more.
        Transient: ``unreachable`` or ``cut_off``: no connection, a busy server, fewer bytes than it announced.
    """
    deadline = time.monotonic() + limits.seconds
    target, headers, addresses = _aim(url, resolver)
    line = _Line(target, deadline, tls)
    try:
        try:
            open_socket = line.connect(addresses, _CONNECT_S)
            connection = HTTPConnection(target.name, target.port, timeout=_IDLE_S)  # urllib3 sets it on the socket
            connection.sock = open_socket
            connection.request("GET", target.path, headers=headers, preload_content=False)
            response = connection.getresponse()
        except _BROKE as error:
            raise _broken(error, deadline, FetchProblem.UNREACHABLE) from None
        if time.monotonic() >= deadline:  # http.client takes the cut line for the end of the headers
            raise Rejected(FetchProblem.TOO_SLOW, "no headers in time")
        announced = _check(response, limits)
        return _store(_pieces(response, limits, deadline, announced), where, limits, still_wanted)
    finally:
        line.close()


def _aim(url: str, resolver: Resolver) -> tuple[_Target, dict[str, str], list[_Address]]:
    try:
        target = _target(url, False)
        headers = _headers({"accept": "*/*", "accept-encoding": "identity"}, target)
        texts = resolver(target.name, target.port)
        return target, headers, [_allowed(text, target, False) for text in texts]
    except Rejected as error:
        raise Rejected(FetchProblem.BAD_ADDRESS, error.detail) from None
    except (OSError, UnicodeError) as error:
        raise Transient(FetchProblem.UNREACHABLE, f"no address ({type(error).__name__})") from None


def _check(response: BaseHTTPResponse, limits: Limits) -> int | None:
    """Bytes that are announced, if any are.

    Raises:
        Rejected: for an answer that is no file.
        Transient: for one of a server that is busy.
    """
    status = response.status
    if status in _PASSING:
        raise Transient(FetchProblem.UNREACHABLE, f"HTTP {status}")
    if 300 <= status < 400:
        raise Rejected(FetchProblem.REDIRECTED, f"HTTP {status}")
    if status != 200:
        raise Rejected(_NAMED.get(status, FetchProblem.REFUSED), f"HTTP {status}")
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
        raise Rejected(FetchProblem.REFUSED, "it is sent in a packed form that nobody asked for")
    if response.headers.get("content-type", "").strip().lower().startswith("text/html"):
        raise Rejected(FetchProblem.NOT_MEDIA, "a page")
    text = response.headers.get("content-length", "").strip()
    announced = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
    if announced is not None and announced > limits.most_bytes:
        raise Rejected(FetchProblem.TOO_LARGE, f"more than {limits.most_bytes} bytes")
    return announced


def _pieces(response: BaseHTTPResponse, limits: Limits, deadline: float, announced: int | None) -> Iterator[bytes]:
    got = 0
    while True:
        try:
            piece = response.read1(_PIECE, decode_content=False)
        except _BROKE as error:
            raise _broken(error, deadline, FetchProblem.CUT_OFF) from None
        if time.monotonic() >= deadline:
            raise Rejected(FetchProblem.TOO_SLOW, f"{got} bytes in {limits.seconds:.0f} s")
        if not piece:
            break
        got += len(piece)
        if got > limits.most_bytes:
            raise Rejected(FetchProblem.TOO_LARGE, f"more than {limits.most_bytes} bytes")
        yield piece
    if announced is not None and got < announced:
        raise Transient(FetchProblem.CUT_OFF, f"{got} of {announced} bytes")
    if got == 0:
        raise Rejected(FetchProblem.EMPTY, "no bytes")


def _broken(error: Exception, deadline: float, problem: FetchProblem) -> Rejected | Transient:
    if time.monotonic() >= deadline:
        return Rejected(FetchProblem.TOO_SLOW, type(error).__name__)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Rejected(FetchProblem.BAD_ADDRESS, "the certificate is not one for this name")
    return Transient(problem, type(error).__name__)


def _store(pieces: Iterator[bytes], where: Pointer, limits: Limits, still_wanted: Callable[[], bool]) -> int:
    """Put what comes into an object, in parts where it is large; a broken one leaves nothing behind."""
    parts = _Parts(where, limits)
    held, total, looked = bytearray(), 0, False
    try:
        for piece in pieces:
            held += piece
            total += len(piece)
            if not looked and len(held) >= HEAD_BYTES:
                looked = _look(bytes(held[:HEAD_BYTES]), limits)
            while len(held) >= PART_BYTES:
                parts.add(bytes(held[:PART_BYTES]))
                del held[:PART_BYTES]
        if not looked:
            _look(bytes(held), limits)
        if not still_wanted():
            raise Rejected("changed_meanwhile", "another address was named meanwhile")
        parts.end(bytes(held))
    except BaseException:
        parts.forget()
        raise
    return total


def _look(head: bytes, limits: Limits) -> bool:
    """True for a beginning that fits: of a résumé by the rule that its reader goes by, so that nothing is refused here
    that could be read there. Only a text that begins as a page does is one that no server means to send.

    Raises:
        Rejected: ``not_media`` for any other.
    """
    if limits.begins is None:
        fits = not _WORDS.match(head)
    else:
        fits = begins_as(head) == limits.begins and not (limits.begins == "txt" and _PAGE.match(head))
    if not fits:
        raise Rejected(FetchProblem.NOT_MEDIA, "it begins like something else")
    return True


class _Parts:
    """An object that is written in parts, or at once where it is small."""

    def __init__(self, where: Pointer, limits: Limits) -> None:
        self._place = {"Bucket": where.bucket, "Key": where.key}
        self._type = limits.content_type
        self._first = {} if limits.replaces else {"IfNoneMatch": "*"}
        self._upload_id = ""
        self._done: list[dict[str, object]] = []

    def add(self, content: bytes) -> None:
        """One part of at least 5 MiB, or the last."""
        with calling():
            if not self._upload_id:
                begun = client("s3").create_multipart_upload(**self._place, ContentType=self._type)
                self._upload_id = str(begun["UploadId"])
            number = len(self._done) + 1
            told = client("s3").upload_part(**self._place, UploadId=self._upload_id, PartNumber=number, Body=content)
        self._done.append({"PartNumber": number, "ETag": told["ETag"]})

    def end(self, rest: bytes) -> None:
        """The last bytes, and the object is there: this one, or the one that came first."""
        if self._upload_id and rest:
            self.add(rest)
        with calling():
            try:
                self._finish(rest)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") not in (
                    "PreconditionFailed",
                    "ConditionalRequestConflict",
                ):
                    raise
                self.forget()

    def forget(self) -> None:
        """Leave nothing of an object that will not be finished."""
        if self._upload_id:
            with calling():
                client("s3").abort_multipart_upload(**self._place, UploadId=self._upload_id)
            self._upload_id = ""

    def _finish(self, rest: bytes) -> None:
        if not self._upload_id:
            client("s3").put_object(**self._place, **self._first, Body=rest, ContentType=self._type)
            return
        parts = {"Parts": self._done}
        client("s3").complete_multipart_upload(
            **self._place, **self._first, UploadId=self._upload_id, MultipartUpload=parts
        )
        self._upload_id = ""
