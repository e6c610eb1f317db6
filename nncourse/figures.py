"""The pictures of the chapters: each draws the arrays it is given and computes nothing."""

from collections.abc import Mapping, Sequence
from typing import Literal

import nncourse._quiet_plots  # noqa: F401  # before matplotlib

# isort: split
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nncourse import _drawing as parts
from nncourse import _pictures
from nncourse._drawing import BLUE, GREY, ORANGE, STYLES

Named, Pairs = Mapping[str, ArrayLike], Sequence[tuple[str, str]]


def draw_unrolled(x: ArrayLike, h: ArrayLike, o: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw one recurrence unrolled in time: a column a step, with the numbers it computed.

    Parameters
    ----------
    x : array_like, shape (steps, features)
        Inputs.
    h : array_like, shape (steps, units)
        Hidden states.
    o : array_like, shape (steps, outputs)
        Outputs.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are not as many inputs as states and outputs.

    Examples
    --------
    >>> ax = draw_unrolled([[1, 1]], [[1.0, 1.0]], [[1.0, 1.0]])
    >>> [text.get_text() for text in ax.texts if text.get_text() in tuple("UVW")]
    ['U', 'W', 'V', 'V']
    """
    steps = len(x)
    if not steps == len(h) == len(o):
        raise ValueError(f"x, h and o must have as many steps, got {steps}, {len(h)} and {len(o)}")
    ax = ax or parts.new_axes(6.4, 3.4)
    for t in range(steps):
        for row, name, values in ((0, "x", x), (1, "h", h), (2, "o", o)):
            text = f"${name}_{{{t + 1}}}$\n{parts.vector(values[t])}"
            parts.box(ax, (3 * t, 1.5 * row), text, row)
        parts.arrow(ax, (3 * t, 0.45), (3 * t, 1.05), "U")
        parts.arrow(ax, (3 * t, 1.95), (3 * t, 2.55), "W")
    for t in range(-1, steps):  # from the state before the first step to the one after the last
        parts.arrow(ax, (3 * t + 0.85, 1.5), (3 * t + 2.15, 1.5), "V")
    ax.set(xlim=(-2.4, 3 * steps - 0.6), ylim=(-0.6, 3.6))
    ax.axis("off")
    return ax


def draw_both_ways(x: ArrayLike, right: ArrayLike, left: ArrayLike, ax: Axes | None = None) -> Axes:
    r"""Draw two recurrences with one unit that read the same inputs from both ends.

    Parameters
    ----------
    x : array_like, shape (steps,)
        Inputs; drawn in the middle.
    right : array_like, shape (steps,)
        States of the network that reads to the right; drawn above the inputs.
    left : array_like, shape (steps,)
        States of the network that reads to the left; drawn below them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are not as many inputs as states of each network.

    Examples
    --------
    >>> ax = draw_both_ways([2, 4], [1, 2.5], [2, 2])
    >>> [text.get_text() for text in ax.texts if "x" in text.get_text()]
    ['$x_{1}$\n2', '$x_{2}$\n4']
    """
    steps = len(x)
    if not steps == len(right) == len(left):
        sizes = f"{steps}, {len(right)} and {len(left)}"
        raise ValueError(f"x, right and left must have as many steps, got {sizes}")
    ax = ax or parts.new_axes(6.4, 3.4)
    right_row = (2, r"h^\rightarrow", right, 1)
    left_row = (0, r"h^\leftarrow", left, 2)
    for t in range(steps):
        for row, name, values, shade in ((1, "x", x, 0), right_row, left_row):
            text = f"${name}_{{{t + 1}}}$\n{values[t]:g}"
            parts.box(ax, (3 * t, 1.5 * row), text, shade)
        parts.arrow(ax, (3 * t, 1.95), (3 * t, 2.55), r"$\quad U^\rightarrow$")
        parts.arrow(ax, (3 * t, 1.05), (3 * t, 0.45), r"$\quad U^\leftarrow$")
    for t in range(steps - 1):
        parts.arrow(ax, (3 * t + 0.85, 3), (3 * t + 2.15, 3), r"$V^\rightarrow$")
        parts.arrow(ax, (3 * t + 2.15, 0), (3 * t + 0.85, 0), r"$V^\leftarrow$")
    ax.set(xlim=(-1.2, 3 * steps - 1.8), ylim=(-0.6, 3.6))
    ax.axis("off")
    return ax


def draw_states(
    panels: Mapping[str, ArrayLike],
    names: Sequence[str],
    weights: Sequence[ArrayLike],
    xlabel: str,
    ylabel: str,
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Draw states of two tanh units as points in the plane, a panel beside the other.

    Parameters
    ----------
    panels : mapping of str to array_like of shape (points, 2)
        The states, by the title of their panel.
    names : sequence of str
        What each point is; up to four different names, for the legend.
    weights : sequence of array_like of shape (2,)
        For each panel the weights that are multiplied with the states and added up. Where the sum
        is zero a dashed line is drawn.
    xlabel, ylabel : str
        What the axes show.
    axes : sequence of matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    list of matplotlib.axes.Axes
        Where they were drawn.

    Raises
    ------
    ValueError
        If there are more names than styles that can be told apart, not one name a point, or not
        one pair of weights a panel.

    Examples
    --------
    >>> (ax,) = draw_states({"trained": [[0, 1], [1, 0]]}, ["a", "b"], [[1, 1]], "right", "left")
    >>> [text.get_text() for text in ax.get_figure().legends[0].get_texts()]
    ['a', 'b']
    """
    groups = list(dict.fromkeys(names))
    if len(groups) > len(STYLES):
        raise ValueError(f"names must be at most {len(STYLES)} different, got {len(groups)}")
    sizes = [len(points) for points in panels.values()]
    if set(sizes) != {len(names)}:
        raise ValueError(f"names must be one a point, {sizes}, got {len(names)}")
    if len(weights) != len(panels):
        raise ValueError(f"weights must be one pair a panel, {len(panels)}, got {len(weights)}")
    if axes is None:
        figure = parts.new_figure(6.4, 3.9)
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False).ravel()
    for ax, (title, points), (a, b) in zip(axes, panels.items(), weights, strict=True):
        for group, style in zip(groups, STYLES, strict=False):
            chosen = np.asarray(points)[np.asarray(names) == group]
            look = {"color": style["color"], "marker": style["marker"], "markersize": 4}
            ax.plot(*chosen.T, linestyle="none", fillstyle="none", label=group, **look)
        ax.axline((0, 0), (-b, a), color=GREY, linestyle="--", zorder=1)
        ax.set(title=title, xlabel=xlabel, xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal")
        ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        ax.grid(alpha=0.3)
    axes[0].set_ylabel(ylabel)
    handles = axes[0].get_lines()[: len(groups)]
    axes[0].get_figure().legend(handles=handles, loc="outside lower center", ncols=2, frameon=False)
    return list(axes)


def draw_lines(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    yscale: Literal["linear", "log"] = "linear",
    ax: Axes | None = None,
) -> Axes:
    """Draw up to four named lines over one axis.

    Parameters
    ----------
    x : array_like, shape (points,)
        Where the points lie.
    lines : mapping of str to array_like of shape (points,)
        The values, by the name that the legend shows.
    xlabel, ylabel : str
        What the axes show, with the unit.
    yscale : {"linear", "log"}
        Scale of the upright axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are more lines than styles that can be told apart.

    Examples
    --------
    >>> ax = draw_lines([0, 1], {"up": [0, 1], "down": [1, 0]}, "steps", "state")
    >>> [line.get_label() for line in ax.lines]
    ['up', 'down']
    """
    if len(lines) > len(STYLES):
        raise ValueError(f"lines must be at most {len(STYLES)}, got {len(lines)}")
    ax = ax or parts.new_axes(6.4, 3.2)
    for (name, values), style in zip(lines.items(), STYLES, strict=False):
        ax.plot(x, values, label=name, markersize=4, markevery=max(1, len(x) // 12), **style)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale=yscale)
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)
    return ax


def draw_measured(
    x: ArrayLike,
    mean: Mapping[str, ArrayLike],
    spread: Mapping[str, ArrayLike],
    expected: Mapping[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw up to four measured means as marks in a band of their spread, over expected lines.

    Parameters
    ----------
    x : array_like, shape (points,)
        Where the points lie.
    mean, spread : mapping of str to array_like of shape (points,)
        Means and standard deviations, by the name that the legend shows.
    expected : mapping of str to array_like of shape (points,)
        The lines; a name need not have one.
    xlabel, ylabel : str
        What the axes show, with the unit.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are more means than styles that can be told apart, or not one spread a mean, or
        something is expected that was not measured.

    Examples
    --------
    >>> ax = draw_measured([1, 2], {"a": [1, 4]}, {"a": [0, 1]}, {"a": [1, 3]}, "words", "pairs")
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['a']
    """
    if len(mean) > len(STYLES):
        raise ValueError(f"mean must have at most {len(STYLES)} names, got {len(mean)}")
    if not expected.keys() <= mean.keys() == spread.keys():
        names = ", ".join(str(list(which)) for which in (mean, spread, expected))
        raise ValueError(f"mean, spread and expected must have the same names, got {names}")
    ax = ax or parts.new_axes(6.4, 3.6)
    for (name, values), style in zip(mean.items(), STYLES, strict=False):
        off = np.asarray(spread[name], float)
        low, high = np.subtract(values, off), np.add(values, off)
        ax.fill_between(x, low, high, color=style["color"], alpha=0.15, linewidth=0)
        ax.plot(x, values, label=name, markersize=5, **{**style, "linestyle": "none"})
        if name in expected:
            ax.plot(x, expected[name], **{**style, "marker": ""})
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)
    return ax


def draw_codes(codes: ArrayLike, rows: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw padded codes as a table: a row a sentence, padding in grey.

    Parameters
    ----------
    codes : array_like of int, shape (batch, length)
        Padded codes; 0 is padding.
    rows : sequence of str
        The sentence of each row.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there is not one sentence a row of codes.

    Examples
    --------
    >>> ax = draw_codes([[16, 1, 0]], ["Well done!"])
    >>> [text.get_text() for text in ax.texts]
    ['16', '1', '0']
    """
    codes = np.asarray(codes)
    if len(rows) != len(codes):
        raise ValueError(f"rows must be one a row of codes, {len(codes)}, got {len(rows)}")
    ax = ax or parts.new_axes(5.2, 0.33 * len(codes) + 0.6)
    ax.pcolormesh(codes > 0, cmap="Blues", vmin=0, vmax=3, edgecolors="white", linewidth=2)
    for (i, j), code in np.ndenumerate(codes):
        colour = GREY if code == 0 else "black"
        ax.text(j + 0.5, i + 0.5, str(code), ha="center", va="center", color=colour)
    parts.name_positions(ax, rows, codes.shape[1])
    return ax


def draw_lookup(
    codes: ArrayLike, rows: ArrayLike, table: ArrayLike, vectors: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw a look-up as a product: codes, their one-hot rows, the table, the vectors.

    What belongs to one code has one colour: its one, its row of the table, its vectors.

    Parameters
    ----------
    codes : array_like of int, shape (length,)
        Codes of one text; at most three different ones.
    rows : array_like, shape (length, vocabulary)
        Their one-hot rows.
    table : array_like, shape (vocabulary, dimensions)
        The embedding.
    vectors : array_like, shape (length, dimensions)
        What was looked up.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If the shapes do not fit, or there are more codes than shades that can be told apart.

    Examples
    --------
    >>> ax = draw_lookup([1], [[0, 1]], [[5], [7]], [[7]])
    >>> [text.get_text() for text in ax.texts][-3:]
    ['=', 'vectors', '7']
    """
    return parts.lookup(*map(np.asarray, (codes, rows, table, vectors)), ax)


def draw_plane(groups: Named, words: Named, arrows: Pairs = (), ax: Axes | None = None) -> Axes:
    """Draw groups of points in the plane, with words at some places and arrows between them.

    The axes have no ticks, since only where the points lie to each other counts.

    Parameters
    ----------
    groups : mapping of str to array_like of shape (points, 2)
        Up to four groups, by the name that the legend shows.
    words : mapping of str to array_like of shape (2,)
        Where words stand: to the left of their place if an arrow begins there, else to the right.
    arrows : sequence of (str, str), default ()
        From which word to which.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are more groups than styles that can be told apart, or an arrow leads from or to
        what is not among the words.

    Examples
    --------
    >>> places = {"king": [0, 0], "queen": [1, 0.1]}
    >>> ax = draw_plane({"he": [[0, 0]], "she": [[1, 0.1]]}, places, [("king", "queen")])
    >>> [text.get_text() for text in ax.texts]
    ['', 'king', 'queen']
    """
    return parts.plane(groups, words, arrows, ax)


def draw_seeds(
    groups: Mapping[str, ArrayLike],
    references: Mapping[str, float],
    xlabel: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw the result of every seed as a dot, equal results stacked, a row a group.

    Parameters
    ----------
    groups : mapping of str to array_like of shape (seeds,)
        Results, by the name of what was trained.
    references : mapping of str to float
        Results to compare with, each a dashed upright line with its name.
    xlabel : str
        What a result is, with the unit.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are more groups than styles that can be told apart.

    Examples
    --------
    >>> ax = draw_seeds({"true labels": [0.9, 0.9, 1.0]}, {"chance": 0.5}, "accuracy")
    >>> len(ax.collections[0].get_offsets())
    3
    """
    if len(groups) > len(STYLES):
        raise ValueError(f"groups must be at most {len(STYLES)}, got {len(groups)}")
    ax = ax or parts.new_axes(6.4, 0.9 * len(groups) + 1.1)
    for row, (results, style) in enumerate(zip(groups.values(), STYLES, strict=False)):
        values, counts = np.unique(np.round(results, 6), return_counts=True)
        heights = np.concatenate([np.arange(n) for n in counts]) / max(10, counts.max())
        dots = (np.repeat(values, counts), row + 0.8 * heights)
        ax.scatter(*dots, s=22, color=style["color"], marker=style["marker"], zorder=3)
    for name, value in references.items():
        ax.axvline(value, color=GREY, linestyle="--")
        ax.text(value, len(groups), name, ha="center", va="bottom")
    ax.set_yticks(np.arange(len(groups)), list(groups))
    ax.set(xlabel=xlabel, ylim=(-0.25, len(groups)))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def draw_votes(
    mean: ArrayLike, spread: ArrayLike, rows: Sequence[str], seen: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw what each word adds to a sum, a row a word and a column a position.

    Parameters
    ----------
    mean, spread : array_like, shape (words, length)
        Mean and standard deviation of what is added; blue where it is positive, orange where it is
        negative, white at 0.
    rows : sequence of str
        The word of each row.
    seen : array_like of bool, shape (words, length)
        Cells that get a frame.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If the shapes differ, or there is not one word a row.

    Examples
    --------
    >>> ax = draw_votes([[0.1, -0.2]], [[0.01, 0.02]], ["good"], [[True, False]])
    >>> [text.get_text() for text in ax.texts]
    ['0.10 ± 0.01', '-0.20 ± 0.02']
    """
    mean, spread, seen = np.round(mean, 2) + 0.0, np.asarray(spread), np.asarray(seen)  # no -0.00
    if not mean.shape == spread.shape == seen.shape or len(rows) != len(mean):
        shapes = f"{mean.shape}, {spread.shape} and {seen.shape}, {len(rows)} rows"
        raise ValueError(f"mean, spread, seen and rows must fit each other, got {shapes}")
    ax = ax or parts.new_axes(5.2, 0.33 * len(mean) + 0.6)
    parts.measured_cells(ax, mean, spread, seen)
    parts.name_positions(ax, rows, mean.shape[1])
    return ax


def draw_sliding(
    picture: ArrayLike,
    kernel: ArrayLike,
    feature_map: ArrayLike,
    at: tuple[int, int],
    ax: Axes | None = None,
) -> Axes:
    """Draw a kernel on its way over a picture: picture, kernel and map, with one place shaded.

    Parameters
    ----------
    picture : array_like, shape (height, width)
        The picture.
    kernel : array_like, shape (kernel height, kernel width)
        The kernel.
    feature_map : array_like, shape (rows, columns)
        What the kernel answers at its places.
    at : tuple of int
        Row and column of the place that is shaded, counted from 0.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If the place is not on the map, or the kernel at this place not on the picture.

    Examples
    --------
    >>> ax = draw_sliding([[3, 5]], [[2]], [[6, 10]], (0, 1))
    >>> [text.get_text() for text in ax.texts]
    ['picture', '3', '5', '⋆', 'kernel', '2', '=', 'feature map', '6', '10']
    """
    picture, kernel, feature_map = map(np.asarray, (picture, kernel, feature_map))
    return parts.sliding(picture, kernel, feature_map, at, ax)


def draw_pictures(
    pictures: ArrayLike,
    titles: Sequence[str],
    columns: int | None = None,
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Draw pictures or feature maps side by side, each with its own title.

    Parameters
    ----------
    pictures : sequence of array_like of shape (height, width) or (height, width, 3)
        Colour pictures are uint8 or in [0, 1]; others are drawn in grey, each from its smallest
        to its largest value.
    titles : sequence of str
        One for each picture.
    columns : int, optional
        How many stand side by side, as large as the first has room; by default up to five, small.
    axes : sequence of matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    list of matplotlib.axes.Axes
        Where they were drawn.

    Raises
    ------
    ValueError
        If there is no picture, not one title a picture, or fewer axes than pictures.

    Examples
    --------
    >>> [ax.get_title() for ax in draw_pictures([np.eye(2), np.ones((2, 2))], ["eye", "ones"])]
    ['eye', 'ones']
    """
    return _pictures.pictures(pictures, titles, columns, axes)


def draw_signed(
    maps: Sequence[ArrayLike],
    titles: Sequence[str],
    pictures: Sequence[ArrayLike] | None = None,
    columns: int = 4,
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Draw maps that have a sign as cells: blue is above zero, pale orange below, white zero.

    Parameters
    ----------
    maps : sequence of array_like of shape (rows, columns)
        Each is drawn from minus to plus its own largest size.
    titles : sequence of str
        One for each map.
    pictures : sequence of array_like of shape (height, width), optional
        One for each map, with brightness from 0 to 1. The map is stretched over it, and what is
        brighter than a half has an outline.
    columns : int, default 4
        How many stand side by side.
    axes : sequence of matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    list of matplotlib.axes.Axes
        Where they were drawn.

    Raises
    ------
    ValueError
        If there is no map, not one title or picture a map, or fewer axes than maps.

    Examples
    --------
    >>> [ax.get_title() for ax in draw_signed([[[1, -2]], [[0, 3]]], ["one", "two"])]
    ['one', 'two']
    """
    return _pictures.signed(maps, titles, pictures, columns, axes)


def draw_matrices(
    matrices: Mapping[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    axes: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Draw matrices side by side as shaded cells: the palest is 0, the darkest the largest of all.

    Parameters
    ----------
    matrices : mapping of str to array_like of shape (rows, columns)
        Numbers of at least 0, by the title of their panel.
    xlabel, ylabel : str
        What the columns and the rows are.
    axes : sequence of matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    list of matplotlib.axes.Axes
        Where they were drawn.

    Raises
    ------
    ValueError
        If the matrices have several shapes or a negative entry.

    Examples
    --------
    >>> [ax.get_title() for ax in draw_matrices({"eye": np.eye(2)}, "output", "input")]
    ['eye']
    """
    return parts.matrices(matrices, xlabel, ylabel, axes)


def draw_confusion(counts: ArrayLike, names: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw how often each class was taken for each, a row a class and a column an answer.

    Right answers, on the diagonal, are blue, mistakes orange, the darker the more frequent. A cell
    whose count rounds to 0 stays white and empty.

    Parameters
    ----------
    counts : array_like, shape (classes, classes)
        How often what is in the row was taken for what is in the column; at least 0.
    names : sequence of str
        The classes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there is not one row and one column a name.

    Examples
    --------
    >>> ax = draw_confusion([[9, 0], [2.6, 7]], ["ring", "frame"])
    >>> [text.get_text() for text in ax.texts]
    ['9', '3', '7']
    """
    return parts.confusion(counts, names, ax)


def draw_places(seen: Named, size: int, ax: Axes | None = None) -> Axes:
    """Draw windows on a row of pixels: a line of marks a place, on the pixels that it sees.

    Parameters
    ----------
    seen : mapping of str to array_like of int, shape (places, window)
        Which pixels each place sees, counted from 0, by the name of the arrangement. Below 0 and
        from `size` on lies padding, where the marks are hollow.
    size : int
        Pixels in the row; their background is blue.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If an arrangement is not of shape (places, window).

    Examples
    --------
    >>> ax = draw_places({"valid": [[0, 1], [1, 2]], "same": [[0, 1], [1, 2], [2, 3]]}, 3)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['valid', 'same']
    """
    return parts.places(seen, size, ax)


def draw_network(
    names: Sequence[str],
    shapes: Sequence[tuple[int, ...]],
    parameters: Sequence[int],
    ax: Axes | None = None,
) -> Axes:
    """Draw the parameters of each layer as a bar, labelled with the shape of what comes out.

    Parameters
    ----------
    names : sequence of str
        Layers, first to last.
    shapes : sequence of tuple of int
        Output shape of each layer, without the batch.
    parameters : sequence of int
        Numbers that each layer learns.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there is not one name, one shape and one number of parameters a layer.

    Examples
    --------
    >>> ax = draw_network(["conv2d"], [(30, 30, 32)], [896])
    >>> ax.texts[0].get_text().strip()
    '896'
    """
    return parts.network(names, shapes, parameters, ax)


def draw_histories(
    mean: ArrayLike, spread: ArrayLike, notes: ArrayLike, axes: Sequence[Axes] | None = None
) -> list[Axes]:
    """Draw loss and accuracy over the epochs, ours as a band over seeds beside the notes' line.

    Parameters
    ----------
    mean, spread : array_like, shape (epochs, 4)
        Mean and standard deviation over the seeds; columns loss, accuracy, validation loss,
        validation accuracy.
    notes : array_like, shape (epochs, 4)
        The same columns as the notes printed them.
    axes : sequence of two matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    list of matplotlib.axes.Axes
        The loss' and the accuracy's.

    Examples
    --------
    >>> loss, accuracy = draw_histories(*np.zeros((3, 10, 4)))
    >>> accuracy.get_ylabel()
    'accuracy'
    """
    axes = parts.new_figure(6.4, 3.4).subplots(1, 2) if axes is None else axes
    mean, spread, notes = np.asarray(mean), np.asarray(spread), np.asarray(notes)
    epochs = np.arange(1, len(mean) + 1)
    low, high = mean - spread, mean + spread
    for column in range(4):
        split, colour = ("training", ORANGE) if column < 2 else ("test", BLUE)
        ax = axes[column % 2]
        ax.fill_between(epochs, low[:, column], high[:, column], color=colour, alpha=0.3)
        ax.plot(epochs, mean[:, column], color=colour, label=f"{split}, ours")
        ax.plot(epochs, notes[:, column], "o--", color=colour, ms=4, label=f"{split}, notes")
    for ax, ylabel in zip(axes, ("loss (nats)", "accuracy"), strict=True):
        ax.set(xlabel="epoch", ylabel=ylabel, xticks=epochs)
        ax.grid(alpha=0.3)
    axes[0].legend(frameon=False, fontsize=9)
    return list(axes)


def draw_runs(
    runs: Mapping[str, ArrayLike], xlabel: str, ylabel: str, ax: Axes | None = None
) -> Axes:
    """Draw the course of trainings: a line a run, with a large mark at its end.

    Parameters
    ----------
    runs : mapping of str to array_like of shape (2, runs, points)
        Where the points of each run lie, and their heights, by the name that the legend shows.
    xlabel, ylabel : str
        What the axes show, with the unit.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Where it was drawn.

    Raises
    ------
    ValueError
        If there are more names than styles that can be told apart.

    Examples
    --------
    >>> ax = draw_runs({"a": [[[1, 2], [1, 3]], [[0.5, 0.6], [0.5, 0.7]]]}, "seconds", "accuracy")
    >>> len(ax.lines), len(ax.get_legend().get_texts())
    (2, 1)
    """
    return parts.runs(runs, xlabel, ylabel, ax)
