"""What the page says on which a recruiter hands in recordings for a candidate, in Chinese and in English."""

from __future__ import annotations

HANDOVER_TEXTS: dict[str, tuple[str, str]] = {
    "hand_title": ("代候选人上传", "Upload for a candidate"),
    "hand_lead": (
        "用于线下已经录好的面试。每个回答一个文件，按提问顺序排列。",
        "For interviews that were recorded elsewhere. One file for each answer, in the order of the questions.",
    ),
    "hand_for": ("候选人", "Candidate"),
    "hand_job": ("职位", "Job"),
    "hand_refused": (
        "这位候选人现在不能上传录像：已经提交、已退出，或要求由人面试。",
        "Nothing can be uploaded for this candidate: they handed in already, withdrew, or asked for a person.",
    ),
    "hand_done": ("这场面试的文件已全部收到。", "All files of this interview have arrived."),
    "hand_open": ("打开面试", "Open the interview"),
    "hand_back": ("返回候选人", "Back to the candidate"),
    "hand_needs_script": ("上传需要启用 JavaScript。", "Uploading needs JavaScript to be enabled."),
    "hand_files": ("录像文件", "Recordings"),
    "hand_drop": ("把文件拖到这里，或", "Drop files here, or"),
    "hand_choose": ("选择文件", "choose files"),
    "hand_hint": (
        "视频或音频，最多 {files} 个，每个不超过 {size}。大文件分段上传，断网或刷新后自动续传。",
        "Video or audio, up to {files} files of at most {size}. Large files go up in parts and resume after a "
        "lost network or a reload.",
    ),
    "hand_language": ("面试语言", "Language of the interview"),
    "hand_question": ("“{name}”回答的问题", "Question that “{name}” answers"),
    "hand_no_question": ("（不在题目里）", "(none of the questions)"),
    "hand_up": ("把 {name} 上移", "Move {name} up"),
    "hand_remove": ("移除 {name}", "Remove {name}"),
    "hand_consent": ("候选人的同意", "The candidate's consent"),
    "hand_consent_given": ("候选人已在自己的页面上同意。", "The candidate agreed on their own page."),
    "hand_consent_lead": (
        "只勾选候选人明确同意过的项目。你的姓名会和这次确认一起记录。",
        "Tick only what the candidate clearly agreed to. Your name is recorded with this confirmation.",
    ),
    "hand_recording": ("同意保存录音录像（必需）", "Agrees that the recording is kept (required)"),
    "hand_analysis": (
        "同意用软件分析回答内容，由人决定（必需）",
        "Agrees that software analyses the answers and a person decides (required)",
    ),
    "hand_observations": (
        "另外同意观察看得见、听得到的行为（可选，不计入分数）",
        "Separately agrees that behaviour which can be seen or heard is observed (optional, not part of the score)",
    ),
    "hand_confirm": (
        "我，{name}，确认候选人本人已同意以上勾选的各项。",
        "I, {name}, confirm that the candidate agreed in person to what is ticked above.",
    ),
    "hand_start": ("开始上传", "Start upload"),
    "hand_again": ("重试", "Try again"),
    "hand_choose_missing": ("重新选择“{name}”", "Choose “{name}” again"),
    "hand_missing_lead": (
        "有文件没有传完。本机保存的会自动继续；换了电脑请重新选择。",
        "Some files have not arrived. What this computer keeps goes on by itself; on another computer choose "
        "them again.",
    ),
    "hand_early": ("只提交已收到的文件", "Hand in only what has arrived"),
    "hand_say_no_files": ("请至少选择一个文件。", "Please choose at least one file."),
    "hand_say_no_consent": (
        "需要先确认候选人对录制和分析的同意。",
        "Please confirm the candidate's consent to recording and to analysis first.",
    ),
    "hand_say_too_large": ("“{name}”超过 {size} 的上限。", "“{name}” is larger than the limit of {size}."),
    "hand_say_empty": ("“{name}”是空文件。", "“{name}” is empty."),
    "hand_say_not_media": ("“{name}”看起来不是视频或音频。", "“{name}” does not look like video or audio."),
    "hand_say_too_many": ("一次最多 {files} 个文件。", "At most {files} files at a time."),
    "hand_say_creating": ("正在准备上传…", "Preparing the upload…"),
    "hand_say_sending": (
        "已收到 {done} / {of}，可以在别的标签页继续工作。",
        "{done} of {of} received. You can work in other tabs meanwhile.",
    ),
    "hand_say_all": ("全部文件已收到，正在打开面试…", "All files have arrived. Opening the interview…"),
    "hand_say_network": ("网络不通，请检查网络后重试。", "There is no network. Check it and try again."),
    "hand_is_waiting": ("等待上传", "Waiting"),
    "hand_is_sending": ("上传中 {percent}%", "Uploading {percent}%"),
    "hand_is_offline": ("网络断开，恢复后自动继续", "Offline; goes on by itself"),
    "hand_is_stored": ("已收到", "Received"),
    "hand_is_refused": ("上传失败", "Not accepted"),
    "hand_is_missing": ("还没有收到", "Not received"),
}
