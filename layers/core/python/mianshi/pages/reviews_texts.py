"""What the pages about interviews, ratings, comparisons and decisions say, in Chinese and in English."""

from __future__ import annotations

REVIEWS_TEXTS: dict[str, tuple[str, str]] = {
    # frame of an interview's page
    "rv_candidate": ("候选人", "Candidate"),
    "rv_job": ("职位", "Job"),
    "rv_supplements": ("补充面试", "Supplementary interviews"),
    "rv_supplement_of": ("这是一场补充面试。原面试：", "This supplements an earlier interview: "),
    "rv_supplement_note": (
        "候选人提出异议后补录，与原面试分开评分，请一并查看。",
        "Recorded after the candidate contested the result. It is scored on its own; please look at both.",
    ),
    "rv_told_rated": ("你的评分已保存。", "Your rating is saved."),
    "rv_told_remarked": ("备注已保存。", "Your remark is saved."),
    "rv_told_decided": ("决定已记录。", "The decision is recorded."),
    "rv_anew": ("按新版本重评", "Scored anew by a newer version"),
    "rv_anew_done": ("由 {name} 发起：", "Asked for by {name}, "),
    "rv_anew_total": ("总分 {before} → {now}", "Total {before} → {now}"),
    "rv_anew_before": ("之前", "Before"),
    "rv_anew_now": ("现在", "Now"),
    "rv_anew_change": ("变化", "Change"),
    "rv_anew_weight": ("权重", "Weight"),
    "rv_anew_kept": (
        "之前的评分卡原样保留；听到和看到的内容没有变，变的只是职位标准。",
        "Earlier scorecards stay as they were. What was heard and seen is the same; only the role changed.",
    ),
    "rv_anew_report": ("版本 {version} 的报告", "Report under version {version}"),
    "rv_anew_offer": ("职位标准有新版本：按新版本重评", "The role has a newer version: score anew"),
    "rv_anew_hint": (
        "按版本 {newest} 重新评判当时说过的话（现在是版本 {version}），几分钟后显示差别；之前的结果保留，失败则恢复。",
        "What was said is judged by version {newest} instead of {version}; in a few minutes the difference is shown. "
        "The earlier result is kept, and stands again if this fails.",
    ),
    "rv_anew_tells": ("把新结果也通知已连接的系统", "Tell connected systems the new result, too"),
    "rv_anew_start": ("按新版本重评", "Score anew"),
    "rv_anew_working": (
        "正在按新版本重评，几分钟后刷新本页；在此之前，下面的结果仍然有效。",
        "It is being scored by the newer version; reload in a few minutes. Until then the result below stands.",
    ),
    "rv_anew_failed": (
        "上一次重评没有得到结果，原结果不变：",
        "The last try came to nothing, and the result stands as it was: ",
    ),
    "rv_anew_superseded": (
        "这是较早版本的报告，已被后来的评分取代。",
        "This report is of an earlier version; a later scoring has taken its place.",
    ),
    "rv_told_anew": ("已开始按新版本重评。", "Scoring anew has begun."),
    "rv_by_earlier_version": ("按旧版本评的，不计入对照", "rated under an earlier version: not compared"),
    "rv_steps": ("处理步骤", "Steps of the work"),
    "rv_restart": ("重新开始处理", "Start again"),
    "rv_restart_hint": (
        "重新开始会从头处理同一份录像，之前的结果不会混入。",
        "Starting again works on the same recording from the beginning; nothing of the failed run is mixed in.",
    ),
    "rv_reloading": ("已完成，正在显示结果…", "Finished. Showing the result…"),
    "rv_reload": (
        "已完成。保存你写的内容后，请刷新本页查看结果。",
        "Finished. Save what you wrote, then reload this page.",
    ),
    # summary
    "rv_summary": ("评分摘要", "Summary of the scores"),
    "rv_summary_lead": (
        "分数只来自回答内容。区间重叠的等级不能分出高低。",
        "Scores come from what was said. Levels whose bounds overlap cannot be told apart.",
    ),
    "rv_band_forward": ("建议优先", "Put forward"),
    "rv_band_look_closer": ("需要细看", "Look closer"),
    "rv_band_not_scored": ("未评分", "Not scored"),
    "rv_total": ("总分 {total} / 100", "Total {total} of 100"),
    "rv_how": ("如何看懂这个分数", "How to read this score"),
    "rv_how_of": ("如何看懂“{name}”的分数", "How to read the score of {name}"),
    "rv_checks_failed": ("没有通过的检查", "Checks that did not pass"),
    "rv_level_none": ("无等级", "No level"),
    "rv_quotes": ("{count} 条原话", "{count} quotes"),
    "rv_watch": ("看录像与逐字稿", "Watch and read"),
    # blind first
    "rv_blind_must": (
        "这个职位要求先评分、后看分：请先看录像和逐字稿，写下你的评分，再看系统的分数和别人的评分。",
        "This job asks you to rate before you see the scores. Watch and read first, hand in your rating, and the "
        "software's scores and everybody's ratings appear.",
    ),
    "rv_blind_may": (
        "这个职位要求先评分、后看分。你可以先评分；也可以现在就看分数，你的评分会注明“看过分数”。",
        "People of this job rate before they see the scores. You may do the same, or see them now; a rating made "
        "afterwards says so.",
    ),
    "rv_show_scores": ("现在显示分数", "Show the scores now"),
    # ratings
    "rv_ratings": ("系统与人的评分对照", "Software and people side by side"),
    "rv_software": ("系统", "Software"),
    "rv_difference": ("相差 {difference}", "differs by {difference}"),
    "rv_far": ("请再看一遍", "Look again"),
    "rv_far_note": (
        "有评分与系统相差较大（单项达到 1 级，或均值达到 0.8 级）。请一起回看原话：系统和评分人都可能有错。",
        "A rating is far from the software: by a level or more on a competency, or by 0.8 or more on the mean. "
        "Please look at the words again together. Either may be wrong.",
    ),
    "rv_mean": ("加权均值（双方都评了的能力）", "Weighted mean, over what both rated"),
    "rv_blind_mark": ("未看分数", "Before seeing the scores"),
    "rv_saw_mark": ("看过分数", "After seeing the scores"),
    "rv_not_rated": ("未评", "Not rated"),
    "rv_earlier_ratings": ("之前提交过的评分（{count}）", "Ratings handed in earlier ({count})"),
    "rv_overall": ("总体意见", "Overall"),
    "rv_no_ratings": ("还没有人评分。", "Nobody has rated yet."),
    "rv_rate": ("我的评分", "My rating"),
    "rv_rate_lead": (
        "对照 1、3、5 级的描述选择等级，可以选半级。没有依据的能力请留空。",
        "Choose a level by the descriptions of 1, 3 and 5; half levels are fine. Leave out what you saw nothing of.",
    ),
    "rv_rate_open": ("修改我的评分", "Change my rating"),
    "rv_rate_begin": ("写下我的评分", "Rate this interview"),
    "rv_rate_kept": (
        "修改后，之前的评分仍会保留在记录里。",
        "What you rated before stays on record.",
    ),
    "rv_rate_expired": (
        "这场面试的评分标准已按保存期限删除，不能再评分。",
        "The rating scales of this interview were deleted when their retention period ended; it cannot be rated now.",
    ),
    "rv_level_leave": ("不评", "none"),
    "rv_note": ("依据（选填）", "What you base it on (optional)"),
    "rv_save_rating": ("提交评分", "Hand in the rating"),
    # what a review took
    "rv_minutes": ("这次评审用时（分钟，选填）", "Minutes this took you (optional)"),
    "rv_minutes_hint": (
        "已按本页打开且可见的时间预填，可以修改，也可以清空。只用来计算这场面试的人工成本：账目里不记是谁用的时间，"
        "也不用来评价评审人。",
        "Filled in with the time this page was open and visible; change it or empty it. It is only used for what the "
        "interview cost in people's time: the entry does not say whose time it was, and it is not used to judge "
        "reviewers.",
    ),
    # remarks
    "rv_remarks": ("备注", "Remarks"),
    "rv_remarks_none": ("还没有备注。", "No remarks yet."),
    "rv_withheld": (
        "另有 {count} 条别人的备注，在你评分后显示。",
        "{count} remarks by others appear once you have rated.",
    ),
    "rv_remark": ("写备注", "Write a remark"),
    "rv_remark_answer": ("针对", "About"),
    "rv_remark_whole": ("整场面试", "the whole interview"),
    "rv_remark_moment": ("时刻（选填）", "Moment (optional)"),
    "rv_remark_save": ("保存备注", "Save the remark"),
    "rv_remark_here": ("在此刻写备注", "Remark at this moment"),
    "rv_remark_saved": ("备注已保存。", "Saved."),
    "rv_remark_failed": ("没有保存成功，请再试一次。", "It was not saved. Please try again."),
    "rv_offline": ("网络已断开，备注还没有保存。", "You are offline; the remark is not saved yet."),
    "rv_at_moment": ("回答 {n} · {time}", "Answer {n} · {time}"),
    "rv_cancel": ("取消", "Cancel"),
    # decision
    "rv_decision": ("决定", "Decision"),
    "rv_decision_lead": (
        "由人决定。系统只给建议，不会淘汰任何人。",
        "A person decides. The software advises, and rejects nobody.",
    ),
    "rv_decision_none": ("还没有决定。", "Nothing is decided yet."),
    "rv_decision_not_yours": (
        "决定由 HR 或用人经理作出。",
        "HR or the hiring manager decides.",
    ),
    "rv_kind_advance": ("进入下一轮", "Advance"),
    "rv_kind_hold": ("暂缓", "Hold"),
    "rv_kind_reject": ("不录用", "Reject"),
    "rv_unseen": ("未打开报告", "Report not opened"),
    "rv_no_interview": ("没有面试", "No interview"),
    "rv_no_interview_note": (
        "还没有面试；决定会注明。",
        "There is no interview yet; the decision will say so.",
    ),
    "rv_unseen_note": (
        "你还没有打开过这位候选人的报告；决定会注明这一点。",
        "You have not opened a report of this candidate; the decision will say so.",
    ),
    "rv_asking_note": (
        "候选人还在追问的时间里；现在决定，追问就到此为止。",
        "The candidate still has time to answer follow-up questions. Deciding now ends them.",
    ),
    "rv_change_decision": ("改变决定", "Change the decision"),
    "rv_choose": ("选择", "Choose"),
    "rv_reason": ("理由（必填）", "Reason (required)"),
    "rv_reason_hint": (
        "写与工作有关的理由：回答里的哪些内容支持这个决定。候选人可以要求说明。",
        "Give reasons that concern the job: what in the answers speaks for it. The candidate may ask for them.",
    ),
    "rv_your_name": ("你的姓名（必填）", "Your name (required)"),
    "rv_confirm": ("由我决定不录用，这不是系统的决定。", "I decide to reject; the software did not."),
    "rv_save_decision": ("记录决定", "Record the decision"),
    "rv_earlier_decisions": ("之前的决定（{count}）", "Earlier decisions ({count})"),
    "rv_left": ("候选人已经退出，不再需要决定。", "The candidate has left; there is nothing to decide."),
    "rv_back_candidate": ("回到候选人", "Back to the candidate"),
    "rv_decide_for": ("关于 {name} 的决定", "Decision about {name}"),
    # several at once
    "rv_advance_title": ("一起进入下一轮", "Advance together"),
    "rv_advance_lead": (
        "所选候选人共用一条理由。不能批量淘汰。",
        "One reason for everybody chosen. Nobody can be rejected in bulk.",
    ),
    "rv_advance_done": ("处理结果", "What was done"),
    "rv_advance_none": ("没有选择候选人。", "No candidate was chosen."),
    "rv_advance_go": ("让 {count} 人进入下一轮", "Advance {count}"),
    "rv_bulk_done": ("已进入下一轮", "Advanced"),
    "rv_bulk_already": ("已有决定，没有改动", "Already decided, left as it is"),
    "rv_bulk_not_ready": ("面试还没有处理完，没有改动", "The interview is not finished, left as it is"),
    "rv_bulk_left": ("候选人已退出，没有改动", "The candidate has left, nothing done"),
    "rv_bulk_changed": ("刚被别人改过，没有改动", "Changed by somebody else meanwhile, nothing done"),
    "rv_result": ("结果", "Result"),
    "rv_back_job": ("回到职位", "Back to the job"),
    # compare
    "rv_compare": ("候选人对比", "Candidates side by side"),
    "rv_compare_lead": (
        "按分组排列，组内不分先后。区间重叠就是分不出高低。",
        "In bands, without ranks: the order within a band means nothing. Where bounds overlap, nobody is ahead.",
    ),
    "rv_follow_ups_n": ("追问 {n} 个", "Follow-up questions: {n}"),
    "rv_follow_ups_differ": (
        "这些面试的追问数量不同。追问多一次，就多一次提高等级的机会，比较时请留意。",
        "These interviews had different numbers of follow-up questions. Each is one more occasion to raise a level: "
        "keep it in mind.",
    ),
    "rv_letter": ("候选人 {letter}", "Candidate {letter}"),
    "rv_names_hidden": (
        "姓名和画面先不显示，免得印象影响判断。",
        "Names and pictures are hidden first, so that impressions do not decide.",
    ),
    "rv_names_show": ("显示姓名", "Show names"),
    "rv_names_hide": ("隐藏姓名", "Hide names"),
    "rv_left_out": ("最多并排 6 人，其余 {count} 人没有显示。", "Six fit side by side; {count} more are not shown."),
    "rv_cannot_tell": ("分不出高低", "Cannot be told apart"),
    "rv_apart": ("{high} 高于 {low}", "{high} is above {low}"),
    "rv_one_level": ("不足两人有等级", "Fewer than two have a level"),
    "rv_difference_col": ("能否区分", "Told apart?"),
    "rv_people": ("人的评分", "People"),
    "rv_rated_by": ("{count} 人评分", "rated by {count}"),
    "rv_rate_first_short": ("你评分后显示", "Shown once you have rated"),
    "rv_open_interview": ("打开面试", "Open the interview"),
    "rv_weight": ("权重 {weight}%", "weight {weight} %"),
    "rv_no_compare": (
        "所选候选人还没有可以对比的评分。",
        "None of the chosen candidates has scores to compare yet.",
    ),
    # the report's page
    "rv_to_interview": ("评分、备注与决定", "Rating, remarks, decision"),
    "rv_report_blind": (
        "先评分、后看分：这里只有录像和逐字稿。",
        "Rate first: here are the recording and the transcript, and no scores.",
    ),
    "rv_speed": ("速度", "Speed"),
    "rv_captions": ("字幕", "Captions"),
    "rv_keys": ("键盘", "Keyboard"),
    "rv_keys_on": ("启用单键快捷键", "Single-key shortcuts on"),
    "rv_key_play": ("播放 / 暂停", "play / pause"),
    "rv_key_back": ("后退 5 秒", "back 5 seconds"),
    "rv_key_on": ("前进 5 秒", "on 5 seconds"),
    "rv_key_slower": ("慢一点 / 快一点", "slower / faster"),
    "rv_key_quote": ("上一条 / 下一条依据", "previous / next evidence"),
    "rv_key_remark": ("在此刻写备注", "remark at this moment"),
    "rv_no_delivery": (
        "这场面试不显示语速、停顿等表达方式的测量。",
        "How it was said (pace, pauses and the like) is not shown for this interview.",
    ),
}
