"""Loads MediaPipe's networks; they are the `vision-models` folder of the vision layer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from mianshi.errors import Defect

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
"""Height x width x 3, blue-green-red, upright."""

_SUMS = "SHA256SUMS"


class Network:
    """One onnxruntime session on one thread: more threads are slower on networks this small, and scale worse."""

    def __init__(self, content: bytes) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        entry = self._session.get_inputs()[0]
        self._input = entry.name
        self.size = int(entry.shape[3])
        """Side of the square picture it reads."""

    def __call__(self, planes: Floats) -> list[Floats]:
        """The outputs for one picture as 3 x size x size planes (red, green, blue), without the batch axis."""
        return [cast(Floats, output[0]) for output in self._session.run(None, {self._input: planes[None]})]


@dataclass(frozen=True)
class VisionModels:
    """The six networks and the version a report names: a digest over the digests of their files."""

    face_short_range: Network
    face_full_range: Network
    face_mesh: Network
    iris: Network
    pose_detection: Network
    pose_landmarks: Network
    version: str


def load_models(folder: Path) -> VisionModels:
    """Reads the networks of `folder` and checks each against its ``SHA256SUMS``.

    Also limits OpenCV to one thread in this process, for the same reason as onnxruntime.

    Raises:
        Defect: ``vision_models_missing`` or ``vision_models_changed``.
    """
    try:
        sums = (folder / _SUMS).read_text()
        digests = {name: digest for digest, name in (line.split() for line in sums.splitlines())}
        contents = {name: (folder / name).read_bytes() for name in digests}
    except OSError as error:
        raise Defect("vision_models_missing", f"{error.strerror}: {Path(str(error.filename)).name}") from error
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != digests[name]:
            raise Defect("vision_models_changed", f"{name} does not have the digest in {_SUMS}")
    cv2.setNumThreads(1)
    return VisionModels(
        face_short_range=Network(contents["face_detection_short_range.onnx"]),
        face_full_range=Network(contents["face_detection_full_range.onnx"]),
        face_mesh=Network(contents["face_landmark.onnx"]),
        iris=Network(contents["iris_landmark.onnx"]),
        pose_detection=Network(contents["pose_detection.onnx"]),
        pose_landmarks=Network(contents["pose_landmark.onnx"]),
        version=hashlib.sha256(sums.encode()).hexdigest()[:16],
    )
