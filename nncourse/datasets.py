"""The data of the chapters: sentences, a memory task, series, drawn pictures, CIFAR-10."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncourse import _apples, _landscape, _neighbours, _recorded, _recorded_speed, _shapes
from nncourse._checks import real_array, whole_number

# Two sentences in which "apple" means two things.
APPLE_SENTENCES = ("I like eating apple.", "Apple is a company.")

# The notes' ten documents, the first five praise (1), the others blame (0).
SENTENCES = (
    "Well done!",
    "Good work",
    "Great effort",
    "nice work",
    "Excellent!",
    "Weak",
    "Poor effort!",
    "not good",
    "poor work",
    "Could have done better.",
)
LABELS = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])

# What the notes printed as the codes of these documents; another start of Python gives others.
NOTES_CODES = (
    (16, 1),
    (46, 17),
    (5, 10),
    (35, 17),
    (27,),
    (2,),
    (4, 10),
    (40, 46),
    (4, 17),
    (26, 41, 1, 6),
)
NOTES_SENTENCE_ACCURACY = 0.90  # 89.999998 % after 50 epochs, on the training sentences

# What the notes printed for ten epochs on CIFAR-10: loss, accuracy, test loss, test accuracy.
NOTES_CIFAR10_HISTORY = np.array(
    [
        [1.5502, 0.4321, 1.3032, 0.5331],
        [1.2001, 0.5765, 1.1816, 0.5806],
        [1.0436, 0.6316, 1.0422, 0.6347],
        [0.9299, 0.6737, 0.9405, 0.6712],
        [0.8501, 0.7027, 0.9336, 0.6752],
        [0.7862, 0.7249, 0.8879, 0.6898],
        [0.7354, 0.7414, 0.8518, 0.7038],
        [0.6873, 0.7593, 0.8349, 0.7101],
        [0.6497, 0.7722, 0.8684, 0.7094],
        [0.6069, 0.7865, 0.8711, 0.7054],
    ]
)
# Our repetition of it, seeds 0, 1 and 2, on copies that had been saved as JPEG: mean and standard
# deviation. TensorFlow 2.21, Keras 3.15, two cores of an AMD EPYC with AVX-512, November 2026.
RECORDED_CIFAR10_HISTORY = np.array(
    [
        [
            [1.5570, 0.4312, 1.3122, 0.5272],
            [1.2015, 0.5744, 1.1606, 0.5842],
            [1.0576, 0.6278, 1.0613, 0.6244],
            [0.9663, 0.6610, 1.0046, 0.6460],
            [0.9009, 0.6840, 0.9807, 0.6575],
            [0.8470, 0.7041, 0.9731, 0.6627],
            [0.8013, 0.7206, 0.9723, 0.6660],
            [0.7624, 0.7335, 0.9698, 0.6693],
            [0.7287, 0.7455, 0.9774, 0.6708],
            [0.6973, 0.7554, 1.0027, 0.6682],
        ],
        [
            [0.0060, 0.0038, 0.0647, 0.0210],
            [0.0175, 0.0074, 0.0660, 0.0200],
            [0.0179, 0.0077, 0.0360, 0.0114],
            [0.0186, 0.0074, 0.0232, 0.0069],
            [0.0212, 0.0073, 0.0222, 0.0064],
            [0.0242, 0.0098, 0.0195, 0.0059],
            [0.0258, 0.0095, 0.0138, 0.0059],
            [0.0266, 0.0095, 0.0062, 0.0051],
            [0.0290, 0.0108, 0.0194, 0.0030],
            [0.0292, 0.0109, 0.0403, 0.0064],
        ],
    ]
)
for _constant in (LABELS, NOTES_CIFAR10_HISTORY, RECORDED_CIFAR10_HISTORY):
    _constant.flags.writeable = False

# The law of the seasonal series: the museum's usual visitors, Monday to Sunday, times a factor
# whose logarithm keeps nine tenths of itself from one day to the next and takes a step besides.
USUAL_VISITORS = (60, 55, 65, 80, 110, 190, 140)
PERSISTENCE = 0.9
_STEP = 0.15  # standard deviation

# The truth behind `toy_text`: nouns by their class, pairs in which the second differs from the
# first as in every other, and in how many of ten sentences with a pronoun a job has "his".
TOY_CLASSES = _neighbours.CLASSES
TOY_PAIRS = {
    "he to she": tuple(row[:2] for row in _neighbours.GENDERS),
    "capital to country": tuple(row[:2] for row in _neighbours.CAPITALS),
}
TOY_JOBS = {job: his for job, _, his in _neighbours.JOBS}

SHAPE_NAMES = tuple(_shapes.DISTANCES)
RECORDED_SHAPES = _recorded.SHAPES  # five seeds of the chapter on training a classifier
RECORDED_REMEDIES = _recorded.REMEDIES  # three seeds of the second experiment on CIFAR-10
RECORDED_SPEEDRUN = _recorded_speed.SPEEDRUN  # three seeds of three recipes for CIFAR-10
RECORDED_STEPS = _recorded_speed.STEPS  # milliseconds of a step, by one process and by two

CIFAR10_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
CIFAR10_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
_CIFAR10_SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
CIFAR10_FILES = tuple(f"data_batch_{i}.bin" for i in range(1, 6))
_RECORDS = 10_000  # in each file
RECORD_BYTES = 1 + 3 * 32 * 32  # a label, then the red, the green and the blue plane

Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


class Apples(NamedTuple):
    """Sentences with the word "apple", in pairs: 2k and 2k + 1 differ only in what decides.

    Parameters
    ----------
    sentences : tuple of str
        In lower case, words separated by blanks.
    labels : ndarray of int64, shape (sentences,)
        0 where "apple" is the fruit, at 2k; 1 where it is the company, at 2k + 1.
    at : ndarray of int64, shape (sentences,)
        Which word is "apple", counted from 0.
    kinds : ndarray of str, shape (sentences,)
        What decides: words "before" it, words "after" it, or the "order" of the words after it.

    Examples
    --------
    >>> Apples._fields
    ('sentences', 'labels', 'at', 'kinds')
    """

    sentences: tuple[str, ...]
    labels: NDArray[np.int64]
    at: NDArray[np.int64]
    kinds: NDArray[np.str_]


def apples(rng: np.random.Generator) -> tuple[Apples, Apples]:
    """Return 300 sentences to train on and 300 others to test on; each has the word "apple".

    They come in pairs, one about the fruit and one about the company. The two sentences of a pair
    are equal from "apple" on if words before it decide, and up to and including "apple" if words
    after it or their order decide; if their order decides, they also have the same words. So
    whoever does not see what decides has to answer the same twice and is right once. Each half has
    50 pairs of each kind, and each word in one half is also in the other.

    Parameters
    ----------
    rng : numpy.random.Generator
        Which sentences are for training.

    Returns
    -------
    train, test : Apples
        Halves of the 600 sentences of a small grammar of ours. They share no sentence.

    Raises
    ------
    TypeError
        If `rng` is not a Generator.

    Examples
    --------
    >>> train, test = apples(np.random.default_rng(0))
    >>> train.sentences[:2], train.labels[:2], train.at[:2]
    (('i like eating apple today', 'i like working for apple today'), array([0, 1]), array([3, 4]))
    >>> len(test.sentences), set(test.sentences) & set(train.sentences)
    (300, set())
    """
    _check_generator(rng)
    train, test = _apples.halves(rng)
    return _as_apples(train), _as_apples(test)


def toy_text(n: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Return sentences of a small grammar of ours, in which words of one class share neighbours.

    A sentence is about one noun of a class. So two nouns of a class never stand together: what
    they share are the verbs, the adjectives and the other words beside them. `TOY_CLASSES` has the
    nouns by class, `TOY_PAIRS` nouns that differ in a regular way, and `TOY_JOBS` a bias. "apple"
    is a fruit in half of its sentences and a firm in the others.

    Parameters
    ----------
    n : int
        How many sentences; at least 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    tuple of str
        Sentences of 3 to 7 words in lower case, without punctuation.

    Raises
    ------
    TypeError
        If `n` is not an integer or `rng` not a Generator.
    ValueError
        If `n` is less than 1.

    Examples
    --------
    >>> toy_text(2, np.random.default_rng(0))
    ('the waitress and her guest smile', 'we drink hot wine at breakfast')
    """
    n = whole_number(n, "n", 1)
    _check_generator(rng)
    return tuple(_neighbours.sentence(rng) for _ in range(n))


def recall(
    n: int, lag: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return sequences whose first token has to be named at the end, and that token.

    The first token is one of four and says all; the `lag` tokens after it are drawn from four
    others and say nothing. Tokens are one-hot. Who guesses is right once in four times.

    Parameters
    ----------
    n : int
        How many sequences; at least 1.
    lag : int
        How many tokens follow the first; at least 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    x : ndarray of float64, shape (n, lag + 1, 8)
        The sequences; columns 0 to 3 are the tokens that come first, 4 to 7 those that follow.
    labels : ndarray of int64, shape (n,)
        The first token of each, 0 to 3.

    Raises
    ------
    TypeError
        If `n` or `lag` is not an integer or `rng` not a Generator.
    ValueError
        If `n` or `lag` is less than 1.

    References
    ----------
    A small relative of the tasks of Hochreiter and Schmidhuber, "Long short-term memory", 1997.

    Examples
    --------
    >>> x, labels = recall(2, 3, np.random.default_rng(0))
    >>> x.argmax(axis=2), labels
    (array([[3, 5, 5, 4],
           [2, 4, 4, 7]]), array([3, 2]))
    """
    n, lag = whole_number(n, "n", 1), whole_number(lag, "lag", 1)
    _check_generator(rng)
    labels = rng.integers(4, size=n)
    tokens = rng.integers(4, 8, size=(n, lag + 1))
    tokens[:, 0] = labels
    return np.eye(8)[tokens], labels


def seasonal(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how many visitors a made-up museum has on each of n days; day 0 is a Monday.

    The usual number for the day of the week, `USUAL_VISITORS`, times a factor around 1 that says
    how good a time it is: the weather, holidays, an exhibition. The factor drifts. Its logarithm
    is `PERSISTENCE` times that of the day before, plus an independent normal step with standard
    deviation 0.15; it starts as if this had gone on forever.

    Parameters
    ----------
    n : int
        How many days; at least 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of float64, shape (n,)
        Visitors a day, whole numbers.

    Raises
    ------
    TypeError
        If `n` is not an integer or `rng` not a Generator.
    ValueError
        If `n` is less than 1.

    Examples
    --------
    >>> seasonal(7, np.random.default_rng(0))
    array([ 63.,  56.,  73.,  90., 113., 205., 183.])
    """
    n = whole_number(n, "n", 1)
    _check_generator(rng)
    log_factor = rng.normal(0, _STEP / np.sqrt(1 - PERSISTENCE**2))
    visitors = []
    for day, step in enumerate(rng.normal(0, _STEP, n)):
        visitors.append(USUAL_VISITORS[day % 7] * np.exp(log_factor))
        log_factor = PERSISTENCE * log_factor + step
    return np.round(visitors)


def random_walk(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a toy price on each of n days: 100 euros plus a sum of independent steps.

    Each step is normal with mean 0 and standard deviation 1 euro. Real prices share with it that
    their changes can hardly be foretold. They differ in that they move by percentages, that calm
    and wild times alternate, and that large jumps come more often.

    Parameters
    ----------
    n : int
        How many days; at least 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of float64, shape (n,)
        Prices in euros; the first already has a step in it. A long walk may fall below 0.

    Raises
    ------
    TypeError
        If `n` is not an integer or `rng` not a Generator.
    ValueError
        If `n` is less than 1.

    References
    ----------
    Equation :eq:`walk` of the book proves that its best forecast is the last value.

    Examples
    --------
    >>> random_walk(4, np.random.default_rng(0)).round(2)
    array([100.13,  99.99, 100.63, 100.74])
    """
    n = whole_number(n, "n", 1)
    _check_generator(rng)
    return 100 + np.cumsum(rng.normal(size=n))


def windows(
    series: ArrayLike, length: int, horizon: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return every window of a series, and the values that follow each.

    A window ends just before its first target, so it never holds a target of its own. It does
    hold targets of earlier windows: cut the series into training and test part first, then each
    part into windows.

    Parameters
    ----------
    series : array_like, shape (n,)
        Values in the order of time.
    length : int
        Values in a window; at least 1.
    horizon : int, default 1
        How many values after the window are to be forecast; at least 1.

    Returns
    -------
    x : ndarray of float64, shape (n - length - horizon + 1, length, 1)
        Windows, as a recurrent network reads them; ``x[i, t, 0]`` is ``series[i + t]``.
    y : ndarray of float64, shape (n - length - horizon + 1, horizon)
        Targets; ``y[i, k]`` is ``series[i + length + k]``.

    Raises
    ------
    TypeError
        If the series does not hold real numbers, or `length` or `horizon` is not an integer.
    ValueError
        If the series is not one row of finite numbers or too short for one window and its targets,
        or if `length` or `horizon` is less than 1.

    References
    ----------
    Equation :eq:`windows` of the book. Keras has ``keras.utils.timeseries_dataset_from_array``.

    Examples
    --------
    >>> x, y = windows([3, 5, 4, 6, 5, 7], length=3)
    >>> x[:, :, 0]
    array([[3., 5., 4.],
           [5., 4., 6.],
           [4., 6., 5.]])
    >>> y[:, 0]
    array([6., 5., 7.])
    """
    series = real_array(series, "series", ("n",)).astype(np.float64)
    length, horizon = whole_number(length, "length", 1), whole_number(horizon, "horizon", 1)
    if len(series) < length + horizon:
        raise ValueError(
            f"series must have at least length + horizon = {length + horizon} values, "
            f"got {len(series)}"
        )
    both = np.lib.stride_tricks.sliding_window_view(series, length + horizon)
    return both[:, :length, None].copy(), both[:, length:].copy()


def shapes(n: int, rng: np.random.Generator) -> Examples:
    """Return drawn pictures of ten kinds of shapes, and which kind each one is.

    Position, size, rotation, colours and noise vary. The kinds are balanced: their numbers differ
    by at most one. The same seed gives the same pictures.

    Parameters
    ----------
    n : int
        How many pictures; at least 1.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    pictures : ndarray of uint8, shape (n, 32, 32, 3)
        Colour pictures, 0 to 255.
    labels : ndarray of int64, shape (n,)
        Positions in `SHAPE_NAMES`, 0 to 9, in random order.

    Raises
    ------
    TypeError
        If `n` is not an integer or `rng` not a Generator.
    ValueError
        If `n` is less than 1.

    Examples
    --------
    >>> pictures, labels = shapes(20, np.random.default_rng(0))
    >>> pictures.shape, np.bincount(labels)
    ((20, 32, 32, 3), array([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]))
    """
    n = whole_number(n, "n", 1)
    _check_generator(rng)
    labels = rng.permutation(np.arange(n) % len(SHAPE_NAMES))
    return _shapes.draw(labels, rng), labels


def landscape(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a painted landscape that looks much like a photograph: a lake, hills, a house, trees.

    It has what filters are tried on: straight edges and rough ones, even surfaces and fine
    textures, light and shade, and the faint noise of a camera. The same seed gives the same
    picture, another seed another one.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ndarray of uint8, shape (96, 128, 3)
        A colour picture, 0 to 255.

    Raises
    ------
    TypeError
        If `rng` is not a Generator.

    Examples
    --------
    >>> picture = landscape(np.random.default_rng(0))
    >>> picture.shape, picture.dtype
    ((96, 128, 3), dtype('uint8'))
    """
    _check_generator(rng)
    return _landscape.draw(rng)


def cifar10() -> tuple[Examples, Examples]:
    """Return the CIFAR-10 pictures: 50,000 to train on and 10,000 to test on.

    They are read from the folder that the environment variable ``NNCOURSE_CIFAR10`` names, in
    the official binary layout. Without it, Keras downloads the official archive once, verifies
    its hash and keeps it. Nothing is unpickled.

    Returns
    -------
    train, test : tuple of (ndarray of uint8, ndarray of int64)
        Pictures of shape (n, 32, 32, 3), 0 to 255, and labels of shape (n,), positions in
        `CIFAR10_NAMES`.

    Raises
    ------
    ConnectionError
        If no folder is named and the archive cannot be downloaded.
    FileNotFoundError
        If the folder or a file in it is missing.
    ValueError
        If a file is too short or too long, holds a label above 9, or names other classes; or if
        the downloaded archive is not the official one.

    References
    ----------
    Krizhevsky, "Learning multiple layers of features from tiny images", 2009.

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch.dict("os.environ", NNCOURSE_CIFAR10="nowhere"):
    ...     cifar10()
    Traceback (most recent call last):
    FileNotFoundError: NNCOURSE_CIFAR10 must name a folder, got 'nowhere'
    """
    named = os.environ.get("NNCOURSE_CIFAR10")
    folder = Path(named) if named else _downloaded_cifar10()
    if not folder.is_dir():
        raise FileNotFoundError(f"NNCOURSE_CIFAR10 must name a folder, got {named!r}")
    inner = folder / "cifar-10-batches-bin"
    folder = inner if inner.is_dir() else folder
    _check_names(folder / "batches.meta.txt")
    pictures, labels = zip(*(_read_batch(folder / name) for name in CIFAR10_FILES), strict=True)
    return (np.concatenate(pictures), np.concatenate(labels)), _read_batch(
        folder / "test_batch.bin"
    )


def count_pictures(files: Iterable[str | os.PathLike]) -> int:
    """Return how many pictures files in CIFAR-10's binary layout hold, by their sizes.

    Parameters
    ----------
    files : iterable of path
        Records of 3,073 bytes each.

    Returns
    -------
    int
        Pictures in all files.

    Raises
    ------
    FileNotFoundError
        If one of the files is missing.
    ValueError
        If a file does not consist of whole records.

    Examples
    --------
    >>> count_pictures(["no-such-shard.bin"])
    Traceback (most recent call last):
    FileNotFoundError: no-such-shard.bin is missing
    """
    paths = [Path(file) for file in files]
    for path in paths:
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing")
        if path.stat().st_size % RECORD_BYTES:
            raise ValueError(
                f"{path} has {path.stat().st_size:,} bytes; "
                f"expected a multiple of {RECORD_BYTES:,}, the bytes of a picture and its label"
            )
    return sum(path.stat().st_size // RECORD_BYTES for path in paths)


def _check_generator(rng: np.random.Generator) -> None:
    """Raise unless the randomness comes from a generator of NumPy's."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {rng!r}")


def _as_apples(pairs: list[_apples.Pair]) -> Apples:
    """Return pairs of sentences with their labels and where "apple" stands."""
    sentences = tuple(sentence for _, *pair in pairs for sentence in pair)
    at = np.array([sentence.split().index("apple") for sentence in sentences])
    labels = np.arange(len(sentences)) % 2
    return Apples(sentences, labels, at, np.array([kind for kind, *_ in pairs]).repeat(2))


def _downloaded_cifar10() -> Path:
    """Return the folder into which Keras unpacked the official archive."""
    import nncourse._quiet  # noqa: F401, I001
    import keras

    try:
        return Path(
            keras.utils.get_file(origin=CIFAR10_URL, file_hash=_CIFAR10_SHA256, extract=True)
        )
    except Exception as error:  # Keras raises no narrower type when the network fails
        if not (isinstance(error, ConnectionError | TimeoutError) or "URL fetch" in str(error)):
            raise
        raise ConnectionError(
            "CIFAR-10 is neither named nor to be downloaded. Either set NNCOURSE_CIFAR10 to a "
            f"folder that holds the unpacked {CIFAR10_URL}, or connect to the network and call "
            "cifar10() again."
        ) from error


def _check_names(path: Path) -> None:
    """Raise if the list of class names, where there is one, is not the official one."""
    names = tuple(path.read_text().split()) if path.exists() else CIFAR10_NAMES
    if names != CIFAR10_NAMES:
        raise ValueError(f"{path} must name the classes {CIFAR10_NAMES}, it names {names}")


def _read_batch(path: Path) -> Examples:
    """Return the pictures and labels of one file of records."""
    expected = _RECORDS * RECORD_BYTES
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing; expected a file of {expected:,} bytes")
    if path.stat().st_size != expected:
        raise ValueError(f"{path} has {path.stat().st_size:,} bytes; expected {expected:,}")
    records = np.fromfile(path, dtype=np.uint8).reshape(_RECORDS, RECORD_BYTES)
    labels = records[:, 0].astype(np.int64)
    if labels.max() > 9:
        at = int(labels.argmax())
        raise ValueError(f"{path} has label {labels[at]} in record {at}; expected 0 to 9")
    planes = records[:, 1:].reshape(_RECORDS, 3, 32, 32)
    return planes.transpose(0, 2, 3, 1), labels  # (records, height, width, channels)
