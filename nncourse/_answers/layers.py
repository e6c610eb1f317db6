"""The exercises of the chapter cnn/layers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nncourse import conv
from nncourse._answers.exercise import Exercise


def five_by_five() -> Exercise:
    """Return the parameters of the notes' network with 5 × 5 kernels.

    Examples
    --------
    >>> five_by_five().answer
    160970
    """
    base = sum(conv.conv_parameters((5, 5), i, o) for i, o in ((3, 32), (32, 64), (64, 64)))
    head = 10 * (64 + 1)
    return Exercise(
        base + 64 * (64 + 1) + head,
        (
            (
                base + 64 * (1024 + 1) + head,
                "larger kernels leave a smaller map: flatten gives 64.",
            ),
            (base + 64 * 64 + 64 * 10 - 160, "each output of a layer has a bias."),
            (base + 64 * (64 * 8 * 8 + 1) + head, "the notes' layers do not pad."),
            (
                sum(conv.conv_parameters((5, 5), 1, o) for o in (32, 64, 64)) + 64 * 65 + head,
                "a filter has a slice for each channel that goes in.",
            ),
        ),
    )


def three_layers() -> Exercise:
    """Return pixels along an axis, channels and receptive field after each of three layers.

    Examples
    --------
    >>> three_layers().answer
    array([[14, 16,  5],
           [ 6, 16,  9],
           [ 2,  8, 25]])
    """
    layers, sizes, channels = [(5, 2, 1), (3, 2, 1), (3, 1, 2)], [28], (16, 16, 8)
    for (window, stride, dilation), padding in zip(layers, ("same", "valid", "valid"), strict=True):
        sizes.append(conv.output_length(sizes[-1], window, stride, padding, dilation))
    fields = [conv.receptive_field(layers[:n])[0] for n in (1, 2, 3)]

    def rows(sizes: Sequence[int] = sizes[1:], fields: Sequence[int] = fields) -> NDArray:
        return np.column_stack([sizes, channels, fields])

    rounding = "under valid padding the places are rounded down, and 1 is added."
    step = "a step on a later map is several pixels of the picture."
    entries = "with dilation a window is longer than its number of entries."
    return Exercise(
        rows(),
        (
            (rows(fields=(5, 7, 11)), step),
            (rows(fields=(9, 17, 33)), "a layer's own stride counts for the layers after it."),
            (rows(sizes=(12, 5, 1)), "the first layer pads."),
            (rows(sizes=(14, 7, 3)), rounding),
            (rows(sizes=(14, 5, 0)), rounding),
            (rows(sizes=(14, 6, 4), fields=(5, 9, 17)), entries),
            (rows(sizes=(14, 6, 4)), entries),
            (rows()[:, [1, 0, 2]], "in Keras' order the channels come last."),
        ),
    )


def pooling_blame() -> Exercise:
    """Return the gradient of max pooling, 2 × 2 with stride 1, in a map with ties.

    Examples
    --------
    >>> pooling_blame().answer
    array([[0., 3., 0.],
           [0., 8., 0.],
           [4., 0., 0.]])
    """
    maps = np.reshape([1.0, 2, 2, 0, 2, 1, 3, 0, 1], (1, 3, 3, 1))
    upstream = np.reshape([1.0, 2, 4, 8], (1, 2, 2, 1))
    patches = conv.windows(maps, (2, 2))[0, :, :, 0]  # (2, 2, 2, 2)
    won = patches == patches.max(axis=(2, 3), keepdims=True)
    shared = won / won.sum(axis=(2, 3), keepdims=True)
    first = conv.max_pool_gradient(maps, upstream, stride=1)
    turned = conv.max_pool_gradient(maps[:, ::-1, ::-1], upstream[:, ::-1, ::-1], stride=1)
    average = conv.average_pool_gradient(maps, upstream, stride=1)
    once = first[0, :, :, 0] - [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    tie = "where several are the largest, one of them gets everything"
    return Exercise(
        first[0, :, :, 0],
        (
            (turned[0, ::-1, ::-1, 0], f"{tie}: the first, not the last."),
            (_handed_back(shared, upstream), f"{tie}."),
            (_handed_back(won, upstream), f"{tie}."),
            (average[0, :, :, 0], "this is the gradient of average pooling."),
            (once, "a number that wins in two windows gets the gradients of both."),
        ),
    )


def holes() -> Exercise:
    """Return how many pixels of a row count, after three layers of 3 × 3 with dilation 2.

    Examples
    --------
    >>> holes().answer
    7
    """
    field, _ = conv.receptive_field([(3, 1, 2)] * 3)
    reached = len(range(0, field, 2))
    return Exercise(
        reached,
        (
            (field, "this is from the first to the last; not all between them count."),
            (3 * 3 * 3, "different ways can lead to the same pixel."),
            (reached**2, "this is the whole square; asked is one row."),
        ),
    )


def _handed_back(shares: NDArray, upstream: NDArray) -> NDArray:
    """Return the sum of what 2 × 2 windows with stride 1 on a 3 × 3 map hand to its numbers."""
    gradient = np.zeros((3, 3))
    for i, j in np.ndindex(2, 2):
        gradient[i : i + 2, j : j + 2] += upstream[0, i, j, 0] * shares[i, j]
    return gradient
