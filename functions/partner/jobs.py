"""Jobs of a partner."""

from __future__ import annotations

import frame

router = frame.Routes("Jobs")
