"""The exercises of the chapter rnn/order-matters."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from nncourse import rnn
from nncourse._answers.exercise import Exercise
from nncourse.functions import identity, relu


def binary() -> Exercise:
    """Return the states of h_t = 2 h_{t-1} + x_t for the inputs 1, 1, 0, 1.

    Examples
    --------
    >>> binary().answer
    array([ 1.,  3.,  6., 13.])
    """
    digits, one = np.array([1.0, 1.0, 0.0, 1.0]), np.ones((1, 1))

    def states(base: float, x: NDArray) -> NDArray:
        params = rnn.RNNParams(U=one, V=base * one, W=one)
        return rnn.forward(params, x[None, :, None], f=identity)[0][0, :, 0]

    return Exercise(
        states(2, digits),
        (
            (states(2, digits[::-1]), "you read from the end. The first digit comes first."),
            (states(1, digits), "this is the sum so far. Double the old state at each step."),
            (states(10, digits), "this is the rule for decimal digits; here the state is doubled."),
        ),
    )


def stairs() -> Exercise:
    """Return the V by which both units receive the first unit minus twice the second.

    Examples
    --------
    >>> stairs().answer
    array([[ 1.,  1.],
           [-2., -2.]])
    """
    V = np.outer([1.0, -2.0], [1.0, 1.0])
    return Exercise(
        V,
        (
            (V.T, "this is the transpose. Row i of V is what unit i sends, to both units alike."),
            (rnn.LAMP.V, "this is the lamp's V: two presses would leave it on."),
        ),
    )


def dimmer() -> Exercise:
    """Return the U of a lamp with the levels 0, 1 and 2, for up, down and wait.

    Examples
    --------
    >>> dimmer().answer
    array([[ 1., -1.],
           [-1., -3.],
           [ 0., -2.]])
    """
    moves = np.array([1.0, -1.0, 0.0])
    U = np.stack([moves, moves - 2], axis=1)
    return Exercise(
        U,
        (
            (U.T, "this is the transpose. Each word has a row, each unit a column."),
            (rnn.LAMP.U, "this is the lamp's U: it cuts at 1, the dimmer has to cut one higher."),
            (np.stack([moves, moves + 2], axis=1), "the second unit needs less than the first."),
        ),
    )


def window() -> Exercise:
    """Return how many last words of eight commands suffice to be right in 99 % of all sequences.

    Examples
    --------
    >>> window().answer
    4
    """
    x = np.eye(3)[np.array(list(product(range(3), repeat=8)))]
    lamps = rnn.forward(rnn.LAMP, x, f=relu)[1][:, -1, 0]
    # Where k last words are all "wait" the better guess is wrong as often as the rarer answer.
    waits = [x[:, 8 - k :, 2].all(axis=1) for k in range(1, 9)]
    wrong = [min((lamps[w] == 1).sum(), (lamps[w] == 0).sum()) / len(x) for w in waits]
    k = 1 + int(np.argmax(np.array(wrong) <= 0.01))
    return Exercise(
        k,
        (
            (k - 1, "with so few words more than one sequence in a hundred is lost."),
            (k + 1, "one word fewer is enough: where all are waits, one guess in two is right."),
        ),
    )
