"""The rater as it is shipped, in a process of its own, and the engine around it."""

from __future__ import annotations

import atexit
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from bench.baselines import Remembering
from bench.running import ROOT
from laptop.weights import RATER_NAME
from mianshi.contracts.assessment import CompetencyFinding
from mianshi.contracts.base import Language
from mianshi.contracts.rating import Check, CheckSheet, Rater, Ratings
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Defect
from mianshi.language.assess import assess
from mianshi.language.calibration import calibration
from mianshi.language.prepare import Preparer
from mianshi.language.reading import read, response_of
from models.fetch import model_dir

START_S = 120
_HOST = "127.0.0.1"
_PLAIN = {
    "zh": "按1到5分给这个回答打分，2分和4分在中间。\n1分：{level_1}\n3分：{level_3}\n5分：{level_5}\n只回答一个数字。",
    "en": (
        "Rate the answer from 1 to 5; 2 and 4 lie between.\n1: {level_1}\n3: {level_3}\n5: {level_5}\n"
        "Reply with one digit."
    ),
}
_END = "<|im_end|>\n<|im_start|>assistant\n"


class Reader:
    """Loads the weights and is asked over HTTP, as behind SageMaker.

    Raises:
        RuntimeError: it did not come up, or refused what it was asked.
    """

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind((_HOST, 0))
            self._port = free.getsockname()[1]
        told = {
            "MODEL_PATH": str(model_dir("rater")),
            "MODEL_NAME": RATER_NAME,
            "BIND_HOST": _HOST,
            "BIND_PORT": str(self._port),
        }
        command = [sys.executable, str(ROOT / "infra" / "rater" / "serve.py"), "serve"]
        self._process = subprocess.Popen(
            command, env={**os.environ, **told}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        atexit.register(self.stop)
        until = time.monotonic() + START_S
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the rater did not come up")
            time.sleep(0.2)

    @property
    def peak_bytes(self) -> int:
        """The most memory its process has had."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    def ratings(self, sheet: CheckSheet) -> Ratings:
        """The replies to a sheet's checks. Raises Defect where the model answers something else."""
        body = {"prompt": sheet.prompts(), "max_tokens": 1, "temperature": 0, "logprobs": 20, "seed": 0}
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=900)
        with contextlib.closing(connection):
            connection.request("POST", "/invocations", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            told = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the rater answered {answer.status}")
        return read(sheet, response_of(told))

    def stop(self) -> None:
        """Ends the process."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _is_up(self) -> bool:
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=5)
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/ping")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False


@cache
def reader() -> Reader:
    """One for all tables."""
    return Reader()


class Engine:
    """From a transcript to a level, with whatever replies there are."""

    def __init__(self) -> None:
        self.embedder = Remembering(model_dir("embedding"))
        self._preparer = Preparer(self.embedder)
        self._sheets: dict[tuple[str, str | None, str, str], CheckSheet] = {}

    def sheet(self, transcript: Transcript, role: Role) -> CheckSheet:
        """The checks, made once per answer."""
        text = "\n".join(sentence.text for sentence in transcript.sentences)
        key = (role.content_hash(), transcript.question, transcript.language or "", text)
        if key not in self._sheets:
            self._sheets[key] = self._preparer.sheet(transcript, role)
        return self._sheets[key]

    def finding(
        self, transcript: Transcript, role: Role, competency: str, replies: Mapping[str, float | None] | Ratings | None
    ) -> CompetencyFinding:
        """What was found for a competency.

        Args:
            transcript: of the answer.
            role: it was given for.
            competency: id.
            replies: by check, or all of the sheet's, or None for an answer that nobody read.
        """
        sheet = self.sheet(transcript, role)
        given = replies if isinstance(replies, Ratings) else _replies(sheet, competency, replies or {})
        found = assess(sheet, given, transcript, role)
        return next(each for each in found.competencies if each.competency == competency)


@cache
def engine() -> Engine:
    """One for all tables."""
    return Engine()


def read_live(sheet: CheckSheet) -> Ratings | None:
    """The replies to a sheet; None where it asks nothing, or the model answers something else than was asked."""
    if not sheet.prompts():
        return None
    try:
        return reader().ratings(sheet)
    except Defect:
        return None


def by_check(sheet: CheckSheet, ratings: Ratings | None) -> dict[str, float | None]:
    """The replies by the id of the check."""
    checks = [check for passage in sheet.passages for check in passage.checks]
    values: Sequence[float | None] = ratings.values if ratings else [None] * len(checks)
    return {check.id: value for check, value in zip(checks, values, strict=True)}


def plain_rating(sheet: CheckSheet, competency: Competency, language: Language) -> CheckSheet:
    """The same passage with one question instead: which level by the anchors."""
    anchors = competency.anchors
    levels = {name: getattr(anchors, name).in_language(language) for name in ("level_1", "level_3", "level_5")}
    check = Check(id="level", kind="level", text=_PLAIN[language].format(**levels) + _END, answers=list("12345"))
    passage = next(each for each in sheet.passages if each.competency == competency.id)
    return sheet.model_copy(update={"passages": [passage.model_copy(update={"checks": [check]})]})


def _replies(sheet: CheckSheet, competency: str, replies: Mapping[str, float | None]) -> Ratings:
    values = [
        replies.get(check.id) if passage.competency == competency else None
        for passage in sheet.passages
        for check in passage.checks
    ]
    known = Rater(model="stored", weights_sha256=calibration().rater, engine="stored")
    return Ratings(answer=sheet.answer, rater=known, values=values, compute_ms=0)
