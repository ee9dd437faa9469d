"""The start of a process is paid once, and the wait for its first event is not."""

from __future__ import annotations

import subprocess
import sys

IDLE_S = 3600.0
PROCESS = f"""
import time
from types import SimpleNamespace
began = time.perf_counter()
from mianshi import stage
from mianshi.contracts.events import VisionReceipt
billed = []
stage._bill = lambda name, interview_id, outcome, seconds, context: billed.append(seconds)
handler = stage.stage("vision", VisionReceipt)(lambda task: task)
importing = time.perf_counter() - began
clock = time.clock_gettime
time.clock_gettime = lambda which: clock(which) + {IDLE_S}
for _ in range(2):
    handler(dict(interview_id="iv", segment=0, frames=0), SimpleNamespace(aws_request_id="r"))
print(importing, *billed)
"""


def test_the_first_invocation_pays_for_the_start_and_nobody_for_waiting() -> None:
    answer = subprocess.run([sys.executable, "-c", PROCESS], check=True, capture_output=True, text=True)
    importing, first, second = map(float, answer.stdout.split()[-3:])
    assert importing <= first < IDLE_S
    assert second < importing
