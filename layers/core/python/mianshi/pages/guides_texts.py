"""What the pages about the guides say around their prose, in Chinese and in English."""

from __future__ import annotations

GUIDES_TEXTS: dict[str, tuple[str, str]] = {
    "guide_title": ("培训", "Guides"),
    "guide_lead": (
        "三份短指南，每份八分钟左右。做过的请在末尾的清单里勾上，进度记在你的账号下。",
        "Three short guides of about eight minutes each. Tick what you did at the end; it is kept with your account.",
    ),
    "guide_minutes": ("约 {n} 分钟", "about {n} minutes"),
    "guide_count": ("已完成 {done} / {of}", "{done} of {of} done"),
    "guide_finished": ("已完成", "finished"),
    "guide_for": ("给谁看：{whom}", "For: {whom}"),
    "guide_checklist": ("完成清单", "Checklist"),
    "guide_checklist_lead": (
        "做过才勾。清单记在你的账号下，管理员能看到完成了哪几份。",
        "Tick what you have done. The list is kept with your account; administrators see which guides are finished.",
    ),
    "guide_save": ("保存进度", "Save progress"),
    "guide_saved": ("进度已保存。", "Progress saved."),
    "guide_all": ("全部指南", "All guides"),
    "guide_reading": ("怎样读分数", "How to read a score"),
    "guide_reading_lead": (
        "等级、上下限、置信度、标记和检查项各是什么意思，以及分数不能告诉你什么。",
        "What levels, bounds, confidence, flags and gates mean, and what a score cannot tell.",
    ),
    "guide_contents": ("本页内容", "On this page"),
    "guide_section_level": ("等级", "Levels"),
    "guide_section_anchors": ("描述（锚点）", "Anchors"),
    "guide_section_bounds": ("上下限", "Bounds"),
    "guide_section_confidence": ("置信度", "Confidence"),
    "guide_section_evidence": ("引文与要点", "Quotes and key points"),
    "guide_section_flags": ("标记", "Flags"),
    "guide_section_gates": ("检查项", "Gates"),
    "guide_section_total": ("总分与建议", "Total and advice"),
    "guide_section_observed": ("只给人看的观察", "Observations"),
    "guide_section_limits": ("分数不能告诉你什么", "What it cannot tell"),
    "guide_short_hr": ("HR", "HR"),
    "guide_short_interviewer": ("面试官", "interviewers"),
    "guide_short_it": ("IT", "IT"),
}
