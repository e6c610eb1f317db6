"""What an exercise is: an answer, and the mistakes that are often made."""

from typing import NamedTuple

from numpy.typing import ArrayLike


class Exercise(NamedTuple):
    """An answer and the mistakes that have a hint.

    Parameters
    ----------
    answer : array_like
        What is right.
    mistakes : tuple of (array_like, str)
        What is often answered instead, and what to say to it.

    Examples
    --------
    >>> Exercise(answer=4, mistakes=((5, "One too many."),)).answer
    4
    """

    answer: ArrayLike
    mistakes: tuple[tuple[ArrayLike, str], ...]
