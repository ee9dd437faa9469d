"""``mianshi serve`` across restarts: nothing is lost, nobody else gets in, nothing is left running."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
import urllib3

from laptop.house import SAMPLES
from models.fetch import is_fetched

HTTP = urllib3.PoolManager(retries=False)
Start = Callable[..., tuple[subprocess.Popen[str], str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server on the same data folder: the process and the first line it says."""
    started: list[subprocess.Popen[str]] = []
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def serve(port: int = 0, data: str = "data") -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "laptop.cli", "serve", "--port", str(port), "--data", str(tmp_path / data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TMPDIR": str(scratch), "COLUMNS": "500"},
        )
        started.append(process)
        assert process.stdout
        return process, process.stdout.readline()

    yield serve
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _url(line: str) -> str:
    assert line.startswith("Mianshi is at "), line
    return line.split()[3]


def _enter(line: str, data: Path) -> str:
    """Signs in as the administrator whose password the server keeps; every request after it is theirs."""
    url = _url(line)
    password = json.loads((data / "accounts.json").read_bytes())["made"]["admin"]
    HTTP.headers = {}
    page = HTTP.request("GET", f"{url}/sign-in")
    cookie = page.headers["set-cookie"].partition(";")[0]
    proof = page.data.decode().split('name="form" value="')[1].split('"')[0]
    form = {"form": proof, "user": "admin", "password": password, "next": "/"}
    answer = HTTP.request(
        "POST", f"{url}/sign-in", fields=form, encode_multipart=False, headers={"Cookie": cookie}, redirect=False
    )
    assert answer.status == 303, answer.data
    signed_in = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    home = HTTP.request("GET", f"{url}/", headers=signed_in).data.decode()
    HTTP.headers = {**signed_in, "X-CSRF": home.split('name="csrf" content="')[1].split('"')[0]}
    return url


def _ask(url: str) -> Any:
    answer = HTTP.request("GET", url)
    assert answer.status == 200, answer.data
    return json.loads(answer.data)


def _upload(url: str, name: str, content: bytes) -> str:
    wish = {
        "role": "retail_store_manager",
        "language": "auto",
        "policy": "eu",
        "consent": {"recording": True, "analysis": True, "observations": False},
        "files": [{"name": name, "size": len(content), "type": "video/mp4"}],
    }
    created = HTTP.request("POST", f"{url}/api/interviews", json=wish).json()
    ticket = created["uploads"][0]
    assert HTTP.request("POST", ticket["url"], fields={**ticket["fields"], "file": (name, content)}).status < 300
    return str(created["interview_id"])


def _beginning(sample: Path, seconds: float) -> bytes:
    """The first seconds of a recording, its streams as they are."""
    body = io.BytesIO()
    with av.open(str(sample)) as given, av.open(body, "w", format="mp4") as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in given.streams}
        for packet in given.demux():
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
    return body.getvalue()


def _wait(url: str, interview: str, reached: Callable[[Any], bool]) -> Any:
    until = time.monotonic() + 200
    while not reached(view := _ask(f"{url}/api/interviews/{interview}")):
        assert time.monotonic() < until, view
        time.sleep(0.3)
    return view


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(500)
def test_interviews_outlive_the_server(start: Start, tmp_path: Path, eventually: Callable[..., Any]) -> None:
    if not (is_fetched("embedding") and is_fetched("whisper-base")):
        pytest.skip("the models are not fetched (make setup)")
    first, line = start()
    url = _enter(line, tmp_path / "data")
    refused = _upload(url, "<svg onload=alert(1)>.mp4", b"not a video")
    assert _wait(url, refused, lambda view: view["status"] == "closed")["reason"] == "not_media"

    taken, sentence = start(port=int(url.rsplit(":", 1)[1]), data="other")
    assert (taken.wait(120), "is in use; choose another one" in sentence) == (1, True)
    second, sentence = start()
    assert (second.wait(120), "in use by another mianshi serve" in sentence) == (1, True)

    spoken = _upload(url, "spoken.mp4", _beginning(SAMPLES / "zh_store_manager.mp4", 42))  # its first answer
    _wait(
        url, spoken, lambda view: any(s["state"] == "Transcribe" and s["status"] == "running" for s in view["progress"])
    )
    first.send_signal(signal.SIGTERM)
    assert first.wait(120) == 0
    assert list((tmp_path / "scratch").iterdir()) == []

    killed, line = start()
    url = _enter(line, tmp_path / "data")
    closed = _ask(f"{url}/api/interviews/{refused}")
    assert (closed["outcome"], closed["progress"]) == ("rejected", [])  # its run is forgotten, the interview is not
    page = HTTP.request("GET", f"{url}/interviews/{refused}?lang=en")
    assert page.status == 200 and b"&lt;svg onload" in page.data
    _wait(url, spoken, lambda view: view["status"] == "processing")
    killed.kill()
    eventually(lambda: list((tmp_path / "scratch").iterdir()) == [], 120)

    last, line = start()
    url = _enter(line, tmp_path / "data")
    assert _wait(url, spoken, lambda view: view["status"] == "closed")["outcome"] == "scored"
    assert refused in (home := HTTP.request("GET", f"{url}/?lang=en").data.decode()) and spoken in home
    last.send_signal(signal.SIGINT)
    assert last.wait(120) == 0
