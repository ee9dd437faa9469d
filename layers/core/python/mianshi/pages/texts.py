"""Every word the pages say, in Chinese and in English: one dictionary, so that no text exists in one language "
"only."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.pages.candidate_texts import CANDIDATE_TEXTS

TEXTS: dict[str, tuple[str, str]] = CANDIDATE_TEXTS | {
    # every page
    "brand": ("面试 Mianshi", "Mianshi"),
    "skip": ("跳到正文", "Skip to content"),
    "other_language": ("English", "中文"),
    "language_menu": ("页面语言", "Page language"),
    "home_link": ("全部面试", "All interviews"),
    "language_zh": ("中文", "Chinese"),
    "language_en": ("英文", "English"),
    "language_auto": ("自动识别", "Detected automatically"),
    # report: frame
    "report_title": ("面试报告", "Interview report"),
    "contents": ("目录", "Contents"),
    "created": ("创建时间", "Created"),
    "interview_id": ("面试编号", "Interview"),
    "interview_language": ("面试语言", "Language"),
    "policy": ("隐私档案", "Policy profile"),
    "files": ("文件", "Files"),
    "print": ("打印", "Print"),
    "person_decides": (
        "由人来决定：本报告提供可核对的依据，系统不会淘汰任何人。",
        "A person decides: this report offers evidence to check, and the software rejects nobody.",
    ),
    # report: outcome
    "next_step": ("下一步", "What to do next"),
    "outcome_scored": ("已评分", "Scored"),
    "outcome_insufficient_evidence": ("证据不足", "Insufficient evidence"),
    "outcome_rejected": ("录像无法使用", "Recording not usable"),
    "outcome_failed": ("处理失败", "Processing failed"),
    "sentence_awaiting_upload": ("录像还没有上传完。", "The recording has not been uploaded yet."),
    "sentence_processing": (
        "正在分析，通常几分钟内完成。",
        "The recording is being analysed. This usually takes a few minutes.",
    ),
    "sentence_waking": (
        "分析服务正在唤醒：没有面试时它是关着的，启动需要几分钟。可以离开本页，结果不会丢失。",
        "A service that listens or reads is waking up: it is switched off while nobody interviews, and takes some "
        "minutes "
        "to start. You may leave this page, nothing is lost.",
    ),
    "sentence_stopped": (
        "处理中断，没有结果，也不会自行继续。请把面试编号告诉系统管理员。",
        "The work stopped without a result and will not go on by itself. Please tell your operator its number.",
    ),
    "sentence_closed": ("处理已完成。", "The work is finished."),
    "sentence_scored": (
        "每项分数都附有原话和时间点，可逐条核对。",
        "Every score comes with quoted words and the moment they were said, so each one can be checked.",
    ),
    "sentence_insufficient_evidence": (
        "可用的内容不够，因此没有给分。这不是低分。",
        "There was too little to judge, so no score was given. This is not a low score.",
    ),
    "sentence_nothing_addressed": (
        "回答没有涉及本职位的任何一项能力，因此没有给分。这不是低分。",
        "No answer bore on any competency of the role, so no score was given. This is not a low score.",
    ),
    "sentence_rejected": (
        "这份录像无法使用，因此没有分析。",
        "This recording cannot be used, so nothing was analysed.",
    ),
    "sentence_failed": (
        "处理没有完成，没有分数。这与候选人的表现无关。",
        "Processing did not finish and there is no score. This says nothing about the candidate.",
    ),
    "next_scored": (
        "先核对下面的依据，再作决定；分数与你的判断不一致时，以你听到的为准。",
        "Check the evidence below, then decide. Where the score and your judgement differ, trust what you hear.",
    ),
    "next_insufficient_evidence": (
        "请由人查看录像，或邀请候选人补录。",
        "Have a person watch the recording, or invite the candidate to record again.",
    ),
    "next_rejected": (
        "请更换文件后重新上传；原文件没有被评分。",
        "Please upload another file. The original was not scored.",
    ),
    "next_failed": (
        "请把面试编号告诉管理员，由其重新启动处理。",
        "Please give the interview number to your administrator, who can start the processing again.",
    ),
    "recommend_forward": ("建议：优先进入下一轮", "Advice: put forward"),
    "recommend_review": ("建议：由人先复核", "Advice: a person should review first"),
    "failed_checks": ("没有通过的检查", "Checks that did not pass"),
    "total": ("总分", "Total score"),
    "of_100": ("满分 100", "of 100"),
    "of_10": ("/ 10", "/ 10"),
    "ten_mapping": ("十分制 = 总分 ÷ 10", "The ten-point figure is the total divided by ten"),
    "no_total": ("没有总分", "No total"),
    # report: competencies
    "competencies": ("能力", "Competencies"),
    "competencies_lead": (
        "分数只来自回答的内容，对照事先写好的行为锚定量表（1–5 级）。",
        "Scores come only from what was said, read against anchored rating scales (levels 1–5) written beforehand.",
    ),
    "radar_title": (
        "各项能力的等级与职位要求（雷达图，数值见表）",
        "Radar chart of levels and what the job asks for; figures in the table",
    ),
    "competency": ("能力", "Competency"),
    "weight": ("权重", "Weight"),
    "level": ("等级", "Level"),
    "score": ("得分", "Score"),
    "confidence": ("置信度", "Confidence"),
    "radar_own": ("本次面试", "This interview"),
    "radar_required": ("职位要求", "What the job asks for"),
    "radar_average": ("本职位平均", "Average of the role"),
    "asked_short": ("要求", "Asked"),
    "average_short": ("平均", "Average"),
    "levels_title": ("等级一览", "Levels at a glance"),
    "bounds": ("区间", "Bounds"),
    "bounds_long": ("区间 {low}–{high}", "bounds {low}–{high}"),
    "bounds_note": (
        "区间：校准所用的回答（由语言模型撰写并评级，未经真人评定）里，五个有四个落在这个范围内。",
        "Bounds: of the answers used for calibration, which language models wrote and graded and no person did, four "
        "of five stayed within them.",
    ),
    "asked_level": ("职位要求 {level}", "the job asks for {level}"),
    "average_note": (
        "平均值来自 {count} 场同一职位版本、同一评分方法的面试，本场可能包括在内；不足 30 场时不显示，以免认出个人。",
        "The average covers {count} interviews scored for the same version of the role in the same way, this one "
        "perhaps "
        "among them. Below 30 none is shown, so that nobody can be made out in it.",
    ),
    "average_none": (
        "本职位可比的面试不足 30 场，因此不显示平均值，以免认出个人。",
        "There are fewer than 30 comparable interviews for this role, so no average is shown: somebody could be made "
        "out in it.",
    ),
    "sum_title": ("总分怎么来的", "How the total comes about"),
    "points": ("权重 × 得分", "Weight × score"),
    "sum_line": ("合计", "Sum"),
    "sum_note": (
        "得分 =（等级 − 1）÷ 4 × 100，四舍五入；总分 = 合计 ÷ 权重之和，四舍五入。",
        "Score = (level − 1) ÷ 4 × 100; total = sum ÷ weights; both rounded half up.",
    ),
    "sum_note_part": (
        "只计算回答涉及到的能力，占权重 {weight}%。",
        "Only competencies that were addressed count: {weight} % of the weight.",
    ),
    "ask_person": ("请由人评定", "A person should rate this"),
    "ask_person_long": (
        "这一项系统把握不足：请由人听原话后评定，不要只看等级。",
        "The software is not sure enough here: a person should listen and rate this, rather than go by the level.",
    ),
    "strengths": ("强项", "Strengths"),
    "strength_line": ("{name}：{level}（职位要求 {asked}）", "{name}: {level} (the job asks for {asked})"),
    "next_steps": ("下一步可以练什么", "What to practise next"),
    "missing_example": ("5 级的回答可能会说：", "An answer at level 5 might have said:"),
    "moved_note": (
        "带符号的数字是这条依据让该回答的等级上升或下降了多少。",
        "The signed figure says by how many levels this evidence moved the level of the answer.",
    ),
    "candidate_link": ("给候选人的报告", "The candidate's report"),
    "confidence_high": ("高", "high"),
    "confidence_medium": ("中", "medium"),
    "confidence_low": ("低", "low"),
    "no_evidence": ("无证据", "No evidence"),
    "no_evidence_long": (
        "没有回答涉及这项能力，因此没有等级，也不按 0 分计。",
        "No answer bore on this competency, so it has no level; it does not count as 0.",
    ),
    "anchor_matched": ("最接近的锚定描述", "Nearest anchor"),
    "anchor_between": ("介于 {low} 级与 {high} 级之间", "Between level {low} and level {high}"),
    "level_n": ("{n} 级", "Level {n}"),
    "not_rated": ("未评级", "Not rated"),
    "not_rated_long": (
        "材料不足，只列出原话，不打分。",
        "There was not enough to judge by: the words are listed, and no level is given.",
    ),
    "reason_code": ("原因代码", "Reason code"),
    "evidence": ("依据", "Evidence"),
    "evidence_none": ("没有找到可引用的原话。", "No words to quote were found."),
    "supports": ("支持", "Supports"),
    "weakens": ("削弱", "Weakens"),
    "play_moment": (
        "播放回答 {answer} 的 {time}",
        "Play answer {answer} from {time}",
    ),
    "show_moment": (
        "查看回答 {answer} 的 {time}",
        "Show answer {answer} at {time}",
    ),
    "missing": ("没有提到的要点", "Key points not mentioned"),
    "missing_none": ("要点都提到了。", "Every key point was mentioned."),
    # report: player and transcript
    "player": ("录像", "Recording"),
    "player_close": ("收起播放器", "Hide the player"),
    "media_error": (
        "录像无法播放：链接可能已过期，请刷新页面；也可能是浏览器不支持这种格式。文字和时间仍可核对。",
        "The recording cannot be played here: its link may have expired (please reload the page), "
        "or the browser does not know its format. Words and times can still be checked.",
    ),
    "transcript": ("逐字稿", "Transcript"),
    "transcript_lead": (
        "点击句子可跳到该时刻。带虚线的词识别置信度较低，请以录音为准。",
        "Choose a sentence to jump to its moment. Words with a dotted line were heard less clearly; trust the sound.",
    ),
    "unclear_word": ("识别置信度 {percent}", "Recognised with {percent} confidence"),
    "another_voice": ("另一个人的声音（不参与评分）：", "Another voice (not judged):"),
    "no_words": ("没有识别到话语。", "No words were recognised."),
    "answer_n": ("回答 {n}", "Answer {n}"),
    "recognition": (
        "识别语言：{language} · 平均置信度 {percent} · 时长 {duration}",
        "Heard as {language} · mean word confidence {percent} · {duration}",
    ),
    "typed_answer": ("文字作答，没有录音。", "A typed answer; there is no recording."),
    # report: timeline
    "timeline": ("时间线", "Timeline"),
    "timeline_note": (
        "观察项不计入分数。隐私档案：{policy}。",
        "Observations are not part of the score. Policy profile: {policy}.",
    ),
    "timeline_weighted": (
        "本职位记录了 {weight}% 的表达方式权重（理由：{reason}），本版本没有采用。",
        "This role records a delivery weight of {weight} % (reason: {reason}); this version does not apply it.",
    ),
    "timeline_help": (
        "轻点色块查看说明，点击任意位置跳到该时刻。",
        "Tap a block to read it; click anywhere to jump there.",
    ),
    "timeline_chart": (
        "回答 {n} 的时间线：说话、停顿与观察项",
        "Timeline of answer {n}: speech, pauses and observations",
    ),
    "lane_speech": ("说话", "Speech"),
    "lane_pause": ("停顿", "Pauses"),
    "lane_brows": ("眉毛抬起或压低", "Brows up or down"),
    "lane_leaning": ("身体前后或侧倾", "Leans"),
    "look_yourself": ("请自己看一看", "To look at yourself"),
    "look_yourself_note": (
        "这些是给人看的问题，不是结论：请打开录像看那一刻。它们不影响分数，也不说明原因。",
        "These are questions, not verdicts: please watch the recording at that moment. They do not change the score "
        "and say nothing about the reason.",
    ),
    "certainty": ("看得多清楚", "How clear"),
    "certainty_clear": ("清楚", "clear"),
    "certainty_fair": ("一般", "fair"),
    "certainty_unsure": ("不确定", "unsure"),
    "certainty_note": (
        "“看得多清楚”取决于光线、人脸大小、清晰度和幅度；它不是概率。眨眼只显示在时间线上。",
        "How clear something is depends on light, size of the face, sharpness and how far it goes; it is no "
        "probability. Blinks are shown on the timeline only.",
    ),
    "legend_speech": ("说话与停顿", "Speech and pauses"),
    "legend_behaviour": ("看到的行为", "Behaviour seen"),
    "legend_quality": ("画面条件", "Picture conditions"),
    "moments_list": ("以列表查看全部时刻（{count}）", "All moments as a list ({count})"),
    "moment": ("时刻", "Moment"),
    "seen": ("看到的内容", "What was seen"),
    "length": ("持续", "Lasts"),
    "observed_shares": ("画面统计", "The picture in numbers"),
    "looked": ("看过的时长", "Time looked at"),
    "frames": ("分析的画面数", "Pictures read"),
    "blinks_per_minute": ("每分钟眨眼", "Blinks a minute"),
    "one_face": ("只有一张脸", "Exactly one face"),
    "several_faces_share": ("多张脸", "Several faces"),
    "camera_share": ("看向镜头", "Looks at the camera"),
    "mean_light": ("平均亮度", "Mean brightness"),
    "missing_segments": (
        "有 {count} 段画面没有分析成功，这些时间里没有观察项。",
        "{count} stretches of the picture could not be analysed; there are no observations for them.",
    ),
    "not_computed": ("没有计算观察项", "Observations were not computed"),
    "not_computed_policy_forbids": (
        "当前隐私档案不允许观察行为，因此行为既没有计算，也没有保存。",
        "The policy profile does not allow behaviour to be observed, so no behaviour was computed or stored.",
    ),
    "not_computed_no_consent": (
        "候选人没有同意观察，因此既没有计算，也没有保存。",
        "The candidate did not consent to observation, so nothing was computed or stored.",
    ),
    "not_computed_no_video": ("录制内容没有画面。", "The recording has no picture."),
    "not_computed_vision_failed": (
        "画面分析没有完成；评分不受影响。",
        "The picture analysis did not finish; the score is not affected.",
    ),
    "not_computed_unknown": ("这次处理没有产生观察项。", "This run produced no observations."),
    # report: delivery measures
    "delivery": ("表达方式", "How it was spoken"),
    "delivery_lead": (
        "仅供参考，不计入分数。“常见范围”来自公开研究的归纳，不是标准。",
        "For information, not part of the score. The usual ranges summarise published studies; they are not a norm.",
    ),
    "delivery_not_allowed": (
        "语速、停顿和填充词没有测量：隐私档案或候选人的同意不包括这一项。",
        "Rate, pauses and fillers were not measured: the privacy profile or the consent does not cover them.",
    ),
    "measure_rate": ("语速（含停顿）", "Speech rate, pauses included"),
    "measure_articulation": ("发音速率（不含停顿）", "Articulation rate, without pauses"),
    "measure_length": ("回答时长（首字到末字）", "Length, first to last word"),
    "measure_latency": ("开口前的时间", "Time before the first word"),
    "measure_pause_share": ("停顿占比", "Share of pauses"),
    "measure_pauses": ("停顿次数（0.2 秒及以上）", "Pauses (from 0.2 s)"),
    "measure_long_pauses": ("其中超过 1 秒", "of them over 1 s"),
    "measure_longest_pause": ("最长停顿", "Longest pause"),
    "measure_very_long_pauses": ("超过 2 秒的停顿", "Pauses over 2 s"),
    "measure_fillers": ("填充词", "Filler words"),
    "measure_fillers_heard": ("听到的填充词", "Filler words heard"),
    "measure_pitch": ("音高（中位数）", "Pitch (median)"),
    "measure_pitch_range": ("音高范围", "Pitch range"),
    "measure_loudness_range": ("响度范围", "Loudness range"),
    "measure_noise": ("人声高出噪声", "Speech above noise"),
    "measure_clipping": ("削波的样本", "Clipped samples"),
    "unit_seconds": ("秒", "s"),
    "unit_per_minute": ("次/分钟", "a minute"),
    "unit_percent": ("%", "%"),
    "unit_hertz": ("Hz", "Hz"),
    "unit_semitones": ("个半音", "semitones"),
    "unit_decibel": ("dB", "dB"),
    "unit_zh_rate": ("字/分钟", "characters/min"),
    "unit_en_rate": ("词/分钟", "words/min"),
    "per_100_zh": ("每百字", "per 100 characters"),
    "per_100_en": ("每百词", "per 100 words"),
    "usual": ("常见范围 {low}–{high}", "usual {low}–{high}"),
    "usual_up_to": ("常见范围不超过 {high}", "usual up to {high}"),
    "band_usual": ("在常见范围内", "within the usual range"),
    "band_edge": ("略在常见范围外", "a little outside the usual range"),
    "band_outside": ("在常见范围外", "outside the usual range"),
    "measure_na": (
        "“数据不足”：需要至少 30 秒、识别得足够清楚的话语；音高需要 10 秒嗓音；噪声需要 1 秒没有人说话的声音。",
        "n/a means too little to measure: rates need 30 seconds of speech that was heard clearly enough, pitch needs "
        "10 seconds of voice, noise needs a second in which nobody speaks.",
    ),
    "na": ("数据不足", "n/a"),
    # report: gates
    "gates": ("评分前的检查", "Checks before scoring"),
    "gates_lead": (
        "录像、声音、语言和话语的检查通过才会评分；画面检查只作提醒。",
        "A score is given only where recording, sound, language and speech pass. Picture checks are for attention.",
    ),
    "attention": ("请留意", "For attention"),
    "check": ("检查", "Check"),
    "result": ("结果", "Result"),
    "detail": ("说明", "Detail"),
    "passed": ("通过", "Passed"),
    "not_passed": ("未通过", "Not passed"),
    # report: costs
    "costs": ("费用", "Cost"),
    "costs_lead": (
        "按公开标价计算，失败的尝试也计入。",
        "Computed from list prices; failed attempts are counted too.",
    ),
    "list_price": ("标价", "list price"),
    "stage": ("环节", "Stage"),
    "service": ("服务", "Service"),
    "every_cost_line": ("逐条明细（{count} 行）", "Line by line ({count} lines)"),
    "amount": ("金额", "Amount"),
    "below_cent": ("低于 {amount}", "below {amount}"),
    "exact_amount": ("精确值 {amount}", "exactly {amount}"),
    "unpriced": ("未定价", "not priced"),
    "unpriced_note": (
        "{count} 项没有价格，未计入合计，并不是 0。",
        "Lines without a price: {count}. They are missing from the total; they are not 0.",
    ),
    "failed_attempts": ("含失败的尝试 {count} 次", "includes {count} failed"),
    "price_book": ("价目表", "Price book"),
    # report: deliveries
    "deliveries": ("推送", "Deliveries"),
    "deliveries_lead": ("结果推送到其他系统的情况。", "Where the result was sent."),
    "connector": ("目的地", "Destination"),
    "action": ("内容", "Action"),
    "state": ("状态", "State"),
    "attempts": ("次数", "Attempts"),
    "updated": ("更新时间", "Updated"),
    "delivery_pending": ("等待推送", "waiting"),
    "delivery_sent": ("已发出，等待回应", "sent, no answer yet"),
    "delivery_unknown": ("已发出，没有收到回应", "sent, the answer was lost"),
    "delivery_done": ("已送达", "delivered"),
    "delivery_failed": ("失败，将重试", "failed, will be tried again"),
    "delivery_parked": ("需要人工处理", "needs a person"),
    "remote_id": ("对方编号", "Their id"),
    # report: versions
    "versions": ("版本", "Versions"),
    "versions_lead": (
        "同样的输入和版本得到同样的分数。",
        "The same input with the same versions gives the same score.",
    ),
    "notes": ("备注", "Notes"),
    "matrix": ("逐项分析", "Competency by competency"),
    "answers": ("回答", "Answers"),
    "answers_lead": (
        "每个回答的时间线、逐字稿和表达方式。",
        "For each answer: its timeline, the transcript, and how it was spoken.",
    ),
    # portal: home
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
    # portal: upload script
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
    # portal: one interview
    "interview_title": ("面试进度", "Interview progress"),
    "progress": ("进度", "Progress"),
    "step_waiting": ("等待", "waiting"),
    "step_running": ("进行中", "in progress"),
    "step_done": ("完成", "done"),
    "step_failed": ("失败", "failed"),
    "step_skipped": ("已跳过", "skipped"),
    "now": ("正在进行：{state}", "Now: {state}"),
    "open_report": ("打开报告", "Open the report"),
    "moving_to_report": ("正在打开报告…", "Opening the report…"),
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
    # portal: errors, sign-in
    "error_title": ("出了点问题", "Something is not right"),
    "back_home": ("回到首页", "Back to the start page"),
    "sign_in": ("登录", "Sign in"),
    "sign_in_lead": ("请输入管理员给你的访问码。", "Enter the access code your administrator gave you."),
    "access_code": ("访问码", "Access code"),
    "wrong_code": ("访问码不正确，请再试一次。", "That access code is not right. Please try again."),
}


def text(key: str, language: Language, /, **values: object) -> str:
    """The text named `key`; placeholders are filled with `values`. Raises KeyError for a key nobody wrote."""
    zh, en = TEXTS[key]
    template = zh if language == "zh" else en
    return template.format(**values) if values else template
