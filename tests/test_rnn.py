"""`nncourse.rnn` against the notes' pencil, Keras' SimpleRNN and laws."""

import keras
import numpy as np
import pytest

from nncourse import models, rnn
from nncourse.functions import identity, relu, sigmoid

RNG = np.random.default_rng(0)
NOTES_INPUT = [[[1, 1], [1, 2]]]


def random_params(features, units, outputs, dtype=np.float64):
    shapes = ((features, units), (units, units), (units, outputs))
    return rnn.RNNParams(*(RNG.normal(size=shape).astype(dtype) for shape in shapes))


def test_worked_example_is_the_notes_example():
    h, o = rnn.forward(rnn.WORKED_EXAMPLE, NOTES_INPUT, f=identity)
    np.testing.assert_array_equal(h, [[[1, 1], [2.5, 2.5]]])
    np.testing.assert_array_equal(o, [[[1, 1], [2.5, 2.5]]])


def test_keras_gives_the_notes_example():
    model = models.worked_example()
    model.set_weights(rnn.WORKED_EXAMPLE)
    h, o = model.predict(np.array(NOTES_INPUT, np.float32), verbose=0)
    np.testing.assert_array_equal(h, [[[1, 1], [2.5, 2.5]]])
    np.testing.assert_array_equal(o, [[[1, 1], [2.5, 2.5]]])


@pytest.mark.parametrize("f", [identity, np.tanh, sigmoid, relu])
@pytest.mark.parametrize(("batch", "steps"), [(1, 1), (3, 7)])
def test_forward_equals_simple_rnn_with_an_initial_state(f, batch, steps):
    params = random_params(3, 4, 2, np.float32)
    x = RNG.normal(size=(batch, steps, 3)).astype(np.float32)
    h0 = RNG.normal(size=(batch, 4)).astype(np.float32)
    name = {identity: "linear"}.get(f, f.__name__)
    layer = keras.layers.SimpleRNN(4, activation=name, use_bias=False, return_sequences=True)
    layer.build(x.shape)
    layer.set_weights([params.U, params.V])
    h, _ = rnn.forward(params, x, h0, f=f)
    np.testing.assert_allclose(h, layer(x, initial_state=keras.ops.array(h0)), rtol=1e-4, atol=1e-5)


def test_output_is_g_of_the_state_times_w():
    params, x = random_params(3, 4, 2), RNG.normal(size=(2, 5, 3))
    h, o = rnn.forward(params, x, g=sigmoid)
    np.testing.assert_allclose(o, sigmoid(h @ params.W))


def test_forward_is_step_after_step():
    params, x = random_params(3, 4, 2), RNG.normal(size=(2, 5, 3))
    h, _ = rnn.forward(params, x)
    state = np.zeros((2, 4))
    for t in range(5):
        state = rnn.step(params, x[:, t], state)
        np.testing.assert_allclose(h[:, t], state)


def test_a_sequence_in_two_pieces_gives_what_it_gives_at_once():
    params, x = random_params(3, 4, 2), RNG.normal(size=(2, 5, 3))
    whole, _ = rnn.forward(params, x)
    first, _ = rnn.forward(params, x[:, :2])
    second, _ = rnn.forward(params, x[:, 2:], first[:, -1])
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole)


def test_a_state_does_not_know_the_future():
    params, x = random_params(3, 4, 2), RNG.normal(size=(1, 5, 3))
    h, _ = rnn.forward(params, x)
    x[:, 3:] = 7
    np.testing.assert_array_equal(rnn.forward(params, x)[0][:, :3], h[:, :3])


def test_sequences_of_a_batch_do_not_touch_each_other():
    params, x = random_params(3, 4, 2), RNG.normal(size=(2, 5, 3))
    together = rnn.forward(params, x)[1]
    alone = np.concatenate([rnn.forward(params, row[None])[1] for row in x])
    np.testing.assert_allclose(together, alone)


def test_the_notes_weights_do_not_notice_order():
    x = RNG.normal(size=(1, 4, 2))
    forwards, _ = rnn.forward(rnn.WORKED_EXAMPLE, x, f=identity)
    backwards, _ = rnn.forward(rnn.WORKED_EXAMPLE, x[:, ::-1], f=identity)
    np.testing.assert_allclose(forwards[:, -1], backwards[:, -1])


def test_float32_stays_float32():
    h, o = rnn.forward(random_params(3, 4, 2, np.float32), np.ones((1, 2, 3), np.float32))
    assert h.dtype == o.dtype == np.float32


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"U": np.ones((3, 5))}, r"U must have shape \(features, 2\), got shape \(3, 5\)"),
        ({"V": np.ones((2, 3))}, r"V must have shape \(2, 2\), got shape \(2, 3\)"),
        ({"V": np.ones(2)}, r"V must have shape \(units, units\), got shape \(2,\)"),
        ({"W": np.ones((3, 2))}, r"W must have shape \(2, outputs\), got shape \(3, 2\)"),
        ({"U": np.full((2, 2), np.nan)}, r"U must be finite, got nan at \[0, 0\]"),
        ({"W": np.full((2, 2), np.inf)}, r"W must be finite, got inf at \[0, 0\]"),
    ],
)
def test_weights_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        rnn.forward(rnn.WORKED_EXAMPLE._replace(**change), NOTES_INPUT)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([[1, 1], [1, 2]], r"x must have shape \(batch, steps, 2\), got shape \(2, 2\)"),
        ([[[1, 1, 1]]], r"x must have shape \(batch, steps, 2\), got shape \(1, 1, 3\)"),
        (np.empty((0, 3, 2)), r"x must have shape .* got shape \(0, 3, 2\)"),
        (np.empty((1, 0, 2)), r"x must have shape .* got shape \(1, 0, 2\)"),
        ([[[1, np.nan]]], r"x must be finite, got nan at \[0, 0, 1\]"),
        ([[[1, 1], [1]]], "x must have rows of equal length, got"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(x, message):
    with pytest.raises(ValueError, match=message):
        rnn.forward(rnn.WORKED_EXAMPLE, x)


def test_words_are_refused():
    with pytest.raises(TypeError, match="x must hold real numbers, got an array of <U5"):
        rnn.forward(rnn.WORKED_EXAMPLE, [[["apple", "pear"]]])


def test_an_initial_state_is_not_broadcast():
    with pytest.raises(ValueError, match=r"h0 must have shape \(1, 2\), got shape \(2,\)"):
        rnn.forward(rnn.WORKED_EXAMPLE, NOTES_INPUT, h0=np.zeros(2))


def test_step_refuses_a_state_of_another_batch():
    with pytest.raises(ValueError, match=r"h must have shape \(1, 2\), got shape \(3, 2\)"):
        rnn.step(rnn.WORKED_EXAMPLE, [[1, 1]], np.zeros((3, 2)))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1, 1], r"^x must have shape \(batch, 2\), got shape \(2,\)$"),
        ([[1, 1, 1]], r"^x must have shape \(batch, 2\), got shape \(1, 3\)$"),
    ],
)
def test_step_refuses_inputs_that_do_not_fit(x, message):
    with pytest.raises(ValueError, match=message):
        rnn.step(rnn.WORKED_EXAMPLE, x, [[1, 1]])
