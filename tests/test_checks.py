"""`nncourse._checks`: what passes comes through unharmed, what does not is told why."""

import numpy as np
import pytest

from nncourse._checks import choice, integers_below, real_array, whole_number


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_real_array_keeps_the_kind_of_a_float(dtype):
    assert real_array(np.ones(2, dtype), "x").dtype == dtype


@pytest.mark.parametrize("value", [3, [3], np.int8([3]), np.uint64([3])])
def test_real_array_makes_float64_of_integers(value):
    array = real_array(value, "x")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, value)


def test_real_array_leaves_what_it_was_given_alone():
    value = [[1, 2], [3, 4]]
    real_array(value, "x")
    assert value == [[1, 2], [3, 4]]


@pytest.mark.parametrize("shape", [(), (2,), (1, 2, 3), (0, 4)])
def test_real_array_takes_every_shape_where_none_is_asked_for(shape):
    assert real_array(np.ones(shape), "x").shape == shape


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [((), ()), ((3,), ("batch",)), ((1, 2), ("batch", 2)), ((5, 2, 7), ("batch", 2, "units"))],
)
def test_real_array_takes_a_shape_that_fits(shape, wanted):
    assert real_array(np.ones(shape), "x", wanted).shape == shape


@pytest.mark.parametrize(
    ("shape", "wanted", "message"),
    [
        ((), ("batch",), r"x must have shape \(batch,\), got shape \(\)"),
        ((2,), (), r"x must have shape \(\), got shape \(2,\)"),
        ((2,), (3,), r"x must have shape \(3,\), got shape \(2,\)"),
        ((2, 3), ("batch",), r"x must have shape \(batch,\), got shape \(2, 3\)"),
        ((2, 3), ("batch", 2), r"x must have shape \(batch, 2\), got shape \(2, 3\)"),
        ((0, 2), ("batch", 2), r"x must have shape \(batch, 2\), got shape \(0, 2\)"),
    ],
)
def test_real_array_refuses_a_shape_that_does_not_fit(shape, wanted, message):
    with pytest.raises(ValueError, match=message):
        real_array(np.ones(shape), "x", wanted)


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (None, "None"),
        ("3", "'3'"),
        (True, "True"),
        (1j, "1j"),
        ([True], "an array of bool"),
        ([1j], "an array of complex128"),
        (["3"], "an array of <U1"),
        ([None], "an array of object"),
    ],
)
def test_real_array_refuses_what_is_no_real_number(value, got):
    with pytest.raises(TypeError, match=f"x must hold real numbers, got {got}$"):
        real_array(value, "x")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.nan, r"x must be finite, got nan at \[\]"),
        ([0, np.inf], r"x must be finite, got inf at \[1\]"),
        ([[0, 1], [-np.inf, np.nan]], r"x must be finite, got -inf at \[1, 0\]"),
    ],
)
def test_real_array_says_where_it_is_not_finite(value, message):
    with pytest.raises(ValueError, match=message):
        real_array(value, "x")


@pytest.mark.parametrize("check", [real_array, lambda v, n: integers_below(v, 9, n, "a class")])
def test_rows_of_different_length_are_refused(check):
    message = r"x must have rows of equal length, got \[\[1, 2\], \[3\]\]"
    with pytest.raises(ValueError, match=message):
        check([[1, 2], [3]], "x")


@pytest.mark.parametrize("value", [0, [3, 0], np.uint8([[3], [1]]), np.int16([2]), []])
def test_integers_below_gives_int64_in_the_shape_that_came(value):
    array = integers_below(value, 4, "labels", "a class")
    assert array.dtype == np.int64
    np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize(
    ("value", "got"),
    [([3, -1], r"-1 at \[1\]"), ([[4]], r"4 at \[0, 0\]"), (7, r"7 at \[\]")],
)
def test_integers_below_says_where_an_entry_is_outside(value, got):
    with pytest.raises(ValueError, match=f"labels must each be a class, 0 to 3, got {got}"):
        integers_below(value, 4, "labels", "a class")


@pytest.mark.parametrize(
    ("value", "got"),
    [(2.0, r"2\.0"), ([2.0], "an array of float64"), (True, "True"), (["2"], "an array of <U1")],
)
def test_integers_below_refuses_what_is_no_integer(value, got):
    with pytest.raises(TypeError, match=f"labels must be integers, got {got}$"):
        integers_below(value, 4, "labels", "a class")


@pytest.mark.parametrize("value", [1, np.int8(1), np.uint64(1)])
def test_whole_number_gives_an_int(value):
    assert type(whole_number(value, "stride", 1)) is int


@pytest.mark.parametrize(
    ("value", "got"),
    [(2.0, r"2\.0"), (True, "True"), (np.True_, r"np\.True_"), ("2", "'2'"), (None, "None")],
)
def test_whole_number_refuses_what_is_no_integer(value, got):
    with pytest.raises(TypeError, match=f"stride must be an integer, got {got}$"):
        whole_number(value, "stride", 1)


@pytest.mark.parametrize("least", [-2, 0, 1])
def test_whole_number_takes_the_least_and_refuses_one_less(least):
    assert whole_number(least, "stride", least) == least
    with pytest.raises(ValueError, match=f"stride must be at least {least}, got {least - 1}$"):
        whole_number(least - 1, "stride", least)


@pytest.mark.parametrize("word", ["valid", "same"])
def test_choice_gives_back_a_word_that_is_allowed(word):
    assert choice(word, "padding", ("valid", "same")) == word


@pytest.mark.parametrize("value", ["full", "Valid", "", None, 0, ["valid"], np.zeros(2)])
def test_choice_refuses_everything_else(value):
    with pytest.raises(ValueError, match="padding must be 'valid' or 'same', got"):
        choice(value, "padding", ("valid", "same"))


def test_choice_says_what_came():
    with pytest.raises(ValueError, match=r"got 'full'$"):
        choice("full", "padding", ("valid", "same"))
