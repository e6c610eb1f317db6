"""From integers to vectors: an embedding is a table, and a code names its row."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import integers_below, real_array
from nncourse.functions import sigmoid


def lookup(codes: ArrayLike, table: ArrayLike) -> NDArray:
    """Return the row of the table that each code names.

    Parameters
    ----------
    codes : array_like of int, any shape
        Codes in 0 .. vocabulary - 1.
    table : array_like, shape (vocabulary, dimensions)
        A vector for each code. Keras: the one weight of an ``Embedding`` layer.

    Returns
    -------
    ndarray, shape of codes + (dimensions,)
        The vectors; the same as ``one_hot(codes, vocabulary) @ table``.

    Raises
    ------
    TypeError
        If a code is not an integer, or the table does not hold real numbers.
    ValueError
        If a code is negative or not below the vocabulary, or the table is not a finite matrix.

    Examples
    --------
    >>> lookup([[2, 0]], [[0.0, 0.0], [1.0, 1.5], [2.0, 2.5]])
    array([[[2. , 2.5],
            [0. , 0. ]]])
    """
    table = real_array(table, "table", ("vocabulary", "dimensions"))
    return table[integers_below(codes, len(table), "codes", "a row of the table")]


def classify(codes: ArrayLike, table: ArrayLike, weights: ArrayLike, bias: ArrayLike) -> NDArray:
    """Return the probability of class 1 for each padded sentence.

    Each code is looked up, the vectors of a sentence are laid end to end, and one sigmoid unit
    reads them all: the notes' ``Embedding``, ``Flatten``, ``Dense(1, "sigmoid")``.

    Parameters
    ----------
    codes : array_like of int, shape (batch, length)
        Padded sentences.
    table : array_like, shape (vocabulary, dimensions)
        The embedding.
    weights : array_like, shape (length * dimensions, 1)
        Of the sigmoid unit.
    bias : array_like, shape (1,)
        Of the sigmoid unit.

    Returns
    -------
    ndarray, shape (batch, 1)
        Probabilities in [0, 1].

    Raises
    ------
    TypeError
        If a code is not an integer, or another argument does not hold real numbers.
    ValueError
        If a code is not in the table, or a shape does not fit.

    References
    ----------
    Equation :eq:`sentence-classifier` of the book.

    Examples
    --------
    >>> classify([[1, 0]], [[0.0], [2.0]], [[1.0], [1.0]], [-2.0])
    array([[0.5]])
    """
    vectors = lookup(codes, table)  # (batch, length, dimensions)
    if vectors.ndim != 3 or vectors.size == 0:
        raise ValueError(f"codes must have shape (batch, length), got shape {np.shape(codes)}")
    flat = vectors.reshape(len(vectors), -1)  # (batch, length * dimensions)
    weights = real_array(weights, "weights", (flat.shape[1], 1))
    return sigmoid(flat @ weights + real_array(bias, "bias", (1,)))
