"""What the page of somebody's development says, in Chinese and in English."""

from __future__ import annotations

GROWTH_TEXTS: dict[str, tuple[str, str]] = {
    "gr_title": ("能力发展", "Development"),
    "gr_lead": (
        "面试时的水平，以及入职后的评价，都换算到 0–10 分。"
        "两种尺子不同，从面试到第一次评价只给方向：↑ 更高，↓ 更低，→ 相差不到半级。",
        "The level in the interview and what was rated since, both on 0 to 10. The two scales are not the same: from "
        "the interview to the first rating only the direction is shown: ↑ higher, ↓ lower, → less than half a level.",
    ),
    "gr_not_hired": ("还没有登记录用。", "No hire is recorded yet."),
    "gr_not_told": (
        "没有登记“已告知本人面试分数会继续使用”，因此这里不显示面试水平，只显示入职后的评价。",
        "It is not recorded that the person was told of a further use of their interview scores, so the levels of the "
        "interview are left out and only ratings since are shown.",
    ),
    "gr_none": (
        "还没有评价。可以通过导入文件或接口，按能力的编号上报。",
        "Nothing was rated yet. Ratings come by the import file or the API, by the id of a competency.",
    ),
    "gr_measure": ("能力或指标", "Competency or measure"),
    "gr_interview": ("面试", "Interview"),
    "gr_since": ("入职后的评价", "Rated since"),
    "gr_change": ("最近变化", "Last change"),
    "gr_step_up": ("比面试时高", "higher than in the interview"),
    "gr_step_down": ("比面试时低", "lower than in the interview"),
    "gr_step_same": ("与面试时相近", "about as in the interview"),
    "gr_next": ("建议", "Next steps"),
    "gr_overall": ("总体评价", "Overall"),
    "gr_link": ("能力发展", "Development"),
}
