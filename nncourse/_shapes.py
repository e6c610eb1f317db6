"""Ten kinds of shapes as distances: how far a point lies outside, negative inside.

A distance function takes coordinates u, v in which the shape lies inside the unit circle around
(0, 0); on the shape's edge it is zero. Where one draws distance as brightness, the edge is smooth.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

SIDE = 32  # pixels
RADIUS = (7.0, 13.0)  # of the circle around a shape, in pixels
NOISE = 0.05  # standard deviation, where black is 0 and white is 1
BLOCK = 200  # pictures drawn at once: few enough to stay in the processor's cache


def _disc(u: NDArray, v: NDArray) -> NDArray:
    return np.hypot(u, v) - 0.8


def _ring(u: NDArray, v: NDArray) -> NDArray:
    return np.abs(np.hypot(u, v) - 0.72) - 0.18


def _half_disc(u: NDArray, v: NDArray) -> NDArray:
    return np.maximum(np.hypot(u, v) - 0.95, v)


def _triangle(u: NDArray, v: NDArray) -> NDArray:
    return np.maximum(v, np.sqrt(0.75) * np.abs(u) - 0.5 * v) - 0.48


def _square(u: NDArray, v: NDArray) -> NDArray:
    return np.maximum(np.abs(u), np.abs(v)) - 0.68


def _frame(u: NDArray, v: NDArray) -> NDArray:
    return np.abs(np.maximum(np.abs(u), np.abs(v)) - 0.53) - 0.15


def _box(u: NDArray, v: NDArray, left: float, right: float, top: float, bottom: float) -> NDArray:
    return np.maximum(np.maximum(left - u, u - right), np.maximum(top - v, v - bottom))


def _bar(u: NDArray, v: NDArray) -> NDArray:
    return _box(u, v, -0.94, 0.94, -0.22, 0.22)


def _cross(u: NDArray, v: NDArray) -> NDArray:
    return np.minimum(_bar(u, v), _bar(v, u))


def _star(u: NDArray, v: NDArray) -> NDArray:
    point = 2 * np.pi / 5
    angle = np.abs((np.arctan2(v, u) + point / 2) % point - point / 2)  # 0 at a tip
    tip, dent = np.array([0.98, 0.0]), 0.4 * np.array([np.cos(point / 2), np.sin(point / 2)])
    normal = np.array([tip[1] - dent[1], dent[0] - tip[0]]) / -np.hypot(*(tip - dent))
    radius = np.hypot(u, v)
    return (radius * np.cos(angle) - tip[0]) * normal[0] + radius * np.sin(angle) * normal[1]


def _corner(u: NDArray, v: NDArray) -> NDArray:
    return np.minimum(_box(u, v, -0.68, -0.28, -0.68, 0.68), _box(u, v, -0.68, 0.68, 0.28, 0.68))


DISTANCES: dict[str, Callable[[NDArray, NDArray], NDArray]] = {
    "disc": _disc,
    "ring": _ring,
    "half disc": _half_disc,
    "triangle": _triangle,
    "square": _square,
    "frame": _frame,
    "bar": _bar,
    "cross": _cross,
    "star": _star,
    "corner": _corner,
}


def draw(kinds: NDArray, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return one picture for each kind, all else at random.

    Every channel of the shape's colour differs from the background's by at least a quarter of
    the range; the shape lies wholly inside the picture.

    Parameters
    ----------
    kinds : ndarray of int, shape (n,)
        Positions in `DISTANCES`.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of uint8, shape (n, 32, 32, 3)
        The pictures.

    Examples
    --------
    >>> draw(np.array([0, 3]), np.random.default_rng(0)).shape
    (2, 32, 32, 3)
    """
    pictures = np.empty((len(kinds), SIDE, SIDE, 3), np.uint8)
    for start in range(0, len(kinds), BLOCK):
        block = slice(start, start + BLOCK)
        pictures[block] = _draw_block(kinds[block], rng)
    return pictures


def _draw_block(kinds: NDArray, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return one picture for each kind, shape (n, 32, 32, 3)."""
    inside = _coverage(kinds, rng)[..., None]  # (n, 32, 32, 1)
    back = rng.random((len(kinds), 1, 1, 3), dtype=np.float32)
    change = rng.uniform(0.25, 0.75, back.shape).astype(np.float32)
    front = (back + change) % 1
    pictures = rng.standard_normal((len(kinds), SIDE, SIDE, 3), dtype=np.float32)
    pictures *= NOISE
    pictures += back
    pictures += inside * (front - back)
    return (255 * pictures.clip(0, 1) + 0.5).astype(np.uint8)  # to the nearest


def _coverage(kinds: NDArray, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return how much of each pixel the shape covers, 0 to 1; shape (n, 32, 32)."""
    column = (len(kinds), 1, 1)
    radius = rng.uniform(*RADIUS, column).astype(np.float32)
    room = SIDE / 2 - 1 - radius  # pixels that the centre may lie off the middle
    x, y = ((SIDE - 1) / 2 + rng.uniform(-1, 1, column).astype(np.float32) * room for _ in range(2))
    turn = rng.uniform(0, 2 * np.pi, column).astype(np.float32)
    across, down = np.arange(SIDE, dtype=np.float32) - x, np.arange(SIDE)[:, None] - y
    u = (across * np.cos(turn) + down * np.sin(turn)) / radius
    v = (down * np.cos(turn) - across * np.sin(turn)) / radius
    distance = np.empty_like(u)
    for kind, function in enumerate(DISTANCES.values()):
        chosen = kinds == kind
        distance[chosen] = function(u[chosen], v[chosen])
    return np.clip(0.5 - distance * radius, 0, 1)
