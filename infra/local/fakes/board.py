"""A page that shows what arrived at the stand-ins: who was told what, whether it was genuine, and what was a repeat."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from jinja2 import Environment

from fakes.frame import Arrival, Fake

MOST = 200
_PAGE = Environment(autoescape=True).from_string("""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>收到的消息 · What arrived</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 960px; padding: 24px 16px; }
h1 { font-size: 1.5rem; margin: 0; } p { margin: 4px 0 16px; }
article { border: 1px solid #8884; border-radius: 10px; padding: 12px 16px; margin: 12px 0; }
article h2 { font-size: 1rem; margin: 0; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.quiet { opacity: .75; font-weight: 400; } .bad { color: #a33; font-weight: 600; }
@media (prefers-color-scheme: dark) { .bad { color: #f2a39b; } }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; margin: 8px 0 0; }
</style></head><body>
<h1>收到的消息 · What arrived</h1>
<p>这些是本机上的替身，不会转发任何内容。These are stand-ins on this machine; nothing is forwarded.</p>
<p class="quiet">{% for name, count in counts %}{{ name }}: {{ count }}{{ "" if loop.last else " · " }}{% endfor %}</p>
{% for one in arrivals %}
<article>
  <h2>{{ one.platform }} · {{ one.what }} <span class="quiet">{{ one.time }}</span>
    {% if not one.verified %}<span class="bad">未通过验证 · not genuine</span>{% endif %}
    {% if one.duplicate %}<span class="quiet">重复，未再处理 · a repeat, dropped</span>{% endif %}
    {% if one.said %}<span class="quiet">{{ one.said }}</span>{% endif %}</h2>
  <details><summary>内容 · Content</summary><pre>{{ one.body }}</pre></details>
</article>
{% else %}<p>还没有消息。Nothing yet.</p>
{% endfor %}
</body></html>""")


class Board:
    """Serves the page on a free loopback port, or on `port`, until it is stopped."""

    def __init__(self, fakes: Sequence[Fake], port: int = 0) -> None:
        self._fakes, self._port = fakes, port
        self._server: ThreadingHTTPServer | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler(self.page))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def page(self) -> str:
        """The page as it is now, the newest first."""
        arrivals = sorted((a for fake in self._fakes for a in fake.arrivals), key=lambda a: a.at, reverse=True)
        counts = [(fake.name, len(fake.arrivals)) for fake in self._fakes]
        return _PAGE.render(arrivals=[_shown(arrival) for arrival in arrivals[:MOST]], counts=counts)


def _shown(arrival: Arrival) -> dict[str, Any]:
    return {
        "platform": arrival.platform,
        "what": arrival.what,
        "verified": arrival.verified,
        "duplicate": arrival.duplicate,
        "said": arrival.said,
        "time": f"{datetime.fromtimestamp(arrival.at, UTC):%H:%M:%S} UTC",
        "body": json.dumps(arrival.body, ensure_ascii=False, indent=2),
    }


def _handler(page: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page().encode()
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
