"""However the cloud ends, nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from laptop.guard import marked_processes

PROGRAM = """
import json, sys, threading, time
from pathlib import Path
sys.path[:0] = [{laptop!r}, {tests!r}]
from conftest import small_cloud

with small_cloud(Path(sys.argv[1]), data=Path(sys.argv[1])) as cloud:
    def call(name, **event):
        cloud.functions.invoke(cloud.functions.spec(name).name, json.dumps(event).encode())
    call("Echo")
    threading.Thread(target=call, args=("Single",), kwargs=dict(action="child", wait=True), daemon=True).start()
    while "busy" not in [state for _, _, state in cloud.functions.processes()]:
        time.sleep(0.02)
    bucket = cloud.outputs["Bucket"]
    cloud.client("s3").put_object(Bucket=bucket, Key="x.wav", Body=b"hello")
    cloud.client("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=cloud.outputs["Endpoint"], InputLocation=f"s3://{{bucket}}/x.wav")
    while not any(cloud.sagemaker.running().values()):
        time.sleep(0.02)
    cloud.client("stepfunctions").start_execution(
        stateMachineArn=cloud.outputs["FlowArn"], name="open", input=json.dumps(dict(fail="wait")))
    time.sleep(1)
    print(cloud.functions._nursery.mark, flush=True)
    if sys.argv[2] == "return":
        sys.exit(0)
    time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["return", "SIGINT", "SIGTERM", "SIGKILL"])
def test_no_child_survives(way: str, tmp_path: Path) -> None:
    here = Path(__file__).parent
    program = PROGRAM.format(laptop=str(here.parents[1] / "infra" / "local"), tests=str(here))
    errors = tmp_path / "stderr"
    with errors.open("w") as stderr:
        argv = [sys.executable, "-c", program, str(tmp_path), way]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout
    mark = process.stdout.readline().strip()
    assert mark, errors.read_text()
    if way != "return":
        assert len(marked_processes(mark)) >= 4  # two functions, a grandchild, the inference server
        process.send_signal(getattr(signal, way))
    process.wait(timeout=120)
    until = time.monotonic() + 60
    while marked_processes(mark):
        assert time.monotonic() < until, "a child outlived the cloud"
        time.sleep(0.05)
    if way != "SIGKILL":
        assert (tmp_path / "index.json").exists()  # the state was saved on the way out
    assert process.returncode == {"return": 0, "SIGINT": process.returncode, "SIGTERM": 143, "SIGKILL": -9}[way]
    if way == "SIGINT":
        assert process.returncode in (1, 130, -signal.SIGINT)


def test_the_guard_knows_a_marked_process() -> None:
    env = {**os.environ, "LAPTOP_CLOUD": "a-mark-of-this-test"}
    process = subprocess.Popen([sys.executable, "-c", "input()"], env=env, stdin=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while marked_processes("a-mark-of-this-test") != [process.pid]:
            assert time.monotonic() < until
        assert marked_processes("another") == []
    finally:
        process.kill()
        process.communicate()
