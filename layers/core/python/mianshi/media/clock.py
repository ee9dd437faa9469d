"""Which time stamps to believe in a damaged file."""

from __future__ import annotations

from typing import Final

_LEAP_S: Final = 10.0
"""A step this large must be confirmed: one overturned bit can put a packet hours ahead."""

_NEXT_S: Final = 600.0
"""The next packet confirms a step when it goes on from there, by no more than this."""


class Clock:
    """Follows the time stamps of one stream in file order."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._claimed: float | None = None

    def believes(self, seconds: float) -> bool:
        """Whether this packet or frame stands where it says; a true leap is believed from its second packet on."""
        leaps = self._last is not None and abs(seconds - self._last) > _LEAP_S
        if leaps and (self._claimed is None or not 0 <= seconds - self._claimed <= _NEXT_S):
            self._claimed = seconds
            return False
        self._last, self._claimed = seconds, None
        return True
