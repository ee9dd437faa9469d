"""Functions behave as on Lambda: limits, errors, warm reuse, queueing, retries."""

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from laptop.cloud import Cloud

Invoke = Callable[..., tuple[Any, str | None]]
Eventually = Callable[..., Any]


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def dead(pid: int) -> bool:
    """Gone, or a zombie that nobody has reaped yet: its connections are closed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_warm_process_is_used_again(invoke: Invoke) -> None:
    first, error = invoke("Echo")
    second, _ = invoke("Echo")
    assert error is None
    assert first["pid"] == second["pid"]
    assert second["calls"] == first["calls"] + 1
    assert first["request_id"] != second["request_id"]
    assert first["word"] == "shared"
    assert 15_000 < first["remaining"] <= 20_000
    assert int(first["memory"]) == 512


def test_two_at_once_get_two_processes(cloud: Cloud, invoke: Invoke) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(invoke("Echo", sleep=1.5)[0]["pid"])) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 2
    states = {(name, state) for name, _, state in cloud.functions.processes()}
    assert ("Echo", "idle") in states


def test_reserved_concurrency_queues(cloud: Cloud, invoke: Invoke) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(invoke("Single", action="later")[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_timeout(invoke: Invoke) -> None:
    answer, error = invoke("Misbehave", action="sleep")
    assert error == "Unhandled"
    assert answer["errorType"] == "Sandbox.Timedout"
    assert answer["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")


def test_exit_status_and_signal(invoke: Invoke) -> None:
    answer, error = invoke("Misbehave", action="exit")
    assert (error, answer["errorType"]) == ("Unhandled", "Runtime.ExitError")
    assert answer["errorMessage"].endswith("Error: Runtime exited with error: exit status 7")
    answer, _ = invoke("Misbehave", action="signal")
    assert answer["errorMessage"].endswith("signal: segmentation fault")
    assert invoke("Misbehave", action="fine") == ("fine", None)


def test_memory_above_the_grant_is_killed(cloud: Cloud, invoke: Invoke) -> None:
    answer, error = invoke("Misbehave", action="memory")
    assert (error, answer["errorType"]) == ("Unhandled", "Runtime.ExitError")
    assert answer["errorMessage"].endswith("Runtime exited with error: signal: killed")
    assert "Max Memory Used" in cloud.functions.log("Misbehave")


def test_an_exception_and_its_log(cloud: Cloud, invoke: Invoke) -> None:
    answer, error = invoke("Misbehave", action="raise")
    assert (error, answer["errorType"], answer["errorMessage"]) == ("Unhandled", "Rejected", "their input")
    assert "about to raise" in cloud.functions.log("Misbehave")


def test_import_error(invoke: Invoke) -> None:
    answer, error = invoke("Broken")
    assert (error, answer["errorType"]) == ("Unhandled", "Runtime.ImportModuleError")
    assert "nowhere" in answer["errorMessage"]


def test_grandchildren_end_with_their_function(invoke: Invoke, cloud: Cloud, eventually: Eventually) -> None:
    grandchild, _ = invoke("Misbehave", action="child")
    assert exists(grandchild)
    cloud.functions.kill("Misbehave")
    eventually(lambda: not exists(grandchild))


def test_a_process_that_died_between_two_invocations_does_no_harm(invoke: Invoke, eventually: Eventually) -> None:
    for _ in range(3):
        pid, _ = invoke("Misbehave", action="later")
        os.kill(pid, 9)
        eventually(lambda pid=pid: dead(pid))
        answer, error = invoke("Misbehave", action="later")
        assert error is None
        assert answer != pid


def test_unknown_function(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        cloud.client("lambda").invoke(FunctionName="nobody")


def test_an_event_is_retried_and_then_goes_to_the_dead_letter_queue(cloud: Cloud, eventually: Eventually) -> None:
    before = cloud.functions.log("Misbehave").count("about to raise")
    name = cloud.functions.spec("Misbehave").name
    event = json.dumps({"action": "raise", "id": "lost"})
    answer = cloud.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=event)
    assert answer["StatusCode"] == 202
    sqs, url = cloud.client("sqs"), cloud.outputs["DeadLetters"]
    found = eventually(
        lambda: sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=0).get("Messages")
    )
    assert json.loads(found[0]["Body"]) == {"action": "raise", "id": "lost"}
    assert found[0]["MessageAttributes"]["ErrorMessage"]["StringValue"] == "their input"
    assert cloud.functions.log("Misbehave").count("about to raise") == before + 3


def test_temporary_folder_is_private_to_the_process(cloud: Cloud, invoke: Invoke, eventually: Eventually) -> None:
    folder, _ = invoke("Echo", action="write")
    assert (Path(folder) / "note").exists()
    cloud.functions.kill("Echo")
    eventually(lambda: not Path(folder).exists())


def test_idle_processes_end(
    cloud: Cloud, invoke: Invoke, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud.functions, "_idle_seconds", 0.2)
    pid = invoke("Echo")[0]["pid"]
    eventually(lambda: not exists(pid))
    assert pid not in {p for _, p, _ in cloud.functions.processes()}


def test_throttled_after_a_long_wait(cloud: Cloud, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloud.functions, "_queue_seconds", 0.2)
    holder = threading.Thread(target=lambda: invoke("Single", action="sleep", seconds=3))
    holder.start()
    while not [p for p in cloud.functions.processes() if p[0] == "Single" and p[2] == "busy"]:
        time.sleep(0.02)
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        invoke("Single", action="later")
    holder.join()
