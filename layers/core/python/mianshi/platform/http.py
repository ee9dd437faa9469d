"""One outbound request, with a guard against requests to places a customer's URL must not reach.

The name is resolved once, every address is checked, and the connection goes to a checked address while TLS and the
Host header carry the name: a second, different DNS answer changes nothing. Redirects are never followed.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from mianshi.contracts.delivery import BODY_CUT, NO_ANSWER, NOT_SENT, Answer, Request
from mianshi.errors import Rejected
from mianshi.platform.settings import loopback_allowed

LONGEST_URL = 2048
LONGEST_BODY = 64 * 1024

Resolver = Callable[[str, int], list[str]]
"""Every address (text, IPv4 or IPv6) of a name, for a port; raises OSError where there is none."""

_NAME = re.compile(r"(?=.{1,253}$)([A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}\.?")
_NUMBER = re.compile(r"^(\d+|0[xX][0-9a-fA-F]*)$")
_OURS_TO_SET = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"})
_TUNNELS = [ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]
_RELAYS = ipaddress.ip_network("192.88.99.0/24")
_CLOUD_METADATA = ipaddress.ip_network("fd00:ec2::/32")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class _Target(NamedTuple):
    tls: bool
    name: str
    port: int
    path: str


def resolve(name: str, port: int) -> list[str]:
    """The addresses the system's resolver knows, in the order in which it prefers them."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def send(
    request: Request,
    *,
    private_address_allowed: bool,
    connect_timeout_s: float = 3,
    total_timeout_s: float = 15,
    resolver: Resolver = resolve,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Send the exact bytes of `request` and return what came back, at most 64 KiB of it.

    Without `private_address_allowed` only https on port 443 to names with global addresses is allowed. With it,
    private addresses, other ports, address literals and (to such addresses only) plain http are too; the loopback where
    the settings allow it as well.
    Looking a name up is not under the deadline: the system's resolver has its own.

    Returns:
        An answer with a status (redirects included), or one without: its error starts with ``not_sent`` where no byte
        of the request left, with ``no_answer`` where it may have arrived. Beside a status, ``body_cut`` says that the
        body is incomplete.

    Raises:
        Rejected: ``bad_url`` or ``bad_header`` for a request that must not be sent.
    """
    target = _target(request.url, private_address_allowed)
    headers = _headers(request.headers, target)
    try:
        texts = resolver(target.name, target.port)
    except (OSError, UnicodeError) as error:
        return _silent(NOT_SENT, f"the name could not be resolved ({type(error).__name__})")
    addresses = [_allowed(text, target, private_address_allowed) for text in texts]
    line = _Line(target, time.monotonic() + total_timeout_s, tls)
    try:
        try:
            open_socket = line.connect(addresses, connect_timeout_s)
        except (OSError, ValueError) as error:
            return _silent(NOT_SENT, f"no connection ({type(error).__name__})")
        return line.say(open_socket, request, headers)
    finally:
        line.close()


def allowed(url: str, *, private_address_allowed: bool) -> None:
    """See whether `send` could take a URL. Its name is looked up, and every address of it checked, at each delivery.

    Raises:
        Rejected: ``bad_url``.
    """
    _target(url, private_address_allowed)


class _Line:
    """One connection under one deadline. A timer cuts it, so a peer that sends a byte a second cannot hold us."""

    def __init__(self, target: _Target, deadline: float, tls: ssl.SSLContext | None) -> None:
        self._target = target
        self._deadline = deadline
        self._tls = tls
        self._socket: socket.socket | None = None
        self._handle: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def connect(self, addresses: list[_Address], timeout_s: float) -> socket.socket:
        """Connect to the first address that answers; TLS is checked against the name, not the address."""
        error: OSError = OSError("the name has no address")
        for address in addresses:
            left = self._deadline - time.monotonic()
            try:
                raw = socket.create_connection((str(address), self._target.port), max(0.001, min(timeout_s, left)))
            except OSError as failure:
                error = failure
                continue
            self._socket = raw
            self._handle = raw.dup()  # wrapping in TLS takes the first handle away from the timer
            if self._is_late():  # the timer found nothing to cut, and will not come again
                raise TimeoutError("no connection in time")
            if self._target.tls:
                context = self._tls or ssl.create_default_context()
                self._socket = context.wrap_socket(raw, server_hostname=self._target.name.rstrip("."))
            return self._socket
        raise error

    def say(self, open_socket: socket.socket, request: Request, headers: Mapping[str, str]) -> Answer:
        """Send and read; whatever breaks from here on may have reached the peer."""
        left = max(0.001, self._deadline - time.monotonic())
        # urllib3 sets its own timeout on every socket it is given: without one it would wait for ever.
        connection = HTTPConnection(self._target.name, self._target.port, timeout=left)
        connection.sock = open_socket
        try:
            connection.request(
                request.method, self._target.path, body=request.body or None, headers=headers, preload_content=False
            )
            response = connection.getresponse()
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            return _silent(NO_ANSWER, self._reason(error))
        if self._is_late():  # http.client takes the cut line for the end of the headers
            return _silent(NO_ANSWER, "nothing in time")
        content, problem = self._body(response)
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=content,
            error=f"{BODY_CUT}: {problem}" if problem else None,
        )

    def close(self) -> None:
        self._timer.cancel()
        for handle in (self._socket, self._handle):
            if handle is not None:
                handle.close()

    def _body(self, response: BaseHTTPResponse) -> tuple[bytes, str | None]:
        content = bytearray()
        try:
            while len(content) <= LONGEST_BODY:
                piece = response.read1(8192, decode_content=False)
                if not piece:
                    cut = self._is_late()
                    return bytes(content), "the answer was not complete in time" if cut else None
                content += piece
        except (OSError, HTTPError, HTTPException) as error:
            return bytes(content), self._reason(error)
        return bytes(content[:LONGEST_BODY]), f"the answer is longer than {LONGEST_BODY} bytes"

    def _reason(self, error: Exception) -> str:
        late = self._is_late() or isinstance(error, TimeoutError)
        return "nothing in time" if late else f"the connection broke ({type(error).__name__})"

    def _is_late(self) -> bool:
        return time.monotonic() >= self._deadline

    def _cut(self) -> None:
        if self._handle is not None:
            try:
                self._handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the peer was faster


def _target(url: str, private_address_allowed: bool) -> _Target:
    if len(url) > LONGEST_URL or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise Rejected("bad_url", "The URL is too long or has characters that do not belong in one.")
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname or ""
    except ValueError:
        raise Rejected("bad_url", "The URL cannot be read.") from None
    if parts.scheme not in (("https", "http") if private_address_allowed else ("https",)):
        raise Rejected("bad_url", "Only https is allowed.")
    if "@" in parts.netloc:
        raise Rejected("bad_url", "The URL must not carry a user name or password.")
    tls = parts.scheme == "https"
    port = port if port is not None else 443 if tls else 80
    if not private_address_allowed and port != 443:
        raise Rejected("bad_url", "Only port 443 is allowed.")
    _check_name(name, private_address_allowed)
    return _Target(tls, name, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _check_name(name: str, literal_allowed: bool) -> None:
    if ":" in name or _NUMBER.match(name.rstrip(".").rpartition(".")[2]):
        # Names that end in a number are IPv4 addresses in one of their many spellings (WHATWG URL, 4.3.3).
        try:
            ipaddress.ip_address(name)
        except ValueError:
            raise Rejected("bad_url", "The host is not a name.") from None
        if not literal_allowed:
            raise Rejected("bad_url", "The host must be a name, not an address.")
    elif not _NAME.fullmatch(name):
        raise Rejected("bad_url", "The host is not a name.")


def _allowed(text: str, target: _Target, private_address_allowed: bool) -> _Address:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        raise Rejected("bad_url", "The name resolves to something that is not an address.") from None
    if _is_global(address):
        if not target.tls:
            raise Rejected("bad_url", "Plain http is allowed to private addresses only.")
        return address
    if not private_address_allowed:
        raise Rejected("bad_url", "The name resolves to an address that is not public.")
    if not _is_local(address):
        raise Rejected("bad_url", "The name resolves to an address that is never allowed.")
    return address


def _is_global(address: _Address) -> bool:
    """True for addresses on the public internet; forms that hide another address inside are not."""
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address not in _RELAYS
    return address.ipv4_mapped is None and not any(address in tunnel for tunnel in _TUNNELS)


def _is_local(address: _Address) -> bool:
    """True for what the explicit exception is for: a private network, never a cloud's metadata; this machine only where
    the settings say so."""
    if address.is_loopback:
        return loopback_allowed()
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address in ipaddress.ip_network("fc00::/7") and address not in _CLOUD_METADATA
    private = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
    return any(address in ipaddress.ip_network(network) for network in private)


def _headers(given: Mapping[str, str], target: _Target) -> dict[str, str]:
    for name, value in given.items():
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or not re.fullmatch(r"[\t\x20-\x7e]*", value):
            raise Rejected("bad_header", "A header has characters that do not belong in one.")
        if name.lower() in _OURS_TO_SET:
            raise Rejected("bad_header", "A header is set that belongs to the transport.")
    default = 443 if target.tls else 80
    name = f"[{target.name}]" if ":" in target.name else target.name
    ours = {
        "host": name if target.port == default else f"{name}:{target.port}",
        "connection": "close",
        "user-agent": "mianshi",
    }
    return ours | dict(given)


def _silent(code: str, sentence: str) -> Answer:
    return Answer(status=None, error=f"{code}: {sentence}")
