"""`nncourse.gated` against pencil numbers, Keras with the same weights, differences and laws."""

import re
from itertools import product

import keras
import numpy as np
import pytest
import tensorflow as tf
from conftest import central_differences

from nncourse import gated
from nncourse.functions import sigmoid
from nncourse.gated import GatedParams

RNG = np.random.default_rng(0)
KINDS = ("lstm", "gru, reset after", "gru, reset before")
SIZES = {"batch": 2, "steps": 5, "features": 3, "units": 4}
LSTM_WEIGHTS = {"U": ("features", 16), "V": ("units", "columns"), "b": (16,)}
GRU_WEIGHTS = {"U": ("features", 12), "V": ("units", "columns"), "b": (2, 12)}
X, FIRST, STATES = ("batch", "steps", 3), (2, 4), (2, 5, 4)
# What each argument must be: a number is a size that it must have, a word an axis of any size.
ARGUMENTS = {
    gated.lstm_step: {**LSTM_WEIGHTS, "x": ("batch", 3), "h": FIRST, "c": FIRST},
    gated.lstm_forward: {**LSTM_WEIGHTS, "x": X, "h0": FIRST, "c0": FIRST},
    gated.lstm_backward: {
        **LSTM_WEIGHTS,
        **{"x": X, "h": STATES, "c": STATES, "gates": (4, *STATES), "dh": STATES},
        **{"h0": FIRST, "c0": FIRST},
    },
    gated.gru_step: {**GRU_WEIGHTS, "x": ("batch", 3), "h": FIRST},
    gated.gru_forward: {**GRU_WEIGHTS, "x": X, "h0": FIRST},
    gated.gru_backward: {
        **GRU_WEIGHTS,
        **{"x": X, "h": STATES, "gates": (3, *STATES), "dh": STATES, "h0": FIRST},
    },
}


def named(it):
    """Return the name of a function for the name of a test."""
    return getattr(it, "__name__", None)


each_argument = pytest.mark.parametrize(
    ("function", "name"), [(f, name) for f in ARGUMENTS for name in ARGUMENTS[f]], ids=named
)
each_kind = pytest.mark.parametrize("kind", KINDS)
grid = pytest.mark.parametrize(
    ("kind", "batch", "steps", "given"), [*product(KINDS, (1, 5), (1, 2, 7), (False, True))]
)


def random_params(kind, dtype=np.float64, features=3, units=4):
    columns = units * (4 if kind == "lstm" else 3)
    bias = (2, columns) if kind == "gru, reset after" else (columns,)
    shapes = ((features, columns), (units, columns), bias)
    return GatedParams(*(RNG.normal(size=shape).astype(dtype) for shape in shapes))


def random_states(kind, batch, dtype=np.float64):
    """Return an initial state as the kind has it: h0 and c0, or h0."""
    return list(RNG.normal(size=(2 if kind == "lstm" else 1, batch, 4)).astype(dtype))


def whole_forward(kind, params, x, *first):
    """Return the states after every step and the gates."""
    if kind == "lstm":
        return gated.lstm_forward(params, x, *first)
    return gated.gru_forward(params, x, *first, reset_after=kind == "gru, reset after")


def forward(kind, params, x, *first):
    """Return the states after every step: h and c, or h."""
    return whole_forward(kind, params, x, *first)[:-1]


def step(kind, params, x, *states):
    if kind == "lstm":
        return gated.lstm_step(params, x, *states)
    return (gated.gru_step(params, x, *states, reset_after=kind == "gru, reset after"),)


def backward(kind, params, x, dh, *first, known=None):
    """Return the gradients without those that there are none of."""
    known = known or whole_forward(kind, params, x, *first)
    if kind == "lstm":
        return gated.lstm_backward(params, x, *known, dh, *first)
    after = kind == "gru, reset after"
    gradients = gated.gru_backward(params, x, *known, dh, *first, reset_after=after)
    assert gradients.c0 is None
    return gradients[:-1]


def keras_layer(kind, params, dtype):
    options = {"return_sequences": True, "return_state": True, "dtype": dtype}
    if kind == "lstm":
        layer = keras.layers.LSTM(len(params.V), **options)
    else:
        after = kind == "gru, reset after"
        layer = keras.layers.GRU(len(params.V), reset_after=after, **options)
    layer.build((None, None, len(params.U)))
    layer.set_weights(params)
    return layer


def keras_gradients(kind, params, x, dh, first):
    layer = keras_layer(kind, params, "float64")
    x, *first = map(tf.constant, (x, *first))
    with tf.GradientTape() as tape:
        tape.watch([x, *first])
        number = tf.reduce_sum(layer(x, initial_state=first)[0] * dh)
    return tape.gradient(number, [*layer.trainable_variables, x, *first])


def problem(kind, batch, steps, given):
    """Return weights, sequences, an upstream gradient and an initial state, given or of zeros."""
    x, dh = RNG.normal(size=(batch, steps, 3)), RNG.normal(size=(batch, steps, 4))
    first = random_states(kind, batch)
    return random_params(kind), x, dh, first if given else [0 * state for state in first]


# By hand, one unit: sigmoid(log 3) = 3/4, tanh(log 2) = 3/5, tanh(log 3) = 4/5.

Z = np.log([3, 1, 2, 1 / 3])  # pre-activations: i = 3/4, f = 1/2, candidate 3/5, o = 1/4
LSTM = GatedParams(Z[None], Z[None], -2 * Z)  # z + 2 z - 2 z
C0 = 2 * np.log(3) - 0.9  # so that c = C0 / 2 + 3/4 · 3/5 = log 3 and h = 4/5 / 4


def test_an_lstm_by_hand():
    h, c = gated.lstm_step(LSTM, [[1]], [[2]], [[C0]])
    np.testing.assert_allclose([h, c], [[[1 / 5]], [[np.log(3)]]])


def test_gradients_of_an_lstm_by_hand():
    h, c, gates = (
        [[[1 / 5]]],
        [[[np.log(3)]]],
        np.reshape([3 / 4, 1 / 2, 3 / 5, 1 / 4], (4, 1, 1, 1)),
    )
    U, V, b, x, h0, c0 = gated.lstm_backward(LSTM, [[[1]]], h, c, gates, [[[1]]], [[2]], [[C0]])
    dc = 1 / 4 * (1 - 16 / 25)
    dz = dc * 3 / 5 * 3 / 16, dc * C0 * 1 / 4, dc * 3 / 4 * (1 - 9 / 25), 4 / 5 * 3 / 16
    np.testing.assert_allclose([U[0], V[0] / 2, b], [dz] * 3)
    np.testing.assert_allclose([x[0, 0, 0], h0[0, 0]], [dz @ Z] * 2)
    np.testing.assert_allclose(c0, [[dc / 2]])


GATES = np.log([3, 1 / 3])  # z = 3/4, r = 1/4
AFTER = GatedParams(  # the candidate is tanh(log 2 - 1 + r (1 · 2 + 2))
    U=np.array([[*GATES, np.log(2)]]),
    V=np.array([[*GATES, 1]]),
    b=np.array([[*-3 * GATES, -1], [*GATES, 2]]),
)
# The candidate is tanh(log 2 - 1/2 + (2 r) · 1).
BEFORE = AFTER._replace(b=np.array([*-2 * GATES, -1 / 2]))
gru_by_hand = pytest.mark.parametrize(("params", "after"), [(AFTER, True), (BEFORE, False)])


@gru_by_hand
def test_a_gru_by_hand(params, after):
    h = gated.gru_step(params, [[1]], [[2]], reset_after=after)
    np.testing.assert_allclose(h, [[3 / 4 * 2 + 1 / 4 * 3 / 5]])


@gru_by_hand
def test_gradients_of_a_gru_by_hand(params, after):
    h, gates = [[[1.65]]], np.reshape([3 / 4, 1 / 4, 3 / 5], (3, 1, 1, 1))
    g = gated.gru_backward(params, [[[1]]], h, gates, [[[1]]], [[2]], reset_after=after)
    d_new = 1 / 4 * (1 - 9 / 25)
    d_reset = d_new * (4 if after else 2)  # h V + b, or h
    dz = np.array([(2 - 3 / 5) * 3 / 16, d_reset * 3 / 16, d_new])
    to_V = dz * (1, 1, 1 / 4)  # the candidate sees h times r
    np.testing.assert_allclose([g.U[0], g.V[0] / 2], [dz, to_V])
    np.testing.assert_allclose(g.b, [dz, to_V] if after else dz)
    np.testing.assert_allclose(g.x, [[params.U @ dz]])
    np.testing.assert_allclose(g.h0, [3 / 4 + params.V @ to_V])


# Keras and central differences


@grid
def test_states_equal_keras_in_float32(kind, batch, steps, given):
    params, x = random_params(kind, np.float32), RNG.normal(size=(batch, steps, 3))
    first = random_states(kind, batch, np.float32) if given else []
    states = forward(kind, params, x.astype(np.float32), *first)
    initial = list(map(tf.constant, first)) or None
    h, *last = keras_layer(kind, params, "float32")(
        tf.constant(x, "float32"), initial_state=initial
    )
    np.testing.assert_allclose(states[0], h, rtol=1e-6, atol=1e-6)
    for ours, theirs in zip(states, last, strict=True):
        np.testing.assert_allclose(ours[:, -1], theirs, rtol=1e-6, atol=1e-6)


@grid
def test_gradients_equal_keras(kind, batch, steps, given):
    params, x, dh, first = problem(kind, batch, steps, given)
    ours = backward(kind, params, x, dh, *(first if given else ()))
    for our, their in zip(ours, keras_gradients(kind, params, x, dh, first), strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-6, atol=1e-12)


@grid
def test_gradients_equal_central_differences(kind, batch, steps, given):
    params, x, dh, first = problem(kind, batch, steps, given)
    ours = backward(kind, params, x, dh, *(first if given else ()))

    def number(U, V, b, x, *first):
        return (forward(kind, GatedParams(U, V, b), x, *first)[0] * dh).sum()

    for our, slope in zip(ours, central_differences(number, *params, x, *first), strict=True):
        np.testing.assert_allclose(our, slope, rtol=1e-6, atol=1e-8)


# Laws


def test_the_gates_of_an_lstm_are_those_of_its_step_by_hand():
    *_, (i, f, new, o) = gated.lstm_forward(LSTM, [[[1]]], [[2]], [[C0]])
    np.testing.assert_allclose(
        [i, f, new, o], np.reshape([3 / 4, 1 / 2, 3 / 5, 1 / 4], (4, 1, 1, 1))
    )


@gru_by_hand
def test_the_gates_of_a_gru_are_those_of_its_step_by_hand(params, after):
    _, (z, r, new) = gated.gru_forward(params, [[[1]]], [[2]], reset_after=after)
    np.testing.assert_allclose([z, r, new], np.reshape([3 / 4, 1 / 4, 3 / 5], (3, 1, 1, 1)))


def test_the_cell_of_an_lstm_is_made_of_its_gates():
    params, x, _, first = problem("lstm", 2, 5, given=True)
    h, c, (i, f, new, o) = gated.lstm_forward(params, x, *first)
    before = np.concatenate([first[1][:, None], c[:, :-1]], axis=1)
    np.testing.assert_allclose(c, f * before + i * new)
    np.testing.assert_allclose(h, o * np.tanh(c))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_the_state_of_a_gru_is_made_of_its_gates(kind):
    params, x, _, first = problem(kind, 2, 5, given=True)
    h, (z, _, new) = whole_forward(kind, params, x, *first)
    before = np.concatenate([first[0][:, None], h[:, :-1]], axis=1)
    np.testing.assert_allclose(h, z * before + (1 - z) * new)


@each_kind
def test_forward_is_step_after_step(kind):
    params, x, _, first = problem(kind, 2, 5, given=True)
    states, now = forward(kind, params, x, *first), first
    for t in range(5):
        now = step(kind, params, x[:, t], *now)
        np.testing.assert_allclose([state[:, t] for state in states], now)


@each_kind
def test_a_long_sequence_in_pieces_gives_what_it_gives_at_once(kind):
    params, x, _, last = problem(kind, 2, 1000, given=True)
    whole, pieces = forward(kind, params, x, *last), []
    for start in range(0, 1000, 300):
        pieces.append(forward(kind, params, x[:, start : start + 300], *last))
        last = [state[:, -1] for state in pieces[-1]]
    np.testing.assert_allclose(np.concatenate(pieces, axis=2), whole)


@each_kind
def test_a_state_does_not_know_the_future(kind):
    params, x = random_params(kind), RNG.normal(size=(2, 5, 3))
    states = np.array(forward(kind, params, x))
    x[:, 3:] = 7
    np.testing.assert_array_equal(np.array(forward(kind, params, x))[:, :, :3], states[:, :, :3])


@each_kind
def test_what_comes_after_the_last_upstream_gradient_has_none(kind):
    params, x, dh, first = problem(kind, 2, 5, given=True)
    dh[:, 3:] = 0
    dx = backward(kind, params, x, dh, *first)[3]
    assert (dx[:, :3] != 0).all() and (dx[:, 3:] == 0).all()


@each_kind
def test_sequences_of_a_batch_do_not_touch_each_other(kind):
    params, x, dh, first = problem(kind, 3, 5, given=True)
    together = backward(kind, params, x, dh, *first)[3]
    alone = [
        backward(kind, params, x[n], dh[n], *(state[n] for state in first))[3]
        for n in (slice(i, i + 1) for i in range(3))
    ]
    np.testing.assert_allclose(np.concatenate(alone), together)


@each_kind
def test_gradients_of_the_weights_sum_over_the_batch(kind):
    params, x, dh, first = problem(kind, 1, 5, given=True)
    once = backward(kind, params, x, dh, *first)[:3]
    twice = backward(kind, params, *(np.repeat(a, 2, axis=0) for a in (x, dh, *first)))[:3]
    for one, two in zip(once, twice, strict=True):
        np.testing.assert_allclose(two, 2 * one)


def test_a_gate_is_a_sigmoid():
    """With U and V of zeros the forget gate alone decides what is left of a cell of one."""
    z = np.linspace(-20, 20, 9)
    params = GatedParams(np.zeros((1, 36)), np.zeros((9, 36)), np.zeros(36))
    params.b[9:18] = z
    _, c = gated.lstm_step(params, [[1]], np.zeros((1, 9)), np.ones((1, 9)))
    np.testing.assert_allclose(c, [sigmoid(z)], atol=1e-15)


def test_an_open_update_gate_keeps_the_state():
    params = random_params("gru, reset after")
    params.b[0, :4] = 99
    x, h0 = RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 4))
    np.testing.assert_allclose(gated.gru_forward(params, x, h0)[0], np.stack([h0] * 5, axis=1))


def test_where_an_open_reset_gate_stands_does_not_matter():
    params = random_params("gru, reset before")
    params.b[4:8] = 99
    x, h0 = RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 4))
    before, _ = gated.gru_forward(params, x, h0, reset_after=False)
    after = params._replace(b=np.stack([params.b, np.zeros(12)]))
    np.testing.assert_allclose(gated.gru_forward(after, x, h0)[0], before)


# Numbers, in and out


@each_kind
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_comes_out_is_as_precise_as_what_goes_in(kind, dtype):
    params, x = random_params(kind, dtype), np.ones((2, 5, 3), dtype)
    gradients = backward(kind, params, x, np.ones((2, 5, 4), dtype))
    now = step(kind, params, x[:, 0], *random_states(kind, 2, dtype))
    assert {a.dtype for a in (*forward(kind, params, x), *gradients, *now)} == {np.dtype(dtype)}


@each_kind
def test_single_and_double_precision_may_meet(kind):
    params, *arrays, first = problem(kind, 2, 5, given=True)
    single = [np.float32(a) for a in (*params, *arrays, *first)]
    double = [np.float64(a) for a in single]
    expected = backward(kind, GatedParams(*double[:3]), *double[3:])
    for i in range(len(single)):
        mixed = [*double[:i], single[i], *double[i + 1 :]]
        ours = backward(kind, GatedParams(*mixed[:3]), *mixed[3:])
        for our, theirs in zip(ours, expected, strict=True):
            np.testing.assert_allclose(our, theirs, rtol=1e-12, atol=1e-12)


@each_kind
def test_lists_of_whole_numbers_are_arrays(kind):
    params, x = random_params(kind), np.arange(30).reshape(2, 5, 3) % 4
    rounded = GatedParams(*(weights.round() for weights in params))
    lists = GatedParams(*(weights.astype(int).tolist() for weights in rounded))
    np.testing.assert_array_equal(forward(kind, lists, x.tolist()), forward(kind, rounded, x))


@each_kind
def test_gradients_have_the_shapes_of_what_they_belong_to(kind):
    params, x, dh, first = problem(kind, 2, 5, given=True)
    gradients = backward(kind, params, x, dh, *first)
    assert [g.shape for g in gradients] == [a.shape for a in (*params, x, *first)]


@each_kind
def test_a_second_call_gives_the_same_and_nothing_given_is_changed(kind):
    params, x, dh, first = problem(kind, 2, 5, given=True)
    known = whole_forward(kind, params, x, *first)
    given = [*params, x, dh, *first, *known]
    copies = [a.copy() for a in given]
    twice = (backward(kind, params, x, dh, *first, known=known) for _ in "12")
    for ours, again in zip(*twice, strict=True):
        np.testing.assert_array_equal(ours, again)
    for a, copy in zip(given, copies, strict=True):
        np.testing.assert_array_equal(a, copy)


def test_gates_of_large_numbers_neither_overflow_nor_warn():
    h, c, _ = gated.lstm_forward(LSTM, [[[1e4], [-1e4]]])
    assert np.isfinite([h, c]).all() and np.isfinite(gated.gru_forward(AFTER, [[[1e4]]])[0]).all()


# Errors


def shape_of(function, name):
    """Return a shape that an argument may have."""
    columns = ARGUMENTS[function]["U"][1]
    return tuple((SIZES | {"columns": columns}).get(a, a) for a in ARGUMENTS[function][name])


def call(function, name, value):
    """Call a function with ones of the right shapes, but for one argument."""
    arguments = {each: np.ones(shape_of(function, each)) for each in ARGUMENTS[function]}
    arguments[name] = value
    return function(GatedParams(*map(arguments.pop, "UVb")), **arguments)


def misfits():
    """Yield every argument of every function with an axis too many and with a size too large."""
    for function, arguments in ARGUMENTS.items():
        for name, wanted in arguments.items():
            shape = shape_of(function, name)
            yield function, name, (1, *shape)
            for axis in (i for i, size in enumerate(wanted) if isinstance(size, int)):
                yield function, name, (*shape[:axis], shape[axis] + 1, *shape[axis + 1 :])


@pytest.mark.parametrize(("function", "name", "shape"), [*misfits()], ids=named)
def test_a_shape_that_does_not_fit_is_refused(function, name, shape):
    wanted = str(ARGUMENTS[function][name]).replace("'", "")
    message = re.escape(f"{name} must have shape {wanted}, got shape {shape}")
    with pytest.raises(ValueError, match=message):
        call(function, name, np.ones(shape))


@each_argument
def test_nan_is_refused(function, name):
    value = np.ones(shape_of(function, name))
    value.flat[0] = np.nan
    with pytest.raises(ValueError, match=rf"^{name} must be finite, got nan at \[0"):
        call(function, name, value)


@each_argument
def test_words_are_refused(function, name):
    with pytest.raises(TypeError, match=f"^{name} must hold real numbers, got an array of <U1"):
        call(function, name, np.full(shape_of(function, name), "a"))


@pytest.mark.parametrize("function", [f for f in ARGUMENTS if "gru" in f.__name__], ids=named)
def test_rows_of_biases_are_as_the_reset_gate_stands(function):
    arguments = {name: np.ones(shape_of(function, name)) for name in ARGUMENTS[function]}
    U, V, b = map(arguments.pop, "UVb")
    with pytest.raises(ValueError, match=r"b must have shape \(12,\), got shape \(2, 12\)"):
        function(GatedParams(U, V, b), **arguments, reset_after=False)
    with pytest.raises(ValueError, match=r"b must have shape \(2, 12\), got shape \(12,\)"):
        function(GatedParams(U, V, b[0]), **arguments, reset_after=True)


@pytest.mark.parametrize(("function", "columns"), [(f, a["U"][1]) for f, a in ARGUMENTS.items()])
def test_columns_of_v_are_its_rows_for_each_gate(function, columns):
    with pytest.raises(ValueError, match=rf"V must have shape \(4, {columns}\), got .* \(4, 15\)"):
        call(function, "V", np.ones((4, 15)))


@pytest.mark.parametrize("name", ["U", "V", "b", "x", "h", "c", "gates", "dh"])
def test_one_argument_in_double_precision_makes_the_gradients_double(name):
    shapes = {"U": (3, 16), "V": (4, 16), "b": (16,), "x": (2, 5, 3)}
    shapes |= dict.fromkeys(["h", "c", "dh"], (2, 5, 4)) | {"gates": (4, 2, 5, 4)}
    given = {n: np.ones(shape, np.float32) for n, shape in shapes.items()}
    given[name] = np.float64(given[name])
    params = GatedParams(*(given.pop(n) for n in "UVb"))
    assert {it.dtype for it in gated.lstm_backward(params, **given)} == {np.dtype(np.float64)}
    double = name not in ("h", "c", "gates", "dh")
    assert {it.dtype == np.float64 for it in gated.lstm_forward(params, given["x"])} == {double}


def test_double_inputs_make_the_states_of_single_weights_double():
    params = GatedParams(*(np.ones(shape, np.float32) for shape in ((3, 16), (4, 16), (16,))))
    assert all(it.dtype == np.float64 for it in gated.lstm_forward(params, np.ones((2, 5, 3))))


@pytest.mark.parametrize("name", ["U", "V", "b", "x", "h", "gates", "dh"])
def test_one_argument_in_double_precision_makes_the_gradients_of_a_gru_double(name):
    shapes = {"U": (3, 12), "V": (4, 12), "b": (2, 12), "x": (2, 5, 3), "h": (2, 5, 4)}
    shapes |= {"gates": (3, 2, 5, 4), "dh": (2, 5, 4)}
    given = {n: np.ones(shape, np.float32) for n, shape in shapes.items()}
    given[name] = np.float64(given[name])
    params = GatedParams(*(given.pop(n) for n in "UVb"))
    assert {it.dtype for it in gated.gru_backward(params, **given)[:-1]} == {np.dtype(np.float64)}
    double = name not in ("h", "gates", "dh")
    assert {it.dtype == np.float64 for it in gated.gru_forward(params, given["x"])} == {double}
