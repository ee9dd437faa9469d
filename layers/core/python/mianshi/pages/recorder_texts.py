"""What the recording pages say, in Chinese and in English."""

from __future__ import annotations

RECORDER_TEXTS: dict[str, tuple[str, str]] = {
    # check
    "rec_check_title": ("检查设备", "Check your devices"),
    "rec_check_lead": (
        "先花一分钟确认摄像头和麦克风正常。这里的画面和声音不会保存，也不会上传。",
        "Take a minute to see that camera and microphone work. Nothing is kept or sent on this page.",
    ),
    "rec_way": ("用哪种方式回答", "How you answer"),
    "rec_way_video": ("录像（画面和声音）", "Video (picture and sound)"),
    "rec_way_audio": ("只录声音", "Sound only"),
    "rec_way_text": ("文字作答", "In writing"),
    "rec_way_hint": (
        "评分只看回答的内容，几种方式的评分标准相同。",
        "Only the content of your answers is scored, by the same standard whichever way you choose.",
    ),
    "rec_camera": ("摄像头", "Camera"),
    "rec_microphone": ("麦克风", "Microphone"),
    "rec_device_n": ("设备 {n}", "Device {n}"),
    "rec_turn_on": ("打开摄像头和麦克风", "Turn on camera and microphone"),
    "rec_turn_on_hint": (
        "浏览器会询问是否允许，请选择“允许”。",
        "Your browser will ask whether to allow it. Please choose “Allow”.",
    ),
    "rec_picture": ("你的画面", "Your picture"),
    "rec_level": ("麦克风音量", "Microphone level"),
    "rec_level_none": (
        "听不到声音，请说几句话，或换一个麦克风。",
        "Nothing is heard. Say something, or choose another microphone.",
    ),
    "rec_level_quiet": ("声音偏小，请靠近麦克风一些。", "The sound is faint. Move closer to the microphone."),
    "rec_level_good": ("声音正常。", "The sound is fine."),
    "rec_light_none": ("没有画面，请检查镜头是否被挡住。", "There is no picture. See whether the camera is covered."),
    "rec_light_dark": ("画面偏暗，请面向灯或窗户。", "The picture is dark. Face a lamp or a window."),
    "rec_light_bright": ("画面过亮，请避开强光。", "The picture is too bright. Move out of strong light."),
    "rec_light_good": ("光线合适。", "The light is fine."),
    "rec_to_practice": ("设备正常，去练习", "All fine, practise first"),
    "rec_to_interview": ("设备正常，去答题", "All fine, go to the interview"),
    "rec_skip_practice": ("跳过练习，直接答题", "Skip practice, go to the interview"),
    "rec_to_writing": ("去文字作答", "Go on in writing"),
    "rec_other_ways": ("摄像头或麦克风用不了？", "Camera or microphone do not work?"),
    "rec_by_file": ("用手机自带的相机录好，再选文件上传", "Record with your phone's own camera and choose the files"),
    "rec_by_text": ("改用文字作答", "Answer in writing instead"),
    "rec_needs_script": (
        "录制需要启用 JavaScript。如果无法启用，请联系招聘方，由人安排面试。",
        "Recording needs JavaScript. If you cannot enable it, contact the recruiter, who will arrange an "
        "interview with a person.",
    ),
    # what can go wrong with devices
    "rec_problem_denied": (
        "浏览器没有得到使用摄像头或麦克风的许可。",
        "Your browser was not allowed to use the camera or the microphone.",
    ),
    "rec_problem_missing": (
        "没有找到摄像头或麦克风，请接好后重试。",
        "No camera or microphone was found. Connect one and try again.",
    ),
    "rec_problem_busy": (
        "设备正被其他程序占用，请关闭它们后重试。",
        "Another program is using the device. Close it and try again.",
    ),
    "rec_problem_other": (
        "设备打不开，请重试，或换一种方式回答。",
        "The device could not be opened. Try again, or answer another way.",
    ),
    "rec_problem_unable": (
        "这个浏览器不能录制，请换一种方式回答。",
        "This browser cannot record. Please answer another way.",
    ),
    "rec_help_wechat": (
        "你正在微信里打开。请点右上角“…”，选择“在浏览器打开”，再允许使用摄像头和麦克风。",
        "You are inside WeChat. Tap “…” at the top right, choose “Open in browser”, then allow camera and microphone.",
    ),
    "rec_help_wecom": (
        "你正在企业微信里打开。请点右上角“…”，选择“在浏览器打开”，再允许使用摄像头和麦克风。",
        "You are inside WeCom. Tap “…” at the top right, choose “Open in browser”, then allow camera and microphone.",
    ),
    "rec_help_dingtalk": (
        "你正在钉钉里打开。请点右上角“…”，选择“在浏览器打开”；或在手机设置里允许钉钉使用摄像头和麦克风。",
        "You are inside DingTalk. Tap “…” at the top right and open the page in your browser; or allow "
        "DingTalk to use camera "
        "and microphone in the phone's settings.",
    ),
    "rec_help_feishu": (
        "你正在飞书里打开。请点右上角“…”，选择“在浏览器打开”；或在手机设置里允许飞书使用摄像头和麦克风。",
        "You are inside Feishu. Tap “…” at the top right and open the page in your browser; or allow Feishu "
        "to use camera and "
        "microphone in the phone's settings.",
    ),
    "rec_help_ios": (
        "请在“设置”里找到这个浏览器，打开“相机”和“麦克风”，然后刷新本页。",
        "Open Settings, find this browser, switch on Camera and Microphone, then reload this page.",
    ),
    "rec_help_android": (
        "请点地址栏左侧的图标，在“权限”里允许摄像头和麦克风，然后刷新本页。",
        "Tap the icon at the left of the address bar, allow camera and microphone under Permissions, then "
        "reload this page.",
    ),
    "rec_help_desktop": (
        "请点地址栏旁的摄像头或锁形图标，把摄像头和麦克风改为“允许”，然后刷新本页。",
        "Click the camera or lock icon beside the address bar, set camera and microphone to “Allow”, then "
        "reload this page.",
    ),
    "rec_try_again": ("重试", "Try again"),
    # practice
    "rec_practice_title": ("练习一题", "Practise once"),
    "rec_practice_lead": (
        "熟悉一下流程。练习录像只在你的浏览器里，离开本页就没有了，不会上传，也没有人会看到。",
        "See how it works. What you record here stays in your browser until you leave the page; it is not "
        "sent, and nobody sees it.",
    ),
    "rec_practice_question": (
        "请用三十秒，说说怎样泡一杯你喜欢的茶或咖啡。",
        "Take thirty seconds to explain how you make a cup of tea or coffee you like.",
    ),
    "rec_practice_again": ("再练一次", "Practise again"),
    # record
    "rec_record_title": ("回答问题", "Answer the questions"),
    "rec_ready_title": ("准备好了吗？", "Ready?"),
    "rec_ready_steps": ("会这样进行", "How it goes"),
    "rec_ready_one": (
        "一次显示一道题。每个人的题目、顺序和时间都相同。",
        "One question is shown at a time: the same questions, order and time for everybody.",
    ),
    "rec_ready_think": (
        "每题有 {seconds} 秒阅读和思考，时间到后自动开始录制，也可以提前开始。",
        "You have {seconds} seconds to read and think. Then recording starts by itself; you may start sooner.",
    ),
    "rec_ready_no_think": ("想好后，由你自己开始录制。", "You start recording yourself, when you are ready."),
    "rec_ready_answer": ("每个回答最多 {minutes}。", "Each answer may take up to {minutes}."),
    "rec_ready_no_limit": ("不计时，需要多久就用多久。", "No clock runs. Take the time you need."),
    "rec_ready_retakes": (
        "保留回答前可以先回看；每题可以重录 {n} 次。",
        "You can watch an answer before you keep it, and record each again up to {n} times.",
    ),
    "rec_ready_no_retakes": (
        "保留回答前可以先回看；本职位不能重录。",
        "You can watch an answer before you keep it. This job allows no second recording.",
    ),
    "rec_ready_upload": (
        "上传在后台进行，断网或刷新都不会丢失已录好的回答。",
        "Answers are uploaded in the background. Neither a lost network nor a reload loses one.",
    ),
    "rec_ready_more": (
        "答完后，软件读完你的回答，还会追问 {n} 个问题，可以不答。",
        "Once your answers have been read, the software asks follow-up questions: {n}. You need not answer them.",
    ),
    "rec_begin": ("开始面试", "Begin the interview"),
    "rec_say_resume": ("继续面试", "Continue the interview"),
    "rec_own": ("关于你本人经历的问题，不计分", "a question about your own experience, not scored"),
    "rec_place": ("第 {n} 题，共 {of} 题", "Question {n} of {of}"),
    "rec_progress": ("面试进度", "Progress of the interview"),
    "rec_start": ("开始回答", "Start answering"),
    "rec_stop": ("结束回答", "Stop"),
    "rec_keep": ("保留这个回答", "Keep this answer"),
    "rec_again": ("重录", "Record again"),
    "rec_left": ("重录（还剩 {n} 次）", "Record again ({n} left)"),
    "rec_review": ("回看你的回答", "Watch your answer"),
    "rec_on": ("正在录制", "Recording"),
    "rec_file_pick": ("录制或选择这道题的文件", "Record or choose the file for this question"),
    "rec_file_hint": (
        "手机会打开自带的相机。录好后在这里确认，再进入下一题。",
        "On a phone this opens the camera. Confirm the file here, then go on to the next question.",
    ),
    "rec_time_think": ("还有 {time} 思考", "{time} left to think"),
    "rec_time_record": ("已录 {time}，还剩 {left}", "{time} recorded, {left} left"),
    "rec_time_free": ("已录 {time}", "{time} recorded"),
    "rec_say_question": ("第 {n} 题，共 {of} 题。", "Question {n} of {of}."),
    "rec_say_thirty": ("还剩 30 秒。", "30 seconds left."),
    "rec_say_ten": ("还剩 10 秒。", "10 seconds left."),
    "rec_say_on": ("录制开始。", "Recording started."),
    "rec_say_off": ("录制结束，可以回看。", "Recording stopped. You can watch it."),
    "rec_say_kept": ("回答已保留，正在后台上传。", "Your answer is kept and is being uploaded."),
    "rec_say_handed": ("回答已提交。", "Your answer is handed in."),
    "rec_say_all": ("你提交的回答已全部收到。", "Everything you handed in has arrived."),
    "rec_take_restored": (
        "这是刷新前录下的回答，可以保留或重录。",
        "This is what was recorded before the page was reloaded. Keep it, or record again.",
    ),
    "rec_tips": ("录制提示（不影响评分）", "About the recording (not about your score)"),
    "rec_tip_silent": (
        "几乎听不到声音，请检查麦克风，建议重录。",
        "Hardly anything is heard. Check the microphone and record again.",
    ),
    "rec_tip_quiet": ("声音偏小，下一题请靠近麦克风。", "The sound is faint. Move closer to the microphone."),
    "rec_tip_short": ("这段录制不到十秒。", "This recording is shorter than ten seconds."),
    "rec_tip_no_picture": ("大部分时间没有画面，请检查镜头。", "There is no picture for most of it. Check the camera."),
    "rec_tip_dark": ("画面偏暗，请面向光源。", "The picture is dark. Face the light."),
    "rec_uploads": ("你的回答", "Your answers"),
    "rec_count": ("{done} / {of} 已收到", "{done} of {of} received"),
    "rec_up_open": ("未回答", "Not answered"),
    "rec_up_now": ("正在回答", "In progress"),
    "rec_up_waiting": ("等待上传", "Waiting"),
    "rec_up_sending": ("上传中 {percent}%", "Uploading {percent}%"),
    "rec_up_offline": ("网络断开，恢复后自动继续", "Offline; goes on by itself"),
    "rec_up_stored": ("已收到", "Received"),
    "rec_up_refused": ("上传失败", "Not accepted"),
    "rec_up_retry": ("重新上传", "Upload again"),
    "rec_up_keep_open": (
        "还有回答正在上传，请保持本页打开。",
        "Some answers are still on their way. Please keep this page open.",
    ),
    "rec_up_fragile": (
        "这个浏览器不能保存录像（可能是无痕模式），在全部收到之前请不要关闭或刷新本页。",
        "This browser cannot keep recordings (perhaps a private window). Do not close or reload the page until "
        "all are received.",
    ),
    "rec_early": ("提前结束面试", "End the interview early"),
    "rec_early_title": ("确定提前结束吗？", "End the interview now?"),
    "rec_early_body": (
        "只会提交已经收到的回答，没有回答的题目按没有回答处理，之后不能再补。",
        "Only the answers already received are handed in. The others count as not answered and cannot be added later.",
    ),
    "rec_early_yes": ("结束并提交", "End and hand in"),
    "rec_early_no": ("继续面试", "Go on"),
    "rec_sending_title": ("正在上传最后的回答", "Uploading your last answers"),
    "rec_done_title": ("面试完成，谢谢你", "All done, thank you"),
    "rec_done_lead": (
        "你提交的回答已全部收到。软件会整理你的回答，决定由人作出。",
        "Everything you handed in has arrived. Software prepares it; a person decides.",
    ),
    "rec_done_promised_title": ("回答已收到，谢谢你", "Your answers are in, thank you"),
    "rec_done_promised": (
        "软件读完后会有 {n} 个追问，可以不答。可以在“进度”里等几分钟，"
        "也可以稍后用同一个链接回来：出现后 {hours} 小时内都能答。",
        "Once they are read, follow-up questions ({n}) come; you need not answer them. Wait a few minutes under "
        "“Progress”, or come back later by the same link: you have {hours} hours from then.",
    ),
    "rec_done_link": ("查看进度", "See how it goes on"),
    "rec_trouble_network": ("网络不通，请检查网络后重试。", "There is no network. Check it and try again."),
    # follow-up questions
    "rec_more_title": ("追问", "Follow-up questions"),
    "rec_more_lead": (
        "还有 {n} 个追问，是软件根据你的回答选出的。凡是能评分的人，追问数量相同，都有 {hours} 小时。",
        "{n} left to answer, chosen from what you said. Everyone whose answers can be scored gets the same number and "
        "the same {hours} hours.",
    ),
    "rec_more_free": (
        "可以不答，也可以跳过其中一个。追问的回答只可能提高评分，不会降低。",
        "You may leave them out, or skip one. What you add can raise a rating and never lowers one.",
    ),
    "rec_more_until": ("请在此之前提交：", "Hand in before:"),
    "rec_more_begin": ("开始回答", "Begin"),
    "rec_more_check": ("先检查设备", "Check your devices first"),
    "rec_more_place": ("第 {n} 个追问，共 {of} 个", "Follow-up {n} of {of}"),
    "rec_more_row": ("追问 {n}", "Follow-up {n}"),
    "rec_more_heard": ("我们听到你说", "What we heard you say"),
    "rec_more_wrote": ("你写到", "What you wrote"),
    "rec_more_asked": ("当时的问题", "The question then"),
    "rec_more_skip": ("跳过这个追问", "Skip this one"),
    "rec_more_end_title": ("就答到这里吗？", "Is that all?"),
    "rec_more_end_body": (
        "答了的会提交，跳过的不再问，不影响评分。提交之后不能再补。",
        "What you answered is handed in. What you skipped is not asked again and costs you nothing. Nothing can be "
        "added after that.",
    ),
    "rec_more_end_yes": ("提交", "Hand in"),
    "rec_more_end_no": ("回去回答", "Go back and answer"),
    # write
    "rec_write_title": ("文字作答", "Answer in writing"),
    "rec_write_lead": (
        "一次显示一道题。你写的内容会保存在这个浏览器里，点“提交这个回答”后才会发送，提交后不能修改。",
        "One question is shown at a time. What you write is kept in this browser and sent only when you hand "
        "it in; after that it cannot be changed.",
    ),
    "rec_write_label": ("你的回答", "Your answer"),
    "rec_write_left": ("还可以写 {n} 个字", "{n} characters left"),
    "rec_write_saved": ("草稿已保存在本机", "Draft kept on this device"),
    "rec_write_empty": ("请先写下你的回答。", "Please write your answer first."),
    "rec_write_send": ("提交这个回答", "Hand in this answer"),
    "rec_write_sending": ("正在提交…", "Handing in…"),
    "rec_write_elsewhere": (
        "“{place}”已在另一个页面提交，以那边提交的为准。你在这里写的没有提交，还保存在本机：",
        "“{place}” was handed in on another page, and that answer stands. What you wrote here was not handed in; it is "
        "still kept on this device:",
    ),
    "rec_write_record": ("改为录制作答", "Record the rest instead"),
}
