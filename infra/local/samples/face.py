"""A drawn person who talks: no photograph, no likeness of anybody. Pictures are BGR, 640x480."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.paint import Brush, Colour, Layer, circle, darker, mirrored, new_layer, paste, smooth

WIDTH: Final = 640
HEIGHT: Final = 480

_S: Final = 2
"""Everything is drawn at this multiple of the final size and then made smaller, which smooths the edges."""

_HALF_WIDTH: Final = 150.0
_HALF_HEIGHT: Final = 200.0
_SPRITE: Final = 760
_CENTRE: Final = (380.0, 370.0)
_HEAD_AT: Final = (WIDTH * _S / 2, HEIGHT * _S * 0.43)
_LIGHT: Final = (-0.38, -0.42, 0.82)
_FACE: Final = [
    (0, -200),
    (68, -185),
    (112, -150),
    (138, -100),
    (148, -40),
    (147, 20),
    (139, 70),
    (121, 115),
    (92, 155),
    (56, 182),
]
"""Right half of the outline of the face, from the top down to the jaw."""

_RELIEF: Final = (
    (-62, -8, 44, 24, -0.13),
    (62, -8, 44, 24, -0.15),
    (-28, -20, 11, 16, -0.07),
    (28, -20, 11, 16, -0.09),
    (0, 30, 11, 44, 0.10),
    (20, 38, 13, 40, -0.10),
    (0, 62, 16, 11, 0.07),
    (0, 88, 34, 9, -0.13),
    (0, 148, 36, 9, -0.12),
    (0, 172, 34, 18, 0.05),
    (-72, 48, 34, 28, 0.07),
    (72, 48, 34, 28, 0.04),
    (0, -95, 80, 40, 0.06),
    (0, 205, 120, 26, -0.16),
)
"""Soft light and shade of the face: x, y, width, height, change. Sockets, nose, lips, chin, cheeks, forehead, jaw."""


@dataclass(frozen=True)
class Looks:
    """What tells one drawn person from another. Colours are BGR."""

    skin: Colour
    hair: Colour
    shirt: Colour
    collar: Colour
    wall: Colour
    lips: Colour
    seed: int


@dataclass(frozen=True)
class Pose:
    """One moment. Turns in degrees; shares from 0 to 1; gaze from -1 to 1 each way; `shift` and `breath` in pixels."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    mouth: float = 0.0
    smile: float = 0.15
    eyelids: float = 1.0
    gaze: tuple[float, float] = (0.0, 0.0)
    brows: float = 0.0
    hand: float = 0.0
    breath: float = 0.0


class Person:
    """Draws one person in any pose; what does not move is drawn once."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._random = np.random.default_rng(looks.seed)
        rows, columns = np.mgrid[0:_SPRITE, 0:_SPRITE].astype(np.float32)
        self._columns, self._rows = columns, rows
        x, y = columns - _CENTRE[0], rows - _CENTRE[1]
        across, down = x / (_HALF_WIDTH * 1.12), y / (_HALF_HEIGHT * 1.1)
        self._depth = (np.clip(1 - across**2 - down**2, 0, 1) ** 0.75).astype(np.float32)
        self._jaw = (np.clip((y - 112) / 60, 0, 1) * np.clip(1.15 - np.abs(across), 0, 1)).astype(np.float32)
        self._room = self._draw_room()
        self._body = self._draw_body()
        self._head = self._draw_head(x, y)
        self._hand = self._draw_hand()
        self._backgrounds: dict[int, Layer] = {}

    def draw(self, pose: Pose) -> NDArray[np.uint8]:
        """One picture."""
        canvas = self._behind(round(pose.breath * _S)).copy()
        turn = cv2.getRotationMatrix2D((_CENTRE[0], _CENTRE[1] + 180), pose.roll, 1.0)
        turn[0, 2] += _HEAD_AT[0] - _CENTRE[0] + pose.shift[0] * _S
        turn[1, 2] += _HEAD_AT[1] - _CENTRE[1] + (pose.shift[1] + 0.5 * pose.breath) * _S
        paste(canvas, self._turned(self._with_features(pose), pose), turn.astype(np.float32))
        if pose.hand > 0:
            place = (WIDTH * _S * 0.66, HEIGHT * _S * (1.02 - 0.40 * pose.hand))
            paste(canvas, self._hand, np.array([[1, 0, place[0]], [0, 1, place[1]]], np.float32))
        small = cv2.resize(canvas, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        return np.asarray(np.clip(small, 0, 255), np.uint8)

    def _behind(self, breath: int) -> Layer:
        """Room and body, kept for each step of the breath."""
        if breath not in self._backgrounds:
            canvas = self._room.copy()
            paste(canvas, self._body, np.array([[1, 0, 0], [0, 1, breath]], np.float32))
            canvas[-4 * _S :] = canvas[-4 * _S - 1]  # a raised body would show its lower edge
            self._backgrounds[breath] = canvas
        return self._backgrounds[breath]

    def _turned(self, head: Layer, pose: Pose) -> Layer:
        """The head turned: its front moves further than its outline, as on a ball; an open mouth lowers the jaw."""
        yaw, pitch = np.radians(pose.yaw), np.radians(pose.pitch)
        x = self._columns - np.float32(np.sin(yaw) * _HALF_WIDTH * 1.1) * self._depth
        y = self._rows + np.float32(np.sin(pitch) * _HALF_HEIGHT * 0.9) * self._depth
        y -= np.float32(13 * pose.mouth) * self._jaw
        return np.asarray(cv2.remap(head, x, y, cv2.INTER_LINEAR), np.float32)

    def _with_features(self, pose: Pose) -> Layer:
        head = self._head.copy()
        brush = Brush(head, _CENTRE)
        for side in (-1, 1):
            self._draw_eye(brush, side, pose)
            self._draw_brow(brush, side, pose)
        self._draw_mouth(brush, pose)
        return head

    def _draw_eye(self, brush: Brush, side: int, pose: Pose) -> None:
        skin = self._looks.skin
        cx, cy = side * 62.0, -6.0
        opening = max(0.04, pose.eyelids) * (1 - 0.25 * pose.smile)
        t = np.linspace(0, np.pi, 24)
        x = -31 * np.cos(t)
        middle = cy - 2.5 * side * x / 31 + 3 * (1 - opening)
        upper = middle - 13.5 * opening * np.sin(t) ** 0.85
        lower = middle + 8.0 * (0.35 + 0.65 * opening) * np.sin(t)
        x += cx
        almond = np.concatenate([np.stack([x, upper], 1), np.stack([x, lower], 1)[::-1]])
        brush.fill(almond, (224, 228, 232))
        gx, gy = cx + 15 * pose.gaze[0], cy + 1 + 8 * pose.gaze[1]
        for radius, ink in ((14.2, (30.0, 42.0, 58.0)), (12.4, (46.0, 70.0, 100.0)), (6.3, (12.0, 12.0, 14.0))):
            brush.fill(circle(gx, gy, radius), ink, clip=almond)
        brush.fill(circle(gx - 4.2, gy - 4.6, 3.0), (250.0, 250.0, 250.0), clip=almond)
        shadow = np.concatenate([np.stack([x, upper], 1), np.stack([x, upper + 5 * opening], 1)[::-1]])
        brush.fill(shadow, (60, 60, 70), blur=2.0, opacity=0.5, clip=almond)
        brush.stroke(np.stack([x, upper], 1), (38, 34, 40), 4.2)
        brush.stroke(np.stack([x, lower], 1)[3:-3], darker(skin, 0.6), 1.8)
        brush.stroke(np.stack([x, np.minimum(upper - 7, middle - 12)], 1)[2:-2], darker(skin, 0.64), 2.2)

    def _draw_brow(self, brush: Brush, side: int, pose: Pose) -> None:
        t = np.linspace(0, 1, 16)
        x = side * (26 + 72 * t)
        y = -44 - 11 * np.sin(np.pi * (0.15 + 0.75 * t)) + 7 * t - 9 * pose.brows
        for offset, width in ((0.0, 9.0), (-2.0, 6.0), (2.2, 5.0)):
            brush.stroke(np.stack([x, y + offset * (1 - t)], 1), self._looks.hair, width, opacity=0.7, blur=1.2)

    def _draw_mouth(self, brush: Brush, pose: Pose) -> None:
        opening, smile, lips = pose.mouth, pose.smile, self._looks.lips
        t = np.linspace(-1, 1, 33)
        x = (46 + 11 * smile - 7 * opening) * t
        bow = 1 - t**2
        corner = 118 - 7 * smile * np.abs(t) ** 2.2
        top_in = corner - 2 * bow * opening
        top_out = corner - 9.5 * bow**0.8 + 3.2 * np.exp(-((t / 0.14) ** 2)) - 2 * opening
        low_in = corner + (1.5 + 25 * opening) * bow
        low_out = low_in + (11.5 - 2.5 * smile) * bow**0.7

        def between(upper: NDArray[np.float64], lower: NDArray[np.float64], part: float = 1.0) -> NDArray[np.float64]:
            return np.concatenate([np.stack([part * x, upper], 1), np.stack([part * x, lower], 1)[::-1]])

        brush.fill(between(top_out, low_out), lips, blur=1.2, opacity=0.92)
        brush.fill(between(top_out, top_in), darker(lips, 0.8), blur=1.2, opacity=0.7)
        if opening > 0.06 or smile > 0.4:
            inside = between(top_in, low_in + 2 * smile, 0.9)
            brush.fill(inside, (30, 22, 60), blur=0.8)
            brush.fill(between(top_in, top_in + 9, 0.75), (214, 220, 224), opacity=0.9, clip=inside)
        else:
            brush.stroke(np.stack([0.93 * x, top_in], 1), (46, 38, 84), 2.6)
        for side in (-1, 1):
            fold = smooth(mirrored([(45, 66), (60, 88), (63 + 4 * smile, 106)], side), closed=False)
            brush.stroke(fold, darker(self._looks.skin, 0.74), 4, opacity=0.3 + 0.5 * smile, blur=2.0)

    def _draw_room(self) -> Layer:
        y, x = np.mgrid[0 : HEIGHT * _S, 0 : WIDTH * _S].astype(np.float32)
        light = 1.05 - 0.30 * (x / (WIDTH * _S)) - 0.14 * (y / (HEIGHT * _S))
        room = np.asarray(light[..., None] * np.array(self._looks.wall, np.float32), np.float32)
        cv2.rectangle(room, (0, 150), (250, 170), (62, 92, 128), -1)
        left = 14
        while left < 225:
            wide, tall = int(self._random.integers(16, 34)), int(self._random.integers(70, 118))
            ink = tuple(float(c) for c in self._random.uniform(60, 180, 3))
            cv2.rectangle(room, (left, 150 - tall), (left + wide, 150), ink, -1)
            left += wide + 3
        cv2.rectangle(room, (1040, 40), (1240, 420), (214, 208, 196), -1)
        cv2.rectangle(room, (1056, 56), (1224, 404), (236, 228, 214), -1)
        return np.asarray(cv2.GaussianBlur(room, (0, 0), 9), np.float32)

    def _draw_body(self) -> Layer:
        looks = self._looks
        layer = new_layer(HEIGHT * _S, WIDTH * _S)
        brush = Brush(layer, (_HEAD_AT[0], _HEAD_AT[1] + 205))
        y, x = np.mgrid[0 : HEIGHT * _S, 0 : WIDTH * _S].astype(np.float32)
        x, y = x - _HEAD_AT[0], y - _HEAD_AT[1] - 205
        fall = 1.08 - 0.42 * np.abs((x + 60) / 420) ** 1.5 - 0.16 * np.clip(y / 300, 0, 1)
        right = [(70, 20), (120, 52), (230, 84), (318, 130), (366, 220), (392, 400)]
        outline = [*right, *mirrored(right, -1)[::-1]]
        brush.fill(smooth(outline), _tinted(fall, looks.shirt), blur=2)
        tone = 0.80 - 0.26 * np.clip(x / 80, -0.4, 1) - 0.24 * np.exp(-(((y + 18) / 46) ** 2))
        neck = [(66, -150), (66, 10), (88, 44), (0, 128), (-88, 44), (-66, 10), (-66, -150)]
        brush.fill(neck, _tinted(tone, looks.skin), blur=1.5)
        for side in (-1, 1):
            flap = mirrored([(66, -8), (106, 34), (62, 150), (4, 122)], side)
            brush.fill(flap, darker(looks.collar, 0.95 - 0.06 * side), blur=1.5)
        return layer

    def _draw_head(self, x: Layer, y: Layer) -> Layer:
        looks = self._looks
        layer = new_layer(_SPRITE, _SPRITE)
        brush = Brush(layer, _CENTRE)
        back = [(0, -232), (95, -212), (158, -130), (170, -30), (158, 20), (120, 30)]
        brush.fill(smooth([*back, *mirrored(back[1:], -1)[::-1]]), darker(looks.hair, 0.75), blur=2)
        for side in (-1, 1):
            ear = smooth(mirrored([(140, -22), (166, -34), (171, 4), (158, 44), (140, 52)], side))
            brush.fill(ear, darker(looks.skin, 0.80), blur=1.5)
            fold = smooth(mirrored([(150, -14), (161, -16), (162, 6), (152, 26)], side), closed=False)
            brush.stroke(fold, darker(looks.skin, 0.58), 4, blur=1.5)
        chin = [(0.0, 200.0)]
        outline = [*_FACE, *chin, *mirrored(_FACE[1:], -1)[::-1]]
        brush.fill(smooth(outline), self._shaded_skin(x, y), blur=1.6)
        self._draw_nose(brush)
        self._draw_hair(brush)
        return layer

    def _shaded_skin(self, x: Layer, y: Layer) -> Layer:
        across, down = x / (_HALF_WIDTH * 1.08), y / (_HALF_HEIGHT * 1.1)
        front = np.sqrt(np.clip(1 - across**2 - down**2, 0.02, 1))
        tone = 0.52 + 0.60 * np.clip(across * _LIGHT[0] + down * _LIGHT[1] + front * _LIGHT[2], 0, 1)
        for cx, cy, wide, tall, change in _RELIEF:
            tone += change * np.exp(-(((x - cx) / wide) ** 2) - ((y - cy) / tall) ** 2)
        skin = _tinted(tone, self._looks.skin)
        for cx in (-78, 78):
            flush = np.exp(-(((x - cx) / 40) ** 2) - ((y - 58) / 30) ** 2)[..., None]
            skin += flush * np.array((-6, -9, 5), np.float32)
        grain = cv2.GaussianBlur(self._random.normal(0, 9, skin.shape[:2]).astype(np.float32), (0, 0), 1.6)
        return np.asarray(skin + grain[..., None], np.float32)

    def _draw_nose(self, brush: Brush) -> None:
        dark = darker(self._looks.skin, 0.5)
        for side in (-1, 1):
            wing = smooth(mirrored([(13, 80), (26, 80), (34, 70), (31, 56), (25, 46)], side), closed=False)
            brush.stroke(wing, dark, 4, opacity=0.5, blur=1.6)
            brush.fill(
                smooth(mirrored([(8, 77), (15, 73), (22, 76), (15, 81)], side)), (40, 44, 72), blur=1.2, opacity=0.85
            )
        brush.stroke([(-9, 80), (0, 84), (9, 80)], dark, 4, opacity=0.45, blur=1.6)

    def _draw_hair(self, brush: Brush) -> None:
        right = [(95, -212), (156, -130), (166, -40), (160, -22), (141, -34), (138, -70), (124, -116), (80, -146)]
        left = [
            (-95, -212),
            (-156, -130),
            (-166, -40),
            (-160, -22),
            (-141, -34),
            (-138, -70),
            (-118, -118),
            (-60, -140),
        ]
        shape = smooth([(0, -232), *right, (10, -132), *left[::-1]])
        strands = np.zeros((_SPRITE, _SPRITE), np.float32)
        for _ in range(420):
            start, lean = self._random.uniform(-165, 165), self._random.uniform(-16, 16)
            path = [
                (start * 0.35, -236.0),
                (start * 0.85 + lean, -180.0),
                (start + lean, self._random.uniform(-110, 0)),
            ]
            points = np.round(smooth(path, closed=False) + _CENTRE).astype(np.int32)
            cv2.polylines(strands, [points], False, (float(self._random.uniform(-1, 1)),), 1)
        gloss = np.exp(-(((self._rows - _CENTRE[1] + 178) / 24) ** 2))
        change = cv2.GaussianBlur(strands, (0, 0), 1.0) * 16 + gloss * 22
        ink = np.clip(change[..., None] + np.array(self._looks.hair, np.float32), 0, 255).astype(np.float32)
        brush.fill(shape, ink, blur=2)

    def _draw_hand(self) -> Layer:
        layer = new_layer(700, 300)
        brush = Brush(layer, (20.0, 50.0))
        skin = self._looks.skin
        brush.fill([(84, 180), (176, 180), (250, 660), (10, 660)], darker(self._looks.shirt, 0.92), blur=3)
        brush.fill([(96, 140), (160, 140), (168, 196), (90, 196)], darker(skin, 0.86), blur=2)
        for points, width in (
            ([(84, 92), (72, 40), (66, -10)], 27),
            ([(108, 84), (106, 20), (104, -34)], 28),
            ([(134, 84), (140, 24), (144, -26)], 27),
            ([(160, 92), (172, 48), (182, 4)], 24),
            ([(84, 150), (46, 118), (20, 76)], 30),
        ):
            finger = smooth(points, closed=False)
            brush.stroke(finger, darker(skin, 0.72), width + 5, blur=1.2)
            brush.stroke(finger, darker(skin, 0.98), width, blur=2)
        palm = smooth([(72, 150), (68, 92), (92, 72), (164, 72), (178, 104), (170, 158), (120, 176)])
        brush.fill(palm, darker(skin, 0.95), blur=3)
        brush.stroke(
            smooth([(92, 150), (104, 118), (150, 104)], closed=False), darker(skin, 0.78), 5, opacity=0.6, blur=2
        )
        return layer


def _tinted(tone: Layer, colour: Colour) -> Layer:
    return np.asarray(tone[..., None] * np.array(colour, np.float32), np.float32)
