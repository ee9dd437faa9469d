"""Accounts on this machine: the pool's own pages in front of real tokens, and a file that outlives the cloud."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import urllib3

from laptop.cloud import Cloud
from laptop.house import open_house
from laptop.staff import FIRST, Accounts
from laptop.trouble import Trouble
from mianshi.contracts.people import StaffRole

HTTP = urllib3.PoolManager(retries=False)
SIGN_IN = {"PortalSignIn": "accounts", "SignInDomain": "laptop"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""Of RFC 7636, appendix B."""


@pytest.fixture(scope="module")
def house() -> Iterator[Cloud]:
    with open_house(parameters=SIGN_IN) as cloud:
        yield cloud


@pytest.fixture
def accounts(house: Cloud, tmp_path: Path) -> Accounts:
    made = Accounts(house, tmp_path / "accounts.json")
    made._pool.users.clear()
    made.open()
    return made


def asked(house: Cloud, **changed: str) -> tuple[str, dict[str, str]]:
    """The question that the portal sends browsers with, changed."""
    to = HTTP.request("GET", f"{house.api_url}/sign-in/company", redirect=False).headers["location"]
    parts = urlsplit(to)
    question = dict(parse_qsl(parts.query)) | {"code_challenge": CHALLENGE} | changed
    return f"{parts.scheme}://{parts.netloc}", question


def test_a_code_is_for_whoever_asked_and_for_once(house: Cloud, accounts: Accounts) -> None:
    pages, question = asked(house)
    address = f"{pages}/oauth2/authorize?{urlencode(question)}"
    assert HTTP.request("GET", address).status == 200
    assert HTTP.request("POST", address, fields={}, encode_multipart=False).status == 401
    form = {"user": "hr", "password": accounts._made["hr"]}

    def code() -> str:
        back = HTTP.request("POST", address, fields=form, encode_multipart=False, redirect=False)
        assert back.headers["location"].startswith(f"{house.api_url}/sign-in/callback?code=")
        return dict(parse_qsl(urlsplit(back.headers["location"]).query))["code"]

    def exchange(given: str, **changed: str) -> int:
        wanted = {
            "grant_type": "authorization_code",
            "client_id": question["client_id"],
            "redirect_uri": question["redirect_uri"],
            "code_verifier": VERIFIER,
            "code": given,
        } | changed
        return HTTP.request("POST", f"{pages}/oauth2/token", fields=wanted, encode_multipart=False).status

    first = code()
    assert [exchange(first), exchange(first)] == [200, 400]
    for wrong in ({"code_verifier": "guessed"}, {"redirect_uri": "http://evil"}, {"client_id": "x"}):
        assert exchange(code(), **wrong) == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/sign-in/callback"},
        {"redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"client_id": "unknown"},
        {"code_challenge_method": "plain"},
        {"state": ""},
    ],
)
def test_a_wrong_question_gets_no_page(house: Cloud, changed: dict[str, str]) -> None:
    pages, question = asked(house, **changed)
    assert HTTP.request("GET", f"{pages}/oauth2/authorize?{urlencode(question)}").status == 400


def test_accounts_and_what_became_of_them_are_kept(house: Cloud, accounts: Accounts, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = dict(accounts._made)
    assert set(made) == set(FIRST) and len(set(made.values())) == len(FIRST) == len(StaffRole)
    pool, users = house.outputs["UserPoolId"], house.client("cognito-idp")
    users.admin_disable_user(UserPoolId=pool, Username="auditor")
    users.admin_set_user_password(UserPoolId=pool, Username="hr", Password="of her own 12", Permanent=True)
    users.admin_create_user(UserPoolId=pool, Username="wang", TemporaryPassword="x" * 12, MessageAction="SUPPRESS")
    accounts.save()
    before = json.loads(file.read_bytes())
    accounts._pool.users.clear()
    again = Accounts(house, file)
    again.open()
    assert again._made == made
    assert json.loads(file.read_bytes()) == before
    assert [len(g["roles"]) for g in before["accounts"]] == [1] * 6 + [0]
    assert (again._pool.users["hr"].password, again._pool.users["auditor"].enabled) == ("of her own 12", False)


def test_a_damaged_file_is_said_in_one_sentence(house: Cloud, accounts: Accounts, tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text("{")
    with pytest.raises(Trouble, match="cannot be read; nothing was changed"):
        Accounts(house, tmp_path / "accounts.json").open()
