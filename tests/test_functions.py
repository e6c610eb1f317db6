"""`nncourse.functions` against hand-made numbers, Keras, laws and central differences."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nncourse import functions
from nncourse.functions import cross_entropy, mase, numerical_gradient, slope_at_output, softmax

RNG = np.random.default_rng(0)
PAIRS = {
    "identity": (functions.identity, functions.identity_derivative, keras.activations.linear),
    "tanh": (np.tanh, functions.tanh_derivative, keras.activations.tanh),
    "sigmoid": (functions.sigmoid, functions.sigmoid_derivative, keras.activations.sigmoid),
    "relu": (functions.relu, functions.relu_derivative, keras.activations.relu),
}
LOGITS = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=5),
    elements=st.floats(-1e3, 1e3),
)


@pytest.mark.parametrize("name", PAIRS)
def test_activation_equals_keras(name):
    ours, _, theirs = PAIRS[name]
    z = RNG.normal(size=(3, 4))
    np.testing.assert_allclose(ours(z), theirs(keras.ops.array(z)), rtol=1e-6)


@pytest.mark.parametrize("name", PAIRS)
def test_derivative_equals_central_differences(name):
    ours, derivative, _ = PAIRS[name]
    z, upstream = RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4))
    slopes = numerical_gradient(lambda z: (ours(z) * upstream).sum(), z)
    np.testing.assert_allclose(derivative(z) * upstream, slopes, rtol=1e-6, atol=1e-9)


def test_sigmoid_of_large_numbers_neither_overflows_nor_warns():
    np.testing.assert_array_equal(functions.sigmoid([-1e4, 1e4]), [0, 1])


def test_sigmoid_keeps_float32():
    assert functions.sigmoid(np.float32([-1, 1])).dtype == np.float32


@pytest.mark.parametrize(
    "z", [np.uint8([0, 100]), np.uint64([0, 100]), np.int8([-128, 100]), np.array([False, True])]
)
def test_sigmoid_of_any_integers_is_that_of_the_same_floats(z):
    assert functions.sigmoid(z).dtype == np.float64
    np.testing.assert_array_equal(functions.sigmoid(z), functions.sigmoid(z.astype(float)))


def test_relu_derivative_at_the_kink_is_zero():
    assert functions.relu_derivative(0.0) == 0


@pytest.mark.parametrize("name", PAIRS)
def test_slope_at_output_equals_the_derivative(name):
    f, derivative, _ = PAIRS[name]
    z = np.append(RNG.normal(size=(2, 3, 4)), 0)
    np.testing.assert_allclose(slope_at_output(f, f(z)), derivative(z), rtol=1e-12)


@pytest.mark.parametrize("name", PAIRS)
def test_slope_at_output_keeps_float32_and_its_argument(name):
    y = np.float32([0.25, 0.5])
    assert slope_at_output(PAIRS[name][0], y).dtype == np.float32
    np.testing.assert_array_equal(y, [0.25, 0.5])


def test_slope_at_output_refuses_another_activation():
    message = r"an activation must be one of identity, tanh, sigmoid, relu, got <ufunc 'exp'>"
    with pytest.raises(ValueError, match=message):
        slope_at_output(np.exp, [1.0])


# The chapter's six days: four to learn from, two to forecast.
HISTORY, TARGET = [3, 5, 4, 6], [5, 7]


@pytest.mark.parametrize(
    ("forecast", "season", "expected"),
    [
        ([6, 5], 1, 0.9),  # errors 1 and 2, mean 3/2; changes 2, 1 and 2, mean 5/3
        ([4, 6], 1, 0.6),
        ([4, 6], 2, 1.0),  # 4 - 3 and 6 - 5
        ([5, 7], 1, 0.0),
        ([4, 6], 3, 1 / 3),  # 6 - 3
    ],
)
def test_mase_worked_by_hand(forecast, season, expected):
    np.testing.assert_allclose(mase(TARGET, forecast, HISTORY, season), expected)


def test_mase_looks_one_step_back_by_default_and_gives_a_python_float():
    score = mase(TARGET, [6, 5], HISTORY)
    assert type(score) is float and score == mase(TARGET, [6, 5], HISTORY, season=1)


def test_mase_is_the_ratio_of_two_mean_absolute_errors_of_keras():
    target, forecast, history = RNG.normal(size=(3, 40))
    error = keras.losses.MeanAbsoluteError()
    theirs = error(target, forecast) / error(history[7:], history[:-7])
    np.testing.assert_allclose(mase(target, forecast, history, 7), float(theirs), rtol=1e-6)


@given(st.floats(0.01, 100), st.floats(-100, 100))
def test_mase_does_not_depend_on_the_unit(scale, shift):
    a, b, c = (scale * np.array(part) + shift for part in (TARGET, [6, 5], HISTORY))
    np.testing.assert_allclose(mase(a, b, c), 0.9, rtol=1e-6)


def test_mase_of_many_windows_is_the_mean_over_all_targets():
    target, forecast = RNG.normal(size=(2, 5, 3))
    rows = [mase(t, f, HISTORY) for t, f in zip(target, forecast, strict=True)]
    np.testing.assert_allclose(mase(target, forecast, HISTORY), np.mean(rows))


@pytest.mark.parametrize(
    ("target", "forecast", "history", "season", "error", "message"),
    [
        ([5, 7], [[6], [5]], HISTORY, 1, ValueError, r"forecast must have shape \(2,\), got shape"),
        ([5, 7], [6], HISTORY, 1, ValueError, "forecast must have shape"),
        ([], [], HISTORY, 1, ValueError, "^target must hold at least one value, got none$"),
        ([5, np.nan], [6, 5], HISTORY, 1, ValueError, "target must be finite"),
        ([5, 7], [6, np.inf], HISTORY, 1, ValueError, "forecast must be finite"),
        ([5, 7], ["6", "5"], HISTORY, 1, TypeError, "forecast must hold real numbers"),
        ([5, 7], [6, 5], [HISTORY], 1, ValueError, r"history must have shape \(n,\), got"),
        ([5, 7], [6, 5], HISTORY, 4, ValueError, "history must have more than 4 values, got 4"),
        ([5, 7], [6, 5], [1, 2, 1, 2], 2, ValueError, "history must not repeat itself exactly "),
        ([5, 7], [6, 5], [1, 1], 1, ValueError, "after 1 steps"),
        ([5, 7], [6, 5], HISTORY, 0, ValueError, "season must be at least 1, got 0"),
        ([5, 7], [6, 5], HISTORY, 1.0, TypeError, "season must be an integer, got 1.0"),
    ],
)
def test_mase_refuses_what_it_cannot_use(target, forecast, history, season, error, message):
    with pytest.raises(error, match=message):
        mase(target, forecast, history, season)


def test_softmax_of_the_chapters_logits():
    np.testing.assert_allclose(softmax(np.log([1, 2, 1])), [0.25, 0.5, 0.25])


@given(LOGITS)
def test_softmax_rows_are_probabilities(logits):
    probabilities = softmax(logits)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1)


@given(LOGITS, st.floats(-100, 100))
def test_softmax_ignores_a_constant_added_to_all_classes(logits, constant):
    np.testing.assert_allclose(softmax(logits + constant), softmax(logits), atol=1e-9)


def test_softmax_equals_keras():
    z = RNG.normal(size=(4, 5)).astype(np.float32)
    np.testing.assert_allclose(softmax(z), keras.ops.softmax(z), rtol=1e-5)


def test_cross_entropy_of_the_chapters_logits():
    losses = cross_entropy(np.log([[1, 2, 1], [1, 2, 1]]), [1, 0])
    np.testing.assert_allclose(losses, [np.log(2), np.log(4)])


def test_cross_entropy_equals_keras():
    z, y = RNG.normal(size=(6, 10)), RNG.integers(0, 10, 6)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=None)(y, z)
    np.testing.assert_allclose(cross_entropy(z, y), theirs, rtol=1e-6)


@given(LOGITS, st.data())
def test_cross_entropy_is_minus_the_logarithm_of_softmax(logits, data):
    label = data.draw(st.integers(0, logits.shape[1] - 1))
    probability = softmax(logits)[:, label]
    losses = cross_entropy(logits, np.full(len(logits), label))
    np.testing.assert_allclose(np.exp(-losses), probability, rtol=1e-6, atol=1e-300)


def test_cross_entropy_of_a_hopeless_answer_is_finite():
    np.testing.assert_allclose(cross_entropy([[0, 1e6]], [0]), [1e6])


def test_numerical_gradient_at_whole_numbers_takes_steps_that_are_none():
    np.testing.assert_allclose(numerical_gradient(lambda x: (x**2).sum(), [1, -3]), [2, -6])


@pytest.mark.parametrize("f", [functions.identity, np.squeeze, lambda x: x])
def test_numerical_gradient_of_what_returns_its_point_itself_is_one(f):
    assert numerical_gradient(f, 3.0) == pytest.approx(1)


def test_numerical_gradient_leaves_its_point_alone():
    x = np.array([1.0, 2.0])
    numerical_gradient(lambda x: float(x.prod()), x)
    np.testing.assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("step", [0, -1e-6, float("nan")])
def test_numerical_gradient_refuses_a_step_that_is_not_positive(step):
    with pytest.raises(ValueError, match="step must be positive, got"):
        numerical_gradient(np.sum, [1.0], step=step)


def test_softmax_refuses_no_classes():
    with pytest.raises(
        ValueError, match=r"logits must have at least one class, got shape \(2, 0\)"
    ):
        softmax(np.empty((2, 0)))


def test_softmax_refuses_a_single_number():
    with pytest.raises(ValueError, match=r"at least one class, got shape \(\)"):
        softmax(3.0)


def test_softmax_refuses_nan():
    with pytest.raises(ValueError, match=r"logits must be finite, got nan at \[0, 1\]"):
        softmax([[0.0, np.nan]])


def test_cross_entropy_refuses_logits_without_a_batch():
    with pytest.raises(ValueError, match=r"logits must have shape \(batch, classes\), got"):
        cross_entropy([1.0, 2.0], [0])


def test_cross_entropy_refuses_a_label_that_is_no_class():
    with pytest.raises(ValueError, match=r"labels must each be a class, 0 to 1, got 2 at \[0\]"):
        cross_entropy([[0.0, 0.0]], [2])


def test_cross_entropy_refuses_float_labels():
    with pytest.raises(TypeError, match="labels must be integers, got an array of float64"):
        cross_entropy([[0.0, 0.0]], [1.0])


def test_cross_entropy_refuses_as_many_labels_as_it_has_no_rows_for():
    with pytest.raises(ValueError, match=r"labels must have shape \(1,\).* got shape \(2,\)"):
        cross_entropy([[0.0, 0.0]], [0, 1])
