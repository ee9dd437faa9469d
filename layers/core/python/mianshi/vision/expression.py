"""Movements of mouth and brows, and how much a face changes its shape."""

from __future__ import annotations

import numpy as np

from mianshi.vision.face import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from mianshi.vision.geometry import Points

_MOUTH_RIGHT, _MOUTH_LEFT, _LIP_UPPER, _LIP_LOWER, _NOSE_BASE = 61, 291, 13, 14, 2
_BROWS = [105, 107, 334, 336]
_EYE_CORNERS = [33, 133, 263, 362]
_REST_MOUTH_WIDTH, _REST_MOUTH_DROP, _REST_BROW = 0.552, 0.253, 0.274
"""The same ratios on MediaPipe's canonical face, an average face at rest. The spans below, from rest to clearly,
are our choice: about the change a deliberate movement makes. They are not fitted to labelled data."""
_SMILE_WIDTH_SPAN, _SMILE_LIFT_SPAN = 0.12, 0.07
_BROW_SPAN = 0.06
_MOUTH_OPEN_SPAN = 0.25


def expression(face: Points) -> dict[str, float]:
    """Movements of mouth and brows, 0 (at rest) to 1 (clearly).

    Lengths are in outer-eye-corner widths on the frontal mesh, `rest` is the canonical face's value:

    - smile: the mean of ``(mouth width - rest) / 0.12`` and ``(rest - drop of the mouth corners under the nose base)
      / 0.07``: the corners move outwards and upwards together (speech does one or the other).
    - brow_raise: ``(height of the brows over the eye corners - rest) / 0.06``; brow_lower: the same, other sign.
    - mouth_open: gap between the inner lips / 0.25.
    """
    width = float(np.linalg.norm(face[_MOUTH_LEFT] - face[_MOUTH_RIGHT]))
    drop = float(face[_NOSE_BASE, 1] - (face[_MOUTH_LEFT, 1] + face[_MOUTH_RIGHT, 1]) / 2)
    brow = float(face[_BROWS, 1].mean() - face[_EYE_CORNERS, 1].mean())
    gap = float(np.linalg.norm(face[_LIP_UPPER] - face[_LIP_LOWER]))
    wider, higher = (width - _REST_MOUTH_WIDTH) / _SMILE_WIDTH_SPAN, (_REST_MOUTH_DROP - drop) / _SMILE_LIFT_SPAN
    return {
        "smile": _share((wider + higher) / 2),
        "brow_raise": _share((brow - _REST_BROW) / _BROW_SPAN),
        "brow_lower": _share((_REST_BROW - brow) / _BROW_SPAN),
        "mouth_open": _share(gap / _MOUTH_OPEN_SPAN),
    }


def stir(before: Points, after: Points) -> float:
    """How much a mesh (n x 3 pixels) changed its shape: 0 for a flat picture of a face, however it is moved or turned.

    Root mean square distance, in outer-eye-corner widths, that the best affine map of the picture plane leaves between
    the two meshes. Moving, tilting and turning a photograph are such maps (nearly: perspective is left out); a living
    head that turns is not flat, and a face that speaks or blinks moves its points against each other.
    """
    plane = np.c_[before[:, :2], np.ones(len(before))]
    fitted = plane @ np.linalg.lstsq(plane, after[:, :2], rcond=None)[0]
    left = float(np.sqrt(((after[:, :2] - fitted) ** 2).sum(axis=1).mean()))
    return left / max(1e-6, float(np.linalg.norm(after[LEFT_EYE_OUTER, :2] - after[RIGHT_EYE_OUTER, :2])))


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)
