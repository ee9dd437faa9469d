"""What `vllm serve` looks like from outside, without a model: for tests of the process that starts and asks it.

Written from vLLM's documents. It prints every prompt, as a careless server might.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support.rater_stub import answer

READ: list[str] = []
"""Prompts since the cache was emptied."""


class Handler(BaseHTTPRequestHandler):
    context = 0
    name = ""

    def do_GET(self) -> None:
        self._send(200, b'{"version": "0.0.1"}' if self.path == "/version" else b"")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/reset_prefix_cache" and os.environ.get("VLLM_SERVER_DEV_MODE") == "1":
            READ.clear()
            self._send(200, b"")
        elif self.headers["Authorization"] != f"Bearer {os.environ['VLLM_API_KEY']}":
            self._send(401, b'{"error": "Unauthorized"}')
        elif self.path != "/v1/completions" or body["model"] != self.name:
            self._send(404, b'{"error": {"message": "not found"}}')
        else:
            self._complete(body["prompt"])

    def _complete(self, prompt: str) -> None:
        _say(f"prompt: {prompt}")
        if prompt == "die":
            os._exit(3)
        if len(prompt.split()) > self.context:
            message = f"This model's maximum context length is {self.context} tokens."
            self._send(400, json.dumps({"error": {"message": message, "code": 400}}).encode())
            return
        document = answer([prompt], [0.75])
        document["usage"]["prompt_tokens_details"] = {"cached_tokens": len(READ)} if READ else None
        READ.append(prompt)
        self._send(200, json.dumps(document).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("folder")
    parser.add_argument("--port", type=int)
    parser.add_argument("--host")
    parser.add_argument("--served-model-name")
    parser.add_argument("--max-model-len", type=int)
    options, _ = parser.parse_known_args()
    _say("loading")
    if "broken" in options.folder:
        sys.exit(1)
    Handler.context, Handler.name = options.max_model_len, options.served_model_name
    ThreadingHTTPServer((options.host, options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
