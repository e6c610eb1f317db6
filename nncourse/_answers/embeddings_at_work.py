"""The exercises of the chapter embeddings/embeddings-at-work."""

import numpy as np

from nncourse._answers.exercise import Exercise
from nncourse.embedding import pretrained_table
from nncourse.encoders import Vocabulary, character_ngrams


def frozen_parameters() -> Exercise:
    """Return how many numbers are trained, and how many not, if a table is frozen.

    Examples
    --------
    >>> frozen_parameters().answer
    array([    51, 500100])
    """
    words, dimensions = 10_000, 50
    table, unit = (words + 2) * dimensions, dimensions + 1
    return Exercise(
        np.array([unit, table]),
        (
            ([unit + table, 0], "these all are trained if the table is not frozen. It is."),
            ([table, unit], "this is the wrong way round: the trained ones come first."),
            ([dimensions, table], "the unit has a bias as well."),
            ([unit, words * dimensions], "padding and unknown have rows too."),
            (
                [dimensions, words * dimensions],
                "the unit has a bias as well, and padding and unknown have rows too.",
            ),
            ([unit, words + 2], "these are the rows. Each of them has 50 numbers."),
            ([unit, table + unit], "those of the unit are trained. Do not count them twice."),
        ),
    )


def file_to_table() -> Exercise:
    """Return the table for "Good soup" and "Bad bread" from the five lines of the chapter.

    Examples
    --------
    >>> file_to_table().answer
    array([[ 0. ,  0. ],
           [ 0. ,  0. ],
           [ 0.5, -0.5],
           [ 0.8,  0.6],
           [ 0. ,  0. ],
           [ 0.8, -0.4]])
    """
    words = ["the", "soup", "good", "bad", ". . ."]
    vectors = np.array([[0.1, 0.1], [0.5, -0.5], [0.8, 0.6], [0.8, -0.4], [0.0, 0.5]])
    tokens = Vocabulary.build(["Good soup", "Bad bread"]).tokens
    table, found = pretrained_table(tokens, words, vectors)
    capitals, _ = pretrained_table(["", "", "soup", "Good", "bread", "Bad"], words, vectors)
    filled = np.where(found[:, None], table, vectors.mean(axis=0))
    return Exercise(
        table,
        (
            (table.T, "this is the transpose. Each token has a row."),
            (
                np.roll(table, -1, axis=0),
                "every row is one too high. Code 0, padding, has the first.",
            ),
            (table[1:], "a row is missing: padding and unknown words have one each."),
            (table[2:], "two rows are missing: those of padding and of unknown words."),
            (vectors, "these are the rows of the file. The table has the order of the vocabulary."),
            (
                capitals,
                "two words were not found that the file has. Its words are in lower case.",
            ),
            (filled, "words that the file lacks, and padding, have zeros here, not the mean."),
        ),
    )


def piece_average() -> Exercise:
    """Return the mean vector of those pieces of "gold" that have one.

    Examples
    --------
    >>> piece_average().answer
    array([2., 3.])
    """
    file = {"<co": np.array([2.0, 0.0]), "old": np.array([0.0, 3.0]), "ld>": np.array([4.0, 3.0])}
    pieces = character_ngrams("gold", 3, 3)
    known = [file[piece] for piece in pieces if piece in file]
    return Exercise(
        np.mean(known, axis=0),
        (
            (file["old"], "mark the ends of the word with < and > before you cut it."),
            (np.sum(known, axis=0), "this is the sum. Divide by the number of pieces."),
            (
                np.sum(known, axis=0) / len(pieces),
                "a piece that the file lacks is left out, also of the count.",
            ),
            (
                np.sum(known, axis=0) / len(file),
                "divide by the pieces of gold that the file has, not by all pieces of the file.",
            ),
            (
                np.mean([*file.values()], axis=0),
                "a piece of another word is in it: look at its first letter.",
            ),
        ),
    )
