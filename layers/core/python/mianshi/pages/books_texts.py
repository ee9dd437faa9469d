"""What the accountants' pages say: taking a booking back, adjustments, the bill; in Chinese and in English."""

from __future__ import annotations

BOOKS_TEXTS: dict[str, tuple[str, str]] = {
    "books_reverses": ("冲销第 {n} 次入账", "takes booking {n} back"),
    "books_reversed": ("已由第 {n} 次入账冲销", "taken back by booking {n}"),
    "books_reason": ("原因", "Reason"),
    "books_reason_hint": (
        "最多 200 字，会显示在本页并留在账上，不会发给其他系统。请不要写人名。",
        "Up to 200 characters. It stands on this page and stays in the books; no other system is told. Please name "
        "nobody.",
    ),
    "books_journal": ("下载会计分录 (CSV)", "Journal entry (CSV)"),
    "books_take_back": ("冲销这次入账", "Take this booking back"),
    "books_take_back_lead": (
        "会生成一次新的红字入账，金额相反，注明冲销 {number}；原来的入账保留不变。"
        "接收过原入账的系统，在原凭证到账之后才会收到红字凭证。冲销后，这些金额可以重新入账。",
        "Makes a new booking with the opposite amounts that names {number}; the original stays as it is. A system that "
        "got the original gets the red entry only after the original has arrived. Afterwards the amounts can be booked "
        "again.",
    ),
    "books_take_back_confirm": ("我确认要冲销，冲销本身不能再撤回", "Yes, take it back; this itself cannot be undone"),
    "books_take_back_button": ("冲销 {amount}", "Take back {amount}"),
}
