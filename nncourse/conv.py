"""Convolution and pooling: slide a window over a picture and reduce what it shows to one number.

Pictures are ``(batch, height, width, channels)`` and kernels ``(height, width, in, out)``, as in
Keras, and like Keras' the "convolution" is a cross-correlation: the kernel is not flipped.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import choice, real_array, whole_number

Padding = Literal["valid", "same"]

# Kernels with a name, for one channel; shape (3, 3).
BLUR = np.full((3, 3), 1 / 9)
SHARPEN = np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])  # bright on the right, dark on the left
SOBEL_Y = SOBEL_X.T.copy()
for _kernel in (BLUR, SHARPEN, SOBEL_X, SOBEL_Y):
    _kernel.flags.writeable = False


def output_length(size: int, window: int, stride: int = 1, padding: Padding = "valid") -> int:
    """Return how many places a window takes along an axis.

    Parameters
    ----------
    size : int
        Length of the axis, in pixels; at least 1.
    window : int
        Length of the kernel or pooling window; at least 1.
    stride : int, default 1
        Pixels from one place to the next; at least 1.
    padding : {"valid", "same"}
        "valid" takes only places inside the picture: ⌊(size - window) / stride⌋ + 1. "same" pads
        with zeros so that there are ⌈size / stride⌉.

    Returns
    -------
    int
        Number of places, at least 1.

    Raises
    ------
    TypeError
        If a number is not an integer.
    ValueError
        If a number is less than 1, the window is longer than the axis under "valid", or the
        padding has another name.

    References
    ----------
    Equation :eq:`output-length` of the book; Dumoulin and Visin, "A guide to convolution
    arithmetic for deep learning", 2016, relations 1 to 6.

    Examples
    --------
    >>> output_length(32, 3), output_length(13, 2, stride=2), output_length(32, 3, padding="same")
    (30, 6, 32)
    """
    size = whole_number(size, "size", 1)
    window = whole_number(window, "window", 1)
    stride = whole_number(stride, "stride", 1)
    if choice(padding, "padding", ("valid", "same")) == "same":
        return -(-size // stride)  # rounded up
    if window > size:
        raise ValueError(
            f"window must be at most the size under padding 'valid', got window {window} on "
            f"size {size}"
        )
    return (size - window) // stride + 1


def pad(
    x: ArrayLike,
    window: tuple[int, int],
    stride: int = 1,
    padding: Padding = "same",
    value: float = 0.0,
) -> NDArray:
    """Return pictures with the border that a window needs; an odd pixel goes below and right.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        Pictures.
    window : tuple of int
        Height and width of the window, in pixels.
    stride : int, default 1
        Pixels from one place of the window to the next.
    padding : {"same", "valid"}
        "valid" adds nothing.
    value : float, default 0
        What the border is made of.

    Returns
    -------
    ndarray, shape (batch, height + rows added, width + columns added, channels)
        The padded pictures.

    Raises
    ------
    TypeError
        If the pictures do not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `output_length`.

    Examples
    --------
    >>> pad(np.ones((1, 2, 2, 1)), (3, 3))[0, :, :, 0]
    array([[0., 0., 0., 0.],
           [0., 1., 1., 0.],
           [0., 1., 1., 0.],
           [0., 0., 0., 0.]])
    """
    x = real_array(x, "x", ("batch", "height", "width", "channels"))
    sides = _pair(window, "window")
    margins = [(0, 0), *map(_margin, x.shape[1:3], sides, [stride] * 2, [padding] * 2), (0, 0)]
    return np.pad(x, margins, constant_values=value)


def windows(
    x: ArrayLike,
    window: tuple[int, int],
    stride: int = 1,
    padding: Padding = "valid",
    value: float = 0.0,
) -> NDArray:
    """Return what the window shows at each of its places: a view of the padded pictures.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        Pictures.
    window : tuple of int
        Height and width of the window, in pixels.
    stride : int, default 1
        Pixels from one place to the next.
    padding : {"valid", "same"}
        As in `output_length`.
    value : float, default 0
        What the border is made of under "same".

    Returns
    -------
    ndarray, shape (batch, rows, columns, channels, window height, window width)
        The patches; do not write to them.

    Raises
    ------
    TypeError
        If the pictures do not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `output_length`.

    Examples
    --------
    >>> windows(np.arange(9.0).reshape(1, 3, 3, 1), (2, 2))[0, 1, 1, 0]
    array([[4., 5.],
           [7., 8.]])
    """
    padded = pad(x, window, stride, padding, value)
    patches = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(1, 2))
    return patches[:, ::stride, ::stride]


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int = 1,
    padding: Padding = "valid",
) -> NDArray:
    """Return the feature maps of pictures: the product of kernel and patch, summed, at each place.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, in)
        Pictures or feature maps.
    kernel : array_like, shape (kernel height, kernel width, in, out)
        A filter for each output channel.
    bias : array_like, shape (out,), optional
        Added to each output channel; zeros by default.
    stride : int, default 1
        Pixels from one place to the next.
    padding : {"valid", "same"}
        As in `output_length`.

    Returns
    -------
    ndarray, shape (batch, rows, columns, out)
        The feature maps.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or `stride` is not an integer.
    ValueError
        If shapes do not fit, a number is NaN or infinite, the kernel is larger than the picture
        under "valid", or the padding has another name.

    References
    ----------
    Equation :eq:`conv2d` of the book.

    Examples
    --------
    >>> picture = np.arange(16.0).reshape(1, 4, 4, 1)
    >>> conv2d(picture, SOBEL_X[:, :, None, None])[0, :, :, 0]
    array([[8., 8.],
           [8., 8.]])
    """
    kernel = real_array(kernel, "kernel", ("height", "width", "in", "out"))
    rows, columns, channels, out = kernel.shape
    x = real_array(x, "x", ("batch", "height", "width", channels))
    patches = windows(x, (rows, columns), stride, padding)  # (b, i, j, in, height, width)
    maps = np.einsum("bijcrs,rsco->bijo", patches, kernel, optimize=True)
    return maps if bias is None else maps + real_array(bias, "bias", (out,))


def as_matrix(
    kernel: ArrayLike, height: int, width: int, stride: int = 1, padding: Padding = "valid"
) -> NDArray:
    """Return the weights of the dense layer that computes the same as a convolution.

    Its rows are what `conv2d` makes of pictures with a single 1 in them. A weight of the kernel
    stands in the matrix once for each place of the map where it meets a pixel; all
    other entries are zero.

    Parameters
    ----------
    kernel : array_like, shape (kernel height, kernel width, in, out)
        A filter for each output channel.
    height, width : int
        Size of the pictures, in pixels; at least 1.
    stride : int, default 1
        Pixels from one place to the next.
    padding : {"valid", "same"}
        As in `output_length`.

    Returns
    -------
    ndarray, shape (height * width * in, rows * columns * out)
        The matrix M: for pictures x, ``x.reshape(len(x), -1) @ M`` has the entries of their
        feature maps.

    Raises
    ------
    TypeError
        If the kernel does not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `conv2d`.

    References
    ----------
    Equation :eq:`toeplitz` of the book.

    Examples
    --------
    >>> as_matrix(np.reshape([1, 2, -1], (1, 3, 1, 1)), 1, 5)
    array([[ 1.,  0.,  0.],
           [ 2.,  1.,  0.],
           [-1.,  2.,  1.],
           [ 0., -1.,  2.],
           [ 0.,  0., -1.]])
    """
    kernel = real_array(kernel, "kernel", ("height", "width", "in", "out"))
    shape = (whole_number(height, "height", 1), whole_number(width, "width", 1), kernel.shape[2])
    pixels = np.eye(np.prod(shape)).reshape(-1, *shape)  # a picture for each number in a picture
    return conv2d(pixels, kernel, stride=stride, padding=padding).reshape(len(pixels), -1)


def max_pool(
    x: ArrayLike, window: int = 2, stride: int | None = None, padding: Padding = "valid"
) -> NDArray:
    """Return the largest value that a square window shows at each place, channel by channel.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        Feature maps.
    window : int, default 2
        Side of the window, in pixels.
    stride : int, optional
        Pixels from one place to the next; the window's side by default.
    padding : {"valid", "same"}
        As in `output_length`; what is added under "same" never wins.

    Returns
    -------
    ndarray, shape (batch, rows, columns, channels)
        The pooled maps.

    Raises
    ------
    TypeError
        If the maps do not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `output_length`.

    Examples
    --------
    >>> max_pool(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    stride = window if stride is None else stride
    return windows(x, (window, window), stride, padding, value=-np.inf).max(axis=(4, 5))


def conv_parameters(kernel_size: tuple[int, int], channels_in: int, channels_out: int) -> int:
    """Return how many numbers a convolutional layer learns, (height width in + 1) out.

    Parameters
    ----------
    kernel_size : tuple of int
        Height and width of the kernel, in pixels; at least 1 each.
    channels_in, channels_out : int
        Channels before and after; at least 1 each.

    Returns
    -------
    int
        Entries of the kernel and the bias. The size of the picture is not in the formula.

    Raises
    ------
    TypeError
        If a number is not an integer.
    ValueError
        If a number is less than 1.

    References
    ----------
    Equation :eq:`conv-parameters` of the book.

    Examples
    --------
    >>> conv_parameters((3, 3), 3, 32)
    896
    """
    height, width = (whole_number(n, "kernel_size", 1) for n in _pair(kernel_size, "kernel_size"))
    channels_in = whole_number(channels_in, "channels_in", 1)
    return (height * width * channels_in + 1) * whole_number(channels_out, "channels_out", 1)


def _pair(value: tuple[int, int], name: str) -> tuple[int, int]:
    """Return value, a height and a width."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(f"{name} must be a height and a width, got {value!r}")
    return value


def _margin(size: int, window: int, stride: int, padding: Padding) -> tuple[int, int]:
    """Return the pixels to add before and after an axis, the odd one after."""
    places = output_length(size, window, stride, padding)
    missing = max((places - 1) * stride + window - size, 0)  # none under "valid"
    return missing // 2, missing - missing // 2
