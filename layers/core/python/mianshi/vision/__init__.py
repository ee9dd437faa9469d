"""Picture to observations: what a camera saw, measured and named, never interpreted.

`observe` and `nothing_observed` need no more than the contracts. The names that need OpenCV and onnxruntime are
imported on first use, so that a function without the vision layer can still merge what the vision stage read.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mianshi.vision.observations import nothing_observed, observe

if TYPE_CHECKING:
    from mianshi.vision.models import VisionModels, load_models
    from mianshi.vision.segments import read_segment

__all__ = ["VisionModels", "load_models", "nothing_observed", "observe", "read_segment"]

_HEAVY = {
    "VisionModels": "mianshi.vision.models",
    "load_models": "mianshi.vision.models",
    "read_segment": "mianshi.vision.segments",
}


def __getattr__(name: str) -> Any:
    if name not in _HEAVY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HEAVY[name]), name)
