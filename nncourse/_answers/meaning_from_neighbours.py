"""The exercises of the chapter embeddings/meaning-from-neighbours."""

import numpy as np

from nncourse._answers.exercise import Exercise
from nncourse.embedding import (
    SkipGram,
    analogy,
    count_pairs,
    nearest,
    skipgram_gradient,
    window_pairs,
)
from nncourse.functions import sigmoid


def twice_drawn() -> Exercise:
    """Return the gradient of a centre whose negative sample was drawn twice.

    Examples
    --------
    >>> twice_drawn().answer.round(4)
    array([-0.2747,  0.5493])
    """
    a = np.log(3)
    v, u = np.array([1.0, -1.0]), np.array([[a, 0], [0, a]])
    tables = SkipGram(np.array([v, v]), u)
    right = skipgram_gradient(tables, [0], [0], [[1, 1]]).words[0]
    once = skipgram_gradient(tables, [0], [0], [[1]]).words[0]
    around = u[[0, 1, 1]]
    p = sigmoid(around @ v)
    return Exercise(
        right,
        (
            (once, "the word was drawn twice, so it counts twice."),
            (-right, "this is the way downhill. The gradient points uphill."),
            (p @ around, "from the probability of the real pair take away what it should be, 1."),
            ((p - 1) @ around, "this takes the samples for real. Their probability should be 0."),
            (
                (p - [1, 0, 0]).sum() * v,
                "each slope goes with the vector of its context, not of v.",
            ),
            (right / a, "you left out a. The vectors are (a, 0) and (0, a), with a = ln 3."),
            (
                right[::-1],
                "the right numbers stand in the wrong order. The second belongs to n.",
            ),
            (
                (p[[0, 0, 0]] - [1, 0, 0]) @ around,
                "the score of n is -a, so its probability is 1/4.",
            ),
            (3 * right, "you took 1/4 for 3/4 and 3/4 for 1/4. The pair has 3/4."),
            (right * [1, -1], "the samples push the other way than the real pair pulls."),
            (right / 3, "the slopes are added up. Do not divide by three."),
        ),
    )


def small_analogy() -> Exercise:
    """Return the code that is to the third of five vectors as the second is to the first.

    Examples
    --------
    >>> small_analogy().answer
    3
    """
    table = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8], [0.6, 0.8]])
    a, b, c = table[:3]
    return Exercise(
        analogy(table, 0, 1, 2),
        (
            (
                int(nearest(table, b - a + c, 1)[0]),
                "the words that were asked about are left out of the answers.",
            ),
            (
                int(nearest(table, a - b + c, 1, [0, 1, 2])[0]),
                "the sign is turned. Go the way from word 0 to word 1, not back.",
            ),
            (0, "the words that were asked about are left out of the answers."),
            (1, "the words that were asked about are left out of the answers."),
            (b - a + c, "this is where the way leads. Say which word is nearest to it."),
        ),
    )


def count_windows() -> Exercise:
    """Return the counts of contexts in the texts 0, 1, 2, 3 and 2, 0 with a window of two.

    Examples
    --------
    >>> count_windows().answer
    array([[0., 1., 2., 0.],
           [1., 0., 1., 1.],
           [2., 1., 0., 1.],
           [0., 1., 1., 0.]])
    """
    texts = ([0, 1, 2, 3], [2, 0])

    def counted(texts, window):
        return count_pairs(*window_pairs(texts, window), vocabulary=4)

    right, joined = counted(texts, 2), [*texts[0], *texts[1]]
    return Exercise(
        right,
        (
            (
                right + np.diag(np.bincount(joined)),
                "each word is counted beside itself. Leave its own place out.",
            ),
            (counted(texts, 1), "this looks one place away. The window has two to either side."),
            (counted(texts, 3), "this looks three places away. Mind where your range ends."),
            (counted([joined], 2), "a window ends where its text ends."),
            (
                np.array([[0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1], [0, 0, 0, 0]]),
                "this looks to the right alone. What stands to the left is beside a word too.",
            ),
            (
                np.array([[0, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0]]),
                "this looks to the left alone. What stands to the right is beside a word too.",
            ),
            (counted(texts[:1], 2), "both texts have 0 beside 2, so the two count twice."),
        ),
    )
