"""`nncourse.models` against the notes' summaries and the same networks in NumPy."""

import keras
import numpy as np
import pytest

from nncourse import conv, embedding, models, rnn
from nncourse.functions import identity, relu

RNG = np.random.default_rng(0)
PICTURES = RNG.random((3, 32, 32, 3), dtype=np.float32)

CONVOLUTIONS = [
    ("Conv2D", (30, 30, 32), 896),
    ("MaxPooling2D", (15, 15, 32), 0),
    ("Conv2D", (13, 13, 64), 18_496),
    ("MaxPooling2D", (6, 6, 64), 0),
    ("Conv2D", (4, 4, 64), 36_928),
]
HEAD = [("Flatten", (1024,), 0), ("Dense", (64,), 65_600), ("Dense", (10,), 650)]
# Layer, output shape and parameters: what the notes' summaries print, where they print one.
LAYERS = {
    models.lamp: [("SimpleRNN", (None, 2), 10), ("Dense", (None, 1), 2)],
    models.worked_example: [
        ("InputLayer", (None, 2), 0),
        ("SimpleRNN", (None, 2), 8),
        ("Dense", (None, 2), 4),
    ],
    models.bidirectional: [("Bidirectional", (None, 6), 30)],  # 2 · (2 · 3 + 3 · 3)
    models.forecaster: [("SimpleRNN", (16,), 272), ("Dense", (1,), 16)],  # 16 · 1 + 16 · 16
    models.sentence_classifier: [
        ("Embedding", (4, 8), 400),
        ("Flatten", (32,), 0),
        ("Dense", (1,), 33),
    ],
    models.window_classifier: [
        ("Conv2D", (4, 10, 52), 520),  # (9 + 1) · 52
        ("GlobalMaxPooling2D", (52,), 0),
        ("Dense", (5,), 265),
    ],
    models.class_activation_network: [
        ("Conv2D", (None, None, 8), 80),  # (9 + 1) · 8
        ("MaxPooling2D", (None, None, 8), 0),
        ("Conv2D", (None, None, 16), 1168),  # (9 · 8 + 1) · 16
        ("MaxPooling2D", (None, None, 16), 0),
        ("Conv2D", (None, None, 32), 4640),  # (9 · 16 + 1) · 32
        ("GlobalAveragePooling2D", (32,), 0),
        ("Dense", (4,), 132),
    ],
    models.linear_classifier: [("Flatten", (3072,), 0), ("Dense", (10,), 30_730)],
    models.convolutional_base: CONVOLUTIONS,
    models.convolutional_network: CONVOLUTIONS + HEAD,
    models.deeper_network: [
        ("Conv2D", (32, 32, 32), 864),
        ("MaxPooling2D", (16, 16, 32), 0),
        ("BatchNormalization", (16, 16, 32), 128),
        ("ReLU", (16, 16, 32), 0),
        ("Conv2D", (16, 16, 64), 18432),
        ("MaxPooling2D", (8, 8, 64), 0),
        ("BatchNormalization", (8, 8, 64), 256),
        ("ReLU", (8, 8, 64), 0),
        ("Conv2D", (8, 8, 128), 73728),
        ("MaxPooling2D", (4, 4, 128), 0),
        ("BatchNormalization", (4, 4, 128), 512),
        ("ReLU", (4, 4, 128), 0),
        ("Conv2D", (4, 4, 256), 294912),
        ("GlobalMaxPooling2D", (256,), 0),
        ("BatchNormalization", (256,), 1024),
        ("ReLU", (256,), 0),
        ("Dense", (10,), 2570),
    ],
}
TOTALS = {
    models.lamp: 12,
    models.worked_example: 12,
    models.bidirectional: 30,
    models.forecaster: 288,
    models.sentence_classifier: 433,
    models.window_classifier: 785,
    models.class_activation_network: 6020,
    models.linear_classifier: 30_730,
    models.convolutional_base: 56_320,
    models.convolutional_network: 122_570,
    models.deeper_network: 392_426,
}
ACTIVATIONS = {
    models.lamp: ["relu", "linear"],
    models.worked_example: ["linear", "linear"],
    models.bidirectional: [],
    models.forecaster: ["tanh", "linear"],
    models.sentence_classifier: ["sigmoid"],
    models.window_classifier: ["relu", "linear"],
    models.class_activation_network: ["relu"] * 3 + ["linear"],
    models.linear_classifier: ["linear"],
    models.convolutional_base: ["relu"] * 3,
    models.convolutional_network: ["relu"] * 4 + ["linear"],
    models.deeper_network: ["linear"] * 5,  # the ReLUs are layers of their own
}
every_builder = pytest.mark.parametrize("builder", LAYERS, ids=lambda builder: builder.__name__)


def with_random_weights(model):
    """Fill the biases as well, which are zero in a fresh model and would hide a mistake."""
    shapes = [weight.shape for weight in model.weights]
    model.set_weights([RNG.normal(0, 0.1, shape).astype(np.float32) for shape in shapes])
    return model


def numpy_base(x, weights):
    first, first_bias, second, second_bias, third, third_bias = weights
    x = conv.max_pool(relu(conv.conv2d(x, first, first_bias)))
    x = conv.max_pool(relu(conv.conv2d(x, second, second_bias)))
    return relu(conv.conv2d(x, third, third_bias))


def test_every_builder_has_a_row_in_the_tables():
    public = {name for name in vars(models) if not name.startswith("_")}
    others = {"nncourse", "keras", "layers", "skip_gram"}  # which has tests of its own
    assert public - others == {builder.__name__ for builder in LAYERS}


@every_builder
def test_layers_shapes_and_parameters_are_those_of_the_notes(builder):
    rows = [
        (type(layer).__name__, layer.output.shape[1:], layer.count_params())
        for layer in builder().layers
    ]
    assert rows == LAYERS[builder]


@pytest.mark.parametrize(
    "builder",
    [models.linear_classifier, models.convolutional_base, models.convolutional_network],
)
def test_a_model_of_pictures_takes_32_by_32_pixels_in_colour(builder):
    assert builder().input_shape == (None, 32, 32, 3)


@every_builder
def test_parameters_add_up_to_the_total_of_the_notes(builder):
    assert builder().count_params() == TOTALS[builder]


@every_builder
def test_activations_are_those_of_the_notes(builder):
    layers = [layer for layer in builder().layers if hasattr(layer, "activation")]
    assert [layer.activation.__name__ for layer in layers] == ACTIVATIONS[builder]


@every_builder
def test_a_model_comes_uncompiled(builder):
    assert not builder().compiled


@every_builder
def test_a_model_computes_in_float32(builder):
    model = builder()
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert {output.dtype for output in model.outputs} == {"float32"}


@every_builder
def test_a_model_bears_the_name_of_its_builder(builder):
    assert builder().name == builder.__name__


@every_builder
def test_two_builds_share_no_weight(builder):
    first, second = builder(), builder()
    before = second.get_weights()
    first.set_weights([np.full_like(weight, 7) for weight in first.get_weights()])
    for kept, weight in zip(before, second.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, weight)


@every_builder
def test_a_fresh_model_starts_at_random(builder):
    first, second = builder().get_weights()[0], builder().get_weights()[0]
    assert (first != second).mean() > 0.9


@pytest.mark.parametrize(("batch", "steps"), [(1, 1), (3, 5)])
def test_worked_example_equals_numpy(batch, steps):
    model = with_random_weights(models.worked_example())
    x = RNG.normal(size=(batch, steps, 2)).astype(np.float32)
    expected = rnn.forward(rnn.RNNParams(*model.get_weights()), x, f=identity)
    for theirs, ours in zip(model(x), expected, strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-6)


def test_the_input_of_the_worked_example_is_called_x_as_in_the_formula():
    assert models.worked_example().inputs[0].name == "x"


def two_networks(model):
    """Return the weights of a bidirectional model as two networks, without outputs."""
    U, V, *other = model.get_weights()
    W = np.zeros((len(V), 1), np.float32)
    return rnn.RNNParams(U, V, W), rnn.RNNParams(*other, W)


@pytest.mark.parametrize(("batch", "steps"), [(1, 1), (3, 5)])
def test_bidirectional_equals_numpy(batch, steps):
    model = with_random_weights(models.bidirectional(4, 5))
    x = RNG.normal(size=(batch, steps, 4)).astype(np.float32)
    h, _ = rnn.bidirectional(*two_networks(model), x)
    np.testing.assert_allclose(model(x), h, rtol=1e-4, atol=1e-6)


def test_without_sequences_each_half_is_the_state_that_it_computes_last():
    model = with_random_weights(models.bidirectional(return_sequences=False))
    x = RNG.normal(size=(4, 6, 2)).astype(np.float32)
    h, _ = rnn.bidirectional(*two_networks(model), x)
    expected = np.concatenate([h[:, -1, :3], h[:, 0, 3:]], axis=1)
    np.testing.assert_allclose(model(x), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("length", "horizon"), [(3, 1), (14, 5)])
def test_forecaster_reads_its_forecast_off_the_last_state(length, horizon):
    model = with_random_weights(models.forecaster(units=4, horizon=horizon))
    windows = RNG.normal(size=(6, length, 1)).astype(np.float32)
    _, o = rnn.forward(rnn.RNNParams(*model.get_weights()), windows)
    assert model(windows).shape == (6, horizon)
    np.testing.assert_allclose(model(windows), o[:, -1], rtol=1e-4, atol=1e-6)


def test_sentence_classifier_equals_numpy():
    model = with_random_weights(models.sentence_classifier())
    codes = RNG.integers(0, 50, (6, 4))
    expected = embedding.classify(codes, *model.get_weights())
    np.testing.assert_allclose(model(codes), expected, rtol=1e-5)


def test_sentence_classifier_takes_whole_codes():
    assert models.sentence_classifier().inputs[0].dtype == "int32"


def test_sentence_classifier_has_the_sizes_that_were_asked_for():
    model = models.sentence_classifier(vocabulary=1000, dimensions=16, length=10)
    shapes = [tuple(weight.shape) for weight in model.weights]
    assert shapes == [(1000, 16), (160, 1), (1,)]
    assert model.input_shape == (None, 10)


def test_skip_gram_gives_the_dot_products_of_centres_and_what_is_around():
    model = with_random_weights(models.skip_gram(7, 3))
    words, contexts = model.get_weights()
    centres, around = RNG.integers(0, 7, 5), RNG.integers(0, 7, (5, 4))
    expected = [
        [words[w] @ contexts[c] for c in row] for w, row in zip(centres, around, strict=True)
    ]
    np.testing.assert_allclose(model([centres, around]), expected, rtol=1e-5, atol=1e-8)


def test_skip_gram_begins_with_random_words_and_contexts_of_zeros():
    model = models.skip_gram(7, 3)
    words, contexts = model.get_weights()
    assert words.shape == contexts.shape == (7, 3) and words.all() and not contexts.any()
    assert [weight.path for weight in model.weights] == [
        "words/embeddings",
        "contexts/embeddings",
    ]


def test_skip_gram_takes_whole_codes_and_has_names():
    model = models.skip_gram(7, 3)
    kinds = [(tensor.name, tensor.dtype, tensor.shape) for tensor in model.inputs]
    assert kinds == [("centres", "int32", (None,)), ("around", "int32", (None, None))]
    assert model.name == "skip_gram"


@pytest.mark.parametrize("window", [(3, 3), (2, 5), (6, 12)])
def test_window_classifier_equals_numpy(window):
    model = with_random_weights(models.window_classifier(window, 7))
    kernel, bias, W, b = model.get_weights()
    x = RNG.normal(size=(4, 6, 12, 1)).astype(np.float32)
    largest = relu(conv.conv2d(x, kernel, bias)).max(axis=(1, 2))
    np.testing.assert_allclose(model(x), largest @ W + b, rtol=1e-4, atol=1e-6)


def test_a_window_as_large_as_the_picture_makes_a_dense_network():
    model = with_random_weights(models.window_classifier((6, 12), 10))
    K, bias, W, b = model.get_weights()
    x = RNG.normal(size=(4, 72)).astype(np.float32)
    expected = relu(x @ K.reshape(72, 10) + bias) @ W + b
    np.testing.assert_allclose(model(x.reshape(4, 6, 12, 1)), expected, rtol=1e-4, atol=1e-6)
    assert model.count_params() == TOTALS[models.window_classifier]


@pytest.mark.parametrize("shape", [(32, 32), (8, 20), (7, 5), (4, 4)])
def test_class_activation_network_equals_numpy(shape):
    model = with_random_weights(models.class_activation_network(3))
    k1, b1, k2, b2, k3, b3, W, b = model.get_weights()
    x = RNG.normal(size=(2, *shape, 1)).astype(np.float32)
    maps = conv.max_pool(relu(conv.conv2d(x, k1, b1, padding="same")))
    maps = conv.max_pool(relu(conv.conv2d(maps, k2, b2, padding="same")))
    maps = relu(conv.conv2d(maps, k3, b3, padding="same"))
    assert maps.shape == (2, shape[0] // 4, shape[1] // 4, 32)
    expected = maps.mean(axis=(1, 2)) @ W + b
    np.testing.assert_allclose(model(x), expected, rtol=1e-4, atol=1e-6)


def test_class_activation_maps_stand_at_the_third_layer_from_the_end():
    model = models.class_activation_network()
    assert model.layers[-3].output.shape == (None, None, None, 32)
    assert model.output_shape == (None, 4)


def test_normalisation_stands_between_convolution_and_relu_and_takes_the_place_of_the_bias():
    model = models.convolutional_network(normalised=True)
    kinds = [type(layer).__name__ for layer in model.layers]
    block = ["Conv2D", "BatchNormalization", "ReLU"]
    assert kinds == [
        *(*block, "MaxPooling2D", *block, "MaxPooling2D", *block),
        *("Flatten", "Dense", "Dense"),
    ]
    assert not any(layer.use_bias for layer in model.layers if type(layer).__name__ == "Conv2D")
    shapes = [layer.output.shape[1:] for layer in model.layers if type(layer).__name__ == "ReLU"]
    assert shapes == [(30, 30, 32), (13, 13, 64), (4, 4, 64)]


def test_deeper_network_without_normalisation_has_biases_and_equals_numpy():
    model = with_random_weights(models.deeper_network(normalised=False))
    kinds = [type(layer).__name__ for layer in model.layers]
    stage = ["Conv2D", "MaxPooling2D", "ReLU"]
    assert kinds == [*stage * 3, "Conv2D", "GlobalMaxPooling2D", "ReLU", "Dense"]
    x, weights = PICTURES, model.get_weights()
    for kernel, bias in zip(weights[:6:2], weights[1:6:2], strict=True):
        x = relu(conv.max_pool(conv.conv2d(x, kernel, bias, padding="same")))
    x = relu(conv.conv2d(x, *weights[6:8], padding="same").max(axis=(1, 2)))
    np.testing.assert_allclose(model(PICTURES), x @ weights[8] + weights[9], rtol=1e-4, atol=1e-5)


def test_deeper_network_has_no_bias_where_it_is_normalised_and_forgets_fast():
    convolutions, normalisations = models.deeper_network().layers[::4][:4], slice(2, None, 4)
    assert [layer.use_bias for layer in convolutions] == [False] * 4
    for layer in models.deeper_network().layers[normalisations]:
        assert (type(layer).__name__, layer.momentum) == ("BatchNormalization", 0.9)


def test_normalised_network_equals_numpy_in_training():
    model = models.convolutional_network(normalised=True)
    k1, k2, k3 = (w.numpy() for w in model.trainable_weights if len(w.shape) == 4)
    w4, b4, w5, b5 = (w.numpy() for w in model.trainable_weights[-4:])

    def layer(x, kernel):
        maps = conv.conv2d(x, kernel)
        mean, variance = maps.mean(axis=(0, 1, 2)), maps.var(axis=(0, 1, 2))
        return relu((maps - mean) / np.sqrt(variance + 0.001))

    maps = layer(conv.max_pool(layer(conv.max_pool(layer(PICTURES, k1)), k2)), k3)
    expected = relu(maps.reshape(3, -1) @ w4 + b4) @ w5 + b5
    np.testing.assert_allclose(model(PICTURES, training=True), expected, rtol=1e-3, atol=1e-4)


def test_augmented_network_mirrors_half_of_the_pictures_and_moves_them_by_up_to_four_pixels():
    flip, move = models.convolutional_network(augmented=True).layers[:2]
    x = np.tile(PICTURES[:1], (200, 1, 1, 1))
    mirrored = np.array([np.allclose(a, x[0, :, ::-1]) for a in flip(x, training=True)])
    same = np.array([np.allclose(a, x[0]) for a in flip(x, training=True)])
    assert 70 < mirrored.sum() < 130 and 70 < same.sum() < 130
    dot = np.zeros((200, 32, 32, 3), np.float32)
    dot[:, 16, 16] = 1
    moved = np.asarray(move(dot, training=True))
    np.testing.assert_allclose(moved.sum(axis=(1, 2, 3)), 3, atol=1e-4)  # it is nowhere lost
    for across in (1, 2):
        by = moved[..., 0].sum(axis=across) @ np.arange(32) - 16  # how far the dot's middle moved
        assert by.min() < 0 < by.max()
        assert 3.7 < np.abs(by).max() < 4.001


def test_what_an_augmented_network_loses_at_the_border_is_black():
    move = models.convolutional_network(augmented=True).layers[1]
    moved = np.asarray(move(np.ones((50, 32, 32, 3), np.float32), training=True))
    assert moved.min() == 0 and moved.max() == 1
    np.testing.assert_allclose(moved[:, 5:-5, 5:-5], 1)


def test_nothing_is_mirrored_or_moved_when_an_augmented_network_predicts():
    model = models.convolutional_network(augmented=True)
    plain = models.convolutional_network()
    plain.set_weights(model.get_weights()[-10:])
    predicted = model.predict(PICTURES, verbose=0)
    np.testing.assert_allclose(predicted, plain(PICTURES), rtol=1e-4, atol=1e-5)


def test_a_seed_draws_the_same_weights_with_and_without_augmentation():
    keras.utils.set_random_seed(0)
    plain = models.convolutional_network().trainable_weights
    keras.utils.set_random_seed(0)
    augmented = models.convolutional_network(augmented=True).trainable_weights
    for ours, theirs in zip(plain, augmented, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_network_may_be_normalised_and_augmented():
    model = models.convolutional_network(normalised=True, augmented=True)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds[:3] == ["RandomFlip", "RandomTranslation", "Conv2D"]
    assert kinds.count("BatchNormalization") == 3 and model.output_shape == (None, 10)


def test_linear_classifier_equals_numpy():
    model = with_random_weights(models.linear_classifier())
    W, b = model.get_weights()
    expected = PICTURES.reshape(3, -1) @ W + b
    np.testing.assert_allclose(model(PICTURES), expected, rtol=1e-4, atol=1e-5)


def test_convolutional_base_equals_numpy():
    model = with_random_weights(models.convolutional_base())
    expected = numpy_base(PICTURES, model.get_weights())
    np.testing.assert_allclose(model(PICTURES), expected, rtol=1e-4, atol=1e-5)


def test_convolutional_network_equals_numpy():
    model = with_random_weights(models.convolutional_network())
    *base, W1, b1, W2, b2 = model.get_weights()
    hidden = relu(numpy_base(PICTURES, base).reshape(3, -1) @ W1 + b1)
    np.testing.assert_allclose(model(PICTURES), hidden @ W2 + b2, rtol=1e-4, atol=1e-5)


def test_a_model_gives_the_same_when_called_again():
    model = models.convolutional_network()
    np.testing.assert_array_equal(model(PICTURES), model(PICTURES))


def test_builders_leave_the_session_in_float32():
    models.convolutional_network()
    assert keras.backend.floatx() == "float32"
