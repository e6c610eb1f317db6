"""Convolution and pooling: slide a window over a picture and reduce what it shows to one number.

Pictures are ``(batch, height, width, channels)`` and kernels ``(height, width, in, out)``, as in
Keras, and like Keras' the "convolution" is a cross-correlation: the kernel is not flipped.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import choice, real_array, whole_number

Padding = Literal["valid", "same"]
PATCHES = 2**18  # numbers laid out as rows at a time: one MB in float32, which fits in a cache

# Kernels with a name, for one channel; shape (3, 3).
BLUR = np.full((3, 3), 1 / 9)
SHARPEN = np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])  # bright on the right, dark on the left
SOBEL_Y = SOBEL_X.T.copy()
LAPLACE = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])  # the four neighbours against the middle
for _kernel in (BLUR, SHARPEN, SOBEL_X, SOBEL_Y, LAPLACE):
    _kernel.flags.writeable = False


def output_length(
    size: int, window: int, stride: int = 1, padding: Padding = "valid", dilation: int = 1
) -> int:
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
    dilation : int, default 1
        Pixels from one entry of the window to the next; at least 1. With it the window is
        (window - 1) dilation + 1 pixels long.

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
    window = _extent(window, dilation)
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
    dilation: int = 1,
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
    dilation : int, default 1
        Pixels from one entry of the window to the next.

    Returns
    -------
    ndarray, shape (batch, height + rows added, width + columns added, channels)
        The padded pictures; those that came where nothing is added.

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
    margins = [(0, 0), *_margins(x.shape[1:3], window, stride, padding, dilation), (0, 0)]
    return np.pad(x, margins, constant_values=value) if np.any(margins) else x


def windows(
    x: ArrayLike,
    window: tuple[int, int],
    stride: int = 1,
    padding: Padding = "valid",
    value: float = 0.0,
    dilation: int = 1,
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
    dilation : int, default 1
        Pixels from one entry of the window to the next.

    Returns
    -------
    ndarray, shape (batch, rows, columns, channels, window height, window width)
        The patches; they cannot be written to.

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
    padded = pad(x, window, stride, padding, value, dilation)
    extents = [_extent(side, dilation) for side in window]
    patches = np.lib.stride_tricks.sliding_window_view(padded, extents, axis=(1, 2))
    return patches[:, ::stride, ::stride, :, ::dilation, ::dilation]


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
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
    dilation : int, default 1
        Pixels of the picture from one entry of the kernel to the next.

    Returns
    -------
    ndarray, shape (batch, rows, columns, out)
        The feature maps.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or `stride` or `dilation` is not an integer.
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
    *window, channels, out = kernel.shape
    x = real_array(x, "x", ("batch", "height", "width", channels))
    patches = _patches(x, window, stride, padding, dilation)
    maps = np.empty((*patches.shape[:3], out), np.result_type(x, kernel))
    for some in _blocks(patches):
        rows = patches[some].reshape(-1, kernel.size // out)  # a copy
        np.matmul(rows, kernel.reshape(-1, out), out=maps[some].reshape(-1, out))
    return maps if bias is None else maps + real_array(bias, "bias", (out,))


def conv2d_kernel_gradient(
    x: ArrayLike,
    upstream: ArrayLike,
    window: tuple[int, int],
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> NDArray:
    """Return the gradient of a loss in the kernel of `conv2d`, from that in its feature maps.

    That in the bias is the sum of `upstream` over all but the last axis.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, in)
        What `conv2d` was given, as are the options.
    upstream : array_like, shape (batch, rows, columns, out)
        The gradient in the feature maps.
    window : tuple of int
        Height and width of the kernel, in weights.
    stride : int, default 1
        Pixels from one place to the next.
    padding : {"valid", "same"}
        As in `output_length`.
    dilation : int, default 1
        Pixels of the picture from one entry of the kernel to the next.

    Returns
    -------
    ndarray, shape (kernel height, kernel width, in, out)
        What sees a pixel at a place gets that pixel times the gradient there, summed.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or a size is not an integer.
    ValueError
        If shapes do not fit, a number is NaN or infinite, or the padding has another name.

    References
    ----------
    Equation :eq:`kernel-gradient` of the book.

    Examples
    --------
    >>> picture = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d_kernel_gradient(picture, np.ones((1, 2, 2, 1)), (2, 2))[:, :, 0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    x = real_array(x, "x", ("batch", "height", "width", "in"))
    patches = _patches(x, window, stride, padding, dilation)
    upstream = real_array(upstream, "upstream", (*patches.shape[:3], "out"))
    out, entries = upstream.shape[3], patches[0, 0, 0].size
    gradient = np.zeros((entries, out), np.result_type(x, upstream))
    for some in _blocks(patches):
        gradient += patches[some].reshape(-1, entries).T @ upstream[some].reshape(-1, out)
    return gradient.reshape(*patches.shape[3:], out)


def conv2d_input_gradient(
    kernel: ArrayLike,
    upstream: ArrayLike,
    size: tuple[int, int],
    stride: int = 1,
    padding: Padding = "valid",
    dilation: int = 1,
) -> NDArray:
    """Return the gradient of a loss in the input of `conv2d`, from that in its feature maps.

    Parameters
    ----------
    kernel : array_like, shape (kernel height, kernel width, in, out)
        What `conv2d` was given, as are the options.
    upstream : array_like, shape (batch, rows, columns, out)
        The gradient in the feature maps.
    size : tuple of int
        Height and width of the input, in pixels.
    stride : int, default 1
        Pixels from one place to the next.
    padding : {"valid", "same"}
        As in `output_length`.
    dilation : int, default 1
        Pixels of the picture from one entry of the kernel to the next.

    Returns
    -------
    ndarray, shape (batch, height, width, in)
        A pixel gets the gradient of each place that saw it, times the entry that lay on it.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or a size is not an integer.
    ValueError
        If shapes do not fit, a number is NaN or infinite, or the padding has another name.

    References
    ----------
    Equation :eq:`input-gradient` of the book.

    Examples
    --------
    >>> kernel = np.arange(4.0).reshape(2, 2, 1, 1)
    >>> conv2d_input_gradient(kernel, np.ones((1, 2, 2, 1)), (3, 3))[0, :, :, 0]
    array([[0., 1., 1.],
           [2., 6., 4.],
           [2., 5., 3.]])
    """
    kernel = real_array(kernel, "kernel", ("height", "width", "in", "out"))
    *window, channels, out = kernel.shape
    margins = _margins(size, window, stride, padding, dilation)
    sides = [length + sum(margin) for length, margin in zip(size, margins, strict=True)]
    axes = zip(size, window, strict=True)
    places = [output_length(*axis, stride, padding, dilation) for axis in axes]
    upstream = real_array(upstream, "upstream", ("batch", *places, out))
    padded = np.zeros((len(upstream), *sides, channels), np.result_type(kernel, upstream))
    entries = kernel.reshape(-1, channels, out)
    for entry, seen in zip(entries, _seen(padded, window, stride, dilation), strict=True):
        seen += (upstream.reshape(-1, out) @ entry.T).reshape(seen.shape)
    return _without(padded, margins)


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
    _, _, seen = _under_window(x, window, stride, padding, -np.inf)
    return _largest(seen)


def max_pool_gradient(
    x: ArrayLike,
    upstream: ArrayLike,
    window: int = 2,
    stride: int | None = None,
    padding: Padding = "valid",
) -> NDArray:
    """Return the gradient of a loss in the input of `max_pool`, from that in its output.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        What `max_pool` was given, as are the options.
    upstream : array_like, shape (batch, rows, columns, channels)
        The gradient in the pooled maps.
    window : int, default 2
        Side of the window, in pixels.
    stride : int, optional
        Pixels from one place to the next; the window's side by default.
    padding : {"valid", "same"}
        As in `output_length`.

    Returns
    -------
    ndarray, shape (batch, height, width, channels)
        Each window hands its gradient to its largest value. Where several are equal, the first
        gets it all, from left to right and then from top to bottom, as in Keras.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `output_length`.

    References
    ----------
    Equation :eq:`max-pool-gradient` of the book.

    Examples
    --------
    >>> maps = [[1, 2], [5, 5]]
    >>> max_pool_gradient(np.reshape(maps, (1, 2, 2, 1)), np.full((1, 1, 1, 1), 7))[0, :, :, 0]
    array([[0., 0.],
           [7., 0.]])
    """
    margins, padded, seen = _under_window(x, window, stride, padding, -np.inf)
    largest = _largest(seen)
    upstream = real_array(upstream, "upstream", largest.shape)
    gradient = np.zeros_like(padded, dtype=np.result_type(padded, upstream))
    free = np.ones(largest.shape, bool)  # windows that have not found their largest yet
    for value, place in zip(seen, _seen(gradient, (window, window), stride or window), strict=True):
        found = free & (value == largest)
        place += upstream * found
        free &= ~found
    return _without(gradient, margins)


def average_pool(
    x: ArrayLike, window: int = 2, stride: int | None = None, padding: Padding = "valid"
) -> NDArray:
    """Return the mean of what a square window shows at each place, channel by channel.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        Feature maps.
    window : int, default 2
        Side of the window, in pixels.
    stride : int, optional
        Pixels from one place to the next; the window's side by default.
    padding : {"valid", "same"}
        As in `output_length`; what is added under "same" does not count, as in Keras.

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
    >>> average_pool(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    _, _, seen = _under_window(x, window, stride, padding, 0.0)
    return sum(seen) / _pixels(x, window, stride, padding)


def average_pool_gradient(
    x: ArrayLike,
    upstream: ArrayLike,
    window: int = 2,
    stride: int | None = None,
    padding: Padding = "valid",
) -> NDArray:
    """Return the gradient of a loss in the input of `average_pool`, from that in its output.

    Parameters
    ----------
    x : array_like, shape (batch, height, width, channels)
        What `average_pool` was given, as are the options.
    upstream : array_like, shape (batch, rows, columns, channels)
        The gradient in the pooled maps.
    window : int, default 2
        Side of the window, in pixels.
    stride : int, optional
        Pixels from one place to the next; the window's side by default.
    padding : {"valid", "same"}
        As in `output_length`.

    Returns
    -------
    ndarray, shape (batch, height, width, channels)
        Each window hands an equal share of its gradient to all of its pixels.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or a size is not an integer.
    ValueError
        If a shape or a size does not fit; see `output_length`.

    References
    ----------
    Equation :eq:`average-pool-gradient` of the book.

    Examples
    --------
    >>> maps = np.zeros((1, 2, 2, 1))  # what they hold makes no difference
    >>> average_pool_gradient(maps, np.full((1, 1, 1, 1), 8))[0, :, :, 0]
    array([[2., 2.],
           [2., 2.]])
    """
    margins, padded, seen = _under_window(x, window, stride, padding, 0.0)
    share = real_array(upstream, "upstream", seen[0].shape) / _pixels(x, window, stride, padding)
    gradient = np.zeros_like(padded, dtype=np.result_type(padded, share))
    for place in _seen(gradient, (window, window), stride or window):
        place += share
    return _without(gradient, margins)


def conv_parameters(kernel_size: tuple[int, int], channels_in: int, channels_out: int) -> int:
    """Return how many numbers a convolutional layer learns, (height width in + 1) out.

    Parameters
    ----------
    kernel_size : tuple of int
        Height and width of the kernel, in weights; at least 1 each.
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
        If a number is less than 1, or a size is not a height and a width.

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


def conv_multiply_adds(
    kernel_size: tuple[int, int], channels_in: int, channels_out: int, places: tuple[int, int]
) -> int:
    """Return how many products a convolutional layer adds up for a picture.

    Parameters
    ----------
    kernel_size : tuple of int
        Height and width of the kernel, in weights; at least 1 each.
    channels_in, channels_out : int
        Channels before and after; at least 1 each.
    places : tuple of int
        Height and width of the feature maps; at least 1 each.

    Returns
    -------
    int
        Each entry of the kernel is used once at each place. The bias needs no product.

    Raises
    ------
    TypeError
        If a number is not an integer.
    ValueError
        If a number is less than 1, or a size is not a height and a width.

    References
    ----------
    Equation :eq:`multiply-adds` of the book.

    Examples
    --------
    >>> conv_multiply_adds((3, 3), 3, 32, (30, 30))
    777600
    """
    biases = whole_number(channels_out, "channels_out", 1)
    weights = conv_parameters(kernel_size, channels_in, biases) - biases
    rows, columns = (whole_number(n, "places", 1) for n in _pair(places, "places"))
    return weights * rows * columns


def receptive_field(layers: Iterable[tuple[int, ...]]) -> tuple[int, int]:
    """Return how much of the picture one number of the last layer depends on, along an axis.

    Parameters
    ----------
    layers : iterable of tuple of int
        Window, stride and, if it is not 1, dilation of each convolution and pooling, from the
        first to the last; at least 1 each.

    Returns
    -------
    field : int
        Pixels from the first to the last that one number depends on; with dilation those between
        need not all count.
    step : int
        Pixels by which the fields of two neighbours differ.

    Raises
    ------
    TypeError
        If a number is not an integer.
    ValueError
        If a number is less than 1, or a layer is not of two or three numbers.

    References
    ----------
    Equation :eq:`receptive-field` of the book.

    Examples
    --------
    >>> receptive_field([(3, 1), (2, 2), (3, 1)])
    (8, 2)
    """
    field, step = 1, 1
    for layer in layers:
        if not isinstance(layer, tuple | list) or len(layer) not in (2, 3):
            raise ValueError(f"a layer must be (window, stride) or with dilation, got {layer!r}")
        field += (_extent(layer[0], *layer[2:]) - 1) * step
        step *= whole_number(layer[1], "stride", 1)
    return field, step


def _pair(value: tuple[int, int], name: str) -> tuple[int, int]:
    """Return value, a height and a width."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(f"{name} must be a height and a width, got {value!r}")
    return value


def _extent(window: int, dilation: int = 1) -> int:
    """Return the length of a window whose entries are so many pixels apart."""
    window = whole_number(window, "window", 1)
    return (window - 1) * whole_number(dilation, "dilation", 1) + 1


def _margins(
    size: tuple[int, int], window: tuple[int, int], stride: int, padding: Padding, dilation: int
) -> list[tuple[int, int]]:
    """Return the pixels to add before and after both axes, the odd one after."""
    margins = []
    for length, side in zip(_pair(size, "size"), _pair(window, "window"), strict=True):
        places = output_length(length, side, stride, padding, dilation)
        missing = max((places - 1) * stride + _extent(side, dilation) - length, 0)
        margins.append((missing // 2, missing - missing // 2))  # (0, 0) under "valid"
    return margins


def _without(padded: NDArray, margins: list[tuple[int, int]]) -> NDArray:
    """Return padded pictures without their border."""
    (top, bottom), (left, right) = margins
    return padded[:, top : padded.shape[1] - bottom, left : padded.shape[2] - right]


def _patches(
    x: NDArray, window: tuple[int, int], stride: int, padding: Padding, dilation: int
) -> NDArray:
    """Return patches with the axes in the order of a kernel: (b, i, j, r, s, c)."""
    return windows(x, window, stride, padding, 0.0, dilation).transpose(0, 1, 2, 4, 5, 3)


def _blocks(patches: NDArray) -> Iterator[slice]:
    """Yield slices of the batch whose patches fit in a cache when they are laid out as rows."""
    step = max(1, PATCHES // patches[0].size)
    return (slice(start, start + step) for start in range(0, len(patches), step))


def _seen(
    padded: NDArray, window: tuple[int, int], stride: int, dilation: int = 1
) -> list[NDArray]:
    """Return a view for each entry of the window: the pixels that it lies on at all places."""
    rows, columns = (
        (size - _extent(side, dilation)) // stride * stride + 1
        for size, side in zip(padded.shape[1:3], window, strict=True)
    )
    corners = [(r * dilation, s * dilation) for r, s in np.ndindex(*window)]
    return [padded[:, i : i + rows : stride, j : j + columns : stride] for i, j in corners]


def _under_window(
    x: ArrayLike, side: int, stride: int | None, padding: Padding, value: float
) -> tuple[list[tuple[int, int]], NDArray, list[NDArray]]:
    """Return the border of pictures under a square window, the padded pictures, and `_seen`."""
    x = real_array(x, "x", ("batch", "height", "width", "channels"))
    stride = side if stride is None else stride
    margins = _margins(x.shape[1:3], (side, side), stride, padding, 1)
    padded = pad(x, (side, side), stride, padding, value)
    return margins, padded, _seen(padded, (side, side), stride)


def _largest(seen: list[NDArray]) -> NDArray:
    """Return the largest of several arrays, entry by entry."""
    largest = seen[0].copy()
    for values in seen[1:]:
        np.maximum(largest, values, out=largest)
    return largest


def _pixels(x: ArrayLike, window: int, stride: int | None, padding: Padding) -> NDArray:
    """Return how many pixels of the picture each place sees, of shape (1, rows, columns, 1)."""
    ones = np.ones((1, *np.shape(x)[1:3], 1), np.float32)
    return sum(_under_window(ones, window, stride, padding, 0.0)[2])
