"""A rich report about a person who does not exist, for tests and screenshots of the pages."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.delivery import Delivery as Message
from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.observations import AnswerSummary, Observation, ObservationKind, Observations
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Anchors, Competency, KeyPoint, Phrases, Question, Role, Thresholds
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Gate, MissingKeyPoint, Scorecard
from mianshi.contracts.transcript import Delivery, Pause, Pauses, Sentence, Sound, Transcript, Voice, Word
from mianshi.contracts.usage import LedgerLine
from mianshi.pages.views import Costs, InterviewFacts, MediaSource, PolicyFacts, ReportView

INTERVIEW = "iv_01JD3Q8ZK4W7V2N5M6P9R0S1T2"
HOSTILE = "<svg onload=alert(1)>\"'&</script><script>alert(2)</script>{{7*7}}"

CN = PolicyFacts(
    id="cn",
    name=Bilingual(zh="中国大陆", en="Mainland China"),
    explanation=Bilingual(
        zh="评分只看回答内容。画面中的行为在候选人单独同意后才会观察，只作参考。",
        en="Scores come from content only. Visible behaviour is observed only with separate consent.",
    ),
)
EU = PolicyFacts(
    id="eu",
    name=Bilingual(zh="欧盟", en="European Union"),
    explanation=Bilingual(
        zh="本配置下不观察任何行为，只检查画面和声音是否可用。",
        en="Under this profile no behaviour is observed; only whether picture and sound are usable is checked.",
    ),
)

_POINTS = {
    "listen": ("倾听并致歉", "Listens and apologises"),
    "facts": ("查清事实", "Establishes the facts"),
    "options": ("给出方案选项", "Offers options"),
    "follow_up": ("回访", "Follows up"),
    "diagnose": ("诊断原因", "Diagnoses the cause"),
    "compare": ("用数据对比进步", "Compares progress with data"),
    "decompose": ("拆解客流、转化与客单价", "Breaks down traffic, conversion and basket"),
    "stock": ("检查库存缺断货", "Checks stock-outs"),
    "safety": ("安全优先", "Safety first"),
    "report": ("按流程上报", "Reports by the book"),
}
_COMPETENCIES = [
    (
        "customer_care",
        ("顾客服务与投诉", "Customer care"),
        25,
        ["listen", "facts", "options", "follow_up"],
        ("推责或只按规定回绝", "Blames the customer or the policy"),
        ("安抚并解决，没有回访", "Calms and solves once, without follow-up"),
        ("解决、回访并改进流程，有结果", "Solves, follows up, changes the process, shows the result"),
    ),
    (
        "coaching",
        ("带教与团队", "Team and coaching"),
        25,
        ["diagnose", "compare"],
        ("只批评，或替人做", "Scolds, or does the work himself"),
        ("有计划和辅导", "Has a plan and coaches"),
        ("分阶段目标、量化进步、形成方法", "Staged goals, measured gain, a reusable method"),
    ),
    (
        "operations",
        ("经营与数据", "Operations and numbers"),
        25,
        ["decompose", "stock"],
        ("凭感觉促销", "Promotes by feel"),
        ("看两项以上数据并行动", "Uses two data points and acts"),
        ("拆解公式、排优先级、设检验指标", "Decomposes, prioritises, tests"),
    ),
    (
        "incidents",
        ("突发处理", "Incident handling"),
        15,
        ["safety"],
        ("等待上级", "Waits for a superior"),
        ("有替代方案", "Has a workable fallback"),
        ("排序清楚、沟通各方、事后预案", "Clear order, informs everyone, builds a plan"),
    ),
    (
        "integrity",
        ("诚信与合规", "Integrity"),
        10,
        ["report"],
        ("私下解决", "Covers up"),
        ("上报", "Reports"),
        ("上报、保护证据、改进控制点", "Reports, preserves evidence, fixes the control"),
    ),
]

_ANSWERS_ZH = [
    (
        "讲一次你亲自处理的严重投诉。",
        [
            "有一次顾客买的外套洗过一次就褪色，她在门店非常生气，要求当场赔偿三倍。",
            "我先请她到休息区坐下，听她把话说完，并且为这件事向她道歉。",
            "然后我去查了销售记录和这批货的质检单，发现同一批次已经有四起反馈。",
            "我给了她两个方案，一个是当天退款，另一个是换新并且送干洗券，她选了退款。",
            "第三天我打电话回访，她说愿意再来。",
            "后来我把这个批次下架，并且把质检单核对加进了收货流程，退货率从百分之三降到百分之一点二。",
        ],
    ),
    (
        "某周销售额下滑 15%，你先看什么、做什么？",
        [
            "嗯，我会先把销售额拆成客流、转化率和客单价三项，看是哪一项在跌。",
            "上个月我们就遇到过，客流只掉了百分之二，但是转化率掉了百分之十一。",
            "再往下看，是两个主推款断码，那个，补货要等五天。",
            "所以我们从邻店调了三十件，并且把陈列换成有货的款式，第二周就恢复了。",
        ],
    ),
]
_ANSWERS_EN = [
    (
        "Tell me about a serious complaint you handled yourself.",
        [
            "A customer came back with a coat that lost its colour in one wash, and she wanted three times the price.",
            "I asked her to sit down, let her finish, and apologised for the trouble.",
            "Then I checked the sales record and the inspection sheet, and found four reports about the same batch.",
            "I offered her a refund the same day or a new coat with a cleaning voucher, and she took the refund.",
            "Three days later I called her, and she said she would come again.",
            "We took the batch off the shelf and added the sheet to receiving; returns fell from 3 % to 1.2 %.",
        ],
    ),
    (
        "Sales fall 15 % in a week: what do you check and do?",
        [
            "Um, I would first split sales into traffic, conversion and basket, and see which of the three is falling.",
            "Last month traffic was down only two per cent, but conversion was down eleven.",
            "Looking further, two lead styles were out of sizes and, um, the refill took five days.",
            "So we moved thirty pieces from the next store and showed styles we had; the week after we were back.",
        ],
    ),
]


def _b(pair: tuple[str, str]) -> Bilingual:
    return Bilingual(zh=pair[0], en=pair[1])


def role(**changes: Any) -> Role:
    empty = Phrases(zh=[], en=[])
    return Role(
        id="retail_store_manager",
        name=Bilingual(zh="零售门店店长", en="Retail store manager"),
        competencies=[
            Competency(
                id=cid,
                name=_b(name),
                weight=weight,
                questions=[Question(id=f"{cid}_q", text=Bilingual(zh="问题", en="Question"))],
                key_points=[KeyPoint(id=p, name=_b(_POINTS[p]), synonyms=empty, examples=empty) for p in points],
                anchors=Anchors(level_1=_b(one), level_3=_b(three), level_5=_b(five)),
            )
            for cid, name, weight, points, one, three, five in _COMPETENCIES
        ],
        thresholds=Thresholds(forward=70, review=50),
        expected_answer_seconds=120,
        **changes,
    )


def transcript(answer: int, language: Language, **changes: Any) -> Transcript:
    question, said = (_ANSWERS_ZH if language == "zh" else _ANSWERS_EN)[answer]
    words: list[Word] = []
    sentences: list[Sentence] = []
    pauses: list[Pause] = []
    at = 1200
    for index, text in enumerate(said):
        pieces = (
            [text[i : i + 2] for i in range(0, len(text), 2)] if language == "zh" else [f" {w}" for w in text.split()]
        )
        step = 420 if language == "zh" else 380
        first, start = len(words), at
        for number, piece in enumerate(pieces):
            unclear = (index, number) in {(2, 4), (3, 2)}
            words.append(Word(start_ms=at, end_ms=at + step, text=piece, confidence=0.31 if unclear else 0.96))
            at += step
        sentences.append(Sentence(start_ms=start, end_ms=at, text=text, first_word=first, end_word=len(words)))
        gap = 450 if index % 2 else 1650
        pauses.append(Pause(start_ms=at, end_ms=at + gap))
        at += gap
    speech = sum(s.end_ms - s.start_ms for s in sentences)
    units = sum(len(t) for t in said) if language == "zh" else len(words)
    fields: dict[str, Any] = {
        "answer": answer,
        "question": question,
        "language": language,
        "language_name": "Mandarin" if language == "zh" else "English",
        "language_probability": 0.99,
        "duration_ms": at + 800,
        "confidence": 0.94,
        "words": words,
        "sentences": sentences,
        "pauses": pauses,
        "speech_ms": speech,
        "units": units,
        "delivery": Delivery(
            latency_ms=1200,
            length_ms=at - 1200,
            speech_rate=round(units / (at - 1200) * 60_000, 1),
            articulation_rate=round(units / speech * 60_000, 1),
            pauses=Pauses(
                count=len(pauses),
                medium=len(pauses) - 3,
                long=3,
                longest_ms=1650,
                share=0.12 if answer else 0.21,
                over_two_seconds_per_minute=0.0,
            ),
            filler_count=2,
            fillers={"嗯": 1, "那个": 1} if language == "zh" else {"um": 2},
            fillers_per_100=round(200 / units, 2),
        ),
        "sound": Sound(
            clipped_share=0.0004,
            speech_to_noise_db=31.4,
            voice=Voice(voiced_ms=21_340, pitch_median_hz=187.3, pitch_range_semitones=9.4, loudness_range_db=11.2),
        ),
    }
    return Transcript(**(fields | changes))


def _evidence(
    t: Transcript, index: int, point: str, moved: float | None = None, statement: tuple[str, str] = ("", "")
) -> Evidence:
    s = t.sentences[index]
    return Evidence(
        answer=t.answer,
        start_ms=s.start_ms,
        end_ms=s.end_ms,
        quote=s.text,
        key_point=point,
        effect="supports" if moved is None or moved >= 0 else "weakens",
        statement=statement[t.language == "en"],
        moved=moved,
    )


_BOUNDS = {"customer_care": (3.8, 5.0), "operations": (3.2, 4.9), "incidents": (1.0, 3.9), "integrity": (2.2, 4.2)}
_EXAMPLES = {
    "diagnose": (
        "我先看了三个新人一周的成交记录，发现他们都卡在试穿以后那一步。",
        "I read a week of sales of three new people first; all of them got stuck after the fitting room.",
    ),
    "compare": (
        "练了两周以后，他的连带率从一点三升到一点八。",
        "After two weeks of practice his items per sale went from 1.3 to 1.8.",
    ),
    "safety": (
        "我先拉了警戒线、让顾客离开湿滑区域，再去叫维修。",
        "I taped off the wet floor and led customers away before I called maintenance.",
    ),
}
_WRONG = ("先谈赔偿，没有先处理安全问题", "Talks about compensation before safety is dealt with")
_UNSURE = ("系统对这个等级把握不足。", "The software is not sure of this level.")
_PRACTICE = [("多讲具体的事。", "Tell of single happenings.")]
_ADVICE = {
    "incidents": [
        (
            "和安全员一起走一遍门店的应急流程，写下“先做什么、告诉谁、事后改什么”。",
            "Walk the store's emergency routine with the safety officer; write down what comes first, whom to tell, what "
            "to change afterwards.",
        ),
        ("练习：用两分钟讲一次真实的突发事件，按时间顺序。", "Tell a real incident in two minutes, in order of time."),
    ]
}


def scorecard(language: Language, **changes: Any) -> Scorecard:
    first, second = transcript(0, language), transcript(1, language)
    zh = language == "zh"

    def missing(*ids: str) -> list[MissingKeyPoint]:
        return [MissingKeyPoint(id=i, name=_POINTS[i][not zh], example=_EXAMPLES[i][not zh]) for i in ids]

    found: dict[str, tuple[float | None, int | None, float, list[Evidence], list[MissingKeyPoint]]] = {
        "customer_care": (
            4.6,
            90,
            0.86,
            [_evidence(first, 1, "listen", 0.4), _evidence(first, 2, "facts", 0.6), _evidence(first, 4, "follow_up")],
            [],
        ),
        "coaching": (None, None, 0.0, [], missing("diagnose", "compare")),
        "operations": (4.1, 78, 0.81, [_evidence(second, 0, "decompose", 0.5), _evidence(second, 2, "stock", 0.3)], []),
        "incidents": (2.4, 35, 0.48, [_evidence(first, 0, "", -0.3, _WRONG)], missing("safety")),
        "integrity": (3.2, 55, 0.66, [_evidence(first, 5, "report")], []),
    }
    fields: dict[str, Any] = {
        "interview_id": INTERVIEW,
        "role": "retail_store_manager",
        "role_version": "9f2c1b7a",
        "policy": "cn",
        "language": language,
        "outcome": Outcome.SCORED,
        "total": 70,
        "recommendation": "forward",
        "competencies": [
            CompetencyScore(
                id=cid,
                name=name[0 if zh else 1],
                weight=weight,
                level=found[cid][0],
                score=found[cid][1],
                confidence=found[cid][2],
                evidence=found[cid][3],
                missing_key_points=found[cid][4],
                low=_BOUNDS.get(cid, (None, None))[0],
                high=_BOUNDS.get(cid, (None, None))[1],
                ask_person=cid == "incidents",
                required_level=4.0 if cid == "operations" else 3.5,
                next_steps=[step[not zh] for step in _ADVICE.get(cid, _PRACTICE)],
                note=_UNSURE[not zh] if cid == "incidents" else None,
            )
            for cid, name, weight, *_ in _COMPETENCIES
        ],
        "gates": [
            Gate(
                name="enough_speech",
                passed=True,
                detail="话语 96 秒，至少需要 20 秒。" if zh else "96 s of speech; 20 s needed.",
            ),
            Gate(name="language", passed=True, detail="识别为中文。" if zh else "Heard as English."),
            Gate(
                name="recognition_confidence", passed=True, detail="平均把握 94%。" if zh else "Mean confidence 94 %."
            ),
        ],
        "versions": {
            "role": "9f2c1b7a" * 8,
            "policy": "1c44ad02" * 8,
            "recogniser": "77aa01fe" * 8,
            "judge": "checks@2f c0ffee123456 Qwen2.5-Coder-1.5B-Instruct-Q4_K_M@5a1f llama.cpp #9d",
            "code": "4be0" * 10,
        },
    }
    return Scorecard(**(fields | changes))


def observations(answers: list[Transcript]) -> Observations:
    kinds = [
        (ObservationKind.SMILE, 3000, 2600, 0.82),
        (ObservationKind.LOOKS_AWAY, 9000, 3400, 0.9),
        (ObservationKind.HEAD_TURNED, 9800, 1800, 0.7),
        (ObservationKind.HANDS_VISIBLE, 15000, 8000, 0.85),
        (ObservationKind.HANDS_MOVING, 17000, 2200, 0.5),
        (ObservationKind.BROW_RAISED, 20000, 900, 0.3),
        (ObservationKind.BROW_LOWERED, 24000, 1100, 0.45),
        (ObservationKind.SMILE, 26000, 1900, 0.6),
        (ObservationKind.DARK, 30000, 5200, 0.9),
        (ObservationKind.LOOKS_AWAY, 34000, 900, 0.4),
        (ObservationKind.READS_ASIDE, 12000, 9000, 0.4),
        (ObservationKind.SEVERAL_FACES, 31000, 2000, 0.7),
        *((ObservationKind.BLINK, at, 200, 0.6) for at in range(1500, 40000, 3700)),
    ]
    return Observations(
        policy="cn",
        policy_version="1c44ad02",
        computed=True,
        reason="policy_allows",
        missing_segments=[],
        summaries=[
            AnswerSummary(
                answer=t.answer,
                frames=642,
                looked_ms=t.duration_ms,
                one_face_share=0.98,
                several_faces_share=0.0,
                camera_share=0.83,
                blinks_per_minute=16.2,
                counts={ObservationKind.SMILE: 2},
                shares={ObservationKind.SMILE: 0.07},
                mean_light=0.58,
            )
            for t in answers
        ],
        observations=[
            Observation(
                answer=t.answer,
                what=what,
                start_ms=start,
                end_ms=start + length,
                strength=0.7,
                confidence=confidence,
            )
            for t in answers
            for what, start, length, confidence in kinds
            if start + length < t.duration_ms
        ],
    )


def ledger() -> list[LedgerLine]:
    def line(stage: str, key: str, quantity: int, unit: str, amount: int | None, *, outcome: str = "ok") -> LedgerLine:
        return LedgerLine(
            interview_id=INTERVIEW,
            stage=stage,
            attempt="1",
            price_key=key,
            quantity=quantity,
            unit=unit,
            amount_micro=amount,
            currency="USD",
            price_book="2026-11-01",
            region="us-east-1",
            outcome=outcome,
            at="2026-11-20T03:21:09Z",
        )

    return [
        line("ingest", "lambda.compute.x86", 9_420_800, "MB-ms", 153),
        line("ingest", "lambda.requests", 1, "request", 0),
        line("transcribe", "sagemaker.async.instance.ml.g4dn.xlarge", 58_200, "ms", 11_900),
        line("transcribe", "sagemaker.async.instance.ml.g4dn.xlarge", 4_100, "ms", 838, outcome="failed"),
        line("vision", "lambda.compute.x86", 81_788_928, "MB-ms", 1_331),
        line("score", "dynamodb.ondemand.write_units", 12_000, "milli-unit", 8),
        line("score", "eventbridge.custom_events", 1, "event", None),
        line("workflow", "stepfunctions.standard.transitions", 23, "transition", 575),
    ]


def deliveries() -> list[Message]:
    def message(connector: str, state: DeliveryState, attempts: int, error: str | None = None) -> Message:
        return Message(
            id=f"dl_{connector}",
            subject=f"interview:{INTERVIEW}",
            connector=connector,
            event=EventKind.INTERVIEW_SCORED,
            action="closed-1.message",
            state=state,
            attempts=attempts,
            remote_id="msg-8812" if state is DeliveryState.DONE else None,
            last_error=error,
            due_at="2026-11-20T03:25:09Z",
            created_at="2026-11-20T03:25:09Z",
            updated_at="2026-11-20T03:26:40Z",
        )

    return [
        message("dingtalk-hr", DeliveryState.DONE, 1),
        message("erp-webhook", DeliveryState.FAILED, 2, "503 Service Unavailable"),
    ]


def report_view(language: Language = "zh", page_language: Language | None = None, **changes: Any) -> ReportView:
    answers = [transcript(0, language), transcript(1, language)]
    lines = ledger()
    fields: dict[str, Any] = {
        "interview": InterviewFacts(
            id=INTERVIEW,
            role_name=Bilingual(zh="零售门店店长", en="Retail store manager"),
            created_at="2026-11-20T03:20:00Z",
            language=language,
            policy=CN,
            file_names=["面试-第一题.mp4", "面试-第二题.mp4"] if language == "zh" else ["answer-1.mp4", "answer-2.mp4"],
        ),
        "scorecard": scorecard(language),
        "transcripts": answers,
        "observations": observations(answers),
        "role": role(),
        "costs": Costs(lines=lines, total_micro=sum(x.amount_micro or 0 for x in lines), currency="USD"),
        "deliveries": deliveries(),
        "media": {0: MediaSource(url="media/0.mp4", kind="video"), 1: MediaSource(url="media/1.mp4", kind="video")},
        "page_language": page_language or language,
    }
    return ReportView(**(fields | changes))
