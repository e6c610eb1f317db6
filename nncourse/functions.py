"""The functions a network is made of and judged by: activations, softmax, cross-entropy, MASE.

Each activation stands beside its derivative, and each takes an array of any shape.
`numerical_gradient` is a witness for any derivative.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import integers_below, real_array, whole_number

Activation = Callable[[NDArray], NDArray]


def identity(z: ArrayLike) -> NDArray:
    """Return z itself: the activation of a layer that only adds and multiplies.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        The same numbers.

    Examples
    --------
    >>> identity([-2.0, 3.0])
    array([-2.,  3.])
    """
    return np.asarray(z)


def identity_derivative(z: ArrayLike) -> NDArray:
    """Return one for every entry of z: the slope of `identity`.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        Ones.

    Examples
    --------
    >>> identity_derivative([-2.0, 3.0])
    array([1., 1.])
    """
    return np.ones_like(z)


def tanh_derivative(z: ArrayLike) -> NDArray:
    """Return the slope of `numpy.tanh`, 1 - tanh(z)².

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        Slopes, in [0, 1].

    Examples
    --------
    >>> tanh_derivative([0.0, 1.0]).round(4)
    array([1.  , 0.42])
    """
    return 1 - np.tanh(z) ** 2


def sigmoid(z: ArrayLike) -> NDArray:
    """Return 1 / (1 + exp(-z)), computed so that no z overflows.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations, often called logits.

    Returns
    -------
    ndarray, shape of z
        Values in [0, 1].

    Examples
    --------
    >>> sigmoid([0.0, np.log(3), -1000.0])
    array([0.5 , 0.75, 0.  ])
    """
    z = np.asarray(z) * 1.0  # a float, for unsigned integers have no -z
    small = np.exp(-np.abs(z))  # at most 1, so it cannot overflow
    return np.where(z < 0, small, 1) / (1 + small)


def sigmoid_derivative(z: ArrayLike) -> NDArray:
    """Return the slope of `sigmoid`, s(z) (1 - s(z)).

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        Slopes, in [0, 0.25].

    Examples
    --------
    >>> sigmoid_derivative([0.0, np.log(3)])
    array([0.25  , 0.1875])
    """
    return sigmoid(z) * (1 - sigmoid(z))


def relu(z: ArrayLike) -> NDArray:
    """Return z where it is positive and 0 elsewhere: the rectified linear unit.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        Values of at least 0.

    Examples
    --------
    >>> relu([-2.0, 3.0])
    array([0., 3.])
    """
    return np.maximum(z, 0)


def relu_derivative(z: ArrayLike) -> NDArray:
    """Return 1 where z is positive and 0 elsewhere; at the kink itself 0, as in Keras.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations.

    Returns
    -------
    ndarray, shape of z
        Zeros and ones.

    Examples
    --------
    >>> relu_derivative([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return np.heaviside(z, 0)


def slope_at_output(f: Activation, y: ArrayLike) -> NDArray:
    """Return the slope of an activation f where its value is y = f(z).

    These four activations tell their slope from their value. So what a layer put out is enough to
    go back through it, and the pre-activations need not be kept.

    Parameters
    ----------
    f : callable
        `identity`, `numpy.tanh`, `sigmoid` or `relu`.
    y : array_like, any shape
        Values of `f`.

    Returns
    -------
    ndarray, shape of y
        1, 1 - y², y (1 - y), or 1 where y > 0.

    Raises
    ------
    ValueError
        If `f` is none of the four.

    Examples
    --------
    >>> slope_at_output(sigmoid, [0.5, 0.75])
    array([0.25  , 0.1875])
    """
    y = np.asarray(y)
    slopes = {
        identity: lambda: np.ones_like(y),
        np.tanh: lambda: 1 - y * y,
        sigmoid: lambda: y * (1 - y),
        relu: lambda: np.heaviside(y, 0),
    }
    if f not in slopes:
        names = ", ".join(known.__name__ for known in slopes)
        raise ValueError(f"an activation must be one of {names}, got {f!r}")
    return slopes[f]()


def softmax(logits: ArrayLike) -> NDArray:
    """Return probabilities that are proportional to exp(logits), along the last axis.

    Parameters
    ----------
    logits : array_like, shape (..., classes)
        Scores; adding a constant to all classes changes nothing.

    Returns
    -------
    ndarray, shape (..., classes)
        Probabilities; each row sums to 1.

    Raises
    ------
    TypeError
        If `logits` is not an array of real numbers.
    ValueError
        If `logits` has no classes, or a number is NaN or infinite.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, equation 6.29.

    Examples
    --------
    >>> softmax([[0.0, np.log(3)], [7.0, 7.0]])
    array([[0.25, 0.75],
           [0.5 , 0.5 ]])
    """
    logits = _scores(logits)
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))  # the largest exponent is 0
    return exps / exps.sum(axis=-1, keepdims=True)


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> NDArray:
    """Return the loss of each example, -log softmax(logits)[label].

    Taken from logits, not from probabilities: the logarithm of a probability that was rounded
    to zero is lost, the logit is not.

    Parameters
    ----------
    logits : array_like, shape (batch, classes)
        Scores.
    labels : array_like of int, shape (batch,)
        The right class of each example, in 0 .. classes - 1.

    Returns
    -------
    ndarray, shape (batch,)
        Losses in nats, at least 0; log(classes) for a guess without knowledge.

    Raises
    ------
    TypeError
        If `labels` are not integers, or `logits` not real numbers.
    ValueError
        If a label is not a class, the shapes do not fit, or a number is NaN or infinite.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, section 6.2.2.3. Keras calls the mean of it
    ``SparseCategoricalCrossentropy(from_logits=True)``.

    Examples
    --------
    >>> cross_entropy([[0.0, 0.0], [0.0, -1000.0]], [1, 1])
    array([6.93147181e-01, 1.00000000e+03])
    """
    logits = _scores(logits)
    if logits.ndim != 2:
        raise ValueError(f"logits must have shape (batch, classes), got shape {logits.shape}")
    labels = integers_below(labels, logits.shape[1], "labels", "a class")
    if labels.shape != logits.shape[:1]:
        raise ValueError(
            f"labels must have shape {logits.shape[:1]}, one for each row of logits, "
            f"got shape {labels.shape}"
        )
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1))
    return log_total - shifted[np.arange(len(labels)), labels]


def mase(target: ArrayLike, forecast: ArrayLike, history: ArrayLike, season: int = 1) -> float:
    """Return the mean absolute error of a forecast, divided by what repeating would have cost.

    The scale comes from the history alone: the mean absolute error that one would have made there
    by forecasting, again and again, the value of `season` steps before.

    Parameters
    ----------
    target, forecast : array_like, of one shape
        What came and what was forecast, in the unit of the series.
    history : array_like, shape (n,)
        The training part of the series; more than `season` values, in the order of time.
    season : int, default 1
        Steps in a season; 1 compares with the naive forecast, the last value.

    Returns
    -------
    float
        0 for a perfect forecast, below 1 for one that beats repeating on the history.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers, or `season` is not an integer.
    ValueError
        If the shapes do not fit, there is nothing to forecast, a number is not finite, `season` is
        less than 1, or the history is too short or repeats itself exactly.

    References
    ----------
    Hyndman and Koehler, "Another look at measures of forecast accuracy", 2006; equation
    :eq:`mase` of the book.

    Examples
    --------
    >>> round(mase(target=[5, 7], forecast=[6, 5], history=[3, 5, 4, 6]), 3)
    0.9
    >>> mase(target=[5, 7], forecast=[4, 6], history=[3, 5, 4, 6], season=2)
    1.0
    """
    target, season = real_array(target, "target"), whole_number(season, "season", 1)
    if target.size == 0:
        raise ValueError("target must hold at least one value, got none")
    forecast = real_array(forecast, "forecast", target.shape)
    history = real_array(history, "history", ("n",))
    if len(history) <= season:
        raise ValueError(f"history must have more than {season} values, got {len(history)}")
    scale = np.abs(history[season:] - history[:-season]).mean()
    if scale == 0:
        raise ValueError(f"history must not repeat itself exactly after {season} steps")
    return float(np.abs(target - forecast).mean() / scale)


def numerical_gradient(
    f: Callable[[NDArray], float], x: ArrayLike, step: float = 1e-6
) -> NDArray[np.float64]:
    """Return the slope of f in every entry of x by central differences.

    Slow and approximate, but it knows nothing of how `f` is made: so it is a witness for any
    gradient that was derived on paper.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number.
    x : array_like, any shape
        Where to take the slope. It is not changed.
    step : float, default 1e-6
        Distance h in (f(x + h) - f(x - h)) / 2h; more than 0.

    Returns
    -------
    ndarray of float64, shape of x
        The slopes, to some nine digits where `f` and its slopes are near 1. A larger step has an
        error of about its square, a smaller one loses digits to rounding.

    Raises
    ------
    ValueError
        If `step` is not positive.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), [1.0, -3.0]).round(6)
    array([ 2., -6.])
    """
    if not step > 0:
        raise ValueError(f"step must be positive, got {step}")
    x = np.array(x, dtype=np.float64)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + step
        above = np.array(f(x))  # a copy, for f may return x itself
        x[i] = here - step
        gradient[i] = (above - f(x)) / (2 * step)
        x[i] = here
    return gradient


def _scores(logits: ArrayLike) -> NDArray:
    """Return logits as a float array with at least one class on its last axis."""
    logits = real_array(logits, "logits")
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits must have at least one class, got shape {logits.shape}")
    return logits
