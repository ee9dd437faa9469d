"""AWS's published price list, read as a stream: one entry at a time, whatever the size of the file.

A file has the members ``products`` (by SKU) and ``terms`` (``OnDemand``, by SKU and offer term), in this order
(docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html). One file of
a region has some hundred kilobytes up to some dozen megabytes.
"""

from __future__ import annotations

import codecs
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from laptop.trouble import Trouble

HOSTS = {
    "cn-": "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn",
    "": "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws",
}
"""By the beginning of a region's code. China's list is a list of its own, in CNY (docs.amazonaws.cn,
using-the-aws-price-list-bulk-api-fetching-price-list-files-manually)."""
CHUNK = 1 << 18
LONGEST_ENTRY = 1 << 23
"""Characters of one entry that are kept at most; real ones have a few thousand."""
PATIENCE_S = 60
ABSENT = (403, 404)
"""How the list says that it has no such file; a store of files that may not be listed says 403."""

Attributes = dict[str, str]


class Dimension(NamedTuple):
    """One band of a price: from `begin` up to `end` units of a month (``Inf``: without end), by currency."""

    begin: str
    end: str
    unit: str
    prices: dict[str, str]


class Entry(NamedTuple):
    """A product and its on-demand price, a band for each tier."""

    sku: str
    attributes: Attributes
    dimensions: list[Dimension]


class Offer(NamedTuple):
    """What was wanted of one file."""

    published: str
    entries: list[Entry]


class _Readable(Protocol):
    def read(self, amount: int, /) -> bytes: ...


def address(region: str, offer: str, base: str | None = None) -> str:
    """Where a region's current prices of one service are."""
    found = base or next(host for start, host in HOSTS.items() if region.startswith(start))
    return f"{found.rstrip('/')}/{offer}/current/{region}/index.json"


def reachable(base: str) -> bool:
    """Whether a list may be there: an address of http or https with a host, or of a folder that is there."""
    try:
        parts = urlsplit(base)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "file":
        return not host and Path(urllib.request.url2pathname(parts.path)).is_dir()
    return parts.scheme in ("http", "https") and bool(host)


def fetch(url: str, wanted: Callable[[Attributes], bool]) -> Offer | None:
    """The wanted entries of the file at `url`; None where the list has no such file.

    Raises:
        Trouble: the list cannot be reached, its file is cut off or is none.
    """
    host = urlsplit(url).netloc
    try:
        with closing(_opener().open(url, timeout=PATIENCE_S)) as answer:
            return read_offer(answer, wanted)
    except urllib.error.HTTPError as error:
        if error.code in ABSENT:
            return None
        raise Trouble(f"the price list at {host} answers {error.code} for {urlsplit(url).path}") from None
    except (OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", error)
        if isinstance(cause, FileNotFoundError):
            return None
        told = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        raise Trouble(f"the price list at {host} cannot be reached: {told}") from None


def read_offer(source: _Readable, wanted: Callable[[Attributes], bool]) -> Offer:
    """The wanted products of a file and their on-demand prices.

    Raises:
        Trouble: what comes is cut off, no JSON, or of another shape.
    """
    document = _Document(source)
    published = ""
    products: dict[str, Attributes] = {}
    for name in document.members():
        if name == "publicationDate":
            published = str(document.value())
        elif name == "products":
            products = _products(document, wanted)
        elif name == "terms":
            return Offer(published, _entries(document, products))
        else:
            document.skip()
    raise Trouble("the price list has no terms: this is no file of prices")


def _products(document: _Document, wanted: Callable[[Attributes], bool]) -> dict[str, Attributes]:
    found = {}
    for sku in document.members():
        attributes = _shaped(document.value(), "attributes")
        if wanted(attributes):
            found[sku] = attributes
    return found


def _entries(document: _Document, products: dict[str, Attributes]) -> list[Entry]:
    """Of `terms`; whatever follows the on-demand ones is not even downloaded."""
    for name in document.members():
        if name != "OnDemand":
            document.skip()
            continue
        found = []
        for sku in document.members():
            terms = document.value()
            if sku in products:
                found.append(Entry(sku, products[sku], _dimensions(terms)))
        return found
    return []


def _dimensions(terms: Any) -> list[Dimension]:
    """Of the term that began last, in ascending order as the file says it."""
    try:
        newest = max(terms.values(), key=lambda term: str(term["effectiveDate"]))
        return [
            Dimension(str(band["beginRange"]), str(band["endRange"]), str(band["unit"]), dict(band["pricePerUnit"]))
            for band in newest["priceDimensions"].values()
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Trouble("a price of the list has an unknown shape") from None


def _shaped(product: Any, member: str) -> Attributes:
    if not isinstance(product, dict) or not isinstance(product.get(member), dict):
        raise Trouble("a product of the list has an unknown shape")
    return {str(key): str(value) for key, value in product[member].items()}


class _Document:
    """Walks through one JSON document while it comes in. Objects are entered; of what is in them one value is kept."""

    def __init__(self, source: _Readable) -> None:
        self._source = source
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the value of each must be read before the next is asked for."""
        self._take("{")
        if self._next() == "}":
            self._at += 1
            return
        while True:
            yield str(self.value())
            if self._next() == "}":
                self._at += 1
                return
            self._take(",")

    def value(self) -> Any:
        """The value that begins here, parsed; of a key also the colon behind it is read."""
        self._next()
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                end = len(self._text)
            if end < len(self._text):
                break
            if end - self._at > LONGEST_ENTRY:
                raise Trouble("the price list is no JSON that can be read entry by entry")
            self._more()
        self._at = end
        if self._next() == ":":
            self._at += 1
        return found

    def skip(self) -> None:
        """Passes over the value that begins here, however long."""
        if self._next() != "{":
            self.value()
            return
        for _ in self.members():
            self.skip()

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise Trouble("the price list is no JSON of the expected shape")
        self._at += 1

    def _next(self) -> str:
        """The next character that is not white space, which stays."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            self._more()

    def _more(self) -> None:
        chunk = self._source.read(CHUNK)
        if not chunk:
            raise Trouble("the price list ended in the middle: the download was cut off")
        try:
            text = self._utf8.decode(chunk)
        except UnicodeDecodeError:
            raise Trouble("the price list is no text in UTF-8") from None
        self._text = self._text[self._at :] + text
        self._at = 0


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where the list was moved to, but never from an encrypted address to an open one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme != "https":
            raise Trouble(f"the price list sends us to an address without encryption: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Redirects)
