"""Training with Keras so that it can be repeated, read, and shared out among machines."""

import json
import os
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import nncourse._quiet  # noqa: F401  # before Keras and TensorFlow

# isort: split
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import ArrayLike, NDArray

from nncourse._checks import whole_number
from nncourse.datasets import RECORD_BYTES, count_pictures


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


def distribution() -> tf.distribute.Strategy:
    """Return how training is shared out, by what the process can see.

    Returns
    -------
    tf.distribute.Strategy
        A `MultiWorkerMirroredStrategy` if the environment variable ``TF_CONFIG`` describes a
        cluster; it returns when all workers have come. A `MirroredStrategy` if there are several
        logical GPUs, or several logical CPUs and no GPU. TensorFlow's default otherwise.

    Raises
    ------
    ValueError
        If ``TF_CONFIG`` is not of the usual form, which the message shows.

    References
    ----------
    Abadi and others, "TensorFlow: a system for large-scale machine learning", 2016.

    Examples
    --------
    >>> distribution().num_replicas_in_sync
    1
    """
    if "TF_CONFIG" in os.environ:
        _check_cluster(os.environ["TF_CONFIG"])
        return tf.distribute.MultiWorkerMirroredStrategy()
    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) == 1:
        return tf.distribute.get_strategy()
    return tf.distribute.MirroredStrategy([device.name for device in devices])


def training_step(
    model: keras.Model, optimizer: keras.Optimizer
) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """Return a function that trains a classifier on one batch, on however many devices.

    Each replica computes the gradient of its share of the loss, and the shares are added up:
    the sum is the gradient of the mean loss of the whole batch, however it was divided.

    Parameters
    ----------
    model : keras.Model
        Gives logits, shape (batch, classes). Made within the scope of the strategy that it is to
        be trained under.
    optimizer : keras.Optimizer
        Made within the same scope.

    Returns
    -------
    callable
        Takes inputs and labels of shape (batch,), or what a distributed data set gives; changes
        the weights once; returns the mean loss of the whole batch before that, and its accuracy,
        as a tensor of shape (2,).

    References
    ----------
    Equation :eq:`data-parallel` of the book; Goyal and others, "Accurate, large minibatch SGD",
    2017, section 2.

    Examples
    --------
    >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "linear", False)])
    >>> model.set_weights([np.zeros((1, 2))])
    >>> step = training_step(model, keras.optimizers.SGD(1.0))
    >>> print(step(tf.ones((1, 1)), tf.ones(1, tf.int32)).numpy().round(3))  # log 2; a tie
    [0.693 0.   ]
    >>> model.get_weights()[0].tolist()
    [[-0.5, 0.5]]
    """
    strategy = model.distribute_strategy
    with strategy.scope():
        optimizer.build(model.trainable_variables)
    criterion = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction="sum", dtype=model.dtype
    )

    def on_replica(x, y):
        count = tf.cast(tf.size(y), model.dtype)
        count = tf.distribute.get_replica_context().all_reduce("sum", count)  # of the whole batch
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = criterion(y, logits) / count
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)  # adds up those of all replicas
        right = tf.argmax(logits, axis=1, output_type=y.dtype) == y
        return tf.stack([loss, tf.reduce_sum(tf.cast(right, count.dtype)) / count])

    @tf.function(autograph=False, reduce_retracing=True)
    def step(x, y):
        return strategy.reduce("sum", strategy.run(on_replica, (x, y)), axis=None)

    return step


def picture_batches(
    files: Sequence[str | os.PathLike],
    batch_size: int,
    epoch: int | None = None,
    seed: int = 0,
    part: int = 0,
    parts: int = 1,
) -> tf.data.Dataset:
    """Return batches of pictures that are read from files in CIFAR-10's binary layout on the way.

    Besides a few batches 10,000 pictures are in memory, not all of them. Whoever reads part 0 of 2
    and whoever reads part 1 of 2 get the halves of the batches that part 0 of 1 gives.

    Parameters
    ----------
    files : sequence of path
        Records of 3,073 bytes: a label, then the red, the green and the blue plane of a picture.
    batch_size : int
        Pictures in a whole batch; a multiple of `parts`.
    epoch : int, optional
        The pictures come shuffled, in another order for each epoch, and those that are left over
        from whole batches are left out. Without it, they come all and in the order of the files.
    seed : int, default 0
        Which orders; at least 0. TensorFlow's own seed, see `set_seed`, has a say as well.
    part, parts : int, default 0 and 1
        Which share of each batch to give: every `parts`-th picture from the `part`-th on.

    Returns
    -------
    tf.data.Dataset
        Pairs of pictures, float32 from 0 to 1 of shape (batch_size / parts, 32, 32, 3), and
        labels, int32 of shape (batch_size / parts,).

    Raises
    ------
    FileNotFoundError
        If one of the files is missing.
    TypeError
        If one of the numbers is not an integer.
    ValueError
        If a file does not consist of whole records, a number is too small, or the parts cannot be
        of equal size.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "shard.bin")
    ...     _ = path.write_bytes(bytes([7, *[255] * 3072]) * 3)
    ...     for x, y in picture_batches([path], 2):
    ...         print(x.shape, float(x[0, 0, 0, 0]), y.numpy())
    (2, 32, 32, 3) 1.0 [7 7]
    (1, 32, 32, 3) 1.0 [7]
    """
    whole_number(batch_size, "batch_size", 1)
    whole_number(parts, "parts", 1)
    if not 0 <= whole_number(part, "part", 0) < parts or batch_size % parts:
        raise ValueError(
            "batch_size must be a multiple of parts, and part less than parts, "
            f"got batch_size={batch_size}, part={part}, parts={parts}"
        )
    paths = [str(path) for path in files]
    count_pictures(paths)
    records = tf.data.FixedLengthRecordDataset(paths, RECORD_BYTES)
    seed = whole_number(seed, "seed", 0)
    if epoch is not None:
        entropy = [seed, whole_number(epoch, "epoch", 0)]
        mixed = int(np.random.SeedSequence(entropy).generate_state(1)[0])
        records = records.shuffle(10_000, mixed, reshuffle_each_iteration=False)
    whole = records.batch(batch_size, drop_remainder=epoch is not None)
    return whole.map(lambda batch: _decoded(batch[part::parts])).prefetch(2)


@tf.autograph.experimental.do_not_convert
def _decoded(records: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the pictures and the labels of records, strings of bytes of shape (batch,)."""
    numbers = tf.io.decode_raw(records, tf.uint8, fixed_length=RECORD_BYTES)
    planes = tf.reshape(tf.cast(numbers[:, 1:], tf.float32) / 255, (-1, 3, 32, 32))
    pictures = tf.transpose(planes, (0, 2, 3, 1))  # (batch, height, width, channels)
    return pictures, tf.cast(numbers[:, 0], tf.int32)


def _check_cluster(text: str) -> None:
    """Raise if the text of TF_CONFIG does not describe a cluster of workers and a place in it."""
    form = '{"cluster": {"worker": ["HOST:PORT", ...]}, "task": {"type": "worker", "index": 0}}'
    try:
        config = json.loads(text)
        workers, task = config["cluster"]["worker"], config["task"]
        sound = list(config["cluster"]) == ["worker"] and task["type"] == "worker"
        sound = sound and task["index"] in range(len(workers)) == range(len(set(workers)))
        sound = sound and all(re.fullmatch(r"[^:]+:\d+", address) for address in workers)
    except (KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise ValueError(
            f"TF_CONFIG must be of the form {form}, without an address twice, got {text!r}"
        )
