"""From text to integers: tokens, a stable hash, padding, one-hot rows."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import choice, integers_below, whole_number

_WORD = re.compile(r"\w+(?:'\w+)*")


def tokenize(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation.

    A word is a run of letters, digits and underscores in any script; an apostrophe inside a word
    belongs to it.

    Parameters
    ----------
    text : str
        Any text; a text without a word has no tokens.

    Returns
    -------
    list of str
        The tokens, in the order of the text.

    Raises
    ------
    TypeError
        If `text` is not a str.

    Examples
    --------
    >>> tokenize("Could have done better.")
    ['could', 'have', 'done', 'better']
    >>> tokenize("Don't!"), tokenize("...")
    (["don't"], [])
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, got {text!r}")
    return _WORD.findall(text.lower())


def hash_word(word: str, buckets: int) -> int:
    """Return the bucket of a word, the same on every machine and at every start of Python.

    Parameters
    ----------
    word : str
        A token.
    buckets : int
        How many codes there are, 0 among them; at least 2.

    Returns
    -------
    int
        A code in 1 .. buckets - 1. Code 0 is left for padding. Two words can have the same code.

    Raises
    ------
    TypeError
        If `word` is not a str or `buckets` not an int.
    ValueError
        If `buckets` is less than 2.

    Notes
    -----
    MD5 of the word's UTF-8 bytes as one large number, modulo ``buckets - 1``, plus 1. It is what
    the ``hashing_trick`` of Keras 2 did when asked for ``hash_function="md5"``.

    Examples
    --------
    >>> hash_word("work", 50)
    40
    """
    if not isinstance(word, str):
        raise TypeError(f"word must be a str, got {word!r}")
    buckets = whole_number(buckets, "buckets", 2)
    digest = hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % (buckets - 1) + 1


def hash_encode(text: str, buckets: int) -> list[int]:
    """Return the code of every word of a text, by hashing.

    Parameters
    ----------
    text : str
        Any text.
    buckets : int
        How many codes there are, 0 among them; at least 2.

    Returns
    -------
    list of int
        One code in 1 .. buckets - 1 for each token of `tokenize`; empty for a text without words.

    Raises
    ------
    TypeError
        If `text` is not a str or `buckets` not an int.
    ValueError
        If `buckets` is less than 2.

    Examples
    --------
    >>> hash_encode("Good work", 50) == hash_encode("good WORK!", 50)
    True
    """
    whole_number(buckets, "buckets", 2)
    return [hash_word(word, buckets) for word in tokenize(text)]


def pad_sequences(
    sequences: Iterable[Sequence[int]],
    length: int,
    padding: Literal["pre", "post"] = "pre",
    truncating: Literal["pre", "post"] = "pre",
    value: int = 0,
) -> NDArray[np.int64]:
    """Return sequences of any length as one rectangle of codes.

    Parameters
    ----------
    sequences : iterable of sequences of int
        The codes of each text.
    length : int
        Columns of the result; at least 1.
    padding : {"pre", "post"}
        Where a short sequence is filled up: before it or after it.
    truncating : {"pre", "post"}
        Where a long sequence is cut: "pre" drops its first codes, "post" its last.
    value : int, default 0
        What fills up.

    Returns
    -------
    ndarray of int64, shape (batch, length)
        A row a sequence. The defaults are those of ``keras.utils.pad_sequences``.

    Raises
    ------
    TypeError
        If a code, `length` or `value` is not an integer.
    ValueError
        If there is no sequence, `length` is less than 1, or `padding` or `truncating` is
        neither word.

    Examples
    --------
    >>> pad_sequences([[16, 1], [26, 41, 1, 6]], 3, padding="post", truncating="post")
    array([[16,  1,  0],
           [26, 41,  1]])
    """
    length = whole_number(length, "length", 1)
    choice(padding, "padding", ("pre", "post"))
    choice(truncating, "truncating", ("pre", "post"))
    rows = [_codes(sequence, i) for i, sequence in enumerate(sequences)]
    if not rows:
        raise ValueError("sequences must hold at least one sequence, got none")
    padded = np.full((len(rows), length), _integer(value, "value"))  # (batch, length)
    for row, codes in zip(padded, rows, strict=True):
        codes = codes[-length:] if truncating == "pre" else codes[:length]
        row[slice(0, len(codes)) if padding == "post" else slice(length - len(codes), None)] = codes
    return padded


def one_hot(codes: ArrayLike, size: int) -> NDArray[np.float64]:
    """Return for each code a row of zeros with a single one, at the code's place.

    Parameters
    ----------
    codes : array_like of int, any shape
        Codes in 0 .. size - 1.
    size : int
        Length of a row: the size of the vocabulary; at least 1.

    Returns
    -------
    ndarray of float64, shape of codes + (size,)
        The rows.

    Raises
    ------
    TypeError
        If a code or `size` is not an integer.
    ValueError
        If a code is negative or not below `size`, or `size` is less than 1.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    size = whole_number(size, "size", 1)
    return np.eye(size)[integers_below(codes, size, "codes", "a row of the table")]


def _codes(sequence: Any, i: int) -> list[int]:
    """Return one sequence as a list of ints, or say which entry is none."""
    if isinstance(sequence, str | bytes) or not np.iterable(sequence):
        raise TypeError(f"sequences[{i}] must be a flat sequence of integers, got {sequence!r}")
    return [_integer(code, f"sequences[{i}][{j}]") for j, code in enumerate(sequence)]


def _integer(value: Any, name: str) -> int:
    """Return value as an int of any sign that int64 holds."""
    return whole_number(value, name, np.iinfo(np.int64).min)
