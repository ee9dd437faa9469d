"""How an interview can end, and the one clear sentence a person reads about it."""

from __future__ import annotations

from enum import StrEnum

from mianshi.contracts.base import Bilingual


class Status(StrEnum):
    """Where an interview stands."""

    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed interview ended."""

    SCORED = "scored"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    REJECTED = "rejected"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a recording or a typed answer was refused."""

    EMPTY = "empty"
    NOT_MEDIA = "not_media"
    NO_AUDIO = "no_audio"
    NO_VIDEO = "no_video"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    NOT_TEXT = "not_text"
    TEXT_TOO_LONG = "text_too_long"
    WITHDRAWN = "withdrawn"
    """The candidate took the application back; nothing is worked on any more."""
    ERASED = "erased"
    """The candidate had everything deleted; only that there was an interview is kept."""


REASON_SENTENCES: dict[Reason, Bilingual] = {
    Reason.EMPTY: Bilingual(
        zh="文件或文字回答是空的，请重新选择录制好的文件，或写好回答后再提交。",
        en="The file or the typed answer is empty. Please choose the recorded file again, or write the answer again.",
    ),
    Reason.NOT_MEDIA: Bilingual(
        zh="这个文件不是视频或音频，请上传面试录像。",
        en="This file is not video or audio. Please upload the interview recording.",
    ),
    Reason.NO_AUDIO: Bilingual(
        zh="录像里没有声音轨道，请检查麦克风后重新录制。",
        en="The recording has no sound track. Please check the microphone and record again.",
    ),
    Reason.NO_VIDEO: Bilingual(
        zh="文件里没有画面，而本职位要求视频面试。",
        en="The file has no picture, and this job asks for a video interview.",
    ),
    Reason.TOO_SHORT: Bilingual(
        zh="录制时间太短，请完整回答问题后再上传。",
        en="The recording is too short. Please answer the question in full and upload again.",
    ),
    Reason.TOO_LONG: Bilingual(
        zh="录像总时长超过上限，请缩短后重新上传。",
        en="The recordings together are longer than the limit. Please shorten them and upload again.",
    ),
    Reason.TOO_LARGE: Bilingual(
        zh="录像合计超过大小上限，请压缩后重新上传。",
        en="The recordings together are larger than the limit. Please compress them and upload again.",
    ),
    Reason.DAMAGED: Bilingual(
        zh="文件已损坏，无法读取，请重新导出或重新录制。",
        en="The file is damaged and cannot be read. Please export or record it again.",
    ),
    Reason.ENCRYPTED: Bilingual(
        zh="文件有加密保护，无法读取，请上传未加密的文件。",
        en="The file is encrypted and cannot be read. Please upload an unprotected copy.",
    ),
    Reason.NOT_TEXT: Bilingual(
        zh="文字回答无法读取，请重新填写后提交。",
        en="The typed answer cannot be read as text. Please write it again and hand it in.",
    ),
    Reason.TEXT_TOO_LONG: Bilingual(
        zh="文字回答超过两万字，请缩短后重新提交。",
        en="The typed answer is over 20,000 characters. Please shorten it and hand it in again.",
    ),
    Reason.ERASED: Bilingual(
        zh="这场面试的内容已按候选人的要求删除。",
        en="The content of this interview was deleted at the candidate's request.",
    ),
    Reason.WITHDRAWN: Bilingual(
        zh="候选人已退出应聘，没有继续处理。",
        en="The candidate withdrew, so nothing more was done.",
    ),
}
