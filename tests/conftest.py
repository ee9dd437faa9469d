"""Settings of every test."""

from __future__ import annotations

import os
from functools import cache

from botocore.loaders import JSONFileLoader
from hypothesis import settings

settings.register_profile("shared_cpu", parent=settings.default, deadline=None)
"""No example has a deadline: on a shared processor any of them may wait for its turn."""
settings.load_profile("shared_cpu")

os.environ["LOOPBACK_ALLOWED"] = "yes"  # the stand-ins of platforms listen on this machine

# A session parses megabytes of botocore's own JSON, and nearly every test has sessions: one parse for all of them.
JSONFileLoader.load_file = staticmethod(cache(JSONFileLoader().load_file))
