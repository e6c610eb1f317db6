"""The exercises of the chapter rnn/lstm-and-gru."""

import numpy as np
from numpy.typing import ArrayLike

from nncourse import gated
from nncourse._answers.exercise import Exercise
from nncourse.functions import sigmoid

GRU = np.log(3) * np.array([[1, -1, -1.5], [2, 2, 2], [-1, 0, 0], [0, 0, 1]])  # U, V, b, b'


def gru_step() -> Exercise:
    """Return the state of a GRU of one unit after one step, from x = 1 and h = 1/2.

    Examples
    --------
    >>> round(gru_step().answer, 6)
    0.25
    """
    state = _gru_step()
    no_b, one_bias = _gru_step(b=np.zeros(3)), _gru_step(also=np.zeros(3))
    no_state = _gru_step(h=0.0)
    not_tanh = 0.75 * 0.5 + 0.25 * float(sigmoid(-0.5 * np.log(3)))
    return Exercise(
        state,
        (
            (no_b, "the first bias is missing, b. It is added to x_1 U."),
            (one_bias, "the second bias is missing. It stands inside the reset, with h_0 V."),
            (0.25 * 0.5 + 0.75 * -0.5, "an open z keeps the old state; 1 - z goes to the new."),
            (no_state, "the state before is missing: the gates see h_0 V, and z keeps h_0."),
            (not_tanh, "the candidate is a tanh, only the gates are sigmoids."),
        ),
    )


def gate_order() -> Exercise:
    """Return columns 0 to 7, two for each of the gates i, o, f, c, in the order i, f, c, o.

    Examples
    --------
    >>> gate_order().answer
    array([[0, 1, 4, 5, 6, 7, 2, 3]])
    """
    gates = np.arange(8).reshape(4, 2)
    return Exercise(
        gates[[0, 2, 3, 1]].reshape(1, 8),
        (
            (gates[[0, 3, 1, 2]].reshape(1, 8), "this is the way back, from Keras to ONNX."),
            (gates[[0, 2, 1, 3]].reshape(1, 8), "o is the last gate, after the candidate."),
            (gates[[0, 2, 3, 1]].reshape(8, 1), "this is the transpose. Gates lie in columns."),
            (gates.reshape(1, 8), "this is the order of the file."),
        ),
    )


def half_left() -> Exercise:
    """Return the bias of a forget gate that leaves half of the cell after 1000 steps.

    Examples
    --------
    >>> round(half_left().answer, 4)
    7.2739
    """
    f = 0.5 ** (1 / 1000)
    bias = float(np.log(f / (1 - f)))
    return Exercise(
        bias,
        (
            (f, "this is the gate. The bias is the number whose sigmoid it is."),
            (-bias, "a gate with this bias is nearly closed: mind the sign."),
            (float(np.arctanh(f)), "a gate is a sigmoid, not a tanh."),
        ),
    )


def _gru_step(h: float = 0.5, b: ArrayLike = GRU[2], also: ArrayLike = GRU[3]) -> float:
    """Return the state after one step of the exercise's GRU, from h and with b' = `also`."""
    params = gated.GatedParams(GRU[:1], GRU[1:2], np.stack([b, also]))
    return gated.gru_step(params, [[1.0]], [[h]]).item()
