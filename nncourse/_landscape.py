"""A landscape painted by a small program: sky, hills, a lake, a house, trees, a meadow and a path.

It is painted from back to front on a canvas with nine points a pixel, whose means are the
pixels, so that edges are smooth. Apart from the noise at the end, all is done with sums, products,
quotients and square roots, which every computer rounds alike.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEIGHT, WIDTH = 96, 128  # pixels
FINE = 3  # points of the canvas along a side of a pixel
GRAIN = 0.012  # standard deviation of the noise, where black is 0 and white is 1
WATERLINE = 60.0  # pixels from the top, as all heights here
down, across = np.meshgrid(
    (np.arange(HEIGHT * FINE) + 0.5) / FINE, (np.arange(WIDTH * FINE) + 0.5) / FINE, indexing="ij"
)
WALL, SHADED, ROOF, GLASS = (
    (0.93, 0.90, 0.83),
    (0.58, 0.56, 0.53),
    (0.66, 0.27, 0.18),
    (0.17, 0.17, 0.20),
)
# The house, from back to front: colours, and the corners of polygons without dents in the order of
# a clock, in pixels to the right of and below the front's left foot.
HOUSE = (
    (SHADED, [(11, -11), (26, -12), (26, -1), (11, 0)]),
    (WALL, [(0, 0), (0, -11), (5.5, -20), (11, -11), (11, 0)]),
    ((0.45, 0.22, 0.17), [(20, -23.5), (22.4, -23.5), (22.4, -16), (20, -16)]),
    (ROOF, [(5.5, -20), (21.5, -20.5), (27.5, -11), (11.8, -10)]),
    ((0.50, 0.20, 0.14), [(-1.2, -10), (5.5, -21), (5.5, -19.4), (-0.6, -9)]),
    (GLASS, [(4, -6.5), (7, -6.5), (7, 0), (4, 0)]),
    *((GLASS, [(a, -7), (a + 1.8, -7), (a + 1.8, -4), (a, -4)]) for a in (1.1, 8.1)),
    (GLASS, [(4.5, -13), (6.5, -13), (6.5, -10), (4.5, -10)]),
    *((GLASS, [(a, -8), (a + 2, -8.1), (a + 2, -4.6), (a, -4.5)]) for a in (14, 18, 22)),
)


def draw(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return one landscape.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of uint8, shape (96, 128, 3)
        The picture.

    Examples
    --------
    >>> draw(np.random.default_rng(0)).shape
    (96, 128, 3)
    """
    canvas = np.empty((*across.shape, 3))
    _sky(canvas, rng)
    _hills(canvas, rng)
    _lake(canvas, rng)
    _meadow(canvas, rng)
    _tree(canvas, rng, x=rng.uniform(9, 14), foot=79, radius=rng.uniform(8, 10))
    _house(canvas, x=rng.uniform(26, 40), foot=rng.uniform(81, 84), scale=rng.uniform(1.3, 1.5))
    _tree(canvas, rng, x=rng.uniform(104, 112), foot=90, radius=rng.uniform(14, 17))
    pixels = canvas.reshape(HEIGHT, FINE, WIDTH, FINE, 3).mean(axis=(1, 3))
    pixels = pixels[:, :: rng.choice([-1, 1])] + rng.normal(0, GRAIN, pixels.shape)
    return np.round(255 * pixels.clip(0, 1)).astype(np.uint8)


def _step(value: ArrayLike, low: float, high: float) -> NDArray:
    """Return 0 below low, 1 above high and a smooth rise between."""
    t = np.clip((np.asarray(value) - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _stretch(values: NDArray, size: int) -> NDArray:
    """Return values drawn out along the first axis, smoothly from one to the next."""
    at = np.linspace(0, len(values) - 1.001, size)
    i = at.astype(int)
    t = _step(at - i, 0, 1).reshape(-1, *[1] * (values.ndim - 1))
    return values[i] + t * (values[i + 1] - values[i])


def _ridge(rng: np.random.Generator, bumps: int, octaves: int) -> NDArray:
    """Return a rough line over the columns, between 0 and 1."""
    lines = [_stretch(rng.random(bumps * 2**k + 2), across.shape[1]) / 2**k for k in range(octaves)]
    return sum(lines) / (2 - 0.5 ** (octaves - 1))


def _clouded(rng: np.random.Generator, rows: int, columns: int, octaves: int) -> NDArray:
    """Return a rough texture over the canvas, between 0 and 1, with so many spots at first."""
    total = np.zeros(across.shape)
    for k in range(octaves):
        spots = rng.random((rows * 2**k + 2, columns * 2**k + 2))
        total += _stretch(_stretch(spots, across.shape[0]).T, across.shape[1]).T / 2**k
    return total / (2 - 0.5 ** (octaves - 1))


def _moved(values: NDArray, rows: int, columns: int) -> NDArray:
    """Return what lies so many pixels below and to the right; the last ones stay at the edge."""
    row = np.minimum(np.arange(values.shape[0]) + rows * FINE, values.shape[0] - 1)
    column = np.minimum(np.arange(values.shape[1]) + columns * FINE, values.shape[1] - 1)
    return values[row[:, None], column]


def _paint(canvas: NDArray, cover: NDArray, colour: ArrayLike, shade: ArrayLike = 1.0) -> None:
    """Lay a colour, times a shade, on the canvas where the cover is 1."""
    paint = np.asarray(colour) * np.asarray(shade)[..., None]
    canvas += np.asarray(cover, float)[..., None] * (paint - canvas)


def _sky(canvas: NDArray, rng: np.random.Generator) -> None:
    """Paint the sky, lighter towards the horizon, and clouds that are grey below."""
    height = _step(down, 0, 55)[..., None]
    canvas[:] = np.array([0.33, 0.53, 0.80]) * (1 - height) + np.array([0.88, 0.88, 0.84]) * height
    texture = _clouded(rng, rows=6, columns=3, octaves=5)
    below = _moved(texture, 5, 0)
    cover = _step(texture, 0.5, 0.68) * _step(down, 50, 25)
    _paint(canvas, 0.95 * cover, (0.98, 0.97, 0.95), 1 - 0.35 * _step(texture - below, -0.1, 0.25))


def _hills(canvas: NDArray, rng: np.random.Generator) -> None:
    """Paint three ranges of hills, the farther the paler, and trees on the far shore."""
    for top, rise, bumps, contrast, colour in (
        (48, 28, 3, 0.5, (0.56, 0.64, 0.75)),
        (55, 22, 4, 0.7, (0.43, 0.53, 0.55)),
        (60, 14, 5, 0.9, (0.33, 0.43, 0.31)),
        (60.5, 5, 30, 0.9, (0.17, 0.25, 0.17)),
    ):
        ridge = top - rise * _ridge(rng, bumps, 4)
        relief = _clouded(rng, 20, 18, 4)
        shade = 1 + contrast * (relief - _moved(relief, 0, 2))  # lit from the right
        _paint(canvas, down > ridge, colour, shade * (0.92 + 0.16 * relief))


def _lake(canvas: NDArray, rng: np.random.Generator) -> None:
    """Paint the lake: what is above its shore upside down, darker, and broken by waves."""
    depth = np.clip(down - WATERLINE, 0, None)
    waves = _clouded(rng, 60, 6, 2) - 0.5
    source = np.clip(WATERLINE - 1.3 * depth + waves * (1 + 0.25 * depth), 0, HEIGHT - 1)
    rows = (source * FINE).astype(int)
    mirrored = canvas[rows, np.arange(across.shape[1])]
    glitter = 0.75 + 0.35 * waves
    _paint(canvas, down > WATERLINE, mirrored * [0.82, 0.9, 0.98], glitter)


def _meadow(canvas: NDArray, rng: np.random.Generator) -> None:
    """Paint the near shore, its grass, and a path that narrows towards the house."""
    shore = 74 + 7 * _ridge(rng, 2, 4) + across[0] * 0.03
    grass = _clouded(rng, 70, 50, 2)
    shade = 0.62 + 0.75 * grass + 0.15 * _step(down, 96, 74)
    _paint(canvas, down > shore, (0.40, 0.48, 0.20), shade)
    _paint(canvas, (down > shore) & (down < shore + 1.2), (0.62, 0.56, 0.42), 0.7 + 0.5 * grass)


def _house(canvas: NDArray, x: float, foot: float, scale: float) -> None:
    """Paint a white house whose gable is in the sun, and the path to its door."""
    bend = x + 5.5 * scale + 0.05 * (down - foot) ** 2
    path = (np.abs(across - bend) < 2 + 0.2 * (down - foot)) & (down > foot - 0.5)
    _paint(canvas, path, (0.72, 0.64, 0.50), 1 - 0.15 * _step(down, foot, HEIGHT))
    shadow = ((across - x - 24 * scale) / 17) ** 2 + ((down - foot) / 2.2) ** 2
    _paint(canvas, 0.55 * _step(shadow / scale**2, 1.2, 0.5), (0.12, 0.16, 0.10))
    for colour, corners in HOUSE:
        tiles = 0.92 + 0.16 * (down % 2 > 1) if colour == ROOF else 1.0
        _paint(
            canvas, _inside([(x + scale * a, foot + scale * b) for a, b in corners]), colour, tiles
        )


def _inside(corners: list[tuple[float, float]]) -> NDArray[np.bool_]:
    """Return which points lie in a polygon without dents, its corners in the order of a clock."""
    inside = np.ones(across.shape, bool)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        inside &= (x1 - x0) * (down - y0) >= (y1 - y0) * (across - x0)
    return inside


def _tree(canvas: NDArray, rng: np.random.Generator, x: float, foot: float, radius: float) -> None:
    """Paint a tree: its shadow, its trunk, and tufts of leaves that are lit from above left."""
    middle = foot - 1.75 * radius
    box = np.s_[
        _point(middle - 1.5 * radius) :, _point(x - 1.5 * radius) : _point(x + 1.6 * radius)
    ]
    part, right, below = canvas[box], across[box] - x, down[box] - middle
    shadow = (right / radius - 0.5) ** 2 + ((below / radius - 1.75) / 0.16) ** 2
    _paint(part, 0.6 * _step(shadow, 1.4, 0.4), (0.10, 0.14, 0.07))
    trunk = (np.abs(right) < 0.09 * radius + 0.0016 * below**2) & (below > 0) & (down[box] < foot)
    _paint(part, trunk, (0.36, 0.27, 0.20), 1 - 0.5 * _step(right, -1, 1.5))
    leaves = _clouded(rng, 40, 54, 2)[box] - 0.5
    for _ in range(60):
        a, b = rng.uniform(-1, 1, 2)
        rim = np.sqrt(max(a * a + b * b, 1))  # what lies outside the crown is brought to its rim
        u = (right / radius - 0.75 * a / rim) / 0.3
        v = (below / radius - 0.85 * b / rim) / 0.3
        light = 0.55 - 0.16 * (a + b) / rim - 0.22 * (u + v) + 0.5 * leaves
        _paint(part, u * u + v * v + 2.2 * leaves < 1, (0.38, 0.47, 0.18), light.clip(0.25, 1.3))


def _point(pixels: float) -> int:
    """Return the row or column of the canvas at so many pixels."""
    return max(0, int(pixels * FINE))
