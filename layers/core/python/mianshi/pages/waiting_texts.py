"""What the candidate's pages say once the answers are given: progress, data and rights; in both languages."""

from __future__ import annotations

_STATUS: dict[str, tuple[str, str]] = {
    "journey_status_title": ("进度", "Progress"),
    "journey_status_kept_up": ("这一页会自动更新。", "This page keeps itself up to date."),
    "journey_way_begin": ("开始", "Begun"),
    "journey_way_answers": ("回答已提交", "Answers in"),
    "journey_way_read": ("软件整理", "Being read"),
    "journey_way_person": ("由人查看", "With a person"),
    "journey_way_decided": ("有结果", "Decided"),
    "journey_way_done": ("已完成", "done"),
    "journey_way_running": ("进行中", "now"),
    "journey_way_waiting": ("未开始", "to come"),
    "journey_way_skipped": ("不适用", "left out"),
    "journey_way_failed": ("没有成功", "did not work"),
    "journey_at_invited": ("还没有开始", "Not begun yet"),
    "journey_at_invited_more": (
        "看完说明、作出选择就可以开始。",
        "Read the first page and make your choices to begin.",
    ),
    "journey_at_ended": ("邀请已经过期", "The invitation has ended"),
    "journey_at_ended_more": (
        "请联系邀请你的人重新发一个，或在“我的资料与权利”里请人来面试你。",
        "Please ask whoever invited you for a new one, or ask for a person under “My data and rights”.",
    ),
    "journey_at_closed": ("这个职位已经停止招聘", "This job is closed"),
    "journey_at_closed_more": (
        "不用再作答。你的资料可以在“我的资料与权利”里查看、下载或删除。",
        "There is nothing left to answer. You can see, download or delete your data under “My data and rights”.",
    ),
    "journey_at_person_only": ("由人来面试你", "A person will interview you"),
    "journey_at_person_only_more": (
        "你的选择已经告诉负责招聘的人，最迟 {due} 会有人联系你。软件不会分析你。",
        "The people who hire know of your choice; somebody will be in touch by {due} at the latest. No software will "
        "analyse you.",
    ),
    "journey_at_begun": ("已经开始，还没有提交", "Begun, not handed in yet"),
    "journey_at_begun_more": (
        "已经提交的回答都在，可以接着答。",
        "What you sent is kept. You can go on where you were.",
    ),
    "journey_at_arriving": ("回答正在到达", "Your answers are arriving"),
    "journey_at_arriving_more": (
        "如果还有上传没完成，请保持那个页面打开。",
        "If an upload is still going on, please keep that page open.",
    ),
    "journey_at_working": ("正在整理你的回答", "Your answers are being read"),
    "journey_at_working_more": ("可以关掉这个页面，稍后再来看。", "You can close this page and come back later."),
    "journey_at_waking": ("正在排队，几分钟后开始整理", "In line; reading starts in a few minutes"),
    "journey_at_waking_more": ("可以关掉这个页面，稍后再来看。", "You can close this page and come back later."),
    "journey_at_asking": ("还有追问等你回答", "Follow-up questions are waiting for you"),
    "journey_at_asking_more": (
        "软件读完你的回答，还有 {n} 个追问。凡是能评分的人，追问数量相同，都有 {hours} 小时。可以不答；"
        "追问的回答只可能提高评分，不会降低。",
        "Your answers have been read; follow-up questions left to answer: {n}. Everyone whose answers can be scored "
        "gets the same number and the same {hours} hours. You need not answer; what you add can raise a rating and "
        "never lowers one.",
    ),
    "journey_asking_partly": (
        "已经收到 {done} 个。把剩下的答完，或选“没有要补充的了”，马上就会算进来；最迟到截止时间就会算进来。",
        "Received: {done}. It counts as soon as you have answered the rest or chosen “I have nothing more to add”, and "
        "at the latest when the time is over.",
    ),
    "journey_asking_until": ("请在此之前回答", "Answer before"),
    "journey_go_answer": ("回答追问", "Answer them"),
    "journey_go_enough": ("没有要补充的了", "I have nothing more to add"),
    "journey_enough_more": (
        "追问到此为止，马上按已有的回答往下走，不影响评分。之后不能再补。",
        "No more is asked, and your application goes on with what you said. This costs you nothing; you cannot add to "
        "it later.",
    ),
    "journey_enough_yes": ("确定，不再补充", "Yes, that is all"),
    "journey_promised": (
        "整理好以后，这里会出现 {n} 个追问。可以在这里等几分钟，"
        "也可以稍后用同一个链接回来：出现后 {hours} 小时内都能答。",
        "Once they are read, follow-up questions ({n}) appear here. Wait a few minutes, or come back later by the same "
        "link: you have {hours} hours from then.",
    ),
    "journey_promised_mail": ("出现时会给你发邮件。", "You will get a mail when they are here."),
    "journey_missed": (
        "追问的时间已过：到时收到的都算，没有收到的不再收，评分不受影响。",
        "The time for the follow-up questions is over. What had arrived counts; the rest is no longer taken, and your "
        "rating is none the worse.",
    ),
    "journey_unasked": (
        "因此没有追问，你没有漏答什么。",
        "So there are no follow-up questions; you have missed nothing.",
    ),
    "journey_at_stuck": ("我们这边出了故障", "Something failed on our side"),
    "journey_at_stuck_more": (
        "你的回答都在，不用重做，我们会重新处理。如果两天后还是这样，请联系邀请你的人。",
        "Your answers are safe and you need do nothing; we will try again. If this goes on for two days, please tell "
        "whoever invited you.",
    ),
    "journey_at_unusable": ("这份回答没法使用", "Your answers could not be used"),
    "journey_at_unusable_more": (
        "{reason}这与你答得好不好无关。可以请人来看，或联系邀请你的人重新录一次。",
        "{reason} This says nothing about how well you answered. You can ask for a person, or ask whoever "
        "invited you to let you record again.",
    ),
    "journey_at_thin": ("材料不够，正由人查看", "Not enough to go by; a person is looking"),
    "journey_at_thin_more": (
        "软件没有评等级，这不是低分。",
        "The software gave no level. This is not a low result.",
    ),
    "journey_at_with_person": ("正由人查看", "With a person"),
    "journey_at_with_person_more": (
        "软件已经整理完，现在由人来看和决定。",
        "The software has done its part; people are reading and will decide.",
    ),
    "journey_at_advance": ("进入下一轮", "You are through to the next round"),
    "journey_at_advance_more": ("会有人联系你，约定下一步。", "Somebody will be in touch about what comes next."),
    "journey_at_hold": ("暂时保留，稍后再定", "Kept on file for now"),
    "journey_at_hold_more": (
        "负责招聘的人还没有作最后决定，有进展会联系你。",
        "The people who hire have not made their last decision. They will be in touch.",
    ),
    "journey_at_reject": ("这次没有通过", "Not this time"),
    "journey_at_reject_more": (
        "这是由人作出的决定。谢谢你的时间。如果不同意，可以提出申诉。",
        "A person decided this. Thank you for your time. If you disagree, you can appeal.",
    ),
    "journey_at_withdrawn": ("你已经退出", "You have withdrawn"),
    "journey_at_withdrawn_more": (
        "处理已经停止。你的资料可以在“我的资料与权利”里查看、下载或删除。",
        "Nothing more is done with your answers. You can see, download or delete your data under “My data and rights”.",
    ),
    "journey_go_start": ("去看说明", "To the first page"),
    "journey_go_back_in": ("我还是想自己在线面试", "I would rather do the online interview after all"),
    "journey_go_on": ("继续", "Go on"),
    "journey_read_report": ("看我的报告", "Read my report"),
    "journey_keep_report": ("下载报告", "Download the report"),
    "journey_report_appeal": ("补充面试的报告", "Report on the supplement"),
    "journey_report_when_scored": ("评分完成后，你可以在这里看到报告。", "Your report will be here once it is made."),
    "journey_report_when_decided": ("有结果后，你可以在这里看到报告。", "Your report will be here once it is decided."),
    "journey_report_by_hand": (
        "报告由负责招聘的人发布；发布后你可以在这里看到。",
        "The people who hire release the report; it will then be here.",
    ),
    "journey_go_appeal": ("我不同意，要申诉", "I disagree and want to appeal"),
    "journey_go_jobs": ("看看类似职位", "See similar jobs"),
}

_RIGHTS: dict[str, tuple[str, str]] = {
    "journey_rights_title": ("我的资料与权利", "My data and rights"),
    "journey_rights_lead": (
        "这里的每一项都不会影响对你的评价。",
        "Nothing you do here counts against you.",
    ),
    "journey_asked_title": ("你提出过的请求", "What you asked for"),
    "journey_asked_open": ("最迟 {due} 会有人答复", "a person will answer by {due}"),
    "journey_asked_answered": ("已答复", "answered"),
    "journey_kind_human_review": ("请由人来看", "Have a person look"),
    "journey_kind_appeal": ("申诉", "Appeal"),
    "journey_kind_correction": ("更正", "Correction"),
    "journey_kind_erasure": ("删除资料", "Deletion"),
    "journey_kind_accommodation": ("便利安排", "Something different needed"),
    "journey_agreed_title": ("你同意过什么", "What you agreed to"),
    "journey_agreed_yes": ("同意", "yes"),
    "journey_agreed_no": ("不同意", "no"),
    "journey_agreed_recording": ("录制", "Recording"),
    "journey_agreed_analysis": ("分析", "Analysis"),
    "journey_agreed_observations": ("另外记录", "Recorded besides"),
    "journey_agreed_talent_pool": ("人才库", "Talent pool"),
    "journey_agreed_when": ("时间", "When"),
    "journey_agreed_version": ("说明的版本", "Version of the words"),
    "journey_pool_leave": ("退出人才库", "Leave the talent pool"),
    "journey_pool_left": ("你已退出人才库。", "You have left the talent pool."),
    "journey_unobserve": ("撤回对“另外记录”的同意", "Take back the consent to what is recorded besides"),
    "journey_unobserved": (
        "已撤回：除了回答的内容，不会另外记录什么。",
        "Taken back: nothing is recorded besides what you answer.",
    ),
    "journey_unobserve_late": (
        "回答已经提交，另外记录的内容可能已经生成；要删除，请选“删除我的资料”，也可以请人来看。",
        "Your answers are handed in, and what is recorded besides may exist already. To remove it choose “Delete my "
        "data”, or ask for a person.",
    ),
    "journey_do_data": ("下载关于我的全部资料", "Download everything kept about me"),
    "journey_do_data_more": (
        "一个 ZIP 文件：个人资料、同意、请求、文字稿、已公开的评分表和结果。",
        "One ZIP file: your details, consents, requests, transcript, the scorecard where it is released, the outcome.",
    ),
    "journey_recordings": ("我的录像和录音", "My recordings"),
    "journey_recording_n": ("回答 {n}", "Answer {n}"),
    "journey_recordings_more": ("链接一小时内有效。", "The links work for one hour."),
    "journey_do_person": ("请由人来看", "Have a person look"),
    "journey_do_person_more": (
        "由人面试你，或由人重新看你的回答。不需要理由。",
        "A person interviews you, or reads your answers anew. You need not say why.",
    ),
    "journey_do_correct": ("更正文字稿或资料", "Correct the transcript or my details"),
    "journey_do_correct_more": (
        "听写错了，或姓名、联系方式不对。",
        "Something was misheard, or your name or contact details are wrong.",
    ),
    "journey_do_appeal": ("申诉", "Appeal"),
    "journey_do_appeal_more": (
        "不同意结果或评分，可以写明理由，还可以补录一段。",
        "If you disagree with the outcome or the score, say why, and add a recording if you like.",
    ),
    "journey_do_withdraw": ("退出应聘", "Withdraw"),
    "journey_do_withdraw_more": ("停止处理，不再由任何人评定。", "Everything stops, and nobody rates you any more."),
    "journey_do_erase": ("删除我的资料", "Delete my data"),
    "journey_do_erase_more": (
        "录像、文字稿、评分和联系方式都会删除，不能恢复。",
        "Recordings, transcript, scores and contact details are deleted for good.",
    ),
    "journey_ask_send": ("提交", "Send"),
    "journey_ask_back": ("返回", "Back"),
    "journey_ask_text": ("你想说的（自愿）", "What you want to say (your choice)"),
    "journey_ask_text_needed": ("请写明", "Please say"),
    "journey_ask_empty": (
        "请写几句，我们才知道要看什么。",
        "Please write a few words, so that we know what to look at.",
    ),
    "journey_ask_long": ("最多 {most} 个字，请缩短。", "At most {most} characters; please shorten it."),
    "journey_ask_confirm": ("请先勾选确认。", "Please tick the box to confirm."),
    "journey_ask_due": ("{days} 天内会有人答复。", "A person answers within {days} days."),
    "journey_ask_correct_hint": (
        "例如：回答 2，1 分 05 秒，“成本”应为“城本路店”。",
        "For example: answer 2, at 1:05, “sail” should be “sale”.",
    ),
    "journey_ask_appeal_hint": (
        "写明哪一项、哪一句，你认为应该怎样理解。",
        "Say which item and which sentence, and how you see it.",
    ),
    "journey_ask_appeal_video": (
        "我还想补录一段（会同样分析，并附在申诉后面）",
        "I want to add a recording (it is analysed the same way and goes with the appeal)",
    ),
    "journey_ask_appeal_no_video": (
        "你没有同意录制和分析，所以只能用文字申诉。",
        "You did not agree to recording and analysis, so you can appeal in writing only.",
    ),
    "journey_appeal_question": (
        "请补充说明：你认为哪里应当重新评定，依据是什么？",
        "Please add what you want to be considered: what should be rated anew, and on what grounds?",
    ),
    "journey_appeal_early": (
        "还没有可以申诉的结果。可以先请人来看。",
        "There is no result to appeal against yet. You can ask for a person instead.",
    ),
    "journey_appeal_go_on": ("录制补充", "Record the supplement"),
    "journey_confirm_withdraw": (
        "我要退出，知道这不能撤销。",
        "I want to withdraw and know that this cannot be undone.",
    ),
    "journey_confirm_erase": (
        "我要删除全部资料，知道这不能撤销，应聘也随之结束。",
        "I want all my data deleted, and know that this cannot be undone and ends my application.",
    ),
    "journey_done_person": ("已经告诉负责招聘的人。", "The people who hire have been told."),
    "journey_done_request": ("已经收到，会有人答复你。", "Received. A person will answer you."),
    "journey_done_withdrawn": ("你已经退出，处理已停止。", "You have withdrawn, and everything has stopped."),
    "journey_done_enough": ("好的，按已有的回答往下走。", "Fine: it goes on with what you said."),
    "journey_done_saved": ("已保存。", "Saved."),
    "journey_done_interest": (
        "已报名，负责这个职位的人会看到。",
        "Done: the people in charge of this job will see it.",
    ),
    "journey_erased_title": ("资料删除回执", "Receipt of deletion"),
    "journey_erased_running": (
        "你的删除请求已收到，正在删除，通常几分钟内完成。这一页会自动更新。",
        "Your request was received and the data are being deleted, usually within minutes. This page keeps itself up "
        "to date.",
    ),
    "journey_erased_done": ("你的资料已经删除。", "Your data have been deleted."),
    "journey_erased_asked_at": ("你提出的时间", "Asked at"),
    "journey_erased_done_at": ("删除完成的时间", "Deleted at"),
    "journey_erased_what": ("删除了什么", "What was deleted"),
    "journey_erased_counted": ("{objects} 个文件，{rows} 条记录", "{objects} files, {rows} records"),
    "journey_erased_left": (
        "只保留不含姓名的记录：有过一次应聘、同意过什么、决定的种类、谁在何时看过或改过（访问日志）、花了多少钱、何时删除。"
        "这是为了证明确实删除了。",
        "What is left are records without your name: that there was an application, what you agreed to, which kind of "
        "decision was made, who looked at or changed what and when (the access log), what it cost, and when it was "
        "deleted, so that the deletion can be shown.",
    ),
    "journey_erased_number": ("回执编号", "Receipt number"),
    "journey_erased_none": ("没有提出过删除。", "No deletion was asked for."),
    "journey_jobs_title": ("类似职位", "Similar jobs"),
    "journey_jobs_lead": (
        "只有你加入了人才库才会看到。报名后，负责的人会看到你的姓名和联系方式。",
        "You see these because you joined the talent pool. For a job you choose, the people in charge see your name "
        "and contact details.",
    ),
    "journey_jobs_none": ("目前没有类似职位。", "There are no similar jobs at the moment."),
    "journey_jobs_not_joined": (
        "你没有加入人才库。加入后可以看到类似职位。",
        "You have not joined the talent pool. Once you do, similar jobs are shown here.",
    ),
    "journey_jobs_join": ("加入人才库", "Join the talent pool"),
    "journey_jobs_interested": ("我感兴趣", "I am interested"),
    "journey_jobs_done": ("已报名", "Done"),
}

_TROUBLE: dict[str, tuple[str, str]] = {
    "journey_trouble_title": ("打不开这一页", "This page cannot be shown"),
    "journey_trouble_signed_out": (
        "请用邀请里的链接重新打开；这台设备上还没有打开过，或已经过期。",
        "Please open it again by the link in your invitation: it was not opened on this device, or too long ago.",
    ),
    "journey_trouble_link_expired": (
        "这个链接已到期或被收回，请用最新的邀请链接，或请邀请你的人再发一个。",
        "This link has ended or was taken back. Please use your newest invitation, or ask whoever invited you for one.",
    ),
    "journey_trouble_gone": (
        "你的资料已经删除，这里没有内容了。",
        "Your data were deleted; there is nothing here any more.",
    ),
    "journey_trouble_not_found": ("没有这个页面。", "There is no such page."),
    "journey_trouble_not_ready": (
        "还没有到这一步，请先看进度。",
        "This is not there yet. Please look at the progress first.",
    ),
    "journey_trouble_no_consent": (
        "开始前需要你先作出选择。",
        "Your choices are needed before you can begin.",
    ),
    "journey_trouble_home": ("回到我的面试", "Back to my interview"),
    "journey_trouble_receipt": ("看删除回执", "See the receipt"),
}

WAITING_TEXTS: dict[str, tuple[str, str]] = _STATUS | _RIGHTS | _TROUBLE
