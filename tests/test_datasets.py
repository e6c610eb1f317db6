"""`nncourse.datasets`: facts of the notes, series, shapes, CIFAR-10 from a folder made here."""

import functools
import hashlib
import os
import pickle
import re
import shutil
import tarfile
from collections import Counter

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import _landscape, _shapes, datasets
from nncourse.encoders import tokenize

BATCHES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
NAMES = "airplane automobile bird cat deer dog frog horse ship truck"
KINDS = pytest.mark.parametrize("kind", range(10), ids=datasets.SHAPE_NAMES)


# What is copied from the notes


def test_five_sentences_praise_and_five_blame():
    assert len(datasets.SENTENCES) == 10
    np.testing.assert_array_equal(datasets.LABELS, [1] * 5 + [0] * 5)


def test_the_notes_codes_have_a_code_for_each_word_and_the_same_for_the_same_word():
    codes = {}
    for sentence, numbers in zip(datasets.SENTENCES, datasets.NOTES_CODES, strict=True):
        for word, code in zip(tokenize(sentence), numbers, strict=True):
            assert codes.setdefault(word, code) == code
    assert len(codes) == 14


def test_apple_means_two_things():
    assert [tokenize(text).index("apple") for text in datasets.APPLE_SENTENCES] == [3, 0]


def test_the_notes_history_has_ten_epochs_in_which_the_training_loss_falls():
    assert datasets.NOTES_CIFAR10_HISTORY.shape == (10, 4)
    assert (np.diff(datasets.NOTES_CIFAR10_HISTORY[:, 0]) < 0).all()
    assert (np.diff(datasets.NOTES_CIFAR10_HISTORY[:, 1]) > 0).all()


@pytest.mark.parametrize("name", ["LABELS", "NOTES_CIFAR10_HISTORY", "RECORDED_CIFAR10_HISTORY"])
def test_copied_numbers_cannot_be_changed(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(datasets, name)[0] = 0


def test_recorded_runs_on_shapes_are_ten_networks_and_five_baselines_that_fit_each_other():
    runs = datasets.RECORDED_SHAPES
    assert [a.shape for a in runs[:4]] == [(2, 4, 2), (2, 4, 2), (2, 15, 2), (2, 4, 2)]
    np.testing.assert_allclose(runs.confusion.sum(), 1000)
    np.testing.assert_allclose(np.trace(runs.confusion) / 1000, runs.test[0], atol=6e-4)
    assert len(runs.hardest) == len(set(runs.hardest)) == len(runs.taken_for) == 10


def test_the_hardest_shapes_were_taken_for_something_else():
    runs = datasets.RECORDED_SHAPES
    _, labels = datasets.shapes(4500, np.random.default_rng(1))
    kinds = labels[3500:]  # of the test pictures
    assert not (kinds[list(runs.hardest)] == runs.taken_for).any()
    np.testing.assert_allclose(runs.confusion.sum(axis=1), np.bincount(kinds), atol=0.31)


@pytest.mark.parametrize("name", datasets.RECORDED_SHAPES._fields[:7])
def test_recorded_runs_cannot_be_changed(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(datasets.RECORDED_SHAPES, name)[0] = 0


def test_recorded_remedies_are_three_seeds_of_six_recipes():
    ends, by_batch = datasets.RECORDED_REMEDIES
    alone = ["normalisation", "augmentation", "schedule"]
    assert list(ends) == ["none", *alone, "all but normalisation", "all three"]
    assert {array.shape for array in ends.values()} == {(3, 4)} and by_batch.shape == (3,)
    for array in ends.values():
        assert (array[:, [0, 2]] > 0.3).all() and (array[:, [1, 3]] < 0.9).all()
    history, spread = datasets.RECORDED_CIFAR10_HISTORY  # of the same runs
    np.testing.assert_allclose(ends["none"].mean(axis=0), history[-1], atol=1e-4)
    np.testing.assert_allclose(ends["none"].std(axis=0), spread[-1], atol=1e-4)


def test_recorded_remedies_cannot_be_changed():
    for array in (*datasets.RECORDED_REMEDIES.ends.values(), datasets.RECORDED_REMEDIES.by_batch):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_recorded_speedruns_are_three_seeds_of_three_recipes():
    curves, tests, _ = datasets.RECORDED_SPEEDRUN
    assert list(curves) == list(tests) == ["notes", "faster", "better"]
    assert [curve.shape for curve in curves.values()] == [(2, 3, 10), (2, 3, 3), (2, 3, 7)]
    for seconds, right in curves.values():
        assert (np.diff(seconds) > 0).all() and ((right > 0.5) & (right < 0.9)).all()
    for name, test in tests.items():  # of other pictures, so within luck
        np.testing.assert_allclose(test, curves[name][1, :, -1], atol=0.02)


def test_our_notes_recipe_is_beaten_in_a_fifth_of_its_time_and_its_time_buys_fewer_errors():
    curves, tests, _ = datasets.RECORDED_SPEEDRUN
    used = {name: curve[0, :, -1].mean() for name, curve in curves.items()}
    assert tests["faster"].min() > tests["notes"].max()
    assert used["faster"] < used["notes"] / 5 and used["better"] < used["notes"]
    assert (1 - tests["better"]).mean() < 0.6 * (1 - tests["notes"]).mean()


def test_each_thing_that_was_left_out_is_missed_but_a_step_of_our_own():
    curves, _, ablations = datasets.RECORDED_SPEEDRUN
    recipes = {name.split(",")[0]: 0 for name in ablations}
    assert list(recipes) == ["faster", "better"] and len(ablations) == 8
    for name, (seconds, right) in ablations.items():
        recipe = curves[name.split(",")[0]][:, :, -1]
        if name == "faster, by fit":  # neither the time nor the accuracy is another
            np.testing.assert_allclose(right.mean(), recipe[1].mean(), atol=0.01)
            assert seconds.min() < recipe[0].max()
        elif name in ("faster, batch 32", "faster, in float32"):
            assert seconds.min() > 1.1 * recipe[0].max()
        else:
            assert right.max() < recipe[1].min() - 0.005


def test_recorded_speedruns_cannot_be_changed():
    for arrays in datasets.RECORDED_SPEEDRUN:
        for array in arrays.values():
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_two_processes_lose_something_and_gain_something():
    assert list(datasets.RECORDED_STEPS) == ["notes", "deeper"]
    for alone, shared in datasets.RECORDED_STEPS.values():
        assert alone / 2 < shared < alone


# Recall


def recall(n=50, lag=5, seed=0):
    return datasets.recall(n, lag, np.random.default_rng(seed))


@pytest.mark.parametrize(("n", "lag"), [(1, 1), (50, 5)])
def test_recall_gives_one_hot_tokens_and_a_label_each(n, lag):
    x, labels = recall(n, lag)
    assert x.shape == (n, lag + 1, 8) and x.dtype == np.float64
    assert labels.shape == (n,) and labels.dtype == np.int64
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    assert set(np.unique(x)) == {0, 1}


def test_the_first_token_is_the_label_and_no_other_token_says_it():
    x, labels = recall(1000)
    tokens = x.argmax(axis=2)
    np.testing.assert_array_equal(tokens[:, 0], labels)
    assert set(labels) == {0, 1, 2, 3}
    assert set(tokens[:, 1:].ravel()) == {4, 5, 6, 7}


def test_recall_labels_are_equally_likely_and_independent_of_what_follows():
    x, labels = recall(20_000)
    assert abs(np.bincount(labels) / 20_000 - 0.25).max() < 0.02
    shares = [x[labels == k, 1:, 4:].mean(axis=(0, 1)) for k in range(4)]
    assert abs(np.array(shares) - 0.25).max() < 0.02


def test_recall_depends_on_the_seed_alone():
    for one, other in zip(recall(), recall(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert (recall(seed=1)[0] != recall()[0]).any()


@pytest.mark.parametrize(
    ("n", "lag", "rng", "error", "message"),
    [
        (0, 5, np.random.default_rng(0), ValueError, "n must be at least 1, got 0"),
        (5, 0, np.random.default_rng(0), ValueError, "lag must be at least 1, got 0"),
        (5.0, 5, np.random.default_rng(0), TypeError, "n must be an integer, got 5.0"),
        (5, "5", np.random.default_rng(0), TypeError, "lag must be an integer, got '5'"),
        (5, 5, 0, TypeError, r"rng must be a numpy\.random\.Generator, got 0"),
    ],
)
def test_recall_refuses_what_it_cannot_use(n, lag, rng, error, message):
    with pytest.raises(error, match=message):
        datasets.recall(n, lag, rng)


# Apples


def apples(seed=0):
    return datasets.apples(np.random.default_rng(seed))


@functools.cache
def all_apples():
    """Return both halves as one list of sentences, labels, positions and kinds."""
    return [row for half in apples() for row in zip(*half, strict=True)]


def pairs_of(half, kind):
    """Return the pairs of sentences of a kind as words, with where "apple" stands."""
    rows = [i for i in range(0, 300, 2) if half.kinds[i] == kind]
    return [[(half.sentences[j].split(), int(half.at[j])) for j in (i, i + 1)] for i in rows]


each_kind = pytest.mark.parametrize("kind", ["before", "after", "order"])
each_half = pytest.mark.parametrize("place", [0, 1])


@each_half
def test_apples_are_300_sentences_with_labels_positions_and_kinds(place):
    half = apples()[place]
    assert [len(field) for field in half] == [300] * 4
    assert half.labels.dtype == half.at.dtype == np.int64 and half.kinds.dtype.kind == "U"
    assert half.sentences == tuple(" ".join(tokenize(text)) for text in half.sentences)


@each_half
@given(seed=st.integers(0, 2**32))
def test_both_meanings_and_all_kinds_are_as_frequent(place, seed):
    half = apples(seed)[place]
    np.testing.assert_array_equal(half.labels, [0, 1] * 150)
    np.testing.assert_array_equal(half.kinds, np.repeat(["before", "after", "order"], 100))


@given(st.integers(0, 2**32))
def test_training_and_testing_share_no_sentence_and_all_words(seed):
    train, test = apples(seed)
    assert len({*train.sentences, *test.sentences}) == 600
    words = [set(" ".join(half.sentences).split()) for half in (train, test)]
    assert words[0] == words[1]


def test_apple_stands_where_it_is_said_and_nowhere_else():
    for sentence, _, at, _ in all_apples():
        assert [i for i, word in enumerate(sentence.split()) if word == "apple"] == [at]


@each_half
@each_kind
def test_a_pair_is_equal_on_the_side_that_does_not_decide_and_not_on_the_other(place, kind):
    for (fruit, i), (company, j) in pairs_of(apples()[place], kind):
        left, right = fruit[: i + 1] == company[: j + 1], fruit[i:] == company[j:]
        assert (left, right) == ((False, True) if kind == "before" else (True, False))


@each_half
@each_kind
def test_only_the_order_tells_the_words_of_a_pair_apart_if_the_order_decides(place, kind):
    pairs = pairs_of(apples()[place], kind)
    same = [sorted(fruit) == sorted(company) for (fruit, _), (company, _) in pairs]
    assert same == [kind == "order"] * 50


def test_the_notes_sentences_have_the_meaning_that_they_have_in_the_notes():
    known = {sentence: (label, kind) for sentence, label, _, kind in all_apples()}
    fruit, company = (" ".join(tokenize(text)) for text in datasets.APPLE_SENTENCES)
    assert known[fruit] == (0, "before")
    assert known[company] == (1, "after")


@each_half
@each_kind
def test_each_half_has_five_pairs_of_each_phrase_and_of_each_context(place, kind):
    pairs = pairs_of(apples()[place], kind)
    left = Counter(" ".join(fruit[:i]) for (fruit, i), _ in pairs)
    right = Counter(" ".join(fruit[i + 1 :]) for (fruit, i), _ in pairs)
    assert list(left.values()) == list(right.values()) == [5] * 10


def test_apples_are_drawn_by_the_seed_alone():
    assert apples()[0].sentences == apples()[0].sentences != apples(1)[0].sentences


def test_a_second_call_draws_other_halves_of_every_kind():
    rng = np.random.default_rng(0)
    (first, _), (second, _) = datasets.apples(rng), datasets.apples(rng)
    for kind in ("before", "after", "order"):
        assert pairs_of(first, kind) != pairs_of(second, kind)


@pytest.mark.parametrize("rng", [0, None, np.random])
def test_apples_need_a_generator(rng):
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator, got"):
        datasets.apples(rng)


# Series

SERIES = ("seasonal", "random_walk")
every_series = pytest.mark.parametrize("name", SERIES)


def series(name, n=50, seed=0):
    return getattr(datasets, name)(n, np.random.default_rng(seed))


def log_factors(visitors):
    usual = np.resize(datasets.USUAL_VISITORS, len(visitors))
    return np.log(visitors / usual)


@every_series
@pytest.mark.parametrize("n", [1, 50])
def test_a_series_is_one_row_of_doubles(name, n):
    assert (series(name, n).shape, series(name, n).dtype) == ((n,), np.float64)


@every_series
def test_a_series_depends_on_the_seed_alone(name):
    np.testing.assert_array_equal(series(name), series(name))
    assert (series(name, seed=1) != series(name)).any()


@every_series
def test_a_shorter_series_of_the_same_seed_is_the_beginning_of_the_longer(name):
    np.testing.assert_array_equal(series(name, 20), series(name, 50)[:20])


@every_series
@pytest.mark.parametrize(
    ("n", "rng", "error", "message"),
    [
        (0, np.random.default_rng(0), ValueError, "n must be at least 1, got 0"),
        (5.0, np.random.default_rng(0), TypeError, "n must be an integer, got 5.0"),
        (5, 0, TypeError, r"rng must be a numpy\.random\.Generator, got 0"),
    ],
)
def test_a_series_refuses_what_it_cannot_use(name, n, rng, error, message):
    with pytest.raises(error, match=message):
        getattr(datasets, name)(n, rng)


def test_visitors_are_whole_numbers_and_a_hundred_a_day_are_usual():
    visitors = series("seasonal", 1000)
    np.testing.assert_array_equal(visitors, visitors.astype(int))
    assert visitors.min() > 0
    assert np.mean(datasets.USUAL_VISITORS) == 100


def test_the_factor_of_a_long_series_has_the_spread_and_the_memory_that_are_documented():
    factors = log_factors(series("seasonal", 70_000))
    by_weekday = factors.reshape(-1, 7).mean(axis=0)
    assert abs(by_weekday).max() < 0.02
    kept = np.polyfit(factors[:-1], factors[1:], 1)[0]
    steps = factors[1:] - kept * factors[:-1]
    assert abs(kept - 0.9) < 0.01 and abs(steps.std() - 0.15) < 0.002
    assert abs(np.corrcoef(steps[:-1], steps[1:])[0, 1]) < 0.02


def test_the_first_factor_is_as_spread_as_the_later_ones():
    """The variance of the whole is that of a step divided by 1 - 0.9²."""
    rng = np.random.default_rng(0)
    first = np.array([log_factors(datasets.seasonal(1, rng))[0] for _ in range(4000)])
    assert abs(first.std() - 0.15 / np.sqrt(0.19)) < 0.01 and abs(first.mean()) < 0.02


def test_seed_0_gives_the_visitors_that_the_chapter_was_run_on():
    expected = [63, 56, 73, 90, 113, 205, 183, 88, 70, 67, 74, 104, 127, 94]
    np.testing.assert_array_equal(series("seasonal", 14), expected)


def test_a_walk_sums_the_steps_that_its_generator_draws():
    steps = np.random.default_rng(3).normal(size=6)
    walk = series("random_walk", 6, seed=3)
    np.testing.assert_allclose(walk, [100 + steps[: i + 1].sum() for i in range(6)])


def test_the_steps_of_a_walk_are_independent_with_mean_0_and_deviation_1():
    steps = np.diff(series("random_walk", 100_000))
    assert abs(steps.mean()) < 0.01 and abs(steps.std() - 1) < 0.01
    assert abs(np.corrcoef(steps[:-1], steps[1:])[0, 1]) < 0.01


# Windows


def test_windows_of_the_chapters_six_days():
    x, y = datasets.windows([3, 5, 4, 6, 5, 7], 3)
    np.testing.assert_array_equal(x[:, :, 0], [[3, 5, 4], [5, 4, 6], [4, 6, 5]])
    np.testing.assert_array_equal(y, [[6], [5], [7]])


@given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 20))
def test_windows_are_consecutive_and_end_just_before_their_targets(length, horizon, more):
    n = length + horizon + more
    x, y = datasets.windows(np.arange(n), length, horizon)
    assert (x.shape, y.shape) == ((more + 1, length, 1), (more + 1, horizon))
    first = np.arange(more + 1)[:, None]
    np.testing.assert_array_equal(x[:, :, 0], first + np.arange(length))
    np.testing.assert_array_equal(y, first + length + np.arange(horizon))


@pytest.mark.parametrize("length", [1, 3, 8])
def test_windows_equal_those_of_keras(length):
    numbers = series("random_walk", 9)
    ((x, y),) = keras.utils.timeseries_dataset_from_array(
        numbers[:-1, None], numbers[length:, None], sequence_length=length
    )
    for ours, theirs in zip(datasets.windows(numbers, length), (x, y), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_windows_have_one_target_by_default_and_are_doubles():
    x, y = datasets.windows(np.float32([1, 2, 3]), 2)
    assert x.dtype == y.dtype == np.float64 and y.shape == (1, 1)


def test_windows_can_be_written_to_without_changing_each_other_or_the_series():
    numbers = np.arange(6.0)
    x, y = datasets.windows(numbers, 2)
    x[0], y[0] = 9, 9
    np.testing.assert_array_equal(x[1, :, 0], [1, 2])
    np.testing.assert_array_equal(numbers, np.arange(6))


@pytest.mark.parametrize(
    ("numbers", "length", "horizon", "error", "message"),
    [
        ([1, 2, 3], 2, 2, ValueError, r"series must have at least length \+ horizon = 4 values"),
        ([1, 2, 3], 3, 1, ValueError, "got 3$"),
        ([[1, 2, 3]], 1, 1, ValueError, r"series must have shape \(n,\), got shape \(1, 3\)"),
        ([1, np.nan, 3], 1, 1, ValueError, r"series must be finite, got nan at \[1\]"),
        (["1", "2"], 1, 1, TypeError, "series must hold real numbers"),
        ([1, 2, 3], 0, 1, ValueError, "length must be at least 1, got 0"),
        ([1, 2, 3], 1, 0, ValueError, "horizon must be at least 1, got 0"),
        ([1, 2, 3], 1.0, 1, TypeError, "length must be an integer, got 1.0"),
        ([1, 2, 3], 1, "1", TypeError, "horizon must be an integer, got '1'"),
    ],
)
def test_windows_refuse_what_they_cannot_use(numbers, length, horizon, error, message):
    with pytest.raises(error, match=message):
        datasets.windows(numbers, length, horizon)


# Shapes

# The areas of the kinds where the radius is 1, worked by hand.
AREAS = (
    np.pi * 0.8**2,
    np.pi * (0.9**2 - 0.54**2),
    np.pi * 0.95**2 / 2,
    3 * np.sqrt(3) * 0.48**2,  # equilateral around a circle of 0.48
    1.36**2,
    1.36**2 - 0.76**2,
    1.88 * 0.44,
    2 * 1.88 * 0.44 - 0.44**2,
    5 * 0.98 * 0.4 * np.sin(np.pi / 5),  # ten triangles between tip, dent and middle
    1.36 * 0.4 + 0.96 * 0.4,
)


def draw(kind, n=200, seed=0):
    return _shapes.draw(np.full(n, kind), np.random.default_rng(seed)).astype(int)


def covered(pictures):
    """How much of each pixel the shape covers, where there is no noise: (n, 32, 32)."""
    change = np.abs(pictures - pictures[:, :1, :1]).sum(axis=-1)
    return change / change.max(axis=(1, 2), keepdims=True)


@pytest.fixture
def no_noise(monkeypatch):
    monkeypatch.setattr(_shapes, "NOISE", 0)


def test_there_are_ten_kinds_of_shapes():
    assert len(set(datasets.SHAPE_NAMES)) == len(datasets.SHAPE_NAMES) == 10


@pytest.mark.parametrize("n", [1, 7, 200, 401])
def test_shapes_are_colour_pictures_in_bytes(n):
    pictures, labels = datasets.shapes(n, np.random.default_rng(0))
    assert (pictures.shape, pictures.dtype) == ((n, 32, 32, 3), np.uint8)
    assert (labels.shape, labels.dtype) == ((n,), np.int64)


@given(st.integers(1, 60), st.integers(0, 2**32))
def test_kinds_differ_in_number_by_at_most_one(n, seed):
    _, labels = datasets.shapes(n, np.random.default_rng(seed))
    counts = np.bincount(labels, minlength=10)
    assert len(counts) == 10
    assert np.ptp(counts) <= 1


def test_kinds_come_in_random_order():
    _, labels = datasets.shapes(100, np.random.default_rng(0))
    assert len(np.unique(labels[:50])) == 10
    assert (np.diff(labels) < 0).any()
    assert len(np.unique(np.diff(labels))) > 5


def test_the_same_seed_gives_the_same_pictures():
    first, second = (datasets.shapes(401, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])


def test_seed_0_gives_the_pictures_that_the_chapters_were_run_on():
    """The mean of each quarter of a triangle, a bar and a star; rounding moves it by far less."""
    pictures = _shapes.draw(np.array([3, 6, 8]), np.random.default_rng(0))
    quarters = pictures.mean(axis=-1).reshape(3, 2, 16, 2, 16).mean(axis=(2, 4))
    expected = """
        143.3 153.0 140.6 149.3
        129.6 124.6 130.1 118.7
         95.2  99.1  94.1 101.6
    """
    np.testing.assert_allclose(quarters.reshape(-1), np.array(expected.split(), float), atol=0.1)


def test_another_seed_gives_other_pictures():
    first, second = (datasets.shapes(50, np.random.default_rng(seed)) for seed in (7, 8))
    assert (first[0] != second[0]).any(axis=(1, 2, 3)).all()
    assert (first[1] != second[1]).any()


def test_a_second_call_draws_on():
    rng = np.random.default_rng(0)
    first, second = datasets.shapes(20, rng), datasets.shapes(20, rng)
    assert (first[0] != second[0]).any(axis=(1, 2, 3)).all()


def test_pictures_are_drawn_two_hundred_at_a_time_one_lot_after_the_other():
    kinds, rng = np.arange(401) % 10, np.random.default_rng(0)
    lots = [_shapes.draw(kinds[start : start + 200], rng) for start in (0, 200, 400)]
    whole = _shapes.draw(kinds, np.random.default_rng(0))
    np.testing.assert_array_equal(whole, np.concatenate(lots))


def test_no_two_pictures_are_the_same():
    pictures, _ = datasets.shapes(450, np.random.default_rng(0))
    assert len(np.unique(pictures.reshape(450, -1), axis=0)) == 450


def test_shapes_leave_numpys_global_randomness_alone():
    before = np.random.get_state()
    datasets.shapes(20, np.random.default_rng(0))
    after = np.random.get_state()
    np.testing.assert_array_equal(before[1], after[1])
    assert before[2:] == after[2:]


def test_a_label_names_the_kind_that_is_drawn(no_noise, monkeypatch):
    monkeypatch.setattr(_shapes, "RADIUS", (10, 10))
    pictures, labels = datasets.shapes(401, np.random.default_rng(0))
    areas = covered(pictures.astype(int)).sum(axis=(1, 2)) / 100
    np.testing.assert_allclose(areas, np.array(AREAS)[labels], rtol=0.06)


@KINDS
def test_in_every_channel_a_shape_differs_from_its_background_by_a_quarter(no_noise, kind):
    pictures = draw(kind)
    change = np.abs(pictures - pictures[:, :1, :1]).max(axis=(1, 2))
    assert change.min() >= 63  # of 255, after rounding


@KINDS
def test_a_shape_lies_inside_the_picture(no_noise, kind):
    share = covered(draw(kind, 1000))
    border = np.concatenate([share[:, [0, -1]], share[:, :, [0, -1]].swapaxes(1, 2)], axis=1)
    assert border.max() < 0.5  # a pixel that the shape's edge halves would be at 0.5


@KINDS
def test_position_size_and_colours_vary(no_noise, kind):
    pictures = draw(kind)
    share = covered(pictures)
    areas = share.sum(axis=(1, 2))
    middles = share.sum(axis=1) @ np.arange(32) / areas, share.sum(axis=2) @ np.arange(32) / areas
    assert areas.max() > 2 * areas.min()
    assert np.ptp(middles, axis=1).min() > 8
    assert np.ptp(pictures[:, 0, 0], axis=0).min() > 200


def test_rotation_varies(no_noise):
    share = covered(draw(datasets.SHAPE_NAMES.index("bar")))
    share /= share.sum(axis=(1, 2), keepdims=True)
    y, x = (a - (share * a).sum(axis=(1, 2), keepdims=True) for a in np.indices((32, 32)))
    xx, yy, xy = ((share * square).sum(axis=(1, 2)) for square in (x * x, y * y, x * y))
    twice = np.arctan2(2 * xy, xx - yy)  # twice the angle of the long axis
    assert np.histogram(twice, 8, (-np.pi, np.pi))[0].min() > 10


def test_colours_are_rounded_to_the_nearest_byte(no_noise):
    """Cut off instead, no colour below 1 would become 255."""
    assert draw(0, 1000).max() == 255


def test_noise_has_the_deviation_it_is_said_to_have():
    corners = draw(0, 500)[:, :2, :2].reshape(500, 4, 3)
    grey = ((corners > 60) & (corners < 195)).all(axis=1)  # where no noise is cut off
    deviations = corners.std(axis=1, ddof=1)[grey]
    np.testing.assert_allclose(np.sqrt((deviations**2).mean()), 0.05 * 255, rtol=0.1)


def test_noise_is_cut_off_at_black_and_white():
    """Where a byte ran over instead, a white background would have black dots."""
    corners = draw(0, 500)[:, :2, :2]
    assert (corners.min(), corners.max()) == (0, 255)
    assert np.ptp(corners, axis=(1, 2)).max() < 8 * 0.05 * 255


def test_the_circle_around_a_shape_stays_a_pixel_inside_the_picture(no_noise, monkeypatch):
    monkeypatch.setattr(_shapes, "RADIUS", (10, 10))
    share = covered(draw(0, 2000))
    middles = share.sum(axis=1) @ np.arange(32) / share.sum(axis=(1, 2))
    np.testing.assert_allclose((middles.min(), middles.max()), (10.5, 20.5), atol=0.1)


def test_the_shape_and_not_its_background_is_covered():
    share = _shapes._coverage(np.zeros(20, int), np.random.default_rng(0))
    assert (share.max(axis=(1, 2)) == 1).all()
    assert not share[:, [0, 0, -1, -1], [0, -1, 0, -1]].any()


@KINDS
def test_distance_grows_as_fast_as_one_goes(kind):
    distance = list(_shapes.DISTANCES.values())[kind]
    u, v = np.random.default_rng(0).uniform(-1.5, 1.5, (2, 1000))
    across = (distance(u + 1e-6, v) - distance(u - 1e-6, v)) / 2e-6
    down = (distance(u, v + 1e-6) - distance(u, v - 1e-6)) / 2e-6
    np.testing.assert_allclose(np.hypot(across, down), 1, atol=1e-6)


def test_the_star_has_its_tips_and_dents_where_they_are_said_to_be():
    turn = np.arange(10) * np.pi / 5  # the first tip points along u
    radius = np.where(np.arange(10) % 2, 0.4, 0.98)
    distances = _shapes.DISTANCES["star"](radius * np.cos(turn), radius * np.sin(turn))
    np.testing.assert_allclose(distances, 0, atol=1e-12)


@KINDS
def test_a_kind_has_the_area_worked_by_hand(kind):
    u, v = np.meshgrid(*[np.linspace(-1, 1, 1001)] * 2)
    inside = list(_shapes.DISTANCES.values())[kind](u, v) < 0
    np.testing.assert_allclose(4 * inside.mean(), AREAS[kind], rtol=5e-3)


@KINDS
def test_a_kind_lies_inside_the_unit_circle(kind):
    u, v = np.meshgrid(*[np.linspace(-2, 2, 801)] * 2)
    inside = list(_shapes.DISTANCES.values())[kind](u, v) < 0
    assert np.hypot(u, v)[inside].max() < 1


@pytest.mark.parametrize(
    ("n", "error", "message"),
    [
        (0, ValueError, "n must be at least 1, got 0"),
        (-3, ValueError, "n must be at least 1, got -3"),
        (20.0, TypeError, r"n must be an integer, got 20\.0"),
    ],
)
def test_shapes_refuses_a_number_of_pictures_that_is_none(n, error, message):
    with pytest.raises(error, match=message):
        datasets.shapes(n, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [0, None, np.random, np.random.RandomState(0)])
def test_shapes_refuses_randomness_of_another_kind(rng):
    message = f"rng must be a numpy.random.Generator, got {re.escape(repr(rng))}"
    with pytest.raises(TypeError, match=message):
        datasets.shapes(20, rng)


# A landscape


def landscape(seed=0):
    return datasets.landscape(np.random.default_rng(seed)).astype(int)


def roof(picture):
    """Which pixels are much redder than green and blue: (96, 128)."""
    return picture[:, :, 0] - picture[:, :, 1:].max(axis=2) > 50


def test_a_landscape_is_a_colour_picture_in_bytes():
    picture = datasets.landscape(np.random.default_rng(0))
    assert (picture.shape, picture.dtype) == ((96, 128, 3), np.uint8)


def test_seed_0_gives_the_landscape_that_the_chapters_were_run_on():
    """The means of sixteen parts; rounding moves them by far less."""
    parts = landscape(0).mean(axis=2).reshape(4, 24, 4, 32).mean(axis=(1, 3))
    expected = """
        181.5 160.5 162.6 176.2
        179.6 180.5 177.2 179.4
         76.2 135.4  92.5  58.9
         99.3 117.3  99.4  84.2
    """
    np.testing.assert_allclose(parts.reshape(-1), np.array(expected.split(), float), atol=0.06)


@pytest.mark.parametrize(
    ("seed", "total"),
    [(0, 4_978_204), (1, 4_841_376), (15, 5_011_453), (43, 4_922_795), (65, 4_733_644)],
)
def test_a_landscape_stays_as_it_is_but_for_rounding(seed, total):
    """The sum of 36,864 bytes, a few of which another machine may round the other way."""
    assert abs(landscape(seed).sum() - total) <= 10


def test_the_same_seed_gives_the_same_landscape_and_another_seed_another():
    np.testing.assert_array_equal(landscape(1), landscape(1))
    assert (landscape(1) != landscape(2)).mean() > 0.9


def test_a_second_landscape_draws_on():
    rng = np.random.default_rng(0)
    assert (datasets.landscape(rng) != datasets.landscape(rng)).mean() > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_a_landscape_has_a_blue_sky_a_green_meadow_and_a_red_roof(seed):
    picture = landscape(seed)
    assert picture[:10].mean(axis=(0, 1)).argmax() == 2
    assert picture[-6:].mean(axis=(0, 1)).argmax() == 1
    rows, _ = np.nonzero(roof(picture))
    assert len(rows) > 200 and rows.min() > 40 and rows.max() < 75


def test_a_landscape_uses_nearly_all_shades_from_black_to_white():
    assert landscape().min() < 20 and landscape().max() > 235


def test_the_house_is_on_the_left_in_half_of_the_landscapes():
    left = [np.nonzero(roof(landscape(seed)))[1].mean() < 64 for seed in range(20)]
    assert 5 <= sum(left) <= 15


def test_what_is_darker_than_black_or_brighter_than_white_is_black_or_white(monkeypatch):
    monkeypatch.setattr(_landscape, "GRAIN", 1000.0)
    assert np.isin(landscape(), (0, 255)).mean() > 0.99


def test_a_landscape_has_the_faint_noise_of_a_camera(monkeypatch):
    noisy = landscape()
    monkeypatch.setattr(_landscape, "GRAIN", 0)
    noise = noisy - landscape()
    assert abs(noise.mean()) < 0.1 and abs(noise.std() - 0.012 * 255) < 0.1


def test_a_landscape_leaves_numpys_global_randomness_alone():
    before = np.random.get_state()
    landscape()
    np.testing.assert_array_equal(before[1], np.random.get_state()[1])


@pytest.mark.parametrize("rng", [0, None, np.random])
def test_landscape_refuses_randomness_of_another_kind(rng):
    message = f"rng must be a numpy.random.Generator, got {re.escape(repr(rng))}"
    with pytest.raises(TypeError, match=message):
        datasets.landscape(rng)


# CIFAR-10: a folder in the official layout, and what is read from it

NOISE = np.random.default_rng(0).bytes(3072)


def by_hand():
    """A picture's bytes: its top row is red 1, its left column green 2, one pixel blue 3."""
    planes = bytearray(3072)
    planes[:32] = b"\1" * 32
    planes[1024:2048:32] = b"\2" * 32
    planes[2048 + 31 * 32 + 30] = 3
    return planes


def write_batch(path, label, records=10_000):
    """Write black pictures of class 0; the first and the last are other pictures with labels."""
    batch = np.memmap(path, np.uint8, "w+", shape=(records, 3073))  # zeros take no room on a disk
    batch[0] = [label, *by_hand()]
    batch[-1] = [9 - label, *NOISE]


def write_folder(folder, records=10_000):
    folder.mkdir(parents=True)
    for label, name in enumerate((*BATCHES, "test_batch"), 1):
        write_batch(folder / f"{name}.bin", label, records)
    (folder / "batches.meta.txt").write_text(NAMES.replace(" ", "\n") + "\n\n")
    return folder


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    folder = write_folder(tmp_path_factory.mktemp("official") / "cifar-10-batches-bin")
    yield folder
    shutil.rmtree(folder.parent)


@pytest.fixture(scope="module")
def loaded(official):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNCOURSE_CIFAR10", str(official))
        return datasets.cifar10()


@pytest.fixture
def folder(official, tmp_path, monkeypatch):
    """A copy to damage. Its files are links: replace them, for to write to them changes all."""
    copy = shutil.copytree(official, tmp_path / "cifar", copy_function=os.link)
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(copy))
    yield copy
    shutil.rmtree(copy)


@pytest.fixture
def small(monkeypatch):
    """Four records a file, where their number is not what is tested."""
    monkeypatch.setattr(datasets, "_RECORDS", 4)


def test_cifar10_has_fifty_thousand_pictures_to_train_and_ten_thousand_to_test_on(loaded):
    for (pictures, labels), n in zip(loaded, (50_000, 10_000), strict=True):
        assert (pictures.shape, pictures.dtype) == ((n, 32, 32, 3), np.uint8)
        assert (labels.shape, labels.dtype) == ((n,), np.int64)


def test_planes_are_red_green_blue_row_by_row(loaded):
    expected = np.zeros((32, 32, 3))
    expected[0, :, 0] = 1
    expected[:, 0, 1] = 2
    expected[31, 30, 2] = 3
    np.testing.assert_array_equal(loaded[1][0][0], expected)
    np.testing.assert_array_equal(loaded[0][0][20_000], expected)


def test_every_byte_of_the_last_picture_is_where_the_layout_says(loaded):
    for pictures, _ in loaded:
        for row, column, colour in np.ndindex(32, 32, 3):
            byte = NOISE[1024 * colour + 32 * row + column]
            assert pictures[-1, row, column, colour] == byte


def test_labels_come_in_the_order_of_the_files(loaded):
    (_, train), (_, test) = loaded
    np.testing.assert_array_equal(train[::10_000], [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(train[9_999::10_000], [8, 7, 6, 5, 4])
    assert (test[0], test[-1]) == (6, 3)
    assert np.count_nonzero(train) == 10


def test_pictures_stand_beside_their_labels(loaded):
    (pictures, labels), _ = loaded
    np.testing.assert_array_equal(pictures.any(axis=(1, 2, 3)), labels > 0)


def test_cifar10_names_are_those_of_the_official_list():
    assert " ".join(datasets.CIFAR10_NAMES) == NAMES


def test_the_largest_label_is_read(small, tmp_path, monkeypatch):
    write_batch(write_folder(tmp_path / "cifar", 4) / "test_batch.bin", 9, 4)
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(tmp_path / "cifar"))
    np.testing.assert_array_equal(datasets.cifar10()[1][1], [9, 0, 0, 0])


@pytest.mark.parametrize("named", ["cifar-10-batches-bin", "."])
def test_the_folder_or_its_parent_may_be_named(small, tmp_path, monkeypatch, named):
    write_folder(tmp_path / "cifar-10-batches-bin", 4)
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(tmp_path / named))
    (_, train), (_, test) = datasets.cifar10()
    assert (len(train), len(test), train[0]) == (20, 4, 1)


def test_the_list_of_names_may_be_absent(small, tmp_path, monkeypatch):
    (write_folder(tmp_path / "cifar", 4) / "batches.meta.txt").unlink()
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(tmp_path / "cifar"))
    assert len(datasets.cifar10()[0][1]) == 20


def test_nothing_is_unpickled(small, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("something was unpickled")

    for name in ("load", "loads", "Unpickler", "_Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(write_folder(tmp_path / "cifar", 4)))
    assert len(datasets.cifar10()[1][1]) == 4


# CIFAR-10: folders that are refused


def test_a_missing_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(tmp_path / "nowhere"))
    message = f"NNCOURSE_CIFAR10 must name a folder, got '{re.escape(str(tmp_path))}.nowhere'"
    with pytest.raises(FileNotFoundError, match=message):
        datasets.cifar10()


def test_a_file_in_place_of_a_folder_is_refused(folder, monkeypatch):
    monkeypatch.setenv("NNCOURSE_CIFAR10", str(folder / "test_batch.bin"))
    with pytest.raises(FileNotFoundError, match=r"must name a folder, got '.*test_batch\.bin'"):
        datasets.cifar10()


@pytest.mark.parametrize("name", [*BATCHES, "test_batch"])
def test_a_missing_file_is_refused(folder, name):
    path = folder / f"{name}.bin"
    path.unlink()
    message = f"{re.escape(str(path))} is missing; expected a file of 30,730,000 bytes"
    with pytest.raises(FileNotFoundError, match=message):
        datasets.cifar10()


@pytest.mark.parametrize("name", ["data_batch_1", "test_batch"])
@pytest.mark.parametrize("size", [0, 30_729_999, 30_730_001, 30_733_073])
def test_a_file_of_another_size_is_refused(folder, name, size):
    path = folder / f"{name}.bin"
    path.unlink()
    with path.open("wb") as file:
        file.truncate(size)
    message = f"{re.escape(str(path))} has {size:,} bytes; expected 30,730,000"
    with pytest.raises(ValueError, match=message):
        datasets.cifar10()


@pytest.mark.parametrize("name", ["data_batch_1", "test_batch"])
@pytest.mark.parametrize("label", [10, 255])
def test_a_label_above_nine_is_refused(folder, name, label):
    path = folder / f"{name}.bin"
    path.unlink()
    write_batch(path, 0)
    np.memmap(path, np.uint8, "r+", shape=(10_000, 3073))[1234, 0] = label
    message = f"{re.escape(str(path))} has label {label} in record 1234; expected 0 to 9"
    with pytest.raises(ValueError, match=message):
        datasets.cifar10()


@pytest.mark.parametrize(
    "names",
    [NAMES.replace("frog", "toad"), NAMES.replace("cat deer", "deer cat"), NAMES[:-6], ""],
    ids=["another", "another order", "nine", "none"],
)
def test_other_names_of_classes_are_refused(folder, names):
    path = folder / "batches.meta.txt"
    path.unlink()
    path.write_text(names.replace(" ", "\n"))
    named = re.escape(str(tuple(names.split())))
    message = rf"{re.escape(str(path))} must name the classes \('airplane', .*, it names {named}"
    with pytest.raises(ValueError, match=message):
        datasets.cifar10()


# CIFAR-10: no folder is named

# The hash is the one that TensorFlow Datasets keeps in url_checksums/cifar10.txt.
URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
BOTH_WAYS = (
    r"Either set NNCOURSE_CIFAR10 to a folder that holds the unpacked \S+/cifar-10-binary\.tar\.gz,"
    r" or connect to the network and call cifar10\(\) again"
)


@pytest.fixture
def unnamed(monkeypatch):
    monkeypatch.delenv("NNCOURSE_CIFAR10", raising=False)


@pytest.fixture
def archive(small, unnamed, tmp_path, monkeypatch):
    """A small archive that stands for the official one, and a cache of Keras's of its own."""
    path = tmp_path / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(write_folder(tmp_path / "source", 4), "cifar-10-batches-bin")
    monkeypatch.setattr(datasets, "CIFAR10_URL", path.as_uri())
    monkeypatch.setattr(datasets, "_CIFAR10_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    (tmp_path / "cache").mkdir()
    cached = functools.partial(keras.utils.get_file, cache_dir=str(tmp_path / "cache"))
    monkeypatch.setattr(keras.utils, "get_file", cached)
    return path


def raising(error):
    def get_file(**kwargs):
        raise error

    return get_file


@pytest.mark.parametrize("named", [None, ""])
def test_without_a_folder_keras_gets_the_official_archive(small, tmp_path, monkeypatch, named):
    monkeypatch.delenv("NNCOURSE_CIFAR10", raising=False)
    if named is not None:
        monkeypatch.setenv("NNCOURSE_CIFAR10", named)
    write_folder(tmp_path / "cifar-10-batches-bin", 4)
    calls = []
    monkeypatch.setattr(keras.utils, "get_file", lambda **k: calls.append(k) or str(tmp_path))
    assert len(datasets.cifar10()[0][1]) == 20
    assert calls == [{"origin": URL, "file_hash": SHA256, "extract": True}]


def test_the_archive_that_keras_gets_is_unpacked_and_read(archive):
    (pictures, labels), (_, test) = datasets.cifar10()
    np.testing.assert_array_equal(labels[::4], [1, 2, 3, 4, 5])
    assert (pictures[0, 31, 30, 2], test[-1]) == (3, 3)


def test_a_second_call_needs_no_archive(archive):
    first = datasets.cifar10()
    archive.unlink()
    np.testing.assert_array_equal(datasets.cifar10()[0][0], first[0][0])


def test_an_archive_with_another_hash_is_refused(archive, monkeypatch):
    monkeypatch.setattr(datasets, "_CIFAR10_SHA256", "0" * 64)
    with pytest.raises(ValueError, match="hash does not match the provided value of 0000"):
        datasets.cifar10()


def test_an_address_without_an_archive_names_both_ways(archive):
    archive.unlink()
    with pytest.raises(ConnectionError, match=BOTH_WAYS) as caught:
        datasets.cifar10()
    assert "URL fetch failure" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "error",
    [
        Exception("URL fetch failure on https://...: None -- [Errno -2] Name not known"),
        ConnectionResetError("Connection reset by peer"),
        TimeoutError("timed out"),
    ],
)
def test_a_network_that_fails_names_both_ways(unnamed, monkeypatch, error):
    monkeypatch.setattr(keras.utils, "get_file", raising(error))
    with pytest.raises(ConnectionError, match=BOTH_WAYS) as caught:
        datasets.cifar10()
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Incomplete or corrupted file detected. The auto file hash does not match"),
        PermissionError("no room"),
        tarfile.ReadError("unexpected end of data"),
        KeyboardInterrupt(),
    ],
)
def test_an_error_that_is_not_the_networks_passes_unchanged(unnamed, monkeypatch, error):
    monkeypatch.setattr(keras.utils, "get_file", raising(error))
    with pytest.raises(type(error)) as caught:
        datasets.cifar10()
    assert caught.value is error
