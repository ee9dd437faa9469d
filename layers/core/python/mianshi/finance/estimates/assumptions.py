"""What an estimate takes for granted, each with its source, and whether anybody measured it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.terms import typed_decimal
from mianshi.errors import Rejected

Basis = Literal["assumed", "measured", "template", "policy", "yours"]
"""`assumed`: nobody measured it here. `measured`: we did, as its source says. `template`, `policy`: as this version
ships them. `yours`: whoever asks said so."""

_ENGLISH_CHECKS = "11"
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_INSTANCE = re.compile(r"ml\.[a-z0-9-]{2,12}\.[a-z0-9]{3,12}")


class Assumption(Record):
    """One value, as decimal text; `least` and `most` bound it, and are empty for the name of an instance type."""

    name: str
    value: str
    unit: str
    basis: Basis
    source: Bilingual
    least: str = ""
    most: str = ""
    whole: bool = False
    """Whether only whole numbers make sense."""


def _one(
    name: str, value: str, unit: str, basis: Basis, zh: str, en: str, *, most: str = "", least: str = "0"
) -> Assumption:
    return Assumption(
        name=name,
        value=value,
        unit=unit,
        basis=basis,
        source=Bilingual(zh=zh, en=en),
        least=least if most else "",
        most=most,
        whole=unit in ("days", "times", "checks", "connections", "requests", "messages"),
    )


DEFAULTS: tuple[Assumption, ...] = (
    _one(
        "upload_mb_per_minute",
        "9.48",
        "MB",
        "template",
        "本系统录制页的码率：视频 1.2 Mb/s，声音 64 kb/s；上传现成的录像可能大得多",
        "bit rates of our own recording page: 1.2 Mb/s of picture, 64 kb/s of sound; ready-made videos can be far "
        "larger",
        most="500",
    ),
    _one("speech_instance", "ml.g5.xlarge", "", "template", "模板的默认值", "default of the template"),
    _one("rater_instance", "ml.g5.xlarge", "", "template", "模板的默认值", "default of the template"),
    _one(
        "speech_hour_price",
        "0",
        "price",
        "template",
        "听写实例每小时的价格，用区域的货币，按您自己的账单；0：按价目表",
        "of an hour of the speech instance in the region's currency, from your own bill; 0: as the book has it",
        most="10000",
    ),
    _one(
        "rater_hour_price",
        "0",
        "price",
        "template",
        "评分实例每小时的价格，用区域的货币，按您自己的账单；0：按价目表",
        "of an hour of the rater's instance in the region's currency, from your own bill; 0: as the book has it",
        most="10000",
    ),
    _one(
        "gb_second_price",
        "0",
        "price_gb_second",
        "template",
        "函数每 GB·秒的价格，用区域的货币，按您自己的账单；0：按价目表",
        "of a GB-second of functions in the region's currency, from your own bill; 0: as the book has it",
        most="1",
    ),
    _one(
        "million_calls_price",
        "0",
        "price_million",
        "template",
        "函数每百万次调用的价格，用区域的货币，按您自己的账单；0：按价目表",
        "of a million calls of functions in the region's currency, from your own bill; 0: as the book has it",
        most="10000",
    ),
    _one(
        "speech_speed",
        "20",
        "x",
        "assumed",
        "每秒能听写多少秒录音。未在 GPU 上测过；"
        "模型作者只公布了更快的数字（0.6B 模型 128 路并发 2000 倍，时间对齐单路约 112 倍）",
        "seconds of speech heard in a second of work. Not measured on a GPU; the makers publish faster figures only "
        "(0.6B model 2,000x at a concurrency of 128, aligner about 112x alone: github.com/QwenLM/Qwen3-ASR)",
        least="0.1",
        most="2000",
    ),
    _one(
        "rater_ms_per_check",
        "60",
        "ms",
        "assumed",
        "评分模型回答一个小问题的时间。未测过；"
        "由他人在 RTX A6000 上测得的首字 47 毫秒（Qwen2.5-7B，vLLM）按显存带宽 768/600 折算到 A10G",
        "of the rater for one small question. Not measured; another's 47 ms to the first token on an RTX A6000 "
        "(Qwen2.5-7B, vLLM: ld-singh.github.io/ai-factory-ops-lab) times the ratio of memory bandwidths 768/600 GB/s",
        most="60000",
    ),
    _one(
        "checks_per_answer",
        "18",
        "checks",
        "measured",
        "评分模型为一段回答要回答的小问题数：本项目的中文样例为 18，英文样例为 11；每场最多 400 个",
        "small questions to the rater about one answer: 18 on our Mandarin sample, 11 on the English one; an interview "
        "has 400 at most",
        most="256",
    ),
    _one(
        "rater_ms_per_answer",
        "500",
        "ms",
        "assumed",
        "评分模型读一段回答的时间。未测过",
        "of the rater to read an answer. Not measured",
        most="600000",
    ),
    _one(
        "start_minutes",
        "8",
        "minutes",
        "assumed",
        "实例从启动到能用的时间，照样收费。未测过；AWS 只说“几分钟”，模板最多等 30 分钟",
        "an instance's, from its start until it works, which is paid for. Not measured; AWS says a few minutes, the "
        "template waits 30 at most",
        most="60",
    ),
    _one(
        "idle_minutes",
        "15",
        "minutes",
        "assumed",
        "最后一个请求之后实例还等待多久。未测过；目标跟踪策略的缩容告警要连续 15 个一分钟的数据点",
        "an instance stays up after its last request. Not measured; the scale-in alarm of a target tracking policy "
        "wants 15 data points of a minute",
        most="240",
    ),
    _one(
        "busy_days",
        "22",
        "days",
        "assumed",
        "一个月里有面试的天数",
        "days of a month with interviews",
        least="1",
        most="31",
    ),
    _one(
        "busy_hours",
        "10",
        "hours",
        "assumed",
        "一天里候选人作答的时段，面试在其中随机到来",
        "of a day in which candidates answer; interviews arrive at random within them",
        least="0.1",
        most="24",
    ),
    _one(
        "wakings_per_day",
        "0",
        "times",
        "assumed",
        "0：面试随机到来。大于 0：每天集中成这么多批，一批接一批处理",
        "0: interviews arrive at random. Above 0: they come in so many batches a day, worked off one after another",
        most="1000",
    ),
    _one(
        "observations",
        "1",
        "times",
        "policy",
        "1：候选人同意记录可见行为；0：不看画面",
        "1: the candidate agrees to being observed; 0: nobody looks at the picture",
        most="1",
    ),
    _one(
        "recording_days",
        "90",
        "days",
        "policy",
        "档案“中国”与模板",
        "profile China, and the template",
        least="1",
        most="3650",
    ),
    _one(
        "transcript_days",
        "180",
        "days",
        "policy",
        "档案“中国”与模板",
        "profile China, and the template",
        least="1",
        most="3650",
    ),
    _one("score_days", "730", "days", "policy", "档案“中国”", "profile China", least="1", most="3650"),
    _one(
        "work_days",
        "7",
        "days",
        "template",
        "处理用的片段保留几天",
        "that clips and sound for the run are kept",
        least="1",
        most="3650",
    ),
    _one("log_days", "180", "days", "template", "日志保留几天", "that logs are kept", least="1", most="3653"),
    _one(
        "connections", "1", "connections", "assumed", "结果发往几个系统", "systems that a result is sent to", most="50"
    ),
    _one(
        "page_requests",
        "60",
        "requests",
        "assumed",
        "候选人和 HR 为一场面试打开页面的次数",
        "pages and calls by candidate and HR for one interview",
        most="100000",
    ),
    _one(
        "page_ms",
        "60",
        "ms",
        "measured",
        "本项目测得一个页面 13–103 毫秒（docs/benchmarks.md）",
        "our own measurement: 13 to 103 ms for a page (docs/benchmarks.md)",
        most="30000",
    ),
    _one(
        "replays",
        "1",
        "times",
        "assumed",
        "录像完整回放几次。流出云的流量在 AWS 账单上，本系统的账本不记",
        "times that somebody watches the whole recording. Data leaving the cloud is on AWS's bill and not in our "
        "ledger",
        most="1000",
    ),
    _one(
        "messages",
        "0",
        "messages",
        "template",
        "由云发出的邮件；模板默认不发",
        "mails sent by the cloud; none by the template's default",
        most="1000",
    ),
    _one(
        "review_minutes",
        "0",
        "minutes",
        "assumed",
        "人工评审一份报告的时间；时薪在“核算设置”里",
        "of a person on one report; the hourly rate is in the accounting settings",
        most="600",
    ),
)


class Assumptions:
    """The values an estimate is made with."""

    def __init__(self, rows: Mapping[str, Assumption]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, name: str) -> Fraction:
        return Fraction(self._rows[name].value)

    def text(self, name: str) -> str:
        """The value as it stands, for the names of instance types."""
        return self._rows[name].value

    @property
    def rows(self) -> list[Assumption]:
        """All of them, in the order of `DEFAULTS`."""
        return list(self._rows.values())

    @property
    def changed(self) -> dict[str, str]:
        """What differs from the defaults."""
        return {row.name: row.value for row in self._rows.values() if row.basis == "yours"}


def assume(given: Mapping[str, str] | None = None, language: Language = "zh") -> Assumptions:
    """The defaults for interviews in this language, with what is given in their place.

    Raises:
        Rejected: ``bad_request`` for a name nobody knows, no number, or one out of bounds; the detail is a sentence.
    """
    rows = {row.name: row for row in DEFAULTS}
    if language == "en":
        rows["checks_per_answer"] = rows["checks_per_answer"].model_copy(update={"value": _ENGLISH_CHECKS})
    for name, value in (given or {}).items():
        if name not in rows:
            raise Rejected("bad_request", f"nothing is assumed about {name[:40]!r}; there are {', '.join(rows)}")
        rows[name] = _given(rows[name], value.strip())
    return Assumptions(rows)


def _given(row: Assumption, value: str) -> Assumption:
    if not row.most:
        if not _INSTANCE.fullmatch(value):
            raise Rejected("bad_request", f"{row.name} is an instance type, such as {row.value}")
    else:
        value = decimal_in(row.name, value, row.least, row.most, whole=row.whole)
    if value == row.value:
        return row
    source = Bilingual(zh="您填写的数值", en="your own value")
    return row.model_copy(update={"value": value, "basis": "yours", "source": source})


def decimal_in(name: str, value: str, least: str, most: str, *, whole: bool = False) -> str:
    """A number as people type it (`contracts.terms.typed_decimal`) within bounds, without needless zeros.

    Raises:
        Rejected: ``bad_request``; the detail says what is wanted.
    """
    value = typed_decimal(value) or ""
    if not _NUMBER.fullmatch(value) or not Decimal(least) <= Decimal(value) <= Decimal(most):
        raise Rejected("bad_request", f"{name} is a number from {least} to {most}")
    number = Decimal(value).normalize()
    if whole and number != number.to_integral_value():
        raise Rejected("bad_request", f"{name} is a whole number from {least} to {most}")
    return f"{number:f}"
