"""`nncourse.convnet` against Keras, against `conv`, and by laws."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from nncourse import conv, convnet, models
from nncourse.convnet import SHAPES, Adam, Params, logits, loss_and_gradient, start
from nncourse.datasets import shapes
from nncourse.functions import cross_entropy, relu

RNG = np.random.default_rng(0)
PICTURES, KINDS = shapes(64, RNG)
PICTURES = (PICTURES / 255).astype(np.float32)
BATCHES = pytest.mark.parametrize("batch", [1, 7, 8, 9, 20])
CRITERION = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def any_params():
    """Weights whose biases are not zero."""
    return Params(*(a + RNG.normal(0, 0.05, a.shape).astype(np.float32) for a in start(RNG)))


def keras_network(params):
    model = models.convolutional_network()
    model.set_weights(params)
    return model


def assert_near(ours, theirs, share=1e-5):
    """Sums of thousands of numbers in single precision: near for the size of the largest."""
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=0, atol=share * np.abs(their).max())


def by_definition(params, x):
    """The layers of the notes as `conv` defines them, in double precision."""
    k1, b1, k2, b2, k3, b3, w4, b4, w5, b5 = (a.astype(float) for a in params)
    z1 = conv.conv2d(x.astype(float), k1, b1)
    a1 = conv.max_pool(relu(z1))
    z2 = conv.conv2d(a1, k2, b2)
    a2 = conv.max_pool(relu(z2))
    a3 = relu(conv.conv2d(a2, k3, b3)).reshape(len(x), -1)
    return relu(a3 @ w4 + b4) @ w5 + b5


# Forward and backward


@BATCHES
def test_the_logits_equal_keras(batch):
    params = any_params()
    theirs = keras_network(params)(PICTURES[:batch]).numpy()
    assert_near([logits(params, PICTURES[:batch])], [theirs])


@BATCHES
def test_the_logits_are_those_of_the_layers_as_they_are_defined(batch):
    params = any_params()
    assert_near([logits(params, PICTURES[:batch])], [by_definition(params, PICTURES[:batch])])


@BATCHES
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_loss_and_gradient_equal_keras(batch, threads):
    params, x, y = any_params(), PICTURES[:batch], KINDS[:batch]
    model = keras_network(params)
    with tf.GradientTape() as tape:
        their_loss = CRITERION(y, model(x))
    theirs = tape.gradient(their_loss, [w.value for w in model.trainable_weights])
    loss, gradient = loss_and_gradient(params, x, y, threads)
    np.testing.assert_allclose(loss, float(their_loss), rtol=1e-5)
    assert_near(gradient, [g.numpy() for g in theirs], 3e-5)


@pytest.mark.parametrize("field", Params._fields)
def test_the_gradient_equals_central_differences(field):
    params, x, y = any_params(), PICTURES[:9], KINDS[:9]
    way = RNG.normal(size=SHAPES._asdict()[field])  # in one direction of all of this array
    way /= np.linalg.norm(way)

    def loss(step):
        moved = params._replace(**{field: getattr(params, field) + step * way})
        return cross_entropy(by_definition(moved, x), y).mean()

    _, gradient = loss_and_gradient(params, x, y)
    slope = (loss(1e-7) - loss(-1e-7)) / 2e-7  # a longer step meets bends of relu and of max
    largest = np.linalg.norm(getattr(gradient, field))
    np.testing.assert_allclose((getattr(gradient, field) * way).sum(), slope, atol=1e-5 * largest)


def test_a_second_call_and_more_threads_give_the_same_bits():
    params, x, y = any_params(), PICTURES[:30], KINDS[:30]
    loss, gradient = loss_and_gradient(params, x, y)
    for threads in (1, 2, 5):
        again, same = loss_and_gradient(params, x, y, threads)
        assert again == loss
        for one, other in zip(gradient, same, strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_size_of_a_block_makes_no_difference(monkeypatch):
    params, x, y = any_params(), PICTURES[:30], KINDS[:30]
    loss, gradient = loss_and_gradient(params, x, y)
    for block in (1, 7, 32):
        monkeypatch.setattr(convnet, "BLOCK", block)
        monkeypatch.setattr(convnet, "SPARE", [])
        other, parts = loss_and_gradient(params, x, y)
        np.testing.assert_allclose(other, loss, rtol=1e-6)
        assert_near(parts, gradient)


@pytest.mark.parametrize(("threads", "workers"), [((), 1), ((1,), 1), ((3,), 3)])
def test_as_many_threads_work_as_were_asked_for(monkeypatch, threads, workers):
    started, pool = [], convnet.ThreadPoolExecutor
    monkeypatch.setattr(convnet, "ThreadPoolExecutor", lambda n: started.append(n) or pool(n))
    loss_and_gradient(start(RNG), PICTURES[:2], KINDS[:2], *threads)
    assert started == [workers]


def test_no_layer_sees_the_last_two_rows_and_columns():
    params, changed = any_params(), PICTURES.copy()
    changed[:, 30:], changed[:, :, 30:] = RNG.random((2, 32, 3)), RNG.random((32, 2, 3))
    np.testing.assert_array_equal(logits(params, changed), logits(params, PICTURES))
    model = keras_network(params)
    np.testing.assert_array_equal(model(changed), model(PICTURES))
    changed[:, 29, 29] += 1  # the last that is seen
    assert (logits(params, changed) != logits(params, PICTURES)).any()


def test_the_arguments_are_left_alone():
    params, x = any_params(), PICTURES[:9].copy()
    before = [a.copy() for a in params]
    loss_and_gradient(params, x, KINDS[:9])
    np.testing.assert_array_equal(x, PICTURES[:9])
    for array, copy in zip(params, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_all_is_in_single_precision():
    params, x = any_params(), PICTURES[:3].astype(float)
    twice = Params(*(a.astype(float) for a in params))
    assert logits(twice, x).dtype == np.float32
    for given in (params, twice):
        _, gradient = loss_and_gradient(given, x, KINDS[:3])
        assert {a.dtype for a in gradient} == {np.dtype(np.float32)}
    assert {a.dtype for a in Adam().step(params, gradient)} == {np.dtype(np.float32)}


def test_pictures_in_bytes_are_taken_as_numbers():
    params, x = any_params(), RNG.integers(0, 256, (2, 32, 32, 3), np.uint8)
    np.testing.assert_array_equal(logits(params, x), logits(params, x.astype(np.float32)))


# The parts


@pytest.mark.parametrize("values", [range(-300, 300), [-1, 0, 1] * 200], ids=["distinct", "ties"])
def test_the_winners_are_those_of_max_pool_gradient(values):
    x = RNG.permutation(values)[:384].reshape(2, 8, 8, 3).astype(np.float32)
    z = x.reshape(2, 4, 2, 4, 2, 3).transpose(2, 4, 0, 1, 3, 5).reshape(4, -1, 3)
    ours = convnet._winners(z, z.max(axis=0)).reshape(2, 2, 2, 4, 4, 3).transpose(2, 3, 0, 4, 1, 5)
    theirs = conv.max_pool_gradient(x, np.ones((2, 4, 4, 3)))
    np.testing.assert_array_equal(ours.reshape(2, 8, 8, 3), theirs)


def test_the_patches_of_a_window_stand_in_four_blocks():
    x = RNG.random((2, 6, 8, 3))
    rows = np.empty((4, 2 * 2 * 3, 27))
    convnet._lay_out(x, rows)
    rows = rows.reshape(2, 2, 2, 2, 3, 3, 3, 3)  # (p, q, batch, i, j, r, s, c)
    for p, q, i, j in np.ndindex(2, 2, 2, 3):
        top, left = 2 * i + p, 2 * j + q
        patch = x[:, top : top + 3, left : left + 3]
        np.testing.assert_array_equal(rows[p, q, :, i, j], patch)


# Training


def batches_of_shapes():
    """Two hundred batches of 32 pictures."""
    x, y = shapes(1600, np.random.default_rng(1))
    x = (x / 255).astype(np.float32)
    order = np.random.default_rng(2).integers(0, len(x), (200, 32))
    return [(x[some], y[some]) for some in order]


def compiled(params, rate):
    model = keras_network(params)
    model.compile(keras.optimizers.Adam(rate), CRITERION)
    return model


def test_two_hundred_steps_are_those_of_keras_each_from_the_same_weights():
    """Left to themselves both drift, as Keras does from Keras: see the chapter in-numpy."""
    params = start(np.random.default_rng(3))
    model, adam, losses = compiled(params, 0.001), Adam(0.001), []
    for x, y in batches_of_shapes():
        loss, gradient = loss_and_gradient(params, x, y)
        losses.append(loss)
        ours = adam.step(params, gradient)
        np.testing.assert_allclose(loss, float(model.train_on_batch(x, y)), rtol=0, atol=1e-5)
        params = Params(*model.get_weights())
        # A step is about 0.001. The two mostly differ by 1e-8, but where rounding turns one ReLU
        # or one maximum of one picture the other way, the 27 weights of a filter see it: by 1e-6.
        for our, their in zip(ours, params, strict=True):
            assert np.quantile(np.abs(our - their), 0.99) < 1e-5
    assert np.mean(losses[-20:]) < np.mean(losses[:20]) - 0.1


def test_two_hundred_small_steps_of_its_own_have_the_losses_of_keras():
    params = start(np.random.default_rng(3))
    model, adam = compiled(params, 3e-6), Adam(3e-6)
    for x, y in batches_of_shapes():
        loss, gradient = loss_and_gradient(params, x, y)
        params = Params(*adam.step(params, gradient))
        np.testing.assert_allclose(loss, float(model.train_on_batch(x, y)), rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("options", "rtol"),
    [  # Keras rounds rate and betas to float32, which only the last ones equal
        ({}, 1e-5),
        ({"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9}, 1e-5),
        ({"learning_rate": 0.125, "beta_1": 0.5, "beta_2": 0.875}, 1e-13),
    ],
)
def test_adam_equals_keras(options, rtol):
    ours, theirs = [RNG.normal(size=(3, 4)), RNG.normal(size=4)], keras.optimizers.Adam(**options)
    adam = Adam(*options.values())
    weights = [keras.Variable(w, dtype="float64") for w in ours]
    for _ in range(50):
        gradients = [RNG.normal(size=w.shape) for w in ours]
        theirs.apply([tf.constant(g) for g in gradients], weights)
        ours = adam.step(ours, gradients)
    for our, their in zip(ours, weights, strict=True):
        np.testing.assert_allclose(our, their.numpy(), rtol=rtol, atol=rtol / 10)


def test_adam_takes_a_first_step_of_the_rate_whatever_the_gradient():
    weights = np.array([1.0, 2.0, 3.0])
    (stepped,) = Adam(rate=0.01).step([weights], [np.array([1e3, -0.1, 5.0])])
    np.testing.assert_allclose(stepped, [0.99, 2.01, 2.99], rtol=1e-6)
    np.testing.assert_array_equal(weights, [1, 2, 3])


def test_adam_that_keeps_nothing_of_its_means_takes_steps_of_the_rate():
    adam, weights = Adam(0.01, beta_1=0, beta_2=0), [np.zeros(2)]
    for gradient in ([3.0, -0.1], [-2.0, -7.0]):
        weights = adam.step(weights, [np.array(gradient)])
    np.testing.assert_allclose(weights, [[0, 0.02]], atol=1e-7)


# The beginning


def test_the_network_has_the_shapes_of_keras():
    model = models.convolutional_network()
    assert [w.shape for w in model.weights] == list(SHAPES)
    assert [a.shape for a in start(RNG)] == list(SHAPES)


def test_the_start_is_spread_as_keras_spreads_it():
    for name, array in start(np.random.default_rng(0))._asdict().items():
        if name[0] == "b":
            assert not array.any()
            continue
        limit = np.abs(keras.initializers.GlorotUniform(0)(array.shape)).max()
        np.testing.assert_allclose([array.min(), array.max()], [-limit, limit], rtol=0.02)


def test_the_same_generator_gives_the_same_start():
    one, other = (start(np.random.default_rng(5)) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (one.k1 != start(np.random.default_rng(6)).k1).any()


# What is refused


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.zeros((1, 28, 28, 3)), ValueError, r"x must have shape \(batch, 32, 32, 3\), got sh"),
        (np.zeros((0, 32, 32, 3)), ValueError, r"x must have shape .* got shape \(0, 32, 32, 3\)"),
        (np.full((1, 32, 32, 3), np.nan), ValueError, r"x must be finite, got nan at"),
        ("a picture", TypeError, "x must hold real numbers, got 'a picture'"),
    ],
)
def test_pictures_that_do_not_fit_are_refused(x, error, message):
    for function in (
        lambda x: logits(start(RNG), x),
        lambda x: loss_and_gradient(start(RNG), x, [0]),
    ):
        with pytest.raises(error, match=message):
            function(x)


@pytest.mark.parametrize("field", Params._fields)
def test_weights_that_do_not_fit_are_refused_by_name(field):
    wrong = start(RNG)._replace(**{field: np.zeros((2, 2))})
    with pytest.raises(ValueError, match=rf"{field} must have shape \(.*\), got shape \(2, 2\)"):
        logits(wrong, PICTURES[:1])


@pytest.mark.parametrize("number", [9, 11])
def test_too_few_or_too_many_weights_are_refused(number):
    weights = (models.convolutional_network().get_weights() * 2)[:number]
    with pytest.raises(ValueError, match=f"^params must be 10 arrays, got {number}$"):
        logits(weights, PICTURES[:1])


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([0], ValueError, r"labels must have shape \(17,\), got shape \(1,\)"),
        ([0] * 16 + [10], ValueError, r"^labels must each be a class, 0 to 9, got 10 at \[16\]$"),
        ([0.0] * 17, TypeError, "labels must be integers, got an array of float64"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels, error, message):
    with pytest.raises(error, match=message):
        loss_and_gradient(start(RNG), PICTURES[:17], labels)


@pytest.mark.parametrize(("threads", "error"), [(0, ValueError), (1.5, TypeError)])
def test_threads_that_are_none_are_refused(threads, error):
    with pytest.raises(error, match=f"threads must be .*, got {threads}"):
        loss_and_gradient(start(RNG), PICTURES[:2], [0, 1], threads)


@pytest.mark.parametrize("name", ["beta_1", "beta_2"])
@pytest.mark.parametrize("beta", [-0.1, 1.0, float("nan")])
def test_adam_refuses_a_share_that_is_none(name, beta):
    with pytest.raises(ValueError, match=rf"{name} must be in \[0, 1\), got {beta}"):
        Adam(**{name: beta})


def test_adam_refuses_another_shape_and_changes_nothing():
    adam, one = Adam(), [np.ones(2)]
    adam.step(one, one)
    for params, gradients in (([np.ones(3)], one), (one, [np.ones(3)]), ([np.ones(3)],) * 2):
        with pytest.raises(ValueError, match=r"a weight of shape \(2,\) got \(.,\) and \(.,\)"):
            adam.step(params, gradients)
    with pytest.raises(ValueError, match="zip"):
        adam.step(one * 2, one * 2)
    assert adam.steps == 1


def test_a_start_without_a_generator_is_refused():
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator, got 0"):
        start(0)
