"""`nncourse.rnn` against the notes' pencil, Keras' SimpleRNN and laws."""

import re
from itertools import product

import keras
import numpy as np
import pytest
import tensorflow as tf
from conftest import central_differences

from nncourse import models, rnn
from nncourse.functions import identity, relu, sigmoid

RNG = np.random.default_rng(0)
NOTES_INPUT = [[[1, 1], [1, 2]]]
# Each activation once for the state and once for the output.
PAIRS = [(identity, sigmoid), (np.tanh, relu), (sigmoid, np.tanh), (relu, identity)]
grid = pytest.mark.parametrize(
    ("f", "g", "batch", "steps", "given"),
    [(*pair, *rest) for pair in PAIRS for rest in product((1, 5), (1, 2, 7), (False, True))],
)
# What each argument of `backward` must be, besides the weights.
ARGUMENTS = {
    **{"x": ("batch", "steps", 3), "h": (2, 5, 4), "o": (2, 5, 2), "do": (2, 5, 2)},
    "h0": (2, 4),
}
each_argument = pytest.mark.parametrize("name", ARGUMENTS)


def random_params(features, units, outputs, dtype=np.float64):
    shapes = ((features, units), (units, units), (units, outputs))
    return rnn.RNNParams(*(RNG.normal(scale=0.5, size=shape).astype(dtype) for shape in shapes))


def problem(batch, steps, given):
    """Return weights, sequences, an upstream gradient and a first state, given or of zeros."""
    shapes = ((batch, steps, 3), (batch, steps, 2), (batch, 4))
    x, do, h0 = (RNG.normal(size=shape) for shape in shapes)
    return random_params(3, 4, 2), x, do, h0 if given else 0 * h0


def gradients(params, x, do, h0=None, f=np.tanh, g=identity):
    """Go forward and backward."""
    return rnn.backward(params, x, *rnn.forward(params, x, h0, f, g), do, h0, f, g)


def keras_layers(params, f, g, dtype="float32"):
    """Return the same network as two layers of Keras, with the same weights."""
    names = [{identity: "linear"}.get(it, it.__name__) for it in (f, g)]
    options = {"use_bias": False, "dtype": dtype}
    units, outputs = params.W.shape
    first = keras.layers.SimpleRNN(units, names[0], return_sequences=True, **options)
    last = keras.layers.Dense(outputs, names[1], **options)
    first.build((None, None, len(params.U)))
    last.build((None, None, units))
    first.set_weights(params[:2])
    last.set_weights(params[2:])
    return first, last


def keras_forward(first, last, x, h0):
    initial = None if h0 is None else [tf.convert_to_tensor(h0, first.dtype)]
    h = first(tf.convert_to_tensor(x, first.dtype), initial_state=initial)
    return h, last(h)


def keras_gradients(params, x, do, h0, f, g):
    layers = keras_layers(params, f, g, "float64")
    x, h0 = tf.constant(x), tf.constant(h0)
    with tf.GradientTape() as tape:
        tape.watch([x, h0])
        number = tf.reduce_sum(keras_forward(*layers, x, h0)[1] * do)
    variables = [variable for layer in layers for variable in layer.trainable_variables]
    return tape.gradient(number, [*variables, x, h0])


def test_the_lamp_is_right_after_every_sequence_of_six_commands():
    commands = np.array(list(product(range(3), repeat=6)))  # on, off, wait
    lamps = rnn.forward(rnn.LAMP, np.eye(3)[commands], f=relu)[1][:, :, 0]
    lamp = np.zeros(len(commands))
    for t in range(6):
        lamp = np.choose(commands[:, t], [1, 0, lamp])
        np.testing.assert_array_equal(lamps[:, t], lamp)


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


@grid
def test_states_and_outputs_equal_keras_in_float32(f, g, batch, steps, given):
    params, x = random_params(3, 4, 2, np.float32), RNG.normal(size=(batch, steps, 3))
    h0 = RNG.normal(size=(batch, 4)).astype(np.float32) if given else None
    ours = rnn.forward(params, x.astype(np.float32), h0, f, g)
    theirs = keras_forward(*keras_layers(params, f, g), x, h0)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-6, atol=1e-6)


def test_the_last_state_is_the_one_that_keras_hands_on():
    params, x = random_params(3, 4, 2, np.float32), RNG.normal(size=(5, 7, 3)).astype(np.float32)
    h0 = RNG.normal(size=(5, 4)).astype(np.float32)
    first, _ = keras_layers(params, np.tanh, identity)
    layer = keras.layers.SimpleRNN(4, use_bias=False, return_state=True)
    layer.build(x.shape)
    layer.set_weights(first.get_weights())
    _, state = layer(tf.constant(x), initial_state=[tf.constant(h0)])
    h, _ = rnn.forward(params, x, h0)
    np.testing.assert_allclose(h[:, -1], state, rtol=1e-6, atol=1e-6)


@grid
def test_gradients_equal_keras(f, g, batch, steps, given):
    params, x, do, h0 = problem(batch, steps, given)
    ours = gradients(params, x, do, h0 if given else None, f, g)
    for our, their in zip(ours, keras_gradients(params, x, do, h0, f, g), strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-6, atol=1e-12)


@grid
def test_gradients_equal_central_differences(f, g, batch, steps, given):
    params, x, do, h0 = problem(batch, steps, given)
    ours = gradients(params, x, do, h0 if given else None, f, g)

    def number(U, V, W, x, h0):
        return (rnn.forward(rnn.RNNParams(U, V, W), x, h0, f, g)[1] * do).sum()

    for our, slope in zip(ours, central_differences(number, *params, x, h0), strict=True):
        np.testing.assert_allclose(our, slope, rtol=1e-6, atol=1e-8)


def test_gradients_of_the_worked_example_by_hand():
    """Each unit of the second state gets 1 from the second outputs and sends 1 to the first."""
    x, states = NOTES_INPUT, [[[1, 1], [2.5, 2.5]]]
    g = rnn.backward(rnn.WORKED_EXAMPLE, x, states, states, [[[0, 0], [1, 1]]], f=identity)
    np.testing.assert_array_equal(g.W, [[2.5, 2.5]] * 2)
    np.testing.assert_array_equal(g.V, [[1, 1]] * 2)
    np.testing.assert_array_equal(g.U, [[2, 2], [3, 3]])
    np.testing.assert_array_equal(g.x, [[[1, 1], [1, 1]]])
    np.testing.assert_array_equal(g.h0, [[1, 1]])


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


def test_a_long_sequence_in_pieces_gives_what_it_gives_at_once():
    params, x, state = random_params(3, 4, 2), RNG.normal(size=(2, 1000, 3)), None
    whole, pieces = rnn.forward(params, x), []
    for start in range(0, 1000, 300):
        pieces.append(rnn.forward(params, x[:, start : start + 300], state))
        state = pieces[-1][0][:, -1]
    for at_once, in_pieces in zip(whole, zip(*pieces, strict=True), strict=True):
        np.testing.assert_allclose(np.concatenate(in_pieces, axis=1), at_once)


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


def test_what_comes_after_the_last_upstream_gradient_has_none():
    params, x, do, h0 = problem(2, 5, given=True)
    do[:, 3:] = 0
    dx = gradients(params, x, do, h0).x
    assert (dx[:, :3] != 0).all() and (dx[:, 3:] == 0).all()


def test_gradients_of_the_weights_sum_over_the_batch():
    params, *arrays = problem(1, 5, given=True)
    once = gradients(params, *arrays)[:3]
    twice = gradients(params, *(np.repeat(a, 2, axis=0) for a in arrays))[:3]
    for one, two in zip(once, twice, strict=True):
        np.testing.assert_allclose(two, 2 * one)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_comes_out_is_as_precise_as_what_goes_in(dtype):
    params, x = random_params(3, 4, 2, dtype), np.ones((1, 2, 3), dtype)
    all_of_it = *rnn.forward(params, x), *gradients(params, x, np.ones((1, 2, 2), dtype))
    assert {a.dtype for a in all_of_it} == {np.dtype(dtype)}


def test_states_in_single_precision_are_added_up_in_single_precision():
    one, x = np.ones((1, 1), np.float32), np.float32([[[1], [2**-30], [-1]]])
    h, _ = rnn.forward(rnn.RNNParams(one, one, one), x, f=identity)
    np.testing.assert_array_equal(h, [[[1], [1], [0]]])  # no bit is left for a billionth beside 1


def test_single_and_double_precision_may_meet():
    params, *arrays = problem(2, 5, given=True)
    single = [np.float32(a) for a in (*params, *arrays)]
    double = [np.float64(a) for a in single]
    expected = gradients(rnn.RNNParams(*double[:3]), *double[3:])
    for i in range(len(single)):
        mixed = [*double[:i], single[i], *double[i + 1 :]]
        ours = gradients(rnn.RNNParams(*mixed[:3]), *mixed[3:])
        for our, theirs in zip(ours, expected, strict=True):
            np.testing.assert_allclose(our, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["U", "V", "W", "x", "h", "do"])
def test_one_argument_in_double_precision_makes_the_gradients_double(name):
    shapes = {
        "U": (3, 4),
        "V": (4, 4),
        "W": (4, 2),
        "x": (2, 5, 3),
        "h": (2, 5, 4),
        "do": (2, 5, 2),
    }
    given = {n: np.ones(shape, np.float32) for n, shape in shapes.items()}
    given[name] = np.float64(given[name])
    params = rnn.RNNParams(*(given.pop(n) for n in "UVW"))
    if name in "UVx":
        assert rnn.forward(params, given["x"])[0].dtype == np.float64
    found = rnn.backward(params, o=np.ones((2, 5, 2), np.float32), **given)
    assert found.U.dtype == found.x.dtype == np.float64


def test_a_second_call_gives_the_same_and_nothing_given_is_changed():
    params, x, do, h0 = problem(2, 5, given=True)
    given = [x, *rnn.forward(params, x, h0), do, h0]
    copies = [a.copy() for a in (*params, *given)]
    once, again = (rnn.backward(params, *given) for _ in range(2))
    for ours, theirs in zip((*once, *params, *given), (*again, *copies), strict=True):
        np.testing.assert_array_equal(ours, theirs)


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


def call_backward(**change):
    """Call `backward` with ones of the right shapes, but for a change."""
    shapes = ARGUMENTS | {"x": (2, 5, 3)}
    arguments = {"params": random_params(3, 4, 2)} | {n: np.ones(shapes[n]) for n in shapes}
    return rnn.backward(**arguments | change)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        *(("x", shape) for shape in ((5, 3), (2, 5, 4), (0, 5, 3), (2, 0, 3))),
        *(("h", shape) for shape in ((5, 4), (2, 5, 5), (2, 4, 4), (1, 5, 4))),
        *((name, shape) for name in ("o", "do") for shape in ((2, 5, 1), (2, 1, 2), (1, 5, 2))),
        *(("h0", shape) for shape in ((4,), (1, 4), (2, 1))),
    ],
)
def test_backward_refuses_a_shape_that_does_not_fit(name, shape):
    wanted = str(ARGUMENTS[name]).replace("'", "")
    message = re.escape(f"{name} must have shape {wanted}, got shape {shape}")
    with pytest.raises(ValueError, match=message):
        call_backward(**{name: np.ones(shape)})


def test_backward_refuses_weights_that_do_not_fit():
    params = random_params(3, 4, 2)._replace(W=np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"W must have shape \(4, outputs\), got shape \(3, 2\)"):
        call_backward(params=params)


@each_argument
def test_backward_refuses_nan(name):
    value = np.ones((2, 4) if name == "h0" else (2, 5, {"x": 3, "h": 4}.get(name, 2)))
    value[1, 0] = np.nan
    with pytest.raises(ValueError, match=rf"^{name} must be finite, got nan at \[1, 0"):
        call_backward(**{name: value})


@each_argument
def test_backward_refuses_words(name):
    with pytest.raises(TypeError, match=f"^{name} must hold real numbers, got an array of <U1"):
        call_backward(**{name: [["a"]]})


@pytest.mark.parametrize("name", ["f", "g"])
def test_backward_refuses_an_activation_whose_slope_it_does_not_know(name):
    with pytest.raises(ValueError, match=r"an activation must be one of .*, got <ufunc 'cos'>"):
        call_backward(**{name: np.cos})


# Two networks that read from both ends


def two_networks(right=4, left=3):
    return random_params(3, right, 2), random_params(3, left, 2)


def test_bidirectional_by_hand():
    """Read 2, 4, 8: 2/2, 4/2 + 1/2, 8/2 + 2.5/2; from the end 8/2, 4/2 + 4/2, 2/2 + 4/2."""
    half = rnn.RNNParams(*np.array([[[0.5]], [[0.5]], [[1.0]]]))
    other = half._replace(W=[[10]])
    h, o = rnn.bidirectional(half, other, [[[2], [4], [8]]], f=identity)
    np.testing.assert_array_equal(h, [[[1, 3], [2.5, 4], [5.25, 4]]])
    np.testing.assert_array_equal(o, [[[31], [42.5], [45.25]]])


@pytest.mark.parametrize(("f", "g"), PAIRS)
@pytest.mark.parametrize(("batch", "steps"), list(product((1, 5), (1, 2, 7))))
def test_bidirectional_equals_keras(f, g, batch, steps):
    networks, x = two_networks(4, 4), RNG.normal(size=(batch, steps, 3))
    h, o = rnn.bidirectional(*networks, x, f, g)
    name = {identity: "linear"}.get(f, f.__name__)
    options = {"use_bias": False, "return_sequences": True, "dtype": "float64"}
    recurrent = keras.layers.SimpleRNN(4, name, **options)
    layer = keras.layers.Bidirectional(recurrent, dtype="float64")
    layer.build((None, None, 3))
    layer.set_weights([*networks[0][:2], *networks[1][:2]])
    theirs = layer(x).numpy()
    np.testing.assert_allclose(h, theirs, rtol=1e-10, atol=1e-12)
    both = np.concatenate([networks[0].W, networks[1].W])
    np.testing.assert_allclose(o, g(theirs @ both), rtol=1e-10, atol=1e-12)


def test_who_reads_a_turned_sequence_with_the_networks_exchanged_gets_the_states_turned():
    (right, left), x = two_networks(), RNG.normal(size=(2, 6, 3))
    h, o = rnn.bidirectional(right, left, x)
    turned, o_turned = rnn.bidirectional(left, right, x[:, ::-1])
    np.testing.assert_allclose(turned[:, ::-1], np.roll(h, 3, axis=-1))
    np.testing.assert_allclose(o_turned[:, ::-1], o)


def test_one_half_knows_only_the_past_and_the_other_only_the_future():
    networks, x = two_networks(), RNG.normal(size=(2, 7, 3))
    changed = x.copy()
    changed[:, 3] += 1
    same = np.equal(*(rnn.bidirectional(*networks, it)[0] for it in (x, changed))).all(axis=0)
    np.testing.assert_array_equal(same[:, :4].all(axis=1), [True] * 3 + [False] * 4)
    np.testing.assert_array_equal(same[:, 4:].all(axis=1), [False] * 4 + [True] * 3)


def test_zeros_after_the_end_change_nothing_before_it():
    networks, x = two_networks(), RNG.normal(size=(2, 5, 3))
    h, _ = rnn.bidirectional(*networks, x)
    longer, _ = rnn.bidirectional(*networks, np.pad(x, [(0, 0), (0, 4), (0, 0)]))
    np.testing.assert_allclose(longer[:, :5], h)


def test_bidirectional_has_tanh_and_the_identity_by_default():
    networks, x = two_networks(), RNG.normal(size=(2, 5, 3))
    for ours, same in zip(
        rnn.bidirectional(*networks, x),
        rnn.bidirectional(*networks, x, np.tanh, identity),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, same)


def test_two_networks_need_as_many_outputs():
    networks = random_params(3, 4, 2), random_params(3, 4, 1)
    with pytest.raises(ValueError, match=r"^both networks must have as many outputs, got 2 and 1$"):
        rnn.bidirectional(*networks, np.ones((1, 2, 3)))


@pytest.mark.parametrize("place", [0, 1])
def test_each_of_two_networks_is_checked(place):
    networks = list(two_networks(4, 4))
    networks[place] = networks[place]._replace(V=np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"V must have shape \(4, 4\), got shape \(4, 3\)"):
        rnn.bidirectional(*networks, np.ones((1, 2, 3)))


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.ones((1, 2, 5)), ValueError, r"x must have shape \(batch, steps, 3\), got"),
        (np.ones((2, 3)), ValueError, r"x must have shape \(batch, steps, 3\), got"),
        ([[1, 2, np.nan]], ValueError, r"x must have shape \(batch, steps, 3\), got"),
        ([[[1, 2, np.nan]]], ValueError, "x must be finite, got nan"),
        ([[["a", "b", "c"]]], TypeError, "x must hold real numbers"),
    ],
)
def test_bidirectional_refuses_inputs_that_do_not_fit(x, error, message):
    with pytest.raises(error, match=message):
        rnn.bidirectional(*two_networks(), x)


def test_both_networks_read_the_same_features():
    networks = random_params(3, 4, 2), random_params(5, 4, 2)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, steps, 5\), got"):
        rnn.bidirectional(*networks, np.ones((1, 2, 3)))
