"""The exercises of the chapter embeddings/sentence-classifier."""

import numpy as np

from nncourse import embedding
from nncourse._answers.exercise import Exercise
from nncourse.functions import sigmoid


def classifier_parameters() -> Exercise:
    """Return the parameters of a classifier with 1,000 codes, 16 dimensions and 10 positions.

    Examples
    --------
    >>> classifier_parameters().answer
    16161
    """
    table, weights = 1000 * 16, 10 * 16
    return Exercise(
        table + weights + 1,
        (
            (table + weights, "the dense unit has a bias as well."),
            (table + 16 + 1, "the dense unit reads all 10 positions, not one."),
            (table + 10 + 1, "at each position the dense unit reads 16 numbers, not one."),
            (weights + 1, "this is the dense unit alone. The table has numbers as well."),
            (table, "this is the table alone. The dense unit has numbers as well."),
            (10 * table + weights + 1, "all positions share one table."),
        ),
    )


def first_step() -> Exercise:
    """Return the first step of Adam in Keras 3 for the pieces 3 and -2, in units of 0.001.

    Examples
    --------
    >>> print(f"{first_step().answer:.4f}")
    0.2774
    """
    codes, pieces = [0, 0], np.array([[3.0], [-2.0]])
    total = embedding.lookup_gradient(codes, pieces, 1).item()
    squares = embedding.lookup_gradient(codes, pieces**2, 1).item()
    sizes = embedding.lookup_gradient(codes, np.abs(pieces), 1).item()
    share = total / np.sqrt(squares)
    return Exercise(
        share,
        (
            (total / np.sqrt(total**2), "this adds the pieces first. Square each of them."),
            (total / squares, "take the root of the mean of the squares."),
            (
                sizes / np.sqrt(squares),
                "the mean of the gradients adds the pieces with their signs.",
            ),
            (total / np.sqrt(5), "a square has no sign. The squares of both pieces add up."),
            (
                0.001 * share,
                "this is the step itself. The exercise asks for its share of the full step.",
            ),
            (-share, "the sign says which way it goes. The exercise asks how far."),
        ),
    )


def bag_gradient() -> Exercise:
    """Return the gradient of the table of a classifier that averages its words, for one sentence.

    Examples
    --------
    >>> bag_gradient().answer.round(6)
    array([[ 0.   ,  0.   ],
           [-0.125,  0.125],
           [-0.125,  0.125]])
    """
    table, codes = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]), np.array([[2, 1, 0, 0]])
    weights, bias = np.array([[1.0], [-1.0]]), np.log(3) - 0.5

    def sent_back(seen: np.ndarray, label: float) -> np.ndarray:
        """Return the gradient of the vectors; positions with a 0 in `seen` do not count."""
        p = sigmoid(embedding.masked_mean(table[codes], seen) @ weights + bias)
        return embedding.masked_mean_gradient(seen, (p - label) @ weights.T)

    vectors, plain = sent_back(codes, 1), sent_back(np.ones_like(codes), 1)
    gradient = embedding.lookup_gradient(codes, vectors, 3)
    return Exercise(
        gradient,
        (
            (-gradient, "the sign is the other one: the gradient begins with p - y."),
            (
                embedding.lookup_gradient(codes, sent_back(codes, 0), 3),
                "this begins with p. The label is 1, so it should begin with p - 1.",
            ),
            (2 * gradient, "the mean divides by the number of words. So does its gradient."),
            (
                embedding.lookup_gradient(codes, plain, 3),
                "this averages the padding too. Neither there nor back should it count.",
            ),
            (vectors[0], "this has a row for each position. It should have a row for each code."),
            (gradient.T, "this is the transpose. The gradient has the shape of the table."),
        ),
    )
