"""Conditions for judging at all. Bad input ends as "insufficient evidence", never as a low score (product policy 3)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from mianshi.contracts.base import Language, LanguageChoice
from mianshi.contracts.media import Recording
from mianshi.contracts.observations import Observations
from mianshi.contracts.scorecard import Gate
from mianshi.contracts.transcript import Transcript

MIN_SPEECH_MS = 30_000
"""Speech in the whole interview, in milliseconds: the 30 s below which measures of speech mean nothing (project
research, section 3, recommended display bands)."""

MIN_TEXT_UNITS: dict[Language, int] = {"zh": 80, "en": 50}
"""Characters (zh) and words (en) that stand for 30 s where an answer was typed: 160-170 characters and 120-150 words
a minute are everyday speech, so both are about half a minute or a little less."""

MIN_RIGHT_LANGUAGE_SHARE = 0.8
"""Share of the answers, by amount, that must be in a language we judge; one short aside may be misheard. Each answer
is judged in one language, so what a mixed answer says in its other one counts as wrong."""

MIN_CONFIDENCE = 0.55
"""Mean word probability of the recogniser. The research's 0.80 was written for another recogniser: Whisper base (int8,
beam 1) gave 0.64-0.94 on 20 clean clips of Mandarin read aloud, ten of them under 0.80, and 0.81-0.96 on clean English.
With white noise the Mandarin means were 0.66 at 10 dB (37 % of characters wrong), 0.48 at 0 dB and 0.38 at -5 dB
(nearly all wrong); the English ones 0.89, 0.71 (38 % of words wrong) and 0.47 (nearly all wrong). So 0.55 lies where
more than half of what is written was not said. A small sample of read speech; measure again on your own."""

MIN_READABLE_SHARE = 0.8
"""Readable share of what the files say they hold; below it, what was lost may be what was worth hearing."""

MIN_CANDIDATE_SHARE = 0.7
"""Share of all speech that must be in one voice, taken over the interview: with less, the voice that spoke most may be
the interviewer's, and nobody's words are judged as somebody else's. Our choice."""

MAX_SEVERAL_FACES_SHARE = 0.05
MIN_ONE_FACE_SHARE = 0.8

ENOUGH_SPEECH = "enough_speech"
LANGUAGE = "language"
SEVERAL_SPEAKERS = "several_speakers"
CONFIDENCE = "recognition_confidence"
RATER = "rater"
SOUND = "sound"
READABLE = "recording_readable"
OBSERVED = "observations_complete"
ONE_FACE = "one_face"

DECIDING: dict[str, bool] = {
    SOUND: True,
    READABLE: True,
    SEVERAL_SPEAKERS: True,
    LANGUAGE: True,
    ENOUGH_SPEECH: True,
    CONFIDENCE: True,
    RATER: True,
    OBSERVED: False,
    ONE_FACE: False,
}
"""Gate by gate, in the order they are printed: True where a failed gate means that nothing is scored; False where it
only informs the person who reads the scorecard."""

_REASONS = {RATER: "rater_unavailable"}

_LANGUAGE_NAMES: dict[str, dict[Language, str]] = {
    "zh": {"zh": "中文", "en": "Chinese"},
    "en": {"zh": "英文", "en": "English"},
    "other": {"zh": "其他语言", "en": "another language"},
}
_NOT_OBSERVED: dict[str, tuple[str, str]] = {
    "policy_forbids": ("按隐私档案不记录行为。", "Behaviour is not recorded under this policy profile."),
    "no_consent": ("候选人没有单独同意，不记录行为。", "Behaviour is not recorded: no separate consent was given."),
    "no_video": ("没有画面，不记录行为。", "Behaviour is not recorded: there is no picture."),
    "vision_failed": (
        "画面分析没有完成，行为记录缺失。",
        "The picture could not be analysed; no behaviour is recorded.",
    ),
}


def interview_language(transcripts: Sequence[Transcript], choice: LanguageChoice) -> Language | None:
    """The language of the interview: the one chosen, or else the one most was said in; None where it is neither.

    A tie goes to the language of the earlier answer.
    """
    if choice != "auto":
        return choice
    amounts = _amount_by_language(transcripts)
    heard = max(amounts, key=lambda name: amounts[name], default=None)
    return heard if heard in ("zh", "en") else None  # type: ignore[return-value]


def gates(
    transcripts: Sequence[Transcript],
    recordings: Sequence[Recording] | None,
    language_choice: LanguageChoice,
    observations: Observations | None,
    rated: Mapping[int, bool] | None = None,
) -> list[Gate]:
    """Every gate that applies, in the order of `DECIDING`.

    `rated` says of every answer about which something was asked whether the rater answered: what it was silent about
    is judged by nobody else, so one silence ends the scoring.

    Gates on files apply where there are `recordings`, those on recognition where an answer was spoken, those on the
    picture where there are `observations`. Details are in the interview's language, or in Chinese.
    """
    language = interview_language(transcripts, language_choice) or "zh"
    found: list[Gate | None] = [
        _sound(transcripts, recordings, language),
        _readable(recordings, language),
        _one_voice(transcripts, language),
        _right_language(transcripts, language_choice, language),
        _enough_speech(transcripts, language),
        _confidence(transcripts, language),
        _rater(rated or {}, language),
        _observed(observations, language),
        _one_face(observations, language),
    ]
    return [gate for gate in found if gate is not None]


def first_deciding_failure(found: Iterable[Gate]) -> Gate | None:
    """The first failed gate that forbids a score, or None. A gate this version does not know only informs."""
    return next((gate for gate in found if not gate.passed and DECIDING.get(gate.name, False)), None)


def reason_of(gate: Gate) -> str:
    """The reason an interview closes with where this gate decides."""
    return _REASONS.get(gate.name, gate.name)


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def _percent(share: float) -> str:
    """Rounded down, so that a share just under a threshold is not printed as the threshold."""
    return f"{math.floor(share * 1000 + 1e-9) / 10:g}%"


def _amount(transcript: Transcript) -> float:
    """How much was said, as a share of the least that can be judged; spoken and typed answers become comparable."""
    if transcript.spoken:
        return transcript.speech_ms / MIN_SPEECH_MS
    return transcript.units / MIN_TEXT_UNITS[transcript.language or "en"]


def _amount_by_language(transcripts: Iterable[Transcript]) -> dict[str, float]:
    """How much was said in each language; an answer in several counts for each by its share."""
    amounts: dict[str, float] = {}
    for transcript in sorted(transcripts, key=lambda transcript: transcript.answer):
        for name, share in _shares(transcript).items():
            amounts[name] = amounts.get(name, 0.0) + share * _amount(transcript)
    return {name: amount for name, amount in amounts.items() if amount > 0}


def _sound(
    transcripts: Sequence[Transcript], recordings: Sequence[Recording] | None, language: Language
) -> Gate | None:
    if recordings is None:
        return None
    tracks = sum(recording.audio is not None for recording in recordings)
    heard = sum(transcript.speech_ms > 0 for transcript in transcripts if transcript.spoken)
    return Gate(
        name=SOUND,
        passed=tracks > 0 and heard > 0,
        detail=_say(
            language,
            f"{len(recordings)} 段录像中 {tracks} 段有声音轨道，{heard} 段听到了说话声。",
            f"Of {len(recordings)} recording(s), {tracks} have a sound track and speech was heard in {heard}.",
        ),
    )


def _readable(recordings: Sequence[Recording] | None, language: Language) -> Gate | None:
    if recordings is None:
        return None
    declared = sum(recording.duration_ms for recording in recordings)
    readable = sum(max(0, min(r.readable_ms, r.duration_ms) - r.lost_ms) for r in recordings)
    share = readable / declared if declared else 0.0
    lost = f"{(declared - readable) / 1000:.1f}"
    return Gate(
        name=READABLE,
        passed=share >= MIN_READABLE_SHARE,
        detail=_say(
            language,
            f"录像可以读出 {_percent(share)}，缺失 {lost} 秒（至少需要 {_percent(MIN_READABLE_SHARE)}）。",
            f"{_percent(share)} of the recording can be read, {lost} s are missing "
            f"(at least {_percent(MIN_READABLE_SHARE)} is needed).",
        ),
    )


def _one_voice(transcripts: Sequence[Transcript], language: Language) -> Gate | None:
    spoken = [transcript for transcript in transcripts if transcript.spoken]
    own = math.fsum(transcript.speech_ms for transcript in spoken)
    if not own:
        return None
    share = own / math.fsum(t.speech_ms / t.candidate_share for t in spoken if t.speech_ms)
    return Gate(
        name=SEVERAL_SPEAKERS,
        passed=share >= MIN_CANDIDATE_SHARE,
        detail=_say(
            language,
            f"{_percent(share)} 的话语出自同一个人的声音（至少需要 {_percent(MIN_CANDIDATE_SHARE)}）；"
            "其他人说的话不参与评分。",
            f"{_percent(share)} of the speech is in one voice (at least {_percent(MIN_CANDIDATE_SHARE)} is needed); "
            "what others said is not judged.",
        ),
    )


def _right_language(transcripts: Sequence[Transcript], choice: LanguageChoice, language: Language) -> Gate:
    amounts = _amount_by_language(transcripts)
    total = math.fsum(amounts.values())
    share = math.fsum(_right_share(t, choice) * _amount(t) for t in transcripts) / total if total else 0.0
    shares = "、" if language == "zh" else ", "
    heard = shares.join(
        f"{_language_label(name, language)} {_percent(amount / total)}"
        for name, amount in sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    ) or _say(language, "没有听到语言", "nothing")
    asked = " / ".join(_LANGUAGE_NAMES[name][language] for name in ("zh", "en") if choice in ("auto", name))
    differ, mixed = len({t.language or t.language_name for t in transcripts}) > 1, any(map(_is_mixed, transcripts))
    note_zh = "；各题语言不同" * differ + "；有回答混用语言" * mixed
    note_en = "; the answers differ in language" * differ + "; an answer mixes languages" * mixed
    return Gate(
        name=LANGUAGE,
        passed=share >= MIN_RIGHT_LANGUAGE_SHARE,
        detail=_say(
            language,
            f"回答使用的语言：{heard}；可评语言：{asked}{note_zh}。",
            f"Language of the answers: {heard}; judged: {asked}{note_en}.",
        ),
    )


def _shares(transcript: Transcript) -> dict[str, float]:
    """By language, how much of the answer was in it."""
    return dict(transcript.language_shares) or {transcript.language or transcript.language_name: 1.0}


def _right_share(transcript: Transcript, choice: LanguageChoice) -> float:
    """How much of the answer is in the language it is judged in."""
    wanted = transcript.language if choice == "auto" else choice
    return _shares(transcript).get(wanted, 0.0) if wanted else 0.0


def _is_mixed(transcript: Transcript) -> bool:
    return max(_shares(transcript).values()) < MIN_RIGHT_LANGUAGE_SHARE


def _language_label(name: str, language: Language) -> str:
    return _LANGUAGE_NAMES.get(name, {}).get(language, name)


def _enough_speech(transcripts: Sequence[Transcript], language: Language) -> Gate:
    spoken_s = sum(transcript.speech_ms for transcript in transcripts if transcript.spoken) / 1000
    typed = sum(transcript.units for transcript in transcripts if not transcript.spoken)
    least = MIN_SPEECH_MS // 1000
    said_zh, said_en = f"说话 {spoken_s:.1f} 秒", f"{spoken_s:.1f} s of speech"
    if any(not transcript.spoken for transcript in transcripts):
        said_zh, said_en = f"{said_zh}，文字 {typed} 字（词）", f"{said_en}, {typed} characters or words typed"
    return Gate(
        name=ENOUGH_SPEECH,
        passed=math.fsum(map(_amount, transcripts)) >= 1.0,
        detail=_say(
            language,
            f"{said_zh}（至少需要说话 {least} 秒，"
            f"或文字 {MIN_TEXT_UNITS['zh']} 个汉字 / {MIN_TEXT_UNITS['en']} 个英文词）。",
            f"{said_en} (at least {least} s, or {MIN_TEXT_UNITS['zh']} Chinese characters or "
            f"{MIN_TEXT_UNITS['en']} English words typed, are needed).",
        ),
    )


def _confidence(transcripts: Sequence[Transcript], language: Language) -> Gate | None:
    spoken = [transcript for transcript in transcripts if transcript.spoken]
    if not spoken:
        return None
    words = sum(len(transcript.words) for transcript in spoken)
    total = math.fsum(transcript.confidence * len(transcript.words) for transcript in spoken)
    mean = total / words if words else 0.0
    printed = f"{math.floor(mean * 100 + 1e-9) / 100:.2f}"
    return Gate(
        name=CONFIDENCE,
        passed=mean >= MIN_CONFIDENCE,
        detail=_say(
            language,
            f"语音识别平均置信度 {printed}（至少需要 {MIN_CONFIDENCE:.2f}，共 {words} 个词）。",
            f"Mean confidence of speech recognition is {printed} over {words} words (at least {MIN_CONFIDENCE:.2f}).",
        ),
    )


def _rater(rated: Mapping[int, bool], language: Language) -> Gate | None:
    if not rated:
        return None
    answered = sum(rated.values())
    silent_zh, silent_en = "", ""
    if answered < len(rated):
        silent_zh = "评分模型暂时不可用，没有作任何评价；恢复后可以重新处理。"
        silent_en = (
            " The rater was unavailable and nothing was judged; the interview can be rated again once it is back."
        )
    return Gate(
        name=RATER,
        passed=answered == len(rated),
        detail=_say(
            language,
            f"{len(rated)} 个回答中，评分模型答复了 {answered} 个。{silent_zh}",
            f"The rater replied about {answered} of {len(rated)} answer(s).{silent_en}",
        ),
    )


def _observed(observations: Observations | None, language: Language) -> Gate | None:
    if observations is None:
        return None
    missing = len(observations.missing_segments)
    if not observations.computed:
        zh, en = _NOT_OBSERVED.get(observations.reason, (observations.reason, observations.reason))
    else:
        zh, en = f"画面有 {missing} 段没有分析到。", f"{missing} stretch(es) of the picture could not be analysed."
    return Gate(
        name=OBSERVED,
        passed=missing == 0 and observations.reason != "vision_failed",
        detail=_say(language, zh, en),
    )


def _one_face(observations: Observations | None, language: Language) -> Gate | None:
    looked_ms = sum(summary.looked_ms for summary in observations.summaries) if observations else 0
    if observations is None or looked_ms == 0:
        return None
    one = math.fsum(summary.one_face_share * summary.looked_ms for summary in observations.summaries) / looked_ms
    several = (
        math.fsum(summary.several_faces_share * summary.looked_ms for summary in observations.summaries) / looked_ms
    )
    return Gate(
        name=ONE_FACE,
        passed=one >= MIN_ONE_FACE_SHARE and several <= MAX_SEVERAL_FACES_SHARE,
        detail=_say(
            language,
            f"{looked_ms / 1000:.1f} 秒画面中，{_percent(one)} 有且只有一张脸，{_percent(several)} 有多张脸。",
            f"In {looked_ms / 1000:.1f} s of picture, exactly one face is seen {_percent(one)} of the time and several "
            f"{_percent(several)}.",
        ),
    )
