"""Masks personal data and secrets in text that goes to a log.

This is the second net: the first is that nothing personal is handed to a logger. Masking errs on the side of hiding;
ids of ours (``iv_<ulid>``), hashes, dates and short numbers stay readable, because a log without them is no use.
"""

from __future__ import annotations

import re

MASKED_URL = "[link]"
MASKED_EMAIL = "[email]"
MASKED_ID_CARD = "[id-card]"
MASKED_PHONE = "[phone]"

_SIGNED_URL = re.compile(
    r"\bhttps?://[^\s\"'<>]*?[?&](?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature|Policy"
    r"|token|sig|sign|access_token|key|code)=[^\s\"'<>]*",
    re.IGNORECASE | re.ASCII,
)
"""A link whose query lets its holder in; the whole of it goes, since its path names the interview too."""

_SIGNATURE_PART = re.compile(
    r"\b(?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|access_token)(?:=|%3D|\"\s*:\s*\")[^\s&\"'<>]*",
    re.IGNORECASE | re.ASCII,
)

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}(?:@|%40)[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
"""RFC 5321, 4.5.3.1.1: at most 64 characters stand before the sign. Without an end, dots alone take the square."""

_ID_CARD = re.compile(
    r"(?<!\d)[1-9]\d{5}[- ]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}(?:[Xx]|\d(?!\d))"
)
"""Resident identity number, GB 11643-1999: six digits of place, birthday, three of sequence, one check character."""

_CN_MOBILE = re.compile(r"(?<![0-9A-Fa-f])(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?![0-9A-Fa-f])")
"""Letters that are hexadecimal digits may not touch it, or one hash in three hundred would be masked."""

_CN_LANDLINE = re.compile(r"(?<![0-9A-Za-z])\(?0(?:10|2\d|[3-9]\d{2})\)?[-\s]\d{7,8}(?![0-9A-Za-z])")

_INTERNATIONAL = re.compile(r"(?:(?<![0-9+])\+|(?<![0-9A-Za-z+])00)[1-9]\d{0,2}(?:[-\s.()]{0,2}\d){6,12}(?!\d)")
"""E.164: a plus sign (or 00), a country code of up to three digits, fifteen digits in all at most."""

_NORTH_AMERICA = re.compile(r"(?<![0-9A-Za-z])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?![0-9A-Za-z])")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_SIGNED_URL, MASKED_URL),
    (_SIGNATURE_PART, MASKED_URL),
    (_EMAIL, MASKED_EMAIL),
    (_ID_CARD, MASKED_ID_CARD),
    (_CN_MOBILE, MASKED_PHONE),
    (_INTERNATIONAL, MASKED_PHONE),
    (_CN_LANDLINE, MASKED_PHONE),
    (_NORTH_AMERICA, MASKED_PHONE),
)


def redact(text: str) -> str:
    """`text` with phone numbers, e-mail addresses, identity numbers and signed links replaced by a word in brackets.

    Masking what is masked changes nothing. Names cannot be told from other words and are not masked.
    """
    masked = _once(text)
    while masked != text:  # a mask may lay bare the edge of the next number
        text, masked = masked, _once(masked)
    return masked


def _once(text: str) -> str:
    for pattern, mask in _RULES:
        text = pattern.sub(mask, text)
    return text
