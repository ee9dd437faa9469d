"""How the session cookie travels."""

from __future__ import annotations

import pytest

from mianshi.platform import session
from support.shells import shell


def test_a_link_from_elsewhere_brings_the_cookie_along_and_a_post_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    doors = shell("portal", monkeypatch, "doors")
    monkeypatch.setattr(session, "opens", lambda code: code == "open sesame")
    monkeypatch.setattr(session, "cookie", lambda: "1.signed")
    [cookie] = doors.sign_in("code=open+sesame&next=%2Finterviews%2Fiv", "en").cookies
    told = str(cookie)
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in told.split(";")}
    assert not doors.sign_in("code=wrong", "en").cookies
