"""Pictures and maps in rows: pictures as they are, maps in the colours of their signs."""

from collections.abc import Sequence

import nncourse._quiet_plots  # noqa: F401  # before matplotlib

# isort: split
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nncourse._drawing import BLUE, GREY, new_figure

HEAT = LinearSegmentedColormap.from_list("heat", ("#F6B48A", "white", BLUE))  # paler below zero


def panels(
    shapes: Sequence[tuple[int, ...]],
    titles: Sequence[str],
    columns: int | None,
    axes: Sequence[Axes] | None,
) -> list[Axes]:
    """Return axes in rows, one for each picture of these shapes, with its title and no ticks."""
    if len(shapes) == 0:
        raise ValueError("pictures must be at least one, got none")
    if len(titles) != len(shapes):
        raise ValueError(f"titles must be one a picture, {len(shapes)}, got {len(titles)}")
    if axes is None:
        tallest = max(height / width for height, width, *_ in shapes)
        each = 6.4 / columns * tallest + 0.27 if columns else 1.25 * tallest + 0.3  # inches
        columns = columns or min(5, len(shapes))
        rows = -(-len(shapes) // columns)
        axes = new_figure(6.4, each * rows + 0.1).subplots(rows, columns, squeeze=False).ravel()
    if len(axes) < len(shapes):
        raise ValueError(f"axes must be at least one a picture, {len(shapes)}, got {len(axes)}")
    for ax in axes:
        ax.axis("off")
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(title, fontsize=9)
    return list(axes[: len(shapes)])


def pictures(
    pictures: Sequence[ArrayLike],
    titles: Sequence[str],
    columns: int | None,
    axes: Sequence[Axes] | None,
) -> list[Axes]:
    """Draw pictures in rows, each below its title."""
    axes = panels([np.shape(picture) for picture in pictures], titles, columns, axes)
    for ax, picture in zip(axes, pictures, strict=True):
        ax.imshow(picture, cmap="gray", interpolation="nearest")
    return axes


def signed(
    maps: Sequence[ArrayLike],
    titles: Sequence[str],
    pictures: Sequence[ArrayLike] | None,
    columns: int,
    axes: Sequence[Axes] | None,
) -> list[Axes]:
    """Draw maps as cells in the colours of signs, with the outlines of pictures on them."""
    below = maps if pictures is None else pictures
    if len(below) != len(maps):
        raise ValueError(f"pictures must be one a map, {len(maps)}, got {len(below)}")
    axes = panels([np.shape(picture) for picture in below], titles, columns, axes)
    for ax, values, picture in zip(axes, maps, below, strict=True):
        height, width = np.shape(picture)
        extent = (-0.5, width - 0.5, height - 0.5, -0.5)  # left, right, below, above
        peak = np.abs(np.asarray(values, float)).max() or 1  # all zero is white too
        ax.imshow(values, cmap=HEAT, vmin=-peak, vmax=peak, extent=extent, interpolation="nearest")
        ax.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor=GREY))
        if pictures is not None:
            ax.contour(picture, levels=[0.5], colors="black", linewidths=1)
    return axes
