"""A speech endpoint without a model: a process that answers every sound with the same words, or misbehaves on request.

It speaks the container's protocol (``GET /ping``, ``POST /invocations`` on BIND_PORT). The folder STUB steers it:
``heard.json`` is the answer, ``plan.json`` lists how the next requests go: ``ok``, ``die``, ``hang``, ``garbage`` or a
status such as ``503``. When the list is empty everything is well. ``requests.log`` has a line per request.
"""

from __future__ import annotations

import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FOLDER = Path(os.environ["STUB"])


class Stub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(200, b"")

    def do_POST(self) -> None:
        size = len(self.rfile.read(int(self.headers["Content-Length"])))
        how = next_behaviour()
        inference = self.headers.get("X-Amzn-SageMaker-Inference-Id")
        wish = self.headers.get("X-Amzn-SageMaker-Custom-Attributes")
        with (FOLDER / "requests.log").open("a") as log:
            log.write(json.dumps({"id": inference, "bytes": size, "attributes": wish, "how": how}) + "\n")
        if how == "die":
            os._exit(1)
        if how == "hang":
            time.sleep(3600)
        if how == "garbage":
            self._answer(200, b'{"language": "zh", "words": "none"}')
        elif how == "ok":
            self._answer(200, (FOLDER / "heard.json").read_bytes())
        else:
            self._answer(int(how), b'{"error": "as planned"}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def next_behaviour() -> str:
    plan = FOLDER / "plan.json"
    if not plan.exists():
        return "ok"
    steps = json.loads(plan.read_text())
    if len(steps) > 1:
        plan.write_text(json.dumps(steps[1:]))
    else:
        plan.unlink()
    return str(steps[0])


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["BIND_PORT"])), Stub).serve_forever()
