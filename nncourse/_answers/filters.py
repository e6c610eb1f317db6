"""The exercises of the chapter cnn/filters."""

import numpy as np
from numpy.typing import NDArray

from nncourse import conv
from nncourse._answers.exercise import Exercise


def pencil_convolution() -> Exercise:
    """Return the feature map of a 3 × 3 picture under a 2 × 2 kernel.

    Examples
    --------
    >>> pencil_convolution().answer
    array([[ 4., -1.],
           [ 2.,  6.]])
    """
    picture, kernel = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1]]), np.array([[1, 2], [0, -1]])
    right = _one_map(picture, kernel)
    axes = "the numbers are right, with axes that one map does not need: give two rows."
    return Exercise(
        right,
        (
            (
                _one_map(picture, kernel[::-1, ::-1]),
                "you turned the kernel round. Deep learning does not: this is a cross-correlation.",
            ),
            (right.T, "this is the transpose. A row of the map belongs to a row of the picture."),
            (_one_map(picture, kernel.T), "you exchanged rows and columns of the kernel."),
            (right[None, None], axes),  # channels first
            (right[None, :, :, None], axes),
            (right[None], axes),
            (right[:, :, None], axes),
            (
                _one_map(np.pad(picture, ((0, 1), (0, 1))), kernel),
                "the kernel has to stay inside the picture. There it has 3 - 2 + 1 places an axis.",
            ),
            (right[:1, :1], "each axis has one place more: 3 - 2 + 1."),
            (_one_map(picture, abs(kernel)), "one weight is negative. You forgot its minus."),
        ),
    )


def two_in_one() -> Exercise:
    """Return the kernel that blurs and then takes Sobel x.

    Examples
    --------
    >>> (9 * two_in_one().answer[0]).round()
    array([-1., -1.,  0.,  1.,  1.])
    """
    around = np.pad(conv.SOBEL_X, 2)
    right = _one_map(around, conv.BLUR[::-1, ::-1])
    one = "that is no filter of a map. Each weight of Sobel x takes a whole blur, at its place."
    return Exercise(
        right,
        (
            (-right, "one kernel is turned round. Stamp both as they are."),
            (right[1:-1, 1:-1], "the two together see five pixels a side. Keep the border too."),
            (9 * right, "the weights of the blur are ninths."),
            (right.T, "this is the transpose. Sobel x is positive on the right."),
            (
                conv.BLUR + conv.SOBEL_X,
                "a sum of kernels gives the sum of two maps of one picture.",
            ),
            (conv.BLUR * conv.SOBEL_X, one),
            (conv.BLUR @ conv.SOBEL_X, one),
        ),
    )


def level_stripes() -> Exercise:
    """Return what is learned of the sharpening kernel from pictures with equal columns.

    Examples
    --------
    >>> level_stripes().answer.round(2)
    array([[-0.33, -0.33, -0.33],
           [ 1.  ,  1.  ,  1.  ],
           [-0.33, -0.33, -0.33]])
    """
    sums = conv.SHARPEN.sum(axis=1, keepdims=True)
    right = np.repeat(sums / 3, 3, axis=1)
    share = "this is the sum of each row. Three weights share it."
    return Exercise(
        right,
        (
            (right.T, "this is what upright stripes teach."),
            (
                conv.SHARPEN,
                "the map cannot tell these weights from others, and descent finds others.",
            ),
            (3 * right, share),
            (sums[:, 0], share),
            (sums, share),
            (
                np.full((3, 3), 1 / 9),
                "this is what even grey teaches. Stripes say more than one sum.",
            ),
            (
                sums * [0, 1, 0],
                "these weights give the right map, but from zeros the others move too.",
            ),
        ),
    )


def _one_map(picture: NDArray, kernel: NDArray) -> NDArray:
    """Return the feature map of one picture under one kernel."""
    return conv.conv2d(picture[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]
