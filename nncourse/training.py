"""Training with Keras so that it can be repeated and read: seeds, determinism, histories."""

from typing import NamedTuple

import nncourse._quiet  # noqa: F401  # before Keras and TensorFlow

# isort: split
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import whole_number


class History(NamedTuple):
    """The course of a training run; each column has one number an epoch.

    Parameters
    ----------
    loss, accuracy : ndarray, shape (epochs,)
        On the training data, averaged over the epoch while the weights were still moving.
    val_loss, val_accuracy : ndarray, shape (epochs,)
        On the validation data at the epoch's end; empty where there was none.

    Examples
    --------
    >>> History(*np.zeros((4, 10))).val_loss.shape
    (10,)
    """

    loss: NDArray
    accuracy: NDArray
    val_loss: NDArray
    val_accuracy: NDArray


def set_seed(seed: int) -> None:
    """Make everything random in Keras and TensorFlow the same for the same seed.

    NumPy's global generator is set as well, but not those that `numpy.random.default_rng` makes.
    TensorFlow is also told to use only operations that give the same bits each time on the same
    machine.

    Parameters
    ----------
    seed : int
        From 0 to 2³² - 1.

    Raises
    ------
    TypeError
        If `seed` is not an integer.
    ValueError
        If `seed` is negative or too large.

    Examples
    --------
    >>> set_seed(0)
    >>> first = keras.random.normal((2,))
    >>> set_seed(0)
    >>> bool(keras.ops.all(first == keras.random.normal((2,))))
    True
    """
    seed = whole_number(seed, "seed", 0)
    if seed >= 2**32:
        raise ValueError(f"seed must be less than 2**32, got {seed}")
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def fit(
    model: keras.Model,
    x: ArrayLike,
    y: ArrayLike,
    epochs: int,
    batch_size: int = 32,
    validation_data: tuple[ArrayLike, ArrayLike] | None = None,
) -> History:
    """Train a compiled model in silence and return what happened.

    Parameters
    ----------
    model : keras.Model
        Compiled with ``metrics=["accuracy"]``. It is trained in place.
    x, y : array_like
        Training examples and their labels, one a row.
    epochs : int
        How many times to go over the examples; at least 1.
    batch_size : int, default 32
        Examples between two changes of the weights; at least 1.
    validation_data : tuple of array_like, optional
        Examples and labels to evaluate after each epoch, never trained on.

    Returns
    -------
    History
        Loss and accuracy of every epoch.

    Raises
    ------
    TypeError
        If `epochs` or `batch_size` is not an integer.
    ValueError
        If `epochs` or `batch_size` is less than 1, `x` and `y` are empty or differ in length, or
        the model was not compiled to measure accuracy. It is not trained then.

    Examples
    --------
    >>> from nncourse.models import sentence_classifier
    >>> model = sentence_classifier(vocabulary=3, length=1)
    >>> model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    >>> fit(model, [[1], [2]], [0, 1], epochs=5).loss.shape
    (5,)
    """
    whole_number(epochs, "epochs", 1)
    whole_number(batch_size, "batch_size", 1)
    x, y = np.asarray(x), np.asarray(y)
    if x.shape[:1] != y.shape[:1] or x.size == 0:
        raise ValueError(
            "x and y must have one row an example each and at least one, "
            f"got shapes {x.shape} and {y.shape}"
        )
    measured = (model.get_compile_config() or {}).get("metrics")
    if "accuracy" not in (measured or []):
        raise ValueError(f"model must be compiled with metrics=['accuracy'], got {measured}")
    if validation_data is not None:
        validation_data = tuple(map(np.asarray, validation_data))
    log = model.fit(x, y, batch_size, epochs, verbose=0, validation_data=validation_data).history
    return History(*(np.array(log.get(column, [])) for column in History._fields))
