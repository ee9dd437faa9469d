"""Who somebody is, as the user pool says it: by password, or by the pool's own sign-in pages (OpenID Connect).

An ID token is believed only after its signature was checked against the pool's published keys and its claims against
this deployment (docs.aws.amazon.com: amazon-cognito-user-pools-using-tokens-verifying-a-jwt).
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import URLLib3Session

from mianshi.contracts.delivery import Request
from mianshi.contracts.people import Person, StaffRole
from mianshi.errors import Defect, Rejected, Transient
from mianshi.platform import http
from mianshi.platform.clients import client, named
from mianshi.platform.settings import settings

if TYPE_CHECKING:
    from jwt import PyJWK

CLAIMS = ("iss", "aud", "exp", "iat", "sub", "token_use", "cognito:username")
"""What a token must hold to be read at all."""
_SKEW_SECONDS = 30
"""How far the pool's clock and ours may be apart."""
_REFETCH_SECONDS = 60
"""An unknown key makes us fetch the keys anew at most this often."""
_WRONG = frozenset(
    {
        "NotAuthorizedException",
        "UserNotFoundException",
        "UserNotConfirmedException",
        "PasswordResetRequiredException",
        "InvalidParameterException",
    }
)
"""All are told alike, so that nobody learns which accounts there are."""
_OVER = frozenset(
    {"NotAuthorizedException", "ResourceNotFoundException", "CodeMismatchException", "ExpiredCodeException"}
)

_keys: dict[str, PyJWK] = {}
_fetched_at = -float(_REFETCH_SECONDS)


class Challenge(NamedTuple):
    """The temporary password was right; a password of the person's own is asked for before anything else."""

    user: str
    session: str
    """The pool's own note of it, good for some minutes (``AuthSessionValidity``, 3 by default)."""


def sign_in(user: str, password: str) -> Person | Challenge:
    """Whoever has this name (or mail address) and password.

    Raises:
        Rejected: ``wrong_sign_in`` for every reason why not, ``no_role`` for somebody who may do nothing here.
        Transient: the pool did not answer, or is busy.
    """
    try:
        answer = client("cognito-idp").initiate_auth(
            ClientId=settings().require("user_pool_client"),
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": password},
        )
    except (ClientError, BotoCoreError) as error:
        if code_of(error) in _WRONG:
            raise Rejected("wrong_sign_in", "name and password do not fit") from None
        raise named(error) from error
    if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
        return Challenge(answer["ChallengeParameters"].get("USER_ID_FOR_SRP", user), answer["Session"])
    return _signed(answer)


def set_first_password(challenge: Challenge, password: str) -> Person:
    """Answer the challenge with a password of the person's own.

    Raises:
        Rejected: ``weak_password``; ``challenge_over`` after too long a time; ``no_role``.
    """
    try:
        answer = client("cognito-idp").respond_to_auth_challenge(
            ClientId=settings().require("user_pool_client"),
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge.session,
            ChallengeResponses={"USERNAME": challenge.user, "NEW_PASSWORD": password},
        )
    except (ClientError, BotoCoreError) as error:
        code = code_of(error)
        if code in ("InvalidPasswordException", "InvalidParameterException"):
            raise Rejected("weak_password", "the pool's rule for passwords is not met") from None
        if code in _OVER:
            raise Rejected("challenge_over", "the challenge has ended") from None
        raise named(error) from error
    return _signed(answer)


def pages_url(*, callback: str, state: str, nonce: str, verifier: str) -> str:
    """Address of the pool's sign-in pages that come back to `callback` (authorization code with PKCE, RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": settings().require("user_pool_client"),
        "redirect_uri": callback,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{settings().sign_in_url}/oauth2/authorize?{urlencode(asked)}"


def exchange(code: str, *, callback: str, nonce: str, verifier: str) -> Person:
    """Whoever the sign-in pages sent back with `code`.

    Raises:
        Rejected: ``wrong_sign_in`` for a code that is not good, ``no_role``.
        Transient: ``sign_in_pages_silent`` where the pages did not answer.
    """
    form = {
        "grant_type": "authorization_code",
        "client_id": settings().require("user_pool_client"),
        "code": code,
        "redirect_uri": callback,
        "code_verifier": verifier,
    }
    request = Request(
        url=f"{settings().sign_in_url}/oauth2/token",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        body=urlencode(form).encode(),
    )
    # The address is the operator's own setting, not a customer's: it may be a private one.
    answer = http.send(request, private_address_allowed=True)
    if answer.status is None or answer.status >= 500 or answer.error:
        raise Transient("sign_in_pages_silent", answer.error or str(answer.status))
    if answer.status != 200:
        raise Rejected("wrong_sign_in", "the code was refused")
    try:
        token = str(json.loads(answer.body)["id_token"])
    except (ValueError, KeyError, TypeError):
        raise Defect("sign_in_pages_odd", "the answer holds no ID token") from None
    return person_of(verified(token, nonce=nonce))


def verified(token: str, *, nonce: str | None = None) -> dict[str, Any]:
    """The claims of an ID token that this pool signed for this deployment and that has not ended.

    Args:
        token: the token.
        nonce: what we sent along with the question, which must come back; None where nothing was sent.

    Raises:
        Rejected: ``bad_token`` for every other token.
    """
    import jwt  # noqa: PLC0415 - with cryptography it takes long to import, and few requests sign anybody in

    try:
        header = jwt.get_unverified_header(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(str(header.get("kid", ""))),
            algorithms=["RS256"],
            audience=settings().require("user_pool_client"),
            issuer=issuer(),
            leeway=_SKEW_SECONDS,
            options={"require": list(CLAIMS)},
        )
    except jwt.PyJWTError as error:
        raise Rejected("bad_token", type(error).__name__) from None
    if claims["token_use"] != "id":  # noqa: S105 - the name of a kind
        raise Rejected("bad_token", "this is no ID token")
    if nonce is not None and claims.get("nonce") != nonce:
        raise Rejected("bad_token", "the token answers another question")
    return claims


def person_of(claims: dict[str, Any]) -> Person:
    """The person that verified claims describe; groups that are no role of ours are left out.

    Raises:
        Rejected: ``no_role``.
    """
    known = {role.value for role in StaffRole}
    roles = [StaffRole(group) for group in claims.get("cognito:groups", []) if group in known]
    if not roles:
        raise Rejected("no_role", "the account is in none of the groups")
    user = str(claims["cognito:username"])
    return Person(
        id=user, name=str(claims.get("name") or user), email=str(claims.get("email") or ""), roles=sorted(roles)
    )


def issuer() -> str:
    """What the pool calls itself in its tokens."""
    region = settings().aws_region
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://cognito-idp.{region}.{suffix}/{settings().require('user_pool')}"


def code_of(error: BaseException) -> str:
    """The code of a refusal by AWS; empty for other failures."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _signed(answer: dict[str, Any]) -> Person:
    result = answer.get("AuthenticationResult")
    if not result:
        raise Defect("unknown_challenge", str(answer.get("ChallengeName")))
    return person_of(verified(result["IdToken"]))


def _key(kid: str) -> PyJWK:
    """The pool's public key of this id. Keys are replaced now and then, so an unknown id is looked for once more."""
    global _fetched_at  # noqa: PLW0603 - what a process keeps for its life
    if kid not in _keys and time.monotonic() >= _fetched_at + _REFETCH_SECONDS:
        _keys.update(_published())
        _fetched_at = time.monotonic()
    if kid not in _keys:
        raise Rejected("bad_token", "the pool has no such key")
    return _keys[kid]


def _published() -> dict[str, PyJWK]:
    import jwt  # noqa: PLC0415 - as above

    try:
        found = jwt.PyJWKSet.from_json(_get(f"{_endpoint()}/{settings().require('user_pool')}/.well-known/jwks.json"))
    except (jwt.PyJWTError, ValueError) as error:
        raise Defect("pool_keys_odd", type(error).__name__) from None
    return {str(key.key_id): key for key in found.keys}


def _endpoint() -> str:
    """The pool's address is that of its API, which is the one seam where another cloud stands in."""
    return str(client("cognito-idp").meta.endpoint_url).rstrip("/")


def _get(url: str) -> str:
    try:
        answer = URLLib3Session(timeout=5).send(AWSRequest("GET", url).prepare())
    except BotoCoreError as error:
        raise named(error) from error
    if answer.status_code != 200:
        raise Transient("pool_keys_missing", str(answer.status_code))
    return str(answer.text)


def forget() -> None:
    """Forget the keys, for whoever changes the pool within one process."""
    global _fetched_at  # noqa: PLW0603 - as above
    _keys.clear()
    _fetched_at = -float(_REFETCH_SECONDS)
