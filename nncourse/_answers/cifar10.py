"""The exercises of the chapter cnn/cifar10."""

import numpy as np

from nncourse import datasets
from nncourse._answers.exercise import Exercise
from nncourse.functions import cross_entropy


def training_steps() -> Exercise:
    """Return how often the notes' run changes its weights.

    Examples
    --------
    >>> training_steps().answer
    15630
    """
    epochs, pictures, batch = 10, 50_000, 32
    whole = pictures // batch
    return Exercise(
        epochs * (whole + 1),
        (
            (epochs * whole, "the last batch of an epoch has only 16 pictures, but it counts."),
            (whole + 1, "that is one epoch."),
        ),
    )


def untrained_loss() -> Exercise:
    """Return the loss of a network that gives all ten classes the same logit.

    Examples
    --------
    >>> round(untrained_loss().answer, 4)
    2.3026
    """
    loss = float(cross_entropy(np.zeros((1, 10)), [0])[0])
    return Exercise(
        loss,
        (
            (loss / np.log(2), "that is in bits; Keras takes the natural logarithm."),
            (-loss, "a loss is at least 0: mind the minus sign before the logarithm."),
        ),
    )


def best_epoch() -> Exercise:
    """Return the epoch, counted from 1, at which the notes' test loss is smallest.

    Examples
    --------
    >>> best_epoch().answer
    8
    """
    test_loss = datasets.NOTES_CIFAR10_HISTORY[:, 2]
    best = int(np.argmin(test_loss)) + 1
    return Exercise(best, ((best - 1, "NumPy counts from 0, epochs are counted from 1."),))
