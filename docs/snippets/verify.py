"""Receives webhooks and checks them. Run: MIANSHI_WEBHOOK_SECRET='whsec_…' python3 verify.py"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def genuine(secrets, headers, body, now=None):
    """True where one of the space-separated secrets signed these bytes within the last five minutes."""
    stamp = headers.get("webhook-timestamp") or ""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13):
        return False
    if abs((time.time() if now is None else now) - int(stamp)) > 300:
        return False
    text = f"{headers.get('webhook-id') or ''}.{stamp}.".encode() + body
    signatures = (headers.get("webhook-signature") or "").split(" ")
    fits = False
    for secret in secrets.split():
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = b"v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest())
        for signature in signatures:
            fits |= hmac.compare_digest(signature.encode(), expected)
    return fits


class Receiver(BaseHTTPRequestHandler):
    timeout = 10
    handled = set()  # in your system: a table with a unique column, kept for 180 days

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(max(0, min(length, 65536)))  # the bytes as they came: check first, parse afterwards
        if not genuine(os.environ["MIANSHI_WEBHOOK_SECRET"], self.headers, body):
            self.send_error(401)
            return
        event = json.loads(body)
        if event["id"] not in self.handled:
            self.handled.add(event["id"])
            print("new", event["type"], event["subject"], event["data"], flush=True)
        self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
    print("listening on", server.server_address[1], flush=True)
    server.serve_forever()
