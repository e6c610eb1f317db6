"""The exercises of the chapter cnn/training-a-classifier."""

import numpy as np
from numpy.typing import NDArray

from nncourse._answers.exercise import Exercise
from nncourse.functions import cross_entropy, softmax


def pencil_gradient() -> Exercise:
    """Return the gradient of the mean loss of two pictures in their logits.

    Examples
    --------
    >>> pencil_gradient().answer
    array([[ 0.125,  0.125, -0.25 ],
           [ 0.3  , -0.4  ,  0.1  ]])
    """
    logits = np.array([[0.0, 0.0, np.log(2)], [np.log(3), 0.0, 0.0]])
    right, from_one, p = np.eye(3)[[2, 1]], np.eye(3)[[1, 0]], softmax(logits)
    answer = (p - right) / 2
    return Exercise(
        answer,
        (
            (2 * answer, "this is the gradient of the sum. The mean divides by the pictures."),
            (-answer, "this is the way downhill. The gradient points uphill."),
            (p / 2, "these are the probabilities, divided by two. Subtract the one-hot vectors."),
            (p - right / 2, "the mean divides the probabilities as well as the one-hot vectors."),
            ((p - from_one) / 2, "classes are counted from 0."),
            (answer.T, "this is the transpose. A row is a picture, a column is a class."),
            (
                (softmax(logits.T).T - right) / 2,
                "the probabilities of one picture sum to 1, not those of one class.",
            ),
        ),
    )


def luck_of_the_draw() -> Exercise:
    """Return the standard deviation of the share of right answers, of 400 with p = 0.9.

    Examples
    --------
    >>> round(luck_of_the_draw().answer, 6)
    0.015
    """
    p, n = 0.9, 400
    variance = p * (1 - p) / n
    return Exercise(
        float(np.sqrt(variance)),
        (
            (variance, "this is the variance. Take its root."),
            (float(np.sqrt(p * (1 - p))), "this is the deviation of a single picture."),
            (float(np.sqrt(p * (1 - p)) / n), "the deviation falls with the root of their number."),
            (float(np.sqrt(p / n)), "an answer that is right with p has variance p (1 - p)."),
            (float(np.sqrt(variance) * n), "this is in pictures. Divide by their number."),
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


def count_mistakes() -> Exercise:
    """Return the confusion matrix of seven pictures of three classes.

    Examples
    --------
    >>> count_mistakes().answer
    array([[1, 2, 0],
           [1, 1, 0],
           [0, 1, 1]])
    """
    counts = _confusion([0, 0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 2, 1])
    once = np.minimum(counts, 1)
    return Exercise(
        counts,
        (
            (counts.T, "this is the transpose. A row is what a picture is."),
            (once, "a pair that comes twice was counted once. See np.add.at."),
            (counts * (1 - np.eye(3)), "the right answers are missing."),
            (counts / counts.sum(axis=1, keepdims=True), "these are shares. Count."),
            (counts / counts.sum(), "these are shares of all. Count."),
        ),
    )


def _confusion(is_a: list[int], taken_for: list[int]) -> NDArray[np.int64]:
    """Return how often each of three classes was taken for each."""
    counts = np.zeros((3, 3), int)
    np.add.at(counts, (is_a, taken_for), 1)
    return counts
