"""What tests of the accounting connectors share: a booking as news, and attempts as the outbox makes them."""

from __future__ import annotations

from mianshi.contracts.delivery import Delivery, EventKind, Verdict
from mianshi.contracts.news import CostLine, CostNews, News
from mianshi.delivery import outbox
from support.deeds import AT, Sender


def costs(*lines: tuple[str, int, int], sequence: int = 1, currency: str = "CNY") -> News:
    """A booking of October 2026; lines are department, interviews, micro-units."""
    booked = CostNews(
        month="2026-10",
        currency=currency,
        sequence=sequence,
        lines=[CostLine(department=name, interviews=count, amount_micro=micro) for name, count, micro in lines],
    )
    return News(event=EventKind.COSTS_BOOKED, subject="month:2026-10", at=AT, costs=booked)


def reversal(news: News, *, sequence: int = 2) -> News:
    """What takes a booking back."""
    assert news.costs is not None
    lines = [
        CostLine(department=one.department, interviews=-one.interviews, amount_micro=-one.amount_micro)
        for one in news.costs.lines
    ]
    back = {"lines": lines, "sequence": sequence, "reverses": news.costs.sequence, "reason": "booked twice"}
    return news.model_copy(update={"costs": news.costs.model_copy(update=back)})


def row(event: EventKind = EventKind.COSTS_BOOKED, deed: str = "voucher", occurrence: str = "booked-1") -> Delivery:
    """The outbox row of a booking."""
    return outbox.new("month:2026-10", "c1", event, f"{occurrence}.{deed}", AT)


def run(desk: Sender, news: News, delivery: Delivery, *, most: int = 30) -> tuple[Verdict, Delivery]:
    """Attempts until the row is done or a person is needed."""
    verdict = Verdict(result="retry", detail="")
    for _ in range(most):
        sent = outbox.sending(delivery, AT)
        uncertain = outbox.uncertain(delivery)
        verdict = desk.again(delivery.model_copy(update={"attempts": sent.attempts}), news, uncertain=uncertain)
        delivery, receipt = outbox.after(sent, verdict, AT, 0.0, [0] * most)
        if receipt.next != "retry":
            break
    return verdict, delivery
