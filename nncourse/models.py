"""The networks of the chapters in Keras, uncompiled: a builder a network."""

import nncourse._quiet  # noqa: F401  # before Keras

# isort: split
import keras
from keras import layers


def lamp() -> keras.Model:
    """Return a recurrent network without biases that can tell whether a lamp is on.

    Returns
    -------
    keras.Model
        Takes one-hot commands of shape (batch, steps, 3); gives the lamp after each, shape (batch,
        steps, 1). Its weights are U, V and W in this order, at random; ``nncourse.rnn.LAMP`` fits.

    References
    ----------
    Equation :eq:`lamp` of the book.

    Examples
    --------
    >>> lamp().count_params()
    12
    """
    return keras.Sequential(
        [
            keras.Input((None, 3)),
            layers.SimpleRNN(2, activation="relu", use_bias=False, return_sequences=True),
            layers.Dense(1, use_bias=False),
        ],
        name="lamp",
    )


def worked_example() -> keras.Model:
    """Return the notes' recurrent network without biases: two units that read two features.

    Returns
    -------
    keras.Model
        Takes sequences of shape (batch, steps, 2); gives two arrays of that shape, the hidden
        states and the outputs. Its weights are U, V and W in this order, at random.

    References
    ----------
    Equation :eq:`recurrence` of the book.

    Examples
    --------
    >>> [tuple(weight.shape) for weight in worked_example().weights]
    [(2, 2), (2, 2), (2, 2)]
    """
    x = keras.Input((None, 2), name="x")
    h = layers.SimpleRNN(2, activation="linear", use_bias=False, return_sequences=True)(x)
    return keras.Model(x, [h, layers.Dense(2, use_bias=False)(h)], name="worked_example")


def bidirectional(features: int = 2, units: int = 3, return_sequences: bool = True) -> keras.Model:
    """Return two recurrent layers with tanh and without biases, of which one reads from the end.

    Parameters
    ----------
    features : int, default 2
        Numbers in a step of the input.
    units : int, default 3
        Numbers in a state of each of the two layers.
    return_sequences : bool, default True
        Whether to give the states at every step, or only the last that each layer computes.

    Returns
    -------
    keras.Model
        Takes sequences of shape (batch, steps, features); gives the states side by side, of shape
        (batch, steps, 2 * units) or (batch, 2 * units). Its weights are U and V of the layer that
        reads from the first step to the last, then U and V of the other, at random.

    References
    ----------
    Equation :eq:`bidirectional` of the book.

    Examples
    --------
    >>> [tuple(weight.shape) for weight in bidirectional().weights]
    [(2, 3), (3, 3), (2, 3), (3, 3)]
    """
    recurrent = layers.SimpleRNN(units, use_bias=False, return_sequences=return_sequences)
    return keras.Sequential(
        [keras.Input((None, features)), layers.Bidirectional(recurrent)], name="bidirectional"
    )


def forecaster(units: int = 16, horizon: int = 1) -> keras.Model:
    """Return a recurrent network without biases that forecasts what follows a window.

    Parameters
    ----------
    units : int, default 16
        Numbers in the hidden state.
    horizon : int, default 1
        How many values it forecasts.

    Returns
    -------
    keras.Model
        Takes windows of shape (batch, length, 1); gives forecasts of shape (batch, horizon), read
        off the last state. Its weights are U, V and W in this order, at random.

    References
    ----------
    Equation :eq:`recurrence` of the book.

    Examples
    --------
    >>> [tuple(weight.shape) for weight in forecaster(units=4).weights]
    [(1, 4), (4, 4), (4, 1)]
    """
    return keras.Sequential(
        [
            keras.Input((None, 1)),
            layers.SimpleRNN(units, use_bias=False),
            layers.Dense(horizon, use_bias=False),
        ],
        name="forecaster",
    )


def sentence_classifier(vocabulary: int = 50, dimensions: int = 8, length: int = 4) -> keras.Model:
    """Return the notes' classifier of padded sentences.

    Parameters
    ----------
    vocabulary : int, default 50
        How many codes there are, 0 among them.
    dimensions : int, default 8
        Length of a word's vector.
    length : int, default 4
        Codes in a sentence.

    Returns
    -------
    keras.Model
        Takes codes of shape (batch, length); gives the probability of class 1, shape (batch, 1).

    References
    ----------
    Equation :eq:`sentence-classifier` of the book.

    Examples
    --------
    >>> sentence_classifier().count_params()
    433
    """
    return keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            layers.Embedding(vocabulary, dimensions),
            layers.Flatten(),
            layers.Dense(1, activation="sigmoid"),
        ],
        name="sentence_classifier",
    )


def skip_gram(vocabulary: int, dimensions: int) -> keras.Model:
    """Return two embeddings and the dot products of their vectors, the scores of pairs of words.

    Parameters
    ----------
    vocabulary : int
        How many codes there are.
    dimensions : int
        Length of a word's vector.

    Returns
    -------
    keras.Model
        Takes centres of shape (batch,) and codes of shape (batch, n); gives n logits for each
        centre, shape (batch, n). Its weights are the vectors of words as centres, at random, and
        those of words as contexts, zeros.

    References
    ----------
    Equation :eq:`skip-gram` of the book.

    Examples
    --------
    >>> [weight.path for weight in skip_gram(10, 4).weights]
    ['words/embeddings', 'contexts/embeddings']
    """
    centres = keras.Input((), dtype="int32", name="centres")
    around = keras.Input((None,), dtype="int32", name="around")
    v = layers.Embedding(vocabulary, dimensions, name="words")(centres)
    u = layers.Embedding(vocabulary, dimensions, "zeros", name="contexts")(around)
    return keras.Model([centres, around], layers.Dot((1, 2))([v, u]), name="skip_gram")


def window_classifier(window: tuple[int, int] = (3, 3), units: int = 52) -> keras.Model:
    """Return a network with a convolution, global max pooling and a dense layer.

    With a window as large as the picture there is one place, and it is a dense network.

    Parameters
    ----------
    window : tuple of int, default (3, 3)
        Height and width of the window, in pixels; at most 6 and 12.
    units : int, default 52
        Filters of the convolution, or units of the dense layer that it is with one place.

    Returns
    -------
    keras.Model
        Takes grey pictures of shape (batch, 6, 12, 1); gives logits for five kinds,
        shape (batch, 5).

    References
    ----------
    Equation :eq:`window-network` of the book.

    Examples
    --------
    >>> window_classifier((3, 3), 52).count_params(), window_classifier((6, 12), 10).count_params()
    (785, 785)
    """
    return keras.Sequential(
        [
            keras.Input((6, 12, 1)),
            layers.Conv2D(units, window, activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(5),
        ],
        name="window_classifier",
    )


def class_activation_network(kinds: int = 4) -> keras.Model:
    """Return a small network whose logits are means over the places of its last feature maps.

    Parameters
    ----------
    kinds : int, default 4
        How many kinds it tells apart.

    Returns
    -------
    keras.Model
        Takes grey pictures of shape (batch, height, width, 1), with height and width at least 4;
        gives logits, shape (batch, kinds). Its third layer from the end gives feature maps of
        shape (batch, height // 4, width // 4, 32).

    References
    ----------
    Equation :eq:`class-activation` of the book; Zhou and others, "Learning deep features for
    discriminative localization", 2016.

    Examples
    --------
    >>> class_activation_network().count_params()
    6020
    """
    return keras.Sequential(
        [
            keras.Input((None, None, 1)),
            layers.Conv2D(8, (3, 3), padding="same", activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(16, (3, 3), padding="same", activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(32, (3, 3), padding="same", activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(kinds),
        ],
        name="class_activation_network",
    )


def linear_classifier() -> keras.Model:
    """Return the baseline for pictures: one dense layer on the pixels, logistic regression.

    Returns
    -------
    keras.Model
        Takes pictures of shape (batch, 32, 32, 3); gives logits for ten classes, (batch, 10).

    Examples
    --------
    >>> linear_classifier().count_params()
    30730
    """
    return keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10)], name="linear_classifier"
    )


def convolutional_base() -> keras.Model:
    """Return the convolution and pooling layers of the notes' network.

    Returns
    -------
    keras.Model
        Takes pictures of shape (batch, 32, 32, 3); gives feature maps, (batch, 4, 4, 64).

    Examples
    --------
    >>> convolutional_base().count_params()
    56320
    """
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
        ],
        name="convolutional_base",
    )


def convolutional_network(normalised: bool = False, augmented: bool = False) -> keras.Model:
    """Return the notes' network for pictures: the convolutional base and two dense layers.

    Parameters
    ----------
    normalised : bool, default False
        Whether batch normalisation stands between each convolution and its ReLU. The convolutions
        have no bias then.
    augmented : bool, default False
        Whether pictures are mirrored and moved at random in training: left and right exchanged in
        half of them, and up to 4 pixels in each direction, with black where nothing is left.
        ``predict`` and ``evaluate`` leave them as they are; a call needs ``training=False``.

    Returns
    -------
    keras.Model
        Takes pictures of shape (batch, 32, 32, 3); gives logits for ten classes, (batch, 10).

    References
    ----------
    Ioffe and Szegedy, "Batch normalization", 2015.

    Examples
    --------
    >>> convolutional_network().count_params()
    122570
    >>> convolutional_network(normalised=True).count_params()
    123050
    """
    # Made in any case, for each takes a seed: so a seed draws the same weights with and without.
    moved = [layers.RandomFlip("horizontal"), layers.RandomTranslation(1 / 8, 1 / 8, "constant")]
    base = _normalised_base() if normalised else convolutional_base()
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            *(moved if augmented else []),
            *base.layers,
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ],
        name="convolutional_network",
    )


def _normalised_base() -> keras.Model:
    """Return the convolutional base with batch normalisation before each ReLU."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            *_normalised_convolution(32),
            layers.MaxPooling2D((2, 2)),
            *_normalised_convolution(64),
            layers.MaxPooling2D((2, 2)),
            *_normalised_convolution(64),
        ]
    )


def _normalised_convolution(filters: int) -> list[keras.Layer]:
    """Return a convolution without a bias, which normalisation would take out, and what follows."""
    return [
        layers.Conv2D(filters, (3, 3), use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
    ]


def deeper_network(normalised: bool = True) -> keras.Model:
    """Return a network of four convolutions with up to 256 filters.

    Max pooling comes right after each, so that what follows has fewer numbers to work on.

    Parameters
    ----------
    normalised : bool, default True
        Whether batch normalisation stands before each ReLU. The convolutions have a bias for each
        filter otherwise.

    Returns
    -------
    keras.Model
        Takes pictures of shape (batch, 32, 32, 3); gives logits for ten classes, (batch, 10).

    References
    ----------
    Ioffe and Szegedy, "Batch normalization", 2015.

    Examples
    --------
    >>> deeper_network().count_params()
    392426
    """
    stages = []
    for filters in (32, 64, 128, 256):
        stages += [
            layers.Conv2D(filters, (3, 3), padding="same", use_bias=not normalised),
            layers.MaxPooling2D((2, 2)) if filters < 256 else layers.GlobalMaxPooling2D(),
            *([layers.BatchNormalization(momentum=0.9)] if normalised else []),
            layers.ReLU(),
        ]
    return keras.Sequential(
        [keras.Input((32, 32, 3)), *stages, layers.Dense(10)], name="deeper_network"
    )
