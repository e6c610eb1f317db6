"""`nncourse.training` against Keras' own histories, and against itself with the same seed."""

import os
import re
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from nncourse import datasets, encoders, functions, models
from nncourse.training import (
    History,
    distribution,
    fit,
    picture_batches,
    set_seed,
    training_step,
)

X = encoders.pad_sequences(datasets.NOTES_CODES, 4, padding="post")
Y = datasets.LABELS
HELD_OUT = (X[:4], 1 - Y[:4])
SHARED = "batch_size must be a multiple of parts, and part less than parts"
SOURCES = {
    "keras": lambda: keras.random.normal((4,)),
    "tensorflow": lambda: tf.random.normal((4,)),
    "numpy": lambda: np.random.random(4),
}
THREE_MODELS = """
import numpy as np
from nncourse import models, training
x, y = np.array([[1], [2]]), np.array([0, 1])
for seed in range(3):
    training.set_seed(seed)
    model = models.sentence_classifier(vocabulary=3, length=1)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    training.fit(model, x, y, epochs=1, validation_data=(x, y))
"""


def compiled(metrics=("accuracy",), **options):
    model = models.sentence_classifier()
    model.compile("adam", "binary_crossentropy", metrics=list(metrics), **options)
    return model


def eager():
    """Return a model that trains without being traced first: faster where a test has few steps."""
    return compiled(run_eagerly=True)


def run(seed):
    set_seed(seed)
    model = compiled()
    return fit(model, X, Y, epochs=3, batch_size=4, validation_data=HELD_OUT), model.get_weights()


@pytest.fixture(scope="module")
def first():
    return run(0)


@pytest.fixture(scope="module")
def second(first):
    """Run the same once more, after the first and in the state of the process that it left."""
    return run(0)


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_seed_gives_the_same_numbers(source):
    set_seed(3)
    first = np.array(SOURCES[source]())
    set_seed(3)
    np.testing.assert_array_equal(first, SOURCES[source]())


@pytest.mark.parametrize("source", SOURCES)
def test_another_seed_gives_other_numbers(source):
    set_seed(3)
    first = np.array(SOURCES[source]())
    set_seed(4)
    assert (first != np.array(SOURCES[source]())).all()


def test_set_seed_makes_tensorflow_deterministic():
    set_seed(0)
    with pytest.raises(RuntimeError, match="cannot be called when determinism is enabled"):
        tf.random.Generator.from_non_deterministic_state()


def test_a_training_run_repeats_bit_for_bit(first, second):
    np.testing.assert_array_equal(first[0], second[0])


def test_trained_weights_repeat_bit_for_bit(first, second):
    for one, other in zip(first[1], second[1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_seed_trains_another_model(first):
    assert (first[0].loss != run(1)[0].loss).all()


def test_the_largest_seed_is_accepted():
    set_seed(2**32 - 1)


def test_set_seed_takes_the_integers_of_numpy():
    set_seed(np.int64(3))
    first = np.random.random(4)
    set_seed(3)
    np.testing.assert_array_equal(first, np.random.random(4))


@pytest.mark.parametrize(
    ("seed", "message"),
    [(-1, "seed must be at least 0, got -1"), (2**32, r"less than 2\*\*32, got 4294967296")],
)
def test_set_seed_refuses_what_is_out_of_range(seed, message):
    with pytest.raises(ValueError, match=message):
        set_seed(seed)


@pytest.mark.parametrize("seed", [1.0, "1", None, True])
def test_set_seed_refuses_what_is_no_integer(seed):
    with pytest.raises(TypeError, match=f"seed must be an integer, got {seed!r}"):
        set_seed(seed)


def test_history_equals_that_of_keras(first):
    set_seed(0)
    twin = compiled().fit(X, Y, 4, 3, verbose=0, validation_data=HELD_OUT).history
    np.testing.assert_array_equal(first[0], [twin[column] for column in History._fields])


def test_history_has_one_number_an_epoch(first):
    assert [column.shape for column in first[0]] == [(3,)] * 4


def test_validation_columns_are_empty_without_validation_data():
    history = fit(eager(), X, Y, epochs=2)
    assert history.val_loss.shape == history.val_accuracy.shape == (0,)


def test_validation_data_are_never_trained_on(first):
    set_seed(0)
    model = compiled()
    fit(model, X, Y, epochs=3, batch_size=4)
    for alone, validated in zip(model.get_weights(), first[1], strict=True):
        np.testing.assert_array_equal(alone, validated)


@pytest.mark.parametrize(("batch_size", "steps"), [(4, 6), (5, 4), (32, 2)])
def test_each_batch_of_each_epoch_changes_the_weights_once(batch_size, steps):
    """Ten examples: batches of 4, 4 and 2 an epoch, or 5 and 5, or all ten."""
    model = eager()
    fit(model, X, Y, epochs=2, batch_size=batch_size)
    assert int(model.optimizer.iterations) == steps


@pytest.mark.parametrize(("examples", "steps"), [(32, 1), (33, 2)])
def test_a_batch_has_32_examples_by_default(examples, steps):
    model = eager()
    fit(model, np.resize(X, (examples, 4)), np.resize(Y, examples), epochs=1)
    assert int(model.optimizer.iterations) == steps


def test_labels_may_stand_in_a_column():
    assert fit(eager(), X, Y[:, None], epochs=1).loss.shape == (1,)


def test_fit_trains_the_model_in_place():
    model = eager()
    before = model.get_weights()
    fit(model, X, Y, epochs=1)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


def test_fit_takes_lists():
    assert fit(eager(), X.tolist(), Y.tolist(), epochs=1).loss.shape == (1,)


def test_fit_takes_validation_data_as_lists():
    lists = (X.tolist(), Y.tolist())
    assert fit(eager(), X, Y, epochs=1, validation_data=lists).val_loss.shape == (1,)


def test_fit_takes_the_integers_of_numpy():
    history = fit(eager(), X, Y, epochs=np.int64(2), batch_size=np.int64(5))
    assert history.loss.shape == (2,)


def test_fit_prints_nothing_however_many_models_it_trains():
    """In a fresh interpreter without this one's settings, as in a reader's notebook."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KERAS", "TF"))}
    command = [sys.executable, "-P", "-c", THREE_MODELS]
    printed = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert (printed.stdout, printed.stderr) == ("", "")


@pytest.mark.parametrize("argument", ["epochs", "batch_size"])
@pytest.mark.parametrize("value", [2.0, "2", None, True])
def test_fit_refuses_what_is_no_integer(argument, value):
    arguments = {"epochs": 1, argument: value}
    with pytest.raises(TypeError, match=f"{argument} must be an integer, got {value!r}"):
        fit(compiled(), X, Y, **arguments)


@pytest.mark.parametrize("argument", ["epochs", "batch_size"])
@pytest.mark.parametrize("value", [0, -1])
def test_fit_refuses_less_than_one(argument, value):
    arguments = {"epochs": 1, argument: value}
    with pytest.raises(ValueError, match=f"{argument} must be at least 1, got {value}"):
        fit(compiled(), X, Y, **arguments)


@pytest.mark.parametrize(
    ("x", "y", "shapes"),
    [
        (X, Y[:9], r"\(10, 4\) and \(9,\)"),
        ([], [], r"\(0,\) and \(0,\)"),
        (3, [1], r"\(\) and \(1,\)"),
    ],
)
def test_fit_refuses_labels_that_are_not_one_an_example(x, y, shapes):
    with pytest.raises(ValueError, match=f"one row an example each .* got shapes {shapes}"):
        fit(compiled(), x, y, epochs=1)


@pytest.mark.parametrize("metrics", [[], ["mae"]])
def test_fit_refuses_a_model_that_does_not_measure_accuracy(metrics):
    model = compiled(metrics, run_eagerly=True)
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"compiled with metrics=\['accuracy'\], got \["):
        fit(model, X, Y, epochs=1)
    np.testing.assert_equal(model.get_weights(), before)


def test_fit_refuses_a_model_that_is_not_compiled():
    with pytest.raises(ValueError, match=r"compiled with metrics=\['accuracy'\], got None"):
        fit(models.sentence_classifier(), X, Y, epochs=1)


CLUSTER = '{"cluster": {"worker": ["a:1", "b:2"]}, "task": {"type": "worker", "index": 1}}'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("}}", "}"),
        ('"cluster"', '"clusters"'),
        ('"worker": [', '"workers": ['),
        ('["a:1", "b:2"]', "2"),
        ('"b:2"', '"a:1"'),
        ('"b:2"', '"b"'),
        ('"b:2"', '"b:x"'),
        ('"b:2"', '"b:2 "'),
        ('"b:2"', "2"),
        ('"task"', '"tasks"'),
        ('"type": "worker"', '"type": "ps"'),
        ('"type": "worker", ', ""),
        ('"index": 1', '"index": 2'),
        ('"index": 1', '"index": -1'),
        ('"index": 1', '"index": "1"'),
        (', "index": 1', ""),
        ('"cluster": {', '"cluster": {"ps": ["c:3"], '),
        (CLUSTER, ""),
        (CLUSTER, "[]"),
    ],
)
def test_a_cluster_that_is_not_one_is_refused_with_the_form_it_should_have(monkeypatch, old, new):
    assert old in CLUSTER
    monkeypatch.setenv("TF_CONFIG", CLUSTER.replace(old, new))
    form = r'TF_CONFIG must be of the form \{"cluster": \{"worker": \["HOST:PORT", .*, got '
    said = form + re.escape(repr(CLUSTER.replace(old, new)))
    with pytest.raises(ValueError, match=said):
        distribution()


def test_a_cluster_is_joined_and_devices_are_mirrored(monkeypatch):
    monkeypatch.setattr(tf.distribute, "MultiWorkerMirroredStrategy", lambda: "several workers")
    monkeypatch.setenv("TF_CONFIG", CLUSTER)
    assert distribution() == "several workers"
    monkeypatch.delenv("TF_CONFIG")
    assert distribution() is tf.distribute.get_strategy()
    found = {"GPU": [], "CPU": [tf.config.LogicalDevice(f"CPU:{i}", "CPU") for i in (0, 1)]}
    monkeypatch.setattr(tf.config, "list_logical_devices", found.get)
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", lambda names: names)
    assert distribution() == ["CPU:0", "CPU:1"]
    found["GPU"] = [tf.config.LogicalDevice(f"GPU:{i}", "GPU") for i in (0, 1, 2)]
    assert distribution() == ["GPU:0", "GPU:1", "GPU:2"]


def test_ten_steps_are_those_of_keras():
    x, y = datasets.shapes(40, np.random.default_rng(0))
    x = x.astype(np.float32) / 255
    ours, theirs = (models.convolutional_network(normalised=True) for _ in range(2))
    theirs.set_weights(ours.get_weights())
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    theirs.compile(keras.optimizers.SGD(0.01), criterion, metrics=["accuracy"])
    step = training_step(ours, keras.optimizers.SGD(0.01))
    for some in np.split(np.arange(40), 4):
        loss, accuracy = step(x[some], y[some]).numpy()
        said = theirs.train_on_batch(x[some], y[some])
        theirs.reset_metrics()
        np.testing.assert_allclose([loss, accuracy], said, rtol=1e-5)
    for mine, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-5)


def test_a_step_with_an_optimizer_of_another_model_is_refused():
    first, second = (keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)]) for _ in "ab")
    optimizer = keras.optimizers.SGD()
    training_step(first, optimizer)
    with pytest.raises(ValueError, match="Unknown variable"):
        training_step(second, optimizer)(tf.ones((1, 1)), tf.ones(1, tf.int32))


def test_the_loss_of_a_network_in_float64_has_all_its_digits():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 3)), np.arange(5) % 4
    keras.config.set_dtype_policy("float64")
    try:
        model = keras.Sequential([keras.Input((3,), dtype="float64"), keras.layers.Dense(4)])
        wanted = functions.cross_entropy(x @ model.get_weights()[0], y).mean()
        loss, _ = training_step(model, keras.optimizers.SGD(0.01))(x, y).numpy()
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_allclose(loss, wanted, rtol=1e-14)


def every_label(batches):
    return [y.numpy().tolist() for _, y in batches]


@pytest.fixture
def numbered(tmp_path):
    """Return two files with 7 and 6 records; the labels count them."""
    paths = [tmp_path / "one.bin", tmp_path / "two.bin"]
    for path, numbers in zip(paths, (range(7), range(7, 13)), strict=True):
        path.write_bytes(b"".join(bytes([n]) * 3073 for n in numbers))
    return paths


def test_pictures_come_in_the_order_of_the_files_and_all_of_them(numbered):
    found = every_label(picture_batches(numbered, 5))
    assert found == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12]]


def test_pictures_are_read_as_from_the_whole_file(tmp_path):
    records = np.random.default_rng(0).integers(0, 10, (4, 3073), dtype=np.uint8)
    records.tofile(tmp_path / "some.bin")
    ((x, y),) = picture_batches([tmp_path / "some.bin"], 4)
    planes = records[:, 1:].reshape(4, 3, 32, 32)
    np.testing.assert_array_equal(x, np.moveaxis(planes, 1, 3) / np.float32(255))
    np.testing.assert_array_equal(y, records[:, 0])
    assert (x.dtype, y.dtype) == (tf.float32, tf.int32)


def test_an_epoch_has_its_own_order_and_leaves_out_what_is_left_over(numbered):
    set_seed(0)
    orders = [every_label(picture_batches(numbered, 5, epoch, seed=1)) for epoch in (0, 1, 0)]
    other = every_label(picture_batches(numbered, 5, 0, seed=2))
    assert orders[0] == orders[2]
    assert len({str(order) for order in (*orders, other)}) == 3
    for order in (*orders, other):
        flat = [label for batch in order for label in batch]
        assert [len(batch) for batch in order] == [5, 5]
        assert len(set(flat)) == 10
        assert set(flat) < set(range(13))


def test_the_order_is_the_same_when_batches_are_read_again(numbered):
    batches = picture_batches(numbered, 5, epoch=0)
    assert every_label(batches) == every_label(batches)


@pytest.mark.parametrize("parts", [2, 3])
def test_the_parts_make_up_the_whole_batches(numbered, parts):
    set_seed(0)
    whole = every_label(picture_batches(numbered, 6, 3))
    shares = [every_label(picture_batches(numbered, 6, 3, 0, i, parts)) for i in range(parts)]
    for batch, *some in zip(whole, *shares, strict=True):
        assert [batch[i::parts] for i in range(parts)] == some


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"batch_size": 5, "parts": 2}, f"{SHARED}, got batch_size=5, part=0, parts=2"),
        ({"batch_size": 4, "part": 2, "parts": 2}, f"{SHARED}, got batch_size=4, part=2, parts=2"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"batch_size": 4, "parts": 0}, "parts must be at least 1, got 0"),
        ({"batch_size": 4, "part": -1}, "part must be at least 0, got -1"),
        ({"batch_size": 4, "epoch": -1}, "epoch must be at least 0, got -1"),
        ({"batch_size": 4, "epoch": 0, "seed": -1}, "seed must be at least 0, got -1"),
        ({"batch_size": 4, "seed": -1}, "seed must be at least 0, got -1"),
    ],
)
def test_batches_that_cannot_be_made_are_refused(numbered, arguments, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        picture_batches(numbered, **arguments)


def test_a_file_that_ends_within_a_picture_is_refused(numbered):
    numbered[1].write_bytes(bytes(3072))
    said = r"two.bin has 3,072 bytes; expected a multiple of 3,073, the bytes of a picture and its"
    with pytest.raises(ValueError, match=said):
        picture_batches(numbered, 4)


def test_pictures_are_counted_over_all_files(numbered):
    assert datasets.count_pictures(numbered) == 13
    assert datasets.count_pictures(path for path in numbered) == 13
