"""Recurrences with gates: LSTM and GRU, forward and backward.

A gate is a sigmoid unit for each unit of the state: between 0, closed, and 1, open. Weights of the
gates stand side by side in one matrix, in Keras' order: i, f, c, o for the LSTM and z, r, h for the
GRU. So `get_weights` of a Keras layer gives the parameters as they are.

Inside, each gate has a slice of its own on the first axis, (gates, ..., units), and steps come
before the batch, so that what a step works on lies in one piece of memory. One product before the
loop does all inputs, and the gates are then computed in its place.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import real_array


class GatedParams(NamedTuple):
    """The weights of an LSTM (4 gates) or a GRU (3 gates).

    Parameters
    ----------
    U : ndarray, shape (features, gates · units)
        From the input to the gates. Keras: ``kernel``.
    V : ndarray, shape (units, gates · units)
        From the hidden state before to the gates. Keras: ``recurrent_kernel``.
    b : ndarray, shape (gates · units,), or (2, gates · units) for a GRU with reset after
        Biases; the two rows are added to x U and to h V.

    Examples
    --------
    >>> GatedParams(U=np.zeros((2, 12)), V=np.zeros((3, 12)), b=np.zeros(12)).V.shape
    (3, 12)
    """

    U: NDArray
    V: NDArray
    b: NDArray


class GatedGradients(NamedTuple):
    """Gradients with respect to the weights, the inputs and the first states.

    Parameters
    ----------
    U, V, b : ndarray
        Of the shapes of the weights.
    x : ndarray, shape (batch, steps, features)
        Of the sequences.
    h0 : ndarray, shape (batch, units)
        Of the hidden state before the first step.
    c0 : ndarray, shape (batch, units), or None
        Of the cell before the first step; a GRU has none.

    Examples
    --------
    >>> GatedGradients._fields
    ('U', 'V', 'b', 'x', 'h0', 'c0')
    """

    U: NDArray
    V: NDArray
    b: NDArray
    x: NDArray
    h0: NDArray
    c0: NDArray | None = None


def lstm_step(
    params: GatedParams, x: ArrayLike, h: ArrayLike, c: ArrayLike
) -> tuple[NDArray, NDArray]:
    """Return the next hidden state and the next cell, from one step of each sequence.

    With i, f, o = sigmoid(x U + h V + b) and c̃ = tanh(x U + h V + b), each with its own columns:
    c' = f c + i c̃ and h' = o tanh(c').

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order i, f, c, o.
    x : array_like, shape (batch, features)
        One step of each sequence.
    h, c : array_like, shape (batch, units)
        Hidden state and cell before it.

    Returns
    -------
    h, c : ndarray, shape (batch, units)
        Hidden state and cell after it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    References
    ----------
    Equation :eq:`lstm` of the book; Hochreiter and Schmidhuber, "Long short-term memory", 1997,
    with the forget gate of Gers, Schmidhuber and Cummins, 2000.

    Examples
    --------
    With weights of zero every gate is half open and the candidate is 0.

    >>> zeros = GatedParams(U=np.zeros((1, 4)), V=np.zeros((1, 4)), b=np.zeros(4))
    >>> h, c = lstm_step(zeros, [[5.0]], [[0.0]], [[2.0]])
    >>> c, h.round(4)
    (array([[1.]]), array([[0.3808]]))
    """
    U, V, b = _checked(params, gates=4)
    x = real_array(x, "x", ("batch", len(U)))
    h, c = (real_array(it, name, (len(x), len(V))) for it, name in ((h, "h"), (c, "c")))
    return _lstm_update(_by_gate(x @ U + h @ V + b, 4), c)


def lstm_forward(
    params: GatedParams, x: ArrayLike, h0: ArrayLike | None = None, c0: ArrayLike | None = None
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the hidden state, the cell and the gates at every step of a batch of sequences.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order i, f, c, o.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h0, c0 : array_like, shape (batch, units), optional
        Hidden state and cell before the first step; zeros by default.

    Returns
    -------
    h, c : ndarray, shape (batch, steps, units)
        Hidden states and cells; ``h[:, t]`` has seen ``x[:, :t + 1]``.
    gates : ndarray, shape (4, batch, steps, units)
        What went into them: i, f, the candidate c̃, and o.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    Examples
    --------
    With an open forget gate and all else closed the cell keeps what it holds.

    >>> keep = GatedParams(np.zeros((1, 4)), np.zeros((1, 4)), b=np.array([-99, 99, 0, 99]))
    >>> h, c, (i, f, new, o) = lstm_forward(keep, [[[5.0], [6.0], [7.0]]], c0=[[2.0]])
    >>> c[0, :, 0], f[0, :, 0]
    (array([2., 2., 2.]), array([1., 1., 1.]))
    """
    U, V, b = _checked(params, gates=4)
    x, h_t, c_t = _sequences(x, len(U), len(V), h0=h0, c0=c0)
    gates = _from_inputs(x, U, b, 4, np.result_type(x, U, V, b))
    h, c = np.empty((2, *gates.shape[1:]), gates.dtype)  # (steps, batch, units)
    V = _by_gate(V, 4)
    from_state = np.empty_like(gates[:, 0])  # used again at each step: new memory takes time
    for t in range(len(h)):
        z = gates[:, t]
        z += np.matmul(h_t, V, out=from_state)
        h[t], c[t] = h_t, c_t = _lstm_update(z, c_t)
    return h.swapaxes(0, 1), c.swapaxes(0, 1), gates.swapaxes(1, 2)


def lstm_backward(
    params: GatedParams,
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    gates: ArrayLike,
    dh: ArrayLike,
    h0: ArrayLike | None = None,
    c0: ArrayLike | None = None,
) -> GatedGradients:
    """Return the gradients of a number whose gradient in every hidden state is `dh`.

    The chain rule on `lstm_step`, from the last step to the first.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order i, f, c, o.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h, c : array_like, shape (batch, steps, units)
        Hidden states and cells that `lstm_forward` returned for them.
    gates : array_like, shape (4, batch, steps, units)
        Gates that it returned.
    dh : array_like, shape (batch, steps, units)
        The upstream gradient: the slope of the number in each entry of `h`, through what comes
        after the layer alone.
    h0, c0 : array_like, shape (batch, units), optional
        As for `lstm_forward`.

    Returns
    -------
    GatedGradients
        Gradients of the shapes of the weights, of `x`, of `h0` and of `c0`.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit, or a number is NaN or infinite.

    Examples
    --------
    Where an open forget gate keeps the cell, its gradient comes back whole from any step.

    >>> keep = GatedParams(np.zeros((1, 4)), np.zeros((1, 4)), b=np.array([-99, 99, 0, 99]))
    >>> x, dh = np.zeros((1, 100, 1)), np.zeros((1, 100, 1))
    >>> dh[0, -1] = 1
    >>> lstm_backward(keep, x, *lstm_forward(keep, x), dh).c0
    array([[1.]])
    """
    U, V, b = _checked(params, gates=4)
    x, h0, c0 = _sequences(x, len(U), len(V), h0=h0, c0=c0)
    batch, steps, features = x.shape
    h, c, dh = _states(batch, steps, len(V), h=h, c=c, dh=dh)
    gates = real_array(gates, "gates", (4, batch, steps, len(V))).swapaxes(1, 2)
    dtype = np.result_type(x, h, c, gates, dh, U, V, b)
    W = np.vstack([U, V, b])  # the pre-activations are [x, h, 1] W
    W_T = W[:-1].T.copy()  # rows in one piece make a faster product
    dW, part, dx = np.zeros(W.shape, dtype), np.empty(W.shape, dtype), np.empty(x.shape, dtype)
    dz = np.empty((batch, W.shape[1]), dtype)  # with respect to the pre-activations of a step
    d_i, d_f, d_new, d_o = _columns(dz, 4)
    row = np.ones((batch, len(W)), dtype)
    dh_t, dc_t = np.zeros_like(h0), np.zeros_like(c0)  # what later steps ask
    for t in reversed(range(steps)):
        h_before, c_before = (h[t - 1], c[t - 1]) if t else (h0, c0)
        i, f, new, o = gates[:, t]
        dh_t = dh_t + dh[t]
        dc_t = dc_t + dh_t * (o - h[t] * np.tanh(c[t]))  # h = o tanh(c), tanh' = 1 - tanh²
        to_new, to_before = dc_t * i, dc_t * f
        np.multiply(to_new * new, 1 - i, out=d_i)  # sigmoid' = sigmoid (1 - sigmoid)
        np.multiply(to_before * c_before, 1 - f, out=d_f)
        np.multiply(to_new, 1 - new * new, out=d_new)
        np.multiply(dh_t * h[t], 1 - o, out=d_o)
        row[:, :features], row[:, features:-1] = x[:, t], h_before
        dW += np.matmul(row.T, dz, out=part)
        d_row = dz @ W_T
        dx[:, t], dh_t, dc_t = d_row[:, :features], d_row[:, features:], to_before
    return GatedGradients(dW[:features], dW[features:-1], dW[-1], dx, dh_t, dc_t)


def gru_step(params: GatedParams, x: ArrayLike, h: ArrayLike, reset_after: bool = True) -> NDArray:
    """Return the next hidden state, from one step of each sequence.

    With z, r = sigmoid(x U + b_0 + h V + b_1), each with its own columns, and the candidate
    h̃ = tanh(x U_h + b_0 + r (h V_h + b_1)): h' = z h + (1 - z) h̃. Without `reset_after` there is
    one b, and the reset gate stands before the product, h̃ = tanh(x U_h + b + (r h) V_h).

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order z, r, h.
    x : array_like, shape (batch, features)
        One step of each sequence.
    h : array_like, shape (batch, units)
        Hidden state before it.
    reset_after : bool, default True
        Where the reset gate stands; Keras' argument of the same name.

    Returns
    -------
    ndarray, shape (batch, units)
        Hidden state after it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    References
    ----------
    Equation :eq:`gru` of the book; Cho and others, "Learning phrase representations using RNN
    encoder-decoder for statistical machine translation", 2014, first version (reset after) and
    third (before).

    Examples
    --------
    With weights of zero the update gate is half open and the candidate is 0.

    >>> zeros = GatedParams(U=np.zeros((1, 3)), V=np.zeros((1, 3)), b=np.zeros((2, 3)))
    >>> gru_step(zeros, [[5.0]], [[2.0]])
    array([[1.]])
    """
    U, V, b = _checked(params, 3, reset_after)
    x = real_array(x, "x", ("batch", len(U)))
    h = real_array(h, "h", (len(x), len(V)))
    return _gru_update(_by_gate(x @ U + b[0], 3), h, _by_gate(V, 3), b[1], reset_after)


def gru_forward(
    params: GatedParams, x: ArrayLike, h0: ArrayLike | None = None, reset_after: bool = True
) -> tuple[NDArray, NDArray]:
    """Return the hidden state and the gates at every step of a batch of sequences.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order z, r, h.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h0 : array_like, shape (batch, units), optional
        Hidden state before the first step; zeros by default.
    reset_after : bool, default True
        As for `gru_step`.

    Returns
    -------
    h : ndarray, shape (batch, steps, units)
        Hidden states; ``h[:, t]`` has seen ``x[:, :t + 1]``.
    gates : ndarray, shape (3, batch, steps, units)
        What went into them: z, r and the candidate h̃.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit the weights, or a number is NaN or infinite.

    Examples
    --------
    With weights of zero each step halves the state.

    >>> zeros = GatedParams(U=np.zeros((1, 3)), V=np.zeros((1, 3)), b=np.zeros((2, 3)))
    >>> h, (z, r, new) = gru_forward(zeros, [[[5.0], [6.0]]], h0=[[2.0]])
    >>> h[0, :, 0], z[0, :, 0]
    (array([1. , 0.5]), array([0.5, 0.5]))
    """
    U, V, b = _checked(params, 3, reset_after)
    x, h_t = _sequences(x, len(U), len(V), h0=h0)
    gates = _from_inputs(x, U, b[0], 3, np.result_type(x, U, V, b))
    h = np.empty(gates.shape[1:], gates.dtype)  # (steps, batch, units)
    V = _by_gate(V, 3)
    from_state = np.empty_like(gates[:2, 0])  # used again at each step
    for t in range(len(h)):
        h[t] = h_t = _gru_update(gates[:, t], h_t, V, b[1], reset_after, from_state)
    return h.swapaxes(0, 1), gates.swapaxes(1, 2)


def gru_backward(
    params: GatedParams,
    x: ArrayLike,
    h: ArrayLike,
    gates: ArrayLike,
    dh: ArrayLike,
    h0: ArrayLike | None = None,
    reset_after: bool = True,
) -> GatedGradients:
    """Return the gradients of a number whose gradient in every hidden state is `dh`.

    The chain rule on `gru_step`, from the last step to the first.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order z, r, h.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h : array_like, shape (batch, steps, units)
        Hidden states that `gru_forward` returned for them.
    gates : array_like, shape (3, batch, steps, units)
        Gates that it returned.
    dh : array_like, shape (batch, steps, units)
        The upstream gradient: the slope of the number in each entry of `h`, through what comes
        after the layer alone.
    h0 : array_like, shape (batch, units), optional
        As for `gru_forward`.
    reset_after : bool, default True
        As for `gru_step`.

    Returns
    -------
    GatedGradients
        Gradients of the shapes of the weights, of `x` and of `h0`; `c0` is None.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If a shape does not fit, or a number is NaN or infinite.

    Examples
    --------
    With weights of zero each step halves the state, and so its gradient.

    >>> zeros = GatedParams(U=np.zeros((1, 3)), V=np.zeros((1, 3)), b=np.zeros((2, 3)))
    >>> x = [[[5.0], [6.0]]]
    >>> gru_backward(zeros, x, *gru_forward(zeros, x), dh=[[[0.0], [1.0]]]).h0
    array([[0.25]])
    """
    U, V, b = _checked(params, 3, reset_after)
    x, h0 = _sequences(x, len(U), len(V), h0=h0)
    batch, steps, _ = x.shape
    h, dh = _states(batch, steps, len(V), h=h, dh=dh)
    gates = real_array(gates, "gates", (3, batch, steps, len(V))).swapaxes(1, 2)
    candidate = 2 * len(V)  # where its columns begin, after those of z and r
    V_new, b_new = V[:, candidate:], b[1, candidate:]
    dz = np.empty((steps, batch, 3 * len(V)), np.result_type(x, h, gates, dh, U, V, b))
    dh_t = np.zeros_like(h0)  # what later steps ask
    for t in reversed(range(steps)):
        before = h[t - 1] if t else h0
        z, r, new = gates[:, t]
        d_z, d_r, d_new = _columns(dz[t], 3)
        dh_t = dh_t + dh[t]
        to_new, to_before = dh_t * (1 - z), dh_t * z
        np.multiply(to_new, 1 - new * new, out=d_new)
        np.multiply(to_new * z, before - new, out=d_z)
        reset = d_new * r if reset_after else d_new @ V_new.T * r  # with respect to what r scales
        scaled = before @ V_new + b_new if reset_after else before
        np.multiply(reset * (1 - r), scaled, out=d_r)
        to_before += reset @ V_new.T if reset_after else reset
        dh_t = to_before + dz[t, :, :candidate] @ V[:, :candidate].T
    dU, db, dx = _of_inputs(x, U, dz)
    if reset_after:
        dz[..., candidate:] *= gates[1]  # now with respect to h V
        db = np.stack([db, _flat(dz).sum(axis=0)])
    dV = _of_states(h0, h[:-1], dz)
    if not reset_after:
        r, d_new = gates[1], dz[..., candidate:]
        dV[:, candidate:] = _of_states(r[0] * h0, r[1:] * h[:-1], d_new)
    return GatedGradients(dU, dV, db, dx, dh_t)


def _lstm_update(z: NDArray, c: NDArray) -> tuple[NDArray, NDArray]:
    """Return the next hidden state and cell; z, (4, batch, units), becomes the gates."""
    _gate(z[:2])
    np.tanh(z[2], out=z[2])
    _gate(z[3])
    i, f, new, o = z
    c = f * c + i * new
    return o * np.tanh(c), c


def _gru_update(
    z: NDArray, h: NDArray, V: NDArray, b: NDArray, reset_after: bool, out: NDArray | None = None
) -> NDArray:
    """Return the next hidden state; z, x U + b_0 by gate, becomes the gates.

    `V` is by gate, `b` the second row of biases, and `out` has room for two gates.
    """
    b = b.reshape(3, 1, -1)
    z[:2] += np.matmul(h, V[:2], out=out)
    z[:2] += b[:2]
    _gate(z[:2])
    update, reset, new = z
    new += reset * (h @ V[2] + b[2]) if reset_after else (reset * h) @ V[2]
    np.tanh(new, out=new)
    return update * h + (1 - update) * new


def _gate(z: NDArray) -> None:
    """Make sigmoids of z in its place, by way of tanh, the fastest function NumPy has for it."""
    z *= 0.5
    np.tanh(z, out=z)
    z *= 0.5
    z += 0.5


def _by_gate(z: NDArray, gates: int) -> NDArray:
    """Return columns as (gates, rows, units), each gate in one piece of memory."""
    return np.ascontiguousarray(z.reshape(len(z), gates, -1).swapaxes(0, 1))


def _columns(z: NDArray, gates: int) -> NDArray:
    """Return a view of columns as (gates, rows, units)."""
    return z.reshape(len(z), gates, -1).swapaxes(0, 1)


def _from_inputs(x: NDArray, U: NDArray, b: NDArray, gates: int, dtype: np.dtype) -> NDArray:
    """Return x U + b for all steps at once, (gates, steps, batch, units)."""
    batch, steps, _ = x.shape
    z = np.matmul(_with_one(x), _by_gate(np.vstack([U, b]), gates), dtype=dtype)
    return z.reshape(gates, steps, batch, -1)


def _of_inputs(x: NDArray, U: NDArray, dz: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of U, of b and of x from those of x U + b, (steps, batch, columns)."""
    batch, steps, features = x.shape
    d_joined = _with_one(x).T @ _flat(dz)
    dx = (_flat(dz) @ U.T).reshape(steps, batch, features)
    return d_joined[:-1], d_joined[-1], dx.swapaxes(0, 1)


def _with_one(x: NDArray) -> NDArray:
    """Return the inputs of all steps below each other, with a 1 for the bias after each."""
    rows = _flat(x.swapaxes(0, 1))
    return np.hstack([rows, np.ones((len(rows), 1), x.dtype)])


def _flat(a: NDArray) -> NDArray:
    """Return the rows of all steps below each other, (steps · batch, columns)."""
    return a.reshape(-1, a.shape[2])


def _of_states(first: NDArray, later: NDArray, dz: NDArray) -> NDArray:
    """Return the gradient of V from those of h V, h being `first` and then `later`."""
    return first.T @ dz[0] + _flat(later).T @ _flat(dz[1:])


def _states(batch: int, steps: int, units: int, **states: ArrayLike) -> list[NDArray]:
    """Return states and gradients of all steps as float arrays, steps before the batch."""
    shape = (batch, steps, units)
    return [real_array(state, name, shape).swapaxes(0, 1) for name, state in states.items()]


def _sequences(
    x: ArrayLike, features: int, units: int, **first: ArrayLike | None
) -> tuple[NDArray, ...]:
    """Return sequences and first states as float arrays; a state that is None is zeros."""
    x = real_array(x, "x", ("batch", "steps", features))
    shape = (len(x), units)
    return x, *(
        np.zeros(shape, x.dtype) if state is None else real_array(state, name, shape)
        for name, state in first.items()
    )


def _checked(params: GatedParams, gates: int, reset_after: bool = False) -> GatedParams:
    """Return params as float arrays that fit each other; a GRU's biases always as two rows."""
    V = real_array(params.V, "V", ("units", "columns"))
    columns = gates * len(V)
    real_array(V, "V", (len(V), columns))
    U = real_array(params.U, "U", ("features", columns))
    b = real_array(params.b, "b", (2, columns) if reset_after else (columns,))
    rows = b if reset_after or gates == 4 else np.stack([b, np.zeros_like(b)])
    return GatedParams(U, V, rows)
