"""From integers to vectors: an embedding is a table, and a code names its row."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse import _vectors
from nncourse._checks import integers_below, real_array, several_words, whole_number
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
    wanted = None if words is None else {*several_words(words, "words")}
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
    tokens, words = several_words(tokens, "tokens"), several_words(words, "words")
    vectors = real_array(vectors, "vectors", (len(words), "dimensions"))
    if tokens[:1] != [""]:
        raise ValueError(f"tokens must begin with '' for padding, got {tokens[:2]}")
    row_of = {word: row for row, word in reversed([*enumerate(words)])} | {"": -1}
    rows = np.array([row_of.get(token, -1) for token in tokens])
    found = rows >= 0
    table = np.zeros((len(tokens), vectors.shape[1]), vectors.dtype)
    table[found] = vectors[rows[found]]
    return table, found


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> NDArray:
    """Return the cosine of the angle between each row of a and each row of b.

    Parameters
    ----------
    a : array_like, shape (n, dimensions)
        Vectors.
    b : array_like, shape (m, dimensions)
        Vectors.

    Returns
    -------
    ndarray, shape (n, m)
        From -1, opposite directions, to 1, the same direction; 0 where a vector is zero.

    Raises
    ------
    TypeError
        If a table does not hold real numbers.
    ValueError
        If a table is not a finite matrix, or the two have not as many columns.

    References
    ----------
    Equation :eq:`cosine` of the book.

    Examples
    --------
    >>> cosine_similarity([[2.0, 0.0]], [[5.0, 0.0], [0.0, 1.0], [-3.0, 4.0]])
    array([[ 1. ,  0. , -0.6]])
    """
    a = real_array(a, "a", ("n", "dimensions"))
    b = real_array(b, "b", ("m", a.shape[1]))
    return _units(a) @ _units(b).T


def nearest(
    table: ArrayLike, vector: ArrayLike, n: int, without: Sequence[int] = ()
) -> NDArray[np.int64]:
    """Return the codes whose vectors point most nearly where a vector does, nearest first.

    Parameters
    ----------
    table : array_like, shape (vocabulary, dimensions)
        A vector for each code.
    vector : array_like, shape (dimensions,)
        Where to look. The row of a word is nearest to itself, so leave its code out.
    n : int
        How many codes; at least 1.
    without : sequence of int, default ()
        Codes to leave out.

    Returns
    -------
    ndarray of int64, shape (n,)
        Codes by falling cosine; the smaller code first where the cosines of two
        are equal to the last bit.

    Raises
    ------
    TypeError
        If an argument is not of its type.
    ValueError
        If a shape does not fit, a code is not in the table, or fewer than `n` codes are left.

    Examples
    --------
    >>> table = [[1.0, 0.0], [5.0, 1.0], [0.0, 1.0], [-1.0, 0.0]]
    >>> nearest(table, table[0], 2, without=[0])
    array([1, 2])
    """
    table = real_array(table, "table", ("vocabulary", "dimensions"))
    vector = real_array(vector, "vector", (table.shape[1],))
    n = whole_number(n, "n", 1)
    without = integers_below(without, len(table), "without", "a row of the table")
    left = np.setdiff1d(np.arange(len(table)), without)
    if n > len(left):
        raise ValueError(f"n must be at most {len(left)}, the codes that are left, got {n}")
    cosines = cosine_similarity(table[left], vector[None])[:, 0]
    return left[np.argsort(-cosines, kind="stable")[:n]]


def analogy(table: ArrayLike, a: int, b: int, c: int) -> int:
    """Return the code that is to c as b is to a: the nearest to b - a + c that is none of them.

    Parameters
    ----------
    table : array_like, shape (vocabulary, dimensions)
        A vector for each code. Each is scaled to length 1 first.
    a, b, c : int
        Codes: man, king and woman ask for queen.

    Returns
    -------
    int
        The code whose vector has the largest cosine with b - a + c.

    Raises
    ------
    TypeError
        If a code is not an integer, or the table does not hold real numbers.
    ValueError
        If a code is not in the table, or no other code is, or the table is not a finite matrix.

    References
    ----------
    Mikolov, Yih and Zweig, "Linguistic regularities in continuous space word representations",
    2013; equation :eq:`analogy` of the book.

    Examples
    --------
    >>> man, king, woman, queen, lion = [0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1], [0, 1, 0]
    >>> analogy([man, king, woman, queen, lion], 0, 1, 2)
    3
    """
    table = real_array(table, "table", ("vocabulary", "dimensions"))
    a, b, c = integers_below([a, b, c], len(table), "a, b and c", "a row of the table")
    units = _units(table)
    return int(nearest(units, units[b] - units[a] + units[c], 1, without=[a, b, c])[0])


def precision_at(table: ArrayLike, classes: ArrayLike, n: int = 5) -> float:
    """Return how many of the n nearest of a word are of its class: the mean over the words.

    Parameters
    ----------
    table : array_like, shape (vocabulary, dimensions)
        A vector for each code.
    classes : array_like of int, shape (vocabulary,)
        The class of each code; -1 for none. Such a code may be among the nearest, where it counts
        as wrong, but its own nearest are not asked for.
    n : int, default 5
        How many of the nearest to look at; at least 1.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError
        If a class or `n` is not an integer, or the table does not hold real numbers.
    ValueError
        If there is not one class a code, a class is less than -1, no code has a class, the table is
        not a finite matrix, or `n` is less than 1 or not below the number of codes.

    Examples
    --------
    The nearest of code 0 is code 1, of its class; that of code 1 is code 2, which has none.

    >>> precision_at([[4.0, 0.0], [4.0, 3.0], [3.0, 3.0]], [7, 7, -1], n=1)
    0.5
    """
    table = real_array(table, "table", ("vocabulary", "dimensions"))
    real_array(classes, "classes", (len(table),))
    none = np.asarray(classes) == -1
    limit, meaning = np.iinfo(np.int64).max, "-1 for none or a class"
    classes = integers_below(np.where(none, 0, classes), limit, "classes", meaning)
    classes[none] = -1
    asked = np.flatnonzero(~none)
    if len(asked) == 0:
        raise ValueError("classes must give at least one code a class, got none")
    found = [classes[nearest(table, table[i], n, without=[i])] == classes[i] for i in asked]
    return float(np.mean(found))


def window_pairs(
    texts: Sequence[Sequence[int]], window: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each word of each text with each word that stands at most `window` places from it.

    Parameters
    ----------
    texts : sequence of sequence of int
        Codes, a text after the other; they need not be equally long.
    window : int
        How far to look to either side; at least 1. A window ends where its text ends.

    Returns
    -------
    centres, beside : ndarray of int64, shape (pairs,)
        Words, and what stands beside them. Every pair is there in both directions.

    Raises
    ------
    TypeError
        If a code or `window` is not an integer.
    ValueError
        If a code is negative, `window` is less than 1, there is no text, or a text is not a row.

    Examples
    --------
    >>> centres, beside = window_pairs([[3, 1, 4], [5, 9]], window=1)
    >>> list(zip(centres.tolist(), beside.tolist()))
    [(3, 1), (1, 4), (5, 9), (1, 3), (4, 1), (9, 5)]
    """
    window = whole_number(window, "window", 1)
    limit = np.iinfo(np.int64).max
    texts = [integers_below(text, limit, "texts", "the code of a word") for text in texts]
    if not texts or any(text.ndim != 1 for text in texts):
        shapes = ", ".join(str(text.shape) for text in texts) or "none"
        raise ValueError(f"texts must be at least one row of codes, got shapes {shapes}")
    codes, lengths = np.concatenate(texts).astype(np.int64), [len(text) for text in texts]
    text_of = np.repeat(np.arange(len(texts)), lengths)
    pairs = []
    for away in range(1, window + 1):
        same = text_of[away:] == text_of[:-away]  # no pair reaches into the next text
        pairs.append((codes[:-away][same], codes[away:][same]))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return np.concatenate([left, right]), np.concatenate([right, left])


def count_pairs(centres: ArrayLike, beside: ArrayLike, vocabulary: int) -> NDArray[np.float64]:
    """Return how often each word has each other word beside it.

    Parameters
    ----------
    centres, beside : array_like of int, shape (pairs,)
        Pairs of codes, as `window_pairs` gives them.
    vocabulary : int
        How many codes there are; at least 1.

    Returns
    -------
    ndarray of float64, shape (vocabulary, vocabulary)
        Row i counts what stands beside code i.

    Raises
    ------
    TypeError
        If a code or `vocabulary` is not an integer.
    ValueError
        If a code is negative or not below the vocabulary, `vocabulary` is less than 1, or there are
        not as many codes on both sides.

    Examples
    --------
    >>> count_pairs([0, 1, 0], [1, 0, 1], vocabulary=2)
    array([[0., 2.],
           [1., 0.]])
    """
    vocabulary = whole_number(vocabulary, "vocabulary", 1)
    centres = integers_below(centres, vocabulary, "centres", "a code of the vocabulary")
    beside = integers_below(beside, vocabulary, "beside", "a code of the vocabulary")
    real_array(centres, "centres", ("pairs",))
    real_array(beside, "beside", centres.shape)
    places = centres * vocabulary + beside
    return np.bincount(places, minlength=vocabulary**2).reshape(vocabulary, -1).astype(float)


def ppmi(counts: ArrayLike) -> NDArray[np.float64]:
    """Return how much more often than by chance words stand together: log-ratios, at least 0.

    Parameters
    ----------
    counts : array_like, shape (words, contexts)
        How often each word has each other one beside it.

    Returns
    -------
    ndarray of float64, shape (words, contexts)
        The positive pointwise mutual information, in nats; 0 where a pair does not occur.

    Raises
    ------
    TypeError
        If the counts are not real numbers.
    ValueError
        If the counts are not a finite matrix, one is negative, or all are zero.

    References
    ----------
    Church and Hanks, "Word association norms, mutual information, and lexicography", 1990;
    equation :eq:`ppmi` of the book.

    Examples
    --------
    The three pairs that occur stand together six, three and two times as often as by chance.

    >>> ppmi([[0, 1, 0], [2, 0, 0], [0, 0, 3]]).round(3)
    array([[0.   , 1.792, 0.   ],
           [1.099, 0.   , 0.   ],
           [0.   , 0.   , 0.693]])
    """
    counts = _checked_counts(counts, ("words", "contexts")).astype(np.float64)
    by_chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.divide(counts, by_chance, out=np.zeros_like(counts), where=counts > 0)
    return np.log(np.maximum(ratio, 1))


def svd_vectors(matrix: ArrayLike, dimensions: int) -> NDArray[np.float64]:
    """Return the vectors of the rows of a matrix, made of its largest singular values.

    Parameters
    ----------
    matrix : array_like, shape (words, contexts)
        Such as the result of `ppmi`.
    dimensions : int
        How many singular values to keep; at least 1, at most the rows and the columns.

    Returns
    -------
    ndarray of float64, shape (words, dimensions)
        Left singular vectors times the roots of their singular values, largest first. The sign of
        each column, which is free, is such that its largest number is positive.

    Raises
    ------
    TypeError
        If the entries are not real numbers, or `dimensions` is not an integer.
    ValueError
        If the matrix is not a finite matrix, or `dimensions` is less than 1 or too large.

    References
    ----------
    Levy and Goldberg, "Neural word embedding as implicit matrix factorization", 2014.

    Examples
    --------
    Of the two singular values 9 and 4 the larger is kept.

    >>> svd_vectors([[4, 0], [0, 9]], dimensions=1)
    array([[0.],
           [3.]])
    """
    matrix = real_array(matrix, "matrix", ("words", "contexts")).astype(np.float64)
    dimensions = whole_number(dimensions, "dimensions", 1)
    if dimensions > min(matrix.shape):
        raise ValueError(f"dimensions must be at most {min(matrix.shape)}, got {dimensions}")
    left, values, _ = np.linalg.svd(matrix, full_matrices=False)
    left, values = left[:, :dimensions], values[:dimensions]
    largest = np.abs(left).argmax(axis=0)
    signs = np.sign(left[largest, np.arange(dimensions)])
    return left * signs * np.sqrt(values)


class SkipGram(NamedTuple):
    """The two tables of a skip-gram model, or the gradients of a loss in them.

    Parameters
    ----------
    words : ndarray, shape (vocabulary, dimensions)
        The vector of each word as the centre of a window. These are the word vectors.
    contexts : ndarray, shape (vocabulary, dimensions)
        The vector of each word as one that stands beside a centre.

    Examples
    --------
    >>> SkipGram(*np.zeros((2, 5, 3))).contexts.shape
    (5, 3)
    """

    words: NDArray
    contexts: NDArray


def skipgram_loss(
    tables: SkipGram, centres: ArrayLike, beside: ArrayLike, negatives: ArrayLike
) -> float:
    """Return the loss of pairs of words against negative samples, summed over the pairs.

    Parameters
    ----------
    tables : SkipGram
        The vectors.
    centres, beside : array_like of int, shape (pairs,)
        Pairs that occur in a text.
    negatives : array_like of int, shape (pairs, negatives)
        For each pair, words drawn at random in place of what stands beside the centre.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    TypeError
        If a code is not an integer, or a table does not hold real numbers.
    ValueError
        If a code is not in the tables, or a shape does not fit.

    References
    ----------
    Mikolov et al., "Distributed representations of words and phrases and their compositionality",
    2013, equation 4; equation :eq:`skip-gram` of the book.

    Examples
    --------
    With vectors of zeros all three scores are 0, and every probability is one half: 3 ln 2.

    >>> round(skipgram_loss(SkipGram(*np.zeros((2, 5, 3))), [0], [1], [[2, 4]]), 4)
    2.0794
    """
    tables, centres, around = _checked(tables, centres, beside, negatives)
    _, _, z = _scores(tables, centres, around)
    z[..., 0] *= -1
    return float(np.logaddexp(0, z).sum())


def skipgram_gradient(
    tables: SkipGram, centres: ArrayLike, beside: ArrayLike, negatives: ArrayLike
) -> SkipGram:
    """Return the gradients of the `skipgram_loss` in the two tables.

    Parameters
    ----------
    tables : SkipGram
        The vectors.
    centres, beside : array_like of int, shape (pairs,)
        Pairs that occur in a text.
    negatives : array_like of int, shape (pairs, negatives)
        For each pair, words drawn at random.

    Returns
    -------
    SkipGram
        The gradients, in the shapes of the tables.

    Raises
    ------
    TypeError
        If a code is not an integer, or a table does not hold real numbers.
    ValueError
        If a code is not in the tables, or a shape does not fit.

    References
    ----------
    Equation :eq:`skip-gram-gradient` of the book.

    Examples
    --------
    >>> tables = SkipGram(np.array([[1.0, 2.0]] * 3), np.zeros((3, 2)))
    >>> skipgram_gradient(tables, [0], [1], [[2]]).contexts
    array([[ 0. ,  0. ],
           [-0.5, -1. ],
           [ 0.5,  1. ]])
    """
    tables, centres, around = _checked(tables, centres, beside, negatives)
    of_words, of_contexts = _gradients(tables, centres, around, 1.0)
    vocabulary = len(tables.words)
    return SkipGram(
        lookup_gradient(centres, of_words, vocabulary),
        lookup_gradient(around, of_contexts, vocabulary),
    )


def skipgram_steps(
    tables: SkipGram,
    centres: ArrayLike,
    beside: ArrayLike,
    negatives: ArrayLike,
    rates: ArrayLike,
) -> SkipGram:
    """Return the tables after steps of gradient descent on the `skipgram_loss` of batches.

    Parameters
    ----------
    tables : SkipGram
        Where to begin; not changed.
    centres, beside : array_like of int, shape (steps, pairs)
        A batch of pairs for each step.
    negatives : array_like of int, shape (steps, pairs, negatives)
        Words drawn at random for each pair.
    rates : array_like, shape (steps,)
        What the gradient is multiplied with at each step. It is a sum over the batch, so each pair
        moves its vectors by as much as it would alone.

    Returns
    -------
    SkipGram
        The trained tables, in the type of `tables`.

    Raises
    ------
    TypeError
        If a code is not an integer, or a table or the rates do not hold real numbers.
    ValueError
        If a code is not in the tables, or a shape does not fit.

    Examples
    --------
    >>> tables = SkipGram(np.array([[1.0, 2.0]] * 3), np.zeros((3, 2)))
    >>> skipgram_steps(tables, [[0]], [[1]], [[[2]]], rates=[0.5]).contexts
    array([[ 0.  ,  0.  ],
           [ 0.25,  0.5 ],
           [-0.25, -0.5 ]])
    """
    tables, centres, around = _checked(tables, centres, beside, negatives, ("steps", "pairs"))
    rates = real_array(rates, "rates", centres.shape[:1])
    tables = SkipGram(*(np.array(table, order="C") for table in tables))
    by_row = [np.arange(_flat(table).size).reshape(len(table), -1) for table in tables]
    for centre, there, rate in zip(centres, around, rates.tolist(), strict=True):
        of_words, of_contexts = _gradients(tables, centre, there, rate)
        _subtract_rows(tables.words, by_row[0], centre, of_words)
        _subtract_rows(tables.contexts, by_row[1], there, of_contexts)
    return tables


def draw_negatives(
    counts: ArrayLike, shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return codes drawn at random, each with a probability that grows with its count.

    Parameters
    ----------
    counts : array_like, shape (vocabulary,)
        How often each word occurs; probabilities are proportional to its power 3/4.
    shape : tuple of int
        How many codes, in which shape.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of int64, of that shape
        Codes in 0 .. vocabulary - 1.

    Raises
    ------
    TypeError
        If the counts are not real numbers.
    ValueError
        If the counts are not a finite row, one is negative, or all are zero.

    References
    ----------
    Mikolov et al., "Distributed representations of words and phrases and their compositionality",
    2013: the power 3/4.

    Examples
    --------
    >>> drawn = draw_negatives([16, 0, 1], (9000,), np.random.default_rng(0))  # 8 to 0 to 1
    >>> np.bincount(drawn).round(-2)
    array([8000,    0, 1000])
    """
    counts = _checked_counts(counts, ("vocabulary",))
    weights = counts**0.75
    return rng.choice(len(counts), size=shape, p=weights / weights.sum())


def _words(codes: ArrayLike, shape: tuple[int | str, ...]) -> NDArray[np.bool_]:
    """Return where a word stands, and not padding, in codes of this shape."""
    limit = np.iinfo(np.int64).max
    codes = integers_below(codes, limit, "codes", "0 for padding or the code of a word")
    return real_array(codes, "codes", shape) > 0


def _counts(words: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many words each text has, shape (batch, 1), and 1 for a text of padding only."""
    return np.maximum(words.sum(axis=1, keepdims=True), 1)


def _checked_counts(counts: ArrayLike, shape: tuple[str, ...]) -> NDArray:
    """Return counts as a float array, or raise if one is negative or there is nothing to count."""
    counts = real_array(counts, "counts", shape)
    if counts.min() < 0 or counts.max() == 0:
        got = f"{counts.min()}" if counts.min() < 0 else "only 0"
        raise ValueError(f"counts must be at least 0 and not all 0, got {got}")
    return counts


def _units(table: NDArray) -> NDArray:
    """Return the rows of a table at length 1; rows of zeros stay as they are."""
    _, exponents = np.frexp(np.abs(table).max(axis=1, keepdims=True))
    table = np.ldexp(table, -exponents)  # by a power of two, so that no square is 0 or infinite
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(lengths == 0, 1, lengths)


def _checked(
    tables: SkipGram,
    centres: ArrayLike,
    beside: ArrayLike,
    negatives: ArrayLike,
    shape: tuple[str, ...] = ("pairs",),
) -> tuple[SkipGram, NDArray, NDArray]:
    """Return tables, centres and, side by side, what is beside and the negatives, if they fit."""
    words = real_array(tables.words, "words", ("vocabulary", "dimensions"))
    contexts = real_array(tables.contexts, "contexts", words.shape)
    centres, beside, negatives = (
        integers_below(codes, len(words), name, "a row of the tables")
        for codes, name in ((centres, "centres"), (beside, "beside"), (negatives, "negatives"))
    )
    real_array(centres, "centres", shape)
    real_array(beside, "beside", centres.shape)
    real_array(negatives, "negatives", (*centres.shape, "negatives"))
    around = np.concatenate([beside[..., None], negatives], axis=-1)
    return SkipGram(words, contexts), centres, around


def _scores(
    tables: SkipGram, centres: NDArray, around: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the vectors of centres and of what is around them, and their dot products."""
    v = tables.words.take(centres, axis=0)  # (pairs, dimensions)
    u = tables.contexts.take(around, axis=0)  # (pairs, 1 + negatives, dimensions)
    return v, u, (u @ v[..., None])[..., 0]  # (pairs, 1 + negatives)


def _gradients(
    tables: SkipGram, centres: NDArray, around: NDArray, rate: float
) -> tuple[NDArray, NDArray]:
    """Return the gradients of the loss in the vectors that were looked up, times the rate."""
    v, u, z = _scores(tables, centres, around)
    e = sigmoid(z)
    e[:, 0] -= 1  # a probability minus what it should be: 1 for the pair, 0 for the negatives
    e *= rate
    return (e[:, None] @ u)[:, 0], e[..., None] * v[:, None]


def _flat(table: NDArray) -> NDArray:
    """Return the numbers row by row, two of them as one complex number where rows have even length.

    Complex numbers are subtracted part by part, so one operation does for two numbers.
    """
    both = np.result_type(table.dtype, np.complex64)
    even = table.shape[-1] % 2 == 0 and both.itemsize == 2 * table.itemsize
    return table.reshape(-1).view(both if even else table.dtype)


def _subtract_rows(table: NDArray, places: NDArray, codes: NDArray, changes: NDArray) -> None:
    """Subtract each change from the row that its code names, in place; equal codes add up."""
    # On a flat table `np.subtract.at` takes a fraction of its time on rows.
    np.subtract.at(
        _flat(table),
        places.take(codes, axis=0).ravel(),
        _flat(changes.astype(table.dtype, copy=False)),
    )
