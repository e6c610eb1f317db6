"""The parts of the pictures: colours, the styles of lines, boxes, cells, arrows and words.

Colours are those of Okabe and Ito, which colour-blind readers tell apart; lines also differ in
their dashes and marks, so that they survive a print in grey.
"""

from collections.abc import Mapping, Sequence

import nncourse._quiet_plots  # noqa: F401  # before matplotlib

# isort: split
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#767676"
SHADES = ("#BBDDEE", "#F6D5C0", "#CDE8DC")  # pale blue, orange and green, for cells
SIGNS = LinearSegmentedColormap.from_list("signs", (SHADES[1], "white", SHADES[0]))  # -, 0, +
STYLES = (
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": ORANGE, "linestyle": "--", "marker": "s"},
    {"color": GREEN, "linestyle": "-.", "marker": "^"},
    {"color": GREY, "linestyle": ":", "marker": "D"},
)


def new_figure(width: float, height: float) -> plt.Figure:
    """Return a figure of a size in inches, sharp on a screen, with its labels inside."""
    return plt.figure(figsize=(width, height), dpi=120, layout="constrained")


def new_axes(width: float, height: float) -> Axes:
    """Return the one set of axes of a new figure."""
    return new_figure(width, height).subplots()


def vector(values: ArrayLike) -> str:
    """Return numbers as a reader writes them: (2.5, 1)."""
    return f"({', '.join(f'{value:g}' for value in values)})"


def box(ax: Axes, centre: tuple[float, float], text: str, row: int) -> None:
    """Draw a rounded box with a text; inputs, states and outputs differ in their shade."""
    (x, y), shade = centre, ("#E8E8E8", "#BBDDEE", "#F6D5C0")[row]
    corner = (x - 0.8, y - 0.4)
    ax.add_patch(FancyBboxPatch(corner, 1.6, 0.8, "round,pad=0.05", fc=shade))
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def cells(ax: Axes, left: float, title: str, values: NDArray, shades: NDArray) -> float:
    """Draw a matrix as shaded cells below its title; return where its last column ends."""
    width = values.shape[1]
    ax.text(left + width / 2, -0.2, title, ha="center", va="bottom", fontsize=12)
    for (i, j), value in np.ndenumerate(values):
        shade = np.broadcast_to(shades, values.shape)[i, j]
        ax.add_patch(Rectangle((left + j, i), 1, 1, facecolor=shade, edgecolor=GREY))
        ax.text(left + j + 0.5, i + 0.5, f"{value:g}", ha="center", va="center", fontsize=14)
    return left + width


def name_positions(ax: Axes, rows: Sequence[str], length: int) -> None:
    """Name the rows of a table, the first on top, and count its columns from 1: positions."""
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.set_xticks(np.arange(length) + 0.5, np.arange(1, length + 1))
    ax.set_xlabel("position in the sentence")
    ax.set_ylim(len(rows), 0)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def measured_cells(ax: Axes, mean: NDArray, spread: NDArray, framed: NDArray) -> None:
    """Write means and their spread into cells shaded by the sign, some of them framed."""
    most = np.abs(mean).max() or 1  # all zero is white too
    ax.pcolormesh(mean, cmap=SIGNS, vmin=-most, vmax=most)
    for i, j in np.ndindex(mean.shape):
        text = f"{mean[i, j]:.2f} ± {spread[i, j]:.2f}"
        ax.text(j + 0.5, i + 0.5, text, ha="center", va="center")
        if framed[i, j]:
            ax.add_patch(Rectangle((j + 0.03, i + 0.06), 0.94, 0.88, fill=False, linewidth=1.2))


def confusion(counts: ArrayLike, names: Sequence[str], ax: Axes | None) -> Axes:
    """Write counts into cells: blue on the diagonal, orange off it, empty where they round to 0."""
    counts = np.round(np.asarray(counts)).astype(int)
    if counts.shape != (len(names), len(names)):
        wanted = f"({len(names)}, {len(names)})"
        raise ValueError(f"counts must have shape {wanted}, one row a name, got {counts.shape}")
    ax = ax or new_axes(6.4, 0.42 * len(names) + 1.1)
    right = np.eye(len(names), dtype=bool)
    for chosen, colours in ((right, "Blues"), (~right, "Oranges")):
        shown = np.ma.masked_where(~chosen | (counts == 0), counts)
        ax.pcolormesh(shown, cmap=colours, vmin=0, vmax=2 * counts[chosen].max(initial=1))
    for (i, j), count in np.ndenumerate(counts):
        if count:
            ax.text(j + 0.5, i + 0.5, str(count), ha="center", va="center", fontsize=12)
    places = np.arange(len(names)) + 0.5
    ax.set_xticks(places, names, rotation=90)
    ax.set_yticks(places, names)
    ax.set(xlabel="taken for", ylabel="is a", ylim=(len(names), 0))
    ax.tick_params(length=0)
    return ax


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], weight: str) -> None:
    """Draw an arrow with the name of its weight matrix beside it."""
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": "black"})
    (x0, y0), (x1, y1) = start, end
    offset = (0.18, 0) if x0 == x1 else (0, 0.22)
    place = ((x0 + x1) / 2 + offset[0], (y0 + y1) / 2 + offset[1])
    ax.text(*place, weight, ha="center", va="center", color=ORANGE)


def plane(
    groups: Mapping[str, ArrayLike],
    words: Mapping[str, ArrayLike],
    arrows: Sequence[tuple[str, str]],
    ax: Axes | None,
) -> Axes:
    """Draw groups of points, the names of some places, and arrows from name to name."""
    if len(groups) > len(STYLES):
        raise ValueError(f"groups must be at most {len(STYLES)}, got {len(groups)}")
    unknown = [word for pair in arrows for word in pair if word not in words]
    if unknown:
        raise ValueError(f"arrows must lead from word to word, got {unknown[0]!r}")
    ax = ax or new_axes(6.4, 6.0)
    for (name, points), style in zip(groups.items(), STYLES, strict=False):
        look = {"color": style["color"], "marker": style["marker"], "markersize": 7}
        ax.plot(*np.transpose(points), linestyle="none", fillstyle="none", label=name, **look)
    for start, end in arrows:
        line = {"arrowstyle": "-|>", "color": GREY, "shrinkA": 5, "shrinkB": 5}
        ax.annotate("", words[end], words[start], arrowprops=line)
    starts = {start for start, _ in arrows}
    for word, place in words.items():
        ax.plot(*place, marker=".", color="black", markersize=4)
        side, offset = ("right", -7) if word in starts else ("left", 7)
        options = {"textcoords": "offset points", "ha": side, "va": "center", "fontsize": 13}
        ax.annotate(word, place, (offset, 0), **options)
    ax.set(xticks=(), yticks=())
    ax.margins(x=0.2)
    ax.get_figure().legend(loc="outside lower center", ncols=4, frameon=False, fontsize=13)
    return ax


def sliding(
    picture: NDArray, kernel: NDArray, feature_map: NDArray, at: tuple[int, int], ax: Axes | None
) -> Axes:
    """Draw a picture, a kernel and a map as cells; what takes part in one place is shaded."""
    end, there = np.add(at, kernel.shape), np.zeros(feature_map.shape, bool)
    if min(at) < 0 or (end > picture.shape).any() or np.greater_equal(at, there.shape).any():
        shapes = f"{picture.shape}, {kernel.shape} and {there.shape}"
        raise ValueError(f"at must be a place on picture and map, got {at} for shapes {shapes}")
    here = np.zeros(picture.shape, bool)
    here[at[0] : end[0], at[1] : end[1]], there[at] = True, True
    of_picture, of_map = np.where(here, SHADES[0], "white"), np.where(there, SHADES[2], "white")
    middle = len(kernel) / 2
    ax = ax or new_axes(6.4, 0.5 * len(picture) + 0.3)
    right = cells(ax, 0, "picture", picture, of_picture)
    ax.text(right + 0.5, middle, "⋆", ha="center", va="center", fontsize=24)
    right = cells(ax, right + 1, "kernel", kernel, np.array([[SHADES[1]]]))
    ax.text(right + 0.5, middle, "=", ha="center", va="center", fontsize=18)
    right = cells(ax, right + 1, "feature map", feature_map, of_map)
    ax.set(xlim=(-0.1, right + 0.1), ylim=(len(picture) + 0.1, -0.9), aspect="equal")
    ax.axis("off")
    return ax


def lookup(
    codes: NDArray, rows: NDArray, table: NDArray, vectors: NDArray, ax: Axes | None
) -> Axes:
    """Draw codes, their one-hot rows, the table and the vectors as cells side by side."""
    shape, middle = (len(codes), len(table)), len(codes) / 2
    if rows.shape != shape or vectors.shape != (len(codes), *table.shape[1:]):
        shapes = f"{codes.shape}, {rows.shape}, {table.shape} and {vectors.shape}"
        raise ValueError(f"codes, rows, table and vectors must fit each other, got shapes {shapes}")
    distinct = list(dict.fromkeys(codes.tolist()))
    if len(distinct) > len(SHADES):
        raise ValueError(f"codes must be at most {len(SHADES)} different ones, got {distinct}")
    shade = {code: SHADES[i] for i, code in enumerate(distinct)}
    ax = ax or new_axes(6.4, 0.5 * max(shape) + 0.5)
    of_code = np.array([[shade[code]] for code in codes.tolist()])
    of_row = np.array([[shade.get(i, "white")] for i in range(len(table))])
    right = cells(ax, 0, "codes", codes[:, None], of_code)
    right = cells(ax, right + 0.8, "one-hot rows", rows, np.where(rows, of_code, "white"))
    ax.text(right + 0.4, middle, "×", ha="center", va="center", fontsize=18)
    for i in range(len(table)):
        ax.text(right + 1.2, i + 0.5, str(i), ha="center", va="center", fontsize=12, color=GREY)
    right = cells(ax, right + 1.6, "table", table, of_row)
    ax.text(right + 0.4, middle, "=", ha="center", va="center", fontsize=18)
    right = cells(ax, right + 0.8, "vectors", vectors, of_code)
    ax.set(xlim=(-0.1, right + 0.1), ylim=(max(shape) + 0.1, -0.8))
    ax.axis("off")
    return ax


def matrices(
    panels: Mapping[str, ArrayLike], xlabel: str, ylabel: str, axes: Sequence[Axes] | None
) -> list[Axes]:
    """Draw matrices of one shape side by side as shaded cells."""
    stack = [np.asarray(matrix) for matrix in panels.values()]
    if len({matrix.shape for matrix in stack}) != 1:
        raise ValueError(f"matrices must have one shape, got {[m.shape for m in stack]}")
    if np.min(stack) < 0:
        raise ValueError(f"matrices must be at least 0, got {np.min(stack):g}")
    if axes is None:
        axes = new_figure(6.4, 5.4).subplots(1, len(stack), squeeze=False, sharey=True)[0]
    rows, columns = stack[0].shape
    for ax, title, matrix in zip(axes, panels, stack, strict=True):
        ax.pcolormesh(matrix, cmap="Blues", vmin=0, vmax=np.max(stack))
        ax.set(title=title, xlabel=xlabel, aspect="equal", ylim=(rows, 0))
        ax.set(xticks=[0.5, columns - 0.5], xticklabels=[1, columns])
        ax.set(yticks=[0.5, rows - 0.5], yticklabels=[1, rows])
    axes[0].set_ylabel(ylabel)
    return list(axes)


def network(
    names: Sequence[str],
    shapes: Sequence[tuple[int, ...]],
    parameters: Sequence[int],
    ax: Axes | None,
) -> Axes:
    """Draw the parameters of each layer as a bar, the first on top."""
    sizes = [len(names), len(shapes), len(parameters)]
    if len(set(sizes)) > 1:
        raise ValueError(f"names, shapes and parameters must be one a layer each, got {sizes}")
    ax = ax or new_axes(6.4, 0.36 * len(names) + 0.7)
    ax.barh(np.arange(len(names)), parameters, color=BLUE, height=0.7)
    for row, count in enumerate(parameters):
        ax.text(count, row, f" {count:,}", va="center")
    labels = [f"{n}  {' × '.join(map(str, s))}" for n, s in zip(names, shapes, strict=True)]
    ax.set_yticks(np.arange(len(names)), labels)
    ax.set(xlabel="parameters", xlim=(0, 1.15 * max(parameters)))
    ax.yaxis.set_inverted(True)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def places(seen: Mapping[str, ArrayLike], size: int, ax: Axes | None) -> Axes:
    """Draw windows on a row of pixels, group below group, hollow where they lie on padding."""
    groups = [np.asarray(pixels) for pixels in seen.values()]
    if any(pixels.ndim != 2 for pixels in groups):
        shapes = [pixels.shape for pixels in groups]
        raise ValueError(f"seen must be of shape (places, window) each, got {shapes}")
    rows = sum(len(pixels) + 1 for pixels in groups)
    ax = ax or new_axes(6.4, 0.19 * rows + 0.6)
    ax.axvspan(-0.5, size - 0.5, color=SHADES[0], alpha=0.5, linewidth=0)
    middles, top = [], 0
    for pixels in groups:
        lines = np.broadcast_to(top + np.arange(len(pixels))[:, None], pixels.shape)
        ax.plot(pixels.T, lines.T, color=GREY, linewidth=1, zorder=1)
        inside = (pixels >= 0) & (pixels < size)
        ax.plot(pixels[inside], lines[inside], "o", color=BLUE)
        ax.plot(pixels[~inside], lines[~inside], "s", color=ORANGE, fillstyle="none")
        middles.append(lines.mean())
        top += len(pixels) + 1
    ax.set_yticks(middles, list(seen))
    ax.set(xticks=np.arange(size), ylim=(top - 1, -1))
    ax.set_xlabel("pixel", fontsize=13)
    ax.spines[:].set_visible(False)
    ax.tick_params(labelsize=13)
    ax.tick_params(axis="y", length=0)
    return ax


def runs(runs: Mapping[str, ArrayLike], xlabel: str, ylabel: str, ax: Axes | None) -> Axes:
    """Draw a line a run, with small marks on the way and a large one at the end."""
    if len(runs) > len(STYLES):
        raise ValueError(f"runs must have at most {len(STYLES)} names, got {len(runs)}")
    ax = ax or new_axes(6.4, 3.6)
    for (name, (xs, ys)), style in zip(runs.items(), STYLES, strict=False):
        for label, x, y in zip([name, *["_"] * (len(xs) - 1)], xs, ys, strict=True):
            ax.plot(x, y, label=label, markersize=3, **style)
        ends = (np.asarray(xs)[:, -1], np.asarray(ys)[:, -1])
        ax.scatter(*ends, s=60, color=style["color"], marker=style["marker"], zorder=3)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(0, None))
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)
    return ax
