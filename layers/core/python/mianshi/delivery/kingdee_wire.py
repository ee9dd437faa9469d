"""What goes over the wire to Kingdee K3Cloud: signed headers, and how an answer is read.

Source: kingdee.cdp.webapi.sdk 8.2.0 (``core/webapi_client.py``, ``util``). With signed headers there is no session, so
"session lost" means that the credentials are wrong. The truth is in ``Result.ResponseStatus``, under HTTP 200.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Answer, Verdict
from mianshi.delivery import erp
from mianshi.delivery.answers import excerpt
from mianshi.delivery.exchange import Ended

SERVICES = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"
_XOR = b"0054f397c6234378b09ca7d3e5debce7"
"""A constant of the public SDK, not a secret: the second half of an app id is masked with it."""
_LOST_SESSION = "会话信息已丢失"
_GATEWAY = 519


class KingdeeSecret(Record):
    """What Secrets Manager holds for one account set."""

    acct_id: str = Field(min_length=1)
    user: str = Field(min_length=1)
    app_id: str = Field(pattern=r"^[^_]+_[A-Za-z0-9+/]{32}$")
    app_secret: str = Field(min_length=1)


def client_secret(app_id: str) -> str:
    """The key of ``X-Api-Signature``: the second half of the app id, unmasked."""
    masked = base64.b64decode(app_id.partition("_")[2])
    return base64.b64encode(bytes(a ^ b for a, b in zip(masked, _XOR, strict=False))).decode()


def signed_headers(
    url: str, keys: KingdeeSecret, timestamp_s: int, nonce: str, lcid: int = 2052, org_number: str = "0"
) -> dict[str, str]:
    """The nine headers that stand for a log-in. Signatures are base64 of the hexadecimal text of an HMAC-SHA256."""
    path = quote(urlsplit(url).path).replace("/", "%2F")
    text = f"POST\n{path}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{timestamp_s}\n"
    about = f"{keys.acct_id},{keys.user},{lcid},{org_number}"
    return {
        "X-Api-ClientID": keys.app_id.partition("_")[0],
        "X-Api-Auth-Version": "2.0",
        "x-api-timestamp": str(timestamp_s),
        "x-api-nonce": nonce,
        "x-api-signheaders": "x-api-timestamp,x-api-nonce",
        "X-Api-Signature": _signature(text, client_secret(keys.app_id)),
        "X-Kd-Appkey": keys.app_id,
        "X-Kd-Appdata": base64.b64encode(about.encode()).decode(),
        "X-Kd-Signature": _signature(keys.app_id + about, keys.app_secret),
    }


def _signature(text: str, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().encode()).decode()


def read(answer: Answer, now_ms: int, *, changes: bool) -> Any:
    """The JSON of an answer, as `erp.read`; HTTP 519 is the old gateway, which handed nothing on.

    Raises:
        Ended: where there is none.
    """
    if answer.status == _GATEWAY:
        code = re.search(rb'"errcode"\s*:\s*"?(\d{1,6})', answer.body)
        said = f"HTTP {_GATEWAY} errcode {code.group(1).decode() if code else 'unknown'}"
        raise Ended(Verdict(result="retry", detail=said))
    return erp.read(answer, now_ms, changes=changes)


def response_status(said: Any) -> dict[str, Any] | None:
    """``Result.ResponseStatus``, also where it is wrapped in ``[[…]]`` as if it were a row."""
    while isinstance(said, list) and said:
        said = said[0]
    for name in ("Result", "ResponseStatus"):
        said = said.get(name) if isinstance(said, dict) else None
    return said if isinstance(said, dict) else None


def refusal_of(said: Any) -> Verdict | None:
    """The verdict where Kingdee says that it failed; `IsSuccess` is a truth value or its name as a text."""
    status = response_status(said)
    if status is None or str(status.get("IsSuccess")).lower() == "true":
        return None
    errors = status.get("Errors")
    told = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    words = "; ".join(f"{error.get('FieldName') or ''} {error.get('Message') or ''}".strip() for error in told[:3])
    if str(status.get("MsgCode")) == "1" or _LOST_SESSION in words:
        detail = (
            "Kingdee accepts none of these credentials (acct_id, user, app_id, app_secret), or the user may not sign in"
        )
        return Verdict(result="config_error", detail=detail)
    return Verdict(result="data_error", detail=excerpt(words or "IsSuccess false without a reason", 240))
