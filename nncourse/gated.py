"""Recurrences with gates: LSTM and GRU, forward and backward.

A gate is a sigmoid unit for each unit of the state: between 0, closed, and 1, open. Weights of the
gates stand side by side in one matrix, in Keras' order: i, f, c, o for the LSTM and z, r, h for the
GRU. So `get_weights` of a Keras layer gives the parameters as they are.
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
    Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers,
    Schmidhuber and Cummins, 2000.

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
    return _lstm_update(x, h, c, _joined(U, V, b))


def lstm_forward(
    params: GatedParams, x: ArrayLike, h0: ArrayLike | None = None, c0: ArrayLike | None = None
) -> tuple[NDArray, NDArray]:
    """Return the hidden state and the cell after every step of a batch of sequences.

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
    >>> h, c = lstm_forward(keep, [[[5.0], [6.0], [7.0]]], c0=[[2.0]])
    >>> c[0, :, 0]
    array([2., 2., 2.])
    """
    U, V, b = _checked(params, gates=4)
    x, h_t, c_t = _sequences(x, len(U), len(V), h0=h0, c0=c0)
    W = _joined(U, V, b)  # one product a step in place of two
    h, c = np.empty(
        (2, x.shape[1], *h_t.shape), np.result_type(x, W)
    )  # steps first: a step in one piece
    for t in range(x.shape[1]):
        h[t], c[t] = h_t, c_t = _lstm_update(x[:, t], h_t, c_t, W)
    return h.swapaxes(0, 1), c.swapaxes(0, 1)


def lstm_backward(
    params: GatedParams,
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    dh: ArrayLike,
    h0: ArrayLike | None = None,
    c0: ArrayLike | None = None,
) -> GatedGradients:
    """Return the gradients of a number whose gradient in every hidden state is `dh`.

    The chain rule on `lstm_step`, from the last step to the first. The gates are computed again.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order i, f, c, o.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h, c : array_like, shape (batch, steps, units)
        What `lstm_forward` returned for them.
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
    states = (batch, steps, len(V))
    h, c, dh = (real_array(it, name, states) for it, name in ((h, "h"), (c, "c"), (dh, "dh")))
    W = _joined(U, V, b)
    W_T = W.T.copy()  # rows in one piece make a faster product
    dtype = np.result_type(x, h, c, dh, W)
    dW, dx = np.zeros(W.shape, dtype), np.empty(x.shape, dtype)
    dz = np.empty((batch, 4, len(V)), dtype)  # with respect to [x, h, 1] W, at one step
    dh_t, dc_t = np.zeros_like(h0), np.zeros_like(c0)  # what later steps ask
    for t in reversed(range(steps)):
        h_before, c_before = (h[:, t - 1], c[:, t - 1]) if t else (h0, c0)
        row = _row(x[:, t], h_before)
        i, f, new, o = _lstm_gates(row @ W)
        out = np.tanh(c[:, t])
        dh_t = dh_t + dh[:, t]
        dc_t = dc_t + dh_t * o * (1 - out * out)
        dz[:, 0] = dc_t * new * i * (1 - i)
        dz[:, 1] = dc_t * c_before * f * (1 - f)
        dz[:, 2] = dc_t * i * (1 - new * new)
        dz[:, 3] = dh_t * out * o * (1 - o)
        dW += row.T @ dz.reshape(batch, -1)
        d_row = dz.reshape(batch, -1) @ W_T
        dx[:, t], dh_t, dc_t = d_row[:, :features], d_row[:, features:-1], dc_t * f
    return GatedGradients(dW[:features], dW[features:-1], dW[-1], dx, dh_t, dc_t)


def gru_step(params: GatedParams, x: ArrayLike, h: ArrayLike, reset_after: bool = True) -> NDArray:
    """Return the next hidden state, from one step of each sequence.

    With z, r = sigmoid(x U + h V + b), each with its own columns, and the candidate
    h̃ = tanh(x U_h + b_0 + r (h V_h + b_1)): h' = z h + (1 - z) h̃. Without `reset_after` the reset
    gate stands before the product, h̃ = tanh(x U_h + b + (r h) V_h).

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
    Cho and others, "Learning phrase representations using RNN encoder-decoder for statistical
    machine translation", 2014, first version (reset after) and third (before).

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
    z, _, new, _ = _gru_gates(x, h, U, V, b, reset_after)
    return z * h + (1 - z) * new


def gru_forward(
    params: GatedParams, x: ArrayLike, h0: ArrayLike | None = None, reset_after: bool = True
) -> NDArray:
    """Return the hidden state after every step of a batch of sequences.

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
    ndarray, shape (batch, steps, units)
        Hidden states; ``h[:, t]`` has seen ``x[:, :t + 1]``.

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
    >>> gru_forward(zeros, [[[5.0], [6.0]]], h0=[[2.0]])[0, :, 0]
    array([1. , 0.5])
    """
    U, V, b = _checked(params, 3, reset_after)
    x, h_t = _sequences(x, len(U), len(V), h0=h0)
    h = np.empty((x.shape[1], *h_t.shape), np.result_type(x, U, V, b))  # steps first
    for t in range(len(h)):
        z, _, new, _ = _gru_gates(x[:, t], h_t, U, V, b, reset_after)
        h[t] = h_t = z * h_t + (1 - z) * new
    return h.swapaxes(0, 1)


def gru_backward(
    params: GatedParams,
    x: ArrayLike,
    h: ArrayLike,
    dh: ArrayLike,
    h0: ArrayLike | None = None,
    reset_after: bool = True,
) -> GatedGradients:
    """Return the gradients of a number whose gradient in every hidden state is `dh`.

    The chain rule on `gru_step`, from the last step to the first. The gates are computed again.

    Parameters
    ----------
    params : GatedParams
        The weights, gates in the order z, r, h.
    x : array_like, shape (batch, steps, features)
        The sequences.
    h : array_like, shape (batch, steps, units)
        What `gru_forward` returned for them.
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
    >>> gru_backward(zeros, x, gru_forward(zeros, x), dh=[[[0.0], [1.0]]]).h0
    array([[0.25]])
    """
    U, V, b = _checked(params, 3, reset_after)
    x, h0 = _sequences(x, len(U), len(V), h0=h0)
    batch, steps, _ = x.shape
    h, dh = (real_array(it, name, (batch, steps, len(V))) for it, name in ((h, "h"), (dh, "dh")))
    gates = 2 * len(V)  # columns of z and r; those of the candidate come after them
    dtype = np.result_type(x, h, dh, U, V, b)
    dU, dV, db, dx = (np.zeros(it.shape, dtype) for it in (U, V, b, x))
    dz = np.empty((batch, 3 * len(V)), dtype)  # with respect to x U, at one step
    dh_t = np.zeros_like(h0)  # what later steps ask
    for t in reversed(range(steps)):
        before = h[:, t - 1] if t else h0
        z, r, new, recurrent = _gru_gates(x[:, t], before, U, V, b, reset_after)
        dh_t = dh_t + dh[:, t]
        d_new = dh_t * (1 - z) * (1 - new * new)
        # The columns V_h of the candidate multiply the state before, or what reset leaves of it.
        state, d_recurrent = (before, d_new * r) if reset_after else (r * before, d_new)
        d_state = d_recurrent @ V[:, gates:].T
        d_r = d_new * recurrent if reset_after else d_state * before
        dz[:, : len(V)] = dh_t * (before - new) * z * (1 - z)
        dz[:, len(V) : gates] = d_r * r * (1 - r)
        dz[:, gates:] = d_new
        dU += x[:, t].T @ dz
        dV[:, :gates] += before.T @ dz[:, :gates]
        dV[:, gates:] += state.T @ d_recurrent
        db[0] += dz.sum(axis=0)
        db[1, gates:] += d_recurrent.sum(axis=0)
        dx[:, t] = dz @ U.T
        dh_t = dh_t * z + dz[:, :gates] @ V[:, :gates].T + d_state * (1 if reset_after else r)
    db[1, :gates] = db[0, :gates]
    return GatedGradients(dU, dV, db if reset_after else db[0], dx, dh_t)


def _lstm_update(x: NDArray, h: NDArray, c: NDArray, W: NDArray) -> tuple[NDArray, NDArray]:
    """Return the next hidden state and the next cell."""
    i, f, new, o = _lstm_gates(_row(x, h) @ W)
    c = f * c + i * new
    return o * np.tanh(c), c


def _lstm_gates(z: NDArray) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return i, f, the candidate and o from all pre-activations, (batch, 4 units)."""
    z = _by_gate(z, 4)
    i, f = _gate(z[:2])
    return i, f, np.tanh(z[2]), _gate(z[3])


def _gru_gates(
    x: NDArray, h: NDArray, U: NDArray, V: NDArray, b: NDArray, reset_after: bool
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return z, r, the candidate, and what reaches it from the state before."""
    gates = 2 * len(V)
    xU = _by_gate(x @ U + b[0], 3)
    if reset_after:
        hV = _by_gate(h @ V + b[1], 3)
        z, r = _gate(xU[:2] + hV[:2])
        recurrent = hV[2]
        return z, r, np.tanh(xU[2] + r * recurrent), recurrent
    z, r = _gate(xU[:2] + _by_gate(h @ V[:, :gates], 2))
    recurrent = (r * h) @ V[:, gates:]
    return z, r, np.tanh(xU[2] + recurrent), recurrent


def _gate(z: NDArray) -> NDArray:
    """Return the sigmoid of z by way of tanh, the fastest function that NumPy has for it."""
    return 0.5 * np.tanh(0.5 * z) + 0.5


def _by_gate(z: NDArray, gates: int) -> NDArray:
    """Return pre-activations as (gates, batch, units), each gate in one piece of memory."""
    return np.ascontiguousarray(z.reshape(len(z), gates, -1).swapaxes(0, 1))


def _joined(U: NDArray, V: NDArray, b: NDArray) -> NDArray:
    """Return U, V and b below each other, so that _row(x, h) @ W is x U + h V + b."""
    return np.concatenate([U, V, b[None]])


def _row(x: NDArray, h: NDArray) -> NDArray:
    """Return x, h and 1 side by side, (batch, features + units + 1)."""
    return np.concatenate([x, h, np.ones((len(x), 1), x.dtype)], axis=1)


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
