"""Why a run failed, in one sentence for whoever operates it; the codes are told at length in docs/operate.md."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual

_BUSY = Bilingual(
    zh="AWS 当时繁忙或连不上，重试后仍未成功。过一会儿重新开始即可。",
    en="AWS was busy or could not be reached, tries included. Start it again in a while.",
)
_SPEECH = Bilingual(
    zh="语音识别没有给出可用的结果。先看语音端点的日志，再重新开始。",
    en="Speech recognition gave no usable result. Read the log of the speech endpoint first, then start again.",
)
_RATER = Bilingual(
    zh="评分模型没有给出可用的答复。先看它的日志，再重新开始。",
    en="The model that rates gave no usable reply. Read its log first, then start again.",
)
_MISSING = Bilingual(
    zh="前面环节的文件不在了（过期、被删除或手动启动了某一步）。请整场重新开始。",
    en="A file of an earlier step is not there: expired, deleted, or a step was started by hand. Start the whole "
    "interview again.",
)
_DEPLOY = Bilingual(
    zh="部署有问题：缺少权限、设置，或版本不一致。重新开始之前请先修好部署。",
    en="The deployment is at fault: a permission or a setting is missing, or versions differ. Mend it before you start "
    "again.",
)
_TIME = Bilingual(
    zh="等待超时。先看端点能否唤醒、是否排队过长，再重新开始。",
    en="It waited too long. See whether the endpoint wakes and how long its queue is, then start again.",
)
_KILLED = Bilingual(
    zh="函数被强制结束，多半是内存不足。请调大内存后重新开始。",
    en="A function was killed, mostly for memory. Give it more, then start again.",
)
_CHANGED = Bilingual(
    zh="处理过程中录像被新文件覆盖。如果以新文件为准，请重新开始。",
    en="The recording was replaced while it was read. Start again if the newer file is the one that is meant.",
)
_OURS = Bilingual(
    zh="软件自身的错误；日志里有出错的位置。请报告给维护者。",
    en="A mistake of the software; the log has the place. Please report it.",
)
_SENTENCES: dict[str, Bilingual] = {
    "aws_busy": _BUSY,
    "aws_unreachable": _BUSY,
    "event_not_taken": _BUSY,
    "speech_endpoint": _SPEECH,
    "speech_result": _SPEECH,
    "rater_endpoint": _RATER,
    "rater_result": _RATER,
    "artefact_missing": _MISSING,
    "not_found": _MISSING,
    "endpoint_missing": _DEPLOY,
    "aws_refused": _DEPLOY,
    "aws_call_failed": _DEPLOY,
    "missing_setting": _DEPLOY,
    "bad_settings": _DEPLOY,
    "bad_task": _DEPLOY,
    "bad_notification": _DEPLOY,
    "artefact_broken": _DEPLOY,
    "embedding_model": _DEPLOY,
    "vision_models_missing": _DEPLOY,
    "vision_models_changed": _DEPLOY,
    "bad_price_file": _DEPLOY,
    "recording_changed": _CHANGED,
    "States.Timeout": _TIME,
    "Sandbox.Timedout": _TIME,
    "Runtime.ExitError": _KILLED,
    "Runtime.OutOfMemory": _KILLED,
    "Lambda.Unknown": _KILLED,
}


def failure_sentence(reason: str | None) -> Bilingual:
    """What the reason of a failed interview means and what to do first; an unknown one is a mistake of ours."""
    code = reason or ""
    return _BUSY if code.startswith("Lambda.") and code.endswith("Exception") else _SENTENCES.get(code, _OURS)
