"""What the candidate's own pages say, in Chinese and in English: plain words, addressed to the person."""

from __future__ import annotations

from mianshi.pages.waiting_texts import WAITING_TEXTS

_NOTICE: dict[str, tuple[str, str]] = {
    "journey_notice_ai": ("这里会用到人工智能", "This interview uses AI"),
    "journey_ai_what": (
        "你的回答会由人工智能系统处理：它把话转成文字，再对照职位要求整理成评分表，交给人看。",
        "An AI system handles your answers: it turns speech into text, reads it against what the job asks for, and "
        "makes a scorecard for people to read.",
    ),
    "journey_ai_models": (
        "提问的是事先写好的固定题目，所有应聘这个职位的人都一样；和你对话的不是真人。",
        "The questions were written beforehand and are the same for everybody who applies for this job; you are not "
        "talking to a person.",
    ),
    "journey_ai_follow_ups": (
        "这些题答完后，软件会根据你的回答再追问，最多 {most} 个：选的是讲得比较笼统或讲得较少的地方，问法是事先写好的。"
        "凡是能评分的人，追问数量相同，都有 {hours} 小时。可以不答；追问的回答只可能提高评分，不会降低。",
        "After these the software asks up to {most} follow-up questions, chosen from what you said: about passages "
        "that stayed general or points on which you said little, in words that were written beforehand. Everyone whose "
        "answers can be scored gets the same number and the same {hours} hours. You need not answer; what you add can "
        "raise a rating and never lowers one.",
    ),
    "journey_notice_recorded": ("录什么", "What is recorded"),
    "journey_recorded_modes": (
        "你对每个问题的回答：选视频就录画面和声音，选语音只录声音，选文字只保存你写的字；还有想和答各用了多久。",
        "Your answer to each question: picture and sound if you choose video, sound only if you choose audio, and only "
        "what you type if you choose text; and how long you thought and answered.",
    ),
    "journey_recorded_practice": (
        "设备检查和练习题只在你自己的设备上进行，不会上传。",
        "The device check and the practice question stay on your own device and are not sent.",
    ),
    "journey_notice_analysed": ("分析什么", "What is analysed"),
    "journey_analysed_words": (
        "只看你说或写的内容，对照这个职位事先写好的要点和等级描述。",
        "Only what you say or write, read against key points and levels that were written beforehand for this job.",
    ),
    "journey_analysed_sound": (
        "声音的技术检查：有没有噪声、是否失真、是不是只有一个人在说话。",
        "Technical checks of the sound: noise, whether it is cut off, whether one person speaks.",
    ),
    "journey_picture_behaviour": (
        "画面：没有你的单独同意，就不看画面。",
        "The picture: it is not looked at unless you agree to that separately.",
    ),
    "journey_picture_technical": (
        "画面只做技术检查：能不能读出、是否有一个人、光线够不够。",
        "The picture is only checked technically: can it be read, is there one person, is there enough light.",
    ),
    "journey_picture_nothing": (
        "软件不看画面；录下的画面只给负责招聘的人看。",
        "The software does not look at the picture; only the people who hire see it.",
    ),
    "journey_analysed_observations": (
        "只有你单独同意，才另外记录{what}。这些只给人参考，不计入得分。",
        "Only if you agree separately: {what}. People may look at these; they are not part of the score.",
    ),
    "journey_seen_behaviour": (
        "画面中看得见的动作（例如微笑、转头、视线离开镜头）",
        "movements that can be seen (such as a smile, a turned head, a look away from the camera)",
    ),
    "journey_seen_delivery": ("语速、停顿和填充词", "speech rate, pauses and filler words"),
    "journey_seen_voice": ("音高和响度", "pitch and loudness"),
    "journey_notice_never": ("什么从不影响得分", "What never enters the score"),
    "journey_never_identity": (
        "不做人脸识别，不做声纹比对，不在网上搜索你",
        "Nobody is recognised by face or voice, and you are not looked up on the internet",
    ),
    "journey_never_behaviour": (
        "不计算、也不保存表情、视线和姿势",
        "Facial movement, gaze and posture are neither computed nor stored",
    ),
    "journey_notice_kept": ("保存多久", "How long it is kept"),
    "journey_kept_recording": ("录像和录音：{days} 天", "Recordings: {days} days"),
    "journey_kept_transcript": (
        "文字稿和由它整理出的材料：{days} 天",
        "The transcript and what was made of it: {days} days",
    ),
    "journey_kept_score": ("评分表：{days} 天", "The scorecard: {days} days"),
    "journey_kept_consent": (
        "你的同意记录、请求和访问日志：{days} 天",
        "Your consents and requests, and the log of who looked at what: {days} days",
    ),
    "journey_kept_earlier": (
        "到期自动删除。你也可以随时要求提前删除。",
        "After that it is deleted by itself. You can ask for deletion earlier, at any time.",
    ),
    "journey_notice_decides": ("谁来决定", "Who decides"),
    "journey_decides_person": (
        "由人决定。软件不会淘汰任何人，也不会替人作决定。",
        "A person decides. The software turns nobody down and decides nothing in a person's place.",
    ),
    "journey_decides_reason": (
        "不录用必须由具名的人作出，并写明理由；你可以提出异议。",
        "Whoever turns you down must do so by name and with a reason, and you can object.",
    ),
    "journey_notice_refuse": ("不想用人工智能？", "If you do not want AI"),
    "journey_refuse_how": (
        "不勾选“分析”，点“请由人来面试我”。由人来看，这不会影响对你的评价。",
        "Do not tick “analysis” and choose “Have a person interview me”. It does not count against you.",
    ),
    "journey_refuse_later": (
        "同意之后也可以随时撤回、退出或要求由人来看，入口在“我的资料与权利”。",
        "You can take your consent back, withdraw or ask for a person at any time later, under “My data and rights”.",
    ),
    "journey_notice_rights": ("你的权利（概括，不是法律意见）", "Your rights (a summary, not legal advice)"),
    "journey_consent_recording": (
        "录制：我同意录下（或保存）我的回答，只用于这次应聘。",
        "Recording: I agree that my answers are recorded (or stored), for this application only.",
    ),
    "journey_consent_analysis": (
        "分析：我同意由人工智能分析我回答的内容，整理成给人看的评分表。",
        "Analysis: I agree that AI analyses the content of my answers and makes a scorecard for people to read.",
    ),
    "journey_consent_observations": (
        "另外记录：我单独同意记录{what}，只给人参考，不计入得分。",
        "Recorded besides: I agree separately to this being recorded for people to look at, and not scored: {what}.",
    ),
    "journey_consent_talent_pool": (
        "人才库：我同意看到类似职位；我报名的职位，负责它的人可以看到我的姓名和联系方式。",
        "Talent pool: I want to see similar jobs; for those I choose, the people in charge may see my name and "
        "contact details.",
    ),
}

_START: dict[str, tuple[str, str]] = {
    "journey_menu": ("我的面试", "My interview"),
    "journey_tab_start": ("面试", "Interview"),
    "journey_tab_status": ("进度", "Progress"),
    "journey_tab_rights": ("我的资料与权利", "My data and rights"),
    "journey_start_title": ("面试前请先看这一页", "Please read this page first"),
    "journey_invites": ("{who} 邀请你参加面试", "{who} invites you to an interview"),
    "journey_invites_nobody": ("邀请你参加面试", "You are invited to an interview"),
    "journey_hello": ("{name}，你好", "Hello {name}"),
    "journey_fact_department": ("部门", "Department"),
    "journey_fact_time": ("大约需要", "Takes about"),
    "journey_minutes": ("{minutes} 分钟，{questions} 个问题", "{minutes} minutes, {questions} questions"),
    "journey_minutes_unclocked": ("{questions} 个问题，不限时间", "{questions} questions, no time limit"),
    "journey_fact_follow_ups": ("答完后的追问", "Follow-ups afterwards"),
    "journey_follow_ups": (
        "{n} 个，最多 {minutes} 分钟，{hours} 小时内答，可以不答",
        "{n} more, {minutes} minutes at most, within {hours} hours; you may leave them out",
    ),
    "journey_follow_ups_unclocked": (
        "{n} 个，{hours} 小时内答，可以不答",
        "{n} more, within {hours} hours; you may leave them out",
    ),
    "journey_fact_languages": ("可以用", "You may answer in"),
    "journey_fact_modes": ("怎么回答", "How you answer"),
    "journey_mode_video": ("视频", "Video"),
    "journey_mode_audio": ("语音", "Audio"),
    "journey_mode_text": ("文字", "Text"),
    "journey_fact_until": ("请在此之前开始", "Begin before"),
    "journey_fact_contact": ("有问题找谁", "Questions to"),
    "journey_contact_reply": ("邀请你的招聘人员", "The recruiter who invited you"),
    "journey_list_join": ("、", ", "),
    "journey_jump": ("直接去选择", "Go to the choices"),
    "journey_agree_title": ("你同意哪些", "What you agree to"),
    "journey_agree_lead": (
        "每一项分开选，都没有预先勾选。",
        "Each is asked separately, and none is ticked beforehand.",
    ),
    "journey_needed": ("用软件面试需要", "needed for this interview"),
    "journey_optional": ("自愿", "your choice"),
    "journey_agree_go": ("同意并继续", "Agree and continue"),
    "journey_agree_person": ("请由人来面试我", "Have a person interview me"),
    "journey_agree_person_lead": (
        "不同意分析也没关系：会有人联系你，不会影响对你的评价。",
        "You need not agree to the analysis: a person will get in touch, and it does not count against you.",
    ),
    "journey_agree_missing": (
        "用软件面试需要勾选前两项；不想勾选，就请选“请由人来面试我”。",
        "The first two are needed for this interview. If you do not want them, choose “Have a person interview me”.",
    ),
    "journey_agree_changed": (
        "说明文字刚刚更新过，请再看一遍后选择。",
        "The words on this page have just changed. Please read them again and choose.",
    ),
    "journey_agreed_before": (
        "你在 {at} 作过选择，可以在这里重新选。",
        "You made your choices on {at}, and can make them again here.",
    ),
    "journey_words_version": ("这份说明的版本：{version}", "Version of these words: {version}"),
}

_PLAN: dict[str, tuple[str, str]] = {
    "journey_plan_title": ("选择方式和时间", "Choose how and when"),
    "journey_plan_language": ("用哪种语言回答", "Language of your answers"),
    "journey_plan_mode": ("怎么回答", "How you answer"),
    "journey_plan_mode_video": ("录视频：需要摄像头和麦克风", "On video: needs a camera and a microphone"),
    "journey_plan_mode_audio": ("只录声音：需要麦克风", "Sound only: needs a microphone"),
    "journey_plan_mode_text": ("打字回答", "In writing"),
    "journey_plan_mode_same": (
        "三种方式按同样的标准评，长相和声音不计入得分。",
        "All ways are read by the same standard; looks and voice are not part of the score.",
    ),
    "journey_plan_slot": ("什么时候", "When"),
    "journey_plan_slot_lead": (
        "在这段时间内开始就行，可以改约。",
        "Begin within this time. You can choose another one later.",
    ),
    "journey_plan_slot_to": ("到", "to"),
    "journey_plan_slot_full": ("已约满", "fully booked"),
    "journey_plan_slot_left": ("还剩 {left} 个名额", "{left} places left"),
    "journey_plan_slot_none": (
        "目前没有可约的时间。请联系邀请你的人，或选择由人来面试。",
        "No time is free at the moment. Please ask whoever invited you, or have a person interview you.",
    ),
    "journey_plan_needs": ("便利安排（自愿填写）", "If you need something different (your choice)"),
    "journey_plan_needs_lead": (
        "不需要说明原因或提供证明，也不会影响评分。",
        "You need not say why or prove anything, and the score does not know of it.",
    ),
    "journey_plan_extra_time": ("不要计时", "No clock"),
    "journey_plan_text_mode": ("改用文字回答", "Answer in writing"),
    "journey_plan_other": ("还需要什么？会有人答复你。", "Anything else? A person will answer."),
    "journey_plan_granted": ("已自动安排好。", "Arranged by itself."),
    "journey_plan_go": ("保存并继续", "Save and continue"),
    "journey_plan_bad_language": ("请选择一种语言。", "Please choose a language."),
    "journey_plan_bad_mode": ("请选择回答方式。", "Please choose how you want to answer."),
    "journey_plan_bad_slot": ("请选择一个时间。", "Please choose a time."),
    "journey_plan_slot_taken": (
        "这个时间刚刚被约满，请换一个。",
        "This time was just booked up. Please choose another one.",
    ),
    "journey_plan_long": ("最多 {most} 个字。", "At most {most} characters."),
    "journey_ready_title": ("流程和准备", "What will happen"),
    "journey_ready_chosen": ("你的选择", "Your choices"),
    "journey_ready_change": ("修改", "Change"),
    "journey_ready_language": ("语言", "Language"),
    "journey_ready_mode": ("方式", "How"),
    "journey_ready_slot": ("时间", "Time"),
    "journey_ready_any_time": ("现在，或之后任何时候", "Now, or whenever you like"),
    "journey_ready_clock": ("计时", "Clock"),
    "journey_ready_no_clock": ("不计时", "No clock"),
    "journey_ready_with_clock": ("每题计时", "For each question"),
    "journey_ready_calendar": ("加入日历", "Add to calendar"),
    "journey_step_check": ("设备检查", "Device check"),
    "journey_step_check_more": (
        "确认摄像头和麦克风能用，约 1 分钟。",
        "See that camera and microphone work, about a minute.",
    ),
    "journey_step_practice": ("练习题", "Practice question"),
    "journey_step_practice_more": ("试一遍，不会保存。", "Try it once; nothing is kept."),
    "journey_step_questions": ("{questions} 个问题，一次一个", "{questions} questions, one at a time"),
    "journey_step_questions_more": (
        "每题先想，最长 {think}；再答，最长 {answer}。每题可以重录 {retakes} 次。",
        "For each, up to {think} to think, then up to {answer} to answer. Re-takes of each: {retakes}.",
    ),
    "journey_step_questions_free": (
        "想好再答，不限时间。每题可以重录 {retakes} 次。",
        "Think and answer in your own time. Re-takes of each: {retakes}.",
    ),
    "journey_step_written_more": (
        "在网页里打字，可以修改后再提交。",
        "Type on the page; you can edit before you hand in.",
    ),
    "journey_step_hand_in": ("提交", "Hand in"),
    "journey_step_hand_in_more": (
        "全部答完就自动提交，之后可以在“进度”里看到走到哪一步。",
        "After the last answer all is handed in. “Progress” then shows how far it is.",
    ),
    "journey_step_follow_ups": ("追问 {n} 个", "Follow-up questions: {n}"),
    "journey_step_follow_ups_more": (
        "软件读完你的回答后选出，显示在“进度”里。凡是能评分的人，追问数量相同，都有 {hours} 小时。可以不答；"
        "追问的回答只可能提高评分，不会降低。",
        "Chosen from what you said once the software has read it, and shown under “Progress”. Everyone whose answers "
        "can be scored gets the same number and the same {hours} hours. You need not answer; what you add can raise a "
        "rating and never lowers one.",
    ),
    "journey_ready_asked": ("回答追问", "Answer the follow-up questions"),
    "journey_seconds": ("{n} 秒", "{n} seconds"),
    "journey_whole_minutes": ("{n} 分钟", "{n} minutes"),
    "journey_ready_go": ("开始", "Begin"),
    "journey_ready_go_on": ("继续回答", "Go on answering"),
    "journey_ready_early": (
        "还没到你预约的时间。现在可以先做设备检查，到时间再开始。",
        "Your time has not come yet. You can do the device check now and begin then.",
    ),
    "journey_ready_over": (
        "你预约的时间已经过了，请重新选一个时间。",
        "The time you booked is over. Please choose another one.",
    ),
    "journey_calendar_summary": ("线上面试：{title}", "Online interview: {title}"),
    "journey_calendar_more": (
        "请用邀请里的链接打开。准备一个安静、光线好的地方。",
        "Please open it by the link in your invitation. Find a quiet place with good light.",
    ),
}

JOURNEY_TEXTS: dict[str, tuple[str, str]] = _NOTICE | _START | _PLAN | WAITING_TEXTS
