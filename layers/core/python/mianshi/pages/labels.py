"""What people call the things that records name in code: states, observations, checks, outcomes and errors."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason, Status
from mianshi.pages.texts import TEXTS

STATE_LABELS: dict[str, Bilingual] = {
    "Ingest": Bilingual(zh="检查录像", en="Check the recording"),
    "Transcribe": Bilingual(zh="识别语音", en="Recognise speech"),
    "Language": Bilingual(zh="理解回答", en="Read the answers"),
    "Rate": Bilingual(zh="逐项核对回答", en="Check the answers point by point"),
    "Vision": Bilingual(zh="观察画面", en="Observe the picture"),
    "Score": Bilingual(zh="评分", en="Score"),
    "CloseRun": Bilingual(zh="整理报告", en="Finish the report"),
    "Resume": Bilingual(zh="接收模型结果", en="Take in what a model answered"),
    "SyncHr": Bilingual(zh="推送结果", en="Deliver the result"),
    "Workflow": Bilingual(zh="流程", en="Workflow"),
    "Portal": Bilingual(zh="网页", en="Portal"),
}
_STATES = {name.lower(): label for name, label in STATE_LABELS.items()}

OBSERVATION_LABELS: dict[str, Bilingual] = {
    "face_missing": Bilingual(zh="画面中没有人脸", en="No face in the picture"),
    "several_faces": Bilingual(zh="画面中有多张脸", en="Several faces"),
    "away_long": Bilingual(zh="长时间看向别处", en="Away for long"),
    "reads_aside": Bilingual(zh="视线停在旁边或逐行移动", en="Eyes at one side or along lines"),
    "still_picture": Bilingual(zh="人脸像静止图片", en="Face like a still picture"),
    "looks_away": Bilingual(zh="视线离开镜头", en="Looks away"),
    "head_turned": Bilingual(zh="头部转开", en="Head turned"),
    "blink": Bilingual(zh="眨眼", en="Blink"),
    "smile": Bilingual(zh="微笑", en="Smile"),
    "brow_raised": Bilingual(zh="眉毛抬起", en="Brows raised"),
    "brow_lowered": Bilingual(zh="眉毛压低", en="Brows lowered"),
    "mouth_open": Bilingual(zh="嘴张大", en="Mouth wide open"),
    "leans_in": Bilingual(zh="身体靠近镜头", en="Leans in"),
    "leans_out": Bilingual(zh="身体远离镜头", en="Leans back"),
    "leans_aside": Bilingual(zh="身体侧倾", en="Leans to one side"),
    "shoulders_tilted": Bilingual(zh="肩部倾斜", en="Shoulders tilted"),
    "hands_visible": Bilingual(zh="手可见", en="Hands visible"),
    "hands_moving": Bilingual(zh="手在动", en="Hands move"),
    "dark": Bilingual(zh="画面偏暗", en="Dark picture"),
    "blurred": Bilingual(zh="画面模糊", en="Blurred picture"),
}

GATE_LABELS: dict[str, Bilingual] = {
    "sound": Bilingual(zh="有声音", en="Sound"),
    "recording_readable": Bilingual(zh="录像可读", en="Recording readable"),
    "language": Bilingual(zh="语言", en="Language"),
    "enough_speech": Bilingual(zh="话语足够", en="Enough speech"),
    "several_speakers": Bilingual(zh="只有候选人一个人的声音", en="One voice"),
    "recognition_confidence": Bilingual(zh="识别置信度", en="Recognition confidence"),
    "rater": Bilingual(zh="评分模型已答复", en="Rater replied"),
    "observations_complete": Bilingual(zh="画面分析完整", en="Picture analysis complete"),
    "one_face": Bilingual(zh="画面中有且只有一人", en="One person in the picture"),
}

VERSION_LABELS: dict[str, Bilingual] = {
    "role": Bilingual(zh="职位", en="Role"),
    "role_version": Bilingual(zh="职位（评分表所记）", en="Role, as the scorecard names it"),
    "policy": Bilingual(zh="隐私档案", en="Policy profile"),
    "rater": Bilingual(zh="评分模型", en="Model that rated"),
    "judge": Bilingual(zh="评分方法（含模型与校准）", en="Method of rating, with model and calibration"),
    "embedding": Bilingual(zh="句向量模型", en="Model that compares sentences"),
    "recogniser": Bilingual(zh="语音识别模型", en="Speech recognition"),
    "vision": Bilingual(zh="画面模型", en="Picture models"),
    "code": Bilingual(zh="程序", en="Software"),
}

INFORMING_GATES = frozenset({"observations_complete", "one_face"})
"""Checks that only inform the reader; whether an interview is scored does not depend on them."""

ERRORS: dict[str, tuple[str, str]] = {
    "budget_spent": (
        "这个职位的预算已用完，暂时不能邀请新的候选人，也不能替他们上传，以前的面试也不能成批重评。已经邀请的人不受影响。请财务提高预算或取消“用完即停”。",
        "The budget of this job is spent: nobody new is invited, nothing is uploaded for them, and earlier interviews "
        "are not scored anew by the batch. Whoever was invited goes on. Ask finance to raise the budget, or to let it "
        "run on.",
    ),
    "not_found": ("没有找到这个页面或这场面试。", "There is no such page or interview."),
    "not_allowed": ("你没有查看这场面试的权限。", "You are not allowed to see this interview."),
    "signed_out": ("请先登录。", "Please sign in first."),
    "bad_request": (
        "请求不完整，请返回后重新填写。",
        "The request was incomplete. Please go back and fill it in again.",
    ),
    "no_consent": (
        "需要先取得候选人对录制和分析的同意。",
        "The candidate's consent to recording and to analysis is needed first.",
    ),
    "bad_role": ("没有这个职位，或职位文件有误。", "There is no such role, or the role file has a mistake."),
    "unknown_policy": ("没有这个隐私档案。", "There is no such policy profile."),
    "link_expired": (
        "这个链接已经失效，请向发给你的人要一个新的。",
        "This link has ended. Please ask whoever sent it for a new one.",
    ),
    "gone": (
        "这场面试的内容已经删除，或不再开放。",
        "The content of this interview was deleted or is no longer open.",
    ),
    "too_many": ("请求太频繁，请稍等一分钟再试。", "Too many requests. Please wait a minute and try again."),
    "not_ready": ("报告还没有完成，请稍后再看。", "The report is not ready yet. Please look again later."),
    "link_broken": (
        "这个链接不完整或不是我们发出的，请从邀请信息里重新打开。",
        "This link is incomplete or not one of ours. Please open it again from your invitation.",
    ),
    "link_used": (
        "这个链接已在另一台设备上打开过，只能用一次。请向发给你的人要一个新的。",
        "This link was already opened on another device and works once. Please ask whoever sent it for a new one.",
    ),
    "forged": (
        "请求不是从我们的页面发出的，没有执行。请刷新页面再试。",
        "The request did not come from our own page and was not carried out. Please reload the page and try again.",
    ),
    "changed_meanwhile": (
        "内容刚刚被别人或另一个窗口改过，请刷新后再改。",
        "Somebody, or another window, changed this meanwhile. Please reload and make your change again.",
    ),
    "already_done": ("这一步已经完成，不用再做一次。", "This was done already; there is nothing left to do."),
    "nothing_to_book": (
        "这个月没有新的金额可以入账。未定价的明细和不足半分的金额不入账。",
        "There is nothing new to book for this month. Lines without a price and less than half a cent are not booked.",
    ),
    "still_adding_up": (
        "这个月还有日子没有汇总完，请稍等片刻再入账。",
        "Days of this month are still being added up. Please book in a moment.",
    ),
    "booking_unconfirmed": (
        "请先勾选“我知道，仍要入账”。",
        "Please tick that you know what is left out and want to book all the same.",
    ),
    "slot_taken": ("这个时间段已经约满，请换一个。", "This time is fully booked. Please choose another one."),
    "locked_out": (
        "登录失败次数太多，请十五分钟后再试。",
        "Too many failed attempts to sign in. Please try again in fifteen minutes.",
    ),
    "wrong_sign_in": (
        "用户名或密码不对，或这个账号不能登录。",
        "User name and password do not fit, or this account cannot sign in.",
    ),
    "no_role": (
        "你的账号还没有任何权限，请联系管理员。",
        "Your account has no role yet. Please ask an administrator.",
    ),
    "challenge_over": (
        "这次登录等得太久，或是从别的窗口开始的，请重新登录。",
        "This sign-in took too long, or began in another window. Please sign in again.",
    ),
    "sign_in_busy": (
        "登录服务暂时没有回应，请稍等一分钟再试。",
        "The sign-in service does not answer right now. Please try again in a minute.",
    ),
    "bad_resume": (
        "这份简历文件的内容与它声明的格式不符，因此没有打开。",
        "This résumé is a file of another type than it says, so it is not opened.",
    ),
    "bad_sheet": ("表格无法读取，或内容有误。", "The spreadsheet cannot be read, or something in it is wrong."),
    "rate_first": (
        "这个职位要求先评分、后看分。提交你的评分后，系统的分数会显示出来。",
        "This job asks you to rate first. The software's scores appear once you have handed in your rating.",
    ),
    "no_levels": (
        "请至少给一项能力评级，等级在 1 到 5 之间，可以是半级。",
        "Please rate at least one competency, from 1 to 5; half levels are fine.",
    ),
    "bad_remark": (
        "请写下备注，最多 4000 字；时间请按 1:05 的样子填（分和秒）。",
        "Please write a remark of up to 4,000 characters; a time is minutes and seconds, such as 1:05.",
    ),
    "bad_minutes": (
        "用时请填 1 到 480 之间的整数分钟，或留空。",
        "Please give the time spent in whole minutes from 1 to 480, or leave it empty.",
    ),
    "no_decision": ("请选择进入下一轮、暂缓或不录用。", "Please choose: advance, hold or reject."),
    "no_reason": ("请写明理由，最多 2000 字。", "Please give a reason, of up to 2,000 characters."),
    "not_advanced": (
        "还没有人让这位候选人进入下一轮，不能登记录用。",
        "Nobody has advanced this candidate yet, so no hire can be recorded.",
    ),
    "not_hired": (
        "这位候选人没有录用记录，不能登记绩效或离职。",
        "No hire of this candidate is known, so neither performance nor a departure can be recorded.",
    ),
    "no_test": (
        "这个连接已关闭，或没有可以测试的消息。",
        "This connection is switched off, or has no message that could be tested.",
    ),
    "not_confirmed": (
        "不录用需要你确认：请勾选“由我决定”。",
        "A rejection needs your confirmation: please tick that it is your decision.",
    ),
    "no_name": ("请写上作决定的人的姓名。", "Please give the name of the person who decides."),
    "candidate_left": (
        "候选人已经退出，或资料已删除，不能再评价、决定或分享。",
        "The candidate withdrew or the data were deleted; nothing can be rated, decided or shared any more.",
    ),
    "upload_incomplete": (
        "文件还没有完整到达，请再传一次。",
        "The file has not arrived completely. Please send it again.",
    ),
    "too_large": ("文件超过大小上限。", "The file is larger than the limit."),
    "no_retakes": ("这道题不能再重录了。", "This answer cannot be recorded again any more."),
    "nothing_given": (
        "还没有任何回答，不能提前结束。",
        "There is no answer yet, so the interview cannot be ended.",
    ),
    "not_yet": (
        "现在不在你预约的时间段内，请在预约的时间开始。",
        "This is not the time you booked. Please begin at the time you booked.",
    ),
    "not_restartable": (
        "只有失败或中断的面试可以重新开始。",
        "Only an interview that failed or stopped can be started again.",
    ),
    "not_rescorable": (
        "没有更新的职位版本，或这场面试没有可重新评判的结果。",
        "The role has no newer version, or this interview has no result to judge anew.",
    ),
    "still_running": (
        "这场面试还在处理中，没有重新开始。",
        "This interview is still being worked on and was not started again.",
    ),
    "too_many_files": ("文件太多。", "There are too many files."),
    "server_error": (
        "我们这边出了故障，请稍后再试；如果一直这样，请告诉管理员。",
        "Something failed on our side. Please try again later, and tell your administrator if it goes on.",
    ),
}


def state_label(state: str) -> Bilingual:
    """What people call a state of the workflow (or a stage of the ledger); an unknown one keeps its own name."""
    return _STATES.get(state.replace("_", "").lower(), Bilingual(zh=state, en=state))


def outcome_sentence(
    status: Status,
    outcome: Outcome | None = None,
    reason: str | None = None,
    *,
    stopped: bool = False,
    waking: bool = False,
    asking: bool = False,
) -> Bilingual:
    """The one clear sentence about where an interview stands or how it ended."""
    if outcome is None:
        told = {"stopped": stopped, "asking": asking, "waking": waking}
        zh, en = TEXTS[f"sentence_{next((name for name, is_so in told.items() if is_so), status.value)}"]
        return Bilingual(zh=zh, en=en)
    if outcome is Outcome.REJECTED and reason in set(Reason):
        return REASON_SENTENCES[Reason(reason)]
    key = "nothing_addressed" if reason == "nothing_addressed" else outcome.value
    zh, en = TEXTS[f"sentence_{key}"]
    return Bilingual(zh=zh, en=en)


def error_sentence(code: str) -> Bilingual:
    """The sentence for an error page or an error answer of the API."""
    zh, en = ERRORS.get(code, ERRORS["server_error"])
    return Bilingual(zh=zh, en=en)
