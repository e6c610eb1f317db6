"""The exercises of the chapter cnn/in-numpy."""

import numpy as np

from nncourse._answers.exercise import Exercise
from nncourse.conv import conv2d, conv2d_input_gradient, conv2d_kernel_gradient
from nncourse.convnet import Adam


def scattered_gradient() -> Exercise:
    """Return the gradient in a row of three pixels under a kernel of two.

    Examples
    --------
    >>> scattered_gradient().answer
    array([ 3., -5.,  2.])
    """
    kernel, delta = np.array([1.0, -1.0]), np.array([3.0, -2.0])
    picture = np.reshape([2.0, 0.0, 1.0], (1, 1, 3, 1))

    def sent(kernel, delta):
        k, d = kernel.reshape(1, 2, 1, 1), delta.reshape(1, 1, 2, 1)
        return conv2d_input_gradient(k, d, (1, 3)).ravel()

    in_kernel = conv2d_kernel_gradient(picture, delta.reshape(1, 1, 2, 1), (1, 2)).ravel()
    return Exercise(
        sent(kernel, delta),
        (
            (sent(kernel[::-1], delta), "the kernel is turned round. Its 1 lies on the left."),
            (sent(kernel, delta[::-1]), "the two places are exchanged. The first has 3."),
            (in_kernel, "this is the gradient in the kernel. That in the picture is asked for."),
            (
                conv2d(delta.reshape(1, 1, 2, 1), kernel.reshape(1, 2, 1, 1)).ravel(),
                "the picture has three pixels, and two of them were seen only once.",
            ),
            ([3.0, -3.0, 2.0], "the second pixel was seen twice. Add up what it gets."),
            ([3.0, -2.0, 2.0], "the second pixel was seen twice. Add up what it gets."),
            ([3.0, -1.0, 2.0], "minus 3 and minus 2 are added up. Mind the signs."),
        ),
    )


def strided_gradient() -> Exercise:
    """Return the gradient in a 3 × 3 kernel that moves by two pixels at a time.

    Examples
    --------
    >>> strided_gradient().answer
    array([[ 82.,  92., 102.],
           [132., 142., 152.],
           [182., 192., 202.]])
    """
    picture = np.arange(25.0).reshape(1, 5, 5, 1)
    delta = np.reshape([1.0, 2, 3, 4], (1, 2, 2, 1))

    def collected(delta, **options):
        return conv2d_kernel_gradient(picture, delta, (3, 3), **options)[:, :, 0, 0]

    right = collected(delta, stride=2)
    neighbours = conv2d_kernel_gradient(picture[:, :4, :4], delta, (3, 3))[:, :, 0, 0]
    return Exercise(
        right,
        (
            (neighbours, "these places are one pixel apart. The stride is 2."),
            (right[::-1, ::-1], "the kernel is turned round. Entry (0, 0) lies on pixel (0, 0)."),
            (right.T, "rows and columns of the kernel are exchanged."),
            (
                collected(delta.transpose(0, 2, 1, 3), stride=2),
                "rows and columns of the gradient in the map are exchanged.",
            ),
            (right / 4, "the places are added up. Do not divide by their number."),
        ),
    )


def two_adam_steps() -> Exercise:
    """Return where a weight is that Adam has moved by two gradients of opposite sign.

    Examples
    --------
    >>> round(two_adam_steps().answer, 4)
    -0.0947
    """

    def after(gradients):
        adam, weight = Adam(rate=0.1), np.zeros(1)
        for g in gradients:
            (weight,) = adam.step([weight], [np.array([g])])
        return float(weight[0])

    right = after((4.0, -4.0))
    mean, square, uncorrected = 0.0, 0.0, 0.0
    for g in (4.0, -4.0):
        mean, square = mean + 0.1 * (g - mean), square + 0.001 * (g * g - square)
        uncorrected -= 0.1 * mean / square**0.5
    return Exercise(
        right,
        (
            (0.0, "this is plain descent. Adam divides two fading means, and remembers."),
            (after((4.0,)), "this is after the first step. There is a second one."),
            (-right, "a weight goes against its gradient."),
            (uncorrected, "the means start at 0. Do not forget the factor that makes up for it."),
            (after((4.0, 4.0)), "the second gradient is -4."),
            (right / 100, "the rate is 0.1 here, not 0.001."),
        ),
    )
