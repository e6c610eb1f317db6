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
    """Make everything random in Keras, TensorFlow and NumPy the same for the same seed.

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
    if whole_number(seed, "seed", 0) >= 2**32:
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
        If `epochs` or `batch_size` is less than 1, `x` and `y` differ in length, or the model
        does not measure accuracy.

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
    if len(x) != len(y):
        raise ValueError(f"x and y must have one row an example each, got {len(x)} and {len(y)}")
    log = model.fit(x, y, batch_size, epochs, verbose=0, validation_data=validation_data).history
    if "accuracy" not in log:
        raise ValueError(f"model must be compiled with metrics=['accuracy'], it has {list(log)}")
    return History(*(np.array(log.get(column, [])) for column in History._fields))
