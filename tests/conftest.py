"""Settings of every test."""

from __future__ import annotations

import os
from typing import Any

from botocore.loaders import Loader
from hypothesis import settings

settings.register_profile("shared_cpu", parent=settings.default, deadline=None)
"""No example has a deadline: on a shared processor any of them may wait for its turn."""
settings.load_profile("shared_cpu")

os.environ["LOOPBACK_ALLOWED"] = "yes"  # the stand-ins of platforms listen on this machine

_KNOWN: dict[Any, Any] = {}
_begin = Loader.__init__


def _share(self: Loader, *args: Any, **settings: Any) -> None:
    """A session looks through and parses megabytes of botocore's own files, and nearly every test has sessions."""
    _begin(self, *args, **settings)
    self._cache = _KNOWN


Loader.__init__ = _share
