"""From integers to vectors: an embedding is a table, and a code names its row."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse import _vectors
from nncourse._checks import integers_below, real_array, whole_number
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


def lookup_gradient(codes: ArrayLike, upstream: ArrayLike, vocabulary: int) -> NDArray:
    """Return the gradient of the table, from the gradient of the vectors that `lookup` gave.

    Row i is the sum of the upstream gradients at all places where code i stands. A code that does
    not occur has a row of zeros.

    Parameters
    ----------
    codes : array_like of int, any shape
        Codes in 0 .. vocabulary - 1.
    upstream : array_like, shape of codes + (dimensions,)
        Gradient of the loss in the vectors.
    vocabulary : int
        How many rows the table has; at least 1.

    Returns
    -------
    ndarray, shape (vocabulary, dimensions)
        The same as ``one_hot(codes, vocabulary).T @ upstream`` for flat codes. Sums are taken in
        double precision; the result has the type of `upstream`.

    Raises
    ------
    TypeError
        If a code or `vocabulary` is not an integer, or `upstream` does not hold real numbers.
    ValueError
        If a code is negative or not below the vocabulary, `vocabulary` is less than 1, or
        `upstream` is not finite or does not fit the codes.

    References
    ----------
    Equation :eq:`scatter-add` of the book.

    Examples
    --------
    Code 2 stands in two places, so its row is (1, 0) + (3, 4).

    >>> lookup_gradient([2, 0, 2], [[1.0, 0.0], [5.0, 6.0], [3.0, 4.0]], vocabulary=3)
    array([[5., 6.],
           [0., 0.],
           [4., 4.]])
    """
    vocabulary = whole_number(vocabulary, "vocabulary", 1)
    codes = integers_below(codes, vocabulary, "codes", "a row of the table")
    upstream = real_array(upstream, "upstream", (*codes.shape, "dimensions"))
    dimensions = upstream.shape[-1]
    # Each number of upstream goes to one place of the table, counted row by row. `bincount` adds
    # up what comes to a place, in a quarter of the time of `np.add.at` on rows.
    places = codes[..., None] * dimensions + np.arange(dimensions)
    numbers = upstream.astype(np.float64).ravel()
    sums = np.bincount(places.ravel(), numbers, vocabulary * dimensions)
    return sums.reshape(vocabulary, dimensions).astype(upstream.dtype)


def masked_mean(vectors: ArrayLike, codes: ArrayLike) -> NDArray:
    """Return the mean of the word vectors of each text, without those of its padding.

    Parameters
    ----------
    vectors : array_like, shape (batch, length, dimensions)
        A vector for each position, such as ``lookup(codes, table)``.
    codes : array_like of int, shape (batch, length)
        Padded codes; where they are 0 the vector is left out.

    Returns
    -------
    ndarray, shape (batch, dimensions)
        The means. A text that is all padding has no words, and gets zeros; Keras'
        ``GlobalAveragePooling1D`` divides zero by zero there and gives NaN.

    Raises
    ------
    TypeError
        If a code is not an integer, or `vectors` does not hold real numbers.
    ValueError
        If a code is negative, `vectors` is not finite, or a shape does not fit.

    References
    ----------
    Equation :eq:`masked-mean` of the book.

    Examples
    --------
    >>> masked_mean([[[2.0], [4.0], [9.0]], [[9.0], [9.0], [9.0]]], codes=[[5, 1, 0], [0, 0, 0]])
    array([[3.],
           [0.]])
    """
    vectors = real_array(vectors, "vectors", ("batch", "length", "dimensions"))
    words = _words(codes, vectors.shape[:2])
    sums = vectors.sum(axis=1, where=words[..., None])  # (batch, dimensions)
    return sums / _counts(words).astype(vectors.dtype)


def masked_mean_gradient(codes: ArrayLike, upstream: ArrayLike) -> NDArray:
    """Return the gradient of the vectors, from the gradient of their `masked_mean`.

    Each of the n words of a text gets an n-th of the text's upstream gradient, padding nothing.

    Parameters
    ----------
    codes : array_like of int, shape (batch, length)
        Padded codes; 0 is padding.
    upstream : array_like, shape (batch, dimensions)
        Gradient of the loss in the means.

    Returns
    -------
    ndarray, shape (batch, length, dimensions)
        What `lookup_gradient` takes as its upstream gradient.

    Raises
    ------
    TypeError
        If a code is not an integer, or `upstream` does not hold real numbers.
    ValueError
        If a code is negative, `upstream` is not finite, or a shape does not fit.

    Examples
    --------
    >>> masked_mean_gradient([[5, 1, 0]], [[4.0]])
    array([[[2.],
            [2.],
            [0.]]])
    """
    upstream = real_array(upstream, "upstream", ("batch", "dimensions"))
    words = _words(codes, (len(upstream), "length"))
    shares = words / _counts(words)  # (batch, length)
    return shares[..., None].astype(upstream.dtype) * upstream[:, None]


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


def classify_gradient(
    codes: ArrayLike,
    labels: ArrayLike,
    table: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike,
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of the mean cross-entropy of `classify`: of vectors, weights and bias.

    Parameters
    ----------
    codes : array_like of int, shape (batch, length)
        Padded sentences.
    labels : array_like of int, shape (batch,)
        The right class of each sentence, 0 or 1.
    table : array_like, shape (vocabulary, dimensions)
        The embedding.
    weights : array_like, shape (length * dimensions, 1)
        Of the sigmoid unit.
    bias : array_like, shape (1,)
        Of the sigmoid unit.

    Returns
    -------
    vectors : ndarray, shape (batch, length, dimensions)
        Of the vectors that were looked up; `lookup_gradient` makes that of the table of it.
    weights : ndarray, shape (length * dimensions, 1)
        Of the weights.
    bias : ndarray, shape (1,)
        Of the bias.

    Raises
    ------
    TypeError
        If a code or a label is not an integer, or another argument does not hold real numbers.
    ValueError
        If a code is not in the table, a label is neither 0 nor 1, or a shape does not fit.

    References
    ----------
    Equation :eq:`classifier-gradient` of the book.

    Examples
    --------
    The sentence has the probability 0.5 and the label 1, so its sum should grow.

    >>> vectors, weights, bias = classify_gradient([[1, 0]], [1], [[0.0], [2.0]], [[1], [3]], [-2])
    >>> vectors.tolist(), weights.tolist(), bias.tolist()
    ([[[-0.5], [-1.5]]], [[-1.0], [0.0]], [-0.5])
    """
    p = classify(codes, table, weights, bias)  # (batch, 1)
    labels = integers_below(labels, 2, "labels", "a class")
    if labels.shape != p.shape[:1]:
        raise ValueError(f"labels must have shape {p.shape[:1]}, got shape {labels.shape}")
    vectors = lookup(codes, table)
    flat = vectors.reshape(len(p), -1)  # (batch, length * dimensions)
    delta = (p - labels[:, None].astype(p.dtype)) / len(p)  # of the sum before the sigmoid
    return (delta @ np.transpose(weights)).reshape(vectors.shape), flat.T @ delta, delta.sum(axis=0)


def load_vectors(
    path: str | Path, words: Iterable[str] | None = None, dimensions: int | None = None
) -> tuple[list[str], NDArray[np.float32]]:
    r"""Return the words of a text file of word vectors, and their vectors.

    Each line holds a word and its numbers, with one blank before each number, as in the files of
    GloVe. A first line of two whole numbers, words and dimensions, is a heading, as word2vec and
    fastText write it. A word may have blanks in it, as some of GloVe's have: the numbers are
    counted from the end of the line. The file is read line by line, and only what is wanted is
    kept.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8 and not compressed.
    words : iterable of str, optional
        The words that are wanted; all by default. Those that the file lacks are left out. The
        numbers of other words are counted and not read.
    dimensions : int, optional
        How many numbers a vector has; at least 1. By default the heading says it, or the first
        line, whose word must then be without blanks.

    Returns
    -------
    words : list of str
        The words found, in the order of the file, mostly the most frequent first. If a word comes
        twice, the first one counts.
    vectors : ndarray of float32, shape (words, dimensions)
        Their vectors.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If `words` is a single str or holds something else, or `dimensions` is no integer.
    ValueError
        If `dimensions` is less than 1; if the file is empty or compressed; if a line has too few
        or too many numbers, no word, no line break, or a word that is not in UTF-8; if a number of
        a wanted word is no finite number of single precision; if the heading says otherwise than
        the lines or `dimensions`. The message names file and line.

    References
    ----------
    Pennington, Socher and Manning, "GloVe: global vectors for word representation", 2014.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "vectors.txt")
    ...     _ = path.write_text("the 0 -0.5\n. . . 1 0.25\nsoup 2 3\n")
    ...     load_vectors(path, words=["soup", ". . .", "stew"])
    (['. . .', 'soup'], array([[1.  , 0.25],
           [2.  , 3.  ]], dtype=float32))
    """
    wanted = None if words is None else {*_several(words, "words")}
    if dimensions is not None:
        whole_number(dimensions, "dimensions", 1)
    return _vectors.read(Path(path), wanted, dimensions)


def pretrained_table(
    tokens: Iterable[str], words: Iterable[str], vectors: ArrayLike
) -> tuple[NDArray, NDArray[np.bool_]]:
    """Return a table for a vocabulary with the vectors of the words that have one.

    Parameters
    ----------
    tokens : iterable of str
        The tokens of a vocabulary in the order of their codes, ``""`` for padding first.
    words : iterable of str
        Words that have a vector. If a word comes twice, the first one counts.
    vectors : array_like, shape (words, dimensions)
        Their vectors.

    Returns
    -------
    table : ndarray, shape (tokens, dimensions)
        Row k is the vector of token k. Padding and tokens without a vector have rows of zeros. Of
        the type of `vectors`.
    found : ndarray of bool, shape (tokens,)
        Which tokens have a vector. ``table[~found]`` are the rows that you may fill otherwise.

    Raises
    ------
    TypeError
        If `tokens` or `words` is a single str or holds something else, or `vectors` does not hold
        real numbers.
    ValueError
        If the first token is not padding, or there is not one finite vector a word.

    Examples
    --------
    >>> table, found = pretrained_table(["", "[UNK]", "stew", "soup"], ["the", "soup"], [[1], [2]])
    >>> table[:, 0], found
    (array([0., 0., 0., 2.]), array([False, False, False,  True]))
    """
    tokens, words = _several(tokens, "tokens"), _several(words, "words")
    vectors = real_array(vectors, "vectors", (len(words), "dimensions"))
    if tokens[:1] != [""]:
        raise ValueError(f"tokens must begin with '' for padding, got {tokens[:2]}")
    row_of = {word: row for row, word in reversed([*enumerate(words)])} | {"": -1}
    rows = np.array([row_of.get(token, -1) for token in tokens])
    found = rows >= 0
    table = np.zeros((len(tokens), vectors.shape[1]), vectors.dtype)
    table[found] = vectors[rows[found]]
    return table, found


def _words(codes: ArrayLike, shape: tuple[int | str, ...]) -> NDArray[np.bool_]:
    """Return where a word stands, and not padding, in codes of this shape."""
    limit = np.iinfo(np.int64).max
    codes = integers_below(codes, limit, "codes", "0 for padding or the code of a word")
    return real_array(codes, "codes", shape) > 0


def _counts(words: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many words each text has, shape (batch, 1), and 1 for a text of padding only."""
    return np.maximum(words.sum(axis=1, keepdims=True), 1)


def _several(words: Iterable[str], name: str) -> list[str]:
    """Return words as a list, or say what came instead."""
    if isinstance(words, str) or not np.iterable(words):
        raise TypeError(f"{name} must be several words, got {words!r}")
    words = list(words)
    for i, word in enumerate(words):
        if not isinstance(word, str):
            raise TypeError(f"{name}[{i}] must be a str, got {word!r}")
    return words
