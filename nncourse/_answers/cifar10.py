"""The exercises of the chapter cnn/cifar10."""

import numpy as np

from nncourse import datasets
from nncourse._answers.exercise import Exercise


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


def test_pictures() -> Exercise:
    """Return how many test pictures give an accuracy of 0.7 a standard error of 0.001.

    Examples
    --------
    >>> test_pictures().answer
    210000
    """
    p, error = 0.7, 0.001
    return Exercise(
        round(p * (1 - p) / error**2),
        (
            (round(p / error**2), "a picture counts 1 or 0, which varies by p (1 - p)."),
            (round(p * (1 - p) / error), "under the root stands n. Square the error first."),
            (round((p * (1 - p)) ** 0.5 / error), "square both sides. This is the root of n."),
        ),
    )
