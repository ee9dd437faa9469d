"""What pages say about follow-up questions that the software put, in Chinese and in English."""

from __future__ import annotations

FOLLOW_UPS_TEXTS: dict[str, tuple[str, str]] = {
    "follow_up": ("追问", "follow-up question"),
    "follow_up_to": ("对回答 {n} 的追问", "follow-up to answer {n}"),
    "follow_up_refers": ("追问的是这句话：", "It goes on from these words: "),
    "follow_up_unanswered": (
        "这个追问没有回答，不影响评分：",
        "This follow-up question was not answered, which changes no score:",
    ),
    "follow_up_unusable": (
        "这个追问的回答无法使用，其余回答和评分不受影响：",
        "The answer to this follow-up question could not be used; the other answers and the scores are untouched:",
    ),
    "follow_up_counts": (
        "追问的回答只可能提高、不会降低等级；凡是能评分的人，追问数量相同。",
        "What is said to a follow-up question can raise a level and never lowers one; everyone whose answers can be "
        "scored gets the same number.",
    ),
    "follow_ups_put": ("系统提出的追问", "Follow-up questions that were put"),
    "follow_ups_state_waiting": ("等候中", "waiting"),
    "follow_ups_state_answered": ("已回答", "answered"),
    "follow_ups_state_unanswered": ("没有回答，不影响评分", "not answered; this changes no score"),
    "follow_ups_state_unusable": ("回答无法使用，不影响评分", "the answer could not be used; this changes no score"),
    "follow_ups_state_unknown": ("结果已过保存期", "what became of it is not kept any more"),
}
