"""The exercises of the chapter rnn/which-way-do-we-read."""

import numpy as np
from numpy.typing import NDArray

from nncourse import rnn
from nncourse._answers.exercise import Exercise
from nncourse.functions import identity


def both_ways() -> Exercise:
    """Return the states at 4, 0, 2 of two networks with weights of one half.

    Examples
    --------
    >>> both_ways().answer
    array([[2.  , 2.25],
           [1.  , 0.5 ],
           [1.5 , 1.  ]])
    """
    half = rnn.RNNParams(U=np.array([[0.5]]), V=np.array([[0.5]]), W=np.array([[1.0]]))
    x = np.array([[[4.0], [0.0], [2.0]]])
    h = rnn.bidirectional(half, half, x, f=identity)[0][0]  # (steps, 2)
    right, left = h.T
    handed_over, _ = rnn.forward(half, x[:, ::-1], h0=[[right[-1]]], f=identity)
    return Exercise(
        h,
        (
            (
                np.stack([right, left[::-1]], axis=1),
                "these are the states to the left in the order in which they are computed. Turn "
                "them back, so that each stands at its own input.",
            ),
            (h[:, ::-1], "the state that reads to the right comes first."),
            (h.T, "this is the transpose. A row is a step, a column is a network."),
            (
                np.stack([right, right], axis=1),
                "both of these read to the right. The second begins at the last input.",
            ),
            (
                np.stack([right, handed_over[0, ::-1, 0]], axis=1),
                "the network that reads to the left starts from zero, not from where the other "
                "has ended.",
            ),
            (
                np.stack([right, np.append(left[1:], 0.0)], axis=1),
                "the states to the left are one step late: each has read its own input too.",
            ),
        ),
    )


def neighbours() -> Exercise:
    """Return the sums of the two neighbours of each of 5, 7, 9, 11.

    Examples
    --------
    >>> neighbours().answer
    array([ 7., 14., 18.,  9.])
    """
    x = np.array([5.0, 7.0, 9.0, 11.0])
    before, after = _delayed(x), _delayed(x[::-1])[::-1]
    return Exercise(
        before + after,
        (
            (before, "this is only what stands before. Add what the other network gives."),
            (after, "this is only what follows. Add what the other network gives."),
            (
                before + after[::-1],
                "the outputs of the network that reads to the left have to be turned back.",
            ),
            (2 * x, "this is each input twice. W has to read the unit that holds the one before."),
        ),
    )


def _delayed(x: NDArray) -> NDArray:
    """Return each input one step later, and zero first: what unit 2 of a delay line holds."""
    delay = rnn.RNNParams(np.array([[1.0, 0.0]]), np.eye(2, k=1), np.array([[0.0], [1.0]]))
    return rnn.forward(delay, x[None, :, None], f=identity)[1][0, :, 0]
