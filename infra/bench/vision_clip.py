"""A clip as 640 x 360 H.264 video, the size at which speed is compared.

python infra/bench/vision_clip.py SOURCE TARGET
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import cv2
import numpy as np

WIDTH, HEIGHT = 640, 360


def main(source: Path, target: Path) -> int:
    """Every frame scaled to fit, in the middle of a black picture."""
    video = cv2.VideoCapture(str(source))
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=round(video.get(cv2.CAP_PROP_FPS)) or 25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"crf": "20"}
        while (read := video.read())[0]:
            picture = av.VideoFrame.from_ndarray(_fitted(np.asarray(read[1], np.uint8)), format="bgr24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return 0


def _fitted(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height)
    small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    frame = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    top, left = (HEIGHT - small.shape[0]) // 2, (WIDTH - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return frame


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
