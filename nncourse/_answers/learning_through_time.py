"""The exercises of the chapter rnn/learning-through-time."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse import rnn
from nncourse._answers.exercise import Exercise
from nncourse.functions import Activation, identity


def both_outputs() -> Exercise:
    """Return the gradient of U in the notes' example if e_1 = (1, 0) and e_2 = (0.5, 0).

    Examples
    --------
    >>> both_outputs().answer
    array([[1.  , 1.  ],
           [1.25, 1.25]])
    """
    whole = _notes_gradient([[1, 0], [0.5, 0]])
    last, first = _notes_gradient([[0, 0], [0.5, 0]]), _notes_gradient([[1, 0], [0, 0]])
    x_1, x_2 = np.array([[1.0], [1.0]]), np.array([[1.0], [2.0]])
    no_way_back = x_2 * [0.25, 0.25] + x_1 * [0.5, 0.5]
    return Exercise(
        whole,
        (
            (whole.T, "this is the transpose. Row i of U belongs to feature i of the input."),
            (last, "this leaves out e_1. The first state answers for its own output too."),
            (first, "this leaves out e_2. What comes later asks something of the first step too."),
            (no_way_back, "the first state answers for the second as well: add what comes back."),
        ),
    )


def tanh_blame() -> Exercise:
    """Return the gradient of U in the notes' example with tanh if e_2 = (0.5, 0).

    Examples
    --------
    >>> tanh_blame().answer.round(4)
    array([[0.0151, 0.0151],
           [0.0257, 0.0257]])
    """
    error = [[0, 0], [0.5, 0]]
    no_slope = _notes_gradient(error)
    return Exercise(
        _notes_gradient(error, np.tanh),
        ((no_slope, "this is the answer for the identity. The slope of tanh is 1 - h²."),),
    )


def one_per_cent() -> Exercise:
    """Return how many steps back less than 1 % is left if each step leaves 0.7.

    Examples
    --------
    >>> one_per_cent().answer
    13
    """
    steps = int(np.ceil(np.log(0.01) / np.log(0.7)))
    return Exercise(
        steps,
        (
            (steps - 1, "after this many steps more than 0.01 of it is left."),
            (int(np.ceil(np.log(0.01) / np.log(0.9))), "that would be 0.9 a step."),
        ),
    )


def _notes_gradient(error: ArrayLike, f: Activation = identity) -> NDArray:
    """Return the gradient of U in the notes' example for these gradients of the outputs."""
    x = [[[1, 1], [1, 2]]]
    h, o = rnn.forward(rnn.WORKED_EXAMPLE, x, f=f)
    return rnn.backward(rnn.WORKED_EXAMPLE, x, h, o, [error], f=f).U
