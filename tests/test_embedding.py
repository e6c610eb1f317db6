"""`nncourse.embedding` against hand-made numbers, Keras with the same weights, and laws."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from conftest import central_differences
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nncourse import datasets, models
from nncourse.embedding import (
    classify,
    classify_gradient,
    lookup,
    lookup_gradient,
    masked_mean,
    masked_mean_gradient,
)
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


# The gradient of the lookup

UPSTREAM = np.array([[1.0, 0.0], [0.0, 2.0], [0.5, -1.0]])
PADDED = np.array([[2, 0, 0, 0], [2, 1, 2, 0], [0, 3, 0, 4], [1, 2, 3, 4]])


def scattered(codes, upstream, vocabulary):
    """Add up row by row, one code after the other: the definition."""
    gradient = np.zeros((vocabulary, upstream.shape[-1]))
    for at in np.ndindex(codes.shape):
        gradient[codes[at]] += upstream[at]
    return gradient


def keras_slices(layer, codes, upstream):
    """Return what TensorFlow's tape gives for the table of an `Embedding` layer."""
    with tf.GradientTape() as tape:
        number = tf.reduce_sum(layer(codes) * upstream)
    return tape.gradient(number, layer.trainable_weights[0])


def test_the_gradients_of_a_repeated_code_add_up():
    """Code 2 gets (1, 0) + (0.5, -1), code 3 gets (0, 2), codes 0 and 1 get nothing."""
    by_hand = [[0, 0], [0, 0], [1.5, -1], [0, 2]]
    np.testing.assert_array_equal(lookup_gradient([2, 3, 2], UPSTREAM, 4), by_hand)


def test_the_gradient_of_one_code_is_one_row():
    np.testing.assert_array_equal(lookup_gradient(1, [5.0, 6.0], 3), [[0, 0], [5, 6], [0, 0]])


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("mask_zero", [False, True])
def test_the_gradient_equals_the_tape_for_the_embedding_of_the_notes(batch, mask_zero):
    layer = keras.layers.Embedding(200, 32, mask_zero=mask_zero)
    codes = RNG.integers(0, 30, (batch, 50))  # many repeated
    upstream = RNG.normal(size=(batch, 50, 32)).astype(np.float32)
    slices = keras_slices(layer, codes, upstream)
    np.testing.assert_array_equal(slices.indices, codes.ravel())  # a row a place, not added yet
    theirs = tf.convert_to_tensor(slices)
    np.testing.assert_allclose(lookup_gradient(codes, upstream, 200), theirs, atol=1e-5)


@given(CODES, st.integers(1, 5), st.integers(0, 9))
def test_the_gradient_is_transposed_one_hot_times_upstream(codes, dimensions, seed):
    upstream = np.random.default_rng(seed).normal(size=(*codes.shape, dimensions))
    product = one_hot(codes.ravel(), 7).T @ upstream.reshape(-1, dimensions)
    np.testing.assert_allclose(lookup_gradient(codes, upstream, 7), product, atol=1e-12)


def test_the_gradient_is_that_of_central_differences():
    codes, table = RNG.integers(0, 5, (2, 6)), RNG.normal(size=(5, 3))
    upstream = RNG.normal(size=(2, 6, 3))
    (slopes,) = central_differences(lambda t: (lookup(codes, t) * upstream).sum(), table)
    np.testing.assert_allclose(lookup_gradient(codes, upstream, 5), slopes, rtol=1e-6, atol=1e-8)


@given(CODES)
def test_the_gradient_keeps_the_total(codes):
    """What comes in is put somewhere, and only once; whole numbers are added exactly."""
    upstream = np.arange(3.0 * codes.size).reshape(*codes.shape, 3)
    total = lookup_gradient(codes, upstream, 7).sum(axis=0)
    np.testing.assert_array_equal(total, upstream.reshape(-1, 3).sum(axis=0))


def test_the_gradient_is_the_same_for_places_in_any_memory_order():
    codes, upstream = RNG.integers(0, 9, (4, 5)), RNG.normal(size=(4, 5, 3))
    turned = lookup_gradient(codes.T, upstream.swapaxes(0, 1), 9)
    np.testing.assert_allclose(turned, scattered(codes, upstream, 9))


def test_a_code_repeated_a_million_times_loses_nothing_in_float32():
    """Added up in float32, one after the other, they would be off by a hundredth."""
    upstream = np.full((2**20, 1), 0.1, np.float32)
    gradient = lookup_gradient(np.zeros(2**20, int), upstream, 1)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, [[2**20 * 0.1]], rtol=1e-7)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_gradients_have_the_type_of_what_comes_upstream(dtype):
    assert lookup_gradient([2, 3, 2], UPSTREAM.astype(dtype), 4).dtype == dtype
    assert masked_mean_gradient([[2, 0]], np.ones((1, 3), dtype)).dtype == dtype
    assert masked_mean(np.ones((1, 2, 3), dtype), [[2, 0]]).dtype == dtype


def test_no_codes_have_a_gradient_of_zeros():
    np.testing.assert_array_equal(
        lookup_gradient(np.zeros((0, 4), int), np.zeros((0, 4, 3)), 2), np.zeros((2, 3))
    )


# The mean without padding


def test_masked_mean_by_hand():
    """(3, 1) alone; (3, 1), (1, 1) and (3, 1); no word at all."""
    vectors = lookup([[2, 0, 0], [2, 1, 2], [0, 0, 0]], [[9, 9], [1, 1], [3, 1]])
    means = masked_mean(vectors, [[2, 0, 0], [2, 1, 2], [0, 0, 0]])
    np.testing.assert_allclose(means, [[3, 1], [7 / 3, 1], [0, 0]])


def test_masked_mean_gradient_by_hand():
    gradient = masked_mean_gradient([[2, 0, 0], [2, 1, 2], [0, 0, 0]], [[6, 3], [6, 3], [6, 3]])
    none = [0, 0]
    np.testing.assert_allclose(gradient, [[[6, 3], none, none], [[2, 1]] * 3, [none] * 3])


def test_masked_mean_equals_keras_pooling_behind_a_mask():
    layer = keras.layers.Embedding(5, 3, mask_zero=True)
    theirs = keras.layers.GlobalAveragePooling1D()(layer(PADDED))
    vectors = lookup(PADDED, layer.get_weights()[0])
    np.testing.assert_allclose(masked_mean(vectors, PADDED), theirs, rtol=1e-5, atol=1e-8)


def test_keras_gives_nan_for_a_text_of_padding_where_we_give_zeros():
    layer, codes = keras.layers.Embedding(5, 3, mask_zero=True), np.zeros((1, 4), int)
    assert np.isnan(keras.layers.GlobalAveragePooling1D()(layer(codes))).all()
    np.testing.assert_array_equal(masked_mean(np.ones((1, 4, 3)), codes), np.zeros((1, 3)))


def test_both_gradients_together_equal_the_tape_through_mask_and_mean():
    layer, pool = (
        keras.layers.Embedding(5, 3, mask_zero=True),
        keras.layers.GlobalAveragePooling1D(),
    )
    upstream = RNG.normal(size=(4, 3)).astype(np.float32)
    with tf.GradientTape() as tape:
        number = tf.reduce_sum(pool(layer(PADDED)) * upstream)
    theirs = tf.convert_to_tensor(tape.gradient(number, layer.trainable_weights[0]))
    ours = lookup_gradient(PADDED, masked_mean_gradient(PADDED, upstream), 5)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_masked_mean_gradient_is_that_of_central_differences():
    vectors, upstream = RNG.normal(size=(4, 4, 3)), RNG.normal(size=(4, 3))
    codes = PADDED * [[1], [1], [1], [0]]  # the last text is all padding
    (slopes,) = central_differences(lambda v: (masked_mean(v, codes) * upstream).sum(), vectors)
    np.testing.assert_allclose(masked_mean_gradient(codes, upstream), slopes, atol=1e-8)


@given(arrays(np.int64, (3, 4), elements=st.integers(0, 4)), st.integers(1, 9))
def test_more_padding_changes_no_masked_mean(codes, more):
    table = np.random.default_rng(more).normal(size=(5, 2))
    longer = np.pad(codes, ((0, 0), (0, more)))
    means = masked_mean(lookup(codes, table), codes)
    np.testing.assert_allclose(masked_mean(lookup(longer, table), longer), means, atol=1e-15)
    np.testing.assert_array_equal(masked_mean_gradient(longer, means)[:, 4:], 0)


@given(arrays(np.int64, (3, 4), elements=st.integers(1, 4)))
def test_without_padding_the_masked_mean_is_the_mean(codes):
    vectors = np.random.default_rng(0).normal(size=(3, 4, 2))
    np.testing.assert_allclose(masked_mean(vectors, codes), vectors.mean(axis=1))


@given(arrays(np.int64, (3, 4), elements=st.integers(0, 4)))
def test_masked_mean_stays_between_the_smallest_and_the_largest_word(codes):
    codes[:, 0] = 1  # a word at least
    vectors = np.random.default_rng(0).normal(size=(3, 4, 2))
    means = masked_mean(vectors, codes)
    for text, row, mean in zip(vectors, codes, means, strict=True):
        words = text[row > 0]
        assert (words.min(axis=0) - 1e-12 <= mean).all()
        assert (mean <= words.max(axis=0) + 1e-12).all()


def test_the_texts_of_a_batch_have_means_of_their_own():
    vectors, upstream = RNG.normal(size=(4, 4, 3)), RNG.normal(size=(4, 3))
    for i in range(4):
        text = slice(i, i + 1)
        alone = masked_mean(vectors[text], PADDED[text])
        np.testing.assert_allclose(masked_mean(vectors, PADDED)[text], alone)
        alone = masked_mean_gradient(PADDED[text], upstream[text])
        np.testing.assert_allclose(masked_mean_gradient(PADDED, upstream)[text], alone)


def test_gradients_and_means_leave_their_arguments_alone():
    given_ = (RNG.normal(size=(4, 4, 3)), RNG.normal(size=(4, 3)), PADDED.copy())
    vectors, upstream, codes = (it.copy() for it in given_)
    for _ in range(2):
        lookup_gradient(codes, vectors, 5)
        masked_mean(vectors, codes)[:] = 9
        masked_mean_gradient(codes, upstream)[:] = 9
    for after, before in zip((vectors, upstream, codes), given_, strict=True):
        np.testing.assert_array_equal(after, before)


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


# The gradient of the classifier

WORKED = ([[0, 0], [1, 2], [3, 1]], [[1], [0], [-1], [-1]], [np.log(3)])  # the sum is ln 3


def mean_loss(codes, labels, *weights):
    """Minus the mean logarithm of the probability of the right class."""
    p = classify(codes, *weights)[:, 0]
    return -np.log(np.where(labels == 1, p, 1 - p)).mean()


@pytest.mark.parametrize(("label", "slope"), [(0, 0.75), (1, -0.25)])
def test_classify_gradient_by_hand(label, slope):
    """The probability is 3/4, so the slope in the sum is 3/4 - label."""
    vectors, weights, bias = classify_gradient([[2, 1]], [label], *WORKED)
    np.testing.assert_allclose(vectors, slope * np.array([[[1, 0], [-1, -1]]]))
    np.testing.assert_allclose(weights, slope * np.array([[3], [1], [1], [2]]))
    np.testing.assert_allclose(bias, [slope])


@pytest.mark.parametrize(("dimensions", "length"), [(1, 1), (8, 4), (3, 7)])
def test_classify_gradient_equals_the_tape(dimensions, length):
    model = models.sentence_classifier(20, dimensions, length)
    codes, labels = RNG.integers(0, 20, (6, length)), RNG.integers(0, 2, 6)
    with tf.GradientTape() as tape:
        losses = keras.losses.binary_crossentropy(labels[:, None], model(codes))
        number = tf.reduce_mean(losses)
    theirs = tape.gradient(number, model.trainable_weights)
    vectors, *rest = classify_gradient(codes, labels, *model.get_weights())
    ours = [lookup_gradient(codes, vectors, 20), *rest]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, tf.convert_to_tensor(other), rtol=1e-4, atol=1e-7)


def test_classify_gradient_is_that_of_central_differences():
    codes, labels = RNG.integers(0, 5, (6, 4)), RNG.integers(0, 2, 6)
    weights = random_weights(5, 3)
    vectors, *rest = classify_gradient(codes, labels, *weights)
    slopes = central_differences(lambda *w: mean_loss(codes, labels, *w), *weights)
    for ours, slope in zip([lookup_gradient(codes, vectors, 5), *rest], slopes, strict=True):
        np.testing.assert_allclose(ours, slope, rtol=1e-6, atol=1e-9)


def test_the_gradient_of_a_batch_is_the_mean_of_those_of_its_sentences():
    codes, labels, weights = RNG.integers(0, 50, (5, 4)), RNG.integers(0, 2, 5), random_weights()
    alone = [classify_gradient(codes[[i]], labels[[i]], *weights) for i in range(5)]
    vectors, *rest = classify_gradient(codes, labels, *weights)
    np.testing.assert_allclose(vectors, np.concatenate([one[0] for one in alone]) / 5)
    for k, ours in enumerate(rest, 1):
        np.testing.assert_allclose(ours, np.mean([one[k] for one in alone], axis=0), atol=1e-15)


def test_a_sentence_that_is_sure_and_right_has_no_gradient():
    table, weights, _ = WORKED
    for label in (0, 1):
        for part in classify_gradient([[2, 1]], [label], table, weights, [1000.0 * label - 500]):
            np.testing.assert_allclose(part, 0, atol=1e-100)


def test_gradients_of_float32_weights_stay_float32():
    parts = classify_gradient([[0, 1, 2, 3]], [1], *random_weights(dtype=np.float32))
    assert [part.dtype for part in parts] == [np.float32] * 3


def test_classify_gradient_leaves_its_arguments_alone():
    given_ = [RNG.integers(0, 50, (5, 4)), RNG.integers(0, 2, 5), *random_weights()]
    before = [it.copy() for it in given_]
    first = classify_gradient(*given_)
    for part, same in zip(classify_gradient(*given_), first, strict=True):
        np.testing.assert_array_equal(part, same)
    for it, same in zip(given_, before, strict=True):
        np.testing.assert_array_equal(it, same)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([1, 2], ValueError, r"labels must each be a class, 0 to 1, got 2 at \[1\]"),
        ([1, -1], ValueError, r"labels must each be a class, 0 to 1, got -1 at \[1\]"),
        ([1.0, 0.0], TypeError, "labels must be integers, got an array of float64"),
        ([1], ValueError, r"labels must have shape \(2,\), got shape \(1,\)"),
        ([[1], [0]], ValueError, r"labels must have shape \(2,\), got shape \(2, 1\)"),
    ],
)
def test_classify_gradient_refuses_labels_that_do_not_fit(labels, error, message):
    with pytest.raises(error, match=message):
        classify_gradient([[0, 1], [2, 2]], labels, TABLE, np.ones((4, 1)), [0])


# What is refused


def looked_up(codes):
    return lookup(codes, TABLE)


def classified(codes):
    return classify(codes, TABLE, np.ones((4, 1)), [0])


def blamed(codes):
    return classify_gradient(codes, [0, 1], TABLE, np.ones((4, 1)), [0])


def scattered_back(codes):
    return lookup_gradient(codes, np.ones((*np.shape(codes), 2)), 3)


EACH = pytest.mark.parametrize("layer", [looked_up, classified, blamed, scattered_back])


@EACH
@pytest.mark.parametrize("code", [-1, 3, 2**40])
def test_a_code_outside_the_table_is_refused(layer, code):
    message = rf"codes must each be a row of the table, 0 to 2, got {code} at \[1, 0\]"
    with pytest.raises(ValueError, match=message):
        layer([[0, 1], [code, 2]])


@EACH
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


@pytest.mark.parametrize("layer", [looked_up, classified])
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


@pytest.mark.parametrize(
    ("codes", "upstream", "message"),
    [
        ([0, 1], np.ones(2), r"upstream must have shape \(2, dimensions\), got shape \(2,\)"),
        ([0, 1], np.ones((3, 2)), r"upstream must have shape \(2, dimensions\), .* \(3, 2\)"),
        ([[0, 1]], np.ones((2, 3)), r"upstream must have shape \(1, 2, dimensions\), .* \(2, 3\)"),
        ([0, 1], np.ones((2, 0)), r"upstream must have shape \(2, dimensions\), .* \(2, 0\)"),
        ([0], [[np.nan]], r"upstream must be finite, got nan at \[0, 0\]"),
    ],
)
def test_lookup_gradient_refuses_what_does_not_fit(codes, upstream, message):
    with pytest.raises(ValueError, match=message):
        lookup_gradient(codes, upstream, 3)


def test_lookup_gradient_refuses_codes_of_unequal_length():
    with pytest.raises(ValueError, match="codes must have rows of equal length, got"):
        lookup_gradient([[0, 1], [2]], np.ones((3, 2)), 3)


@pytest.mark.parametrize(
    ("vocabulary", "error", "message"),
    [
        (0, ValueError, "vocabulary must be at least 1, got 0"),
        (2.0, TypeError, r"vocabulary must be an integer, got 2\.0"),
        (2, ValueError, r"codes must each be a row of the table, 0 to 1, got 2 at \[1\]"),
    ],
)
def test_lookup_gradient_refuses_a_vocabulary_that_does_not_fit(vocabulary, error, message):
    with pytest.raises(error, match=message):
        lookup_gradient([0, 2], np.ones((2, 1)), vocabulary)


def test_upstream_gradients_that_are_no_numbers_are_refused():
    with pytest.raises(TypeError, match="upstream must hold real numbers, got an array of <U1"):
        lookup_gradient([0], [["a"]], 3)
    with pytest.raises(TypeError, match="upstream must hold real numbers, got an array of <U1"):
        masked_mean_gradient([[0]], [["a"]])


def mean_of(codes):
    return masked_mean(np.ones((2, 3, 1)), codes)


def gradient_of(codes):
    return masked_mean_gradient(codes, np.ones((2, 1)))


@pytest.mark.parametrize("layer", [mean_of, gradient_of])
@pytest.mark.parametrize(
    ("codes", "error", "message"),
    [
        (
            [[1, 0, 0], [1, -2, 0]],
            ValueError,
            r"codes must each be 0 for padding or the code of a word, .*, got -2 at \[1, 1\]",
        ),
        ([[1.0, 0, 0], [1, 2, 0]], TypeError, "codes must be integers, got an array of float64"),
        ([[1, 0, 0]], ValueError, r"codes must have shape \(2, .*\), got shape \(1, 3\)"),
        ([1, 0], ValueError, r"codes must have shape \(2, .*\), got shape \(2,\)"),
        ([[], []], ValueError, r"codes must have shape \(2, .*, got shape \(2, 0\)"),
        (np.ones((2, 0), int), ValueError, r"codes must have shape \(2, .*, got shape \(2, 0\)"),
    ],
)
def test_codes_that_are_no_padded_texts_have_no_mean(layer, codes, error, message):
    with pytest.raises(error, match=message):
        layer(codes)


def test_the_message_names_the_length_that_is_known():
    with pytest.raises(ValueError, match=r"codes must have shape \(2, 3\), got shape \(2, 2\)"):
        mean_of([[1, 0], [1, 0]])
    with pytest.raises(ValueError, match=r"shape \(2, length\), got shape \(1, 3\)"):
        gradient_of([[1, 0, 0]])


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.ones((2, 3)), r"vectors must have shape \(batch, length, dimensions\), got .*\(2, 3\)"),
        (np.ones((1, 0, 3)), r"vectors must have shape .*, got shape \(1, 0, 3\)"),
        (np.full((1, 1, 1), np.inf), r"vectors must be finite, got inf at \[0, 0, 0\]"),
    ],
)
def test_masked_mean_refuses_vectors_that_are_none(vectors, message):
    with pytest.raises(ValueError, match=message):
        masked_mean(vectors, [[1]])


def test_masked_mean_refuses_vectors_of_words():
    with pytest.raises(TypeError, match="vectors must hold real numbers, got an array of <U4"):
        masked_mean([[["good"]]], [[1]])


@pytest.mark.parametrize(
    ("upstream", "message"),
    [
        (np.ones(2), r"upstream must have shape \(batch, dimensions\), got shape \(2,\)"),
        ([[np.nan]], r"upstream must be finite, got nan at \[0, 0\]"),
    ],
)
def test_masked_mean_gradient_refuses_what_is_no_gradient(upstream, message):
    with pytest.raises(ValueError, match=message):
        masked_mean_gradient([[1]], upstream)
