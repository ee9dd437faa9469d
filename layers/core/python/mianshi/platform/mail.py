"""Mail, sent by Amazon SES (API version 2)."""

from __future__ import annotations

from botocore.exceptions import ClientError

from mianshi.errors import Rejected
from mianshi.platform.clients import calling, client
from mianshi.platform.settings import settings

_REFUSED = frozenset({"MessageRejected", "BadRequestException", "InvalidParameterValue"})
"""What SES says where one message cannot be sent; that the account or the sender may not send is ours to mend."""
_OURS = ("not verified", "authority to send")


def can_send() -> bool:
    """Whether an address to send from is configured at all."""
    return bool(settings().mail_from)


def send(to: str, subject: str, text: str) -> None:
    """Hand one plain-text mail to SES. That it took it does not mean that it arrived.

    Raises:
        Rejected: ``mail_refused`` where SES will not send to this address.
        Transient: where SES is busy or not reachable.
        Defect: where the sender is not verified or a permission is missing.
    """
    with calling():
        try:
            client("sesv2").send_email(
                FromEmailAddress=settings().mail_from,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                    }
                },
            )
        except ClientError as error:
            told = error.response.get("Error", {})
            sender_is_wrong = any(words in str(told.get("Message", "")) for words in _OURS)
            if told.get("Code") in _REFUSED and not sender_is_wrong:
                raise Rejected("mail_refused", "SES will not send to this address") from None
            raise
