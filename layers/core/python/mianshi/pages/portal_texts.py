"""What the portal says, in Chinese and in English, page by page."""

from __future__ import annotations

PORTAL_TEXTS: dict[str, tuple[str, str]] = {
    # home
    "home_title": ("新的面试", "New interview"),
    "home_lead": (
        "上传录制好的面试，几分钟后得到一份每一分都有出处的评分表。",
        "Upload a recorded interview. A few minutes later you have a scorecard in which every point names its source.",
    ),
    "role": ("职位", "Role"),
    "choose_role": ("请选择职位", "Choose a role"),
    "consent": ("候选人的同意", "The candidate's consent"),
    "consent_lead": (
        "请分别确认。没有同意的项目不会处理。",
        "Please confirm each one separately. What was not agreed to is not processed.",
    ),
    "consent_recording": (
        "候选人同意保存这份录音录像。",
        "The candidate agrees that this recording is kept.",
    ),
    "consent_analysis": (
        "候选人同意用软件分析回答内容，并由人作出决定。",
        "The candidate agrees that software analyses the answers and that a person decides.",
    ),
    "consent_observations": (
        "候选人另外同意观察看得见、听得到的行为（例如视线、微笑、语速、停顿）。不计入分数。",
        "The candidate separately agrees that behaviour which can be seen or heard (such as gaze, a smile, speech "
        "rate, pauses) is observed. It is not part of the score.",
    ),
    "required": ("必选", "required"),
    "optional": ("可选", "optional"),
    "observations_off": (
        "当前隐私档案不观察行为，无需此项同意。",
        "This policy profile does not observe behaviour, so this consent is not needed.",
    ),
    "recordings": ("录像文件", "Recordings"),
    "drop_here": ("把文件拖到这里，或", "Drop files here, or"),
    "choose_files": ("选择文件", "choose files"),
    "drop_hint": (
        "视频或音频，每个回答一个文件，最多 {files} 个，每个不超过 {size}。",
        "Video or audio, one file per answer; up to {files} files of at most {size} each.",
    ),
    "start_upload": ("开始上传", "Start upload"),
    "retry_upload": ("重试", "Try again"),
    "remove_file": ("移除 {name}", "Remove {name}"),
    "move_up": ("把 {name} 上移", "Move {name} up"),
    "recent": ("最近的面试", "Recent interviews"),
    "recent_none": (
        "还没有面试。上传第一份录像后，会显示在这里。",
        "No interviews yet. Your first one will appear here once it is uploaded.",
    ),
    "needs_script": ("上传需要启用 JavaScript。", "Uploading needs JavaScript to be enabled."),
    "status_awaiting_upload": ("等待上传", "Waiting for upload"),
    "status_processing": ("处理中", "Processing"),
    "status_stopped": ("已中断", "Stopped"),
    "status_closed": ("已完成", "Finished"),
    # upload script
    "up_no_role": ("请选择职位。", "Please choose a role."),
    "up_no_files": ("请至少选择一个文件。", "Please choose at least one file."),
    "up_no_consent": (
        "需要先取得候选人对录制和分析的同意。",
        "The candidate's consent to recording and to analysis is needed first.",
    ),
    "up_too_large": ("“{name}”超过 {size} 的上限。", "“{name}” is larger than the limit of {size}."),
    "up_empty": ("“{name}”是空文件。", "“{name}” is empty."),
    "up_not_media": ("“{name}”看起来不是视频或音频。", "“{name}” does not look like video or audio."),
    "up_too_many": ("一次最多 {files} 个文件。", "At most {files} files at a time."),
    "up_creating": ("正在准备上传…", "Preparing the upload…"),
    "up_sending": ("正在上传第 {n} 个，共 {of} 个…", "Uploading {n} of {of}…"),
    "up_done": ("上传完成，正在打开进度页…", "Upload finished. Opening the progress page…"),
    "up_waiting_retry": ("连接中断，正在重试…", "The connection broke. Trying again…"),
    "up_failed": (
        "“{name}”没有上传成功，请检查网络后点“重试”。已上传的文件不用重传。",
        "“{name}” was not uploaded. Check the connection and choose “Try again”; finished files are kept.",
    ),
    "up_refused": (
        "“{name}”被存储服务拒绝：可能超过大小上限，或页面停留过久。请刷新页面再试。",
        "“{name}” was refused by the storage: it may be too large, or this page was open too long. "
        "Please reload and try again.",
    ),
    "up_create_failed": (
        "没能创建面试，请检查网络后再试。",
        "The interview could not be created. Check the connection and try again.",
    ),
    "file_waiting": ("等待", "waiting"),
    "file_sent": ("已上传", "uploaded"),
    "file_failed": ("失败", "failed"),
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
    "back_home": ("回到首页", "Back to the start page"),
}
