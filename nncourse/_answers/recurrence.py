"""The exercises of the chapter rnn/recurrence."""

import numpy as np
from numpy.typing import NDArray

from nncourse import rnn
from nncourse._answers.exercise import Exercise
from nncourse.functions import identity


def third_step() -> Exercise:
    """Return the state after the notes' two inputs and a third, (2, 0).

    Examples
    --------
    >>> third_step().answer
    array([3.5, 3.5])
    """
    h, _ = rnn.forward(rnn.WORKED_EXAMPLE, [[[1, 1], [1, 2], [2, 0]]], f=identity)
    alone, _ = rnn.forward(rnn.WORKED_EXAMPLE, [[[2, 0]]], f=identity)
    return Exercise(
        h[0, 2],
        (
            (alone[0, 0], "this is only what the new input brings. Add the memory, h_2 V."),
            (
                h[0, 1] @ rnn.WORKED_EXAMPLE.V,
                "this is only what h_2 passes on. Add what the new input brings, x_3 U.",
            ),
        ),
    )


def delay_line() -> Exercise:
    """Return the V by which unit 2 holds what unit 1 held one step before.

    Examples
    --------
    >>> delay_line().answer
    array([[0., 1.],
           [0., 0.]])
    """
    V = np.eye(2, k=1)
    hint = "this is the transpose. Row i of V is what unit i sends, column j what unit j receives."
    return Exercise(V, ((V.T, hint), (np.eye(2), "this lets each unit keep its own number.")))


def fading() -> Exercise:
    """Return after how many steps less than 1 % is left, if every entry of V is 0.45.

    Examples
    --------
    >>> fading().answer
    44
    """
    left = 0.9 ** np.arange(100)
    answer = int(np.argmax(left < 0.01))
    alone = int(np.argmax(0.45 ** np.arange(100) < 0.01))
    return Exercise(
        answer,
        (
            (answer - 1, "one step too early: a little more than 1 % is left."),
            (alone, "each unit hears from both units, so a step multiplies by 2 · 0.45."),
        ),
    )


def first_state() -> Exercise:
    """Return h_2 where unit 1 sends to both units, unit 2 to itself, and h_0 is (4, 0).

    Examples
    --------
    >>> first_state().answer
    array([1.5, 4. ])
    """
    V = np.array([[0.5, 0.5], [0.0, 0.5]])

    def states(V: NDArray, first: float) -> NDArray:
        params = rnn.RNNParams(U=np.eye(2), V=V, W=np.eye(2))
        return rnn.forward(params, [[[1, 1], [0, 1]]], h0=[[first, 0]], f=identity)[0][0]

    return Exercise(
        states(V, 4)[1],
        (
            (states(V, 0)[1], "you began with zeros. The state before the first step is h_0."),
            (states(V.T, 4)[1], "you used V the wrong way round. Row i is what unit i sends."),
            (states(V, 4)[0], "this is h_1, one step too early."),
        ),
    )
