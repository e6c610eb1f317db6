"""`nncourse.conv` against hand-made numbers, Keras, the definition as loops, and laws."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nncourse import conv
from nncourse.conv import (
    as_matrix,
    average_pool,
    average_pool_gradient,
    conv2d,
    conv2d_input_gradient,
    conv2d_kernel_gradient,
    conv_multiply_adds,
    conv_parameters,
    max_pool,
    max_pool_gradient,
    output_length,
    pad,
    receptive_field,
    windows,
)
from nncourse.functions import numerical_gradient

RNG = np.random.default_rng(0)
PADDINGS = pytest.mark.parametrize("padding", ["valid", "same"])
STRIDES = pytest.mark.parametrize("stride", [1, 2, 3])
PICTURES = pytest.mark.parametrize("picture", [(5, 5), (6, 6), (5, 8), (8, 5)])
KERNELS = pytest.mark.parametrize(
    "window", [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (2, 3), (5, 4), (1, 5)]
)
BATCHES = pytest.mark.parametrize("batch", [1, 4])
CHANNELS = pytest.mark.parametrize("channels", [(1, 4), (3, 2)])
SIDES = pytest.mark.parametrize("side", [1, 2, 3, 4])
SMALL = st.integers(1, 40)


def whole(*shape):
    """Arrays of whole numbers: sums and products of them are exact, so laws hold to the bit."""
    return arrays(np.float64, shape, elements=st.integers(-9, 9))


def one_channel(rows):
    return np.asarray(rows, np.float64)[None, :, :, None]


def as_kernel(rows):
    return np.asarray(rows, np.float64)[:, :, None, None]


# The size of what comes out


@pytest.mark.parametrize(
    ("size", "window", "stride", "expected"),
    [(32, 3, 1, 30), (30, 2, 2, 15), (15, 3, 1, 13), (13, 2, 2, 6), (6, 3, 1, 4)],
    ids=["convolution 1", "pooling 1", "convolution 2", "pooling 2", "convolution 3"],
)
def test_output_length_gives_the_sizes_of_the_notes(size, window, stride, expected):
    assert output_length(size, window, stride) == expected


def test_conv_parameters_gives_the_counts_of_the_notes():
    counts = [conv_parameters((3, 3), *channels) for channels in ((3, 32), (32, 64), (64, 64))]
    assert counts == [896, 18_496, 36_928]
    assert sum(counts) == 56_320


def test_the_notes_network_has_the_shapes_of_the_notes():
    x, shapes = np.zeros((2, 32, 32, 3), np.float32), []
    for channels in (32, 64, 64):
        x = conv2d(x, np.zeros((3, 3, x.shape[3], channels), np.float32))
        shapes += [x.shape[1:], max_pool(x).shape[1:]]
        x = max_pool(x)
    assert shapes[:-1] == [(30, 30, 32), (15, 15, 32), (13, 13, 64), (6, 6, 64), (4, 4, 64)]


@given(SMALL, st.integers(0, 40), st.integers(1, 5))
def test_valid_counts_the_places_inside_the_picture(window, room, stride):
    size = window + room
    places = [start for start in range(0, size, stride) if start + window <= size]
    assert output_length(size, window, stride, "valid") == len(places)


@given(SMALL, SMALL, st.integers(1, 5))
def test_same_counts_the_strides_into_the_picture(size, window, stride):
    assert output_length(size, window, stride, "same") == len(range(0, size, stride))


def test_output_length_takes_numpy_integers_and_returns_an_int():
    assert type(output_length(np.int64(32), np.int32(3), np.uint8(2))) is int


def test_output_length_is_valid_with_stride_one_unless_told():
    assert output_length(7, 3) == output_length(7, 3, 1, "valid") == 5


@pytest.mark.parametrize(("kernel", "channels"), [((1, 1), (1, 1)), ((2, 3), (4, 5))])
def test_conv_parameters_equals_keras(kernel, channels):
    layer = keras.layers.Conv2D(channels[1], kernel)
    layer.build((None, 8, 8, channels[0]))
    assert conv_parameters(kernel, *channels) == layer.count_params()


# Convolution by hand


def test_conv2d_computes_nineteen():
    """0·0 + 1·1 + 3·2 + 4·3 = 19; a kernel turned by 180° would give 5."""
    maps = conv2d(one_channel(np.arange(9).reshape(3, 3)), as_kernel([[0, 1], [2, 3]]))
    np.testing.assert_array_equal(maps, one_channel([[19, 25], [37, 43]]))


def test_conv2d_sums_over_channels_in_for_each_channel_out():
    kernel = [[[[1, 10], [100, 1000]]]]
    maps = conv2d([[[[1, 2]]], [[[3, 4]]]], kernel, bias=[0.5, -1])
    np.testing.assert_array_equal(maps, [[[[201.5, 2009]]], [[[403.5, 4029]]]])


def test_same_adds_the_odd_pixel_below_and_on_the_right():
    maps = conv2d(one_channel([[1, 2], [3, 4]]), np.ones((2, 2, 1, 1)), padding="same")
    np.testing.assert_array_equal(maps, one_channel([[10, 6], [7, 4]]))


@pytest.mark.parametrize(("length", "expected"), [(5, [1, 3, 5]), (6, [1, 3, 5])])
def test_stride_two_takes_every_other_place_from_the_first(length, expected):
    maps = conv2d(one_channel([range(1, length + 1)]), np.ones((1, 1, 1, 1)), stride=2)
    np.testing.assert_array_equal(maps, one_channel([expected]))


def test_pictures_in_bytes_do_not_overflow():
    maps = conv2d(np.full((1, 3, 3, 1), 200, np.uint8), np.ones((3, 3, 1, 1)))
    np.testing.assert_array_equal(maps, one_channel([[1800]]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("BLUR", 1), ("SHARPEN", 1), ("SOBEL_X", 0), ("SOBEL_Y", 0), ("LAPLACE", 0)],
)
def test_named_kernel_makes_of_an_even_picture(name, expected):
    maps = conv2d(one_channel(np.ones((4, 5))), as_kernel(getattr(conv, name)))
    np.testing.assert_allclose(maps, one_channel(np.full((2, 3), expected)), atol=1e-15)


def test_sobel_x_is_positive_where_it_gets_brighter_to_the_right():
    step = one_channel([[0, 0, 1, 1]] * 3)
    np.testing.assert_array_equal(conv2d(step, as_kernel(conv.SOBEL_X)), one_channel([[4, 4]]))
    np.testing.assert_array_equal(conv2d(step, as_kernel(conv.SOBEL_Y)), one_channel([[0, 0]]))


def test_sobel_y_is_positive_where_it_gets_brighter_downwards():
    step = one_channel(np.transpose([[0, 0, 1, 1]] * 3))
    np.testing.assert_array_equal(conv2d(step, as_kernel(conv.SOBEL_Y)), one_channel([[4], [4]]))
    np.testing.assert_array_equal(conv2d(step, as_kernel(conv.SOBEL_X)), one_channel([[0], [0]]))


def test_sharpen_doubles_a_step_and_overshoots_on_both_sides():
    maps = conv2d(one_channel([[1, 1, 2, 2]] * 3), as_kernel(conv.SHARPEN))
    np.testing.assert_array_equal(maps, one_channel([[0, 3]]))


def test_laplace_is_how_far_the_four_neighbours_are_above_the_middle():
    bowl = one_channel(np.add.outer(np.arange(-1, 2) ** 2, np.arange(-1, 3) ** 2))
    np.testing.assert_array_equal(conv2d(bowl, as_kernel(conv.LAPLACE)), one_channel([[4, 4]]))


def test_sharpen_is_the_picture_less_its_laplace():
    dot = np.pad([[1]], 1)
    np.testing.assert_array_equal(conv.SHARPEN, dot - conv.LAPLACE)


def test_blur_is_the_mean_of_what_it_covers():
    maps = conv2d(one_channel(np.arange(9).reshape(3, 3)), as_kernel(conv.BLUR))
    np.testing.assert_allclose(maps, one_channel([[4]]))


# Convolution against Keras and against its definition


@PADDINGS
@STRIDES
@PICTURES
@KERNELS
def test_conv2d_equals_keras(padding, stride, picture, window):
    layer = keras.layers.Conv2D(4, window, stride, padding, dtype="float64")
    layer.build((2, *picture, 3))
    kernel, bias = RNG.normal(size=(*window, 3, 4)), RNG.normal(size=4)
    layer.set_weights([kernel, bias])
    x = RNG.normal(size=(2, *picture, 3))
    np.testing.assert_allclose(conv2d(x, kernel, bias, stride, padding), layer(x), atol=1e-12)


@STRIDES
def test_under_same_a_kernel_may_be_larger_than_the_picture(stride):
    x, kernel = RNG.normal(size=(2, 2, 3, 3)), RNG.normal(size=(5, 4, 3, 4))
    theirs = keras.ops.conv(x, kernel, stride, "same", "channels_last")
    np.testing.assert_allclose(conv2d(x, kernel, None, stride, "same"), theirs, atol=1e-12)


@STRIDES
@PICTURES
@KERNELS
def test_conv2d_is_the_sum_of_the_product_at_each_place(stride, picture, window):
    x, kernel = RNG.normal(size=(2, *picture, 3)), RNG.normal(size=(*window, 3, 4))
    maps = conv2d(x, kernel, stride=stride)
    for b, i, j, o in np.ndindex(maps.shape):
        top, left = i * stride, j * stride
        patch = x[b, top : top + window[0], left : left + window[1]]
        np.testing.assert_allclose(maps[b, i, j, o], (patch * kernel[..., o]).sum(), atol=1e-12)


@STRIDES
@PICTURES
@KERNELS
def test_same_is_valid_on_the_padded_picture(stride, picture, window):
    x, kernel = RNG.normal(size=(2, *picture, 3)), RNG.normal(size=(*window, 3, 4))
    padded = pad(x, window, stride)
    np.testing.assert_array_equal(
        conv2d(x, kernel, stride=stride, padding="same"), conv2d(padded, kernel, stride=stride)
    )


@PADDINGS
@STRIDES
@PICTURES
@KERNELS
def test_maps_and_patches_have_the_shape_of_the_formula(padding, stride, picture, window):
    x, kernel = np.zeros((2, *picture, 3)), np.zeros((*window, 3, 4))
    sizes = [output_length(*axis, stride, padding) for axis in zip(picture, window, strict=True)]
    assert conv2d(x, kernel, None, stride, padding).shape == (2, *sizes, 4)
    assert windows(x, window, stride, padding).shape == (2, *sizes, 3, *window)


@BATCHES
@CHANNELS
@PADDINGS
@STRIDES
@PICTURES
@KERNELS
def test_conv2d_and_its_gradients_equal_keras(batch, channels, padding, stride, picture, window):
    x, kernel = (
        RNG.normal(size=(batch, *picture, channels[0])),
        RNG.normal(size=(*window, *channels)),
    )
    theirs, upstream, in_x, in_kernel = keras_gradients(x, kernel, stride, padding)
    options = {"stride": stride, "padding": padding}
    np.testing.assert_allclose(conv2d(x, kernel, **options), theirs, atol=1e-12)
    ours = conv2d_kernel_gradient(x, upstream, window, **options)
    np.testing.assert_allclose(ours, in_kernel, rtol=1e-9, atol=1e-11)
    ours = conv2d_input_gradient(kernel, upstream, picture, **options)
    np.testing.assert_allclose(ours, in_x, rtol=1e-9, atol=1e-11)


def keras_gradients(x, kernel, stride=1, padding="valid", dilation=1):
    """Keras' maps, a random gradient in them, and what it makes of that in x and in the kernel."""
    x, kernel = tf.constant(x), tf.constant(kernel)
    with tf.GradientTape() as tape:
        tape.watch([x, kernel])
        maps = keras.ops.conv(x, kernel, stride, padding, "channels_last", dilation)
    upstream = RNG.normal(size=maps.shape)
    return maps.numpy(), upstream, *tape.gradient(maps, [x, kernel], tf.constant(upstream))


@PADDINGS
@pytest.mark.parametrize("dilation", [2, 3])
@pytest.mark.parametrize("window", [(1, 1), (2, 2), (3, 3), (3, 2)])
@pytest.mark.parametrize("picture", [(7, 7), (8, 10)])
def test_dilated_kernels_equal_keras(padding, dilation, window, picture):
    x, kernel = RNG.normal(size=(2, *picture, 3)), RNG.normal(size=(*window, 3, 4))
    theirs, upstream, in_x, in_kernel = keras_gradients(x, kernel, 1, padding, dilation)
    options = {"padding": padding, "dilation": dilation}
    np.testing.assert_allclose(conv2d(x, kernel, **options), theirs, atol=1e-12)
    ours = conv2d_kernel_gradient(x, upstream, window, **options)
    np.testing.assert_allclose(ours, in_kernel, atol=1e-11)
    ours = conv2d_input_gradient(kernel, upstream, picture, **options)
    np.testing.assert_allclose(ours, in_x, atol=1e-11)


@PADDINGS
@STRIDES
def test_a_dilated_kernel_is_a_larger_one_with_zeros_in_between(padding, stride):
    x, kernel = RNG.normal(size=(2, 9, 8, 3)), RNG.normal(size=(3, 2, 3, 4))
    larger = np.zeros((5, 3, 3, 4))
    larger[::2, ::2] = kernel
    dilated, plain = (
        conv2d(x, kernel, None, stride, padding, 2),
        conv2d(x, larger, None, stride, padding),
    )
    np.testing.assert_allclose(dilated, plain, atol=1e-12)


@PADDINGS
@STRIDES
def test_the_gradients_equal_central_differences(padding, stride):
    x, kernel = RNG.normal(size=(2, 5, 6, 2)), RNG.normal(size=(3, 2, 2, 3))
    upstream = RNG.normal(size=conv2d(x, kernel, None, stride, padding).shape)

    def loss(x, kernel):
        return (conv2d(x, kernel, None, stride, padding) * upstream).sum()

    theirs = numerical_gradient(lambda x: loss(x, kernel), x)
    ours = conv2d_input_gradient(kernel, upstream, (5, 6), stride, padding)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)
    theirs = numerical_gradient(lambda kernel: loss(x, kernel), kernel)
    ours = conv2d_kernel_gradient(x, upstream, (3, 2), stride, padding)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


def test_the_gradients_by_hand():
    """The picture 1 2 3 under the kernel 4 5: maps 14 and 23, with gradients 10 and 1."""
    x, kernel, upstream = one_channel([[1, 2, 3]]), as_kernel([[4, 5]]), one_channel([[10, 1]])
    in_kernel = conv2d_kernel_gradient(x, upstream, (1, 2))
    np.testing.assert_array_equal(in_kernel, as_kernel([[12, 23]]))
    in_x = conv2d_input_gradient(kernel, upstream, (1, 3))
    np.testing.assert_array_equal(in_x, one_channel([[40, 54, 5]]))


def test_a_batch_larger_than_the_cache_is_taken_in_blocks(monkeypatch):
    x, kernel = RNG.normal(size=(7, 6, 6, 2)), RNG.normal(size=(3, 3, 2, 4))
    upstream = RNG.normal(size=(7, 4, 4, 4))
    at_once = conv2d(x, kernel), conv2d_kernel_gradient(x, upstream, (3, 3))
    patch = 4 * 4 * 3 * 3 * 2
    for numbers in (1, patch, 3 * patch - 1, 3 * patch):
        monkeypatch.setattr(conv, "PATCHES", numbers)
        np.testing.assert_allclose(conv2d(x, kernel), at_once[0], atol=1e-12)
        ours = conv2d_kernel_gradient(x, upstream, (3, 3))
        np.testing.assert_allclose(ours, at_once[1], atol=1e-12)


@pytest.mark.parametrize(("numbers", "step"), [(1, 1), (287, 1), (288, 1), (575, 1), (576, 2)])
def test_a_block_holds_as_many_pictures_as_fit(monkeypatch, numbers, step):
    monkeypatch.setattr(conv, "PATCHES", numbers)
    patches = np.zeros((5, 4, 4, 3, 3, 2))  # 288 numbers a picture
    blocks = [slice(start, start + step) for start in range(0, 5, step)]
    assert list(conv._blocks(patches)) == blocks


# Laws of convolution


@given(whole(2, 5, 6, 2), whole(2, 5, 6, 2), whole(3, 2, 2, 3), st.integers(-9, 9))
def test_conv2d_is_linear_in_the_picture(x, y, kernel, scale):
    apart = scale * conv2d(x, kernel) + conv2d(y, kernel)
    np.testing.assert_array_equal(conv2d(scale * x + y, kernel), apart)


@given(whole(2, 5, 6, 2), whole(3, 2, 2, 3), whole(3, 2, 2, 3), st.integers(-9, 9))
def test_conv2d_is_linear_in_the_kernel(x, kernel, other, scale):
    apart = scale * conv2d(x, kernel) + conv2d(x, other)
    np.testing.assert_array_equal(conv2d(x, scale * kernel + other), apart)


@given(whole(2, 9, 8, 2), whole(2, 3, 2, 3), st.integers(1, 3), st.integers(0, 2))
def test_a_picture_moved_by_strides_gives_maps_moved_by_places(x, kernel, stride, places):
    whole_maps = conv2d(x, kernel, stride=stride)
    if places < whole_maps.shape[1]:
        moved = conv2d(x[:, places * stride :], kernel, stride=stride)
        np.testing.assert_array_equal(moved, whole_maps[:, places:])


@given(whole(2, 5, 6, 3), st.sampled_from([1, 3, 5]), st.sampled_from([1, 3, 7]))
def test_a_kernel_of_one_in_its_middle_gives_the_picture_back(x, height, width):
    kernel = np.zeros((height, width, 3, 3))
    kernel[height // 2, width // 2] = np.eye(3)
    np.testing.assert_array_equal(conv2d(x, kernel, padding="same"), x)


@given(whole(2, 5, 6, 3), st.integers(1, 7), st.sampled_from(["valid", "same"]))
def test_a_kernel_of_one_pixel_with_a_stride_gives_every_so_many_pixels(x, stride, padding):
    maps = conv2d(x, np.eye(3)[None, None], stride=stride, padding=padding)
    np.testing.assert_array_equal(maps, x[:, ::stride, ::stride])


@PADDINGS
def test_pictures_of_a_batch_do_not_touch_each_other(padding):
    x, kernel = RNG.normal(size=(3, 5, 6, 2)), RNG.normal(size=(3, 2, 2, 4))
    for layer in (lambda x: conv2d(x, kernel, padding=padding), lambda x: max_pool(x, 2)):
        alone = np.concatenate([layer(picture[None]) for picture in x])
        np.testing.assert_allclose(layer(x), alone, atol=1e-12)


def test_no_bias_is_a_bias_of_zeros():
    x, kernel = RNG.normal(size=(2, 5, 6, 2)), RNG.normal(size=(3, 2, 2, 4))
    np.testing.assert_array_equal(conv2d(x, kernel), conv2d(x, kernel, np.zeros(4)))


@pytest.mark.parametrize("one", [np.float32, np.float64])
@pytest.mark.parametrize("other", [np.float32, np.float64])
def test_of_two_types_the_wider_is_kept(one, other):
    x, kernel, upstream = (
        np.ones((1, 4, 4, 1), one),
        np.ones((2, 2, 1, 3), other),
        np.ones((1, 3, 3, 3), other),
    )
    pooled = np.ones((1, 2, 2, 1), other)
    for result in (
        conv2d(x, kernel),
        conv2d_kernel_gradient(x, upstream, (2, 2)),
        conv2d_input_gradient(kernel.astype(one), upstream, (4, 4)),
        max_pool_gradient(x, pooled),
        average_pool_gradient(x, pooled),
    ):
        assert result.dtype == np.result_type(one, other)


@PADDINGS
def test_float32_stays_float32(padding):
    x, kernel = np.ones((2, 5, 5, 3), np.float32), np.ones((2, 2, 3, 4), np.float32)
    assert conv2d(x, kernel, np.ones(4, np.float32), 1, padding).dtype == np.float32
    assert max_pool(x, padding=padding).dtype == np.float32
    assert windows(x, (2, 2), 1, padding).dtype == pad(x, (2, 2)).dtype == np.float32


@PADDINGS
def test_a_second_call_gives_the_same_and_leaves_its_arguments_alone(padding):
    x, kernel = RNG.normal(size=(2, 5, 6, 2)), RNG.normal(size=(3, 2, 2, 4))
    x_before, kernel_before = x.copy(), kernel.copy()
    first = conv2d(x, kernel, padding=padding), max_pool(x, padding=padding)
    np.testing.assert_array_equal(conv2d(x, kernel, padding=padding), first[0])
    np.testing.assert_array_equal(max_pool(x, padding=padding), first[1])
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(kernel, kernel_before)


# A convolution as a dense layer


def test_as_matrix_holds_the_kernel_once_a_place():
    """A 2 × 2 kernel on a picture of 2 × 3 has two places; pixels in rows, places in columns."""
    matrix = as_matrix(as_kernel([[1, 2], [3, 4]]), 2, 3)
    np.testing.assert_array_equal(matrix, np.transpose([[1, 2, 0, 3, 4, 0], [0, 1, 2, 0, 3, 4]]))


def test_as_matrix_cuts_the_kernel_off_at_a_border():
    matrix = as_matrix(as_kernel([[3, 1, 2]]), 1, 3, padding="same")
    np.testing.assert_array_equal(matrix, [[1, 3, 0], [2, 1, 3], [0, 2, 1]])


def test_as_matrix_moves_by_the_stride():
    matrix = as_matrix(as_kernel([[1, 2]]), 1, 5, 2)
    np.testing.assert_array_equal(matrix, np.transpose([[1, 2, 0, 0, 0], [0, 0, 1, 2, 0]]))


@PADDINGS
@STRIDES
@PICTURES
@KERNELS
def test_as_matrix_makes_a_dense_layer_of_a_convolution(padding, stride, picture, window):
    x, kernel = RNG.normal(size=(2, *picture, 3)), RNG.normal(size=(*window, 3, 4))
    matrix = as_matrix(kernel, *picture, stride, padding)
    maps = conv2d(x, kernel, stride=stride, padding=padding)
    np.testing.assert_allclose(x.reshape(2, -1) @ matrix, maps.reshape(2, -1), atol=1e-12)


def test_keras_dense_layer_with_that_matrix_is_keras_convolution():
    kernel = RNG.normal(size=(3, 2, 2, 4))
    convolution = keras.layers.Conv2D(4, (3, 2), use_bias=False, dtype="float64")
    dense = keras.layers.Dense(3 * 5 * 4, use_bias=False, dtype="float64")
    convolution.build((None, 5, 6, 2))
    dense.build((None, 60))
    convolution.set_weights([kernel])
    dense.set_weights([as_matrix(kernel, 5, 6)])
    x = RNG.normal(size=(2, 5, 6, 2))
    maps = np.reshape(convolution(x), (2, -1))
    np.testing.assert_allclose(dense(x.reshape(2, -1)), maps, atol=1e-12)


@given(whole(1, 3, 1, 1), st.integers(3, 9))
def test_the_matrix_of_a_row_is_constant_along_its_diagonals(kernel, width):
    matrix = as_matrix(kernel, 1, width)
    np.testing.assert_array_equal(matrix[1:, 1:], matrix[:-1, :-1])


@pytest.mark.parametrize("wrong", [3.0, "3", True, None])
@pytest.mark.parametrize("argument", ["height", "width", "stride"])
def test_as_matrix_refuses_what_is_no_integer(argument, wrong):
    sizes = {"height": 4, "width": 5, argument: wrong}
    with pytest.raises(TypeError, match=f"{argument} must be an integer, got {wrong!r}"):
        as_matrix(np.ones((2, 2, 1, 1)), **sizes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (np.ones((2, 2)), 4, 5),
            r"kernel must have shape \(height, width, in, out\), got shape \(2, 2\)",
        ),
        ((np.ones((2, 2, 1, 1)), 0, 5), "height must be at least 1, got 0"),
        ((np.ones((2, 2, 1, 1)), 4, 0), "width must be at least 1, got 0"),
        ((np.ones((2, 2, 1, 1)), 1, 5), "window must be at most the size under padding 'valid'"),
        ((np.ones((2, 2, 1, 1)), 4, 5, 1, "full"), "padding must be 'valid' or 'same', got 'full'"),
    ],
)
def test_as_matrix_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        as_matrix(*arguments)


def test_as_matrix_takes_sizes_of_one():
    np.testing.assert_array_equal(as_matrix([[[[2, 3]]]], 1, 1), [[2, 3]])


# Padding and windows


@pytest.mark.parametrize(
    ("window", "stride", "expected"),
    [
        ((1, 2), 1, [[1, 2, 3, 9]]),
        ((1, 3), 1, [[9, 1, 2, 3, 9]]),
        ((1, 4), 1, [[9, 1, 2, 3, 9, 9]]),
        ((1, 3), 2, [[9, 1, 2, 3, 9]]),
        ((1, 2), 2, [[1, 2, 3, 9]]),
        ((1, 1), 2, [[1, 2, 3]]),
        ((2, 1), 3, [[1, 2, 3], [9, 9, 9]]),
    ],
)
def test_same_pads_as_much_as_the_last_place_needs(window, stride, expected):
    padded = pad(one_channel([[1, 2, 3]]), window, stride, value=9)
    np.testing.assert_array_equal(padded, one_channel(expected))


@given(whole(2, 4, 5, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5))
def test_valid_pads_nothing(x, height, width, stride):
    assert pad(x, (height, width), stride, "valid") is x


def test_windows_shows_the_patch_under_each_place():
    patches = windows(one_channel(np.arange(12).reshape(3, 4)), (2, 2), stride=2)
    np.testing.assert_array_equal(patches[0, :, :, 0], [[[[0, 1], [4, 5]], [[2, 3], [6, 7]]]])


def test_windows_shows_zeros_on_the_border():
    patches = windows(one_channel([[1]]), (1, 2), padding="same")
    np.testing.assert_array_equal(patches.ravel(), [1, 0])


def test_windows_shows_the_value_on_the_border():
    patches = windows(one_channel([[1]]), (2, 3), padding="same", value=7)
    np.testing.assert_array_equal(patches[0, 0, 0, 0], [[7, 1, 7], [7, 7, 7]])


def test_patches_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        windows(np.zeros((1, 2, 2, 1)), (2, 2))[...] = 1


# Pooling


def test_max_pool_by_hand():
    maps = one_channel([[1, 3, 2, 0, 9], [4, -2, 8, 5, 9], [7, 1, 1, 1, 9]])
    np.testing.assert_array_equal(max_pool(maps), one_channel([[4, 8]]))
    np.testing.assert_array_equal(max_pool(maps, 3, 1), one_channel([[8, 8, 9]]))
    np.testing.assert_array_equal(
        max_pool(maps, padding="same"), one_channel([[4, 8, 9], [7, 1, 9]])
    )


def test_a_border_never_wins():
    np.testing.assert_array_equal(
        max_pool(np.full((2, 5, 5, 3), -7), 3, 2, "same"), np.full((2, 3, 3, 3), -7)
    )


@PADDINGS
@pytest.mark.parametrize("stride", [None, 1, 2, 3])
@PICTURES
@SIDES
def test_max_pool_equals_keras(padding, stride, picture, side):
    x = RNG.normal(size=(2, *picture, 3))
    theirs = keras.layers.MaxPooling2D(side, stride, padding, dtype="float64")(x)
    np.testing.assert_array_equal(max_pool(x, side, stride, padding), theirs)


@PADDINGS
@STRIDES
@PICTURES
@SIDES
def test_pooled_maps_have_the_shape_of_the_formula(padding, stride, picture, side):
    sizes = [output_length(size, side, stride, padding) for size in picture]
    assert max_pool(np.zeros((2, *picture, 3)), side, stride, padding).shape == (2, *sizes, 3)


@given(whole(2, 5, 6, 2), st.integers(1, 5), st.integers(1, 3), st.sampled_from(["valid", "same"]))
def test_max_pool_after_a_rising_function_is_the_function_after_max_pool(x, side, stride, padding):
    pooled = max_pool(x, side, stride, padding)
    np.testing.assert_array_equal(max_pool(x**3 - 5, side, stride, padding), pooled**3 - 5)


@given(whole(2, 8, 6, 2), st.integers(1, 4))
def test_maps_moved_by_a_window_pool_to_maps_moved_by_one(x, side):
    np.testing.assert_array_equal(max_pool(x[:, side:], side), max_pool(x, side)[:, 1:])


def test_max_pool_treats_each_channel_alone():
    x = RNG.normal(size=(2, 4, 4, 3))
    np.testing.assert_array_equal(max_pool(x)[..., 1:2], max_pool(x[..., 1:2]))


@pytest.mark.parametrize(
    "values", [np.arange(-300, 300), RNG.integers(-1, 2, 600)], ids=["all", "ties"]
)
@BATCHES
@PADDINGS
@pytest.mark.parametrize("stride", [None, 1, 2, 3])
@PICTURES
@SIDES
def test_the_gradient_of_max_pool_equals_keras(values, batch, padding, stride, picture, side):
    x = RNG.permutation(values)[: batch * 3 * picture[0] * picture[1]].reshape(batch, *picture, 3)
    upstream, theirs = keras_pool_gradient(keras.layers.MaxPooling2D(side, stride, padding), x)
    ours = max_pool_gradient(x, upstream, side, stride, padding)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


def keras_pool_gradient(layer, x):
    """A random gradient in what a layer of Keras pools, and what it makes of it in x."""
    x = tf.constant(x, tf.float32)  # Keras pools no others backwards on a processor
    with tf.GradientTape() as tape:
        tape.watch(x)
        pooled = layer(x)
    upstream = RNG.integers(-9, 9, pooled.shape).astype(np.float32)
    return upstream, tape.gradient(pooled, x, tf.constant(upstream)).numpy()


def test_of_equal_values_the_first_gets_the_gradient():
    upstream = np.full((1, 1, 1, 1), 7.0)
    for rows, first in (
        ([[1, 1], [1, 1]], [[7, 0], [0, 0]]),
        ([[0, 1], [1, 1]], [[0, 7], [0, 0]]),
        ([[0, 0], [1, 1]], [[0, 0], [7, 0]]),
    ):
        gradient = max_pool_gradient(one_channel(rows), upstream)
        np.testing.assert_array_equal(gradient, one_channel(first))


def test_overlapping_windows_add_up_in_the_pixel_that_wins_both():
    gradient = max_pool_gradient(one_channel([[1, 5, 2]] * 2), one_channel([[10, 1]]), 2, 1)
    np.testing.assert_array_equal(gradient, one_channel([[0, 11, 0], [0, 0, 0]]))


def test_average_pool_by_hand():
    maps = one_channel([[1, 3, 2, 0, 9], [4, -2, 8, 2, 9], [7, 1, 1, 1, 9]])
    np.testing.assert_array_equal(average_pool(maps), one_channel([[1.5, 3]]))
    np.testing.assert_array_equal(
        average_pool(maps, padding="same"), one_channel([[1.5, 3, 9], [4, 1, 9]])
    )
    upstream = one_channel([[8, 4, 2], [6, 2, 1]])
    gradient = average_pool_gradient(maps, upstream, padding="same")
    rows = [[2, 2, 1, 1, 1], [2, 2, 1, 1, 1], [3, 3, 1, 1, 1]]
    np.testing.assert_array_equal(gradient, one_channel(rows))


@PADDINGS
@pytest.mark.parametrize("stride", [None, 1, 2, 3])
@PICTURES
@SIDES
def test_average_pool_and_its_gradient_equal_keras(padding, stride, picture, side):
    x = RNG.integers(-9, 9, (2, *picture, 3)).astype(np.float32)
    layer = keras.layers.AveragePooling2D(side, stride, padding)
    np.testing.assert_allclose(average_pool(x, side, stride, padding), layer(x), atol=1e-5)
    upstream, theirs = keras_pool_gradient(layer, x)
    ours = average_pool_gradient(x, upstream, side, stride, padding)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


@given(whole(2, 5, 6, 2), st.integers(1, 5), st.integers(1, 3), st.sampled_from(["valid", "same"]))
def test_pooling_hands_on_each_gradient_whole(x, side, stride, padding):
    upstream = np.ones(max_pool(x, side, stride, padding).shape)
    for gradient in (max_pool_gradient, average_pool_gradient):
        moved = gradient(x, upstream, side, stride, padding)
        np.testing.assert_allclose(moved.sum(axis=(1, 2)), upstream.sum(axis=(1, 2)))


# Counting


def test_the_notes_network_needs_four_and_a_half_million_products():
    layers = [((3, 32), 30), ((32, 64), 13), ((64, 64), 4)]
    products = [conv_multiply_adds((3, 3), *io, (places, places)) for io, places in layers]
    assert products == [777_600, 3_115_008, 589_824]
    small = np.uint8([3, 32, 30])  # a product of these is computed in the integers of Python
    assert conv_multiply_adds((3, 3), *small[:2], (small[2], small[2])) == 777_600


def test_the_last_map_of_the_notes_network_sees_eighteen_pixels():
    layers = [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)]
    fields = [receptive_field(layers[:n]) for n in range(6)]
    assert fields == [(1, 1), (3, 1), (4, 2), (8, 2), (10, 4), (18, 4)]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), max_size=4),
)
def test_a_number_depends_on_the_pixels_of_its_receptive_field_alone(layers):
    """A window at places 0 and 1 covers the field of both: one more step."""
    field, step = receptive_field(layers)
    size = field + step
    for window, stride, dilation in layers:
        size = output_length(size, window, stride, "valid", dilation)
    assert size == 2
    size = field + step - 1
    for window, stride, dilation in layers:
        size = output_length(size, window, stride, "valid", dilation)
    assert size == 1


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        ([(3,)], ValueError, r"a layer must be \(window, stride\) or with dilation, got \(3,\)"),
        ([(3, 1, 1, 1)], ValueError, "a layer must be"),
        ([3], ValueError, "a layer must be .* got 3"),
        ([(0, 1)], ValueError, "window must be at least 1, got 0"),
        ([(3, 0)], ValueError, "stride must be at least 1, got 0"),
        ([(3, 1, 0)], ValueError, "dilation must be at least 1, got 0"),
        ([(3, 1), (2.0, 1)], TypeError, "window must be an integer, got 2.0"),
    ],
)
def test_receptive_field_refuses(layers, error, message):
    with pytest.raises(error, match=message):
        receptive_field(layers)


@pytest.mark.parametrize(
    ("places", "error", "message"),
    [
        ((0, 3), ValueError, "places must be at least 1, got 0"),
        ((3, 1.0), TypeError, "places must be an integer, got 1.0"),
        ((3,), ValueError, "places must be a height and a width, got"),
        (3, ValueError, "places must be a height and a width, got 3"),
    ],
)
def test_conv_multiply_adds_refuses(places, error, message):
    with pytest.raises(error, match=message):
        conv_multiply_adds((3, 3), 1, 1, places)


# What is refused


@pytest.mark.parametrize(
    ("gradient", "message"),
    [
        (
            lambda x: conv2d_kernel_gradient(x[0], np.ones((1, 4, 4, 2)), (2, 2)),
            r"^x must have shape \(batch, height, width, in\), got shape \(5, 5, 1\)",
        ),
        (
            lambda x: conv2d_input_gradient(x[0], np.ones((1, 4, 4, 2)), (5, 5)),
            r"^kernel must have shape \(height, width, in, out\), got shape \(5, 5, 1\)",
        ),
        (
            lambda x: conv2d_kernel_gradient(x, np.ones((1, 3, 4, 2)), (2, 2)),
            r"upstream must have shape \(1, 4, 4, out\), got shape \(1, 3, 4, 2\)",
        ),
        (
            lambda x: conv2d_input_gradient(np.ones((2, 2, 1, 3)), np.ones((1, 4, 4, 2)), (5, 5)),
            r"upstream must have shape \(batch, 4, 4, 3\), got shape \(1, 4, 4, 2\)",
        ),
        (
            lambda x: conv2d_input_gradient(np.ones((2, 2, 1, 3)), np.ones((1, 4, 4, 3)), (5,)),
            r"size must be a height and a width, got \(5,\)",
        ),
        (
            lambda x: max_pool_gradient(x, np.ones((1, 2, 2, 2))),
            r"upstream must have shape \(1, 2, 2, 1\), got shape \(1, 2, 2, 2\)",
        ),
        (
            lambda x: average_pool_gradient(x, np.ones((1, 2, 1, 1))),
            r"^upstream must have shape \(1, 2, 2, 1\), got shape \(1, 2, 1, 1\)",
        ),
        (
            lambda x: average_pool_gradient(x, np.full((1, 2, 2, 1), np.nan)),
            "upstream must be finite, got nan",
        ),
    ],
)
def test_a_gradient_that_does_not_fit_is_refused(gradient, message):
    with pytest.raises(ValueError, match=message):
        gradient(np.ones((1, 5, 5, 1)))


@pytest.mark.parametrize("dilation", [0, 1.5])
def test_a_dilation_that_is_none_is_refused(dilation):
    for layer in (
        lambda x: conv2d(x, np.ones((2, 2, 1, 1)), dilation=dilation),
        lambda x: windows(x, (2, 2), dilation=dilation),
        lambda x: pad(x, (2, 2), dilation=dilation),
        lambda x: output_length(5, 2, dilation=dilation),
    ):
        with pytest.raises((ValueError, TypeError), match=f"dilation must be .*, got {dilation}"):
            layer(np.ones((1, 5, 5, 1)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, 3), "window must be at most the size under padding 'valid', got window 3 on size 2"),
        ((0, 1), "size must be at least 1, got 0"),
        ((3, 0), "window must be at least 1, got 0"),
        ((3, 2, 0), "stride must be at least 1, got 0"),
        ((3, 2, -1, "same"), "stride must be at least 1, got -1"),
        ((3, 2, 1, "full"), "padding must be 'valid' or 'same', got 'full'"),
        ((3, 2, 1, None), "padding must be 'valid' or 'same', got None"),
    ],
)
def test_output_length_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        output_length(*arguments)


@pytest.mark.parametrize("wrong", [3.0, "3", True, None])
@pytest.mark.parametrize("argument", ["size", "window", "stride"])
def test_output_length_refuses_what_is_no_integer(argument, wrong):
    with pytest.raises(TypeError, match=f"{argument} must be an integer, got {wrong!r}"):
        output_length(**{"size": 5, "window": 3, argument: wrong})


@pytest.mark.parametrize(
    "layer",
    [
        lambda x: pad(x, (2, 2)),
        lambda x: windows(x, (2, 2)),
        lambda x: conv2d(x, np.ones((2, 2, 3, 4))),
        max_pool,
    ],
    ids=["pad", "windows", "conv2d", "max_pool"],
)
@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.ones((5, 5, 3)), ValueError, r"\(batch, height, width, .*got shape \(5, 5, 3\)"),
        (np.ones((0, 5, 5, 3)), ValueError, r"x must have shape .* got shape \(0, 5, 5, 3\)"),
        (np.full((1, 2, 2, 3), np.nan), ValueError, r"x must be finite, got nan at \[0, 0, 0, 0\]"),
        (np.full((1, 2, 2, 3), -np.inf), ValueError, "x must be finite, got -inf at"),
        ([[[[1]], [[1], [2]]]], ValueError, "x must have rows of equal length, got"),
        ("a picture", TypeError, "x must hold real numbers, got 'a picture'"),
        (np.ones((1, 2, 2, 3), complex), TypeError, "x must hold real numbers, got an array of co"),
    ],
)
def test_pictures_that_are_none_are_refused(layer, x, error, message):
    with pytest.raises(error, match=message):
        layer(x)


@pytest.mark.parametrize("layer", [lambda x: pad(x, (2, 2)), max_pool], ids=["pad", "max_pool"])
def test_a_picture_without_channels_is_told_the_axes(layer):
    message = r"^x must have shape \(batch, height, width, channels\), got shape \(5, 5\)$"
    with pytest.raises(ValueError, match=message):
        layer(np.ones((5, 5)))


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (np.ones((3, 3)), r"kernel must have shape \(height, width, in, out\), got shape \(3, 3\)"),
        (np.ones((2, 2, 3, 0)), r"kernel must have shape .* got shape \(2, 2, 3, 0\)"),
        (np.full((2, 2, 3, 1), np.nan), r"kernel must be finite, got nan at \[0, 0, 0, 0\]"),
        (np.ones((2, 2, 1, 1)), r"x must have shape \(batch, height, width, 1\), got .*5, 5, 3\)"),
        (np.ones((6, 2, 3, 1)), "got window 6 on size 5"),
        (np.ones((2, 6, 3, 1)), "got window 6 on size 5"),
    ],
)
def test_conv2d_refuses_kernels_that_do_not_fit(kernel, message):
    with pytest.raises(ValueError, match=message):
        conv2d(np.ones((2, 5, 5, 3)), kernel)


@pytest.mark.parametrize(
    ("bias", "message"),
    [
        (np.ones(3), r"bias must have shape \(4,\), got shape \(3,\)"),
        (0.0, r"bias must have shape \(4,\), got shape \(\)"),
        ([0, 0, np.inf, 0], r"bias must be finite, got inf at \[2\]"),
    ],
)
def test_conv2d_refuses_a_bias_that_does_not_fit(bias, message):
    with pytest.raises(ValueError, match=message):
        conv2d(np.ones((2, 5, 5, 3)), np.ones((2, 2, 3, 4)), bias)


@pytest.mark.parametrize("name", ["kernel", "bias"])
def test_conv2d_refuses_weights_that_are_no_numbers(name):
    weights = {"kernel": np.ones((1, 1, 1, 1)), name: "sharp"}
    with pytest.raises(TypeError, match=f"{name} must hold real numbers, got 'sharp'"):
        conv2d(np.ones((1, 2, 2, 1)), **weights)


@pytest.mark.parametrize(
    "layer",
    [
        lambda **options: pad(np.ones((1, 5, 5, 1)), (2, 2), **options),
        lambda **options: windows(np.ones((1, 5, 5, 1)), (2, 2), **options),
        lambda **options: conv2d(np.ones((1, 5, 5, 1)), np.ones((2, 2, 1, 1)), **options),
        lambda **options: max_pool(np.ones((1, 5, 5, 1)), **options),
    ],
    ids=["pad", "windows", "conv2d", "max_pool"],
)
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        ({"stride": 1.5}, TypeError, "stride must be an integer, got 1.5"),
        ({"padding": "full"}, ValueError, "padding must be 'valid' or 'same', got 'full'"),
    ],
)
def test_options_that_are_none_are_refused(layer, options, error, message):
    with pytest.raises(error, match=message):
        layer(**options)


@pytest.mark.parametrize(
    ("window", "error", "message"),
    [
        (0, ValueError, "window must be at least 1, got 0"),
        (2.0, TypeError, "window must be an integer, got 2.0"),
        (6, ValueError, "got window 6 on size 5"),
    ],
)
def test_max_pool_refuses_a_window_that_does_not_fit(window, error, message):
    with pytest.raises(error, match=message):
        max_pool(np.ones((2, 5, 5, 3)), window)


@pytest.mark.parametrize("layer", [pad, windows])
@pytest.mark.parametrize("window", [(3,), (3, 3, 3)])
def test_a_window_that_is_no_pair_is_refused(layer, window):
    with pytest.raises(ValueError, match=r"window must be .*, got "):
        layer(np.ones((1, 5, 5, 1)), window)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (((0, 3), 3, 32), ValueError, "kernel_size must be at least 1, got 0"),
        (((3, 0), 3, 32), ValueError, "kernel_size must be at least 1, got 0"),
        (((3, 3.0), 3, 32), TypeError, "kernel_size must be an integer, got 3.0"),
        (((3, 3), 0, 32), ValueError, "channels_in must be at least 1, got 0"),
        (((3, 3), 3, -1), ValueError, "channels_out must be at least 1, got -1"),
        (((3, 3), 3, 32.0), TypeError, "channels_out must be an integer, got 32.0"),
        (((3, 3), "3", 32), TypeError, "channels_in must be an integer, got '3'"),
        (((3,), 3, 32), ValueError, "kernel_size must be .*, got "),
    ],
)
def test_conv_parameters_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        conv_parameters(*arguments)
