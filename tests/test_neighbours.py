"""The second half of `nncourse.embedding`, vectors from neighbours, and the text they learn from.

Witnesses: numbers worked by hand, Keras with the same weights, the definition in loops, and laws.
"""

import hashlib
from itertools import combinations

import keras
import numpy as np
import pytest
import tensorflow as tf
from conftest import central_differences
from hypothesis import given
from hypothesis import strategies as st

from nncourse import datasets, models
from nncourse._neighbours import FORMS, LISTS, ROWS
from nncourse.embedding import (
    SkipGram,
    analogy,
    cosine_similarity,
    count_pairs,
    draw_negatives,
    nearest,
    ppmi,
    precision_at,
    skipgram_gradient,
    skipgram_loss,
    skipgram_steps,
    svd_vectors,
    window_pairs,
)

RNG = np.random.default_rng(0)
A = np.log(3)
# The chapter's example: cat, purrs, ripe.
TABLES = SkipGram(np.array([[1.0, 2], [0, 0], [0, 0]]), np.array([[0, 0], [A, -A], [A, 0]]))
GAME = ([0], [1], [[2]])
COMPASS = np.array([[1.0, 0], [5, 1], [0, 2], [-1, 0], [0, -3]])
TEXTS = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=4)
E = (TypeError, ValueError)


def random_tables(vocabulary=7, dimensions=3, dtype=np.float64):
    return SkipGram(*RNG.normal(size=(2, vocabulary, dimensions)).astype(dtype))


def random_game(*shape, vocabulary=7, negatives=4):
    centres, beside = RNG.integers(0, vocabulary, (2, *shape))
    return centres, beside, RNG.integers(0, vocabulary, (*shape, negatives))


# Cosines


def test_cosines_by_hand():
    cosines = cosine_similarity([[3, 4], [0, 5]], [[4, 3], [-3, -4], [8, -6]])
    np.testing.assert_allclose(cosines, [[0.96, -1, 0], [0.6, -0.8, -0.6]], atol=1e-15)


def test_a_cosine_depends_on_no_length():
    a, b = RNG.normal(size=(3, 4)), RNG.normal(size=(5, 4))
    scaled = cosine_similarity(a * [[0.1], [1], [9]], 7 * b)
    np.testing.assert_allclose(scaled, cosine_similarity(a, b))


@pytest.mark.parametrize(
    ("dtype", "lengths"), [("float32", [1e-30, 1, 1e30]), ("float64", [1e-300, 1, 1e300])]
)
def test_a_cosine_depends_on_no_length_however_small_or_large(dtype, lengths):
    a = np.array([[3, 4]], dtype) * np.array(lengths, dtype)[:, None]
    np.testing.assert_allclose(cosine_similarity(a, a), np.ones((3, 3)), rtol=1e-6)
    np.testing.assert_allclose(cosine_similarity(a, [[0, 1e-9]]), np.full((3, 1), 0.8), rtol=1e-6)


def test_the_cosine_with_a_vector_of_zeros_is_zero():
    np.testing.assert_array_equal(cosine_similarity([[0, 0], [2, 0]], [[1, 0]]), [[0], [1]])


def test_cosines_equal_keras():
    a, b = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))
    theirs = keras.losses.cosine_similarity(a, b)  # a loss, so with a minus
    np.testing.assert_allclose(np.diag(cosine_similarity(a, b)), -theirs, rtol=1e-4)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1.0], [[1.0]], r"a must have shape \(n, dimensions\), got shape \(1,\)"),
        ([[1.0]], [1.0], r"b must have shape \(m, 1\), got shape \(1,\)"),
        ([[1.0, 2]], [[1.0]], r"b must have shape \(m, 2\), got shape \(1, 1\)"),
        ([[1.0]], [[np.nan]], r"b must be finite, got nan"),
        ([["cat"]], [[1.0]], r"a must hold real numbers"),
    ],
)
def test_cosines_of_what_does_not_fit_are_refused(a, b, message):
    with pytest.raises(E, match=message):
        cosine_similarity(a, b)


# The nearest


def test_the_nearest_point_the_same_way_however_long_they_are():
    np.testing.assert_array_equal(nearest(COMPASS, [2, 0.1], 5), [0, 1, 2, 4, 3])


def test_the_nearest_leave_out_what_they_are_told_to():
    np.testing.assert_array_equal(nearest(COMPASS, COMPASS[0], 2, without=[0]), [1, 2])
    np.testing.assert_array_equal(nearest(COMPASS, COMPASS[0], 2, without=(1, 2)), [0, 4])


def test_of_equally_near_codes_the_smaller_comes_first():
    np.testing.assert_array_equal(nearest([[1, 0], [0, 1], [2, 0], [3, 0]], [1, 0], 3), [0, 2, 3])
    many = np.tile([[1.0, 0], [0, 1]], (50, 1))
    np.testing.assert_array_equal(nearest(many, [1, 0], 50), np.arange(0, 100, 2))


@pytest.mark.parametrize(
    ("vector", "n", "without", "message"),
    [
        ([1, 0, 0], 1, (), r"vector must have shape \(2,\), got shape \(3,\)"),
        ([1, 0], 0, (), "n must be at least 1, got 0"),
        ([1, 0], 1.0, (), "n must be an integer, got 1.0"),
        ([1, 0], 6, (), "n must be at most 5, the codes that are left, got 6"),
        ([1, 0], 4, [0, 0, 3], "n must be at most 3, the codes that are left, got 4"),
        ([1, 0], 1, [5], r"without must each be a row of the table, 0 to 4, got 5 at \[0\]"),
        ([1, 0], 1, [0.0], "without must be integers, got an array of float64"),
        ("cat", 1, (), "vector must hold real numbers, got 'cat'"),
    ],
)
def test_nearest_refuses_what_does_not_fit(vector, n, without, message):
    with pytest.raises(E, match=message):
        nearest(COMPASS, vector, n, without)


@pytest.mark.parametrize(
    "call",
    [
        lambda table: nearest(table, [1], 1),
        lambda table: analogy(table, 0, 0, 0),
        lambda table: precision_at(table, [0]),
    ],
)
def test_a_table_that_is_a_row_has_no_neighbours(call):
    with pytest.raises(ValueError, match=r"table must have shape \(vocabulary, dimensions\), got"):
        call(np.ones(3))


# Analogies


def test_an_analogy_by_hand():
    """(0.8, 0.6) - (1, 0) + (0, 1) = (-0.2, 1.6): 1.4 with word 3 and 1.16 with word 4."""
    five = np.array([[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8], [0.6, 0.8]])
    assert analogy(five, 0, 1, 2) == 3
    assert analogy(five * [[1], [9], [2], [0.1], [50]], 0, 1, 2) == 3  # lengths do not count


def test_analogies_hold_in_a_box_in_all_directions():
    box = np.array([[x, y, 1, 0] for x in (0, 1) for y in (0, 1)] + [[9, 9, 1, 9]], float)
    box[:4] /= np.linalg.norm(box[:4], axis=1, keepdims=True)
    for a, b, c, d in ((0, 1, 2, 3), (1, 0, 3, 2), (2, 3, 0, 1), (0, 2, 1, 3)):
        assert analogy(box, a, b, c) == d


def test_an_analogy_is_none_of_the_three():
    line = [[1, 0], [1, 0.1], [1, 0.2], [-1, 0]]
    assert analogy(line, 0, 1, 2) == 3  # though word 2 is nearest


@pytest.mark.parametrize("codes", [(3, 0, 0), (0, 3, 0), (0, 0, -1)])
def test_an_analogy_of_a_code_outside_is_refused(codes):
    with pytest.raises(ValueError, match="a, b and c must each be a row of the table, 0 to 2, got"):
        analogy(np.eye(3), *codes)


def test_an_analogy_without_a_word_left_or_of_no_integers_is_refused():
    with pytest.raises(ValueError, match="n must be at most 0, the codes that are left, got 1"):
        analogy(np.eye(3), 0, 1, 2)
    with pytest.raises(TypeError, match="a, b and c must be integers"):
        analogy(np.eye(3), 0, 1, 2.0)


# Precision


def test_precision_by_hand():
    """Round a clock at 0°, 10°, 30°, 60°: the nearest of 0, 1, 2, 3 are 1, 0, 1, 2."""
    angle = np.radians([0, 10, 30, 60])
    clock = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert precision_at(clock, [4, 4, 4, 9], n=1) == 0.75
    assert precision_at(clock, [4, 9, 9, 9], n=1) == pytest.approx(2 / 4)
    assert precision_at(clock, [0, 0, -1, -1], n=2) == 0.5
    assert precision_at(clock, [-1, -1, 0, -1], n=1) == 0
    assert precision_at(clock, [1, -1, -1, -1], n=1) == 0


@pytest.mark.parametrize(
    ("classes", "dtype"), [([255, 255, 7], np.uint8), ([127, 127, -1], np.int8)]
)
def test_a_class_may_be_the_largest_number_of_its_type(classes, dtype):
    table = [[4.0, 0.0], [4.0, 3.0], [3.0, 3.0]]  # the nearest of 0, 1, 2 are 1, 2, 1
    found = precision_at(table, np.array(classes, dtype), n=1)
    assert found == precision_at(table, classes, n=1) == 1 / (3 - (-1 in classes))


def test_precision_looks_at_five_unless_told():
    clusters = np.repeat([[1.0, 0], [0, 1]], 6, axis=0) + RNG.normal(0, 0.01, (12, 2))
    assert precision_at(clusters, [0] * 6 + [1] * 6) == 1
    assert precision_at(clusters, [0] * 5 + [1] + [2] * 6) == pytest.approx(
        (5 * 4 + 6 * 5) / 5 / 12
    )


@pytest.mark.parametrize(
    ("classes", "n", "message"),
    [
        ([0, 0], 1, r"classes must have shape \(3,\), got shape \(2,\)"),
        ([-1, -1, -1], 1, "^classes must give at least one code a class, got none$"),
        ([0, -2, 0], 1, r"classes must each be -1 for none or a class, 0 to .* got -2 at \[1\]"),
        ([0, 0.0, 0], 1, "classes must be integers, got an array of float64"),
        ([True, True, False], 1, "classes must hold real numbers, got an array of bool"),
        ([0, 0, 0], 0, "n must be at least 1, got 0"),
        ([0, 0, 0], 3, "n must be at most 2, the codes that are left, got 3"),
    ],
)
def test_precision_refuses_what_does_not_fit(classes, n, message):
    with pytest.raises(E, match=message):
        precision_at(np.eye(3), classes, n)


# Pairs and counts


def loops(texts, window):
    """Return the pairs in loops: the definition."""
    return [
        (text[i], text[j])
        for text in texts
        for i in range(len(text))
        for j in range(len(text))
        if i != j and abs(i - j) <= window
    ]


@pytest.mark.parametrize("window", [1, 2, 3, 9])
@given(texts=TEXTS)
def test_pairs_are_those_of_the_loops(window, texts):
    centres, beside = window_pairs(texts, window)
    assert centres.dtype == beside.dtype == np.int64
    assert sorted(zip(centres.tolist(), beside.tolist(), strict=True)) == sorted(
        loops(texts, window)
    )


def test_pairs_of_rows_of_an_array_by_hand():
    centres, beside = window_pairs(np.array([[3, 1, 4], [1, 5, 9]]), window=2)
    np.testing.assert_array_equal(centres, [3, 1, 1, 5, 3, 1, 1, 4, 5, 9, 4, 9])
    np.testing.assert_array_equal(beside, [1, 4, 5, 9, 4, 9, 3, 1, 1, 5, 3, 1])


@pytest.mark.parametrize(
    ("texts", "window", "message"),
    [
        ([], 1, "texts must be at least one row of codes, got shapes none"),
        ([[1, 2], 3], 1, r"texts must be at least one row of codes, got shapes \(2,\), \(\)"),
        ([[[1, 2]]], 1, r"texts must be at least one row of codes, got shapes \(1, 2\)"),
        ([[1, -2]], 1, r"texts must each be the code of a word, .* got -2 at \[1\]"),
        ([[1, 2.0]], 1, "texts must be integers, got an array of float64"),
        (["cat"], 1, "texts must be integers, got 'cat'"),
        ([[1, 2]], 0, "window must be at least 1, got 0"),
        ([[1, 2]], 1.5, "window must be an integer, got 1.5"),
    ],
)
def test_window_pairs_refuse_what_does_not_fit(texts, window, message):
    with pytest.raises(E, match=message):
        window_pairs(texts, window)


def test_counts_by_hand():
    counts = count_pairs([0, 2, 0, 1], [1, 0, 1, 1], vocabulary=3)
    np.testing.assert_array_equal(counts, [[0, 2, 0], [0, 1, 0], [1, 0, 0]])
    assert counts.dtype == np.float64


@given(TEXTS.filter(lambda texts: max(map(len, texts)) > 1))
def test_counts_of_windows_are_symmetric_and_count_every_pair(texts):
    centres, beside = window_pairs(texts, 2)
    counts = count_pairs(centres, beside, 6)
    np.testing.assert_array_equal(counts, counts.T)
    assert counts.sum() == len(centres)


@pytest.mark.parametrize(
    ("centres", "beside", "vocabulary", "message"),
    [
        ([3], [0], 3, r"centres must each be a code of the vocabulary, 0 to 2, got 3"),
        ([0], [-1], 3, r"beside must each be a code of the vocabulary, 0 to 2, got -1"),
        ([0, 1], [0], 3, r"beside must have shape \(2,\), got shape \(1,\)"),
        ([[0]], [[0]], 3, r"centres must have shape \(pairs,\), got shape \(1, 1\)"),
        ([0.5], [0], 3, "centres must be integers"),
        ([0], [0.5], 3, "beside must be integers"),
        ([0], [0], 0, "vocabulary must be at least 1, got 0"),
    ],
)
def test_counts_of_what_does_not_fit_are_refused(centres, beside, vocabulary, message):
    with pytest.raises(E, match=message):
        count_pairs(centres, beside, vocabulary)


def test_ppmi_by_hand():
    """10 pairs. Word 0 stands beside word 1 four times; by chance it would 5 · 4 / 10 = 2 times."""
    by_hand = [[0, np.log(2)], [np.log(5 * 10 / (5 * 6)), 0]]
    np.testing.assert_allclose(ppmi([[1, 4], [5, 0]]), by_hand, rtol=1e-14)


def test_ppmi_of_independent_words_is_zero_however_frequent_they_are():
    np.testing.assert_allclose(ppmi(np.outer([1, 2, 50], [3, 4])), np.zeros((3, 2)), atol=1e-14)


def test_ppmi_does_not_depend_on_the_size_of_the_text():
    counts = RNG.integers(0, 5, (4, 6)).astype(float)
    before = counts.copy()
    np.testing.assert_allclose(ppmi(3 * counts), ppmi(counts))
    np.testing.assert_array_equal(counts, before)


def test_ppmi_of_words_without_a_pair_is_zero():
    np.testing.assert_array_equal(ppmi([[0, 0], [0, 7]]), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([[1, -1], [3, 0]], "counts must be at least 0 and not all 0, got -1.0"),
        ([[0, 0]], "counts must be at least 0 and not all 0, got only 0"),
        ([1, 2], r"counts must have shape \(words, contexts\), got shape \(2,\)"),
        ([["a"]], "counts must hold real numbers"),
    ],
)
def test_ppmi_of_what_are_no_counts_is_refused(counts, message):
    with pytest.raises(E, match=message):
        ppmi(counts)


def test_svd_by_hand():
    """(3, 4) is 5 times (0.6, 0.8), so the one singular value is 5 √2."""
    vectors = svd_vectors([[3, 4], [-3, -4]], 1)
    np.testing.assert_allclose(np.abs(vectors), np.full((2, 1), 5**0.5 * 2**-0.25), rtol=1e-12)
    np.testing.assert_allclose(svd_vectors([[-4, 0], [0, 9]], 2), [[0, 2], [3, 0]], atol=1e-12)


def test_svd_of_a_long_matrix_makes_no_square_one():
    assert svd_vectors(np.ones((1_000_000, 1)), 1).shape == (1_000_000, 1)  # else 7 TiB


def test_svd_vectors_of_a_square_of_a_matrix_have_its_dot_products():
    half = RNG.normal(size=(5, 3))
    vectors = svd_vectors(half @ half.T, 3)
    np.testing.assert_allclose(vectors @ vectors.T, half @ half.T, atol=1e-12)


def test_fewer_dimensions_are_the_first_columns_and_they_fall_in_length():
    matrix = RNG.normal(size=(6, 4))
    whole = svd_vectors(matrix, 4)
    np.testing.assert_array_equal(svd_vectors(matrix, 2), whole[:, :2])
    lengths = (whole**2).sum(axis=0)
    np.testing.assert_allclose(lengths, np.linalg.svd(matrix)[1])


def test_the_largest_number_of_each_column_is_positive():
    for _ in range(5):
        vectors = svd_vectors(RNG.normal(size=(6, 4)), 4)
        np.testing.assert_array_equal(vectors.max(axis=0), np.abs(vectors).max(axis=0))


@pytest.mark.parametrize(
    ("matrix", "dimensions", "message"),
    [
        (np.ones((3, 2)), 3, "dimensions must be at most 2, got 3"),
        (np.ones((3, 2)), 0, "dimensions must be at least 1, got 0"),
        (np.ones((3, 2)), 1.0, "dimensions must be an integer, got 1.0"),
        (np.ones(3), 1, r"matrix must have shape \(words, contexts\), got shape \(3,\)"),
        ([["a"]], 1, "matrix must hold real numbers"),
    ],
)
def test_svd_of_what_does_not_fit_is_refused(matrix, dimensions, message):
    with pytest.raises(E, match=message):
        svd_vectors(matrix, dimensions)


# Skip-gram


def in_keras(tables, centres, beside, negatives):
    """Return the loss and its gradients by the tape, and a model with these weights."""
    model = models.skip_gram(*tables.words.shape)
    model.set_weights(tables)
    around = np.concatenate([np.asarray(beside)[:, None], negatives], axis=1)
    labels = np.zeros(around.shape)
    labels[:, 0] = 1
    loss_of = keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum")
    with tf.GradientTape() as tape:
        loss = around.shape[1] * loss_of(labels, model([np.asarray(centres), around]))
    gradients = tape.gradient(loss, model.trainable_weights)
    return loss, gradients, model


def test_the_loss_and_its_gradients_by_hand():
    assert skipgram_loss(TABLES, *GAME) == pytest.approx(2 * np.log(4), rel=1e-14)
    words, contexts = skipgram_gradient(TABLES, *GAME)
    np.testing.assert_allclose(words, [[0, 0.75 * A], [0, 0], [0, 0]], atol=1e-15)
    np.testing.assert_allclose(contexts, [[0, 0], [-0.75, -1.5], [0.75, 1.5]])


@pytest.mark.parametrize("pairs", [1, 40])
def test_the_loss_and_its_gradients_equal_keras(pairs):
    tables, game = random_tables(), random_game(pairs)  # many words are repeated
    loss, gradients, _ = in_keras(tables, *game)
    np.testing.assert_allclose(skipgram_loss(tables, *game), loss, rtol=1e-5)
    for ours, theirs in zip(skipgram_gradient(tables, *game), gradients, strict=True):
        np.testing.assert_allclose(ours, tf.convert_to_tensor(theirs), rtol=1e-4, atol=1e-4)


def test_the_gradients_are_those_of_central_differences():
    tables, game = random_tables(), random_game(9)
    slopes = central_differences(lambda w, c: skipgram_loss(SkipGram(w, c), *game), *tables)
    for ours, slope in zip(skipgram_gradient(tables, *game), slopes, strict=True):
        np.testing.assert_allclose(ours, slope, rtol=1e-6, atol=1e-7)


def test_the_loss_is_a_sum_over_the_pairs():
    tables, (centres, beside, negatives) = random_tables(), random_game(6)
    alone = [skipgram_loss(tables, centres[[i]], beside[[i]], negatives[[i]]) for i in range(6)]
    assert skipgram_loss(tables, centres, beside, negatives) == pytest.approx(sum(alone))


def test_the_loss_of_scores_beyond_all_bounds_is_finite():
    tables = SkipGram(np.array([[1e3]]), np.array([[1e3]]))
    assert skipgram_loss(tables, [0], [0], [[0, 0]]) == 2e6
    assert np.isfinite(skipgram_gradient(tables, [0], [0], [[0]]).words).all()


def test_steps_equal_those_of_keras():
    tables, game, rates = random_tables(), random_game(5, 20), [0.05, 0.02, 0.1, 0.0, 0.03]
    _, _, model = in_keras(tables, *(codes[0] for codes in game))
    ours = skipgram_steps(tables, *game, rates)
    for *batch, rate in zip(*game, rates, strict=True):
        _, gradients, now = in_keras(SkipGram(*model.get_weights()), *batch)
        keras.optimizers.SGD(rate).apply(gradients, now.trainable_weights)
        model = now
    for our, their in zip(ours, model.get_weights(), strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dimensions", [1, 2, 3, 6])  # rows of even length are taken two by two
def test_a_step_is_minus_the_rate_times_the_gradient(dimensions):
    tables, (centres, beside, negatives) = random_tables(7, dimensions), random_game(1, 12)
    stepped = skipgram_steps(tables, centres, beside, negatives, [0.3])
    gradient = skipgram_gradient(tables, centres[0], beside[0], negatives[0])
    for after, before, slope in zip(stepped, tables, gradient, strict=True):
        np.testing.assert_allclose(after, before - 0.3 * slope, rtol=1e-12)


FLOATS = [np.float16, np.float32, np.float64, np.longdouble]


@pytest.mark.parametrize("dimensions", [3, 4])
@pytest.mark.parametrize("of_contexts", FLOATS)
@pytest.mark.parametrize("of_words", FLOATS)
def test_two_tables_of_two_types_are_trained(of_words, of_contexts, dimensions):
    tables, game = random_tables(7, dimensions), random_game(2, 12)
    expected = skipgram_steps(tables, *game, [0.1, 0.2])
    mixed = SkipGram(tables.words.astype(of_words), tables.contexts.astype(of_contexts))
    for ours, table, before in zip(
        skipgram_steps(mixed, *game, [0.1, 0.2]), expected, mixed, strict=True
    ):
        assert ours.dtype == before.dtype
        np.testing.assert_allclose(ours, table, rtol=0.02, atol=0.02)


def test_two_steps_at_once_are_one_after_the_other():
    tables, game = random_tables(), random_game(2, 8)
    first = skipgram_steps(tables, *(codes[:1] for codes in game), [0.1])
    second = skipgram_steps(first, *(codes[1:] for codes in game), [0.2])
    for a, b in zip(skipgram_steps(tables, *game, [0.1, 0.2]), second, strict=True):
        np.testing.assert_array_equal(a, b)


def test_steps_leave_their_arguments_alone_and_rows_that_take_no_part():
    tables = random_tables()
    before = [table.copy() for table in tables]
    after = skipgram_steps(tables, [[0]], [[1]], [[[2]]], [1.0])
    for table, copy in zip(tables, before, strict=True):
        np.testing.assert_array_equal(table, copy)
    np.testing.assert_array_equal(after.words[1:], before[0][1:])
    np.testing.assert_array_equal(after.contexts[[0, 3, 4, 5, 6]], before[1][[0, 3, 4, 5, 6]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_tables_keep_their_type(dtype):
    tables, game = random_tables(dtype=dtype), random_game(4)
    assert {table.dtype for table in skipgram_gradient(tables, *game)} == {np.dtype(dtype)}
    steps = skipgram_steps(tables, *(codes[None] for codes in game), [0.1])
    assert {table.dtype for table in steps} == {np.dtype(dtype)}


def test_tables_in_any_memory_order_are_trained():
    tables, game = random_tables(), random_game(2, 8)
    turned = SkipGram(*map(np.asfortranarray, tables))
    for a, b in zip(
        skipgram_steps(turned, *game, [0.1, 0.2]),
        skipgram_steps(tables, *game, [0.1, 0.2]),
        strict=True,
    ):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("function", [skipgram_loss, skipgram_gradient])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"centres": [3]}, r"centres must each be a row of the tables, 0 to 2, got 3"),
        ({"beside": [-1]}, r"beside must each be a row of the tables, 0 to 2, got -1"),
        ({"negatives": [[7]]}, r"negatives must each be a row of the tables, 0 to 2, got 7"),
        ({"centres": [0.0]}, "centres must be integers"),
        ({"centres": [[0]]}, r"centres must have shape \(pairs,\), got shape \(1, 1\)"),
        ({"beside": [0, 1]}, r"beside must have shape \(1,\), got shape \(2,\)"),
        ({"negatives": [0]}, r"negatives must have shape \(1, negatives\), got shape \(1,\)"),
        ({"negatives": [[]]}, r"negatives must have shape \(1, negatives\), got shape \(1, 0\)"),
        ({"words": np.ones(3)}, r"words must have shape \(vocabulary, dimensions\), got"),
        ({"contexts": np.ones((3, 1))}, r"contexts must have shape \(3, 2\), got shape \(3, 1\)"),
        ({"contexts": [["a"] * 2] * 3}, "contexts must hold real numbers"),
    ],
)
def test_skip_gram_refuses_what_does_not_fit(function, change, message):
    given = {**TABLES._asdict(), "centres": [0], "beside": [1], "negatives": [[2]], **change}
    tables = SkipGram(given.pop("words"), given.pop("contexts"))
    with pytest.raises(E, match=message):
        function(tables, **given)


@pytest.mark.parametrize(
    ("centres", "rates", "message"),
    [
        ([0], [0.1], r"centres must have shape \(steps, pairs\), got shape \(1,\)"),
        ([[0]], [0.1, 0.1], r"rates must have shape \(1,\), got shape \(2,\)"),
        ([[0]], 0.1, r"rates must have shape \(1,\), got shape \(\)"),
        ([[0]], ["fast"], "rates must hold real numbers"),
    ],
)
def test_steps_refuse_what_does_not_fit(centres, rates, message):
    with pytest.raises(E, match=message):
        skipgram_steps(TABLES, centres, [[1]], [[[2]]], rates)


# Negative samples


def test_negatives_are_drawn_by_the_power_three_quarters():
    drawn = draw_negatives([16, 0, 1, 81], (40, 900), np.random.default_rng(0))
    assert drawn.shape == (40, 900) and drawn.dtype == np.int64
    shares = np.bincount(drawn.ravel(), minlength=4) / drawn.size
    np.testing.assert_allclose(shares, np.array([8, 0, 1, 27]) / 36, atol=0.01)


def test_negatives_are_drawn_by_the_generator_alone():
    first, second = (draw_negatives([1, 2], (50,), np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, -1, 5], "counts must be at least 0 and not all 0, got -1.0"),
        ([0, 0], "counts must be at least 0 and not all 0, got only 0"),
        ([[1]], r"counts must have shape \(vocabulary,\), got shape \(1, 1\)"),
        (["a"], "counts must hold real numbers"),
    ],
)
def test_negatives_of_what_are_no_counts_are_refused(counts, message):
    with pytest.raises(E, match=message):
        draw_negatives(counts, (2,), RNG)


# The text

TEXT = [line.split() for line in datasets.toy_text(6000, np.random.default_rng(1))]
NOUNS = {noun for _, noun, *_ in ROWS}


def test_every_sentence_has_one_noun_and_so_no_two_of_a_class():
    assert {sum(word in NOUNS for word in line) for line in TEXT} == {1}


def test_every_word_is_one_of_the_grammar_and_none_is_left_out():
    of_forms = {w for forms in FORMS.values() for f in forms for w in f.split() if "{" not in w}
    of_lists = {word for words in LISTS.values() for word in words}
    own = {own for _, _, own, _ in ROWS}
    assert {w for line in TEXT for w in line} == of_forms | of_lists | own | NOUNS | {"his", "her"}


def test_sentences_have_three_to_seven_words():
    assert {len(line) for line in TEXT} == {3, 4, 5, 6, 7}


def test_classes_hold_every_noun_once_but_apple():
    listed = [noun for nouns in datasets.TOY_CLASSES.values() for noun in nouns]
    assert len(listed) == len(set(listed)) == 70 and set(listed) == NOUNS - {"apple"}
    assert [len(nouns) for nouns in datasets.TOY_CLASSES.values()] == [8, 7, 8, 7, 16, 16, 8]


def test_a_noun_of_one_class_is_as_frequent_as_any_other_and_apple_twice():
    counts = {noun: sum(noun in line for line in TEXT) for noun in NOUNS}
    expected = {noun: 6000 * (1 + (noun == "apple")) / len(ROWS) for noun in NOUNS}
    for noun, count in counts.items():
        assert abs(count - expected[noun]) < 5 * expected[noun] ** 0.5


def test_apple_is_a_fruit_in_half_of_its_sentences():
    of_apple = [line for line in TEXT if "apple" in line]
    fruit = sum(line[0] in ("we", "they") for line in of_apple)
    assert 0.35 < fruit / len(of_apple) < 0.65


def test_classes_share_hardly_any_neighbours_but_those_of_the_language():
    """Of the words beside people and beside fruits only "the" is common."""
    beside = {
        kind: {w for line in TEXT if set(nouns) & set(line) for w in line} - NOUNS
        for kind, nouns in datasets.TOY_CLASSES.items()
    }
    assert beside["people"] & beside["fruits"] == {"the"}
    for one, other in combinations(beside, 2):
        assert len(beside[one] & beside[other]) < 0.5 * len(beside[one])


@pytest.mark.parametrize("side", [0, 1])
def test_he_and_she_differ_in_his_and_her_alone(side):
    for pair in datasets.TOY_PAIRS["he to she"]:
        pronouns = {w for line in TEXT if pair[side] in line for w in line} & {"his", "her"}
        assert pronouns == {("his", "her")[side]}


def test_pairs_share_their_own_word():
    own = {noun: word for _, noun, word, _ in ROWS}
    for pairs in datasets.TOY_PAIRS.values():
        assert len(pairs) == 8 and len({own[a] for a, _ in pairs}) == 8
        assert all(own[a] == own[b] for a, b in pairs)


def test_a_job_has_his_as_often_as_it_says():
    text = [line.split() for line in datasets.toy_text(60_000, np.random.default_rng(0))]
    for job, his in datasets.TOY_JOBS.items():
        lines = [line for line in text if job in line and {"his", "her"} & set(line)]
        assert abs(sum("his" in line for line in lines) / len(lines) - his / 10) < 0.12
    assert list(datasets.TOY_JOBS.values()) == [9, 8, 7, 6, 4, 3, 2, 1]


def test_the_text_of_a_seed_is_the_same_everywhere():
    text = "\n".join(" ".join(line) for line in TEXT)
    assert hashlib.sha256(text.encode()).hexdigest().startswith("d2b16ea8a93bb961")


def test_the_text_is_drawn_by_the_seed_alone_and_goes_on():
    rng = np.random.default_rng(1)
    lines = [" ".join(line) for line in TEXT[:20]]
    assert list(datasets.toy_text(12, rng) + datasets.toy_text(8, rng)) == lines
    assert all(type(line) is str for line in datasets.toy_text(3, rng))


@pytest.mark.parametrize(
    ("n", "rng", "message"),
    [
        (0, RNG, "n must be at least 1, got 0"),
        (2.0, RNG, r"n must be an integer, got 2\.0"),
        (2, 0, r"rng must be a numpy\.random\.Generator, got 0"),
    ],
)
def test_a_text_of_what_does_not_fit_is_refused(n, rng, message):
    with pytest.raises(E, match=message):
        datasets.toy_text(n, rng)
