"""The exercises of the chapter embeddings/words-to-integers."""

import numpy as np

from nncourse import datasets
from nncourse._answers.exercise import Exercise
from nncourse.encoders import Vocabulary


def letter_codes() -> Exercise:
    """Return the codes of "not" and "good" by the sum of their letters, with 20 buckets.

    Examples
    --------
    >>> letter_codes().answer
    array([12,  4])
    """
    letters = [[ord(letter) - ord("a") + 1 for letter in word] for word in ("not", "good")]
    sums = np.array([sum(places) for places in letters])
    from_zero = sums - [len(places) for places in letters]
    return Exercise(
        sums % 19 + 1,
        (
            (sums % 19, "add 1 at the end: code 0 is left for padding."),
            (sums % 20 + 1, "divide by one less than the buckets: code 0 is none of theirs."),
            (sums % 20, "divide by one less than the buckets, and add 1: code 0 is padding."),
            (from_zero % 19 + 1, "count the letters from a = 1, not from 0."),
        ),
    )


def first_pair() -> Exercise:
    """Return at how many words one pair is expected to meet in 1,000 buckets.

    Examples
    --------
    >>> first_pair().answer
    46
    """
    n = np.arange(1, 1000)
    pairs = n * (n - 1) // 2

    def first(expected: np.ndarray) -> int:
        return int(n[np.argmax(expected >= 1)])

    answer = first(pairs / 999)
    no_pair = np.cumprod(1 - (n - 1) / 999)  # no word on one that came before it
    return Exercise(
        answer,
        (
            (answer - 1, "with so few words a little less than one pair is expected."),
            (first(2 * pairs / 999), "you counted each pair twice: two words are one pair."),
            (first(n / 999), "each word meets any of the others, so count pairs, not words."),
            (
                int(n[np.argmax(no_pair <= 1 / 2)]),
                "here a pair is as likely as none. The expected number of pairs is asked for.",
            ),
        ),
    )


def small_vocabulary() -> Exercise:
    """Return the ten sentences in seven codes and three columns, padded before and cut after.

    Examples
    --------
    >>> small_vocabulary().answer[7:]
    array([[0, 1, 4],
           [0, 3, 2],
           [1, 1, 6]])
    """
    texts = datasets.SENTENCES

    def padded(size: int, padding: str = "pre", truncating: str = "post") -> np.ndarray:
        return Vocabulary.build(texts, size).encode_padded(texts, 3, padding, truncating)

    return Exercise(
        padded(7),
        (
            (padded(9), "your vocabulary has more codes. Padding and unknown are two of them."),
            (
                padded(5),
                "your vocabulary has fewer codes. The seven include padding and unknown.",
            ),
            (padded(7, "post", "pre"), "the two sides are exchanged: zeros before, the cut after."),
            (padded(7, padding="post"), "the zeros stand after the words here, not before."),
            (padded(7, truncating="pre"), "the long sentence lost its first word, not its last."),
        ),
    )


def unknown_share() -> Exercise:
    """Return the share of words in the five sentences of blame that praise does not have.

    Examples
    --------
    >>> round(unknown_share().answer, 2)
    0.64
    """
    praise, blame = datasets.SENTENCES[:5], datasets.SENTENCES[5:]
    padded = Vocabulary.build(praise).encode_padded(blame, 4)
    unknown, words = (padded == 1).sum(), (padded > 0).sum()
    return Exercise(
        float(unknown / words),
        (
            (unknown / padded.size, "zeros are no words. Divide by the number of words."),
            (unknown / (padded > 1).sum(), "an unknown word is a word too. Divide by all words."),
            (1 - unknown / words, "this is the share of the words that are known."),
            ((padded <= 1).sum() / padded.size, "zeros are no words, and not unknown either."),
        ),
    )
