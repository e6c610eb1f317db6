"""The exercises of the chapter cnn/layers."""

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
    flipped = _one_map(picture, kernel[::-1, ::-1])
    hint = "you turned the kernel round. Deep learning does not: this is a cross-correlation."
    return Exercise(_one_map(picture, kernel), ((flipped, hint),))


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
        ),
    )


def _one_map(picture: NDArray, kernel: NDArray) -> NDArray:
    """Return the feature map of one picture under one kernel."""
    return conv.conv2d(picture[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]
