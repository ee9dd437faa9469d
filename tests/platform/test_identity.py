"""Tokens of the user pool: moto's real ones are believed, every other one is refused; accounts and their passwords."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse
from moto.utilities.utils import load_resource

from mianshi.contracts.delivery import Answer
from mianshi.contracts.people import AccountState, StaffRole
from mianshi.errors import Rejected, Transient
from mianshi.platform import accounts, http, identity, settings
from mianshi.platform.identity import Challenge

PASSWORD = "long enough 4 a test"
NONCE = "n0nce"
PUBLIC = CognitoIdpJsonWebKeyResponse.json_web_key.decode()
PRIVATE = jwt.PyJWK(load_resource("cognitoidp/resources/jwks-private.json"), algorithm="RS256").key
Sign = Any


class Pool:
    """A user pool of moto, and how often its keys were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.idp = boto3.client("cognito-idp")
        policy = {"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": False, "RequireSymbols": False}}
        self.id = self.idp.create_user_pool(PoolName="staff", Policies=policy)["UserPool"]["Id"]
        made = self.idp.create_user_pool_client(
            UserPoolId=self.id, ClientName="portal", ReadAttributes=["name", "email"]
        )
        self.client = made["UserPoolClient"]["ClientId"]
        for role in StaffRole:
            self.idp.create_group(UserPoolId=self.id, GroupName=role.value)
        monkeypatch.setenv("USER_POOL", self.id)
        monkeypatch.setenv("USER_POOL_CLIENT", self.client)
        monkeypatch.setenv("SIGN_IN_URL", "https://pages.example")
        settings.settings.cache_clear()
        identity.forget()
        self.asked: list[str] = []
        self.published = PUBLIC
        monkeypatch.setattr(identity, "_get", self._get)

    def _get(self, url: str) -> str:
        self.asked.append(url)
        return self.published

    def hire(self, user: str, *roles: StaffRole) -> None:
        accounts.create(user, user.title(), f"{user}@example.com", roles)
        self.idp.admin_set_user_password(UserPoolId=self.id, Username=user, Password=PASSWORD, Permanent=True)

    def claims(self, **changed: Any) -> dict[str, Any]:
        moment = int(time.time())
        return {
            "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{self.id}",
            "aud": self.client,
            "sub": "1",
            "cognito:username": "lin",
            "cognito:groups": ["hr"],
            "token_use": "id",
            "iat": moment,
            "exp": moment + 600,
            "nonce": NONCE,
        } | changed


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    yield Pool(monkeypatch)
    identity.forget()


def signed(claims: dict[str, Any], key: Any = PRIVATE, kid: str = "dummy", algorithm: str | None = "RS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def refused(token: str, nonce: str | None = None) -> str:
    with pytest.raises(Rejected) as refusal:
        identity.verified(token, nonce=nonce)
    assert refusal.value.code == "bad_token"
    return refusal.value.detail


# -- tokens


def test_a_token_of_the_pool_names_the_person_and_their_roles(pool: Pool) -> None:
    pool.hire("lin", StaffRole.HR, StaffRole.FINANCE)
    person = identity.sign_in("lin", PASSWORD)
    assert not isinstance(person, Challenge)
    assert (person.id, person.name, person.email) == ("lin", "Lin", "lin@example.com")
    assert set(person.roles) == {StaffRole.HR, StaffRole.FINANCE}


def test_keys_are_fetched_once_from_the_address_of_the_pool(pool: Pool) -> None:
    token = signed(pool.claims())
    assert [identity.verified(token)["sub"] for _ in range(3)] == ["1"] * 3
    assert pool.asked == [f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}/.well-known/jwks.json"]


def test_a_forged_signature_is_refused(pool: Pool) -> None:
    head, body, mac = signed(pool.claims()).split(".")
    admin = base64.urlsafe_b64encode(json.dumps(pool.claims(**{"cognito:groups": ["admin"]})).encode()).rstrip(b"=")
    assert refused(f"{head}.{admin.decode()}.{mac}") == "InvalidSignatureError"
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert refused(signed(pool.claims(), other)) == "InvalidSignatureError"
    assert refused(f"{head}.{body}.") == "InvalidSignatureError"
    assert refused("no token") == "DecodeError"


def test_only_rs256_counts(pool: Pool) -> None:
    """No signature at all, and the public key used as the secret of a symmetric one (RFC 8725, 2.1)."""
    assert refused(signed(pool.claims(), None, algorithm="none")) == "InvalidAlgorithmError"
    public = PRIVATE.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import hashlib
    import hmac

    parts = [{"alg": "HS256", "typ": "JWT", "kid": "dummy"}, pool.claims()]
    text = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
    mac = base64.urlsafe_b64encode(hmac.new(public, text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    assert refused(f"{text}.{mac}") == "InvalidAlgorithmError"
    assert refused(signed(pool.claims(), algorithm="RS512")) == "InvalidAlgorithmError"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"aud": "another-client"}, "InvalidAudienceError"),
        ({"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"}, "InvalidIssuerError"),
        ({"exp": -60}, "ExpiredSignatureError"),
        ({"iat": 600}, "ImmatureSignatureError"),
        ({"token_use": "access"}, "this is no ID token"),
    ],
    ids=["audience", "issuer", "expired", "future", "access token"],
)
def test_a_token_for_others_or_another_time_is_refused(pool: Pool, changed: dict[str, Any], why: str) -> None:
    now = int(time.time())  # of this moment: the list above is made long before the last test of a suite
    changed = {name: now + value if isinstance(value, int) else value for name, value in changed.items()}
    assert refused(signed(pool.claims(**changed))) == why


@pytest.mark.parametrize("name", identity.CLAIMS)
def test_a_token_without_a_claim_is_refused(pool: Pool, name: str) -> None:
    claims = pool.claims()
    del claims[name]
    assert refused(signed(claims)) == "MissingRequiredClaimError"


def test_the_nonce_must_come_back(pool: Pool) -> None:
    assert identity.verified(signed(pool.claims()), nonce=NONCE)["nonce"] == NONCE
    assert refused(signed(pool.claims()), nonce="another") == "the token answers another question"
    claims = pool.claims()
    del claims["nonce"]
    assert refused(signed(claims), nonce=NONCE) == "the token answers another question"


def test_a_new_key_of_the_pool_is_found_and_guesses_do_not_make_us_ask(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.verified(signed(pool.claims()))
    for kid in ("guess", "other guess"):
        assert refused(signed(pool.claims(), kid=kid)) == "the pool has no such key"
    assert len(pool.asked) == 1
    new = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    rotated = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(new.public_key())) | {"kid": "new", "alg": "RS256"}
    pool.published = json.dumps({"keys": [*json.loads(PUBLIC)["keys"], rotated]})
    later = time.monotonic() + identity._REFETCH_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert identity.verified(signed(pool.claims(), new, "new"))["sub"] == "1"
    assert len(pool.asked) == 2


def test_groups_that_are_no_roles_give_no_rights(pool: Pool) -> None:
    mixed = {"cognito:groups": ["us-east-1_x_DingTalk", "finance", "root"]}
    assert identity.person_of(pool.claims(**mixed)).roles == [StaffRole.FINANCE]
    with pytest.raises(Rejected, match="no_role"):
        identity.person_of(pool.claims(**{"cognito:groups": ["root"]}))


# -- passwords


def test_why_somebody_cannot_sign_in_is_never_told(pool: Pool) -> None:
    pool.hire("lin", StaffRole.HR)
    pool.hire("off", StaffRole.HR)
    accounts.switch("off", on=False)
    told = set()
    for user, password in (("lin", "wrong"), ("nobody", PASSWORD), ("off", PASSWORD)):
        with pytest.raises(Rejected) as refusal:
            identity.sign_in(user, password)
        told.add((refusal.value.code, refusal.value.detail))
    assert len(told) == 1 and "wrong_sign_in" in str(told)
    accounts.switch("off", on=True)
    assert identity.sign_in("off", PASSWORD)


def test_a_temporary_password_opens_nothing_but_the_way_to_ones_own(pool: Pool) -> None:
    given = accounts.create("wang", "王", "", [StaffRole.INTERVIEWER])
    challenge = identity.sign_in("wang", given)
    assert isinstance(challenge, Challenge)
    with pytest.raises(Rejected, match="weak_password"):
        identity.set_first_password(challenge, "short")
    assert identity.set_first_password(challenge, PASSWORD).roles == [StaffRole.INTERVIEWER]
    with pytest.raises(Rejected, match="challenge_over"):
        identity.set_first_password(challenge, PASSWORD + "again")
    assert identity.sign_in("wang", PASSWORD)


# -- accounts


def test_accounts_are_made_listed_changed_and_switched_off(pool: Pool) -> None:
    accounts.create("wang", "王", "wang@example.com", [StaffRole.HR])
    with pytest.raises(Rejected, match="name_taken"):
        accounts.create("wang", "王", "", [StaffRole.ADMIN])
    accounts.set_roles("wang", [StaffRole.FINANCE, StaffRole.AUDITOR])
    accounts.switch("wang", on=False)
    [found] = accounts.everybody()
    assert found == accounts.find("wang")
    assert (found.name, found.email, found.state) == ("王", "wang@example.com", AccountState.OFF)
    assert set(found.roles) == {StaffRole.FINANCE, StaffRole.AUDITOR}
    accounts.switch("wang", on=True)
    assert accounts.everybody()[0].state is AccountState.WAITING
    assert accounts.find("nobody") is None


def test_more_people_than_one_answer_holds(pool: Pool) -> None:
    for number in range(61):
        accounts.create(f"p{number:02}", f"P {number}", "", [StaffRole.INTERVIEWER])
    everybody = accounts.everybody()
    assert len({one.id for one in everybody}) == 61
    assert all(one.roles == [StaffRole.INTERVIEWER] for one in everybody)


def test_a_new_temporary_password_ends_the_old_one(pool: Pool) -> None:
    pool.hire("lin", StaffRole.HR)
    new = accounts.reset_password("lin")
    with pytest.raises(Rejected, match="wrong_sign_in"):
        identity.sign_in("lin", PASSWORD)
    assert isinstance(identity.sign_in("lin", new), Challenge)


# -- the pool's own pages


def test_the_way_to_the_pages_proves_itself_by_a_digest(pool: Pool) -> None:
    """The example of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    url = identity.pages_url(callback="https://p/sign-in/callback", state="s", nonce=NONCE, verifier=verifier)
    assert url.startswith("https://pages.example/oauth2/authorize?response_type=code&")
    assert "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256" in url


def test_a_code_is_exchanged_and_its_token_checked(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Answer] = []
    sent: list[Any] = []

    def send(request: Any, **_: Any) -> Answer:
        sent.append(request)
        return answers.pop(0)

    monkeypatch.setattr(http, "send", send)

    def ask(status: int | None, body: str, error: str | None = None) -> Any:
        answers.append(Answer(status=status, body=body.encode(), error=error))
        return identity.exchange("c0de", callback="https://p/sign-in/callback", nonce=NONCE, verifier="v")

    assert ask(200, json.dumps({"id_token": signed(pool.claims())})).id == "lin"
    assert b"code_verifier=v" in sent[0].body and b"grant_type=authorization_code" in sent[0].body
    with pytest.raises(Rejected, match="bad_token"):
        ask(200, json.dumps({"id_token": signed(pool.claims(nonce="other"))}))
    with pytest.raises(Rejected, match="wrong_sign_in"):
        ask(400, '{"error": "invalid_grant"}')
    for status, error in ((None, "not_sent: x"), (503, None), (200, "body_cut: x")):
        with pytest.raises(Transient, match="sign_in_pages_silent"):
            ask(status, "{}", error)
