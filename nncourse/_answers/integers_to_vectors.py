"""The exercises of the chapter embeddings/integers-to-vectors."""

import numpy as np

from nncourse import datasets, encoders
from nncourse._answers.exercise import Exercise
from nncourse.embedding import lookup, lookup_gradient, masked_mean


def repeated_word() -> Exercise:
    """Return the gradient of a table with 4 rows for the codes 3, 1, 3, 3.

    Examples
    --------
    >>> repeated_word().answer
    array([[ 0.,  0.],
           [ 0., -1.],
           [ 0.,  0.],
           [ 2.,  3.]])
    """
    codes = np.array([3, 1, 3, 3])
    upstream = np.array([[1.0, 2.0], [0.0, -1.0], [2.0, 0.0], [-1.0, 1.0]])
    gradient = lookup_gradient(codes, upstream, 4)
    overwritten = np.zeros((4, 2))
    overwritten[codes] = upstream  # the last of equal codes wins
    counts = np.maximum(np.bincount(codes, minlength=4), 1)[:, None]
    return Exercise(
        gradient,
        (
            (overwritten, "this keeps the last place of a code alone. All its places add up."),
            (
                gradient / counts,
                "this divides by how often a code stands there. The gradients add up.",
            ),
            (gradient.T, "this is the transpose. The gradient has the shape of the table."),
            (upstream, "this has a row for each position. It should have a row for each code."),
            (
                lookup_gradient(codes - 1, upstream, 4),
                "every row is one too high. Code 0, padding, has the first row.",
            ),
        ),
    )


def one_hot_bytes() -> Exercise:
    """Return the bytes of one-hot rows of 64 texts of 100 codes for a table of 30,000 by 300.

    Examples
    --------
    >>> one_hot_bytes().answer
    768000000
    """
    texts, length, vocabulary, dimensions, size = 64, 100, 30_000, 300, 4
    numbers = texts * length * vocabulary
    return Exercise(
        numbers * size,
        (
            (numbers, "this counts numbers. Each takes four bytes."),
            (length * vocabulary * size, "this is one text. The batch has more."),
            (
                texts * length * dimensions * size,
                "these are the vectors that come out. A one-hot row is as long as the vocabulary.",
            ),
            (vocabulary * dimensions * size, "this is the table. The rows are another matrix."),
        ),
    )


def word_average() -> Exercise:
    """Return the mean of the word vectors of the ten sentences, with the table 0, 1, .. 99.

    Examples
    --------
    >>> word_average().answer[:2]
    array([[17., 18.],
           [63., 64.]])
    """
    codes = encoders.pad_sequences(datasets.NOTES_CODES, 4)  # on either side: a mean has no order
    table = np.arange(100.0).reshape(50, 2)
    vectors = lookup(codes, table)
    means = masked_mean(vectors, codes)
    counts = (codes > 0).sum(axis=1, keepdims=True)
    shifted = masked_mean(lookup(np.maximum(codes - 1, 0), table), codes)
    return Exercise(
        means,
        (
            (vectors.mean(axis=1), "this averages over the padding too, with the row of code 0."),
            (
                means * counts / 4,
                "the padding is left out of the sum, but not of the count: divide by the words.",
            ),
            (means * counts, "these are sums. Divide each by its number of words."),
            (shifted, "this is off by one row. Row 0 belongs to padding, so code i has row i."),
            (means.T, "this is the transpose. Each sentence has a row."),
        ),
    )


def untouched_rows() -> Exercise:
    """Return how many of 10,000 rows get no gradient, expected for 1,600 words like Zipf's.

    Examples
    --------
    >>> round(untouched_rows().answer, 1)
    9257.5
    """
    rows, words = 10_000, 1600
    shares = 1 / np.arange(1, rows)
    shares /= shares.sum()
    never = float(((1 - shares) ** words).sum())
    alike = (rows - 1) * (1 - 1 / (rows - 1)) ** words
    return Exercise(
        never + 1,
        (
            (never, "one row is missing: that of padding, which no word names."),
            (alike + 1, "here all words are equally frequent. Give each code its own share."),
            (rows - never - 1, "these are the rows that do get a gradient."),
        ),
    )
