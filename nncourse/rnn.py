"""The recurrence of the course: h_t = f(x_t U + h_{t-1} V), o_t = g(h_t W).

Vectors are rows, as in Keras: `U` takes features to units and stands to the right of x_t. The
lecture notes write columns, U X_t; their matrices are the transposes of these.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import real_array
from nncourse.functions import Activation, identity, slope_at_output


class RNNParams(NamedTuple):
    """The three weight matrices of a recurrent network, without biases.

    Parameters
    ----------
    U : ndarray, shape (features, units)
        From the input to the hidden state. Keras: ``kernel``.
    V : ndarray, shape (units, units)
        From the hidden state before to the hidden state now. Keras: ``recurrent_kernel``.
    W : ndarray, shape (units, outputs)
        From the hidden state to the output. Keras: the kernel of a ``Dense`` layer.

    Examples
    --------
    >>> RNNParams(U=np.ones((3, 2)), V=np.eye(2), W=np.ones((2, 1))).U.shape
    (3, 2)
    """

    U: NDArray
    V: NDArray
    W: NDArray


class RNNGradients(NamedTuple):
    """Gradients with respect to the weights, the inputs and the first state.

    Parameters
    ----------
    U, V, W : ndarray
        Of the shapes of the weights.
    x : ndarray, shape (batch, steps, features)
        Of the sequences.
    h0 : ndarray, shape (batch, units)
        Of the hidden state before the first step.

    Examples
    --------
    >>> RNNGradients._fields
    ('U', 'V', 'W', 'x', 'h0')
    """

    U: NDArray
    V: NDArray
    W: NDArray
    x: NDArray
    h0: NDArray


# The notes' example: two features, two units, two outputs, every weight one half.
WORKED_EXAMPLE = RNNParams(U=np.full((2, 2), 0.5), V=np.full((2, 2), 0.5), W=np.full((2, 2), 0.5))
# With f = relu: a lamp (1 on, 0 off) after the one-hot commands on, off, wait; equation :eq:`lamp`.
LAMP = RNNParams(
    U=np.array([[1.0, 0.0], [-1.0, -2.0], [0.0, -1.0]]),
    V=np.array([[1.0, 1.0], [-1.0, -1.0]]),
    W=np.array([[1.0], [-1.0]]),
)


def step(params: RNNParams, x: ArrayLike, h: ArrayLike, f: Activation = np.tanh) -> NDArray:
    """Return the next hidden state, f(x U + h V).

    Parameters
    ----------
    params : RNNParams
        The weights.
    x : array_like, shape (batch, features)
        One step of each sequence.
    h : array_like, shape (batch, units)
        The hidden state before it.
    f : callable, default `numpy.tanh`
        Activation, applied to every entry.

    Returns
    -------
    ndarray, shape (batch, units)
        The hidden state after it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    References
    ----------
    The recurrence, equation :eq:`recurrence` of the book; Elman, "Finding structure in time",
    1990.

    Examples
    --------
    >>> step(WORKED_EXAMPLE, [[1, 2]], [[1, 1]], f=identity)
    array([[2.5, 2.5]])
    """
    U, V, _ = _checked(params)
    x = real_array(x, "x", ("batch", len(U)))
    h = real_array(h, "h", (len(x), len(V)))
    return f(x @ U + h @ V)


def forward(
    params: RNNParams,
    x: ArrayLike,
    h0: ArrayLike | None = None,
    f: Activation = np.tanh,
    g: Activation = identity,
) -> tuple[NDArray, NDArray]:
    """Return the hidden state and the output after every step of a batch of sequences.

    Parameters
    ----------
    params : RNNParams
        The weights.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h0 : array_like, shape (batch, units), optional
        The hidden state before the first step; zeros by default.
    f, g : callable
        Activations of the state (`numpy.tanh` by default) and of the output (`identity`).

    Returns
    -------
    h : ndarray, shape (batch, steps, units)
        Hidden states; ``h[:, t]`` has seen ``x[:, :t + 1]``.
    o : ndarray, shape (batch, steps, outputs)
        Outputs.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    References
    ----------
    The recurrence, equation :eq:`recurrence` of the book.

    Examples
    --------
    >>> h, o = forward(WORKED_EXAMPLE, [[[1, 1], [1, 2]]], f=identity)
    >>> h
    array([[[1. , 1. ],
            [2.5, 2.5]]])
    >>> bool((o == h).all())
    True
    """
    U, V, W = _checked(params)
    x = real_array(x, "x", ("batch", "steps", len(U)))
    batch, steps, _ = x.shape
    h_t = np.zeros((batch, len(V)), x.dtype)
    if h0 is not None:
        h_t = real_array(h0, "h0", (batch, len(V)))
    # Steps come before the batch, so that each lies in one piece of memory. One product does all
    # inputs; the states are then computed in its place.
    h = np.matmul(_flat(x.swapaxes(0, 1)), U, dtype=np.result_type(x, U, V))
    h = h.reshape(steps, batch, -1)
    for t in range(steps):
        h[t] = h_t = f(h[t] + h_t @ V)
    o = g(h @ W)  # (steps, batch, outputs)
    return h.swapaxes(0, 1), o.swapaxes(0, 1)


def backward(
    params: RNNParams,
    x: ArrayLike,
    h: ArrayLike,
    o: ArrayLike,
    do: ArrayLike,
    h0: ArrayLike | None = None,
    f: Activation = np.tanh,
    g: Activation = identity,
) -> RNNGradients:
    """Return the gradients of a number whose gradient in every output is `do`.

    Backpropagation through time: from the last step to the first, each state collects what its own
    output asks of it and what all later states ask of it.

    Parameters
    ----------
    params : RNNParams
        The weights.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h : array_like, shape (batch, steps, units)
        Hidden states that `forward` returned for them.
    o : array_like, shape (batch, steps, outputs)
        Outputs that `forward` returned for them.
    do : array_like, shape (batch, steps, outputs)
        The upstream gradient: the slope of the number in each output.
    h0 : array_like, shape (batch, units), optional
        The hidden state before the first step; zeros by default.
    f, g : callable
        The activations of `forward`: `identity`, `numpy.tanh`, `sigmoid` or `relu`.

    Returns
    -------
    RNNGradients
        Gradients of the shapes of the weights, of `x` and of `h0`.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit, a number is NaN or infinite, or an activation is none of the four.

    References
    ----------
    Backpropagation through time, equation :eq:`bptt` of the book; Werbos, "Backpropagation through
    time: what it does and how to do it", 1990.

    Examples
    --------
    The notes' example; the number is the first unit's second output.

    >>> x = [[[1, 1], [1, 2]]]
    >>> h, o = forward(WORKED_EXAMPLE, x, f=identity)
    >>> backward(WORKED_EXAMPLE, x, h, o, do=[[[0, 0], [1, 0]]], f=identity).V
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    U, V, W = _checked(params)
    x = real_array(x, "x", ("batch", "steps", len(U)))
    batch, steps, _ = x.shape
    h = real_array(h, "h", (batch, steps, len(V)))
    o, do = (real_array(a, n, (batch, steps, W.shape[1])) for a, n in ((o, "o"), (do, "do")))
    h0 = np.zeros_like(h[:, 0]) if h0 is None else real_array(h0, "h0", (batch, len(V)))
    x, h, o, do = (a.swapaxes(0, 1) for a in (x, h, o, do))  # steps first, as in `forward`
    dy = do * slope_at_output(g, o)  # with respect to h W
    dh = dy @ W.T
    dz = np.empty(h.shape, np.result_type(x, h, do, U, V, W))  # with respect to x U + h V
    later = np.zeros_like(h0)  # what later steps ask of the state
    for t in reversed(range(steps)):
        dz[t] = (dh[t] + later) * slope_at_output(f, h[t])
        later = dz[t] @ V.T
    before = np.concatenate([h0[None], h[:-1]])
    dU, dV, dW = (_flat(a).T @ _flat(b) for a, b in ((x, dz), (before, dz), (h, dy)))
    return RNNGradients(dU, dV, dW, (dz @ U.T).swapaxes(0, 1), later)


def _flat(a: NDArray) -> NDArray:
    """Return the rows of all steps below each other, (steps · batch, columns)."""
    return a.reshape(-1, a.shape[2])


def bidirectional(
    to_right: RNNParams,
    to_left: RNNParams,
    x: ArrayLike,
    f: Activation = np.tanh,
    g: Activation = identity,
) -> tuple[NDArray, NDArray]:
    """Return the states and outputs of two networks, of which one reads from the end.

    Parameters
    ----------
    to_right : RNNParams
        The weights of the network that reads from the first step to the last.
    to_left : RNNParams
        The weights of the network that reads from the last step to the first.
    x : array_like, shape (batch, steps, features)
        The sequences.
    f, g : callable
        Activations of the states (`numpy.tanh` by default) and of the output (`identity`).

    Returns
    -------
    h : ndarray, shape (batch, steps, units of to_right + units of to_left)
        Both hidden states at each step, side by side: the first has seen ``x[:, :t + 1]``, the
        second ``x[:, t:]``.
    o : ndarray, shape (batch, steps, outputs)
        Outputs: each of the two networks adds its own before `g` is applied.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, the two networks have not as many outputs, or a number
        is NaN or infinite.

    References
    ----------
    Equation :eq:`bidirectional` of the book; Schuster and Paliwal, "Bidirectional recurrent neural
    networks", 1997.

    Examples
    --------
    Both read (2, 4, 8) with a weight of one half from input to state and from state to state.

    >>> half = RNNParams(U=[[0.5]], V=[[0.5]], W=[[1]])
    >>> h, o = bidirectional(half, half, [[[2], [4], [8]]], f=identity)
    >>> h
    array([[[1.  , 3.  ],
            [2.5 , 4.  ],
            [5.25, 4.  ]]])
    >>> o[0, :, 0]
    array([4.  , 6.5 , 9.25])
    """
    outputs = [_checked(params).W.shape[1] for params in (to_right, to_left)]
    if outputs[0] != outputs[1]:
        raise ValueError(
            f"both networks must have as many outputs, got {outputs[0]} and {outputs[1]}"
        )
    x = real_array(x, "x", ("batch", "steps", len(to_right.U)))
    h_right, o_right = forward(to_right, x, f=f)
    h_left, o_left = forward(to_left, x[:, ::-1], f=f)
    h = np.concatenate([h_right, h_left[:, ::-1]], axis=-1)  # (batch, steps, units of both)
    return h, g(o_right + o_left[:, ::-1])


def _checked(params: RNNParams) -> RNNParams:
    """Return params as float matrices that fit each other."""
    V = real_array(params.V, "V", ("units", "units"))
    units = len(V)
    real_array(V, "V", (units, units))
    return RNNParams(
        U=real_array(params.U, "U", ("features", units)),
        V=V,
        W=real_array(params.W, "W", (units, "outputs")),
    )
