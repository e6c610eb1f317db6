"""The exercises of the chapter cnn/looking-inside."""

import numpy as np

from nncourse._answers.exercise import Exercise
from nncourse.conv import conv2d


def pencil_activation() -> Exercise:
    """Return what each place says for the first kind rather than the second.

    Examples
    --------
    >>> pencil_activation().answer
    array([[ 4, -6],
           [ 0,  2]])
    """
    maps = np.stack([[[2, 0], [0, 2]], [[0, 6], [0, 2]]], axis=2)  # (rows, columns, channels)
    weights = np.array([[2, 0], [1, 2]])  # (channels, kinds)
    first, second = np.moveaxis(maps @ weights, 2, 0)
    turned = maps @ weights.T
    return Exercise(
        first - second,
        (
            (second - first, "this is for b rather than a. Mind the order of the difference."),
            (first, "this is for a alone. Take away what each place says for b."),
            (second, "this is for b alone. Take it from what each place says for a."),
            (first + second, "the two maps are added. Take their difference."),
            (
                turned[..., 0] - turned[..., 1],
                "maps and kinds are exchanged. Kind a weighs the first map with 2, the second "
                "with 1.",
            ),
            ((first - second).T, "rows and columns are exchanged."),
            (
                (first - second) / 4,
                "the mean is taken of the whole map. Do not divide its places by their number.",
            ),
            ((first - second).mean(), "this is what the network says. Say it place by place."),
        ),
    )


def cover_a_sum() -> Exercise:
    """Return by how much a sum of pixels with signs falls under covers of 2 × 2 pixels.

    Examples
    --------
    >>> cover_a_sum().answer
    array([[ 10., -18.],
           [ 42., -50.]])
    """
    picture = np.arange(16.0).reshape(1, 4, 4, 1)
    signed = picture * np.reshape([1.0, 1, -1, -1], (1, 1, 4, 1))

    def sums(x, stride=2):
        return conv2d(x, np.ones((2, 2, 1, 1)), stride=stride)[0, :, :, 0]

    falls, score = sums(signed), signed.sum()
    return Exercise(
        falls,
        (
            (-falls, "this is by how much the score rises. A fall has the other sign."),
            (score - falls, "these are the scores that are left. Take them from the whole score."),
            (sums(picture), "the right columns count against the score. Mind their signs."),
            (sums(signed, 1), "these covers overlap. The next one begins two pixels further."),
            (falls / 4, "the score is a sum. Do not take the mean of the covered pixels."),
            (falls.T, "rows and columns are exchanged."),
        ),
    )
