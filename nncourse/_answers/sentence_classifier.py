"""The exercises of the chapter embeddings/sentence-classifier."""

from nncourse import datasets, encoders
from nncourse._answers.exercise import Exercise


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
        ),
    )


def padding_before() -> Exercise:
    """Return the notes' codes padded to 4 in front.

    Examples
    --------
    >>> padding_before().answer[0]
    array([ 0,  0, 16,  1])
    """
    after = encoders.pad_sequences(datasets.NOTES_CODES, 4, padding="post")
    hint = "the zeros stand after the words here; the exercise wants them before."
    return Exercise(encoders.pad_sequences(datasets.NOTES_CODES, 4), ((after, hint),))


def enough_buckets() -> Exercise:
    """Return the smallest number of buckets in which no two words of the ten sentences meet.

    Examples
    --------
    >>> enough_buckets().answer > 14
    True
    """
    words = {word for sentence in datasets.SENTENCES for word in encoders.tokenize(sentence)}
    tried = range(len(words) + 1, 1000)  # fewer cannot do: code 0 is padding
    free = (n for n in tried if len({encoders.hash_word(word, n) for word in words}) == len(words))
    buckets = next(free)
    hint = "count code 0 as well: it is a bucket that no word gets."
    return Exercise(buckets, ((buckets - 1, hint),))
