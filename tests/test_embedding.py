"""`nncourse.embedding` against hand-made numbers, Keras with the same weights, and laws."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nncourse import datasets, models
from nncourse.embedding import classify, lookup
from nncourse.encoders import one_hot, pad_sequences

RNG = np.random.default_rng(0)
TABLE = np.array([[0.0, 0.0], [1.0, 1.5], [2.0, 2.5]])
CODES = arrays(np.int64, array_shapes(min_dims=0, max_dims=4), elements=st.integers(0, 6))


def random_weights(vocabulary=50, dimensions=8, length=4, dtype=np.float64):
    shapes = ((vocabulary, dimensions), (length * dimensions, 1), (1,))
    return [RNG.normal(size=shape).astype(dtype) for shape in shapes]


# Lookup


def test_lookup_gives_the_row_that_a_code_names():
    rows = [[[2, 2.5], [0, 0]], [[1, 1.5], [2, 2.5]]]
    np.testing.assert_array_equal(lookup([[2, 0], [1, 2]], TABLE), rows)


def test_lookup_of_one_code_is_one_vector():
    np.testing.assert_array_equal(lookup(1, TABLE), [1, 1.5])


@given(CODES, arrays(np.float64, (7, 3), elements=st.floats(-1e3, 1e3)))
def test_lookup_is_one_hot_times_the_table(codes, table):
    np.testing.assert_array_equal(lookup(codes, table), one_hot(codes, 7) @ table)


@pytest.mark.parametrize("batch", [1, 3])
def test_embedding_of_the_notes_is_lookup_with_its_weights(batch):
    layer = keras.layers.Embedding(200, 32)
    codes = RNG.integers(0, 200, (batch, 50))
    vectors = layer(codes)
    assert vectors.shape == (batch, 50, 32)
    assert layer.count_params() == 6400
    np.testing.assert_array_equal(lookup(codes, layer.get_weights()[0]), vectors)


@given(CODES)
def test_lookup_has_the_shape_of_the_codes_and_the_dimensions(codes):
    assert lookup(codes, np.zeros((7, 5))).shape == (*codes.shape, 5)


def test_lookup_is_linear_in_the_table():
    codes, a, b = RNG.integers(0, 9, (2, 4)), RNG.normal(size=(9, 3)), RNG.normal(size=(9, 3))
    np.testing.assert_allclose(lookup(codes, 2 * a + b), 2 * lookup(codes, a) + lookup(codes, b))


def test_writing_to_the_vectors_leaves_the_table_alone():
    table = TABLE.copy()
    lookup([0, 1], table)[:] = 9
    lookup(0, table)[:] = 9
    np.testing.assert_array_equal(table, TABLE)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_vectors_have_the_type_of_the_table(dtype):
    assert lookup([[0, 1]], TABLE.astype(dtype)).dtype == dtype


# The classifier


def test_classify_by_hand():
    """Vectors (1, 1.5, 2, 2.5) by weights (1, 2, 0, -2) is -1, and the bias adds 1 or 1 + log 3."""
    weights = [[1], [2], [0], [-2]]
    np.testing.assert_allclose(classify([[1, 2]], TABLE, weights, [1]), [[0.5]])
    np.testing.assert_allclose(classify([[1, 2]], TABLE, weights, [1 + np.log(3)]), [[0.75]])


def test_classify_reads_the_codes_in_their_order():
    """Reversed, (2, 2.5, 1, 1.5) by (1, 2, 0, -2) is 4."""
    reversed_ = classify([[2, 1]], TABLE, [[1], [2], [0], [-2]], [-4 - np.log(3)])
    np.testing.assert_allclose(reversed_, [[0.25]])


def test_classify_equals_keras_on_the_ten_sentences():
    model, weights = models.sentence_classifier(), random_weights()
    model.set_weights(weights)
    codes = pad_sequences(datasets.NOTES_CODES, 4, padding="post")
    np.testing.assert_allclose(classify(codes, *weights), model(codes), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("vocabulary", "dimensions", "length"), [(5, 1, 1), (20, 3, 7)])
def test_classify_equals_keras_of_other_sizes(vocabulary, dimensions, length):
    model = models.sentence_classifier(vocabulary, dimensions, length)
    codes = RNG.integers(0, vocabulary, (6, length))
    ours = classify(codes, *model.get_weights())
    np.testing.assert_allclose(ours, model(codes), rtol=1e-5)


@given(arrays(np.int64, (3, 4), elements=st.integers(0, 49)))
def test_classify_gives_probabilities(codes):
    probabilities = classify(codes, *random_weights())
    assert probabilities.shape == (3, 1)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_sentences_of_a_batch_do_not_touch_each_other():
    codes, weights = RNG.integers(0, 50, (5, 4)), random_weights()
    alone = np.concatenate([classify(sentence[None], *weights) for sentence in codes])
    np.testing.assert_allclose(classify(codes, *weights), alone)


def test_logits_are_linear_in_the_weights():
    codes, (table, weights, bias) = RNG.integers(0, 50, (5, 4)), random_weights()
    once, twice = (classify(codes, table, k * weights, k * bias) for k in (0.1, 0.2))
    np.testing.assert_allclose(twice / (1 - twice), (once / (1 - once)) ** 2)


def test_float32_stays_float32():
    weights = random_weights(dtype=np.float32)
    assert classify([[0, 1, 2, 3]], *weights).dtype == np.float32


def test_a_second_call_gives_the_same_and_leaves_its_arguments_alone():
    codes, weights = RNG.integers(0, 50, (5, 4)), random_weights()
    before = [weight.copy() for weight in weights]
    first = classify(codes, *weights)
    np.testing.assert_array_equal(classify(codes, *weights), first)
    for weight, same in zip(weights, before, strict=True):
        np.testing.assert_array_equal(weight, same)


# What is refused


def looked_up(codes):
    return lookup(codes, TABLE)


def classified(codes):
    return classify(codes, TABLE, np.ones((4, 1)), [0])


BOTH = pytest.mark.parametrize("layer", [looked_up, classified])


@BOTH
@pytest.mark.parametrize("code", [-1, 3, 2**40])
def test_a_code_outside_the_table_is_refused(layer, code):
    message = rf"codes must each be a row of the table, 0 to 2, got {code} at \[1, 0\]"
    with pytest.raises(ValueError, match=message):
        layer([[0, 1], [code, 2]])


@BOTH
@pytest.mark.parametrize(
    ("codes", "came"),
    [
        ([[0.0, 1.0]], "an array of float64"),
        ([[True, False]], "an array of bool"),
        ([["good", "work"]], "an array of <U4"),
        (1.0, r"1\.0"),
    ],
)
def test_codes_that_are_no_integers_are_refused(layer, codes, came):
    with pytest.raises(TypeError, match=f"codes must be integers, got {came}"):
        layer(codes)


@BOTH
def test_sentences_of_unequal_length_are_refused(layer):
    with pytest.raises(ValueError, match="codes must have rows of equal length, got"):
        layer([[0, 1], [2]])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (np.ones(3), r"table must have shape \(vocabulary, dimensions\), got shape \(3,\)"),
        (np.ones((0, 2)), r"table must have shape .*, got shape \(0, 2\)"),
        (np.ones((2, 0)), r"table must have shape .*, got shape \(2, 0\)"),
        ([[0, 0], [0, np.nan]], r"table must be finite, got nan at \[1, 1\]"),
    ],
)
def test_a_table_that_is_none_is_refused(table, message):
    with pytest.raises(ValueError, match=message):
        lookup([0], table)
    with pytest.raises(ValueError, match=message):
        classify([[0, 0]], table, np.ones((4, 1)), [0])


def test_a_table_of_words_is_refused():
    with pytest.raises(TypeError, match="table must hold real numbers, got an array of <U5"):
        lookup([0], [["apple"]])


@pytest.mark.parametrize("shape", [(), (2,), (1, 1, 2), (0, 2), (2, 0)])
def test_classify_refuses_codes_that_are_no_sentences(shape):
    came = str(shape).replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(ValueError, match=rf"codes must have shape \(batch, length\), got.* {came}"):
        classified(np.zeros(shape, int))


@pytest.mark.parametrize(
    ("weights", "bias", "message"),
    [
        (np.ones(4), [0], r"weights must have shape \(4, 1\), got shape \(4,\)"),
        (np.ones((6, 1)), [0], r"weights must have shape \(4, 1\), got shape \(6, 1\)"),
        (np.ones((4, 2)), [0], r"weights must have shape \(4, 1\), got shape \(4, 2\)"),
        (np.full((4, 1), np.inf), [0], r"weights must be finite, got inf at \[0, 0\]"),
        (np.ones((4, 1)), 0, r"bias must have shape \(1,\), got shape \(\)"),
        (np.ones((4, 1)), [0, 0], r"bias must have shape \(1,\), got shape \(2,\)"),
        (np.ones((4, 1)), [np.nan], r"bias must be finite, got nan at \[0\]"),
    ],
)
def test_classify_refuses_weights_that_do_not_fit(weights, bias, message):
    with pytest.raises(ValueError, match=message):
        classify([[0, 1]], TABLE, weights, bias)


@pytest.mark.parametrize("name", ["weights", "bias"])
def test_classify_refuses_weights_that_are_no_numbers(name):
    arguments = {"weights": np.ones((4, 1)), "bias": [0], name: "heavy"}
    with pytest.raises(TypeError, match=f"{name} must hold real numbers, got 'heavy'"):
        classify([[0, 1]], TABLE, **arguments)
