from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.privacy.redaction import MASKED_EMAIL, redact

DIGITS = "0123456789"
AROUND = st.sampled_from(["", " ", "电话", "手机号是", ":", "\n", '"', "(", ",", "tel ", "。", "phone="])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=count, max_size=count)


MOBILE = st.builds(
    lambda country, head, second, rest, gap: f"{country}1{head}{second}{gap}{rest[:4]}{gap}{rest[4:]}",
    st.sampled_from(["", "+86", "+86 ", "+86-", "0086", "86"]),
    st.sampled_from("3456789"),
    digits(1),
    digits(8),
    st.sampled_from(["", " ", "-"]),
)
ID_CARD = st.builds(
    lambda place, year, month, day, sequence, check: f"1{place}{year}{month:02}{day:02}{sequence}{check}",
    digits(5),
    st.integers(1900, 2099),
    st.integers(1, 12),
    st.integers(1, 31),
    digits(3),
    st.sampled_from([*DIGITS, "X", "x"]),
)
LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
EMAIL = st.builds(
    lambda name, at, host, top: f"{name}{at}{host}.{top}",
    LABEL,
    st.sampled_from(["@", "%40"]),
    LABEL,
    st.sampled_from(["com", "cn", "com.cn"]),
)
INTERNATIONAL = st.builds(
    lambda country, rest, gap: f"+{country}{gap}{rest[:3]}{gap}{rest[3:]}",
    st.sampled_from(["1", "44", "49", "852", "81"]),
    digits(9),
    st.sampled_from(["", " ", "-"]),
)


@given(AROUND, MOBILE | ID_CARD | INTERNATIONAL | EMAIL, AROUND)
def test_personal_numbers_and_addresses_do_not_survive(before: str, secret: str, after: str) -> None:
    masked = redact(f"{before}{secret}{after}")
    assert secret not in masked
    kept = "".join(character for character in masked if character in DIGITS)
    assert len(kept) <= 1, masked


@given(AROUND, EMAIL, AROUND)
def test_addresses_go_whole(before: str, email: str, after: str) -> None:
    assert redact(f"{before} {email} {after}") == f"{before} [email] {after}"


@given(digits(20), st.text("abcdef0123456789", min_size=64, max_size=64))
def test_signed_links_go_whole(key: str, signature: str) -> None:
    link = (
        f"https://bucket.s3.cn-north-1.amazonaws.com.cn/uploads/iv_1/zhang%20san.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Credential=AKIA{key}%2F20261007&X-Amz-Signature={signature}"
    )
    assert redact(f"could not fetch {link} in time") == "could not fetch [link] in time"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("致电13812345678联系", "致电[phone]联系"),
        ("tel13812345678", "tel[phone]"),
        ("010-12345678 或 0755-1234567", "[phone] 或 [phone]"),
        ("call (415) 555-0123 or 415-555-0123", "call [phone] or [phone]"),
        ("+44 20 7946 0958", "[phone]"),
        ("id 11010519491231002X ok", "id [id-card] ok"),
        ("身份证110105194912310021号", "身份证[id-card]号"),
        ('{"X-Amz-Signature": "abc123", "n": 1}', '{"[link]", "n": 1}'),
        ("X-Amz-Security-Token=FwoGZXIvYXdzE&x=1", "[link]&x=1"),
        ("https://oapi.dingtalk.com/robot/send?access_token=66727", "[link]"),
        ("https://portal.example/i/1?token=abc#x", "[link]"),
    ],
)
def test_known_forms(text: str, masked: str) -> None:
    assert redact(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "interview iv_01JB2Y3K4M5N6P7Q8R9S0T1V2W closed in 1234 ms",
        "2026-10-07T12:34:56.789Z stage=transcribe attempt=2 bytes=104857600",
        "epoch 1791374096789 ms, 20261007",
        "https://docs.example.com/guide?page=2&sort=asc",
        "sha256 d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "回答 3 共 250 字,得分 75",
        "amount_micro=12345678 CNY",
    ],
)
def test_what_a_log_is_read_for_stays(text: str) -> None:
    assert redact(text) == text


@given(st.binary(max_size=40))
def test_ids_made_of_hashes_stay(content: bytes) -> None:
    text = f"version {hashlib.sha256(content).hexdigest()[:12]}"
    assert redact(text) == text


@given(st.text(max_size=200) | st.lists(AROUND | MOBILE | EMAIL | ID_CARD, max_size=6).map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_no_more_is_looked_at_before_an_address_than_one_can_have() -> None:
    """What looks further back from every sign takes the square of a line of dots."""
    assert redact("a" * 100 + "@example.com") == "a" * 36 + MASKED_EMAIL
