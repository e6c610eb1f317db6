"""Arguments on their way in: the right kind and shape, or an error that says why not."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def real_array(value: ArrayLike, name: str, shape: tuple[int | str, ...] | None = None) -> NDArray:
    """Return value as a float array; float32 stays float32, integers become float64.

    Parameters
    ----------
    value : array_like of real numbers
        What the caller gave. It is not changed.
    name : str
        The argument's name, for the message.
    shape : tuple of int or str, optional
        What each axis must be: a number is a size that it must have, a word is the meaning of an
        axis of any size of at least 1. Without it, every shape is right.

    Returns
    -------
    ndarray of float
        The same numbers.

    Raises
    ------
    TypeError
        If the entries are not real numbers.
    ValueError
        If the shape is not the one asked for, or an entry is NaN or infinite.

    Examples
    --------
    >>> real_array([[1, 2]], "x", ("batch", 2))
    array([[1., 2.]])
    >>> real_array([[1, 2]], "x", ("batch", 3))
    Traceback (most recent call last):
    ValueError: x must have shape (batch, 3), got shape (1, 2)
    """
    array = _as_array(value, name)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, got {_kind(value, array)}")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    if shape is not None:
        _check_shape(array, name, shape)
    if not np.isfinite(array).all():
        at = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
        raise ValueError(f"{name} must be finite, got {array[tuple(at)]} at {at}")
    return array


def integers_below(value: ArrayLike, limit: int, name: str, meaning: str) -> NDArray[np.int64]:
    """Return value as int64, each entry in 0 .. limit - 1.

    Parameters
    ----------
    value : array_like of int, any shape
        What the caller gave.
    limit : int
        One more than the largest entry allowed.
    name : str
        The argument's name, for the message.
    meaning : str
        What an entry stands for, for the message ("a class", "a row of the table").

    Returns
    -------
    ndarray of int64, shape of value
        The same numbers.

    Raises
    ------
    TypeError
        If an entry is not an integer; a float such as 2.0 is not one.
    ValueError
        If an entry is negative or not below `limit`.

    Examples
    --------
    >>> integers_below([3, 0], 4, "labels", "a class")
    array([3, 0])
    >>> integers_below([3, -1], 4, "labels", "a class")
    Traceback (most recent call last):
    ValueError: labels must each be a class, 0 to 3, got -1 at [1]
    """
    array = _as_array(value, name)
    if array.size and array.dtype.kind not in "iu":  # NumPy takes an empty list for one of floats
        raise TypeError(f"{name} must be integers, got {_kind(value, array)}")
    outside = (array < 0) | (array >= limit)
    if outside.any():
        at = [int(i) for i in np.argwhere(outside)[0]]
        raise ValueError(
            f"{name} must each be {meaning}, 0 to {limit - 1}, got {array[tuple(at)]} at {at}"
        )
    return array.astype(np.int64)


def several_words(words: Iterable[str], name: str) -> list[str]:
    """Return words as a list.

    Parameters
    ----------
    words : iterable of str
        What the caller gave.
    name : str
        The argument's name, for the message.

    Returns
    -------
    list of str
        The same words.

    Raises
    ------
    TypeError
        If it is a single str, or holds something that is not a str.

    Examples
    --------
    >>> several_words(("tea", "soup"), "words")
    ['tea', 'soup']
    >>> several_words("tea", "words")
    Traceback (most recent call last):
    TypeError: words must be several words, got 'tea'
    """
    if isinstance(words, str) or not np.iterable(words):
        raise TypeError(f"{name} must be several words, got {words!r}")
    words = list(words)
    for i, word in enumerate(words):
        if not isinstance(word, str):
            raise TypeError(f"{name}[{i}] must be a str, got {word!r}")
    return words


def whole_number(value: Any, name: str, least: int) -> int:
    """Return value as an int of at least `least`.

    Parameters
    ----------
    value : int
        What the caller gave; a NumPy integer is one, a bool or a float is not.
    name : str
        The argument's name, for the message.
    least : int
        The smallest number allowed.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    TypeError
        If `value` is not an integer.
    ValueError
        If `value` is less than `least`.

    Examples
    --------
    >>> whole_number(3, "stride", 1)
    3
    >>> whole_number(0, "stride", 1)
    Traceback (most recent call last):
    ValueError: stride must be at least 1, got 0
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def choice(value: Any, name: str, allowed: tuple[str, ...]) -> str:
    """Return value, which is one of the words allowed.

    Parameters
    ----------
    value : str
        What the caller gave.
    name : str
        The argument's name, for the message.
    allowed : tuple of str
        The words.

    Returns
    -------
    str
        The same word.

    Raises
    ------
    ValueError
        If `value` is none of them.

    Examples
    --------
    >>> choice("full", "padding", ("valid", "same"))
    Traceback (most recent call last):
    ValueError: padding must be 'valid' or 'same', got 'full'
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be {' or '.join(map(repr, allowed))}, got {value!r}")
    return value


def _as_array(value: ArrayLike, name: str) -> NDArray:
    """Return value as an array, or say that its rows differ in length."""
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must have rows of equal length, got {value!r}") from error


def _kind(value: ArrayLike, array: NDArray) -> str:
    """Return the words for what came, for a message about its type."""
    return repr(value) if array.ndim == 0 else f"an array of {array.dtype}"


def _check_shape(array: NDArray, name: str, shape: tuple[int | str, ...]) -> None:
    """Raise unless each axis has the size, or any size where there is a word."""
    fits = array.ndim == len(shape) and all(
        got > 0 if isinstance(want, str) else got == want
        for got, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        wanted = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
        raise ValueError(f"{name} must have shape ({wanted}), got shape {array.shape}")
