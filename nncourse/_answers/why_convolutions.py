"""The exercises of the chapter cnn/why-convolutions."""

import numpy as np
from numpy.typing import NDArray

from nncourse import conv
from nncourse._answers.exercise import Exercise


def same_matrix() -> Exercise:
    """Return the matrix of the kernel (3, 1, 2) on four pixels under same padding.

    Examples
    --------
    >>> same_matrix().answer
    array([[1., 3., 0., 0.],
           [2., 1., 3., 0.],
           [0., 2., 1., 3.],
           [0., 0., 2., 1.]])
    """
    row = np.array([3.0, 1.0, 2.0]).reshape(1, 3, 1, 1)
    matrix, valid = (conv.as_matrix(row, 1, 4, padding=padding) for padding in ("same", "valid"))
    six = conv.as_matrix(row, 1, 6)  # four outputs of six pixels, two of which are made of zeros
    circle = matrix + np.array([[0, 0, 0, 2], [0] * 4, [0] * 4, [3, 0, 0, 0]])
    return Exercise(
        matrix,
        (
            (
                matrix.T,
                "this is the transpose, or the kernel turned round. A column holds the weights of "
                "one output: its first weight belongs to the pixel on the left.",
            ),
            (
                valid,
                "this is valid padding. Under same padding there are as many outputs as pixels.",
            ),
            (six[:4], "all the padding is behind the pixels. Half of it stands before them."),
            (six[2:], "all the padding is before the pixels. Half of it stands behind them."),
            (circle, "the row of pixels is no circle: beyond its ends are zeros, not pixels."),
        ),
    )


def shared_gradient() -> Exercise:
    """Return the gradient of two weights that slide over (2, 1, 0, 3), for given outputs'.

    Examples
    --------
    >>> shared_gradient().answer
    array([1., 7.])
    """
    x, upstream = np.array([2.0, 1.0, 0.0, 3.0]), np.array([1.0, -1.0, 2.0])
    lessons = _lessons(x, upstream)  # (places, weights)
    whole = lessons.sum(axis=0)
    return Exercise(
        whole,
        (
            (whole[::-1], "the two weights are exchanged. The first meets the left pixel."),
            (lessons.mean(axis=0), "this is the mean over the places. It has to be their sum."),
            (lessons[0], "this is what the first place asks. The others ask something too."),
            (
                _lessons(x, upstream[::-1]).sum(axis=0),
                "you turned the gradients of the outputs round, as np.convolve does.",
            ),
        ),
    )


def layer_as_dense() -> Exercise:
    """Return the parameters of a dense layer in place of the first one of the notes' network.

    Examples
    --------
    >>> layer_as_dense().answer
    88502400
    """
    side, filters, inputs = conv.output_length(32, 3), 32, 32 * 32 * 3
    outputs = side * side * filters
    return Exercise(
        (inputs + 1) * outputs,
        (
            (inputs * outputs, "each output has a bias."),
            ((32 * 32 + 1) * outputs, "a picture has three numbers a pixel."),
            ((inputs + 1) * side * side, "there is a map for each of the 32 filters."),
            (
                (inputs + 1) * 32 * 32 * filters,
                "valid padding leaves fewer rows and columns than the picture has.",
            ),
            (
                conv.conv_parameters((3, 3), 3, filters),
                "this is the convolution. A dense layer shares no weight.",
            ),
        ),
    )


def exact_shift() -> Exercise:
    """Return the smallest shift that three poolings of 2 × 2 pass on exactly.

    Examples
    --------
    >>> exact_shift().answer
    8
    """
    return Exercise(
        2 * 2 * 2,
        (
            (2 * 2, "that is for two poolings; the third halves once more."),
            (2 + 2 + 2, "the steps of the poolings multiply."),
        ),
    )


def _lessons(x: NDArray, upstream: NDArray) -> NDArray:
    """Return what each place asks of each weight of a kernel, (places, weights)."""
    return upstream[:, None] * np.lib.stride_tricks.sliding_window_view(x, 2)
