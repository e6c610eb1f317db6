"""Recurrences with gates: LSTM and GRU, forward and backward.

A gate is a sigmoid unit for each unit of the state: between 0, closed, and 1, open. Weights of the
gates stand side by side in one matrix, in Keras' order: i, f, c, o for the LSTM and z, r, h for the
GRU. So `get_weights` of a Keras layer gives the parameters as they are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import real_array
from nncourse.functions import sigmoid


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
    return _lstm_update(x @ U + b + h @ V, c)


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

    References
    ----------
    As `lstm_step`.

    Examples
    --------
    With an open forget gate and all else closed the cell keeps what it holds.

    >>> keep = GatedParams(np.zeros((1, 4)), np.zeros((1, 4)), b=np.array([-99, 99, 0, 99]))
    >>> h, c = lstm_forward(keep, [[[5.0], [6.0], [7.0]]], c0=[[2.0]])
    >>> c
    array([[[2.],
            [2.],
            [2.]]])
    """
    U, V, b = _checked(params, gates=4)
    x, h_t, c_t = _sequences(x, len(U), len(V), h0=h0, c0=c0)
    xU = x.swapaxes(0, 1) @ U + b  # (steps, batch, 4 units): one product, before the loop
    h, c = np.empty((2, *xU.shape[:2], len(V)), xU.dtype)
    for t in range(len(xU)):
        h_t, c_t = _lstm_update(xU[t] + h_t @ V, c_t)
        h[t], c[t] = h_t, c_t
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

    References
    ----------
    The chain rule on `lstm_step`, from the last step to the first.

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
    states = (*x.shape[:2], len(V))
    h, c, dh = (real_array(it, name, states) for it, name in ((h, "h"), (c, "c"), (dh, "dh")))
    h_before, c_before = _before(h, h0), _before(c, c0)
    z = np.split(x @ U + b + h_before @ V, 4, axis=-1)  # all steps at once, for h is known
    i, f, o = (sigmoid(z[gate]) for gate in (0, 1, 3))
    new, out = np.tanh(z[2]), np.tanh(c)
    # How fast c moves with the pre-activations of i, f and c, and h with that of o.
    slopes = (new * i * (1 - i), c_before * f * (1 - f), i * (1 - new**2), out * o * (1 - o))
    h_by_c = o * (1 - out**2)
    dz = np.empty((*states[:2], 4, len(V)), h.dtype)
    dh_t, dc_t = np.zeros_like(h0), np.zeros_like(c0)  # what comes back from later steps
    for t in reversed(range(states[1])):
        dh_t = dh_t + dh[:, t]
        dc_t = dc_t + dh_t * h_by_c[:, t]
        for gate, upstream in enumerate((dc_t, dc_t, dc_t, dh_t)):
            dz[:, t, gate] = upstream * slopes[gate][:, t]
        dh_t = dz[:, t].reshape(len(x), -1) @ V.T
        dc_t = dc_t * f[:, t]
    dz = dz.reshape(*states[:2], -1)  # (batch, steps, 4 units)
    dU, dV = _flat(x).T @ _flat(dz), _flat(h_before).T @ _flat(dz)
    return GatedGradients(dU, dV, _flat(dz).sum(axis=0), dz @ U.T, dh_t, dc_t)


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
    return _gru_gates(x @ U + b[0], h, V, b[1], reset_after)[-1]


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

    References
    ----------
    As `gru_step`.

    Examples
    --------
    With weights of zero each step halves the state.

    >>> zeros = GatedParams(U=np.zeros((1, 3)), V=np.zeros((1, 3)), b=np.zeros((2, 3)))
    >>> gru_forward(zeros, [[[5.0], [6.0]]], h0=[[2.0]])
    array([[[1. ],
            [0.5]]])
    """
    U, V, b = _checked(params, 3, reset_after)
    x, h_t = _sequences(x, len(U), len(V), h0=h0)
    xU = x.swapaxes(0, 1) @ U + b[0]  # (steps, batch, 3 units): one product, before the loop
    h = np.empty((*xU.shape[:2], len(V)), xU.dtype)
    for t in range(len(xU)):
        h[t] = h_t = _gru_gates(xU[t], h_t, V, b[1], reset_after)[-1]
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

    References
    ----------
    The chain rule on `gru_step`, from the last step to the first.

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
    states = (*x.shape[:2], len(V))
    h, dh = (real_array(it, name, states) for it, name in ((h, "h"), (dh, "dh")))
    before, units = _before(h, h0), len(V)
    V_gates, V_new = V[:, : 2 * units], V[:, 2 * units :]
    z, r, new, recurrent, _ = _gru_gates(x @ U + b[0], before, V, b[1], reset_after)
    # How fast h moves with the pre-activations of z and of the candidate, and r with its own.
    by_z, by_new, by_r = (before - new) * z * (1 - z), (1 - z) * (1 - new**2), r * (1 - r)
    dx = np.empty((*states[:2], 3, units), h.dtype)
    dh_t = np.zeros_like(h0)  # what comes back from later steps
    for t in reversed(range(states[1])):
        dh_t = dh_t + dh[:, t]
        d_new = dh_t * by_new[:, t]
        if reset_after:
            d_reset, back = d_new * recurrent[:, t], (d_new * r[:, t]) @ V_new.T
        else:
            d_gated = d_new @ V_new.T  # with respect to r h
            d_reset, back = d_gated * before[:, t], d_gated * r[:, t]
        dx[:, t, 0], dx[:, t, 1], dx[:, t, 2] = dh_t * by_z[:, t], d_reset * by_r[:, t], d_new
        dh_t = dh_t * z[:, t] + dx[:, t, :2].reshape(len(x), -1) @ V_gates.T + back
    d_gates, d_new = dx[:, :, :2].reshape(*states[:2], -1), dx[:, :, 2]
    dx = dx.reshape(*states[:2], -1)  # (batch, steps, 3 units), with respect to x U
    if reset_after:
        dh_V = np.concatenate([d_gates, d_new * r], axis=-1)  # with respect to h V
        dV = _flat(before).T @ _flat(dh_V)
        db = np.stack([_flat(dx).sum(axis=0), _flat(dh_V).sum(axis=0)])
    else:
        parts = _flat(before).T @ _flat(d_gates), _flat(r * before).T @ _flat(d_new)
        dV = np.concatenate(parts, axis=1)
        db = _flat(dx).sum(axis=0)
    return GatedGradients(_flat(x).T @ _flat(dx), dV, db, dx @ U.T, dh_t)


def _lstm_update(z: NDArray, c: NDArray) -> tuple[NDArray, NDArray]:
    """Return the next state and cell from all pre-activations, (batch, 4 units), and the cell."""
    i, f, new, o = np.split(z, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return sigmoid(o) * np.tanh(c), c


def _gru_gates(
    xU: NDArray, h: NDArray, V: NDArray, b: NDArray, reset_after: bool
) -> tuple[NDArray, NDArray, NDArray, NDArray, NDArray]:
    """Return z, r, the candidate, what reaches it from the state before, and the next state."""
    gates = 2 * len(V)
    if reset_after:
        hV = h @ V + b
        z, r = np.split(sigmoid(xU[..., :gates] + hV[..., :gates]), 2, axis=-1)
        recurrent = hV[..., gates:]
        new = np.tanh(xU[..., gates:] + r * recurrent)
    else:
        z, r = np.split(sigmoid(xU[..., :gates] + h @ V[:, :gates]), 2, axis=-1)
        recurrent = (r * h) @ V[:, gates:]
        new = np.tanh(xU[..., gates:] + recurrent)
    return z, r, new, recurrent, z * h + (1 - z) * new


def _before(states: NDArray, first: NDArray) -> NDArray:
    """Return the state before each step, (batch, steps, units)."""
    return np.concatenate([first[:, None], states[:, :-1]], axis=1)


def _flat(array: NDArray) -> NDArray:
    """Return an array with batch and steps on one axis."""
    return array.reshape(-1, array.shape[-1])


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
