"""The notes' network for pictures, trained in NumPy: forward, backward and Adam, all in float32.

It is written for speed; `conv` has the same layers written as they are defined. Five ideas make
it fast. The patches of a layer are the rows of one matrix, so a convolution is one product.
Nothing is computed that pooling drops: of 32 x 32 pixels the network sees 30 x 30. Rows that are
pooled together stand in four blocks, so pooling compares blocks. A batch is taken 16 pictures at
a time, so that what a layer leaves is still in the cache when the next one reads it. And what is
large is written into memory that is used again.
"""

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import integers_below, real_array, whole_number
from nncourse.functions import cross_entropy, softmax

SEEN = 30  # 30 - 2 = 28, 28 / 2 = 14, 14 - 2 = 12, 12 / 2 = 6, 6 - 2 = 4
BLOCK = 16  # pictures taken at a time
# Patches and maps of a picture in the three layers: blocks, rows in each, numbers in a row.
LARGE = ((4, 196, 27), (4, 196, 32), (4, 36, 288), (4, 36, 64), (1, 16, 576))
NUMBERS = sum(map(math.prod, LARGE))
SPARE: list[NDArray] = []  # memory that no thread is using


class Params(NamedTuple):
    """The weights of the network, in the order of Keras' `get_weights`.

    Parameters
    ----------
    k1, b1 : array_like, shapes (3, 3, 3, 32) and (32,)
        Kernel and bias of the first convolution.
    k2, b2 : array_like, shapes (3, 3, 32, 64) and (64,)
        Of the second.
    k3, b3 : array_like, shapes (3, 3, 64, 64) and (64,)
        Of the third.
    w4, b4 : array_like, shapes (1024, 64) and (64,)
        Weights and bias of the first dense layer.
    w5, b5 : array_like, shapes (64, 10) and (10,)
        Of the second, which gives the logits.

    Examples
    --------
    >>> params = start(np.random.default_rng(0))
    >>> sum(array.size for array in params)
    122570
    """

    k1: NDArray
    b1: NDArray
    k2: NDArray
    b2: NDArray
    k3: NDArray
    b3: NDArray
    w4: NDArray
    b4: NDArray
    w5: NDArray
    b5: NDArray


SHAPES = Params(
    *[(3, 3, 3, 32), (32,), (3, 3, 32, 64), (64,), (3, 3, 64, 64), (64,)],
    *[(1024, 64), (64,), (64, 10), (10,)],
)


class Adam:
    """The optimizer Adam, which keeps two running means of each gradient between its steps.

    Parameters
    ----------
    rate : float, default 0.001
        About how far a weight moves in a step.
    beta_1, beta_2 : float, default 0.9 and 0.999
        How much is kept of the running mean of the gradient and of its square; in [0, 1).
    epsilon : float, default 1e-7
        Added to the root of the mean square, against division by zero.

    Raises
    ------
    ValueError
        If one of the betas is not in [0, 1).

    References
    ----------
    Equation :eq:`adam-step` of the book; Kingma and Ba, "Adam: a method for stochastic
    optimization", 2015, in the form at the end of section 2. The defaults are Keras'.

    Examples
    --------
    >>> Adam(rate=0.1).step([np.array([1.0, 1.0])], [np.array([5.0, -0.2])])[0].round(4)
    array([0.9, 1.1])
    """

    def __init__(
        self,
        rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ) -> None:
        for name, beta in (("beta_1", beta_1), ("beta_2", beta_2)):
            if not 0 <= beta < 1:
                raise ValueError(f"{name} must be in [0, 1), got {beta}")
        self.rate, self.beta_1, self.beta_2, self.epsilon = rate, beta_1, beta_2, epsilon
        self.steps = 0
        self.means: list[tuple[NDArray, NDArray]] = []

    def step(self, params: Iterable[NDArray], gradients: Iterable[NDArray]) -> list[NDArray]:
        """Return the weights after a step.

        Parameters
        ----------
        params : iterable of ndarray
            Weights. They are left as they are.
        gradients : iterable of ndarray
            The gradient of the loss in each, of the same shapes at every step.

        Returns
        -------
        list of ndarray
            The new weights.

        Raises
        ------
        ValueError
            If the shapes of weights and gradients differ, or are not those of the step before.

        Examples
        --------
        >>> Adam().step([np.zeros(1)], [np.ones(1)])[0].round(4)
        array([-0.001])
        """
        params, gradients = list(params), list(gradients)
        means = self.means or [(np.zeros_like(g), np.zeros_like(g)) for g in gradients]
        for w, g, (mean, _) in zip(params, gradients, means, strict=True):
            if not w.shape == g.shape == mean.shape:
                raise ValueError(f"a weight of shape {mean.shape} got {w.shape} and {g.shape}")
        self.means, self.steps = means, self.steps + 1
        rate = self.rate * (1 - self.beta_2**self.steps) ** 0.5 / (1 - self.beta_1**self.steps)
        for (mean, square), g in zip(means, gradients, strict=True):
            mean += (1 - self.beta_1) * (g - mean)
            square += (1 - self.beta_2) * (g * g - square)
        return [
            w - rate * mean / (np.sqrt(square) + self.epsilon)
            for w, (mean, square) in zip(params, means, strict=True)
        ]


def start(rng: np.random.Generator) -> Params:
    """Return weights to begin with, drawn as Keras draws them: uniform kernels, biases of zero.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.

    Returns
    -------
    Params
        In float32. A weight lies within sqrt(6 / (n + m)) of zero, where n inputs reach a unit
        and m units are reached from an input.

    Raises
    ------
    TypeError
        If `rng` is not a generator.

    References
    ----------
    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010, equation 16.

    Examples
    --------
    >>> start(np.random.default_rng(0)).k3.shape
    (3, 3, 64, 64)
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {rng!r}")

    def drawn(shape: tuple[int, ...]) -> NDArray[np.float32]:
        if len(shape) == 1:
            return np.zeros(shape, np.float32)
        limit = (6 / (np.prod(shape[:-2]) * (shape[-2] + shape[-1]))) ** 0.5
        return rng.uniform(-limit, limit, shape).astype(np.float32)

    return Params(*map(drawn, SHAPES))


def logits(params: Params, x: ArrayLike) -> NDArray[np.float32]:
    """Return the scores of pictures for the ten classes.

    Parameters
    ----------
    params : Params
        The weights; float32 is fastest.
    x : array_like, shape (batch, 32, 32, 3)
        Pictures.

    Returns
    -------
    ndarray of float32, shape (batch, 10)
        The logits.

    Raises
    ------
    TypeError
        If an array does not hold real numbers.
    ValueError
        If there are not ten weights, a shape does not fit, or a number is NaN or infinite.

    Examples
    --------
    >>> logits(start(np.random.default_rng(0)), np.zeros((2, 32, 32, 3))).shape
    (2, 10)
    """
    params, x = _checked(params, x)
    with _memory() as memory:
        return np.concatenate([_forward(params, x[some], memory)[-1] for some in _blocks(len(x))])


def loss_and_gradient(
    params: Params, x: ArrayLike, labels: ArrayLike, threads: int = 1
) -> tuple[float, Params]:
    """Return the mean cross-entropy of a batch and its gradient in the weights.

    Parameters
    ----------
    params : Params
        The weights; float32 is fastest.
    x : array_like, shape (batch, 32, 32, 3)
        Pictures.
    labels : array_like of int, shape (batch,)
        The right class of each, in 0 .. 9.
    threads : int, default 1
        Blocks of pictures that are worked on at the same time. With more than one, keep NumPy's
        matrix products from starting threads of their own: set the variable
        ``OPENBLAS_NUM_THREADS=1`` before Python starts.

    Returns
    -------
    loss : float
        In nats.
    gradient : Params
        In float32. The number of threads does not change a bit of it.

    Raises
    ------
    TypeError
        If an array does not hold real numbers, or labels or `threads` are not integers.
    ValueError
        If there are not ten weights, a shape does not fit, a number is NaN or infinite, a label
        is not a class, or `threads` is less than 1.

    Examples
    --------
    >>> params = start(np.random.default_rng(0))
    >>> loss, gradient = loss_and_gradient(params, np.zeros((2, 32, 32, 3)), [3, 7])
    >>> round(loss, 4)
    2.3026
    >>> gradient.b5[:4].round(2)
    array([ 0.1,  0.1,  0.1, -0.4], dtype=float32)
    """
    params, x = _checked(params, x)
    labels = integers_below(labels, 10, "labels", "a class")
    if labels.shape != (len(x),):
        raise ValueError(f"labels must have shape ({len(x)},), got shape {labels.shape}")

    def of_block(some: slice) -> tuple[float, Params]:
        with _memory() as memory:
            layers = _forward(params, x[some], memory)
            loss = cross_entropy(layers[-1], labels[some]).sum()
            return float(loss) / len(x), _backward(params, layers, labels[some], len(x))

    threads = whole_number(threads, "threads", 1)
    total, gradient = 0.0, Params(*(np.zeros(shape, np.float32) for shape in SHAPES))
    with ThreadPoolExecutor(threads) as pool:
        for loss, parts in pool.map(of_block, _blocks(len(x))):  # in their order
            total += loss
            for whole, part in zip(gradient, parts, strict=True):
                whole += part
    return total, gradient


def _checked(params: Params, x: ArrayLike) -> tuple[Params, NDArray[np.float32]]:
    """Return weights and pictures in float32."""
    if len(params) != len(SHAPES):
        raise ValueError(f"params must be {len(SHAPES)} arrays, got {len(params)}")
    named = zip(params, Params._fields, SHAPES, strict=True)
    params = Params(*(real_array(*each).astype(np.float32, copy=False) for each in named))
    x = real_array(x, "x", ("batch", 32, 32, 3)).astype(np.float32, copy=False)
    return params, x


def _blocks(batch: int) -> list[slice]:
    """Return the parts of a batch that are taken at a time."""
    return [slice(first, first + BLOCK) for first in range(0, batch, BLOCK)]


@contextmanager
def _memory() -> Iterator[NDArray]:
    """Lend memory for a block: a piece that was given back, or a new one."""
    memory = SPARE.pop() if SPARE else np.empty(BLOCK * NUMBERS, np.float32)
    yield memory
    SPARE.append(memory)


def _carved(memory: NDArray, batch: int) -> list[NDArray]:
    """Return arrays in memory for what is large: patches and maps of the layers."""
    shapes = [(blocks, rows * batch, numbers) for blocks, rows, numbers in LARGE]
    arrays, first = [], 0
    for shape in shapes:
        arrays.append(memory[first : first + math.prod(shape)].reshape(shape))
        first += math.prod(shape)
    return arrays


def _forward(params: Params, x: NDArray, memory: NDArray) -> tuple[NDArray, ...]:
    """Return what the backward pass needs of each layer, and the logits."""
    k1, b1, k2, b2, k3, b3, w4, b4, w5, b5 = params
    batch = len(x)
    c1, z1, c2, z2, c3 = _carved(memory, batch)
    _lay_out(x[:, :SEEN, :SEEN], c1)  # four places of 14 x 14 pooling windows, 27 numbers each
    np.matmul(c1, k1.reshape(27, 32), out=z1)
    m1 = z1.max(axis=0)
    a1 = _relu(m1 + b1)  # the largest plus b is the largest of those plus b
    _lay_out(a1.reshape(batch, 14, 14, 32), c2)
    np.matmul(c2, k2.reshape(288, 64), out=z2)
    m2 = z2.max(axis=0)
    a2 = _relu(m2 + b2)
    _lay_out(a2.reshape(batch, 6, 6, 64), c3)
    a3 = _relu((c3 @ k3.reshape(576, 64))[0] + b3)
    a4 = _relu(a3.reshape(batch, 1024) @ w4 + b4)
    return c1, z1, m1, a1, c2, z2, m2, a2, c3, a3, a4, a4 @ w5 + b5


def _backward(
    params: Params, layers: tuple[NDArray, ...], labels: NDArray, examples: int
) -> Params:
    """Return the gradient of the losses of a block, divided by the number of examples."""
    c1, z1, m1, a1, c2, z2, m2, a2, c3, a3, a4, scores = layers
    batch = len(labels)
    d5 = softmax(scores)
    d5[np.arange(batch), labels] -= 1
    d5 /= examples
    d4 = (d5 @ params.w5.T) * (a4 > 0)
    d3 = (d4 @ params.w4.T).reshape(a3.shape) * (a3 > 0)
    d2 = _to_input(params.k3, d3.reshape(batch, 4, 4, 64)).reshape(a2.shape) * (a2 > 0)
    dz2 = np.multiply(d2, _winners(z2, m2), out=z2)  # the maps are not needed again
    places = dz2.reshape(2, 2, batch, 6, 6, 64).transpose(2, 3, 0, 4, 1, 5)
    d1 = _to_input(params.k2, places.reshape(batch, 12, 12, 64)).reshape(a1.shape) * (a1 > 0)
    dz1 = np.multiply(d1, _winners(z1, m1), out=z1)
    return Params(
        *(_to_kernel(c1, dz1), d1.sum(axis=0), _to_kernel(c2, dz2), d2.sum(axis=0)),
        *(_to_kernel(c3, d3), d3.sum(axis=0), a3.reshape(batch, 1024).T @ d4, d4.sum(axis=0)),
        *(a4.T @ d5, d5.sum(axis=0)),
    )


def _relu(z: NDArray) -> NDArray:
    """Set to zero what is below, in place."""
    return np.maximum(z, 0, out=z)


def _lay_out(x: NDArray, rows: NDArray) -> None:
    """Write the 3 x 3 patches of pictures into rows, a block for each place in pooling windows."""
    batch, height, width, channels = x.shape
    window = 1 if len(rows) == 1 else 2
    b, i, j, c = x.strides
    patches = np.lib.stride_tricks.as_strided(
        x,
        (window, window, batch, (height - 2) // window, (width - 2) // window, 3, 3, channels),
        (i, j, b, window * i, window * j, i, j, c),
        writeable=False,
    )
    rows.reshape(patches.shape)[...] = patches


def _winners(z: NDArray, largest: NDArray) -> NDArray[np.bool_]:
    """Return which of the places in each pooling window is the first of the largest."""
    winners = z == largest
    taken = winners[0].copy()
    for place in winners[1:]:
        np.greater(place, taken, out=place)  # and not taken
        taken |= place
    return winners


def _to_kernel(patches: NDArray, gradient: NDArray) -> NDArray:
    """Return the gradient in a kernel from that in the maps; all places one below the other."""
    rows = patches.reshape(-1, patches.shape[-1])
    product = rows.T @ gradient.reshape(len(rows), -1)
    return product.reshape(3, 3, -1, product.shape[1])


def _to_input(kernel: NDArray, gradient: NDArray) -> NDArray:
    """Return the gradient in the input of a convolution from that in its maps."""
    batch, rows, columns, out = gradient.shape
    moved = np.zeros((batch, rows + 2, columns + 2, kernel.shape[2]), np.float32)
    for r, s in np.ndindex(3, 3):
        part = gradient.reshape(-1, out) @ kernel[r, s].T
        moved[:, r : r + rows, s : s + columns] += part.reshape(batch, rows, columns, -1)
    return moved
