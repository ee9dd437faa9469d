"""What the portal says, in Chinese and in English, page by page."""

from __future__ import annotations

PORTAL_TEXTS: dict[str, tuple[str, str]] = {
    "status_awaiting_upload": ("等待上传", "Waiting for upload"),
    "status_processing": ("处理中", "Processing"),
    "status_asking": ("等候选人回答追问", "Waiting for follow-up answers"),
    "status_stopped": ("已中断", "Stopped"),
    "status_closed": ("已完成", "Finished"),
    # one interview
    "interview_title": ("面试进度", "Interview progress"),
    "progress": ("进度", "Progress"),
    "step_waiting": ("等待", "waiting"),
    "step_running": ("进行中", "in progress"),
    "step_done": ("完成", "done"),
    "step_failed": ("失败", "failed"),
    "step_skipped": ("已跳过", "skipped"),
    "now": ("正在进行：{state}", "Now: {state}"),
    "open_report": ("打开报告", "Open the report"),
    "asking_until": ("追问的回答截止：", "Follow-up questions can be answered until "),
    "leave_page": (
        "可以离开本页，处理会继续。",
        "You may leave this page; the work goes on.",
    ),
    "offline": ("网络已断开，恢复后会自动更新。", "You are offline. This page updates itself once you are back."),
    "poll_trouble": ("暂时无法获取进度，正在重试…", "Progress cannot be read right now. Trying again…"),
    "signed_out": ("登录已过期，请刷新页面重新登录。", "You were signed out. Please reload the page and sign in."),
    "downloads": ("下载", "Downloads"),
    "link_report": ("报告", "Report"),
    "link_candidate_report": ("给候选人的报告", "The candidate's report"),
    "link_scorecard": ("评分表 (JSON)", "Scorecard (JSON)"),
    "link_transcript": ("逐字稿 (JSON)", "Transcript (JSON)"),
    "link_observations": ("观察项 (JSON)", "Observations (JSON)"),
    "link_costs": ("费用 (JSON)", "Cost (JSON)"),
    "link_deliveries": ("推送 (JSON)", "Deliveries (JSON)"),
    # errors
    "error_title": ("出了点问题", "Something is not right"),
    "error_code": ("联系支持时请提供：", "For support: "),
    "back_home": ("回到首页", "Back to the start page"),
}
